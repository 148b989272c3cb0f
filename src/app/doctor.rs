//! What doctor checks: the book, its surroundings, the configuration, the clock and the terminal; and what it repairs.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta};

use super::Now;
use super::backups::{BEFORE_REPAIR, Backup, BookInUse, ORPHANS, Place, Watch, point_to_backup};
use crate::book::Book;
use crate::book::check::{Findings, Part};
use crate::config::Settings;
use crate::domain::dates::{Clock, HourCycle};
use crate::domain::tz::Tz;
use crate::error::{About, Error, ErrorKind, Result};
use crate::files::{self, AtomicFile, folder_of, with_suffix};
use crate::text::count;
use surroundings::{check_backups, check_folder, check_permissions, check_terminal, check_zone};

mod reminder;
mod surroundings;
mod syncing;
mod teaming;

/// A clock further behind the book than this was set back.
const CLOCK_SLACK: TimeDelta = TimeDelta::hours(26);

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it checked, in a word or two: the first column of the report.
    pub name: &'static str,
    /// Whether nothing is left to do; a repaired finding is fine.
    pub ok: bool,
    /// What it found and repaired.
    pub detail: String,
    /// What to do about it, if anything.
    pub help: Option<String>,
}

/// The results of all checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// In the order of the checks.
    pub checks: Vec<Check>,
    /// Whether the book itself can't be trusted.
    pub damaged: bool,
}

impl Report {
    /// Whether all is well.
    pub fn ok(&self) -> bool {
        self.checks.iter().all(|c| c.ok)
    }

    fn right(&mut self, name: &'static str, detail: impl Into<String>) {
        self.checks.push(Check { name, ok: true, detail: detail.into(), help: None });
    }

    fn wrong(&mut self, name: &'static str, detail: impl Into<String>, help: impl Into<String>) {
        self.checks.push(Check { name, ok: false, detail: detail.into(), help: Some(help.into()) });
    }
}

/// Whether doctor repairs what it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Repairs, and says what it did.
    Yes,
    /// Only looks, and says what it could repair.
    No,
}

/// What doctor checks.
#[derive(Debug)]
pub struct Checkup<'a> {
    /// The book, which need not exist yet.
    pub book: &'a Path,
    /// Whether the command line names the book.
    pub named: bool,
    /// As configured, or the defaults where the configuration can't be read.
    pub settings: &'a Settings,
    /// Decides which backups are old.
    pub now: Now,
    /// What to say of the configuration, or what is wrong with it; then goodcall uses the defaults.
    pub configuration: Result<String>,
    /// Sees how far the check of the book is.
    pub watch: &'a Watch,
}

impl Checkup<'_> {
    fn book_in_use(&self) -> BookInUse<'_> {
        let today = self.now.clock(self.settings.zone).today();
        BookInUse { path: self.book, named: self.named, settings: self.settings, today }
    }
}

/// Checks everything; the report says what is wrong, so this never fails.
pub fn run_checks(checkup: &Checkup<'_>, repair: Repair) -> Report {
    let mut report = Report { checks: Vec::new(), damaged: false };
    if checkup.book == Path::new(super::IN_MEMORY) {
        report.right("book", "in memory");
    } else if fs::symlink_metadata(checkup.book).is_err() {
        report.right("book", format!("{} is not begun yet", checkup.book.display()));
    } else {
        check_permissions(checkup, repair, &mut report);
        check_book(checkup, repair, &mut report);
        check_folder(checkup, repair, &mut report);
        check_backups(checkup, &mut report);
    }
    match &checkup.configuration {
        Ok(said) => report.right("configuration", said.clone()),
        Err(e) => report.wrong("configuration", e.message.clone(), e.help.clone().unwrap_or_default()),
    }
    check_zone(checkup.settings, &mut report);
    check_terminal(&mut report);
    reminder::check_reminder(checkup, &mut report);
    report
}

fn check_book(checkup: &Checkup<'_>, repair: Repair, report: &mut Report) {
    // To open an earlier goodcall's book is to write it, so a dry run ends here; what is wrong with others is said below.
    if repair == Repair::No
        && let Ok(Some(version)) = Book::earlier_version(checkup.book)
    {
        let shown = checkup.book.display();
        let what = format!("{shown} is of an earlier goodcall (version {version})");
        report.right("book", format!("{what}; {WOULD} put a copy aside, bring it up to date and check it"));
        return;
    }
    let mut book = match Book::open_existing(checkup.book) {
        Ok(book) => book,
        Err(error) => {
            report.damaged = error.kind == ErrorKind::Damaged;
            let error = point_to_backup(error, &checkup.book_in_use());
            report.wrong("book", error.message, error.help.unwrap_or_default());
            return;
        }
    };
    let clock = checkup.now.clock(checkup.settings.zone);
    let can_write = if book.can_write() { "" } else { "; it can only be read" };
    match book.counts() {
        Ok((customers, touches)) => {
            let of = format!("{}, {}", count(customers, "customer", "customers"), count(touches, "touch", "touches"));
            report.right("book", format!("{}: {of}{can_write}", checkup.book.display()));
        }
        Err(e) => report.wrong("book", e.message, e.help.unwrap_or_default()),
    }
    let repair = if book.can_write() { repair } else { Repair::No };
    let good = Place::of(checkup.book, checkup.settings).newest_good(clock.today());
    let mut inspection = Inspection { book: &mut book, checkup, repair, clock, good, aside: None };
    if let Err(error) = inspection.check(report) {
        report.damaged |= error.kind == ErrorKind::Damaged;
        report.wrong("damage", error.message, error.help.unwrap_or_default());
    }
    check_clock(&book, (&clock, checkup.settings.hours), report);
    syncing::check_sync(checkup, &book, repair, report);
    teaming::check_team(checkup, &book, repair, report);
}

