//! One table of keys: it feeds dispatch, footer, help, palette, rebinding and the table in docs/keys.md.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use super::action::Action;
use super::glyphs::Glyphs;
use crate::config::Settings;
use crate::error::{Error, Result};
pub use scope::Scope;
pub(super) use scope::Tab;
use table::TABLE;

mod scope;
mod table;

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// A letter; upper case if pressed with Shift.
    pub code: KeyCode,
    /// Ctrl and Alt; Shift only for keys that are not characters.
    pub modifiers: KeyModifiers,
}

impl Key {
    const fn plain(code: KeyCode) -> Self {
        Self { code, modifiers: KeyModifiers::NONE }
    }

    const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), modifiers: KeyModifiers::CONTROL }
    }

    /// Returns the key of an event: a capital letter is itself, with or without Shift.
    pub fn of(event: KeyEvent) -> Self {
        let keep = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let mut modifiers = event.modifiers & keep;
        let mut code = event.code;
        if let KeyCode::Char(c) = code {
            modifiers -= KeyModifiers::SHIFT;
            if modifiers.contains(KeyModifiers::CONTROL) {
                code = KeyCode::Char(c.to_ascii_lowercase());
            }
        }
        if code == KeyCode::BackTab {
            modifiers -= KeyModifiers::SHIFT;
        }
        Self { code, modifiers }
    }

    /// Reads "l", "L", "ctrl-s", "f5", "enter", "space".
    pub fn parse(text: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        loop {
            let lower = rest.to_ascii_lowercase();
            let (modifier, length) = if lower.starts_with("ctrl-") {
                (KeyModifiers::CONTROL, 5)
            } else if lower.starts_with("alt-") {
                (KeyModifiers::ALT, 4)
            } else {
                break;
            };
            modifiers |= modifier;
            rest = rest.get(length..)?;
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(c), None) => KeyCode::Char(c),
            _ => match rest.to_ascii_lowercase().as_str() {
                "enter" => KeyCode::Enter,
                "esc" => KeyCode::Esc,
                "space" => KeyCode::Char(' '),
                "tab" => KeyCode::Tab,
                "backspace" => KeyCode::Backspace,
                "delete" => KeyCode::Delete,
                "up" => KeyCode::Up,
                "down" => KeyCode::Down,
                "left" => KeyCode::Left,
                "right" => KeyCode::Right,
                "home" => KeyCode::Home,
                "end" => KeyCode::End,
                "pgup" => KeyCode::PageUp,
                "pgdn" => KeyCode::PageDown,
                f => KeyCode::F(f.strip_prefix('f')?.parse().ok().filter(|n| (1..=12).contains(n))?),
            },
        };
        Some(Self { code, modifiers })
    }

    /// Returns the key as shown to the user: "⏎", "Ctrl-S", "→".
    pub fn shown(self) -> String {
        let name = match self.code {
            KeyCode::Char(' ') => "Space".into(),
            KeyCode::Char(c) if self.modifiers.contains(KeyModifiers::CONTROL) => c.to_ascii_uppercase().to_string(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::Enter => "⏎".into(),
            KeyCode::Esc => "Esc".into(),
            KeyCode::Tab => "Tab".into(),
            KeyCode::BackTab => "Shift-Tab".into(),
            KeyCode::Up => "↑".into(),
            KeyCode::Down => "↓".into(),
            KeyCode::Left => "←".into(),
            KeyCode::Right => "→".into(),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::PageDown => "PgDn".into(),
            KeyCode::F(n) => format!("F{n}"),
            other => format!("{other:?}"),
        };
        let ctrl = if self.modifiers.contains(KeyModifiers::CONTROL) { "Ctrl-" } else { "" };
        let alt = if self.modifiers.contains(KeyModifiers::ALT) { "Alt-" } else { "" };
        format!("{ctrl}{alt}{name}")
    }
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Where the key does this.
    pub scope: Scope,
    /// The key, unless the configuration sets another.
    pub key: Key,
    /// What it does there.
    pub action: Action,
    /// The word in the footer; None keeps it out of the footer.
    pub footer: Option<&'static str>,
}

/// The keys of this run: the table with the configuration's changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
    glyphs: Glyphs,
}

impl Default for Keymap {
    fn default() -> Self {
        Self { bindings: TABLE.to_vec(), glyphs: Glyphs::Unicode }
    }
}

impl Keymap {
    /// Builds the keys from the table and the configuration.
    pub fn new(settings: &Settings) -> Result<Self> {
        let mut map = Self::default();
        for (id, key) in &settings.config.keys {
            map.rebind(id, key)?;
        }
        map.check()?;
        Ok(map)
    }

    /// Rebinds an action to one key in every scope that has it; its other keys are dropped.
    fn rebind(&mut self, id: &str, key: &str) -> Result<()> {
        let Some(action) = Action::ALL.iter().copied().find(|a| a.id() == id) else {
            let ids: Vec<_> = Action::ALL.iter().map(|a| a.id()).collect();
            let error = Error::usage(format!("keys: no action is called \"{id}\""));
            return Err(match crate::config::nearest(id, &ids) {
                Some(near) => error.help(format!("did you mean \"{near}\"?")),
                None => error.help(format!("the actions are {}", ids.join(", "))),
            });
        };
        let key = Key::parse(key).ok_or_else(|| {
            Error::usage(format!("keys: {id}: \"{key}\" is not a key"))
                .help("write a letter, or a name such as ctrl-s, f5, enter, space")
        })?;
        let mut seen: Vec<Scope> = Vec::new();
        self.bindings.retain_mut(|b| {
            if b.action != action {
                return true;
            }
            b.key = key;
            let first = !seen.contains(&b.scope);
            seen.push(b.scope);
            first
        });
        Ok(())
    }

