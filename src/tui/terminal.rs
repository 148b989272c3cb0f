//! Takes over the real terminal, and restores it after quit, error, panic and signals.

use std::io::{self, Stdout, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event as TermEvent, KeyCode,
    KeyEvent, KeyEventKind, KeyModifiers,
};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::shell::{Event, Events, Host};
use super::theme;
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
pub(super) type Screen = Terminal<CrosstermBackend<Stdout>>;

/// Makes the drawing surface of the real terminal.
pub(super) fn screen() -> Result<Screen> {
    Terminal::new(CrosstermBackend::new(stdout()))
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

/// The signals that would end the program; they wait for the loop instead.
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
                SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGXCPU,
            };
            let all =
                [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2, SIGABRT, SIGXCPU, SIGVTALRM, SIGPROF];
            Ok(Self { signals: signal_hook::iterator::Signals::new(all).map_err(|e| cannot_listen(&e))? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
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
                if sender.send(Event::Signal(signal)).is_err() {
                    break;
                }
            }
        };
        std::thread::Builder::new().name("signals".into()).spawn(wait).map_err(|e| cannot_listen(&e))?;
    }
    #[cfg(not(unix))]
    drop(signals);
    std::thread::Builder::new().name("keys".into()).spawn(move || read_keys(&to)).map_err(|e| cannot_listen(&e))?;
    Ok(())
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

fn read_keys(to: &Sender<Event>) {
    let mut answers = Answers::default();
    // The window may have changed before this thread listened; polling makes later changes arrive as events.
    let _ready = crossterm::event::poll(Duration::ZERO);
    if to.send(Event::Resize).is_err() {
        return;
    }
    loop {
        // Without an answer after it, a held Alt-] was a key. Nobody types the beginning of an answer.
        let wait = if answers.began() { ANSWER_COMES_WITHIN } else { Duration::from_millis(50) };
        if answers.holds() && !crossterm::event::poll(wait).unwrap_or(false) {
            for key in answers.let_go() {
                if to.send(Event::Key(key)).is_err() {
                    return;
                }
            }
        }
        let events = match crossterm::event::read() {
            Ok(TermEvent::Key(key)) if key.kind != KeyEventKind::Release => answers.take(key),
            Ok(TermEvent::Key(_) | TermEvent::FocusGained | TermEvent::FocusLost) => continue,
            Ok(TermEvent::Paste(text)) => vec![Event::Paste(text)],
            Ok(TermEvent::Mouse(mouse)) => vec![Event::Mouse(mouse)],
            Ok(TermEvent::Resize(..)) => vec![Event::Resize],
            Err(_) => vec![Event::Gone],
        };
        for event in events {
            let gone = matches!(event, Event::Gone);
            if to.send(event).is_err() || gone {
                return;
            }
        }
    }
}

/// Filters the terminal's answer about its background out of the keys. It arrives as if typed (Alt-], then
/// "11;rgb:…", then Alt-\ or Ctrl-G), at any time.
#[derive(Debug, Default)]
struct Answers {
    held: Vec<KeyEvent>,
}

const ANSWER: &str = "11;";
const LONGEST_ANSWER: usize = 48;
/// How long the rest of an answer may take on a slow line.
const ANSWER_COMES_WITHIN: Duration = Duration::from_secs(2);

impl Answers {
    fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    fn began(&self) -> bool {
        self.text().starts_with(ANSWER)
    }

    fn let_go(&mut self) -> Vec<KeyEvent> {
        std::mem::take(&mut self.held)
    }

    fn text(&self) -> String {
        self.held.iter().skip(1).filter_map(|k| if let KeyCode::Char(c) = k.code { Some(c) } else { None }).collect()
    }

    fn take(&mut self, key: KeyEvent) -> Vec<Event> {
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        if self.held.is_empty() {
            if alt && key.code == KeyCode::Char(']') {
                self.held.push(key);
                return Vec::new();
            }
            return vec![Event::Key(key)];
        }
        let ends = (alt && key.code == KeyCode::Char('\\')) || (ctrl && key.code == KeyCode::Char('g'));
        let text = self.text();
        if ends && text.starts_with(ANSWER) {
            self.held.clear();
            return theme::background_of_answer(text.trim_start_matches(ANSWER))
                .map(Event::Background)
                .into_iter()
                .collect();
        }
        self.held.push(key);
        let text = self.text();
        let plain = !alt && !ctrl && matches!(key.code, KeyCode::Char(_));
        let goes_on = plain && (ANSWER.starts_with(&text) || text.starts_with(ANSWER)) && text.len() <= LONGEST_ANSWER;
        if goes_on { Vec::new() } else { self.let_go().into_iter().map(Event::Key).collect() }
    }
}

/// The real terminal beyond the frame.
pub(super) struct RealHost {
    taken: Option<TerminalGuard>,
    mouse: Mouse,
}

impl RealHost {
    /// Makes the host of a taken terminal.
    pub(super) fn new(taken: TerminalGuard) -> Self {
        let mouse = taken.mouse;
        Self { taken: Some(taken), mouse }
    }
}

impl Host for RealHost {
    fn copy(&mut self, text: &str) {
        // A terminal without a clipboard ignores it.
        let _ignored = execute!(stdout(), crossterm::clipboard::CopyToClipboard::to_clipboard_from(text));
    }

    fn query_background(&mut self) {
        let mut out = stdout();
        // Every terminal answers the second question, for its attributes; crossterm reads that answer itself.
        let _unasked = out.write_all(b"\x1b]11;?\x1b\\\x1b[c").and_then(|()| out.flush());
    }

    fn suspend(&mut self) -> Result<()> {
        self.taken = None;
        #[cfg(unix)]
        {
            // Stop the whole job, as a shell expects of Ctrl-Z; after fg it goes on here.
            let _stopped = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
        }
        self.taken = Some(TerminalGuard::enter(self.mouse)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::theme::Background;
    use super::*;

    fn typed(text: &str) -> Vec<KeyEvent> {
        text.chars().map(|c| KeyEvent::from(KeyCode::Char(c))).collect()
    }

    fn alt(c: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT)
    }

    #[test]
    fn an_answer_however_late_is_never_taken_for_keys() {
        let mut answers = Answers::default();
        let mut events = Vec::new();
        let keys = typed("j").into_iter().chain([alt(']')]).chain(typed("11;rgb:fbfb/fafa/f6f6")).chain([alt('\\')]);
        for key in keys.chain(typed("k")) {
            events.extend(answers.take(key));
        }
        let kinds: Vec<_> = events
            .iter()
            .map(|e| match e {
                Event::Key(k) => format!("{:?}", k.code),
                Event::Background(Background::Light) => "light".into(),
                _ => "other".into(),
            })
            .collect();
        assert_eq!(kinds, ["Char('j')", "light", "Char('k')"]);
    }

    #[test]
    fn what_is_no_answer_comes_through_as_keys() {
        let mut answers = Answers::default();
        assert!(answers.take(alt(']')).is_empty());
        assert_eq!(answers.take(KeyEvent::from(KeyCode::Char('x'))).len(), 2);
        assert!(!answers.holds());
    }
}
