//! Today: one name, with everything a call needs.

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::ask::Question;
use super::call::{self, CallCard};
use super::log_form::LogForm;
use crate::app::App;
use crate::app::log::LOG_FORM;
use crate::app::praise::Quoted;
use crate::app::today::{OfferRequest, PastCallDay, Today as Day, WhyNone};
use crate::domain::customer::{Customer, first_name};
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::domain::remark::without_marks;
use crate::domain::rotation::PickState;
use crate::domain::touch::{Outcome, TouchDraft, TouchKind};
use crate::error::Result;
use crate::present::times;
use crate::text::{clean, count, cut, pad, width};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::widgets::paragraph;

/// How far call days in a row are counted on the way to the first frame; Trends counts them all.
const MOST_IN_A_ROW: usize = 52;
/// How many call days gone by are drawn.
const PAST_DAYS: usize = 10;
/// The narrowest body that has room for the column on the right.
const TWO_COLUMNS: u16 = 96;
/// The column on the right.
const SIDE: u16 = 34;
/// The widest the two columns are drawn.
const WIDEST: u16 = 124;

/// What is shown.
#[derive(Default)]
pub(crate) struct Today {
    day: Option<Day>,
    card: Option<CallCard>,
    /// The companies of those who come next.
    companies: HashMap<CustomerId, String>,
    ideas: Vec<Quoted>,
    past: Vec<PastCallDay>,
    /// Call days kept in a row.
    streak: usize,
    /// The customers who are visited today and were not visited yet.
    visits: Vec<Customer>,
    /// How many past buyers are brought up in what is left of the week.
    handful: usize,
    call_days: &'static str,
    unfinished: Option<(CustomerId, String, String)>,
    empty: bool,
}

impl Today {
    fn customer(&self) -> Option<&Customer> {
        self.card.as_ref().map(|c| &c.customer)
    }

    fn is_called(&self) -> bool {
        let state = self.day.as_ref().and_then(|d| d.pick.as_ref()).map(|p| p.pick.state);
        state == Some(PickState::Called)
    }

    fn missed(&self, outcome: Outcome, context: &mut Context<'_>) -> Result<Flow> {
        let Some(customer) = self.customer() else { return Ok(Flow::Stay) };
        log_miss(customer, outcome, context)
    }
}

/// Logs a call that nobody answered.
pub(crate) fn log_miss(customer: &Customer, outcome: Outcome, context: &mut Context<'_>) -> Result<Flow> {
    let draft = TouchDraft { outcome: Some(outcome), ..TouchDraft::default() };
    let logged = context.app.log(customer.id, &draft)?;
    let name = first_name(&customer.name);
    let what = match outcome {
        Outcome::Voicemail => format!("Left {name} a voicemail"),
        _ => format!("Nobody answered at {name}'s"),
    };
    let next = if logged.settled_pick { "; here is the next" } else { "" };
    context.done(format!("{what}{next}"));
    Ok(Flow::Stay)
}

