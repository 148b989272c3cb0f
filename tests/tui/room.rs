//! Nothing is cut while there is room, nothing is hidden by the question about it, and what has to be answered stays.

use goodcall::domain::customer::CustomerField;
use ratatui::style::Modifier;

use super::harness::{Harness, add, blank, log, people};

/// The sizes of the pictures that people post.
const SIZES: [(u16, u16); 4] = [(60, 18), (80, 24), (110, 34), (160, 48)];

/// Ana, Marcus and Wendell, whose companies have long names.
fn companies() -> Harness {
    let mut app = blank();
    for (name, company) in [
        ("Wendell Tsosie", "Tsosie Feed & Hardware"),
        ("Ana Ribeiro", "Porto Cold Chain"),
        ("Marcus Webb", "Webb & Sons Packaging"),
        ("Dana Okafor", "Okafor Foods"),
    ] {
        add(&mut app, name, &[(CustomerField::Favorite, "yes"), (CustomerField::Company, company)]);
    }
    Harness::over(app)
}

#[test]
fn who_comes_next_stands_there_with_the_whole_company_at_every_width() {
    let mut h = companies();
    for columns in 96..=200 {
        h.size((columns, 30));
        for company in ["Porto Cold Chain", "Webb & Sons Packaging", "Okafor Foods"] {
            assert!(h.screen().contains(company), "{company} at {columns}\n{}", h.screen());
        }
    }
}

#[test]
fn the_first_screen_says_everything_at_every_width() {
    let mut h = Harness::empty();
    for columns in 60..=200 {
        // What comes of it may stand beside the first steps.
        let screen = h.size((columns, 24)).screen();
        let beside = screen.lines().find_map(|l| Some(l[..l.find("What happens then")?].chars().count()));
        let left = screen.lines().map(|l| l.chars().take(beside.unwrap_or(200)).collect::<String>());
        let said = left.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in [
            "i import your contacts, then mark whom you like calling",
            "a add one; a name and a number will do",
            "weighed by how good they are to talk to.",
        ] {
            assert!(said.contains(sentence), "{sentence:?} at {columns}\n{}", h.screen());
        }
    }
}

#[test]
fn the_banner_of_an_unfinished_log_is_whole_at_every_width() {
    let mut h = Harness::demo();
    h.press("l").types("+ Kind").press("esc").clock("2026-11-23T14:55:00Z");
    for columns in 60..=160 {
        h.size((columns, 30));
        let (x, y) = h.place("r resume the log of");
        // Beside it the narrowest card has 46 columns.
        let left = h.screen();
        let left = left.lines().skip(usize::from(y)).take(2).flat_map(|line| {
            let line: String = line.chars().skip(usize::from(x)).take(46).collect();
            line.split_whitespace().map(str::to_string).collect::<Vec<_>>()
        });
        let left = left.collect::<Vec<_>>().join(" ");
        assert!(left.starts_with("r resume the log of Wendell Tsosie that you"), "{columns}\n{}", h.screen());
        assert!(!left.contains('…') && h.screen().contains("ago"), "{columns}\n{}", h.screen());
    }
}

#[test]
fn no_heading_beside_the_card_stands_over_nothing() {
    let mut h = Harness::demo();
    for rows in 18..=48 {
        for columns in [96, 104, 110, 124, 160] {
            let screen = h.size((columns, rows)).screen();
            let lines: Vec<&str> = screen.lines().collect();
            for heading in ["Mondays", "Coming up", "Ideas to carry on", "  In touch"] {
                let at = lines.iter().skip(2).position(|l| l.trim_end().ends_with(heading)).map(|at| at + 2);
                let Some(at) = at else { continue };
                let column = lines[at].chars().count() - heading.trim_start().chars().count();
                let below: String = lines[at + 1].chars().skip(column).collect();
                assert!(!below.trim_matches([' ', '─']).is_empty(), "{heading} at {columns}x{rows}\n{screen}");
            }
        }
    }
}

#[test]
fn a_company_in_a_list_is_cut_only_where_no_name_leaves_room() {
    let mut h = companies();
    for columns in [110, 124, 140, 160] {
        h.size((columns, 34)).press("3");
        for company in ["Tsosie Feed & Hardware", "Webb & Sons Packaging"] {
            let row = h.screen().lines().find(|l| l.contains('★') && l.contains(company)).map(str::to_string);
            assert!(row.is_some(), "{company} at {columns}\n{}", h.screen());
        }
    }
    // At 80 columns only names have room.
    h.size((80, 24)).says("★ Wendell Tsosie").says("★ Marcus Webb");
}

