//! The months as exports name them, in the languages whose columns are known.

use crate::text;

/// How the names of each month begin, without accents, in English, German, French, Spanish, Portuguese, Italian and
/// Dutch.
const BEGINNINGS: [&[&str]; 12] = [
    &["jan", "gen", "ene"],
    &["feb", "fev"],
    &["mar", "maa", "mrt", "mrz"],
    &["apr", "abr", "avr"],
    &["mai", "may", "mei", "mag"],
    &["jun", "juin", "giu"],
    &["jul", "juil", "lug"],
    &["aug", "ago", "aou"],
    &["sep", "set"],
    &["oct", "okt", "out", "ott"],
    &["nov"],
    &["dec", "dez", "dic"],
];

/// Finds the month, 1 to 12, of a word that begins as its name does: "March", "mars", "Mrz".
pub(super) fn month_named(word: &str) -> Option<u32> {
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let word = text::fold(word);
    let found = BEGINNINGS.iter().position(|begins| begins.iter().any(|b| word.starts_with(b)))?;
    u32::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_known_in_every_language_of_the_columns() {
        for (number, names) in [
            (1, "January Januar janvier enero janeiro gennaio januari Jän"),
            (2, "February Februar février febrero fevereiro febbraio februari"),
            (3, "March März Mrz mars marzo março maart mrt"),
            (4, "April avril abril aprile"),
            (5, "May Mai mayo maio maggio mei"),
            (6, "June Juni juin junio junho giugno"),
            (7, "July Juli juillet julio julho luglio"),
            (8, "August août agosto augustus"),
            (9, "Sept septembre septiembre setembro settembre"),
            (10, "October Oktober octobre outubro ottobre"),
            (11, "November noviembre novembro"),
            (12, "December Dezember décembre diciembre dicembre"),
        ] {
            for name in names.split(' ') {
                assert_eq!(month_named(name), Some(number), "{name}");
            }
        }
        for word in ["yesterday", "T10", "de", "PM", "Montag", ""] {
            assert_eq!(month_named(word), None, "{word}");
        }
    }
}
