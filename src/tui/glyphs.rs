//! The characters that a terminal's font has.

use ratatui::buffer::Buffer;

/// Which characters the screens may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Any.
    Unicode,
    /// Those of the Linux console, whose font has few beside those of code page 437.
    Console,
}

/// Chooses the characters by the environment: the Linux console is TERM=linux.
pub fn glyphs_of_environment() -> Glyphs {
    match std::env::var("TERM").as_deref() {
        Ok("linux") => Glyphs::Console,
        _ => Glyphs::Unicode,
    }
}

impl Glyphs {
    /// Replaces what the screens draw by the nearest character that the font has, each in its one column. Text of the
    /// user's own stays as it is, but for typographic marks.
    pub(super) fn apply(self, buffer: &mut Buffer) {
        if self == Self::Unicode {
            return;
        }
        for cell in &mut buffer.content {
            if let Some(known) = nearest(cell.symbol()) {
                cell.set_symbol(known);
            }
        }
    }
}

/// Returns the nearest character of the console; None if the font has it, or nothing near it.
fn nearest(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "“" | "”" | "„" => "\"",
        "‘" | "’" => "'",
        "–" | "—" => "-",
        "…" => "»",
        "›" => ">",
        "‹" => "<",
        "×" => "x",
        "≠" => "#",
        "★" => "*",
        "✓" => "√",
        "⏎" => "¶",
        "●" | "▪" => "•",
        "□" => "○",
        "━" => "═",
        "┃" => "│",
        "◆" => "♦",
        "▎" => "▌",
        "▏" => "│",
        "╭" => "┌",
        "╮" => "┐",
        "╰" => "└",
        "╯" => "┘",
        "▔" => "▀",
        "▁" | "▂" => "_",
        "▃" | "▅" => "▄",
        "▆" | "▇" => "█",
        _ => return None,
    })
}
