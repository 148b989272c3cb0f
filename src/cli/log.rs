//! `log`: from flags, standard input or the editor.

use clap::Args;
use std::io::{IsTerminal, Read};
use std::path::Path;

use serde_json::json;

use super::args::choice;
use super::output::{Reply, quoted};
use super::{Context, Run, ask, misplaced};
use crate::app::log::{LOG_FORM, Logged};
use crate::app::{App, drafts};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Toward};
use crate::domain::duration::parse_minutes;
use crate::domain::ids::CustomerId;
use crate::domain::remark::RemarkKind;
use crate::domain::touch::{Occasion, Outcome, TEXT_LIMIT, TouchDraft, TouchKind};
use crate::error::{About, Error, ErrorKind, Result};
use crate::present::{ideas, times, touches};
use crate::text::{self, clean, clean_lines};

#[derive(Debug, Args)]
pub struct TouchFlags {
    /// What the customer said, a line each; repeat -m for more lines
    #[arg(short, long = "message", value_name = "TEXT", allow_hyphen_values = true)]
    pub message: Vec<String>,
    /// Read what the customer said from standard input
    #[arg(long, conflicts_with = "message")]
    pub stdin: bool,
    /// What you log, a call by default
    #[arg(long, value_parser = choice::<TouchKind>())]
    pub kind: Option<TouchKind>,
    /// How the call ended
    #[arg(long, value_parser = choice::<Outcome>())]
    pub outcome: Option<Outcome>,
    /// When it happened: "yesterday 16:00", "mon", "3 days ago", 2026-11-23
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,
    /// How long it took: 20, "1h 20", 1:20, "90 min"
    #[arg(long, value_name = "N", value_parser = parse_minutes)]
    pub minutes: Option<u32>,
    /// Who else was there; repeat --with for more people
    #[arg(long, value_name = "WHO")]
    pub with: Vec<String>,
    /// How you felt before
    #[arg(long, visible_alias = "before", value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub mood_before: Option<u8>,
    /// How you feel after
    #[arg(long, visible_alias = "after", value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub mood_after: Option<u8>,
    /// What brought it about
    #[arg(long, value_parser = choice::<Occasion>())]
    pub occasion: Option<Occasion>,
    /// Also let the team that shares the customer read the words
    #[arg(long)]
    pub shared: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "A line each: + praise (@Name names a teammate), ! idea, ? need, > referral, = promise (its day in its words: by thu),\nanything else is news.\n\
                  With --with, a line that begins with somebody's first name and a colon is theirs: + Paulo: you saved us"
)]
pub struct Log {
    /// A customer: id, name, company, email, or a part of one
    #[arg(num_args = 0..)]
    pub who: Vec<String>,
    #[command(flatten)]
    pub touch: TouchFlags,
}

/// The field of a log form's draft that holds what the customer said.
const TEXT_FIELD: &str = "text";

impl Run for Log {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let mut given = None;
        log_given(app, self, context, &mut given).map_err(|error| keep_given(error, &self.touch, given))
    }

    fn rescue(&self, error: Error) -> Error {
        keep_given(error, &self.touch, None)
    }
}

/// Keeps in a file what the book could not take; what came through a pipe, whatever went wrong, because
/// it can't be read again. `given` is the part read so far.
pub(super) fn keep_given(error: Error, flags: &TouchFlags, given: Option<String>) -> Error {
    let piped = flags.stdin && !std::io::stdin().is_terminal();
    if !drafts::is_of_the_book(&error) && !piped {
        return error;
    }
    // What somebody would have to type now is not lost yet.
    let unread = given.is_none() && (piped || !flags.stdin);
    let given = if unread { given_text(flags).unwrap_or_default() } else { given };
    match given.filter(|text| !text.trim().is_empty()) {
        Some(text) => drafts::keep_with(error, &text, LOG_FORM),
        None => error,
    }
}

fn log_given(app: &mut App, args: &Log, context: &Context, given: &mut Option<String>) -> Result<Reply> {
    let customer = if args.who.is_empty() {
        let Some(open) = app.open_pick()? else {
            return Err(Error::new(ErrorKind::NoMatch, "no pick is open, so nothing was logged")
                .help("name the customer: goodcall log WHO -m \"what they said\""));
        };
        app.customer(open)?
    } else {
        ask::who(app, &args.who, context).map_err(|error| misplaced::said_beside_who(app, &args.who, error))?
    };
    let mut draft = draft_of(app, &args.touch)?;
    draft.with = companions(app, &args.touch.with, context)?;
    draft.check(app.clock().stamp())?;
    *given = given_text(&args.touch)?;
    let written = match given {
        Some(text) => {
            draft.text.clone_from(text);
            None
        }
        None if wants_words(&draft) => {
            let written = from_editor(app, &customer, context)?;
            draft.text.clone_from(&written.text);
            Some(written)
        }
        None => None,
    };
    let logged = match written {
        Some(written) => app.finish_log(customer.id, &draft).map_err(|error| written.keep(app, &customer, error))?,
        None => app.log(customer.id, &draft)?,
    };
    let reply = reply(app, &logged, Said::Logged, context);
    let reply = match draft.kind() {
        TouchKind::Call if customer.do_not_call => {
            let who = clean(&customer.name);
            reply.note(format!(
                "{who} is not to be called; if they may be again: goodcall edit {} --may-call",
                app.word_of(&customer)
            ))
        }
        _ => reply,
    };
    let reply = if names(&draft, customer.id) { reply.note(said_with_itself(&customer)) } else { reply };
    let suggests = !context.json && app.may_suggest_reminder();
    Ok(if suggests { reply.note("goodcall remind install tells you on call days whom to call.") } else { reply })
}

