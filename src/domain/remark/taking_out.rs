//! Takes remarks out of a log together with their lines.

use super::{LineKind, line_kinds};

/// Takes some remarks out of a log, with all their lines; `is_gone` is asked for the places of those that
/// [`parse`](super::parse) finds.
pub fn without_remarks(text: &str, is_gone: impl Fn(usize) -> bool) -> String {
    let lines: Vec<(&str, LineKind)> = text.split('\n').zip(line_kinds(text)).collect();
    let mut place = 0;
    let mut kept = Vec::with_capacity(lines.len());
    let mut goes = false;
    for (at, (line, kind)) in lines.iter().enumerate() {
        if let LineKind::Begins(_, start) = kind {
            let goes_on = || {
                let below = lines.iter().skip(at + 1).map(|(_, kind)| kind).find(|kind| **kind != LineKind::Blank);
                below == Some(&LineKind::Continued)
            };
            // A mark without text makes no remark.
            let is_remark = !line.get(*start..).unwrap_or_default().trim().is_empty() || goes_on();
            goes = is_remark && is_gone(place);
            place += usize::from(is_remark);
        }
        if !goes || *kind == LineKind::Blank {
            kept.push(*line);
        }
    }
    kept.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::remark::{ParsedRemark, parse};

    #[test]
    fn a_remark_goes_with_all_its_lines() {
        let log = "+ One\n  goes on\n\n! \n? Two\n\\Three\n! \n  Four\nFive";
        assert_eq!(parse(log).len(), 5);
        assert_eq!(without_remarks(log, |place| place == 0), "\n! \n? Two\n\\Three\n! \n  Four\nFive");
        assert_eq!(without_remarks(log, |place| place == 3), "+ One\n  goes on\n\n! \n? Two\n\\Three\nFive");
        assert_eq!(without_remarks(log, |place| place != 1), "\n! \n? Two");
        assert_eq!(without_remarks(log, |_| false), log);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_other_remarks_stay_as_they_are(text in "[ +!?>@:\\\\\n\ta-c]{0,60}", gone in 0..6_usize) {
            let all = parse(&text);
            let left = parse(&without_remarks(&text, |place| place == gone));
            let expected = all.into_iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, s)| s);
            // Fewer may stand before one that say the same.
            let said = |s: ParsedRemark| (s.kind, s.text, s.teammates, s.by, s.raw);
            prop_assert_eq!(left.into_iter().map(said).collect::<Vec<_>>(), expected.map(said).collect::<Vec<_>>());
        }
    }
}
