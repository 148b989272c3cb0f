//! Breaks a message into rows, with room for what follows it.

use crate::text::{break_line, cut, width};

/// The rows that a message may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    /// The columns of each.
    pub room: usize,
    /// The columns that the last one leaves to what follows it.
    pub after: usize,
    pub most: usize,
}

/// Breaks a message into as few rows as it takes. One that takes more than there are loses what its sentences only add, then
/// its end.
pub(super) fn in_rows(text: &str, Rows { room, after, most }: Rows) -> Vec<String> {
    let last = room.saturating_sub(after).max(1);
    if width(text) <= last {
        return vec![text.to_string()];
    }
    let mut said = text;
    loop {
        let rows = broken(said, room, last);
        if rows.len() <= most {
            return rows;
        }
        match said.rsplit_once("; ") {
            Some((before, _)) => said = before,
            None => return shortened(said, rows, last, most),
        }
    }
}

/// Breaks a text into rows, of which the last has fewer columns.
fn broken(text: &str, room: usize, last: usize) -> Vec<String> {
    let rows = |first: usize, rest: usize| -> Vec<String> {
        break_line(text, first, rest, width).into_iter().map(|row| row_of(text, row)).collect()
    };
    let wide = rows(room, room);
    match wide.last() {
        Some(row) if width(row) <= last => wide,
        _ if wide.len() == 1 => rows(last, last),
        _ => rows(room, last),
    }
}

/// Takes the first rows of a text; the last of them ends in "…".
fn shortened(text: &str, rows: Vec<String>, last: usize, most: usize) -> Vec<String> {
    let mut rest = text;
    let mut kept = Vec::new();
    for row in rows.into_iter().take(most.saturating_sub(1)) {
        rest = rest.get(row.len()..).unwrap_or_default().trim_start();
        kept.push(row);
    }
    kept.push(cut(rest, last).into_owned());
    kept
}

fn row_of(text: &str, row: std::ops::Range<usize>) -> String {
    text.get(row).unwrap_or_default().trim_end().to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str, most: usize) -> Vec<String> {
        in_rows(text, Rows { room: 20, after: 8, most })
    }

    #[test]
    fn a_message_takes_more_rows_before_it_loses_a_word() {
        assert_eq!(rows("Done", 2), ["Done"]);
        assert_eq!(rows("Logged a call with Ana", 2), ["Logged a call with", "Ana"]);
        // It would fit without the key behind it.
        assert_eq!(rows("Logged a call", 2), ["Logged a", "call"]);
        assert_eq!(rows("Could not read it; try another day", 3), ["Could not read it;", "try another", "day"]);
    }

    #[test]
    fn a_longer_one_loses_what_it_only_adds_then_its_end() {
        assert_eq!(rows("Skipped Ana Ribeiro; their wait goes on and on", 2), ["Skipped Ana", "Ribeiro"]);
        assert_eq!(rows("Kept the whole long promise about the list", 2), ["Kept the whole long", "promise abo…"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_takes_it_back_always_has_its_place(
            text in "[a-zé佐; ]{0,300}", room in 20_usize..200, after in 0_usize..12, most in 1_usize..4,
        ) {
            let rows = in_rows(&text, Rows { room, after, most });
            prop_assert!((1..=most).contains(&rows.len()));
            prop_assert!(rows.iter().all(|row| width(row) <= room));
            prop_assert!(width(&rows[rows.len() - 1]) + after <= room, "{rows:?}");
        }
    }
}
