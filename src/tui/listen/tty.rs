//! Reads the bytes of a terminal, each read by itself, with its time.

use std::fs::File;
use std::io::{self, IsTerminal, Read, stdin};
use std::os::fd::AsFd;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use crate::tui::event::Event;
use crate::tui::input::Input;

/// How many bytes one read may give. The rest of a longer paste comes at once after it.
const A_READ: usize = 4096;
/// How long to wait where another program made the terminal's reads return at once.
const NOTHING_YET: Duration = Duration::from_millis(10);

type ReadAt = io::Result<(Vec<u8>, Instant)>;

/// Starts the threads that read the terminal and make events of what they read.
pub(super) fn listen(to: Sender<Event>) -> io::Result<()> {
    let terminal = terminal()?;
    let (sender, reads) = channel();
    Builder::new().name("terminal".into()).spawn(move || read(terminal, &sender))?;
    Builder::new().name("keys".into()).spawn(move || make_events(&reads, &to))?;
    Ok(())
}

/// Opens the terminal for reading, also where standard input is something else.
fn terminal() -> io::Result<File> {
    let stdin = stdin();
    if stdin.is_terminal() { Ok(File::from(stdin.as_fd().try_clone_to_owned()?)) } else { File::open("/dev/tty") }
}

fn read(mut terminal: File, to: &Sender<ReadAt>) {
    let mut buffer = [0; A_READ];
    loop {
        let read = match terminal.read(&mut buffer) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => Ok((buffer.get(..count).unwrap_or_default().to_vec(), Instant::now())),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {
                std::thread::sleep(NOTHING_YET);
                continue;
            }
            Err(e) => Err(e),
        };
        let is_last = read.is_err();
        if to.send(read).is_err() || is_last {
            return;
        }
    }
}

/// Sends on what the reads mean, until nobody listens or the terminal is gone.
fn make_events(reads: &Receiver<ReadAt>, to: &Sender<Event>) {
    let mut input = Input::new(Instant::now());
    // The window may have changed before anybody listened.
    let mut events = vec![Event::Resize];
    loop {
        for event in events {
            let is_last = matches!(event, Event::Gone);
            if to.send(event).is_err() || is_last {
                return;
            }
        }
        let read = match input.deadline() {
            None => reads.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(deadline) => reads.recv_timeout(deadline.saturating_duration_since(Instant::now())),
        };
        events = match read {
            Ok(Ok((bytes, at))) => input.take(&bytes, at),
            Err(RecvTimeoutError::Timeout) => input.waited(Instant::now()),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => vec![Event::Gone],
        };
    }
}
