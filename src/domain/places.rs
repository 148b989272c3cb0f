//! Where somebody is, so that their clock is known: by what they say of their city and country, and by their number. The
//! tables are compiled in; `assets/places/make.py` makes them.

mod cities;
mod tables;

use super::tz::Tz;
use super::zones::ZoneFrom;
use cities::Lying;

pub use tables::{country_named, is_region, nearest_regions, only_zone, region_name};

/// What is known of where somebody is. Names are folded to lower-case words of plain letters, see [`name_key`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Whereabouts<'a> {
    /// The city they name.
    pub city: Option<&'a str>,
    /// The state in which the city lies.
    pub state: Option<&'a str>,
    /// The country of their address, as an ISO 3166 code.
    pub country: Option<&'a str>,
    /// Their number in E.164.
    pub number: Option<&'a str>,
    /// The country of their number.
    pub number_country: Option<&'a str>,
    /// The country of the user, where nobody says one.
    pub region: Option<&'a str>,
}

impl Whereabouts<'_> {
    /// Finds the time zone, and tells from what: the city with its country, else the country that has one zone, else the
    /// number. None where none of them is clear.
    pub fn zone(&self) -> Option<(Tz, ZoneFrom)> {
        let city = self.zone_of_city().map(|zone| (zone, ZoneFrom::City));
        let country = || Some((only_zone(self.country?)?, ZoneFrom::Country));
        city.or_else(country).or_else(|| self.zone_of_number())
    }

    fn zone_of_city(&self) -> Option<Tz> {
        let said = self.country.or(self.number_country);
        let state = self.state.zip(said.or(self.region)).and_then(|(name, country)| tables::state(country, name));
        let Some(city) = self.city else { return state?.zone };
        match said {
            Some(country) => match cities::find(country, city, state.as_ref().map(|state| state.code)) {
                Lying::In(zone) => Some(zone),
                Lying::InSeveral => None,
                Lying::Nowhere => state?.zone,
            },
            None => self.zone_at_large(city, state.as_ref()),
        }
    }

    /// Finds a city of which nobody says the country: it is the user's, unless a capital elsewhere is so much larger that they
    /// can hardly mean another. One that the user's country lacks must be known in the world.
    fn zone_at_large(&self, city: &str, state: Option<&tables::State>) -> Option<Tz> {
        let in_a_state = |country: &&str| {
            let state = tables::state(country, self.state?)?;
            let city = cities::find(country, city, Some(state.code));
            if let Lying::In(zone) = city { Some(zone) } else { None }
        };
        if state.is_none()
            && let Some(zone) = tables::WITH_STATES.iter().find_map(in_a_state)
        {
            return Some(zone);
        }
        let here = self.region.map(|region| (region, state.map(|state| state.code)));
        match cities::find_at_large(city, here) {
            Lying::In(zone) => Some(zone),
            Lying::InSeveral => None,
            Lying::Nowhere => state?.zone,
        }
    }

    fn zone_of_number(&self) -> Option<(Tz, ZoneFrom)> {
        // British mobiles ring on all the islands; some are given out by the smallest.
        let british = self.number.filter(|number| number.starts_with("+447")).map(|_| "GB");
        if let Some(zone) = british.or(self.number_country).and_then(only_zone) {
            return Some((zone, ZoneFrom::Country));
        }
        tables::zone_of_number(self.number?.strip_prefix('+')?)
    }
}

