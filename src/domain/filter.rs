//! What a list of customers is narrowed to: words, and keys such as `city:porto` and `is:due`. Every part must hold.

/// A state that `is:` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// In the rotation.
    Favorite,
    /// A past buyer.
    Past,
    /// A past buyer who should hear from us.
    Due,
}

/// A field that a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Where they are.
    City,
    /// Where they work.
    Company,
    /// Any part of their numbers.
    Phone,
}

/// The parts of a filter, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words without a key: each must begin a word of the name, the company or the email.
    pub words: Vec<String>,
    /// Words in quotes, which must stand together there.
    pub phrases: Vec<String>,
    /// Values of keys.
    pub fields: Vec<(Key, String)>,
    /// States that are asked for.
    pub states: Vec<State>,
    /// What could not be read, in words for people; a list leaves it out.
    pub problems: Vec<String>,
}

/// The keys, for messages.
const KEYS: [&str; 5] = ["city", "company", "phone", "is", "tag"];
/// How like a key a word must be to count as one that was mistyped, from 0 to 1.
const NEAR: f64 = 0.85;

/// A word of a filter: its key if it has one, its value, and whether the value was quoted.
struct Token {
    key: Option<String>,
    value: String,
    quoted: bool,
}

impl Filter {
    /// Reads a line; what can't be read is a problem, and the rest holds. Quotes keep blanks together.
    pub fn parse(line: &str) -> Self {
        let mut filter = Self::default();
        for token in tokens(line) {
            filter.add(token);
        }
        filter
    }

    /// Reads the arguments of a command. A shell has taken their quotes, so the blanks behind a key belong to its value.
    pub fn of_arguments(arguments: &[String]) -> Self {
        let mut filter = Self::default();
        for argument in arguments {
            let mut open: Option<Token> = None;
            for token in tokens(argument) {
                match &mut open {
                    Some(before) if token.key.is_none() => {
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
        self.words.is_empty() && !self.has_keys()
    }

    /// Whether anything but plain words is asked for.
    pub fn has_keys(&self) -> bool {
        !(self.phrases.is_empty() && self.fields.is_empty() && self.states.is_empty())
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
        if value.trim().is_empty() {
            self.problems.push(format!("{key}: what? Write {key}:{}", example(&key)));
            return;
        }
        match key.as_str() {
            "city" => self.fields.push((Key::City, value)),
            "company" => self.fields.push((Key::Company, value)),
            "phone" if value.chars().any(char::is_numeric) => self.fields.push((Key::Phone, value)),
            "phone" => self.problems.push("phone: takes digits".into()),
            "is" => match value.to_lowercase().as_str() {
                "favorite" | "favourite" | "favorites" => self.states.push(State::Favorite),
                "past" => self.states.push(State::Past),
                "due" => self.states.push(State::Due),
                _ => self.problems.push("is: takes favorite, past or due".into()),
            },
            "tag" => self.problems.push("tag: there are no tags yet".into()),
            other => {
                let near = KEYS.iter().max_by(|a, b| likeness(a, other).total_cmp(&likeness(b, other)));
                self.problems.push(format!("{other}: did you mean {}:?", near.unwrap_or(&"city")));
            }
        }
    }
}

/// How like two words are, from 0 to 1.
fn likeness(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

fn example(key: &str) -> &'static str {
    match key {
        "city" => "porto",
        "company" => "bright",
        "phone" => "225550",
        "is" => "favorite",
        _ => "vip",
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
            } else if c == ':' && key.is_none() && !quoted && is_key(&value) {
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

/// Whether a word before a colon is a key, or one that was mistyped; others are words of their own, as in "re: boxes".
fn is_key(word: &str) -> bool {
    let word = word.to_lowercase();
    KEYS.iter().any(|key| *key == word || (word.len() > 2 && likeness(key, &word) >= NEAR))
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
        assert!(read("  ").is_empty() && !read("re:boxes").has_keys());
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
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_holds() {
        for (line, said) in [
            ("tag:vip is:past", "there are no tags yet"),
            ("is:rich is:past", "favorite, past or due"),
            ("city: is:past", "Write city:porto"),
            ("phone:none is:past", "takes digits"),
            ("comapny:bright is:past", "did you mean company:?"),
        ] {
            let filter = Filter::parse(line);
            assert!(filter.problems.len() == 1 && filter.problems[0].contains(said), "{line}: {:?}", filter.problems);
            assert_eq!(filter.states, [State::Past], "{line}");
        }
    }
}
