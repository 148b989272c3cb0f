//! What a team shares, as entries of a segment: fields of customers, who shared or handed them over, and what reps logged.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// The tables that such entries name.
const CUSTOMER: &str = "customer";
const SHARING: &str = "sharing";
const TOUCH: &str = "touch";
/// Stands among a customer's fields for what their writer had seen.
const SEEN: &str = "seen";

/// Something that a team is told.
#[derive(Debug, Clone, PartialEq)]
pub enum SharedEntry {
    /// Fields of a customer, each with the value it got.
    Fields {
        /// The customer's id.
        customer: i64,
        /// When.
        hlc: Hlc,
        /// The fields; null is empty.
        fields: Map<String, Value>,
        /// By field, what its writer had seen: of each machine, all up to a clock. None where an earlier version wrote it.
        seen: Option<BTreeMap<String, BTreeMap<i64, i64>>>,
    },
    /// Something that was done with a customer: shared, given, unshared, forgotten.
    Sharing {
        /// The customer's id.
        customer: i64,
        /// When.
        hlc: Hlc,
        /// What was done.
        act: String,
        /// The role whose the customer is from then on; None is anyone's.
        owner: Option<String>,
    },
    /// A log.
    Touch {
        /// Its id.
        touch: i64,
        /// When it was told so.
        hlc: Hlc,
        /// What the others get of it; None where it was removed.
        log: Option<SharedLog>,
    },
}

/// What the others get of a log on a shared customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedLog {
    /// The customer's id.
    pub customer: i64,
    /// The kind of touch.
    pub kind: String,
    /// How a call went; None of what has no outcome.
    pub outcome: Option<String>,
    /// When it was, in milliseconds since 1970.
    pub at: i64,
    /// The offset from UTC there, in seconds.
    pub offset: i64,
    /// The local day, YYYY-MM-DD.
    pub day: String,
    /// Its words, where the rep shares them.
    pub text: Option<String>,
}

impl SharedEntry {
    /// Writes it as an entry.
    pub fn entry(&self) -> Entry {
        let row = |table: &str, row: i64, hlc: Hlc, fields| Entry::Row {
            table: table.into(),
            row,
            hlc,
            writer: None,
            key: None,
            fields,
        };
        match self {
            Self::Fields { customer, hlc, fields, seen } => {
                let mut fields = fields.clone();
                if let Some(seen) = seen {
                    fields.insert(SEEN.into(), json!(seen));
                }
                row(CUSTOMER, *customer, *hlc, fields)
            }
            Self::Sharing { customer, hlc, act, owner } => {
                row(SHARING, *customer, *hlc, object(json!({"act": act, "owner": owner})))
            }
            Self::Touch { touch, hlc, log: None } => row(TOUCH, *touch, *hlc, object(json!({"here": 0}))),
            Self::Touch { touch, hlc, log: Some(log) } => {
                let mut fields = object(json!({
                    "here": 1, "customer": log.customer, "kind": log.kind, "outcome": log.outcome, "at": log.at,
                    "offset": log.offset, "day": log.day, "text": log.text,
                }));
                fields.retain(|_, value| !value.is_null());
                row(TOUCH, *touch, *hlc, fields)
            }
        }
    }

    /// Reads it from an entry; None of what is something else, or a newer version's.
    pub fn of_entry(entry: &Entry) -> Option<Self> {
        let Entry::Row { table, row, hlc, fields, .. } = entry else { return None };
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_string);
        let number = |name: &str| fields.get(name).and_then(Value::as_i64);
        match table.as_str() {
            CUSTOMER => {
                let mut fields = fields.clone();
                let seen = fields.remove(SEEN).and_then(|seen| serde_json::from_value(seen).ok());
                Some(Self::Fields { customer: *row, hlc: *hlc, fields, seen })
            }
            SHARING => Some(Self::Sharing { customer: *row, hlc: *hlc, act: text("act")?, owner: text("owner") }),
            TOUCH if number("here") == Some(0) => Some(Self::Touch { touch: *row, hlc: *hlc, log: None }),
            TOUCH => {
                let log = SharedLog {
                    customer: number("customer")?,
                    kind: text("kind")?,
                    outcome: text("outcome"),
                    at: number("at")?,
                    offset: number("offset")?,
                    day: text("day")?,
                    text: text("text"),
                };
                Some(Self::Touch { touch: *row, hlc: *hlc, log: Some(log) })
            }
            _ => None,
        }
    }

    /// When it was said.
    pub fn hlc(&self) -> Hlc {
        match self {
            Self::Fields { hlc, .. } | Self::Sharing { hlc, .. } | Self::Touch { hlc, .. } => *hlc,
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::segment::{entries_of, lines_of};

    #[test]
    fn what_a_team_is_told_comes_back_from_its_lines() {
        let log = SharedLog {
            customer: 5,
            kind: "call".into(),
            outcome: Some("reached".into()),
            at: 1_700_000_000_000,
            offset: 3600,
            day: "2023-11-14".into(),
            text: None,
        };
        let fields = object(json!({"name": "Olga", "company": null}));
        let seen = [("name".to_string(), [(7, 9)].into_iter().collect())].into_iter().collect();
        let said = [
            SharedEntry::Fields { customer: 5, hlc: Hlc(1), fields: fields.clone(), seen: None },
            SharedEntry::Fields { customer: 5, hlc: Hlc(1), fields, seen: Some(seen) },
            SharedEntry::Sharing { customer: 5, hlc: Hlc(2), act: "give".into(), owner: Some("ben".into()) },
            SharedEntry::Sharing { customer: 5, hlc: Hlc(3), act: "unshare".into(), owner: None },
            SharedEntry::Touch { touch: 9, hlc: Hlc(4), log: Some(log.clone()) },
            SharedEntry::Touch { touch: 9, hlc: Hlc(5), log: Some(SharedLog { text: Some("Hi".into()), ..log }) },
            SharedEntry::Touch { touch: 9, hlc: Hlc(6), log: None },
        ];
        let entries: Vec<Entry> = said.iter().map(SharedEntry::entry).collect();
        let lines = lines_of(&entries).unwrap();
        assert!(lines.contains("[\"touch\",9,4,") && !lines.lines().nth(4).unwrap().contains("text"), "{lines}");
        let read: Vec<_> = entries_of(&lines).unwrap().iter().filter_map(SharedEntry::of_entry).collect();
        assert_eq!(read, said);
        let others = entries_of("[\"praise\",7,9,{}]\n[\"touch\",7,9,{\"here\":1}]\n[\"forget\",7,9]\n").unwrap();
        assert!(others.iter().all(|entry| SharedEntry::of_entry(entry).is_none()));
    }
}
