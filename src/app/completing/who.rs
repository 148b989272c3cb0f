//! The words by which a shell completes a customer. They are letters, digits and hyphens alone, which no shell takes for
//! anything else, whatever the name is; and WHO understands them, as the beginnings of words or with the id behind.

use super::{Completion, Completions, SHOWN};
use crate::app::customers::Visibility;
use crate::book::Book;
use crate::book::who::{Match, WhoMatch};
use crate::error::Result;
use crate::text;

/// How many customers are looked at.
const LOOKED_AT: usize = 2 * SHOWN;
/// How many words of a name, and of a company, are typed at most.
const WORDS: usize = 6;

/// What the user typed of a WHO.
struct Typed<'t> {
    /// The words before.
    before: &'t [String],
    /// What of the last word is complete, up to its last hyphen, with it.
    head: &'t str,
    /// What of it goes on.
    last: &'t str,
    /// What of a customer's words is typed already, folded.
    known: Vec<String>,
}

impl<'t> Typed<'t> {
    fn new(before: &'t [String], typed: &'t str) -> Self {
        let (head, last) = typed.split_at_checked(typed.rfind('-').map_or(0, |at| at + 1)).unwrap_or(("", typed));
        let known = text::search_query(&format!("{} {head}", before.join(" "))).unwrap_or_default();
        Self { before, head, last, known }
    }

    /// Whether nothing is typed yet.
    fn is_nothing(&self) -> bool {
        self.before.is_empty() && self.head.is_empty() && self.last.is_empty()
    }

    /// Writes what the user would have typed with these words as the end of the last.
    fn word(&self, words: &[String]) -> String {
        format!("{}{}", self.head, words.join("-"))
    }

    /// The WHO with a word as its last.
    fn who(&self, word: &str) -> String {
        self.before.iter().map(String::as_str).chain([word]).collect::<Vec<_>>().join(" ")
    }
}

/// Completes a customer.
pub(super) fn complete(book: &Book, before: &[String], typed: &str, shown: Visibility) -> Result<Completions> {
    // A sign that no word has is in no completion either.
    if !typed.chars().all(|c| c.is_alphanumeric() || c == '-') {
        return Ok(Completions::default());
    }
    let typed = Typed::new(before, typed);
    let mut found = Vec::new();
    if typed.before.is_empty() && typed.head.is_empty() {
        found = book.named_customers(&text::fold(typed.last), shown, LOOKED_AT + 1)?;
    }
    // The index also finds what begins within a name; of a letter that all mailboxes have, it finds little else.
    if found.len() <= SHOWN
        && let Some(words) = text::search_query(&typed.who(&format!("{}{}", typed.head, typed.last)))
    {
        let others = book.begun_customers(&words, LOOKED_AT + 1)?;
        found.extend(others.into_iter().filter(|other| found.iter().all(|one| one.id != other.id)).collect::<Vec<_>>());
    }
    let mut are_more = found.len() > LOOKED_AT;
    let mut words: Vec<Completion> = Vec::new();
    for one in found.iter().filter(|one| one.archived == (shown == Visibility::Archived)) {
        let Some(word) = word_of(book, one, &typed)? else { continue };
        if words.len() == SHOWN {
            are_more = true;
            break;
        }
        let about = match &one.company {
            Some(company) => format!("{}, {company}", one.name),
            None => one.name.clone(),
        };
        words.push(Completion { word, about });
    }
    Ok(Completions { words, are_more })
}

/// Finds the shortest word that means this customer alone; None where they are found by what is no word of theirs.
fn word_of(book: &Book, one: &Match, typed: &Typed<'_>) -> Result<Option<String>> {
    let (mut name, mut company) = (words_of(&one.name), words_of(one.company.as_deref().unwrap_or_default()));
    for known in &typed.known {
        for words in [&mut name, &mut company] {
            if let Some(at) = words.iter().position(|word| word.starts_with(known.as_str())) {
                words.remove(at);
                break;
            }
        }
    }
    let begins = text::fold(typed.last);
    let mut ways = Vec::new();
    if typed.last.is_empty() {
        ways.push(name.clone());
    } else {
        let found = [&mut name, &mut company]
            .into_iter()
            .find_map(|words| words.iter().position(|word| word.starts_with(&begins)).map(|at| words.remove(at)));
        let Some(word) = found else { return Ok(None) };
        // What the user typed in letters of their own stays as it is: a shell keeps only what goes on with it.
        let rest = word.get(begins.len()..).unwrap_or_default();
        let first = if typed.last.is_ascii() { word.clone() } else { format!("{}{rest}", typed.last) };
        ways.push([vec![first], name.clone()].concat());
        if !typed.last.is_ascii() {
            ways.push([vec![typed.last.to_string(), word], name.clone()].concat());
        }
    }
    let Some(longest) = ways.last().cloned() else { return Ok(None) };
    if longest.is_empty() && !typed.is_nothing() {
        // All of them is typed.
        return Ok(None);
    }
    if !company.is_empty() {
        ways.push([longest.clone(), company].concat());
    }
    for words in &ways {
        let word = typed.word(words);
        let is_plain = word.chars().any(char::is_alphabetic);
        if is_plain && matches!(book.who(&typed.who(&word))?, WhoMatch::One(id) if id == one.id) {
            return Ok(Some(word));
        }
    }
    Ok(Some(typed.word(&[longest, vec![one.id.to_string()]].concat())))
}

/// Lists the words of a name as WHO knows them: plain letters, joined at apostrophes and divided at all other signs.
fn words_of(name: &str) -> Vec<String> {
    let is_apostrophe = |c: char| matches!(c, '\'' | '`');
    let folded = text::fold(name);
    let parts = folded.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c));
    let words = parts.map(|part| part.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    words.filter(|word| !word.is_empty()).take(WORDS).collect()
}
