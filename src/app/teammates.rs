//! Teammates whom customers praised: how often, under which spellings, and the note to send on.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::App;
use crate::book::praise::PraiseFilter;
use crate::book::remarks::Quoted;
use crate::book::teammates::{self as book, Joined};
use crate::error::{Error, ErrorKind, Result};
use crate::text::fold;

/// A teammate and how often customers praised them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teammate {
    /// The spelling that goodcall shows.
    pub name: String,
    /// How many remarks of praise name them.
    pub praise: usize,
    /// The last day on which a customer praised them.
    pub last: NaiveDate,
    /// The spellings in the logs, the most frequent first.
    pub spellings: Vec<String>,
}

/// The counts for one name.
#[derive(Debug, Default)]
pub(super) struct Praised {
    pub times: usize,
    last: String,
    spellings: BTreeMap<String, usize>,
}

impl Praised {
    /// Returns the spellings, the most frequent first, equals in the order of their letters.
    fn by_frequency(&self) -> Vec<String> {
        let mut spellings: Vec<(&String, usize)> = self.spellings.iter().map(|(s, n)| (s, *n)).collect();
        spellings.sort_by_key(|(_, n)| Reverse(*n));
        spellings.into_iter().map(|(s, _)| s.clone()).collect()
    }
}

/// Counts praise by folded name, with the name under which it is kept: the one that spellings were joined to, else the
/// most frequent spelling.
pub(super) fn count_names(praised: &[book::Praised], joined: &Joined) -> BTreeMap<String, (String, Praised)> {
    let mut found: BTreeMap<String, Praised> = BTreeMap::new();
    for (names, last, times) in praised {
        let mut credited: Vec<String> = Vec::new();
        for spelling in names.lines() {
            let key = fold(joined.name(spelling));
            let praised = found.entry(key.clone()).or_default();
            // One praise with two spellings of one name is one praise.
            if !credited.contains(&key) {
                praised.times += times;
                credited.push(key);
            }
            if *last > praised.last {
                praised.last.clone_from(last);
            }
            *praised.spellings.entry(spelling.to_string()).or_default() += times;
        }
    }
    let named = |p: &Praised| joined.name(p.by_frequency().first().map_or("", String::as_str)).to_string();
    found.into_iter().map(|(key, p)| (key, (named(&p), p))).collect()
}

/// All praise for one teammate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kudos {
    /// The spelling that goodcall shows.
    pub teammate: String,
    /// Newest first.
    pub praise: Vec<Quoted>,
}

/// As much praise as there is.
pub const ALL_PRAISE: usize = usize::MAX >> 1;
/// How much alike two spellings of one name are at least.
const ALIKE: f64 = 0.85;
/// How many names an error lists.
const LISTED: usize = 8;

impl App {
    /// Returns the teammates whom praise names, the most praised first, then by name.
    pub fn teammates(&self) -> Result<Vec<Teammate>> {
        let joined = self.book.joined_names()?;
        let mut all: Vec<Teammate> = count_names(&self.book.praised_teammates()?, &joined)
            .into_values()
            .filter_map(|(name, p)| {
                let spellings = p.by_frequency();
                Some(Teammate { name, praise: p.times, last: p.last.parse().ok()?, spellings })
            })
            .collect();
        all.sort_by(|a, b| b.praise.cmp(&a.praise).then_with(|| fold(&a.name).cmp(&fold(&b.name))));
        Ok(all)
    }

    /// Counts the praise of one spelling under another name from now on. Returns how much praise that name then has.
    /// A name that no praise has may be a slip: unless it is like the spelling, `unknown` says what becomes of it.
    pub fn join_teammates(&mut self, spelling: &str, into: &str, unknown: Unknown) -> Result<Teammate> {
        let clock = self.clock();
        let into = into.trim();
        if into.is_empty() {
            return Err(Error::usage("the name to join it to is missing; nothing was changed")
                .help("goodcall teammates join Sal Sally"));
        }
        let from = self.teammate_spelling(spelling)?;
        // A known name keeps its spelling.
        let all = self.teammates()?;
        if unknown == Unknown::Refused && !is_known(&all, into) && !is_another_spelling(&from, into, &all) {
            return Err(not_renamed(&from, into, &all));
        }
        let known = all.into_iter().find(|t| fold(&t.name) == fold(into)).map(|t| t.name);
        let into = known.filter(|k| *k != from).unwrap_or_else(|| into.to_string());
        if from == into {
            return Err(Error::failed(format!("\"{from}\" is that name already; nothing was changed")));
        }
        self.book.change(&clock, format!("joined {from} to {into}"), |change| change.join_teammate(&from, &into))?;
        let joined = self.teammates()?.into_iter().find(|t| fold(&t.name) == fold(&into));
        joined.ok_or_else(|| Error::failed(format!("nobody praised {into} yet")))
    }

