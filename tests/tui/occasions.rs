//! Birthdays, first yeses and tags on the screens, and what to write on a card.

use goodcall::domain::customer::CustomerField::{
    Address, Birthday, CustomerSince, DoNotCall, Favorite, LeftOn, Standing, Tags,
};

use super::harness::{Harness, MONDAY, SIZES, add, at, blank, log};

fn harness() -> Harness {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(Favorite, "yes"), (Birthday, "1980-11-25"), (Tags, "vip, spring fair")]);
    add(&mut app, "Ben Weber", &[(Birthday, "11-24")]);
    let tom = add(
        &mut app,
        "Tom Ferreira",
        &[
            (Standing, "past"),
            (LeftOn, "2026-11-10"),
            (CustomerSince, "2019-11-24"),
            (DoNotCall, "yes"),
            (Address, "Rua Um 1\n4000 Porto"),
        ],
    );
    add(&mut app, "Una Years", &[(Standing, "past"), (LeftOn, "2024-01-05")]);
    log(&mut app, tom, "2026-09-21T10:00:00Z", "+ You call when nothing is wrong @Sally\nDaan starts school");
    app.set_now(at(MONDAY));
    Harness::over(app)
}

#[test]
fn today_tells_whose_day_comes_and_the_card_whose_it_is() {
    let mut h = harness();
    for size in SIZES {
        h.size(size).says("Ben Weber: birthday tomorrow; 1 more this week");
    }
    h.size((110, 34)).says("turns 46 on Wed 25 Nov");
}

#[test]
fn in_touch_begins_with_the_occasion_and_copies_what_to_write() {
    let mut h = harness();
    h.size((110, 34)).press("4").says("Occasion    first said yes 7 years ago tomorrow");
    h.says("Address     Rua Um 1, 4000 Porto").says("a handwritten card");
    let (tom, una) = (h.place("Tom Ferreira"), h.place("Una Years"));
    assert!(tom.1 < una.1, "{}", h.screen());
    h.press("y").says("What to write to Tom is copied, if your terminal allows it");
    let copied =
        "copied Tom Ferreira\nRua Um 1\n4000 Porto\n\n“You call when nothing is wrong Sally”\n\nDaan starts school";
    assert_eq!(h.outside.all(), [copied]);
}

#[test]
fn the_customers_page_has_birthday_first_yes_and_tags() {
    let mut h = harness();
    h.size((110, 34)).press("3").says("25 November 1980, turns 46 on").says("Wed 25 Nov").says("spring fair, vip");
    h.press("down down").says("24 Nov 2019, first said yes 7");
    h.press("up y").says("Ben's name and address are copied");
    assert_eq!(h.outside.all(), ["copied Ben Weber"]);
}
