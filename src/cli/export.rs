//! `export`: the book, or a part of it, in the formats of other programs.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::list::read_filter;
use super::output::Reply;
use super::{Context, Run, ask};
use crate::app::App;
use crate::app::customers::Visibility;
use crate::app::export::{self, ExportScope};
use crate::app::journal::JournalRequest;
use crate::app::praise::PraiseFilter;
use crate::app::transfer::IfExists;
use crate::app::wall::WallRequest;
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::error::{Error, Result};
use crate::present::{calendar, journal, wall};
use crate::text::{clean, count};

#[derive(Debug, Args)]
pub struct Export {
    /// What to write
    pub format: ExportFormat,
    /// Only the customers whom list finds by these words, and what belongs to them
    pub words: Vec<String>,
    /// Only this customer; may be given again
    #[arg(long, value_name = "WHO")]
    pub customer: Vec<String>,
    /// Only customers with this tag
    #[arg(long, value_name = "NAME")]
    pub tag: Option<String>,
    /// Only praise that names this teammate
    #[arg(long, value_name = "NAME")]
    pub teammate: Option<String>,
    /// Only what was said in this year
    #[arg(long, value_name = "YYYY", value_parser = clap::value_parser!(i32).range(1900..=9999))]
    pub year: Option<i32>,
    /// Under what to gather it: markdown takes customer and month
    #[arg(long, value_name = "WHAT")]
    pub by: Option<GroupedBy>,
    /// Only starred praise
    #[arg(long)]
    pub starred: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    pub force: bool,
}

/// A format that an export has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// The whole book, for goodcall import
    Json,
    /// One row for each customer, with every field, for a spreadsheet, Google Contacts or goodcall import
    Csv,
    /// Coming call days, visits, promises and birthdays, for a calendar
    Ics,
    /// A journal: what was done, and what they said
    Markdown,
    /// The wall of praise: a page to hang up
    Html,
}

impl ExportFormat {
    /// The word for it on the command line.
    fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Ics => "ics",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }
}

/// Under what an export gathers what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroupedBy {
    /// One customer after another
    Customer,
    /// One teammate after another
    Teammate,
    /// One year after another
    Year,
    /// One month after another
    Month,
}

impl From<GroupedBy> for export::GroupedBy {
    fn from(by: GroupedBy) -> Self {
        match by {
            GroupedBy::Customer => Self::Customer,
            GroupedBy::Teammate => Self::Teammate,
            GroupedBy::Year => Self::Year,
            GroupedBy::Month => Self::Month,
        }
    }
}

/// Where an export goes.
enum Target<'a> {
    /// Standard output.
    Out,
    File(&'a Path),
}

impl Run for Export {
    fn begins_book(&self) -> bool {
        false
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        self.refuse_misfits()?;
        let scope = self.scope(app, context)?;
        match self.target() {
            Target::Out => {
                let mut stdout = std::io::BufWriter::new(Quiet(std::io::stdout().lock()));
                self.write(app, &scope, &mut stdout)?;
                stdout.flush().map_err(|e| Error::unwritten(&e))?;
                Ok(Reply { printed: true, ..Reply::nothing() })
            }
            Target::File(path) => {
                refuse_folder(path, self.format)?;
                let taken = if self.force { IfExists::Replace } else { IfExists::Keep };
                let mut what = String::new();
                let reading: &App = app;
                reading.write_file(path, taken, |out| {
                    what = self.write(reading, &scope, out)?;
                    Ok(())
                })?;
                app.note_export(path);
                let path = path.display().to_string();
                Ok(Reply::new(format!("Wrote {what} to {}.", clean(&path)), json!({"file": path})))
            }
        }
    }
}

