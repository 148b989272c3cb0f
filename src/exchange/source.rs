//! Where the bytes of a file come from. Code that opens files implements it; this layer only reads, and keeps what it has
//! unpacked.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tempfile::SpooledTempFile;

/// What can be read from any place in it.
pub(crate) trait Input: Read + Seek + Send {}

impl<T: Read + Seek + Send> Input for T {}

/// A file that can be read from its beginning again and again.
pub(crate) trait Source: Send + Sync {
    /// Opens the file at its beginning.
    fn open(&self) -> io::Result<Box<dyn Input>>;

    /// Opens the file of this name beside it, in any case.
    fn beside(&self, name: &str) -> Option<Box<dyn Source>>;

    /// Whether it is the table of a sheet, in UTF-8: each row is one line of it, whatever its cells hold.
    fn is_table(&self) -> bool {
        false
    }
}

/// A file in memory, with nothing beside it.
#[derive(Clone)]
pub(super) struct Bytes(pub(super) Arc<[u8]>);

impl Source for Bytes {
    fn open(&self) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(io::Cursor::new(Arc::clone(&self.0))))
    }

    fn beside(&self, _name: &str) -> Option<Box<dyn Source>> {
        None
    }
}

/// What was unpacked, to be read again and again: in memory while it is small, else in a file without a name, which is gone
/// with the program, however that ends.
#[derive(Clone)]
pub(super) struct Kept {
    file: Arc<Mutex<SpooledTempFile>>,
    length: u64,
}

/// Up to which size it stays in memory, in bytes.
const IN_MEMORY: usize = 1 << 20;

impl Kept {
    /// Keeps what `write` writes.
    pub(super) fn written<E: From<io::Error>>(write: impl FnOnce(&mut dyn Write) -> Result<(), E>) -> Result<Self, E> {
        let mut file = io::BufWriter::new(SpooledTempFile::new(IN_MEMORY));
        write(&mut file)?;
        let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let length = file.stream_position()?;
        Ok(Self { file: Arc::new(Mutex::new(file)), length })
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }
}

impl Source for Kept {
    fn open(&self) -> io::Result<Box<dyn Input>> {
        Ok(Box::new(KeptInput { kept: self.clone(), at: 0 }))
    }

    fn beside(&self, _name: &str) -> Option<Box<dyn Source>> {
        None
    }
}

/// One of the readers of what is kept, with a place of its own.
struct KeptInput {
    kept: Kept,
    at: u64,
}

impl KeptInput {
    fn file(&self) -> MutexGuard<'_, SpooledTempFile> {
        // The place is set before each use.
        self.kept.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Read for KeptInput {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = {
            let mut file = self.file();
            file.seek(SeekFrom::Start(self.at))?;
            file.read(into)?
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for KeptInput {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.kept.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_readers_with_places_of_their_own() {
        for size in [10, IN_MEMORY + 10] {
            let text: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let kept = Kept::written(|out| out.write_all(&text)).unwrap();
            assert_eq!(kept.length(), size as u64);
            let (mut one, mut other) = (kept.open().unwrap(), kept.open().unwrap());
            let mut first = [0; 4];
            one.read_exact(&mut first).unwrap();
            let mut whole = Vec::new();
            other.read_to_end(&mut whole).unwrap();
            assert_eq!(whole, text);
            assert_eq!(one.seek(SeekFrom::Current(2)).unwrap(), 6);
            one.read_exact(&mut first).unwrap();
            assert_eq!(first, text[6..10]);
            assert!(one.seek(SeekFrom::End(-(i64::MAX))).is_err());
        }
    }
}
