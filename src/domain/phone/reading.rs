//! Reads telephone numbers. The metadata of all countries is loaded at the first number of a process, which takes
//! longer than a frame. So goodcall reads numbers when it writes them, never on the way to a screen.

use rlibphonenumber::{NumberLengthType, PhoneNumber, PhoneNumberFormat, Region};

use super::{Extent, Phone, Written, besides, pieces, without_bracketed_zero, without_scheme};

/// From how many digits on a number without a `+` may begin with the code of a country.
const WITH_COUNTRY: usize = 11;
/// How many digits a short number has: 112, 78156, the telephone of a colleague.
const SHORT: std::ops::RangeInclusive<usize> = 3..=6;
/// The code of North America, where no code of an area begins with 0 or 1.
const NORTH_AMERICA: i32 = 1;

/// Reads the first number of a text that can be read; `region` is the country of numbers without one. What cannot be read,
/// or means something only to the telephone at hand, stays as typed.
pub fn read(text: &str, region: Option<&str>) -> Phone {
    let region: Option<Region> = region.and_then(|r| r.parse().ok());
    let pieces = pieces(text);
    let mut at_hand = None;
    for (at, piece) in pieces.iter().enumerate() {
        let Some(written) = &piece.number else { continue };
        match number(written, region) {
            Reading::Whole(number) => return Phone { besides: besides(&pieces, at), ..shown(&number) },
            Reading::AtHand if at_hand.is_none() => {
                let besides = besides(&pieces, at);
                at_hand = Some(Phone {
                    number: without_scheme(&piece.text).into(),
                    extent: Extent::AtHand,
                    besides,
                    ..Phone::default()
                });
            }
            Reading::AtHand | Reading::Unread => {}
        }
    }
    at_hand.unwrap_or_else(|| Phone { number: text.to_string(), ..Phone::default() })
}

/// What came of a number.
enum Reading {
    Whole(PhoneNumber),
    AtHand,
    Unread,
}

/// Makes a number of what was written, in its country's numbering plan.
fn number(written: &Written, region: Option<Region>) -> Reading {
    if written.number.starts_with(['*', '#']) {
        return Reading::AtHand;
    }
    let extension = written.extension.as_deref().map(|digits| format!(" ext. {digits}")).unwrap_or_default();
    let parse = |number: &str, region| PhoneNumber::parse(format!("{number}{extension}"), region).ok();
    let parsed = parse(&written.number, region);
    let length = parsed.as_ref().and_then(|number| number.is_possible_with_reason().ok());
    let digits: String = written.number.chars().filter(char::is_ascii_digit).collect();
    let is_abroad = written.number.starts_with('+') || digits.starts_with("00");
    let standing = parsed.filter(can_be);
    // A zero in brackets is dialed at home; from abroad it is left out, but in Italy.
    let zero = without_bracketed_zero(&written.number).filter(|_| is_abroad);
    if let Some(number) = zero.filter(|_| standing.as_ref().is_none_or(|number| !number.is_valid()))
        && let Some(number) = parse(&number, region).filter(|number| can_be(number) && number.is_valid())
    {
        return Reading::Whole(number);
    }
    if let Some(number) = standing {
        return Reading::Whole(number);
    }
    // Without a country one may still tell that a number begins with another's code: it must then be one that exists.
    let abroad = digits.strip_prefix("00").or_else(|| digits.strip_prefix("011").filter(|_| region.is_none()));
    let international = abroad.or_else(|| Some(digits.as_str()).filter(|all| all.len() >= WITH_COUNTRY));
    let number = international.and_then(|digits| parse(&format!("+{digits}"), None));
    if let Some(number) = number.filter(|number| can_be(number) && number.is_valid()) {
        return Reading::Whole(number);
    }
    let is_local = match region {
        Some(_) => length == Some(NumberLengthType::IsPossibleLocalOnly),
        None => digits.len() > *SHORT.start(),
    };
    if !is_abroad && (SHORT.contains(&digits.len()) || is_local) { Reading::AtHand } else { Reading::Unread }
}

