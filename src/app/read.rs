//! What the surfaces read: the book's own values, by the names under which screens and commands know them.

pub use crate::book::customers::{CustomerLine, Direction, Visibility};
pub use crate::book::drafts::FormDraft;
pub use crate::book::remarks::{PraiseFilter, Quoted};
pub use crate::book::search::{Hit, HitKind};
pub use crate::book::undo::Step;
