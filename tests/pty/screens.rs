//! What the real terminal shows.

use std::time::{Duration, Instant};

use goodcall::domain::customer::{CustomerDraft, CustomerField};
use vt100::Color;

use super::terminal::{PATIENCE, Place};

/// The color of the first character of a text on the screen.
fn color_of(screen: &vt100::Screen, text: &str) -> Option<Color> {
    let (_, columns) = screen.size();
    let (row, line) = screen.rows(0, columns.get()).enumerate().find(|(_, line)| line.contains(text))?;
    let column = line[..line.find(text)?].chars().count();
    Some(screen.cell(u16::try_from(row).ok()?, u16::try_from(column).ok()?)?.fgcolor())
}

#[test]
fn the_first_frame_names_whom_to_call() {
    let place = Place::new();
    let begun = Instant::now();
    let mut terminal = place.open();
    terminal.says("This Monday's good call").says("Ana Ribeiro").says("s skip").says("? help");
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}

#[test]
fn the_change_of_another_process_appears_within_about_a_second() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("3").says("Marcus Webb");
    let mut draft = CustomerDraft::default();
    draft.set(CustomerField::Name, "Dana Okafor");
    place.app().add(&draft).expect("a customer");
    let changed = Instant::now();
    terminal.says("Dana Okafor");
    assert!(changed.elapsed() < Duration::from_secs(2), "{:?}", changed.elapsed());
}

#[test]
fn a_late_answer_of_the_terminal_is_never_taken_for_keys() {
    let place = Place::new();
    place.configure("theme = \"auto\"\n");
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").writes("\x1b]11;?").send("l").says("for later").send("before ").says("before");
    terminal.send("\x1b]11;rgb:fbfb/fafa/f6f6\x1b\\").send("after").says("before after");
    terminal
        .shows("the theme for a light ground", |s| color_of(s, "Ana Ribeiro") == Some(Color::Rgb(0x9a, 0x5b, 0x00)));
    let shown = terminal.contents();
    assert!(!shown.contains("rgb") && !shown.contains("11;"), "{shown}");
}

#[test]
fn an_answer_that_comes_in_pieces_is_never_taken_for_keys() {
    let place = Place::new();
    place.configure("theme = \"auto\"\n");
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").writes("\x1b]11;?").send("l").says("for later").send("before ").says("before");
    for piece in ["\x1b]11;rgb:", "1616/18", "18/1d1d", "\x07"] {
        terminal.send(piece);
        // A line that is slow.
        std::thread::sleep(Duration::from_millis(100));
    }
    terminal.send("after").says("before after");
    let shown = terminal.contents();
    assert!(!shown.contains("rgb") && !shown.contains("1616"), "{shown}");
}

#[test]
fn an_answer_at_once_sets_the_theme() {
    let place = Place::new();
    place.configure("theme = \"auto\"\n");
    let mut terminal = place.open();
    terminal.writes("\x1b]11;?").send("\x1b]11;rgb:fb/fa/f6\x07\x1b[?62;22c");
    terminal
        .shows("the theme for a light ground", |s| color_of(s, "Ana Ribeiro") == Some(Color::Rgb(0x9a, 0x5b, 0x00)));
}

#[test]
fn a_terminal_that_answers_nothing_is_taken_for_dark() {
    let place = Place::new();
    place.configure("theme = \"auto\"\n");
    let mut terminal = place.open();
    terminal.shows("the theme for a dark ground", |s| color_of(s, "Ana Ribeiro") == Some(Color::Rgb(0xe8, 0xb0, 0x4b)));
}

#[test]
fn no_color_writes_no_color() {
    let place = Place::new();
    place.configure("theme = \"dusk\"\n");
    let mut terminal = place.open_with(&[("NO_COLOR", "1")]);
    terminal.says("Ana Ribeiro").send("2").says("Nothing kind").send("3").says("Marcus Webb").send("dq").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    let written = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    let colors: Vec<&str> = written
        .split("\x1b[")
        .skip(1)
        .filter_map(|sequence| sequence.split_once('m').map(|(numbers, _)| numbers))
        .filter(|numbers| numbers.chars().all(|c| c.is_ascii_digit() || c == ';'))
        .filter(|numbers| numbers.split(';').any(|n| matches!(n.parse(), Ok(30..=38 | 40..=48 | 90..=97 | 100..=107))))
        .collect();
    assert!(colors.is_empty(), "{colors:?}");
    assert!(!written.contains("\x1b]11;?"), "nor is the terminal asked for its ground");
}

#[test]
fn sixteen_colors_are_enough() {
    let place = Place::new();
    place.configure("theme = \"auto\"\n");
    let mut terminal = place.open_with(&[("COLORTERM", ""), ("TERM", "xterm")]);
    terminal
        .says("Ana Ribeiro")
        .shows("one of sixteen colors", |s| matches!(color_of(s, "Ana Ribeiro"), Some(Color::Idx(0..=15))));
    // It is xterm itself, which shows more than its name promises.
    terminal.writes("\x1b[>c").send("\x1b[>41;390;0c");
    terminal.shows("one of 256 colors", |s| matches!(color_of(s, "Ana Ribeiro"), Some(Color::Idx(16..))));
}

#[test]
fn a_paste_is_text_however_it_looks() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later");
    terminal.send("\x1b[200~+ one\rq\r\x1b[201~").says("+ one").send("end").says("end");
}

