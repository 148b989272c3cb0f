//! The app as lines and questions: for a terminal that can do no more, and for `--plain`.
//!
//! A line is one of a few words for today's call, or any command of goodcall without its name. What is typed of a log is
//! kept line by line.

use clap::Parser;
use clap::error::{ContextKind, ContextValue};

use crate::app::log::LOG_FORM;
use crate::app::start::UnfinishedLog;
use crate::app::today::OfferRequest;
use crate::app::undo::DoneBy;
use crate::app::{App, Start};
use crate::domain::customer::{Customer, first_name};
use crate::domain::ids::{ChangeId, CustomerId};
use crate::domain::rotation::PickState;
use crate::domain::touch::{Outcome, TouchDraft};
use crate::error::{Error, ErrorKind, Result};
use crate::present::customers::now_in_rotation;
use crate::present::{times, today, touches, undo};
use crate::text::clean;

use super::log::{draft_text, text_draft};
use super::output::{Format, print_error};
use super::surroundings::Context;
use super::{Cli, Command, Printing, Run as _};
use lines::{Agreed, words_of};
use syncing::Syncing;

mod lift;
mod lines;
mod syncing;

/// What a line may say of today's call.
const HELP: &str = "\
call       dial today's customer, or call WHO; then keep what they say
log        keep what they said; or log WHO
no answer  nobody picked up (voicemail: you left one)
skip       offer the next customer (another: one more after the call)
resume     go on with the log that was cut off
lift       I'm down: a kind word, and whom to call right now
undo       take the last change back
quit       leave; so does Ctrl-D
Any other command works too, without goodcall in front: search night, praise,
add NAME --phone NUMBER, --help.
";

/// Whether the conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Ask,
    End,
}

/// The conversation.
struct Plain<'a> {
    app: &'a mut App,
    context: &'a Context,
    printing: Printing,
    /// The older change that the last line asked to undo, and that another "undo" takes back.
    older: Option<ChangeId>,
}

/// Holds the conversation until the user quits or the input ends, with a sync before and after, where one is set up.
pub(super) fn run(app: &mut App, start: Start, context: &Context, printing: Printing) {
    lines::say_farewell_on_interrupt();
    let syncing = Syncing::begin(app);
    converse(app, start, context, printing);
    syncing.end(app);
}

fn converse(app: &mut App, start: Start, context: &Context, printing: Printing) {
    let mut plain = Plain { app, context, printing, older: None };
    if let Start::MarkFavorites(ids) = &start {
        let marked = plain.mark(ids);
        report(marked);
        return;
    }
    let begun = plain.begin(start);
    if report(begun) == Next::End {
        return;
    }
    while let Some(line) = lines::ask("\nWhat now? (call, log, no answer, skip, lift, ? for all, quit)") {
        let answered = plain.answer(line.trim());
        if report(answered) == Next::End {
            return;
        }
    }
    lines::say("");
}

/// Says of a line that begins with no command what else to do; None if something else is wrong with it.
fn unknown(error: &clap::Error) -> Option<String> {
    let named = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => word.clone(),
        Some(ContextValue::Strings(words)) => words.join(", "),
        _ => String::new(),
    };
    let word = Some(named(ContextKind::InvalidSubcommand)).filter(|word| !word.is_empty())?;
    let meant = Some(named(ContextKind::SuggestedSubcommand)).filter(|meant| !meant.is_empty());
    let meant = meant.map(|meant| format!(" Did you mean {meant}?")).unwrap_or_default();
    Some(format!(
        "goodcall has no command \"{word}\".{meant} ? lists the words; search {word} looks for it in the book."
    ))
}

/// Prints an error, if there is one; the conversation goes on.
fn report(done: Result<Next>) -> Next {
    done.unwrap_or_else(|error| {
        print_error(&error, Format::Text);
        Next::Ask
    })
}

