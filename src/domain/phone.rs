//! A telephone number as it is kept: E.164 where it could be read, else as typed.

mod reading;
mod written;

pub use reading::read;
pub use written::{Piece, Written, names_extension, pieces, without_bracketed_zero, without_scheme};

/// A number, its usual way of writing, and what it tells about where the person is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phone {
    /// E.164 ("+351225550142") where it could be read, else as typed.
    pub number: String,
    /// As it is written in its country; None where it could not be read.
    pub shown: Option<String>,
    /// ISO 3166 region ("PT"); None where it could not be read.
    pub region: Option<String>,
    /// How far it could be read.
    pub extent: Extent,
    /// What the text holds besides the number, as lines for the facts.
    pub besides: Vec<String>,
}

/// How far a number could be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Nobody could say which number is meant.
    #[default]
    Unread,
    /// It means something to the telephone at hand: a short number such as 112, one without its area, a service code, or
    /// one without its country where nobody knows the country.
    AtHand,
    /// With its country.
    Whole,
}

/// How a number as its country writes it names its extension.
const EXTENSION: &str = " ext. ";

/// What may be handed to a dialer for a number of the book: digits, with `+`, `*`, `#` and a pause before an extension.
/// None where nobody could say which number is meant.
///
/// One that was read is dialed as it was read, with the extension that `shown` has. Of what stands as typed, a plain
/// number is dialed as it stands: a short one such as 112, or one without its country, means something to the telephone
/// at hand. Of two the first is dialed. Words, a number that a spreadsheet rounded, one that is too long and zeros alone
/// are not dialed.
pub fn dialable(number: &str, shown: Option<&str>) -> Option<String> {
    let written = pieces(number).into_iter().find_map(|piece| piece.number)?;
    let extension = shown.and_then(|shown| shown.split_once(EXTENSION)).map(|(_, extension)| extension.to_string());
    let mut dialed: String = written.number.chars().filter(|c| c.is_ascii_digit() || "+*#".contains(*c)).collect();
    if let Some(extension) = extension.or(written.extension) {
        dialed.push(',');
        dialed.extend(extension.chars().filter(char::is_ascii_digit));
    }
    Some(dialed)
}

/// Whether a text holds a number that can be dialed.
pub fn is_number(text: &str) -> bool {
    pieces(text).iter().any(|piece| piece.number.is_some())
}

/// What a text holds besides the chosen one of its numbers, as lines for the facts: other numbers, and words that stand
/// beside the chosen one.
pub fn besides(pieces: &[Piece], chosen: usize) -> Vec<String> {
    let line = |(at, piece): (usize, &Piece)| {
        let has_remark = piece.number.as_ref().is_some_and(|written| written.has_remark);
        match at == chosen {
            true => has_remark.then(|| format!("Phone: {}", piece.text)),
            false => Some(format!("Other phone: {}", piece.text)),
        }
    };
    pieces.iter().enumerate().filter_map(line).collect()
}

/// The digits by which people write a whole number: as it is dialed at home (with a zero, too) and from abroad.
pub fn spellings(number: &str, shown: Option<&str>) -> Vec<String> {
    let Some(shown) = shown else {
        return dialable(number, None).map(|dialed| digits(&dialed)).into_iter().collect();
    };
    let mut spelled = with_prefixes(number, shown);
    spelled.extend([home(shown), digits(number)]);
    spelled
}

/// The digits of a number behind what is dialed before it: from abroad, and at home.
fn with_prefixes(number: &str, shown: &str) -> Vec<String> {
    let (home, whole) = (home(shown), digits(number));
    let mut spelled = vec![format!("00{whole}"), format!("0{home}")];
    if whole.starts_with('7') {
        spelled.push(format!("8{home}"));
    }
    spelled
}

/// The words by which search finds a number: its digits from each on, so that any part of it is the beginning of a
/// word, however it is spaced; and as it is dialed at home (with a zero) and from abroad. None of a number that could
/// not be read.
pub fn search_words(number: &str, shown: Option<&str>) -> Vec<String> {
    let Some(shown) = shown else {
        let dialed = dialable(number, None).map(|dialed| digits(&dialed)).unwrap_or_default();
        return endings(&dialed).map(str::to_string).collect();
    };
    let extension = shown.split_once(EXTENSION).map_or("", |(_, extension)| extension);
    let mut words = with_prefixes(number, shown);
    words.extend(endings(&home(shown)).map(str::to_string));
    words.extend([digits(number), extension.to_string()].into_iter().filter(|word| !word.is_empty()));
    words
}

