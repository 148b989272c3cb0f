//! Staying in touch with past buyers: the list, what the user sees of it, and the forms that it opens.

use goodcall::app::App;
use goodcall::domain::customer::CustomerField;
use goodcall::domain::touch::{Outcome, TouchDraft, TouchKind};
use goodcall::text::width;

use super::harness::{Harness, add, at, blank, log, on_disk};

/// Ways to be in touch, as a row shows them.
const WAYS: [&str; 5] = ["a call", "a visit", "a handwritten card", "a box of doughnuts", "a few kind lines"];

/// Adds a past buyer with a number.
fn left(app: &mut App, name: &str, on: &str, more: &[(CustomerField, &str)]) {
    let mut fields =
        vec![(CustomerField::Standing, "past"), (CustomerField::LeftOn, on), (CustomerField::Phone, "+1 312 555 0142")];
    fields.extend(more);
    add(app, name, &fields);
}

/// Logs a touch of some kind.
fn touched(app: &mut App, name: &str, kind: TouchKind, when: &str, text: &str) {
    let id = app.who(name).expect("a customer").id;
    let draft = TouchDraft {
        kind: Some(kind),
        outcome: (kind == TouchKind::Call).then_some(Outcome::Reached),
        at: Some(at(when).fixed_offset()),
        text: text.into(),
        ..TouchDraft::default()
    };
    app.log(id, &draft).expect("a log");
}

/// Helga left years ago, Tom this spring, Priya a few weeks ago.
fn three() -> App {
    let mut app = blank();
    left(&mut app, "Helga Brandt", "2024-11-04", &[(CustomerField::LeftBecause, "price")]);
    left(&mut app, "Tom Ferreira", "2026-04-06", &[]);
    left(&mut app, "Priya Nair", "2026-11-02", &[]);
    app
}

/// Finds the first line with a name.
#[track_caller]
fn row(h: &mut Harness, name: &str) -> String {
    let screen = h.screen();
    let line = screen.lines().find(|l| l.contains(name)).unwrap_or_else(|| panic!("no {name} in\n{screen}"));
    line.trim_matches([' ', '▎']).to_string()
}

/// Reads the way that a row suggests.
#[track_caller]
fn way(h: &mut Harness, name: &str) -> &'static str {
    let row = row(h, name);
    WAYS.into_iter().find(|way| row.ends_with(way)).unwrap_or_else(|| panic!("no way in {row:?}"))
}

/// Lists the names on the rows of the list, from the top.
fn listed(h: &mut Harness) -> Vec<String> {
    let screen = h.screen();
    let rows = screen.lines().skip(5).take_while(|l| !l.trim().is_empty());
    rows.filter_map(|l| l.find("Buyer ").map(|from| l[from..from + 9].to_string())).collect()
}

/// Reads the name on the selected row.
#[track_caller]
fn focused(h: &mut Harness) -> String {
    let screen = h.screen();
    let line = screen.lines().find(|l| l.contains('▎')).unwrap_or_else(|| panic!("nobody has the keys\n{screen}"));
    let from = line.find("Buyer ").unwrap_or_else(|| panic!("{line}"));
    line[from..from + 9].to_string()
}

#[test]
fn two_keys_log_the_suggested_way_and_the_row_moves_to_fresh_with_another() {
    let mut h = Harness::over(three());
    h.press("4");
    assert!(row(&mut h, "Helga Brandt").starts_with("years"), "{}", h.screen());
    let before = way(&mut h, "Helga Brandt");
    h.press("l ctrl-s").says("Logged").says("Helga Brandt").says("u undo").says("1 heard from you this week");
    assert!(row(&mut h, "Helga Brandt").starts_with("fresh"), "{}", h.screen());
    assert_ne!(way(&mut h, "Helga Brandt"), before, "{}", h.screen());
    let rows = h.screen();
    assert!(rows.find("Tom Ferreira") < rows.find("Helga Brandt"), "{rows}");
    h.press("u").says("Undone").never_says("heard from you this week");
    assert!(row(&mut h, "Helga Brandt").starts_with("years"), "{}", h.screen());
}

