//! What a shell completes from the book: customers, tags, teammates and ids that go on with what is typed.
//!
//! It only looks: a completion makes no book, brings none up to date, and changes nothing.

mod who;

use std::path::Path;

use crate::app::customers::Direction;
use crate::app::customers::Visibility;
use crate::book::Book;
use crate::book::ideas::Ideas;
use crate::book::praise::PraiseFilter;
use crate::book::promises::Promises;
use crate::book::remarks::Quoted;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::text::fold;

pub use crate::book::completing::TextOf;

/// How many words are offered at most.
const SHOWN: usize = 60;

/// A word that may stand where the user types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is typed.
    pub word: String,
    /// What it means, for people; may be empty.
    pub about: String,
}

/// The words that may stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    /// In the order in which they are offered.
    pub words: Vec<Completion>,
    /// Whether there are more of them.
    pub are_more: bool,
}

/// Which ids are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdOf {
    /// Open ideas and needs.
    OpenIdea,
    /// Those that are done or dropped.
    EndedIdea,
    /// Open promises.
    OpenPromise,
    /// Those that are kept or dropped.
    EndedPromise,
    /// Praise.
    Praise,
    /// Praise with a star.
    StarredPraise,
    /// Logs.
    Touch,
}

/// A book that is only looked at.
#[derive(Debug)]
pub struct Lookup {
    book: Book,
}

impl Lookup {
    /// Opens the book at `path`; None where there is none that can be read as it is.
    pub fn open(path: &Path) -> Option<Self> {
        Book::open_to_look(path).ok().map(|book| Self { book })
    }

    /// Completes a customer: `before` are the words of the WHO that stand already, `typed` is the last, which may end in
    /// the middle of a word.
    pub fn customers(&self, before: &[String], typed: &str, shown: Visibility) -> Result<Completions> {
        who::complete(&self.book, before, typed, shown)
    }

    /// Completes a text of the book that begins with what is typed.
    pub fn texts(&self, of: TextOf, typed: &str) -> Result<Completions> {
        let found = self.book.begun_texts(of, &fold(typed), SHOWN + 1)?;
        Ok(cut(found.into_iter().map(|word| Completion { word, about: String::new() }).collect()))
    }

    /// Completes a teammate whom praise names; `before` are the words of the name that stand already.
    pub fn teammates(&self, before: &[String], typed: &str) -> Result<Completions> {
        let joined = self.book.joined_names()?;
        let praised = super::teammates::count_names(&self.book.praised_teammates()?, &joined);
        let begins = fold(&[before, &[typed.to_string()]].concat().join(" "));
        let names = praised.into_values().map(|(name, _)| name).filter(|name| fold(name).starts_with(&begins));
        // What stands already is not typed again.
        let rest = names.map(|name| name.split(' ').skip(before.len()).collect::<Vec<_>>().join(" "));
        let words = rest.filter(|rest| !rest.is_empty()).map(|word| Completion { word, about: String::new() });
        Ok(cut(words.collect()))
    }

    /// Completes an id.
    pub fn ids(&self, of: IdOf, typed: &str) -> Result<Completions> {
        const MOST: usize = SHOWN + 1;
        let quoted = |filter: PraiseFilter| self.book.praise(&filter, None, Direction::Down, MOST);
        let words: Vec<Completion> = match of {
            IdOf::OpenIdea => remarks(&self.book.open_ideas(MOST)?),
            IdOf::EndedIdea => remarks(&self.book.ideas(Ideas::Ended, MOST)?),
            IdOf::OpenPromise => remarks(&self.book.open_promises(MOST)?),
            IdOf::EndedPromise => remarks(&self.book.promises(Promises::Ended, MOST)?),
            IdOf::Praise => remarks(&quoted(PraiseFilter::default())?),
            IdOf::StarredPraise => remarks(&quoted(PraiseFilter { starred: true, ..PraiseFilter::default() })?),
            IdOf::Touch => {
                let brief = self.book.touches_written_last(MOST)?;
                let about = |text: &str| text.lines().next().unwrap_or_default().to_string();
                let words = brief.iter().map(|touch| Completion {
                    word: touch.id.to_string(),
                    about: format!("{}, {}: {}", touch.name, touch.day, about(&touch.text)),
                });
                words.collect()
            }
        };
        Ok(cut(words.into_iter().filter(|one| one.word.starts_with(typed)).collect()))
    }

    /// Completes the first day of days off in the book.
    pub fn days_off(&self, typed: &str) -> Result<Completions> {
        let away = self.book.away()?;
        let words = away.iter().map(|(first, last)| Completion {
            word: first.to_string(),
            about: if first == last { String::new() } else { format!("to {last}") },
        });
        Ok(cut(words.filter(|one| one.word.starts_with(typed)).collect()))
    }
}

/// Leaves as many as are offered.
fn cut(mut words: Vec<Completion>) -> Completions {
    let are_more = words.len() > SHOWN;
    words.truncate(SHOWN);
    Completions { words, are_more }
}

fn remarks(found: &[Quoted]) -> Vec<Completion> {
    let one = |quoted: &Quoted| Completion {
        word: quoted.remark.id.to_string(),
        about: format!("{}: {}", quoted.customer_name, without_marks(&quoted.remark.text)),
    };
    found.iter().map(one).collect()
}
