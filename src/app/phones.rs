//! Reads telephone numbers. The metadata of all countries is loaded at the first number of a process, which takes
//! longer than a frame. So goodcall reads numbers when it writes them, never on the way to a screen.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, Region};

use crate::domain::phone::Phone;
use crate::domain::zones;

/// Reads a number as typed; `region` is the country of numbers without one. Text that is not a number stays as typed.
pub fn read(text: &str, region: Option<&str>) -> Phone {
    let as_typed = || Phone { number: text.to_string(), ..Phone::default() };
    let region: Option<Region> = region.and_then(|r| r.parse().ok());
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return as_typed();
    }
    match PhoneNumber::parse(text, region) {
        Ok(number) if number.is_possible_with_reason().is_ok() => shown(&number),
        _ => as_typed(),
    }
}

fn shown(number: &PhoneNumber) -> Phone {
    let region = number.get_region_code().map(|r| format!("{r:?}")).filter(|r| r.len() == 2);
    let zone = region.as_deref().and_then(zones::only_zone);
    Phone {
        number: number.format_as(PhoneNumberFormat::E164).into_owned(),
        shown: Some(number.format_as(PhoneNumberFormat::International).into_owned()),
        region,
        zone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_as_e164_and_shown_as_its_country_does() {
        let phone = read("022 555 0142", Some("PT"));
        assert_eq!(phone.number, "022 555 0142", "no such number in Portugal: kept as typed");
        let phone = read("(212) 555-0142", Some("US"));
        assert_eq!((phone.number.as_str(), phone.shown.as_deref()), ("+12125550142", Some("+1 212-555-0142")));
        let phone = read("+44 20 7946 0321", None);
        assert_eq!((phone.number.as_str(), phone.region.as_deref()), ("+442079460321", Some("GB")));
        assert_eq!(phone.zone, Some(chrono_tz::Tz::Europe__London));
    }

    #[test]
    fn what_is_no_number_is_kept_as_typed() {
        for text in ["ask Maria", "12", "+999 999 999 999 999 999", "212 555 0142"] {
            assert_eq!(read(text, None), Phone { number: text.into(), ..Phone::default() });
        }
    }
}
