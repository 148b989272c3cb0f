//! `export`: the book, or a part of it, in the formats of other programs.

mod written;

use std::io::Write;
use std::path::{Path, PathBuf, is_separator};

use clap::{Args, ValueEnum};
use serde_json::json;

use self::written::Written;
use super::list::read_filter;
use super::output::Reply;
use super::{Context, Run, ask};
use crate::app::App;
use crate::app::customers::Visibility;
use crate::app::export::folder::{Cards, FolderKept, Others};
use crate::app::export::{self, ExportScope, Version};
use crate::app::journal::JournalRequest;
use crate::app::praise::PraiseFilter;
use crate::app::team::page::TeamPageRequest;
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
    /// Group what was said: html by any of these, by default year; markdown by customer or month, by default month
    #[arg(long, value_name = "WHAT")]
    pub by: Option<GroupedBy>,
    /// Only starred praise
    #[arg(long)]
    pub starred: bool,
    /// What hangs on your team's wall, of all reps, and not your own praise; name the team where you are in several
    #[arg(long, value_name = "NAME", num_args = 0..=1)]
    pub team: Option<Option<String>>,
    /// The version of vCard: 4.0, or 3.0 for what is older
    #[arg(long, value_name = "3|4")]
    pub vcard: Option<CardVersion>,
    /// Write to this file instead of standard output. A folder (vcard alone) is kept current, a card for each customer: only
    /// what changed is written, other programs' files stay, and the cards of those who are no longer among the customers
    /// (forgotten, merged, archived, or outside the words and the tag) go; with --customer those of the others stay
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it exists; in a folder, also the cards of goodcall's own that another program edited
    #[arg(long)]
    pub force: bool,
}

/// A format that an export has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// The whole book, for goodcall import
    Json,
    /// A row for each customer, the archived too, with every field: for a spreadsheet, Google Contacts or goodcall import
    Csv,
    /// A card for each customer who is not archived: for an address book, a telephone or goodcall import
    Vcard,
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
            Self::Vcard => "vcard",
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

/// A version of vCard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CardVersion {
    #[value(name = "3", alias = "3.0")]
    Three,
    #[value(name = "4", alias = "4.0")]
    Four,
}

