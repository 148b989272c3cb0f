//! Makes text from outside visible and harmless, for drawing, printing and logging.
//!
//! It cleans each grapheme by itself, so the cleaned parts of a text are the parts of the cleaned text.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::{ELLIPSIS, grapheme_width};

/// How many combining marks a grapheme keeps; Tibetan and Hebrew with cantillation need fewer.
pub(super) const MARKS: usize = 8;
/// How many characters a grapheme keeps; a kiss with two skin tones has ten.
const CHARACTERS: usize = 24;

const JOINER: char = '\u{200D}';
const NON_JOINER: char = '\u{200C}';

/// Makes a text one harmless line that shows what would steer the terminal or hide.
///
/// ESC becomes "␛" and the other C0 controls their pictures, a line feed "␊", a tab a blank; C1 controls, bidirectional
/// and zero-width characters, separators, private use and unassigned characters become "‹U+202E›". Joiners and
/// variation selectors stay if a script or an emoji needs them. "…" replaces the rest of a pile of combining marks.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 16);
    for grapheme in text.graphemes(true) {
        push_clean(grapheme, &mut cleaned);
    }
    if cleaned == text { Cow::Borrowed(text) } else { Cow::Owned(cleaned) }
}

/// Makes a text harmless like [`clean`], but keeps its lines; CRLF becomes LF.
pub fn clean_lines(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for grapheme in text.graphemes(true) {
        match grapheme {
            "\n" | "\r\n" => cleaned.push('\n'),
            _ => push_clean(grapheme, &mut cleaned),
        }
    }
    cleaned
}

/// Makes a text harmless like [`clean_lines`], but keeps its tabs, for files.
pub fn clean_tabbed(text: &str) -> String {
    text.split('\t').map(clean_lines).collect::<Vec<_>>().join("\t")
}

/// Measures the columns of a grapheme once cleaned.
pub fn shown_width(grapheme: &str) -> usize {
    if is_plain(grapheme) { grapheme.len() } else { super::width(&clean(grapheme)) }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

fn push_clean(grapheme: &str, out: &mut String) {
    let mut chars = grapheme.chars();
    let Some(first) = chars.next() else { return };
    match first {
        '\t' => return out.push(' '),
        '\n' => return out.push('␊'),
        '\r' if grapheme.len() > 1 => return out.push('␊'),
        '\u{7F}' => return out.push('␡'),
        '\0'..='\u{1F}' => {
            return out.push(char::from_u32(0x2400 + u32::from(first)).unwrap_or('�'));
        }
        ' '..='~' if grapheme.len() == 1 => return out.push(first),
        _ => {}
    }
    let (whole, grapheme) = (grapheme, bounded(grapheme));
    let flag = is_subdivision_flag(grapheme);
    let (mut before, mut base) = (None, first);
    let mut chars = grapheme.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let extending = at > 0 && extends(c);
        let seen = match c {
            '\u{E0020}'..='\u{E007F}' => flag,
            _ => is_harmless(c, before, base, next),
        };
        // ratatui skips what has no width: a lone mark gets a circle to stand on, anything else shows its number.
        let lone = (at == 0 || encloses(c)) && grapheme_width(grapheme.get(at..).unwrap_or_default()) == 0
            || at == 0 && extends(c) && grapheme_width(c.encode_utf8(&mut [0; 4])) == 0;
        let shown = !seen || lone && !extends(c);
        if shown {
            show(c, out);
        } else {
            out.extend(lone.then_some('◌'));
            out.push(c);
        }
        // The next character is judged by what precedes it now.
        let standing = if shown { '›' } else { c };
        if shown || !extending && !('\u{1F3FB}'..='\u{1F3FF}').contains(&c) {
            base = standing;
        }
        before = Some(standing);
    }
    if grapheme.len() < whole.len() {
        out.push_str(ELLIPSIS);
    }
}

/// Cuts a grapheme before the first character that is one too many, so that later steps see only what stays.
///
/// It counts as if the text before it ended in something shown: then a first mark is the second character, and signs
/// written around the next character count separately.
fn bounded(grapheme: &str) -> &str {
    if grapheme.chars().count() <= MARKS {
        return grapheme;
    }
    let flag = is_subdivision_flag(grapheme);
    let (mut signs, mut marks, mut characters) = (0, 0, 0);
    for (at, c) in grapheme.char_indices() {
        if characters == 0 && encloses(c) {
            signs += 1;
        } else {
            characters += if at == 0 && extends(c) { 2 } else { 1 };
        }
        // A mark with nothing to stand on counts as well: it gets a circle and is one of its marks.
        marks += usize::from(extends(c) && !is_variation(c) && c != JOINER && !flag || is_jamo_tail(c));
        if signs > MARKS || marks > MARKS || characters > CHARACTERS {
            return grapheme.get(..at).unwrap_or_default().trim_end_matches(JOINER);
        }
    }
    grapheme
}

