//! Importing, step by step: the file, its columns, what would happen; then it happens. Esc goes a step back, and what was
//! chosen stays.

mod columns;
mod field;
mod file;
mod outcome;
mod rows;
mod running;
mod widths;

use std::path::PathBuf;
use std::time::Duration;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use columns::Columns;
use field::FieldChoice;
use file::FileChoice;
use outcome::{Becoming, Outcome};
use running::{Running, Work};

use super::left_out::LeftOut;
use super::marking::Marking;
use crate::app::App;
use crate::app::import::background::Begun;
use crate::app::import::people::Tell;
use crate::app::import::{ImportField, ImportRequest, Imported};
use crate::error::{Error, ErrorKind, Result};
use crate::present::imports;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};

/// How long a small file waits for another program that is writing to the book.
const WAITS: Duration = Duration::from_millis(500);

/// The screen.
pub(crate) struct Importing {
    file: FileChoice,
    columns: Option<Columns>,
    /// The column whose field is being chosen.
    choosing: Option<FieldChoice>,
    outcome: Option<Outcome>,
    becoming: Becoming,
    running: Option<Running>,
}

/// Where the user is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    File,
    Columns,
    Field,
    Outcome,
    Running,
}

impl Importing {
    /// Asks which file or folder to import.
    pub(crate) fn new(app: &App) -> Self {
        Self {
            file: FileChoice::new(app),
            columns: None,
            choosing: None,
            outcome: None,
            becoming: Becoming::default(),
            running: None,
        }
    }

    fn step(&self) -> Step {
        if self.running.is_some() {
            Step::Running
        } else if self.outcome.is_some() {
            Step::Outcome
        } else if self.choosing.is_some() {
            Step::Field
        } else if self.columns.is_some() {
            Step::Columns
        } else {
            Step::File
        }
    }

    fn name(&self) -> String {
        self.columns.as_ref().map(Columns::name).unwrap_or_default()
    }

    /// Looks at what was chosen.
    fn look(&mut self, paths: Vec<PathBuf>, context: &mut Context<'_>) {
        let refusal = paths.iter().find_map(|path| Some((path, std::fs::metadata(path).err()?)));
        match refusal {
            Some((path, error)) => {
                let why = crate::error::io_words(&error);
                self.file.refuse(format!("{}: {why}", path.display()));
            }
            None => self.columns = Some(Columns::of(paths, context.app)),
        }
    }

    fn request(&self) -> ImportRequest {
        let columns = self.columns.as_ref();
        ImportRequest {
            files: columns.map(|columns| columns.paths.clone()).unwrap_or_default(),
            map: columns.map(|columns| columns.map.clone()).unwrap_or_default(),
            favorite: self.becoming.favorites,
            past: self.becoming.past,
            ..ImportRequest::default()
        }
    }

    /// Begins a rehearsal or the import, beside the screen where it takes long.
    fn begin(&mut self, work: Work, context: &mut Context<'_>) -> Result<Flow> {
        let request = match work {
            Work::Rehearsal => ImportRequest { dry_run: true, tell: Tell::Names, ..self.request() },
            Work::Import => self.request(),
        };
        // Another program that writes is said, rather than waited for.
        let before = context.app.wait_at_most(WAITS);
        let begun = context.app.begin_import(request);
        context.app.wait_at_most(before);
        match begun {
            Ok(Begun::Running(running)) => {
                self.running = Some(Running::of(running, work, self.name(), context));
                Ok(Flow::Stay)
            }
            Ok(Begun::Done(imported)) => self.ended(work, Ok(*imported), context),
            Err(error) => self.ended(work, Err(error), context),
        }
    }

    /// Takes what came of a rehearsal or an import.
    fn ended(&mut self, work: Work, ended: Result<Imported>, context: &mut Context<'_>) -> Result<Flow> {
        match (work, ended) {
            (Work::Import, Ok(imported)) => return done(imported, &self.name(), context),
            (Work::Import, Err(error)) if error.kind == ErrorKind::Interrupted => {
                context.tell("Stopped; nothing was imported");
            }
            (Work::Import, Err(Error { message, help, .. })) => {
                context.tell(help.map_or(message.clone(), |help| format!("{message}; {help}")));
            }
            (Work::Rehearsal, Err(error)) if error.kind == ErrorKind::Interrupted => {
                context.tell("Stopped; nothing was changed");
            }
            (Work::Rehearsal, rehearsed) => {
                let days = context.app.settings().weekdays.len();
                self.outcome = Some(Outcome::of(self.name(), rehearsed, days));
            }
        }
        Ok(Flow::Stay)
    }

    /// Goes a step back; from the first, out.
    fn back(&mut self) -> Flow {
        match self.step() {
            Step::Running => {
                if let Some(running) = &mut self.running {
                    running.stop();
                }
            }
            Step::Outcome => self.outcome = None,
            Step::Field => self.choosing = None,
            Step::Columns => self.columns = None,
            Step::File if self.file.leave_list() => {}
            Step::File => return Flow::Pop,
        }
        Flow::Stay
    }

