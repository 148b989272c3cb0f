//! What a customer said, and what was promised to them: reads a log into remarks. Each line is one remark; its mark says
//! which kind.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::choice::choices;
use super::dates::{DateOrder, Named, named_day, read_named};
use super::ids::{CustomerId, RemarkId, TouchId};

pub mod asking;
pub mod corrected;
mod ids;
mod mentions;
pub mod speakers;
pub mod taking_out;

pub use ids::{id_of, id_told_by};
pub use mentions::{Piece, read_out, teammates, without_marks};
use speakers::Speakers;

choices! {
    /// What a remark is.
    RemarkKind, "remark" {
        Praise = "praise",
        Idea = "idea",
        Need = "need",
        Referral = "referral",
        Promise = "promise",
        News = "news",
    }

    /// What became of an idea, a need or a promise: ideas and needs are done, promises are kept.
    RemarkState, "state" { Open = "open", Done = "done", Kept = "kept", Dropped = "dropped" }
}

impl RemarkKind {
    /// The one-character mark; news has none.
    pub fn mark(self) -> Option<char> {
        match self {
            Self::Praise => Some('+'),
            Self::Idea => Some('!'),
            Self::Need => Some('?'),
            Self::Referral => Some('>'),
            Self::Promise => Some('='),
            Self::News => None,
        }
    }

    /// With its article: "an idea".
    pub fn article(self) -> &'static str {
        match self {
            Self::Praise => "praise",
            Self::Idea => "an idea",
            Self::Need => "a need",
            Self::Referral => "a referral",
            Self::Promise => "a promise",
            Self::News => "news",
        }
    }

    /// Whether it stays open until someone acts on it.
    pub fn is_to_do(self) -> bool {
        matches!(self, Self::Idea | Self::Need | Self::Promise)
    }

    /// Whether it is what a customer gave to act on, not what the user said.
    pub fn is_idea_or_need(self) -> bool {
        matches!(self, Self::Idea | Self::Need)
    }
}

/// A remark as read from a log, before it is in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedRemark {
    /// What the mark says; news without one.
    pub kind: RemarkKind,
    /// Without the mark; several lines where the remark goes on below.
    pub text: String,
    /// The teammates that praise names, each once, in the order of first mention.
    pub teammates: Vec<String>,
    /// Who said it, of those who were there besides the first; None for the first.
    pub by: Option<CustomerId>,
    /// The text as the log has it: with the name that says who speaks.
    pub raw: String,
    /// How many remarks before it in the log have the same kind and `raw`.
    pub nth: u32,
}

impl ParsedRemark {
    /// Makes one that says a text and names nobody.
    pub fn saying(kind: RemarkKind, text: &str) -> Self {
        Self { kind, text: text.to_string(), teammates: Vec::new(), by: None, raw: text.to_string(), nth: 0 }
    }

    /// Returns the id that it has as a remark of a touch.
    pub fn id(&self, touch: TouchId) -> RemarkId {
        id_of(touch, self.kind, &self.raw, self.nth)
    }

    /// Whether it says a text, as the log has it or without a name before it.
    pub fn says(&self, text: &str) -> bool {
        self.raw == text || speakers::prefix(&self.raw).is_some_and(|(_, said)| said == text)
    }
}

/// A remark in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Told by its line of the log: another where a correction altered that.
    pub id: RemarkId,
    /// The log it was said in.
    pub touch: TouchId,
    /// Which of its log's remarks it is, counted from 0.
    pub position: i64,
    /// Who said it: the log's customer, or one who was there too.
    pub customer: CustomerId,
    /// What its mark said.
    pub kind: RemarkKind,
    /// Without its mark, as written otherwise.
    pub text: String,
    /// Whom praise names, by the spelling they are known under; empty for other kinds.
    pub teammates: Vec<String>,
    /// Marked by the user as worth hearing again.
    pub starred: bool,
    /// None for kinds that ask for nothing.
    pub state: Option<RemarkState>,
    /// The day by which to pass on an idea, meet a need or keep a promise; None for other kinds.
    pub due_on: Option<NaiveDate>,
    /// The local day of its log.
    pub said_on: NaiveDate,
    /// How often lift has shown this praise.
    pub times_shown: u32,
}

