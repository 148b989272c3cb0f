//! Which of two spellings of one name says less: initials, nicknames, dropped words and accents, one case for all letters.

use super::nicknames;
use super::person::{Fold, Word, words};

/// Whether a name only says less of what another says: "R. Stone" and "ROBERT STONE" beside "Robert Stone", "Pat" beside
/// "Patrick", "Joao" beside "João". A word of its own makes it another name.
pub fn is_poorer(name: &str, other: &str, fold: Fold<'_>) -> bool {
    let (own, theirs) = (words(name, fold), words(other, fold));
    let mut left: Vec<&Word<'_>> = theirs.iter().collect();
    let mut take = |fits: &dyn Fn(&Word<'_>) -> bool| {
        let at = left.iter().position(|word| fits(word))?;
        Some(left.remove(at))
    };
    let (mut is_less, mut is_more, mut rest) = (false, false, Vec::new());
    // Titles and particles tell nothing of their own.
    let mut said = own.iter().filter(|word| !word.is_beside()).peekable();
    if said.peek().is_none() {
        return false;
    }
    for word in said {
        match take(&|their| their.key() == word.key()) {
            Some(their) => {
                is_less |= is_worse_spelled(word.raw(), their.raw());
                is_more |= is_worse_spelled(their.raw(), word.raw());
            }
            None => rest.push(word),
        }
    }
    for word in rest {
        if take(&|their| is_short_for(word, their, fold)).is_none() {
            return false;
        }
        is_less = true;
    }
    let is_missing = |word: &Word<'_>| !own.iter().any(|own| own.key() == word.key());
    is_less
        || left.iter().any(|word| is_missing(word) && !(is_more && word.is_beside()))
        || name.contains(',') && !other.contains(',')
}

/// Whether a word is an initial, a usual nickname or a part of another, or spells out its letters: Mueller.
fn is_short_for(short: &Word<'_>, long: &Word<'_>, fold: Fold<'_>) -> bool {
    let (short_key, long_key) = (short.key(), long.key());
    let is_initial = short_key.chars().count() == 1 && long_key.starts_with(&short_key);
    let is_part = short.parts().len() < long.parts().len() && long.parts().starts_with(short.parts());
    let is_spelled_out = || short_key == fold(&spelled_out(long.raw())).replace(|c: char| !c.is_alphanumeric(), "");
    is_initial || is_part || nicknames::is_form_of(&short_key, &long_key) || is_spelled_out()
}

/// Writes the letters with dots as two.
fn spelled_out(word: &str) -> String {
    let mut spelled = String::with_capacity(word.len() + 4);
    for c in word.to_lowercase().chars() {
        match c {
            'ä' | 'æ' => spelled.push_str("ae"),
            'ö' | 'ø' => spelled.push_str("oe"),
            'ü' => spelled.push_str("ue"),
            'å' => spelled.push_str("aa"),
            c => spelled.push(c),
        }
    }
    spelled
}

/// Whether a spelling of a word has fewer letters of its own script, or its case says less.
fn is_worse_spelled(word: &str, other: &str) -> bool {
    let accents = |word: &str| word.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    accents(word) < accents(other) || case(word) < case(other)
}

/// How much the case of a word says: nothing where all its letters have one; most where capitals stand within.
fn case(word: &str) -> u8 {
    let cased: Vec<bool> =
        word.chars().filter(|c| c.is_lowercase() || c.is_uppercase()).map(char::is_uppercase).collect();
    let (first, within) = cased.split_first().map_or((false, &[] as &[bool]), |(first, within)| (*first, within));
    match (first, within.iter().any(|upper| *upper), within.iter().all(|upper| *upper)) {
        (false, false, _) => 0,
        (true, true, true) => 0,
        (_, true, _) => 2,
        (true, false, _) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn a_poorer_spelling_says_less_and_nothing_else() {
        for (poor, rich) in [
            ("R. Stone", "Robert Stone"),
            ("r stone", "Robert Stone"),
            ("Robert S.", "Robert Stone"),
            ("J GONCALVES", "José Gonçalves"),
            ("Jose Goncalves", "José Gonçalves"),
            ("Pat Hill", "Patrick Hill"),
            ("Bob Stone", "Robert Stone"),
            ("ze leal", "José Leal"),
            ("ANA RIBEIRO", "Ana Ribeiro"),
            ("ana ribeiro", "Ana Ribeiro"),
            ("Ana", "Ana Ribeiro"),
            ("Ana Ribeiro", "Ana Maria Ribeiro"),
            ("Ana Ribeiro", "Dr. Ana Ribeiro"),
            ("Jose Silva", "José da Silva"),
            ("Dr. Jose Silva", "José Silva"),
            ("Stone, Robert", "Robert Stone"),
            ("Jean Dupont", "Jean-Pierre Dupont"),
            ("Hans Mueller", "Hans Müller"),
            ("Soeren Moeller", "Søren Møller"),
            ("Mcdonald", "McDonald"),
            ("Oneill", "O'Neill"),
        ] {
            assert!(is_poorer(poor, rich, &fold), "{poor} beside {rich}");
            assert!(!is_poorer(rich, poor, &fold), "{rich} beside {poor}");
        }
        for (one, other) in [
            ("Ana Ribeiro", "Ana Ribeiro"),
            ("Ana Costa", "Ana Ribeiro"),
            ("Robert Stone", "Bob Jones"),
            ("R. Jones", "Robert Stone"),
            ("Robert Stone-Miller", "Robert Stone"),
            ("佐藤花子", "佐藤太郎"),
            ("Rob Stone", "Bob Stone"),
            ("", "Ana"),
        ] {
            assert!(!is_poorer(one, other, &fold), "{one} beside {other}");
        }
    }
}
