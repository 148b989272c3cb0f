//! Draws real frames as one SVG: dark and light, by the reader's color scheme.
//!
//! Blocks, lines and dots are shapes, so that they join whatever font the reader has; the rest is text, each run with the
//! width that a terminal gives it.

use std::collections::BTreeMap;
use std::fmt::Write;

use goodcall::text::width as width_of;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// A cell of the picture, in pixels.
const CELL: (u16, u16) = (9, 20);
/// Room around the frame.
const EDGE: u16 = 18;
/// From the top of a cell to the line on which its text stands.
const BASELINE: u16 = 15;
const DUSK: Paper = Paper { ground: "#16181d", text: "#d8d6d0" };
const PAPER: Paper = Paper { ground: "#fbfaf6", text: "#2b2a27" };

/// What a terminal of that scheme has where the program names no color.
struct Paper {
    ground: &'static str,
    text: &'static str,
}

/// The same moment on a dark and on a light terminal.
pub(super) struct Frames {
    pub(super) dusk: Buffer,
    pub(super) paper: Buffer,
    /// Where the text cursor stands; None where it is hidden.
    pub(super) cursor: Option<(u16, u16)>,
}

/// How a run of cells looks, as CSS: dark, light.
type Look = (String, String);

/// A picture in the making.
struct Picture {
    names: BTreeMap<Look, String>,
    /// Shapes, gathered by their look.
    shapes: BTreeMap<String, String>,
    grounds: String,
    texts: String,
}

/// Draws both frames in one picture that carries a title.
pub(super) fn svg(title: &str, frames: &Frames) -> String {
    let area = frames.dusk.area;
    assert_eq!(text_of(&frames.dusk), text_of(&frames.paper), "a theme changes more than colors");
    let (width, height) = (area.width * CELL.0 + 2 * EDGE, area.height * CELL.1 + 2 * EDGE);
    let mut picture =
        Picture { names: BTreeMap::new(), shapes: BTreeMap::new(), grounds: String::new(), texts: String::new() };
    for y in 0..area.height {
        picture.row(frames, y);
    }
    picture.cursor(frames);
    let title = escape(title);
    let style = picture.style();
    let shapes: String =
        picture.shapes.iter().map(|(name, path)| format!("<path class=\"{name}\" d=\"{path}\"/>\n")).collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" font-family=\"'DejaVu \
         Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\" xml:space=\"preserve\">\n<title>{title}</title>\n\
         <style>\n{style}</style>\n<rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>\n\
         {}{shapes}{}</svg>\n",
        picture.grounds, picture.texts
    )
}

impl Picture {
    /// Draws one row, a run of cells of one look at a time.
    fn row(&mut self, frames: &Frames, y: u16) {
        let columns = frames.dusk.area.width;
        let cells = |x: u16| (&frames.dusk[(x, y)], &frames.paper[(x, y)]);
        let mut x = 0;
        while x < columns {
            let begin = x;
            let look = fill(cells(x));
            let ground = ground(cells(x));
            let mut text = String::new();
            while x < columns && fill(cells(x)) == look && self::ground(cells(x)) == ground {
                let symbol = cells(x).0.symbol();
                text.push_str(symbol);
                x += u16::try_from(width_of(symbol).max(1)).expect("a narrow cell");
            }
            if let Some(ground) = ground {
                let name = self.name(ground);
                let (x, y, wide) = (left(begin), top(y), (x - begin) * CELL.0);
                let high = CELL.1;
                writeln!(
                    self.grounds,
                    "<rect class=\"{name}\" x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\"/>"
                )
                .expect("a string takes it");
            }
            if !text.trim().is_empty() {
                let name = self.name(look);
                self.run(&name, &text, begin, y);
            }
        }
    }

