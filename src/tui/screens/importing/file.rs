//! The first step: which file or folder. The newest downloads stand ready; a path is completed as in a shell.

use std::cell::Cell;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset};
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::import::paths::{self, Downloaded, Downloads, Entry, EntryKind, Listing};
use crate::present::{imports, times};
use crate::text::{clean, cut, pad, width};
use crate::tui::chrome::{lines, more_below, page};
use crate::tui::keymap::Action;
use crate::tui::list::ListCursor;
use crate::tui::screen::DrawContext;
use crate::tui::text_area::TextArea;
use crate::tui::widgets::{Row, paragraph, prompt};

/// The widest it is drawn.
const WIDEST: u16 = 90;
/// How many downloads are proposed.
const PROPOSED: usize = 50;
/// The columns of an age, and of a size.
const AGE: usize = 14;
const SIZE: usize = 7;

/// The path, and what it may lead to.
pub(super) struct FileChoice {
    field: TextArea,
    downloads: Downloads,
    /// The folder that the typed path leads to, once Tab has read it.
    listing: Option<Listing>,
    cursor: ListCursor,
    /// Whether a row of the list is chosen, rather than what was typed.
    selects: bool,
    problem: Option<String>,
    now: DateTime<FixedOffset>,
    /// The first row of the list in the last frame.
    first_row: Cell<u16>,
}

