//! The card of a day in the field: whom, where, why, what to look for, whom to thank, what they said last.

use chrono::NaiveDate;

use super::calendar::said;
use super::visits::{LOOK_FOR, visit_why};
use crate::app::praise::Quoted;
use crate::app::visits::{CardVisit, DayCard};
use crate::domain::dates;
use crate::domain::remark::without_marks;

/// Names the day and its city: "Wed 25 Nov, Hilo".
pub fn heading(card: &DayCard, today: NaiveDate) -> String {
    let city = card.day.city.as_deref().map(|city| format!(", {city}")).unwrap_or_default();
    format!("{}{city}", dates::weekday_date(card.day.day, today))
}

/// Says what there is to know of a visit, as labels and lines; what they said last is not said again under "Still open".
pub fn fields(one: &CardVisit) -> Vec<(&'static str, Vec<String>)> {
    let customer = &one.customer;
    let whereabouts = customer.address.as_deref().or(customer.city.as_deref());
    let address = whereabouts.unwrap_or_default().lines().map(str::to_string);
    let phone = if customer.do_not_call { Some("not to be called") } else { customer.shown_phone() };
    let phone = phone.map(str::to_string);
    let thank = one.thank.as_ref().map(|thank| {
        let who = thank.remark.teammates.join(" and ");
        format!("{who}: “{}”", without_marks(&thank.remark.text))
    });
    let new = |all: &[Quoted]| -> Vec<String> {
        let is_new = |quoted: &&Quoted| one.last_said.iter().all(|said| said.id != quoted.remark.id);
        all.iter().filter(is_new).map(|quoted| quoted.remark.text.clone()).collect()
    };
    let fields = [
        ("Where", address.chain(phone).collect()),
        ("Why", vec![visit_why(&one.visit)]),
        ("Look for", LOOK_FOR.map(str::to_string).to_vec()),
        ("Thank", thank.into_iter().collect()),
        ("Last said", one.last_said.iter().map(said).collect()),
        ("Still open", new(&one.open)),
        ("Owed", new(&one.owed)),
    ];
    fields.into_iter().filter(|(_, lines): &(_, Vec<String>)| !lines.is_empty()).collect()
}

/// Writes the card as plain text, to print or to send.
pub fn text(card: &DayCard, today: NaiveDate) -> String {
    let mut text = format!("{}\n", heading(card, today));
    for one in &card.visits {
        let name = [one.customer.name.clone(), one.customer.role_and_company()];
        let name: Vec<String> = name.into_iter().filter(|part| !part.is_empty()).collect();
        text.push_str(&format!("\n{}\n", name.join(", ")));
        for (label, lines) in fields(one) {
            text.push_str(&format!("{label}: {}\n", lines.join("; ")));
        }
    }
    text
}
