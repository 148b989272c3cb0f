//! Takes over the real terminal, and restores it after quit, error, panic and signals.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::event::{Event, Events, Host};
use crate::config::Settings;
use crate::error::{Error, Result};

/// Whether the terminal is taken over, so that it is restored just once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the terminal sends its mouse to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mouse {
    Captured,
    /// The terminal keeps it, for selecting text.
    Free,
}

impl Mouse {
    /// Reads the choice from the configuration.
    pub(super) fn configured(settings: &Settings) -> Self {
        if settings.config.mouse { Self::Captured } else { Self::Free }
    }
}

/// The taken terminal; dropping it restores the terminal.
pub(super) struct TerminalGuard {
    mouse: Mouse,
}

impl TerminalGuard {
    /// Takes the terminal over.
    pub(super) fn enter(mouse: Mouse) -> Result<Self> {
        let cannot = |e: io::Error| {
            restore_terminal();
            Error::failed(format!("could not take over the terminal: {}", crate::error::io_words(&e)))
                .help("goodcall today prints the pick without it")
        };
        install_panic_hook();
        TAKEN.store(true, Ordering::SeqCst);
        enable_raw_mode().map_err(cannot)?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide).map_err(cannot)?;
        if mouse == Mouse::Captured {
            execute!(stdout(), EnableMouseCapture).map_err(cannot)?;
        }
        Ok(Self { mouse })
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        restore_terminal();
    }
}

/// Restores the terminal; does nothing if it was not taken.
pub(super) fn restore_terminal() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // If the terminal is gone, there is nothing to restore.
    let _gone = execute!(
        stdout(),
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show,
        crossterm::style::ResetColor
    );
    let _gone = disable_raw_mode();
}

fn install_panic_hook() {
    use std::sync::Once;
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            restore_terminal();
            before(panic);
        }));
    });
}

/// Draws on the real terminal.
pub(super) type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Enough for a frame in which every cell has colors of its own: it goes out at once, not in pieces of a kilobyte.
const FRAME_BYTES: usize = 1 << 16;

/// Makes the drawing surface of the real terminal.
pub(super) fn screen() -> Result<Screen> {
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, stdout())))
        .map_err(|e| Error::failed(format!("could not draw on the terminal: {}", crate::error::io_words(&e))))
}

/// Events of the real terminal, of signals and of the threads, through one channel.
pub(super) struct RealEvents {
    receiver: Receiver<Event>,
    sender: Sender<Event>,
}

impl RealEvents {
    /// Makes the channel, without a sender in use yet.
    pub(super) fn new() -> Self {
        let (sender, receiver) = channel();
        Self { receiver, sender }
    }

    /// Returns the end to send to.
    pub(super) fn sender(&self) -> Sender<Event> {
        self.sender.clone()
    }
}

impl Default for RealEvents {
    fn default() -> Self {
        Self::new()
    }
}

impl Events for RealEvents {
    fn next(&mut self, wait: Option<Duration>) -> Option<Event> {
        match wait {
            None => self.receiver.recv().ok(),
            Some(wait) => match self.receiver.recv_timeout(wait) {
                Ok(event) => Some(event),
                Err(RecvTimeoutError::Timeout) => Some(Event::Nothing),
                Err(RecvTimeoutError::Disconnected) => None,
            },
        }
    }
}

/// The real terminal beyond the frame.
pub(super) struct RealHost {
    taken: Option<TerminalGuard>,
    mouse: Mouse,
    /// Whether the signal that ended the last stop is still to be told.
    continues: bool,
}

impl RealHost {
    /// Makes the host of a taken terminal.
    pub(super) fn new(taken: TerminalGuard) -> Self {
        let mouse = taken.mouse;
        Self { taken: Some(taken), mouse, continues: false }
    }

    fn take_again(&mut self) -> Result<()> {
        self.taken = None;
        self.taken = Some(TerminalGuard::enter(self.mouse)?);
        Ok(())
    }

    /// Restores the terminal, stops as `stop` does, which says whether it did, and takes the terminal again.
    fn stopped_by(&mut self, stop: impl FnOnce() -> bool) -> Result<()> {
        self.taken = None;
        self.continues = stop();
        self.take_again()
    }
}

/// Stops the whole job, as a shell expects of Ctrl-Z; after fg it goes on here. Returns false where no shell made the job:
/// nobody would bring it back.
fn stop_job() -> bool {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
        // The terminal's own signal to stop is caught.
        getsid(None).is_ok_and(|session| session != getpgrp()) && kill_current_process_group(Signal::STOP).is_ok()
    }
    #[cfg(not(unix))]
    false
}

/// Stops this program alone; anything may continue it.
fn stop_alone() -> bool {
    #[cfg(unix)]
    {
        use rustix::process::{Signal, getpid, kill_process};
        kill_process(getpid(), Signal::STOP).is_ok()
    }
    #[cfg(not(unix))]
    false
}

impl Host for RealHost {
    fn copy(&mut self, text: &str) {
        // A terminal without a clipboard ignores it.
        let _ignored = execute!(stdout(), crossterm::clipboard::CopyToClipboard::to_clipboard_from(text));
    }

    fn query_background(&mut self) {
        let mut out = stdout();
        // Every terminal answers the second question, for its attributes.
        let _unasked = out.write_all(b"\x1b]11;?\x1b\\\x1b[c").and_then(|()| out.flush());
    }

    fn query_identity(&mut self) {
        let mut out = stdout();
        let _unasked = out.write_all(b"\x1b[>c").and_then(|()| out.flush());
    }

    fn suspend(&mut self) -> Result<()> {
        self.stopped_by(stop_job)
    }

    fn stop(&mut self) -> Result<()> {
        self.stopped_by(|| stop_job() || stop_alone())
    }

    fn continued(&mut self) -> Result<()> {
        // After a stop of its own it has taken the terminal by now.
        if std::mem::take(&mut self.continues) { Ok(()) } else { self.take_again() }
    }
}