#[test]
fn a_name_in_what_was_found_is_whole() {
    let mut app = blank();
    let long = "Maximiliane von Hohenstein-Lauenburg";
    let id = add(&mut app, long, &[]);
    log(&mut app, id, "2026-11-20T15:00:00Z", "+ A zeppelin of a launch");
    let mut h = Harness::over(app);
    h.size((60, 18)).press("/").types("zepp").says(long).says("“A zeppelin of a launch”");
}

/// A book whose tenth customer is in the middle of the list, past buyers and visits included.
fn many() -> Harness {
    let mut app = people(&[]);
    for n in 10..30 {
        let name = format!("Person {n}");
        let mut fields = vec![(CustomerField::Favorite, "yes"), (CustomerField::Peak, "tue")];
        if n % 2 == 0 {
            fields = vec![(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2024-11-04")];
        }
        let id = add(&mut app, &name, &fields);
        log(&mut app, id, "2026-10-20T15:00:00Z", &format!("+ @Sally helped person {n}"));
    }
    Harness::over(app)
}

/// Reads the rows that are marked as in focus.
fn marked(h: &mut Harness) -> Vec<String> {
    h.screen().lines().filter(|l| l.contains('▎')).map(str::to_string).collect()
}

#[test]
fn a_question_never_covers_what_it_is_about() {
    for size in SIZES {
        for (tab, keys) in [("3", "z r b"), ("4", "z"), ("2", "J"), ("5", "x m")] {
            for down in [0, 3, 6, 9] {
                for key in keys.split(' ') {
                    let mut h = many();
                    h.size(size).press(tab).press(&"j ".repeat(down));
                    let before = marked(&mut h);
                    assert!(!before.is_empty(), "{tab}\n{}", h.screen());
                    h.press(key);
                    let after = h.screen();
                    if !after.contains('╭') {
                        continue;
                    }
                    // Where the question has no room beside its row, the row stands above it.
                    for row in &before {
                        assert!(after.lines().any(|l| l == row), "{tab}, {down} down, {key} at {size:?}\n{after}");
                    }
                }
            }
        }
        let mut h = Harness::demo();
        // From 120 columns on the name is in letters of blocks.
        let name = if size.0 < 120 { "Wendell Tsosie" } else { "█▀ ▀█ █▄▄▄ █ ▀█ █▄▄▀" };
        h.size(size).press("z").says(name).says("Owner, Tsosie Feed & Hardware").says("Snooze Wendell");
    }
}

#[test]
fn the_question_is_whole_where_it_has_few_rows() {
    let mut h = many();
    h.size((60, 18)).press("3 j j j j j j z").says("Snooze Person until when?").says("› ").says("in 2 weeks");
    h.types("soonish").press("enter").says("could not read \"soonish\"");
}

/// Imports a file of three rows, one with a company and no name, one with a number that nobody can call.
fn imported() -> Harness {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("people.csv");
    let rows = "Name,Company,Phone\nAna Ribeiro,Porto Cold Chain,+1 312 555 0142\n,Bäckerei Schmidt,+1 312 555 0143\n";
    std::fs::write(&file, rows).expect("a file");
    let mut h = Harness::empty();
    h.size((110, 34)).imports(&file);
    h
}

#[test]
fn a_row_left_out_stays_in_sight_until_it_is_added() {
    let mut h = imported();
    h.says("1 row left out").says("line 3, Bäckerei Schmidt").says("⏎ add it").says("Imported 1 customer");
    h.press("f5").says("line 3, Bäckerei Schmidt");
    h.press("enter").says("Line 3 of the file").says("company  │ Bäckerei Schmidt").says("+1 312 555 0143");
    // Back without a name: it still waits.
    h.press("esc").says("line 3, Bäckerei Schmidt").press("enter").types("Jonas Schmidt").press("ctrl-s");
    h.says("Added Jonas Schmidt").says("Every row is in the book now.").says("⏎ go on").never_says("leave it out");
    h.press("enter")
        .says("Whom do you like calling?")
        .says("Jonas Schmidt")
        .says("Ana Ribeiro")
        .press("esc 3")
        .says("Jonas Schmidt")
        .says("Ana Ribeiro");
}

#[test]
fn a_row_left_out_can_be_passed_over() {
    for key in ["x", "esc"] {
        let mut h = imported();
        h.press(key).says("Whom do you like calling?").never_says("left out").press("esc 3").says("Ana Ribeiro");
        h.never_says("Schmidt");
    }
}

#[test]
fn rows_left_out_are_answered_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("people.csv");
    let mut rows = String::from("Name,Company\n");
    for n in 10..40 {
        rows.push_str(&format!(",Company {n}\n"));
    }
    std::fs::write(&file, rows).expect("a file");
    for size in SIZES {
        let mut h = Harness::empty();
        h.size(size).imports(&file).says("30 rows left out");
        h.says("line 2, Company 10").press("G").says("line 31, Company 39").press("x").says("29 rows left out");
        h.never_says("Company 39").press("g j x").says("28 rows left out").never_says("Company 11").press("esc");
        h.never_says("left out");
    }
}

#[test]
fn whom_a_customer_works_for_is_whole_beside_the_list() {
    let mut h = Harness::demo();
    h.press("3 j j j").says("Camille Dufresne").says("Directrice logistique, Atelier").says("Dufresne");
    let screen = h.screen();
    assert!(!screen.lines().any(|l| l.contains("Directrice") && l.contains('…')), "{screen}");
}

#[test]
fn a_visit_leaves_out_what_has_no_room_as_a_whole() {
    let mut h = Harness::demo();
    for columns in 60..=124 {
        h.size((columns, 24)).press("5");
        let rows: Vec<String> =
            h.screen().lines().filter(|l| l.contains("○ ") || l.contains("● ")).map(String::from).collect();
        assert!(rows.iter().all(|row| !row.ends_with('…')), "at {columns}\n{}", h.screen());
    }
    h.size((124, 34)).says("Wendell Tsosie, the 1st of 2 this year");
    h.size((140, 34)).says("Wendell Tsosie, the 1st of 2 this year, a year after the last");
}

#[test]
fn the_undo_beside_an_import_takes_it_back() {
    let mut h = imported();
    h.says("u undo").press("u").says("Undone: imported people.csv").press("esc esc 3").never_says("Ana Ribeiro");
    let mut h = imported();
    h.press("x").says("Whom do you like calling?").press("u").says("Undone: imported people.csv").never_says("Ana");
}

/// The runs of dots on a screen.
fn ratings(screen: &str) -> Vec<usize> {
    let is_dot = |c: char| c == '●' || c == '○';
    screen.split(|c| !is_dot(c)).filter(|run| !run.is_empty()).map(|run| run.chars().count()).collect()
}

#[test]
fn a_rating_on_a_card_has_all_its_dots_at_every_width() {
    let mut h = Harness::demo();
    for _skipped in 0..6 {
        for columns in 60..=140 {
            let screen = h.size((columns, 30)).screen();
            assert!(ratings(&screen).iter().all(|dots| *dots == 5), "{columns}\n{screen}");
        }
        h.press("s");
    }
}

#[test]
fn when_somebody_can_be_reached_is_whole_on_their_page_at_every_width() {
    let mut h = Harness::demo();
    // It is night in Napier.
    h.press("3").press("j");
    for columns in 80..=140 {
        let screen = h.size((columns, 30)).screen();
        let page = screen.lines().filter_map(|line| line.split_once("asleep, ")).map(|(list, _)| list.chars().count());
        let at = page.min().expect("the hour");
        let lines = screen.lines().map(|line| line.chars().skip(at).collect::<String>());
        let said = lines.collect::<Vec<_>>().join(" ");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("in Napier; from 14:00 your time"), "{columns}\n{screen}");
    }
}