fn show(c: char, out: &mut String) {
    out.push_str(&format!("‹U+{:04X}›", u32::from(c)));
}

/// Whether a character may be drawn as it is, given its neighbors in the grapheme.
fn is_harmless(c: char, before: Option<char>, base: char, next: Option<char>) -> bool {
    match c {
        JOINER => {
            let joined = |next| is_emoji(next) && is_printable(next);
            before.is_some_and(needs_joiners) || is_emoji(base) && before.is_some() && next.is_some_and(joined)
        }
        NON_JOINER => before.is_some_and(needs_joiners),
        '\u{FE0E}' | '\u{FE0F}' => before.is_some_and(|before| {
            is_emoji(before) || next == Some('\u{20E3}') && matches!(before, '0'..='9' | '#' | '*')
        }),
        '\u{FE00}'..='\u{FE0D}' => before.is_some_and(|before| is_han(before) || has_variants(before)),
        '\u{E0100}'..='\u{E01EF}' => before.is_some_and(is_han),
        '\u{180B}'..='\u{180F}' => before.is_some_and(|before| matches!(before, '\u{1820}'..='\u{18AA}')),
        // The fillers of Hangul replace one part of a syllable, next to another.
        '\u{115F}' => next.is_some_and(|next| matches!(next, '\u{1161}'..='\u{11A7}')),
        '\u{1160}' => before.is_some_and(|before| matches!(before, '\u{1100}'..='\u{115E}' | '\u{A960}'..='\u{A97C}')),
        // A vowel or final continues a syllable.
        _ if is_jamo_tail(c) => before.is_some_and(is_hangul) && is_printable(c),
        // Invisible fillers and joiners.
        '\u{034F}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FFA0}' => false,
        '\u{2028}' | '\u{2029}' => false,
        // Number signs and the like, written around the next characters.
        '\u{600}'..='\u{605}'
        | '\u{6DD}'
        | '\u{70F}'
        | '\u{890}'
        | '\u{891}'
        | '\u{8E2}'
        | '\u{110BD}'
        | '\u{110CD}' => true,
        _ if c.is_whitespace() => !c.is_control(),
        _ => is_printable(c) || extends(c),
    }
}

/// Whether a character may stay as it is next to any other.
pub(super) fn stands_alone(c: char) -> bool {
    !matches!(c, JOINER | NON_JOINER | '\u{115F}' | '\u{E0000}'..='\u{E0FFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180F}')
        && (is_harmless(c, None, ' ', None) || c != '\u{1160}' && is_jamo_tail(c) && is_printable(c))
}

/// Whether a character is a mark drawn over the one before it.
pub(super) fn is_mark(c: char) -> bool {
    !is_printable(c) && extends(c)
}

/// Whether a character is assigned and visible.
///
/// The standard library has that table for `{:?}`: it escapes controls, format characters, separators, private and
/// unassigned characters (and combining marks, which the caller knows).
fn is_printable(c: char) -> bool {
    c.escape_debug().len() == 1 || matches!(c, '"' | '\'' | '\\')
}

/// Whether a character joins the grapheme before it: combining and spacing marks, joiners, selectors.
fn extends(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let pair: String = ['a', c].into_iter().collect();
    pair.graphemes(true).count() == 1
}

/// Whether a character joins the grapheme after it: number signs and the like.
fn encloses(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let pair: String = [c, 'a'].into_iter().collect();
    pair.graphemes(true).count() == 1
}

fn is_variation(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{1F3FB}'..='\u{1F3FF}')
}

/// Vowels and finals of Hangul written in parts.
fn is_jamo_tail(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FB}')
}

/// Syllables of Hangul, and the parts of such syllables.
fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{A960}'..='\u{A97C}' | '\u{AC00}'..='\u{D7A3}' | '\u{D7B0}'..='\u{D7FB}')
}

fn is_emoji(c: char) -> bool {
    let likely = matches!(c, '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2190}'..='\u{21FF}'
        | '\u{2300}'..='\u{23FF}' | '\u{24C2}' | '\u{25A0}'..='\u{27BF}' | '\u{2934}' | '\u{2935}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' | '\u{1F000}'..='\u{1FAFF}');
    // unicode-width knows which of these have an emoji form: it is two columns wide.
    likely && grapheme_width(&[c, '\u{FE0F}'].into_iter().collect::<String>()) == 2
}

