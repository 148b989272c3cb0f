//! The real screens over ratatui's test backend, at a fixed instant, in a fixed zone, with nothing of the machine.

use std::cell::{self, RefCell};
use std::collections::VecDeque;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use goodcall::app::{App, Now, Start, demo};
use goodcall::config::{self, Settings};
use goodcall::domain::customer::{CustomerDraft, CustomerField, Group};
use goodcall::domain::ids::CustomerId;
use goodcall::domain::touch::TouchDraft;
use goodcall::error::Result;
use goodcall::testing::Book;
use goodcall::text::width;
use goodcall::tui::glyphs::Glyphs;
use goodcall::tui::keymap::Key;
use goodcall::tui::searcher::Searcher;
use goodcall::tui::shell::{Ended, Event, Events, Host, Shell, Surface};
use goodcall::tui::theme::{Background, Depth, Themes};
use ratatui::Terminal;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;
use tempfile::TempDir;

use super::paper::Paper;

/// A Monday, 08:42 in Chicago.
pub(super) const MONDAY: &str = "2026-11-23T14:42:00Z";
/// The sizes of the snapshots.
pub(super) const SIZES: [(u16, u16); 3] = [(80, 24), (110, 34), (60, 18)];

/// Nothing here dials or writes pages, and nothing of the machine's locale, zone or terminal shows through.
const CONFIG: &str = r#"
timezone = "America/Chicago"
region = "US"
clock = "24h"
week_starts = "mon"
theme = "mono"
downloads = ""
dial = ["/nonexistent/dialer", "{number}"]
"#;

pub(super) fn settings() -> Settings {
    settings_with("")
}

/// The settings of the tests, with more lines.
pub(super) fn settings_with(more: &str) -> Settings {
    with_config(&format!("{CONFIG}{more}"))
}

/// The settings of the tests, with a folder of downloads.
pub(super) fn settings_with_downloads(folder: &Path) -> Settings {
    let folder = format!("downloads = '{}'", folder.display());
    config::parse(&CONFIG.replace("downloads = \"\"", &folder), Path::new("config.toml"))
        .expect("a right configuration")
}

/// The settings of the tests, with a clock of twelve hours.
pub(super) fn settings_by_twelve() -> Settings {
    with_config(&CONFIG.replace("24h", "12h"))
}

