//! The undo of a text field: what was typed goes a word at a time, what was erased in a row at once, and everything else as
//! it was done.

use std::collections::VecDeque;

/// The most bytes that the edits of a field hold together, and the most edits.
const MOST_BYTES: usize = 4 * 1024 * 1024;
const MOST_EDITS: usize = 1000;

/// A line and a byte column in it.
pub(super) type Place = (usize, usize);

/// How an edit came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Typed, character by character.
    Typed,
    /// Erased, character by character.
    Erased,
    /// At once: a paste, a word or a line that was taken out.
    Whole,
}

/// An edit: some text took the place of other text.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    pub at: Place,
    pub removed: String,
    pub inserted: String,
    /// The cursor before and after it.
    pub before: Place,
    pub after: Place,
    pub manner: Manner,
}

impl Edit {
    fn bytes(&self) -> usize {
        self.removed.len() + self.inserted.len()
    }

    /// Takes in the edit that followed, if both are one to the user; returns whether it did.
    fn takes_in(&mut self, next: &Edit) -> bool {
        match (self.manner, next.manner) {
            (Manner::Typed, Manner::Typed) => {
                let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
                let is_word = blank(self.inserted.chars().next_back()) && !blank(next.inserted.chars().next());
                if is_word || next.at != end_of(self.at, &self.inserted) {
                    return false;
                }
                self.inserted.push_str(&next.inserted);
            }
            (Manner::Erased, Manner::Erased) if next.at == self.at => self.removed.push_str(&next.removed),
            (Manner::Erased, Manner::Erased) if end_of(next.at, &next.removed) == self.at => {
                self.removed.insert_str(0, &next.removed);
                self.at = next.at;
            }
            _ => return false,
        }
        self.after = next.after;
        true
    }
}

/// The edits of a field, for its undo and redo.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    done: VecDeque<Edit>,
    undone: Vec<Edit>,
    bytes: usize,
    /// Whether the next edit may go on with the last one.
    goes_on: bool,
    /// Whether an edit came since the last look.
    came: bool,
}

impl History {
    /// Keeps an edit; the oldest ones go when there are too many.
    pub(super) fn keep(&mut self, edit: Edit) {
        self.came = true;
        if edit.bytes() == 0 {
            return;
        }
        self.bytes -= self.undone.drain(..).map(|e| e.bytes()).sum::<usize>();
        self.bytes += edit.bytes();
        let goes_on = std::mem::replace(&mut self.goes_on, edit.manner != Manner::Whole);
        if !(goes_on && self.done.back_mut().is_some_and(|last| last.takes_in(&edit))) {
            self.done.push_back(edit);
        }
        while self.done.len() > 1 && (self.bytes > MOST_BYTES || self.done.len() > MOST_EDITS) {
            self.bytes -= self.done.pop_front().map_or(0, |e| e.bytes());
        }
    }

    /// Ends the last edit unless one came since the last look: the cursor has moved meanwhile.
    pub(super) fn pause(&mut self) {
        self.goes_on &= std::mem::take(&mut self.came);
    }

    /// Hands over the last edit, to be undone.
    pub(super) fn undo(&mut self) -> Option<&Edit> {
        self.goes_on = false;
        self.undone.push(self.done.pop_back()?);
        self.undone.last()
    }

    /// Hands over the edit that was undone last, to be done again.
    pub(super) fn redo(&mut self) -> Option<&Edit> {
        self.goes_on = false;
        self.done.push_back(self.undone.pop()?);
        self.done.back()
    }
}

/// Returns where a text ends that begins at a place.
pub(super) fn end_of((line, column): Place, text: &str) -> Place {
    match text.rsplit_once('\n') {
        None => (line, column + text.len()),
        Some((before, last)) => (line + 1 + before.matches('\n').count(), last.len()),
    }
}
