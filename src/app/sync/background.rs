//! A sync beside what the user does, on a thread with a connection of its own, and a look at the folder that costs little.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::now::Mode;
use super::space::id_of;
use super::{Synced, WriterId};
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::carrier::{Carrier, Folder};
use crate::sync::key::SpaceId;

/// How long whoever waits sleeps between two looks.
const LOOKS_EVERY: Duration = Duration::from_millis(2);

/// What is synced, to look whether the other machines put anything there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// None where the book is in teams alone: a server is asked by syncs.
    space: Option<InFolder>,
}

/// A space in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
struct InFolder {
    folder: PathBuf,
    space: SpaceId,
    own: WriterId,
}

/// What the other machines have in the folder: alike where nothing came and nothing went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct There(u64);

impl Watched {
    /// Looks at the names in the folder, never into a file; None where it can't be reached.
    pub fn look(&self) -> Option<There> {
        let InFolder { folder, space, own } = self.space.as_ref()?;
        let heads = Folder::open(folder, *space).and_then(|folder| folder.heads()).ok()?;
        let mut hasher = DefaultHasher::new();
        for listed in heads.values().flatten().filter(|listed| listed.writer != *own) {
            (listed.writer, listed.seq, listed.snapshot, listed.hash).hash(&mut hasher);
        }
        Some(There(hasher.finish()))
    }
}

impl App {
    /// Returns what to watch; None where no sync is set up.
    pub fn watched(&self) -> Result<Option<Watched>> {
        let Some(part) = self.book.membership()? else {
            return Ok((!self.book.teams()?.is_empty()).then_some(Watched { space: None }));
        };
        let in_folder = |space| InFolder { folder: part.folder.clone().into(), space, own: part.writer };
        Ok(id_of(&part).map(|space| Watched { space: Some(in_folder(space)) }))
    }

    /// Syncs the open book on a thread, which begins with `before` and calls `then` with what came of it; None of a book in
    /// memory, or where no thread is to be had.
    pub fn sync_beside(
        &self,
        before: impl FnOnce() + Send + 'static,
        then: impl FnOnce(Result<Synced>) + Send + 'static,
    ) -> Option<JoinHandle<()>> {
        let path = self.book_path().map(Path::to_path_buf)?;
        let (settings, now, servers) = (self.settings().clone(), self.now(), self.servers());
        let sync = move || {
            before();
            let opened = Self::open_again(&path, settings, now).map(|app| app.with_servers(servers));
            then(opened.and_then(|mut app| app.sync_now(Mode::Really)));
        };
        std::thread::Builder::new().name("sync".into()).spawn(sync).ok()
    }
}

/// Whether a sync was tried: it was not where another run syncs the book, or where its part in the space has ended meanwhile.
pub fn was_tried(synced: &Result<Synced>) -> bool {
    !matches!(synced, Err(error) if matches!(error.kind, ErrorKind::Busy | ErrorKind::SyncOff))
}

/// Returns what kept a sync from some of its work, or from all of it; None where all is well.
pub fn trouble_of(synced: &Result<Synced>) -> Option<Error> {
    match synced {
        Ok(synced) => synced.error(),
        Err(error) => Some(error.clone()),
    }
}

/// Waits for a thread, until an instant at the latest.
pub fn wait_for(running: Option<&JoinHandle<()>>, until: Instant) {
    while running.is_some_and(|thread| !thread.is_finished()) && Instant::now() < until {
        std::thread::sleep(LOOKS_EVERY);
    }
}
