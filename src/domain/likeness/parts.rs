//! Takes a name apart for programs that keep its parts: titles, given names, the family's name with its particles, and what
//! stands behind. Where it can't be known, the last word is the family's.

use super::person::{ASIDE, DEGREES, Fold, GENERATIONS, PARTICLES, TITLES, Word, is_of_a_whole_name};
use crate::domain::input::one_line;

/// Particles that are also names: they count as particles where they are written small.
const SMALL_PARTICLES: [&str; 24] = [
    "av", "dal", "dalla", "dalle", "dello", "lo", "t", "het", "op", "aan", "in", "auf", "an", "bei", "bin", "ibn",
    "bint", "al", "abu", "ben", "ap", "san", "santa", "d",
];
/// Particles in scripts without small letters.
const OTHER_PARTICLES: [&str; 9] = ["بن", "ابن", "بنت", "آل", "أبو", "ابو", "عبد", "בן", "בת"];
/// Particles that join two names to one: "Ortega y Gasset".
const JOINING: [&str; 2] = ["e", "y"];
/// Titles that are names, too: they count as titles before two more words, or with a dot.
const MAYBE_TITLES: [&str; 14] =
    ["hc", "hr", "fr", "ing", "eng", "enga", "engo", "arq", "lic", "sig", "rev", "hon", "mag", "avv"];
/// Titles before the given name: "Sir Elton".
const WITH_GIVEN: [&str; 2] = ["sir", "dame"];
/// What of [`GENERATIONS`] is written as a part of the surname.
const OF_SURNAME: [&str; 4] = ["filho", "neto", "sobrinho", "pai"];
/// Behind a comma, besides [`DEGREES`].
const HONORS: [&str; 34] = [
    "ma", "ba", "bs", "ms", "cfa", "pe", "rn", "pmp", "mp", "obe", "mbe", "cbe", "kbe", "frs", "mph", "edd", "psyd",
    "dvm", "llb", "bcom", "mcom", "meng", "beng", "fca", "aca", "ca", "mag", "bed", "med", "msw", "lcsw", "dphil",
    "do", "dipling",
];
/// The longest abbreviation, in letters.
const ABBREVIATION: usize = 6;
/// What ends a part of a name that [`ASIDE`] begins.
const ASIDE_ENDS: [char; 4] = [')', '"', '”', '»'];

/// The parts of a name. Together they hold all of its words, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameParts {
    /// Titles: "Prof. Dr."
    pub prefix: String,
    /// What they are called, with further given names.
    pub given: String,
    /// The family's name; empty for somebody who has one name.
    pub family: String,
    /// Degrees, generations and the like, in their order.
    pub suffixes: Vec<String>,
}

/// A word of a name, as it stands there.
struct Part<'t> {
    raw: &'t str,
    /// None where it holds no letter.
    word: Option<Word<'t>>,
}

impl NameParts {
    /// Takes a name apart.
    pub fn of(name: &str, fold: Fold<'_>) -> Self {
        let mut found = Self::default();
        let mut rest = name.trim();
        while let Some((before, last)) = rest.rsplit_once(',')
            && is_suffix(before, last, fold)
        {
            found.suffixes.insert(0, last.trim().to_string());
            rest = before.trim();
        }
        if let Some((family, given)) =
            rest.split_once(',').filter(|(f, g)| !f.trim().is_empty() && !g.trim().is_empty())
        {
            let given = parts(given, fold);
            let (titles, given) = given.split_at(titles_of(&given));
            (found.prefix, found.given, found.family) = (joined(titles), joined(given), one_line(family));
            return found;
        }
        let all = parts(rest, fold);
        let (titles, named) = all.split_at(titles_of(&all));
        let mut named = named;
        while let [.., _, last] = named
            && is_suffix_word(last, named.len())
        {
            found.suffixes.insert(0, last.raw.to_string());
            named = named.get(..named.len() - 1).unwrap_or_default();
        }
        let family = family_of(named, titles);
        let (given, family) = match family {
            Family::First(words) => {
                let (family, given) = named.split_at(words);
                (given, family)
            }
            Family::From(at) => named.split_at(at),
        };
        (found.prefix, found.given, found.family) = (joined(titles), joined(given), joined(family));
        found
    }
}

/// Where the family's name stands.
enum Family {
    /// This many words in front.
    First(usize),
    /// From this word on, to the end.
    From(usize),
}

fn family_of(named: &[Part<'_>], titles: &[Part<'_>]) -> Family {
    if let [only] = named {
        let is_family = titles.first().is_some_and(|title| !title.is_one_of(&WITH_GIVEN)) && only.word.is_some();
        return Family::From(usize::from(!is_family));
    }
    if named.first().is_some_and(|first| first.raw.chars().any(is_family_first)) {
        return Family::First(1);
    }
    let shouted = named.iter().take_while(|part| part.word.as_ref().is_some_and(Word::is_shouted)).count();
    if shouted < named.len() && shouted > 0 {
        return Family::First(shouted);
    }
    let last = last_of_name(named);
    let mut from = last;
    while let Some(before) = from.checked_sub(1).and_then(|at| named.get(at).filter(|part| part.is_particle())) {
        let joins = before.is_one_of(&JOINING);
        match from {
            // A couple: nothing says whose name the last word is.
            2 if joins => return Family::From(named.len()),
            1 if joins => break,
            _ => from -= if joins { 2 } else { 1 },
        }
    }
    // "La Toya Jackson" begins with a particle and has none before the surname.
    Family::From(from)
}

