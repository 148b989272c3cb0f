//! More about the row in focus: whom a day takes, what to look for there, whom to thank, what they said last.

use ratatui::text::{Line, Span};

use super::Visits;
use super::rows::PlanRow;
use crate::app::App;
use crate::app::visits::{CardVisit, VisitQuestion};
use crate::domain::customer::Customer;
use crate::domain::peak::PeakDays;
use crate::error::Result;
use crate::present::{customers, reasons, visits};
use crate::text::{clean, cut, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{first_lines, labelled, quote, remark, spans_of};

/// Columns of the labels.
const LABELS: usize = 12;
/// The most accounts of a day or a trip that are read.
const MOST: usize = 6;

/// What is known of the row in focus.
#[derive(Default)]
pub(super) struct Detail {
    /// Whom the visits of the row are to.
    visits: Vec<CardVisit>,
    /// Whom the row is about without a visit, and what there is to say of them.
    other: Option<(Customer, String)>,
    /// Their visits of the year, and how many there should be; of one customer alone.
    this_year: Option<(usize, u8)>,
}

impl Visits {
    /// Reads more about the row in focus.
    pub(super) fn load_selected(&mut self, app: &App) -> Result<()> {
        let Some(row) = self.focused() else {
            (self.detail, self.peaks) = (Detail::default(), Vec::new());
            return Ok(());
        };
        let mut detail = Detail::default();
        for visit in row.visits().into_iter().take(MOST) {
            detail.visits.push(app.card_visit(visit)?);
        }
        if let Some(id) = row.customer().filter(|_| detail.visits.is_empty()) {
            let customer = app.customer(id)?;
            let about = match row {
                PlanRow::Waiting(later) => visits::later_why(later.why).to_string(),
                PlanRow::Question(VisitQuestion::PeakDays(_)) => reasons::ratings(customer.pleasure, customer.profit),
                _ => String::new(),
            };
            detail.other = Some((customer, about));
        }
        let customers: Vec<&Customer> = match &detail.other {
            Some((customer, _)) => vec![customer],
            None => detail.visits.iter().map(|visit| &visit.customer).collect(),
        };
        detail.this_year = match customers.as_slice() {
            [one] => Some(app.visits_this_year(one)?),
            _ => None,
        };
        let peak = |customer: &&Customer| -> Option<PeakDays> { customer.peak.as_ref()?.value().cloned() };
        self.peaks = customers.iter().filter_map(peak).collect();
        self.detail = detail;
        Ok(())
    }

    /// Describes the row in focus in at most this many lines, what matters most first; what has no room is left out whole.
    pub(super) fn about(&self, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let detail = &self.detail;
        let mut blocks: Vec<Vec<Line<'static>>> = Vec::new();
        if let Some((customer, about)) = &detail.other {
            let about = [self.year(customer), Some(about.clone()), busy(customer)];
            blocks.extend(in_brief(customer, about, (columns, rows), cx));
        }
        match detail.visits.as_slice() {
            [one] => {
                let about = [self.year(&one.customer), busy(&one.customer), one.customer.city.clone()];
                blocks.extend(in_brief(&one.customer, about, (columns, rows), cx));
                blocks.push(vec![Line::default()]);
                blocks.extend(in_full(one, columns, cx));
            }
            several if several.len() > rows => {}
            several => {
                for one in several {
                    blocks.push(vec![who(&one.customer, columns, cx)]);
                    blocks.push(thank(one, columns, cx));
                }
            }
        }
        let mut lines: Vec<Line<'static>> = Vec::new();
        for block in blocks {
            if lines.len() + block.len() <= rows {
                lines.extend(block);
            }
        }
        while lines.last().is_some_and(|line| line.spans.is_empty()) {
            lines.pop();
        }
        lines
    }

    /// Says how many of the year's visits were made.
    fn year(&self, customer: &Customer) -> Option<String> {
        let (done, target) = self.detail.this_year?;
        let target = customer.peak.as_ref().map(|_| target)?;
        Some(format!("{done} of {target} visits this year"))
    }
}

/// Draws who it is, and what there is to say of them in a line; both in one where there is only one.
fn in_brief(
    customer: &Customer,
    about: [Option<String>; 3],
    (columns, rows): (usize, usize),
    cx: &DrawContext<'_>,
) -> Vec<Vec<Line<'static>>> {
    let about = about.into_iter().flatten();
    if rows > 1 {
        let about = sentence(about, columns, cx.theme.text);
        return vec![vec![who(customer, columns, cx)], about.into_iter().collect()];
    }
    let name = cut(&clean(&customer.name), columns).into_owned();
    let about = sentence(about, columns.saturating_sub(width(&name) + 2), cx.theme.text);
    let mut line = Line::from(Span::styled(name, cx.theme.accent));
    if let Some(about) = about {
        line.push_span("  ");
        line.extend(spans_of(about));
    }
    vec![vec![line]]
}

