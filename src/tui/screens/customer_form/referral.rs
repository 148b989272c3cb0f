//! Reads a referral in a customer's own words.

use crate::domain::customer::first_name;
use crate::domain::remark::without_marks;

/// Guesses the name in a referral: the longest run of words that begin with a capital, before the first comma or the
/// like.
pub(crate) fn name(text: &str) -> String {
    let line = without_marks(text.lines().next().unwrap_or_default());
    let end = [",", " - ", " – ", " (", ":", " at ", " from ", " who ", " in "]
        .iter()
        .filter_map(|stop| line.find(stop))
        .min()
        .unwrap_or(line.len());
    let words: Vec<&str> = line.get(..end).unwrap_or_default().split_whitespace().collect();
    let capital = |word: &&str| {
        let first = word.chars().next();
        first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase()) && !LEADS_IN.contains(word)
    };
    let runs = words.split(|word| !capital(word)).filter(|run| !run.is_empty());
    // Of two equally long ones take the first: people name the person before the place.
    runs.rev().max_by_key(|run| run.len()).map(|run| run.join(" ")).unwrap_or_default()
}

/// Words that begin a sentence about somebody and are not a name, in spite of their capital.
const LEADS_IN: [&str; 12] = ["A", "An", "Ask", "Call", "Her", "His", "My", "Our", "Talk", "The", "Their", "Try"];

/// Writes the new customer's facts: who pointed to them, and in what words.
pub(super) fn facts(by: &str, text: &str) -> String {
    format!("{} said: {}", first_name(by), without_marks(text))
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn the_name_of_a_referral_ends_where_the_story_begins() {
        for (text, expected) in [
            ("Kim Lund, Lund Freight", "Kim Lund"),
            ("Kim Lund at Lund Freight", "Kim Lund"),
            ("Dr. Amara Obi – runs the clinic next door", "Dr. Amara Obi"),
            ("Her neighbor Jim Tranter, Tranter Grain", "Jim Tranter"),
            ("佐藤 ハルカ, 佐藤水産", "佐藤 ハルカ"),
            ("her cousin runs a bakery and may want the same", ""),
            ("", ""),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
    }
}
