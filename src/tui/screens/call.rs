//! The call card, and the call itself: their last words on the left, the open log on the right.

use std::time::Instant;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::log_form::LogForm;
use crate::app::App;
use crate::app::reach::Reach;
use crate::app::today::{OPEN_SHOWN, Today, TodayPick};
use crate::domain::customer::{Customer, Standing, first_name};
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::remark::{Remark, RemarkKind};
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::present::{occasions, reasons};
use crate::text::{clean, cut, width};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, TextInput};
use crate::tui::widgets::{self, big, first_lines, labelled, paragraph, remark};
use asleep::Asleep;
pub(crate) use owed::Owed;

pub(crate) use asleep::{Pressed, lets_sleep};
pub(crate) use dialing::{call, can_be_called, cannot_dial, dial, open_elsewhere};

mod asleep;
mod dialing;
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
        let mut card = Self::of(app, &pick.customer)?;
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
        let clock = app.clock();
        let wait = customer.last_talked.map(|d| format!("you last talked {}", dates::ago(d, clock.today())));
        let mut card = Self {
            reach: app.reach(customer),
            today: clock.today(),
            reasons: wait.into_iter().collect(),
            last_said: app.last_said_in(last_talk.as_ref(), customer.id)?,
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

/// The narrowest body with card and log side by side.
const SIDE_BY_SIDE: u16 = 104;

/// A call that is going on.
pub(crate) struct Call {
    card: CallCard,
    form: LogForm,
    began: Instant,
    /// The number, if the user has to dial it by hand.
    large: Option<String>,
}

impl Call {
    fn new(app: &mut App, customer: &Customer, large: Option<String>) -> Result<Self> {
        Ok(Self {
            card: CallCard::of(app, customer)?,
            form: LogForm::on_call(app, customer)?,
            began: Instant::now(),
            large,
        })
    }

    fn left(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut lines = self.card.who(columns, cx);
        lines.push(Line::default());
        let large = self.large.as_deref().and_then(|n| big::number(n, columns));
        match large {
            Some(rows) => lines.extend(rows.into_iter().map(|r| Line::styled(r, theme.accent))),
            None => lines.extend(self.card.number(columns, cx)),
        }
        lines.push(Line::default());
        lines.push(Line::styled(self.timer(cx), theme.good));
        lines.push(Line::default());
        let owed = self.card.owed.lines(columns, OPEN_SHOWN, cx);
        if !owed.is_empty() {
            lines.extend(owed);
            lines.push(Line::default());
        }
        let last = self.card.last(columns, cx, 3);
        if !last.is_empty() {
            lines.extend(last);
            lines.push(Line::default());
        }
        let open = self.card.still_open(columns, cx, OPEN_SHOWN);
        if !open.is_empty() {
            lines.extend(open);
            lines.push(Line::default());
        }
        if let Some(facts) = &self.card.customer.facts {
            let facts = paragraph(facts, columns.saturating_sub(LABELS), theme.text);
            lines.extend(labelled("Facts", LABELS, facts, theme.secondary));
            lines.push(Line::default());
        }
        lines.extend(self.card.ask(columns, cx, 3));
        lines
    }

    fn timer(&self, cx: &DrawContext<'_>) -> String {
        let seconds = self.began.elapsed().as_secs();
        if cx.still {
            format!("on the call, {} min", seconds / 60)
        } else {
            format!("on the call  {}:{:02}", seconds / 60, seconds % 60)
        }
    }

    /// Lists what stays in sight if the card has no room.
    fn strip(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let large = self.large.as_deref().and_then(|n| big::number(n, columns));
        let mut lines = match large {
            Some(rows) => rows.into_iter().map(|r| Line::styled(r, cx.theme.accent)).collect(),
            None => self.card.number(columns, cx),
        };
        lines.push(Line::styled(self.timer(cx), cx.theme.good));
        if let Some(owed) = self.card.owed.first() {
            let owed = cut(owed, columns.saturating_sub(2)).into_owned();
            lines.push(Line::from(vec![Span::styled("= ", cx.theme.accent), Span::styled(owed, cx.theme.text)]));
        }
        if let Some(praise) = self.card.last_said.iter().find(|r| r.kind == RemarkKind::Praise) {
            lines.extend(remark(praise, columns, cx).into_iter().take(2));
        }
        lines
    }
}

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

    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        self.form.draft()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
        if area.width >= SIDE_BY_SIDE {
            let left = Rect { x: area.x + 4, width: area.width / 2 - 8, ..area };
            crate::tui::chrome::lines(frame, left, self.left(usize::from(left.width), cx));
            let x = area.x + area.width / 2;
            self.form.draw_beside(frame, Rect { x, width: (area.width / 2).saturating_sub(4), ..area }, cx);
            return;
        }
        let mut strip = self.strip(usize::from(area.width).saturating_sub(8), cx);
        strip.truncate(usize::from(area.height / 3).max(1));
        self.form.draw_under(frame, area, cx, strip);
    }
}

/// Copies what there is to write on a card: name and address, their own last kind word, their news.
pub(crate) fn copy_for_a_card(customer: &Customer, context: &mut Context<'_>) -> Result<()> {
    let words = context.app.card_words(customer)?;
    let first = customer.first_name();
    let what = match (&words.praise, &words.news) {
        (None, None) => format!("{first}'s name and address are copied"),
        _ => format!("What to write to {first} is copied"),
    };
    *context.copy = Some(occasions::card_text(&words));
    context.tell(format!("{what}, if your terminal allows it"));
    Ok(())
}