/// Whether a number has the length of its country's, and does not begin as none there does: it need not be given out yet.
fn can_be(number: &PhoneNumber) -> bool {
    // One that lacks its area means something only to a telephone of the area.
    if number.is_possible_with_reason() != Ok(NumberLengthType::IsPossible) {
        return false;
    }
    let home = number.get_national_significant_number();
    let is_odd = home.starts_with('0') || number.country_code == NORTH_AMERICA && home.starts_with('1');
    !is_odd || number.is_valid()
}

fn shown(number: &PhoneNumber) -> Phone {
    let region = number.get_region_code().map(|r| format!("{r:?}")).filter(|r| r.len() == 2);
    Phone {
        number: number.format_as(PhoneNumberFormat::E164).into_owned(),
        shown: Some(number.format_as(PhoneNumberFormat::International).into_owned()),
        region,
        extent: Extent::Whole,
        besides: Vec::new(),
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
            let phone = read(text, None);
            assert_eq!((phone.number.as_str(), phone.shown, phone.region), (text, None, None));
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
            let phone = read(without_area, Some("US"));
            assert_eq!((phone.number.as_str(), phone.shown, phone.extent), (without_area, None, Extent::AtHand));
        }
        for (text, number) in [("00351225550191", "+351225550191"), ("351225550142", "+351225550142")] {
            assert_eq!(read(text, None).number, number, "{text}");
            assert_eq!(read(text, Some("US")).number, number, "{text}, though 011 is dialed there");
        }
        let shown = read("+351 226550701 Durchwahl 12", None).shown;
        assert_eq!(shown.as_deref(), Some("+351 22 655 0701 ext. 12"));
    }

    #[test]
    fn a_zero_in_brackets_is_left_out_from_abroad() {
        for (text, number) in [
            ("+351 (0) 912 000 112", "+351912000112"),
            ("+351(0)225550142", "+351225550142"),
            ("00351 ( 0 ) 912 000 112", "+351912000112"),
            ("+351 [0] 912 000 112", "+351912000112"),
            ("+44 (0) 20 7946 0192", "+442079460192"),
            ("+49 (0)30 901820", "+4930901820"),
            ("+1 (0) 202 555 0186", "+12025550186"),
            ("+39 (0)6 6982 0000", "+390669820000"),
        ] {
            assert_eq!(read(text, Some("PT")).number, number, "{text}");
        }
    }

    #[test]
    fn what_no_telephone_understands_is_not_read() {
        for (text, region) in [
            ("2026-03-12", "PT"),
            ("912 345 67", "PT"),
            ("+999 123 456 789", "PT"),
            ("(0351) 912 000 112", "PT"),
            ("022 555 014", "PT"),
            ("070 123 45 67", "US"),
            ("(070) 123-4567", "US"),
            ("170 123 45 67", "US"),
            ("+1 070 123 4567", "US"),
            ("070 123 456", "ES"),
            ("00 999 123 456 789", "PT"),
            ("12", "PT"),
        ] {
            let phone = read(text, Some(region));
            assert_eq!((phone.number.as_str(), phone.extent), (text, Extent::Unread), "{text}");
        }
        assert_eq!(read("+999 123 456 789", None).extent, Extent::Unread);
        // Given out or not: it has its country's length, and begins as its numbers do.
        for (text, region, number) in [
            ("+351 949 123 456", "PT", "+351949123456"),
            ("283 555 0142", "US", "+12835550142"),
            ("+39 06 6982 0000", "PT", "+390669820000"),
            ("+225 07 07 12 34 56", "PT", "+2250707123456"),
        ] {
            assert_eq!(read(text, Some(region)).number, number, "{text}");
        }
    }

    #[test]
    fn of_several_numbers_the_first_that_can_be_read_is_taken() {
        let phone = read("912 345 67 / 912 345 678", Some("PT"));
        assert_eq!(
            (phone.number.as_str(), phone.besides),
            ("+351912345678", vec!["Other phone: 912 345 67".to_string()])
        );
        let phone = read("555-0142 / +1 202 555 0186", Some("US"));
        assert_eq!(phone.number, "+12025550186");
        let phone = read("912 345 67 / 912 345 68", Some("PT"));
        assert_eq!((phone.number.as_str(), phone.extent), ("912 345 67 / 912 345 68", Extent::Unread));
    }
}
