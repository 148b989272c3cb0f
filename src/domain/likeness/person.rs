//! A person's name, taken apart to tell whether two rows speak of one person. A surname that two have in common counts
//! for nothing, nor do titles and particles: what counts is how somebody is called.

use super::nicknames;

/// Before a name.
pub(super) const TITLES: [&str; 45] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "lord",
    "lady",
    "dr",
    "dra",
    "prof",
    "profa",
    "hc",
    "herr",
    "hr",
    "frau",
    "fr",
    "dipl",
    "ing",
    "eng",
    "enga",
    "engo",
    "arq",
    "arqa",
    "lic",
    "licda",
    "sr",
    "sra",
    "srta",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "mademoiselle",
    "sig",
    "sigra",
    "dott",
    "dottssa",
    "avv",
    "rev",
    "hon",
    "capt",
    "mag",
    "dhr",
];
/// Within a name, before a surname.
pub(super) const PARTICLES: [&str; 32] = [
    "de", "da", "do", "das", "dos", "del", "della", "delle", "degli", "dei", "di", "du", "des", "van", "von", "vom",
    "der", "den", "ter", "ten", "te", "zu", "zum", "zur", "la", "le", "las", "los", "el", "e", "y", "af",
];
/// After a name: what somebody studied.
pub(super) const DEGREES: [&str; 10] = ["phd", "md", "mba", "msc", "bsc", "esq", "cpa", "dds", "llm", "jd"];
/// After a name: which of several of one name.
pub(super) const GENERATIONS: [(&str, &str); 11] = [
    ("jr", "jr"),
    ("junior", "jr"),
    ("sr", "sr"),
    ("senior", "sr"),
    ("filho", "jr"),
    ("neto", "iii"),
    ("sobrinho", "nephew"),
    ("pai", "sr"),
    ("ii", "ii"),
    ("iii", "iii"),
    ("iv", "iv"),
];

/// Folds a text: lower case, plain letters.
pub type Fold<'f> = &'f dyn Fn(&str) -> String;

/// A name in the form in which two are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonName {
    /// All words without titles and particles, in alphabetical order.
    sorted: Vec<String>,
    /// The same words in their own order, without blanks.
    joined: String,
    /// How they are called: the parts of the given name, and of other ones in quotes or brackets.
    given: Vec<Vec<String>>,
    /// What stands between the given name and the last word.
    middle: Vec<String>,
    last: Option<String>,
    generation: Option<&'static str>,
    /// Whether it is in a script in which the family's name comes first, and nothing parts it from the given one.
    is_whole: bool,
}

/// How much alike two given names are, the likest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GivenNames {
    /// An initial, or a usual nickname.
    Alike,
    /// The same, however they are spelled.
    Equal,
}

/// A word of a name.
pub(super) struct Word<'t> {
    raw: &'t str,
    /// Its parts: a hyphen or a dot divides.
    parts: Vec<String>,
}

impl PersonName {
    /// Takes a name apart.
    pub fn of(name: &str, fold: Fold<'_>) -> Self {
        let words = words(name, fold);
        let from = words.iter().take(words.len().saturating_sub(1)).take_while(|w| w.is_title()).count();
        let mut words = words.get(from..).unwrap_or_default();
        while let [first, .., last] = words
            && last.is_one_of(&DEGREES)
            && first.raw != last.raw
        {
            words = words.get(..words.len() - 1).unwrap_or_default();
        }
        let mut called: Vec<&Word<'_>> = words.iter().filter(|w| !w.is_one_of(&PARTICLES)).collect();
        if called.is_empty() {
            called = words.iter().collect();
        }
        let generation = match called.as_slice() {
            [_, _, .., last] => GENERATIONS.iter().find(|(word, _)| last.is(word)).map(|(_, which)| *which),
            _ => None,
        };
        let joined: String = called.iter().flat_map(|w| w.parts.iter().map(String::as_str)).collect();
        let mut sorted: Vec<String> = called.iter().flat_map(|w| w.parts.iter().cloned()).collect();
        sorted.sort_unstable();
        if generation.is_some() {
            called.pop();
        }
        let is_whole = name.chars().any(is_of_a_whole_name);
        let (aside, mut called): (Vec<&Word<'_>>, Vec<&Word<'_>>) =
            called.into_iter().partition(|w| w.raw.starts_with(ASIDE));
        // A surname in capitals comes first: "LEAL Bruno".
        let shouted = called.iter().take_while(|w| w.is_shouted()).count();
        if shouted < called.len() {
            called.rotate_left(shouted);
        }
        let mut called = called.into_iter();
        let given: Vec<Vec<String>> = called.next().into_iter().chain(aside).map(|w| w.parts.clone()).collect();
        let mut middle: Vec<String> = called.flat_map(|w| w.parts.iter().cloned()).collect();
        Self { sorted, joined, given, last: middle.pop(), middle, generation, is_whole }
    }

