//! What the surfaces read: the book's own values, by the names under which screens and commands know them.

pub use crate::book::customers::{CustomerLine, Shown, Way};
pub use crate::book::drafts::Draft;
pub use crate::book::remarks::{PraiseFilter, Quoted};
pub use crate::book::search::{Hit, Kind};
pub use crate::book::undo::Step;