/// What one line of a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing but blanks.
    Blank,
    /// Continues the remark above it.
    Continued,
    /// Begins a remark of this kind; its text starts at this byte.
    Begins(RemarkKind, usize),
}

/// Tells what each line of a log is, in order. The form's gutter shows it as the user types.
pub fn line_kinds(text: &str) -> Vec<LineKind> {
    let mut above = Above::Nothing;
    text.split('\n')
        .map(|line| {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let kind = line_kind(line, above);
            if matches!(kind, LineKind::Begins(..)) {
                above = Above::Remark;
            }
            kind
        })
        .collect()
}

/// What stands above a line: an indented line continues a remark, if there is one.
#[derive(Clone, Copy)]
enum Above {
    Nothing,
    Remark,
}

fn line_kind(line: &str, above: Above) -> LineKind {
    let text = line.trim_start();
    if text.is_empty() {
        return LineKind::Blank;
    }
    let indent = line.len() - text.len();
    if indent > 0 {
        return match above {
            Above::Remark => LineKind::Continued,
            Above::Nothing => LineKind::Begins(RemarkKind::News, indent),
        };
    }
    if line.starts_with('\\') {
        return LineKind::Begins(RemarkKind::News, 1);
    }
    match marked(line) {
        Some((kind, start)) => LineKind::Begins(kind, start),
        None => LineKind::Begins(RemarkKind::News, 0),
    }
}

/// The kind that a line's mark names, and where its text starts: the blank after the mark is part of the mark.
fn marked(line: &str) -> Option<(RemarkKind, usize)> {
    use super::choice::Choice;
    RemarkKind::ALL.iter().find_map(|kind| {
        let by_word = || {
            let word = kind.as_str();
            let (start, rest) = line.split_at_checked(word.len())?;
            rest.strip_prefix(':').filter(|_| start.eq_ignore_ascii_case(word))
        };
        let rest = kind.mark().and_then(|mark| line.strip_prefix(mark)).or_else(by_word)?;
        let text = rest.trim_start();
        (text.len() < rest.len()).then_some((*kind, line.len() - text.len()))
    })
}

/// Reads a log into its remarks. A mark with no text after it makes none.
pub fn parse(text: &str) -> Vec<ParsedRemark> {
    parse_by(text, &Speakers::default())
}

/// Reads a log into as many remarks as [`parse`], each by the one who says it; the name that tells so is
/// left out of its text.
pub fn parse_by(text: &str, speakers: &Speakers) -> Vec<ParsedRemark> {
    let mut said: Vec<(RemarkKind, String, AsWritten)> = Vec::new();
    for (line, kind) in text.split('\n').zip(line_kinds(text)) {
        match kind {
            LineKind::Blank => {}
            LineKind::Begins(kind, start) => {
                let as_written = if line.starts_with('\\') { AsWritten::Yes } else { AsWritten::No };
                said.push((kind, line.get(start..).unwrap_or_default().trim_end().to_string(), as_written));
            }
            LineKind::Continued => {
                if let Some((_, text, _)) = said.last_mut() {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(line.trim());
                }
            }
        }
    }
    said.retain(|(_, text, _)| !text.is_empty());
    let counted = ids::counted(said.iter().map(|(kind, text, _)| (*kind, text.as_str())));
    said.into_iter()
        .zip(counted)
        .map(|((kind, raw, as_written), nth)| {
            let named = speakers.said_by(&raw).filter(|_| as_written == AsWritten::No);
            let (by, text) = match named {
                Some((by, said)) => (by, said.to_string()),
                None => (None, raw.clone()),
            };
            let teammates = if kind == RemarkKind::Praise { teammates(&text) } else { Vec::new() };
            ParsedRemark { kind, text, teammates, by, raw, nth }
        })
        .collect()
}

/// Whether a line is taken as it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AsWritten {
    Yes,
    No,
}

