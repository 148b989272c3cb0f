//! Search over everything, as one types: customers by name first, then what was said, newest first.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::read::{Hit, Kind};
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::text::{clean, cut, pad, search_query};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow, Look, Query, Screen};
use crate::tui::text_area::TextArea;

/// How many of each are found.
const LIMIT: usize = 60;

/// What is searched, and what was found.
pub struct Search {
    field: TextArea,
    hits: Vec<Hit>,
    at: usize,
    asked: Option<Query>,
    /// Whether what is shown belongs to what is typed.
    answered: bool,
    today: chrono::NaiveDate,
    top: std::cell::Cell<usize>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            field: TextArea::one_line(""),
            hits: Vec::new(),
            at: 0,
            asked: None,
            answered: true,
            today: chrono::NaiveDate::MIN,
            top: std::cell::Cell::new(0),
        }
    }
}

fn inner_of(area: Rect) -> Rect {
    Rect {
        x: area.x + 4,
        y: area.y + 1,
        width: area.width.saturating_sub(8).min(100),
        height: area.height.saturating_sub(1),
    }
}

impl Screen for Search {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        self.asked = search_query(&self.field.text()).map(|words| Query { words, limit: LIMIT });
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let last = self.hits.len().saturating_sub(1);
        match action {
            Action::Back => return Ok(Flow::Pop),
            Action::Down => self.at = (self.at + 1).min(last),
            Action::Up => self.at = self.at.saturating_sub(1),
            Action::PageDown => self.at = (self.at + 8).min(last),
            Action::PageUp => self.at = self.at.saturating_sub(8),
            Action::Open => match self.hits.get(self.at) {
                Some(hit) => return Ok(Flow::Show(hit.customer)),
                None if self.answered && !self.field.is_empty() => {
                    context.tell("Nothing in the book has all of these words")
                }
                None => {}
            },
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        if self.field.key(key) {
            self.at = 0;
            self.top.set(0);
            match search_query(&self.field.text()) {
                Some(words) => {
                    self.answered = false;
                    self.asked = Some(Query { words, limit: LIMIT });
                }
                None => {
                    self.hits.clear();
                    self.answered = true;
                }
            }
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, context: &mut Context<'_>) -> Result<Flow> {
        self.field.paste(text.trim());
        self.asked = search_query(&self.field.text()).map(|words| Query { words, limit: LIMIT });
        let _ = context;
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let inner = inner_of(context.area);
        let row = usize::from(at.y.saturating_sub(inner.y + 2)) + self.top.get();
        if at.y >= inner.y + 2 && row < self.hits.len() {
            self.at = row;
            return self.act(Action::Open, context);
        }
        Ok(Flow::Stay)
    }

    fn query(&mut self) -> Option<Query> {
        self.asked.take()
    }

    fn found(&mut self, query: &Query, hits: Vec<Hit>) {
        if search_query(&self.field.text()).as_ref() == Some(&query.words) {
            self.hits = hits;
            self.answered = true;
            self.at = self.at.min(self.hits.len().saturating_sub(1));
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &Look<'_>) {
        let theme = look.theme;
        let inner = inner_of(area);
        let (text, x) = self.field.view(inner.width.saturating_sub(2));
        frame.render_widget(
            Line::from(vec![Span::styled("/ ", theme.accent), Span::styled(clean(&text).into_owned(), theme.strong())]),
            Rect { height: 1, ..inner },
        );
        frame.set_cursor_position((inner.x + 2 + x, inner.y));
        let rows = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        if self.hits.is_empty() {
            let text = match (self.field.is_empty(), self.answered) {
                (true, _) => "Names, companies, and every word a customer said.",
                (false, true) => "Nothing has all of these words.",
                (false, false) => "",
            };
            frame.render_widget(Span::styled(text, theme.secondary), rows);
            return;
        }
        let room = usize::from(rows.height).max(1);
        let top = self.top.get().clamp(self.at.saturating_sub(room - 1), self.at);
        self.top.set(top);
        for (y, (at, hit)) in (rows.y..rows.bottom()).zip(self.hits.iter().enumerate().skip(top)) {
            frame.render_widget(
                self.line(hit, at == self.at, usize::from(rows.width), look),
                Rect { y, height: 1, ..rows },
            );
        }
    }
}

impl Search {
    fn line(&self, hit: &Hit, here: bool, columns: usize, look: &Look<'_>) -> Line<'static> {
        let theme = look.theme;
        let mark = if here { Span::styled("▎ ", theme.accent) } else { Span::raw("  ") };
        if hit.kind == Kind::Customer {
            let style = if here { theme.accent } else { theme.strong() };
            return Line::from(vec![
                mark,
                Span::styled(cut(&clean(&hit.text), columns.saturating_sub(2)).into_owned(), style),
            ]);
        }
        let date =
            hit.date.as_deref().and_then(|d| d.parse().ok()).map(|d| dates::short(d, self.today)).unwrap_or_default();
        let who = pad(&clean(&hit.customer_name), 18);
        let room = columns.saturating_sub(2 + 18 + 2 + 13);
        let praise = hit.remark_kind.as_deref() == Some("praise");
        let style = match (here, praise) {
            (_, true) => theme.praise,
            (true, false) => theme.strong(),
            (false, false) => theme.text,
        };
        let said = clean(&without_marks(&hit.text).replace('\n', " ")).into_owned();
        Line::from(vec![
            mark,
            Span::styled(format!("{who}  "), theme.secondary),
            Span::styled(pad(&said, room), style),
            Span::styled(format!("{date:>13}"), theme.secondary),
        ])
    }
}
