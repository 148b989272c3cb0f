//! What an export is narrowed to, and how it is ordered.

pub mod folder;
mod people;

use chrono::NaiveDate;

use super::App;
use super::praise::PraiseFilter;
use crate::domain::choice::choices;
use crate::domain::ids::CustomerId;
use crate::domain::tags::Tag;
use crate::error::{Error, ErrorKind, Result};

pub use crate::exchange::vcard_out::Version;
pub use people::{BYTE_ORDER_MARK, CsvWritten};

/// The part of the book that an export holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportScope {
    /// Only these customers, and what belongs to them; None is everybody.
    pub customers: Option<Vec<CustomerId>>,
    /// Only what names this teammate, in the spelling that goodcall shows.
    pub teammate: Option<String>,
    /// Only what was said or done in this year.
    pub year: Option<i32>,
}

choices! {
    /// Under what an export gathers what was said.
    GroupedBy, "order" {
        /// One customer after another.
        Customer = "customer",
        /// One teammate after another.
        Teammate = "teammate",
        /// One year after another.
        Year = "year",
        /// One month after another.
        Month = "month",
    }
}

impl ExportScope {
    /// The first and last day of the year that is asked for.
    pub(super) fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let year = self.year?;
        Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
    }

    /// The praise that belongs to it.
    pub fn praise(&self) -> PraiseFilter {
        let (since, until) = self.days().unzip();
        let (customers, teammate) = (self.customers.clone(), self.teammate.clone());
        PraiseFilter { customers, teammate, since, until, ..PraiseFilter::default() }
    }
}

impl App {
    /// Finds the tag that a name means, among those that customers have.
    pub fn tag_in_use(&self, name: &str) -> Result<Tag> {
        let tag = Tag::read(name).map_err(|invalid| Error::usage(format!("--tag: {invalid}")))?;
        let all = self.tags()?;
        let is_it = |known: &String| Tag::read(known).is_ok_and(|known| known.folded() == tag.folded());
        if all.iter().any(is_it) {
            return Ok(tag);
        }
        let error = Error::new(ErrorKind::NoMatch, format!("nobody has the tag \"{name}\""));
        let names: Vec<&str> = all.iter().map(String::as_str).collect();
        Err(match crate::config::nearest(name, &names) {
            Some(near) => error.help(format!("did you mean \"{near}\"?")),
            None => error.help("goodcall edit WHO --tag NAME gives somebody a tag"),
        })
    }
}