/// The longest of the words by which search finds a number: all others are parts of these.
pub fn longest_words(number: &str, shown: Option<&str>) -> Vec<String> {
    let Some(shown) = shown else {
        let dialed = dialable(number, None).map(|dialed| digits(&dialed));
        return dialed.into_iter().filter(|dialed| dialed.len() > 1).collect();
    };
    let extension = shown.split_once(EXTENSION).map(|(_, extension)| extension.to_string());
    with_prefixes(number, shown).into_iter().chain(extension.filter(|word| !word.is_empty())).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The digits of a number behind the code of its country.
fn home(shown: &str) -> String {
    let (written, _) = shown.split_once(EXTENSION).unwrap_or((shown, ""));
    digits(written.split_once(' ').map_or(written, |(_, home)| home))
}

/// Lists a number's endings of two digits and more, the longest first.
fn endings(digits: &str) -> impl Iterator<Item = &str> {
    (0..digits.len().saturating_sub(1)).filter_map(|at| digits.get(at..))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialed(number: &str) -> Option<String> {
        dialable(number, None)
    }

    #[test]
    fn only_what_a_telephone_understands_is_dialed() {
        assert_eq!(dialed("+351 22 555-0142").as_deref(), Some("+351225550142"));
        assert_eq!(dialed("$(rm -rf ~)"), None);
        assert_eq!(dialed("*21#").as_deref(), Some("*21#"));
        for plain in ["112", "78156", "212 555 0142"] {
            assert_eq!(dialed(plain), Some(plain.replace(' ', "")), "a telephone at hand knows it");
        }
        for unclear in ["ask Maria", "3.51E+11", "0", "-", "+", "######", "#N/A", "n/a", "see notes", "7"] {
            assert_eq!(dialed(unclear), None, "{unclear}");
        }
        assert_eq!(dialed("2025550186 2025550187 2025550188"), None, "no number has that many digits");
    }

    #[test]
    fn of_two_numbers_the_first_is_dialed_and_an_extension_after_a_pause() {
        assert_eq!(dialed("202-555-0186 / 202-555-0187").as_deref(), Some("2025550186"));
        assert_eq!(dialed("555 0142 x12").as_deref(), Some("5550142,12"));
        assert_eq!(dialable("+12025550183", Some("+1 202-555-0183 ext. 7")).as_deref(), Some("+12025550183,7"));
    }

    #[test]
    fn a_number_is_found_however_it_is_spaced() {
        let finds = |query: &str, words: &[String]| {
            let asked = query.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
            asked.into_iter().all(|part| words.iter().any(|word| word.starts_with(part)))
        };
        let lisbon = search_words("+351225550142", Some("+351 22 555 0142"));
        for query in
            ["022 555 0142", "225550142", "+351 22 555 01 42", "(0)22 555", "0142", "22-555-01-42", "00351225550142"]
        {
            assert!(finds(query, &lisbon), "{query}");
        }
        assert!(!finds("225550143", &lisbon));
        let moscow = search_words("+74951234567", Some("+7 495 123-45-67"));
        assert!(finds("8 (495) 123 45 67", &moscow));
        assert!(finds("5550142", &search_words("212 555 0142", None)));
        assert!(search_words("ask Maria", None).is_empty());
        for (number, shown) in [
            ("+351225550142", Some("+351 22 555 0142")),
            ("+74951234567", Some("+7 495 123-45-67")),
            ("+12025550183", Some("+1 202-555-0183 ext. 42")),
            ("212 555 0142", None),
            ("1", None),
            ("ask Maria", None),
        ] {
            let longest = longest_words(number, shown);
            let mut words = search_words(number, shown).into_iter();
            assert!(words.all(|word| longest.iter().any(|longest| longest.ends_with(&word))), "{longest:?}");
        }
    }

    #[test]
    fn what_stands_beside_the_first_number_is_kept() {
        let besides = |text: &str| {
            let pieces = pieces(text);
            let first = pieces.iter().position(|piece| piece.number.is_some());
            first.map(|first| super::besides(&pieces, first)).unwrap_or_default()
        };
        assert_eq!(besides("202-555-0186 / 202-555-0187"), ["Other phone: 202-555-0187"]);
        assert_eq!(besides("070 123 45 67 (Axel)"), ["Phone: 070 123 45 67 (Axel)"]);
        for nothing in ["+351 22 555 0142", "22-655-07-01 (h)", "ask Maria", "3.51E+11", ""] {
            assert!(besides(nothing).is_empty(), "{nothing}");
        }
    }
}
