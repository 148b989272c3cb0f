//! What is good is told without color, and everything in characters that the terminal's font has.

use goodcall::app::{Now, Start, demo};
use goodcall::tui::glyphs::Glyphs;
use ratatui::style::Modifier;

use super::harness::{Harness, MONDAY, at, settings};

/// Ways to every screen and the dialogs.
const WAYS: [&str; 22] = [
    "1",
    "enter",
    "l",
    "d",
    "d 1",
    "2",
    "2 /",
    "3",
    "3 right",
    "3 e",
    "3 r",
    "3 z",
    "4",
    "5",
    "5 m",
    "6",
    "6 space e",
    "7",
    "7 G",
    "7 w",
    "?",
    ":",
];

/// The characters of code page 437 beside ASCII.
const CP437: &str = "☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟\
                     ╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■";

#[test]
fn the_console_gets_no_character_that_its_font_lacks() {
    let app = demo::open(settings(), Now::Fixed(at(MONDAY))).expect("the demo book");
    let mut h = Harness::with_glyphs(app, Start::Today, Glyphs::Console);
    for size in [(80, 24), (110, 34)] {
        h.size(size);
        for way in WAYS {
            h.press("esc esc esc 1").press(way);
            let screen = h.screen();
            // Names keep the letters that they have.
            let strange = screen.chars().find(|c| !c.is_ascii() && !c.is_alphanumeric() && !CP437.contains(*c));
            assert_eq!(strange, None, "after {way:?}\n{screen}");
        }
    }
    h.press("esc esc esc 1").says("Enter call").never_says("⏎").press("3").says("•••••").says("* Ana Ribeiro");
}

#[test]
fn any_other_terminal_gets_them_all() {
    Harness::demo().says("⏎ call").press("3").says("●●●●●").says("★ Ana Ribeiro");
}

#[test]
fn without_color_what_is_good_has_a_mark_and_no_underline() {
    let mut h = Harness::demo();
    h.size((110, 34)).says("✓ 07:42 in Flagstaff, a good time");
    assert!(!h.is_drawn("07:42 in Flagstaff", Modifier::UNDERLINED));
    h.press("l").types("Fine").press("ctrl-s").says("✓ Logged a call with Wendell");
    assert!(!h.is_drawn("Logged a call", Modifier::UNDERLINED));
    // What was told without a change is no good news.
    h.press("s").says("You already made this call").never_says("✓ You already");
}

#[test]
fn without_color_the_mood_after_a_call_has_a_mark_of_its_own() {
    let mut h = Harness::demo();
    let screen = h.size((110, 40)).press("7").screen();
    let legend = screen.lines().find(|l| l.contains("● before")).unwrap_or_else(|| panic!("no legend in\n{screen}"));
    assert!(legend.contains("▲ after"), "{legend}");
    let marks = screen.chars().filter(|c| *c == '▲').count();
    assert!(marks > 3, "a mark for each month\n{screen}");
    assert!(screen.contains("✓ A call lifts you by"), "{screen}");
}
