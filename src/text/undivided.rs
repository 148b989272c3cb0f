//! Searching scripts that put no blanks between words: kana, Hangul, Thai and others.
//!
//! A run of such letters is indexed in its own script as overlapping grams of three letters, one from each letter on, so
//! that any part of it is found: 박지우 as 박지우, 지우 and 우. A query of up to three letters asks for a gram that begins
//! so, a longer one for each of its grams. Ideographs need none of this: each is a word of its own.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// Letters in a gram; a letter is what a reader takes for one, its marks included.
const GRAM: usize = 3;
/// The most grams to ask for of one run, so that a pasted page makes no endless question.
const ASKED: usize = 24;

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Letters of a script without blanks, in one spelling.
    Undivided(Vec<String>),
    /// Anything else.
    Other(&'t str),
}

/// Whether a text has letters of a script without blanks.
pub fn is_undivided(text: &str) -> bool {
    // Most texts are told by their bytes alone: these scripts begin at U+0E00.
    text.bytes().any(|b| b >= 0xE0) && text.chars().any(is_undivided_letter)
}

/// Divides a text into runs of such letters and what stands between them.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    if !is_undivided(text) {
        return vec![Piece::Other(text)];
    }
    let mut pieces = Vec::new();
    let mut run = Vec::new();
    let mut other = 0..0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let end = at + grapheme.len();
        if grapheme.starts_with(is_undivided_letter) {
            pieces.extend(other_piece(text, std::mem::take(&mut other)));
            run.push(one_spelling(grapheme));
        } else if run.is_empty() || !grapheme.chars().all(is_unseen) {
            pieces.extend(run_piece(&mut run));
            other = if other.is_empty() { at..end } else { other.start..end };
        }
    }
    pieces.extend(run_piece(&mut run));
    pieces.extend(other_piece(text, other));
    pieces
}

fn run_piece<'t>(run: &mut Vec<String>) -> Option<Piece<'t>> {
    (!run.is_empty()).then(|| Piece::Undivided(std::mem::take(run)))
}

fn other_piece(text: &str, place: Range<usize>) -> Option<Piece<'_>> {
    text.get(place).filter(|other| !other.is_empty()).map(Piece::Other)
}

/// Lists the grams of a run for the index.
pub(super) fn grams(run: &[String]) -> impl Iterator<Item = String> {
    (0..run.len()).filter_map(|at| Some(run.get(at..run.len().min(at + GRAM))?.concat()))
}

/// Lists the grams to ask the index for, to find a run.
pub(super) fn asked(run: &[String]) -> impl Iterator<Item = String> {
    let last = run.len().saturating_sub(GRAM);
    grams(run).take((last + 1).min(ASKED))
}

/// Whether a letter belongs to a script that is written without blanks, or, as Hangul is, with several words in a run.
fn is_undivided_letter(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0FFF}'      // Thai, Lao, Tibetan
        | '\u{1000}'..='\u{109F}'    // Myanmar
        | '\u{1100}'..='\u{11FF}'    // Hangul, by its parts
        | '\u{1780}'..='\u{17FF}'    // Khmer
        | '\u{1950}'..='\u{19DF}'    // Tai Le, New Tai Lue
        | '\u{1A20}'..='\u{1AAF}'    // Tai Tham
        | '\u{1B00}'..='\u{1B7F}'    // Balinese
        | '\u{3041}'..='\u{318F}'    // kana, Bopomofo, Hangul by its letters
        | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{A960}'..='\u{A97F}'
        | '\u{A980}'..='\u{A9FF}'    // Javanese, more Myanmar
        | '\u{AA60}'..='\u{AADF}'    // more Myanmar, Tai Viet
        | '\u{AC00}'..='\u{D7FF}'    // Hangul by its syllables
        | '\u{FF66}'..='\u{FF9D}'    // kana of half the width
    ) && c.is_alphabetic()
}

/// Whether a character takes no place, so that it divides nothing: Thai and Khmer are often typed with them between words.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// The kana of half the width, from U+FF66 on, in full width.
const HALF_WIDTH: &str =
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