fn with_config(text: &str) -> Settings {
    let settings = config::parse(text, Path::new("config.toml")).expect("a right configuration");
    Settings { pages: "/nonexistent/pages".into(), ..settings }
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// What the screens did outside of the frame, and the time that passed between keys.
#[derive(Debug, Clone)]
pub(super) struct Log {
    said: Rc<RefCell<Vec<String>>>,
    time: Rc<cell::Cell<Instant>>,
}

impl Default for Log {
    fn default() -> Self {
        Self { said: Rc::default(), time: Rc::new(cell::Cell::new(Instant::now())) }
    }
}

impl Log {
    fn note(&self, what: impl Into<String>) {
        self.said.borrow_mut().push(what.into());
    }

    pub(super) fn all(&self) -> Vec<String> {
        self.said.borrow().clone()
    }

    fn pass(&self, millis: u64) {
        self.time.set(self.time.get() + Duration::from_millis(millis));
    }
}

/// The time that a person takes from one key to the next, in milliseconds.
const UNHURRIED: u64 = 350;

impl Host for Log {
    fn now(&self) -> Instant {
        self.time.get()
    }

    fn copy(&mut self, text: &str) {
        self.note(format!("copied {text}"));
    }

    fn query_background(&mut self) {
        self.note("asked for the ground");
    }

    fn query_identity(&mut self) {
        self.note("asked for its name");
    }

    fn suspend(&mut self) -> Result<()> {
        self.note("suspended");
        Ok(())
    }
}

/// Events prepared by a test; after the last one no event will ever come.
pub(super) struct Script(pub VecDeque<Event>);

impl Events for Script {
    fn next(&mut self, _wait: Option<Duration>) -> Option<Event> {
        self.0.pop_front()
    }
}

/// The program, without a terminal.
pub(super) struct Harness {
    pub shell: Shell<Paper, Log>,
    pub outside: Log,
    pub ended: Option<Ended>,
}

impl Harness {
    /// On the demo book, on a Monday morning.
    pub(super) fn demo() -> Self {
        Self::over(demo::open(settings(), Now::Fixed(at(MONDAY))).expect("the demo book"))
    }

    /// On an empty book.
    pub(super) fn empty() -> Self {
        Self::over(blank())
    }

    /// On a book with favorites, added in this order, without any talks.
    pub(super) fn with(names: &[&str]) -> Self {
        Self::over(people(names))
    }

    pub(super) fn over(app: App) -> Self {
        Self::begin(app, Start::Today)
    }

    pub(super) fn begin(app: App, start: Start) -> Self {
        Self::with_glyphs(app, start, Glyphs::Unicode)
    }

    /// On a terminal whose font has these characters.
    pub(super) fn with_glyphs(app: App, start: Start, glyphs: Glyphs) -> Self {
        let outside = Log::default();
        let terminal = Terminal::new(Paper::new(80, 24)).expect("a terminal in memory");
        let themes = Themes::new(app.settings(), Depth::True, Background::Dark).with_glyphs(glyphs);
        let surface = Surface { terminal, host: outside.clone(), themes };
        let mut shell = Shell::new(app, surface, Searcher::at_once()).expect("the first screen");
        shell.start(start).expect("the screen that was asked for");
        shell.draw().expect("a frame");
        Self { shell, outside, ended: None }
    }

    pub(super) fn send(&mut self, event: Event) -> &mut Self {
        let ended = self.shell.answer(event).expect("an answer");
        self.ended = self.ended.or(ended);
        self
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> &mut Self {
        self.pass(UNHURRIED).send(Event::Key(key))
    }

    /// Lets time pass between two keys, besides what a person takes.
    pub(super) fn pass(&mut self, millis: u64) -> &mut Self {
        self.outside.pass(millis);
        self
    }

    /// Presses a character again and again, so many milliseconds after the key before.
    pub(super) fn presses_every(&mut self, millis: u64, c: char, times: usize) -> &mut Self {
        for _ in 0..times {
            self.pass(millis).send(Event::Key(KeyEvent::from(KeyCode::Char(c))));
        }
        self
    }

    /// Presses keys, separated by blanks: "d", "ctrl-s", "esc", "pgdn", "shift-tab".
    #[track_caller]
    pub(super) fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split_whitespace() {
            let key = match name {
                "shift-tab" => Key { code: KeyCode::BackTab, modifiers: KeyModifiers::SHIFT },
                name => Key::parse(name).unwrap_or_else(|| panic!("{name} is no key")),
            };
            self.key(KeyEvent::new(key.code, key.modifiers));
        }
        self
    }

    /// Goes from one field of the customer form to a later one, however many lie between.
    pub(super) fn tabs(&mut self, from: CustomerField, to: CustomerField) -> &mut Self {
        // What only past buyers are asked is left out, unless a test goes there.
        let past = |f: CustomerField| f.spec().group == Group::PastBuyer;
        let fields = CustomerField::in_form().into_iter().filter(|f| !past(*f) || past(to));
        let fields: Vec<CustomerField> = fields.collect();
        let place = |field| fields.iter().position(|f| *f == field).expect("a field");
        self.press(&"tab ".repeat(place(to) - place(from)))
    }

    /// Types a text, with one key for each character.
    pub(super) fn types(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.key(KeyEvent::from(if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) }));
        }
        self
    }

    pub(super) fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Event::Paste(text.into()))
    }

    /// Imports a file from the screen in view, without a look at what each step shows.
    pub(super) fn imports(&mut self, file: &Path) -> &mut Self {
        self.press("i").paste(&file.display().to_string()).press("enter enter enter")
    }

    pub(super) fn size(&mut self, (columns, rows): (u16, u16)) -> &mut Self {
        self.shell.terminal().backend_mut().0.resize(columns, rows);
        self.send(Event::Resize)
    }

    /// Moves the clock, and lets the program notice.
    pub(super) fn clock(&mut self, now: &str) -> &mut Self {
        self.shell.app().set_now(at(now));
        self.send(Event::Nothing)
    }

    pub(super) fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        self.send(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
    }

    /// Clicks on the first occurrence of a text.
    #[track_caller]
    pub(super) fn click(&mut self, text: &str) -> &mut Self {
        let (column, row) = self.place(text);
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row)
    }

    pub(super) fn buffer(&mut self) -> &Buffer {
        self.shell.terminal().backend().0.buffer()
    }

    /// Finds the position of a text.
    #[track_caller]
    pub(super) fn place(&mut self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        let (row, line, byte) = screen
            .lines()
            .enumerate()
            .find_map(|(row, line)| Some((row, line, line.find(text)?)))
            .unwrap_or_else(|| panic!("no {text:?} in\n{screen}"));
        (u16::try_from(width(&line[..byte])).expect("a column"), u16::try_from(row).expect("a row"))
    }

    /// Returns the first cell of a text, for its style.
    #[track_caller]
    pub(super) fn cell(&mut self, text: &str) -> Cell {
        let place = self.place(text);
        self.buffer()[place].clone()
    }

    /// Tells whether a text has an attribute.
    #[track_caller]
    pub(super) fn is_drawn(&mut self, text: &str, how: Modifier) -> bool {
        self.cell(text).modifier.contains(how)
    }

    /// Returns the frame as text, without blanks at the ends of lines.
    pub(super) fn screen(&mut self) -> String {
        let buffer = self.buffer();
        let area = buffer.area;
        let mut lines = Vec::new();
        for y in 0..area.height {
            let (mut line, mut x) = (String::new(), 0);
            while x < area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(width(symbol).max(1)).expect("a narrow cell");
            }
            lines.push(line.trim_end().to_string());
        }
        lines.join("\n")
    }

    /// Returns the position of the cursor; None if it is hidden.
    pub(super) fn cursor(&mut self) -> Option<(u16, u16)> {
        let backend = &self.shell.terminal().backend().0;
        let at = backend.cursor_position();
        backend.cursor_visible().then_some((at.x, at.y))
    }

    /// Asserts that the screen shows a text.
    #[track_caller]
    pub(super) fn says(&mut self, what: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(what), "no {what:?} in\n{screen}");
        self
    }

    /// Asserts that the screen does not show a text.
    #[track_caller]
    pub(super) fn never_says(&mut self, what: &str) -> &mut Self {
        let screen = self.screen();
        assert!(!screen.contains(what), "{what:?} in\n{screen}");
        self
    }

    /// Finds the only customer with a name.
    #[track_caller]
    pub(super) fn who(&mut self, name: &str) -> CustomerId {
        self.shell.app().who(name).expect("a customer").id
    }
}

