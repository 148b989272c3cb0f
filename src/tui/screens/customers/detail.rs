//! The selected customer in full: how to reach them, what is known, and the timeline of touches.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::colleagues::{Colleagues, Stop};
use super::reached;
use super::timeline::{Logged, Timeline};
use crate::app::App;
use crate::app::reach::Reach;
use crate::app::team::logs::TeamLog;
use crate::app::today::OPEN_SHOWN;
use crate::domain::anniversary::AnniversaryKind;
use crate::domain::customer::{Customer, CustomerField, ReachKind, Standing};
use crate::domain::dates::{self, HourCycle};
use crate::error::Result;
use crate::present::{customers, ideas, occasions, team, times, visits};
use crate::text::{clean, clean_lines};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{self, READ_WIDTH, Row, first_lines, labelled, paragraph};

/// A body with fewer rows shows only a few lines of each fact, so that the timeline is in sight.
const SHORT: u16 = 26;
const SHORT_FACT: usize = 3;
/// The most rows of the name, and of role and company.
const MOST_ROWS: usize = 4;
/// Columns of the labels.
const LABELS: usize = 12;

/// A customer laid out.
struct Page {
    rows: Vec<Line<'static>>,
    /// The row of each stop.
    marks: Vec<usize>,
    /// Whether the rows reach to the end.
    is_whole: bool,
}

/// The selected customer, in full.
pub(super) struct Detail {
    pub customer: Customer,
    reach: Reach,
    timeline: Timeline,
    colleagues: Colleagues,
    referred_by: Option<String>,
    /// Which team shares them, and whose they are there.
    place: Option<String>,
    /// The rep who talked to them last, where that was not the user.
    talked_by: Option<String>,
    /// When they left and came back, in words.
    history: Option<String>,
    visits: Option<String>,
    /// What the user promised them and still owes.
    owed: Option<String>,
    today: chrono::NaiveDate,
    hours: HourCycle,
}

impl Detail {
    /// Reads a customer in full.
    pub(super) fn load(app: &App, customer: Customer) -> Result<Self> {
        let referred_by = match customer.referred_by {
            Some(by) => app.find_customer(by)?.map(|c| c.name),
            None => None,
        };
        let today = app.clock().today();
        let own_talk = app.last_conversation(customer.id)?;
        Ok(Self {
            place: team::place_of(app, &customer)?,
            talked_by: app.others_talk(&customer, own_talk.as_ref())?.map(|log| log.rep),
            history: customers::standing_history(&app.standing_history(customer.id)?, today),
            visits: visits::planned_visits(&app.planned_visits_of(customer.id)?, today),
            owed: ideas::all_owed(&app.promises_to(customer.id, OPEN_SHOWN)?, today),
            reach: app.reach(&customer),
            colleagues: Colleagues::of(app, &customer)?,
            timeline: Timeline::load(app, customer.id)?,
            referred_by,
            customer,
            today,
            hours: app.settings().hours,
        })
    }

    /// Counts what can be gone to: colleagues, then the logs.
    pub(super) fn stops(&self) -> usize {
        self.colleagues.stops() + self.timeline.len()
    }

    /// Returns the place of the first log among the stops; of the first colleague where nothing is logged.
    pub(super) fn first_log(&self) -> usize {
        if self.timeline.len() == 0 { 0 } else { self.colleagues.stops() }
    }

    /// Returns what is at a stop.
    pub(super) fn stop(&self, at: usize) -> Option<Stop> {
        let is_log = |at: &usize| (self.colleagues.stops()..self.stops()).contains(at);
        self.colleagues.stop(at).or_else(|| is_log(&at).then_some(Stop::Log))
    }

    /// Returns the user's log at a stop.
    pub(super) fn log_at(&self, at: usize) -> Option<&Logged> {
        self.timeline.own(at.checked_sub(self.colleagues.stops())?)
    }

    /// Returns another rep's log at a stop.
    pub(super) fn team_log_at(&self, at: usize) -> Option<&TeamLog> {
        self.timeline.others(at.checked_sub(self.colleagues.stops())?)
    }

