//! An import beside the screens: on a thread, over a connection of its own. Whatever stops it leaves nothing, because it is
//! one transaction.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread::JoinHandle;

use super::files::files_of;
use super::{ImportRequest, Imported};
use crate::app::App;
use crate::app::backups::Watch;
use crate::error::{Error, Result};

/// Files up to this many bytes are imported at once: a few thousand rows take no noticeable time.
const AT_ONCE: u64 = 256 * 1024;
/// The same of zips and of workbooks, which hold more than they have.
const PACKED_AT_ONCE: u64 = 16 * 1024;

/// What became of an import that was begun.
#[derive(Debug)]
pub enum Begun {
    /// It is done.
    Done(Box<Imported>),
    /// It goes on.
    Running(RunningImport),
}

/// An import that goes on beside the screens. Once it is dropped, it stops.
#[derive(Debug)]
pub struct RunningImport {
    watch: Arc<Watch>,
    ended: Receiver<Result<Imported>>,
    thread: Option<JoinHandle<()>>,
}

impl App {
    /// Imports files and folders as one change: small ones at once, large ones beside the screens.
    pub fn begin_import(&mut self, plan: ImportRequest) -> Result<Begun> {
        let path = self.book.path().filter(|_| self.book.can_write()).map(PathBuf::from);
        let files = files_of(&plan.files)?;
        let Some(path) = path.filter(|_| are_many(&files)) else {
            return Ok(Begun::Done(Box::new(self.import(&plan)?)));
        };
        let (settings, now, session) = (self.settings.clone(), self.now, self.book.session());
        let watch = Arc::new(Watch::default());
        let (tell, ended) = channel();
        let its = Arc::clone(&watch);
        let import = move || {
            let imported = Self::open_again(&path, settings, now).and_then(|mut app| {
                app.book.go_on_with_session(session);
                app.import_watched(&plan, &its)
            });
            // Nobody waits for it any more once the screen is gone.
            let _told = tell.send(imported);
        };
        let thread = std::thread::Builder::new().name("import".into()).spawn(import);
        let thread = thread.map_err(|e| Error::failed(format!("could not begin the import: {e}")))?;
        Ok(Begun::Running(RunningImport { watch, ended, thread: Some(thread) }))
    }
}

impl RunningImport {
    /// Returns how far it is, from 0 to 1; None before that is known.
    pub fn share(&self) -> Option<f64> {
        self.watch.share()
    }

    /// Stops it soon; nothing of it stays.
    pub fn stop(&self) {
        self.watch.stop();
    }

    /// Returns what came of it, once it has ended.
    pub fn ended(&mut self) -> Option<Result<Imported>> {
        match self.ended.try_recv() {
            Ok(imported) => Some(imported),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                Some(Err(Error::failed("the import broke off").help("nothing was imported; try it again")))
            }
        }
    }
}

impl Drop for RunningImport {
    fn drop(&mut self) {
        self.watch.stop();
        if let Some(thread) = self.thread.take() {
            // It tells of what went wrong by itself.
            let _ended = thread.join();
        }
    }
}

/// Whether files are too much to be imported at once.
fn are_many(files: &[PathBuf]) -> bool {
    let packed: Vec<PathBuf> = files.iter().filter(|file| is_packed(file)).cloned().collect();
    sizes(files) > AT_ONCE || sizes(&packed) > PACKED_AT_ONCE
}

fn is_packed(file: &Path) -> bool {
    let mut magic = [0; 4];
    std::fs::File::open(file).and_then(|mut file| file.read_exact(&mut magic)).is_ok() && magic.starts_with(b"PK")
}

/// How many bytes files have together.
pub(super) fn sizes(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|found| found.len()).sum()
}

/// A reader that says how far it is, and ends where the import is stopped.
pub(super) struct Watched<'w, R> {
    pub(super) input: R,
    pub(super) watch: &'w Watch,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.watch.go_on().map_err(io::Error::other)?;
        let read = self.input.read(into)?;
        self.watch.looked_at(read as u64);
        Ok(read)
    }
}
