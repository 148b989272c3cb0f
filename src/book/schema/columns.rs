//! Ways to write a column down.

use super::{Column, Holds, Upkeep};
use crate::domain::customer::FIELD_LIMIT;
use crate::domain::touch::TEXT_LIMIT;

pub(super) const fn column(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, upkeep: Upkeep::Written, is_required: false }
}

pub(super) const fn id() -> Column {
    column("id", Holds::Id)
}

pub(super) const fn customer(name: &'static str) -> Column {
    column(name, Holds::Customer)
}

/// The id of a row of another table, or of a machine.
pub(super) const fn reference(name: &'static str) -> Column {
    column(name, Holds::Ref)
}

pub(super) const fn instant(name: &'static str) -> Column {
    column(name, Holds::Instant)
}

pub(super) const fn day(name: &'static str) -> Column {
    column(name, Holds::Day)
}

pub(super) const fn yes_no(name: &'static str) -> Column {
    column(name, Holds::YesNo)
}

pub(super) const fn number(name: &'static str) -> Column {
    column(name, Holds::Number)
}

/// A word, a name, a field of a form.
pub(super) const fn field(name: &'static str) -> Column {
    column(name, Holds::Text(FIELD_LIMIT))
}

/// A log, or what was said in one.
pub(super) const fn long_text(name: &'static str) -> Column {
    column(name, Holds::Text(TEXT_LIMIT))
}

/// All fields of a record at once, as JSON.
pub(super) const fn record(name: &'static str) -> Column {
    column(name, Holds::Text(8 * TEXT_LIMIT))
}

pub(super) const fn derived(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, upkeep: Upkeep::Derived, is_required: false }
}

pub(super) const fn counter(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, upkeep: Upkeep::Counter, is_required: false }
}
