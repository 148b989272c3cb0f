//! Nothing is cut beside blanks: every screen at every width from 60 to 200.

use std::collections::BTreeMap;

use goodcall::text::width;

use super::harness::Harness;

/// The states, each with the keys that lead to it from Today in the demo book.
const STATES: [(&str, &str); 24] = [
    ("Today", ""),
    ("the call", "enter"),
    ("the log", "l"),
    ("its details", "l tab tab"),
    ("Lift", "d"),
    ("what happened", "d 1"),
    ("Praise", "2"),
    ("praise further down", "2 j j j j j j"),
    ("Customers", "3"),
    ("a customer", "3 j j"),
    ("a customer with long fields", "3 j j j enter"),
    ("the form of a customer", "3 j e"),
    ("Mark favorites", "3 F"),
    ("the tag dialog", "3 t"),
    ("a question", "3 z"),
    ("In touch", "4"),
    ("Visits", "5"),
    ("what comes later", "5 G enter"),
    ("a visit declined", "5 x"),
    ("Ideas", "6"),
    ("Trends", "7"),
    ("the week", "7 w"),
    ("help", "?"),
    ("the palette", ": a"),
];

/// Text to be read has about as many columns, its label not counted; longer rows are cut on purpose.
const MEASURE: usize = 60;
/// The most blanks between two columns, and at the right border.
const GAP: usize = 8;
/// Blanks where the next word of a sentence had no room.
const WORD: usize = 14;

/// Returns what a row cuts although blanks stand beside it.
fn cut_beside_blanks(row: &str, columns: usize) -> Vec<String> {
    let mut found = Vec::new();
    for (at, mark) in row.match_indices('…') {
        let (before, after) = (&row[..at], &row[at + mark.len()..]);
        let blanks = after.chars().take_while(|c| *c == ' ').count();
        let ends_a_word = after.is_empty() || after.starts_with("  ");
        // The gutter of a log begins with room for what a line is.
        let is_beside_a_gutter = after.trim_start().starts_with('│');
        let free = if after.trim().is_empty() { columns - width(before) - 1 } else { blanks };
        let text = before.rsplit("  ").next().unwrap_or_default();
        let room = if text.ends_with(' ') { WORD } else { GAP };
        // After a whole paragraph the next one begins a row.
        let whole = text.ends_with(". ");
        let is_border = text.contains(['╰', '│']);
        if ends_a_word
            && !is_border
            && !is_beside_a_gutter
            && free > room
            && !whole
            && width(text) < MEASURE - 2
            && !text.is_empty()
        {
            found.push(format!("{text}… ({free} blanks)"));
        }
    }
    found
}

#[test]
fn nothing_is_cut_beside_blanks_at_any_width() {
    let mut found: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    for (state, keys) in STATES {
        let mut h = Harness::demo();
        h.press(keys);
        for columns in 60..=200 {
            for rows in [18, 24, 34, 48] {
                let screen = h.size((columns, rows)).screen();
                for row in screen.lines() {
                    for cut in cut_beside_blanks(row, usize::from(columns)) {
                        let what = cut.split(" (").next().unwrap_or_default().trim().to_string();
                        let widths = found.entry(format!("{state}: {what}")).or_default();
                        if widths.last() != Some(&columns) {
                            widths.push(columns);
                        }
                    }
                }
            }
        }
    }
    let list: Vec<String> =
        found.iter().map(|(what, widths)| format!("{what}  at {:?}..={:?}", widths.first(), widths.last())).collect();
    assert!(list.is_empty(), "{} cuts beside blanks:\n{}", list.len(), list.join("\n"));
}

/// Returns the cells of a row, one for each column.
fn cells(h: &mut Harness, y: u16) -> Vec<String> {
    let buffer = h.buffer();
    (0..buffer.area.width).map(|x| buffer[(x, y)].symbol().to_string()).collect()
}

#[test]
fn what_stands_beside_a_name_begins_under_its_head_at_any_width() {
    for (keys, head) in [("3", "company"), ("3 S", "company"), ("3 S S", "city"), ("3 F", "company")] {
        let mut h = Harness::demo();
        h.press(keys);
        for columns in 60..=200 {
            let screen = h.size((columns, 28)).screen();
            let heads = (0..).zip(screen.lines()).find(|(_, line)| line.trim_start().starts_with("name "));
            // A narrow list has the names alone.
            let Some((y, x)) = heads.and_then(|(y, line)| Some((y, line.find(head)?))) else { continue };
            for row in y + 1..25 {
                let before = cells(&mut h, row)[x - 2..x].concat();
                assert_eq!(before, "  ", "{keys} at {columns}, row {row}\n{}", h.screen());
            }
        }
    }
}
