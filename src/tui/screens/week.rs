//! The week in words, to read and to copy: what was said first, then the figures.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::error::Result;
use crate::present::praise::Note;
use crate::present::week;
use crate::text::{clean, cut};
use crate::tui::chrome::{more_below, page};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::scroll::{Below, Scroll};
use crate::tui::widgets::{READ_WIDTH, paragraph, quote, side_by_side};

/// The week, as text.
#[derive(Default)]
pub(crate) struct Week {
    title: String,
    /// What was said, and by whom.
    said: Vec<(String, String)>,
    figures: Vec<String>,
    /// All of it, to copy.
    text: String,
    scroll: Scroll,
}

/// Rows that a page key moves.
const PAGE: usize = 8;
/// The widest it is drawn, without the margins.
const WIDEST: u16 = 152;
/// The narrowest inside in which the figures stand beside what was said, and the columns between.
const TWO_COLUMNS: usize = 108;
const GAP: usize = 6;

impl Screen for Week {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Week, Scope::Reading, Scope::List]
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        let read = app.week()?;
        self.title = week::title(&read);
        self.said = read.kind_words.iter().map(|q| (week::kind_word(q), q.customer_name.clone())).collect();
        self.figures = week::figures(&read);
        self.text = week::text(&read, Note::Plain);
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        match action {
            Action::Copy => context.copy(self.text.clone(), "The week is copied"),
            Action::Back => return Ok(Flow::Pop),
            _ => {
                self.scroll.moves(action, PAGE);
            }
        }
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let place = page(area, WIDEST);
        let columns = usize::from(place.width);
        let is_wide = columns >= TWO_COLUMNS && !self.said.is_empty();
        let half = if is_wide { ((columns - GAP) / 2).min(READ_WIDTH) } else { columns };
        let mut all = vec![Line::styled(self.title.clone(), cx.theme.accent), Line::default()];
        let (said, figures) = (self.said(half, cx), self.figures(half, cx));
        if is_wide {
            all.extend(side_by_side(said, figures, half, GAP));
        } else {
            all.extend(said);
            if !self.said.is_empty() {
                all.push(Line::default());
            }
            all.extend(figures);
        }
        if self.scroll.draw(frame, place, all) == Below::More {
            more_below(frame, place, cx);
        }
    }
}

impl Week {
    /// Draws what was said, each with its speaker below.
    fn said(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let mut all = Vec::new();
        for (at, (said, by)) in self.said.iter().enumerate() {
            if at > 0 {
                all.push(Line::default());
            }
            all.extend(quote(said, columns, cx.theme.praise));
            let by = cut(&clean(by), columns.saturating_sub(1)).into_owned();
            all.push(Line::from(vec![Span::raw(" "), Span::styled(by, cx.theme.secondary)]));
        }
        all
    }

    fn figures(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        self.figures.iter().flat_map(|figure| paragraph(figure, columns, cx.theme.text)).collect()
    }
}
