//! The line that is typed, as bash hands it over: its words with their quotes, divided at signs within words.

/// A line up to the cursor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The words behind the program, without quotes; the last one is being typed and may be empty.
    pub words: Vec<String>,
    /// How much of the last word stays as it is: bash replaces only what follows a sign within it.
    kept: usize,
    /// The quote that is open at its end.
    open: Option<char>,
}

/// The signs at which bash divides words.
const SIGNS: [char; 3] = ['=', ':', '@'];

impl Line {
    /// Takes words that a shell has put together and freed of quotes.
    pub(super) fn of_words(words: Vec<String>) -> Option<Self> {
        (!words.is_empty()).then_some(Self { words, kept: 0, open: None })
    }

    /// Reads words as bash has them.
    pub(super) fn of_bash(raw: &[String]) -> Option<Self> {
        let mut line = Self { words: Vec::new(), kept: 0, open: None };
        let mut goes_on = false;
        for part in raw {
            let (word, open) = unquoted(part);
            line.open = open;
            let is_sign = !part.is_empty() && part.chars().all(|c| SIGNS.contains(&c));
            match line.words.last_mut() {
                Some(before) if is_sign || goes_on => {
                    line.kept = before.len();
                    before.push_str(&word);
                    if is_sign {
                        line.kept = before.len();
                    }
                    goes_on = is_sign;
                }
                _ => {
                    line.kept = 0;
                    line.words.push(word);
                }
            }
        }
        (!line.words.is_empty()).then_some(line)
    }

    /// The word that is being typed.
    pub(super) fn typed(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The value of an option on the line.
    pub(super) fn value_of(&self, option: &str) -> Option<String> {
        let (_, whole) = self.words.split_last()?;
        let mut words = whole.iter();
        while let Some(word) = words.next() {
            if word == option {
                return words.next().cloned();
            }
            if let Some(value) = word.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')) {
                return Some(value.to_string());
            }
        }
        None
    }

    /// What of a word bash is to put on the line; None where the word does not go on with what it keeps.
    pub(super) fn left_of<'w>(&self, word: &'w str) -> Option<&'w str> {
        self.typed().get(..self.kept).and_then(|kept| word.strip_prefix(kept))
    }

    /// Quotes a word for bash where it goes; None where that can't be done.
    pub(super) fn quoted(&self, word: &str) -> Option<String> {
        let is_plain = |c: char| c.is_alphanumeric() || "-_./:=@%+,…".contains(c);
        match self.open {
            // Within quotes a word goes as it is, or not at all.
            Some('\'') => (!word.contains('\'')).then(|| word.to_string()),
            Some(_) => (!word.contains(['"', '\\', '$', '`', '!'])).then(|| word.to_string()),
            None => {
                let quoted = word.chars().map(|c| if is_plain(c) { c.to_string() } else { format!("\\{c}") });
                Some(quoted.collect())
            }
        }
    }

    /// Leaves no words by which a shell would take away what is typed: it puts what all of them begin with in its place.
    pub(super) fn keep_what_is_typed(&self, words: &mut Vec<(String, String)>) {
        let typed = self.typed().get(self.kept..).unwrap_or_default();
        let typed = typed.to_lowercase();
        let goes_on = |word: &str| word.to_lowercase().starts_with(&typed);
        if let [_, _, ..] = words.as_slice()
            && words.iter().any(|(word, _)| !goes_on(word) || common(words) < typed.chars().count())
        {
            let exact = self.typed().get(self.kept..).unwrap_or_default();
            words.retain(|(word, _)| word.starts_with(exact));
        }
    }
}

/// Counts the letters with which all words begin.
fn common(words: &[(String, String)]) -> usize {
    let Some(((first, _), others)) = words.split_first() else { return 0 };
    let alike = |other: &str| first.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    others.iter().map(|(other, _)| alike(other)).min().unwrap_or_else(|| first.chars().count())
}

/// Takes the quotes from a word, and tells which of them is still open.
fn unquoted(raw: &str) -> (String, Option<char>) {
    let (mut word, mut open) = (String::new(), None);
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        match (open, c) {
            (Some(quote), c) if c == quote => open = None,
            (None, '\'' | '"') => open = Some(c),
            (None | Some('"'), '\\') => word.extend(chars.next()),
            _ => word.push(c),
        }
    }
    (word, open)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(raw: &[&str]) -> Line {
        Line::of_bash(&raw.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn words_that_bash_divides_are_put_together() {
        for (raw, words, kept) in [
            (&["show", "an"][..], &["show", "an"][..], 0),
            (&["--db", "=", "/tmp/x.db", "show", ""], &["--db=/tmp/x.db", "show", ""], 0),
            (&["praise", "--customer", "=", "an"], &["praise", "--customer=an"], 11),
            (&["praise", "--customer", "="], &["praise", "--customer="], 11),
            (&["list", "tag", ":", "spring"], &["list", "tag:spring"], 4),
            (&["list", "tag", ":"], &["list", "tag:"], 4),
        ] {
            let line = line(raw);
            assert_eq!(
                (line.words.as_slice(), line.kept),
                (&words.iter().map(ToString::to_string).collect::<Vec<_>>()[..], kept)
            );
        }
        assert_eq!(line(&["--db", "=", "/tmp/x.db", "show", ""]).value_of("--db").as_deref(), Some("/tmp/x.db"));
        assert_eq!(line(&["show", "--db", "b.db", "a"]).value_of("--db").as_deref(), Some("b.db"));
    }

    #[test]
    fn quotes_are_taken_away_and_put_back() {
        for (raw, word, open) in [
            ("ana", "ana", None),
            ("spring\\ f", "spring f", None),
            ("'spring f", "spring f", Some('\'')),
            ("\"spring \\\" f", "spring \" f", Some('"')),
            ("'a'b", "ab", None),
        ] {
            assert_eq!(unquoted(raw), (word.to_string(), open), "{raw}");
        }
        assert_eq!(line(&["spr"]).quoted("spring fair").as_deref(), Some("spring\\ fair"));
        assert_eq!(line(&["spr"]).quoted("$(touch x)").as_deref(), Some("\\$\\(touch\\ x\\)"));
        assert_eq!(line(&["'spr"]).quoted("spring fair").as_deref(), Some("spring fair"));
        assert_eq!(line(&["\"spr"]).quoted("spring `x`"), None);
        assert_eq!(line(&["'spr"]).quoted("spring's"), None);
    }

    #[test]
    fn what_is_typed_is_never_taken_away() {
        let left = |typed: &str, words: &[&str]| {
            let mut words: Vec<_> = words.iter().map(|word| (word.to_string(), String::new())).collect();
            line(&[typed]).keep_what_is_typed(&mut words);
            words.into_iter().map(|(word, _)| word).collect::<Vec<_>>()
        };
        assert_eq!(left("sal", &["Sally", "Salma"]), ["Sally", "Salma"]);
        assert_eq!(left("Jose", &["José", "Josefa"]), ["Josefa"]);
        assert!(left("sal", &["SALLY", "Salma"]).is_empty());
        assert_eq!(left("jose", &["José"]), ["José"]);
    }
}
