//! Turns the bytes that a terminal sends into events. What a terminal says of itself, asked or not, at once or late, whole
//! or in pieces, is never taken for keys; what was typed is never taken for that.
//!
//! Time is passed in, and each read of the terminal by itself: nobody types two keys within one.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent};

use super::event::Event;
use super::theme;
use sequences::{ESC, First, first, follows_esc, key_of, may_begin_reply};

mod keys;
mod sequences;

const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
/// How long after Esc the rest of a sequence may come. Longer, and Esc would answer later than other keys may.
const REST_OF_ESC: Duration = Duration::from_millis(2);
/// The same while the terminal is answering, and for what follows an Esc that was let go.
const REST_OF_ESC_ANSWERING: Duration = Duration::from_millis(50);
/// How long a terminal may be answering: from the start, when it is asked, and from each reply on.
const ANSWERING: Duration = Duration::from_millis(500);
/// How long after a byte of a sequence its next one may come.
const REST: Duration = Duration::from_millis(500);
/// How long keys that came one by one may be held for the rest of a reply.
const HOLD_KEYS: Duration = Duration::from_secs(3);
/// How long a paste may pause before what came of it is shown.
const REST_OF_PASTE: Duration = Duration::from_secs(2);
/// How much of a reply is kept, to read the background from.
const LONGEST_ANSWER: usize = 64;
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// How a byte came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// Its character was a whole read.
    Alone,
    /// Esc and its character were a whole read, as a key with Alt is.
    WithAlt,
    /// An Esc that has acted as a key; what follows says whether it was one.
    LetGo,
    /// More came in the same read: nobody typed that.
    Amid,
}

impl Came {
    fn of(read: &[u8]) -> Self {
        let is_one = |bytes: &[u8]| keys::character(bytes).is_some_and(|(length, _)| length == bytes.len());
        match read {
            [ESC, rest @ ..] if is_one(rest) => Self::WithAlt,
            _ if is_one(read) => Self::Alone,
            _ => Self::Amid,
        }
    }

    fn is_typed(self) -> bool {
        self != Self::Amid
    }
}

/// Where the bytes belong.
#[derive(Debug, Default)]
enum State {
    #[default]
    Keys,
    Reply(Reply),
    Paste(Paste),
}

/// A reply of the terminal, up to ST or BEL.
#[derive(Debug)]
struct Reply {
    /// How it begins.
    said: Vec<u8>,
    /// The keys at its end that came one by one, and since when: if the reply is never finished, somebody typed them.
    typed: Vec<u8>,
    since: Instant,
}

/// A bracketed paste.
#[derive(Debug, Default)]
struct Paste {
    text: Vec<u8>,
    /// Whether nothing came of it for long.
    paused: bool,
}

/// The terminal's input, as far as it came.
#[derive(Debug)]
pub(super) struct Input {
    state: State,
    /// Bytes whose meaning the next ones say, and how each came.
    held: Vec<u8>,
    came: Vec<Came>,
    /// When the last read was.
    heard: Instant,
    /// When an Esc was let go that nothing had followed.
    let_esc_go: Option<Instant>,
    /// Until when the terminal may be answering.
    answering: Instant,
    events: Vec<Event>,
}

impl Input {
    /// Begins to listen at an instant.
    pub(super) fn new(now: Instant) -> Self {
        let (held, came, events) = (Vec::new(), Vec::new(), Vec::new());
        Self { state: State::Keys, held, came, heard: now, let_esc_go: None, answering: now + ANSWERING, events }
    }

    /// Takes what one read gave; returns the events that are clear by now.
    pub(super) fn take(&mut self, read: &[u8], now: Instant) -> Vec<Event> {
        self.expire(now);
        self.heard = now;
        let came = Came::of(read);
        if matches!(self.state, State::Paste(Paste { paused: true, .. })) && came.is_typed() {
            self.state = State::Keys;
        }
        let since_esc = self.let_esc_go.take().map(|at| now.duration_since(at));
        if since_esc.is_some_and(|gap| gap < REST) && came == Came::Amid && follows_esc(read) {
            // Its Esc was let go as a key; what follows it is none.
            self.hold(&[ESC], came);
        } else if since_esc.is_some_and(|gap| gap < REST_OF_ESC_ANSWERING) && may_begin_reply(read) {
            self.hold(&[ESC], Came::LetGo);
        }
        self.hold(read, came);
        self.go_on(now);
        std::mem::take(&mut self.events)
    }