/// A row of the list below the field.
enum Choice<'a> {
    Downloaded(&'a Downloaded),
    Entry(&'a Entry),
}

impl FileChoice {
    /// Begins with the newest download chosen.
    pub(super) fn new(app: &App) -> Self {
        let downloads = app.downloads(PROPOSED);
        Self {
            field: TextArea::one_line(""),
            selects: !downloads.files.is_empty(),
            downloads,
            listing: None,
            cursor: ListCursor::default(),
            problem: None,
            now: app.clock().stamp(),
            first_row: Cell::default(),
        }
    }

    /// Says why the path leads nowhere.
    pub(super) fn refuse(&mut self, problem: String) {
        self.problem = Some(problem);
    }

    fn choices(&self) -> Vec<Choice<'_>> {
        let typed = self.field.text();
        match &self.listing {
            Some(listing) => {
                let (_, begun) = paths::parted(&typed);
                listing.beginning_with(begun).into_iter().map(Choice::Entry).collect()
            }
            None if typed.trim().is_empty() => self.downloads.files.iter().map(Choice::Downloaded).collect(),
            None => Vec::new(),
        }
    }

    /// The row that is chosen, if one is.
    fn chosen(&self) -> Option<Choice<'_>> {
        self.choices().into_iter().nth(self.cursor.at()).filter(|_| self.selects)
    }

    /// Moves in the list; returns whether the action moves.
    pub(super) fn moves(&mut self, action: Action) -> bool {
        let count = self.choices().len();
        if action == Action::Up && self.selects && self.cursor.at() == 0 && !self.field.is_empty() {
            // Back into the path.
            self.selects = false;
            return true;
        }
        if !self.selects && count > 0 && matches!(action, Action::Down | Action::PageDown) {
            self.selects = true;
            self.cursor.reset();
            return true;
        }
        self.cursor.moves(action, count)
    }

    /// Takes what is chosen, else what was typed: files and folders to look at. A chosen folder only opens.
    pub(super) fn take(&mut self) -> Option<Vec<PathBuf>> {
        match self.chosen() {
            Some(Choice::Downloaded(file)) => return Some(vec![file.path.clone()]),
            Some(Choice::Entry(entry)) if !entry.path.is_dir() => return Some(vec![entry.path.clone()]),
            Some(Choice::Entry(entry)) => {
                let name = entry.name.clone();
                let typed = self.field.text();
                self.write(&format!("{}{name}", paths::parted(&typed).0));
                self.list();
                return None;
            }
            None => {}
        }
        let typed = self.field.text();
        if typed.trim().is_empty() {
            self.problem = Some("type a path, or drag a file here".into());
            return None;
        }
        Some(paths::all_meant(&typed))
    }

    /// Leaves the list for the path; returns whether there was a list to leave.
    pub(super) fn leave_list(&mut self) -> bool {
        let was_open = self.listing.take().is_some();
        self.selects = self.field.is_empty() && !self.downloads.files.is_empty();
        self.cursor.reset();
        was_open
    }

    /// Completes the path, and lists what else it may be.
    pub(super) fn complete(&mut self) {
        self.problem = None;
        match self.chosen() {
            Some(Choice::Downloaded(file)) => {
                let path = file.path.display().to_string();
                self.write(&path);
                return;
            }
            Some(Choice::Entry(entry)) => {
                let name = entry.name.clone();
                let typed = self.field.text();
                self.write(&format!("{}{name}", paths::parted(&typed).0));
            }
            None => {
                let plain = paths::plain(&self.field.text());
                self.write(if plain == "~" { "~/" } else { &plain });
            }
        }
        self.list();
        let Some(listing) = &self.listing else { return };
        let typed = self.field.text();
        let completed = listing.completed(&typed);
        if completed != typed {
            self.write(&completed);
        }
        // The only folder that it can be opens at once.
        if paths::parted(&completed).0 != paths::parted(&typed).0 {
            self.list();
        }
    }

    fn write(&mut self, path: &str) {
        self.field.set_text(path);
        self.selects = false;
        self.cursor.reset();
    }

    fn list(&mut self) {
        match paths::list(&self.field.text()) {
            Ok(listing) => self.listing = Some(listing),
            Err(error) => {
                self.listing = None;
                self.problem = Some(error.message);
            }
        }
    }

    fn changed(&mut self) {
        self.problem = None;
        self.cursor.reset();
        let typed = self.field.text();
        let still_lies_there = |listing: &Listing| listing.typed == paths::parted(&typed).0;
        if !self.listing.as_ref().is_some_and(still_lies_there) {
            self.listing = None;
        }
        self.selects = self.field.is_empty() && !self.downloads.files.is_empty();
    }

    pub(super) fn typed(&mut self, key: KeyEvent) {
        if self.field.key(key) {
            self.changed();
        }
    }

    pub(super) fn pasted(&mut self, text: &str) {
        // Several stay as they came: what divides them would be lost.
        let is_one = self.field.is_empty() && paths::all_meant(text).len() == 1;
        let path = if is_one { paths::plain(text) } else { text.trim().to_string() };
        if self.field.paste(&path) {
            self.changed();
        }
    }

    /// Chooses the row at a position; returns whether there is one.
    pub(super) fn clicked(&mut self, at: Position) -> bool {
        let Some(row) = at.y.checked_sub(self.first_row.get()) else { return false };
        let line = self.cursor.line_on(row.into());
        let is_there = line < self.choices().len();
        if is_there {
            self.cursor.set(line);
            self.selects = true;
        }
        is_there
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let place = page(area, WIDEST);
        let columns = usize::from(place.width);
        let mut head = vec![Line::styled("Which file or folder?", theme.accent)];
        head.extend(paragraph(WHAT, columns, theme.secondary));
        let above = u16::try_from(head.len()).unwrap_or(2);
        lines(frame, Rect { height: place.height.min(above), ..place }, head);
        let row = Rect { y: place.y + above + 1, height: 1, ..place }.intersection(place);
        let typed = prompt(frame, row, ("›", &self.field), cx);
        frame.render_widget(typed, row);
        let mut below = Rect { y: row.bottom() + 1, height: place.bottom().saturating_sub(row.bottom() + 1), ..place };
        let said = match &self.problem {
            Some(problem) => paragraph(problem, columns.saturating_sub(2), theme.error),
            None => self
                .heading()
                .map(|text| paragraph(&text, columns.saturating_sub(2), theme.secondary))
                .unwrap_or_default(),
        };
        let tall = u16::try_from(said.len()).unwrap_or(u16::MAX).min(below.height);
        let inside = Rect { x: place.x + 2, width: place.width.saturating_sub(2), ..below };
        lines(frame, Rect { height: tall, ..inside }, said);
        below = Rect { y: below.y + tall, height: below.height - tall, ..below };
        self.draw_choices(frame, below, cx);
    }

    /// What stands over the list, or in its place.
    fn heading(&self) -> Option<String> {
        let is_empty = self.choices().is_empty();
        match (&self.listing, is_empty) {
            (Some(_), true) => Some("Nothing there begins so.".into()),
            (Some(_), false) => None,
            (None, false) => Some("The newest downloads".into()),
            (None, true) if !self.field.is_empty() => Some("Tab completes the path.".into()),
            (None, true) => Some("Type a path, or drag a file here. Tab completes it.".into()),
        }
    }

    fn draw_choices(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let choices = self.choices();
        let room = usize::from(area.height);
        let top = self.cursor.top(room, choices.len());
        self.first_row.set(area.y);
        let columns = usize::from(area.width);
        let longest = choices.iter().map(|choice| width(&clean(&choice.name()))).max().unwrap_or(0);
        let names = longest.min(columns.saturating_sub(2 + 2 + AGE + 2 + SIZE));
        let rows = choices.iter().enumerate().skip(top).take(room).map(|(at, choice)| {
            let row = if self.selects { Row::at(at, self.cursor.at()) } else { Row::Other };
            let name = clean(&choice.name()).into_owned();
            match choice {
                Choice::Downloaded(file) => {
                    let age = times::since(file.at.fixed_offset(), self.now);
                    let size = imports::file_size(file.size);
                    let blank = SIZE.saturating_sub(width(&size));
                    Line::from(vec![
                        row.mark(cx),
                        Span::raw(" "),
                        Span::styled(pad(&name, names), row.style(cx, cx.theme.text)),
                        Span::styled(format!("  {}", pad(&age, AGE)), cx.theme.secondary),
                        Span::styled(format!("  {}{size}", " ".repeat(blank)), cx.theme.secondary),
                    ])
                }
                Choice::Entry(entry) => {
                    let own = if entry.kind == EntryKind::Wanted { cx.theme.text } else { cx.theme.secondary };
                    let name = cut(&name, columns.saturating_sub(2)).into_owned();
                    Line::from(vec![row.mark(cx), Span::raw(" "), Span::styled(name, row.style(cx, own))])
                }
            }
        });
        lines(frame, area, rows.collect());
        if top + room < choices.len() {
            more_below(frame, area, cx);
        }
    }
}

/// What can be imported.
const WHAT: &str = "CSV, vCard, a spreadsheet, a zip of them, or goodcall JSON";

impl Choice<'_> {
    fn name(&self) -> String {
        match self {
            Self::Downloaded(file) => {
                file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
            }
            Self::Entry(entry) => entry.name.clone(),
        }
    }
}
