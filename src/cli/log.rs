//! `log`: from flags, standard input or the editor.

use std::io::{IsTerminal, Read};
use std::path::Path;

use serde_json::json;

use super::output::{Reply, quoted};
use super::{Context, args, ask};
use crate::app::log::{LOG_FORM, Logged};
use crate::app::{App, json as shapes};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Toward};
use crate::domain::remark::RemarkKind;
use crate::domain::touch::{Outcome, TEXT_LIMIT, TouchDraft};
use crate::error::{About, Error, ErrorKind, Result};
use crate::text::{clean, clean_lines};

/// The field of a log form's draft that holds what was said.
const TEXT_FIELD: &str = "text";

pub fn log(app: &mut App, args: &args::Log, context: &Context) -> Result<Reply> {
    let customer = if args.who.is_empty() {
        let Some(open) = app.open_pick()? else {
            return Err(Error::new(ErrorKind::NoMatch, "there is no open pick to log")
                .help("name the customer: goodcall log WHO -m \"what they said\""));
        };
        app.book().customer(open)?
    } else {
        ask::who(app, &args.who, context)?
    };
    let mut draft = draft_of(app, &args.touch)?;
    draft.check(app.clock().stamp())?;
    draft.text = match given_text(&args.touch)? {
        Some(text) => text,
        None if wants_words(&draft) => from_editor(app, &customer, context)?,
        None => String::new(),
    };
    let logged = app.log(customer.id, &draft)?;
    Ok(reply(&logged, context))
}

/// Whether there is usually something to write down: not where nobody answered, nor with a card.
fn wants_words(draft: &TouchDraft) -> bool {
    use crate::domain::touch::is_conversation;
    is_conversation(draft.kind(), draft.outcome())
}

/// What the flags say of a touch; its text comes later.
pub fn draft_of(app: &App, flags: &args::TouchFlags) -> Result<TouchDraft> {
    let clock = app.clock();
    let at = match &flags.at {
        None => None,
        Some(words) => {
            let when =
                dates::parse_when(words, &clock, Toward::Past).map_err(|e| Error::usage(format!("--at: {e}")))?;
            Some(when.instant(&clock))
        }
    };
    Ok(TouchDraft {
        kind: flags.kind,
        outcome: flags.outcome,
        at,
        minutes: flags.minutes,
        occasion: flags.occasion,
        mood_before: flags.mood_before,
        mood_after: flags.mood_after,
        text: String::new(),
    })
}

