//! One key means one thing on every screen: Enter opens the customer, `c` calls them, and the footer says so.

use goodcall::app::App;
use goodcall::domain::customer::CustomerField;
use goodcall::domain::touch::{Outcome, TouchDraft, TouchKind};

use super::harness::{Harness, add, at, blank, log, settings_with};

/// Ana, a favorite with a number, who praised, had an idea and pointed to Kim; Helga, a past buyer without a number.
fn book() -> App {
    let mut app = blank();
    let fields = [(CustomerField::Favorite, "yes"), (CustomerField::Phone, "+351 225 550 142")];
    let ana = add(&mut app, "Ana Ribeiro", &fields);
    add(&mut app, "Helga Brandt", &[(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2024-11-04")]);
    log(
        &mut app,
        ana,
        "2026-11-20T15:00:00Z",
        "+ @Sally saved our launch\n! A list by weight\n> Kim Lund at Lund Freight",
    );
    app
}

/// Reads the footer.
pub(super) fn footer(h: &mut Harness) -> String {
    h.screen().lines().last().unwrap_or_default().trim().to_string()
}

/// The detail of Ana on the screen of customers.
const ANA_IN_FULL: &str = "Talked";

#[test]
fn enter_opens_the_customer_wherever_one_is_in_focus() {
    for way in ["2 enter", "6 enter", "/ a n a enter"] {
        let mut h = Harness::over(book());
        h.press(way).says("Ana Ribeiro").says(ANA_IN_FULL).says("3 Customers");
    }
    let mut h = Harness::over(book());
    h.press("4 enter").says("Helga Brandt").says("Past buyer").never_says("Logged");
    // Opening is no act: nothing is there to undo.
    assert_eq!(h.outside.all(), Vec::<String>::new());
}

#[test]
fn enter_opens_the_customer_also_where_there_is_no_room_beside_the_list() {
    for way in ["2 enter", "6 enter", "3 enter"] {
        let mut h = Harness::over(book());
        h.size((60, 18)).press(way).says(ANA_IN_FULL).says("20 Nov  call").never_says("Helga Brandt");
        h.press("esc").says("Helga Brandt").never_says(ANA_IN_FULL);
    }
}

#[test]
fn enter_in_customers_leads_into_their_logs_and_once_more_corrects_one() {
    let mut h = Harness::over(book());
    h.size((110, 34)).press("3 enter");
    assert!(footer(&mut h).starts_with("↑↓ logs   ⏎ edit this log"), "{}", footer(&mut h));
    h.press("enter").says("praise │ + @Sally saved our launch").press("esc esc");
    assert!(footer(&mut h).starts_with("⏎ open   c call"), "{}", footer(&mut h));
    h.press("j enter").says("Nothing is logged with Helga yet; l logs a call");
}

#[test]
fn c_calls_whoever_is_in_focus() {
    for way in ["1 c", "2 c", "3 c", "6 c", "1 C", "2 C", "3 C", "6 C"] {
        let mut h = Harness::over(book());
        h.press(way).says("on the call");
        assert_eq!(h.outside.all(), ["copied +351225550142"], "{way}\n{}", h.screen());
    }
}

#[test]
fn c_without_a_number_says_where_to_write_one() {
    let mut h = Harness::over(book());
    h.press("4 c").says("Helga Brandt has no phone number yet; e in Customers (3) adds one").never_says("on the call");
    assert_eq!(h.outside.all(), Vec::<String>::new());
}

#[test]
fn what_cannot_be_read_is_neither_dialed_nor_copied() {
    let mut app = book();
    add(&mut app, "Zed Unclear", &[(CustomerField::Phone, "3.51E+11")]);
    let mut h = Harness::over(app);
    h.press("3 G c").says("“3.51E+11” can't be dialed; e in Customers (3) corrects it").never_says("on the call");
    assert_eq!(h.outside.all(), Vec::<String>::new());
}

#[test]
fn a_number_as_typed_is_copied_as_it_is_dialed() {
    let mut app = book();
    add(&mut app, "Zed Local", &[(CustomerField::Phone, "555 0142 x12")]);
    let mut h = Harness::over(app);
    h.press("3 G c").says("on the call");
    assert_eq!(h.outside.all(), ["copied 5550142,12"]);
}

#[test]
fn once_called_c_on_today_offers_another_and_enter_calls_the_same() {
    let mut app = book();
    add(&mut app, "Marcus Webb", &[(CustomerField::Favorite, "yes"), (CustomerField::Phone, "+351 225 550 177")]);
    let mut h = Harness::over(app);
    h.press("c").says("on the call").types("Back from two weeks off").press("ctrl-s").says("You called ");
    let called = if h.screen().contains("You called Marcus") { ("Marcus", "Ana") } else { ("Ana", "Marcus") };
    h.press("c").says(&format!("Why {}", called.1)).never_says("on the call");
}

#[test]
fn l_in_touch_logs_the_way_that_the_footer_names() {
    for (kind, word) in [(TouchKind::Call, "call"), (TouchKind::Card, "card"), (TouchKind::Gift, "gift")] {
        let mut h = Harness::over(book());
        h.press("4");
        for _ in 0..6 {
            if footer(&mut h).starts_with(&format!("l log a {word}")) {
                break;
            }
            h.press("w");
        }
        assert!(footer(&mut h).starts_with(&format!("l log a {word}")), "{}", h.screen());
        h.press("l").says(&format!("{word} · ")).press("ctrl-s").says("Logged");
        let id = h.who("Helga");
        let touch = h.shell.app().touches_of(id, 1).expect("the book").remove(0);
        assert_eq!(touch.kind, kind);
    }
}

#[test]
fn praise_is_narrowed_by_f_to_a_customer_and_by_t_to_a_teammate() {
    let mut app = book();
    let marcus = add(&mut app, "Marcus Webb", &[]);
    log(&mut app, marcus, "2026-11-19T15:00:00Z", "+ Nobody answers as fast");
    let mut h = Harness::over(app);
    h.press("2 f").says("only by Ana Ribeiro").never_says("Nobody answers").press("f").says("Nobody answers");
    h.press("t").says("only about Sally").never_says("Nobody answers").press("t").says("Nobody answers");
    assert!(footer(&mut h).contains("t by teammate"), "{}", footer(&mut h));
    // The next one names no teammate, so the footer names another key.
    h.press("j");
    assert!(!footer(&mut h).contains("teammate"), "{}", footer(&mut h));
    h.press("k *");
    assert!(footer(&mut h).contains("* unstar"), "{}", footer(&mut h));
}

#[test]
fn enter_takes_a_day_of_the_visits_and_o_opens_the_customer() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Peak, "tue,thu"), (CustomerField::City, "Chicago")]);
    let mut h = Harness::over(app);
    h.press("5");
    assert!(footer(&mut h).starts_with("⏎ take this day"), "{}", footer(&mut h));
    h.press("o").says("Peak days").says("3 Customers").press("5 enter").says("You visit Ana Ribeiro on ");
}

