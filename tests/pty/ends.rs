//! However it ends or stops, the terminal is as it was.

use std::time::Duration;

use rustix::process::Signal;

use super::terminal::{PATIENCE, Place, Terminal, holds_only};

#[test]
fn the_terminal_is_taken_over_and_given_back_at_quit() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").shows("another screen, paste and mouse", |s| {
        s.alternate_screen()
            && s.hide_cursor()
            && s.bracketed_paste()
            && s.mouse_protocol_mode() != vt100::MouseProtocolMode::None
    });
    assert!(terminal.is_raw());
    terminal.send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    terminal.is_restored();
    assert_eq!(terminal.contents().trim(), "", "nothing is left behind");
    holds_only(&place.path("home"), &[]);
}

#[test]
fn ctrl_c_ends_it_as_quit_does() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("\x03");
    assert_eq!(terminal.end(PATIENCE), 0);
    terminal.is_restored();
}

#[test]
fn an_error_at_the_start_leaves_the_terminal_as_it_was() {
    let place = Place::new();
    place.configure("theme = \"dsuk\"\n");
    let mut terminal = place.open();
    assert_ne!(terminal.end(PATIENCE), 0);
    terminal.says("dusk").is_restored();
}

#[test]
fn a_damaged_book_is_refused_with_the_terminal_as_it_was() {
    let place = Place::new();
    // The header and the schema stay whole; what the first screen reads does not.
    let mut bytes = std::fs::read(place.book()).expect("the book");
    for page in bytes.chunks_mut(4096).filter(|p| p.windows(11).any(|w| w == b"Ana Ribeiro")) {
        page[..8].fill(0xa5);
    }
    std::fs::write(place.book(), &bytes).expect("a damaged book");
    let mut terminal = place.open();
    assert_eq!(terminal.end(PATIENCE), 4);
    terminal.says("damaged").is_restored();
    assert!(std::fs::read(place.book()).expect("the book") == bytes, "nothing was changed");
}

/// Checks that the shell has its terminal back, continues the app, and ends it.
fn is_stopped_and_comes_back(terminal: &mut Terminal) {
    terminal.says("it has stopped").shows("the terminal as it was", |s| {
        !s.alternate_screen()
            && !s.hide_cursor()
            && !s.bracketed_paste()
            && s.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    });
    terminal
        .send("\r")
        .says("Marcus Webb")
        .shows("another screen again", |s| s.alternate_screen() && s.hide_cursor() && s.bracketed_paste());
    terminal.send("1").says("good call").send("q").says("it has ended").is_restored();
}

#[test]
fn ctrl_z_stops_it_and_it_comes_back_as_it_was() {
    let place = Place::new();
    let mut terminal = place.open_in_a_shell();
    terminal.says("Ana Ribeiro").send("3").says("Marcus Webb").send("\x1a");
    is_stopped_and_comes_back(&mut terminal);
}

#[test]
fn another_programs_stop_restores_the_terminal_and_its_continuation_takes_it_again() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later").send("+ before").says("+ before");
    for more in [" one", " two"] {
        terminal.signal(Signal::TSTP).stops().is_restored();
        assert!(place.app().latest_draft().expect("the book").is_some_and(|d| d.fields.contains("before")));
        terminal
            .signal(Signal::CONT)
            .shows("another screen again", |s| s.alternate_screen() && s.bracketed_paste())
            .says("+ before")
            .send(more)
            .says(more);
        assert!(terminal.is_raw());
    }
    terminal.says("+ before one two").send("\x13").says("Logged a call").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    terminal.is_restored();
}

#[test]
fn another_programs_stop_gives_the_terminal_to_the_shell() {
    let place = Place::new();
    let mut terminal = place.open_in_a_shell();
    terminal.says("Ana Ribeiro").send("3").says("Marcus Webb").signal_job(Signal::TSTP);
    is_stopped_and_comes_back(&mut terminal);
}

#[test]
fn ctrl_z_without_a_shell_to_bring_it_back_goes_on() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("3").says("Marcus Webb").send("\x1a").send("1").says("good call").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    terminal.is_restored();
}

#[test]
fn a_stop_from_outside_and_its_continuation_leave_it_running() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").signal(Signal::STOP).signal(Signal::CONT).send("3").says("Marcus Webb").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    terminal.is_restored();
}

#[test]
fn a_storm_of_sizes_is_weathered() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("3").says("Marcus Webb").send("1").says("good call");
    for step in 0..40_u16 {
        terminal.resize(80 - step * 2 + 1, 24 - step / 2 + 1);
    }
    terminal.resize(1, 1).resize(200, 60).resize(2, 50).resize(1, 1).resize(59, 18).says("60x18");
    terminal.resize(80, 24).says("Ana Ribeiro").no_longer_says("60x18").send("3").says("Marcus Webb").send("q");
    assert_eq!(terminal.end(Duration::from_secs(3)), 0);
    terminal.is_restored();
}

#[test]
fn a_key_pressed_while_the_window_changes_is_answered_at_once() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro");
    for turn in 0..30 {
        let (key, shown) = if turn % 2 == 0 { ("3", "Marcus Webb") } else { ("1", "good call") };
        terminal.send(key).resize(80 + turn % 3, 24).says(shown);
    }
}

#[test]
fn a_window_that_changes_right_at_the_start_is_noticed() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").resize(59, 18).says("60x18");
}

#[test]
fn ctrl_c_stops_an_import_that_says_how_far_it_is_and_nothing_of_it_stays() {
    let place = Place::new();
    let rows: String = (0..40_000).map(|n| format!("Customer {n},person{n}@company{n}.example\n")).collect();
    std::fs::write(place.path("people.csv"), format!("Name,Email\n{rows}")).expect("a file");
    let before = place.app().list_counts().expect("the book").present;
    let file = place.path("people.csv").display().to_string();
    let mut terminal = place.run(&["import", &file]);
    terminal.says("Importing  ").says("%").send("\x03");
    terminal.says("the import was stopped").says("nothing was imported");
    assert_eq!(terminal.end(PATIENCE), 1);
    assert_eq!(place.app().list_counts().expect("the book").present, before);
    // Who wants quiet sees no bar.
    let few: String = (0..3000).map(|n| format!("Customer {n},person{n}@company{n}.example\n")).collect();
    std::fs::write(place.path("few.csv"), format!("Name,Email\n{few}")).expect("a file");
    let few = place.path("few.csv").display().to_string();
    let mut terminal = place.run(&["-q", "import", &few, "--dry-run"]);
    assert_eq!(terminal.end(PATIENCE), 0);
    assert!(!String::from_utf8_lossy(&terminal.bytes()).contains("Reading"));
}