    /// Whether two names are equal, whatever the order of their words.
    pub fn equals(&self, other: &Self) -> bool {
        !self.joined.is_empty() && (self.joined == other.joined || self.sorted == other.sorted)
    }

    /// The words in one text, equal for equal names but for blanks.
    pub fn key(&self) -> String {
        self.sorted.join(" ")
    }

    /// How much alike the two are called; None where they are not.
    pub fn called_alike(&self, other: &Self) -> Option<GivenNames> {
        if self.equals(other) {
            return Some(GivenNames::Equal);
        }
        let of_two = self.generation.zip(other.generation).is_some_and(|(mine, theirs)| mine != theirs);
        if self.is_whole || other.is_whole || of_two || self.has_another_middle(other) {
            return None;
        }
        let pairs = self.given.iter().flat_map(|mine| other.given.iter().map(move |theirs| (mine, theirs)));
        pairs.filter_map(|(mine, theirs)| parts_alike(mine, theirs)).max()
    }

    /// Whether the two share a surname and have different names before it: Ana Maria Leal and Ana Paula Leal.
    fn has_another_middle(&self, other: &Self) -> bool {
        let any_alike =
            || self.middle.iter().any(|mine| other.middle.iter().any(|theirs| word_alike(mine, theirs).is_some()));
        self.last.is_some()
            && self.last == other.last
            && !self.middle.is_empty()
            && !other.middle.is_empty()
            && !any_alike()
    }
}

/// What another name begins with: `Robert "Bob" Leal`, `Robert (Bob) Leal`.
pub(super) const ASIDE: [char; 5] = ['"', '(', '“', '„', '«'];

/// The words in the order in which they are said: what stands behind the comma of "Leal, Bruno" comes first.
fn in_order(name: &str) -> impl Iterator<Item = &str> {
    let (first, second) = match name.split_once(',') {
        Some((last, given)) if !is_only_suffixes(given) => (given, last),
        _ => (name, ""),
    };
    let divides = |c: char| c.is_whitespace() || c == ',' || c == ';' || c == '/';
    [first, second].into_iter().flat_map(move |half| half.split(divides)).filter(|w| !w.is_empty())
}

fn is_only_suffixes(text: &str) -> bool {
    let plain = |w: &str| w.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    text.split(|c: char| c.is_whitespace() || c == ',').map(plain).filter(|w| !w.is_empty()).all(|w| {
        let word = w.as_str();
        DEGREES.contains(&word) || GENERATIONS.iter().any(|(suffix, _)| *suffix == word)
    })
}

/// Lists the words of a name in the order in which they are said.
pub(super) fn words<'t>(name: &'t str, fold: Fold<'_>) -> Vec<Word<'t>> {
    in_order(name).filter_map(|raw| Word::of(raw, fold)).collect()
}

impl<'t> Word<'t> {
    /// As it stands in the name.
    pub(super) fn raw(&self) -> &'t str {
        self.raw
    }

    /// Its parts, folded.
    pub(super) fn parts(&self) -> &[String] {
        &self.parts
    }

    /// Its letters, folded.
    pub(super) fn key(&self) -> String {
        self.parts.concat()
    }

    /// Whether it stands beside a name: a title, a particle.
    pub(super) fn is_beside(&self) -> bool {
        self.is_one_of(&PARTICLES) || self.is_title()
    }

    /// None where it holds no letter.
    pub(super) fn of(raw: &'t str, fold: Fold<'_>) -> Option<Self> {
        let plain: String = fold(raw).chars().filter(|c| !matches!(c, '\'' | '`')).collect();
        let parts: Vec<String> =
            plain.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).map(str::to_string).collect();
        (!parts.is_empty()).then_some(Self { raw, parts })
    }

    fn is(&self, word: &str) -> bool {
        self.parts.concat() == word
    }

    pub(super) fn is_one_of(&self, words: &[&str]) -> bool {
        let whole = self.parts.concat();
        words.contains(&whole.as_str())
    }

    /// Whether it is a title; an abbreviated one ends with a dot, as do abbreviated names ("Wm.") and initials.
    pub(super) fn is_title(&self) -> bool {
        let is_abbreviated = self.raw.ends_with('.')
            && matches!(self.parts.as_slice(), [one] if one.chars().count() > 1 && !nicknames::is_known(one));
        is_abbreviated || self.is_one_of(&TITLES)
    }

    /// Whether it is written in capitals; short words may be initials.
    pub(super) fn is_shouted(&self) -> bool {
        let mut letters = self.raw.chars().filter(|c| c.is_alphabetic());
        self.raw.chars().filter(|c| c.is_alphabetic()).count() > 2 && letters.all(char::is_uppercase)
    }
}

