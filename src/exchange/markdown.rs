//! Writes text so that Markdown shows it as it stands.

use crate::text::clean_lines;

/// Escapes one line.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // "1." or "-" would begin a list.
    let digits = text.trim_start().bytes().take_while(u8::is_ascii_digit).count();
    let after = text.trim_start().get(digits..).unwrap_or_default();
    let begins_list = if digits > 0 { after.starts_with(['.', ')']) } else { after.starts_with(['-', '+', '=']) };
    let list_mark = text.len() - text.trim_start().len() + digits;
    for (at, c) in text.char_indices() {
        if begins_list && at == list_mark {
            out.push('\\');
        }
        let marks = matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~');
        if marks || c == '&' && is_entity(text.get(at..).unwrap_or_default()) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether a text begins with what would be read as one character: "&copy;" or "&#169;".
fn is_entity(text: &str) -> bool {
    let name = text.get(1..).and_then(|rest| rest.split_once(';')).map(|(name, _)| name);
    name.is_some_and(|name| {
        let name = name.strip_prefix('#').unwrap_or(name);
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// Escapes text of several lines, each of which stays a line; `indent` stands before all but the first. What steers or hides
/// is shown, as everywhere.
pub fn escaped_lines(text: &str, indent: &str) -> String {
    let cleaned = clean_lines(text);
    let lines: Vec<String> = cleaned.lines().map(|line| escaped(line.trim())).filter(|l| !l.is_empty()).collect();
    lines.join(&format!("\\\n{indent}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_said_becomes_a_mark() {
        for (text, written) in [
            ("# 1 on our list", "\\# 1 on our list"),
            ("- and so on", "\\- and so on"),
            ("+ more", "\\+ more"),
            ("1. the best", "1\\. the best"),
            ("12) twelve", "12\\) twelve"),
            ("12 twelve", "12 twelve"),
            ("=====", "\\====="),
            ("a | b", "a \\| b"),
            ("<b>so</b>", "\\<b\\>so\\</b\\>"),
            ("`code` *so* _so_ ~so~", "\\`code\\` \\*so\\* \\_so\\_ \\~so\\~"),
            ("[x](http://y)", "\\[x\\](http://y)"),
            ("R&D, AT&T; &copy; &#169; &", "R&D, AT\\&T; \\&copy; \\&#169; &".replace("#", "\\#").as_str()),
            ("C:\\temp", "C:\\\\temp"),
        ] {
            assert_eq!(escaped(text), written, "{text}");
        }
    }

    #[test]
    fn lines_stay_lines_and_what_hides_is_shown() {
        assert_eq!(escaped_lines("one\n  # two\n\u{202e}three", "  "), "one\\\n  \\# two\\\n  ‹U+202E›three");
    }
}