    fn check(&self) -> Result<()> {
        for (at, one) in self.bindings.iter().enumerate() {
            let twin = self.bindings.iter().skip(at + 1).find(|b| b.scope == one.scope && b.key == one.key);
            if let Some(twin) = twin {
                return Err(Error::usage(format!(
                    "keys: \"{}\" would stand for both {} and {} ({})",
                    one.key.shown(),
                    one.action.id(),
                    twin.action.id(),
                    one.scope.title()
                ))
                .help("give one of them another key"));
            }
        }
        Ok(())
    }

    /// Finds the action of a key in the innermost scope that binds it.
    pub fn action(&self, scopes: &[Scope], key: KeyEvent) -> Option<Action> {
        let key = Key::of(key);
        scopes
            .iter()
            .find_map(|scope| self.bindings.iter().find(|b| b.scope == *scope && b.key == key).map(|b| b.action))
    }

    /// Returns a key as shown to the user.
    pub fn shown(&self, key: Key) -> String {
        match (self.glyphs, key.code) {
            (Glyphs::Console, KeyCode::Enter) => key.shown().replace('⏎', "Enter"),
            _ => key.shown(),
        }
    }

    /// Names the keys in these characters.
    pub fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// Returns the first key of an action in a scope, as shown to the user.
    pub fn key(&self, scope: Scope, action: Action) -> String {
        let found = self.bindings.iter().find(|b| b.scope == scope && b.action == action);
        found.map(|b| self.shown(b.key)).unwrap_or_default()
    }

    /// Returns a key and what it does, for a screen with its own footer.
    pub fn word(&self, scope: Scope, action: Action, does: &'static str) -> (String, &'static str) {
        (self.key(scope, action), does)
    }

    /// Lists the footer's keys and what they do, innermost scope first.
    pub fn footer(&self, scopes: &[Scope]) -> Vec<(String, Action, &'static str)> {
        let words = scopes.iter().flat_map(|scope| {
            let of_scope = self.bindings.iter().filter(move |b| b.scope == *scope);
            of_scope.filter_map(|b| b.footer.map(|word| (self.shown(b.key), b.action, word)))
        });
        words.take(6).collect()
    }

    /// Lists the bindings of a scope in the table's order.
    pub fn of_scope(&self, scope: Scope) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |b| b.scope == scope)
    }
}

/// Writes the key table of docs/keys.md.
pub fn markdown() -> String {
    let map = Keymap::default();
    let mut out = String::from("| where | key | does | name |\n| --- | --- | --- | --- |\n");
    for scope in Scope::ALL {
        let mut done: Vec<Action> = Vec::new();
        for binding in map.of_scope(*scope) {
            if done.contains(&binding.action) {
                continue;
            }
            done.push(binding.action);
            let keys: Vec<_> = map
                .of_scope(*scope)
                .filter(|b| b.action == binding.action)
                .map(|b| format!("`{}`", b.key.shown()))
                .collect();
            out.push_str(&format!(
                "| {} | {} | {} | {} |\n",
                scope.title(),
                keys.join(" "),
                binding.action.help(),
                binding.action.id()
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_stands_twice_in_a_scope() {
        assert_eq!(Keymap::default().check(), Ok(()));
    }

    #[test]
    fn every_action_can_be_reached() {
        for action in Action::ALL {
            assert!(TABLE.iter().any(|b| b.action == *action), "{}", action.id());
        }
    }

    #[test]
    fn the_footer_fits_eighty_columns() {
        let map = Keymap::default();
        for tab in &Scope::ALL[..Tab::ALL.len()] {
            let scopes = &[*tab, Scope::List, Scope::Global];
            let words: usize = map.footer(scopes).iter().map(|(k, _, w)| crate::text::width(k) + 1 + w.len() + 3).sum();
            assert!(words + 2 <= 80, "{scopes:?}: {words}");
        }
    }

    #[test]
    fn keys_read_as_they_are_written() {
        assert_eq!(Key::parse("ctrl-s"), Some(Key::ctrl('s')));
        assert_eq!(Key::parse("L"), Some(Key::char('L')));
        assert_eq!(Key::parse("-"), Some(Key::char('-')));
        assert_eq!(Key::parse("F5"), Some(Key::plain(KeyCode::F(5))));
        assert_eq!(Key::parse("f13"), None);
        assert_eq!(Key::parse(""), None);
    }

    #[test]
    fn a_rebound_key_takes_the_place_of_all_the_old_ones() {
        let mut map = Keymap::default();
        map.rebind("log", "L").unwrap();
        let press = |c| map.action(&[Scope::Today], KeyEvent::from(KeyCode::Char(c)));
        assert_eq!((press('L'), press('l')), (Some(Action::Log), None));
        map.rebind("skip", "L").unwrap();
        assert!(map.check().unwrap_err().message.contains("both"), "two actions on one key");
        assert!(map.rebind("skp", "x").unwrap_err().help.unwrap().contains("skip"));
    }

    #[test]
    fn the_page_of_keys_shows_the_keys_that_are() {
        let page = include_str!("../../docs/keys.md");
        assert!(page.contains(&markdown()), "put this into docs/keys.md:\n{}", markdown());
    }
}
