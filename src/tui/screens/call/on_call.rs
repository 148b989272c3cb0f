//! The call itself: their last words on the left, the open log on the right.

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{CallCard, LABELS};
use crate::app::App;
use crate::app::today::OPEN_SHOWN;
use crate::domain::customer::Customer;
use crate::domain::remark::{RemarkKind, without_marks};
use crate::error::Result;
use crate::text::{clean, clean_lines, cut};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, TextInput};
use crate::tui::screens::log_form::LogForm;
use crate::tui::widgets::{READ_WIDTH, first_lines, flow, labelled, line_width};

/// The narrowest body with card and log side by side.
const SIDE_BY_SIDE: u16 = 104;

/// Blank columns beside the card and the log.
const MARGIN: u16 = 4;
/// The widest card: its labels, and text to be read.
const WIDEST: u16 = 84;

/// Blank columns between two questions in a row.
const QUESTIONS_GAP: usize = 3;

/// A call that is going on.
pub(crate) struct Call {
    card: CallCard,
    form: LogForm,
    began: Instant,
}

impl Call {
    pub(super) fn new(app: &mut App, customer: &Customer) -> Result<Self> {
        Ok(Self { card: CallCard::of(app, customer)?, form: LogForm::on_call(app, customer)?, began: Instant::now() })
    }

    /// Draws what there is to hold while talking: as much of everything as fits.
    fn left(&self, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let tall = |blocks: &[Vec<Line<'static>>], gap: usize| {
            blocks.iter().map(Vec::len).sum::<usize>() + blocks.len().saturating_sub(1) * gap
        };
        let fitting = TRIES.iter().find_map(|amount| {
            let blocks = self.blocks(columns, amount, cx);
            (tall(&blocks, amount.gap) <= rows).then_some((blocks, amount.gap))
        });
        let (blocks, gap) = match (fitting, TRIES.last()) {
            (Some(fitting), _) => fitting,
            (None, Some(least)) => (self.blocks(columns, least, cx), least.gap),
            (None, None) => return Vec::new(),
        };
        let mut lines = if gap > 0 { blocks.join(&Line::default()) } else { blocks.concat() };
        if lines.len() > rows {
            lines.truncate(rows.saturating_sub(1));
            lines.push(Line::styled("…", cx.theme.secondary));
        }
        lines
    }

