//! After an import: "whom do you like calling?", with a list to mark favorites in.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::customers::CustomerLine;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::{clean, count, cut, pad, width};
use crate::tui::chrome::page;
use crate::tui::keymap::{Action, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::widgets::Row;

/// The widest it is drawn.
const WIDEST: u16 = 90;

/// The customers of an import, and the marked ones.
pub(crate) struct Marking {
    ids: Vec<CustomerId>,
    lines: Vec<(CustomerLine, bool)>,
    cursor: ListCursor,
    /// How many pairs with one of them may be the same person; None before the search.
    duplicates: Option<usize>,
}

impl Marking {
    /// Makes a list of these customers.
    pub(crate) fn new(ids: Vec<CustomerId>) -> Self {
        Self { ids, lines: Vec::new(), cursor: ListCursor::default(), duplicates: None }
    }

    fn marked(&self) -> Vec<CustomerId> {
        self.lines.iter().filter(|(_, marked)| *marked).map(|(l, _)| l.id).collect()
    }

    fn toggle(&mut self) {
        if let Some((_, marked)) = self.lines.get_mut(self.cursor.at()) {
            *marked = !*marked;
        }
    }
}

impl Screen for Marking {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Marking, Scope::List]
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.duplicates = Some(app.duplicates_among(&self.ids)?.len());
        let marked = self.marked();
        let mut lines = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            if let Some(line) = app.customer_line(*id)? {
                let is_marked = marked.contains(id) || line.favorite;
                lines.push((line, is_marked));
            }
        }
        lines.sort_by(|(a, _), (b, _)| (&a.sort_name, a.id).cmp(&(&b.sort_name, b.id)));
        self.lines = lines;
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.cursor.moves(action, self.lines.len()) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Mark => {
                self.toggle();
                self.cursor.moves(Action::Down, self.lines.len());
            }
            Action::Confirm => {
                let marked = self.marked();
                if marked.is_empty() {
                    context.tell("Nobody marked; you can make any customer a favorite later");
                    return Ok(Flow::Pop);
                }
                let changed = context.app.make_favorites(&marked)?;
                if changed == 0 {
                    context.tell("They are in the rotation already");
                    return Ok(Flow::Pop);
                }
                context.done(format!("{} in the rotation now", count(changed, "favorite is", "favorites are")));
                return Ok(Flow::Pop);
            }
            Action::Back => return Ok(Flow::Pop),
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let inner = page(context.area, WIDEST);
        let row = self.cursor.line_on(usize::from(at.y.saturating_sub(inner.y + 3)));
        if at.y >= inner.y + 3 && row < self.lines.len() {
            self.cursor.set(row);
            self.toggle();
        }
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let inner = page(area, WIDEST);
        let marked = self.marked().len();
        let hint = match marked {
            0 => "Mark three to begin with. Each Monday goodcall picks one of them.".to_string(),
            1 | 2 => format!("{marked} marked; three make a good rotation."),
            _ => format!("{marked} marked; each gets a call every {marked} call days."),
        };
        let mut head =
            vec![Line::styled("Whom do you like calling?", theme.accent), Line::styled(hint, theme.secondary)];
        let key = cx.keymap.key(Scope::Marking, Action::Duplicates);
        match self.duplicates {
            None | Some(0) => {}
            Some(1) => head.push(Line::styled(format!("One may be in the book twice: {key}"), theme.quiet)),
            Some(n) => head.push(Line::styled(format!("{n} people may be in the book twice: {key}"), theme.quiet)),
        }
        crate::tui::chrome::lines(frame, Rect { height: 3.min(inner.height), ..inner }, head);
        let rows = Rect { y: inner.y + 3, height: inner.height.saturating_sub(3), ..inner };
        let top = self.cursor.top(usize::from(rows.height), self.lines.len());
        let shown = self.lines.iter().enumerate().skip(top).take(usize::from(rows.height));
        let longest = shown.clone().map(|(_, (line, _))| width(&clean(&line.name))).max().unwrap_or(0);
        let room = usize::from(rows.width).saturating_sub(6);
        let name = longest.min(room * 2 / 3);
        for (y, (at, (line, marked))) in (rows.y..rows.bottom()).zip(shown) {
            let row = Row::at(at, self.cursor.at());
            let style = row.style(cx, theme.text);
            frame.render_widget(
                Line::from(vec![
                    row.mark(cx),
                    if *marked { Span::styled("★ ", theme.accent) } else { Span::styled("· ", theme.empty) },
                    Span::styled(pad(&clean(&line.name), name), style),
                    Span::styled(
                        format!("  {}", cut(&clean(line.company.as_deref().unwrap_or_default()), room - name)),
                        theme.secondary,
                    ),
                ]),
                Rect { y, height: 1, ..rows },
            );
        }
    }
}
