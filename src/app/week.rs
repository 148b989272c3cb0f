//! The week in words: what it brought, for the salesperson and nobody else.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use super::teammates::{Note, escaped};
use super::today::OfferRequest;
use super::{App, json as shapes, trends};
use crate::book::figures::Brought;
use crate::book::past_buyers::StandingChange;
use crate::book::remarks::Quoted;
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::domain::rotation::{Forecast, PickState};
use crate::domain::setback::SetbackKind;
use crate::domain::trends::{Mood, RatedCall};
use crate::error::Result;
use crate::text::count;

/// How many kind words and ideas are told in full.
const TOLD: usize = 3;

/// What a week brought, from its first day to today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// The first day of the week, as configured.
    pub first: NaiveDate,
    /// The last day that is told of.
    pub today: NaiveDate,
    /// What was done, counted.
    pub brought: Brought,
    /// Whom the pick's calls of the week reached.
    pub picks: Vec<String>,
    /// Call days kept in a row.
    pub streak: usize,
    /// How much praise was said.
    pub praise: usize,
    /// Some of it, starred and new first.
    pub kind_words: Vec<Quoted>,
    /// Ideas and needs that were done.
    pub used: Vec<Quoted>,
    /// What went wrong, and whether a call answered it.
    pub setbacks: Vec<(SetbackKind, bool)>,
    /// Of the rated calls of the week.
    pub mood: Mood,
    /// Past buyers who heard from us.
    pub past_buyers: usize,
    /// Who bought again.
    pub won_back: Vec<String>,
    /// The next call day and who will be offered; None where nobody can be.
    pub next: Option<Forecast>,
}

impl App {
    /// What this week brought so far.
    pub fn week(&self) -> Result<Week> {
        let next = self.today_as_it_stands(OfferRequest { anyway: false, ahead: 1 })?.ahead.into_iter().next();
        self.book.read(|_| self.count_week(next))
    }

    fn count_week(&self, next: Option<Forecast>) -> Result<Week> {
        let clock = self.clock();
        let today = clock.today();
        let first = self.week_start(today);
        let since: DateTime<Utc> = clock.at(first.and_time(chrono::NaiveTime::MIN)).to_utc();
        let (from, upto) = (since.timestamp_millis(), clock.instant.timestamp_millis());
        let mut picks = Vec::new();
        for slot in self.book.called_days(first, today)? {
            let called = self.book.picks_of_slot(slot)?.into_iter().filter(|p| p.state == PickState::Called);
            picks.extend(called.map(|p| p.customer_name));
        }
        let rated: Vec<RatedCall> =
            self.book.rated_conversations(first, today)?.into_iter().map(trends::rated_call).collect();
        let won_back = self.book.won_back(first, today)?;
        Ok(Week {
            first,
            today,
            brought: self.book.brought((first, today), (from, upto))?,
            picks,
            streak: self.streak_now(usize::MAX)?,
            praise: self.book.praise_days(first, today)?.iter().map(|(_, n)| *n as usize).sum(),
            kind_words: self.book.praise_between(first, today, TOLD)?,
            used: self.book.ideas_done(from, upto)?,
            setbacks: self.book.setbacks_between(from, upto)?,
            mood: Mood::of(&rated),
            past_buyers: self.past_buyers()?.heard_this_week,
            won_back: won_back.iter().map(|w| self.name_of(w)).collect::<Result<_>>()?,
            next,
        })
    }

    fn name_of(&self, change: &StandingChange) -> Result<String> {
        Ok(self.book.customer(change.customer)?.name)
    }
}

