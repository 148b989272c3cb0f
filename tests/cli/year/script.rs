//! What befalls the salesperson: everything that is decided beforehand.

use chrono::Weekday;

pub(super) const CONFIG: &str = r#"
timezone = "Europe/Berlin"
week_starts = "mon"
away = ["2026-12-24..2027-01-03"]
[past_buyers]
cadence = "90d"
[past_buyers.cadence_by_reason]
price = "6m"
[past_buyers.cadence_by_tag]
vip = "10w"
"Spring Fair" = "2m"
[visits]
touches_a_year = 2
field_days_a_quarter = 3
hired_on = "2026-01-05"
field_days_first_month = 5
"#;

pub(super) const CHRISTMAS: (&str, &str) = ("2026-12-24", "2027-01-03");
pub(super) const SUMMER: (&str, &str) = ("2026-07-20", "2026-08-09");
/// The week in bed: nothing is called, logged or looked at.
pub(super) const ILL: (&str, &str) = ("2026-03-09", "2026-03-15");

/// How a Monday goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Monday {
    Reached,
    Skipped,
    /// Not meant, taken back, and called.
    SkippedByMistake,
    Voicemail,
    /// A voicemail, then nobody there, then a call.
    TwoMisses,
    /// A voicemail; she calls back on Tuesday, while the next offer is open.
    CallsBack,
    /// Nothing until Wednesday.
    OnWednesday,
    /// Called, but logged on Friday.
    LoggedOnFriday,
    /// Two misses, and a call with somebody who was not offered: the pick stays open.
    SomebodyElse,
    /// The call, and another one.
    Another,
    /// goodcall is not opened: the reminder says whom to call.
    Reminded,
    /// A customer like others brings whom it offers to lunch.
    Lunch,
    /// A past buyer is on the line too.
    Conference,
}

pub(super) fn how_monday_goes(week: i64) -> Monday {
    match week {
        4 | 33 | 47 => Monday::Skipped,
        7 | 36 | 42 | 44 => Monday::Voicemail,
        13 => Monday::TwoMisses,
        16 => Monday::SkippedByMistake,
        18 | 49 => Monday::CallsBack,
        21 => Monday::OnWednesday,
        24 => Monday::SomebodyElse,
        27 => Monday::Another,
        38 => Monday::LoggedOnFriday,
        14 | 34 | 45 => Monday::Reminded,
        15 => Monday::Lunch,
        40 => Monday::Conference,
        _ => Monday::Reached,
    }
}

/// Something that went wrong, and the call after it.
#[derive(Debug)]
pub(super) struct Setback {
    pub day: &'static str,
    /// UTC, as all times of the script.
    pub at: &'static str,
    pub kind: &'static str,
    pub mood: Option<i64>,
    /// When somebody is called whom the lift names; days later, and the time.
    pub call: Option<(u64, &'static str)>,
    pub before: Option<i64>,
    pub after: Option<i64>,
}

const fn setback(day: &'static str, kind: &'static str, mood: i64, after: i64) -> Setback {
    let call = Some((0, "15:00"));
    Setback { day, at: "14:00", kind, mood: Some(mood), call, before: None, after: Some(after) }
}

pub(super) const SETBACKS: [Setback; 16] = [
    setback("2026-01-15", "rough-call", 2, 4),
    setback("2026-02-12", "lost-deal", 1, 3),
    setback("2026-02-26", "stalled-deal", 3, 4),
    setback("2026-04-16", "lost-deal", 1, 4),
    // The mood is only said with the call.
    Setback { mood: None, before: Some(2), ..setback("2026-05-07", "rough-call", 0, 5) },
    // Called too late: more than a day after it.
    Setback { call: Some((1, "15:30")), after: None, ..setback("2026-05-28", "low-day", 2, 0) },
    // A Monday morning: the good call of the day answers it.
    Setback { at: "06:30", call: None, ..setback("2026-06-01", "low-day", 2, 0) },
    setback("2026-06-25", "stalled-deal", 3, 3),
    setback("2026-07-09", "lost-deal", 2, 4),
    // Felt worse afterwards.
    setback("2026-08-27", "rough-call", 2, 1),
    setback("2026-09-17", "low-day", 3, 5),
    // A day with two: the first call answers the later one.
    Setback { call: Some((0, "15:30")), ..setback("2026-10-15", "lost-deal", 1, 4) },
    Setback { at: "14:30", ..setback("2026-10-15", "rough-call", 2, 3) },
    // The mood with the call is not the one noted before.
    Setback { before: Some(1), ..setback("2026-11-12", "stalled-deal", 3, 4) },
    // Nobody is called.
    Setback { call: None, ..setback("2026-12-03", "low-day", 3, 0) },
    setback("2026-12-17", "lost-deal", 2, 5),
];

/// Further field days, with a customer who is no account: in the first month, and where the quarter needs them.
pub(super) const FURTHER_FIELD_DAYS: [&str; 5] = ["2026-01-09", "2026-01-16", "2026-01-26", "2026-11-24", "2026-12-08"];

/// Lunches: the day, whose log it is, and who else was there.
pub(super) const LUNCHES: [(&str, &str, &str); 4] = [
    ("2026-02-19", "Greta Lund", "Marcus Webb"),
    ("2026-05-21", "Ana Ribeiro", "Dana Novak"),
    ("2026-09-24", "Tom Brandt", "Elif Kaya"),
    ("2026-11-05", "Lena Fuchs", "Nora Quinn"),
];

/// Days on which the reminder is looked at, besides Mondays without goodcall: three days before birthdays, the days of some
/// promises, a day on which the call is made, days off, and days on which there is nothing to say.
pub(super) const REMINDED: &str = "2026-01-06 2026-01-15 2026-02-08 2026-02-20 2026-02-25 2026-03-12 2026-05-17 2026-05-22 \
    2026-06-12 2026-06-27 2026-07-16 2026-07-24 2026-08-20 2026-09-05 2026-09-17 2026-10-12 \
    2026-10-15 2026-10-22 2026-11-06 2026-11-13 2026-11-17 2026-12-03 2026-12-17 2026-12-30";

/// How words name the day of a promise.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
    /// They name none.
    No,
    By(Weekday),
    Tomorrow,
    NextWeek,
    /// A day of the year: the month and the day.
    On(u32, u32),
}

