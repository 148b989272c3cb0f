//! The fields of a customer as a form shows them: what each is called, what may be written, and in which way.

use crate::domain::choice::Choice;
use crate::domain::customer::{CustomerField, FIELD_LIMIT, LeftBecause, Standing};
use crate::tui::form::Field;

/// A field as the form shows it, empty.
pub(super) fn shown(field: CustomerField) -> Field<CustomerField> {
    let made = match field {
        CustomerField::Favorite | CustomerField::DoNotCall => Field::yes_no(field),
        CustomerField::Pleasure | CustomerField::Profit => Field::rating(field),
        CustomerField::Standing => Field::choice(field, Standing::ALL.iter().map(|s| s.as_str()).collect()),
        CustomerField::LeftBecause => {
            let reasons = LeftBecause::ALL.iter().map(|b| b.as_str());
            Field::choice(field, std::iter::once("").chain(reasons).collect())
        }
        CustomerField::Facts => Field::lines(field).at_most(FIELD_LIMIT),
        _ => Field::line(field).at_most(FIELD_LIMIT),
    };
    made.labelled(label(field), hint(field))
}

fn label(field: CustomerField) -> &'static str {
    match field {
        CustomerField::Name => "name",
        CustomerField::Company => "company",
        CustomerField::Role => "role",
        CustomerField::Phone => "phone",
        CustomerField::Email => "email",
        CustomerField::City => "city",
        CustomerField::Timezone => "time zone",
        CustomerField::Hours => "calling hours",
        CustomerField::Favorite => "favorite",
        CustomerField::Pleasure => "a pleasure",
        CustomerField::Profit => "profitable",
        CustomerField::Standing => "standing",
        CustomerField::LeftOn => "left on",
        CustomerField::LeftBecause => "left because",
        CustomerField::Cadence => "in touch every",
        CustomerField::Peak => "peak days",
        CustomerField::TouchesAYear => "visits a year",
        CustomerField::DoNotCall => "do not call",
        CustomerField::Facts => "good to know",
    }
}

fn hint(field: CustomerField) -> &'static str {
    match field {
        CustomerField::Phone => "e.g. +351 22 555 0142",
        CustomerField::Timezone => "found from the number where it can be",
        CustomerField::Hours => "as configured, or e.g. 09:00-12:00",
        CustomerField::Favorite => "in the rotation",
        CustomerField::Pleasure => "to work with",
        CustomerField::Profit => "for the business",
        CustomerField::LeftOn => "e.g. 2025-03-12",
        CustomerField::Cadence => "e.g. 90d, 12w or 6m",
        CustomerField::Peak => "e.g. tue,thu",
        CustomerField::TouchesAYear => "1 to 12",
        _ => "",
    }
}
