//! Listens to the terminal and to signals, on threads of their own, and sends on what they say.

use std::io;
use std::sync::mpsc::Sender;

use super::event::Event;
use crate::error::{Error, Result};

#[cfg(not(unix))]
mod console;
#[cfg(unix)]
mod tty;

/// The signals that would end or stop the program; they wait for the loop instead.
pub(super) struct Signals {
    #[cfg(unix)]
    signals: signal_hook::iterator::Signals,
}

impl Signals {
    /// Takes over the signals. Call this before taking the terminal, so that no signal leaves it unrestored.
    pub(super) fn take() -> Result<Self> {
        #[cfg(unix)]
        {
            use signal_hook::consts::{
                SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2,
                SIGVTALRM, SIGWINCH, SIGXCPU,
            };
            let all = [
                SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGABRT, SIGXCPU, SIGVTALRM, SIGPROF,
                SIGTSTP, SIGCONT, SIGWINCH,
            ];
            Ok(Self { signals: signal_hook::iterator::Signals::new(all).map_err(|e| cannot_listen(&e))? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }
}

/// Says what a signal means.
#[cfg(unix)]
fn event_of(signal: i32) -> Event {
    match signal {
        signal_hook::consts::SIGTSTP => Event::Stop,
        signal_hook::consts::SIGCONT => Event::Continued,
        signal_hook::consts::SIGWINCH => Event::Resize,
        signal => Event::Signal(signal),
    }
}

fn cannot_listen(error: &io::Error) -> Error {
    Error::failed(format!("could not listen to the terminal: {}", crate::error::io_words(error)))
}

/// Starts the threads that wait for keys and signals.
pub(super) fn listen(to: Sender<Event>, signals: Signals) -> Result<()> {
    #[cfg(unix)]
    {
        let sender = to.clone();
        let mut waiting = signals.signals;
        let wait = move || {
            for signal in waiting.forever() {
                if sender.send(event_of(signal)).is_err() {
                    break;
                }
            }
        };
        std::thread::Builder::new().name("signals".into()).spawn(wait).map_err(|e| cannot_listen(&e))?;
        tty::listen(to).map_err(|e| cannot_listen(&e))
    }
    #[cfg(not(unix))]
    {
        drop(signals);
        let read = move || console::read_keys(&to);
        std::thread::Builder::new().name("keys".into()).spawn(read).map_err(|e| cannot_listen(&e))?;
        Ok(())
    }
}
