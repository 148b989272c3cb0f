//! Reads a referral in a customer's own words.

use crate::domain::customer::first_name;
use crate::domain::remark::without_marks;

/// What a referral says of somebody; what it does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Referred {
    pub name: String,
    pub company: String,
    /// A number as it stands there.
    pub phone: String,
}

/// Reads who was meant: the name, where they work, and a number.
pub(crate) fn read(text: &str) -> Referred {
    let line = without_marks(text.lines().next().unwrap_or_default());
    let phone = number(text).unwrap_or_default();
    let (before, after) = line.split_at(end_of_name(&line));
    let name = name_in(before);
    let company = if name.is_empty() { String::new() } else { company_in(after).unwrap_or_default() };
    Referred { name, company, phone }
}

/// Finds where the story begins behind a name.
fn end_of_name(line: &str) -> usize {
    let stops = [",", " - ", " – ", " (", ":", " at ", " from ", " who ", " in "];
    stops
        .iter()
        .filter_map(|stop| line.find(stop))
        .chain(line.find(|c: char| c.is_ascii_digit() || c == '+'))
        .min()
        .unwrap_or(line.len())
}

/// Guesses the name: the longest run of words that begin with a capital.
fn name_in(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &&str| is_name(word) && !LEADS_IN.contains(word);
    let runs = words.split(|word| !capital(word)).filter(|run| !run.is_empty());
    // Of two equally long ones take the first: people name the person before the place.
    runs.rev().max_by_key(|run| run.len()).map(|run| run.join(" ")).unwrap_or_default()
}

/// Whether a word begins as a name does. Scripts without capitals have only such words.
fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

/// Guesses the company in what stands behind a name: as far as it reads like a name.
fn company_in(after: &str) -> Option<String> {
    let joints = [", ", " - ", " – ", " at ", " from ", " (", " of "];
    let said = joints.iter().find_map(|joint| after.strip_prefix(joint))?;
    let said = ["of ", "from ", "at ", "the "].iter().fold(said, |said, word| said.strip_prefix(word).unwrap_or(said));
    let end = said.find(|c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '+') || c.is_ascii_digit());
    let said = said.get(..end.unwrap_or(said.len())).unwrap_or_default();
    let said = said.split_once(" - ").or_else(|| said.split_once(" – ")).map_or(said, |(company, _)| company);
    let mut words: Vec<&str> = Vec::new();
    for word in said.split_whitespace() {
        let joins = JOINS.contains(&word) && !words.is_empty();
        if !is_name(word) && !joins {
            break;
        }
        words.push(word);
        // A point behind the first word shortens it, as in "St. Mary".
        if words.len() > 1 && word.ends_with(['.', '!', '?']) {
            break;
        }
    }
    while words.last().is_some_and(|last| JOINS.contains(last)) {
        words.pop();
    }
    let company = words.join(" ");
    let company = company.trim_end_matches(['.', '!', '?']).to_string();
    let leads_in = words.first().is_some_and(|first| LEADS_IN.contains(first));
    (!company.is_empty() && !leads_in).then_some(company)
}

/// Finds the first number that is long enough to be dialed, as it stands there.
fn number(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '(' | ')' | '-' | '.' | '/' | '\u{a0}');
    text.split(|c| !is_part(c)).find_map(|run| {
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let number = run.trim_matches(|c: char| !c.is_ascii_digit() && c != '+' && c != '(');
        let number = if number.matches('(').count() > number.matches(')').count() {
            number.trim_start_matches('(')
        } else {
            number
        };
        (DIALED.contains(&digits) && !is_day(number)).then(|| number.to_string())
    })
}

/// Whether digits are a day, such as 2026-11-23.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '.', '/']).map(str::trim).collect();
    parts.len() == 3
        && parts.iter().all(|part| matches!(part.len(), 1 | 2 | 4))
        && parts.iter().filter(|part| part.len() == 4).count() == 1
}

/// How many digits a telephone number has.
const DIALED: std::ops::RangeInclusive<usize> = 6..=15;

/// Words within the name of a company.
const JOINS: [&str; 10] = ["&", "and", "of", "de", "do", "da", "la", "und", "et", "y"];

/// Words that begin a sentence about somebody and are not a name, in spite of their capital.
const LEADS_IN: [&str; 12] = ["A", "An", "Ask", "Call", "Her", "His", "My", "Our", "Talk", "The", "Their", "Try"];

/// Writes the new customer's facts: who pointed to them, and in what words.
pub(super) fn facts(by: &str, text: &str) -> String {
    format!("{} said: {}", first_name(by), without_marks(text))
}

#[cfg(test)]
mod tests {
    use super::read;

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
            assert_eq!(read(text).name, expected, "{text}");
        }
    }

    #[test]
    fn company_and_number_are_read_where_they_are_said() {
        for (text, company, phone) in [
            ("> Kim Lund, Lund Freight, +45 33 12 34 56", "Lund Freight", "+45 33 12 34 56"),
            ("Kim Lund at Lund & Sons (928 555-0142)", "Lund & Sons", "928 555-0142"),
            ("Kim Lund from the Port of Oslo, call her at (415) 555-0199.", "Port of Oslo", "(415) 555-0199"),
            ("Jim Tranter, Tranter Grain Ltd. He starts 2026-11-23", "Tranter Grain Ltd", ""),
            ("Jim Tranter, her cousin, knows 12 farmers", "", ""),
            ("Dr. Amara Obi – runs the clinic next door, 0803 555 0142", "", "0803 555 0142"),
            ("佐藤 ハルカ, 佐藤水産, 03-5550-0142", "佐藤水産", "03-5550-0142"),
            ("her cousin runs a bakery, Sweet Ltd", "", ""),
            ("Jim 555 0142", "", "555 0142"),
        ] {
            let read = read(text);
            assert_eq!((read.company.as_str(), read.phone.as_str()), (company, phone), "{text}");
        }
        assert_eq!(read("Jim 555 0142").name, "Jim");
    }
}
