//! Puts an address together from separate columns, as an envelope shows it.

use super::text::{many_lines, one_line};

/// The address whose columns don't name a kind: `Street`, `City`, `Zip`.
pub(super) const PLAIN: u8 = 0;
/// The first numbered address.
const NUMBERED: u8 = 10;
/// The kinds of addresses, with which the names of columns begin; the first with a street wins.
const KINDS: [(&str, u8); 8] = [
    ("business", 1),
    ("work", 1),
    ("mailing", 2),
    ("postaladdress", 3),
    ("postal", 3),
    ("home", 4),
    ("other", 5),
    ("billing", 6),
];

/// Countries that write the postal code behind the state's abbreviation.
const WITH_STATES: [&str; 8] =
    ["us", "usa", "united states", "united states of america", "ca", "canada", "au", "australia"];

/// A part of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All lines in one text, or the street alone where city or postal code have columns of their own.
    Whole,
    Street,
    /// The floor, the flat, the building.
    Extended,
    PoBox,
    City,
    Region,
    PostalCode,
    Country,
}

impl Part {
    /// Whether a card can go there by it: the other parts only say where that is.
    pub(super) fn leads(self) -> bool {
        matches!(self, Part::Whole | Part::Street | Part::PoBox)
    }

    fn named(key: &str) -> Option<Part> {
        Some(match key {
            "address" | "formatted" | "full" => Part::Whole,
            "street" | "street1" | "street2" | "street3" | "streetaddress" | "streetaddress1" | "streetaddress2"
            | "addressline1" | "addressline2" | "addressline3" => Part::Street,
            "extended" | "extendedaddress" => Part::Extended,
            "pobox" | "postofficebox" | "addresspobox" => Part::PoBox,
            "city" | "town" => Part::City,
            "state" | "region" | "stateregion" | "stateprovince" | "province" => Part::Region,
            "postalcode" | "zip" | "zipcode" | "zippostalcode" | "postcode" => Part::PostalCode,
            "country" | "countryregion" => Part::Country,
            _ => return None,
        })
    }
}

/// Tells by a column's name which part of which address it holds.
pub(super) fn part_of(key: &str) -> Option<(u8, Part)> {
    if let Some(numbered) = key.strip_prefix("address").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        let part = numbered.trim_start_matches(|c: char| c.is_ascii_digit());
        let number: u8 = numbered.strip_suffix(part)?.parse().ok()?;
        // `Address 1` and `Address 2` alone are two lines of one address.
        return match part {
            "" => Some((PLAIN, Part::Street)),
            _ => Some((NUMBERED.saturating_add(number), Part::named(part)?)),
        };
    }
    let of_kind = |(kind, group): &(&str, u8)| Some((*group, Part::named(key.strip_prefix(kind)?)?));
    KINDS.iter().find_map(of_kind).or_else(|| {
        // The word alone is the whole address, as the table of fields says.
        Part::named(key).filter(|part| *part != Part::Whole).map(|part| (PLAIN, part))
    })
}

/// The parts of one address.
#[derive(Debug, Default)]
pub(super) struct Address {
    whole: Option<String>,
    /// Street, floor and box, a text each.
    lines: Vec<String>,
    city: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

impl Address {
    /// Takes a part; the first text wins where a part is one line.
    pub(super) fn add(&mut self, part: Part, text: &str) {
        let slot = match part {
            Part::Street | Part::Extended | Part::PoBox => return self.lines.extend(many_lines(text)),
            // Several columns for a whole address are its lines.
            Part::Whole => {
                let said = [self.whole.take(), many_lines(text)].into_iter().flatten().collect::<Vec<_>>();
                self.whole = Some(said.join("\n")).filter(|whole| !whole.is_empty());
                return;
            }
            Part::City => &mut self.city,
            Part::Region => &mut self.region,
            Part::PostalCode => &mut self.postal_code,
            Part::Country => &mut self.country,
        };
        if slot.is_none() {
            *slot = one_line(text);
        }
    }

