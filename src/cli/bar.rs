//! A bar on standard error while something takes long: for people on a terminal alone.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use super::Global;
use crate::app::backups::Watch;

/// What is done by then needs no bar.
const PATIENCE: Duration = Duration::from_millis(400);
/// How long a bar stands before it is drawn again.
const STANDS: Duration = Duration::from_millis(100);
/// How many cells the bar has.
const WIDTH: usize = 30;

/// A bar with its words, or nothing where nobody would see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bar {
    what: &'static str,
    is_shown: bool,
}

impl Bar {
    /// Says what takes long.
    pub(super) fn new(what: &'static str, global: &Global) -> Self {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        Self { what, is_shown: !global.quiet && !global.json && !is_dumb && std::io::stderr().is_terminal() }
    }

    /// Does something that takes long, and shows meanwhile how far it is.
    pub(super) fn while_watching<T>(self, watch: &Watch, act: impl FnOnce() -> T) -> T {
        if !self.is_shown {
            return act();
        }
        let (done, is_done) = channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut wait = PATIENCE;
                while is_done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    draw(&self.line(watch.share().unwrap_or_default()));
                    wait = STANDS;
                }
                if wait == STANDS {
                    draw("");
                }
            });
            let result = act();
            drop(done);
            result
        })
    }

    fn line(self, share: f64) -> String {
        // A share is from 0 to 1; whole cells and percents are meant.
        let part = |of: usize| (0..of).take_while(|n| ((n + 1) as f64) <= share * of as f64).count();
        let filled = part(WIDTH);
        let bar = format!("{}{}", "#".repeat(filled), "-".repeat(WIDTH - filled));
        format!("{}  {bar} {:>3}%", self.what, part(100).min(99))
    }
}

/// Draws a line over the one before.
fn draw(line: &str) {
    let mut stderr = std::io::stderr().lock();
    // There is nowhere left to say that this could not be said.
    let _drawn = write!(stderr, "\r\u{1b}[K{line}").and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_as_long_as_what_is_done() {
        let bar = Bar { what: "Checking", is_shown: true };
        assert_eq!(bar.line(0.0), format!("Checking  {}   0%", "-".repeat(30)));
        assert_eq!(bar.line(0.5), format!("Checking  {}{}  50%", "#".repeat(15), "-".repeat(15)));
        assert_eq!(bar.line(1.0), format!("Checking  {}  99%", "#".repeat(30)));
    }
}