/// Says why somebody is visited, whom to thank there, and what they said, a block each.
fn in_full(one: &CardVisit, columns: usize, cx: &DrawContext<'_>) -> Vec<Vec<Line<'static>>> {
    let theme = cx.theme;
    let room = columns.saturating_sub(LABELS);
    let why = first_lines(&visits::visit_why(&one.visit), room.min(72), 3);
    let why = why.into_iter().map(|line| Line::styled(line, theme.text)).collect();
    let mut blocks = vec![labelled("Why", LABELS, why, theme.secondary), thank(one, columns, cx)];
    let owed = one.owed.iter().flat_map(|quoted| remark(&quoted.remark, room, cx)).collect();
    blocks.push(labelled("Owed", LABELS, owed, theme.secondary));
    let said = one.last_said.iter().filter(|said| Some(said.id) != one.thank.as_ref().map(|q| q.remark.id));
    let said = said.take(2).flat_map(|said| remark(said, room, cx)).collect();
    blocks.push(labelled("Last said", LABELS, said, theme.secondary));
    let is_new = |id| one.last_said.iter().all(|said| said.id != id);
    let open = one.open.iter().filter(|quoted| is_new(quoted.remark.id));
    let open = open.flat_map(|quoted| remark(&quoted.remark, room, cx)).collect();
    blocks.push(labelled("Still open", LABELS, open, theme.secondary));
    blocks
}

/// Names the teammate to thank, with what they said.
fn thank(one: &CardVisit, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let Some(thank) = &one.thank else { return Vec::new() };
    let room = columns.saturating_sub(LABELS);
    labelled("Thank", LABELS, quote(&thank.remark.text, room, cx.theme.praise), cx.theme.secondary)
}

/// Draws who it is, where they work, and their number, as far as there is room.
fn who(customer: &Customer, columns: usize, cx: &DrawContext<'_>) -> Line<'static> {
    let theme = cx.theme;
    let name = cut(&clean(&customer.name), columns).into_owned();
    let number = customer.shown_phone().filter(|_| !customer.do_not_call).map(|n| format!("   {}", clean(n)));
    let number = number.filter(|number| width(&name) + width(number) <= columns).unwrap_or_default();
    let company = customer.company.as_deref().map(|company| format!(", {}", clean(company))).unwrap_or_default();
    let company = if width(&name) + width(&company) + width(&number) <= columns { company } else { String::new() };
    Line::from(vec![
        Span::styled(name, theme.accent),
        Span::styled(company, theme.text),
        Span::styled(number, theme.strong()),
    ])
}

fn busy(customer: &Customer) -> Option<String> {
    customer.peak.as_ref().map(|peak| format!("busy {}", customers::peak_days(peak)))
}

/// Joins what is known into one line; what has no room is left out whole.
fn sentence(
    parts: impl Iterator<Item = String>,
    columns: usize,
    style: ratatui::style::Style,
) -> Option<Line<'static>> {
    let mut text = String::new();
    for part in parts.filter(|part| !part.is_empty()) {
        let part = clean(&part).into_owned();
        let more = if text.is_empty() { part } else { format!("{text}, {part}") };
        if text.is_empty() || width(&more) <= columns {
            text = more;
        }
    }
    (!text.is_empty()).then(|| Line::styled(cut(&text, columns).into_owned(), style))
}
