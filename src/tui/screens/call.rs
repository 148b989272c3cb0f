//! The call card: everything that a call needs.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::reach::Reach;
use crate::app::today::{OPEN_SHOWN, Today, TodayPick};
use crate::domain::customer::{Customer, Standing, first_name};
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::remark::Remark;
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::present::{occasions, reasons};
use crate::text::{clean, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{self, first_lines, labelled, paragraph, remark};
use asleep::Asleep;
pub(crate) use owed::Owed;

pub(crate) use asleep::{Pressed, lets_sleep};
pub(crate) use dialing::{call, can_be_called, cannot_dial, dial, open_elsewhere};

mod asleep;
mod dialing;
mod on_call;
mod owed;

/// Columns of the labels.
const LABELS: usize = 12;

/// How much of a card to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything that has room.
    Full,
    /// Neither why to call nor what to ask, because the call is over.
    AfterCall,
}

/// Everything a call needs, on one card.
pub(crate) struct CallCard {
    pub customer: Customer,
    reach: Reach,
    today: chrono::NaiveDate,
    reasons: Vec<String>,
    last_talk: Option<Touch>,
    last_said: Vec<Remark>,
    /// Their ideas and needs that are still open.
    open: Vec<Remark>,
    questions: Vec<String>,
    /// Whether the card asks how good a call with them is.
    asks_for_rating: bool,
    /// For when the pick is kept, and what to do about one who can't be reached now.
    asleep: Asleep,
    owed: Owed,
}

impl CallCard {
    /// Makes the card of a day's pick, with the reasons for it, what is due, and who could be called instead.
    pub(crate) fn of_pick(app: &App, pick: &TodayPick, day: &Today) -> Result<Self> {
        let mut card = Self::with(app, &pick.customer, (pick.last_talk.clone(), pick.last_said.clone()))?;
        card.asleep = Asleep::of(app, pick, day.instead.as_ref());
        card.owed = Owed::on(app, day, Some(pick.customer.id))?;
        // The card draws the ratings as dots.
        card.reasons = card.occasions();
        card.reasons.extend(reasons::sentences_beside_ratings(&pick.reasons));
        Ok(card)
    }

    /// Makes a customer's card.
    pub(crate) fn of(app: &App, customer: &Customer) -> Result<Self> {
        let last_talk = app.last_conversation(customer.id)?;
        let last_said = app.last_said_in(last_talk.as_ref(), customer.id)?;
        Self::with(app, customer, (last_talk, last_said))
    }

    /// Makes the card of a customer whose last conversation is known, and what they said in it.
    fn with(app: &App, customer: &Customer, (last_talk, last_said): (Option<Touch>, Vec<Remark>)) -> Result<Self> {
        let clock = app.clock();
        let wait = customer.last_talked.map(|d| format!("you last talked {}", dates::ago(d, clock.today())));
        let mut card = Self {
            reach: app.reach(customer),
            today: clock.today(),
            reasons: wait.into_iter().collect(),
            last_said,
            last_talk,
            open: app.open_with(customer.id, OPEN_SHOWN)?.into_iter().map(|q| q.remark).collect(),
            questions: app.settings().config.questions.clone(),
            customer: customer.clone(),
            asks_for_rating: false,
            asleep: Asleep::default(),
            owed: Owed::to(app, customer.id)?,
        };
        card.reasons = card.occasions().into_iter().chain(std::mem::take(&mut card.reasons)).collect();
        Ok(card)
    }

    /// What there is to celebrate today or this week.
    fn occasions(&self) -> Vec<String> {
        self.customer.anniversaries(self.today).iter().map(|day| occasions::reason(day, self.today)).collect()
    }

    /// Asks on the card how good a call with them is.
    pub(crate) fn ask_for_rating(&mut self) {
        self.asks_for_rating = true;
    }

    /// Tells whether the card asks for ratings.
    pub(crate) fn asks_for_rating(&self) -> bool {
        self.asks_for_rating
    }

    /// Asks how good a call with them is, in one line.
    fn rating_question(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        if !self.asks_for_rating {
            return Vec::new();
        }
        let (rate, never) = (cx.keymap.key(Scope::Today, Action::Resume), cx.keymap.key(Scope::Today, Action::Back));
        let theme = cx.theme;
        let part = |key: String, does: &str| {
            vec![Span::styled(key, theme.accent), Span::styled(format!(" {does}"), theme.secondary)]
        };
        let asked = vec![Span::styled(format!("How good is a call with {}?", self.first()), theme.text)];
        widgets::flow(vec![asked, part(rate, "rates it"), part(never, "not now")], 3, columns)
    }

    /// Returns the first name, for sentences about them.
    fn first(&self) -> String {
        clean(first_name(&self.customer.name)).into_owned()
    }

    fn who(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let two_rows = |text: &str, style| {
            let rows = first_lines(&clean(text), columns, 2).into_iter();
            rows.map(move |row| Line::styled(row, style)).collect::<Vec<_>>()
        };
        let mut lines = two_rows(&self.customer.name, cx.theme.accent);
        let company = self.customer.role_and_company();
        if !company.is_empty() {
            lines.extend(two_rows(&company, cx.theme.text));
        }
        lines
    }

