//! Reads a JSON file of any size with bounds: no row, read or skipped, takes more memory than a row may.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The longest readable row, in bytes: even the longest log in escapes alone is shorter.
const ROW_LIMIT: usize = 32 * 1024 * 1024;

/// How much of a row may still be read.
#[derive(Clone)]
pub(super) struct Room(Rc<Cell<usize>>);

impl Default for Room {
    fn default() -> Self {
        Self(Rc::new(Cell::new(ROW_LIMIT)))
    }
}

impl Room {
    /// Begins another row.
    pub(super) fn renew(&self) {
        self.0.set(ROW_LIMIT);
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.get() == 0
    }
}

/// A file whose rows are bounded; it ends where one is too long.
pub(super) struct Bounded<R> {
    input: BufReader<R>,
    room: Room,
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(input: R, room: Room) -> Self {
        Self { input: BufReader::new(input), room }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = into.len().min(self.room.0.get());
        let read = self.input.read(into.get_mut(..most).unwrap_or_default())?;
        self.room.0.set(self.room.0.get() - read);
        Ok(read)
    }
}

/// Something that this version doesn't know: skipped, piece by piece if it is a list.
pub(super) struct PassOver<'r>(pub(super) &'r Room);

impl<'de> DeserializeSeed<'de> for PassOver<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for PassOver<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> std::result::Result<(), A::Error> {
        while rows.next_element::<IgnoredAny>()?.is_some() {
            self.0.renew();
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> std::result::Result<(), E> {
        Ok(())
    }
}
