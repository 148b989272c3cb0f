//! What a command prints: a reply holds text and JSON, and the end decides which of them to print.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

use serde_json::{Value, json};

use super::{Color, Global};
use crate::app::listing::Listing;
use crate::domain::ids::CustomerId;
use crate::error::Error;
use crate::text;

/// The form in which goodcall prints a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How to print a reply.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printing {
    pub format: Format,
    /// Leaves out the remarks beside the result.
    quiet: bool,
}

impl Printing {
    /// Reads what the user asked for.
    pub(super) fn new(global: &Global) -> Self {
        Self { format: if global.json { Format::Json } else { Format::Text }, quiet: global.quiet }
    }
}

/// What a command has to say.
#[derive(Debug, Default)]
pub(super) struct Reply {
    /// For people; may hold colors, and nothing from outside that is not cleaned.
    pub text: String,
    /// For programs.
    pub json: Value,
    /// Remarks beside the result, on standard error.
    pub notes: Vec<String>,
    /// Whether they are said beside JSON too.
    pub notes_for_programs: bool,
    /// An error beside the result.
    pub error: Option<Error>,
    /// Whether the result is on standard output already.
    pub printed: bool,
    /// What the text numbers, and the ids in that order.
    pub listed: Option<(Listing, Vec<i64>)>,
    /// New customers, among whom the user may mark favorites.
    pub to_mark: Vec<CustomerId>,
}

impl Reply {
    /// Makes a reply of a result as text and as JSON.
    pub(super) fn new(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json, ..Self::default() }
    }

    /// Makes a reply that says nothing.
    pub(super) fn nothing() -> Self {
        Self::default()
    }

    /// Says what the text numbers, so that the numbers can stand for ids.
    pub(super) fn numbers(mut self, listing: Listing, ids: Vec<i64>) -> Self {
        self.listed = Some((listing, ids));
        self
    }

    /// Adds a remark.
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says which rows these are where [`Bounds::cut`] left some out ("newest 1,000"), and how to see the others.
    pub(super) fn note_cut(self, which: &str) -> Self {
        self.note(format!("These are the {which}. --limit N shows more of them, --json all."))
    }

    /// Prints the reply and returns the exit code. A closed pipe ends it quietly.
    pub(super) fn print(self, printing: Printing) -> u8 {
        let as_json = printing.format == Format::Json;
        let mut out = if as_json && !self.printed { text::json(&self.json) } else { self.text };
        if (as_json && !self.printed) || (!out.is_empty() && !out.ends_with('\n')) {
            out.push('\n');
        }
        let mut stdout = std::io::stdout().lock();
        let written = stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush());
        // An error stands alone there: programs read it as JSON.
        let says_notes = !as_json || self.notes_for_programs && self.error.is_none();
        if !printing.quiet && says_notes {
            let mut stderr = std::io::stderr().lock();
            for note in &self.notes {
                // Nobody misses a remark on a closed stream.
                let _written = writeln!(stderr, "{note}");
            }
        }
        if let Some(error) = &self.error {
            print_error(error, printing.format);
            return error.kind.exit_code();
        }
        match written {
            Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
                print_error(
                    &Error::failed(format!("could not write the result: {}", crate::error::io_words(&e))),
                    printing.format,
                );
                1
            }
            _ => 0,
        }
    }
}

/// As many rows as there are.
pub(super) const ALL: usize = usize::MAX >> 1;

/// How many rows of a list to show.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bounds {
    /// As many as the user says; for programs all.
    Said(usize),
    /// As many as people read, without having been asked.
    ForPeople(usize),
}

impl Bounds {
    /// Bounds a list by the flag `--limit`, or, for people, by `most`.
    pub(super) fn new(limit: Option<usize>, most: usize, format: Format) -> Self {
        match (limit, format) {
            (Some(limit), _) => Self::Said(limit.min(ALL)),
            (None, Format::Json) => Self::Said(ALL),
            (None, Format::Text) => Self::ForPeople(most),
        }
    }

    /// Whether everything is shown.
    pub(super) fn is_all(self) -> bool {
        matches!(self, Self::Said(ALL))
    }

