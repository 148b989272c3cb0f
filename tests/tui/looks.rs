//! What every screen looks like, at three sizes.

use goodcall::app::Start;
use goodcall::domain::customer::CustomerField;

use super::harness::{Harness, SIZES, add, blank};

/// Compares the screen at every size with its snapshot.
#[track_caller]
pub(super) fn looks(name: &str, h: &mut Harness) {
    let mut frames = String::new();
    for (columns, rows) in SIZES {
        h.size((columns, rows));
        let cursor = h.cursor().map(|(x, y)| format!(", cursor at {x},{y}")).unwrap_or_default();
        let line = "·".repeat(usize::from(columns));
        frames.push_str(&format!("{columns}x{rows}{cursor}\n{line}\n{}\n{line}\n\n", still(&h.screen())));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, frames));
}

/// Sets the call's timer to its first second, however slow the machine.
fn still(screen: &str) -> String {
    let lines = screen.lines().map(|line| match line.split_once("on the call  0:0") {
        Some((before, after)) => format!("{before}on the call  0:00{}", after.get(1..).unwrap_or_default()),
        None => line.to_string(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn today_offers_somebody() {
    looks("today-offered", &mut Harness::demo());
}

#[test]
fn today_carries_the_offer_over() {
    let mut h = Harness::demo();
    looks("today-carried-over", h.clock("2026-11-25T16:00:00Z"));
}

#[test]
fn today_says_who_was_called() {
    let mut h = Harness::demo();
    looks("today-called", h.press("l").types("Back from two weeks off").press("ctrl-s"));
}

#[test]
fn today_on_the_first_run() {
    looks("today-first-run", &mut Harness::empty());
}

#[test]
fn today_without_favorites() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Company, "Porto Cold Chain")]);
    looks("today-no-favorites", &mut Harness::over(app));
}

#[test]
fn today_when_everybody_was_offered() {
    let mut h = Harness::with(&["Ana Ribeiro", "Marcus Webb"]);
    looks("today-all-offered", h.press("s s"));
}

#[test]
fn today_with_an_unfinished_log() {
    let mut h = Harness::demo();
    looks("today-unfinished", h.press("l").types("+ You saved our launch").press("esc").clock("2026-11-23T14:55:00Z"));
}

#[test]
fn the_call_shows_the_number_large() {
    looks("call", Harness::demo().press("enter"));
}

#[test]
fn the_log_names_the_marks() {
    let mut h = Harness::demo();
    h.press("l").types("+ You saved our launch, @Sally stayed on the line till midnight\n");
    h.types("! They print the pick list the night before\n? Looking at a second site in March\n");
    h.types("> Rui Salgado at Salgado Frio\nHer son starts school in Lisbon\n");
    looks("log", h.press("tab tab tab").types("14").press("tab tab 2 tab 4"));
}

#[test]
fn the_log_while_it_is_empty() {
    looks("log-empty", Harness::demo().press("l"));
}

#[test]
fn the_log_says_what_is_wrong() {
    let mut h = Harness::demo();
    looks("log-problem", h.press("l tab tab tab tab").types("never").press("ctrl-s"));
}

#[test]
fn lift_shows_one_sentence() {
    looks("lift", Harness::demo().press("d"));
}

#[test]
fn lift_asks_how_one_feels() {
    looks("lift-after-1", Harness::demo().press("d 1 enter"));
}

#[test]
fn lift_without_praise_says_whom_to_call() {
    looks("lift-no-praise", Harness::with(&["Ana Ribeiro", "Marcus Webb"]).press("d"));
}

#[test]
fn lift_in_an_empty_book_teaches() {
    looks("lift-empty", Harness::empty().press("d"));
}

#[test]
fn a_kind_sentence_is_kept_from_an_email() {
    looks("kind-words", Harness::demo().press("d p").types("You made my week").press("tab").types("Nobody"));
}

#[test]
fn praise_is_read() {
    looks("praise", Harness::demo().press("2 j j"));
}

#[test]
fn praise_by_a_word() {
    looks("praise-filtered", Harness::demo().press("2 /").types("night").press("enter"));
}

#[test]
fn praise_in_an_empty_book_teaches() {
    looks("praise-empty", Harness::empty().press("2"));
}

#[test]
fn customers_in_a_list_with_one_in_full() {
    looks("customers", Harness::demo().press("3"));
}

#[test]
fn customers_with_a_log_selected() {
    looks("customers-timeline", Harness::demo().press("3 right j"));
}

#[test]
fn customers_by_a_word() {
    looks("customers-filtered", Harness::demo().press("3 /").types("port"));
}

#[test]
fn customers_in_an_empty_book_teach() {
    looks("customers-empty", Harness::empty().press("3"));
}

#[test]
fn a_customer_is_added() {
    looks("customer-form", Harness::empty().press("a").types("Ana Ribeiro").press("tab").types("Porto Cold Chain"));
}

