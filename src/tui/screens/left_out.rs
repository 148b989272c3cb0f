//! After an import: the rows that were left out stay in sight until each is added or passed over.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::customer_form::CustomerForm;
use super::marking::Marking;
use crate::app::App;
use crate::app::import::{Files, ImportNote, Imported};
use crate::app::undo::Undone;
use crate::domain::customer::{CustomerDraft, CustomerField};
use crate::domain::ids::{ChangeId, CustomerId};
use crate::error::Result;
use crate::present::imports;
use crate::text::{clean, count, cut, width};
use crate::tui::chrome::page;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::widgets::{Row, labelled, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 90;

/// The rows, and the customers among whom favorites are marked afterwards.
pub(crate) struct LeftOut {
    rows: Vec<ImportNote>,
    /// How many more the import only counted.
    more: usize,
    to_mark: Vec<CustomerId>,
    /// Whether anybody of the files is in the book.
    others_are_in: bool,
    /// Whether some rows were passed over.
    has_dropped: bool,
    /// Whether the rows stand in several files.
    files: Files,
    /// The import's own step, if it changed anything.
    step: Option<ChangeId>,
    /// Whether an undo took it back.
    is_over: bool,
    cursor: ListCursor,
    /// How many customers the book had when the form of a row opened: one more means that the row was added.
    adding: Option<usize>,
    /// The row on each line of the last frame.
    drawn: std::cell::RefCell<Vec<usize>>,
}

impl LeftOut {
    /// Lists the rows that an import left out.
    pub(crate) fn new(imported: Imported, step: Option<ChangeId>) -> Self {
        let files = imported.files();
        let Imported { rejected, new_customers, added, updated, unchanged, .. } = imported;
        Self {
            rows: rejected.named,
            more: rejected.more,
            to_mark: new_customers,
            others_are_in: added + updated + unchanged > 0,
            has_dropped: false,
            files,
            step,
            is_over: false,
            cursor: ListCursor::default(),
            adding: None,
            drawn: std::cell::RefCell::default(),
        }
    }

    fn focused(&self) -> Option<&ImportNote> {
        self.rows.get(self.cursor.at())
    }

    fn answer(&mut self) {
        if self.cursor.at() < self.rows.len() {
            self.rows.remove(self.cursor.at());
        }
        self.cursor.clamp(self.rows.len());
    }

    /// Goes on to the marking of favorites, or back.
    fn leave(&mut self) -> Flow {
        let ids = std::mem::take(&mut self.to_mark);
        if ids.is_empty() { Flow::Pop } else { Flow::Replace(Box::new(Marking::new(ids))) }
    }

    fn title_and_hint(&self) -> (String, &'static str) {
        if self.rows.is_empty() {
            let go_on =
                if self.to_mark.is_empty() { "Any key goes back." } else { "Any key: whom do you like calling?" };
            let is_whole = !self.has_dropped && self.more == 0;
            let title = if is_whole { "Every row is in the book now." } else { "Every row here has its answer now." };
            return (title.to_string(), go_on);
        }
        let hint = match (self.others_are_in, self.has_dropped) {
            (true, false) => "Everybody else is in the book.",
            (true, true) => "Everybody else is in the book, or left out by you.",
            (false, _) => "Nobody of this file is in the book yet.",
        };
        (format!("{} left out", count(self.rows.len() + self.more, "row", "rows")), hint)
    }

    /// Draws a row: which it is, and why it was left out.
    fn row(&self, row: &ImportNote, selected: Row, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        // Beside the row in focus stands what answers it.
        let adds = selected.is_selected() && row.draft.is_some();
        let key = cx.keymap.key(Scope::LeftOut, Action::Open);
        let answer = if adds {
            vec![Span::styled(key, theme.accent), Span::styled(" add it", theme.secondary)]
        } else {
            Vec::new()
        };
        let taken = answer.iter().map(|span| width(&span.content)).sum::<usize>();
        let name = paragraph(&name(row, self.files), columns.saturating_sub(4 + taken), selected.style(cx, theme.text));
        let reason = paragraph(&row.reason, columns.saturating_sub(4), theme.secondary);
        let mark = if selected.is_selected() { "▎" } else { "" };
        let mut name: Vec<Line<'static>> =
            name.into_iter().flat_map(|line| labelled(mark, 2, vec![line], theme.accent)).collect();
        if let Some(first) = name.first_mut() {
            first.push_span("  ");
            first.spans.extend(answer);
        }
        name.extend(reason.into_iter().flat_map(|line| labelled(mark, 4, vec![line], theme.accent)));
        name
    }
}

/// Names a row: its place, and what it has of a name.
fn name(row: &ImportNote, files: Files) -> String {
    let said = |draft: &CustomerDraft| {
        let fields = CustomerField::in_form();
        let mut names = fields.iter().filter_map(|field| draft.get(*field));
        names.find(|name| !name.trim().is_empty()).map(|name| format!(", {}", clean(name.trim())))
    };
    format!("{}{}", imports::place(row, files), row.draft.as_deref().and_then(said).unwrap_or_default())
}

impl Screen for LeftOut {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::LeftOut, Scope::List]
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if self.rows.is_empty() {
            return Some(vec![keymap.word(Scope::LeftOut, Action::Open, "go on")]);
        }
        let mut words = Vec::new();
        if self.focused().is_some_and(|row| row.draft.is_some()) {
            words.push(keymap.word(Scope::LeftOut, Action::Open, "add it"));
        }
        words.push(keymap.word(Scope::LeftOut, Action::Drop, "leave it out"));
        words.push(keymap.word(Scope::LeftOut, Action::Back, "leave them all out"));
        Some(words)
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        if let Some(before) = self.adding.take()
            && app.count_present()? > before
        {
            self.answer();
            self.to_mark.extend(app.newest_customer()?);
            self.others_are_in = true;
        }
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.rows.is_empty() {
            // The last row was added; any key goes on.
            return Ok(self.leave());
        }
        if self.cursor.moves(action, self.rows.len()) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Open => {
                let Some(row) = self.focused() else { return Ok(Flow::Stay) };
                let Some(draft) = &row.draft else {
                    context.tell("Nothing of this row can be read; correct it in the file and import that again");
                    return Ok(Flow::Stay);
                };
                let file = row.file.file_name().filter(|_| self.files == Files::Several);
                let file = file.map_or_else(|| "the file".into(), |name| clean(&name.to_string_lossy()).into_owned());
                let form = CustomerForm::left_out(draft, format!("Line {} of {file}", row.line));
                self.adding = Some(context.app.count_present()?);
                return Ok(Flow::Push(Box::new(form)));
            }
            Action::Drop => {
                self.answer();
                self.has_dropped = true;
                if self.rows.is_empty() {
                    return Ok(self.leave());
                }
            }
            Action::Back => return Ok(self.leave()),
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn came_back(&mut self, undone: &Undone, _app: &mut App) -> Result<()> {
        self.is_over |= self.step == Some(undone.step.id);
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.is_over
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let top = page(context.area, WIDEST).y + 3;
        let row = at.y.checked_sub(top).and_then(|y| self.drawn.borrow().get(usize::from(y)).copied());
        if let Some(row) = row {
            self.cursor.set(row);
        }
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let inner = page(area, WIDEST);
        let columns = usize::from(inner.width);
        let (title, hint) = self.title_and_hint();
        let head =
            vec![Line::styled(title, theme.accent), Line::styled(cut(hint, columns).into_owned(), theme.secondary)];
        crate::tui::chrome::lines(frame, Rect { height: 2.min(inner.height), ..inner }, head);
        let place = Rect { y: inner.y + 3, height: inner.height.saturating_sub(3), ..inner };
        let room = usize::from(place.height);
        let mut lines: Vec<(usize, Line<'static>)> = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let selected = Row::at(at, self.cursor.at());
            lines.extend(self.row(row, selected, columns, cx).into_iter().map(|line| (at, line)));
        }
        if self.more > 0 {
            let more = format!("and {} more that are only counted", self.more);
            lines.push((self.rows.len(), Line::styled(more, theme.secondary)));
        }
        let last = lines.iter().rposition(|(at, _)| *at == self.cursor.at()).unwrap_or(0);
        let first = lines.iter().position(|(at, _)| *at == self.cursor.at()).unwrap_or(0);
        let top = (last + 1).saturating_sub(room).min(first);
        let shown: Vec<(usize, Line<'static>)> = lines.into_iter().skip(top).take(room).collect();
        *self.drawn.borrow_mut() = shown.iter().map(|(at, _)| (*at).min(self.rows.len().saturating_sub(1))).collect();
        crate::tui::chrome::lines(frame, place, shown.into_iter().map(|(_, line)| line).collect());
    }
}
