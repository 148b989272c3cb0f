//! The themes that come with goodcall: a color for each meaning, as 24 bits, as one of xterm's 256, and as one of a
//! terminal's own sixteen. The last two are chosen by eye: the nearest color is often a gray.

use ratatui::style::Color;

/// A color for every kind of terminal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hue {
    /// 0xRRGGBB.
    pub(super) rgb: u32,
    /// The place among xterm's 256.
    pub(super) indexed: u8,
    /// One of the sixteen; Reset is the terminal's own text or background.
    pub(super) sixteen: Color,
}

const fn hue(rgb: u32, indexed: u8, sixteen: Color) -> Hue {
    Hue { rgb, indexed, sixteen }
}

/// How a theme tells what is good from other text on a terminal of sixteen colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Good {
    /// By its color.
    Colored,
    /// By a glyph: none of the greens can be read on white.
    Marked,
}

/// Colors by meaning.
#[derive(Debug)]
pub(super) struct Palette {
    pub(super) text: Hue,
    pub(super) secondary: Hue,
    pub(super) hairline: Hue,
    pub(super) empty: Hue,
    pub(super) accent: Hue,
    pub(super) praise: Hue,
    pub(super) good: Hue,
    pub(super) error: Hue,
    pub(super) background: Hue,
    pub(super) good_in_sixteen: Good,
}

/// Amber in the evening: for dark terminals.
pub(super) static DUSK: Palette = Palette {
    text: hue(0xd8_d6d0, 188, Color::Reset),
    secondary: hue(0x8d_8f96, 246, Color::Gray),
    hairline: hue(0x3a_3d45, 238, Color::DarkGray),
    empty: hue(0x66_6a73, 242, Color::Gray),
    accent: hue(0xe8_b04b, 179, Color::LightYellow),
    praise: hue(0xe7_b4a6, 181, Color::LightMagenta),
    good: hue(0x9c_c59a, 114, Color::LightGreen),
    error: hue(0xe5_7a6f, 174, Color::LightRed),
    background: hue(0x16_181d, 234, Color::Black),
    good_in_sixteen: Good::Colored,
};

/// Ink on paper: for light terminals.
pub(super) static PAPER: Palette = Palette {
    text: hue(0x2b_2a27, 235, Color::Reset),
    secondary: hue(0x6f_6d66, 241, Color::Reset),
    hairline: hue(0xd5_d2c8, 252, Color::Gray),
    empty: hue(0x8f_8c82, 244, Color::DarkGray),
    accent: hue(0x9a_5b00, 94, Color::Blue),
    praise: hue(0x9c_3f3a, 88, Color::Magenta),
    good: hue(0x2f_6b3a, 22, Color::Reset),
    error: hue(0xb0_2a1e, 124, Color::Red),
    background: hue(0xfb_faf6, 231, Color::White),
    good_in_sixteen: Good::Marked,
};

/// A harbor at night: sea green on deep blue.
pub(super) static HARBOR: Palette = Palette {
    text: hue(0xd3_dde0, 253, Color::Reset),
    secondary: hue(0x84_979f, 246, Color::Gray),
    hairline: hue(0x2b_3c47, 237, Color::DarkGray),
    empty: hue(0x5d_707a, 242, Color::Gray),
    accent: hue(0x6c_c7c1, 80, Color::LightCyan),
    praise: hue(0xf0_b79a, 216, Color::LightMagenta),
    good: hue(0xa5_cf8c, 150, Color::LightGreen),
    error: hue(0xf0_8a7b, 210, Color::LightRed),
    background: hue(0x0f_1b24, 233, Color::Black),
    good_in_sixteen: Good::Colored,
};

/// High contrast on black.
pub(super) static CONTRAST_DARK: Palette = Palette {
    text: hue(0xff_ffff, 231, Color::White),
    secondary: hue(0xc4_c7cf, 251, Color::Gray),
    hairline: hue(0x54_5760, 240, Color::DarkGray),
    empty: hue(0x8a_8e98, 246, Color::Gray),
    accent: hue(0xff_cf5c, 221, Color::LightYellow),
    praise: hue(0xff_c6b8, 223, Color::LightCyan),
    good: hue(0xa8_e6a3, 157, Color::LightGreen),
    error: hue(0xff_9d94, 217, Color::LightRed),
    background: hue(0x00_0000, 16, Color::Black),
    good_in_sixteen: Good::Colored,
};

/// High contrast on white.
pub(super) static CONTRAST_LIGHT: Palette = Palette {
    text: hue(0x00_0000, 16, Color::Black),
    secondary: hue(0x3d_3d3d, 237, Color::Black),
    hairline: hue(0xb0_b0b0, 249, Color::Gray),
    empty: hue(0x6b_6b6b, 242, Color::DarkGray),
    accent: hue(0x6b_3a00, 52, Color::Blue),
    praise: hue(0x7d_1f1b, 88, Color::Blue),
    good: hue(0x0d_4a1c, 22, Color::Black),
    error: hue(0x8c_0f06, 88, Color::Red),
    background: hue(0xff_ffff, 231, Color::White),
    good_in_sixteen: Good::Marked,
};

/// Converts a place among xterm's 256 colors to 0xRRGGBB; the first sixteen are the terminal's own, and gray here.
pub(super) fn rgb_of_indexed(index: u8) -> u32 {
    let gray = |value: u32| value << 16 | value << 8 | value;
    match index {
        0..16 => gray(0x80),
        16..232 => {
            let cube = index - 16;
            let channel = |step: u8| STEPS.get(usize::from(step)).map_or(0, |s| u32::from(*s));
            channel(cube / 36) << 16 | channel(cube / 6 % 6) << 8 | channel(cube % 6)
        }
        232.. => gray(8 + 10 * u32::from(index - 232)),
    }
}