#[test]
fn a_past_buyer_is_never_cut_for_a_bar_or_a_reason() {
    let mut h = Harness::demo();
    h.press("4");
    for columns in 80..=200 {
        let screen = h.size((columns, 24)).screen();
        for who in ["Helga Brandt, Brandt Kühlung", "Tom Ferreira, Ferreira & Filhos", "Estela Marín, Flores Marín"]
        {
            assert!(screen.contains(who), "{columns}\n{screen}");
        }
    }
}

#[test]
fn a_teammate_under_praise_is_named_whole_at_every_width() {
    let mut h = Harness::demo();
    h.press("2");
    for columns in 60..=110 {
        h.size((columns, 18)).press("g");
        for _row in 0..12 {
            let screen = h.screen();
            let cut = screen.lines().find(|line| line.trim_end().ends_with(['@', 'S']) && line.contains("  @"));
            assert!(cut.is_none(), "{columns}\n{screen}");
            h.press("j");
        }
    }
}

#[test]
fn a_customer_in_the_list_stands_under_its_heads_and_is_cut_only_at_the_end_of_its_columns() {
    let company = "Companhia Portuguesa de Distribuição Frigorífica";
    let names = ["Ana Ribeiro", "Beatriz Vasconcelos-Albuquerque", "Caio Sá", "Duarte Nunes"];
    let mut app = blank();
    for name in names {
        add(&mut app, name, &[(CustomerField::Company, company)]);
    }
    add(&mut app, "Eva Lund", &[(CustomerField::Company, company), (CustomerField::Pleasure, "5")]);
    let mut h = Harness::over(app);
    for keys in ["3", "F"] {
        h.press(keys);
        for columns in 60..=200_u16 {
            let screen = h.size((columns, 34)).screen();
            let first = screen.lines().position(|line| line.contains('▎')).expect("the selected row");
            let page = screen
                .lines()
                .find_map(|line| line.split_once("Talked"))
                .map_or(columns.into(), |(list, _)| list.chars().count());
            let head = screen.lines().find(|line| line.trim_start().starts_with("name ")).unwrap_or_default();
            let head = head.find("company");
            let (mut whole, mut cut) = (0, 0);
            for (name, line) in names.iter().zip(screen.lines().skip(first)) {
                let line: String = line.chars().take(page).collect();
                assert!(line.contains(name), "{name} at {columns}\n{screen}");
                whole += usize::from(line.contains(company));
                // It gives way to a name that is longer than the others, and stands nowhere else than under its head.
                let begins = line.find("Companhia").map(|at| line[..at].chars().count());
                assert!(begins.is_none() || begins == head, "{name} at {columns}\n{screen}");
                let Some((_, after)) = line.split_once('…') else { continue };
                cut += 1;
                // The list and the page beside it are three columns apart.
                let blanks = after.chars().take_while(|c| *c == ' ').count();
                assert!(blanks <= 4, "{name} at {columns}\n{screen}");
            }
            assert!(cut == 0 || whole < names.len(), "{columns}\n{screen}");
            assert!(columns < 146 || whole == names.len(), "{columns}\n{screen}");
        }
    }
}

