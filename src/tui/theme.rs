//! All colors, by their meaning. No screen names a color.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};

use super::glyphs::Glyphs;
use crate::config::Settings;
use crate::error::{Error, Result};

/// The styles of a theme, by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Text to read.
    pub text: Style,
    /// Text to glance at.
    pub secondary: Style,
    /// Asides.
    pub quiet: Style,
    /// Hairlines and empty marks.
    pub hairline: Style,
    /// The person, the focus, the keys.
    pub accent: Style,
    /// A customer's praise.
    pub praise: Style,
    /// A good time, a good sign.
    pub good: Style,
    /// What stands before something good; empty where its color says so.
    pub good_mark: &'static str,
    /// What draws the mood after a call; None where its color tells it from the mood before.
    pub after_mark: Option<&'static str>,
    /// Problems.
    pub error: Style,
    /// The background, where the theme paints it.
    pub background: Style,
}

/// The colors that the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// 24 bits.
    True,
    /// 256 colors.
    Indexed,
    /// The terminal's own sixteen.
    Sixteen,
    /// `NO_COLOR`: bold, dim and underline alone.
    None,
}

/// Whether the terminal's background is dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Fits the theme dusk.
    Dark,
    /// Fits the theme paper.
    Light,
}

/// Whose background the screens have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backdrop {
    /// The theme's.
    Painted,
    /// The terminal's.
    Terminals,
}

/// Colors by meaning: as 0xRRGGBB, and the nearest of the terminal's sixteen.
struct Palette {
    text: (u32, Color),
    secondary: (u32, Color),
    hairline: (u32, Color),
    accent: (u32, Color),
    praise: (u32, Color),
    good: (u32, Color),
    error: (u32, Color),
    background: (u32, Color),
}

const DUSK: Palette = Palette {
    text: (0xd8_d6d0, Color::Reset),
    secondary: (0x8d_8f96, Color::Gray),
    hairline: (0x3a_3d45, Color::DarkGray),
    accent: (0xe8_b04b, Color::LightYellow),
    praise: (0xe7_b4a6, Color::LightMagenta),
    good: (0x9c_c59a, Color::LightGreen),
    error: (0xe5_7a6f, Color::LightRed),
    background: (0x16_181d, Color::Black),
};

const PAPER: Palette = Palette {
    text: (0x2b_2a27, Color::Reset),
    secondary: (0x6f_6d66, Color::DarkGray),
    hairline: (0xd5_d2c8, Color::Gray),
    accent: (0x9a_5b00, Color::Blue),
    praise: (0x9c_3f3a, Color::Magenta),
    good: (0x2f_6b3a, Color::Green),
    error: (0xb0_2a1e, Color::Red),
    background: (0xfb_faf6, Color::White),
};

impl Theme {
    /// Makes a theme of bold, dim and underline alone.
    pub fn mono() -> Self {
        let plain = Style::new();
        Self {
            text: plain,
            secondary: plain.add_modifier(Modifier::DIM),
            quiet: plain.add_modifier(Modifier::DIM),
            hairline: plain.add_modifier(Modifier::DIM),
            accent: plain.add_modifier(Modifier::BOLD),
            praise: plain.add_modifier(Modifier::BOLD),
            good: plain,
            good_mark: "✓ ",
            after_mark: Some("▲"),
            error: plain.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            background: plain,
        }
    }

    fn of(palette: &Palette, depth: Depth, backdrop: Backdrop, own: &BTreeMap<String, String>) -> Self {
        if depth == Depth::None {
            return Self::mono();
        }
        let color = |name: &str, (rgb, sixteen): (u32, Color)| {
            let rgb = own.get(name).and_then(|c| read_color(c)).unwrap_or(rgb);
            let channel = |shift: u32| u8::try_from(rgb >> shift & 0xff).unwrap_or(0);
            match depth {
                Depth::True => Color::Rgb(channel(16), channel(8), channel(0)),
                Depth::Indexed => Color::Indexed(nearest_indexed(channel(16), channel(8), channel(0))),
                Depth::Sixteen | Depth::None => sixteen,
            }
        };
        let fg = |name: &str, pair| Style::new().fg(color(name, pair));
        let paints = backdrop == Backdrop::Painted || own.contains_key("background");
        Self {
            text: fg("text", palette.text),
            secondary: fg("secondary", palette.secondary),
            quiet: fg("secondary", palette.secondary).add_modifier(Modifier::ITALIC),
            hairline: fg("hairline", palette.hairline),
            accent: fg("accent", palette.accent).add_modifier(Modifier::BOLD),
            praise: fg("praise", palette.praise).add_modifier(Modifier::ITALIC),
            good: fg("good", palette.good),
            good_mark: "",
            after_mark: None,
            error: fg("error", palette.error),
            background: if paints { Style::new().bg(color("background", palette.background)) } else { Style::new() },
        }
    }

    /// Returns the style of text that the eye should find.
    pub fn strong(&self) -> Style {
        self.text.add_modifier(Modifier::BOLD)
    }
}

/// The chosen theme, and what the terminal can show of it.
#[derive(Debug, Clone)]
pub struct Themes {
    name: String,
    own: BTreeMap<String, String>,
    depth: Depth,
    background: Background,
    glyphs: Glyphs,
}

impl Themes {
    /// Chooses the configured theme for a terminal.
    pub fn new(settings: &Settings, depth: Depth, background: Background) -> Self {
        let name = settings.config.theme.clone();
        let own = settings.config.themes.get(&name).cloned().unwrap_or_default();
        Self { name, own, depth, background, glyphs: Glyphs::Unicode }
    }

