//! What a list of customers is narrowed to: words, and keys such as `city:porto` and `is:due`. Every part must hold.
//!
//! Letters' case and accents do not matter, and quotes keep blanks together. The command line and the screens read it here.

use super::choice::{Choice, choices};

choices! {
    /// A state that `is:` asks for.
    State, "state" {
        /// In the rotation.
        Favorite = "favorite",
        /// A past buyer.
        Past = "past",
        /// A past buyer who should hear from us.
        Due = "due",
        /// Somebody who buys from us now.
        Active = "active",
        /// Shared with a team.
        Shared = "shared",
        /// Out of sight; without it a list shows everybody else.
        Archived = "archived",
    }

    /// A field that a key asks for.
    Key, "key" {
        /// Where they are.
        City = "city",
        /// Where they work.
        Company = "company",
        /// Any part of one of their numbers, however it is spaced.
        Phone = "phone",
        /// A label that the user, or a file, gave them.
        Tag = "tag",
    }
}

/// The parts of a filter, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words without a key: each must begin a word of something that the book knows of them.
    pub words: Vec<String>,
    /// Words in quotes, which must stand together there.
    pub phrases: Vec<String>,
    /// Values of keys: each word must begin a word of the field.
    pub fields: Vec<(Key, String)>,
    /// States that are asked for.
    pub states: Vec<State>,
    /// What could not be read, in words for people; a list leaves it out.
    pub problems: Vec<String>,
}

/// The key of states.
const IS: &str = "is";
/// The fewest letters before a colon that are a key, known or not.
const KEY_LETTERS: usize = 2;
/// The least likeness, of 1, of a word to the key that it was meant for.
const ALIKE: f64 = 0.8;

/// A word of a filter: its key if it has one, its value, and whether the value was quoted.
#[derive(Debug)]
struct Token {
    key: Option<String>,
    value: String,
    quoted: bool,
}

impl Filter {
    /// Reads a line; what can't be read is a problem, and the rest holds. A quote that is still open reaches to the end.
    pub fn parse(line: &str) -> Self {
        let mut filter = Self::default();
        for token in tokens(line) {
            filter.add(token);
        }
        filter
    }

    /// Reads a line while it is typed: what may still become right at its end asks for nothing, and is no problem yet.
    pub fn parse_typed(line: &str) -> Self {
        let mut tokens = tokens(line);
        let goes_on = !line.ends_with(char::is_whitespace);
        if goes_on && tokens.last().is_some_and(Token::is_begun) {
            tokens.pop();
        }
        let mut filter = Self::default();
        tokens.into_iter().for_each(|token| filter.add(token));
        filter
    }

    /// Reads the arguments of a command. A shell has taken their quotes, so the blanks behind a key belong to its value.
    pub fn of_arguments(arguments: &[String]) -> Self {
        let mut filter = Self::default();
        for argument in arguments {
            let mut open: Option<Token> = None;
            for token in tokens(argument) {
                match &mut open {
                    Some(before) if token.key.is_none() && !before.quoted && !token.quoted => {
                        before.value.push(' ');
                        before.value.push_str(&token.value);
                    }
                    _ => {
                        open.take().into_iter().for_each(|before| filter.add(before));
                        if token.key.is_some() { open = Some(token) } else { filter.add(token) }
                    }
                }
            }
            open.into_iter().for_each(|token| filter.add(token));
        }
        filter
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty() && !self.has_keys()
    }

    /// Whether anything but words is asked for.
    pub fn has_keys(&self) -> bool {
        !(self.fields.is_empty() && self.states.is_empty())
    }

    /// Returns what is asked for by keys alone.
    pub fn keys(&self) -> Self {
        Self { fields: self.fields.clone(), states: self.states.clone(), ..Self::default() }
    }

    /// The words of the keys and states, for messages and help.
    pub fn language() -> String {
        let keys: Vec<String> = Key::ALL.iter().map(|key| format!("{}:", key.as_str())).collect();
        format!("{}, and {IS}: with {}", keys.join(", "), State::list())
    }

