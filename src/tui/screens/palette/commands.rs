//! The commands that the palette knows, and how well one fits what was typed.

use crate::text::{fold, search_text};
use crate::tui::keymap::{Action, Binding, Keymap, Scope, Tab};

/// The fewest letters that also find the middle of a word.
const IN_THE_MIDDLE: usize = 2;

/// How what was typed fits a text; the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    /// Every typed word begins a word.
    Begins,
    /// Every typed word stands in the text, at least one in the middle of a word.
    Middle,
}

/// Tells how the typed words, folded, fit a text; None if one of them is missing. No words fit everything.
pub(super) fn fit(typed: &[String], text: &str) -> Option<Match> {
    fit_words(typed, &search_text(text))
}

/// The same for a text whose words are folded already.
fn fit_words(typed: &[String], folded: &str) -> Option<Match> {
    let words = folded.split(' ');
    let mut fit = Match::Begins;
    for one in typed {
        if words.clone().any(|word| word.starts_with(one.as_str())) {
            continue;
        }
        if one.chars().count() < IN_THE_MIDDLE || !words.clone().any(|word| word.contains(one.as_str())) {
            return None;
        }
        fit = Match::Middle;
    }
    Some(fit)
}

/// Something that a key does, here or on another screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    pub action: Action,
    /// The screen to go to first; None for the screen in view.
    pub tab: Option<Tab>,
    /// The keys that do the same from here.
    pub keys: String,
    /// Whether the screen in view has the same command: then it is offered only to who types its screen's name.
    pub is_here_too: bool,
    words: Words,
}

/// What a command is found by, folded once: every key looks at every command.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    /// Of its help, as it begins.
    help: String,
    /// Of its screen; empty for the screen in view.
    screen: String,
    /// Of what is in sight: its help and its screen.
    shown: String,
    /// The same with its name in the configuration.
    named: String,
}

impl Command {
    fn new(action: Action, tab: Option<Tab>, keys: String) -> Self {
        let screen = tab.map_or("", Tab::title);
        let shown = format!("{} {screen}", action.help());
        let words = Words {
            help: fold(action.help()),
            screen: search_text(screen),
            named: search_text(&format!("{shown} {}", action.id().replace('_', " "))),
            shown: search_text(&shown),
        };
        Self { action, tab, keys, is_here_too: false, words }
    }

    /// Lists the commands of the screen in view, then those of the other tabs.
    pub(super) fn all(scopes: &[Scope], keymap: &Keymap) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let here = scopes.iter().flat_map(|scope| keymap.of_scope(*scope));
        for binding in here.filter(|b| is_command(b)) {
            if !all.iter().any(|c| c.action == binding.action) {
                let keys = keymap.shown(binding.key);
                all.push(Self::new(binding.action, None, keys));
            }
        }
        for tab in Tab::ALL.iter().copied().filter(|tab| !scopes.contains(&tab.scope())) {
            let number = keymap.key(Scope::Global, tab.opened_by());
            for binding in keymap.of_scope(tab.scope()).filter(|b| is_command(b) && b.action != Action::Open) {
                if !all.iter().any(|c| c.tab == Some(tab) && c.action == binding.action) {
                    let keys = format!("{number} {}", keymap.shown(binding.key));
                    let is_here_too = all.iter().any(|c| c.tab.is_none() && c.action == binding.action);
                    all.push(Self { is_here_too, ..Self::new(binding.action, Some(tab), keys) });
                }
            }
        }
        all
    }

    /// Tells how the typed words fit the command's help and its screen. Its name in the configuration is not in sight, so
    /// only beginnings of its words count.
    pub(super) fn fit(&self, typed: &[String]) -> Option<Match> {
        let begins = |word: &str| typed.iter().any(|one| word.starts_with(one.as_str()));
        if self.is_here_too && !self.words.screen.split(' ').any(begins) {
            return None;
        }
        let named = fit_words(typed, &self.words.named);
        named.filter(|fit| *fit == Match::Begins).or_else(|| fit_words(typed, &self.words.shown))
    }

    /// Tells whether its words begin with all that was typed.
    pub(super) fn begins_with(&self, typed: &str) -> bool {
        self.words.help.starts_with(typed) || self.action.id().starts_with(typed)
    }
}

/// Tells whether a key does something that has a name, and does not only move.
fn is_command(binding: &Binding) -> bool {
    !matches!(
        binding.action,
        Action::Up
            | Action::Left
            | Action::Right
            | Action::Down
            | Action::PageUp
            | Action::PageDown
            | Action::First
            | Action::Last
            | Action::Back
            | Action::Palette
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<String> {
        crate::text::search_query(text).unwrap_or_default()
    }

    #[test]
    fn a_word_is_found_by_its_beginning_then_by_its_middle_and_never_by_scattered_letters() {
        for (text, of, found) in [
            ("fig", "figures of the year", Some(Match::Begins)),
            ("year fig", "figures of the year", Some(Match::Begins)),
            ("gure", "figures of the year", Some(Match::Middle)),
            ("greg", "figures of the year", None),
            ("anneke", "look around in the demo book", None),
            ("o'bri", "Siobhán O’Brien", Some(Match::Begins)),
            ("u", "figures of the year", None),
            ("", "figures of the year", Some(Match::Begins)),
        ] {
            assert_eq!(fit(&typed(text), of), found, "{text} in {of}");
        }
    }

    #[test]
    fn every_tab_has_its_commands_and_says_where_they_are() {
        let all = Command::all(&[Scope::Today, Scope::Global], &Keymap::default());
        let star = all.iter().find(|c| c.action == Action::Star).expect("a star");
        assert_eq!((star.tab.map(Tab::title), star.keys.as_str()), (Some("Praise"), "2 *"));
        let call = all.iter().find(|c| c.action == Action::Call).expect("a call");
        assert_eq!(call.tab, None, "the screen in view needs no name");
        let elsewhere = |typed_text: &str| {
            let typed = typed(typed_text);
            all.iter().filter(|c| c.action == Action::Call && c.tab.is_some() && c.fit(&typed).is_some()).count()
        };
        assert_eq!((elsewhere("call"), elsewhere("call praise")), (0, 1), "the same key again only by its screen");
    }
}
