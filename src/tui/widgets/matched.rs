//! Where the words that somebody looked for stand in a text.

use std::ops::Range;

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use crate::text::{is_undivided, search_text, wrap};
use crate::tui::screen::DrawContext;

/// Finds the places in a text that begin as one of the folded words does: the letters that they have in common.
pub(in crate::tui) fn places(text: &str, words: &[String]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let begins = c.is_alphanumeric()
            && (!before.is_some_and(char::is_alphanumeric)
                || !c.is_ascii() && (is_ideograph(c) || is_undivided(c.encode_utf8(&mut [0; 4]))));
        before = Some(c);
        if !begins || places.last().is_some_and(|last| last.end > at) {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let ends = words.iter().filter_map(|word| end_of(word, rest));
        places.extend(ends.max().map(|end| at..at + end));
    }
    places
}

/// Whether folding makes a word of its own of a character.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// Returns how many bytes of a text stand for a folded word; None where it does not begin so.
fn end_of(word: &str, text: &str) -> Option<usize> {
    let letters = text.char_indices().map(|(at, c)| at + c.len_utf8());
    for end in letters.take(word.chars().count() * 2 + 2) {
        let begun = text.get(..end)?;
        let folded = search_text(begun);
        // Behind the parts of "O’Brien" stands the whole of it.
        let folded = match begun.contains(['\'', '’', 'ʼ']) {
            true => folded.split(' ').max_by_key(|part| part.len()),
            false => folded.split(' ').next(),
        };
        let folded = folded.unwrap_or_default();
        if folded.len() >= word.len() {
            return folded.starts_with(word).then_some(end);
        }
        if !word.starts_with(folded) {
            return None;
        }
    }
    None
}

/// Draws a text with the words that were looked for standing out of it.
pub(in crate::tui) fn emphasized(
    text: &str,
    words: &[String],
    style: Style,
    cx: &DrawContext<'_>,
) -> Vec<Span<'static>> {
    let found = style.patch(cx.theme.accent).add_modifier(Modifier::UNDERLINED);
    let mut spans = Vec::new();
    let mut from = 0;
    let mut part = |range: Range<usize>, style| {
        if let Some(part) = text.get(range).filter(|part| !part.is_empty()) {
            spans.push(Span::styled(part.to_string(), style));
        }
    };
    for Range { start, end } in places(text, words) {
        part(from..start, style);
        part(start..end, found);
        from = end;
    }
    part(from..text.len(), style);
    spans
}

/// Wraps a text into at most `most` lines with the first of the words in sight; "…" stands for what is left out.
pub(in crate::tui) fn lines_around(text: &str, words: &[String], columns: usize, most: usize) -> Vec<String> {
    let whole = wrap(text, columns.max(1));
    if whole.len() <= most {
        return whole;
    }
    // The two signs need columns of their own.
    let lines = wrap(text, columns.saturating_sub(4).max(1));
    let there = lines.iter().position(|line| !places(line, words).is_empty()).unwrap_or(0);
    let from = (there + 1).saturating_sub(most);
    let (first, last) = (from, (from + most).min(lines.len()));
    let shown = lines.iter().enumerate().skip(from).take(most).map(|(at, line)| {
        let before = if at == first && at > 0 { "… " } else { "" };
        let behind = if at + 1 == last && last < lines.len() { " …" } else { "" };
        format!("{before}{line}{behind}")
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::search_query;

    fn found(text: &str, typed: &str) -> Vec<String> {
        let words = search_query(typed).unwrap_or_default();
        places(text, &words).into_iter().map(|place| text.get(place).unwrap().to_string()).collect()
    }

    #[test]
    fn what_was_typed_is_found_however_it_is_written() {
        for (text, typed, expected) in [
            ("When the line went down, she stayed on the Line", "line", vec!["line", "Line"]),
            ("Łukasz Wiśniewski, Żuraw Części", "luk czes", vec!["Łuk", "Częś"]),
            ("Siobhán O’Brien", "o'br", vec!["O’Br"]),
            ("Brandt Kühlung", "kuhl", vec!["Kühl"]),
            ("unbeaten", "beat", vec![]),
            ("a co-operative of bakers", "oper", vec!["oper"]),
            ("", "x", vec![]),
        ] {
            assert_eq!(found(text, typed), expected, "{typed} in {text}");
        }
        assert!(!found("佐藤水産株式会社", "水産").is_empty());
    }

    #[test]
    fn the_word_that_was_looked_for_is_in_sight() {
        let said = "You are the only vendor who calls when nothing at all is wrong with Łukasz's doors";
        let words = |typed: &str| search_query(typed).unwrap();
        assert_eq!(lines_around(said, &words("lukas"), 24, 2), ["… is wrong with", "Łukasz's doors"]);
        assert_eq!(lines_around(said, &words("vendor"), 24, 2), ["You are the only", "vendor who calls …"]);
        assert_eq!(lines_around(said, &words("missing"), 90, 2), [said]);
    }
}