    /// Returns how many rows to read: one more than is shown, where somebody should be told of a cut.
    pub(super) fn to_read(self) -> usize {
        match self {
            Self::Said(limit) => limit,
            Self::ForPeople(most) => most + 1,
        }
    }

    /// Cuts off what is not shown; returns whether the user should be told.
    pub(super) fn cut<T>(self, rows: &mut Vec<T>) -> bool {
        match self {
            Self::Said(limit) => {
                rows.truncate(limit);
                false
            }
            Self::ForPeople(most) => {
                let is_cut = rows.len() > most;
                rows.truncate(most);
                is_cut
            }
        }
    }
}

/// Prints an error on standard error.
pub(super) fn print_error(error: &Error, format: Format) {
    let mut stderr = std::io::stderr().lock();
    let out = if format == Format::Json {
        text::json(&json!({"error": {"kind": error.kind.as_str(), "message": error.message, "help": error.help}}))
    } else {
        let help = error.help.as_deref().map(|h| format!("\n{}", text::clean_lines(h))).unwrap_or_default();
        format!("goodcall: {}{help}", text::clean_lines(&error.message))
    };
    // There is nowhere left to say that this could not be said.
    let _written = writeln!(stderr, "{out}");
}

/// Colors for people on a terminal; plain in a pipe and under `NO_COLOR`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// Decides whether to use color.
    pub(crate) fn new(color: Color) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty())
            || std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let on = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stdout().is_terminal() && !plain,
        };
        Self { on }
    }

    fn wrap(self, code: &str, text: Cow<'_, str>) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.into_owned() }
    }

    /// Paints the person, the thing that matters.
    pub(crate) fn strong(self, text: &str) -> String {
        self.wrap("1;33", text::clean(text))
    }

    /// Paints what is secondary.
    pub(crate) fn dim(self, text: &str) -> String {
        self.wrap("2", text::clean(text))
    }

    /// Paints praise.
    pub(crate) fn praise(self, text: &str) -> String {
        self.wrap("3", text::clean(text))
    }

    /// Paints what is good.
    pub(crate) fn good(self, text: &str) -> String {
        self.wrap("32", text::clean(text))
    }
}

/// The width of running text.
pub(super) const READ_WIDTH: usize = 72;
/// The width of the labels on a card's left.
const LABEL: usize = 11;

/// A card: a label on the left, lines on the right.
#[derive(Debug, Default)]
pub(super) struct Card {
    out: String,
    /// The columns of its labels, where some are wider than most.
    labels: usize,
}

impl Card {
    /// Adds a line as it is.
    pub(super) fn line(&mut self, line: &str) -> &mut Self {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
        self
    }

    /// Makes room for these labels, and two blanks behind the longest.
    pub(super) fn room_for<'a>(&mut self, labels: impl Iterator<Item = &'a str>) {
        self.labels = labels.map(|label| text::width(label) + 2).max().unwrap_or(0);
    }

    /// Adds lines under one label; adds nothing where there are none.
    pub(super) fn field(&mut self, paint: Paint, label: &str, lines: &[String]) -> &mut Self {
        for (at, line) in lines.iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            let label = paint.dim(&text::pad(label, self.labels.max(LABEL)));
            self.line(&format!("  {label}{line}"));
        }
        self
    }

    /// Returns the card as text.
    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// Wraps what stands behind a mark such as "! "; its further lines begin below its first word.
pub(super) fn marked(mark: Option<char>, said: &str) -> Vec<String> {
    let said = text::clean_lines(said);
    let Some(mark) = mark else { return text::wrap(&said, READ_WIDTH) };
    let lines = text::wrap(&said, READ_WIDTH - 2).into_iter().enumerate();
    lines.map(|(at, line)| if at == 0 { format!("{mark} {line}") } else { format!("  {line}") }).collect()
}

/// Puts a praise between quotation marks, and wraps it.
pub(super) fn quoted(paint: Paint, said: &str) -> Vec<String> {
    let said = crate::domain::remark::without_marks(said);
    let text = format!("“{}”", text::clean_lines(&said).trim());
    text::wrap(&text, READ_WIDTH)
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let line = if at == 0 { line.clone() } else { format!(" {line}") };
            paint.praise(&line)
        })
        .collect()
}
