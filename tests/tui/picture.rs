//! The README's picture: an SVG of a real frame, and a test that holds it to the screen.
//!
//! `GOODCALL_PICTURE=write cargo test --test tui picture` draws it anew.

use std::fmt::Write;
use std::path::Path;

use goodcall::app::{App, Now, demo};
use goodcall::config;
use goodcall::text::width as width_of;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::harness::{Harness, MONDAY, at};

/// A cell of the picture, in pixels.
const CELL: (u16, u16) = (9, 20);
/// Room around the frame.
const EDGE: u16 = 18;
const GROUND: &str = "#16181d";
const TEXT: &str = "#d8d6d0";

fn hex(color: Color, otherwise: &str) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => otherwise.into(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The parts of a text between two blanks or more, each with the column at which it begins.
fn parts(text: &str) -> Vec<(u16, &str)> {
    let mut parts = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive("  ") {
        let blanks = part.len() - part.trim_start().len();
        if !part.trim().is_empty() {
            let column = width_of(&text[..at]) + blanks;
            parts.push((u16::try_from(column).expect("a row's length"), part.trim()));
        }
        at += part.len();
    }
    parts
}

/// Draws a frame, a run of cells of one style at a time.
fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (buffer.area.width, buffer.area.height);
    let (width, height) = (columns * CELL.0 + 2 * EDGE, rows * CELL.1 + 2 * EDGE);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"'DejaVu Sans Mono', \
         Menlo, Consolas, monospace\" font-size=\"15\" xml:space=\"preserve\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"{GROUND}\"/>\n"
    );
    for y in 0..rows {
        let mut x = 0;
        while x < columns {
            let style = buffer[(x, y)].style();
            let begin = x;
            let mut text = String::new();
            while x < columns && buffer[(x, y)].style() == style {
                text.push_str(buffer[(x, y)].symbol());
                x += 1;
            }
            if text.trim().is_empty() {
                continue;
            }
            let fill = hex(style.fg.unwrap_or(Color::Reset), TEXT);
            let bold = if style.add_modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
            let italic = if style.add_modifier.contains(Modifier::ITALIC) { " font-style=\"italic\"" } else { "" };
            for (left, part) in parts(&text) {
                let long = u16::try_from(width_of(part)).expect("a row's length") * CELL.0;
                writeln!(
                    out,
                    "<text x=\"{}\" y=\"{}\" textLength=\"{long}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{fill}\"{bold}{italic}>{}</text>",
                    EDGE + (begin + left) * CELL.0,
                    EDGE + y * CELL.1 + 15,
                    escape(part)
                )
                .expect("a string takes it");
            }
        }
    }
    out.push_str("</svg>\n");
    out
}

#[test]
fn the_picture_in_the_readme_is_the_real_screen() {
    let settings = config::parse(
        "timezone = \"America/Chicago\"\nregion = \"US\"\nclock = \"24h\"\ntheme = \"dusk\"\n",
        Path::new("config.toml"),
    )
    .expect("a right configuration");
    let app: App = demo::open(settings, Now::Fixed(at(MONDAY))).expect("the demo book");
    let mut h = Harness::over(app);
    h.size((110, 29));
    let drawn = svg(h.buffer());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/today.svg");
    if std::env::var_os("GOODCALL_PICTURE").is_some_and(|v| v == "write") {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        std::fs::write(&path, &drawn).expect("the picture");
    }
    let kept = std::fs::read_to_string(&path).expect("the README's picture");
    assert!(
        kept == drawn,
        "the picture is not the screen any more: GOODCALL_PICTURE=write cargo test --test tui picture"
    );
}
