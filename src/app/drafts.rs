//! Unfinished forms, saved as the user types; and the last resort for text that the book can't take: a private file,
//! whose path the error names.

use std::io::Write;
use std::path::PathBuf;

use serde_json::Value;

use super::App;
use crate::domain::ids::CustomerId;
use crate::error::{Error, ErrorKind, Result};

pub use crate::book::drafts::{FormDraft, KeptDraft, are_same, changed_together};

impl App {
    /// Returns the unfinished form for a customer, if there is one.
    pub fn draft(&self, form: &str, customer: Option<CustomerId>) -> Result<Option<FormDraft>> {
        self.book.draft(form, customer)
    }

    /// Returns the latest unfinished form.
    pub fn latest_draft(&self) -> Result<Option<FormDraft>> {
        self.book.latest_draft()
    }

    /// Saves an unfinished form; a read-only book saves none.
    pub fn keep_draft(&mut self, form: &str, customer: Option<CustomerId>, fields: &str) -> Result<()> {
        let clock = self.clock();
        self.book.note(&clock, |note| note.keep_draft(form, customer, fields))
    }

    /// Saves an unfinished form that was last `seen` as these fields; where another run of the program has written it since,
    /// both are kept. Returns what is kept now.
    pub fn keep_draft_seen(
        &mut self,
        form: &str,
        customer: Option<CustomerId>,
        fields: &str,
        seen: Option<&str>,
    ) -> Result<KeptDraft> {
        let clock = self.clock();
        self.book.note(&clock, |note| note.keep_draft_seen(form, customer, fields, seen))
    }

    /// Throws an unfinished form away, unless another run of the program has written it since it was `seen`.
    pub fn drop_draft_seen(&mut self, form: &str, customer: Option<CustomerId>, seen: Option<&str>) -> Result<()> {
        let clock = self.clock();
        self.book.note(&clock, |note| note.drop_draft_seen(form, customer, seen))
    }

    /// Throws an unfinished form away.
    pub fn drop_draft(&mut self, form: &str, customer: Option<CustomerId>) -> Result<()> {
        let clock = self.clock();
        self.book.note(&clock, |note| note.drop_draft(form, customer))
    }
}

/// Saves text in a private file of its own: in the temporary folder, else in the home, else here. Returns None where no
/// file takes all of it.
pub fn put_aside(text: &str, what: &str) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let folders = [Some(std::env::temp_dir()), home, Some(PathBuf::from("."))];
    folders.into_iter().flatten().find_map(|folder| {
        let prefix = format!("goodcall-{what}-");
        let mut file = tempfile::Builder::new().prefix(&prefix).suffix(".txt").tempfile_in(folder).ok()?;
        file.write_all(text.as_bytes()).ok()?;
        file.as_file().sync_all().ok()?;
        file.keep().ok().map(|(_, path)| path)
    })
}

/// Adds to an error where the unsaved text is; the text itself, if not even a file takes it.
pub fn keep_with(error: Error, text: &str, what: &str) -> Error {
    let kept = match put_aside(text, what) {
        Some(path) => format!("what you wrote is kept in {}", path.display()),
        None => format!("what you wrote could not be kept; here it is:\n{text}"),
    };
    let help = error.help.as_deref().map(|help| format!("{help}; ")).unwrap_or_default();
    error.help(format!("{help}{kept}"))
}

/// Whether an error means that the book could not take a text, which then must go elsewhere.
pub fn is_of_the_book(error: &Error) -> bool {
    match error.kind {
        ErrorKind::Failed
        | ErrorKind::Interrupted
        | ErrorKind::Busy
        | ErrorKind::Damaged
        | ErrorKind::Newer
        | ErrorKind::Permission
        | ErrorKind::SyncOff
        | ErrorKind::SyncOn
        | ErrorKind::Key
        | ErrorKind::Segment
        | ErrorKind::Clock
        | ErrorKind::Unreachable
        | ErrorKind::ReadOnly
        | ErrorKind::Full
        | ErrorKind::Certificate
        | ErrorKind::Rights
        | ErrorKind::NotMember => true,
        ErrorKind::Usage | ErrorKind::NoMatch | ErrorKind::Ambiguous | ErrorKind::Partial | ErrorKind::Line => false,
    }
}

/// Writes a form's fields for a reader: its text, then the other filled fields.
pub fn readable(fields: &str) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_str::<Value>(fields) else { return fields.to_string() };
    let text = fields.shift_remove("text").and_then(|t| t.as_str().map(str::to_string)).unwrap_or_default();
    let is_typed =
        |value: &Value| !value.is_null() && !value.is_object() && !value.is_array() && value.as_str() != Some("");
    let others = fields.iter().filter(|(_, value)| is_typed(value));
    let others = others.map(|(name, value)| match value {
        Value::String(value) => format!("#> {name}: {value}\n"),
        other => format!("#> {name}: {other}\n"),
    });
    format!("{text}\n{}", others.collect::<String>())
}