/// Whether a draft names the customer of its log among those who were there too.
pub(super) fn names(draft: &TouchDraft, customer: CustomerId) -> bool {
    draft.with.iter().flatten().any(|who| *who == customer)
}

/// Says why `--with` added nobody.
pub(super) fn said_with_itself(customer: &Customer) -> String {
    format!("The log is with {} already; --with says who else was there.", clean(&customer.name))
}

/// Whether there usually is something to write down: not after a call without an answer, nor with a card.
fn wants_words(draft: &TouchDraft) -> bool {
    use crate::domain::touch::is_conversation;
    is_conversation(draft.kind(), draft.outcome())
}

/// Reads what the flags say of a touch; its text comes later.
pub(super) fn draft_of(app: &App, flags: &TouchFlags) -> Result<TouchDraft> {
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
        with: None,
        shared: flags.shared.then_some(true),
        text: String::new(),
    })
}

/// Finds everybody that `--with` names; None where it names nobody.
pub(super) fn companions(app: &App, with: &[String], context: &Context) -> Result<Option<Vec<CustomerId>>> {
    let found = with.iter().map(|who| Ok(ask::who(app, std::slice::from_ref(who), context)?.id));
    Ok(Some(found.collect::<Result<Vec<_>>>()?).filter(|found| !found.is_empty()))
}

/// Reads the text of `-m` or standard input; None where neither is given.
pub(super) fn given_text(flags: &TouchFlags) -> Result<Option<String>> {
    if !flags.message.is_empty() {
        let messages = flags.message.iter().map(|message| text::without_mark(message));
        return Ok(Some(messages.collect::<Vec<_>>().join("\n")));
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
    let text = text::decode(&bytes)
        .map_err(|e| Error::usage(format!("standard input is not UTF-8 (line {}); nothing was logged", e.line)))?;
    if text.trim().is_empty() {
        return Err(Error::usage("standard input ended before anything was said; nothing was logged"));
    }
    Ok(Some(text.replace('\0', "").trim_end_matches('\n').to_string()))
}

/// What the user wrote in the editor. Its file stays until the log is saved, so that nothing typed is lost.
struct Written {
    text: String,
    file: tempfile::NamedTempFile,
}

impl Written {
    /// Rescues the text of a log that could not be saved: as the customer's draft, else in its file.
    fn keep(self, app: &mut App, customer: &Customer, error: Error) -> Error {
        if self.text.trim().is_empty() {
            return error;
        }
        let draft = text_draft(&self.text);
        let help = error.help.as_deref().map(|help| format!("{help}; ")).unwrap_or_default();
        // The first wait was long enough: a book that is still busy is not waited for again.
        let fits = self.text.len() <= TEXT_LIMIT && error.kind != ErrorKind::Busy;
        if fits && app.keep_draft(LOG_FORM, Some(customer.id), &draft).is_ok() {
            let who = app.word_of(customer);
            return error.help(format!("{help}what you wrote is kept: goodcall log {who} opens it again"));
        }
        match self.file.keep() {
            Ok((_, path)) => error.help(format!("{help}what you wrote is kept in {}", path.display())),
            Err(_) => drafts::keep_with(error, &self.text, LOG_FORM),
        }
    }
}

/// Opens the editor on what the user began; if the editor fails, keeps what it left behind.
fn from_editor(app: &mut App, customer: &Customer, context: &Context) -> Result<Written> {
    let Some(editor) = editor(context) else {
        return Err(Error::usage("no text was given, so nothing was logged")
            .help("say it with -m \"what they said\", or --stdin, or set EDITOR"));
    };
    if !app.can_write() {
        return Err(Error::unwritable_book("this book can only be read, so nothing can be logged"));
    }
    let begun = app.draft(LOG_FORM, Some(customer.id))?.map(|d| draft_text(&d.fields)).unwrap_or_default();
    let written = match edit(&editor, &begun, customer) {
        Ok(written) => written,
        Err((Some(left), error)) => return Err(left.keep(app, customer, error)),
        Err((None, error)) => return Err(error),
    };
    if written.text.trim().is_empty() {
        return Err(
            Error::failed("nothing was written, so nothing was logged").help("for a call without a word, say -m \"\"")
        );
    }
    Ok(written)
}

/// Writes a text as the fields of the log form's draft.
pub(super) fn text_draft(text: &str) -> String {
    json!({TEXT_FIELD: text}).to_string()
}

/// Reads the text from the fields of the log form's draft.
pub(super) fn draft_text(fields: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(fields).unwrap_or_default();
    value.get(TEXT_FIELD).and_then(|t| t.as_str()).unwrap_or_default().to_string()
}

/// Finds the program and arguments of the editor, if there is one.
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
#> + praise (@Name names a teammate)   ! idea   ? need   > referral   = promise   anything else is news
";

/// Runs the editor; the error carries what a failed editor left behind.
fn edit(editor: &[String], begun: &str, customer: &Customer) -> std::result::Result<Written, (Option<Written>, Error)> {
    let nothing = |e: Error| (None, e);
    let [program, arguments @ ..] = editor else {
        return Err(nothing(Error::failed("no editor was found to start")));
    };
    let file = tempfile::Builder::new().prefix("goodcall-log-").suffix(".txt").tempfile().map_err(|e| {
        nothing(Error::failed(format!("could not create a file for the editor: {}", crate::error::io_words(&e))))
    })?;
    let who = [customer.name.clone(), customer.role_and_company()].join(", ");
    let head = format!("{begun}\n{GUIDE}#> {}\n", clean(who.trim_end_matches(", ")));
    std::fs::write(file.path(), head).about("write", file.path()).map_err(nothing)?;
    let status = std::process::Command::new(program).args(arguments).arg(file.path()).status();
    let bytes = std::fs::read(file.path()).unwrap_or_default();
    let is_text = text::decode(&bytes).is_ok();
    let text = without_guide(&text::decode_lossy(&bytes).replace('\0', ""));
    let written = Written { text, file };
    match status {
        Ok(status) if status.success() && is_text => Ok(written),
        Ok(status) if status.success() => {
            Err((Some(written), Error::failed("the editor wrote something that is not UTF-8; nothing was logged")))
        }
        Ok(status) => {
            let error = format!("the editor \"{program}\" ended with an error ({status}); nothing was logged");
            Err((Some(written), Error::failed(error)))
        }
        Err(e) => {
            let why = crate::error::io_words(&e);
            Err(nothing(
                Error::failed(format!("could not start the editor \"{program}\": {why}; nothing was logged"))
                    .help("set EDITOR to an editor that you have, or use -m"),
            ))
        }
    }
}

fn without_guide(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|l| !l.starts_with("#>")).collect();
    lines.join("\n").trim_matches('\n').trim_end().to_string()
}

