//! Answers the plan's questions where they stand.

use crossterm::event::KeyEvent;

use super::Visits;
use super::rows::PlanRow;
use crate::app::visits::VisitQuestion;
use crate::domain::customer::CustomerField;
use crate::domain::dates;
use crate::error::Result;
use crate::present::customers;
use crate::tui::screen::{Context, Flow, TextInput};

impl Visits {
    /// Keeps the typed answer to the question in focus, or says what is wrong with it.
    pub(super) fn keep_answer(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let Some(text) = self.answer.as_ref().map(|(text, _)| text.text().trim().to_string()) else {
            return Ok(Flow::Stay);
        };
        let Some(PlanRow::Question(question)) = self.focused().cloned().filter(|_| !text.is_empty()) else {
            self.answer = None;
            return Ok(Flow::Stay);
        };
        let today = context.app.clock().today();
        let kept = match &question {
            VisitQuestion::Unlogged(_) => Ok(()),
            VisitQuestion::NewInJob => context.app.keep_hired_on(&text).map(|day| {
                let first = context.app.settings().config.visits.field_days_first_month;
                let on = dates::weekday_date(day, today);
                context.tell(format!("Since {on}: {first} field days in the first month, kept in the configuration"));
                self.wanted = true;
            }),
            VisitQuestion::PeakDays(whom) => context.app.keep_peak_days(whom.id, &text).map(|customer| {
                context.done(format!(
                    "{} is busiest on {}",
                    customer.name,
                    customers::typed(CustomerField::Peak, text.clone())
                ));
            }),
        };
        match kept {
            Ok(()) => self.answer = None,
            Err(error) if error.what_is_missing().is_some() => {
                self.answer = None;
                return Err(error);
            }
            Err(error) => {
                if let Some((_, wrong)) = &mut self.answer {
                    *wrong = Some(error.message);
                }
            }
        }
        Ok(Flow::Stay)
    }
}

impl TextInput for Visits {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        if self.filter.key(key) {
            self.list(context.app)?;
            return Ok(Flow::Stay);
        }
        if let Some((text, wrong)) = &mut self.answer
            && text.key(key)
        {
            *wrong = None;
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, pasted: &str, context: &mut Context<'_>) -> Result<Flow> {
        if self.filter.paste(pasted) {
            self.list(context.app)?;
            return Ok(Flow::Stay);
        }
        if let Some((text, wrong)) = &mut self.answer
            && text.paste(pasted)
        {
            *wrong = None;
        }
        Ok(Flow::Stay)
    }
}
