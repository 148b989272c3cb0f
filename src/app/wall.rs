//! The wall of praise: what customers said, one remark after another, to be hung up.

use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use super::App;
use super::export::{ExportScope, GroupedBy};
use crate::book::Book;
use crate::book::praise::PraiseFilter;
use crate::book::remarks::Quoted;
use crate::book::telling::{ByTeammate, PraiseCount, Telling};
use crate::domain::ids::{CustomerId, RemarkId};
use crate::error::{About, Error, Result};
use crate::system::{self, Launch};
use crate::text::fold;

/// The name of a page that is not named otherwise.
const PAGE: &str = "praise.html";

/// Which wall is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallRequest {
    /// What hangs on it.
    pub filter: PraiseFilter,
    /// Under what it hangs together.
    pub by: GroupedBy,
}

impl WallRequest {
    /// The one customer whose words hang on it.
    fn customer(&self) -> Option<CustomerId> {
        match (self.filter.customer, self.filter.customers.as_deref()) {
            (None, Some([only])) => Some(*only),
            (only, _) => only,
        }
    }

    /// The year in which all of it was said.
    fn year(&self) -> Option<i32> {
        let year = self.filter.since?.year();
        let days = ExportScope { year: Some(year), ..ExportScope::default() }.days()?;
        (self.filter.since.zip(self.filter.until) == Some(days)).then_some(year)
    }
}

/// What a wall is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallHead {
    /// The one customer whose words hang on it.
    pub customer: Option<String>,
    /// The teammate whom all of it names.
    pub teammate: Option<String>,
    /// The year in which all of it was said.
    pub year: Option<i32>,
    /// How much hangs on it.
    pub count: PraiseCount,
}

/// Under what remarks hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// Who said them.
    Customer {
        /// Two may have one name.
        id: CustomerId,
        /// Their name.
        name: String,
        /// Where they work.
        company: Option<String>,
    },
    /// Whom they name.
    Teammate(String),
    /// They name no teammate.
    Everybody,
    /// The year in which they were said.
    Year(i32),
    /// A day of the month in which they were said: its first.
    Month(NaiveDate),
}

/// A piece of a wall, from the top to the bottom.
#[derive(Debug)]
pub enum WallPiece<'a> {
    /// What it is of: the first piece.
    Head(&'a WallHead),
    /// What the remarks to come hang under.
    Heading(&'a Heading),
    /// A remark.
    Said(&'a Quoted),
}

impl App {
    /// Finds the file that typed words name: "~" is the home folder, a name alone lies in the current one, and in a folder
    /// the page has its usual name.
    pub fn page_at(&self, typed: &str) -> PathBuf {
        let path = system::at_home(typed);
        let path = std::path::absolute(&path).unwrap_or(path);
        if path.is_dir() { path.join(PAGE) } else { path }
    }

    /// Proposes a file for a wall, as one would type it.
    pub fn proposed_page(&self) -> String {
        format!("{}/{PAGE}", self.settings.pages)
    }

    /// Opens a page with the program that the system has for it.
    ///
    /// # Errors
    /// Fails where there is none.
    pub fn open_page(&self, path: &Path) -> Result<()> {
        let path = std::path::absolute(path).about("open", path)?;
        system::open(Launch::Address(&path.to_string_lossy()))
    }

    /// Hands on the pieces of a wall one by one, the newest remark first under each heading. Customers and teammates come in
    /// the order of their names, the latest year or month first. A remark that names two teammates hangs under each.
    pub fn each_of_wall(&self, asked: &WallRequest, mut with: impl FnMut(WallPiece<'_>) -> Result<()>) -> Result<()> {
        let filter = &asked.filter;
        self.book.read(|book| {
            let head = WallHead {
                customer: asked.customer().map(|id| Ok::<_, Error>(book.customer(id)?.name)).transpose()?,
                teammate: filter.teammate.clone(),
                year: asked.year(),
                count: book.count_praise(filter)?,
            };
            with(WallPiece::Head(&head))?;
            let heading: fn(&Quoted) -> Heading = match asked.by {
                GroupedBy::Teammate => return under_teammates(book, filter, &mut with),
                GroupedBy::Customer => by_customer,
                GroupedBy::Year => |quoted| Heading::Year(quoted.remark.said_on.year()),
                GroupedBy::Month => |quoted| Heading::Month(first_of_month(quoted.remark.said_on)),
            };
            let telling = if asked.by == GroupedBy::Customer { Telling::ByCustomer } else { Telling::ByDay };
            let mut above = None;
            book.each_praise(filter, telling, |quoted| {
                let heading = heading(&quoted);
                if above.as_ref() != Some(&heading) {
                    with(WallPiece::Heading(&heading))?;
                    above = Some(heading);
                }
                with(WallPiece::Said(&quoted))
            })
        })
    }
}

fn by_customer(quoted: &Quoted) -> Heading {
    let (name, company) = (quoted.customer_name.clone(), quoted.company.clone());
    Heading::Customer { id: quoted.remark.customer, name, company }
}

/// The first day of a day's month.
pub(in crate::app) fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn under_teammates(
    book: &Book,
    filter: &PraiseFilter,
    with: &mut impl FnMut(WallPiece<'_>) -> Result<()>,
) -> Result<()> {
    let ByTeammate { mut named, of_nobody } = book.praise_by_teammate(filter)?;
    if let Some(only) = &filter.teammate {
        // What names somebody else too hangs under the one who is asked for.
        named.retain(|(name, _)| fold(name) == fold(only));
    }
    let groups = named.into_iter().map(|(name, ids)| (Heading::Teammate(name), ids));
    let mut hang = |heading: Heading, ids: Vec<RemarkId>| {
        if ids.is_empty() {
            return Ok(());
        }
        with(WallPiece::Heading(&heading))?;
        book.each_quoted(&ids, |quoted| with(WallPiece::Said(&quoted)))
    };
    groups.chain([(Heading::Everybody, of_nobody)]).try_for_each(|(heading, ids)| hang(heading, ids))
}