impl Week {
    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.brought == Brought::default()
            && self.praise == 0
            && self.used.is_empty()
            && self.setbacks.is_empty()
            && self.past_buyers == 0
            && self.won_back.is_empty()
    }

    /// The week in words, a paragraph or list item each.
    pub fn text(&self, note: Note) -> String {
        let title = format!("Your week since {}", dates::weekday_day(self.first));
        let said = |text: &str| if note == Note::Markdown { escaped(text) } else { text.to_string() };
        let mut out = if note == Note::Markdown { format!("# {title}\n\n") } else { format!("{title}\n\n") };
        let mut line = |text: String| {
            out.push_str(if note == Note::Markdown { "- " } else { "  " });
            out.push_str(&text);
            out.push('\n');
        };
        if self.is_empty() {
            line("Nothing is logged yet this week. There is time.".into());
        }
        for text in self.sentences() {
            line(said(&text));
        }
        for idea in self.used.iter().take(TOLD) {
            line(format!("Used: {}, from {}.", said(&one_line(&idea.remark.text)), said(&idea.customer_name)));
        }
        if let Some(next) = &self.next {
            line(format!("Next: {} on {}.", said(&next.name), dates::weekday_day(next.day)));
        }
        if !self.kind_words.is_empty() {
            out.push('\n');
        }
        for quoted in &self.kind_words {
            let text = said(&one_line(&without_marks(&quoted.remark.text)));
            let by = said(&quoted.customer_name);
            out.push_str(&match note {
                Note::Markdown => format!("> {text}\n>\n> {by}\n\n"),
                Note::Plain => format!("  “{text}”\n  {by}\n\n"),
            });
        }
        let mut text = out.trim_end().to_string();
        text.push('\n');
        text
    }

    fn sentences(&self) -> Vec<String> {
        let mut all = Vec::new();
        let b = &self.brought;
        let talks = [
            (b.calls, "call", "calls"),
            (b.visits, "visit", "visits"),
            (b.cards, "card", "cards"),
            (b.gifts, "gift", "gifts"),
            (b.messages, "message", "messages"),
        ];
        let talks: Vec<String> = talks.iter().filter(|t| t.0 > 0).map(|t| count(t.0 as usize, t.1, t.2)).collect();
        if !talks.is_empty() {
            all.push(format!("{}.", listed(&talks)));
        }
        if !self.picks.is_empty() {
            let streak = match self.streak {
                0 | 1 => String::new(),
                n => format!(" That makes {n} call days in a row."),
            };
            all.push(format!("The good call went to {}.{streak}", listed(&self.picks)));
        }
        if self.praise > 0 {
            all.push(format!("{} from customers.", count(self.praise, "kind word", "kind words")));
        }
        if b.ideas > 0 || !self.used.is_empty() {
            let heard = count(b.ideas as usize, "idea or need heard", "ideas and needs heard");
            let done = if self.used.is_empty() { String::new() } else { format!(", {} done", self.used.len()) };
            all.push(format!("{heard}{done}."));
        }
        if self.past_buyers > 0 {
            all.push(format!("{} heard from you.", count(self.past_buyers, "past buyer", "past buyers")));
        }
        if !self.won_back.is_empty() {
            all.push(format!("Back again: {}.", listed(&self.won_back)));
        }
        if !self.setbacks.is_empty() {
            let kinds: Vec<String> = self.setbacks.iter().map(|(kind, _)| kind.describe().to_string()).collect();
            let answered = self.setbacks.iter().filter(|(_, answered)| *answered).count();
            let calls = match answered {
                0 => "No call has answered it yet.".into(),
                n if n == self.setbacks.len() => "A customer lifted you after each.".to_string(),
                n => format!("A customer lifted you after {n} of {}.", self.setbacks.len()),
            };
            all.push(format!("What went wrong: {}. {calls}", listed(&kinds)));
        }
        if self.mood.rated > 0 {
            let figure = |t: Option<crate::domain::trends::Tenths>| t.map(|t| t.to_string()).unwrap_or_default();
            let calls = count(self.mood.rated, "rated call", "rated calls");
            all.push(format!("Mood {} before, {} after ({calls}).", figure(self.mood.before), figure(self.mood.after)));
        }
        all
    }

    /// The week, as `week --json` prints it.
    pub fn json(&self) -> Value {
        let b = &self.brought;
        json!({
            "week_start": self.first.to_string(),
            "date": self.today.to_string(),
            "calls": b.calls,
            "visits": b.visits,
            "cards": b.cards,
            "gifts": b.gifts,
            "messages": b.messages,
            "picks_called": self.picks,
            "streak": self.streak,
            "kind_words": self.praise,
            "praise": self.kind_words.iter().map(|q| shapes::praise(q, self.today)).collect::<Vec<_>>(),
            "ideas_heard": b.ideas,
            "ideas_used": self.used.iter().map(shapes::idea).collect::<Vec<_>>(),
            "setbacks": self.setbacks.iter().map(|(kind, answered)| json!({"kind": kind, "answered": answered})).collect::<Vec<_>>(),
            "mood": trends::mood_json(&self.mood),
            "past_buyers": self.past_buyers,
            "won_back": self.won_back,
            "next": self.next.as_ref().map(|n| json!({"date": n.day.to_string(), "customer": shapes::who(n.id, &n.name)})),
        })
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "a, b and c".
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