    /// Draws a run: its shapes, and what stands between them as text.
    fn run(&mut self, name: &str, text: &str, begin: u16, y: u16) {
        let mut words = String::new();
        let (mut column, mut words_at) = (begin, begin);
        let mut same: Option<(char, u16, u16)> = None;
        for c in text.chars() {
            let wide = u16::try_from(width_of(c.encode_utf8(&mut [0; 4]))).expect("a narrow cell");
            if shape(c, 0, 0, 1).is_some() {
                self.words(name, &words, words_at, y);
                words.clear();
                same = match same {
                    Some((kind, at, cells)) if kind == c && joins(c) => Some((kind, at, cells + 1)),
                    _ => {
                        self.shape(name, same, y);
                        Some((c, column, 1))
                    }
                };
                words_at = column + wide;
            } else {
                self.shape(name, same.take(), y);
                words.push(c);
            }
            column += wide;
        }
        self.shape(name, same, y);
        self.words(name, &words, words_at, y);
    }

    fn shape(&mut self, name: &str, run: Option<(char, u16, u16)>, y: u16) {
        let Some((c, at, cells)) = run else { return };
        let path = shape(c, left(at), top(y), cells).expect("a shape");
        self.shapes.entry(name.into()).or_default().push_str(&path);
    }

    fn words(&mut self, name: &str, text: &str, begin: u16, y: u16) {
        for (at, part) in parts(text) {
            let long = u16::try_from(width_of(part)).expect("a row's length") * CELL.0;
            let (x, y) = (left(begin + at), top(y) + BASELINE);
            let stretch = if long > CELL.0 {
                format!(" textLength=\"{long}\" lengthAdjust=\"spacingAndGlyphs\"")
            } else {
                String::new()
            };
            writeln!(self.texts, "<text class=\"{name}\" x=\"{x}\" y=\"{y}\"{stretch}>{}</text>", escape(part))
                .expect("a string takes it");
        }
    }

    fn cursor(&mut self, frames: &Frames) {
        let Some((x, y)) = frames.cursor else { return };
        let name = self.name((format!("fill:{}", DUSK.text), format!("fill:{}", PAPER.text)));
        let path = format!("M{} {}h2v{}h-2z", left(x), top(y) + 1, CELL.1 - 2);
        self.shapes.entry(name).or_default().push_str(&path);
    }

    /// Returns the class of a look.
    fn name(&mut self, look: Look) -> String {
        let next = format!("c{}", self.names.len());
        self.names.entry(look).or_insert(next).clone()
    }

    fn style(&self) -> String {
        let mut dark = format!(".ground{{fill:{}}}\n", DUSK.ground);
        let mut light = format!(".ground{{fill:{}}}", PAPER.ground);
        for ((on_dusk, on_paper), name) in &self.names {
            writeln!(dark, ".{name}{{{on_dusk}}}").expect("a string takes it");
            write!(light, ".{name}{{{on_paper}}}").expect("a string takes it");
        }
        format!("{dark}@media (prefers-color-scheme:light){{{light}}}\n")
    }
}

fn left(column: u16) -> u16 {
    EDGE + column * CELL.0
}

fn top(row: u16) -> u16 {
    EDGE + row * CELL.1
}

fn text_of(buffer: &Buffer) -> String {
    buffer.content().iter().map(Cell::symbol).collect()
}

/// Returns how the text of a cell looks.
fn fill((dusk, paper): (&Cell, &Cell)) -> Look {
    let css = |cell: &Cell, paper: &Paper| {
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        let (color, otherwise) = if reversed { (cell.bg, paper.ground) } else { (cell.fg, paper.text) };
        let mut css = format!("fill:{}", hex(color, otherwise));
        for (modifier, what) in [
            (Modifier::BOLD, ";font-weight:bold"),
            (Modifier::ITALIC, ";font-style:italic"),
            (Modifier::UNDERLINED, ";text-decoration:underline"),
        ] {
            if cell.modifier.contains(modifier) {
                css.push_str(what);
            }
        }
        css
    };
    (css(dusk, &DUSK), css(paper, &PAPER))
}