/// A book, and what doctor needs to check and repair it.
struct Inspection<'a> {
    book: &'a mut Book,
    checkup: &'a Checkup<'a>,
    repair: Repair,
    clock: Clock,
    /// The newest backup without damage.
    good: Option<Backup>,
    /// The copy of the book as it was before the first repair.
    aside: Option<PathBuf>,
}

/// What the search for damage found.
struct Damage {
    parts: Vec<(Part, Findings)>,
    /// How the book differs from the newest good backup; None without one.
    compared: Option<Findings>,
}

impl Damage {
    fn is_in(&self, part: Part) -> bool {
        self.parts.iter().any(|(p, found)| *p == part && !found.is_empty())
    }

    /// Whether rows are not as goodcall wrote them.
    fn changed_rows(&self) -> bool {
        let differs = self.compared.as_ref().is_some_and(|c| !c.is_empty());
        self.is_in(Part::Remarks) || self.is_in(Part::Journal) || differs
    }
}

impl Inspection<'_> {
    /// Looks at the whole book before it repairs anything: a repair from damaged rows would keep the damage for good.
    fn check(&mut self, report: &mut Report) -> Result<()> {
        let damage = self.look()?;
        // Where a backup says that the rows are right, only the indexes are wrong.
        let can_trust_rows = !damage.changed_rows() && damage.compared.is_some();
        let repaired_indexes = self.repair == Repair::Yes
            && damage.is_in(Part::File)
            && can_trust_rows
            && self.book.repair_indexes(&Watch::default())?;
        report.damaged = damage.changed_rows() || (damage.is_in(Part::File) && !repaired_indexes);
        for (part, findings) in &damage.parts {
            let would_try = *part == Part::File && can_trust_rows && self.only_looks();
            if would_try && !findings.is_empty() {
                report.wrong(name_of(*part), findings.to_string(), format!("{WOULD} build the indexes anew"));
            } else if *part == Part::File && !findings.is_empty() && repaired_indexes {
                let detail = format!("{findings}; goodcall built the indexes anew");
                report.wrong(name_of(*part), detail, "the backup says that the rows are right");
            } else {
                self.report_part(*part, findings, report)?;
            }
        }
        self.report_comparison(damage.compared.as_ref(), report);
        Ok(())
    }

    /// Whether a repair could be made, and is only to be told of.
    fn only_looks(&self) -> bool {
        self.repair == Repair::No && self.book.can_write()
    }

    fn look(&self) -> Result<Damage> {
        let watch = self.checkup.watch;
        let parts = self.book.look_for_any_damage(watch)?;
        let compared = match &self.good {
            Some(good) => Some(self.book.compare_with(&good.path, watch)?),
            None => None,
        };
        Ok(Damage { parts, compared })
    }

    /// Reports what was found in a part, and repairs it where that is safe.
    fn report_part(&mut self, part: Part, findings: &Findings, report: &mut Report) -> Result<()> {
        let name = name_of(part);
        if findings.is_empty() {
            report.right(name, fine(part));
        } else if matches!(part, Part::File | Part::Remarks | Part::Journal) {
            report.wrong(name, findings.to_string(), self.changed_outside());
        } else if report.damaged {
            let help = match self.repair {
                Repair::Yes => "goodcall did not repair it, because the data for the repair may be damaged too",
                Repair::No => "goodcall doctor would not repair it: the data for the repair may be damaged too",
            };
            report.wrong(name, findings.to_string(), help);
        } else if self.only_looks() {
            let act = match part {
                Part::References => "clear references to nothing, and put what belongs to nothing into a file",
                Part::KeptUp => "work it out again from the logs",
                _ => "build it anew from the book",
            };
            report.wrong(name, findings.to_string(), format!("{WOULD} {act}, and keep the book as it is beside it"));
        } else if self.repair == Repair::No {
            report.wrong(name, findings.to_string(), "goodcall doctor repairs it, if it can write the book");
        } else {
            self.repair_part(part, findings, report)?;
        }
        Ok(())
    }

    fn report_comparison(&self, compared: Option<&Findings>, report: &mut Report) {
        let (Some(compared), Some(good)) = (compared, &self.good) else { return };
        if compared.is_empty() {
            report.right(BACKUP, format!("what has not changed since is as in the backup of {}", good.day));
        } else {
            report.wrong(BACKUP, format!("{compared} (backup of {})", good.day), self.changed_outside());
        }
    }

    /// Repairs a part from the rest of the book, once a copy of the book as it was is put aside.
    fn repair_part(&mut self, part: Part, findings: &Findings, report: &mut Report) -> Result<()> {
        let kept = self.put_aside()?;
        let done = match part {
            Part::References => repair_references(self.book, &self.clock, self.checkup)?,
            Part::KeptUp => {
                self.book.repair_what_is_kept_up(&self.clock)?;
                "goodcall worked it out again from the logs".into()
            }
            _ => {
                self.book.repair_search(&self.clock)?;
                "goodcall built it anew from the book".into()
            }
        };
        let left = self.book.look_for_damage(part, &Watch::default())?;
        let detail = if left.is_empty() {
            format!("{findings}; {done}")
        } else {
            format!("{left}; goodcall could not repair it")
        };
        let help = format!("{} is the book as it was; if that was right, correct the book by hand", kept.display());
        report.wrong(name_of(part), detail, help);
        Ok(())
    }

    /// Copies the book as it is beside itself, once.
    fn put_aside(&mut self) -> Result<PathBuf> {
        if let Some(kept) = &self.aside {
            return Ok(kept.clone());
        }
        let book = self.checkup.book;
        let file = AtomicFile::begin(folder_of(book)).about("put aside", book)?;
        self.book.copy_into(file.path(), &Watch::default())?;
        let name = with_suffix(book, &format!("{BEFORE_REPAIR}{}", self.clock.today()));
        Ok(self.aside.insert(file.persist_first_free(files::numbered(&name))?).clone())
    }

    /// Says what can have changed rows, and the backup to go back to.
    fn changed_outside(&self) -> String {
        let error = Error::new(ErrorKind::Damaged, "").help("the file was left as it is");
        let pointed = point_to_backup(error, &self.checkup.book_in_use());
        let what = "another program changed the file, or it is damaged";
        match (&self.good, pointed.help) {
            (Some(_), Some(help)) => format!("{what}; {help}"),
            _ => format!("{what}; no good backup was found to compare it with"),
        }
    }
}