#[test]
fn o_opens_the_record_outside_on_every_screen_that_does_not_visit() {
    for way in ["1 o", "2 o", "3 o", "4 o", "6 o"] {
        let mut h = Harness::over(book());
        h.press(way).says("No address to open is configured; name one with \"open\"");
    }
}

#[test]
fn an_idea_that_is_done_can_be_opened_again_says_the_footer() {
    let mut h = Harness::over(book());
    h.press("6 space e");
    let done = h.screen().lines().any(|l| l.contains('✓'));
    assert!(done, "{}", h.screen());
    h.press("G");
    assert!(footer(&mut h).starts_with("Space open again"), "{}", footer(&mut h));
}

#[test]
fn a_rebound_key_calls_where_c_did() {
    let settings = settings_with("[keys]\ncall = \"T\"\nby_teammate = \"c\"\n");
    let mut app = App::over(goodcall::testing::Book::in_memory().expect("a book"), settings, blank().now());
    let id = add(&mut app, "Ana Ribeiro", &[(CustomerField::Phone, "+351 225 550 142")]);
    let draft = TouchDraft {
        kind: Some(TouchKind::Call),
        outcome: Some(Outcome::Reached),
        at: Some(at("2026-11-20T15:00:00Z").fixed_offset()),
        text: "+ Kind".into(),
        ..TouchDraft::default()
    };
    app.log(id, &draft).expect("a log");
    Harness::over(app).press("3").says("T call").press("T").says("on the call");
}

#[test]
fn a_slash_searches_everything_where_there_is_no_list() {
    let mut h = Harness::demo();
    h.press("7 /").types("sally").says("praise  ").says("found").press("esc").says("A call lifts you");
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("5 /").types("ana").says("1 found").press("esc").says("5 Visits").never_says("found");
}
