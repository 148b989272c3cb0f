//! Likely duplicates, side by side: merging, keeping apart, and undoing both.

use goodcall::app::{App, Start};
use goodcall::domain::customer::CustomerField;

use super::harness::{Harness, SIZES, add, at, blank, log};
use super::looks::looks;

/// Ana twice, Tom twice, and Priya once.
fn twice() -> App {
    let mut app = blank();
    let company = (CustomerField::Company, "Porto Cold Chain");
    app.set_now(at("2025-03-03T15:00:00Z"));
    let ana = [
        company,
        (CustomerField::Email, "ana@porto.example"),
        (CustomerField::Phone, "+351 22 555 0142"),
        (CustomerField::Role, "Operations lead"),
        (CustomerField::Favorite, "yes"),
        (CustomerField::Pleasure, "5"),
        (CustomerField::Profit, "4"),
        (CustomerField::Facts, "Her son starts school in Lisbon"),
    ];
    let ana = add(&mut app, "Ana Ribeiro", &ana);
    app.set_now(at("2026-11-20T15:00:00Z"));
    let other = [
        (CustomerField::Company, "Porto Cold Chain Lda"),
        (CustomerField::Email, "ANA@porto.example"),
        (CustomerField::Role, "Head of operations"),
        (CustomerField::City, "Porto"),
    ];
    let twin = add(&mut app, "A. Ribeiro", &other);
    let tom = (CustomerField::Company, "Ferreira & Filhos");
    add(&mut app, "Tom Ferreira", &[tom]);
    add(&mut app, "Tom Fereira", &[tom]);
    add(&mut app, "Priya Nair", &[]);
    app.set_now(at(super::harness::MONDAY));
    log(&mut app, ana, "2026-09-21T15:00:00Z", "+ You saved our launch");
    log(&mut app, twin, "2026-11-20T15:30:00Z", "! Print labels");
    app
}

#[test]
fn two_records_stand_side_by_side() {
    looks("duplicates", Harness::over(twice()).press("3 M"));
}

#[test]
fn nobody_twice_teaches() {
    looks("duplicates-none", Harness::with(&["Ana Ribeiro", "Marcus Webb"]).press("M"));
}

#[test]
fn the_first_stays_and_undo_brings_the_second_back() {
    let mut h = Harness::over(twice());
    h.press("3 M").says("1 of 2").says("the same email, a like name at the same company").says("A. Ribeiro");
    h.press("<").says("A. Ribeiro is now Ana Ribeiro").says("u undo").says("1 of 1").says("Tom Fereira");
    let ana = h.who("ana ribeiro");
    assert_eq!(h.shell.app().count_touches_of(ana).expect("touches"), 2);
    h.press("u").says("Undone: merged A. Ribeiro into Ana Ribeiro").says("of 2");
    assert_eq!(h.shell.app().count_touches_of(ana).expect("touches"), 1);
    h.press("esc").says("A. Ribeiro").says("Ana Ribeiro");
}

#[test]
fn the_second_stays_where_it_is_the_better_one() {
    let mut h = Harness::over(twice());
    h.press("M >").says("Ana Ribeiro is now A. Ribeiro");
    h.press("3").says("A. Ribeiro").press("G").says("Tom Ferreira");
    assert_eq!(h.who("ribeiro"), h.who("A. Ribeiro"));
}

#[test]
fn whoever_is_kept_apart_is_not_asked_about_again() {
    let mut h = Harness::over(twice());
    h.press("M j").says("2 of 2").says("Tom Fereira").press("k").says("1 of 2").press("j x");
    h.says("are two people").says("1 of 1").press("esc M").says("1 of 1").never_says("Fereira");
    h.press("u").says("1 of 2").press("x").press("x").says("Nobody seems to be in the book twice");
    h.press("M").never_says("Nobody seems").press("M").says("Nobody seems");
}

#[test]
fn the_palette_finds_it_anywhere() {
    let mut h = Harness::over(twice());
    h.press("2 :").types("twice").says("people who may be in the book twice").press("enter").says("1 of 2");
}

#[test]
fn after_an_import_it_is_offered() {
    let app = twice();
    let ids = [app.who("A. Ribeiro").expect("a customer").id];
    let mut h = Harness::begin(app, Start::MarkFavorites(ids.to_vec()));
    h.says("One may be in the book twice: M").press("M").says("1 of 2").press("esc").says("Whom do you like calling?");
}

#[test]
fn an_import_in_the_app_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.csv");
    std::fs::write(&file, "Name,Company\nA. Ribeiro,Porto Cold Chain Lda\nLee Chen,Chen Printing\n").expect("a file");
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Company, "Porto Cold Chain")]);
    let mut h = Harness::over(app);
    h.press("3").imports(&file);
    h.says("Imported 2 customers. 1 may be there twice: M").says("One may be in the book twice: M");
}

#[test]
fn an_import_of_calls_in_the_app_says_how_many_came_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.csv");
    let head = "Subject,Type,Note,Due date,Due time,Done,Contact person";
    let calls =
        "Call,Call,<p>Fine talk</p>,2026-11-05,10:30,Done,Ana Ribeiro\nLunch,Lunch,,2026-11-05,,Done,Ana Ribeiro\n";
    std::fs::write(&file, format!("{head}\n{calls}")).expect("a file");
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Company, "Porto Cold Chain")]);
    let mut h = Harness::over(app);
    h.press("3").imports(&file);
    h.says("Imported 1 call (1 left out)");
    h.press("3 enter").says("Fine talk");
}

