//! Praise: stars, and the words to send on to a teammate.

use super::App;
use crate::book::customers::Way;
use crate::book::remarks::{PraiseFilter, Quoted};
use crate::domain::dates;
use crate::domain::ids::RemarkId;
use crate::domain::remark::{RemarkKind, without_marks};
use crate::error::{Error, ErrorKind, Result};

impl App {
    /// Stars or unstars a praise.
    pub fn star(&mut self, id: RemarkId, starred: bool) -> Result<Quoted> {
        let clock = self.clock();
        let quoted = self.book.quoted(id)?;
        if quoted.remark.kind != RemarkKind::Praise {
            return Err(Error::new(
                ErrorKind::NoMatch,
                format!("{id} is no praise, but {}", quoted.remark.kind.article()),
            )
            .help("goodcall praise --json shows the ids"));
        }
        let label = format!("{} what {} said", if starred { "starred" } else { "unstarred" }, quoted.customer_name);
        self.book.change(&clock, label, |change| change.star(id, starred))?;
        self.book.quoted(id)
    }

    /// Praise, newest first.
    pub fn praise(&self, filter: &PraiseFilter, limit: usize) -> Result<Vec<Quoted>> {
        self.book.praise(filter, None, Way::Down, limit)
    }

    /// All praise for a teammate as text ready to send on; None where nobody has praised them yet.
    pub fn kudos(&self, teammate: &str) -> Result<Option<String>> {
        let filter = PraiseFilter { teammate: Some(teammate.to_string()), ..PraiseFilter::default() };
        let said = self.praise(&filter, KUDOS)?;
        if said.is_empty() {
            return Ok(None);
        }
        let today = self.clock().today();
        let mut text = format!("{teammate}, our customers talk about you:\n");
        for quoted in said {
            let company = quoted.company.as_deref().map(|c| format!(", {c}")).unwrap_or_default();
            text.push_str(&format!(
                "\n“{}”\n{}{company}, {}\n",
                without_marks(&quoted.remark.text),
                quoted.customer_name,
                dates::short(quoted.remark.said_on, today)
            ));
        }
        Ok(Some(text))
    }
}

/// The most praise that one note passes on.
const KUDOS: usize = 50;
