//! What a conflict is about, in the product's words.

use std::borrow::Cow;

use crate::book::sync::Clash;

/// Says what a conflict is about: "city of Ana Ribeiro", "words of a log of Ben".
pub fn subject(clash: &Clash) -> String {
    let field = field(clash);
    match (&clash.customer, row(clash.table)) {
        (Some((_, name)), None) => format!("{field} of {name}"),
        (None, None) => format!("{field} of a customer"),
        (Some((_, name)), Some(row)) => format!("{field} of {row} of {name}"),
        (None, Some(row)) => format!("{field} of {row}"),
    }
}

/// Says which field it is, and of what where that is not the customer: "city", "words of a log".
pub fn field_of_row(clash: &Clash) -> String {
    let field = field(clash);
    row(clash.table).map_or_else(|| field.to_string(), |row| format!("{field} of {row}"))
}

/// What a row of a table is; None of the customer's own.
fn row(table: &str) -> Option<&'static str> {
    Some(match table {
        "customer" => return None,
        "touch" => "a log",
        "remark" => "a remark",
        "setback" => "a setback",
        "planned_visit" => "a visit",
        "teammate_alias" => "a teammate",
        "away" => "days away",
        "known_as" => "a merged record",
        "imported" => "an import",
        "standing_change" => "a change of standing",
        "reach" => "a number or email",
        "anniversary" => "a birthday or anniversary",
        "tag" => "a tag",
        _ => "an entry",
    })
}

/// A field in words.
fn field(clash: &Clash) -> Cow<'static, str> {
    let known = match (clash.table, clash.field.as_str()) {
        ("customer", "phone" | "phone_shown" | "phone_region") => "phone",
        ("customer", "timezone" | "zone_from") => "time zone",
        ("customer", "hours") => "calling hours",
        ("customer", "left_on") => "day of leaving",
        ("customer", "left_because") => "reason for leaving",
        ("customer", "favorite") => "place among the favorites",
        ("customer", "peak") => "peak days",
        ("customer", "touches_a_year") => "visits a year",
        ("customer", "do_not_call") => "do-not-call mark",
        ("customer", "referred_by") => "referral",
        ("customer", "snoozed_until") => "snooze",
        ("customer", "archived_at") => "place out of sight",
        ("customer", "added_at" | "added_on") => "day of adding",
        ("customer", "source_uid") => "id in another program",
        ("touch" | "setback", "occurred_at" | "utc_offset" | "day") => "time",
        ("touch", "minutes") => "length",
        ("touch", "text") => "words",
        ("touch" | "known_as", "customer") => "customer",
        ("setback", "about") => "subject",
        ("setback", "answered_by") => "answer",
        ("remark", "starred") => "star",
        ("remark", "ended_at") => "end",
        ("remark", "due_on") => "day",
        ("planned_visit", "moved_to") => "new day",
        ("planned_visit" | "standing_change", "because") => "reason",
        ("away", "first_day") => "first day",
        ("away", "last_day") => "last day",
        ("imported" | "known_as", "fields") => "fields",
        ("reach", "shown" | "region") | ("tag", "tag") => "spelling",
        ("reach", "position") => "order",
        (_, other) => return Cow::Owned(other.replace('_', " ")),
    };
    Cow::Borrowed(known)
}
