//! Searches everything while the user types: customers by name first, then remarks, newest first.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::search::{Hit, HitKind};
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::text::{clean, cut, pad, search_query, width};
use crate::tui::chrome::page;
use crate::tui::keymap::{Action, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::text_area::TextArea;
use crate::tui::widgets::Row;
use crate::tui::work::{Answer, BackgroundWork, Query, Request};

/// The widest it is drawn.
const WIDEST: u16 = 100;

/// The fewest columns of a name before what they said.
const LEAST_NAME: usize = 12;
/// The fewest columns of what they said.
const LEAST_SAID: usize = 24;

/// The most customers, and the most remarks, to find.
const LIMIT: usize = 60;

/// The words, and what they found.
pub(crate) struct SearchScreen {
    field: TextArea,
    hits: Vec<Hit>,
    cursor: ListCursor,
    asked: Option<Query>,
    /// Whether the hits in view belong to the words as typed.
    answered: bool,
    today: chrono::NaiveDate,
}

impl Default for SearchScreen {
    fn default() -> Self {
        Self {
            field: TextArea::one_line(""),
            hits: Vec::new(),
            cursor: ListCursor::default(),
            asked: None,
            answered: true,
            today: chrono::NaiveDate::MIN,
        }
    }
}

impl SearchScreen {
    /// Begins with these words.
    pub(crate) fn with(text: &str) -> Self {
        Self { field: TextArea::one_line(text.trim()), answered: false, ..Self::default() }
    }
}

impl Screen for SearchScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        self.asked = search_query(&self.field.text()).map(|words| Query { words, limit: LIMIT });
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.cursor.moves(action, self.hits.len()) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Back => return Ok(Flow::Pop),
            Action::Open => match self.hits.get(self.cursor.at()) {
                Some(hit) => return Ok(Flow::Show(hit.customer)),
                None if self.answered && !self.field.is_empty() => {
                    context.tell("Nothing in the book has all of these words");
                }
                None => {}
            },
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let inner = page(context.area, WIDEST);
        let row = self.cursor.line_on(usize::from(at.y.saturating_sub(inner.y + 2)));
        if at.y >= inner.y + 2 && row < self.hits.len() {
            self.cursor.set(row);
            return self.act(Action::Open, context);
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn background_work(&mut self) -> Option<&mut dyn BackgroundWork> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let inner = page(area, WIDEST);
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
        let top = self.cursor.top(usize::from(rows.height), self.hits.len());
        let shown = self.hits.iter().enumerate().skip(top).take(usize::from(rows.height));
        let names = shown.clone().filter(|(_, hit)| hit.kind != HitKind::Customer);
        let longest = names.map(|(_, hit)| width(&clean(&hit.customer_name))).max().unwrap_or(0);
        let columns = usize::from(rows.width);
        let name = longest.clamp(LEAST_NAME, columns.saturating_sub(17 + LEAST_SAID).max(LEAST_NAME));
        for (y, (at, hit)) in (rows.y..rows.bottom()).zip(shown) {
            let line = self.line(hit, Row::at(at, self.cursor.at()), (name, columns), cx);
            frame.render_widget(line, Rect { y, height: 1, ..rows });
        }
    }
}

impl TextInput for SearchScreen {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        if self.field.key(key) {
            self.cursor.reset();
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

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        self.field.paste(text.trim());
        self.asked = search_query(&self.field.text()).map(|words| Query { words, limit: LIMIT });
        Ok(Flow::Stay)
    }
}

impl BackgroundWork for SearchScreen {
    fn request(&mut self) -> Option<Request> {
        self.asked.take().map(Request::Search)
    }

    fn answer(&mut self, answer: Answer, _app: &App) -> Result<()> {
        if let Answer::Found(query, hits) = answer
            && search_query(&self.field.text()).as_ref() == Some(&query.words)
        {
            self.hits = hits;
            self.answered = true;
            self.cursor.clamp(self.hits.len());
        }
        Ok(())
    }
}

impl SearchScreen {
    /// Draws a hit in the given columns, the first of them for the name.
    fn line(&self, hit: &Hit, row: Row, (name, columns): (usize, usize), cx: &DrawContext<'_>) -> Line<'static> {
        let theme = cx.theme;
        if hit.kind == HitKind::Customer {
            let style = row.style(cx, theme.strong());
            return Line::from(vec![
                row.mark(cx),
                Span::raw(" "),
                Span::styled(cut(&clean(&hit.text), columns.saturating_sub(2)).into_owned(), style),
            ]);
        }
        let date =
            hit.date.as_deref().and_then(|d| d.parse().ok()).map(|d| dates::short(d, self.today)).unwrap_or_default();
        let who = pad(&clean(&hit.customer_name), name);
        let room = columns.saturating_sub(2 + name + 2 + 13);
        let praise = hit.remark_kind.as_deref() == Some("praise");
        let style = match (row.is_selected(), praise) {
            (_, true) => theme.praise,
            (true, false) => theme.strong(),
            (false, false) => theme.text,
        };
        let said = clean(&without_marks(&hit.text).replace('\n', " ")).into_owned();
        let said = around_match(&said, &self.field.text(), room);
        Line::from(vec![
            row.mark(cx),
            Span::raw(" "),
            Span::styled(format!("{who}  "), theme.secondary),
            Span::styled(pad(&said, room), style),
            Span::styled(format!("{date:>13}"), theme.secondary),
        ])
    }
}

/// Begins a text a few words before the searched one, if that would not be in sight otherwise.
fn around_match(said: &str, looked_for: &str, room: usize) -> String {
    let wanted = search_query(looked_for).unwrap_or_default();
    let words: Vec<&str> = said.split(' ').collect();
    let is_match = |word: &&str| {
        let folded = crate::text::search_text(word);
        wanted.iter().any(|w| folded.split(' ').any(|f| f.starts_with(w)))
    };
    let before = |at: usize| words.iter().take(at + 1).map(|w| crate::text::width(w) + 1).sum::<usize>();
    match words.iter().position(is_match) {
        Some(at) if before(at) > room.saturating_sub(2) => {
            let from = at.saturating_sub(3);
            format!("… {}", words.iter().skip(from).copied().collect::<Vec<_>>().join(" "))
        }
        _ => said.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_was_looked_for_is_in_sight() {
        let said = "You are the only vendor who calls when nothing at all is wrong with Łukasz's doors";
        assert_eq!(around_match(said, "lukas", 40), "… is wrong with Łukasz's doors");
        assert_eq!(around_match(said, "vendor", 40), said);
        assert_eq!(around_match(said, "missing", 40), said);
    }
}