/// The day on which a remark is due: for a promise or a need the day that its words name, read from the day of its log,
/// else the Friday, as for an idea. None for kinds that ask for nothing. `order` says what comes first in 3/12.
pub fn due_on(kind: RemarkKind, text: &str, said_on: NaiveDate, order: DateOrder) -> Option<NaiveDate> {
    match kind {
        RemarkKind::Idea => Some(friday_after(said_on)),
        RemarkKind::Need | RemarkKind::Promise => {
            Some(named_day(text, said_on, order).unwrap_or_else(|| friday_after(said_on)))
        }
        RemarkKind::Praise | RemarkKind::Referral | RemarkKind::News => None,
    }
}

/// Says why the day that the words of a promise or a need name can't be: "31 November does not exist: November has 30 days".
/// None where they name another, or none.
pub fn impossible_day(kind: RemarkKind, text: &str, said_on: NaiveDate, order: DateOrder) -> Option<String> {
    let reads = matches!(kind, RemarkKind::Need | RemarkKind::Promise);
    match read_named(text, said_on, order) {
        Named::NoSuch(why) if reads => Some(why),
        _ => None,
    }
}

/// The Friday on which an idea heard on this day is due: this week's, or next week's from Friday on.
pub fn friday_after(heard: NaiveDate) -> NaiveDate {
    let to_friday = (7 + Weekday::Fri.num_days_from_monday() - heard.weekday().num_days_from_monday()) % 7;
    let days = if to_friday == 0 { 7 } else { to_friday };
    heard.checked_add_days(Days::new(u64::from(days))).unwrap_or(heard)
}