/// What became of a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Logged,
    Corrected,
}

/// Says what was logged or corrected.
pub(super) fn reply(app: &App, logged: &Logged, said: Said, context: &Context) -> Reply {
    let said = match said {
        Said::Logged => "Logged",
        Said::Corrected => "Corrected",
    };
    let impossible = ideas::impossible_days(&logged.remarks, app.date_order(), context.today);
    let noted = |reply: Reply| impossible.iter().fold(reply, |reply, why| reply.note(format!("{why}.")));
    let noted = |reply: Reply| {
        logged.hook_failed.iter().fold(noted(reply), |reply, why| reply.note(format!("{}.", clean(why))))
    };
    if context.json {
        return noted(Reply::new("", touches::logged(logged)));
    }
    let paint = context.paint;
    let touch = &logged.touch;
    let outcome = match touch.outcome {
        Some(Outcome::Reached) | None => String::new(),
        Some(other) => format!(" ({})", other.as_str().replace('-', " ")),
    };
    let name = paint.strong(&logged.people.names());
    let weekday = touch.at.format("%a");
    let day = format!(
        "{weekday} {} {}",
        dates::short(touch.day(), context.today),
        times::time(&touch.at, app.settings().hours)
    );
    let mut text = format!("{said} {} {name}{outcome}, {}.\n", touch.kind.article(), day);
    for remark in &logged.remarks {
        let mut lines = if remark.kind == RemarkKind::Praise {
            quoted(paint, &remark.text)
        } else {
            let due = remark.due_on.filter(|_| remark.kind == RemarkKind::Promise);
            let due = due.map(|due| format!(" ({})", ideas::due_briefly(due, context.today))).unwrap_or_default();
            crate::text::wrap(&format!("{}{due}", clean_lines(&remark.text)), super::output::READ_WIDTH)
        };
        lines.extend(touches::said_by(remark, &logged.people, touch.customer).map(|by| paint.dim(&by)));
        for (at, line) in lines.iter().enumerate() {
            let label = if at == 0 { remark.kind.as_str() } else { "" };
            text.push_str(&format!("  {label:<9}{line}\n"));
        }
    }
    let reply = noted(Reply::new(text, serde_json::Value::Null));
    match (logged.settled_pick, touch.is_conversation()) {
        (true, true) => reply.note("That was your good call."),
        (true, false) => reply.note("goodcall today offers the next one."),
        _ => reply,
    }
}
