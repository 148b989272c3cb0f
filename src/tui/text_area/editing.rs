//! The edits of a text field: what goes in, what is erased and cut, and how an edit is undone.

use super::history::{Edit, Manner, Place, end_of};
use super::{NextCut, TextArea};

impl TextArea {
    /// Puts another text in the place of this one, as an edit that the user can undo.
    pub(in crate::tui) fn replace(&mut self, text: &str) {
        let before = self.cursor();
        (self.line, self.column) = (0, 0);
        let last = self.lines.len().saturating_sub(1);
        let removed = self.take_out((0, 0), (last, self.line_length(last)));
        let end = self.put_in((0, 0), text);
        self.move_to(end);
        let (inserted, after) = (text.to_string(), self.cursor());
        self.history.keep(Edit { at: (0, 0), removed, inserted, before, after, manner: Manner::Whole });
    }

    /// Undoes the last edit.
    pub(super) fn undo(&mut self) {
        if let Some(Edit { at, removed, inserted, before, .. }) = self.history.undo().cloned() {
            self.take_out(at, end_of(at, &inserted));
            self.put_in(at, &removed);
            self.move_to(before);
        }
    }

    /// Does again what was undone last.
    pub(super) fn redo(&mut self) {
        if let Some(Edit { at, removed, inserted, after, .. }) = self.history.redo().cloned() {
            self.take_out(at, end_of(at, &removed));
            self.put_in(at, &inserted);
            self.move_to(after);
        }
    }

    /// Inserts text at the cursor, or nothing if it would exceed the limit.
    pub(super) fn insert(&mut self, text: &str, manner: Manner) {
        if self.size.saturating_add(text.len()) > self.limit {
            self.refused = !text.is_empty();
            return;
        }
        let at = self.cursor();
        let end = self.put_in(at, text);
        self.move_to(end);
        let (inserted, after) = (text.to_string(), self.cursor());
        self.history.keep(Edit { at, removed: String::new(), inserted, before: at, after, manner });
    }

    /// Erases between the cursor and another place.
    pub(super) fn erase_to(&mut self, to: Place) {
        self.delete_to(to, Manner::Erased);
    }

    /// Cuts what lies between the cursor and another place.
    pub(super) fn cut_to(&mut self, to: Place, next_cut: NextCut) {
        let is_before = to < self.cursor();
        let removed = self.delete_to(to, Manner::Whole);
        if removed.is_empty() {
            self.next_cut = next_cut;
            return;
        }
        self.next_cut = NextCut::Adds;
        let mut cuttings = self.cuttings.borrow_mut();
        match (next_cut, is_before) {
            (NextCut::Replaces, _) => *cuttings = removed,
            (NextCut::Adds, true) => cuttings.insert_str(0, &removed),
            (NextCut::Adds, false) => cuttings.push_str(&removed),
        }
    }

    /// Deletes between the cursor and another place, and returns what was there.
    fn delete_to(&mut self, place: Place, manner: Manner) -> String {
        let before = self.cursor();
        let (from, to) = if place < before { (place, before) } else { (before, place) };
        let removed = self.take_out(from, to);
        self.move_to(from);
        let (inserted, after) = (String::new(), self.cursor());
        self.history.keep(Edit { at: from, removed: removed.clone(), inserted, before, after, manner });
        removed
    }

    /// Puts text in at a place, and returns where it ends. The cursor stays.
    fn put_in(&mut self, at: Place, text: &str) -> Place {
        let Some(line) = self.lines.get_mut(at.0) else { return at };
        let Some(rest) = line.get(at.1..).map(str::to_owned) else { return at };
        line.truncate(at.1);
        let mut parts = text.split('\n');
        line.push_str(parts.next().unwrap_or_default());
        let mut added: Vec<String> = parts.map(str::to_owned).collect();
        match added.last_mut() {
            Some(line) => line.push_str(&rest),
            None => line.push_str(&rest),
        }
        if !added.is_empty() {
            self.lines.splice(at.0 + 1..at.0 + 1, added);
        }
        self.size += text.len();
        end_of(at, text)
    }

    /// Takes out the text between two places, and returns it. The cursor stays.
    fn take_out(&mut self, from: Place, to: Place) -> String {
        let mut taken = String::new();
        for (at, line) in self.lines.iter().enumerate().skip(from.0).take((to.0 + 1).saturating_sub(from.0)) {
            let start = if at == from.0 { from.1 } else { 0 };
            let end = if at == to.0 { to.1 } else { line.len() };
            if at > from.0 {
                taken.push('\n');
            }
            taken.push_str(line.get(start..end).unwrap_or_default());
        }
        let rest = self.lines.get(to.0).and_then(|line| line.get(to.1..)).unwrap_or_default().to_owned();
        let Some(line) = self.lines.get_mut(from.0) else { return String::new() };
        line.truncate(from.1);
        line.push_str(&rest);
        let gone = from.0 + 1..(to.0 + 1).min(self.lines.len());
        if !gone.is_empty() {
            self.lines.drain(gone);
        }
        self.size -= taken.len();
        taken
    }
}