    /// Whether praise names anybody so, in any spelling.
    pub fn knows_teammate(&self, name: &str) -> Result<bool> {
        Ok(is_known(&self.teammates()?, name))
    }

    /// Finds the spelling in the logs that a name means: itself, in any case, or the teammate of that name.
    fn teammate_spelling(&self, name: &str) -> Result<String> {
        let all = self.teammates()?;
        let same = |s: &&String| fold(s) == fold(name);
        if let Some(t) = all.iter().find(|t| fold(&t.name) == fold(name)) {
            return Ok(t.name.clone());
        }
        if let Some(spelling) = all.iter().flat_map(|t| &t.spellings).find(same) {
            return Ok(spelling.clone());
        }
        Err(nobody(name, &all))
    }

    /// Finds the teammate that a name means, in the steps of WHO: the whole name, the beginnings of its words, any part.
    pub fn teammate(&self, name: &str) -> Result<Teammate> {
        let all = self.teammates()?;
        let wanted = fold(name);
        let whole = |t: &&Teammate| fold(&t.name) == wanted || t.spellings.iter().any(|s| fold(s) == wanted);
        let names = |t: &Teammate| -> Vec<String> { t.spellings.iter().chain([&t.name]).map(|s| fold(s)).collect() };
        let begins_in = |name: &String| wanted.split(' ').all(|w| name.split(' ').any(|part| part.starts_with(w)));
        let begins = |t: &&Teammate| names(t).iter().any(begins_in);
        let part = |t: &&Teammate| names(t).iter().any(|name| name.contains(&wanted));
        let steps: [&dyn Fn(&&Teammate) -> bool; 3] = [&whole, &begins, &part];
        for step in steps.into_iter().filter(|_| !wanted.is_empty()) {
            let found: Vec<&Teammate> = all.iter().filter(step).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok((*one).clone()),
                several => {
                    let names: Vec<&str> = several.iter().take(LISTED).map(|t| t.name.as_str()).collect();
                    return Err(Error::new(
                        ErrorKind::Ambiguous,
                        format!("\"{name}\" may be any of {}: {}", several.len(), names.join(", ")),
                    )
                    .help("write more of the name"));
                }
            }
        }
        Err(nobody(name, &all))
    }

    /// Returns the newest praise for a teammate, at most `limit`, or only the praise since a day.
    pub fn kudos(&self, name: &str, since: Option<NaiveDate>, limit: usize) -> Result<Kudos> {
        let teammate = self.teammate(name)?.name;
        let filter = PraiseFilter { teammate: Some(teammate.clone()), since, ..PraiseFilter::default() };
        Ok(Kudos { praise: self.praise(&filter, limit)?, teammate })
    }
}

/// What becomes of a name that no praise has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// It is an error.
    Refused,
    /// It is the new name.
    Taken,
}

fn is_known(all: &[Teammate], name: &str) -> bool {
    let name = fold(name.trim());
    all.iter().any(|t| fold(&t.name) == name || t.spellings.iter().any(|s| fold(s) == name))
}

/// Whether a name that nobody has is rather another spelling of one than a slip in that of somebody else: "Sally Reyes" of
/// "Sal".
fn is_another_spelling(name: &str, new: &str, all: &[Teammate]) -> bool {
    let (name, new) = (fold(name), fold(new));
    let begins = |one: &str, other: &str| one.split(' ').all(|w| other.split(' ').any(|o| o.starts_with(w)));
    let like = strsim::jaro_winkler(&name, &new);
    let others = all.iter().map(|t| fold(&t.name)).filter(|other| *other != name);
    let nearest = others.map(|other| strsim::jaro_winkler(&other, &new)).fold(0.0, f64::max);
    (begins(&name, &new) || begins(&new, &name) || like > ALIKE) && like > nearest
}

fn not_renamed(name: &str, new: &str, all: &[Teammate]) -> Error {
    let error = Error::new(ErrorKind::NoMatch, format!("no praise names \"{new}\"; {name} keeps that name"));
    let mut others: Vec<(f64, &str)> = all
        .iter()
        .filter(|t| t.name != name)
        .map(|t| (strsim::jaro_winkler(&fold(&t.name), &fold(new)), t.name.as_str()))
        .collect();
    others.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names: Vec<&str> = others.into_iter().take(LISTED).map(|(_, name)| name).collect();
    let praised = if names.is_empty() { String::new() } else { format!("praised so far: {}; ", names.join(", ")) };
    error.help(format!("{praised}--yes makes it the new name"))
}

fn nobody(name: &str, all: &[Teammate]) -> Error {
    let error = Error::new(ErrorKind::NoMatch, format!("no praise in the book names \"{name}\""));
    if all.is_empty() {
        return error.help("write @Name in praise: goodcall log WHO -m \"+ @Sally stayed until it worked\"");
    }
    let names: Vec<&str> = all.iter().take(LISTED).map(|t| t.name.as_str()).collect();
    error.help(format!("praised so far: {}", names.join(", ")))
}
