//! The search thread: it has its own connection, and the next key interrupts its work.

use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};

use super::event::Event;
use super::work::Query;
use crate::app::App;
use crate::app::search::{Hit, SearchBook};
use crate::error::{Error, Result};

/// Searches on a thread if the book is a file, else at once.
pub struct Searcher {
    /// Where to send the hits; with None it searches at once.
    found: Option<Sender<Event>>,
    thread: Option<Running>,
}

struct Running {
    path: PathBuf,
    queries: Sender<Query>,
    interrupt: Box<dyn Fn() + Send>,
}

impl Searcher {
    /// Makes a searcher that sends its hits to the loop.
    pub fn on_thread(found: Sender<Event>) -> Self {
        Self { found: Some(found), thread: None }
    }

    /// Makes a searcher that searches at once, for tests and books in memory.
    pub fn at_once() -> Self {
        Self { found: None, thread: None }
    }

    /// Returns where to send the hits; None if it searches at once.
    pub fn events(&self) -> Option<Sender<Event>> {
        self.found.clone()
    }

    /// Searches; returns the hits if it searched at once.
    pub fn search(&mut self, app: &App, query: &Query) -> Result<Option<Vec<Hit>>> {
        let (Some(found), Some(path)) = (&self.found, app.book_path()) else {
            return app.search(&query.words, query.limit).map(Some);
        };
        let running = match self.thread.take().filter(|t| t.path == path) {
            Some(running) => running,
            None => start(path.to_path_buf(), found.clone())?,
        };
        (running.interrupt)();
        // If the thread has ended, the next key starts another.
        if running.queries.send(query.clone()).is_ok() {
            self.thread = Some(running);
        }
        Ok(None)
    }
}

fn start(path: PathBuf, found: Sender<Event>) -> Result<Running> {
    let book = SearchBook::open(&path)?;
    let interrupt = book.interrupt();
    let (queries, asked) = channel::<Query>();
    let work = move || {
        while let Ok(mut query) = asked.recv() {
            // Only the latest query counts.
            while let Ok(later) = asked.try_recv() {
                query = later;
            }
            let hits = book.search(&query.words, query.limit);
            let interrupted = hits.as_ref().is_err_and(Error::is_interrupted);
            if !interrupted && found.send(Event::Found(query, hits)).is_err() {
                break;
            }
        }
    };
    std::thread::Builder::new()
        .name("search".into())
        .spawn(work)
        .map_err(|e| Error::failed(format!("could not start the search: {e}")))?;
    Ok(Running { path, queries, interrupt })
}
