//! For whom the words of a log are, where a team shares the customer: its other reps see that there was one in any case.

use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::{LogField, LogForm};
use crate::text::{clean, cut};
use crate::tui::screen::DrawContext;

/// What the field holds where the words go to the team, and where they don't.
pub(super) const YES: &str = "yes";
const NO: &str = "no";

/// For whom the words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordsFor {
    User,
    Team,
}

impl LogForm {
    /// Writes into the field for whom the words are.
    pub(super) fn fill_words(&mut self, whom: WordsFor) {
        self.form.fill(LogField::Words, if whom == WordsFor::Team { YES } else { NO });
    }

    /// Lets Tab stop at the field where a team shares the customer.
    pub(super) fn ask_for_words(&mut self) {
        if self.customer.team.is_some() {
            self.form.unskip(LogField::Words);
        } else {
            self.form.skip(LogField::Words);
        }
    }

    /// Whether the words go to the team; None where none shares the customer.
    pub(super) fn shares_words(&self) -> Option<bool> {
        self.customer.team.as_ref().map(|_| self.form.text(LogField::Words) == YES)
    }

    /// What the field holds where the user has said for whom the words are, and that is not as usual.
    pub(super) fn unusual_words(&self) -> Option<String> {
        let is_usual = self.form.text(LogField::Words) == if self.usual_words == WordsFor::Team { YES } else { NO };
        (self.customer.team.is_some() && !is_usual).then(|| self.form.text(LogField::Words).clone())
    }

    /// Draws for whom the words are, where a team shares the customer.
    pub(super) fn words_line(&self, columns: usize, cx: &DrawContext<'_>) -> Option<Line<'static>> {
        let team = self.customer.team.as_deref()?;
        let whom = if self.shares_words() == Some(true) {
            format!("for {}, too", clean(team))
        } else {
            "for you alone".to_string()
        };
        let style = self.style_of(LogField::Words, cx);
        let label = Span::styled("words ", style.remove_modifier(Modifier::UNDERLINED));
        let whom = cut(&whom, columns.saturating_sub("words ".len())).into_owned();
        Some(Line::from(vec![label, Span::styled(whom, style)]))
    }
}
