//! Folds text for searching and comparing: plain letters, lower case.
//!
//! The index and the queries use the same folding, or they would not match.

use std::collections::HashSet;

use deunicode::deunicode_char;

use super::undivided::{Piece, asked, grams, is_undivided, pieces};

/// Folds text for searching and matching: "Łukasz Ærø O’Brien" becomes "lukasz aero o'brien".
///
/// It transliterates letters of other scripts; those without a transliteration stay as they are.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = true;
            continue;
        }
        if c.is_ascii() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            folded.push(c.to_ascii_lowercase());
            gap = false;
            continue;
        }
        let latin = deunicode_char(c);
        let own = c.to_lowercase().to_string();
        let plain = latin.map_or(own, str::to_lowercase);
        // Ideographs and emoji are words of their own with a blank after them; they get one before them too.
        let word = latin.is_some_and(|latin| latin.ends_with(' '));
        for (place, part) in plain.split_whitespace().enumerate() {
            if (gap || word || place > 0) && !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(part);
            gap = false;
        }
        gap |= word;
    }
    folded
}

/// Folds a text that may not be known; None where nothing of it is left.
pub fn fold_known(text: Option<&str>) -> Option<String> {
    text.map(fold).filter(|folded| !folded.is_empty())
}

/// Lists the folded words of a text as the search index splits them: at anything but letters and digits.
pub fn search_words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Prepares a text for the index: its folded words, the joined forms of words with an apostrophe or hyphen inside, and the
/// grams of what is written without blanks.
///
/// "O'Brien" becomes "o brien obrien", "Ji-woo" becomes "ji woo jiwoo", "박지우" becomes "bagjiu 박지우 지우 우".
pub fn search_text(text: &str) -> String {
    let mut words = index_words(text);
    if !is_undivided(text) {
        return words.join(" ");
    }
    let pieces = pieces(text);
    if pieces.iter().any(|piece| matches!(piece, Piece::Undivided(_))) {
        let mut known: HashSet<String> = words.iter().cloned().collect();
        let more = pieces.iter().flat_map(|piece| match piece {
            Piece::Undivided(run) => grams(run).collect(),
            // What stands beside such letters is part of a longer word above.
            Piece::Other(beside) => index_words(beside),
        });
        words.extend(more.filter(|word| known.insert(word.clone())));
    }
    words.join(" ")
}

/// Lists a text's folded words, and the joined forms of those with an apostrophe or hyphen inside.
fn index_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words: Vec<String> = Vec::new();
    for compound in compounds(&folded, |c| is_apostrophe(c) || is_hyphen(c)) {
        if !compound.contains(|c| is_apostrophe(c) || is_hyphen(c)) {
            words.push(compound.to_owned());
            continue;
        }
        let before = words.len();
        for part in compound.split(is_hyphen) {
            words.extend(part.split(is_apostrophe).map(str::to_owned));
            if part.contains(is_apostrophe) {
                words.push(join(part));
            }
        }
        let whole = join(compound);
        if words.iter().skip(before).all(|word| *word != whole) {
            words.push(whole);
        }
    }
    words
}

/// Lists the words of a query; None if it has no word.
///
/// An apostrophe inside a word joins ("o'brien" asks for "obrien"), a hyphen divides. What is written without blanks asks
/// for its grams.
pub fn search_query(text: &str) -> Option<Vec<String>> {
    let words: Vec<String> = pieces(text)
        .iter()
        .flat_map(|piece| match piece {
            Piece::Undivided(run) => asked(run).collect::<Vec<_>>(),
            Piece::Other(text) => compounds(&fold(text), is_apostrophe).map(join).collect(),
        })
        .collect();
    (!words.is_empty()).then_some(words)
}

/// Whether every word begins one of the words by which search finds a text, as [`search_text`] lists them.
pub fn begins_words(text: &str, words: &[String]) -> bool {
    let is_plain = text.bytes().all(|b| b.is_ascii() && !is_apostrophe(b.into()) && !is_hyphen(b.into()));
    if is_plain {
        // Thousands of texts are looked at for a letter that is typed.
        return words.iter().all(|word| begins_plain_word(text.as_bytes(), word.as_bytes()));
    }
    let indexed = search_text(text);
    words.iter().all(|word| indexed.split(' ').any(|one| one.starts_with(word)))
}

/// Whether a folded word begins a word of a text of ASCII.
fn begins_plain_word(text: &[u8], word: &[u8]) -> bool {
    let mut is_inside = false;
    text.iter().enumerate().any(|(at, byte)| {
        let is_first = !is_inside && byte.is_ascii_alphanumeric();
        is_inside = byte.is_ascii_alphanumeric();
        is_first && text.get(at..at + word.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(word))
    })
}

/// Splits folded text into runs of letters and digits; a single `link` inside holds a run together.
fn compounds(folded: &str, link: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let mut end = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((place, c)) = chars.next() {
            let inner = link(c) && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            if !c.is_alphanumeric() && !inner {
                break;
            }
            end = place + c.len_utf8();
        }
        let (compound, after) = rest.split_at_checked(end)?;
        rest = after;
        (!compound.is_empty()).then_some(compound)
    })
}

