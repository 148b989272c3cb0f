//! Takes apart what people and spreadsheets write where a telephone number should be.

use words::{EXTENSION_WORDS, JOINING, LABELS};

mod words;

/// The most digits of a number, by E.164.
const MOST_DIGITS: usize = 15;
/// What is dialed before a country's code, where no `+` stands.
const ABROAD: [&str; 2] = ["00", "011"];
/// The fewest digits of a number that someone may dial: a telephone of the same house.
const FEWEST_DIGITS: usize = 2;
/// The fewest digits of each of two short numbers: 112 and 911.
const FEWEST_OF_TWO: usize = 3;
/// From how many digits on a text is a whole number, not the code of an area.
const WHOLE: usize = 7;
/// The longest text, in bytes, in which numbers are looked for.
const LONGEST: usize = 1000;
/// The most digits of an extension.
const EXTENSION_DIGITS: usize = 7;

/// A part of a text that stands for one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// As typed.
    pub text: String,
    /// None where it cannot be read.
    pub number: Option<Written>,
}

/// A number, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// ASCII digits, perhaps a `+` before them, and what divides them; or a service code such as `*21#`.
    pub number: String,
    /// The digits of an extension.
    pub extension: Option<String>,
    /// Whether words stand beside it that say more than which number it is.
    pub has_remark: bool,
}

/// Divides a text into numbers: at line breaks and `:::`, and at `/`, `;`, `,` and "or" where a whole number stands on
/// each side. Empty for a blank text.
pub fn pieces(text: &str) -> Vec<Piece> {
    let plain = plain(text);
    if plain.trim().is_empty() {
        return Vec::new();
    }
    if plain.len() > LONGEST {
        return vec![Piece { text: text.trim().to_string(), number: None }];
    }
    let parts = if from_spreadsheet(plain.trim()).is_some() { vec![plain.as_str()] } else { divide(&plain) };
    let several = parts.len() > 1;
    let piece = |part: &str| Piece {
        text: if several { part.trim().to_string() } else { text.trim().to_string() },
        number: read(part),
    };
    parts.into_iter().filter(|part| !part.trim().is_empty()).map(piece).collect()
}

/// Writes digits of other scripts, and the many blanks and dashes, as the plain ones; drops marks without a width.
fn plain(text: &str) -> String {
    text.chars().filter_map(plain_char).collect()
}