impl Plain<'_> {
    /// Begins where the screens would: on a log that was cut off, on Lift, or on today's customer.
    fn begin(&mut self, start: Start) -> Result<Next> {
        match start {
            Start::Log(log) => {
                let ago = times::since(log.at, self.app.clock().stamp());
                lines::say(&format!("You began a log of {} {ago}.", clean(&log.name)));
                match lines::agreed("Go on with it?") {
                    Agreed::Yes if self.resume(&log)? == Next::End => return Ok(Next::End),
                    Agreed::Instead(line) => return self.answer(&line),
                    Agreed::Yes | Agreed::No => {}
                }
                self.today()
            }
            Start::Lift(_) => {
                self.show_lift(None)?;
                Ok(Next::Ask)
            }
            Start::Today | Start::MarkFavorites(_) => self.today(),
        }
    }

    /// Shows what `goodcall today` shows, and whether a log waits.
    fn today(&mut self) -> Result<Next> {
        let reply = super::today::Today::default().run(self.app, self.context)?;
        reply.print(self.printing);
        if let Some(log) = self.app.unfinished_log()? {
            lines::say(&format!("\nA log of {} waits: resume goes on with it.", clean(&log.name)));
        }
        Ok(Next::Ask)
    }

    fn answer(&mut self, line: &str) -> Result<Next> {
        let words = words_of(line);
        let (first, rest) = match words.split_first() {
            Some((first, rest)) => (first.to_lowercase(), rest),
            None => return self.today(),
        };
        let has_flags = rest.iter().any(|word| word.starts_with('-'));
        let older = self.older.take();
        match first.as_str() {
            "quit" | "q" | "exit" => return Ok(Next::End),
            "?" | "help" | "h" => lines::say(HELP.trim_end()),
            "call" | "c" | "dial" => return self.call(rest),
            "log" | "l" if !has_flags => return self.log(rest),
            "no" | "n" => return self.missed(Outcome::NoAnswer),
            "voicemail" | "v" => return self.missed(Outcome::Voicemail),
            "resume" | "r" => match self.app.unfinished_log()? {
                Some(log) => return self.resume(&log),
                None => lines::say("No log waits."),
            },
            "another" => {
                self.app.today(OfferRequest { anyway: true, ..OfferRequest::default() })?;
                return self.today();
            }
            "lift" | "d" | "down" if rest.is_empty() => return self.lift(),
            "i'm" => return self.lift(),
            "s" => return self.command(&["skip".to_string()]),
            "undo" | "u" if rest.is_empty() => return self.undo(older),
            _ => return self.command(&words),
        }
        Ok(Next::Ask)
    }

    /// Takes the last change back; one of an earlier run, or of another program, only once it was named.
    fn undo(&mut self, named: Option<ChangeId>) -> Result<Next> {
        let step = self.app.next_undo()?;
        if let Some(step) = step.filter(|step| self.app.done_by(step) == DoneBy::Another && named != Some(step.id)) {
            let words = undo::older(&step, self.app.clock().stamp(), "undo").concat();
            lines::say(&format!("{}.", clean(&words)));
            self.older = Some(step.id);
            return Ok(Next::Ask);
        }
        self.command(&["undo".to_string()])
    }

    /// Runs a command line of goodcall, on this book.
    fn command(&mut self, words: &[String]) -> Result<Next> {
        let line = std::iter::once("goodcall").chain(words.iter().map(String::as_str));
        let cli = match Cli::try_parse_from(line) {
            Ok(cli) => cli,
            Err(error) => {
                let said = unknown(&error).unwrap_or_else(|| error.render().to_string());
                lines::say(crate::text::clean_lines(&said).trim_end());
                return Ok(Next::Ask);
            }
        };
        match cli.command {
            Some(Command::OnBook(verb)) => {
                let reply = verb.verb().run(self.app, self.context)?;
                let ids = reply.to_mark.clone();
                reply.print(self.printing);
                if !ids.is_empty() {
                    return self.mark(&ids);
                }
            }
            None => return self.today(),
            Some(_) => lines::say("That works outside of this conversation: quit, then goodcall and those words."),
        }
        Ok(Next::Ask)
    }

    /// Finds whom the words mean; without words, today's customer.
    fn whom(&mut self, who: &[String]) -> Result<Customer> {
        if !who.is_empty() {
            return self.app.who(&who.join(" "));
        }
        let today = self.app.today(OfferRequest::default())?;
        today.pick.map(|pick| pick.customer).ok_or_else(|| {
            let why = today.why_none.map_or("there is nobody to call", today::why_none);
            Error::new(ErrorKind::NoMatch, why).help("name a customer: call WHO, or log WHO")
        })
    }

    fn call(&mut self, who: &[String]) -> Result<Next> {
        let customer = self.whom(who)?;
        let name = clean(&customer.name).into_owned();
        if customer.do_not_call {
            lines::say(&format!("{name} is not to be called."));
            return Ok(Next::Ask);
        }
        match (self.app.dial(&customer), customer.shown_phone()) {
            (Ok(number), _) => lines::say(&format!("Calling {name}, {}.", clean(&number))),
            (Err(_), Some(number)) => lines::say(&format!("Dial {} for {name}.", clean(number))),
            (Err(error), None) => return Err(error),
        }
        self.talk(&customer)
    }

    /// Asks how a call ended, and keeps what was said.
    fn talk(&mut self, customer: &Customer) -> Result<Next> {
        let question = "How did it end? (Enter: we talked, n: no answer, v: voicemail, x: not called)";
        let Some(answer) = lines::ask(question) else { return Ok(Next::End) };
        match answer.trim().to_lowercase().as_str() {
            "n" | "no" | "no answer" => self.log_miss(customer, Outcome::NoAnswer),
            "v" | "voicemail" => self.log_miss(customer, Outcome::Voicemail),
            "x" | "not called" => Ok(Next::Ask),
            "q" | "quit" | "exit" => Ok(Next::End),
            "" | "y" | "yes" | "we talked" => self.write(customer, ""),
            // They talked, and this is what was said.
            _ => self.write(customer, &answer),
        }
    }

    fn log(&mut self, who: &[String]) -> Result<Next> {
        let customer = self.whom(who)?;
        self.write(&customer, "")
    }

    fn resume(&mut self, log: &UnfinishedLog) -> Result<Next> {
        if log.correcting.is_some() {
            lines::say("That is a correction of a log; the screens take it up.");
            return Ok(Next::Ask);
        }
        let customer = self.app.customer(log.customer)?;
        self.write(&customer, "")
    }

    fn missed(&mut self, outcome: Outcome) -> Result<Next> {
        let today = self.app.today(OfferRequest::default())?;
        match today.pick.filter(|pick| pick.pick.state == PickState::Offered) {
            Some(pick) => self.log_miss(&pick.customer, outcome),
            None => Err(Error::new(ErrorKind::NoMatch, "no call is open, so nothing was logged")),
        }
    }

    fn log_miss(&mut self, customer: &Customer, outcome: Outcome) -> Result<Next> {
        let logged = self.app.log(customer.id, &TouchDraft { outcome: Some(outcome), ..TouchDraft::default() })?;
        let first = clean(first_name(&customer.name)).into_owned();
        lines::say(&match outcome {
            Outcome::Voicemail => format!("Left {first} a voicemail."),
            _ => format!("No answer from {first}."),
        });
        if let Some(why) = &logged.hook_failed {
            lines::say(&format!("{}.", clean(why)));
        }
        lines::say("");
        self.today()
    }

    /// Keeps what somebody said, a line each, until an empty line; every line is in the book before the next. The first may
    /// have been `said` already.
    fn write(&mut self, customer: &Customer, said: &str) -> Result<Next> {
        let first = clean(first_name(&customer.name)).into_owned();
        let begun = self.app.draft(LOG_FORM, Some(customer.id))?;
        let mut text = begun.map(|draft| draft_text(&draft.fields)).unwrap_or_default();
        if !said.is_empty() {
            self.keep_line(customer.id, &mut text, said)?;
        }
        lines::say(&format!(
            "What did {first} say? A line each: + praise (@Name), ! idea, ? need,\n> referral, = what you promise. An empty line \
             ends it."
        ));
        if !text.is_empty() {
            lines::say(crate::text::clean_lines(&text).trim_end());
        }
        let kept = lines::Farewell::default();
        loop {
            if !text.trim().is_empty() {
                lines::set_farewell(&format!("Your log of {first} is kept; the next start takes it up."));
            }
            let Some(line) = lines::read() else {
                lines::say_farewell();
                return Ok(Next::End);
            };
            if line.trim().is_empty() {
                break;
            }
            self.keep_line(customer.id, &mut text, &line)?;
        }
        drop(kept);
        if text.trim().is_empty() {
            match lines::agreed("Log a call without a word?") {
                Agreed::Yes => {}
                Agreed::No => return Ok(Next::Ask),
                Agreed::Instead(line) => return self.answer(&line),
            }
        }
        let draft = TouchDraft { text: text.trim_end().to_string(), ..TouchDraft::default() };
        let logged = self.app.finish_log(customer.id, &draft)?;
        super::log::reply(self.app, &logged, super::log::Said::Logged, self.context).print(self.printing);
        let instead = self.ask_mood(&logged)?;
        let day = self.app.today(OfferRequest::default())?;
        lines::say(&today::next_call(&day));
        // Whatever else they typed is what they want to do now.
        instead.map_or(Ok(Next::Ask), |line| self.answer(&line))
    }

    /// Puts a line behind the others of a log, and keeps them.
    fn keep_line(&mut self, customer: CustomerId, text: &mut String, line: &str) -> Result<()> {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(line);
        self.app.keep_draft(LOG_FORM, Some(customer), &text_draft(text))?;
        Ok(())
    }

    /// Asks how the user feels; returns what they typed instead of an answer.
    fn ask_mood(&mut self, logged: &crate::app::log::Logged) -> Result<Option<String>> {
        let moods: Vec<String> = (1..=5).map(|n| format!("{n} {}", touches::mood(n))).collect();
        let question = format!("How do you feel now? ({}; Enter: no answer)", moods.join(", "));
        let answer = lines::ask(&question).map(|answer| answer.trim().to_string()).filter(|answer| !answer.is_empty());
        let Some(answer) = answer else { return Ok(None) };
        match answer.parse::<u8>() {
            Ok(mood @ 1..=5) => {
                self.app.keep_mood_after(logged.touch.id, mood)?;
                lines::say(&format!("Noted: {}.", touches::mood(mood)));
                Ok(None)
            }
            Ok(_) => Ok(None),
            Err(_) => Ok(Some(answer)),
        }
    }

    /// Asks whom of these the user likes calling, and makes favorites of them.
    fn mark(&mut self, ids: &[CustomerId]) -> Result<Next> {
        let mut named = Vec::new();
        for id in ids {
            named.extend(self.app.customer_line(*id)?);
        }
        named.sort_by(|a, b| (&a.sort_name, a.id).cmp(&(&b.sort_name, b.id)));
        for (at, line) in named.iter().enumerate() {
            let company = line.company.as_deref().map(|c| format!(", {}", clean(c))).unwrap_or_default();
            lines::say(&format!("{:>4}  {}{company}", at + 1, clean(&line.name)));
        }
        let Some(answer) = lines::ask("Whom do you like calling? (numbers, with blanks between; Enter: nobody)") else {
            return Ok(Next::End);
        };
        let numbers = answer.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse::<usize>().ok());
        let chosen: Vec<CustomerId> =
            numbers.filter_map(|n| named.get(n.checked_sub(1)?)).map(|line| line.id).collect();
        let before = usize::from(self.app.has_favorites()?);
        let changed = if chosen.is_empty() { 0 } else { self.app.make_favorites(&chosen)? };
        lines::say(&format!("{}.", now_in_rotation(changed, before)));
        Ok(Next::Ask)
    }
}
