//! What is said of the rows of a space.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::stored::{Fields, Stamp};
use crate::sync::WriterId;

/// The table under which a settled conflict travels.
pub(super) const SETTLED: &str = "settled";

/// What is said, by whom, and what they had read.
pub(super) struct Saying<'a> {
    pub writer: i64,
    pub seq: u64,
    pub seen: &'a BTreeMap<WriterId, u64>,
    /// Whether it is a state, whose clocks are of many machines.
    pub is_snapshot: bool,
    /// The touches that it says anything of.
    pub touches: BTreeSet<i64>,
}

/// What is said of a row.
pub(super) struct Said<'a> {
    pub row: i64,
    pub key: Option<&'a [Value]>,
    pub stamp: Stamp,
    pub fields: &'a Fields,
}
