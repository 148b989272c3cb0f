//! What the locale says: the region, how a time of day is written, and on which day a week begins. Linux and macOS say it
//! in the environment; Windows does not, so there the configuration does.

use chrono::Weekday;

use crate::domain::dates::HourCycle;

/// Regions that write "2:42 pm", by the Unicode CLDR.
const TWELVE_HOURS: &str = "AG AS AU BB BD BH BM BS CA CO DM DO EG FJ FM GD GU GY HK IN JM JO KI KN KR KW KY LB LC LR LY MH \
                            MO MP MW MY NZ OM PA PG PH PK PR PS QA SA SB SD SG SL SS SY TC TO TT TW UM US VC VE VG VI VU \
                            WS YE ZM";
/// Regions whose weeks begin on Sunday, and on Saturday, by the Unicode CLDR; all others begin on Monday.
const SUNDAY: &str = "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP \
                      PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW";
const SATURDAY: &str = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY";

/// The locale of a category: `LC_ALL`, else the category's own, else `LANG`.
pub(super) fn locale(category: &str) -> Option<String> {
    ["LC_ALL", category, "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|l| !l.is_empty()))
}

/// The language and the region of a locale: "en_US.UTF-8" is English in the US.
fn parts(locale: &str) -> Option<(String, String)> {
    let (language, region) = locale.split(['.', '@']).next()?.split_once(['_', '-'])?;
    // A script may stand between them: zh-Hans-CN.
    let region = region.rsplit(['_', '-']).next()?;
    let is_region = region.len() == 2 && region.bytes().all(|b| b.is_ascii_alphabetic());
    is_region.then(|| (language.to_lowercase(), region.to_uppercase()))
}

/// The locale's region ("en_US.UTF-8" is US), if it names one.
pub fn region() -> Option<String> {
    parts(&locale("LC_TELEPHONE")?).map(|(_, region)| region)
}

/// How the locale writes a time of day.
pub fn hour_cycle() -> HourCycle {
    locale("LC_TIME").map_or(HourCycle::TwentyFour, |locale| hour_cycle_of(&locale))
}

/// On which day the locale's weeks begin.
pub fn first_weekday() -> Weekday {
    locale("LC_TIME").map_or(Weekday::Mon, |locale| first_weekday_of(&locale))
}

fn hour_cycle_of(locale: &str) -> HourCycle {
    match parts(locale) {
        // French speakers of Canada write 14 h 42.
        Some((language, region)) if has(TWELVE_HOURS, &region) && !(language == "fr" && region == "CA") => {
            HourCycle::Twelve
        }
        _ => HourCycle::TwentyFour,
    }
}

fn first_weekday_of(locale: &str) -> Weekday {
    match parts(locale) {
        Some((_, region)) if has(SUNDAY, &region) => Weekday::Sun,
        Some((_, region)) if has(SATURDAY, &region) => Weekday::Sat,
        _ => Weekday::Mon,
    }
}

fn has(list: &str, region: &str) -> bool {
    list.split(' ').any(|one| one == region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_and_hours_follow_the_locale() {
        use HourCycle::{Twelve, TwentyFour};
        for (locale, day, hours) in [
            ("en_US.UTF-8", Weekday::Sun, Twelve),
            ("en-US", Weekday::Sun, Twelve),
            ("en_GB.UTF-8", Weekday::Mon, TwentyFour),
            ("de_DE@euro", Weekday::Mon, TwentyFour),
            ("fr_CA.UTF-8", Weekday::Sun, TwentyFour),
            ("pt_BR.UTF-8", Weekday::Sun, TwentyFour),
            ("ar_EG.UTF-8", Weekday::Sat, Twelve),
            ("en_AU.UTF-8", Weekday::Mon, Twelve),
            ("zh_Hans_CN", Weekday::Mon, TwentyFour),
            ("C.UTF-8", Weekday::Mon, TwentyFour),
            ("POSIX", Weekday::Mon, TwentyFour),
            ("", Weekday::Mon, TwentyFour),
        ] {
            assert_eq!((first_weekday_of(locale), hour_cycle_of(locale)), (day, hours), "{locale}");
        }
    }

    #[test]
    fn no_region_is_in_two_lists_of_weekdays() {
        assert!(!SUNDAY.split(' ').any(|region| has(SATURDAY, region)));
        assert!([SUNDAY, SATURDAY, TWELVE_HOURS].iter().all(|list| list.split(' ').all(|region| region.len() == 2)));
    }
}
