//! The usual short and pet forms of given names, in English, Portuguese, Spanish, German, French and some neighbors of
//! theirs.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A line for each name, with its forms, folded; a form may stand in several lines.
const LINES: &str = include_str!("nicknames.txt");

/// The lines in which each name stands.
static LINES_OF: LazyLock<HashMap<&str, Vec<u16>>> = LazyLock::new(|| {
    let mut lines: HashMap<&str, Vec<u16>> = HashMap::new();
    for (number, line) in (0..).zip(LINES.lines()) {
        for name in line.split(' ') {
            lines.entry(name).or_default().push(number);
        }
    }
    lines
});

/// Whether two folded given names are forms of one: Bob and Robert, Bob and Rob.
pub(super) fn are_forms_of_one(a: &str, b: &str) -> bool {
    let lines = |name: &str| LINES_OF.get(name).map(Vec::as_slice).unwrap_or_default();
    lines(a).iter().any(|line| lines(b).contains(line))
}

/// Whether a folded given name is a usual form of a longer one: Bob of Robert, not Robert of Bob.
pub(super) fn is_form_of(form: &str, name: &str) -> bool {
    let lines = |name: &str| LINES_OF.get(name).map(Vec::as_slice).unwrap_or_default();
    let begins_with = |line: &u16| {
        let text = LINES.lines().nth(usize::from(*line));
        text.and_then(|text| text.split(' ').next()) == Some(name)
    };
    form != name && lines(form).iter().filter(|line| lines(name).contains(line)).any(begins_with)
}

/// Whether a folded word is in the list.
pub(super) fn is_known(name: &str) -> bool {
    LINES_OF.contains_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_pet_forms_are_known_in_several_languages() {
        for (a, b) in [
            ("bob", "robert"),
            ("bob", "rob"),
            ("peggy", "margaret"),
            ("ze", "jose"),
            ("xico", "francisco"),
            ("toze", "antonio"),
            ("paco", "francisco"),
            ("pepe", "jose"),
            ("nacho", "ignacio"),
            ("lola", "dolores"),
            ("hans", "johannes"),
            ("sepp", "josef"),
            ("uschi", "ursula"),
            ("fritz", "friedrich"),
            ("margot", "marguerite"),
            ("manu", "emmanuel"),
            ("gigi", "luigi"),
            ("kees", "cornelis"),
        ] {
            assert!(are_forms_of_one(a, b) && are_forms_of_one(b, a), "{a} and {b}");
        }
    }

    #[test]
    fn a_form_that_two_names_share_does_not_make_them_one() {
        for (a, b) in [
            ("alexander", "alexandra"),
            ("daniel", "daniela"),
            ("paul", "paula"),
            ("samuel", "samantha"),
            ("maria", "mariana"),
            ("bruno", "clara"),
            ("nobody", "nobody"),
        ] {
            assert!(!are_forms_of_one(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn every_line_holds_folded_names_each_once() {
        for line in LINES.lines() {
            let mut names: Vec<&str> = line.split(' ').collect();
            assert!(names.len() > 1 && names.iter().all(|n| n.bytes().all(|b| b.is_ascii_lowercase())), "{line}");
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), line.split(' ').count(), "{line}");
        }
    }
}