/// Opens an app over an empty book.
pub(super) fn blank() -> App {
    App::over(Book::in_memory().expect("a book in memory"), settings(), Now::Fixed(at(MONDAY)))
}

/// Makes a book on a disk, and a way to open it.
pub(super) fn on_disk() -> (TempDir, impl Fn() -> App) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.db");
    (folder, move || App::open(Some(&path), settings(), Now::Fixed(at(MONDAY))).expect("the book"))
}

/// Opens an app over a book with favorites.
pub(super) fn people(names: &[&str]) -> App {
    let mut app = blank();
    for (second, name) in names.iter().enumerate() {
        app.set_now(at("2026-09-01T15:00:00Z") + chrono::TimeDelta::seconds(i64::try_from(second).expect("few")));
        add(&mut app, name, &[(CustomerField::Favorite, "yes")]);
    }
    app.set_now(at(MONDAY));
    app
}

/// Adds a customer with some fields.
pub(super) fn add(app: &mut App, name: &str, fields: &[(CustomerField, &str)]) -> CustomerId {
    let mut draft = CustomerDraft::default();
    draft.set(CustomerField::Name, name);
    for (field, text) in fields {
        draft.set(*field, *text);
    }
    app.add(&draft).expect("a customer").id
}

/// Logs a reached call.
pub(super) fn log(app: &mut App, customer: CustomerId, when: &str, text: &str) {
    let draft = TouchDraft { at: Some(at(when).fixed_offset()), text: text.into(), ..TouchDraft::default() };
    app.log(customer, &draft).expect("a log");
}
