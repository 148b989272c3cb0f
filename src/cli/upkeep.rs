//! `backup`, `restore` and `doctor`.

use clap::Args;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::bar::{Bar, Shown};
use super::output::{Card, Paint, Reply};
use super::surroundings::{named_book, read_now};
use super::{CheckScreens, Context, Global, Run};
use crate::app::backups::{BackedUp, Watch};
use crate::app::doctor::{self, Checkup, Repair, Report};
use crate::app::restore::{self, SyncRestored};
use crate::app::transfer::IfExists;
use crate::app::{App, Now};
use crate::config::{self, Settings};
use crate::error::{Error, ErrorKind, Result};
use crate::text::{clean, clean_lines, count, pad, wrap};

#[derive(Debug, Args)]
pub struct Backup {
    /// Write it to this file instead of beside the other backups
    pub file: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "file")]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The backup to restore
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// Report what is wrong, but repair nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// The width of a check's name.
const NAME: usize = 14;
/// The width of what a check found.
const SAID: usize = 90;

pub(super) fn shown(path: &Path) -> String {
    clean(&path.display().to_string()).into_owned()
}

fn contents(customers: usize, touches: usize) -> String {
    format!("{}, {}", count(customers, "customer", "customers"), count(touches, "touch", "touches"))
}

impl Run for Backup {
    fn run(&self, app: &mut App, _context: &Context) -> Result<Reply> {
        let taken = if self.force { IfExists::Replace } else { IfExists::Keep };
        let made = app.back_up(self.file.as_deref(), taken)?;
        let BackedUp { path, customers, touches, found } = made;
        let text = format!("Backed up to {} ({}).", shown(&path), contents(customers, touches));
        let json = json!({
            "file": path.display().to_string(), "customers": customers, "touches": touches, "sound": found.is_empty(),
        });
        let reply = Reply::new(text, json);
        Ok(if found.is_empty() { reply } else { reply.note(NOT_AS_WRITTEN) })
    }
}

/// What goodcall says of a copy in which SQLite sees no damage, but the book's own rules do.
const NOT_AS_WRITTEN: &str = "Something in it is not as goodcall wrote it; goodcall doctor says what.";

/// What the next sync makes of a restored book.
const SYNCED: &str = "\nThe next sync brings back what was sent since, and erases who was forgotten since; \
                      to keep this old state apart, run goodcall sync off first.";

/// What is said of one from before the sync was set up.
const NOT_SYNCED: &str = "\nThe backup is from before sync was set up, so nothing syncs now. goodcall sync join LINE FOLDER takes \
                          part again and brings back what was sent since; goodcall sync key prints the line.";

pub(super) fn restore(args: &Restore, book: &Path, settings: &Settings, now: Now) -> Result<Reply> {
    let restored = restore::restore(&args.file, book, settings, now)?;
    let aside = restored.aside.as_ref().map(|path| path.display().to_string());
    let kept = match &restored.aside {
        Some(path) => format!("\nThe book that was there is kept as {}.", shown(path)),
        None => String::new(),
    };
    let synced = match restored.sync {
        SyncRestored::None => "",
        SyncRestored::GoesOn => SYNCED,
        SyncRestored::Ended => NOT_SYNCED,
    };
    let text = format!(
        "Restored {} from {} ({}).{kept}{synced}",
        shown(&restored.book),
        shown(&args.file),
        contents(restored.customers, restored.touches)
    );
    let json = json!({
        "book": restored.book.display().to_string(), "from": args.file.display().to_string(), "kept_aside": aside,
        "customers": restored.customers, "touches": restored.touches,
    });
    let reply = Reply::new(text, json);
    Ok(if restored.found.is_empty() { reply } else { reply.note(NOT_AS_WRITTEN) })
}

/// Checks everything, even where goodcall can't read the configuration or the book.
pub(super) fn doctor(args: &Doctor, global: &Global, check_screens: CheckScreens) -> Result<Reply> {
    let loaded = config::load(global.config.as_deref()).and_then(|s| check_screens(&s).map(|()| s));
    let configuration = match &loaded {
        Ok(_) => Ok(global
            .config
            .clone()
            .or_else(|| config::default_path().ok().filter(|p| p.exists()))
            .map_or_else(|| "goodcall uses the defaults".to_string(), |path| format!("{} is right", path.display()))),
        Err(e) => Err(e.clone()),
    };
    let settings = loaded.or_else(|_| config::parse("", Path::new("")))?;
    let now = read_now(global.now.as_deref(), &settings)?;
    let book = named_book(global)?;
    let watch = Watch::default();
    let named = global.db.is_some();
    let checkup = Checkup { book: &book, named, settings: &settings, now, configuration, watch: &watch };
    let repair = if args.dry_run { Repair::No } else { Repair::Yes };
    let bar = Bar::new("Checking the book", Shown::to(global));
    let report = bar.while_watching(&watch, || doctor::run_checks(&checkup, repair));
    Ok(reply(&report, Paint::new(global.color)))
}

fn reply(report: &Report, paint: Paint) -> Reply {
    let checks: Vec<Value> =
        report.checks.iter().map(|c| json!({"name": c.name, "ok": c.ok, "detail": c.detail, "help": c.help})).collect();
    let mut reply = Reply::new(report_text(report, paint), json!({"ok": report.ok(), "checks": checks}));
    if report.damaged {
        reply.error = Some(Error::new(ErrorKind::Damaged, "the book can't be trusted as it is"));
    } else if !report.ok() {
        let wrong = report.checks.iter().filter(|c| !c.ok).count();
        let wrong = count(wrong, "thing needs a look", "things need a look");
        reply.error = Some(Error::failed(wrong));
    }
    reply
}

fn report_text(report: &Report, paint: Paint) -> String {
    let mut card = Card::default();
    for check in &report.checks {
        let mark = if check.ok { paint.good("ok") } else { paint.strong("! ") };
        let mut lines = wrap(&clean_lines(&check.detail), SAID);
        lines.extend(check.help.iter().filter(|h| !h.is_empty()).flat_map(|h| {
            // A command stands on a line of its own, so that it can be copied.
            h.lines()
                .flat_map(
                    |l| if l.starts_with("goodcall ") { vec![clean(l).into_owned()] } else { wrap(&clean(l), SAID) },
                )
                .collect::<Vec<_>>()
        }));
        for (at, line) in lines.iter().enumerate() {
            if at == 0 {
                card.line(&format!("{mark}  {}{line}", paint.dim(&pad(check.name, NAME))));
            } else {
                card.line(&format!("    {}{line}", pad("", NAME)));
            }
        }
    }
    card.finish()
}
