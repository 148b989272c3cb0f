//! All colors, by their meaning. No screen names a color.

mod palettes;

use std::collections::BTreeMap;

use palettes::{CONTRAST_DARK, CONTRAST_LIGHT, DUSK, Good, HARBOR, Hue, PAPER, Palette, nearest_indexed};
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
    /// Hairlines: what may be overlooked.
    pub hairline: Style,
    /// Empty marks: a dot that is not there, a day without a call.
    pub empty: Style,
    /// The person, the focus, the keys.
    pub accent: Style,
    /// A customer's praise.
    pub praise: Style,
    /// A good time, a good sign.
    pub good: Style,
    /// What stands before something good; empty where its color says so.
    pub good_mark: &'static str,
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

/// What stands before something good, where no color says so.
const GOOD_MARK: &str = "✓ ";

impl Theme {
    /// Makes a theme of bold, dim and underline alone.
    pub fn mono() -> Self {
        let plain = Style::new();
        Self {
            text: plain,
            secondary: plain.add_modifier(Modifier::DIM),
            quiet: plain.add_modifier(Modifier::DIM),
            hairline: plain.add_modifier(Modifier::DIM),
            empty: plain.add_modifier(Modifier::DIM),
            accent: plain.add_modifier(Modifier::BOLD),
            praise: plain.add_modifier(Modifier::BOLD),
            good: plain,
            good_mark: GOOD_MARK,
            error: plain.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            background: plain,
        }
    }

    fn of(palette: &Palette, depth: Depth, backdrop: Backdrop, own: &BTreeMap<String, String>) -> Self {
        if depth == Depth::None {
            return Self::mono();
        }
        let color = |name: &str, hue: Hue| {
            let chosen = own.get(name).and_then(|c| read_color(c));
            let rgb = chosen.unwrap_or(hue.rgb);
            let channel = |shift: u32| u8::try_from(rgb >> shift & 0xff).unwrap_or(0);
            match depth {
                Depth::True => Color::Rgb(channel(16), channel(8), channel(0)),
                Depth::Indexed => Color::Indexed(chosen.map_or(hue.indexed, nearest_indexed)),
                Depth::Sixteen | Depth::None => hue.sixteen,
            }
        };
        let fg = |name: &str, hue| Style::new().fg(color(name, hue));
        let paints = backdrop == Backdrop::Painted || own.contains_key("background");
        let is_marked = depth == Depth::Sixteen && palette.good_in_sixteen == Good::Marked;
        Self {
            text: fg("text", palette.text),
            secondary: fg("secondary", palette.secondary),
            quiet: fg("secondary", palette.secondary).add_modifier(Modifier::ITALIC),
            hairline: fg("hairline", palette.hairline),
            empty: fg("empty", palette.empty),
            accent: fg("accent", palette.accent).add_modifier(Modifier::BOLD),
            praise: fg("praise", palette.praise).add_modifier(Modifier::ITALIC),
            good: fg("good", palette.good),
            good_mark: if is_marked { GOOD_MARK } else { "" },
            error: fg("error", palette.error),
            background: if paints { Style::new().bg(color("background", palette.background)) } else { Style::new() },
        }
    }

    /// Tints the ground under text, where the terminal has a color for it.
    pub fn tinted(&self, style: Style) -> Style {
        match self.hairline.fg {
            Some(color @ (Color::Rgb(..) | Color::Indexed(_))) => style.bg(color),
            _ => style,
        }
    }

    /// Returns the style of a page beneath a dialog.
    pub fn dimmed(&self) -> Style {
        let loud = Modifier::BOLD.union(Modifier::ITALIC).union(Modifier::UNDERLINED);
        // Of sixteen colors the one of empty marks may be that of the text.
        let has_shades = matches!(self.empty.fg, None | Some(Color::Rgb(..) | Color::Indexed(_)));
        let quiet = if has_shades { self.empty } else { self.hairline };
        quiet.remove_modifier(loud)
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
    may_show_more: bool,
}

impl Themes {
    /// Chooses the configured theme for a terminal.
    pub fn new(settings: &Settings, depth: Depth, background: Background) -> Self {
        let name = settings.config.theme.clone();
        let own = settings.config.themes.get(&name).cloned().unwrap_or_default();
        Self { name, own, depth, background, glyphs: Glyphs::Unicode, may_show_more: false }
    }

    /// Takes it that the terminal's name says little of its colors.
    pub fn on_vague_terminal(self) -> Self {
        Self { may_show_more: true, ..self }
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
        let of = |palette, backdrop| Theme::of(palette, self.depth, backdrop, &none);
        let by_background = |dark, light| if self.background == Background::Dark { dark } else { light };
        match self.name.as_str() {
            "mono" => Theme::mono(),
            AUTO => of(by_background(&DUSK, &PAPER), Backdrop::Terminals),
            CONTRAST => of(by_background(&CONTRAST_DARK, &CONTRAST_LIGHT), Backdrop::Painted),
            name => match named(name) {
                Some(palette) => of(palette, Backdrop::Painted),
                None => self.own_theme(),
            },
        }
    }

    /// Makes the theme that the configuration describes.
    fn own_theme(&self) -> Theme {
        match self.own.get(LIKE).and_then(|name| named(name)) {
            Some(palette) => Theme::of(palette, self.depth, Backdrop::Painted, &self.own),
            None => Theme::of(&DUSK, self.depth, Backdrop::Terminals, &self.own),
        }
    }