fn join(compound: &str) -> String {
    compound.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The backtick is the transliteration of ʿayn.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`')
}

fn is_hyphen(c: char) -> bool {
    c == '-'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_fold_to_plain_letters() {
        for (text, folded) in [
            ("Łukasz Ærø O’Brien", "lukasz aero o'brien"),
            ("  José\t\n María ", "jose maria"),
            ("Jose\u{301}", "jose"),
            ("Brandt Kühlung GmbH", "brandt kuhlung gmbh"),
            ("Straße ĐĐ Þór", "strasse dd thor"),
            ("北京ABC公司", "bei jing abc gong si"),
            ("İstanbul", "istanbul"),
            ("Ольга", "ol'ga"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same() {
        assert_eq!(fold("Zoë Åström"), fold("Zoe\u{308} A\u{30A}stro\u{308}m"));
    }

    #[test]
    fn anything_but_letters_and_digits_divides_words() {
        assert_eq!(search_words("O'Brien & Ji-woo (Tel. 42)"), ["o", "brien", "ji", "woo", "tel", "42"]);
        assert!(search_words(" -- ").is_empty());
    }

    #[test]
    fn words_with_an_apostrophe_or_hyphen_are_indexed_joined_too() {
        for (text, indexed) in [
            ("O'Brien", "o brien obrien"),
            ("O’Brien", "o brien obrien"),
            ("Ji-woo Park", "ji woo jiwoo park"),
            ("'quoted' -dash", "quoted dash"),
            ("well--known", "well known"),
            ("O'Brien-Smith", "o brien obrien smith obriensmith"),
            ("Ольга", "ol ga olga"),
            ("박지우", "bagjiu 박지우 지우 우"),
            ("KBS한국", "kbshangug kbs 한국 국"),
            ("", ""),
        ] {
            assert_eq!(search_text(text), indexed);
        }
    }

    #[test]
    fn a_query_joins_at_apostrophes_and_divides_at_hyphens() {
        assert_eq!(search_query("o'brien"), Some(vec!["obrien".to_owned()]));
        assert_eq!(search_query("Ji-woo P"), Some(vec!["ji".to_owned(), "woo".to_owned(), "p".to_owned()]));
        assert_eq!(search_query("\"OR* NEAR("), Some(vec!["or".to_owned(), "near".to_owned()]));
        assert_eq!(search_query(" '-* "), None);
    }

    /// Whether a text is found by a query: every word of the query begins a word of the index.
    fn finds(query: &str, text: &str) -> bool {
        let indexed = search_text(text);
        search_query(query).is_some_and(|words| words.iter().all(|w| indexed.split(' ').any(|t| t.starts_with(w))))
    }

    #[test]
    fn any_part_of_what_is_written_without_blanks_is_found() {
        for (query, text) in [
            ("지우", "박지우"),
            ("우", "박지우"),
            ("bagjiu", "박지우"),
            ("マーケット", "スーパーマーケット株式会社"),
            ("まーけ", "スーパーマーケット"),
            ("ﾏｰｹｯﾄ", "スーパーマーケット"),
            ("タナカ", "山田タナカ"),
            ("ชาย", "นายสมชายใจดี"),
            ("สมชายใจ", "นายสมชายใจดี"),
            ("ວຽງ", "ນະຄອນຫຼວງວຽງຈັນ"),
            ("ភ្នំ", "រាជធានីភ្នំពេញ"),
            ("kbs", "한국KBS"),
            ("한국", "KBS한국"),
        ] {
            assert!(finds(query, text), "{query} in {text}: {}", search_text(text));
        }
        for (query, text) in [("지우", "우지"), ("u", "박지우"), ("jiu", "박지우"), ("마켓", "슈퍼마트")]
        {
            assert!(!finds(query, text), "{query} in {text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_text_is_found_by_itself(text in "(\\PC|['’ -]|[a-z]|[か-ん]|[가-힣]|[ก-๛]){0,30}") {
            let indexed = search_text(&text);
            let indexed: Vec<&str> = indexed.split(' ').collect();
            for word in search_query(&text).unwrap_or_default() {
                prop_assert!(indexed.contains(&word.as_str()), "{} in {:?}", word, indexed);
            }
            for word in search_words(&text) {
                prop_assert!(indexed.contains(&word.as_str()), "{} in {:?}", word, indexed);
            }
        }

        #[test]
        fn a_text_begins_with_the_words_of_its_index(text in "([a-zA-Z0-9]|[ '.,\\t\\n-]|é|ß){0,30}", word in "[a-e0-1]{1,2}") {
            let indexed = search_text(&text);
            let begins = indexed.split(' ').any(|one| one.starts_with(&word));
            prop_assert_eq!(begins_words(&text, std::slice::from_ref(&word)), begins, "{} in {:?}", word, indexed);
        }

        #[test]
        fn folding_never_fails(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert!(!folded.contains("  ") && folded.trim() == folded);
        }
    }
}