    fn add(&mut self, Token { key, value, quoted }: Token) {
        let Some(key) = key else {
            if quoted {
                self.phrases.push(value);
            } else {
                self.words.push(value);
            }
            return;
        };
        if key == IS {
            match state(&value) {
                Some(state) => self.states.push(state),
                None => self.problems.push(no_state(&value)),
            }
            return;
        }
        match Key::parse(&key) {
            None => self.problems.push(match nearest_key(&key) {
                Some(near) => format!("{key}: is not a key; did you mean {near}:?"),
                None => format!("{key}: is not a key; a word alone is found anywhere"),
            }),
            Some(known) if value.trim().is_empty() => {
                self.problems.push(format!("{key}: what? Write {key}:{}", example(known)));
            }
            Some(Key::Phone) if !value.chars().any(char::is_numeric) => {
                self.problems.push(format!("phone: takes digits, as in phone:{}", example(Key::Phone)));
            }
            Some(known) => self.fields.push((known, value)),
        }
    }
}

impl Token {
    /// Whether this may be the beginning of something that can be read.
    fn is_begun(&self) -> bool {
        let Some(key) = &self.key else { return false };
        let value = self.value.trim().to_lowercase();
        match Key::parse(key) {
            Some(Key::Phone) => !value.chars().any(char::is_numeric),
            Some(_) => value.is_empty(),
            None => key == IS && state(&value).is_none() && State::ALL.iter().any(|s| s.as_str().starts_with(&value)),
        }
    }
}

/// Reads a state; "favourite" and "favorites" are the same.
fn state(value: &str) -> Option<State> {
    match value.to_lowercase().as_str() {
        "favourite" | "favorites" | "favourites" => Some(State::Favorite),
        other => State::parse(other),
    }
}

/// Says that a state is unknown, and offers the nearest.
fn no_state(value: &str) -> String {
    let list = format!("{IS}: takes {}", State::list());
    match nearest(value, State::ALL.iter().map(|state| state.as_str())) {
        _ if value.trim().is_empty() => list,
        Some(near) => format!("{IS}:{value}: did you mean {IS}:{near}? {list}"),
        None => list,
    }
}

/// Returns the key that was meant; None where none is alike.
fn nearest_key(key: &str) -> Option<&'static str> {
    let near = nearest(key, Key::ALL.iter().map(|key| key.as_str()).chain([IS]))?;
    (strsim::jaro_winkler(&key.to_lowercase(), near) >= ALIKE).then_some(near)
}

fn nearest(word: &str, among: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let likeness = |other: &str| strsim::jaro_winkler(&word.to_lowercase(), other);
    among.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}