#[test]
fn two_keys_log_something_for_whoever_has_no_number() {
    let mut app = blank();
    add(&mut app, "Helga Brandt", &[(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2024-11-04")]);
    let mut h = Harness::over(app);
    h.press("4 l ctrl-s").says("Logged");
    assert!(row(&mut h, "Helga Brandt").starts_with("fresh"), "{}", h.screen());
}

#[test]
fn the_way_is_changed_through_all_of_them_and_back() {
    let mut h = Harness::over(three());
    h.press("4");
    let first = way(&mut h, "Helga Brandt");
    let mut seen = vec![first];
    loop {
        h.press("w");
        let next = way(&mut h, "Helga Brandt");
        if next == first {
            break;
        }
        assert!(!seen.contains(&next), "{next} comes twice before {first}");
        seen.push(next);
    }
    assert!(seen.len() > 2, "{seen:?}");
    let tom = way(&mut h, "Tom Ferreira");
    h.press("w");
    assert_eq!(way(&mut h, "Tom Ferreira"), tom, "the others keep theirs");
}

#[test]
fn what_was_chosen_is_logged_and_then_another_way_is_suggested() {
    let mut h = Harness::over(three());
    h.press("4 w");
    while way(&mut h, "Helga Brandt") != "a handwritten card" {
        h.press("w");
    }
    h.press("l").says("card · ").press("ctrl-s").says("Logged a card");
    assert_ne!(way(&mut h, "Helga Brandt"), "a handwritten card", "{}", h.screen());
}

#[test]
fn nobody_answering_resets_nothing() {
    let mut h = Harness::over(three());
    h.press("4");
    let before = row(&mut h, "Helga Brandt");
    h.press("n").says("No answer from Helga").says("u undo").never_says("heard from you this week");
    assert_eq!(row(&mut h, "Helga Brandt"), before);
}

#[test]
fn whoever_comes_back_is_welcomed_in_one_line_and_undo_takes_it_back() {
    let mut h = Harness::over(three());
    h.press("4 b").says("Helga is back after 2 years. Staying in touch was worth it.").says("u undo");
    let named = h.screen().lines().filter(|l| l.contains("Helga")).count();
    assert_eq!(named, 1, "only the line that says so\n{}", h.screen());
    h.press("u").says("Undone");
    assert!(row(&mut h, "Helga Brandt").starts_with("years"), "{}", h.screen());
}

/// Adds past buyers who left one day apart; returns their names in the book's order.
fn many(count: usize) -> (App, Vec<String>) {
    let mut app = blank();
    let first: chrono::NaiveDate = "2024-03-01".parse().expect("a day");
    for n in 0..count {
        let on = first + chrono::Days::new(u64::try_from(n * 7 % count).expect("few"));
        left(&mut app, &format!("Buyer {n:03}"), &on.to_string(), &[]);
    }
    let all = app.past_buyers().expect("past buyers");
    let page = app.past_buyers_page(&all, 0, count).expect("a page");
    (app, page.into_iter().map(|b| b.customer.name).collect())
}

#[test]
fn a_handful_is_shown_until_everybody_is_asked_for() {
    let (app, order) = many(40);
    let mut h = Harness::over(app);
    h.press("4").says("35 others can wait for another week").says("x everybody");
    assert_eq!(listed(&mut h), order[..5]);
    h.press("x").never_says("can wait for another week");
    assert!(listed(&mut h).len() > 8, "{}", h.screen());
    h.press("G");
    assert_eq!(focused(&mut h), order[39]);
    h.press("x").says("35 others can wait");
    assert_eq!(listed(&mut h), order[..5]);
    h.press("x esc").says("35 others can wait");
}

/// Shows everybody, if the list shows only a handful.
fn everybody(h: &mut Harness) -> &mut Harness {
    let handful = h.screen().contains("can wait for another week");
    h.press(if handful { "x" } else { "" })
}

#[test]
fn three_hundred_scroll_and_every_row_is_the_one_that_belongs_there() {
    let (app, order) = many(300);
    let mut h = Harness::over(app);
    // From a few rows to as many as a large screen holds.
    for size in [(60, 18), (80, 24), (110, 34), (160, 48), (160, 60), (200, 90)] {
        everybody(h.size(size).press("4"));
        let down = "pgdn pgdn pgdn j j j pgdn pgdn pgdn pgdn pgdn pgdn pgdn pgdn pgdn pgdn";
        for keys in ["g", down, "G", "pgup pgup k", "pgup pgup pgup pgup pgup pgup pgup", "G g", "pgdn G k k", "g"] {
            h.press(keys);
            let rows = listed(&mut h);
            let at = order.iter().position(|n| Some(n) == rows.first()).expect("a row");
            let what = format!("{size:?} after {keys}\n{}", h.screen());
            assert_eq!(Some(rows.as_slice()), order.get(at..at + rows.len()), "{what}");
            let focus = focused(&mut h);
            assert!(rows.contains(&focus), "{what}");
            match keys.rsplit(' ').next() {
                Some("g") => assert_eq!(focus, order[0], "{what}"),
                Some("G") => assert_eq!(focus, order[299], "{what}"),
                _ => {}
            }
            assert!(rows.len() + 16 >= usize::from(size.1), "only {} rows at {what}", rows.len());
        }
    }
}

#[test]
fn a_click_chooses_the_row_that_was_clicked() {
    let (app, _) = many(300);
    let mut h = Harness::over(app);
    for size in [(110, 34), (160, 60)] {
        everybody(h.size(size).press("4")).press("G");
        let rows = listed(&mut h);
        let name = &rows[rows.len() / 2];
        h.click(name);
        assert_eq!(focused(&mut h), *name, "{size:?}\n{}", h.screen());
    }
}

#[test]
fn the_filter_finds_whoever_left_and_nobody_else() {
    let mut app = three();
    add(&mut app, "Tom Active", &[]);
    let mut h = Harness::over(app);
    h.press("4 /").types("tom").says("Tom Ferreira").never_says("Helga Brandt").never_says("Tom Active");
    h.press("enter").says("Esc all").press("n").says("No answer from Tom");
    h.press("esc").says("Helga Brandt").says("Priya Nair");
    h.press("/").types("zeppelin").says("Nobody matches.").press("esc").says("Helga Brandt");
}

#[test]
fn neither_the_log_nor_the_card_of_a_past_buyer_sells_anything() {
    let mut app = three();
    touched(&mut app, "Helga Brandt", TouchKind::Call, "2025-01-06T15:00:00Z", "Her son starts school");
    for size in [(80, 24), (110, 34), (160, 48)] {
        let mut h = Harness::over(three());
        h.size(size).press("4").says("Nothing to sell. Just ask how they are.");
        h.press("w l").says("Nothing to sell. Just ask how they are.").press("esc");
        h.press("c").says("again to call Helga anyway").press("c").says("othing to sell").press("esc");
    }
    let mut h = Harness::over(app);
    h.size((160, 48)).press("4 c c").says("They have moved on. Nothing to sell, just ask how they are.");
}

#[test]
fn a_gift_recalls_what_was_given_before() {
    let mut app = three();
    touched(&mut app, "Helga Brandt", TouchKind::Gift, "2024-12-16T15:00:00Z", "A crate of oranges");
    touched(&mut app, "Helga Brandt", TouchKind::Gift, "2025-06-02T15:00:00Z", "Doughnuts");
    touched(&mut app, "Helga Brandt", TouchKind::Visit, "2025-07-07T15:00:00Z", "");
    let mut h = Harness::over(app);
    h.size((110, 34)).press("4 g").says("Doughnuts, 2 Jun 2025; A crate of oranges, 16 Dec 2024");
    while way(&mut h, "Helga Brandt") != "a box of doughnuts" {
        h.press("w");
    }
    h.press("l").says("given before: Doughnuts, 2 Jun 2025; A crate of oranges, 16 Dec 2024");
    h.press("esc 3 l").never_says("given before");
}

#[test]
fn a_gift_that_has_no_room_is_left_out_whole_or_cut_with_a_sign() {
    let mut app = three();
    touched(&mut app, "Helga Brandt", TouchKind::Gift, "2024-12-16T15:00:00Z", "A crate of oranges");
    touched(&mut app, "Helga Brandt", TouchKind::Gift, "2025-06-02T15:00:00Z", "Doughnuts for the whole office");
    let mut h = Harness::over(app);
    // "16 Dec" without its year would be this year's.
    let given = row(h.size((110, 34)).press("4"), "Given");
    assert!(!given.ends_with("16 Dec"), "{given}");
}

#[test]
fn whoever_is_not_to_be_called_is_never_suggested_a_call() {
    let mut app = blank();
    left(&mut app, "Helga Brandt", "2024-11-04", &[(CustomerField::DoNotCall, "yes")]);
    let mut h = Harness::over(app);
    h.press("4").says("not to be called").never_says("+1 312 555 0142");
    for _ in 0..6 {
        assert_ne!(way(&mut h, "Helga Brandt"), "a call");
        h.press("l").never_says("call ·").press("esc w");
    }
}

#[test]
fn whoever_is_not_to_be_called_is_not_dialed_by_a_slip() {
    let mut app = blank();
    left(&mut app, "Helga Brandt", "2024-11-04", &[(CustomerField::DoNotCall, "yes")]);
    let mut h = Harness::over(app);
    h.press("4 c");
    assert_eq!(h.outside.all(), Vec::<String>::new(), "{}", h.screen());
}

#[test]
fn somebody_leaves_for_a_reason_and_comes_back_with_a_key() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.size((110, 34)).press("3 b").says("Why did Ana leave?").says("3  left for a lower price");
    h.press("3").says("Ana is a past buyer now (left for a lower price)").says("u undo");
    h.says("left for a lower price, today").press("4").says("fresh").says("Ana Ribeiro");
    h.press("3 b").says("Ana is back.").never_says("Past buyer").press("4").says("Nobody has left yet.");
    h.press("u").says("Ana Ribeiro").press("u").says("Nobody has left yet.");
}

#[test]
fn a_referral_becomes_a_customer_who_knows_who_pointed_to_them() {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    log(&mut app, ana, "2026-11-20T15:00:00Z", "> Kim Lund at Lund Freight, ring after lunch");
    let mut h = Harness::over(app);
    h.size((110, 34)).press("3 R").says("Referred by Ana").says("Kim Lund").press("ctrl-s").says("Added Kim Lund");
    h.press("/").types("kim").press("enter").says("Referred by").says("ring after lunch");
    assert!(row(&mut h, "Referred by").contains("Ana Ribeiro"), "{}", h.screen());
    h.press("esc 6").never_says("Kim Lund");
}

#[test]
fn a_card_begun_in_touch_is_there_after_esc_and_a_restart() {
    let (_folder, open) = on_disk();
    let mut app = open();
    left(&mut app, "Helga Brandt", "2024-11-04", &[(CustomerField::DoNotCall, "yes")]);
    let mut h = Harness::over(app);
    h.press("4");
    while way(&mut h, "Helga Brandt") != "a handwritten card" {
        h.press("w");
    }
    h.press("l").types("Wrote about her garden").press("esc").says("Kept the log of Helga");
    h.press("l").says("Wrote about her garden").press("esc");
    drop(h);
    let mut h = Harness::over(open());
    h.says("resume the log of Helga Brandt").press("r").says("card · ").says("Wrote about her garden");
    h.press("ctrl-s").says("Logged a card").press("4");
    assert!(row(&mut h, "Helga Brandt").starts_with("fresh"), "{}", h.screen());
}

/// Opens a book in which Ana pointed to Kim, on the screen of ideas.
fn pointed(open: &impl Fn() -> App) -> Harness {
    let mut app = open();
    let ana = add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    log(&mut app, ana, "2026-11-20T15:00:00Z", "> Kim Lund at Lund Freight");
    let mut h = Harness::over(app);
    h.size((110, 34)).press("6 G enter").says("Referred by Ana");
    h
}

#[test]
fn a_referral_begun_is_there_after_esc_and_a_restart_with_who_pointed_to_them() {
    let (_folder, open) = on_disk();
    let mut h = pointed(&open);
    h.press("tab").types("Lund Freight").press("esc");
    drop(h);
    let mut h = Harness::over(open());
    h.size((110, 34)).press("a").says("Kim Lund").says("Lund Freight").press("ctrl-s").says("Added Kim Lund");
    h.press("3 /").types("kim").press("enter");
    assert!(row(&mut h, "Referred by").contains("Ana Ribeiro"), "{}", h.screen());
}

#[test]
fn a_referral_taken_up_again_where_it_began_holds_what_was_typed() {
    let (_folder, open) = on_disk();
    let mut h = pointed(&open);
    h.press("tab tab tab").types("+1 312 555 0142").press("esc").press("enter").says("+1 312 555 0142");
}

#[test]
fn a_referral_taken_up_says_who_pointed_to_them() {
    let (_folder, open) = on_disk();
    let mut h = pointed(&open);
    h.press("tab").types("Lund Freight").press("esc a").says("Referred by Ana");
}

#[test]
fn the_columns_of_the_past_buyers_stand_under_each_other_whatever_the_names() {
    let mut app = blank();
    for name in super::names::names() {
        left(&mut app, &name, "2024-11-04", &[(CustomerField::Company, name.as_str())]);
    }
    let mut h = Harness::over(app);
    h.press("4 x");
    for size in [(60, 18), (80, 24), (110, 34), (160, 48)] {
        h.size(size).press("g");
        let rows: Vec<String> = h.screen().lines().map(str::to_string).collect();
        let columns = |word: &str| -> Vec<usize> {
            let list = rows.iter().skip(5).take_while(|r| !r.trim().is_empty() && !r.contains("──"));
            list.filter_map(|r| r.find(word).map(|at| width(&r[..at]))).collect()
        };
        for word in ["2 years ago", "a call"] {
            let places = columns(word);
            assert!(places.len() > 5, "{size:?}\n{}", rows.join("\n"));
            assert!(places.windows(2).all(|two| two[0] == two[1]), "{size:?}: {places:?}\n{}", rows.join("\n"));
        }
    }
}

#[test]
fn the_filter_takes_keys_and_says_what_it_cannot_read() {
    let mut app = blank();
    left(&mut app, "Helga Brandt", "2024-11-04", &[(CustomerField::City, "Augsburg")]);
    left(&mut app, "Tom Ferreira", "2026-04-06", &[(CustomerField::Facts, "Plays the oboe")]);
    left(&mut app, "Priya Nair", "2026-11-02", &[(CustomerField::City, "Augsburg")]);
    let mut h = Harness::over(app);
    h.press("4 /").types("city:augsburg").says("Helga Brandt").says("Priya Nair").never_says("Tom Ferreira");
    h.types(" is:due").says("Helga Brandt").never_says("Priya Nair");
    h.press("ctrl-u").types("oboe").says("Tom Ferreira").never_says("Helga Brandt");
    h.press("ctrl-u").types("is:du").never_says("is: takes").says("Priya Nair");
    for size in [(60, 18), (80, 24), (110, 34)] {
        h.size(size).press("ctrl-u").types("foo:x").says("foo: is not a key; a word alone is found anywhere");
        h.says("Tom Ferreira").press("ctrl-u").types("is:rich");
        let said = h.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("is: takes favorite, past, due, active, shared or archived"), "{size:?}\n{}", h.screen());
        h.press("enter").click("Priya Nair");
        let screen = h.screen();
        let row = screen.lines().find(|line| line.contains('▎'));
        assert!(row.is_some_and(|row| row.contains("Priya Nair")), "{size:?}\n{screen}");
        h.press("g /");
    }
}