#[test]
fn the_customer_form_marks_every_problem() {
    let mut h = Harness::empty();
    h.press("a").tabs(CustomerField::Name, CustomerField::Email).types("no address");
    h.tabs(CustomerField::Email, CustomerField::Timezone).types("Mars/Olympus");
    h.tabs(CustomerField::Timezone, CustomerField::Hours).types("soon");
    looks("customer-form-problems", h.press("ctrl-s"));
}

#[test]
fn help_lists_the_keys() {
    looks("help", Harness::demo().press("?"));
}

#[test]
fn the_palette_finds_commands_and_people() {
    looks("palette", Harness::demo().press(":"));
    looks("palette-found", Harness::demo().press(":").types("ca"));
}

#[test]
fn search_finds_people_and_words() {
    looks("search", Harness::demo().press("/").types("night"));
}

#[test]
fn after_an_import_favorites_are_marked() {
    let mut app = blank();
    let ids = [
        ("Ana Ribeiro", "Porto Cold Chain"),
        ("Marcus Webb", "Webb & Sons"),
        ("Dana Okafor", "Okafor Foods"),
        ("佐藤 遥", "北の倉庫"),
        ("Ji-woo Park", "Hanbit Foods"),
    ]
    .map(|(name, company)| add(&mut app, name, &[(CustomerField::Company, company)]));
    looks("marking", Harness::begin(app, Start::MarkFavorites(ids.to_vec())).press("space space"));
}

#[test]
fn dialogs_ask_one_thing() {
    looks("snooze", Harness::demo().press("z").types("soonish").press("enter"));
    looks("rate", Harness::demo().press("3 r 4"));
    looks("import", Harness::empty().press("i"));
    let mut h = Harness::demo();
    looks("mood-after", h.press("d 1 enter 2 esc l").types("Glad I called").press("ctrl-s"));
}

#[test]
fn a_terminal_too_small_says_what_it_needs() {
    let mut h = Harness::demo();
    h.size((59, 18)).says("60x18").says("59x18");
    h.size((60, 17)).says("60x18").says("60x17");
    h.size((60, 18)).never_says("60x18").says("Wendell Tsosie");
}

#[test]
fn past_buyers_are_listed_by_how_long_they_wait() {
    looks("in-touch", Harness::demo().press("4 j"));
}

#[test]
fn past_buyers_in_an_empty_book_teach() {
    looks("in-touch-empty", Harness::empty().press("4"));
}

#[test]
fn many_past_buyers_are_a_handful_and_a_quiet_count() {
    let mut app = blank();
    for n in 1..=40 {
        let left = format!("2025-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
        let name = format!("Buyer {n:02}");
        let fields = [(CustomerField::Standing, "past"), (CustomerField::LeftOn, &left)];
        add(&mut app, &name, &fields);
    }
    looks("in-touch-many", Harness::over(app).press("4"));
}

#[test]
fn a_gift_recalls_what_was_given_before() {
    let mut h = Harness::demo();
    looks("log-a-gift", h.press("4 j j l"));
}

#[test]
fn visits_are_planned_on_busy_days() {
    looks("visits", Harness::demo().press("5 j"));
}

#[test]
fn visits_in_an_empty_book_teach() {
    looks("visits-empty", Harness::empty().press("5"));
}

#[test]
fn a_visit_is_moved_and_declined() {
    looks("visits-move", Harness::demo().press("5 m"));
    looks("visits-decline", Harness::demo().press("5 x"));
}

#[test]
fn a_visit_asks_what_a_visit_is_for() {
    looks("log-a-visit", Harness::demo().press("5 l"));
}

#[test]
fn ideas_come_this_weeks_first() {
    looks("ideas", Harness::demo().press("6"));
}

#[test]
fn ideas_that_ended_are_shown_at_a_key() {
    looks("ideas-ended", Harness::demo().press("6 space e"));
}

#[test]
fn ideas_in_an_empty_book_teach() {
    looks("ideas-empty", Harness::empty().press("6"));
}

#[test]
fn whom_they_pointed_to_becomes_a_customer() {
    looks("ideas-referral", Harness::demo().press("6 G enter"));
}

#[test]
fn trends_are_a_picture_of_the_year() {
    looks("trends", Harness::demo().press("7"));
}

#[test]
fn trends_scrolled_to_their_end() {
    looks("trends-end", Harness::demo().press("7 G"));
}

#[test]
fn trends_in_an_empty_book_teach() {
    looks("trends-empty", Harness::empty().press("7"));
}

#[test]
fn the_week_is_told_in_words() {
    let mut h = Harness::demo();
    h.clock("2026-11-27T22:00:00Z").press("l").types("+ You called first, @Sally\n! A list by weight").press("ctrl-s");
    looks("week", h.press("esc 7 w"));
}

#[test]
fn a_customer_leaves_for_a_reason() {
    looks("customer-leaves", Harness::demo().press("3 b"));
}
