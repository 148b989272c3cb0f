//! What people type or bring in a file: yes or no, an address out of a link, and how a message quotes it.

/// Reads yes or no as people and exports write it; None for anything else, also for an empty text.
pub fn read_yes_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "x" | "on" | "*" | "★" | "✓" | "ja" | "si" | "sí" | "oui" => Some(true),
        "0" | "false" | "f" | "no" | "n" | "off" | "-" | "nein" | "non" => Some(false),
        _ => None,
    }
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

/// Shortens a text for a message: one line of at most `chars` characters, with "…" where something is left out.
pub fn shorten(text: &str, chars: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
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

    #[test]
    fn yes_and_no_are_read_in_the_spellings_of_exports() {
        for (text, read) in [
            ("Yes", Some(true)),
            ("✓", Some(true)),
            ("NEIN", Some(false)),
            ("-", Some(false)),
            ("perhaps", None),
            ("", None),
        ] {
            assert_eq!(read_yes_no(text), read, "{text}");
        }
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