/// Writes a text as a log of which each line is news: one that begins with a mark is taken as it stands.
pub fn as_news(text: &str) -> String {
    let line = |line: &str| {
        let line = line.trim();
        if line.starts_with('\\') || marked(line).is_some() { format!("\\{line}") } else { line.to_string() }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Keeps lines what they were before promises had a mark: news. Each line that would now be a promise, and whose whole text
/// `was_news`, is marked to be taken as it stands. None where there is none.
pub fn keep_as_news(log: &str, was_news: impl Fn(&str) -> bool) -> Option<String> {
    let is_old = |line: &str, kind| matches!(kind, LineKind::Begins(RemarkKind::Promise, _)) && was_news(line.trim());
    let old: Vec<bool> = log.split('\n').zip(line_kinds(log)).map(|(line, kind)| is_old(line, kind)).collect();
    old.contains(&true).then(|| {
        let lines = log.split('\n').zip(&old);
        let lines: Vec<_> = lines.map(|(line, old)| if *old { format!("\\{line}") } else { line.into() }).collect();
        lines.join("\n")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<(RemarkKind, String)> {
        parse(text).into_iter().map(|s| (s.kind, s.text)).collect()
    }

    #[test]
    fn each_mark_and_each_word_names_its_kind() {
        use RemarkKind::*;
        let cases = [
            ("= the price list by thu", Promise, "the price list by thu"),
            ("PROMISE: the price list", Promise, "the price list"),
            ("=the price list", News, "=the price list"),
            ("promise:the price list", News, "promise:the price list"),
            ("\\= not a promise", News, "= not a promise"),
            ("+ You saved us", Praise, "You saved us"),
            ("Praise: You saved us", Praise, "You saved us"),
            ("! pick list", Idea, "pick list"),
            ("IDEA: pick list", Idea, "pick list"),
            ("? second site", Need, "second site"),
            ("> Tom at Northwind", Referral, "Tom at Northwind"),
            ("news: Her son", News, "Her son"),
            ("Her son", News, "Her son"),
            ("+351 22 555", News, "+351 22 555"),
            ("praise:no blank", News, "praise:no blank"),
            ("\\+ not praise", News, "+ not praise"),
            ("  + indented first", News, "+ indented first"),
            ("idea", News, "idea"),
            ("+\ttab is a blank", Praise, "tab is a blank"),
        ];
        for (line, kind, text) in cases {
            assert_eq!(kinds(line), [(kind, text.to_string())], "{line:?}");
        }
    }

    #[test]
    fn an_indented_line_goes_on_with_the_one_before() {
        let said = kinds("! pick list\n   the night before\nplain\r\n");
        assert_eq!(
            said,
            [(RemarkKind::Idea, "pick list\nthe night before".to_string()), (RemarkKind::News, "plain".to_string())]
        );
    }

    #[test]
    fn a_mark_without_text_makes_no_remark() {
        assert_eq!(kinds("+ \n\n   \n"), []);
    }

    #[test]
    fn what_is_heard_from_friday_on_is_due_a_week_later() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert_eq!(friday_after(day(23)), day(27)); // Monday
        assert_eq!(friday_after(day(26)), day(27));
        assert_eq!(friday_after(day(20)), day(27)); // Friday
        assert_eq!(friday_after(day(22)), day(27)); // Sunday
    }

    #[test]
    fn a_promise_and_a_need_are_due_on_their_day_and_an_idea_on_friday() {
        use RemarkKind::*;
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for (kind, text, due) in [
            (Promise, "the price list by thu", Some("2026-11-26")),
            (Promise, "the price list", Some("2026-11-27")),
            (Need, "a second site, on 3 December", Some("2026-12-03")),
            (Need, "a second site", Some("2026-11-27")),
            (Idea, "send it by thu", Some("2026-11-27")),
            (Praise, "back by thu", None),
            (Referral, "Tom, by thu", None),
            (News, "away until thu", None),
        ] {
            let found = due_on(kind, text, monday, DateOrder::DayFirst).map(|d| d.to_string());
            assert_eq!(found.as_deref(), due, "{kind:?} {text}");
            assert_eq!(kind.is_to_do(), due.is_some());
        }
    }

    #[test]
    fn lines_that_were_news_before_promises_stay_news() {
        let log = "= 3 pallets a week\n+ kind\n  = indented\npromise: none made\r\n= new";
        let was = ["= 3 pallets a week", "promise: none made"];
        let kept = keep_as_news(log, |line| was.contains(&line)).unwrap();
        assert_eq!(kept, "\\= 3 pallets a week\n+ kind\n  = indented\n\\promise: none made\r\n= new");
        let said = kinds(&kept);
        assert_eq!(said[0], (RemarkKind::News, "= 3 pallets a week".to_string()));
        assert_eq!(said[2], (RemarkKind::News, "promise: none made".to_string()));
        assert_eq!(said[3], (RemarkKind::Promise, "new".to_string()));
        assert_eq!(keep_as_news("+ kind\nnews", |_| true), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_written_as_news_is_news_word_for_word(text in "[ +!?>=@\\\\\"a-z:\n\t\u{e9}'-]{0,80}") {
            let said = parse(&as_news(&text));
            prop_assert!(said.iter().all(|said| said.kind == RemarkKind::News));
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            prop_assert_eq!(said.iter().map(|said| said.text.as_str()).collect::<Vec<_>>(), lines);
        }

        #[test]
        fn nothing_is_due_before_it_was_said(
            text in "(by |on |next )?(thu|mon|sat|3 nov|1 jan 2020|week|the 15th|2020-01-01|12/3)?.{0,20}",
            days in 0_u64..80_000,
        ) {
            let said_on = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + Days::new(days);
            for kind in [RemarkKind::Idea, RemarkKind::Need, RemarkKind::Promise] {
                prop_assert!(due_on(kind, &text, said_on, DateOrder::DayFirst).unwrap() >= said_on);
            }
        }

        #[test]
        fn any_text_is_read_and_no_word_of_it_is_lost(text in "[ +!?>=@\\\\\"a-z:\n\t\u{e9}\u{5317}'-]{0,80}") {
            let words = |t: &str| t.split_whitespace().map(str::to_string).collect::<Vec<_>>();
            let read: usize = parse(&text).iter().map(|s| words(&s.text).len()).sum();
            prop_assert!(read <= words(&text).len());
            prop_assert_eq!(line_kinds(&text).len(), text.split('\n').count());
            for said in parse(&text) {
                without_marks(&said.text);
                prop_assert!(!said.text.is_empty());
            }
        }
    }
}
