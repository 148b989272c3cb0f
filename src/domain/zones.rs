//! Time zones by name, and where a customer's was found.

use chrono::{NaiveDate, NaiveDateTime, Offset, TimeZone};

use super::choice::choices;
use super::problems::Invalid;
use super::tz::Tz;

choices! {
    /// Where a customer's time zone was found.
    ZoneFrom, "source" { Said = "said", City = "city", AreaCode = "area-code", Country = "country" }
}

impl ZoneFrom {
    /// The source in words: "from the area code"; None where somebody said the zone.
    pub fn describe(self) -> Option<&'static str> {
        match self {
            Self::Said => None,
            Self::City => Some("from the city"),
            Self::AreaCode => Some("from the area code"),
            Self::Country => Some("from the country"),
        }
    }
}

/// Reads an IANA name, whatever its case.
///
/// # Errors
/// Says that there is no such time zone.
pub fn read_zone(text: &str) -> Result<Tz, Invalid> {
    let in_any_case = || Tz::all().find(|z| z.name().eq_ignore_ascii_case(text));
    text.parse()
        .ok()
        .or_else(in_any_case)
        .ok_or_else(|| Invalid::new(format!("\"{text}\" is not a time zone; write an IANA name such as Europe/Lisbon")))
}

/// Whether two zones show the same time all year. It compares the years 2026 and 2027, twice a month: so near the present
/// that they tell how the zones are kept now, and far enough from it that every run answers alike.
pub fn keep_the_same_time(a: Tz, b: Tz) -> bool {
    let offset = |zone: Tz, at: &NaiveDateTime| zone.offset_from_utc_datetime(at).fix();
    let days = (2026..=2027).flat_map(|year| (1..=12).flat_map(move |month| [(year, month, 1), (year, month, 15)]));
    let mut noons =
        days.filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(12, 0, 0));
    noons.all(|noon| offset(a, &noon) == offset(b, &noon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_of_one_clock_are_told_from_others() {
        assert!(keep_the_same_time(Tz::America__New_York, Tz::America__Detroit));
        assert!(keep_the_same_time(Tz::Europe__Lisbon, Tz::Atlantic__Madeira));
        assert!(!keep_the_same_time(Tz::Europe__Lisbon, Tz::Atlantic__Azores));
        assert!(!keep_the_same_time(Tz::America__Denver, Tz::America__Phoenix));
    }
}
