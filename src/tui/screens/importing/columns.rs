//! The second step: what the file was taken for, and which of its columns fills what.

use std::cell::Cell;
use std::path::PathBuf;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::widths::{Widths, shown_cell};
use crate::app::App;
use crate::app::import::ImportField;
use crate::app::import::looking::{Look, RunningLook};
use crate::app::import::preview::{FileShape, Looked, Preview, PreviewColumn, Shown};
use crate::domain::input::capitalized;
use crate::error::{Error, Result};
use crate::present::imports;
use crate::text::{clean, cut, pad, thousands};
use crate::tui::chrome::{lines, more_below, page};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 132;
const BLANKS: &str = "   ";

/// The columns, and what the user says that they fill.
pub(super) struct Columns {
    pub(super) paths: Vec<PathBuf>,
    pub(super) map: Vec<(String, ImportField)>,
    /// Which of the files is shown.
    shown: Shown,
    /// Whether a file of theirs that was shown says who somebody is.
    has_name: bool,
    preview: Result<Preview>,
    /// A look that still goes on, and the column that was given another field by it.
    looking: Option<(RunningLook, Option<String>)>,
    cursor: ListCursor,
    /// Which of the first rows is shown first.
    sample: usize,
    first_row: Cell<u16>,
    focused_at: Cell<Option<Rect>>,
}

impl Columns {
    /// Looks at files and folders.
    pub(super) fn of(paths: Vec<PathBuf>, app: &App) -> Self {
        let mut columns = Self {
            paths,
            map: Vec::new(),
            shown: Shown::First,
            has_name: false,
            preview: Err(Error::failed("it is not looked at yet")),
            looking: None,
            cursor: ListCursor::default(),
            sample: 0,
            first_row: Cell::default(),
            focused_at: Cell::default(),
        };
        columns.look(None, app);
        columns
    }

    /// Looks at the file with what the user says of its columns.
    fn look(&mut self, title: Option<String>, app: &App) {
        let looked = Looked { paths: self.paths.clone(), map: self.map.clone(), shown: self.shown };
        match app.begin_look(&looked) {
            Look::Done(preview) => self.show(*preview, title.as_deref()),
            Look::Running(running) => self.looking = Some((running, title)),
        }
    }

    /// Whether a look still goes on.
    pub(super) fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    /// Takes what a look saw, once it has ended.
    pub(super) fn looked(&mut self) {
        let Some((running, title)) = &self.looking else { return };
        if let Some(preview) = running.ended() {
            let title = title.clone();
            self.looking = None;
            self.show(preview, title.as_deref());
        }
    }

    /// Shows what was seen, with a column in focus.
    fn show(&mut self, preview: Result<Preview>, title: Option<&str>) {
        self.preview = preview.map(sorted);
        if let Ok(preview) = &self.preview {
            self.has_name |= preview.has_name();
            // What is looked at again is the same file.
            self.shown = Shown::At(preview.at);
        }
        let at = self.rows().iter().position(|column| Some(column.title.as_str()) == title);
        if let Some(at) = at {
            self.cursor.set(at);
        }
    }

    /// Whether the files can be read, and somebody in them may have a name.
    pub(super) fn is_readable(&self) -> bool {
        let is_named = |preview: &Preview| preview.has_name() || preview.files > 1 && self.has_name;
        !self.is_looking() && self.preview.as_ref().is_ok_and(is_named)
    }

    /// The name of the file or folder, for people; of several the first, and how many more there are.
    pub(super) fn name(&self) -> String {
        let Some((first, more)) = self.paths.split_first() else { return String::new() };
        let name = first.file_name().map_or_else(|| first.display().to_string(), |n| n.to_string_lossy().into_owned());
        if more.is_empty() { name } else { format!("{name} and {} more", more.len()) }
    }

    /// Whether there is another file to go to.
    fn is_of_several(&self) -> bool {
        !self.is_looking() && self.preview.as_ref().is_ok_and(|preview| preview.files > 1)
    }

    /// Goes to the columns of another file, where there is one; returns whether the action does that.
    pub(super) fn turns(&mut self, action: Action, app: &App) -> bool {
        let Some(preview) = self.preview.as_ref().ok().filter(|_| self.is_of_several()) else { return false };
        let shown = match action {
            Action::NextFile => Shown::At(preview.at + 1),
            Action::PreviousFile => Shown::Before(preview.at),
            _ => return false,
        };
        self.shown = shown;
        (self.sample, self.cursor) = (0, ListCursor::default());
        self.look(None, app);
        true
    }

    /// The column in focus, if it can be given another field.
    pub(super) fn focused(&self) -> Option<&PreviewColumn> {
        let preview = self.preview.as_ref().ok().filter(|_| !self.is_looking());
        preview?.columns().get(self.cursor.at())
    }