#[test]
fn an_import_in_the_app_names_the_columns_that_it_did_not_use() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.csv");
    std::fs::write(&file, "Name,Abteilung,Leer,Geburtstag\nKäthe,Einkauf,,30.2.1980\n").expect("a file");
    let mut h = Harness::over(blank());
    h.size((160, 48)).press("3").imports(&file);
    h.says("Imported 1 customer. Line 2: the birthday \"30.2.1980\" is not a day of a year: kept as a fact");
    h.says("Not used: Abteilung");
}

#[test]
fn an_import_in_the_app_names_the_lines_that_it_did_not_keep_as_they_stand() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.csv");
    let rows = "Name,Birthday\nAna,30.2.1980\nBen,1.2.1980\nCarla,31.4.\nDan,32.1.\nEve,31.6.\n";
    std::fs::write(&file, rows).expect("a file");
    let mut h = Harness::over(blank());
    h.size((110, 34)).press("3").imports(&file);
    h.says("Imported 5 customers. Not kept as they stand: lines 2, 4, 5 and 1 more");
}

#[test]
fn namesakes_are_not_said_to_become_one_another() {
    let mut app = blank();
    let company = (CustomerField::Company, "Porto Cold Chain");
    add(&mut app, "Ana Ribeiro", &[company]);
    add(&mut app, "Ana Ribeiro", &[company]);
    let mut h = Harness::over(app);
    h.size((110, 34)).press("M <").says("The two records of Ana Ribeiro are one now, with everything they said");
    h.press("u").says("Undone: merged the two records of Ana Ribeiro");
}

#[test]
fn names_from_outside_stay_inside_their_columns() {
    let mut app = blank();
    let long = "長い名前".repeat(40);
    let email = (CustomerField::Email, "a@b.example");
    add(&mut app, &format!("Eve \u{1b}[31m\u{202e}evil {long}"), &[email, (CustomerField::Facts, "one\ntwo\u{7}")]);
    add(&mut app, "שרה לוי \u{200b}x", &[email, (CustomerField::City, "\u{202e}\u{1b}]0;x\u{7}")]);
    let mut h = Harness::over(app);
    for size in SIZES {
        h.size(size).press("M").says("the same email");
        let screen = h.screen();
        assert!(!screen.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{screen}");
        h.press("esc");
    }
    h.press("M < u");
}

#[test]
fn all_numbers_and_mailboxes_are_compared() {
    let mut app = blank();
    let ana = [
        (CustomerField::Email, "work: ana@porto.example\nana.r@casa.example"),
        (CustomerField::Phone, "+351 22 555 0142\nmobile: +351 912 345 678"),
    ];
    add(&mut app, "Ana Ribeiro", &ana);
    let other = [(CustomerField::Email, "Ana.R@casa.example"), (CustomerField::Phone, "+351 22 555 0199")];
    add(&mut app, "Anita", &other);
    let mut h = Harness::over(app);
    h.size((110, 34)).press("M").says("They have the same email.");
    h.says("ana@porto.example (work)").says("= Ana.R@casa.example").says("                 ana.r@casa.example");
    h.says("+351 912 345 678 (mobile)").says("≠ +351 22 555 0199");
}

#[test]
fn long_addresses_are_broken_at_a_sign_and_facts_stand_in_a_line_each() {
    let mut app = blank();
    let facts = (CustomerField::Facts, "Swims before work\nCoffee, never tea");
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Email, "ana.ribeiro@portocold.example"), facts]);
    add(&mut app, "Ana M. Ribeiro", &[(CustomerField::Email, "ana.ribeiro@portocold.example")]);
    let mut h = Harness::over(app);
    let screen = h.size((80, 24)).press("M").screen();
    let begins: Vec<&str> = screen.lines().filter_map(|line| line.get(17..)).map(str::trim_end).collect();
    for line in ["ana.ribeiro                   = ana.ribeiro", "@portocold.example              @portocold.example"] {
        assert!(begins.contains(&line), "no {line:?} in\n{screen}");
    }
    assert!(begins.iter().any(|line| line.starts_with("Swims before work ")), "{screen}");
    assert!(begins.iter().any(|line| line.starts_with("Coffee, never tea")), "{screen}");
    h.never_says("; Coffee");
}

#[test]
fn all_that_agree_are_merged_by_one_key_and_come_back_by_one_undo() {
    let mut app = twice();
    for name in ["Alma Lind", "Bert Mora", "Alma Lind", "Bert Mora"] {
        let mailbox = format!("{}@a.example", name.split(' ').next().unwrap_or_default());
        add(&mut app, name, &[(CustomerField::Email, &mailbox)]);
    }
    let mut h = Harness::over(app);
    // Ana's two records say different things of her.
    h.press("M").says("1 of 4").never_says("They agree");
    h.press("j").says("2 of 4").says("They agree in all that").says("= merges all such pairs.");
    h.press("=").says("2 records are merged; 2 pairs still look alike").says("of 2").never_says("They agree");
    h.press("=").says("No two records agree in all that they say").press("u").says("of 4");
}
