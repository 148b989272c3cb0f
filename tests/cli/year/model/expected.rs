//! Whom a lift names, which praise comes next, who has not heard from us, and which accounts there are.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, Timelike};

use super::super::people::{Cadence, Day, HIRED, Person, date, offset};
use super::{Model, Moment, Praise, Touch, minutes_between};

/// The cadence of a tag, as the configuration has it.
fn cadence_of_tag(tag: &str) -> Cadence {
    match tag {
        "vip" => Cadence::Days(70),
        "spring fair" => Cadence::Months(2),
        other => panic!("nobody is tagged {other}"),
    }
}

/// Somebody whom a lift may name.
pub(crate) struct Callable {
    pub name: &'static str,
    /// None where nothing is known of their zone.
    pub reachable_now: Option<bool>,
    /// None where they can be reached now, and where nothing is known of their zone.
    pub reachable_from: Option<String>,
    pub rested: bool,
    pub merit: i64,
    pub wait: i64,
}

impl Model {
    // The lift, and praise.

    /// Everybody who may be called for a lift, the best first.
    pub(crate) fn lift(&self) -> Vec<Callable> {
        let mut all: Vec<Callable> = self.candidates().into_iter().map(|p| self.callable(p)).collect();
        let place = |c: &Callable| match (c.reachable_now, &c.reachable_from) {
            (Some(false), Some(from)) => (2, self.hours_until(from)),
            (now, _) => (u8::from(now.is_none()), 0),
        };
        all.sort_by_key(|c| (place(c), !c.rested, -c.merit, -c.wait, c.name));
        all
    }

    fn callable(&self, p: &Person) -> Callable {
        let today = self.today();
        let days_since = |at: Option<Moment>| at.map_or(i64::MAX, |at| (today - at.0).num_days());
        let lifted =
            self.touches.iter().filter(|t| t.has(p.name) && t.outcome == Some("reached") && t.occasion == "lift");
        let lifted = lifted.map(|t| t.at).max();
        let rested = days_since(self.last_talk(p.name).map(|t| t.at)) > 3 && days_since(lifted) > 28;
        let praised = self.praise.iter().filter(|s| s.who == p.name).map(|s| s.at).max();
        let bonus = if days_since(praised) <= 365 { 2 } else { 0 };
        let merit = 2 * p.pleasure.unwrap_or(3) + p.profit.unwrap_or(3) + bonus;
        let is_known = p.flags.contains("--timezone");
        let reachable_from = self.reachable_from(p).filter(|_| is_known);
        let reachable_now = is_known.then_some(reachable_from.is_none());
        Callable { name: p.name, reachable_now, reachable_from, rested, merit, wait: self.wait(p) }
    }

    /// How many hours begin until then.
    fn hours_until(&self, then: &str) -> i64 {
        let then = chrono::DateTime::parse_from_rfc3339(then).expect("an instant").naive_utc();
        let time = then.time();
        let minutes = minutes_between(self.now, (then.date(), i64::from(time.hour() * 60 + time.minute())));
        (minutes + 59) / 60
    }

    /// When somebody can be reached next, by the user's clock; None where that is now. No setback comes so late that it
    /// is tomorrow there, and no hour begins on another day here.
    fn reachable_from(&self, p: &Person) -> Option<String> {
        let (today, (begin, end)) = (self.today(), p.hours);
        let there = self.now.1 + 60 * offset(p.zone, today);
        let is_workday = |day: &Day| day.weekday().num_days_from_monday() < 5;
        if is_workday(&today) && (begin..end).contains(&there) {
            return None;
        }
        let mut days = today.iter_days().skip(usize::from(there >= begin));
        let day = days.find(is_workday)?;
        let own = offset("Europe/Berlin", day);
        let begin = begin + 60 * (own - offset(p.zone, day));
        Some(format!("{day}T{:02}:{:02}:00{own:+03}:00", begin / 60, begin % 60))
    }

    /// The praise that a lift shows beside the first whom it names: words of theirs that were not shown for 28 days, else
    /// those of the general order.
    pub(crate) fn show_lift_praise(&mut self) -> Option<String> {
        let first = self.lift().first().map(|c| c.name);
        let now = self.now;
        let rested =
            |p: &Praise| Some(p.who) == first && p.shown_at.is_none_or(|at| minutes_between(at, now) >= 28 * 24 * 60);
        if self.praise.iter().any(rested) { self.show_praise_where(rested) } else { self.show_praise() }
    }

    /// The praise that is shown next: what was never shown first, starred before others, then the newest; after that
    /// what was not shown for the longest.
    pub(crate) fn show_praise(&mut self) -> Option<String> {
        self.show_praise_where(|_| true)
    }