    /// What the columns fill, with their names.
    pub(super) fn filled(&self) -> Vec<(ImportField, String)> {
        self.rows().iter().filter_map(|column| Some((column.field?, column.title.clone()))).collect()
    }

    /// Gives a column another field.
    pub(super) fn fill(&mut self, title: &str, field: ImportField, app: &App) {
        self.map.retain(|(column, _)| column != title);
        self.map.push((title.to_string(), field));
        self.look(Some(title.to_string()), app);
    }

    fn rows(&self) -> &[PreviewColumn] {
        match self.preview.as_ref().map(|preview| &preview.shape) {
            Ok(FileShape::Columns(columns) | FileShape::Fields(columns)) => columns,
            _ => &[],
        }
    }

    /// How many of the first rows there are.
    fn samples(&self) -> usize {
        self.rows().iter().map(|column| column.samples.len()).max().unwrap_or(0)
    }

    /// Where the last frame drew the column in focus.
    pub(super) fn subject(&self) -> Option<Rect> {
        self.focused_at.get()
    }

    pub(super) fn moves(&mut self, action: Action) -> bool {
        let samples = self.samples();
        match action {
            Action::Right => self.sample = (self.sample + 1).min(samples.saturating_sub(1)),
            Action::Left => self.sample = self.sample.saturating_sub(1),
            _ => return self.cursor.moves(action, self.rows().len()),
        }
        true
    }

    pub(super) fn clicked(&mut self, at: Position) {
        let row = at.y.checked_sub(self.first_row.get()).map(|row| self.cursor.line_on(row.into()));
        if let Some(row) = row.filter(|row| *row < self.rows().len()) {
            self.cursor.set(row);
        }
    }

    pub(super) fn footer(&self, keymap: &Keymap) -> Vec<(String, &'static str)> {
        let mut words = Vec::new();
        if self.is_readable() {
            words.push(keymap.word(Scope::Columns, Action::SeeOutcome, "next"));
        }
        if let Some(column) = self.focused() {
            words.push(keymap.word(Scope::Columns, Action::ChooseField, "field"));
            if column.field.is_some_and(|field| field != ImportField::Ignore) {
                words.push(keymap.word(Scope::Columns, Action::Drop, "leave out"));
            }
        }
        if self.is_of_several() {
            words.push(keymap.word(Scope::Columns, Action::NextFile, "next file"));
        }
        words.push(keymap.word(Scope::Columns, Action::Back, "back"));
        if self.samples() > 1 {
            words.push(keymap.word(Scope::Columns, Action::Right, "next row"));
        }
        words.push(keymap.word(Scope::Columns, Action::Help, "help"));
        words
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let place = page(area, WIDEST);
        let columns = usize::from(place.width);
        let mut head = vec![Line::styled(cut(&clean(&self.name()), columns).into_owned(), theme.accent)];
        match &self.preview {
            _ if self.is_looking() => {
                head.push(Line::styled("Looking at it …", theme.secondary));
                lines(frame, place, head);
            }
            Err(error) => {
                head.push(Line::default());
                head.extend(self.refusal(error, columns, cx));
                lines(frame, place, head);
            }
            Ok(preview) => {
                head.extend(self.taken_for(preview, columns, cx));
                head.push(Line::default());
                let tall = u16::try_from(head.len()).unwrap_or(u16::MAX).min(place.height);
                lines(frame, Rect { height: tall, ..place }, head);
                let below = Rect { y: place.y + tall, height: place.height - tall, ..place };
                match &preview.shape {
                    FileShape::Kinds(_) => {
                        let text = "It goes into this book row by row: the newer of two rows stays, and what is here already \
                                    stays as it is.";
                        lines(frame, below, paragraph(text, columns, theme.text));
                    }
                    FileShape::Columns(rows) => self.draw_table(frame, below, (rows, "in the file"), cx),
                    FileShape::Fields(rows) => self.draw_table(frame, below, (rows, ""), cx),
                }
            }
        }
    }

    /// Says why a file can't be read, and what to do.
    fn refusal(&self, error: &Error, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        // The name stands above.
        let named = self.paths.first().map(|path| format!("could not import {}: ", path.display())).unwrap_or_default();
        let message = error.message.strip_prefix(&named).unwrap_or(&error.message);
        let mut all = paragraph(&capitalized(message), columns, theme.error);
        all.push(Line::default());
        let back = cx.keymap.key(Scope::Columns, Action::Back);
        all.push(Line::from(vec![
            Span::styled("Nothing was imported.  ", theme.text),
            Span::styled(back, theme.accent),
            Span::styled(" another file", theme.secondary),
        ]));
        all
    }

