//! Says peak days in words.

use chrono::{NaiveDate, Weekday};

use super::PeakDays;
use crate::text::{listed, ordinal};

impl PeakDays {
    /// Says them in words: "Tue and Thu", "the 1st and 15th", "the first Mon, in Nov and Dec".
    pub fn describe(&self) -> String {
        let mut parts = Vec::new();
        let (weekdays, month_days) = (self.weekdays_described(), self.month_days_described());
        match (weekdays.as_str(), month_days.as_str()) {
            ("", "") => {}
            ("", days) | (days, "") => parts.push(days.to_string()),
            // Both must hold.
            (weekdays, days) => parts.push(format!("{weekdays} on {days}")),
        }
        let nth = self.nth.iter().map(|(nth, day)| format!("the {} {}", nth.as_str(), day));
        parts.extend(nth);
        let days = listed(&parts);
        if self.months.is_empty() {
            return days;
        }
        let months = self.months.iter().filter_map(|month| NaiveDate::from_ymd_opt(2026, *month, 1));
        let months: Vec<String> = months.map(|month| month.format("%b").to_string()).collect();
        format!("{days}, in {}", listed(&months))
    }

    fn weekdays_described(&self) -> String {
        let mut days = self.weekdays.clone();
        days.sort_unstable_by_key(Weekday::num_days_from_monday);
        days.dedup();
        match days.as_slice() {
            [first, _, .., last] if usize::try_from(first.days_since(*last)).ok() == Some(8 - days.len()) => {
                format!("{first} to {last}")
            }
            days => listed(&days.iter().map(ToString::to_string).collect::<Vec<_>>()),
        }
    }

    fn month_days_described(&self) -> String {
        let mut days = self.month_days.clone();
        // The last stands behind the others.
        days.sort_unstable_by_key(|day| if *day == 0 { u32::MAX } else { *day });
        days.dedup();
        let said = |day: &u32| if *day == 0 { "last".to_string() } else { ordinal(usize::try_from(*day).unwrap_or(0)) };
        match days.as_slice() {
            [] => String::new(),
            [0] => "the last of the month".into(),
            days => format!("the {}", listed(&days.iter().map(said).collect::<Vec<_>>())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peak_days_are_said_in_words() {
        for (typed, said) in [
            ("tue,thu", "Tue and Thu"),
            ("fri tue", "Tue and Fri"),
            ("mon-fri", "Mon to Fri"),
            ("sat,sun,mon", "Mon, Sat and Sun"),
            ("wed", "Wed"),
            ("1,15,last", "the 1st, 15th and last"),
            ("last", "the last of the month"),
            ("mon and 1,15", "Mon on the 1st and 15th"),
            ("first mon,last fri", "the first Mon and the last Fri"),
            ("tue nov-jan", "Tue, in Nov, Dec and Jan"),
        ] {
            assert_eq!(PeakDays::parse(typed).expect(typed).describe(), said, "{typed}");
        }
    }
}
