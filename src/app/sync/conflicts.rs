//! Values that lost to another one made at the same time: shown, settled, put back.

use serde_json::Value;

use super::conflict_words::subject;
use crate::app::{App, places};
use crate::book::transfer::as_exported;
use crate::domain::customer::Customer;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{clean, listed};

pub use crate::book::sync::Clash;

/// The fewest digits of an id that stand for it.
const SHORT: usize = 4;
/// How many of several are named.
const NAMED: usize = 5;

/// Which value a user wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// The one that the book has.
    Kept,
    /// The one that lost.
    Lost,
}

/// Returns the beginning of a conflict's id that tells it from the others.
pub fn short_id(clash: &Clash, all: &[Clash]) -> String {
    let id = clash.id.to_string();
    let others: Vec<String> =
        all.iter().filter(|other| other.id != clash.id).map(|other| other.id.to_string()).collect();
    let tells = |digits: &usize| {
        let beginning: String = id.chars().take(*digits).collect();
        !others.iter().any(|other| other.starts_with(&beginning))
    };
    let digits = (SHORT..id.len()).find(tells).unwrap_or(id.len());
    id.chars().take(digits).collect()
}

impl App {
    /// Lists the values that lost and were not settled, the latest first.
    ///
    /// # Errors
    /// The book takes part in no space, and in no team.
    pub fn sync_conflicts(&self) -> Result<Vec<Clash>> {
        self.book_file()?;
        if !self.can_conflict()? {
            self.part()?;
        }
        let all = self.book.clashes()?.into_iter();
        Ok(all
            .map(|clash| {
                let shown = |value: &Value| as_exported(clash.table, &clash.field, value);
                Clash { kept: shown(&clash.kept), lost: shown(&clash.lost), ..clash }
            })
            .collect())
    }

    /// Whether anybody else writes in this book: another machine of the user's, or a team's rep.
    pub fn can_conflict(&self) -> Result<bool> {
        Ok(self.book.membership()?.is_some() || !self.book.teams()?.is_empty())
    }

    /// Counts them; of many, those are counted too which the book has by now.
    pub fn count_conflicts(&self) -> Result<usize> {
        self.book.count_clashes()
    }

    /// Finds a conflict by its id, or by the beginning of it, four digits at least.
    ///
    /// # Errors
    /// None or several are meant (`NoMatch`, `Ambiguous`).
    pub fn conflict(&self, id: &str) -> Result<Clash> {
        let (all, id) = (self.sync_conflicts()?, id.trim());
        let exact = all.iter().find(|clash| clash.id.to_string() == id);
        let is_short = id.len() >= SHORT && id.chars().all(|c| c.is_ascii_digit());
        let begun = || all.iter().filter(|clash| is_short && clash.id.to_string().starts_with(id)).collect::<Vec<_>>();
        let found = exact.map_or_else(begun, |clash| vec![clash]);
        match found.as_slice() {
            [clash] => Ok((*clash).clone()),
            [] => Err(Error::new(ErrorKind::NoMatch, format!("no conflict has the id \"{}\"", clean(id)))
                .help("goodcall sync conflicts lists them; one may have been settled on another machine")),
            several => {
                let ids: Vec<String> = several.iter().take(NAMED).map(|clash| short_id(clash, &all)).collect();
                Err(Error::new(ErrorKind::Ambiguous, format!("\"{}\" may be {}", clean(id), listed(&ids)))
                    .help("nothing was changed; write more of the id"))
            }
        }
    }

    /// Settles a conflict here and on the other machines: what the book has stays, or what lost is written over it. Undo
    /// takes either back.
    ///
    /// # Errors
    /// It was settled meanwhile, here or on another machine.
    pub fn settle_conflict(&mut self, clash: &Clash, chosen: Chosen) -> Result<()> {
        self.may_sync()?;
        let still = self.conflict(&clash.id.to_string())?;
        let (clock, subject) = (self.clock(), subject(&still));
        match chosen {
            Chosen::Kept => self.book.keep_of_clash(&clock, still.id, &format!("kept the {subject}")),
            Chosen::Lost => {
                let region = self.settings.region.clone();
                let find_zone = |after: &mut Customer, before: &Customer| {
                    places::find_zone(after, Some(before), places::Said::default(), region.as_deref());
                };
                self.book.take_of_clash(&clock, (still.id, &format!("took the other {subject}")), &find_zone)
            }
        }
    }
}
