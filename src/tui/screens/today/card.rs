//! The pick's card: who and when, then blocks of what helps the call, for a layout to put into its columns.

use chrono::NaiveDate;
use ratatui::text::{Line, Span};

use super::super::call::{Asleep, Owed};
use super::layout::{Budget, LABELS, Labelled};
use crate::app::App;
use crate::app::reach::Reach;
use crate::app::team::logs::TeamLog;
use crate::app::today::{OPEN_SHOWN, Today, TodayPick};
use crate::domain::customer::{Customer, Standing};
use crate::domain::hours::CallingHours;
use crate::domain::input::one_line;
use crate::domain::remark::{Remark, RemarkKind, asking, without_marks};
use crate::domain::rotation::PickState;
use crate::domain::touch::Touch;
use crate::domain::{dates, duration};
use crate::error::Result;
use crate::present::today::{NOT_AGREED, NOTHING_TO_SELL, is_unagreed};
use crate::present::{occasions, reasons, team};
use crate::text::{clean, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{self, paragraph, quote, remark};

mod head;

/// The pick, and everything that a call with them needs.
pub(super) struct Card {
    pub customer: Customer,
    /// Whether a key can dial their number.
    pub dials: Dials,
    state: PickState,
    reach: Reach,
    hours: CallingHours,
    today: NaiveDate,
    reasons: Vec<String>,
    last_talk: Option<Touch>,
    /// Whose they are in a team, where that is not the user.
    place: Option<String>,
    /// What another rep talked with them since.
    others_talk: Option<TeamLog>,
    /// What they said in the user's last talk, without what still stands open.
    said: Vec<Remark>,
    /// Their ideas and needs that are still open.
    open: Vec<Remark>,
    /// How to begin: by their news.
    opening: Option<Opening>,
    /// What they said in praise a year ago this week.
    year_ago: Option<Remark>,
    questions: Vec<String>,
    asks_for_rating: bool,
    /// For when the pick is kept, and what to do about one who can't be reached now.
    asleep: Asleep,
    /// Says that the team has not agreed on the pick yet.
    not_agreed: Option<&'static str>,
    owed: Owed,
}

/// Whether a number can be dialed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dials {
    Yes,
    No,
}

/// News of this few words gives nothing to begin with: "Fine".
const SMALL_TALK: usize = 2;

/// How to begin, by what they told last time.
enum Opening {
    /// A question in plain words.
    Question(String),
    /// The news itself, for the user to put it so.
    News(String),
}

impl Card {
    /// Makes the card of a day's pick.
    pub(super) fn of(app: &App, pick: &TodayPick, day: &Today) -> Result<Self> {
        let customer = pick.customer.clone();
        let open: Vec<Remark> = app.open_with(customer.id, OPEN_SHOWN)?.into_iter().map(|q| q.remark).collect();
        let said: Vec<Remark> = pick.last_said.iter().filter(|r| !open.iter().any(|o| o.id == r.id)).cloned().collect();
        // After the call there is nothing to open with: all they said stands under the last time.
        let (opening, said) = if pick.pick.state == PickState::Called { (None, said) } else { opening_of(said) };
        let celebrated = customer.anniversaries(day.date);
        let celebrated = celebrated.iter().map(|occasion| occasions::reason(occasion, day.date));
        let number = customer.phones().into_iter().next().filter(|_| !customer.do_not_call);
        let is_dialable = number.is_some_and(|phone| app.dialable(&phone).is_some());
        let year_ago = app.praise_a_year_ago(customer.id)?;
        Ok(Self {
            dials: if is_dialable { Dials::Yes } else { Dials::No },
            state: pick.pick.state,
            reach: pick.reach.clone(),
            hours: app.hours_of(&customer),
            today: day.date,
            // The card draws the ratings as dots.
            reasons: celebrated.chain(reasons::beside_ratings(pick, day.date)).collect(),
            last_talk: pick.last_talk.clone(),
            others_talk: pick.others_talk.clone(),
            place: team::place_beside_call(app, &customer)?,
            year_ago: year_ago.filter(|praise| !said.iter().any(|r| r.id == praise.id)),
            said,
            open,
            opening,
            questions: app.settings().config.questions.clone(),
            asks_for_rating: false,
            asleep: Asleep::of(app, pick, day.instead.as_ref()),
            not_agreed: is_unagreed(pick).then_some(NOT_AGREED),
            owed: Owed::on(app, day, Some(customer.id))?,
            customer,
        })
    }

    /// Asks on the card how good a call with them is.
    pub(super) fn ask_for_rating(&mut self) {
        self.asks_for_rating = true;
    }

    /// Tells whether the card asks for ratings.
    pub(super) fn asks_for_rating(&self) -> bool {
        self.asks_for_rating
    }

    /// Tells whether anything is known of them but the name.
    pub(super) fn knows_them(&self) -> bool {
        self.last_talk.is_some() || self.others_talk.is_some() || !self.open.is_empty() || self.customer.facts.is_some()
    }

    /// Tells whether the call was made.
    pub(super) fn is_called(&self) -> bool {
        self.state == PickState::Called
    }