    fn number(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let mut spans = match self.customer.shown_phone() {
            Some(number) => vec![Span::styled(clean(number).into_owned(), cx.theme.strong())],
            None => vec![Span::styled("no phone number yet", cx.theme.secondary)],
        };
        if self.customer.do_not_call {
            spans.push(Span::styled("    not to be called", cx.theme.error));
        } else if let Some(clock) = widgets::clock(&self.customer, &self.reach, cx) {
            let number: usize = spans.iter().map(|s| width(&s.content)).sum();
            if number + 4 + width(&clock.content) > columns {
                let mut lines = vec![Line::from(spans)];
                lines.extend(widgets::clock_lines(&self.customer, &self.reach, columns, cx));
                return lines;
            }
            spans.push(Span::raw("    "));
            spans.push(clock);
        }
        vec![Line::from(spans)]
    }

    /// Says behind the first number that there are more, where that fits.
    fn more_numbers(&self, mut lines: Vec<Line<'static>>, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let others = self.customer.phones().iter().skip(1).filter(|phone| phone.is_number()).count();
        let key = cx.keymap.key(Scope::Today, Action::CallWhich);
        let more = format!("  and {others} more ({key})");
        if let Some(first) = lines.first_mut()
            && others > 0
            && !self.customer.do_not_call
            && widgets::line_width(first) + width(&more) <= columns
        {
            first.spans.insert(1, Span::styled(more, cx.theme.secondary));
        }
        lines
    }

    fn why(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let room = columns.saturating_sub(LABELS);
        let mut lines = Vec::new();
        let mut reasons = self.reasons.iter();
        if let Some(first) = reasons.next() {
            lines.extend(paragraph(first, room, theme.text));
        }
        if self.customer.pleasure.is_some() || self.customer.profit.is_some() {
            lines.extend(widgets::ratings(&self.customer, room, theme.text, cx));
        }
        for reason in reasons {
            lines.extend(paragraph(reason, room, theme.text));
        }
        let why = format!("Why {}", self.first());
        let why = if width(&why) <= LABELS - 2 { why } else { "Why".into() };
        labelled(&why, LABELS, lines, theme.secondary)
    }

    fn last(&self, columns: usize, cx: &DrawContext<'_>, remarks: usize) -> Vec<Line<'static>> {
        let Some(talk) = &self.last_talk else { return Vec::new() };
        let room = columns.saturating_sub(LABELS);
        let minutes = talk.minutes.map(|m| format!(", {}", duration::describe(m))).unwrap_or_default();
        let day = dates::short(talk.day(), self.today);
        let mut lines = vec![Line::styled(format!("{day}{minutes}"), cx.theme.secondary)];
        for said in self.last_said.iter().take(remarks) {
            lines.extend(remark(said, room, cx));
        }
        labelled("Last time", LABELS, lines, cx.theme.secondary)
    }

    /// Lists their ideas and needs that are still open.
    fn still_open(&self, columns: usize, cx: &DrawContext<'_>, most: usize) -> Vec<Line<'static>> {
        let room = columns.saturating_sub(LABELS);
        // "Last time" may show the same remark; don't repeat it.
        let new = self.open.iter().filter(|r| !self.last_said.iter().take(most).any(|said| said.id == r.id));
        let open: Vec<Line<'static>> = new.take(most).flat_map(|r| remark(r, room, cx)).collect();
        labelled("Still open", LABELS, open, cx.theme.secondary)
    }

    fn ask(&self, columns: usize, cx: &DrawContext<'_>, questions: usize) -> Vec<Line<'static>> {
        let room = columns.saturating_sub(LABELS);
        let mut lines: Vec<Line<'static>> = Vec::new();
        for question in self.questions.iter().take(questions) {
            lines.extend(paragraph(question, room, cx.theme.text));
        }
        let nothing = if self.customer.standing == Standing::Past {
            "They have moved on. Nothing to sell, just ask how they are."
        } else {
            "Nothing to sell today."
        };
        lines.extend(paragraph(nothing, room, cx.theme.quiet));
        labelled("Ask", LABELS, lines, cx.theme.secondary)
    }

    /// Draws what fits: always who and how, then why, what they said, what to ask.
    pub(crate) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>, extent: Extent) {
        let columns = usize::from(area.width);
        let room = usize::from(area.height);
        let blocks = |remarks: usize, questions: usize| {
            let number = self.more_numbers(self.number(columns, cx), columns, cx);
            let number = [number, self.asleep.lines(columns, cx)].concat();
            let mut blocks = vec![self.who(columns, cx), number, self.owed.lines(columns, remarks, cx)];
            if extent == Extent::Full {
                blocks.push(self.why(columns, cx));
            }
            blocks.push(self.rating_question(columns, cx));
            blocks.push(self.last(columns, cx, remarks));
            blocks.push(self.still_open(columns, cx, remarks));
            if extent == Extent::Full {
                blocks.push(self.ask(columns, cx, questions));
            }
            blocks.retain(|b| !b.is_empty());
            blocks
        };
        let tall = |blocks: &[Vec<Line<'static>>], gap: usize| {
            blocks.iter().map(Vec::len).sum::<usize>() + blocks.len().saturating_sub(1) * gap + gap
        };
        // Show less and less until it fits: the questions go before their words do.
        let tries = [(4, 3, 1), (3, 3, 1), (2, 3, 1), (2, 1, 1), (1, 1, 1), (1, 0, 1), (2, 1, 0), (1, 1, 0), (1, 0, 0)];
        let fit = tries.iter().find_map(|(remarks, questions, gap)| {
            let blocks = blocks(*remarks, *questions);
            (tall(&blocks, *gap) <= room).then_some((blocks, *gap))
        });
        let (blocks, gap) = fit.unwrap_or_else(|| (blocks(1, 0), 0));
        let mut lines = Vec::new();
        for block in blocks {
            if gap > 0 {
                lines.push(Line::default());
            }
            lines.extend(block);
        }
        crate::tui::chrome::lines(frame, area, lines);
    }
}
