//! Says what is wrong in a configuration that the TOML parser refused: the line, the key, and what it takes.

use super::nearest;
use super::read::{self, Source};
use crate::error::Error;

/// Explains why the parser refused the text of a configuration.
pub(super) fn explain(error: &toml::de::Error, source: Source<'_>) -> Error {
    let line = error.span().map_or(1, |s| line_of(source.text, s.start));
    let place = format!("{}, line {line}", source.path.display());
    if let Some(quote) = curly_quote(source.text.lines().nth(line - 1).unwrap_or_default()) {
        return Error::usage(format!("{place}: {quote} does not quote a value in a configuration"))
            .help("write straight quotes: timezone = \"Europe/Lisbon\"");
    }
    let Some((key, valid)) = unknown_key(error.message()) else {
        if let Some(wrong) = wrong_kind(error, source.text) {
            return Error::usage(format!("{place}: {wrong}"))
                .help("goodcall config init writes an example with every key and its default");
        }
        return Error::usage(format!("{place}: {}", error.message().trim()))
            .help("goodcall config init writes an example with every key and its default");
    };
    let error = Error::usage(format!("{place}: unknown key \"{key}\""));
    match nearest(key, &valid) {
        Some(near) => error.help(format!("did you mean \"{near}\"?")),
        None => error.help(format!("the keys here are {}", valid.join(", "))),
    }
}

/// Finds a quotation mark of word processors where a value begins.
fn curly_quote(line: &str) -> Option<char> {
    let value = line.split_once('=')?.1.trim_start().trim_start_matches(['[', ' ']);
    value.chars().next().filter(|c| "\u{201c}\u{201d}\u{201e}\u{2018}\u{2019}\u{201a}\u{ab}\u{bb}".contains(*c))
}

/// Says of a value of another kind what its key takes: `visits_a_day: -1 is not from 1 to 24`. None where the parser's own
/// words do.
fn wrong_kind(error: &toml::de::Error, text: &str) -> Option<String> {
    let takes = error.message().lines().next()?.rsplit_once(", expected ")?.1;
    let span = error.span()?;
    let before = text.get(..span.start)?.trim_end();
    let (before, is_in_list) = match before.strip_suffix('=') {
        Some(before) => (before, false),
        None => (begins_list(before)?, true),
    };
    let key = before.trim_end().rsplit(|c: char| c.is_whitespace() || "{,.".contains(c)).next()?;
    let key = key.trim_matches(['"', '\'']);
    let value = text.get(span)?;
    let why = match takes.trim() {
        "u8" | "u32" => read::numbers_of(key).map_or_else(
            || "is not a whole number of 0 or more".to_string(),
            |numbers| format!("is not from {} to {}", numbers.start(), numbers.end()),
        ),
        "a string" if is_in_list => "is not a text; each in this list stands in straight quotes".into(),
        "a text or a list of texts" => format!("is not a text or a list of texts; write {key} = [\"…\"]"),
        "a string" => "is not a text; write it in straight quotes".into(),
        "a boolean" => "is not true or false".into(),
        "a map" => format!("is not a section; write [{key}] on a line of its own"),
        takes if takes.starts_with("struct ") => format!("is not a section; write [{key}] on a line of its own"),
        _ => return None,
    };
    Some(format!("{key}: {value} {why}"))
}

/// Finds the key whose list is open at the end of a text: what stands before its `=`.
fn begins_list(before: &str) -> Option<&str> {
    let is_key = |key: &str| {
        let key = key.trim().trim_matches(['"', '\'']);
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    };
    let keys = before.lines().filter_map(|line| line.split_once('='));
    keys.filter(|(key, list)| is_key(key) && list.trim_start().starts_with('[')).map(|(key, _)| key).next_back()
}

/// Reads the unknown key and the valid keys from a message of the TOML parser.
fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let (key, rest) = message.strip_prefix("unknown field `")?.split_once('`')?;
    Some((key, rest.split('`').skip(1).step_by(2).collect()))
}

fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::super::Visits;
    use super::*;

    #[test]
    fn what_the_parser_says_of_an_unknown_key_is_understood() {
        let said = toml::from_str::<Visits>("hired = \"2026-11-23\"").unwrap_err();
        let valid =
            vec!["touches_a_year", "field_days_a_quarter", "visits_a_day", "hired_on", "field_days_first_month"];
        assert_eq!(unknown_key(said.message()), Some(("hired", valid)));
        let other = toml::from_str::<Visits>("touches_a_year = \"two\"").unwrap_err();
        assert_eq!(unknown_key(other.message()), None);
    }
}
