//! Ways to be in touch with a past buyer. They vary: the one used longest ago comes next.

use super::touch::TouchKind;

/// Whether a customer may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// A call is one of the ways.
    Allowed,
    /// They asked not to be called.
    Never,
}

/// Orders the configured ways to be in touch, the best first, each once.
///
/// Unused ways come first, in the configured order, then the one used longest ago; the one used last comes last.
/// `used` holds the latest instant of each way.
pub fn in_order(ways: &[TouchKind], used: &[(TouchKind, i64)], calls: Calls) -> Vec<TouchKind> {
    let when = |way: TouchKind| used.iter().filter(|(kind, _)| *kind == way).map(|(_, at)| *at).max();
    let last = used.iter().max_by_key(|(_, at)| *at).map(|(kind, _)| *kind);
    let mut possible: Vec<TouchKind> = Vec::new();
    for way in ways.iter().filter(|w| calls == Calls::Allowed || **w != TouchKind::Call) {
        if !possible.contains(way) {
            possible.push(*way);
        }
    }
    // A stable sort: the configured order decides between two unused ways.
    possible.sort_by_key(|way| (Some(*way) == last, when(*way)));
    possible
}

/// Puts a card and a call first, in their order, as an occasion asks for: a birthday, the day of a first yes. Where
/// neither is among the ways, it is a card.
pub fn for_an_occasion(mut ways: Vec<TouchKind>) -> Vec<TouchKind> {
    let suits = |way: &TouchKind| matches!(way, TouchKind::Card | TouchKind::Call);
    if !ways.iter().any(suits) {
        ways.push(TouchKind::Card);
    }
    ways.sort_by_key(|way| !suits(way));
    ways
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::choice::Choice;
    use super::*;
    use Calls::{Allowed, Never};
    use TouchKind::{Call, Card, Gift, Message, Visit};

    fn suggest(ways: &[TouchKind], used: &[(TouchKind, i64)], calls: Calls) -> Option<TouchKind> {
        in_order(ways, used, calls).first().copied()
    }

    #[test]
    fn the_way_used_longest_ago_comes_next() {
        let all = [Call, Card, Visit, Gift, Message];
        assert_eq!(suggest(&all, &[], Allowed), Some(Call));
        assert_eq!(suggest(&all, &[(Call, 5)], Allowed), Some(Card));
        assert_eq!(suggest(&all, &[(Call, 5), (Card, 9), (Visit, 1), (Gift, 3), (Message, 7)], Allowed), Some(Visit));
        assert_eq!(suggest(&[Card, Gift], &[(Card, 1), (Gift, 2), (Visit, 9)], Allowed), Some(Card));
    }

    #[test]
    fn the_way_used_last_comes_again_only_without_another() {
        assert_eq!(suggest(&[Card], &[(Card, 9)], Allowed), Some(Card));
        assert_eq!(suggest(&[Card, Call], &[(Card, 9)], Never), Some(Card));
        assert_eq!(suggest(&[Card, Gift], &[(Card, 9), (Gift, 1)], Allowed), Some(Gift));
    }

    #[test]
    fn a_customer_who_declines_calls_gets_none() {
        assert_eq!(suggest(&[Call], &[], Never), None);
        assert_eq!(suggest(&[Call, Gift], &[(Gift, 1)], Never), Some(Gift));
    }

    #[test]
    fn an_occasion_asks_for_a_card_or_a_call() {
        assert_eq!(for_an_occasion(vec![Visit, Call, Gift, Card]), [Call, Card, Visit, Gift]);
        assert_eq!(for_an_occasion(vec![Gift, Card]), [Card, Gift]);
        assert_eq!(for_an_occasion(vec![Visit]), [Card, Visit]);
        assert_eq!(for_an_occasion(vec![]), [Card]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn kept_to_the_suggestions_every_way_comes_up_in_turn(ways in prop::sample::subsequence(TouchKind::ALL.to_vec(), 1..=5)) {
            let mut used: Vec<(TouchKind, i64)> = Vec::new();
            let taken: Vec<TouchKind> = (0..10)
                .map(|at| {
                    let way = suggest(&ways, &used, Allowed).unwrap();
                    used.push((way, at));
                    way
                })
                .collect();
            for round in taken.windows(ways.len()) {
                for way in &ways {
                    prop_assert!(round.contains(way), "{taken:?}");
                }
            }
        }
    }
}
