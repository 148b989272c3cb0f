//! The app is open while the command line changes the book: it shows the change, and neither loses a thing.

use super::ground::{Background, MONDAY, report, strings, times};
use crate::terminal::Place;

#[test]
fn the_app_shows_what_the_command_line_does_and_neither_loses_a_thing() {
    let place = Place::new();
    let mut terminal = place.open();
    // Large enough for all that is said; what is looked at stays in the middle.
    terminal.resize(100, 240).says("Ana Ribeiro").send("2").says("Nothing kind");
    let rounds = times(3, 20);
    for round in 0..rounds {
        let words = format!("Kind words {round}");
        place.goodcall(&["log", "marcus", "-m", &format!("+ {words}")]);
        terminal.says(&words);
        if round % 2 == 0 {
            place.goodcall(&["undo"]);
        } else {
            let touches = place.goodcall(&["show", "marcus", "--json"]);
            let all: serde_json::Value = serde_json::from_str(&touches).expect("JSON");
            let theirs = |touch: &&serde_json::Value| touch["text"].as_str().is_some_and(|t| t.ends_with(&words));
            let touch = all["touches"].as_array().expect("touches").iter().find(theirs).expect("the log");
            place.goodcall(&["touch", "delete", touch["id"].as_str().expect("an id")]);
        }
        terminal.no_longer_says(&words);
        // A log that is half typed here while there another is made: both are kept.
        terminal.send("1").says("Ana Ribeiro").send("l").says("for later").send(&format!("+ Here {round}"));
        terminal.says(&format!("Here {round}"));
        place.goodcall(&["log", "marcus", "-m", &format!("There {round}")]);
        terminal.send("\x13").says("Logged a call with Ana Ribeiro");
        // A tab's number would be dead for a moment; Tab goes on at once.
        terminal.says("How do you feel now?").send("\t").no_longer_says("Coming up").says(&format!("Here {round}"));
    }
    let texts = strings(&rusqlite::Connection::open(place.book()).expect("the book"), "SELECT text FROM touch");
    for round in 0..rounds {
        for (text, wanted) in [("+ Here", 1), ("There", 1), ("+ Kind words", 0)] {
            let text = format!("{text} {round}");
            assert_eq!(texts.iter().filter(|t| **t == text).count(), wanted, "{text}");
        }
    }
    terminal.send("q");
    report("logs, undos and deletes while the app is open", rounds * 4, "0 lost, 0 doubled, each shown");
}

#[test]
fn a_second_look_at_a_book_gives_no_lock_away() {
    use goodcall::testing::Book;
    let ground = Background::new();
    let clock = goodcall::domain::dates::Clock {
        instant: MONDAY.parse().expect("an instant"),
        zone: goodcall::domain::tz::Tz::UTC,
    };
    let mut book = Book::open(&ground.book()).expect("the book");
    let changed = book.change(&clock, "a change that takes a while", |change| {
        let customer = goodcall::domain::customer::Customer::new(change.new_customer_id(), "Cleo", &clock);
        change.add_customer(&customer)?;
        // As the figures of a large book are counted aside while a log is saved.
        drop(Book::open_again(&ground.book())?);
        assert_eq!(
            ground.run(&["add", "Dora"]).code,
            Some(4),
            "another program writes into a change that is under way"
        );
        Ok(())
    });
    changed.expect("a change");
    drop(book);
    ground.run(&["add", "Dora"]).ok();
    assert_eq!(strings(&ground.look(), "SELECT name FROM customer ORDER BY id").len(), 4);
    report("a second look at a book while it is changed", 1, "0 locks given away");
}
