//! What the user does on Today, Praise and Customers, and what they then see.

use super::harness::{Harness, add, blank, settings_with};
use goodcall::app::App;
use goodcall::app::{Now, Start};
use goodcall::domain::customer::CustomerField;
use goodcall::testing::Book;
use goodcall::tui::shell::Ended;
use ratatui::style::Modifier;

#[test]
fn no_answer_voicemail_and_skip_offer_the_next() {
    for (key, said) in [("n", "No answer from Ana"), ("v", "Left Ana a voicemail"), ("s", "Skipped Ana Ribeiro")] {
        let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb", "Dana Okafor"]);
        h.says("Ana Ribeiro").press(key).says(said).says("u undo");
        let second = h.screen();
        assert!(second.contains("Why Marcus") || second.contains("Why Dana"), "{key}:\n{second}");
        h.press("u").says("Undone").says("Why Ana");
    }
}

#[test]
fn the_person_to_call_is_what_stands_out() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    assert!(h.is_drawn("Ana Ribeiro", Modifier::BOLD));
    assert!(h.is_drawn("Why Ana", Modifier::DIM));
    assert!(!h.is_drawn("How are you doing?", Modifier::BOLD));
}

#[test]
fn the_first_run_adds_a_favorite_and_offers_them() {
    let mut h = Harness::empty();
    h.says("Who do you like calling?").press("a").types("Ana Ribeiro").press("ctrl-s");
    h.says("Added Ana Ribeiro").says("Why Ana").never_says("Who do you like calling?");
}

#[test]
fn the_demo_book_is_looked_at_and_left() {
    let mut h = Harness::empty();
    h.press("x").says("made-up book").says("Why ").press("3").says("Marcus Webb");
    h.press("q");
    assert_eq!(h.ended, None, "q leaves the demo first");
    h.says("Who do you like calling?").press("3").never_says("Marcus Webb").press("q");
    assert_eq!(h.ended, Some(Ended::Quit));
}

#[test]
fn ctrl_c_ends_it_wherever_one_is() {
    for way in ["", "l", "d", "a", ":", "/", "?", "z", "enter", "2 /", "3 r"] {
        let mut h = Harness::demo();
        h.press(way).press("ctrl-c");
        let ended = h.ended;
        assert_eq!(ended, Some(Ended::Quit), "after {way:?}\n{}", h.screen());
    }
}

#[test]
fn ctrl_z_suspends_wherever_no_text_is_typed() {
    for way in ["", "d", "3", "2 pgdn", "M"] {
        let mut h = Harness::demo();
        h.press(way).press("ctrl-z");
        assert!(h.outside.all().contains(&"suspended".to_string()), "after {way:?}");
    }
    // In a text field it undoes the typing.
    for way in ["l", "l tab", "l tab tab tab", "a", ":", "/", "?", "z", "3 /", "e", "2 p", "d 1"] {
        let mut h = Harness::demo();
        h.press(way).press("ctrl-z").types("x").press("ctrl-z");
        assert!(!h.outside.all().contains(&"suspended".to_string()), "after {way:?}");
    }
    let mut h = Harness::demo();
    h.press(":").types("suspend").press("enter");
    assert!(h.outside.all().contains(&"suspended".to_string()));
}

#[test]
fn praise_is_narrowed_to_a_teammate_a_customer_a_word() {
    let mut h = Harness::demo();
    h.press("2 /").types("zeppelin").says("No praise matches.").press("esc").never_says("No praise matches.");
    h.press("/").types("sally").press("enter");
    h.says("Sally").press("esc f").says("only by ").press("esc").never_says("only by ");
}

#[test]
fn the_praise_in_focus_stands_out_and_who_said_the_rest_is_dim() {
    let mut h = Harness::demo();
    h.press("2");
    let screen = h.screen();
    let quotes: Vec<&str> = screen.lines().filter_map(|l| l.find('“').map(|at| &l[at..])).collect();
    assert!(quotes.len() >= 2, "{screen}");
    let (first, second) = (quotes[0].to_string(), quotes[1].to_string());
    // Every quote keeps its color; who said it is dim but for the one in focus.
    let below = screen.lines().skip_while(|l| !l.contains(&second)).skip_while(|l| !l.contains('”')).nth(1);
    let said_by = below.expect("who said it").trim().to_string();
    for quote in [&first, &second] {
        assert!(h.is_drawn(quote, Modifier::BOLD) && !h.is_drawn(quote, Modifier::DIM), "{screen}");
    }
    assert!(h.is_drawn(&said_by, Modifier::DIM), "{said_by}\n{screen}");
    h.press("j");
    assert!(h.is_drawn(&second, Modifier::BOLD) && !h.is_drawn(&said_by, Modifier::DIM), "{}", h.screen());
}

#[test]
fn a_starred_praise_says_so_and_undo_takes_it_back() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("+ Kind").press("ctrl-s esc 2 *").says("Starred").says("★");
    h.press("u").says("Undone").never_says("★");
}

#[test]
fn kudos_makes_a_note_and_puts_it_on_the_clipboard() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("+ @Sally stayed till midnight").press("ctrl-s esc 2 K").says("A note for Sally");
    let copied = h.outside.all().join("\n");
    assert!(copied.contains("stayed till midnight") && copied.contains("Sally"), "{copied}");
}

#[test]
fn a_name_that_nobody_has_renames_a_teammate_only_when_it_is_said_again() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("l").types("+ @Sally stayed till midnight").press("ctrl-s esc 2 J").types("Nobody").press("enter");
    h.says("Enter again takes it").press("backspace enter").says("Enter again takes it");
    h.press("enter").says("Sally is Nobod now: 1 praise");
    h.press("J").types("Nobody").press("enter").says("Nobod is Nobody now: 1 praise");
}