/// Returns what is painted beneath a cell; None where the terminal's own ground shows.
fn ground((dusk, paper): (&Cell, &Cell)) -> Option<Look> {
    let css = |cell: &Cell, paper: &Paper| {
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        let (color, otherwise) = if reversed { (cell.fg, paper.text) } else { (cell.bg, paper.ground) };
        format!("fill:{}", hex(color, otherwise))
    };
    let look = (css(dusk, &DUSK), css(paper, &PAPER));
    let own = (format!("fill:{}", DUSK.ground), format!("fill:{}", PAPER.ground));
    (look != own).then_some(look)
}

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

/// Tells whether cells of a character side by side are one shape.
fn joins(c: char) -> bool {
    matches!(c, '─' | '━' | '█' | '▀' | '▄' | '▁'..='▇')
}

/// Returns the outline of so many cells of a character whose shape fills its cell; None for what a font draws.
fn shape(c: char, x: u16, y: u16, cells: u16) -> Option<String> {
    let (wide, high) = (CELL.0 * cells, CELL.1);
    let rect = |dx: u16, dy: u16, w: u16, h: u16| format!("M{} {}h{w}v{h}h-{w}z", x + dx, y + dy);
    let eighths = |n: u16| high * n / 8;
    let middle = (CELL.0 / 2, high / 2);
    let dot = |r: u16| {
        let (cx, cy) = (x + middle.0, y + middle.1);
        format!("M{} {cy}a{r} {r} 0 1 0 {} 0a{r} {r} 0 1 0 -{} 0z", cx - r, 2 * r, 2 * r)
    };
    Some(match c {
        '─' => rect(0, middle.1, wide, 1),
        '━' => rect(0, middle.1 - 1, wide, 3),
        '│' => rect(middle.0, 0, 1, high),
        '┃' => rect(middle.0 - 1, 0, 3, high),
        '╭' => format!(
            "{}{}",
            rect(middle.0, middle.1, CELL.0 - middle.0, 1),
            rect(middle.0, middle.1, 1, high - middle.1)
        ),
        '╮' => format!("{}{}", rect(0, middle.1, middle.0 + 1, 1), rect(middle.0, middle.1, 1, high - middle.1)),
        '╰' => format!("{}{}", rect(middle.0, middle.1, CELL.0 - middle.0, 1), rect(middle.0, 0, 1, middle.1)),
        '╯' => format!("{}{}", rect(0, middle.1, middle.0 + 1, 1), rect(middle.0, 0, 1, middle.1 + 1)),
        '█' => rect(0, 0, wide, high),
        '▀' => rect(0, 0, wide, high / 2),
        '▄' => rect(0, high / 2, wide, high - high / 2),
        '▁'..='▇' => {
            let tall = eighths(u16::try_from(u32::from(c) - u32::from('▁') + 1).ok()?);
            rect(0, high - tall, wide, tall)
        }
        '▌' => rect(0, 0, 5, high),
        '▐' => rect(5, 0, 4, high),
        '▎' => rect(0, 0, 2, high),
        '▏' => rect(0, 0, 1, high),
        '●' => dot(4),
        // A second, smaller circle the other way round leaves a ring.
        '○' => {
            let (cx, cy) = (x + middle.0, y + middle.1);
            format!("{}M{} {cy}a3 3 0 1 1 6 0a3 3 0 1 1 -6 0z", dot(4), cx - 3)
        }
        '■' => rect(0, middle.1 - 4, 8, 8),
        '□' => format!("{}M{} {}v6h6v-6z", rect(0, middle.1 - 4, 8, 8), x + 1, y + middle.1 - 3),
        _ => return None,
    })
}

#[test]
fn blocks_side_by_side_are_one_shape() {
    assert_eq!(shape('─', 10, 20, 3).as_deref(), Some("M10 30h27v1h-27z"));
    assert_eq!(shape('▁', 0, 0, 1).as_deref(), Some("M0 18h9v2h-9z"));
    assert_eq!(shape('a', 0, 0, 1), None);
}

#[test]
fn what_stands_apart_is_placed_apart() {
    assert_eq!(parts("  Ana   Ribeiro  "), [(2, "Ana"), (8, "Ribeiro")]);
}