    /// Uses these characters.
    pub fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// Returns the characters that the terminal's font has.
    pub fn glyphs(&self) -> Glyphs {
        self.glyphs
    }

    /// Returns the theme for the background known so far.
    pub fn theme(&self) -> Theme {
        let none = BTreeMap::new();
        match (self.name.as_str(), self.background) {
            ("mono", _) => Theme::mono(),
            ("dusk", _) => Theme::of(&DUSK, self.depth, Backdrop::Painted, &none),
            ("paper", _) => Theme::of(&PAPER, self.depth, Backdrop::Painted, &none),
            ("auto", Background::Dark) => Theme::of(&DUSK, self.depth, Backdrop::Terminals, &none),
            ("auto", Background::Light) => Theme::of(&PAPER, self.depth, Backdrop::Terminals, &none),
            _ => Theme::of(&DUSK, self.depth, Backdrop::Terminals, &self.own),
        }
    }

    /// Tells whether the theme depends on the terminal's background.
    pub fn asks(&self) -> bool {
        self.name == "auto" && self.depth != Depth::None
    }

    /// Takes the terminal's answer; returns whether the theme changed.
    pub fn answer(&mut self, background: Background) -> bool {
        let changed = self.asks() && self.background != background;
        self.background = background;
        changed
    }
}

/// Reads from the environment which colors the terminal can show.
pub fn depth_of_environment() -> Depth {
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let term = var("TERM");
    if !var("NO_COLOR").is_empty() || term == "dumb" {
        Depth::None
    } else if matches!(var("COLORTERM").as_str(), "truecolor" | "24bit") || term.contains("direct") {
        Depth::True
    } else if term.contains("256color") || term.contains("kitty") || term.contains("alacritty") || cfg!(windows) {
        Depth::Indexed
    } else {
        Depth::Sixteen
    }
}

/// Reads the terminal's background from the environment; dark by default.
pub fn background_of_environment() -> Background {
    let background =
        std::env::var("COLORFGBG").ok().and_then(|v| v.rsplit(';').next().and_then(|n| n.parse::<u8>().ok()));
    match background {
        Some(7 | 9..=15) => Background::Light,
        _ => Background::Dark,
    }
}

/// Reads the background from a terminal's answer "rgb:RRRR/GGGG/BBBB".
pub fn background_of_answer(answer: &str) -> Option<Background> {
    let mut channels = answer.strip_prefix("rgb:")?.split('/').map(|c| {
        let value = u32::from_str_radix(c, 16).ok()?;
        let most = 16_u32.checked_pow(u32::try_from(c.len()).ok()?)? - 1;
        Some(value * 1000 / most.max(1))
    });
    let (r, g, b) = (channels.next()??, channels.next()??, channels.next()??);
    // Brightness to the eye, by Rec. 601.
    let brightness = (299 * r + 587 * g + 114 * b) / 1000;
    Some(if brightness > 500 { Background::Light } else { Background::Dark })
}

fn read_color(text: &str) -> Option<u32> {
    let hex = text.strip_prefix('#').filter(|h| h.len() == 6)?;
    u32::from_str_radix(hex, 16).ok()
}

/// Finds the nearest color in the cube and the grays of xterm's 256 colors.
fn nearest_indexed(r: u8, g: u8, b: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let distance = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    let step = |v: u8| (0..6_u8).zip(STEPS).min_by_key(|(_, s)| distance(*s, v)).unwrap_or((0, 0));
    let (ri, rv) = step(r);
    let (gi, gv) = step(g);
    let (bi, bv) = step(b);
    let cube = distance(rv, r) + distance(gv, g) + distance(bv, b);
    let gray = |n: u8| 8 + 10 * n;
    let from_gray = |n: u8| distance(gray(n), r) + distance(gray(n), g) + distance(gray(n), b);
    match (0..24_u8).map(|n| (from_gray(n), n)).min() {
        Some((d, n)) if d < cube => 232 + n,
        _ => 16 + 36 * ri + 6 * gi + bi,
    }
}

/// The meanings that a configured theme may give colors to.
const MEANINGS: [&str; 8] = ["text", "secondary", "hairline", "accent", "praise", "good", "error", "background"];

/// Checks the themes of the configuration.
pub fn check(settings: &Settings) -> Result<()> {
    for (theme, colors) in &settings.config.themes {
        for (meaning, color) in colors {
            if !MEANINGS.contains(&meaning.as_str()) {
                let error = Error::usage(format!("themes.{theme}: no color is called \"{meaning}\""));
                return Err(match crate::config::nearest(meaning, &MEANINGS) {
                    Some(near) => error.help(format!("did you mean \"{near}\"?")),
                    None => error.help(format!("the colors are {}", MEANINGS.join(", "))),
                });
            }
            if read_color(color).is_none() {
                return Err(Error::usage(format!("themes.{theme}.{meaning}: \"{color}\" is not a color"))
                    .help("write it as \"#e8b04b\""));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminals_answer_tells_dark_from_light() {
        assert_eq!(background_of_answer("rgb:1616/1818/1d1d"), Some(Background::Dark));
        assert_eq!(background_of_answer("rgb:ff/fa/f0"), Some(Background::Light));
        assert_eq!(background_of_answer("rgb:ffff/zz"), None);
        assert_eq!(background_of_answer("what"), None);
    }

    #[test]
    fn the_nearest_of_256_colors_is_near() {
        assert_eq!(nearest_indexed(0xff, 0xff, 0xff), 231);
        assert_eq!(nearest_indexed(8, 8, 8), 232);
        assert_eq!(nearest_indexed(0xe8, 0xb0, 0x4b), 179);
    }
}
