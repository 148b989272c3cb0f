//! Where the bytes of a file come from. Code that opens files implements it; this layer only reads.

use std::io::{self, Read};
use std::sync::Arc;

/// A file that can be read from its beginning again and again.
pub(crate) trait Source {
    /// Opens the file at its beginning.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;

    /// Opens the file of this name beside it, in any case.
    fn beside(&self, name: &str) -> Option<Box<dyn Source>>;
}

/// A file in memory, with nothing beside it.
#[derive(Clone)]
pub(super) struct Bytes(pub(super) Arc<[u8]>);

impl Source for Bytes {
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(io::Cursor::new(Arc::clone(&self.0))))
    }

    fn beside(&self, _name: &str) -> Option<Box<dyn Source>> {
        None
    }
}