/// The ends of what is promised.
pub(super) const PROMISES: [(&str, Named); 6] = [
    (" by thu", Named::By(Weekday::Thu)),
    (" tomorrow", Named::Tomorrow),
    (" next week", Named::NextWeek),
    (" on 12 June", Named::On(6, 12)),
    ("", Named::No),
    (" by Monday", Named::By(Weekday::Mon)),
];

/// What somebody says.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub kind: &'static str,
    pub text: String,
    pub teammates: Vec<&'static str>,
    /// Who said it, where that is not the customer of the touch.
    pub by: Option<&'static str>,
    /// Of promises: how the words name the day.
    pub day: Named,
}

impl Said {
    fn new(kind: &'static str, text: String) -> Self {
        Self { kind, text, teammates: Vec::new(), by: None, day: Named::No }
    }

    /// The line of the log.
    pub(super) fn line(&self) -> String {
        let mark = match self.kind {
            "praise" => "+ ",
            "idea" => "! ",
            "need" => "? ",
            "referral" => "> ",
            "promise" => "= ",
            _ => "",
        };
        let by = self.by.map(|name| format!("{name}: ")).unwrap_or_default();
        format!("{mark}{by}{}", self.text)
    }
}

/// What is said in the n-th conversation.
pub(super) fn what_they_say(n: usize) -> Vec<Said> {
    let mut said = vec![Said::new("news", format!("All is well, talk {n}"))];
    if n.is_multiple_of(2) {
        let (text, teammates): (String, Vec<&'static str>) = match n / 2 % 7 {
            0 => (format!("@Sally stayed until it worked in talk {n}"), vec!["Sally"]),
            1 => (format!("@Sal saved talk {n}"), vec!["Sal"]),
            2 => (format!("Your invoices are right, talk {n}"), vec![]),
            3 => (format!("@Jonas and @Sally found it in talk {n}"), vec!["Jonas", "Sally"]),
            4 => (format!("@\"Mei Lin\" speaks our language, talk {n}"), vec!["Mei Lin"]),
            5 => (format!("@Sal, or @Sally, knows our machines, talk {n}"), vec!["Sal", "Sally"]),
            _ => (format!("We would buy again, talk {n}"), vec![]),
        };
        said.push(Said { teammates, ..Said::new("praise", text) });
    }
    if n.is_multiple_of(3) {
        said.push(Said::new("idea", format!("Label the crates by color, talk {n}")));
    }
    if n.is_multiple_of(5) {
        said.push(Said::new("need", format!("A second scanner for the yard, talk {n}")));
    }
    if n.is_multiple_of(11) {
        said.push(Said::new("referral", format!("Ask at the harbor, talk {n}")));
    }
    if n % 4 == 1 {
        let (words, day) = PROMISES[n / 4 % PROMISES.len()];
        said.push(Said { day, ..Said::new("promise", format!("After talk {n}, send the drawings{words}")) });
    }
    said
}

/// What is said at the n-th meeting with two people: each has something to say, and something is owed to each.
pub(super) fn what_several_say(n: usize, other: &'static str) -> Vec<Said> {
    let of_other = |said: Said| Said { by: Some(other), ..said };
    vec![
        Said::new("news", format!("They like each other, meeting {n}")),
        of_other(Said { teammates: vec!["Jonas"], ..Said::new("praise", format!("@Jonas made ours, meeting {n}")) }),
        of_other(Said::new("need", format!("A site of their own, meeting {n}"))),
        Said { day: Named::Tomorrow, ..Said::new("promise", format!("Send the menu tomorrow, meeting {n}")) },
        of_other(Said { day: Named::NextWeek, ..Said::new("promise", format!("Send a map next week, meeting {n}")) }),
    ]
}

/// The moods before and after the good call of a week, where they were noted.
pub(super) fn moods_of_week(week: i64) -> (Option<i64>, Option<i64>) {
    match week % 6 {
        0 => (Some(2), Some(4)),
        2 => (Some(3), Some(4)),
        3 => (Some(4), Some(5)),
        5 => (Some(3), Some(3)),
        // Without the other one it is no rated call.
        4 => (None, Some(4)),
        _ => (None, None),
    }
}
