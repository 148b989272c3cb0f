//! Compares the names of people and companies, however they are written.

use super::nicknames::are_forms_of_one;

/// The most letters in which two names may differ.
const SLIPS: usize = 2;

/// The words of a folded name, without titles.
pub(super) fn name_words(folded: &str) -> Vec<String> {
    const TITLES: [&str; 9] = ["mr", "mrs", "ms", "dr", "prof", "herr", "frau", "sir", "dipl"];
    let joined: String = folded.chars().filter(|c| !matches!(c, '\'' | '`' | '-')).collect();
    let words = || joined.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let named: Vec<String> = words().filter(|w| !TITLES.contains(w)).map(str::to_string).collect();
    if named.is_empty() { words().map(str::to_string).collect() } else { named }
}

/// A company's name without its legal form: "Porto Cold Chain, Lda." and "Porto Coldchain" are one.
pub fn company_key(folded: &str) -> String {
    const FORMS: [&str; 34] = [
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "plc",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "mbh",
        "ag",
        "kg",
        "ohg",
        "ug",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "ab",
        "as",
        "oy",
        "oyj",
        "lda",
        "ltda",
        "pty",
        "the",
        "and",
    ];
    let joined: String = folded.chars().filter(|c| !matches!(c, '\'' | '`' | '.')).collect();
    let words = || joined.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let named: String = words().filter(|w| !FORMS.contains(w)).collect();
    if named.is_empty() { words().collect() } else { named }
}

/// Whether two names may be one person's: the same words in any order, apart from missing words, initials, short forms
/// and slips of the pen. At least one word is whole, or all are nearly so.
pub(super) fn are_alike(a: &[&str], b: &[&str]) -> bool {
    if a.is_empty() || b.is_empty() {
        return false;
    }
    if a.concat() == b.concat() {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut left: Vec<&str> = long.to_vec();
    let mut take = |fits: &dyn Fn(&str) -> bool| {
        let at = left.iter().position(|w| fits(w))?;
        Some(left.swap_remove(at))
    };
    let (mut whole, mut slips, mut shortened) = (false, 0, false);
    let mut rest = Vec::new();
    for word in short.iter().copied() {
        match take(&|w| w == word) {
            Some(_) => whole |= word.len() > 1,
            None => rest.push(word),
        }
    }
    for word in rest {
        let is_form = |w: &str| is_short_for(word, w) || is_short_for(w, word);
        // Anna and Ana are as near as a slip, which says more.
        if take(&|w| is_form(w) && slips_between(word, w).is_none()).is_some() {
            shortened = true;
        } else if let Some(w) = take(&|w| slips_between(word, w).is_some()) {
            slips += slips_between(word, w).unwrap_or(0);
        } else {
            return false;
        }
    }
    slips <= SLIPS && (whole || (!shortened && a.len() == b.len() && a.len() > 1))
}

/// Whether a word is an initial, the beginning, or the usual short form of another.
fn is_short_for(short: &str, long: &str) -> bool {
    if has_digit(short) || has_digit(long) {
        return false;
    }
    let letters = short.chars().count();
    (letters == 1 || letters > 2) && long.starts_with(short) || are_forms_of_one(short, long)
}

/// How many slips apart two words are, if few for their length and with the same first letter. Numbers never slip.
fn slips_between(a: &str, b: &str) -> Option<usize> {
    let letters = a.chars().count().max(b.chars().count());
    let most = match letters {
        0..4 => return None,
        4..8 => 1,
        _ => SLIPS,
    };
    if has_digit(a) || has_digit(b) || a.chars().next() != b.chars().next() {
        return None;
    }
    Some(strsim::osa_distance(a, b)).filter(|slips| *slips <= most)
}

fn has_digit(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}