/// Compares two given names part by part: Jean-Pierre is Jean, but not Jean-Paul.
fn parts_alike(a: &[String], b: &[String]) -> Option<GivenNames> {
    if a.concat() == b.concat() {
        return Some(GivenNames::Equal);
    }
    let mut alike = a.iter().zip(b).map(|(mine, theirs)| word_alike(mine, theirs));
    let least = alike.try_fold(GivenNames::Equal, |least, next| next.map(|next| next.min(least)))?;
    Some(if a.len() == b.len() { least } else { GivenNames::Alike })
}

/// Whether two words are equal, or one is the other's initial or usual nickname.
fn word_alike(a: &str, b: &str) -> Option<GivenNames> {
    if a == b {
        return Some(GivenNames::Equal);
    }
    let is_initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let alike = is_initial(a, b) || is_initial(b, a) || nicknames::are_forms_of_one(a, b);
    alike.then_some(GivenNames::Alike)
}

/// Whether a letter belongs to names that are compared whole: ideographs, kana, Hangul.
pub(super) fn is_of_a_whole_name(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3040}'..='\u{30FF}' | '\u{3130}'..='\u{318F}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> PersonName {
        PersonName::of(text, &crate::text::fold)
    }

    #[test]
    fn people_are_called_alike_by_their_given_names_alone() {
        for (a, b, alike) in [
            ("Ana Ribeiro", "Ana Costa", true),
            ("Ana Ribeiro", "A. Ribeiro", true),
            ("Ana Ribeiro", "ANA", true),
            ("Robert Smith", "Bob Jones", true),
            ("José Leal", "Zé Leal", true),
            ("Francisco Leal", "Paco Leal", true),
            ("Johannes Brandt", "Hans Brandt", true),
            ("Wm. Smith", "William Smith", true),
            ("Dr. Ana Ribeiro", "Ana Costa", true),
            ("Dr. med. Anna Huber", "Anna Huber", true),
            ("Leal, Bruno", "Bruno Leal", true),
            ("LEAL Bruno", "Bruno Costa", true),
            ("Robert (Bob) Smith", "Bob Smith", true),
            ("Edmund \"Trip\" Smith", "Trip Smith", true),
            ("Jean-Pierre Dupont", "Jean Dupont", true),
            ("Ji-woo Park", "Jiwoo Park", true),
            ("J.R. Smith", "John Smith", true),
            ("John Smith Jr.", "John Smith", true),
            ("Bruno Leal", "Clara Leal", false),
            ("Dr. Bruno Leal", "Dr. Clara Leal", false),
            ("LEAL Bruno", "LEAL Clara", false),
            ("Leal, Bruno", "Leal, Clara", false),
            ("de Souza", "de Sousa", false),
            ("van Dijk, Jan", "van Dijk, Piet", false),
            ("Paul Leal", "Paula Leal", false),
            ("Maria João Leal", "João Leal", false),
            ("Ana Maria Leal", "Ana Paula Leal", false),
            ("John A. Smith", "John B. Smith", false),
            ("Jean-Pierre Dupont", "Jean-Paul Martin", false),
            ("John Smith Jr", "John Smith Sr", false),
            ("João Leal Filho", "João Leal Neto", false),
            ("佐藤 花子", "佐藤 太郎", false),
            ("김민수", "김지우", false),
            ("B.", "Clara Leal", false),
            ("", "Clara Leal", false),
            ("", "", false),
        ] {
            assert_eq!(name(a).called_alike(&name(b)).is_some(), alike, "{a} and {b}");
            assert_eq!(name(b).called_alike(&name(a)).is_some(), alike, "{b} and {a}");
        }
    }

    #[test]
    fn names_are_equal_in_any_order_and_spelling() {
        for (a, b, equal) in [
            ("Ana Ribeiro", "ana  RIBEIRO", true),
            ("Ribeiro, Ana", "Ana Ribeiro", true),
            ("José da Silva", "Jose Silva", true),
            ("Dr. Ana Ribeiro, MBA", "Ana Ribeiro", true),
            ("O’Neill Seán", "Sean O'Neill", true),
            ("佐藤花子", "佐藤 花子", true),
            ("Ana Ribeiro", "Ana Ribeiro Costa", false),
            ("Ana Ribeiro (Porto)", "Ana Ribeiro (Lisboa)", false),
            ("John Smith Jr", "John Smith", false),
            ("Dr. Who", "Who", true),
            ("De", "De", true),
            ("...", "...", false),
        ] {
            assert_eq!(name(a).equals(&name(b)), equal, "{a} and {b}");
        }
    }
}