#[test]
fn the_columns_of_the_customers_stay_where_they_are_while_the_list_is_narrowed() {
    let mut h = Harness::demo();
    for size in [(80, 24), (110, 34), (160, 48)] {
        h.size(size).press("3");
        let (name, talk) = (h.place("Ana Ribeiro"), h.place("talk"));
        h.press("/").types("ana").says("found");
        assert_eq!((h.place("Ana Ribeiro"), h.place("talk")), (name, talk), "{size:?}\n{}", h.screen());
        h.press("esc");
    }
}

#[test]
fn a_question_about_several_is_whole_at_every_size() {
    let mut h = Harness::demo();
    h.press("3 space space space t");
    for size in [(60, 18), (80, 24), (110, 34)] {
        let screen = h.size(size).screen();
        let inside: Vec<&str> = screen.lines().filter_map(|line| line.split('│').nth(1)).map(str::trim).collect();
        let said = inside.join(" ");
        assert!(said.contains("Which tag for these 3? One that each of them has is taken away."), "{screen}");
    }
}

#[test]
fn one_long_company_leaves_the_columns_of_the_others_alone() {
    let mut app = blank();
    for n in 10..30 {
        add(
            &mut app,
            &format!("Person {n}"),
            &[(CustomerField::Company, "Porto Cold Chain"), (CustomerField::Profit, "4")],
        );
    }
    let long = "Société Anonyme de Distribution de Produits Laitiers du Sud-Ouest";
    add(
        &mut app,
        "Zoë Lindqvist-Kowalczyk-Nowakowska",
        &[(CustomerField::Company, long), (CustomerField::Profit, "4")],
    );
    let mut h = Harness::over(app);
    for size in [(110, 40), (160, 48)] {
        let screen = h.size(size).press("3").screen();
        let place = |line: &str| line.find("Porto Cold Chain").map(|at| line[..at].chars().count());
        let rows = screen.lines().filter(|line| line.contains("Person") && !line.contains('▎'));
        let mut places: Vec<usize> = rows.filter_map(place).collect();
        places.dedup();
        assert_eq!(places.len(), 1, "{screen}");
        assert!(screen.contains("Zoë Lindqvist-Kowalczyk-Nowakowska"), "{screen}");
    }
}

#[test]
fn ratings_stand_in_the_row_to_mark_favorites_by_at_every_size() {
    let mut h = Harness::demo();
    for size in SIZES {
        h.size(size).press("F").says("●●●●● ●●●●○").says("ratings").press("esc");
    }
}

#[test]
fn a_question_dims_the_page_but_not_what_it_is_about() {
    for size in SIZES {
        for (keys, about, other) in [
            ("3 j z", "▎  Aroha Ngata", "Ana Ribeiro"),
            ("3 j r", "▎  Aroha Ngata", "Ana Ribeiro"),
            ("6 m", "▎ ! A sheet on the dock", "This week"),
        ] {
            let mut h = Harness::demo();
            h.size(size).press(keys);
            assert!(!h.is_drawn(about, Modifier::DIM), "{keys} at {size:?}\n{}", h.screen());
            assert!(h.is_drawn(other, Modifier::DIM), "{keys} at {size:?}\n{}", h.screen());
        }
        // The help is about nothing on the page.
        let mut h = Harness::demo();
        h.size(size).press("3 ?");
        assert!(!h.screen().contains('▎') || h.is_drawn("▎", Modifier::DIM), "{size:?}\n{}", h.screen());
    }
}