    /// Draws the customer; `selected` is the selected stop.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>, selected: Option<usize>) {
        let room = usize::from(area.height);
        let mut page = self.page((usize::from(area.width), room), usize::MAX, selected, cx);
        // Who goes into the page sees all of it.
        if area.height < SHORT && selected.is_none() && (page.rows.len() > room || !page.is_whole) {
            page = self.page((usize::from(area.width), room), SHORT_FACT, selected, cx);
        }
        let Page { rows, marks, .. } = page;
        // Scroll the selected log into sight.
        let from = match selected.and_then(|t| marks.get(t)) {
            Some(at) if *at + 4 > room => {
                (*at + 4 - room).max(at.saturating_sub(room / 3)).min(rows.len().saturating_sub(room))
            }
            _ => 0,
        };
        // Keep the name in sight.
        let name = rows.first().cloned().filter(|_| from > 0);
        let skipped = from + usize::from(name.is_some());
        let shown: Vec<Line<'static>> = name.into_iter().chain(rows.into_iter().skip(skipped)).take(room).collect();
        crate::tui::chrome::lines(frame, area, shown);
    }

    /// Lays the customer out, with at most `fact_lines` for each fact, as far as `room` rows reach.
    fn page(
        &self,
        (columns, room): (usize, usize),
        fact_lines: usize,
        selected: Option<usize>,
        cx: &DrawContext<'_>,
    ) -> Page {
        let mut rows = self.head(columns, fact_lines, cx);
        let mut marks = Vec::new();
        for (at, line) in self.colleagues.rows(selected, columns, cx) {
            marks.extend(at.map(|_| rows.len()));
            rows.push(line);
        }
        let mut is_whole = true;
        for at in 0..self.timeline.len() {
            // What is below the page is not laid out.
            let last = match selected {
                None => room,
                Some(stop) => marks.get(stop).map_or(usize::MAX, |at| at + room),
            };
            if rows.len() > last {
                is_whole = false;
                break;
            }
            marks.push(rows.len());
            let row = selected.map_or(Row::Other, |selected| Row::at(at + self.colleagues.stops(), selected));
            rows.extend(self.timeline.lines(at, row, columns, cx));
        }
        if self.timeline.earlier > 0 && is_whole {
            rows.push(Line::styled(format!("… and {} earlier", self.timeline.earlier), cx.theme.secondary));
        }
        Page { rows, marks, is_whole }
    }

    /// Lists the lines above the timeline, with at most `fact_lines` for each fact.
    fn head(&self, columns: usize, fact_lines: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let c = &self.customer;
        let star = if c.favorite { "  ★" } else { "" };
        let some_rows = |text: &str, columns: usize, style| {
            let rows = first_lines(&clean(text), columns, MOST_ROWS).into_iter();
            rows.map(move |row| Line::styled(row, style)).collect::<Vec<_>>()
        };
        let mut lines = some_rows(&c.name, columns.saturating_sub(3), theme.accent);
        if let Some(last) = lines.last_mut() {
            last.push_span(Span::styled(star, theme.accent));
        }
        let company = c.role_and_company();
        if !company.is_empty() {
            lines.extend(some_rows(&company, columns, theme.text));
        }
        lines.push(Line::default());
        let mut reach = Vec::new();
        let room = if fact_lines < usize::MAX { reached::Room::Row } else { reached::Room::Full };
        reach.extend(reached::rows(c, ReachKind::Phone, (room, columns), cx));
        if c.do_not_call {
            reach.push(Line::styled("not to be called", theme.error));
        } else if widgets::clock(c, &self.reach, cx).is_some() {
            reach.extend(widgets::clock_lines(c, &self.reach, columns, cx));
            if let Some(source) = customers::zone_source(c) {
                reach.extend(paragraph(&source, columns, theme.secondary));
            }
        }
        reach.extend(reached::rows(c, ReachKind::Email, (room, columns), cx));
        lines.extend(reach);
        if c.pleasure.is_some() || c.profit.is_some() {
            lines.extend(widgets::ratings(c, columns, theme.secondary, cx));
        }
        lines.push(Line::default());
        let room = columns.saturating_sub(LABELS);
        for (label, text) in self.facts() {
            let text = first_lines(&clean_lines(&text), room.min(READ_WIDTH), fact_lines).into_iter();
            let text = text.map(|line| Line::styled(line, theme.text)).collect();
            lines.extend(labelled(label, LABELS, text, theme.secondary));
        }
        lines.push(Line::default());
        lines
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let c = &self.customer;
        let standing = (c.standing == Standing::Past).then(|| customers::left(c, self.today));
        let by = self.talked_by.as_ref().map(|rep| format!(", by {rep}")).unwrap_or_default();
        let wait = c.last_talked.map(|d| format!("{}, {}{by}", dates::ago(d, self.today), dates::short(d, self.today)));
        let all = [
            ("Team", self.place.clone()),
            ("Talked", wait.or(Some("not yet".into()))),
            ("Owed", self.owed.clone()),
            ("Past buyer", standing),
            (
                "Snoozed",
                c.snoozed_until
                    .filter(|d| *d > self.today)
                    .map(|d| format!("until {}", dates::weekday_date(d, self.today))),
            ),
            ("History", self.history.clone()),
            ("Birthday", self.birthday()),
            ("Since", self.first_yes()),
            ("Tags", written(c, CustomerField::Tags)),
            ("Peak days", c.peak.as_ref().map(customers::peak_days)),
            ("Visits", self.visits.clone()),
            ("Hours", written(c, CustomerField::Hours).map(|typed| times::calling_hours(&typed, self.hours))),
            ("Referred by", self.referred_by.clone()),
            ("Address", written(c, CustomerField::Address)),
            ("Facts", written(c, CustomerField::Facts)),
        ];
        all.into_iter().filter_map(|(label, text)| Some((label, text?))).collect()
    }

    /// The birthday, and what there is to celebrate soon.
    fn birthday(&self) -> Option<String> {
        let soon = self.soon(AnniversaryKind::Birthday);
        Some(format!("{}{soon}", self.customer.birthday?.words()))
    }

    /// The day of the first yes, and what there is to celebrate soon.
    fn first_yes(&self) -> Option<String> {
        let soon = self.soon(AnniversaryKind::FirstYes);
        Some(format!("{}{soon}", dates::short(self.customer.customer_since?, self.today)))
    }

    fn soon(&self, kind: AnniversaryKind) -> String {
        let near = self.customer.anniversaries(self.today).into_iter().find(|day| day.kind == kind);
        near.map(|day| format!(", {}", occasions::reason(&day, self.today))).unwrap_or_default()
    }
}

/// Returns the text of a field; None if it is empty.
fn written(customer: &Customer, field: CustomerField) -> Option<String> {
    Some(field.text(customer)).filter(|text| !text.is_empty())
}