    /// Tells whether the theme depends on the terminal's background.
    pub fn asks(&self) -> bool {
        [AUTO, CONTRAST].contains(&self.name.as_str()) && self.depth != Depth::None
    }

    /// Tells whether the terminal may show more colors than its name promises.
    pub fn asks_for_more(&self) -> bool {
        self.may_show_more && self.depth == Depth::Sixteen && self.name != "mono"
    }

    /// Takes its answer that it shows 256; returns whether the theme changed.
    pub fn show_256(&mut self) -> bool {
        let changed = self.asks_for_more();
        if changed {
            self.depth = Depth::Indexed;
        }
        changed
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

/// Tells whether the environment names the terminal "xterm", as many call themselves that show more than xterm once did.
pub fn is_vague_terminal() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "xterm")
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

/// The meanings that a configured theme may give colors to.
const MEANINGS: [&str; 10] =
    ["text", "secondary", "hairline", "empty", "accent", "praise", "good", "error", "background", LIKE];

/// The key by which a configured theme names the one that it changes.
const LIKE: &str = "like";
/// The theme that goes by the terminal's background, and the one that does so in high contrast.
const AUTO: &str = "auto";
const CONTRAST: &str = "contrast";

/// Returns the colors of a theme that comes with goodcall and has one background.
fn named(name: &str) -> Option<&'static Palette> {
    match name {
        "dusk" => Some(&DUSK),
        "paper" => Some(&PAPER),
        "harbor" => Some(&HARBOR),
        _ => None,
    }
}

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
            if meaning == LIKE {
                if named(color).is_none() {
                    return Err(Error::usage(format!("themes.{theme}.{LIKE}: no theme is called \"{color}\""))
                        .help("it can be like dusk, paper or harbor"));
                }
                continue;
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

    fn settings(toml: &str) -> Settings {
        crate::config::parse(toml, std::path::Path::new("config.toml")).unwrap()
    }

    #[test]
    fn a_page_beneath_a_dialog_is_dimmer_than_its_text_in_every_depth() {
        for name in ["dusk", "paper", "harbor", "contrast"] {
            for depth in [Depth::True, Depth::Indexed, Depth::Sixteen] {
                let theme = Themes::new(&settings(&format!("theme = \"{name}\"")), depth, Background::Dark).theme();
                assert_ne!(theme.dimmed().fg, theme.text.fg, "{name} {depth:?}");
            }
        }
        let mono = Theme::mono();
        assert!(
            mono.dimmed().add_modifier.contains(Modifier::DIM) && mono.dimmed().sub_modifier.contains(Modifier::BOLD)
        );
    }

    #[test]
    fn a_theme_of_ones_own_changes_one_that_comes_with_goodcall() {
        let settings = settings(
            r##"
            theme = "mine"
            [themes.mine]
            like = "paper"
            accent = "#005f87"
        "##,
        );
        check(&settings).unwrap();
        let mine = Themes::new(&settings, Depth::Indexed, Background::Dark).theme();
        let paper = Theme::of(&PAPER, Depth::Indexed, Backdrop::Painted, &BTreeMap::new());
        assert_eq!(mine.accent.fg, Some(Color::Indexed(24)));
        assert_eq!((mine.text, mine.background), (paper.text, paper.background));
    }

    #[test]
    fn a_theme_like_none_is_named() {
        let error = check(&settings("[themes.mine]\nlike = \"dawn\"\n")).unwrap_err().to_string();
        assert!(error.contains("themes.mine.like: no theme is called \"dawn\""), "{error}");
    }

    #[test]
    fn contrast_goes_by_the_terminals_background() {
        let mut themes = Themes::new(&settings("theme = \"contrast\""), Depth::True, Background::Dark);
        assert_eq!(themes.theme().background.bg, Some(Color::Rgb(0, 0, 0)));
        assert!(themes.asks() && themes.answer(Background::Light));
        assert_eq!(themes.theme().background.bg, Some(Color::Rgb(255, 255, 255)));
    }

    #[test]
    fn a_terminal_called_xterm_shows_what_it_says_it_can() {
        let sixteen = Themes::new(&settings("theme = \"dusk\""), Depth::Sixteen, Background::Dark);
        let (mut plain, mut vague) = (sixteen.clone(), sixteen.on_vague_terminal());
        assert!(!plain.asks_for_more() && !plain.show_256());
        assert!(vague.asks_for_more() && vague.show_256() && !vague.asks_for_more());
        assert_eq!(vague.theme().accent.fg, Some(Color::Indexed(179)));
    }

    #[test]
    fn where_no_green_can_be_read_good_has_a_glyph() {
        let of = |background, depth| Themes::new(&settings("theme = \"auto\""), depth, background).theme().good_mark;
        assert_eq!(of(Background::Light, Depth::Sixteen), GOOD_MARK);
        assert_eq!(of(Background::Dark, Depth::Sixteen), "");
        assert_eq!(of(Background::Light, Depth::Indexed), "");
    }

    #[test]
    fn a_terminals_answer_tells_dark_from_light() {
        assert_eq!(background_of_answer("rgb:1616/1818/1d1d"), Some(Background::Dark));
        assert_eq!(background_of_answer("rgb:ff/fa/f0"), Some(Background::Light));
        assert_eq!(background_of_answer("rgb:ffff/zz"), None);
        assert_eq!(background_of_answer("what"), None);
    }
}
