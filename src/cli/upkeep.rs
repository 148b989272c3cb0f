//! `backup`, `restore`, `doctor` and `forget`.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::output::{Card, Paint, Reply};
use super::{Context, args, ask};
use crate::app::backups::BackedUp;
use crate::app::doctor::{self, Checkup, Repair, Report};
use crate::app::{App, Now, restore};
use crate::config::Settings;
use crate::error::{Error, ErrorKind, Result};
use crate::files::IfExists;
use crate::text::{clean, clean_lines, count, pad, wrap};

/// The width of a check's name.
const NAME: usize = 14;
/// The width of what is said of a check.
const SAID: usize = 90;

fn shown(path: &Path) -> String {
    clean(&path.display().to_string()).into_owned()
}

fn contents(customers: usize, touches: usize) -> String {
    format!("{}, {}", count(customers, "customer", "customers"), count(touches, "touch", "touches"))
}

pub(super) fn backup(app: &mut App, args: &args::Backup) -> Result<Reply> {
    let taken = if args.force { IfExists::Replace } else { IfExists::Keep };
    let made = app.back_up(args.file.as_deref(), taken)?;
    let BackedUp { path, customers, touches, found } = made;
    let text = format!("Backed up to {} ({}).", shown(&path), contents(customers, touches));
    let json = json!({
        "file": path.display().to_string(), "customers": customers, "touches": touches, "sound": found.is_empty(),
    });
    let reply = Reply::new(text, json);
    Ok(if found.is_empty() { reply } else { reply.note(NOT_AS_WRITTEN) })
}

/// What is said of a copy in which SQLite sees no damage, but the book's own rules do.
const NOT_AS_WRITTEN: &str = "Something in it is not as goodcall wrote it; goodcall doctor says what.";

pub(super) fn restore(args: &args::Restore, book: &Path, settings: &Settings, now: Now) -> Result<Reply> {
    let restored = restore::restore(&args.file, book, settings, now)?;
    let aside = restored.aside.as_ref().map(|path| path.display().to_string());
    let kept = match &restored.aside {
        Some(path) => format!("\nThe book that was there is kept as {}.", shown(path)),
        None => String::new(),
    };
    let text = format!(
        "Restored {} from {} ({}).{kept}",
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

pub(super) fn doctor(args: &args::Doctor, checkup: &Checkup<'_>, paint: Paint) -> Reply {
    let report = doctor::run_checks(checkup, if args.dry_run { Repair::No } else { Repair::Yes });
    let checks: Vec<Value> =
        report.checks.iter().map(|c| json!({"name": c.name, "ok": c.ok, "detail": c.detail, "help": c.help})).collect();
    let mut reply = Reply::new(report_text(&report, paint), json!({"ok": report.ok(), "checks": checks}));
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

pub(super) fn forget(app: &mut App, args: &args::Forget, context: &Context) -> Result<Reply> {
    let customer = ask::who(app, &args.who, context)?;
    let name = clean(&customer.name).into_owned();
    let mentions = app.mentions_of(&customer)?;
    let setbacks = app.setbacks_naming(&customer)?;
    let facts = app.facts_naming(&customer)?;
    let agreed = args.yes || context.may_ask && agrees(&name);
    if !agreed {
        let error = if context.may_ask {
            Error::failed(format!("{name} was not forgotten; nothing was changed"))
        } else {
            Error::usage(format!("to forget {name} can't be undone; nothing was changed"))
                .help("add --yes to do it without being asked")
        };
        return Err(error);
    }
    let done = app.forget(&customer)?;
    let mut card = Card::default();
    card.line(&format!(
        "{} is forgotten, with {} and {}.",
        context.paint.strong(&customer.name),
        count(done.erased.touches, "touch", "touches"),
        count(done.erased.remarks, "remark", "remarks")
    ));
    if !done.rewritten.is_empty() {
        card.line(&format!("{} written anew without them.", count(done.rewritten.len(), "copy was", "copies were")));
    }
    if done.erased.changes > 0 {
        card.line(&format!(
            "{} in which they were can't be undone any more.",
            count(done.erased.changes, "change", "changes")
        ));
    }
    if !mentions.is_empty() || !setbacks.is_empty() || !facts.is_empty() {
        card.line("What is kept with others still names them:");
        for hit in &mentions {
            let date = hit.date.as_deref().unwrap_or("");
            let line = format!("  {} {}  {}", clean(&hit.customer_name), date, clean(&hit.text));
            card.line(&crate::text::cut(&line, SAID));
        }
        for (name, line) in &facts {
            card.line(&crate::text::cut(&format!("  the facts of {}: {}", clean(name), clean(line)), SAID));
        }
        for about in &setbacks {
            card.line(&crate::text::cut(&format!("  a setback: {}", clean(about)), SAID));
        }
    }
    for (path, why) in &done.left {
        card.line(&format!("{} may still be in {}: {}.", name, shown(path), clean(why)));
    }
    let json = json!({
        "forgotten": {"id": customer.id.to_string(), "name": customer.name},
        "touches": done.erased.touches, "remarks": done.erased.remarks, "changes": done.erased.changes,
        "rewritten": done.rewritten.iter().map(|p| p.display().to_string()).collect::<Vec<_>>(),
        "left": done.left.iter().map(|(p, why)| json!({"file": p.display().to_string(), "why": why})).collect::<Vec<_>>(),
        "mentions": mentions.iter().map(|h| json!({
            "kind": h.kind, "id": h.id.to_string(), "customer": h.customer_name, "date": h.date, "text": h.text,
        })).collect::<Vec<_>>(),
        "setbacks": setbacks,
        "facts": facts.iter().map(|(name, line)| json!({"customer": name, "line": line})).collect::<Vec<_>>(),
    });
    let mut reply = Reply::new(card.finish(), json)
        .note("Copies that goodcall does not know of are yours to remove: files moved elsewhere, output sent on.");
    if done.own_left {
        reply.error = Some(Error::failed(format!("{name} may still be in copies that could not be written anew")));
    }
    Ok(reply)
}

/// Asks whether a person is to be forgotten for good.
fn agrees(name: &str) -> bool {
    let mut stderr = std::io::stderr().lock();
    let asked = write!(stderr, "Forget {name} for good, with everything they said? It can't be undone. [y/N] ")
        .and_then(|()| stderr.flush());
    let mut answer = String::new();
    asked.is_ok()
        && std::io::stdin().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
