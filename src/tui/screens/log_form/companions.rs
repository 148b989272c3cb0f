//! Who else was there: names as typed, completed and found.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::{LogField, LogForm};
use crate::app::App;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::{clean, cut, fold, search_query, width, wrap};
use crate::tui::screen::DrawContext;

/// How many names are offered, and how many customers are looked at for them.
const OFFERED: usize = 6;
const LOOKED_AT: usize = 24;

/// A name that the one being typed may become.
pub(super) struct Offered {
    /// As it is shown: "Paulo Silva, Northwind".
    shown: String,
    /// As the field takes it: a name that fits nobody else, or an id.
    written: String,
}

impl LogForm {
    /// Takes a key for the names that are offered; returns whether it was one.
    pub(super) fn complete(&mut self, key: KeyEvent) -> bool {
        if !self.form.is_focused(LogField::With) || self.offered.is_empty() {
            return false;
        }
        match key.code {
            KeyCode::Enter => {
                let text = self.form.text(LogField::With);
                let before = text.rsplit_once(',').map(|(before, _)| format!("{before}, ")).unwrap_or_default();
                let taken = self.offered.remove(0);
                self.offered.clear();
                self.form.replace(LogField::With, &format!("{before}{}", taken.written));
                self.name_ends = true;
            }
            KeyCode::Down => self.offered.rotate_left(1),
            KeyCode::Up => self.offered.rotate_right(1),
            _ => return false,
        }
        true
    }

    /// Puts a comma between a name that was taken and the next one, where nobody types it.
    pub(super) fn part_names(&mut self, key: KeyEvent) {
        let ends = std::mem::take(&mut self.name_ends) && self.form.is_focused(LogField::With);
        let KeyCode::Char(typed) = key.code else { return };
        if !ends || typed == ',' || key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return;
        }
        let between = if typed.is_whitespace() { "," } else { ", " };
        between.chars().for_each(|c| self.form.typed(KeyEvent::from(KeyCode::Char(c))));
    }

    /// Looks for the names that the one being typed may become.
    pub(super) fn offer_names(&mut self, app: &App) -> Result<()> {
        self.offered.clear();
        let text = self.form.text(LogField::With);
        let (before, typed) = text.rsplit_once(',').unwrap_or(("", &text));
        let typed = typed.trim();
        let Some(words) = search_query(typed).filter(|_| self.form.is_focused(LogField::With)) else { return Ok(()) };
        let named: Vec<CustomerId> =
            names_in(before).filter_map(|name| app.who(name).ok()).map(|found| found.id).collect();
        let mut found = app.filter_customers(&words, None, LOOKED_AT)?;
        // First names are what one types.
        let begins = fold(typed);
        found.sort_by_key(|(_, line)| !line.sort_name.starts_with(&begins));
        for (_, line) in found {
            if line.id == self.customer.id || named.contains(&line.id) || self.offered.len() == OFFERED {
                continue;
            }
            let is_clear = !line.name.contains(',') && app.who(&line.name).is_ok_and(|found| found.id == line.id);
            let written = if is_clear { line.name.clone() } else { line.id.to_string() };
            let shown = line.company.map_or(line.name.clone(), |company| format!("{}, {company}", line.name));
            self.offered.push(Offered { shown, written });
        }
        Ok(())
    }

    /// Finds everybody whom the field names; an error says which name is whose.
    pub(super) fn companions(&self, app: &App) -> std::result::Result<Vec<CustomerId>, String> {
        let text = self.form.text(LogField::With);
        names_in(&text)
            .map(|name| match app.who(name) {
                Ok(found) if found.id == self.customer.id => {
                    Err(format!("the log is with {} already; with says who else was there", self.customer.first_name()))
                }
                Ok(found) => Ok(found.id),
                // The names that it lists have no room here, and are offered while one types.
                Err(e) => Err(e.message.lines().next().unwrap_or_default().replace("; nothing was done:", "")),
            })
            .collect()
    }

    /// Draws the names; while they are typed, also who is offered.
    pub(super) fn with_lines(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let focused = self.form.is_focused(LogField::With);
        let text = self.form.text(LogField::With);
        if text.trim().is_empty() && self.form.is_focused(LogField::Text) {
            return Vec::new();
        }
        let label = Span::styled("with ", self.style_of(LogField::With, cx).remove_modifier(Modifier::UNDERLINED));
        let room = columns.saturating_sub(width(&label.content));
        if !focused && !text.trim().is_empty() {
            let names: Vec<&str> = names_in(&text).collect();
            let indent = " ".repeat(width(&label.content));
            let mut label = Some(label);
            let line = |row: String| {
                let before = label.take().unwrap_or_else(|| Span::raw(indent.clone()));
                Line::from(vec![before, Span::styled(row, self.style_of(LogField::With, cx))])
            };
            return wrap(&clean(&names.join(", ")), room.max(1)).into_iter().map(line).collect();
        }
        let names = match (focused, text.trim().is_empty()) {
            // The end is where one types.
            (true, _) => {
                let shown = clean(&text).into_owned();
                let skip = shown.chars().count().saturating_sub(room.saturating_sub(2));
                let cut_off = if skip > 0 { "…" } else { "" };
                format!("{cut_off}{}▏", shown.chars().skip(skip).collect::<String>())
            }
            (false, _) => "nobody else".into(),
        };
        let mut lines = vec![Line::from(vec![label, Span::styled(names, self.style_of(LogField::With, cx))])];
        if focused && let Some(first) = self.offered.first() {
            let more = match self.offered.len() {
                1 => "",
                _ => "   ↓ another",
            };
            let shown = cut(&clean(&first.shown), columns.saturating_sub(7 + width(more))).into_owned();
            lines.push(Line::from(vec![
                Span::styled("     ⏎ ", cx.theme.accent),
                Span::styled(shown, cx.theme.text),
                Span::styled(more, cx.theme.secondary),
            ]));
        }
        lines
    }
}

/// Splits the field at its commas.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty())
}
