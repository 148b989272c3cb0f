//! Marking favorites: what is marked is kept until it is confirmed, so that the user can leave and come back.

use serde_json::{Value, json};

use super::App;
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::error::Result;
use crate::text::count;

/// The name of the draft.
pub const MARKING: &str = "marking";
/// How many customers a kept list names; a longer one becomes everybody.
const LISTED: usize = 2000;

/// What was marked and not confirmed, and how the list was sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMarks {
    /// The customers that were listed; None lists everybody.
    pub among: Option<Vec<CustomerId>>,
    /// Whose star was turned: on, or off where they are favorites.
    pub turned: Vec<CustomerId>,
    /// What the list was sorted by.
    pub order: Order,
}

impl Default for KeptMarks {
    fn default() -> Self {
        Self { among: None, turned: Vec::new(), order: Order::Name }
    }
}

impl KeptMarks {
    /// Writes them as a draft; None where nothing is marked and the list is in its usual order.
    pub fn draft(&self) -> Option<String> {
        let ids = |ids: &[CustomerId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        // Without marks the next one begins with everybody.
        let among = self.among.as_deref().filter(|among| !self.turned.is_empty() && among.len() <= LISTED).map(ids);
        let order = self.order.as_str();
        (!self.turned.is_empty() || self.order != Order::Name)
            .then(|| json!({"among": among, "turned": ids(&self.turned), "order": order}).to_string())
    }

    fn read(fields: &str) -> Option<Self> {
        let ids = |value: &Value| -> Option<Vec<CustomerId>> {
            value.as_array()?.iter().map(|id| id.as_str()?.parse().ok().map(CustomerId)).collect()
        };
        let kept: Value = serde_json::from_str(fields).ok()?;
        let order = kept.get("order").and_then(Value::as_str).and_then(Order::parse).unwrap_or(Order::Name);
        Some(Self { among: kept.get("among").and_then(ids), turned: kept.get("turned").and_then(ids)?, order })
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
        let (mut made, mut dropped) = (Vec::new(), Vec::new());
        for id in turned {
            if let Some(customer) = self.book.find_customer(*id)? {
                if customer.favorite { &mut dropped } else { &mut made }.push(customer.name);
            }
        }
        let label = favorites_turned(&made, &dropped);
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

/// Says who became a favorite, and who no longer is, for undo.
fn favorites_turned(made: &[String], dropped: &[String]) -> String {
    let whom = |names: &[String]| match names {
        [name] => name.clone(),
        names => count(names.len(), "customer", "customers"),
    };
    match (made, dropped) {
        ([one], []) => format!("made a favorite of {one}"),
        (made, []) => format!("made favorites of {}", whom(made)),
        ([], dropped) => format!("took {} out of the favorites", whom(dropped)),
        ([one], dropped) => format!("made a favorite of {one}, and took {} out of the favorites", whom(dropped)),
        (made, dropped) => format!("made favorites of {}, and took {} out", whom(made), whom(dropped)),
    }
}