impl Export {
    fn target(&self) -> Target<'_> {
        match self.output.as_deref() {
            None => Target::Out,
            Some(path) if path == Path::new("-") => Target::Out,
            Some(path) => Target::File(path),
        }
    }

    /// Refuses a flag that says nothing to the format. Words, `--customer` and `--tag` narrow every format.
    fn refuse_misfits(&self) -> Result<()> {
        use ExportFormat::{Html, Markdown};
        let of_wall_alone = matches!(self.by, Some(GroupedBy::Teammate | GroupedBy::Year));
        let flags: [(&str, bool, &[ExportFormat]); 5] = [
            ("--teammate", self.teammate.is_some(), &[Markdown, Html]),
            ("--year", self.year.is_some(), &[Markdown, Html]),
            ("--by", self.by.is_some(), &[Markdown, Html]),
            ("--by teammate or year", of_wall_alone, &[Html]),
            ("--starred", self.starred, &[Html]),
        ];
        let misfit = flags.into_iter().find(|(_, is_given, formats)| *is_given && !formats.contains(&self.format));
        misfit.map_or(Ok(()), |(flag, _, formats)| {
            let formats: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
            Err(Error::usage(format!("{flag} says nothing to an export of {}", self.format.as_str()))
                .help(format!("it goes with {}", formats.join(" and "))))
        })
    }

    /// Finds what the words and flags narrow the export to.
    fn scope(&self, app: &App, context: &Context) -> Result<ExportScope> {
        let teammate = self.teammate.as_deref().map(|name| Ok::<_, Error>(app.teammate(name)?.name)).transpose()?;
        Ok(ExportScope { customers: self.customers(app, context)?, teammate, year: self.year })
    }

    /// Finds the customers who are asked for, in the order of their names; None where nobody asks for some.
    fn customers(&self, app: &App, context: &Context) -> Result<Option<Vec<CustomerId>>> {
        if self.words.is_empty() && self.customer.is_empty() && self.tag.is_none() {
            return Ok(None);
        }
        let mut narrowing = app.narrowing(&read_filter(&self.words)?)?;
        if let Some(tag) = &self.tag {
            narrowing = narrowing.tagged(&app.tag_in_use(tag)?);
        }
        if self.customer.is_empty() {
            narrowing = narrowing.showing(Visibility::Present);
        } else {
            let found = self.customer.iter().map(|who| Ok(ask::who(app, std::slice::from_ref(who), context)?.id));
            narrowing = narrowing.among(found.collect::<Result<_>>()?);
        }
        app.narrowed(&narrowing, Order::Name).map(Some)
    }

    /// Writes what is asked for; returns what it is, in words.
    fn write(&self, app: &App, scope: &ExportScope, out: &mut dyn Write) -> Result<String> {
        let only = scope.customers.as_deref();
        let of_some = |ids: &[_]| count(ids.len(), "customer", "customers");
        match self.format {
            ExportFormat::Json => {
                app.export_json(only, out)?;
                Ok(only.map_or_else(|| "the book".to_string(), of_some))
            }
            ExportFormat::Csv => Ok(count(app.export_csv(only, out)?, "customer", "customers")),
            ExportFormat::Ics => {
                let text = app.export_ics(only, calendar::card)?;
                out.write_all(text.as_bytes()).map_err(|e| Error::unwritten(&e))?;
                let with = only.map(|ids| format!(" with {}", of_some(ids))).unwrap_or_default();
                Ok(format!("the days to come{with}"))
            }
            ExportFormat::Markdown => {
                let by = self.by.map_or(export::GroupedBy::Month, Into::into);
                journal::write_markdown(app, &JournalRequest { scope: scope.clone(), by }, out)
            }
            ExportFormat::Html => {
                let by = self.by.map_or(export::GroupedBy::Year, Into::into);
                let filter = PraiseFilter { starred: self.starred, ..scope.praise() };
                wall::write_page(app, &WallRequest { filter, by }, out)
            }
        }
    }
}

/// Refuses a path that can only be a folder's.
fn refuse_folder(path: &Path, format: ExportFormat) -> Result<()> {
    if !path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) {
        return Ok(());
    }
    let message = format!("{} names a folder; nothing was written", path.display());
    Err(Error::failed(message).help(format!("{} goes into one file: name it", format.as_str())))
}

/// A stream that ends quietly when its pipe closes.
struct Quiet<W>(W);

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.write(bytes) {
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            other => other,
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self.0.flush() {
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}