#[test]
fn a_customer_is_found_rated_snoozed_and_made_a_favorite() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "no")]);
    add(&mut app, "Marcus Webb", &[(CustomerField::Favorite, "no")]);
    let mut h = Harness::over(app);
    h.press("3 /").types("web").press("enter").never_says("Ana Ribeiro");
    h.press("r 5 4").says("Rated Marcus Webb: a pleasure 5 of 5, profitable 4 of 5").says("●●●●●").says("●●●●○");
    h.press("f").says("Marcus is a favorite now").says("★");
    h.press("z enter").says("Marcus Webb is back on Mon 7 Dec").says("until Mon 7 Dec");
    h.press("z").says("Marcus is back in the rotation").never_says("until Mon 7 Dec");
    h.press("esc").says("Ana Ribeiro").says("Marcus Webb");
}

#[test]
fn escape_leads_back_to_where_one_was() {
    let mut h = Harness::demo();
    h.press("3 j j");
    let before = h.screen();
    for way in ["?", ":", "l", "r", "z", "e", "enter", "d"] {
        h.press(way);
        assert_ne!(h.screen(), before, "{way} opens something");
        h.press("esc");
        let body = |s: &str| s.lines().skip(2).take(18).map(str::to_string).collect::<Vec<_>>();
        assert_eq!(body(&h.screen()), body(&before), "{way}, then Esc");
    }
}

#[test]
fn the_palette_does_what_it_names_and_shows_whom_it_finds() {
    let mut h = Harness::demo();
    h.press(":").types("what customers said").press("enter").says("“");
    h.press(":").types("okafor").press("enter").says("Dana Okafor").says("Okafor");
}

#[test]
fn search_shows_whose_words_they_were() {
    let mut h = Harness::demo();
    h.press("/").types("zeppelin").says("Nothing has all of these words.");
    h.press("ctrl-u").types("helga").says("Helga Brandt").press("enter").says("Brandt Kühlung").says("Past buyer");
}

#[test]
fn after_an_import_on_the_command_line_the_marking_stands_first() {
    let mut app = blank();
    let ids = vec![add(&mut app, "Ana Ribeiro", &[]), add(&mut app, "Marcus Webb", &[])];
    let mut h = Harness::begin(app, Start::MarkFavorites(ids));
    h.says("Whom do you like calling?").press("esc").says("Who do you like calling?");
}

#[test]
fn a_rebound_key_is_the_one_that_is_shown() {
    let settings = settings_with("[keys]\nlog = \"L\"\nsave = \"f2\"\nadd_customer = \"+\"\n");
    let now = Now::Fixed(super::harness::at(super::harness::MONDAY));
    let mut h = Harness::over(App::over(Book::in_memory().expect("a book"), settings, now));
    h.says("+ add a customer").never_says("a add a customer").press("+").types("Ana").says("F2 save").press("f2");
    h.says("L log").press("L").types("hello").says("F2 save").never_says("Ctrl-S").press("f2").says("Logged a call");
}

#[test]
fn the_list_is_as_full_as_it_can_be() {
    let names: Vec<String> = (10..50).map(|n| format!("Customer {n}")).collect();
    let mut h = Harness::with(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let shown = |h: &mut Harness| h.screen().lines().filter(|l| l.contains("★ Customer")).count();
    h.press("3");
    let full = shown(&mut h);
    assert!(full > 15, "{}", h.screen());
    h.press("G").says("Customer 49");
    assert_eq!(shown(&mut h), full, "at the end\n{}", h.screen());
    h.press("/").types("customer 49").press("enter esc");
    assert_eq!(shown(&mut h), full, "after a filter\n{}", h.screen());
    h.size((80, 18)).press("G").size((80, 24));
    assert_eq!(shown(&mut h), full, "after the window grew\n{}", h.screen());
}

#[test]
fn the_filter_takes_keys_and_says_what_it_cannot_read() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::City, "Porto"), (CustomerField::Favorite, "yes")]);
    add(&mut app, "Bo Porto", &[(CustomerField::City, "Lisbon"), (CustomerField::Company, "Bright Dental")]);
    add(&mut app, "박지우", &[(CustomerField::City, "São Paulo"), (CustomerField::Standing, "past")]);
    let mut h = Harness::over(app);
    h.press("3 /").types("city:porto").says("Ana Ribeiro").never_says("Bo Porto");
    h.press("ctrl-u").types("city:\"sao paulo\" is:past").says("박지우").never_says("Ana Ribeiro");
    h.press("ctrl-u").types("지우").says("박지우").never_says("Ana Ribeiro");
    h.press("ctrl-u").types("is:favorite").says("Ana Ribeiro").never_says("Bo Porto");
    h.press("ctrl-u").types("is:rich").says("is:rich: did you mean").says("Bo Porto");
    h.press("ctrl-u").types("is:fav").never_says("is: takes").says("Bo Porto");
    h.press("ctrl-u").types("tag:vip").says("Nobody matches");
    h.press("ctrl-u")
        .types("comp")
        .never_says("did you mean")
        .types("any:bright")
        .says("Bo Porto")
        .never_says("Ana Ribeiro");
    // A key whose value is still to come narrows nothing yet.
    h.press("ctrl-u").types("city:").says("Ana Ribeiro").says("Bo Porto");
    h.press("esc").says("Ana Ribeiro").says("Bo Porto").says("박지우");
}
