//! Marking favorites: what is marked is kept until it is confirmed, so that the user can leave and come back.

use serde_json::{Value, json};

use super::App;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::count;

/// The name of the draft.
pub const MARKING: &str = "marking";
/// How many customers a kept list names; a longer one becomes everybody.
const LISTED: usize = 2000;

/// What was marked and not confirmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptMarks {
    /// The customers that were listed; None lists everybody.
    pub among: Option<Vec<CustomerId>>,
    /// Whose star was turned: on, or off where they are favorites.
    pub turned: Vec<CustomerId>,
}

impl KeptMarks {
    /// Writes them as a draft; None where nothing is marked.
    pub fn draft(&self) -> Option<String> {
        let ids = |ids: &[CustomerId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        let among = self.among.as_deref().filter(|among| among.len() <= LISTED).map(ids);
        (!self.turned.is_empty()).then(|| json!({"among": among, "turned": ids(&self.turned)}).to_string())
    }

    fn read(fields: &str) -> Option<Self> {
        let ids = |value: &Value| -> Option<Vec<CustomerId>> {
            value.as_array()?.iter().map(|id| id.as_str()?.parse().ok().map(CustomerId)).collect()
        };
        let kept: Value = serde_json::from_str(fields).ok()?;
        Some(Self { among: kept.get("among").and_then(ids), turned: kept.get("turned").and_then(ids)? })
    }
}

impl App {
    /// Returns what was marked and not confirmed; nothing where there is none.
    pub fn kept_marks(&self) -> Result<KeptMarks> {
        let draft = self.book.draft(MARKING, None)?;
        Ok(draft.and_then(|draft| KeptMarks::read(&draft.fields)).unwrap_or_default())
    }

    /// Turns the stars of several customers, as one change, and forgets what was kept of the marking. Returns how many
    /// became favorites, and how many no longer are.
    pub fn turn_favorites(&mut self, turned: &[CustomerId]) -> Result<(usize, usize)> {
        let clock = self.clock();
        let label = format!("marked {} as favorites or not", count(turned.len(), "customer", "customers"));
        self.book.change(&clock, label, |change| {
            let (mut made, mut dropped) = (0, 0);
            for id in turned {
                let Some(customer) = change.find_customer(*id)? else { continue };
                *if customer.favorite { &mut dropped } else { &mut made } += 1;
                change.update_customer(&Customer { favorite: !customer.favorite, ..customer })?;
            }
            change.finish_draft(MARKING, None)?;
            Ok((made, dropped))
        })
    }
}
