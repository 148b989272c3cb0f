//! The mouse works where a person would try it.

use crossterm::event::MouseEventKind;

use super::harness::{Harness, SIZES, settings_with};
use goodcall::app::{Now, demo};
use ratatui::style::Modifier;

#[test]
fn a_click_on_a_tab_goes_there() {
    for size in SIZES {
        let mut h = Harness::demo();
        // In a narrow header the other tabs are only numbers.
        let [customers, praise, today] = if size.0 < 80 { ["3", "2", "1"] } else { ["Customers", "Praise", "1 Today"] };
        h.size(size).click(customers).says("Fiona Drummond");
        h.click(praise).says("“").never_says("Fiona Drummond");
        h.click(today).says("good call");
    }
}

#[test]
fn a_click_on_a_row_chooses_it() {
    for size in SIZES {
        let mut h = Harness::demo();
        h.size(size).press("3").click("Bruna Tavares");
        assert!(h.is_drawn("Bruna Tavares", Modifier::BOLD), "{size:?}\n{}", h.screen());
    }
}

#[test]
fn a_click_on_a_filtered_row_chooses_it() {
    let mut h = Harness::demo();
    h.press("3 /").types("webb").press("enter").click("Marcus Webb");
    assert!(h.is_drawn("Marcus Webb", Modifier::BOLD));
}

#[test]
fn a_click_on_a_praise_brings_it_into_focus() {
    let mut h = Harness::demo();
    h.press("2");
    let screen = h.screen();
    let third = screen.lines().filter_map(|l| l.find('“').map(|at| l[at..].to_string())).nth(2).expect("three of them");
    let marked = |screen: String| screen.lines().any(|l| l.contains('▎') && l.ends_with(&third));
    assert!(!marked(screen));
    h.click(&third);
    assert!(marked(h.screen()), "{}", h.screen());
}

#[test]
fn a_click_on_a_favorite_to_be_marks_them() {
    let mut app = super::harness::blank();
    let ids = ["Ana Ribeiro", "Marcus Webb", "Dana Okafor"].map(|name| super::harness::add(&mut app, name, &[]));
    let mut h = Harness::begin(app, goodcall::app::Start::MarkFavorites(ids.to_vec()));
    h.click("Dana Okafor").says("★ Dana Okafor").says("1 marked");
    h.click("Ana Ribeiro").says("★ Ana Ribeiro").says("2 marked").click("Ana Ribeiro").says("1 marked");
}

#[test]
fn a_click_on_a_field_of_the_form_goes_there() {
    let mut h = Harness::empty();
    h.press("a").click("company").types("Porto").press("shift-tab").types("Ana");
    let (_, row) = h.place("company");
    assert!(h.screen().lines().nth(usize::from(row)).is_some_and(|l| l.contains("Porto")), "{}", h.screen());
}

#[test]
fn a_click_on_what_was_found_opens_it() {
    let mut h = Harness::demo();
    h.press("/").types("okafor").click("Dana Okafor").says("Talked");
}

#[test]
fn the_wheel_turns_lists_and_nothing_else() {
    let mut h = Harness::demo();
    let today = h.screen();
    h.mouse(MouseEventKind::ScrollDown, 10, 10);
    assert_eq!(h.screen(), today);
    h.press("3");
    let before = h.screen();
    h.mouse(MouseEventKind::ScrollDown, 10, 10).mouse(MouseEventKind::ScrollDown, 10, 10);
    assert_ne!(h.screen(), before);
    h.mouse(MouseEventKind::ScrollUp, 10, 10).mouse(MouseEventKind::ScrollUp, 10, 10);
    assert_eq!(h.screen(), before);
}

#[test]
fn a_mouse_that_is_turned_off_does_nothing() {
    let now = Now::Fixed(super::harness::at(super::harness::MONDAY));
    let mut h = Harness::over(demo::open(settings_with("mouse = false\n"), now).expect("the demo book"));
    let before = h.screen();
    h.click("Customers");
    assert_eq!(h.screen(), before);
}