/// The steps of a channel in the cube of xterm's 256 colors.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Finds the nearest color in the cube and the grays of xterm's 256 colors.
pub(super) fn nearest_indexed(rgb: u32) -> u8 {
    let distance = |index: &u8| {
        let other = rgb_of_indexed(*index);
        let channel = |shift: u32| (rgb >> shift & 0xff).abs_diff(other >> shift & 0xff).pow(2);
        channel(16) + channel(8) + channel(0)
    };
    (16..=255).min_by_key(distance).unwrap_or(16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_of_256_colors_is_near() {
        assert_eq!(nearest_indexed(0xff_ffff), 231);
        assert_eq!(nearest_indexed(0x08_0808), 232);
        assert_eq!(nearest_indexed(0xe8_b04b), 179);
        for index in 16..=255 {
            assert_eq!(rgb_of_indexed(nearest_indexed(rgb_of_indexed(index))), rgb_of_indexed(index));
        }
    }

    /// What xterm and a Linux console make of the sixteen; Reset is read as the ground's opposite.
    const XTERM: [u32; 16] = [
        0x00_0000, 0xcd_0000, 0x00_cd00, 0xcd_cd00, 0x00_00ee, 0xcd_00cd, 0x00_cdcd, 0xe5_e5e5, 0x7f_7f7f, 0xff_0000,
        0x00_ff00, 0xff_ff00, 0x5c_5cff, 0xff_00ff, 0x00_ffff, 0xff_ffff,
    ];
    const CONSOLE: [u32; 16] = [
        0x00_0000, 0xaa_0000, 0x00_aa00, 0xaa_5500, 0x00_00aa, 0xaa_00aa, 0x00_aaaa, 0xaa_aaaa, 0x55_5555, 0xff_5555,
        0x55_ff55, 0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff, 0xff_ffff,
    ];

    fn of_sixteen(color: Color, table: &[u32; 16], ground: u32) -> u32 {
        use Color::*;
        let order = [
            Black,
            Red,
            Green,
            Yellow,
            Blue,
            Magenta,
            Cyan,
            Gray,
            DarkGray,
            LightRed,
            LightGreen,
            LightYellow,
            LightBlue,
            LightMagenta,
            LightCyan,
            White,
        ];
        match order.iter().position(|c| *c == color) {
            Some(at) => table[at],
            None if ground == 0 => table[7],
            None => table[0],
        }
    }

    /// The relative luminance of WCAG 2.2, in millionths.
    fn luminance(rgb: u32) -> f64 {
        let channel = |shift: u32| {
            let c = f64::from(rgb >> shift & 0xff) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    fn contrast(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The meanings that are read, with the contrast that each needs.
    fn needs(palette: &Palette, of_text: f64) -> [(&'static str, Hue, f64); 7] {
        [
            ("text", palette.text, of_text),
            ("accent", palette.accent, of_text),
            ("praise", palette.praise, of_text),
            ("secondary", palette.secondary, 4.5),
            ("good", palette.good, 4.5),
            ("error", palette.error, 4.5),
            ("empty", palette.empty, 3.0),
        ]
    }

    const ALL: [(&str, &Palette, f64); 5] = [
        ("dusk", &DUSK, 4.5),
        ("paper", &PAPER, 4.5),
        ("harbor", &HARBOR, 4.5),
        ("contrast on black", &CONTRAST_DARK, 7.0),
        ("contrast on white", &CONTRAST_LIGHT, 7.0),
    ];

    #[test]
    fn every_color_can_be_read_on_its_own_ground() {
        for (name, palette, of_text) in ALL {
            for (meaning, hue, least) in needs(palette, of_text) {
                let true_color = contrast(hue.rgb, palette.background.rgb);
                assert!(true_color >= least, "{name}: {meaning} has {true_color:.1} of {least}");
                let indexed = contrast(rgb_of_indexed(hue.indexed), rgb_of_indexed(palette.background.indexed));
                assert!(indexed >= least, "{name}, 256 colors: {meaning} has {indexed:.1} of {least}");
            }
        }
    }

    #[test]
    fn text_and_marks_can_be_read_on_a_tint() {
        for (name, palette, of_text) in ALL {
            for (meaning, hue, least) in [("text", palette.text, of_text), ("accent", palette.accent, 3.0)] {
                let true_color = contrast(hue.rgb, palette.hairline.rgb);
                assert!(true_color >= least, "{name}: {meaning} has {true_color:.1} of {least}");
                let indexed = contrast(rgb_of_indexed(hue.indexed), rgb_of_indexed(palette.hairline.indexed));
                assert!(indexed >= least, "{name}, 256 colors: {meaning} has {indexed:.1} of {least}");
            }
        }
    }

    #[test]
    fn every_one_of_the_sixteen_can_be_read_in_xterm_and_on_a_console() {
        for (name, palette, of_text) in ALL {
            let ground = if palette.background.sixteen == Color::Black { 0 } else { 0xff_ffff };
            for (meaning, hue, least) in needs(palette, of_text) {
                for table in [&XTERM, &CONSOLE] {
                    let has = contrast(of_sixteen(hue.sixteen, table, ground), ground);
                    assert!(has >= least, "{name}, 16 colors: {meaning} has {has:.1} of {least}");
                }
            }
        }
    }

    #[test]
    fn the_person_praise_and_problems_differ_from_text_in_every_theme() {
        for (name, palette, _) in ALL {
            for hue in [palette.accent, palette.praise, palette.error] {
                assert_ne!(hue.rgb, palette.text.rgb, "{name}");
                assert_ne!(hue.indexed, palette.text.indexed, "{name}");
                assert_ne!(hue.sixteen, palette.text.sixteen, "{name}");
            }
        }
    }
}
