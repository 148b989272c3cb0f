//! Where a customer's clock is known, it is told, and where it was found; where it isn't, nothing is claimed.

use serde_json::Value;

use crate::support::Book;

#[test]
fn nothing_is_claimed_of_the_hour_where_the_zone_is_unknown() {
    let book = Book::in_zone("Europe/Lisbon");
    book.run("add 'Lou Hart' --favorite").ok();
    let today = book.json("today");
    assert_eq!(today["pick"]["local_time"], Value::Null);
    assert_eq!(today["pick"]["reachable_now"], Value::Null);
    assert_eq!(today["pick"]["customer"]["timezone"], Value::Null);
    assert_eq!(book.json("show lou")["timezone_from"], Value::Null);
    for line in ["today", "today --short", "show lou"] {
        book.run(line).ok().never_says("good time").never_says("there)").never_says("Lisbon");
    }
}

#[test]
fn a_zone_that_somebody_says_is_kept_as_said() {
    let book = Book::in_zone("Europe/Lisbon");
    book.run("add 'Lou Hart' --favorite --timezone asia/tokyo").ok();
    let lou = book.json("show lou");
    assert_eq!(lou["timezone"], "Asia/Tokyo");
    assert_eq!(lou["timezone_from"], "said");
    book.run("show lou").ok().says("in Tokyo").never_says("from the");
}
