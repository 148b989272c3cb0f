//! A bar on standard error while something takes long: for people on a terminal alone.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::Global;
use crate::app::backups::Watch;
use crate::system::interrupts::Interrupts;

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
    shown: Shown,
    at_interrupt: AtInterrupt,
}

/// Whether somebody sees bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Yes,
    No,
}

impl Shown {
    /// Bars are for people on a terminal that draws.
    pub(super) fn to(global: &Global) -> Self {
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let is_seen = !global.quiet && !global.json && !is_dumb && std::io::stderr().is_terminal();
        if is_seen { Self::Yes } else { Self::No }
    }
}

/// What Ctrl-C does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtInterrupt {
    /// It ends the program.
    Ends,
    /// It stops the work, which says so.
    Stops,
}

impl Bar {
    /// Says what takes long.
    pub(super) fn new(what: &'static str, shown: Shown) -> Self {
        Self { what, shown, at_interrupt: AtInterrupt::Ends }
    }

    /// Lets Ctrl-C stop the work instead of ending the program.
    pub(super) fn stoppable(self) -> Self {
        Self { at_interrupt: AtInterrupt::Stops, ..self }
    }

    /// Does something that takes long, and shows meanwhile how far it is.
    pub(super) fn while_watching<T>(self, watch: &Watch, act: impl FnOnce() -> T) -> T {
        let interrupts = (self.at_interrupt == AtInterrupt::Stops).then(Interrupts::heed);
        if self.shown == Shown::No && interrupts.is_none() {
            return act();
        }
        let (done, is_done) = channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let begun = Instant::now();
                let mut is_drawn = false;
                while is_done.recv_timeout(STANDS) == Err(RecvTimeoutError::Timeout) {
                    if interrupts.as_ref().is_some_and(Interrupts::came) {
                        watch.stop();
                    }
                    if self.shown == Shown::Yes && begun.elapsed() >= PATIENCE {
                        draw(&self.line(watch.share().unwrap_or_default()));
                        is_drawn = true;
                    }
                }
                if is_drawn {
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
        let bar = Bar::new("Checking", Shown::Yes);
        assert_eq!(bar.line(0.0), format!("Checking  {}   0%", "-".repeat(30)));
        assert_eq!(bar.line(0.5), format!("Checking  {}{}  50%", "#".repeat(15), "-".repeat(15)));
        assert_eq!(bar.line(1.0), format!("Checking  {}  99%", "#".repeat(30)));
    }
}