    fn blocks(&self, columns: usize, amount: &Amount, cx: &DrawContext<'_>) -> Vec<Vec<Line<'static>>> {
        let theme = cx.theme;
        let facts = self.card.customer.facts.as_deref().unwrap_or_default();
        let facts = first_lines(&clean_lines(facts), columns.saturating_sub(LABELS).min(READ_WIDTH), amount.facts);
        let facts = facts.into_iter().map(|line| Line::styled(line, theme.text)).filter(|line| line_width(line) > 0);
        let mut blocks = vec![
            self.card.owed.lines(columns, amount.remarks, cx),
            self.card.last(columns, cx, amount.remarks),
            self.card.still_open(columns, cx, amount.remarks),
            labelled("Facts", LABELS, facts.collect(), theme.secondary),
            self.card.ask(columns, cx, amount.questions),
        ];
        blocks.retain(|block| !block.is_empty());
        blocks
    }

    fn timer(&self, cx: &DrawContext<'_>) -> Span<'static> {
        let seconds = self.began.elapsed().as_secs();
        let words = if cx.still {
            format!("on the call, {} min", seconds / 60)
        } else {
            format!("on the call  {}:{:02}", seconds / 60, seconds % 60)
        };
        Span::styled(words, cx.theme.good)
    }

    /// Lists what stays in sight if the card has no room: what is owed, how to begin, their last kind word, and what to ask.
    fn strip(&self, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if let Some(owed) = self.card.owed.first().filter(|_| rows > 0) {
            let owed = cut(owed, columns.saturating_sub(2)).into_owned();
            lines.push(Line::from(vec![Span::styled("= ", cx.theme.accent), Span::styled(owed, cx.theme.text)]));
        }
        let talked = self.card.others_last(columns, cx);
        let has_room = lines.len() + talked.len() <= rows;
        lines.extend(talked.into_iter().filter(|_| has_room));
        // What to say comes before what they said.
        if let Some(question) = self.card.opening.as_ref().filter(|_| lines.len() < rows) {
            lines.push(Line::styled(cut(&clean(question), columns).into_owned(), cx.theme.strong()));
        }
        let left = rows.saturating_sub(lines.len()).min(2);
        if let Some(praise) = self.card.last_said.iter().find(|r| r.kind == RemarkKind::Praise && left > 0) {
            let praise = format!("“{}”", clean_lines(&without_marks(&praise.text)).trim());
            let praise = first_lines(&praise, columns.min(READ_WIDTH).saturating_sub(1), left).into_iter().enumerate();
            // The other lines hang under the first letter.
            let hung = praise.map(|(at, line)| if at == 0 { line } else { format!(" {line}") });
            lines.extend(hung.map(|line| Line::styled(line, cx.theme.praise)));
        }
        lines.extend(self.questions_in(columns, rows.saturating_sub(lines.len()), cx));
        lines
    }

    /// Puts the open questions beside each other, as many as fit into some rows.
    fn questions_in(&self, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let mut parts = Vec::new();
        let mut fitting = Vec::new();
        for question in &self.card.questions {
            parts.push(vec![Span::styled(clean(question).into_owned(), cx.theme.secondary)]);
            let lines = flow(parts.clone(), QUESTIONS_GAP, columns);
            if lines.len() > rows || lines.iter().any(|line| line_width(line) > columns) {
                break;
            }
            fitting = lines;
        }
        fitting
    }
}

/// How much of a card to show on the call.
struct Amount {
    remarks: usize,
    questions: usize,
    /// Lines of facts.
    facts: usize,
    /// Blank rows between the blocks: one, or none.
    gap: usize,
}

impl Amount {
    const fn of([remarks, questions, facts, gap]: [usize; 4]) -> Self {
        Self { remarks, questions, facts, gap }
    }
}

/// From everything to the least.
const TRIES: [Amount; 9] = [
    Amount::of([OPEN_SHOWN, 3, 8, 1]),
    Amount::of([3, 3, 8, 1]),
    Amount::of([3, 3, 4, 1]),
    Amount::of([2, 3, 2, 1]),
    Amount::of([1, 3, 2, 1]),
    Amount::of([1, 2, 1, 1]),
    Amount::of([2, 2, 2, 0]),
    Amount::of([1, 2, 1, 0]),
    Amount::of([1, 1, 0, 0]),
];

impl Screen for Call {
    fn scopes(&self) -> &'static [Scope] {
        self.form.scopes()
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        self.form.footer(keymap)
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.form.refresh(app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        self.form.act(action, context)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        self.form.clicked(at, context)
    }

    fn ticks(&self) -> Option<u64> {
        Some(1)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        self.form.text_input()
    }

    fn news(&mut self) -> Option<String> {
        self.form.news()
    }

    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        self.form.draft()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        if area.width < SIDE_BY_SIDE {
            let columns = usize::from(area.width.saturating_sub(2 * MARGIN));
            let strip = self.strip(columns, usize::from(area.height.saturating_sub(8) / 4), cx);
            return self.form.draw_page(frame, area, cx, (Some(self.timer(cx)), strip));
        }
        let head = self.form.head(area, cx, Some(self.timer(cx)));
        let rows = u16::try_from(head.len()).unwrap_or(u16::MAX).min(area.height.saturating_sub(2));
        let top =
            Rect { x: area.x + MARGIN, y: area.y + 1, width: area.width.saturating_sub(2 * MARGIN), height: rows };
        crate::tui::chrome::lines(frame, top, head);
        let y = top.bottom() + 1;
        let below = Rect { y, height: area.bottom().saturating_sub(y), ..top };
        let left = Rect { width: (below.width / 2).saturating_sub(MARGIN / 2).min(WIDEST), ..below };
        crate::tui::chrome::lines(frame, left, self.left(left.width.into(), left.height.into(), cx));
        let x = left.right() + MARGIN;
        self.form.draw_beside(frame, Rect { x, width: below.right().saturating_sub(x), ..below }, cx);
    }
}
