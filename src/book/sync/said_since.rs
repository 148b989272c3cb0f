//! What the space said since a copy of the book was taken. A row's date does not tell: an edit from before it may arrive late,
//! and leaves it as it is.

use super::tables::{self, CUSTOMER};

/// Makes the SQL that is true where the space has the same of a row, under this name, as it had in the attached `copy`. None of a
/// table that does not travel.
pub(in crate::book) fn nothing_was_said_since(table: &str, row: &str) -> Option<String> {
    let synced = tables::by_name(table)?;
    let columns: Vec<String> = synced.key.iter().map(|column| format!("{row}.{column}")).collect();
    let key = if synced.has_key() { format!("json_array({})", columns.join(", ")) } else { format!("{row}.id") };
    let state = |of: &str| format!("({of}.clock, {of}.machine, {of}.clocks, {of}.state)");
    // Who has other records merged into them shows what is said of those.
    let stands_alone = if *synced == CUSTOMER {
        format!("AND NOT EXISTS (SELECT 1 FROM main.known_as WHERE customer = {row}.id)")
    } else {
        String::new()
    };
    Some(format!(
        "EXISTS (SELECT 1 FROM main.sync_row AS said JOIN copy.sync_row AS had USING (tbl, key)
                 WHERE said.tbl = {} AND said.key = {key} AND {} IS {}) {stands_alone}",
        synced.code,
        state("said"),
        state("had")
    ))
}
