//! Which backups to keep: the newest of each recent day, of each week before those, and of each month before those.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

/// How many backups to keep of each sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The latest days that have a backup.
    pub daily: usize,
    /// The latest day of each other week, Monday to Sunday.
    pub weekly: usize,
    /// The latest day of each other month.
    pub monthly: usize,
}

impl Kept {
    /// Whether nothing is kept, so no backup is made.
    pub fn is_none(self) -> bool {
        self.daily + self.weekly + self.monthly == 0
    }
}

/// Picks the days whose backups to keep: the latest `daily` days, then the latest day of each of `weekly` other weeks
/// (Monday to Sunday), then the latest day of each of `monthly` other months.
pub fn kept_days(days: &[NaiveDate], kept: Kept) -> HashSet<NaiveDate> {
    let mut latest_first = days.to_vec();
    latest_first.sort_unstable_by(|a, b| b.cmp(a));
    latest_first.dedup();
    let mut stay: HashSet<NaiveDate> = latest_first.iter().take(kept.daily).copied().collect();
    let week = |day: NaiveDate| (day.iso_week().year(), day.iso_week().week());
    let month = |day: NaiveDate| (day.year(), day.month());
    keep_periods(&mut stay, &latest_first, kept.weekly, week);
    keep_periods(&mut stay, &latest_first, kept.monthly, month);
    stay
}

/// Keeps the latest day of each period for `wanted` periods, skipping days already kept.
fn keep_periods(
    stay: &mut HashSet<NaiveDate>,
    latest_first: &[NaiveDate],
    wanted: usize,
    period: impl Fn(NaiveDate) -> (i32, u32),
) {
    let mut last = None;
    let mut more = Vec::new();
    for day in latest_first {
        if last != Some(period(*day)) {
            last = Some(period(*day));
            if !stay.contains(day) {
                more.push(*day);
            }
        }
    }
    stay.extend(more.into_iter().take(wanted));
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    const USUAL: Kept = Kept { daily: 7, weekly: 4, monthly: 12 };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The days that still have a backup when each day from one to another makes one and clears the rest.
    fn lived(from: &str, to: &str, kept: Kept) -> Vec<NaiveDate> {
        let mut there: Vec<NaiveDate> = Vec::new();
        for today in day(from).iter_days().take_while(|d| *d <= day(to)) {
            there.push(today);
            let stay = kept_days(&there, kept);
            there.retain(|d| stay.contains(d));
        }
        there.reverse();
        there
    }

    #[test]
    fn after_two_years_there_are_seven_days_four_weeks_and_twelve_months() {
        let there = lived("2024-01-01", "2026-11-21", USUAL);
        let shown: Vec<String> = there.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "2026-11-21",
                "2026-11-20",
                "2026-11-19",
                "2026-11-18",
                "2026-11-17",
                "2026-11-16",
                "2026-11-15",
                // Sundays: the latest of their weeks.
                "2026-11-08",
                "2026-11-01",
                "2026-10-25",
                "2026-10-18",
                "2026-10-31",
                "2026-09-30",
                "2026-08-31",
                "2026-07-31",
                "2026-06-30",
                "2026-05-31",
                "2026-04-30",
                "2026-03-31",
                "2026-02-28",
                "2026-01-31",
                "2025-12-31",
                "2025-11-30",
            ]
            .map(String::from)
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_book_that_is_opened_once_a_month_keeps_all_sorts() {
        let days: Vec<NaiveDate> = (0..40).map(|n| day("2023-06-15") + chrono::Months::new(n)).collect();
        assert_eq!(kept_days(&days, USUAL).len(), 7 + 4 + 12);
    }

    #[test]
    fn the_latest_always_stays_unless_nothing_is_wanted() {
        for kept in [USUAL, Kept { daily: 1, weekly: 0, monthly: 0 }, Kept { daily: 0, weekly: 1, monthly: 0 }] {
            let days: Vec<NaiveDate> = (0..100).map(|n| day("2026-01-01") + Days::new(n)).collect();
            assert!(kept_days(&days, kept).contains(&days[99]), "{kept:?}");
            assert!(kept_days(&days, kept).len() <= kept.daily + kept.weekly + kept.monthly);
        }
        assert!(Kept { daily: 0, weekly: 0, monthly: 0 }.is_none());
        assert!(kept_days(&[day("2026-01-01")], Kept { daily: 0, weekly: 0, monthly: 0 }).is_empty());
    }
}
