//! The call card: everything that a call needs.

use ratatui::text::Line;

use crate::app::App;
use crate::app::team::logs::TeamLog;
use crate::app::today::OPEN_SHOWN;
use crate::domain::customer::{Customer, Standing};
use crate::domain::dates;
use crate::domain::duration;
use crate::domain::remark::{Remark, asking};
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::present::today::NOTHING_TO_SELL;
use crate::tui::screen::DrawContext;
use crate::tui::widgets::team::others_talk;
use crate::tui::widgets::{labelled, paragraph, remark};
pub(crate) use owed::Owed;

pub(crate) use asleep::{Asleep, Pressed, lets_sleep};
pub(crate) use dialing::{call, can_be_called, cannot_dial, dial, open_elsewhere};

mod asleep;
mod dialing;
mod on_call;
mod owed;

/// Columns of the labels.
const LABELS: usize = 12;

/// Everything a call needs, on one card.
pub(crate) struct CallCard {
    pub customer: Customer,
    today: chrono::NaiveDate,
    last_talk: Option<Touch>,
    /// What another rep talked with them since.
    others_talk: Option<TeamLog>,
    last_said: Vec<Remark>,
    /// Their ideas and needs that are still open.
    open: Vec<Remark>,
    /// A question about their news of last time.
    opening: Option<String>,
    questions: Vec<String>,
    owed: Owed,
}

impl CallCard {
    /// Makes a customer's card.
    pub(crate) fn of(app: &App, customer: &Customer) -> Result<Self> {
        let last_talk = app.last_conversation(customer.id)?;
        let clock = app.clock();
        let last_said = app.last_said_in(last_talk.as_ref(), customer.id)?;
        Ok(Self {
            today: clock.today(),
            opening: asking::about_news(&last_said),
            last_said,
            others_talk: app.others_talk(customer, last_talk.as_ref())?,
            last_talk,
            open: app.open_with(customer.id, OPEN_SHOWN)?.into_iter().map(|q| q.remark).collect(),
            questions: app.settings().config.questions.clone(),
            customer: customer.clone(),
            owed: Owed::to(app, customer.id)?,
        })
    }

    fn last(&self, columns: usize, cx: &DrawContext<'_>, remarks: usize) -> Vec<Line<'static>> {
        let room = columns.saturating_sub(LABELS);
        let mut lines = others_talk(self.others_talk.as_ref(), (room, remarks, self.today), cx);
        if let Some(talk) = &self.last_talk {
            let own = if lines.is_empty() { "" } else { "you: " };
            let minutes = talk.minutes.map(|m| format!(", {}", duration::describe(m))).unwrap_or_default();
            let day = dates::past(talk.day(), self.today);
            lines.push(Line::styled(format!("{own}{day}{minutes}"), cx.theme.secondary));
        }
        for said in self.last_said.iter().take(remarks) {
            lines.extend(remark(said, room, cx));
        }
        labelled("Last time", LABELS, lines, cx.theme.secondary)
    }

    /// Says that another rep talked to them last.
    fn others_last(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        others_talk(self.others_talk.as_ref(), (columns, 0, self.today), cx)
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
        let opening = self.opening.iter().flat_map(|question| paragraph(question, room, cx.theme.strong()));
        let mut lines: Vec<Line<'static>> = opening.collect();
        for question in self.questions.iter().take(questions) {
            lines.extend(paragraph(question, room, cx.theme.text));
        }
        let nothing = if self.customer.standing == Standing::Past {
            "They have moved on. Nothing to sell, just ask how they are."
        } else {
            NOTHING_TO_SELL
        };
        lines.extend(paragraph(nothing, room, cx.theme.quiet));
        labelled("Ask", LABELS, lines, cx.theme.secondary)
    }
}
