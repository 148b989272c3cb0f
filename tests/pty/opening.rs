//! Where the program opens: on a log that was cut off, on Lift while a setback is sore, else on Today.

use std::time::Duration;

use rustix::process::Signal;

use super::terminal::Place;

const A_WHILE: Duration = Duration::from_secs(3);
const TODAY: &str = "This Monday's good call";
const LIFT: &str = "Don't call your mother.";

#[test]
fn it_opens_on_today_and_on_lift_within_two_hours_of_a_setback_without_an_answer() {
    let place = Place::new();
    place.open().says(TODAY).send("q").end(A_WHILE);
    place.goodcall(&["lift", "--after", "lost-deal"]);
    place.open_at("2026-11-23T16:41:00Z").says(LIFT).send("\x03").end(A_WHILE);
    place.open_at("2026-11-23T16:43:00Z").says(TODAY).send("q").end(A_WHILE);
    // A conversation answers it.
    place.goodcall(&["log", "marcus", "-m", "Glad I called"]);
    place.open_at("2026-11-23T16:41:00Z").says(TODAY).send("q").end(A_WHILE);
}

#[test]
fn it_opens_on_a_log_that_was_cut_off_in_the_last_twelve_hours_before_anything_else() {
    let place = Place::new();
    place.goodcall(&["lift", "--after", "rough-call"]);
    let mut cut_off = place.open();
    cut_off.says(LIFT).send("\x1b").says(TODAY).send("l").says("for later").send("+ You saved our").says("saved our");
    cut_off.signal(Signal::TERM).end(A_WHILE);
    place.open_at("2026-11-23T14:43:00Z").says("+ You saved our").signal(Signal::KILL).end(A_WHILE);
    place.open_at("2026-11-24T02:41:00Z").says("+ You saved our").signal(Signal::KILL).end(A_WHILE);
    let mut late = place.open_at("2026-11-24T02:43:00Z");
    late.says(TODAY).says("resume the log of Ana Ribeiro").send("q").end(A_WHILE);
}
