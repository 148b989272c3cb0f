//! Reads telephone numbers. The metadata of all countries is loaded at the first number of a process, which takes
//! longer than a frame. So goodcall reads numbers when it writes them, never on the way to a screen.

use rlibphonenumber::{NumberLengthType, PhoneNumber, PhoneNumberFormat, Region};

use crate::domain::phone::{Phone, Written, pieces};

/// From how many digits on a number without a `+` may begin with the code of a country.
const WITH_COUNTRY: usize = 11;

/// Reads the first number of a text; `region` is the country of numbers without one. What cannot be read, or means
/// something only to the telephone at hand, stays as typed.
pub fn read(text: &str, region: Option<&str>) -> Phone {
    let first = pieces(text).into_iter().find_map(|piece| Some((piece.number?, piece.text)));
    let Some((written, typed)) = first else { return Phone { number: text.to_string(), ..Phone::default() } };
    let region: Option<Region> = region.and_then(|r| r.parse().ok());
    let as_typed = || Phone { number: typed, ..Phone::default() };
    number(&written, region).as_ref().map_or_else(as_typed, shown)
}

/// Makes a number of what was written, in its country's numbering plan.
fn number(written: &Written, region: Option<Region>) -> Option<PhoneNumber> {
    let extension = written.extension.as_deref().map(|digits| format!(" ext. {digits}")).unwrap_or_default();
    let parse = |number: &str, region| PhoneNumber::parse(format!("{number}{extension}"), region).ok();
    // One that lacks its area means something only to a telephone of the area.
    let possible = |number: &PhoneNumber| number.is_possible_with_reason() == Ok(NumberLengthType::IsPossible);
    if written.number.starts_with(['*', '#']) {
        return None;
    }
    if let Some(number) = parse(&written.number, region).filter(possible) {
        return Some(number);
    }
    // Without a country one may still tell that a number begins with another's code: it must then be one that exists.
    let digits: String = written.number.chars().filter(char::is_ascii_digit).collect();
    let abroad = ["00", "011"].iter().filter(|_| region.is_none()).find_map(|prefix| digits.strip_prefix(prefix));
    let international = abroad.or_else(|| Some(digits.as_str()).filter(|all| all.len() >= WITH_COUNTRY))?;
    parse(&format!("+{international}"), None).filter(|number| possible(number) && number.is_valid())
}

fn shown(number: &PhoneNumber) -> Phone {
    let region = number.get_region_code().map(|r| format!("{r:?}")).filter(|r| r.len() == 2);
    Phone {
        number: number.format_as(PhoneNumberFormat::E164).into_owned(),
        shown: Some(number.format_as(PhoneNumberFormat::International).into_owned()),
        region,
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
    }

    #[test]
    fn what_is_no_number_is_kept_as_typed() {
        for text in ["ask Maria", "12", "+999 999 999 999 999 999", "212 555 0142", "3.51E+11", "*21#", "112"] {
            assert_eq!(read(text, None), Phone { number: text.into(), ..Phone::default() });
        }
    }

    #[test]
    fn what_people_and_spreadsheets_write_is_the_number_that_they_mean() {
        for (text, region, number) in [
            ("351225550706.0", "PT", "+351225550706"),
            ("351,226,550,701", "PT", "+351226550701"),
            ("351225550706.0", "US", "+351225550706"),
            ("3.51225550706E+11", "PT", "+351225550706"),
            ("351 22 655 07 01", "PT", "+351226550701"),
            ("(351)226550701", "PT", "+351226550701"),
            ("22-655-07-01 (h)", "PT", "+351226550701"),
            ("912000704", "PT", "+351912000704"),
            ("202-555-0186 / 202-555-0187", "US", "+12025550186"),
            ("202-555-0188 or 202-555-0189", "US", "+12025550188"),
            ("(202) 555-0181 x123", "US", "+12025550181"),
            ("+12025550185;ext=12", "PT", "+12025550185"),
            ("1-800-FLOWERS", "US", "+18003569377"),
            ("011 351 22 555 0190", "US", "+351225550190"),
            ("00351225550191", "PT", "+351225550191"),
            ("+44 (0)20 7946 0192", "PT", "+442079460192"),
            ("tel:+1-202-555-0198", "PT", "+12025550198"),
            ("070 123 45 67 (Axel)", "SE", "+46701234567"),
            ("\u{660}\u{665}\u{660} \u{661}\u{662}\u{663} \u{664}\u{665}\u{666}\u{667}", "AE", "+971501234567"),
        ] {
            assert_eq!(read(text, Some(region)).number, number, "{text}");
        }
        for without_area in ["555-0142", "112"] {
            assert_eq!(read(without_area, Some("US")), Phone { number: without_area.into(), ..Phone::default() });
        }
        for (text, number) in [("00351225550191", "+351225550191"), ("351225550142", "+351225550142")] {
            assert_eq!(read(text, None).number, number, "{text}");
        }
        let shown = read("+351 226550701 Durchwahl 12", None).shown;
        assert_eq!(shown.as_deref(), Some("+351 22 655 0701 ext. 12"));
    }
}