/// Spells a letter in one way: hiragana as katakana, half width as full width, and its parts as one character.
fn one_spelling(grapheme: &str) -> String {
    let mut spelled = String::with_capacity(grapheme.len());
    for c in grapheme.chars() {
        let c = match c {
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
            '\u{FF66}'..='\u{FF9D}' => HALF_WIDTH.chars().nth(c as usize - 0xFF66).unwrap_or(c),
            _ => c,
        };
        match spelled.chars().last().and_then(|before| joined(before, c)) {
            Some(one) => {
                spelled.pop();
                spelled.push(one);
            }
            None => spelled.push(c),
        }
    }
    spelled
}

/// Joins a letter with a part that follows it: a voicing mark of kana, a vowel or an end of a Hangul syllable.
fn joined(before: char, part: char) -> Option<char> {
    let one = match (before, part) {
        ('ウ', '\u{3099}' | '\u{309B}' | '\u{FF9E}') => 'ヴ' as u32,
        ('カ'..='ト' | 'ハ'..='ホ', '\u{3099}' | '\u{309B}' | '\u{FF9E}') => before as u32 + 1,
        ('ハ'..='ホ', '\u{309A}' | '\u{309C}' | '\u{FF9F}') => before as u32 + 2,
        ('\u{1100}'..='\u{1112}', '\u{1161}'..='\u{1175}') => {
            0xAC00 + ((before as u32 - 0x1100) * 21 + (part as u32 - 0x1161)) * 28
        }
        ('\u{AC00}'..='\u{D7A3}', '\u{11A8}'..='\u{11C2}') if (before as u32 - 0xAC00).is_multiple_of(28) => {
            before as u32 + (part as u32 - 0x11A7)
        }
        _ => return None,
    };
    char::from_u32(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Vec<String> {
        match pieces(text).pop() {
            Some(Piece::Undivided(run)) => run,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_run_is_indexed_from_each_of_its_letters_on() {
        assert_eq!(grams(&run("박지우")).collect::<Vec<_>>(), ["박지우", "지우", "우"]);
        assert_eq!(grams(&run("สมชาย")).collect::<Vec<_>>(), ["สมช", "มชา", "ชาย", "าย", "ย"]);
    }

    #[test]
    fn a_long_query_asks_for_every_gram_and_a_short_one_for_its_beginning() {
        assert_eq!(asked(&run("지우")).collect::<Vec<_>>(), ["지우"]);
        assert_eq!(asked(&run("マーケット")).collect::<Vec<_>>(), ["マーケ", "ーケッ", "ケット"]);
        assert_eq!(asked(&run(&"か".repeat(500))).count(), ASKED);
    }

    #[test]
    fn letters_are_spelled_in_one_way() {
        for (written, one) in [
            ("たなか", "タナカ"),
            ("ﾀﾅｶ", "タナカ"),
            ("ｶﾞｰﾃﾞﾝ", "ガーデン"),
            ("か\u{3099}ぱ", "ガパ"),
            ("ハ\u{309A}ン", "パン"),
            ("\u{110C}\u{1175}\u{110B}\u{116E}", "지우"),
            ("\u{1107}\u{1161}\u{11A8}", "박"),
            ("ส\u{200B}วย", "สวย"),
        ] {
            assert_eq!(run(written).concat(), one, "{written}");
        }
    }

    #[test]
    fn the_rest_of_a_text_stays_as_it_is() {
        assert_eq!(pieces("Ana Ribeiro"), [Piece::Other("Ana Ribeiro")]);
        assert_eq!(
            pieces("KBS한국 2"),
            [Piece::Other("KBS"), Piece::Undivided(vec!["한".into(), "국".into()]), Piece::Other(" 2")]
        );
        assert_eq!(pieces("北京"), [Piece::Other("北京")]);
        assert_eq!(pieces("๑๒"), [Piece::Other("๑๒")], "digits of any script are digits");
    }
}
