//! A time zone of the IANA database, for chrono.

use std::fmt;
use std::str::FromStr;

use chrono::{FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};

use spans::{NAMES, Spans};

mod spans;

/// How many zones there are.
const COUNT: usize = count(NAMES.as_bytes());
/// Where the names begin, and where another one would.
static BEGINS: [u16; COUNT + 1] = begins(NAMES.as_bytes());

/// A time zone of the IANA database, by its number among them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tz(u16);

/// A zone's offset at some moment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TzOffset {
    zone: Tz,
    offset: FixedOffset,
}

/// No zone has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownZone;

#[expect(clippy::indexing_slicing, reason = "it runs when the program is compiled")]
const fn count(names: &[u8]) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < names.len() {
        count += (names[at] == b'\n') as usize;
        at += 1;
    }
    count
}

#[expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "it runs when the program is compiled, where an index outside is an error"
)]
const fn begins(names: &[u8]) -> [u16; COUNT + 1] {
    assert!(names.len() <= u16::MAX as usize);
    let (mut begins, mut found, mut at) = ([0; COUNT + 1], 0, 0);
    while at < names.len() {
        if names[at] == b'\n' {
            found += 1;
            begins[found] = at as u16 + 1;
        }
        at += 1;
    }
    begins
}

/// Finds a zone that the program itself names, when it is compiled.
#[expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "it runs when the program is compiled, where an index outside is an error"
)]
const fn named(name: &str) -> Tz {
    let (name, names, begins) = (name.as_bytes(), NAMES.as_bytes(), begins(NAMES.as_bytes()));
    let mut number = 0;
    // A name that is not there ends behind the last one.
    loop {
        let (begin, end) = (begins[number] as usize, begins[number + 1] as usize - 1);
        let mut same = 0;
        while same < name.len() && begin + same < end && names[begin + same] == name[same] {
            same += 1;
        }
        if same == name.len() && begin + same == end {
            return Tz(number as u16);
        }
        number += 1;
    }
}

/// Zones that the program and its tests name.
#[expect(
    non_upper_case_globals,
    missing_docs,
    reason = "they are called as they are, with _ for what can't stand there"
)]
impl Tz {
    pub const UTC: Self = named("UTC");
    pub const America__Chicago: Self = named("America/Chicago");
    pub const America__Denver: Self = named("America/Denver");
    pub const America__Detroit: Self = named("America/Detroit");
    pub const America__Los_Angeles: Self = named("America/Los_Angeles");
    pub const America__New_York: Self = named("America/New_York");
    pub const America__Phoenix: Self = named("America/Phoenix");
    pub const Asia__Seoul: Self = named("Asia/Seoul");
    pub const Asia__Tokyo: Self = named("Asia/Tokyo");
    pub const Atlantic__Azores: Self = named("Atlantic/Azores");
    pub const Atlantic__Madeira: Self = named("Atlantic/Madeira");
    pub const Australia__Lord_Howe: Self = named("Australia/Lord_Howe");
    pub const EST5EDT: Self = named("EST5EDT");
    pub const Etc__GMTMinus9: Self = named("Etc/GMT-9");
    pub const Europe__Berlin: Self = named("Europe/Berlin");
    pub const Europe__Lisbon: Self = named("Europe/Lisbon");
    pub const Europe__London: Self = named("Europe/London");
    pub const Pacific__Apia: Self = named("Pacific/Apia");
}

impl Tz {
    /// Returns every zone, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..u16::try_from(COUNT).unwrap_or(u16::MAX)).map(Self)
    }

    /// Returns the IANA name, such as "Europe/Lisbon".
    pub fn name(self) -> &'static str {
        let begin = |number: usize| BEGINS.get(number).copied().map(usize::from);
        let number = usize::from(self.0);
        let name = || NAMES.get(begin(number)?..begin(number + 1)?.checked_sub(1)?);
        name().unwrap_or_default()
    }

    fn spans(self) -> Spans {
        Spans::of(usize::from(self.0))
    }

    fn with(self, seconds: i32) -> TzOffset {
        TzOffset { zone: self, offset: FixedOffset::east_opt(seconds).unwrap_or(chrono::Utc.fix()) }
    }
}

impl FromStr for Tz {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        let (mut low, mut high) = (0, u16::try_from(COUNT).unwrap_or(u16::MAX));
        while low < high {
            let middle = low.midpoint(high);
            match Self(middle).name().cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Ok(Self(middle)),
            }
        }
        Err(UnknownZone)
    }
}

impl fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no time zone has this name")
    }
}

impl std::error::Error for UnknownZone {}

impl fmt::Display for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for TzOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.offset, f)
    }
}

impl fmt::Debug for TzOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.offset, f)
    }
}

impl Offset for TzOffset {
    fn fix(&self) -> FixedOffset {
        self.offset
    }
}

impl TimeZone for Tz {
    type Offset = TzOffset;

    fn from_offset(offset: &TzOffset) -> Self {
        offset.zone
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<TzOffset> {
        // Any offset of that day will do.
        let at =
            |second| self.offset_from_local_datetime(&(local.and_time(NaiveTime::MIN) + TimeDelta::seconds(second)));
        at(0).earliest().or_else(|| at(86_399).earliest()).map_or(MappedLocalTime::None, MappedLocalTime::Single)
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<TzOffset> {
        self.spans().at_local(local.and_utc().timestamp()).map(|seconds| self.with(seconds))
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> TzOffset {
        self.offset_from_utc_datetime(&utc.and_time(NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> TzOffset {
        self.with(self.spans().at(utc.and_utc().timestamp()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_its_name() {
        for zone in Tz::all() {
            assert_eq!(zone.name().parse(), Ok(zone));
        }
        assert_eq!(Tz::all().count(), chrono_tz::TZ_VARIANTS.len());
        for wrong in ["", "europe/lisbon", "Europe/Lisbo", "Europe/Lisbonn", "\n", "Zulu\n"] {
            assert_eq!(wrong.parse::<Tz>(), Err(UnknownZone), "{wrong:?}");
        }
        let names = [Tz::UTC, Tz::Europe__Lisbon, Tz::Etc__GMTMinus9, Tz::Pacific__Apia].map(Tz::name);
        assert_eq!(names, ["UTC", "Europe/Lisbon", "Etc/GMT-9", "Pacific/Apia"]);
    }
}