/// Makes the key of a folded name, as the tables have it: words of letters and digits, with "st" for "saint".
pub fn name_key(folded: &str) -> String {
    let plain: String = folded
        .chars()
        .filter(|c| !matches!(c, '\'' | '`' | '"'))
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let short = |word| match word {
        "saint" => "st",
        "sainte" => "ste",
        "mount" => "mt",
        "fort" => "ft",
        word => word,
    };
    plain.split_whitespace().map(short).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn zone(city: &str, country: &str) -> Option<&'static str> {
        let key = name_key(&fold(city));
        let place = Whereabouts { city: Some(&key), country: Some(country), ..Whereabouts::default() };
        place.zone_of_city().map(Tz::name)
    }

    #[test]
    fn cities_are_found_in_every_spelling() {
        for (city, country, zone_name) in [
            ("Lisbon", "PT", "Europe/Lisbon"),
            ("LISBOA", "PT", "Europe/Lisbon"),
            ("Ponta Delgada", "PT", "Atlantic/Azores"),
            ("Funchal", "PT", "Atlantic/Madeira"),
            ("Vila Nova de Gaia", "PT", "Europe/Lisbon"),
            ("Las Palmas", "ES", "Atlantic/Canary"),
            ("Madrid", "ES", "Europe/Madrid"),
            ("Sevilla", "ES", "Europe/Madrid"),
            ("A Coruña", "ES", "Europe/Madrid"),
            ("München", "DE", "Europe/Berlin"),
            ("Muenchen", "DE", "Europe/Berlin"),
            ("Köln", "DE", "Europe/Berlin"),
            ("Cologne", "DE", "Europe/Berlin"),
            ("Wien", "AT", "Europe/Vienna"),
            ("Firenze", "IT", "Europe/Rome"),
            ("Łódź", "PL", "Europe/Warsaw"),
            ("København", "DK", "Europe/Copenhagen"),
            ("São Paulo", "BR", "America/Sao_Paulo"),
            ("Manaus", "BR", "America/Manaus"),
            ("New York", "US", "America/New_York"),
            ("Saint Louis", "US", "America/Chicago"),
            ("Flagstaff", "US", "America/Phoenix"),
            ("Anchorage", "US", "America/Anchorage"),
            ("Montréal", "CA", "America/Toronto"),
            ("Vancouver", "CA", "America/Vancouver"),
            ("Perth", "AU", "Australia/Perth"),
            ("Tijuana", "MX", "America/Tijuana"),
            ("Tokyo", "JP", "Asia/Tokyo"),
            ("London", "GB", "Europe/London"),
        ] {
            assert_eq!(zone(city, country), Some(zone_name), "{city}");
        }
    }

    #[test]
    fn a_city_in_several_zones_of_its_country_decides_nothing() {
        for city in ["Springfield", "Portland", "Rochester", "Columbus", "Miami", "Aurora", "Nowhere at All"] {
            assert_eq!(zone(city, "US"), None, "{city}");
        }
        // All of one clock, or so much larger than its namesakes that nobody else is meant.
        assert_eq!(zone("Kansas City", "US"), Some("America/Chicago"));
        assert_eq!(zone("Dallas", "US"), Some("America/Chicago"));
    }

    #[test]
    fn the_state_decides_where_a_name_is_common() {
        let of = |city, state, country| {
            let place = Whereabouts { city, state: Some(state), country: Some(country), ..Whereabouts::default() };
            place.zone().map(|(zone, from)| (zone.name(), from))
        };
        let city = |zone| Some((zone, ZoneFrom::City));
        assert_eq!(of(Some("portland"), "or", "US"), city("America/Los_Angeles"));
        assert_eq!(of(Some("portland"), "me", "US"), city("America/New_York"));
        assert_eq!(of(Some("paris"), "tx", "US"), city("America/Chicago"));
        assert_eq!(of(Some("springfield"), "illinois", "US"), city("America/Chicago"));
        assert_eq!(of(Some("some hamlet"), "vermont", "US"), city("America/New_York"));
        assert_eq!(of(Some("el paso"), "tx", "US"), city("America/Denver"));
        assert_eq!(of(Some("some hamlet"), "tx", "US"), None);
        assert_eq!(of(None, "ontario", "CA"), city("America/Toronto"), "but for a few far in the west");
        assert_eq!(of(None, "tennessee", "US"), None);
        assert_eq!(of(None, "qld", "AU"), city("Australia/Brisbane"));
        assert_eq!(of(Some("paris"), "on", "CA"), city("America/Toronto"));
        let abroad =
            Whereabouts { city: Some("paris"), state: Some("tx"), region: Some("PT"), ..Whereabouts::default() };
        assert_eq!(abroad.zone(), Some((Tz::America__Chicago, ZoneFrom::City)), "only Texas has such a state");
    }

    #[test]
    fn a_city_without_a_country_is_the_users_or_a_very_large_one() {
        let of = |city, region| {
            let place = Whereabouts { city: Some(city), region, ..Whereabouts::default() };
            place.zone().map(|(zone, _)| zone.name())
        };
        assert_eq!(of("porto", Some("PT")), Some("Europe/Lisbon"));
        assert_eq!(of("springfield", Some("US")), None);
        for region in [None, Some("PT"), Some("US"), Some("DE")] {
            assert_eq!(of("london", region), Some("Europe/London"), "{region:?}");
            assert_eq!(of("madrid", region), Some("Europe/Madrid"), "{region:?}");
            assert_eq!(of("lisbon", region), Some("Europe/Lisbon"), "{region:?}");
        }
        // Towns of the user's country, small as they are beside their namesakes.
        assert_eq!(of("lagos", Some("PT")), Some("Europe/Lisbon"));
        assert_eq!(of("lagos", None), Some("Africa/Lagos"));
        assert_eq!(of("trujillo", Some("ES")), Some("Europe/Madrid"));
        assert_eq!(of("athens", Some("US")), None, "Georgia's, or another one in the United States");
        for region in [None, Some("PT"), Some("US"), Some("DE")] {
            assert_eq!(of("atlantis", region), None, "no city that anybody knows, {region:?}");
        }
        assert_eq!(of("atlantis", Some("ZA")), Some("Africa/Johannesburg"));
        assert_eq!(of("bern", Some("PT")), Some("Europe/Zurich"));
        assert_eq!(of("cambridge", Some("PT")), None, "there is one on each side of the Atlantic");
        assert_eq!(of("nowhere at all", Some("DE")), None);
    }

    #[test]
    fn a_number_tells_by_its_country_or_its_area_code() {
        let of = |number, number_country| {
            let place = Whereabouts { number: Some(number), number_country, ..Whereabouts::default() };
            place.zone().map(|(zone, from)| (zone.name(), from))
        };
        for (number, country, zone, from) in [
            ("+351225550142", "PT", "Europe/Lisbon", ZoneFrom::AreaCode),
            ("+351296550142", "PT", "Atlantic/Azores", ZoneFrom::AreaCode),
            ("+351912345678", "PT", "Europe/Lisbon", ZoneFrom::Country),
            ("+34915550142", "ES", "Europe/Madrid", ZoneFrom::AreaCode),
            ("+34928550142", "ES", "Atlantic/Canary", ZoneFrom::AreaCode),
            ("+12125550142", "US", "America/New_York", ZoneFrom::AreaCode),
            ("+16025550142", "US", "America/Phoenix", ZoneFrom::AreaCode),
            ("+14165550142", "CA", "America/Toronto", ZoneFrom::AreaCode),
            ("+5592999990000", "BR", "America/Manaus", ZoneFrom::AreaCode),
            ("+61892220000", "AU", "Australia/Perth", ZoneFrom::AreaCode),
            ("+526641234567", "MX", "America/Tijuana", ZoneFrom::AreaCode),
            ("+74232222222", "RU", "Asia/Vladivostok", ZoneFrom::AreaCode),
            ("+442079460321", "GB", "Europe/London", ZoneFrom::Country),
            ("+447700900109", "GG", "Europe/London", ZoneFrom::Country),
            ("+81312345678", "JP", "Asia/Tokyo", ZoneFrom::Country),
        ] {
            assert_eq!(of(number, Some(country)), Some((zone, from)), "{number}");
        }
        for nowhere in ["+61412345678", "+18005550142", "+79161234567"] {
            assert_eq!(of(nowhere, None), None, "{nowhere} may ring anywhere");
        }
        assert_eq!(of("2125550142", None), None);
    }

    #[test]
    fn the_country_of_the_address_goes_before_the_numbers() {
        let place = Whereabouts {
            country: Some("DE"),
            number: Some("+12125550142"),
            number_country: Some("US"),
            ..Whereabouts::default()
        };
        assert_eq!(place.zone(), Some((Tz::Europe__Berlin, ZoneFrom::Country)));
        let city = Whereabouts { city: Some("springfield"), country: Some("US"), ..place };
        assert_eq!(city.zone(), Some((Tz::America__New_York, ZoneFrom::AreaCode)), "the city decides nothing");
        assert_eq!(Whereabouts { region: Some("DE"), ..Whereabouts::default() }.zone(), None);
    }
}