/// Finds the last word of the surname: behind it may stand what is said aside, and which of several it is.
fn last_of_name(named: &[Part<'_>]) -> usize {
    let mut last = named.len().saturating_sub(1);
    while let Some(part) = named.get(last).filter(|_| last > 1) {
        let to = named.get(..=last).unwrap_or_default();
        let before = if part.raw.ends_with(ASIDE_ENDS) {
            to.iter().rposition(|part| part.raw.starts_with(ASIDE))
        } else {
            part.is_one_of(&OF_SURNAME).then_some(last)
        };
        match before {
            Some(at @ 2..) => last = at - 1,
            _ => break,
        }
    }
    last
}

/// Counts the titles in front: something is left to be the name.
fn titles_of(all: &[Part<'_>]) -> usize {
    let mut titles = 0;
    while let Some(part) = all.get(titles).filter(|_| titles + 1 < all.len()) {
        let behind = all.len() - titles - 1;
        let is_title = if titles == 0 { part.is_first_title(behind) } else { part.is_further_title(behind) };
        if !is_title {
            break;
        }
        titles += 1;
    }
    titles
}

/// Whether what stands behind the last comma is a suffix, such as a degree, "Jr." or "CFA".
fn is_suffix(before: &str, last: &str, fold: Fold<'_>) -> bool {
    let (before_words, words) = (parts(before, fold), parts(last, fold));
    let is_honor = |part: &Part<'_>| part.is_one_of(&HONORS) && part.looks_abbreviated();
    let is_told = |part: &Part<'_>| part.is_one_of(&DEGREES) || is_honor(part) || part.is_generation();
    // Beside a name that is not in capitals, capitals are an abbreviation.
    let may_be_abbreviated = before_words.len() > 1 && before.chars().any(char::is_lowercase);
    let is_abbreviation = |part: &Part<'_>| {
        let letters = part.raw.chars().count();
        may_be_abbreviated && (2..=ABBREVIATION).contains(&letters) && part.raw.chars().all(char::is_uppercase)
    };
    !words.is_empty() && !before_words.is_empty() && words.iter().all(|part| is_told(part) || is_abbreviation(part))
}

/// Whether the last of `of` words is a degree, or says which of several of one name it is.
fn is_suffix_word(last: &Part<'_>, of: usize) -> bool {
    last.is_one_of(&DEGREES) && last.looks_abbreviated() || of > 2 && last.is_generation()
}

impl Part<'_> {
    fn is_one_of(&self, words: &[&str]) -> bool {
        self.word.as_ref().is_some_and(|word| word.is_one_of(words))
    }

    fn looks_abbreviated(&self) -> bool {
        self.raw.contains('.') || self.raw.chars().filter(|c| c.is_uppercase()).count() > 1
    }

    fn is_generation(&self) -> bool {
        GENERATIONS.iter().any(|(word, _)| !OF_SURNAME.contains(word) && self.is_one_of(&[*word]))
    }

    fn is_particle(&self) -> bool {
        let is_small = self.raw.chars().all(|c| !c.is_uppercase());
        self.is_one_of(&PARTICLES)
            || is_small && self.is_one_of(&SMALL_PARTICLES)
            || OTHER_PARTICLES.contains(&self.raw)
    }

    /// Whether it is a title, with `behind` words behind it.
    fn is_first_title(&self, behind: usize) -> bool {
        let Some(word) = &self.word else { return false };
        let is_sure = behind > 1 || self.raw.ends_with('.') || !word.is_one_of(&MAYBE_TITLES);
        let is_composed = self.raw.ends_with('.') && word.parts().len() > 1;
        is_sure && word.is_one_of(&TITLES)
            || is_composed && word.parts().iter().all(|part| TITLES.contains(&part.as_str()))
    }

    /// The same behind a title, where any abbreviation is one: "Dr. rer. nat."
    fn is_further_title(&self, behind: usize) -> bool {
        self.is_first_title(behind) || self.word.as_ref().is_some_and(Word::is_title)
    }
}

/// Whether a letter is of a name whose family comes first: kana alone writes foreign names, in their own order.
fn is_family_first(c: char) -> bool {
    is_of_a_whole_name(c) && !matches!(c, '\u{3040}'..='\u{30FF}')
}

fn parts<'t>(text: &'t str, fold: Fold<'_>) -> Vec<Part<'t>> {
    text.split_whitespace().map(|raw| Part { raw, word: Word::of(raw, fold) }).collect()
}