/// What terminals say of themselves, asked or not: their names, colors, clipboard, settings, graphics and attributes.
const REPLIES: [&str; 10] = [
    "\x1bP>|foot(1.16.2)\x1b\\",
    "\x1bP1$r2 q\x1b\\",
    "\x1bP!|7E565445\x1b\\",
    "\x1b]52;c;ZHUyYmw=\x07",
    "\x1b]4;7;rgb:d3d3/d7d7/cfcf\x1b\\",
    "\x1b_Gi=7;OK\x1b\\",
    "\x1bXlud\x1b\\",
    "\x1b^lud\x1b\\",
    "\x1b[>41;390;0c",
    "\x1b[?2026;2$y",
];

#[test]
fn what_a_terminal_says_of_itself_does_nothing() {
    let place = Place::new();
    let mut terminal = place.open();
    // At the start, before anything is shown.
    terminal.send(&REPLIES.concat()).says("Ana Ribeiro").send("3").says("Marcus Webb").send("1").says("good call");
    // The footer comes last: the frame is whole.
    terminal.says("s skip   / search   d I'm down   ? help");
    let (before, book) = (terminal.contents(), place.goodcall(&["export", "json"]));
    // Later, one by one, and in pieces.
    for reply in REPLIES {
        terminal.send(reply).send("3").says("Marcus Webb").send("1").says("good call");
        terminal.shows(&format!("the same after {reply:?}"), |screen| screen.contents() == before);
    }
    for reply in REPLIES.iter().filter(|reply| !reply.contains("lud")) {
        let (start, rest) = reply.split_at(3);
        let (middle, end) = rest.split_at(rest.len() - 1);
        for piece in [start, middle, end, "3"] {
            terminal.send(piece);
            // A line that is slow.
            std::thread::sleep(Duration::from_millis(60));
        }
        terminal.says("Marcus Webb").send("1").says("good call");
        terminal.shows(&format!("the same after the pieces of {reply:?}"), |screen| screen.contents() == before);
    }
    assert_eq!(place.goodcall(&["export", "json"]), book, "nothing was changed");
}

#[test]
fn alt_p_and_a_log_typed_after_it_lose_nothing() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later");
    terminal
        .send("\x1bP")
        .send("+ She loved it")
        .says("+ She loved it")
        .send("\r")
        .send("\x1b]")
        .send("Her son")
        .says("Her son");
    // One that is never finished ends at Enter.
    terminal.send("\x1bP>|foot(1.1").send("\r").send("! Lists").says("! Lists").send("\x13").says("Logged a call");
    let shown = place.goodcall(&["show", "Ana"]);
    for line in ["She loved it", "Her son", "Lists"] {
        assert!(shown.contains(line) && !shown.contains("foot"), "{shown}");
    }
}

#[test]
fn a_terminal_that_can_do_no_more_gets_lines_and_questions() {
    let place = Place::new();
    let mut terminal = place.open_with(&[("TERM", "dumb")]);
    terminal.says("Today's good call").says("Ana Ribeiro").says("What now?").send("log\r").says("What did Ana say?");
    terminal.send("+ You saved our launch\r\r").says("Logged a call with Ana Ribeiro").says("How do you feel now?");
    terminal.send("4\r").says("Noted: good.").send("\x04");
    assert_eq!(terminal.end(PATIENCE), 0);
    let bytes = terminal.bytes();
    assert!(!bytes.contains(&0x1b), "no escape sequence: {:?}", String::from_utf8_lossy(&bytes));
    assert!(place.goodcall(&["praise"]).contains("You saved our launch"));
}

/// Puts a program into a folder, which writes down what it was given.
#[cfg(unix)]
fn opener_in(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(folder).expect("a folder");
    let program = folder.join("xdg-open");
    std::fs::write(&program, "#!/bin/sh\nprintf '%s' \"$1\" > \"$HOME/opened\"\n").expect("a program");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("a program");
}

#[cfg(target_os = "linux")]
#[test]
fn the_wall_is_written_where_the_user_says_and_opened() {
    let place = Place::new();
    place.goodcall(&["log", "ana", "-m", "+ You saved our launch"]);
    opener_in(&place.path("bin"));
    let path = format!("{}:/bin:/usr/bin", place.path("bin").display());
    let mut terminal = place.open_with(&[("PATH", &path)]);
    terminal.says("Ana Ribeiro").send("2").says("You saved our launch").send("w").says("› ~/praise.html");
    terminal.send("\r").says("Wrote 1 kind sentence to ~/praise.html; it opens in your browser");
    let page = std::fs::read_to_string(place.path("home/praise.html")).expect("the page");
    assert!(page.contains("<p>You saved our launch</p>"), "{page}");
    let opened = std::fs::read_to_string(place.path("home/opened")).expect("what was opened");
    assert_eq!(opened, place.path("home/praise.html").display().to_string());
    // Another page takes its place only when asked twice.
    place.goodcall(&["log", "marcus", "-m", "+ And again"]);
    terminal.says("And again").send("w\r").says("Enter again replaces it").send("\r").says("Wrote 2 kind sentences");
    assert!(std::fs::read_to_string(place.path("home/praise.html")).expect("the page").contains("And again"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_wall_that_nothing_opens_is_written_all_the_same() {
    let place = Place::new();
    place.goodcall(&["log", "ana", "-m", "+ You saved our launch"]);
    let mut terminal = place.open_with(&[("PATH", "/nonexistent")]);
    terminal.says("Ana Ribeiro").send("2").says("You saved our launch").send("w").says("› ~/praise.html");
    terminal.send("\r").says("Wrote 1 kind sentence to ~/praise.html; nothing here opens it");
    assert!(place.path("home/praise.html").exists());
}