/// The flags of England, Scotland, Wales and other subdivisions: a black flag, a few tags, the end mark.
fn is_subdivision_flag(grapheme: &str) -> bool {
    let Some(tags) = grapheme.strip_prefix('\u{1F3F4}').and_then(|rest| rest.strip_suffix('\u{E007F}')) else {
        return false;
    };
    (3..=6).contains(&tags.chars().count())
        && tags.chars().all(|c| matches!(c, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}'))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}')
}

/// Blocks with standardized variants: Myanmar's dotted letters, mathematical operators.
fn has_variants(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{109F}' | '\u{2200}'..='\u{22FF}' | '\u{2A00}'..='\u{2AFF}' | '\u{A840}'..='\u{A877}')
}

/// Letters and marks of scripts that spell with joiners: Arabic, the Indic scripts, Khmer, Mongolian and their kin.
fn needs_joiners(c: char) -> bool {
    let script = matches!(c, '\u{600}'..='\u{77F}' | '\u{7C0}'..='\u{7FF}' | '\u{840}'..='\u{DFF}' | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{18AF}' | '\u{1A20}'..='\u{1AAF}' | '\u{1B00}'..='\u{1BFF}' | '\u{2D30}'..='\u{2D7F}'
        | '\u{A840}'..='\u{A8FF}' | '\u{A980}'..='\u{AA7F}' | '\u{ABC0}'..='\u{ABFF}' | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFC}' | '\u{11000}'..='\u{11FFF}' | '\u{1E900}'..='\u{1E95F}');
    script && (c.is_alphabetic() || extends(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::width;

    #[test]
    fn what_steers_a_terminal_is_shown_instead() {
        for (text, shown) in [
            ("plain text, with 'quotes' and \\", "plain text, with 'quotes' and \\"),
            ("\u{1b}[2J\u{7}", "␛[2J␇"),
            ("a\0b\u{7f}", "a␀b␡"),
            ("a\u{9b}31m\u{85}", "a‹U+009B›31m‹U+0085›"),
            ("one\ttab", "one tab"),
            ("one\ntwo\r\nthree\rfour", "one␊two␊three␍four"),
            ("a\u{2028}b\u{2029}c", "a‹U+2028›b‹U+2029›c"),
        ] {
            assert_eq!(clean(text), shown);
        }
    }

    #[test]
    fn what_hides_or_turns_text_around_is_shown_instead() {
        for (text, shown) in [
            ("invoice\u{202E}fdp.exe", "invoice‹U+202E›fdp.exe"),
            ("\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}", "‹U+2066›‹U+2069›‹U+200E›‹U+200F›‹U+061C›"),
            ("a\u{200B}b\u{2060}c\u{FEFF}d\u{AD}", "a‹U+200B›b‹U+2060›c‹U+FEFF›d‹U+00AD›"),
            ("pay\u{200D}pal\u{200C}s\u{FE0F}", "pay‹U+200D›pal‹U+200C›s‹U+FE0F›"),
            ("hi\u{E0068}\u{E0069}", "hi‹U+E0068›‹U+E0069›"),
            ("\u{3164}\u{FFA0}\u{1160}", "‹U+3164›‹U+FFA0›‹U+1160›"),
            ("\u{E000}\u{F0000}\u{FFFF}\u{378}\u{10FFFF}", "‹U+E000›‹U+F0000›‹U+FFFF›‹U+0378›‹U+10FFFF›"),
        ] {
            assert_eq!(clean(text), shown);
        }
    }

    #[test]
    fn names_and_emoji_of_all_scripts_stay_as_they_are() {
        for text in [
            "Łukasz Ærø O’Brien",
            "Jose\u{301}",
            "山田太郎、葛\u{E0100}城さん",
            "박지우 각",
            "علی‌رضا می‌خواهم",
            "क्‍ष श्री",
            "ශ්‍රී ලංකා",
            "שָׁלוֹם",
            "สวัสดี",
            "ngày\u{A0}mai",
            "👨‍👩‍👧‍👦 ❤️ ☎︎ 1️⃣ 🏳️‍🌈 🧑🏽‍🚀 👁️‍🗨️",
            "👩🏽‍❤️‍💋‍👨🏽",
            "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} 🇵🇹",
            "½ € “quoted” – … ﾊﾟ",
        ] {
            assert_eq!(clean(text), text);
            assert!(matches!(clean(text), Cow::Borrowed(_)), "{text} was copied");
        }
    }

    #[test]
    fn a_pile_of_marks_is_cut_visibly() {
        let pile = format!("Z{}algo", "\u{301}".repeat(40));
        assert_eq!(clean(&pile), format!("Z{}…algo", "\u{301}".repeat(8)));
    }

    #[test]
    fn an_endless_family_is_cut_visibly() {
        let family = "👩‍".repeat(1000);
        assert!(clean(&family).chars().count() <= 25);
    }

    #[test]
    fn a_syllable_holds_no_parts_behind_what_is_shown() {
        assert_eq!(clean("가\u{1160}\u{1161}"), "가‹U+1160›‹U+1161›");
        assert_eq!(clean("\u{115F}\u{115F}\u{1161}"), "‹U+115F›\u{115F}\u{1161}");
    }

    #[test]
    fn what_is_cut_leaves_nothing_that_needs_what_is_gone() {
        for text in [
            "👩‍".repeat(20),
            format!("{}\u{115F}\u{1161}", "\u{1100}".repeat(23)),
            format!("\u{301}{}", "\u{1F3FB}".repeat(23)),
            format!("\u{1b}\u{903}{}", "\u{1F3FB}".repeat(23)),
            format!("{}\n", "\u{600}".repeat(24)),
            "\u{70F}\u{70F}\u{1161}".into(),
            "👩\u{200D}\u{1F7DA}".into(),
        ] {
            let cleaned = clean(&text);
            assert_eq!(clean(&cleaned), cleaned, "{text:?}");
        }
    }

    #[test]
    fn a_mark_without_a_letter_gets_something_to_stand_on() {
        assert_eq!(clean("\u{301}x"), "◌\u{301}x");
        assert_eq!(clean("\u{1b}\u{301}"), "␛◌\u{301}");
    }

    #[test]
    fn lines_stay_lines_if_asked() {
        assert_eq!(clean_lines("one\r\ntwo\n\u{1b}three\tx\n"), "one\ntwo\n␛three x\n");
    }

    /// Characters that join, hide, pile up or need one another, among any others.
    const ODD: &str = "[\\u{200B}-\\u{206F}\\u{300}-\\u{310}\\u{1F468}\\u{1F3FB}\\u{FE00}-\\u{FE0F}\\u{E0020}-\\u{E007F}a1\\n\\u{1b}\
        \\u{20E3}\\u{915}\\u{903}\\u{94D}\\u{600}\\u{70F}\\u{D4E}\\u{1100}\\u{115F}-\\u{1162}\\u{11A8}\\u{AC00}\\u{AC01}\\u{3164}\\u{FF9E}\\u{1F1F5}\\u{1F3F4}\\u{1F7DA}]";

    fn odd_text() -> impl Strategy<Value = String> {
        // Runs of one character, so that the bounds are reached.
        let run = (prop_oneof![ODD, "\\p{any}"], prop_oneof![3 => Just(1_usize), 1 => 2..30_usize]);
        prop::collection::vec(run, 0..20)
            .prop_map(|runs| runs.into_iter().map(|(text, times)| text.repeat(times)).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_harmful_is_left(text in odd_text()) {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(char::is_control));
            let bidi = |c| matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            prop_assert!(!cleaned.contains(bidi));
            let hidden = |c| matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}');
            prop_assert!(!cleaned.contains(hidden));
            prop_assert_eq!(clean(&cleaned), cleaned.as_ref());
        }

        #[test]
        fn every_grapheme_of_a_cleaned_text_can_be_seen(text in odd_text()) {
            for grapheme in clean(&text).graphemes(true) {
                prop_assert!(grapheme_width(grapheme) > 0, "{:?}", grapheme);
            }
        }

        #[test]
        fn the_parts_cleaned_are_the_whole_cleaned(text in odd_text()) {
            let parts: String = text.graphemes(true).map(clean).collect();
            prop_assert_eq!(clean(&text), parts);
        }

        #[test]
        fn a_shown_width_is_what_the_cleaned_text_measures(text in odd_text()) {
            let parts: usize = text.graphemes(true).map(shown_width).sum();
            prop_assert_eq!(width(&clean(&text)), parts);
        }

        #[test]
        fn cleaned_lines_are_as_many_as_before(text in "(\\PC|[\\r\\n\\t]){0,30}") {
            let lines = clean_lines(&text);
            prop_assert_eq!(lines.split('\n').count(), text.split('\n').count());
        }
    }
}