/// How a dry run begins to tell of a repair.
pub(super) const WOULD: &str = "goodcall doctor would";

/// The name of the comparison with the newest backup.
const BACKUP: &str = "since backup";

fn name_of(part: Part) -> &'static str {
    match part {
        Part::File => "integrity",
        Part::References => "references",
        Part::Remarks => "remarks",
        Part::KeptUp => "kept up",
        Part::Journal => "journal",
        Part::Search => "search index",
    }
}

fn fine(part: Part) -> &'static str {
    match part {
        Part::File => "SQLite sees no damage",
        Part::References => "every row belongs to something",
        Part::Remarks => "every remark is what its log says",
        Part::KeptUp => "last conversations and counts are what the logs say",
        Part::Journal => "what was written last stands as it was written",
        Part::Search => "search finds what is in the book",
    }
}

fn repair_references(book: &mut Book, clock: &Clock, checkup: &Checkup<'_>) -> Result<String> {
    let mut kept = None;
    let repaired = book.repair_references(clock, |orphans| {
        let mut text = String::new();
        for orphan in orphans {
            text.push_str(&crate::text::json(&serde_json::json!({"table": orphan.table, "row": orphan.fields})));
            text.push('\n');
        }
        let folder = folder_of(checkup.book);
        let mut file = AtomicFile::begin(folder).about("keep what is taken out in", folder)?;
        std::io::Write::write_all(file.file(), text.as_bytes()).about("keep what is taken out in", folder)?;
        let target = with_suffix(checkup.book, &format!("{ORPHANS}{}", clock.today()));
        kept = Some(file.persist_first_free(files::numbered(&target))?);
        Ok(())
    })?;
    let mut said = vec!["goodcall cleared references to nothing".to_string()];
    if repaired.given_back > 0 {
        let people =
            count(repaired.given_back, "customer who was lost has a record", "customers who were lost have records");
        said = vec![format!("{people} again, with everything that was logged")];
    }
    if let Some(kept) = kept {
        let rows = count(
            repaired.taken_out.len(),
            "row that belonged to nothing now lies",
            "rows that belonged to nothing now lie",
        );
        said.push(format!("{rows} in {}", kept.display()));
    }
    Ok(said.join("; "))
}

fn check_clock(book: &Book, (clock, hours): (&Clock, HourCycle), report: &mut Report) {
    let written = |at: DateTime<Tz>| format!("{} {}", at.date_naive(), hours.write(&at));
    match book.latest_change() {
        Ok(Some(latest)) if latest - clock.instant > CLOCK_SLACK => report.wrong(
            "clock",
            format!(
                "it is {}, but the book was last changed on {}",
                written(clock.local()),
                written(latest.with_timezone(&clock.zone))
            ),
            "set the clock right; logs are kept under the time they were made at",
        ),
        Ok(_) => report.right("clock", written(clock.local())),
        Err(e) => report.wrong("clock", e.message, e.help.unwrap_or_default()),
    }
}