/// Where an export goes.
enum Target<'a> {
    /// Standard output.
    Out,
    File(&'a Path),
    /// A folder of cards.
    Folder(&'a Path),
}

impl Run for Export {
    fn begins_book(&self) -> bool {
        false
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        self.refuse_misfits()?;
        if let Some(team) = &self.team {
            return self.hang_team(app, team.as_deref());
        }
        let scope = self.scope(app, context)?;
        match self.target() {
            Target::Out => {
                let mut stdout = std::io::BufWriter::new(Quiet(std::io::stdout().lock()));
                let written = self.write(app, &scope, &mut stdout)?;
                stdout.flush().map_err(|e| Error::unwritten(&e))?;
                Ok(Reply { printed: true, notes: written.notes, ..Reply::nothing() })
            }
            Target::Folder(folder) => {
                let cards = Cards {
                    only: scope.customers.as_deref(),
                    version: self.version(),
                    edited: if self.force { IfExists::Replace } else { IfExists::Keep },
                    others: if self.customer.is_empty() { Others::Go } else { Others::Stay },
                };
                Ok(folder_reply(folder, &app.keep_folder(folder, cards)?))
            }
            Target::File(path) => {
                refuse_other_places(path, self.format)?;
                let taken = if self.force { IfExists::Replace } else { IfExists::Keep };
                let mut written = Written::default();
                let reading: &App = app;
                reading.write_file(path, taken, |out| {
                    if self.format == ExportFormat::Csv {
                        out.write_all(export::BYTE_ORDER_MARK.as_bytes()).map_err(|e| Error::unwritten(&e))?;
                    }
                    written = self.write(reading, &scope, out)?;
                    Ok(())
                })?;
                app.note_export(path);
                let path = path.display().to_string();
                let Written { what, notes } = written;
                Ok(Reply { notes, ..Reply::new(format!("Wrote {what} to {}.", clean(&path)), json!({"file": path})) })
            }
        }
    }
}

impl Export {
    fn target(&self) -> Target<'_> {
        match self.output.as_deref() {
            None => Target::Out,
            Some(path) if path == Path::new("-") => Target::Out,
            Some(path) if self.format == ExportFormat::Vcard && (names_folder(path) || path.is_dir()) => {
                Target::Folder(path)
            }
            Some(path) => Target::File(path),
        }
    }

    fn version(&self) -> Version {
        match self.vcard {
            Some(CardVersion::Three) => Version::Three,
            Some(CardVersion::Four) | None => Version::Four,
        }
    }

    /// Refuses a flag that says nothing to the format. Words, `--customer` and `--tag` narrow every format.
    fn refuse_misfits(&self) -> Result<()> {
        use ExportFormat::{Html, Markdown, Vcard};
        let of_wall_alone = matches!(self.by, Some(GroupedBy::Teammate | GroupedBy::Year));
        let flags: [(&str, bool, &[ExportFormat]); 7] = [
            ("--teammate", self.teammate.is_some(), &[Markdown, Html]),
            ("--year", self.year.is_some(), &[Markdown, Html]),
            ("--by", self.by.is_some(), &[Markdown, Html]),
            ("--by teammate or year", of_wall_alone, &[Html]),
            ("--starred", self.starred, &[Html]),
            ("--team", self.team.is_some(), &[Html]),
            ("--vcard", self.vcard.is_some(), &[Vcard]),
        ];
        let misfit = flags.into_iter().find(|(_, is_given, formats)| *is_given && !formats.contains(&self.format));
        misfit.map_or(Ok(()), |(flag, _, formats)| {
            let formats: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
            Err(Error::usage(format!("{flag} says nothing to an export of {}", self.format.as_str()))
                .help(format!("it goes with {}", formats.join(" and "))))
        })
    }

    /// Writes the wall of a team as a page, read anew from the server; out of reach, as it was read last.
    fn hang_team(&self, app: &mut App, team: Option<&str>) -> Result<Reply> {
        let of_own = [
            ("words", !self.words.is_empty()),
            ("--customer", !self.customer.is_empty()),
            ("--tag", self.tag.is_some()),
            ("--starred", self.starred),
            ("--by customer", self.by == Some(GroupedBy::Customer)),
        ];
        if let Some((flag, _)) = of_own.into_iter().find(|(_, is_given)| *is_given) {
            let why = format!("{flag} narrows your own praise, and --team is what all reps hung up");
            return Err(Error::usage(why).help("it goes with --teammate, --year and --by teammate, year or month"));
        }
        let by = self.by.map_or(export::GroupedBy::Year, Into::into);
        let asked =
            TeamPageRequest { team: team.map(str::to_string), teammate: self.teammate.clone(), year: self.year, by };
        let page = app.team_page(&asked)?;
        let reply = match self.target() {
            Target::File(path) => {
                refuse_other_places(path, self.format)?;
                let taken = if self.force { IfExists::Replace } else { IfExists::Keep };
                let what = wall::team::write_file(app, (&asked, &page), (path, taken))?;
                let path = path.display().to_string();
                Reply::new(format!("Wrote {what} to {}.", clean(&path)), json!({"file": path}))
            }
            Target::Out | Target::Folder(_) => {
                let mut stdout = std::io::BufWriter::new(Quiet(std::io::stdout().lock()));
                wall::team::write_page(app, (&asked, &page), &mut stdout)?;
                stdout.flush().map_err(|e| Error::unwritten(&e))?;
                Reply { printed: true, ..Reply::nothing() }
            }
        };
        let reply = if page.fault.is_some() { reply.note("This is what was read last.") } else { reply };
        Ok(Reply { error: page.fault, ..reply })
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

    /// Writes what is asked for.
    fn write(&self, app: &App, scope: &ExportScope, out: &mut dyn Write) -> Result<Written> {
        let only = scope.customers.as_deref();
        let of_some = |ids: &[_]| count(ids.len(), "customer", "customers");
        let what = match self.format {
            ExportFormat::Json => {
                app.export_json(only, out)?;
                Ok(only.map_or_else(|| "the book".to_string(), of_some))
            }
            ExportFormat::Csv => return Ok(Written::of_csv(app.export_csv(only, out)?)),
            ExportFormat::Vcard => Ok(count(app.export_vcards(only, self.version(), out)?, "customer", "customers")),
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
        };
        Ok(Written { what: what?, notes: Vec::new() })
    }
}

/// Whether a path can only be a folder's.
fn names_folder(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(is_separator)
}

/// Refuses a folder, a device or a pipe as the place of a file.
fn refuse_other_places(path: &Path, format: ExportFormat) -> Result<()> {
    let (shown, format) = (path.display(), format.as_str());
    let into_one = format!("{format} goes into one file: name it");
    if names_folder(path) {
        return Err(Error::failed(format!("{shown} names a folder; nothing was written")).help(into_one));
    }
    let there = path.symlink_metadata().map(|there| there.file_type());
    let Some(there) = there.ok().filter(|there| !there.is_file() && !there.is_symlink()) else { return Ok(()) };
    let help = if there.is_dir() {
        into_one
    } else {
        format!("name a file, or send the output there: goodcall export {format} > {shown}")
    };
    Err(Error::failed(format!("{shown} is not a regular file; nothing was written")).help(help))
}

/// How many of the files that were left alone to name.
const NAMED_FILES: usize = 10;

/// Says what became of a folder of cards.
fn folder_reply(folder: &Path, kept: &FolderKept) -> Reply {
    let shown = folder.display().to_string();
    let names = |files: &[PathBuf]| files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>();
    let json = json!({
        "folder": shown,
        "written": kept.written,
        "unchanged": kept.unchanged,
        "removed": kept.removed,
        "edited": names(&kept.edited),
        "of_others": names(&kept.of_others),
    });
    let written = count(kept.written, "card", "cards");
    let (as_before, removed) = (kept.unchanged, kept.removed);
    let text = format!("Wrote {written} into {}; {as_before} as before, {removed} removed.", clean(&shown));
    let mut reply = Reply::new(text, json);
    let edited = "edited by another program; goodcall import takes the edits in, --force writes the cards anew";
    for (files, why) in [(&kept.edited, edited), (&kept.of_others, "another program's")] {
        if files.is_empty() {
            continue;
        }
        let mut lines: Vec<String> =
            files.iter().take(NAMED_FILES).map(|file| format!("  {}", clean(&file.display().to_string()))).collect();
        if files.len() > NAMED_FILES {
            lines.push(format!("  … and {} more", files.len() - NAMED_FILES));
        }
        let how_many = count(files.len(), "file", "files");
        reply = reply.note(format!("Left {how_many} alone ({why}):\n{}", lines.join("\n")));
    }
    reply
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
