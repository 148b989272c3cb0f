//! Reads the keys where crossterm reads them, and takes the terminal's answer about its background out of them.

use std::sync::mpsc::Sender;
use std::time::Duration;

use crossterm::event::{Event as TermEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::tui::event::Event;
use crate::tui::theme;

/// Sends on what crossterm reads, until nobody listens.
pub(super) fn read_keys(to: &Sender<Event>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Background;

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
