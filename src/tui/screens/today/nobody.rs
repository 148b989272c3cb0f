//! What Today says where there is nobody to call: on the first run, and where nobody is left.

use ratatui::text::Line;

use super::Marks;
use crate::app::today::{Today as Day, WhyNone};
use crate::present::today;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{key_line, labelled, paragraph};

use super::layout::LABELS;

/// Says why there is nobody, and what to do about it.
pub(super) fn lines(day: &Day, marks: Marks, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let key = |scope, action, does: &str| key_line(&cx.keymap.key(scope, action), does, columns, cx);
    let (customers, favorite) =
        (cx.keymap.key(Scope::Global, Action::GoCustomers), cx.keymap.key(Scope::Customers, Action::Favorite));
    let why = day.why_none.unwrap_or(WhyNone::NoFavorites);
    let mut lines = vec![Line::styled(today::why_none(why), cx.theme.accent), Line::default()];
    match why {
        WhyNone::NoFavorites => {
            lines.extend(paragraph(
                "Add three favorites. Each Monday goodcall picks one of them: the customer who has waited \
                 longest, weighed by how good they are to talk to.",
                columns,
                cx.theme.text,
            ));
            lines.push(Line::default());
            lines.extend(key(Scope::Global, Action::AddCustomer, "add one; a name and a number will do"));
            lines.extend(key(Scope::Today, Action::Import, "import your contacts, then mark whom you like calling"));
            if marks.is_kept {
                lines.extend(key(Scope::Global, Action::MarkFavorites, "go on marking whom you like calling"));
            } else if marks.has_customers {
                lines.extend(key(Scope::Global, Action::MarkFavorites, "mark whom you like calling"));
            }
            if !marks.asks {
                lines.extend(key(Scope::Today, Action::Demo, "look around in a made-up book first"));
            }
        }
        WhyNone::AllOffered => {
            lines.extend(paragraph(
                &format!("The next call day brings them back. Until then call whomever you like: {customers} shows everybody."),
                columns,
                cx.theme.text,
            ));
        }
        WhyNone::OthersCall => {
            lines.extend(paragraph(
                &format!("{customers} shows everybody; {favorite} makes somebody a favorite whom you call yourself."),
                columns,
                cx.theme.text,
            ));
        }
        WhyNone::NobodyAvailable => {
            lines.extend(paragraph(
                &format!(
                    "They are snoozed, archived or not to be called. {customers} shows everybody; {favorite} makes \
                     somebody a favorite."
                ),
                columns,
                cx.theme.text,
            ));
        }
    }
    lines
}

/// Says what the user gets, beside the first steps.
pub(super) fn prospect(columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let down = cx.keymap.key(Scope::Global, Action::Lift);
    let parts = [
        ("Monday", "One name, why it is their turn, their number, and their hours on your clock.".to_string()),
        ("After it", "Ten seconds to keep what they said. Every line is kept as you type it.".into()),
        ("A bad day", format!("{down} shows what a customer once said, and whom to call right now.")),
        ("By and by", "Past buyers hear from you, and you visit on the days on which it is worth it.".into()),
    ];
    let mut lines = vec![Line::styled("What happens then", cx.theme.secondary)];
    for (label, words) in parts {
        lines.push(Line::default());
        let words = paragraph(&words, columns.saturating_sub(LABELS), cx.theme.text);
        lines.extend(labelled(label, LABELS, words, cx.theme.secondary));
    }
    lines
}