impl Screen for Today {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Today, Scope::Global]
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if self.card.is_none() && !self.empty {
            return Some(vec![
                keymap.word(Scope::Global, Action::GoCustomers, "customers"),
                keymap.word(Scope::Global, Action::Search, "search"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        if self.card.is_none() {
            return Some(vec![
                keymap.word(Scope::Global, Action::AddCustomer, "add a customer"),
                keymap.word(Scope::Today, Action::Import, "import"),
                keymap.word(Scope::Today, Action::Demo, "demo"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        self.is_called().then(|| {
            vec![
                keymap.word(Scope::Today, Action::CallAnother, "call another"),
                keymap.word(Scope::Today, Action::Log, "log more"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Search, "search"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]
        })
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        let day = app.today(OfferRequest::default())?;
        self.card = match &day.pick {
            Some(pick) => Some(CallCard::of_pick(app, pick)?),
            None => None,
        };
        self.companies.clear();
        for next in &day.ahead {
            if let Some(company) = app.customer_line(next.id)?.and_then(|l| l.company) {
                self.companies.insert(next.id, company);
            }
        }
        self.visits = app.visits_on(day.date)?;
        self.handful = app.handful_of(day.waiting.past_buyers_due)?;
        self.ideas = app.ideas_of_the_week(4)?;
        self.past = app.past_call_days(PAST_DAYS)?;
        self.streak = app.streak_now(MOST_IN_A_ROW)?;
        self.empty = !app.has_favorites()?;
        self.call_days = match app.call_days()?.only() {
            Some(chrono::Weekday::Mon) => "Mondays",
            _ => "Call days",
        };
        self.unfinished = None;
        if let Some(draft) = app.latest_draft()?.filter(|d| d.form == LOG_FORM)
            && let Some(id) = draft.customer
            && let Some(customer) = app.find_customer(id)?
        {
            let now = app.clock().stamp();
            let at = chrono::DateTime::from_timestamp_millis(draft.updated_at).unwrap_or_default().fixed_offset();
            self.unfinished = Some((id, customer.name, times::since(at, now)));
        }
        self.day = Some(day);
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        match action {
            Action::Resume => {
                let Some((id, ..)) = &self.unfinished else { return Ok(Flow::Stay) };
                let customer = context.app.customer(*id)?;
                return Ok(Flow::Push(Box::new(LogForm::new(context.app, &customer)?)));
            }
            Action::LogVisit => {
                let Some(customer) = self.visits.first() else {
                    let key = context.keymap.key(Scope::Global, Action::GoVisits);
                    context.tell(format!("No visit is planned for today; {key} shows the plan"));
                    return Ok(Flow::Stay);
                };
                return Ok(Flow::Push(Box::new(LogForm::of_kind(context.app, customer, TouchKind::Visit)?)));
            }
            Action::Import => return Ok(Flow::Push(Box::new(Question::import()))),
            Action::Demo => return Ok(Flow::Demo),
            Action::CallAnother if self.is_called() => {
                context.app.today(OfferRequest { anyway: true, ..OfferRequest::default() })?;
                context.tell("One more, since it does you good");
                *context.changed = true;
                return Ok(Flow::Stay);
            }
            _ => {}
        }
        let Some(customer) = self.customer().cloned() else { return Ok(Flow::Stay) };
        match action {
            Action::Call => call::call(&customer, context),
            Action::Log => Ok(Flow::Push(Box::new(LogForm::new(context.app, &customer)?))),
            Action::NoAnswer => self.missed(Outcome::NoAnswer, context),
            Action::Voicemail => self.missed(Outcome::Voicemail, context),
            Action::Skip => {
                if self.is_called() {
                    let key = context.keymap.key(Scope::Today, Action::CallAnother);
                    context.tell(format!("This call is made already; {key} calls another"));
                    return Ok(Flow::Stay);
                }
                let skipped = context.app.skip(None)?;
                context.done(format!("Skipped {}; their wait goes on", skipped.name));
                Ok(Flow::Stay)
            }
            Action::Snooze => Ok(Flow::Push(Box::new(Question::snooze(&customer)))),
            Action::Edit => {
                let draft = context.app.draft(crate::app::customers::CUSTOMER_FORM, Some(customer.id))?;
                let form = super::customer_form::CustomerForm::edit(&customer, draft.as_ref());
                Ok(Flow::Push(Box::new(form)))
            }
            _ => Ok(Flow::Stay),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &DrawContext<'_>) {
        let Some(day) = &self.day else { return };
        let two = area.width >= TWO_COLUMNS;
        let whole = area.width.min(WIDEST);
        let left = area.x + (area.width - whole) / 2 + 4;
        let gap = 4;
        let main_width = if two { whole - SIDE - 8 - gap } else { area.width - 8 };
        let top = if area.height >= 22 { 1 } else { 0 };
        let main = Rect { x: left, y: area.y + top, width: main_width, height: area.height - top };
        self.draw_main(frame, main, day, look);
        if two {
            let side = Rect { x: left + main_width + gap, width: SIDE, ..main };
            crate::tui::chrome::lines(frame, side, self.side(day, side, look));
        }
    }
}

impl Today {
    fn draw_main(&self, frame: &mut Frame<'_>, area: Rect, day: &Day, look: &DrawContext<'_>) {
        let columns = usize::from(area.width);
        let mut head = Vec::new();
        if let Some((_, name, ago)) = &self.unfinished {
            let key = look.keymap.key(Scope::Today, Action::Resume);
            head.push(Line::from(vec![
                Span::styled(format!("{key} "), look.theme.accent),
                Span::styled(
                    cut(&clean(&format!("take up the log of {name} that you began {ago}")), columns.saturating_sub(3))
                        .into_owned(),
                    look.theme.text,
                ),
            ]));
            head.push(Line::default());
        }
        if let Some(first) = self.visits.first() {
            let key = look.keymap.key(Scope::Today, Action::LogVisit);
            let place = first.city.as_deref().map(|c| format!(" in {c}")).unwrap_or_default();
            let others = match self.visits.len() {
                0 | 1 => String::new(),
                n => format!(" and {} more", n - 1),
            };
            let text = format!("log today's visit to {}{place}{others}", first.name);
            head.push(Line::from(vec![
                Span::styled(format!("{key} "), look.theme.accent),
                Span::styled(cut(&clean(&text), columns.saturating_sub(3)).into_owned(), look.theme.text),
            ]));
            head.push(Line::default());
        }
        let Some(card) = &self.card else {
            head.extend(nobody(day, columns, look));
            crate::tui::chrome::lines(frame, area, head);
            return;
        };
        head.push(Line::styled(self.title(day, card), look.theme.secondary));
        let below = u16::try_from(head.len()).unwrap_or(0);
        crate::tui::chrome::lines(frame, area, head);
        let rest = Rect { y: area.y + below, height: area.height.saturating_sub(below), ..area };
        card.draw(frame, rest, look, self.is_called());
    }

    fn title(&self, day: &Day, card: &CallCard) -> String {
        if self.is_called() {
            let name = first_name(&card.customer.name);
            let next = day.next_call_day.map(|d| format!(" Next: {}.", dates::weekday_day(d))).unwrap_or_default();
            return format!("You called {}.{next}", clean(name));
        }
        let carried = day.pick.as_ref().is_some_and(|p| p.carried_over);
        match day.slot {
            Some(_) if carried => "This week's good call".into(),
            Some(slot) => format!("This {}'s good call", slot.format("%A")),
            None => "A good call".into(),
        }
    }

    fn side(&self, day: &Day, area: Rect, look: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = look.theme;
        let columns = usize::from(area.width);
        let mut lines = Vec::new();
        if self.past.iter().any(|d| d.called) {
            lines.push(Line::styled(self.call_days, theme.secondary));
            let mut marks: Vec<Span<'static>> = Vec::new();
            for past in &self.past {
                let mark =
                    if past.called { Span::styled("■ ", theme.accent) } else { Span::styled("□ ", theme.hairline) };
                marks.push(mark);
            }
            if self.streak > 1 {
                let more = if self.streak == MOST_IN_A_ROW { "+" } else { "" };
                marks.push(Span::styled(format!("  {}{more} in a row", self.streak), theme.text));
            }
            lines.push(Line::from(marks));
            lines.push(Line::default());
        }
        if !day.ahead.is_empty() {
            lines.push(Line::styled("Coming up", theme.secondary));
            let names = day.ahead.iter().map(|f| width(&clean(&f.name)));
            let longest = names.max().unwrap_or(0).min(16);
            for next in &day.ahead {
                let date = dates::short(next.day, day.date);
                let name = cut(&clean(&next.name), columns - 8).into_owned();
                let company = self.companies.get(&next.id).map(|c| clean(c).into_owned()).unwrap_or_default();
                let room = columns.saturating_sub(8 + longest + 2);
                lines.push(Line::from(vec![
                    Span::styled(format!("{date:>6}  "), theme.secondary),
                    Span::styled(pad(&name, longest.max(width(&name))), theme.text),
                    Span::styled(
                        format!("  {}", if room >= 6 { cut(&company, room) } else { "".into() }),
                        theme.secondary,
                    ),
                ]));
            }
            lines.push(Line::default());
        }
        if !self.ideas.is_empty() {
            lines.push(Line::styled("Ideas to carry on", theme.secondary));
            for idea in self.ideas.iter().take(3) {
                lines.extend(idea_lines(idea, columns, look));
            }
            let more = day.waiting.ideas.saturating_sub(3);
            if more > 0 {
                lines.push(Line::styled(format!("  and {more} more"), theme.secondary));
            }
            lines.push(Line::default());
        }
        if self.handful > 0 {
            lines.push(Line::styled("In touch", theme.secondary));
            let text = format!("{} would be glad to hear from you", count(self.handful, "past buyer", "past buyers"));
            lines.extend(paragraph(&text, columns, theme.text));
        }
        lines
    }
}

fn idea_lines(idea: &Quoted, columns: usize, look: &DrawContext<'_>) -> Vec<Line<'static>> {
    let mark = idea.remark.kind.mark().unwrap_or(' ');
    let text = clean(&without_marks(&idea.remark.text).replace('\n', " ")).into_owned();
    let mut lines = crate::text::wrap(&text, columns - 2);
    if lines.len() > 2 {
        lines.truncate(2);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} …"), columns - 2).into_owned();
        }
    }
    let mut drawn: Vec<Line<'static>> = lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| {
            let mark = if at == 0 { format!("{mark} ") } else { "  ".into() };
            Line::from(vec![Span::styled(mark, look.theme.accent), Span::styled(line, look.theme.text)])
        })
        .collect();
    let from = format!("  from {}", clean(first_name(&idea.customer_name)));
    drawn.push(Line::styled(pad(&from, columns.min(width(&from).max(1))), look.theme.secondary));
    drawn
}

fn nobody(day: &Day, columns: usize, look: &DrawContext<'_>) -> Vec<Line<'static>> {
    let key = |scope, action, does: &str| {
        let key = look.keymap.key(scope, action);
        Line::from(vec![
            Span::styled(format!("  {key}  "), look.theme.accent),
            Span::styled(does.to_string(), look.theme.text),
        ])
    };
    let (customers, favorite) =
        (look.keymap.key(Scope::Global, Action::GoCustomers), look.keymap.key(Scope::Customers, Action::Favorite));
    let mut lines = vec![Line::default()];
    match day.why_none {
        Some(WhyNone::NoFavorites) | None => {
            lines.push(Line::styled("Who do you like calling?", look.theme.accent));
            lines.push(Line::default());
            lines.extend(paragraph(
                "Add three favorites. Each Monday one of them is picked for you: the customer who has waited \
                 longest, weighed by how good they are to talk to.",
                columns,
                look.theme.text,
            ));
            lines.push(Line::default());
            lines.push(key(Scope::Global, Action::AddCustomer, "add one; a name and a number will do"));
            lines.push(key(Scope::Today, Action::Import, "import your contacts, then mark whom you like calling"));
            lines.push(key(Scope::Today, Action::Demo, "look around in a made-up book first"));
        }
        Some(WhyNone::AllOffered) => {
            lines.push(Line::styled("Everyone has been offered this time.", look.theme.accent));
            lines.push(Line::default());
            lines.extend(paragraph(
                &format!("The next call day brings them back. Until then call whomever you like: {customers} shows everybody."),
                columns,
                look.theme.text,
            ));
        }
        Some(WhyNone::NobodyAvailable) => {
            lines.push(Line::styled("None of your favorites can be called now.", look.theme.accent));
            lines.push(Line::default());
            lines.extend(paragraph(
                &format!(
                    "They are snoozed, archived or not to be called. {customers} shows everybody; {favorite} makes \
                     somebody a favorite."
                ),
                columns,
                look.theme.text,
            ));
        }
    }
    lines
}
