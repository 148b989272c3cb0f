//! Search says what a hit is and where it matched; help is narrowed by letters.

use goodcall::domain::customer::CustomerField::{Address, Company, Facts, Phone};
use ratatui::style::Modifier;

use super::harness::{Harness, add, blank, log};
use super::keys::footer;

fn book() -> Harness {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[(Company, "Porto Cold Chain"), (Facts, "Sings\nKeeps llamas")]);
    add(&mut app, "Bo Sund", &[(Address, "Llama Street 4"), (Phone, "+46 8 555 0177")]);
    log(&mut app, ana, "2026-11-20T15:00:00Z", "+ A llama of a launch, @Sally\n! Name the door after a llama");
    Harness::over(app)
}

#[test]
fn a_hit_says_what_it_is_and_where_the_words_are() {
    let mut h = book();
    for size in [(60, 18), (80, 24), (110, 34)] {
        h.size(size).press("/").types("llama").says("4 found");
        h.says("customer  Ana Ribeiro, Porto Cold Chain").says("good to know: Sings · Keeps llamas");
        h.says("customer  Bo Sund").says("address: Llama Street 4");
        h.says("praise    Ana Ribeiro")
            .says("“A llama of a launch, Sally”")
            .says("20 Nov")
            .says("idea      Ana Ribeiro");
        for found in ["llamas", "Llama Street", "llama of"] {
            assert!(h.is_drawn(found, Modifier::UNDERLINED), "{found}\n{}", h.screen());
        }
        assert!(!h.is_drawn("Keeps", Modifier::UNDERLINED));
        h.press("ctrl-u").types("por").says("1 found").never_says("good to know");
        assert!(h.is_drawn("Porto", Modifier::UNDERLINED) && !h.is_drawn("to Cold", Modifier::UNDERLINED));
        h.press("ctrl-u").types("5550177").says("phones: +46 8 555 01 77");
        h.press("ctrl-u").types("zeppelin").says("Nothing has all of these words.");
        assert_eq!(footer(&mut h), "Esc back");
        h.press("esc");
    }
}

#[test]
fn a_word_far_in_a_log_is_in_sight_and_the_chosen_hit_is_whole() {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[]);
    let long = "Before the snow came she drove over the pass with the last pallets and then she called the \
                zeppelin people, who were glad of it and sent a card with a very small drawing on it";
    log(&mut app, ana, "2026-11-19T15:00:00Z", long);
    log(&mut app, ana, "2026-11-20T15:00:00Z", &format!("{long}, again"));
    let mut h = Harness::over(app);
    h.size((60, 18)).press("/").types("zepp").says("2 found");
    let shown = |h: &mut Harness| h.screen().matches("zeppelin").count();
    assert_eq!(shown(&mut h), 2, "{}", h.screen());
    h.says("small drawing on it, again").says("…").press("down").never_says("small drawing on it, again");
    assert_eq!(shown(&mut h), 2, "{}", h.screen());
}

#[test]
fn the_chosen_hit_is_in_sight_and_a_click_opens_the_one_under_it() {
    let mut app = blank();
    for n in 0..30 {
        let id = add(&mut app, &format!("Person {n}"), &[]);
        log(&mut app, id, "2026-11-20T15:00:00Z", &format!("+ A zeppelin of a launch, number {n}"));
    }
    let mut h = Harness::over(app);
    h.size((60, 18)).press("/").types("zepp");
    for _ in 0..31 {
        let screen = h.screen();
        let chosen = screen.lines().find(|line| line.contains('▎')).expect("a chosen hit").to_string();
        assert!(chosen.contains("Person"), "{screen}");
        h.press("down");
    }
    let screen = h.screen();
    let last = screen.lines().rfind(|line| line.contains("Person")).expect("a hit").trim().to_string();
    let name = last.trim_start_matches('▎').trim().trim_start_matches("praise").trim().to_string();
    let name = name.split("  ").next().expect("a name").to_string();
    h.click(&format!("praise    {name}")).says("3 Customers").says(&name).says("Talked");
}

#[test]
fn letters_narrow_the_help_and_only_esc_closes_it() {
    let mut h = Harness::demo();
    h.press("3 ?").says("open it").press("q").says("Keys").says("quit").never_says("open it");
    h.press("backspace").types("rate").says("rate: pleasure, then profit").never_says("snooze for a while");
    assert!(h.is_drawn("rate: pleasure", Modifier::UNDERLINED), "{}", h.screen());
    h.press("ctrl-u").types("zeppelin").says("No key here does that.  : finds what other screens do");
    // A key is found by itself.
    h.press("ctrl-u").types("?").says("all keys").never_says("quit").press("enter tab").says("Keys");
    assert_eq!(footer(&mut h), "letters filter   ↑↓ scroll   Esc back");
    h.press("esc").never_says("Keys").says("3 Customers");
}

#[test]
fn no_hit_is_shown_without_its_words() {
    let mut h = Harness::demo();
    for size in [(80, 24), (80, 25), (110, 34), (60, 18), (160, 48)] {
        h.size(size).press("esc 1 /").types("the");
        let screen = h.screen();
        let heads = ["praise   ", "idea   ", "news   ", "need   ", "promise  "];
        let body: Vec<&str> = screen.lines().skip(2).take(usize::from(size.1) - 4).collect();
        let last = body.iter().rev().find(|line| !line.trim().is_empty()).expect("a row");
        assert!(!heads.iter().any(|head| last.contains(head)), "{size:?}\n{screen}");
    }
    // From 132 columns there are two.
    let screen = h.screen();
    let in_two = |line: &&str| line.contains("customer") && line.contains("praise");
    assert!(screen.lines().any(|line| in_two(&line)), "{screen}");
}