fn joined(parts: &[Part<'_>]) -> String {
    parts.iter().map(|part| part.raw).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The parts: prefix, given, family, suffixes.
    fn apart(name: &str) -> [String; 4] {
        let NameParts { prefix, given, family, suffixes } = NameParts::of(name, &crate::text::fold);
        [prefix, given, family, suffixes.join(", ")]
    }

    #[test]
    fn titles_particles_and_suffixes_go_to_their_places() {
        for (name, parts) in [
            ("Dr. Anna-Maria van der Berg, PhD", ["Dr.", "Anna-Maria", "van der Berg", "PhD"]),
            ("Ana Ribeiro", ["", "Ana", "Ribeiro", ""]),
            ("Ana Maria Leal", ["", "Ana Maria", "Leal", ""]),
            ("Prof. Dr. med. Hans-Peter von Goethe", ["Prof. Dr. med.", "Hans-Peter", "von Goethe", ""]),
            ("Dipl.-Ing. Karl Huber", ["Dipl.-Ing.", "Karl", "Huber", ""]),
            ("Frau Huber", ["Frau", "", "Huber", ""]),
            ("Sir Elton", ["Sir", "Elton", "", ""]),
            ("Eng Lim", ["", "Eng", "Lim", ""]),
            ("Eng. Rui Costa", ["Eng.", "Rui", "Costa", ""]),
            ("Juan de la Cruz", ["", "Juan", "de la Cruz", ""]),
            ("María De Los Ángeles", ["", "María", "De Los Ángeles", ""]),
            ("José Ortega y Gasset", ["", "José", "Ortega y Gasset", ""]),
            ("Maria Costa e Silva", ["", "Maria", "Costa e Silva", ""]),
            ("Ana e Rui", ["", "Ana e Rui", "", ""]),
            ("João da Silva Filho", ["", "João", "da Silva Filho", ""]),
            ("Martin Luther King, Jr.", ["", "Martin Luther", "King", "Jr."]),
            ("John Smith III", ["", "John", "Smith", "III"]),
            ("Neymar Junior", ["", "Neymar", "Junior", ""]),
            ("Dana Fox, MBA, CFA", ["", "Dana", "Fox", "MBA, CFA"]),
            ("Dana Fox MSc", ["", "Dana", "Fox", "MSc"]),
            ("Le, Do", ["", "Do", "Le", ""]),
            ("Leal, Bruno", ["", "Bruno", "Leal", ""]),
            ("van Dijk, Dr. Jan", ["Dr.", "Jan", "van Dijk", ""]),
            ("COSTA LEAL, ANA", ["", "ANA", "COSTA LEAL", ""]),
            ("LEAL Bruno", ["", "Bruno", "LEAL", ""]),
            ("Ludwig van Beethoven", ["", "Ludwig", "van Beethoven", ""]),
            ("van Dijk", ["", "", "van Dijk", ""]),
            ("La Toya Jackson", ["", "La Toya", "Jackson", ""]),
            ("Seán O’Neill", ["", "Seán", "O’Neill", ""]),
            ("Robert \"Bob\" Smith", ["", "Robert \"Bob\"", "Smith", ""]),
            ("Anna Schmidt (Berlin office)", ["", "Anna", "Schmidt (Berlin office)", ""]),
            ("Ana & Rui Costa", ["", "Ana & Rui", "Costa", ""]),
            ("J. R. Smith", ["", "J. R.", "Smith", ""]),
            ("Cher", ["", "Cher", "", ""]),
            ("De", ["", "De", "", ""]),
            ("Dr.", ["", "Dr.", "", ""]),
            ("...", ["", "...", "", ""]),
            ("", ["", "", "", ""]),
            ("佐藤 花子", ["", "花子", "佐藤", ""]),
            ("김 민수", ["", "민수", "김", ""]),
            ("佐藤花子", ["", "佐藤花子", "", ""]),
            ("アンナ スミス", ["", "アンナ", "スミス", ""]),
            ("محمد بن سلمان", ["", "محمد", "بن سلمان", ""]),
            ("ليلى حداد", ["", "ليلى", "حداد", ""]),
            ("דוד בן גוריון", ["", "דוד", "בן גוריון", ""]),
            ("Osama bin Said", ["", "Osama", "bin Said", ""]),
            ("Ben Okafor", ["", "Ben", "Okafor", ""]),
        ] {
            assert_eq!(apart(name), parts, "{name}");
        }
    }

    proptest! {
        #[test]
        fn every_word_stands_in_one_part(words in prop::collection::vec(
            prop::sample::select(vec!["Dr.", "Ana", "van", "de", "y", "Leal,", "PhD", "Jr.", "(x)", "佐藤", "بن", "&", ","]),
            0..7,
        )) {
            let name = words.join(" ");
            let sorted = |text: &str| {
                let text = text.replace(',', " ");
                let mut words: Vec<String> = text.split_whitespace().map(str::to_string).collect();
                words.sort();
                words
            };
            prop_assert_eq!(sorted(&apart(&name).join(" ")), sorted(&name));
        }
    }
}