    fn show_praise_where(&mut self, which: impl Fn(&Praise) -> bool) -> Option<String> {
        let place = |p: &&mut Praise| match p.shown {
            None => (0, !p.starred, -minutes_between((date(HIRED), 0), p.at)),
            Some(number) => (1, false, number as i64),
        };
        let next = self.praise.iter_mut().filter(|p| which(p)).min_by_key(place)?;
        self.shown += 1;
        next.shown = Some(self.shown);
        next.shown_at = Some(self.now);
        Some(next.text.clone())
    }

    // Past buyers.

    /// The last touch that arrived.
    pub(crate) fn last_touch(&self, who: &str) -> Option<&Touch> {
        self.touches.iter().filter(|t| t.has(who) && t.arrived()).max_by_key(|t| t.at)
    }

    /// Days since a past buyer heard from us or left, and the cadence in days.
    pub(crate) fn standing(&self, who: &str) -> (Option<i64>, i64) {
        let buyer = &self.past[who];
        let since = self.last_touch(who).map(|t| t.at.0).max(buyer.left_on);
        let days = |cadence: Cadence| match (cadence, since) {
            (Cadence::Days(days), _) => days,
            (Cadence::Months(months), Some(since)) => (since + Months::new(months) - since).num_days(),
            (Cadence::Months(_), None) => panic!("nobody undated has a cadence in months"),
        };
        // Their own, else the shortest of their tags', else their reason's.
        let of_tags = buyer.tags.iter().map(|tag| days(cadence_of_tag(tag))).min();
        let cadence = of_tags.filter(|_| !buyer.is_own).unwrap_or_else(|| days(buyer.cadence));
        (since.map(|since| (self.today() - since).num_days()), cadence)
    }

    pub(crate) fn state(&self, who: &str) -> &'static str {
        match self.standing(who) {
            (None, _) => "due",
            (Some(365..), _) => "years",
            (Some(elapsed), cadence) if elapsed >= cadence => "due",
            (Some(elapsed), cadence) if elapsed * 4 < cadence * 3 => "fresh",
            _ => "soon",
        }
    }

    /// The past buyers in the order of `due`: those with an occasion first, the next before others; then years, then by
    /// elapsed against cadence; the undated last.
    pub(crate) fn past_buyers(&self) -> Vec<&'static str> {
        let mut all: Vec<&'static str> = self.past.keys().copied().collect();
        all.sort_by(|a, b| {
            let years = |who: &str| self.state(who) == "years";
            let ((elapsed_a, cadence_a), (elapsed_b, cadence_b)) = (self.standing(a), self.standing(b));
            let by_wait = match (elapsed_a, elapsed_b) {
                (Some(x), Some(y)) => (y * cadence_a).cmp(&(x * cadence_b)),
                (x, y) => y.is_some().cmp(&x.is_some()),
            };
            years(b).cmp(&years(a)).then(by_wait).then(a.cmp(b))
        });
        all.sort_by_key(|who| self.occasions_of(who).first().map_or((Day::MAX, ""), |o| (o.on, *who)));
        all
    }

    /// Whether `due` lists somebody as who should hear from us: by the wait, or with an occasion.
    pub(crate) fn is_up(&self, who: &str) -> bool {
        matches!(self.state(who), "due" | "years") || !self.occasions_of(who).is_empty()
    }

    /// The way that was used longest ago, never the one used last where there is another, and no call where none is
    /// wanted; with an occasion a card or a call.
    pub(crate) fn suggested_way(&self, who: &str) -> &'static str {
        let last = self.last_touch(who).map(|t| t.kind);
        let used = |way: &str| {
            let at = self.touches.iter().filter(|t| t.has(who) && t.arrived() && t.kind == way).map(|t| t.at);
            at.max().map(|at| minutes_between((date(HIRED), 0), at))
        };
        let is_occasion = !self.occasions_of(who).is_empty();
        let mut ways = vec!["call", "card", "visit", "gift", "message"];
        ways.retain(|way| !(*way == "call" && self.past[who].do_not_call));
        ways.retain(|way| !is_occasion || matches!(*way, "call" | "card"));
        ways.sort_by_key(|way| (Some(*way) == last, used(way)));
        ways[0]
    }

    // Visits.

    /// Active customers with peak days, by name.
    pub(crate) fn accounts(&self) -> Vec<&Person> {
        let mut all: Vec<&Person> =
            self.people.iter().filter(|p| p.peak.is_some() && !self.past.contains_key(p.name)).collect();
        all.sort_by_key(|p| p.name);
        all
    }

    pub(crate) fn visits_to(&self, who: &str) -> Vec<Day> {
        self.touches.iter().filter(|t| t.has(who) && t.kind == "visit").map(|t| t.at.0).collect()
    }

    /// Days with at least one visit, whoever was visited.
    pub(crate) fn days_made(&self) -> Vec<Day> {
        let visits = self.touches.iter().filter(|t| t.kind == "visit").map(|t| t.at.0);
        visits.collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub(crate) fn field_days(&self, from: Day, upto: Day) -> usize {
        self.days_made().into_iter().filter(|day| (from..=upto).contains(day)).count()
    }
}
