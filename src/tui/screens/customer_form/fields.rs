//! Makes the fields of a customer form from the table of fields.

use crate::domain::customer::{CustomerField, FIELD_LIMIT, Group, Kind};
use crate::tui::form::Field;

/// Makes the empty form field for a customer's field.
pub(super) fn shown(field: CustomerField) -> Field<CustomerField> {
    let spec = field.spec();
    let made = match spec.kind {
        Kind::YesNo => Field::yes_no(field),
        Kind::Rating => Field::rating(field),
        Kind::Choice(words) => Field::choice(field, words()),
        Kind::Lines | Kind::Reach(_) => Field::lines(field).at_most(FIELD_LIMIT).tall(rows_of(spec.group)),
        Kind::Text | Kind::Day | Kind::Parsed => Field::line(field).at_most(FIELD_LIMIT),
    };
    made.labelled(spec.label, spec.hint).under(spec.group.title())
}

/// Counts the rows of a text that is still short: notes show that there is room for more than a line.
fn rows_of(group: Group) -> usize {
    if group == Group::Notes { 4 } else { 1 }
}