    /// The state or province.
    pub(super) fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// Writes the address as its country does, a line each: street, place, country. None without a street.
    pub(super) fn compose(mut self) -> Option<String> {
        if let Some(whole) = self.whole.take() {
            if self.is_said_in(&whole) {
                return Some(whole);
            }
            if self.lines.is_empty() {
                self.lines.push(whole);
            }
        }
        if self.lines.is_empty() {
            return None;
        }
        let joined = |parts: [Option<String>; 2], with: &str| {
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            Some(parts.join(with)).filter(|p| !p.is_empty())
        };
        let place = if self.has_state() {
            let city_and_state = joined([self.city, self.region], ", ");
            [joined([city_and_state, self.postal_code], " "), None]
        } else {
            [joined([self.postal_code, self.city], " "), self.region]
        };
        self.lines.extend(place.into_iter().flatten().chain(self.country));
        Some(self.lines.join("\n"))
    }

    /// Whether an address names its place, city and postal code, behind the street: "12 London Road" is not in London.
    fn is_said_in(&self, whole: &str) -> bool {
        let folded = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
        let behind = whole.find([',', '\n']).and_then(|at| whole.get(at..)).map(folded).unwrap_or_default();
        [&self.city, &self.postal_code].into_iter().flatten().all(|part| behind.contains(&folded(part)))
    }

    /// Whether to write the place as "Chicago, IL 60601": the region is a state's abbreviation, and nothing says that
    /// it lies elsewhere.
    fn has_state(&self) -> bool {
        let is_abbreviated = |r: &String| (2..=3).contains(&r.len()) && r.bytes().all(|b| b.is_ascii_uppercase());
        let has_states = |c: &String| WITH_STATES.contains(&c.to_lowercase().as_str());
        self.region.as_ref().is_some_and(is_abbreviated) && self.country.as_ref().is_none_or(has_states)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composed(parts: &[(Part, &str)]) -> Option<String> {
        let mut address = Address::default();
        for (part, text) in parts {
            address.add(*part, text);
        }
        address.compose()
    }

    #[test]
    fn an_address_is_composed_as_an_envelope_shows_it() {
        use Part::*;
        let all = [(City, "Porto"), (Country, "Portugal"), (PostalCode, "4000-001"), (Street, "Rua 1\r\n2 Esq")];
        assert_eq!(composed(&all).as_deref(), Some("Rua 1\n2 Esq\n4000-001 Porto\nPortugal"));
        let boxed = [(PoBox, "PO Box 7"), (City, "Salem"), (Region, "OR")];
        assert_eq!(composed(&boxed).as_deref(), Some("PO Box 7\nSalem, OR"));
        let state = [(Street, "1 Main St"), (City, "Chicago"), (Region, "IL"), (PostalCode, "60601"), (Country, "USA")];
        assert_eq!(composed(&state).as_deref(), Some("1 Main St\nChicago, IL 60601\nUSA"));
        let region =
            [(Street, "Via Roma 1"), (City, "Milano"), (Region, "MI"), (PostalCode, "20121"), (Country, "Italy")];
        assert_eq!(composed(&region).as_deref(), Some("Via Roma 1\n20121 Milano\nMI\nItaly"));
        assert_eq!(composed(&[(City, "Porto"), (Country, "Portugal")]), None);
    }

    #[test]
    fn a_whole_address_is_taken_as_it_is_unless_it_is_only_the_street() {
        use Part::*;
        assert_eq!(composed(&[(Whole, "Rua 1, Porto"), (City, "Porto")]).as_deref(), Some("Rua 1, Porto"));
        assert_eq!(composed(&[(Whole, "Rua 1\nPorto"), (City, "Porto")]).as_deref(), Some("Rua 1\nPorto"));
        let road = [(Whole, "12 London Road"), (City, "London"), (PostalCode, "SE1 6XX"), (Country, "United Kingdom")];
        assert_eq!(composed(&road).as_deref(), Some("12 London Road\nSE1 6XX London\nUnited Kingdom"));
        let flat = [(Whole, "Flat 2\n10 High St"), (City, "London"), (PostalCode, "N1 1AA")];
        assert_eq!(composed(&flat).as_deref(), Some("Flat 2\n10 High St\nN1 1AA London"));
        let said = [(Whole, "Flat 2, 10 High St, London n11aa"), (City, "London"), (PostalCode, "N1 1AA")];
        assert_eq!(composed(&said).as_deref(), Some("Flat 2, 10 High St, London n11aa"));
        assert_eq!(composed(&[(Whole, "Rua 1"), (City, "Porto")]).as_deref(), Some("Rua 1\nPorto"));
    }
}