fn plain_char(c: char) -> Option<char> {
    /// The zeros of scripts with digits of their own; nine more follow each.
    const ZEROS: [char; 20] = [
        '\u{660}', '\u{6F0}', '\u{7C0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}', '\u{BE6}', '\u{C66}',
        '\u{CE6}', '\u{D66}', '\u{DE6}', '\u{E50}', '\u{ED0}', '\u{F20}', '\u{1040}', '\u{17E0}', '\u{1810}',
        '\u{FF10}',
    ];
    if c.is_ascii() {
        return Some(if c == '\t' || c == '\r' { ' ' } else { c });
    }
    let digit = ZEROS.iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    });
    digit.or(match c {
        '\u{FF0B}' | '\u{FE62}' => Some('+'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}' | '\u{FE63}' => Some('-'),
        '\u{FF08}' => Some('('),
        '\u{FF09}' => Some(')'),
        '\u{FF0E}' => Some('.'),
        '\u{FF0F}' => Some('/'),
        '\u{FF0A}' => Some('*'),
        '\u{FF03}' => Some('#'),
        '\u{FF0C}' | '\u{3001}' | '\u{60C}' => Some(','),
        '\u{FF1B}' | '\u{61B}' => Some(';'),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}' => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    })
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// Whether a text is long enough to be a whole number: the code of a country and an area together has at most 7 digits.
fn is_whole(text: &str) -> bool {
    let abroad = text.trim_start().starts_with('+') || text.trim_start().starts_with("00");
    digits(text) >= if abroad { WHOLE + 1 } else { WHOLE }
}

/// Divides a text where one number ends and another begins.
fn divide(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((left, right)) = first_division(rest) {
        parts.push(left);
        rest = right;
    }
    parts.push(rest);
    parts
}

fn first_division(text: &str) -> Option<(&str, &str)> {
    text.char_indices().find_map(|(at, c)| {
        let (left, from) = text.split_at_checked(at)?;
        if c == '+' {
            return is_whole(left).then_some((left, from));
        }
        if c == ' '
            && let Some(word) = JOINING.iter().find(|word| begins(from, word))
        {
            let right = from.get(word.len()..)?;
            return (digits(left) >= FEWEST_OF_TWO && digits(right) >= FEWEST_OF_TWO).then_some((left, right));
        }
        if from.starts_with(":::") {
            return Some((left, from.trim_start_matches(':')));
        }
        let right = from.get(c.len_utf8()..)?;
        let divides = match c {
            '\n' | '|' => digits(left) > 0 || digits(right) > 0,
            '/' | ';' | ',' => {
                // What follows is looked at up to where it may itself be divided.
                let next = right.split(['/', ';', ',', '\n', '|']).next().unwrap_or(right);
                let apart = left.ends_with(' ') || right.starts_with(' ');
                let is_area = left.trim_start().starts_with(['0', '(', '+']);
                let alike = apart && !is_area && digits(left) == digits(next) && digits(left) >= FEWEST_OF_TWO;
                is_whole(left) && is_whole(next) || alike
            }
            _ => false,
        };
        divides.then_some((left, right))
    })
}

fn begins(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Reads one number of plain text.
fn read(text: &str) -> Option<Written> {
    let text = unwrapped(text);
    if let Some(exact) = from_spreadsheet(text) {
        return exact.filter(|number| is_possible(number)).map(|number| Written {
            number,
            extension: None,
            has_remark: false,
        });
    }
    if is_service_code(text) {
        return Some(Written { number: text.to_string(), extension: None, has_remark: false });
    }
    if let Some(number) = spelled_in_letters(text) {
        return Some(Written { number, extension: None, has_remark: false });
    }
    if is_date(text) {
        return None;
    }
    let begin = text.find(|c: char| c.is_ascii_digit() || c == '+')?;
    // A bracket before the first digit belongs to it.
    let begin = text.get(..begin)?.trim_end_matches(['(', '[']).len();
    let (before, number) = text.split_at_checked(begin)?;
    let (number, after) = number.split_at_checked(end_of_number(number))?;
    let extension = extension(after);
    let is_label = |words: &str| said_words(words).all(|word| LABELS.contains(&word.as_str()));
    let has_remark = !is_label(before) || extension.is_none() && !is_label(after) || after.contains('/');
    let is_fax = said_words(before).any(|word| word.contains("fax"));
    let is_clear = !has_remark || digits(number) >= WHOLE;
    let number = number.trim_end_matches([' ', '-', '(', '[', '.', '/']).trim_start();
    (is_clear && !is_fax && !after.contains('+') && is_possible(number)).then(|| Written {
        number: number.to_string(),
        extension,
        has_remark,
    })
}

/// Takes the quotes of a formula and the name of an address off: `="+351 22"`, `tel:+351`.
fn unwrapped(text: &str) -> &str {
    let text = text.trim().trim_start_matches('=').trim_matches(['"', '\'', ' ']);
    without_scheme(text).trim_end_matches(['.', ',', ';', ' '])
}

/// Takes what makes an address of a number off: `tel:+351`.
pub fn without_scheme(text: &str) -> &str {
    let of_address = ["tel:", "callto:"].iter().find(|scheme| begins(text, scheme));
    of_address.and_then(|scheme| text.get(scheme.len()..)).map_or(text, str::trim_start)
}

/// Lists the words of a text in lower case.
fn said_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Where the digits of a number end: before a word, a pause, a `#`, or a few digits after a `/` that stand for others.
fn end_of_number(text: &str) -> usize {
    let ends = |(at, c): (usize, char)| {
        let rest = text.get(at..).unwrap_or_default();
        let stops = match c {
            '/' => is_whole(text.get(..at).unwrap_or_default()) && digits(rest) < WHOLE - 2,
            '(' | '[' => rest.chars().nth(1).is_some_and(char::is_alphabetic),
            '+' => at > 0 && digits(text.get(..at).unwrap_or_default()) > 0,
            c => !c.is_ascii_digit() && !" -.()[]~+".contains(c),
        };
        stops.then_some(at)
    };
    text.char_indices().find_map(ends).unwrap_or(text.len())
}

/// Reads an extension: `x12`, `ext. 12`, `;ext=12`, `,,12`, `#12`, "Durchwahl 12".
fn extension(after: &str) -> Option<String> {
    let rest = after.trim_matches([' ', '(', ')', '[', ']', ',', ';', '#', '.']);
    let at = rest.find(|c: char| c.is_ascii_digit())?;
    let (word, number) = rest.split_at_checked(at)?;
    let word = word.trim_end_matches([' ', '.', ':', '=', '#', '-']).to_lowercase();
    let is_plain = word.is_empty() && after.trim_start().starts_with([',', ';', '#']);
    let is_named = EXTENSION_WORDS.contains(&word.as_str());
    let is_number = number.bytes().all(|b| b.is_ascii_digit()) && number.len() <= EXTENSION_DIGITS;
    ((is_plain || is_named) && is_number).then(|| number.to_string())
}

/// Whether words name an extension: "ext", "Durchwahl".
pub fn names_extension(words: &str) -> bool {
    let words = words.trim().trim_end_matches('.').to_lowercase();
    EXTENSION_WORDS.contains(&words.as_str())
}

/// Reads what a spreadsheet makes of a number: `351225550706.0`, `351,226,550,701`, `3.51225550706E+11`. The inner None
/// is one that it rounded. None for anything else.
fn from_spreadsheet(text: &str) -> Option<Option<String>> {
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if let Some((mantissa, exponent)) = unsigned.split_once(['e', 'E']) {
        let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        if !all_digits(whole) || !(decimals.is_empty() || all_digits(decimals)) || !all_digits(exponent) {
            return None;
        }
        // Digits that it left out can't be known.
        let exponent: usize = exponent.parse().ok()?;
        let (kept, zeros) = decimals.split_at_checked(exponent.min(decimals.len()))?;
        let exact = kept.len() == exponent && zeros.bytes().all(|b| b == b'0');
        return Some(exact.then(|| format!("{whole}{kept}")));
    }
    let (whole, decimals) = unsigned.rsplit_once('.').unwrap_or((unsigned, "0"));
    if !all_digits(decimals) || decimals.bytes().any(|b| b != b'0') {
        return None;
    }
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() > 2
        && groups.iter().all(|group| all_digits(group))
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && groups.first().is_some_and(|first| first.len() <= 3);
    let decimal = unsigned.contains('.') && all_digits(whole) && whole.len() >= WHOLE;
    (grouped || decimal).then(|| Some(whole.replace(',', "")))
}

/// Whether a text is a day, perhaps with an hour: `2026-03-12`, `12.3.2026`, `3/12/2026 14:30`.
fn is_date(text: &str) -> bool {
    let (day, rest) = text.split_at(text.find([' ', 'T']).unwrap_or(text.len()));
    let is_hour = |c: char| c.is_ascii_digit() || " T:.+-Z".contains(c);
    let has_hour = rest.is_empty() || rest.contains(':') && rest.chars().all(is_hour);
    let number = |part: &str| Some(part.len()).filter(|n| (1..=4).contains(n)).and_then(|_| part.parse::<u16>().ok());
    let is_day = |divider: char| {
        let parts: Vec<Option<u16>> = day.split(divider).map(number).collect();
        match parts.as_slice() {
            [Some(a), Some(b), Some(c)] => {
                let of_month = |day: &u16, month: &u16| (1..=31).contains(day) && (1..=12).contains(month);
                let is_year = |year: &u16| (1900..2100).contains(year);
                is_year(a) && of_month(c, b) || is_year(c) && (of_month(a, b) || of_month(b, a))
            }
            _ => false,
        }
    };
    has_hour && ['-', '/', '.'].into_iter().any(is_day)
}

fn is_service_code(text: &str) -> bool {
    let of_code = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    text.starts_with(['*', '#']) && text.chars().all(of_code) && digits(text) >= 2
}

/// Reads `1-800-FLOWERS` by the letters on the keys of a telephone.
fn spelled_in_letters(text: &str) -> Option<String> {
    let letters = text.bytes().filter(u8::is_ascii_uppercase).count();
    let fits = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || " -.()+".contains(c);
    let begins_as_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
    let code = text.find(|c: char| c.is_ascii_uppercase()).and_then(|at| text.get(..at))?;
    if letters < 3 || !begins_as_number || !text.chars().all(fits) || !(3..WHOLE).contains(&digits(code)) {
        return None;
    }
    let key = |c: char| match c {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        c => c,
    };
    let number: String = text.chars().map(key).collect();
    (is_possible(&number) && digits(&number) >= WHOLE).then_some(number)
}

/// The number without a zero in brackets: `+351 (0) 912 000 112`; None where it has none.
pub fn without_bracketed_zero(number: &str) -> Option<String> {
    number.match_indices(['(', '[']).find_map(|(at, _)| {
        let (before, rest) = number.split_at_checked(at)?;
        let rest = rest.get(1..)?.trim_start().strip_prefix('0')?.trim_start();
        Some(format!("{before}{}", rest.strip_prefix([')', ']'])?))
    })
}

/// Whether a number can have its digits: 2 to 15, more with a prefix for abroad; with a `+` at least 7.
fn is_possible(number: &str) -> bool {
    let all: String = number.chars().filter(char::is_ascii_digit).collect();
    let prefix = ABROAD.iter().find(|prefix| all.starts_with(**prefix)).map_or(0, |prefix| prefix.len());
    // A zero in brackets is left out from abroad.
    let spare = usize::from(without_bracketed_zero(number).is_some());
    let fewest = if number.starts_with('+') { WHOLE } else { FEWEST_DIGITS };
    (fewest..=MOST_DIGITS + prefix + spare).contains(&all.len()) && all.bytes().any(|b| b != b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        let number = |written: Written| match written.extension {
            Some(extension) => format!("{} x {extension}", written.number),
            None => written.number,
        };
        pieces(text).into_iter().map(|piece| piece.number.map_or("?".into(), number)).collect()
    }

    #[test]
    fn what_a_spreadsheet_made_of_a_number_is_a_number() {
        for (text, number) in [
            ("351225550706.0", "351225550706"),
            ("351226550701.00", "351226550701"),
            ("351,226,550,701", "351226550701"),
            ("351,226,550,701.0", "351226550701"),
            ("3.51225550706E+11", "351225550706"),
            ("3,51225550706e11", "351225550706"),
            ("=\"+351225550703\"", "+351225550703"),
            ("'+351225550702", "+351225550702"),
        ] {
            assert_eq!(numbers(text), [number], "{text}");
        }
        for rounded in ["3.51E+11", "3.51226E+11", "4,41E+11", "3E+11", "3.512255507061E+11"] {
            assert_eq!(numbers(rounded), ["?"], "{rounded}");
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_not_read() {
        for text in [
            "######",
            "#N/A",
            "#REF!",
            "n/a",
            "N.A.",
            "-",
            "--",
            "0",
            "00",
            "000-000-0000",
            "+",
            "+12",
            "7",
            "none",
            "unknown",
            "see notes",
            "ask Maria",
            "Room 1204",
            "ext. 12",
            "Fax: 202-555-0186",
            "12 Main St 5",
            "?",
            "ana@porto.example",
            "1234567890123456",
            "2026-03-12",
            "2026/3/1",
            "12.03.2026",
            "3/12/2026",
            "2026-03-12 09:14",
            "2026-03-12T09:14:00Z",
            "12/03/2026 2:30",
        ] {
            assert_eq!(numbers(text), ["?"], "{text}");
        }
        assert!(pieces(" \u{a0}").is_empty());
        assert_eq!(numbers(&"202-555-0186, ".repeat(100)), ["?"]);
    }

    #[test]
    fn two_numbers_in_one_text_are_two() {
        for text in [
            "202-555-0186 / 202-555-0187",
            "202-555-0186/202-555-0187",
            "202-555-0186; 202-555-0187",
            "202-555-0186, 202-555-0187",
            "202-555-0186 or 202-555-0187",
            "202-555-0186 OR 202-555-0187",
            "202-555-0186\n202-555-0187",
            "202-555-0186 ::: 202-555-0187",
            "202-555-0186 | 202-555-0187",
        ] {
            assert_eq!(numbers(text), ["202-555-0186", "202-555-0187"], "{text}");
        }
        assert_eq!(numbers("+1 202 555 0186 +1 202 555 0187"), ["+1 202 555 0186", "+1 202 555 0187"]);
        assert_eq!(numbers("112 / 911"), ["112", "911"]);
        assert_eq!(numbers("n/a\n202-555-0187"), ["?", "202-555-0187"]);
        assert_eq!(numbers("1112223 / 1112224, 1112225"), ["1112223", "1112224", "1112225"]);
    }

    #[test]
    fn a_slash_or_a_comma_inside_one_number_does_not_divide_it() {
        for (text, number) in [
            ("030/123456", "030/123456"),
            ("+49 35201/123456", "+49 35201/123456"),
            ("06221 / 54321", "06221 / 54321"),
            ("+12025550184,,99", "+12025550184 x 99"),
            ("+12025550185;ext=12", "+12025550185 x 12"),
            ("22 555 0142/43", "22 555 0142"),
        ] {
            assert_eq!(numbers(text), [number], "{text}");
        }
    }

    #[test]
    fn digits_and_signs_of_other_scripts_are_read() {
        for (text, number) in [
            ("\u{660}\u{665}\u{661} \u{662}\u{663}\u{664} \u{665}\u{666}\u{667}", "051 234 567"),
            ("+\u{967}\u{968}\u{969}\u{96A}\u{96B}\u{96C}\u{96D}\u{96E}", "+12345678"),
            ("\u{FF0B}\u{FF13}\u{FF15}\u{FF11}\u{3000}\u{FF12}\u{FF12}\u{FF0D}\u{FF15}\u{FF15}\u{FF15}", "+351 22-555"),
            ("+1\u{2011}202\u{2011}555\u{2011}0193", "+1-202-555-0193"),
            ("\u{202A}+1 202 555 0196\u{202C}", "+1 202 555 0196"),
            ("+1\u{a0}202\u{a0}555\u{a0}0197", "+1 202 555 0197"),
        ] {
            assert_eq!(numbers(text), [number], "{text}");
        }
    }

    #[test]
    fn extensions_and_words_beside_a_number_are_told_apart() {
        for (text, number) in [
            ("(202) 555-0181 x123", "(202) 555-0181 x 123"),
            ("202-555-0182 ext. 45", "202-555-0182 x 45"),
            ("+1 202 555 0183 #7", "+1 202 555 0183 x 7"),
            ("+351 226550701 ramal 12", "+351 226550701 x 12"),
            ("+351 226550701 Durchwahl 12", "+351 226550701 x 12"),
            ("202-555-0182 (ext 45)", "202-555-0182 x 45"),
            ("22-655-07-01 (h)", "22-655-07-01"),
            ("070 123 45 67 (Axel)", "070 123 45 67"),
            ("Tel.: +351 22 655 07 01", "+351 22 655 07 01"),
            ("912 345 678 mobile", "912 345 678"),
            ("tel:+1-202-555-0198", "+1-202-555-0198"),
            ("1-800-FLOWERS", "1-800-3569377"),
            ("+44 (0)20 7946 0192", "+44 (0)20 7946 0192"),
            ("(351)226550701", "(351)226550701"),
            ("011 351 22 555 0190", "011 351 22 555 0190"),
        ] {
            assert_eq!(numbers(text), [number], "{text}");
        }
        let remarks = |text: &str| pieces(text).iter().any(|p| p.number.as_ref().is_some_and(|n| n.has_remark));
        for (text, said) in [
            ("070 123 45 67 (Axel)", true),
            ("Maria 912 345 678", true),
            ("22 555 0142/43", true),
            ("22-655-07-01 (h)", false),
            ("Tel.: +351 22 655 07 01", false),
            ("202-555-0182 ext. 45", false),
        ] {
            assert_eq!(remarks(text), said, "{text}");
        }
    }
}
