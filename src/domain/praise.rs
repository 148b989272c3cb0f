//! Which praise to show next: one never shown, then the one shown longest ago.

use std::cmp::{Ordering, Reverse};

use chrono::{NaiveDate, TimeDelta};

use super::ids::{RemarkId, TouchId};

/// Words of the person offered come first where one of theirs was not shown for this long.
pub const OWN_WORDS_REST: TimeDelta = TimeDelta::days(28);

/// What the order needs of a praise. The book keeps this order in an index; tests hold it to this rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Showable {
    /// Which it is.
    pub id: RemarkId,
    /// Decides between two said at the same instant in two logs.
    pub touch: TouchId,
    /// Decides between two of one log.
    pub position: i64,
    /// Starred praise comes first among what was never shown.
    pub starred: bool,
    /// When it was said, in milliseconds since 1970.
    pub said_at: i64,
    /// When it was last shown, as a number that no two share.
    pub last_shown_at: Option<i64>,
}

/// Orders praise by who comes next.
pub fn compare(a: &Showable, b: &Showable) -> Ordering {
    let key = |p: &Showable| match p.last_shown_at {
        None => (0, Reverse(p.starred), Reverse((p.said_at, p.touch, p.position))),
        Some(shown) => (1, Reverse(false), Reverse((-shown, p.touch, p.position))),
    };
    key(a).cmp(&key(b))
}

/// The praise that comes next.
pub fn next(praise: &[Showable]) -> Option<&Showable> {
    praise.iter().min_by(|a, b| compare(a, b))
}

/// "a year ago this week", if it is.
pub fn anniversary(said_on: NaiveDate, today: NaiveDate) -> Option<String> {
    super::dates::anniversary(said_on, today).map(super::dates::anniversary_words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn praise() -> impl Strategy<Value = Vec<Showable>> {
        prop::collection::vec((any::<bool>(), 0..50_i64), 1..40).prop_map(|rows| {
            let showable = |(i, (starred, said_at))| Showable {
                id: RemarkId(i64::try_from(i).unwrap()),
                touch: TouchId(i64::try_from(i).unwrap()),
                position: 0,
                starred,
                said_at,
                last_shown_at: None,
            };
            rows.into_iter().enumerate().map(showable).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_praise_returns_until_every_other_was_shown(mut all in praise()) {
            let mut shown = Vec::new();
            for tick in 0..all.len() * 2 {
                let id = next(&all).unwrap().id;
                let one = all.iter_mut().find(|p| p.id == id).unwrap();
                one.last_shown_at = Some(i64::try_from(tick).unwrap());
                shown.push(id);
            }
            let (first, second) = shown.split_at(all.len());
            prop_assert_eq!(first, second);
            let mut each = first.to_vec();
            each.sort_unstable();
            each.dedup();
            prop_assert_eq!(each.len(), all.len());
        }

        #[test]
        fn starred_praise_is_shown_before_the_rest_and_newer_before_older(all in praise()) {
            let first = next(&all).unwrap();
            let best = all.iter().map(|p| (p.starred, p.said_at)).max().unwrap();
            prop_assert_eq!((first.starred, first.said_at), best);
        }
    }
}
