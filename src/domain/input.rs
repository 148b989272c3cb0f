//! What people type or bring in a file: yes or no, whether to call, an address out of a link, and how a message quotes it.

/// Yes, in lower case: signs, the words of the languages that exports come in, and what a spreadsheet shows for TRUE there.
const YES: &[&str] = &[
    "1",
    "true",
    "t",
    "yes",
    "y",
    "x",
    "on",
    "*",
    "★",
    "✓",
    "✔",
    "☑",
    "☒",
    "✅",
    "checked",
    "ja",
    "j",
    "wahr",
    "si",
    "sí",
    "sì",
    "s",
    "oui",
    "o",
    "vrai",
    "vero",
    "verdadero",
    "verdadeiro",
    "sim",
    "waar",
    "はい",
    "真",
    "○",
    "〇",
];
/// No, in the same way.
const NO: &[&str] = &[
    "0",
    "false",
    "f",
    "no",
    "n",
    "off",
    "-",
    "☐",
    "unchecked",
    "nein",
    "falsch",
    "non",
    "faux",
    "falso",
    "não",
    "nao",
    "nee",
    "onwaar",
    "いいえ",
    "偽",
];

/// Reads yes or no as people and exports write it; None for anything else, also for an empty text.
pub fn read_yes_no(text: &str) -> Option<bool> {
    // Emoji may ask to be shown as text or as a picture.
    let word = text.trim_end_matches(['\u{fe0e}', '\u{fe0f}']).to_lowercase();
    let is = |words: &[&str]| words.contains(&word.as_str());
    if is(YES) { Some(true) } else { is(NO).then_some(false) }
}

/// What stands for "may be called", beside a no.
const MAY_BE_CALLED: &[&str] =
    &["none", "null", "nan", "na", "n/a", "ok", "opted in", "opt in", "allowed", "may be called", "call", "ok to call"];
/// What stands for "not to be called", beside a yes.
const NOT_TO_BE_CALLED: &[&str] = &[
    "dnc",
    "do not call",
    "don't call",
    "don’t call",
    "donotcall",
    "not to be called",
    "opted out",
    "opt out",
    "optout",
    "unsubscribed",
    "blocked",
    "nicht anrufen",
    "ne pas appeler",
    "no llamar",
    "não ligar",
    "nao ligar",
    "non chiamare",
    "niet bellen",
    "電話不可",
];

/// Reads whether somebody is not to be called, of a text that says so or not; None where it can't be told.
pub fn read_do_not_call(text: &str) -> Option<bool> {
    let dashes = |c: char| matches!(c, '-' | '–' | '—' | '_' | '.');
    let words = text.to_lowercase().replace(['-', '_'], " ");
    let is = |known: &[&str]| known.contains(&words.trim());
    if text.chars().all(dashes) || is(MAY_BE_CALLED) {
        return Some(false);
    }
    if is(NOT_TO_BE_CALLED) { Some(true) } else { read_yes_no(text) }
}

/// Takes what makes a link of a mailbox off: `mailto:ana@porto.example?subject=Hello`.
pub fn without_mailto(text: &str) -> &str {
    const SCHEME: &str = "mailto:";
    let is_link = text.get(..SCHEME.len()).is_some_and(|start| start.eq_ignore_ascii_case(SCHEME));
    let address = text.get(SCHEME.len()..).filter(|_| is_link);
    address.map_or(text, |address| address.split('?').next().unwrap_or(address).trim())
}

/// Writes words as the beginning of a line.
pub fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Writes a text on one line: a blank stands for all that are in a row, and for line breaks.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shortens a text for a message: one line of at most `chars` characters, with "…" where something is left out.
pub fn shorten(text: &str, chars: usize) -> String {
    let text = one_line(text);
    if text.chars().count() <= chars {
        return text;
    }
    let mut short: String = text.chars().take(chars.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads each of these texts, which say yes, no or neither.
    fn reads(read: impl Fn(&str) -> Option<bool>, [yes, no, neither]: [&[&str]; 3]) {
        for (texts, answer) in [(yes, Some(true)), (no, Some(false)), (neither, None)] {
            for text in texts {
                assert_eq!(read(text), answer, "{text}");
            }
        }
    }

    #[test]
    fn yes_and_no_are_read_in_the_spellings_of_exports() {
        let yes: Vec<&str> =
            "Yes ✓ WAHR VRAI VERO VERDADERO VERDADEIRO WAAR J S O SÌ はい ✔\u{fe0f}".split(' ').collect();
        let no = ["NEIN", "-", "FALSCH", "FAUX", "FALSO", "ONWAAR", "Não"];
        reads(read_yes_no, [&yes, &no, &["perhaps", ""]]);
    }

    #[test]
    fn whom_not_to_call_is_read_in_the_words_of_exports() {
        let never = ["DNC", "Do not call", "Opted-out", "checked", "WAHR"];
        let may = ["", "--", "N/A", "opt_in", "unchecked", "nein"];
        reads(read_do_not_call, [&never, &may, &["maybe", "2026-03-01"]]);
    }

    #[test]
    fn a_link_to_a_mailbox_is_the_mailbox() {
        for (text, mailbox) in [
            ("mailto:ana@porto.example", "ana@porto.example"),
            ("MAILTO: ana@porto.example?subject=Hello", "ana@porto.example"),
            ("ana@porto.example", "ana@porto.example"),
            ("what?", "what?"),
            ("", ""),
        ] {
            assert_eq!(without_mailto(text), mailbox);
        }
    }

    #[test]
    fn a_quoted_text_is_one_short_line() {
        assert_eq!(shorten(" two\n lines ", 20), "two lines");
        assert_eq!(shorten("ninety-nine", 6), "ninet…");
        assert_eq!(shorten("ninety", 6), "ninety");
    }
}