    fn act_on_columns(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(columns) = &mut self.columns else { return Ok(Flow::Stay) };
        if columns.turns(action, context.app) || columns.moves(action) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::SeeOutcome if columns.is_readable() => return self.begin(Work::Rehearsal, context),
            Action::NextFile | Action::PreviousFile => context.tell("This is the only file"),
            Action::ChooseField => match columns.focused() {
                Some(column) if column.title.trim().is_empty() => {
                    context.tell("A column without a name can't be given a field; name it in the file");
                }
                Some(column) => {
                    self.choosing = Some(FieldChoice::of(&column.title, column.field, columns.filled()));
                }
                None => {}
            },
            Action::Drop => {
                let title = columns.focused().map(|column| column.title.clone());
                if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
                    columns.fill(&title, ImportField::Ignore, context.app);
                }
            }
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn act_on_outcome(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(outcome) = &mut self.outcome else { return Ok(Flow::Stay) };
        if outcome.moves(action) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::BeginImport if outcome.is_ready() => return self.begin(Work::Import, context),
            Action::BeginImport if outcome.is_empty() => {}
            Action::BeginImport => return self.begin(Work::Rehearsal, context),
            Action::MakeFavorites => self.becoming.favorites = !self.becoming.favorites,
            Action::MakePast => self.becoming.past = !self.becoming.past,
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn act_on_file(&mut self, action: Action, context: &mut Context<'_>) {
        match action {
            Action::Complete => self.file.complete(),
            Action::Open => {
                if let Some(paths) = self.file.take() {
                    self.look(paths, context);
                }
            }
            other => {
                self.file.moves(other);
            }
        }
    }

    fn act_on_field(&mut self, action: Action, context: &mut Context<'_>) {
        let Some(choosing) = &mut self.choosing else { return };
        if choosing.moves(action) || action != Action::Open {
            return;
        }
        if let (Some(field), Some(columns)) = (choosing.chosen(), &mut self.columns) {
            columns.fill(&choosing.title, field, context.app);
            self.choosing = None;
        }
    }
}

/// Says what an import did, and goes on to what is left to do.
fn done(imported: Imported, name: &str, context: &mut Context<'_>) -> Result<Flow> {
    let said = imports::done(&imported, name, &context.keymap.key(Scope::Global, Action::Duplicates));
    let step = if imported.is_change() {
        context.done(said);
        context.app.next_undo()?.map(|step| step.id)
    } else {
        context.tell(said);
        None
    };
    if !imported.rejected.is_empty() {
        return Ok(Flow::Replace(Box::new(LeftOut::new(imported, step))));
    }
    if imported.new_customers.is_empty() {
        return Ok(Flow::Pop);
    }
    Ok(Flow::Replace(Box::new(Marking::new(imported.new_customers))))
}

impl Screen for Importing {
    fn scopes(&self) -> &'static [Scope] {
        match self.step() {
            Step::File => &[Scope::ChoosingFile, Scope::Finding],
            Step::Columns => &[Scope::Columns, Scope::List],
            Step::Outcome => &[Scope::Outcome, Scope::List],
            Step::Field | Step::Running => &[Scope::Finding],
        }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let find = |action, word| keymap.word(Scope::Finding, action, word);
        Some(match (self.step(), &self.columns, &self.outcome) {
            (Step::Running, ..) => vec![find(Action::Back, "stop it")],
            (Step::Field, ..) => vec![find(Action::Open, "choose"), find(Action::Back, "back")],
            (Step::Outcome, _, Some(outcome)) => outcome.footer(keymap),
            (Step::Columns, Some(columns), _) => columns.footer(keymap),
            _ => vec![
                find(Action::Open, "look at it"),
                keymap.word(Scope::ChoosingFile, Action::Complete, "complete"),
                ("↑↓".into(), "choose"),
                find(Action::Back, "back"),
            ],
        })
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if action == Action::Back {
            return Ok(self.back());
        }
        match self.step() {
            Step::File => self.act_on_file(action, context),
            Step::Columns => return self.act_on_columns(action, context),
            Step::Field => self.act_on_field(action, context),
            Step::Outcome => return self.act_on_outcome(action, context),
            Step::Running => {}
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        match self.step() {
            Step::File if self.file.clicked(at) => self.act_on_file(Action::Open, context),
            Step::Columns => {
                if let Some(columns) = &mut self.columns {
                    columns.clicked(at);
                }
            }
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn ticks(&self) -> Option<u64> {
        let is_looking = self.columns.as_ref().is_some_and(Columns::is_looking);
        (self.running.is_some() || is_looking).then_some(1)
    }

    fn ticked(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        if let Some(columns) = &mut self.columns {
            columns.looked();
        }
        let Some(running) = &mut self.running else { return Ok(Flow::Stay) };
        let (work, Some(ended)) = (running.work, running.ended(context)) else { return Ok(Flow::Stay) };
        self.running = None;
        self.ended(work, ended, context)
    }

    // While it runs, no letter is a key here, so that none goes elsewhere and stops it.
    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        match self.step() {
            Step::File | Step::Field | Step::Running => Some(self),
            Step::Columns | Step::Outcome => None,
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        match (&self.outcome, &self.columns) {
            (Some(outcome), _) => outcome.draw(frame, area, self.becoming, cx),
            (None, Some(columns)) => columns.draw(frame, area, cx),
            (None, None) => self.file.draw(frame, area, cx),
        }
        if let Some(choosing) = &self.choosing {
            let about: Vec<Rect> = self.columns.as_ref().and_then(Columns::subject).into_iter().collect();
            choosing.draw(frame, area, &DrawContext { about: &about, ..*cx });
        }
        if let Some(running) = &self.running {
            running.draw(frame, area, cx);
        }
    }
}

impl TextInput for Importing {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        match (self.step(), &mut self.choosing) {
            (Step::Field, Some(choosing)) => choosing.typed(key),
            (Step::File, _) => self.file.typed(key),
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        match (self.step(), &mut self.choosing) {
            (Step::Field, Some(choosing)) => choosing.pasted(text),
            (Step::File, _) => self.file.pasted(text),
            _ => {}
        }
        Ok(Flow::Stay)
    }
}
