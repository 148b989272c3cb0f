//! Where the bytes of a file come from. Who opens files implements it; here they are only read.

use std::io::{self, Read};
use std::sync::Arc;

/// A file that can be read from its beginning as often as it is asked for.
pub(crate) trait Source {
    /// Begins to read.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;

    /// A file of this name that lies beside, whatever its case.
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
