//! The tables of time zones: which offset held from when on. They are one block of bytes, which `assets/zones/make.py`
//! packs and describes: references would have to be relocated at every start, of whatever zone nobody asks for.

use std::cmp::Ordering;

use chrono::MappedLocalTime;

/// The names of the zones, a line each, sorted.
pub(super) static NAMES: &str = include_str!("../../../assets/zones/names.txt");
static SPANS: &[u8] = include_bytes!("../../../assets/zones/spans.bin");

/// The bytes in which a change of the clock stands.
const CHANGE: usize = 5;
/// The bits of them that number the offset.
const OFFSET_BITS: u32 = 6;
/// What is added to the second of a change, so that none is negative.
const BIAS: i64 = 1 << 33;

/// The spans of a zone, from the first, which has no beginning, to the last, which has no end. Times are seconds since
/// 1970, offsets seconds east of UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spans {
    offsets: &'static [u8],
    changes: &'static [u8],
}

fn bytes<const N: usize>(of: &[u8], at: usize) -> Option<[u8; N]> {
    of.get(at..)?.first_chunk().copied()
}

impl Spans {
    /// Finds the spans of the zone with a number, by its place in [`NAMES`].
    pub(super) fn of(number: usize) -> Self {
        // The tables are compiled in, and a test reads each of them.
        Self::found(number).unwrap_or(Self { offsets: &[0; 4], changes: &[] })
    }

    fn found(number: usize) -> Option<Self> {
        let table = SPANS.get(usize::try_from(u32::from_le_bytes(bytes(SPANS, 4 * number)?)).ok()?..)?;
        let ([offsets], table) = table.split_first_chunk()?;
        let (changes, table) = table.split_first_chunk()?;
        let (offsets, table) = table.split_at_checked(4 * usize::from(*offsets))?;
        let changes = table.get(..CHANGE * usize::from(u16::from_le_bytes(*changes)))?;
        Some(Self { offsets, changes })
    }

    /// Returns the offset that holds at a second of UTC.
    pub(super) fn at(self, second: i64) -> i32 {
        let (mut low, mut high) = (0, self.last());
        while low < high {
            let middle = low.midpoint(high);
            if self.begin(middle + 1).is_some_and(|begin| begin <= second) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        self.offset(low)
    }

    /// Returns the offsets of a local time: none where the clock leaps over it, two where it comes twice.
    pub(super) fn at_local(self, second: i64) -> MappedLocalTime<i32> {
        let (mut low, mut high) = (0, self.last() + 1);
        while low < high {
            let middle = low.midpoint(high);
            match self.compare(middle, second) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return self.with_neighbors(middle, second),
            }
        }
        MappedLocalTime::None
    }

    /// Looks whether the span before or after another holds a local time as well.
    fn with_neighbors(self, span: usize, second: i64) -> MappedLocalTime<i32> {
        let also = |span: usize| span <= self.last() && self.compare(span, second).is_eq();
        match span.checked_sub(1).filter(|before| also(*before)) {
            Some(before) => MappedLocalTime::Ambiguous(self.offset(before), self.offset(span)),
            None if also(span + 1) => MappedLocalTime::Ambiguous(self.offset(span), self.offset(span + 1)),
            None => MappedLocalTime::Single(self.offset(span)),
        }
    }

    /// Whether a span lies before a local time, holds it, or lies after it.
    fn compare(self, span: usize, second: i64) -> Ordering {
        let offset = i64::from(self.offset(span));
        if self.begin(span).is_some_and(|begin| begin + offset > second) {
            Ordering::Greater
        } else if self.begin(span + 1).is_some_and(|end| end + offset <= second) {
            Ordering::Less
        } else {
            Ordering::Equal
        }
    }

    /// Returns the number of the last span; the first has number 0.
    fn last(self) -> usize {
        self.changes.len() / CHANGE
    }

    /// Returns the change with which a span begins.
    fn change(self, span: usize) -> Option<u64> {
        let [a, b, c, d, e] = bytes(self.changes, CHANGE * span.checked_sub(1)?)?;
        Some(u64::from_le_bytes([a, b, c, d, e, 0, 0, 0]))
    }

    /// Returns the second with which a span begins; None of the first, and behind the last.
    fn begin(self, span: usize) -> Option<i64> {
        Some((self.change(span)? >> OFFSET_BITS).cast_signed() - BIAS)
    }

    fn offset(self, span: usize) -> i32 {
        let number = self.change(span).map_or(0, |change| change & ((1 << OFFSET_BITS) - 1));
        let number = usize::try_from(number).unwrap_or(0);
        bytes(self.offsets, 4 * number).map_or(0, i32::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Offset, TimeZone};

    use super::*;

    /// What chrono-tz says of a second, as UTC and as local time.
    fn theirs(zone: chrono_tz::Tz, second: i64) -> (i32, MappedLocalTime<i32>) {
        let time = DateTime::from_timestamp(second, 0).unwrap().naive_utc();
        let seconds = |offset: chrono_tz::TzOffset| offset.fix().local_minus_utc();
        (seconds(zone.offset_from_utc_datetime(&time)), zone.offset_from_local_datetime(&time).map(seconds))
    }

    #[test]
    fn every_zone_is_there() {
        let ours: Vec<_> = NAMES.lines().collect();
        let mut theirs: Vec<_> = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect();
        theirs.sort_unstable();
        assert_eq!(ours, theirs, "assets/zones/make.py makes the tables of another chrono-tz");
    }

    #[test]
    fn every_change_of_every_clock_is_where_chrono_tz_has_it() {
        for (number, name) in NAMES.lines().enumerate() {
            let spans = Spans::found(number).unwrap();
            let zone: chrono_tz::Tz = name.parse().unwrap();
            let begins = (1..=spans.last()).map(|span| spans.begin(span).unwrap());
            let around = |begin: i64| {
                let offsets = [-86_400, -7_200, -3_600, -1_800, 0, 1_800, 3_600, 7_200, 86_400];
                offsets.into_iter().flat_map(move |offset| [begin + offset - 1, begin + offset])
            };
            let local = (1..=spans.last()).flat_map(|span| {
                let begin = spans.begin(span).unwrap();
                [spans.offset(span - 1), spans.offset(span)].map(|offset| begin + i64::from(offset))
            });
            let often = (-90..90).map(|quarter_years| quarter_years * 86_400 * 91 + 12_345);
            for second in begins.flat_map(around).chain(local.flat_map(|l| [l - 1, l, l + 1])).chain(often) {
                let ours = (spans.at(second), spans.at_local(second));
                assert_eq!(ours, theirs(zone, second), "{name} at {second}");
            }
        }
    }
}
