//! Ids of remarks: told by the log alone, so that every book which holds a log has the same.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{ParsedRemark, RemarkKind};
use crate::domain::choice::Choice;
use crate::domain::ids::{RemarkId, TouchId};
use crate::domain::shared_id;

/// Makes the id of a remark: from its touch, its kind, its text as the log has it behind the mark, with the name that says
/// who speaks, and how many earlier remarks of the touch have the same kind and text. A positive number of 62 bits.
///
/// Books on several machines find each other's remarks by it, so it stays as it is for ever.
pub fn id_of(touch: TouchId, kind: RemarkKind, raw: &str, nth: u32) -> RemarkId {
    let mut hash = Sha256::new();
    hash.update(touch.0.to_be_bytes());
    hash.update(kind.as_str());
    hash.update([0]);
    hash.update(nth.to_be_bytes());
    hash.update(raw);
    RemarkId(shared_id::of_hash(hash))
}

/// Finds the id of the remark of a log that is of a kind and says a text, as the log has it or without a name before it:
/// best the one at a place. None where the log says no such thing.
pub fn id_told_by(
    touch: TouchId,
    said: &[ParsedRemark],
    (kind, text): (RemarkKind, &str),
    place: usize,
) -> Option<RemarkId> {
    let is = |said: &&ParsedRemark| said.kind == kind && said.says(text);
    said.get(place).filter(is).or_else(|| said.iter().find(is)).map(|said| said.id(touch))
}

/// Counts for each of a log's remarks the earlier ones of the same kind and text.
pub(super) fn counted<'t>(said: impl Iterator<Item = (RemarkKind, &'t str)>) -> Vec<u32> {
    let mut met: HashMap<(RemarkKind, &str), u32> = HashMap::new();
    let count = |said| {
        let before = met.entry(said).or_default();
        *before += 1;
        *before - 1
    };
    said.map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::remark::parse;
    use proptest::prelude::*;

    const TOUCH: TouchId = TouchId(912_345_678_901_234_567);

    fn ids(log: &str) -> Vec<i64> {
        parse(log).iter().map(|said| said.id(TOUCH).0).collect()
    }

    #[test]
    fn an_id_is_what_it_was_when_the_first_book_was_written() {
        // The first eight bytes of the SHA-256, as Python has it, without the last two bits.
        let cases = [
            ((2001, RemarkKind::Idea, "Print labels", 0), 641_651_880_221_455_658),
            ((2001, RemarkKind::Praise, "Kind @Sally", 0), 2_054_101_808_140_644_422),
            ((i64::MAX, RemarkKind::News, "日本語\nund mehr", 3), 4_013_185_506_340_973_413),
        ];
        for ((touch, kind, raw, nth), id) in cases {
            assert_eq!(id_of(TouchId(touch), kind, raw, nth), RemarkId(id), "{raw}");
        }
    }

    #[test]
    fn blanks_and_other_lines_leave_an_id_as_it_is() {
        let [first, second] = ids("! labels\n+ kind")[..] else { panic!("two remarks") };
        assert_eq!(ids("+ kind\n\n!   labels  \r\nnews"), [second, first, ids("news")[0]]);
        assert_eq!(ids("idea: labels"), [first]);
        // Those that say the same are told apart by their order.
        let twice = ids("+ kind\n! labels\n+ kind");
        assert_eq!((twice[0], twice[1]), (second, first));
        assert!(twice[2] != second);
        assert!(ids("= labels\n? labels\nlabels").iter().all(|id| *id != first));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn all_ids_of_a_log_are_positive_and_differ(log in "([+!?>=] |)[ab:]{1,3}(\n([+!?>=] |  |)[ab:]{1,3}){0,12}") {
            let mut ids = ids(&log);
            prop_assert!(ids.iter().all(|id| (1..1 << 62).contains(id)));
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), all);
        }
    }
}
