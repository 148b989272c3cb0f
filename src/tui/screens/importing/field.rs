//! Which field a column fills: chosen from a list, by typing.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::import::ImportField;
use crate::present::imports;
use crate::text::{begins_words, clean, cut, pad, search_query, width};
use crate::tui::chrome::{Dialog, lines, more_below};
use crate::tui::keymap::Action;
use crate::tui::list::ListCursor;
use crate::tui::screen::DrawContext;
use crate::tui::text_area::TextArea;
use crate::tui::widgets::{Row, prompt};

/// The columns of the dialog.
const COLUMNS: u16 = 56;
/// The rows of the dialog.
const ROWS: u16 = 16;
/// The columns of a field's name in the list.
const NAME: usize = 18;

/// The list of fields, and what narrows it.
pub(super) struct FieldChoice {
    /// The column, as the file names it.
    pub(super) title: String,
    field: TextArea,
    /// What the columns fill now, with their names.
    filled: Vec<(ImportField, String)>,
    cursor: ListCursor,
}

impl FieldChoice {
    /// Asks for the field of a column; it begins with the one that the column fills now.
    pub(super) fn of(title: &str, now: Option<ImportField>, filled: Vec<(ImportField, String)>) -> Self {
        let mut choice =
            Self { title: title.to_string(), field: TextArea::one_line(""), filled, cursor: ListCursor::default() };
        let at = choice.found().iter().position(|field| Some(*field) == now).unwrap_or(0);
        choice.cursor.set(at);
        choice
    }

    /// The fields whose names have words that begin as typed; to leave the column out comes last.
    fn found(&self) -> Vec<ImportField> {
        let typed = self.field.text();
        let words = search_query(&typed).unwrap_or_default();
        let names = |field: ImportField| format!("{} {}", imports::field_name(field), field.name().replace('_', " "));
        ImportField::all().filter(|field| begins_words(&names(*field), &words)).collect()
    }

    /// The field in focus.
    pub(super) fn chosen(&self) -> Option<ImportField> {
        self.found().get(self.cursor.at()).copied()
    }

    pub(super) fn moves(&mut self, action: Action) -> bool {
        let count = self.found().len();
        self.cursor.moves(action, count)
    }

    pub(super) fn typed(&mut self, key: KeyEvent) {
        if self.field.key(key) {
            self.cursor.reset();
        }
    }

    pub(super) fn pasted(&mut self, text: &str) {
        if self.field.paste(text.trim()) {
            self.cursor.reset();
        }
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let title = format!("What is in {}?", cut(&clean(self.title.trim()), 30));
        let found = self.found();
        let dialog = Dialog { title: &title, columns: COLUMNS, rows: ROWS, least: 8 };
        let inner = dialog.draw(frame, area, cx);
        let mut typed = prompt(frame, inner, ("›", &self.field), cx);
        if self.field.is_empty() {
            typed.push_span(Span::styled("type to find it", theme.quiet));
        }
        lines(frame, Rect { height: inner.height.min(1), ..inner }, vec![typed]);
        let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        if found.is_empty() {
            return lines(frame, list, vec![Line::styled("No field is called so.", theme.text)]);
        }
        let room = usize::from(list.height);
        let top = self.cursor.top(room, found.len());
        let columns = usize::from(list.width);
        let shown = found.iter().enumerate().skip(top).take(room).map(|(at, field)| {
            let row = Row::at(at, self.cursor.at());
            let name = if *field == ImportField::Ignore { "leave it out".into() } else { imports::field_name(*field) };
            let from = self.filled.iter().filter(|(filled, title)| filled == field && *title != self.title);
            let from: Vec<String> = from.map(|(_, title)| clean(title.trim()).into_owned()).collect();
            let from = cut(&from.join(", "), columns.saturating_sub(3 + NAME)).into_owned();
            let name = if width(&name) > NAME { name } else { pad(&name, NAME) };
            Line::from(vec![
                row.mark(cx),
                Span::raw(" "),
                Span::styled(name, row.style(cx, theme.text)),
                Span::styled(format!(" {from}"), theme.secondary),
            ])
        });
        lines(frame, list, shown.collect());
        if top + room < found.len() {
            more_below(frame, list, cx);
        }
    }
}