    /// Returns until when to wait for the next read; None where nothing depends on it.
    pub(super) fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Keys if self.held.is_empty() => None,
            State::Keys if self.held == [ESC] => {
                let is_answering = self.heard < self.answering;
                Some(self.heard + if is_answering { REST_OF_ESC_ANSWERING } else { REST_OF_ESC })
            }
            State::Keys => Some(self.heard + REST),
            State::Reply(reply) if reply.typed.is_empty() => Some(self.heard + REST),
            State::Reply(reply) => Some((self.heard + REST).min(reply.since + HOLD_KEYS)),
            State::Paste(Paste { paused: true, .. }) => None,
            State::Paste(_) => Some(self.heard + REST_OF_PASTE),
        }
    }

    /// Lets go what waited too long; returns the events that came of it.
    pub(super) fn waited(&mut self, now: Instant) -> Vec<Event> {
        self.expire(now);
        std::mem::take(&mut self.events)
    }

    fn hold(&mut self, bytes: &[u8], came: Came) {
        self.held.extend_from_slice(bytes);
        self.came.resize(self.held.len(), came);
    }

    fn drop_first(&mut self, count: usize) {
        self.held.drain(..count.min(self.held.len()));
        self.came.drain(..count.min(self.came.len()));
    }

    fn expire(&mut self, now: Instant) {
        while let Some(deadline) = self.deadline().filter(|at| *at <= now) {
            match std::mem::take(&mut self.state) {
                State::Keys => self.give_up(deadline),
                State::Reply(reply) => self.cut_off(&reply),
                State::Paste(Paste { text, .. }) => {
                    if !text.is_empty() {
                        self.events.push(Event::Paste(String::from_utf8_lossy(&text).into_owned()));
                    }
                    self.state = State::Paste(Paste { text: Vec::new(), paused: true });
                }
            }
            self.go_on(now);
        }
    }

    /// Ends a reply that was never finished.
    fn cut_off(&mut self, reply: &Reply) {
        let mut typed = reply.typed.as_slice();
        while let Some((length, key)) = key_of(typed) {
            self.events.extend(key.map(Event::Key));
            typed = typed.get(length..).unwrap_or_default();
        }
    }

    /// Reads what is held as it stands, since nothing more comes.
    fn give_up(&mut self, now: Instant) {
        let all_typed = self.came.iter().all(|came| came.is_typed());
        match self.held.as_slice() {
            [ESC, ..] if self.came.first() == Some(&Came::LetGo) => self.drop_first(1),
            [ESC] => {
                self.let_esc_go = Some(now);
                self.take_key(1, Some(KeyCode::Esc.into()));
            }
            [ESC, ESC, ..] => self.take_key(1, Some(KeyCode::Esc.into())),
            [ESC, _] if self.came.first() == Some(&Came::Alone) => self.take_key(1, Some(KeyCode::Esc.into())),
            [ESC, b'[', _, ..] if !all_typed => self.drop_first(self.held.len()),
            held => match key_of(held) {
                Some((length, key)) => self.take_key(length, key),
                None => self.drop_first(held.len()),
            },
        }
    }

    fn take_key(&mut self, bytes: usize, key: Option<KeyEvent>) {
        self.events.extend(key.map(Event::Key));
        self.drop_first(bytes);
    }

    /// Reads what is held, as far as it is clear.
    fn go_on(&mut self, now: Instant) {
        while !self.held.is_empty() {
            let went_on = match std::mem::take(&mut self.state) {
                State::Keys => self.read_key(now),
                State::Reply(reply) => self.read_reply(reply, now),
                State::Paste(paste) => self.read_paste(paste),
            };
            if !went_on {
                break;
            }
        }
    }

    /// Reads what is held first; returns whether it was clear.
    fn read_key(&mut self, now: Instant) -> bool {
        let first = first(&self.held);
        // Esc was a read of its own, and no sequence came of it: it was a key.
        let is_esc = matches!(self.held.as_slice(), [ESC, next, ..] if !matches!(next, b'[' | b'O'))
            && self.came.first() == Some(&Came::Alone);
        let has_acted = self.came.first() == Some(&Came::LetGo);
        let may_be_csi = matches!(self.held.as_slice(), [_, b'[', rest @ ..] if matches!(rest, [] | [b'0'..=b'9' | b'?' | b'>', ..]));
        if has_acted && self.held.len() > 1 && !may_be_csi && !matches!(first, First::Unclear | First::Reply(_)) {
            self.drop_first(1);
            return true;
        }
        match first {
            First::Unclear => return false,
            First::Is(..) if is_esc => self.take_key(1, Some(KeyCode::Esc.into())),
            First::Is(length, event) => {
                self.events.extend(event);
                self.drop_first(length);
            }
            First::Reply(length) => {
                let is_typed = self.came.iter().take(length).all(|came| came.is_typed());
                let start = self.held.get(..length).unwrap_or_default();
                let to_type = if self.came.first() == Some(&Came::LetGo) { start.get(1..) } else { Some(start) };
                let typed = to_type.filter(|_| is_typed).unwrap_or_default().to_vec();
                self.state = State::Reply(Reply { said: start.to_vec(), typed, since: now });
                self.drop_first(length);
            }
            First::Paste(length) => {
                self.state = State::Paste(Paste::default());
                self.drop_first(length);
            }
        }
        true
    }

    /// Reads on in a reply; returns whether anything became clear.
    fn read_reply(&mut self, mut reply: Reply, now: Instant) -> bool {
        for (at, byte) in self.held.iter().enumerate() {
            let is_typed = self.came.get(at).is_some_and(|came| came.is_typed());
            let next = self.held.get(at + 1);
            let (ends, taken) = match (*byte, next) {
                (BEL, _) => (true, at + 1),
                (ESC, Some(b'\\')) => (true, at + 2),
                (ESC, None) => {
                    self.drop_first(at);
                    self.state = State::Reply(reply);
                    return false;
                }
                // A key ends it and acts, unless the terminal sent it.
                (ESC, Some(_)) => (false, at),
                (b'\r' | CAN, _) => (false, if is_typed { at } else { at + 1 }),
                _ => {
                    if !is_typed {
                        reply.typed.clear();
                    } else if reply.typed.is_empty() {
                        reply.since = now;
                    }
                    if is_typed {
                        reply.typed.push(*byte);
                    }
                    if reply.said.len() < LONGEST_ANSWER {
                        reply.said.push(*byte);
                    }
                    continue;
                }
            };
            self.drop_first(taken);
            if ends {
                self.answering = now + ANSWERING;
                self.events.extend(background(&reply.said).map(Event::Background));
            } else {
                self.cut_off(&reply);
            }
            return true;
        }
        self.drop_first(self.held.len());
        self.state = State::Reply(reply);
        false
    }

    /// Reads on in a paste; returns whether it ended.
    fn read_paste(&mut self, mut paste: Paste) -> bool {
        let before = paste.text.len().saturating_sub(PASTE_ENDS.len());
        paste.text.append(&mut self.held);
        self.came.clear();
        let new = paste.text.get(before..).unwrap_or_default();
        let Some(end) = new.windows(PASTE_ENDS.len()).position(|w| w == PASTE_ENDS).map(|at| before + at) else {
            self.state = State::Paste(Paste { paused: false, ..paste });
            return false;
        };
        let rest = paste.text.split_off(end);
        self.events.push(Event::Paste(String::from_utf8_lossy(&paste.text).into_owned()));
        self.hold(rest.get(PASTE_ENDS.len()..).unwrap_or_default(), Came::Amid);
        true
    }
}

/// The background that a finished reply tells, if it tells it.
fn background(said: &[u8]) -> Option<theme::Background> {
    let said = std::str::from_utf8(said).ok()?;
    theme::background_of_answer(said.strip_prefix("\x1b]11;")?)
}

#[cfg(test)]
mod tests;
