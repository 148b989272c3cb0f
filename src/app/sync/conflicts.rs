//! Values that lost to another one made at the same time: shown, settled, put back.

use serde_json::Value;

use crate::app::App;
use crate::book::transfer::as_exported;
use crate::error::{Error, ErrorKind, Result};
use crate::text::clean;

pub use crate::book::sync::Clash;

impl App {
    /// Lists the values that lost and were not settled, the latest first.
    ///
    /// # Errors
    /// The book takes part in no space.
    pub fn sync_conflicts(&self) -> Result<Vec<Clash>> {
        self.book_file()?;
        self.part()?;
        let all = self.book.clashes()?.into_iter();
        Ok(all
            .map(|clash| {
                let shown = |value: &Value| as_exported(clash.table, &clash.field, value);
                Clash { kept: shown(&clash.kept), lost: shown(&clash.lost), ..clash }
            })
            .collect())
    }

    /// Finds a conflict by its id.
    fn conflict(&self, id: &str) -> Result<Clash> {
        let all = self.sync_conflicts()?;
        let found = all.into_iter().find(|clash| clash.id.to_string() == id.trim());
        found.ok_or_else(|| {
            Error::new(ErrorKind::NoMatch, format!("no conflict has the id \"{}\"", clean(id)))
                .help("goodcall sync conflicts lists them; one may have been settled on another machine")
        })
    }

    /// Settles a conflict: what the book has stays.
    pub fn keep_of_conflict(&mut self, id: &str) -> Result<Clash> {
        self.may_sync()?;
        let clash = self.conflict(id)?;
        self.book.keep_of_clash(&self.clock(), clash.id)?;
        Ok(clash)
    }

    /// Settles a conflict with the value that lost, as a new change.
    pub fn take_of_conflict(&mut self, id: &str) -> Result<Clash> {
        self.may_sync()?;
        let clash = self.conflict(id)?;
        let field = clash.field.replace('_', " ");
        let label = match &clash.customer {
            Some((_, name)) => format!("took the other {field} of {name}"),
            None => format!("took the other {field}"),
        };
        self.book.take_of_clash(&self.clock(), clash.id, &label)?;
        Ok(clash)
    }
}
