//! Reads the pages of past buyers: all of them in order, or those that the filter finds.

use crate::app::App;
use crate::app::customers::Direction;
use crate::app::keep_in_touch::{PastBuyer, PastBuyers};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::tui::window::{Pages, Sizes};

/// The rows to read at a time, to hold, and to move with a page key.
pub(super) const SIZES: Sizes = Sizes { page: 120, held: 400, leap: 8 };
/// The most hits of a filter.
pub(super) const FOUND: usize = 200;

/// A past buyer at a place of the list.
pub(super) struct Placed {
    at: usize,
    pub buyer: PastBuyer,
}

/// Past buyers by how long they have waited.
pub(super) enum Waiting {
    /// Only the first ones, as many as this.
    InOrder { all: PastBuyers, count: usize },
    /// The hits of a filter.
    Found(Vec<PastBuyer>),
}

impl Default for Waiting {
    fn default() -> Self {
        Self::Found(Vec::new())
    }
}

impl Waiting {
    fn count(&self) -> usize {
        match self {
            Self::InOrder { count, .. } => *count,
            Self::Found(found) => found.len(),
        }
    }
}

impl Pages for Waiting {
    type Item = Placed;
    type Id = CustomerId;

    fn id(item: &Placed) -> CustomerId {
        item.buyer.customer.id
    }

    fn page(&self, app: &App, from: Option<&Placed>, direction: Direction, count: usize) -> Result<Vec<Placed>> {
        let places = match direction {
            Direction::Down => {
                let first = from.map_or(0, |f| f.at + 1);
                first..self.count().min(first.saturating_add(count))
            }
            Direction::Up => {
                let end = from.map_or(self.count(), |f| f.at.min(self.count()));
                end.saturating_sub(count)..end
            }
        };
        let buyers = match self {
            Self::InOrder { all, .. } => app.past_buyers_page(all, places.start, places.len())?,
            Self::Found(found) => found.get(places.clone()).unwrap_or_default().to_vec(),
        };
        let mut page: Vec<Placed> = places.zip(buyers).map(|(at, buyer)| Placed { at, buyer }).collect();
        if direction == Direction::Up {
            page.reverse();
        }
        Ok(page)
    }
}