fn example(key: Key) -> &'static str {
    match key {
        Key::City => "porto",
        Key::Company => "bright",
        Key::Phone => "225550",
        Key::Tag => "vip",
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Splits a line at blanks outside quotes; a quote that is still open reaches to the end.
fn tokens(line: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(first) = chars.peek().copied() {
        if first.is_whitespace() {
            chars.next();
            continue;
        }
        let (mut key, mut value, mut quoted, mut inside) = (None, String::new(), false, false);
        while let Some(c) = chars.next_if(|c| inside || !c.is_whitespace()) {
            if is_quote(c) {
                inside = !inside;
                quoted = true;
            } else if c == ':' && key.is_none() && !quoted && is_key(&value) && chars.peek() != Some(&'/') {
                key = Some(std::mem::take(&mut value).to_lowercase());
            } else {
                value.push(c);
            }
        }
        if key.is_some() || !value.trim().is_empty() {
            tokens.push(Token { key, value: value.trim().to_string(), quoted });
        }
    }
    tokens
}

/// Whether a word before a colon is a key, known or not: letters alone. An hour or an address is not.
fn is_key(word: &str) -> bool {
    word.len() >= KEY_LETTERS && word.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Filter {
        let filter = Filter::parse(line);
        assert_eq!(filter.problems, [""; 0], "{line}");
        filter
    }

    #[test]
    fn words_and_keys_are_told_apart() {
        let filter = read("ana City:porto is:favorite phone:+351-22 rib");
        assert_eq!(filter.words, ["ana", "rib"]);
        assert_eq!(filter.fields, [(Key::City, "porto".into()), (Key::Phone, "+351-22".into())]);
        assert_eq!(filter.states, [State::Favorite]);
        assert!(read("  ").is_empty() && !read("\"re:boxes\" 9:30 https://bright.example").has_keys());
    }

    #[test]
    fn quotes_keep_blanks_together() {
        assert_eq!(read("city:\"são paulo\" x").fields, [(Key::City, "são paulo".into())]);
        assert_eq!(read("company:“Bright Dental”").fields, [(Key::Company, "Bright Dental".into())]);
        assert_eq!(read("\"ana ribeiro\" \"is:past").phrases, ["ana ribeiro", "is:past"]);
    }

    #[test]
    fn behind_a_shell_the_blanks_belong_to_the_key() {
        let of =
            |arguments: &[&str]| Filter::of_arguments(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(of(&["city:são paulo", "ana"]), read("city:\"são paulo\" ana"));
        assert_eq!(of(&["city:são paulo is:past"]), read("city:\"são paulo\" is:past"));
        assert_eq!(of(&["ana rib city:porto"]), read("ana rib city:porto"));
        assert_eq!(of(&["city:\"são paulo\" ana"]), read("city:\"são paulo\" ana"), "quotes that reached us count");
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_holds() {
        for (line, said) in [
            ("tag: is:past", "Write tag:vip"),
            ("is:rich is:past", "favorite, past, due, active, shared or archived"),
            ("is:favrite is:past", "did you mean is:favorite?"),
            ("is: is:past", "is: takes favorite"),
            ("city: is:past", "Write city:porto"),
            ("phone:none is:past", "takes digits"),
            ("comapny:bright is:past", "did you mean company:?"),
            ("town:porto is:past", "town: is not a key"),
            ("name:ana is:past", "name: is not a key; a word alone is found anywhere"),
        ] {
            let filter = Filter::parse(line);
            assert!(filter.problems.len() == 1 && filter.problems[0].contains(said), "{line}: {:?}", filter.problems);
            assert_eq!(filter.states, [State::Past], "{line}");
        }
    }

    #[test]
    fn what_is_still_being_typed_is_no_problem_yet() {
        for line in ["is:", "is:fav", "IS:ARCH", "city:", "phone:", "phone:+", "tag:", "co", "\"ana rib"] {
            assert_eq!(Filter::parse_typed(line).problems, [""; 0], "{line}");
        }
        for line in ["is:fox", "is:fav ", "city: ", "comapny:", "is:fav is:past"] {
            assert_eq!(Filter::parse_typed(line).problems.len(), 1, "{line}");
        }
        let filter = Filter::parse_typed("porto is:past is:fav");
        assert_eq!((filter.words, filter.states), (vec!["porto".to_string()], vec![State::Past]));
    }

    #[test]
    fn every_part_of_the_language_is_read() {
        let filter = read("tag:\"key account\" is:active is:shared is:archived is:due is:favourites company:x");
        assert_eq!(filter.fields, [(Key::Tag, "key account".into()), (Key::Company, "x".into())]);
        assert_eq!(filter.states, [State::Active, State::Shared, State::Archived, State::Due, State::Favorite]);
        assert_eq!(filter.keys(), filter);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_line_is_read_and_every_part_of_it_is_kept(line in "([a-z]{1,4}|:|\"|“|[ ]|is:past|city:|ß|/){0,12}") {
            let filter = Filter::parse(&line);
            let parts = filter.words.len() + filter.phrases.len() + filter.fields.len() + filter.states.len();
            let blank = line.chars().all(|c| c.is_whitespace() || is_quote(c));
            proptest::prop_assert_eq!(parts + filter.problems.len() == 0, blank || tokens(&line).is_empty());
            proptest::prop_assert!(filter.words.iter().chain(&filter.phrases).all(|word| !word.trim().is_empty()));
        }
    }
}