    /// Lists what to say and why to call, in columns of text.
    pub(super) fn about_the_call(&self, columns: usize, budget: Budget, cx: &DrawContext<'_>) -> Vec<Labelled> {
        let owed = self.owed.body(columns, (budget.remarks.max(1), budget.promise), cx);
        let mut blocks = vec![Labelled::new("Owed", owed)];
        if !self.is_called() {
            blocks.push(Labelled::new("Open with", self.open_with(columns, budget, cx)));
            blocks.push(Labelled::new(self.why_label(), self.why(columns, budget, cx)));
        }
        blocks.retain(|block| !block.lines.is_empty());
        blocks
    }

    /// Lists what is known of them, in columns of text.
    pub(super) fn about_them(&self, columns: usize, budget: Budget, cx: &DrawContext<'_>) -> Vec<Labelled> {
        let marked = |remarks: &[Remark]| -> Vec<Line<'static>> {
            remarks.iter().take(budget.remarks).flat_map(|r| remark(r, columns, cx)).collect()
        };
        let year_ago = self.year_ago.iter().take(budget.years_ago);
        let year_ago = year_ago.flat_map(|praise| quote(&praise.text, columns, cx.theme.praise)).collect();
        let mut blocks = vec![
            Labelled::new("Last time", self.last_time(columns, budget, &marked(&self.said), cx)),
            Labelled::new("Still open", marked(&self.open)),
            Labelled::new("A year ago", year_ago),
            Labelled::new("Facts", self.facts(columns, budget, cx)),
        ];
        blocks.retain(|block| !block.lines.is_empty());
        blocks
    }

    /// Asks how good a call with them is, in one line.
    pub(super) fn rating_question(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
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
    pub(super) fn first(&self) -> String {
        clean(self.customer.first_name()).into_owned()
    }

    fn why_label(&self) -> String {
        let why = format!("Why {}", self.first());
        if width(&why) <= LABELS - 2 { why } else { "Why".into() }
    }

    fn why(&self, columns: usize, budget: Budget, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut lines = Vec::new();
        let mut reasons = self.reasons.iter().take(budget.reasons.max(1));
        if let Some(first) = reasons.next() {
            lines.extend(paragraph(first, columns, theme.text));
        }
        let is_rated = self.customer.pleasure.is_some() || self.customer.profit.is_some();
        if is_rated && budget.reasons > 0 {
            lines.extend(widgets::ratings(&self.customer, columns, theme.text, cx));
        }
        for reason in reasons {
            lines.extend(paragraph(reason, columns, theme.text));
        }
        lines
    }

    fn open_with(&self, columns: usize, budget: Budget, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut lines = match &self.opening {
            Some(Opening::Question(question)) => paragraph(question, columns, theme.strong()),
            Some(Opening::News(news)) => paragraph(&format!("where you left off: {news}"), columns, theme.text),
            None => Vec::new(),
        };
        let is_past = self.customer.standing == Standing::Past;
        // There is always something to say first: their news, a question, or for a past buyer the sentence below.
        let least = usize::from(lines.is_empty() && !is_past);
        for question in self.questions.iter().take(budget.questions.max(least)) {
            lines.extend(paragraph(question, columns, theme.text));
        }
        if budget.questions == 0 && !lines.is_empty() {
            return lines;
        }
        let nothing =
            if is_past { "They have moved on. Nothing to sell, just ask how they are." } else { NOTHING_TO_SELL };
        lines.extend(paragraph(nothing, columns, theme.quiet));
        lines
    }

    fn last_time(
        &self,
        columns: usize,
        budget: Budget,
        said: &[Line<'static>],
        cx: &DrawContext<'_>,
    ) -> Vec<Line<'static>> {
        let others = widgets::team::others_day(self.others_talk.as_ref(), (columns, budget.remarks, self.today), cx);
        let Some(talk) = &self.last_talk else { return others };
        let minutes = talk.minutes.map(|m| format!(", {}", duration::describe(m))).unwrap_or_default();
        let own = if others.is_empty() { "" } else { "you: " };
        let day = format!("{own}{}{minutes}", dates::past(talk.day(), self.today));
        others.into_iter().chain(paragraph(&day, columns, cx.theme.secondary)).chain(said.iter().cloned()).collect()
    }

    fn facts(&self, columns: usize, budget: Budget, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let Some(facts) = self.customer.facts.as_deref().filter(|_| budget.facts > 0) else { return Vec::new() };
        let lines = paragraph(facts, columns, cx.theme.text);
        // Half of a fact helps nobody: those that fit, line by line of the text.
        if lines.len() <= budget.facts {
            return lines;
        }
        let mut shown = Vec::new();
        for fact in facts.lines() {
            let fact = paragraph(fact, columns, cx.theme.text);
            if shown.len() + fact.len() > budget.facts {
                break;
            }
            shown.extend(fact);
        }
        shown
    }
}

/// Chooses how to begin, and what is left of what they said, which does not still stand open: that has a block of its own.
fn opening_of(mut said: Vec<Remark>) -> (Option<Opening>, Vec<Remark>) {
    let is_news = |r: &Remark| r.kind == RemarkKind::News;
    if let Some(question) = asking::about_news(&said) {
        return (Some(Opening::Question(question)), said);
    }
    let tells = |r: &Remark| is_news(r) && r.text.split_whitespace().count() > SMALL_TALK;
    let Some(first) = said.iter().position(tells) else { return (None, said) };
    let news = said.remove(first);
    let text = one_line(&without_marks(&news.text));
    (Some(Opening::News(text)), said)
}