/// The text of `-m` or standard input; None where neither is given.
pub fn given_text(flags: &args::TouchFlags) -> Result<Option<String>> {
    if !flags.message.is_empty() {
        return Ok(Some(flags.message.join("\n")));
    }
    if !flags.stdin {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(TEXT_LIMIT).unwrap_or(u64::MAX) + 1;
    std::io::stdin().lock().take(limit).read_to_end(&mut bytes).about("read", Path::new("standard input"))?;
    if bytes.len() > TEXT_LIMIT {
        return Err(Error::usage("standard input holds more than the 1 MiB that a log may hold; nothing was logged"));
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let line = e.as_bytes().iter().take(e.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        Error::usage(format!("standard input is not UTF-8 (line {line}); nothing was logged"))
    })?;
    if text.trim().is_empty() {
        return Err(Error::usage("standard input ended before anything was said; nothing was logged"));
    }
    Ok(Some(text.replace('\0', "").trim_end_matches('\n').to_string()))
}

/// Opens the editor on what was begun; what is written there is never lost: where it can't be logged, it is kept as
/// the draft of this customer's log.
fn from_editor(app: &mut App, customer: &Customer, context: &Context) -> Result<String> {
    let Some(editor) = editor(context) else {
        return Err(Error::usage("there is nothing to log yet; nothing was logged")
            .help("say it with -m \"what they said\", or --stdin, or set EDITOR"));
    };
    let begun = app.draft(LOG_FORM, Some(customer.id))?.map(|d| draft_text(&d.fields)).unwrap_or_default();
    let written = edit(&editor, &begun, customer);
    let (text, failed) = match written {
        Ok(text) => (text, None),
        Err((text, error)) => (text, Some(error)),
    };
    if let Some(error) = failed {
        if text.trim().is_empty() {
            return Err(error);
        }
        app.keep_draft(LOG_FORM, Some(customer.id), &json!({TEXT_FIELD: text}).to_string())?;
        return Err(error.help(format!("what you wrote is kept: goodcall log {} takes it up again", customer.id)));
    }
    if text.trim().is_empty() {
        return Err(
            Error::failed("nothing was written, so nothing was logged").help("for a call without a word, say -m \"\"")
        );
    }
    if text.len() <= TEXT_LIMIT {
        // From here to the log only a moment passes, but it is the moment in which a laptop dies.
        app.keep_draft(LOG_FORM, Some(customer.id), &json!({TEXT_FIELD: text}).to_string())?;
    }
    Ok(text)
}

fn draft_text(fields: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(fields).unwrap_or_default();
    value.get(TEXT_FIELD).and_then(|t| t.as_str()).unwrap_or_default().to_string()
}

/// The program and arguments of the editor, where there is one.
fn editor(context: &Context) -> Option<Vec<String>> {
    let named = ["VISUAL", "EDITOR"].iter().find_map(|v| std::env::var(v).ok().filter(|e| !e.trim().is_empty()));
    let named = match named {
        Some(named) => named,
        None if context.may_ask && std::io::stdout().is_terminal() => "vi".into(),
        None => return None,
    };
    Some(named.split_whitespace().map(str::to_string).collect())
}

const GUIDE: &str = "\
#> A line each; lines that begin with #> are left out.
#> + praise (@Name names a teammate)   ! idea   ? need   > referral   anything else is news
";

/// Runs the editor; on failure what it left behind comes with the error.
fn edit(editor: &[String], begun: &str, customer: &Customer) -> std::result::Result<String, (String, Error)> {
    let nothing = |e: Error| (String::new(), e);
    let [program, arguments @ ..] = editor else {
        return Err(nothing(Error::failed("there is no editor to start")));
    };
    let file = tempfile::Builder::new().prefix("goodcall-log-").suffix(".txt").tempfile().map_err(|e| {
        nothing(Error::failed(format!("could not begin a file for the editor: {}", crate::error::io_words(&e))))
    })?;
    let head =
        format!("{begun}\n{GUIDE}#> {}\n", clean(&format!("{}, {}", customer.name, customer.role_and_company())));
    std::fs::write(file.path(), head).about("write", file.path()).map_err(nothing)?;
    let status = std::process::Command::new(program).args(arguments).arg(file.path()).status();
    let left = std::fs::read(file.path()).map(|b| without_guide(&String::from_utf8_lossy(&b))).unwrap_or_default();
    match status {
        Ok(status) if status.success() => {
            let bytes = std::fs::read(file.path()).about("read back", file.path()).map_err(|e| (left.clone(), e))?;
            match String::from_utf8(bytes) {
                Ok(text) => Ok(without_guide(&text.replace('\0', ""))),
                Err(_) => {
                    Err((left, Error::failed("the editor wrote something that is not UTF-8; nothing was logged")))
                }
            }
        }
        Ok(status) => Err((
            left,
            Error::failed(format!("the editor \"{program}\" ended with an error ({status}); nothing was logged")),
        )),
        Err(e) => Err((
            begun.to_string(),
            Error::failed(format!(
                "could not start the editor \"{program}\": {}; nothing was logged",
                crate::error::io_words(&e)
            ))
            .help("set EDITOR to one that is there, or say it with -m"),
        )),
    }
}

fn without_guide(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|l| !l.starts_with("#>")).collect();
    lines.join("\n").trim_matches('\n').trim_end().to_string()
}

/// What was logged.
pub fn reply(logged: &Logged, context: &Context) -> Reply {
    if context.json {
        let touch = shapes::touch(&logged.touch, &logged.customer.name, &logged.remarks);
        return Reply::new("", json!({"touch": touch, "settled_pick": logged.settled_pick}));
    }
    let paint = context.paint;
    let touch = &logged.touch;
    let outcome = match touch.outcome {
        Some(Outcome::Reached) | None => String::new(),
        Some(other) => format!(" ({})", other.word().replace('-', " ")),
    };
    let name = paint.strong(&logged.customer.name);
    let mut text =
        format!("Logged {} {name}{outcome}, {}.\n", touch.kind.article(), touch.at.format("%a %-d %b %H:%M"));
    for remark in &logged.remarks {
        if remark.kind == RemarkKind::Praise {
            for (at, line) in quoted(paint, &remark.text).iter().enumerate() {
                let label = if at == 0 { remark.kind.word() } else { "" };
                text.push_str(&format!("  {label:<9}{line}\n"));
            }
        } else {
            for (at, line) in
                crate::text::wrap(&clean_lines(&remark.text), super::output::READ_WIDTH).iter().enumerate()
            {
                let label = if at == 0 { remark.kind.word() } else { "" };
                text.push_str(&format!("  {label:<9}{line}\n"));
            }
        }
    }
    let reply = Reply::new(text, serde_json::Value::Null);
    match (logged.settled_pick, touch.is_conversation()) {
        (true, true) => reply.note("That was this slot's good call."),
        (true, false) => reply.note("goodcall today offers the next one."),
        _ => reply,
    }
}
