//! Finds a customer's time zone when a customer is written: by what they say of their city and country, and by their
//! number. What somebody said is never found again.

use crate::domain::customer::Customer;
use crate::domain::places::{self, Whereabouts, name_key};
use crate::domain::zones::ZoneFrom;
use crate::text::fold;

/// What a file says of where somebody is, beside their own fields.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'a> {
    pub(super) country: Option<&'a str>,
    pub(super) state: Option<&'a str>,
}

/// A place as it was written: "Paris, TX", "4000-001 Porto (Portugal)".
#[derive(Debug, Default, PartialEq, Eq)]
struct Place {
    city: Option<String>,
    state: Option<String>,
    country: Option<&'static str>,
}

/// Finds the region of a country as it is written: its name in one of some languages, or its letters.
pub(super) fn country(text: &str) -> Option<&'static str> {
    places::country_named(&name_key(&fold(text)), &text.trim().to_lowercase())
}

/// Finds the country that a city names behind a comma or in parentheses: "Porto (Portugal)".
pub(super) fn country_of_city(text: &str) -> Option<&'static str> {
    text.contains([',', '(']).then(|| read_city(text).country)?
}

/// Finds a customer's zone, unless somebody said it; `before` is the customer as the book has them. Where nothing that
/// tells it has changed, the zone stays; `region` is the user's.
pub(super) fn find_zone(customer: &mut Customer, before: Option<&Customer>, said: Said<'_>, region: Option<&str>) {
    let may_be_said = customer.timezone.is_some() && matches!(customer.zone_from, None | Some(ZoneFrom::Said));
    let moved = before.is_none_or(|before| {
        (&before.city, &before.address, &before.phone) != (&customer.city, &customer.address, &customer.phone)
    });
    if may_be_said || customer.timezone.is_some() && !moved {
        return;
    }
    let found = zone(customer, said, region);
    customer.timezone = found.map(|(zone, _)| zone);
    customer.zone_from = found.map(|(_, from)| from);
}

fn zone(customer: &Customer, said: Said<'_>, region: Option<&str>) -> Option<(crate::domain::tz::Tz, ZoneFrom)> {
    let address = customer.address.as_deref().map(read_address).unwrap_or_default();
    let city = customer.city.as_deref().map(read_city).unwrap_or_default();
    let country = city.country.or_else(|| said.country.and_then(country)).or(address.country);
    let state = city.state.or_else(|| said.state.map(|state| name_key(&fold(state)))).or(address.state);
    let whereabouts = |city: Option<&str>| {
        let number = customer.phone_shown.as_ref().and(customer.phone.as_deref());
        let number_country = customer.phone_region.as_deref();
        Whereabouts { city, state: state.as_deref(), country, number, number_country, region }.zone()
    };
    whereabouts(city.city.as_deref().or(address.city.as_deref()))
}

/// Reads a city as people write it, with a state or a country behind a comma, or a state's letters at its end.
fn read_city(text: &str) -> Place {
    let mut parts = text.split([',', '(', ')', ';', '\n']).map(without_code).filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return Place::default() };
    let mut place = Place::default();
    for part in parts {
        match country(&part) {
            // A state's letters may be a country's as well: "Atlanta, GA".
            Some(named) if part.len() > 2 || is_british(&part) => place.country = place.country.or(Some(named)),
            _ => place.state = place.state.or(Some(part)),
        }
    }
    match first.rsplit_once(' ') {
        // "Portland OR"
        Some((city, state)) if place.state.is_none() && state.len() == 2 && ends_in_capitals(text) => {
            place.city = Some(city.to_string());
            place.state = Some(state.to_string());
        }
        _ => place.city = Some(first),
    }
    place
}

fn is_british(part: &str) -> bool {
    matches!(part, "uk" | "gb")
}

fn ends_in_capitals(text: &str) -> bool {
    let last = text.split([',', '(', '\n']).next().and_then(|first| first.split_whitespace().last());
    last.is_some_and(|word| word.len() == 2 && word.bytes().all(|b| b.is_ascii_uppercase()))
}

/// Folds a part of a place, without the words that have digits: codes of the post.
fn without_code(part: &str) -> String {
    let words = part.split_whitespace().filter(|word| !word.bytes().any(|b| b.is_ascii_digit()));
    name_key(&fold(&words.collect::<Vec<_>>().join(" ")))
}

/// Reads the lines of an envelope: the last may be the country, the one above it the city.
fn read_address(address: &str) -> Place {
    let mut lines: Vec<&str> = address.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let named = lines.last().and_then(|last| country(last));
    if named.is_some() {
        lines.pop();
    }
    // The first line is a street.
    let city = lines.get(1..).and_then(|rest| rest.last()).map(|line| read_city(line)).unwrap_or_default();
    Place { country: named.or(city.country), ..city }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(city: &str, state: &str, country: Option<&'static str>) -> Place {
        let text = |text: &str| Some(text.to_string()).filter(|text| !text.is_empty());
        Place { city: text(city), state: text(state), country }
    }

    #[test]
    fn a_city_may_name_its_state_and_country() {
        for (text, read) in [
            ("Lisboa", place("lisboa", "", None)),
            ("New York, NY", place("new york", "ny", None)),
            ("Paris, TX 75460", place("paris", "tx", None)),
            ("Portland OR", place("portland", "or", None)),
            ("Porto (Portugal)", place("porto", "", Some("PT"))),
            ("London, UK", place("london", "", Some("GB"))),
            ("Springfield, Illinois, United States", place("springfield", "illinois", Some("US"))),
            ("4000-001 Porto", place("porto", "", None)),
            ("Atlanta, GA", place("atlanta", "ga", None)),
            ("São Paulo", place("sao paulo", "", None)),
            ("Rio de Janeiro", place("rio de janeiro", "", None)),
            ("", place("", "", None)),
        ] {
            assert_eq!(read_city(text), read, "{text}");
        }
    }

    #[test]
    fn an_address_names_city_and_country_in_its_last_lines() {
        for (text, read) in [
            ("Rua das Flores 12\n4000-001 Porto\nPortugal", place("porto", "", Some("PT"))),
            ("1 Main St\nSpringfield, IL 62701", place("springfield", "il", None)),
            ("Hauptstraße 1\n10115 Berlin\nDeutschland", place("berlin", "", Some("DE"))),
            ("somewhere", place("", "", None)),
        ] {
            assert_eq!(read_address(text), read, "{text}");
        }
    }
}
