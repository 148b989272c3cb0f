//! Reads a JSON file of any size with bounds: no row, read or skipped, takes more memory than a row may.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The longest readable row, in bytes: even the longest log in escapes alone is shorter.
const ROW_LIMIT: usize = 32 * 1024 * 1024;

/// How much of a row may still be read, and where it begins.
#[derive(Clone)]
pub(super) struct Room(Rc<Place>);

struct Place {
    left: Cell<usize>,
    /// The line that is being read, from 1.
    line: Cell<u64>,
    /// The line on which the row begins; None before its first brace.
    begins: Cell<Option<u64>>,
}

impl Default for Room {
    fn default() -> Self {
        Self(Rc::new(Place { left: Cell::new(ROW_LIMIT), line: Cell::new(1), begins: Cell::new(None) }))
    }
}

impl Room {
    /// Begins another row.
    pub(super) fn renew(&self) {
        self.0.left.set(ROW_LIMIT);
        self.0.begins.set(None);
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.0.left.get() == 0
    }

    /// The line on which the row begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.0.begins.get().unwrap_or_else(|| self.0.line.get())
    }

    /// Takes note of what was read. The parser asks for one byte at a time, so it has not read beyond the row.
    fn saw(&self, bytes: &[u8]) {
        self.0.left.set(self.0.left.get().saturating_sub(bytes.len()));
        for byte in bytes {
            match byte {
                b'\n' => self.0.line.set(self.0.line.get() + 1),
                b'{' if self.0.begins.get().is_none() => self.0.begins.set(Some(self.0.line.get())),
                _ => {}
            }
        }
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
        let most = into.len().min(self.room.0.left.get());
        let read = self.input.read(into.get_mut(..most).unwrap_or_default())?;
        self.room.saw(into.get(..read).unwrap_or_default());
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