    fn taken_for(&self, preview: &Preview, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut all = Vec::new();
        if preview.files > 1 || self.paths != [preview.file.clone()] {
            let shown = preview.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let shown = clean(&shown);
            let files = match preview.files {
                1 => format!("{shown} in it:"),
                n => {
                    let (at, n) = (thousands(preview.at + 1), thousands(n));
                    format!("{shown}, {at} of {n} files, each read by its own header:")
                }
            };
            all.extend(paragraph(&files, columns, theme.text));
        }
        all.extend(paragraph(&imports::taken_for(preview), columns, theme.text));
        let filled = preview.columns().iter().filter_map(|column| Some((column.title.as_str(), column.field?)));
        if let Some(new_only) = imports::for_the_new(filled) {
            all.extend(paragraph(&new_only, columns, theme.secondary));
        }
        if !preview.has_name() {
            let key = cx.keymap.key(Scope::Columns, Action::ChooseField);
            let text = format!("No column holds the name yet. Go to the one that does, and press {key}.");
            all.extend(paragraph(&text, columns, theme.error));
        }
        all
    }

    fn draw_table(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        (rows, heading): (&[PreviewColumn], &str),
        cx: &DrawContext<'_>,
    ) {
        let table = Widths::of(rows, heading, usize::from(area.width).saturating_sub(2), self.sample);
        let theme = cx.theme;
        let samples = rows.iter().map(|column| column.samples.len()).max().unwrap_or(0);
        let mut head = vec![Span::raw("  ")];
        head.push(Span::styled(pad(heading, table.title), theme.secondary));
        for n in 0..table.samples {
            let row = self.sample + n + 1;
            let words = if row <= samples { ordinal_row(row) } else { String::new() };
            head.push(Span::styled(format!("{BLANKS}{}", pad(&words, table.sample)), theme.secondary));
        }
        head.push(Span::styled(format!("{BLANKS}field"), theme.secondary));
        if heading.is_empty() {
            head.pop();
        }
        lines(frame, Rect { height: area.height.min(1), ..area }, vec![Line::from(head)]);
        let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let room = usize::from(body.height);
        let top = self.cursor.top(room, rows.len());
        self.first_row.set(body.y);
        let y = u16::try_from(self.cursor.at().saturating_sub(top)).map_or(body.y, |row| body.y + row);
        self.focused_at.set(Some(Rect { y, height: 1, ..body }));
        let shown = rows.iter().enumerate().skip(top).take(room);
        let all = shown.map(|(at, column)| self.row(column, Row::at(at, self.cursor.at()), &table, cx));
        lines(frame, body, all.collect());
        if top + room < rows.len() {
            more_below(frame, body, cx);
        }
    }

    fn row(&self, column: &PreviewColumn, row: Row, table: &Widths, cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        let fills = column.field.filter(|field| *field != ImportField::Ignore);
        let quiet = |style: Style| if fills.is_some() || column.labels.is_some() { style } else { theme.secondary };
        let is_card = column.title.is_empty() && table.field == 0;
        let title = match fills {
            Some(field) if is_card => imports::field_name(field),
            _ if column.title.trim().is_empty() => "(no name)".into(),
            _ => clean(column.title.trim()).into_owned(),
        };
        let own = if is_card { theme.secondary } else { quiet(theme.text) };
        let mut spans = vec![row.mark(cx), Span::raw(" "), Span::styled(pad(&title, table.title), row.style(cx, own))];
        for n in 0..table.samples {
            let sample = column.samples.get(self.sample + n).map(|cell| shown_cell(cell)).unwrap_or_default();
            spans.push(Span::styled(format!("{BLANKS}{}", pad(&sample, table.sample)), quiet(theme.text)));
        }
        if table.field > 0 {
            let (words, style) = match column.field {
                Some(ImportField::Ignore) => ("left out".to_string(), theme.secondary),
                Some(field) => (imports::field_name(field), row.style(cx, theme.strong())),
                None => match column.labels {
                    Some(of) => (format!("{} label", imports::field_name(of)), row.style(cx, theme.strong())),
                    None => ("not used".to_string(), theme.secondary),
                },
            };
            spans.push(Span::raw(BLANKS));
            spans.push(Span::styled(cut(&words, table.field).into_owned(), style));
        }
        Line::from(spans)
    }
}

/// Puts columns that hold nothing in the first rows behind the others.
fn sorted(mut preview: Preview) -> Preview {
    if let FileShape::Columns(columns) = &mut preview.shape {
        columns.sort_by_key(|column| column.samples.iter().all(|cell| cell.trim().is_empty()));
    }
    preview
}

/// Names one of the first rows.
fn ordinal_row(row: usize) -> String {
    let words = ["first row", "second row", "third row", "fourth row"];
    words.get(row - 1).map_or_else(|| format!("row {row}"), |words| (*words).to_string())
}
