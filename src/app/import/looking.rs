//! A look at a file that takes long, beside the screens: workbooks and zips have to be unpacked before anything of them
//! shows.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

use super::files::files_of;
use super::preview::{Looked, Preview};
use crate::app::App;
use crate::error::{Error, Result};

/// Packed files up to this many bytes are looked at at once.
const AT_ONCE: u64 = 1 << 20;
/// How many files of a folder may be unpacked to look at one.
const UNPACKED: usize = 20;

/// What became of a look that was begun.
#[derive(Debug)]
pub enum Look {
    /// It is done.
    Done(Box<Result<Preview>>),
    /// It goes on.
    Running(RunningLook),
}

/// A look that goes on beside the screens.
#[derive(Debug)]
pub struct RunningLook(Receiver<Result<Preview>>);

impl App {
    /// Looks at a file as [`App::preview`] does, on a thread where that takes long.
    pub fn begin_look(&self, looked: &Looked) -> Look {
        let at_once = || Look::Done(Box::new(self.preview(looked)));
        let files = files_of(&looked.paths).unwrap_or_default();
        if !files.iter().take(UNPACKED).any(|file| is_large_and_packed(file)) {
            return at_once();
        }
        let (tell, told) = channel();
        let (viewer, there) = (self.viewer(), looked.clone());
        let look = move || {
            // Nobody waits for it any more once the screen is gone.
            let _told = tell.send(viewer.look(&there));
        };
        match std::thread::Builder::new().name("look".into()).spawn(look) {
            Ok(_) => Look::Running(RunningLook(told)),
            Err(_) => at_once(),
        }
    }
}

impl RunningLook {
    /// Returns what was seen, once that is known.
    pub fn ended(&self) -> Option<Result<Preview>> {
        match self.0.try_recv() {
            Ok(preview) => Some(preview),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(Error::failed("goodcall could not look at the file"))),
        }
    }
}

/// Whether a file is a zip or a workbook, both old and new, of which much has to be unpacked.
fn is_large_and_packed(path: &Path) -> bool {
    let is_large = std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > AT_ONCE);
    if !is_large {
        return false;
    }
    let mut head = [0; 4];
    let is_read = File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok();
    is_read && matches!(head, [b'P', b'K', ..] | [0xD0, 0xCF, ..])
}
