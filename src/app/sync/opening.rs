//! What sealed files hold, for who wants to see what leaves the machine.

use std::path::Path;

use serde_json::json;

use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::carrier::place_of;
use crate::sync::keyfile;
use crate::sync::segment::{self, Kind, SEALED_LIMIT, SegmentFault};

impl App {
    /// Opens a sealed file of this book's spaces: its lines as JSON, the first says whose it is.
    ///
    /// # Errors
    /// It is not there, not of a space whose key is here (`Key`), or not as it was sealed (`Segment`, `Newer`, `Clock`).
    pub fn open_sealed(&self, file: &Path) -> Result<String> {
        let book = self.book_file()?;
        let keys = match keyfile::read(&book)? {
            Some(file) => file,
            None => self.part_and_keys(&book)?.1.file,
        };
        let unreadable = |e: &std::io::Error| {
            Error::failed(format!("could not read {}: {}", file.display(), crate::error::io_words(e)))
        };
        let refused = |fault: &SegmentFault| fault.about(file, "run goodcall sync now");
        let size = std::fs::metadata(file).map_err(|e| unreadable(&e))?.len();
        if size > u64::try_from(SEALED_LIMIT).unwrap_or(u64::MAX) {
            return Err(refused(&SegmentFault::Damaged("it is larger than a segment".into())));
        }
        let bytes = std::fs::read(file).map_err(|e| unreadable(&e))?;
        let path = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
        let Some(place) = place_of(&path) else {
            return Err(Error::new(ErrorKind::Segment, format!("{} is not in its place", file.display()))
                .help("a sealed file opens only under its own path: …/goodcall-sync/SPACE/WRITER/SEQ-HASH.gcs"));
        };
        let Some(key) = keys.key_of(&place.space.to_string()) else {
            return Err(Error::new(ErrorKind::Key, format!("{} is of a space whose key is not here", file.display()))
                .help("goodcall sync status names this book's space"));
        };
        let listed = place.listed;
        let segment = segment::open(&bytes, &key.sealing(), place.space, (listed.writer, listed.seq))
            .map_err(|fault| refused(&fault))?;
        let mut first = json!({
            "space": place.space.to_string(), "machine": listed.writer, "number": listed.seq, "v": segment.header.v,
            "seen": segment.header.seen, "made": segment.header.made, "name": segment.header.name,
        });
        if let (Kind::Snapshot { covers, part }, Some(first)) = (&segment.header.kind, first.as_object_mut()) {
            first.insert("covers".into(), json!(covers));
            first.insert("part".into(), json!([part.number, part.of]));
        }
        Ok(format!("{first}\n{}", segment::lines_of(&segment.entries)?))
    }
}
