//! The names of the accounts that lie beside a Salesforce export's contacts.

use std::collections::HashMap;

use crate::exchange::encoding::Examined;
use crate::exchange::fields;
use crate::exchange::rows::{Row, Rows};
use crate::exchange::source::Source;
use crate::exchange::text;

/// How much account data to keep in memory for a join.
const ACCOUNTS_LIMIT: usize = 48 << 20;

/// Returns a Salesforce id without the check letters that only some exports add.
pub(super) fn short_id(id: &str) -> String {
    id.trim().chars().take(15).collect()
}

/// Reads the names of the accounts by their short ids; leaves out what it can't read.
pub(super) fn read(source: &dyn Source) -> HashMap<String, String> {
    let mut accounts = HashMap::new();
    let Ok(examined) = Examined::of(source) else {
        return accounts;
    };
    let Ok(input) = examined.decoded(source) else {
        return accounts;
    };
    let mut rows = Rows::new(input, b',');
    let mut row = Row::default();
    let mut at: Option<(usize, usize)> = None;
    let mut bytes = 0;
    while bytes < ACCOUNTS_LIMIT && rows.next(&mut row).unwrap_or(false) {
        let cell = |at: usize| std::str::from_utf8(row.cell(at)).unwrap_or_default();
        let Some((id, name)) = at else {
            let find = |wanted: &str| (0..row.len()).find(|i| fields::key(cell(*i)) == wanted);
            at = find("id").zip(find("name"));
            if at.is_none() {
                break;
            }
            continue;
        };
        if let Some(name) = text::one_line(cell(name)) {
            // Counts the map's own share per entry too.
            bytes += name.len() + 100;
            accounts.insert(short_id(cell(id)), name);
        }
    }
    accounts
}
