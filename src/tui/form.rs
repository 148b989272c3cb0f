//! A form: its fields, the focus, the problem of each field, and the life of the unsaved draft.
//!
//! A form does not know what its fields mean. A screen gives each a key, reads its text and reports its problems.

use std::cell::{Cell, RefCell};

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

pub(super) use drawing::{Heads, Rows};
pub(super) use field::{Field, FieldKind};

use super::keymap::Action;
use super::text_area::{Cuttings, TextArea, Vertical};

mod drawing;
mod field;

/// A direction through the fields of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Next,
    Previous,
}

/// Whether a field is in the form for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Yes,
    No,
}

/// Which keys move between the fields, besides Tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrangement {
    /// One field below the other: up, down and Enter move between them.
    Rows,
    /// The screen lays out the fields itself; arrows stay in their field.
    Free,
}

/// Whether the draft in the book is up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Draft {
    Kept,
    Changed,
    /// The form is saved and needs no draft any more.
    Saved,
}

/// Fields to fill in, found by their key.
#[derive(Debug)]
pub(super) struct Form<K> {
    fields: Vec<Field<K>>,
    focus: usize,
    arrangement: Arrangement,
    draft: Draft,
    /// The area of the last frame, and the field on each of its rows.
    drawn: Cell<Rect>,
    drawn_rows: RefCell<Vec<usize>>,
}

impl<K: Copy + PartialEq> Form<K> {
    /// Makes a form with one field below the other; the first has the focus.
    pub(super) fn rows(fields: Vec<Field<K>>) -> Self {
        Self::new(fields, Arrangement::Rows)
    }

    /// Makes a form whose fields the screen draws itself; the first has the focus.
    pub(super) fn free(fields: Vec<Field<K>>) -> Self {
        Self::new(fields, Arrangement::Free)
    }

    fn new(mut fields: Vec<Field<K>>, arrangement: Arrangement) -> Self {
        let cuttings = Cuttings::default();
        fields.iter_mut().for_each(|f| f.share(&cuttings));
        Self {
            fields,
            focus: 0,
            arrangement,
            draft: Draft::Kept,
            drawn: Cell::default(),
            drawn_rows: RefCell::default(),
        }
    }

    fn field(&self, key: K) -> Option<&Field<K>> {
        self.fields.iter().find(|f| f.key() == key)
    }

    fn field_mut(&mut self, key: K) -> Option<&mut Field<K>> {
        self.fields.iter_mut().find(|f| f.key() == key)
    }

    /// Lists the keys of the fields in their order.
    pub(super) fn keys(&self) -> impl Iterator<Item = K> {
        self.fields.iter().map(Field::key)
    }

    /// Tells whether a field has the focus.
    pub(super) fn is_focused(&self, key: K) -> bool {
        self.fields.get(self.focus).is_some_and(|f| f.key() == key)
    }

    /// Focuses a field.
    pub(super) fn focus_on(&mut self, key: K) {
        self.focus = self.fields.iter().position(|f| f.key() == key).unwrap_or(self.focus);
    }

    /// Returns the text of a field: for a choice its word, for a rating its digit.
    pub(super) fn text(&self, key: K) -> String {
        self.field(key).map(|f| f.text().text()).unwrap_or_default()
    }

    /// Returns the editing model of a field, for a screen that draws it itself.
    pub(super) fn area(&self, key: K) -> Option<&TextArea> {
        self.field(key).map(Field::text)
    }

    /// Returns a rating from 1 to 5; None if the field has none.
    pub(super) fn rating(&self, key: K) -> Option<u8> {
        self.text(key).parse().ok()
    }

    /// Tells whether a field is empty.
    pub(super) fn is_empty(&self, key: K) -> bool {
        self.field(key).is_none_or(|f| f.text().is_empty())
    }

    /// Fills in a field; that alone makes no draft.
    pub(super) fn fill(&mut self, key: K, text: &str) {
        if let Some(field) = self.field_mut(key) {
            field.fill(text);
        }
    }

    /// Writes over what a field holds, as typing does.
    pub(super) fn replace(&mut self, key: K, text: &str) {
        if let Some(field) = self.field_mut(key) {
            field.replace(text);
        }
        self.change();
    }

    /// Lets Tab pass a field by, because a choice elsewhere made it meaningless.
    pub(super) fn skip(&mut self, key: K) {
        if let Some(field) = self.field_mut(key) {
            field.skipped = true;
        }
    }

    /// Lets Tab stop at a field again.
    pub(super) fn unskip(&mut self, key: K) {
        if let Some(field) = self.field_mut(key) {
            field.skipped = false;
        }
    }

    /// Leaves a field out of the form, unless it has a problem, or brings it back. What it holds stays.
    pub(super) fn show(&mut self, key: K, shown: Shown) {
        if let Some(field) = self.field_mut(key) {
            field.hidden = shown == Shown::No && field.problem.is_none();
        }
    }

    /// Tells whether the form leaves a field out.
    pub(super) fn is_hidden(&self, key: K) -> bool {
        self.field(key).is_some_and(|field| field.hidden)
    }

    /// Returns what is wrong with a field.
    pub(super) fn problem(&self, key: K) -> Option<&str> {
        self.field(key)?.problem.as_deref()
    }

    /// Lists everything that is wrong, in the order of the fields.
    pub(super) fn problems(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().filter_map(|f| f.problem.as_deref())
    }

    /// Says how many fields have a problem, for the message line: "3 fields need another look".
    pub(super) fn problems_in_words(&self) -> String {
        match self.problems().count() {
            1 => "one field needs another look".into(),
            n => format!("{n} fields need another look"),
        }
    }

    /// Marks every field that has a problem, and focuses the first of them.
    pub(super) fn set_problems(&mut self, problems: impl IntoIterator<Item = (K, String)>) {
        self.clear_problems();
        for (key, message) in problems {
            if let Some(field) = self.field_mut(key) {
                field.add_problem(&message);
                field.hidden = false;
            }
        }
        if let Some(first) = self.fields.iter().position(|f| f.problem.is_some()) {
            self.focus = first;
        }
    }

    /// Removes all marks.
    pub(super) fn clear_problems(&mut self) {
        for field in &mut self.fields {
            field.problem = None;
        }
    }

    /// Moves between fields as an action says; returns whether it is such an action.
    pub(super) fn act(&mut self, action: Action) -> bool {
        match action {
            Action::NextField => self.step(Step::Next),
            Action::PreviousField => self.step(Step::Previous),
            _ => return false,
        }
        true
    }

    fn step(&mut self, step: Step) {
        let count = self.fields.len().max(1);
        for _ in 0..count {
            self.focus = match step {
                Step::Next => self.focus + 1,
                Step::Previous => self.focus + count - 1,
            } % count;
            if self.fields.get(self.focus).is_some_and(|f| !f.skipped && !f.hidden) {
                break;
            }
        }
    }

    /// Gives a key to the focused field, or moves to another field with it.
    pub(super) fn typed(&mut self, key: KeyEvent) {
        if self.arrangement == Arrangement::Rows && self.leaves_lines(key) {
            let step = if key.code == KeyCode::Up { Step::Previous } else { Step::Next };
            return self.step(step);
        }
        if self.fields.get_mut(self.focus).is_some_and(|f| f.typed(key)) {
            return self.change();
        }
        if self.arrangement == Arrangement::Rows {
            match key.code {
                KeyCode::Down | KeyCode::Enter => self.step(Step::Next),
                KeyCode::Up => self.step(Step::Previous),
                _ => {}
            }
        }
    }

    /// Tells whether an arrow leads out of a field of several lines.
    fn leaves_lines(&self, key: KeyEvent) -> bool {
        let text = self.fields.get(self.focus).map(Field::text);
        match key.code {
            KeyCode::Up => text.is_some_and(|t| t.is_at_edge(Vertical::Up)),
            KeyCode::Down => text.is_some_and(|t| t.is_at_edge(Vertical::Down)),
            _ => false,
        }
    }

    /// Pastes text into the focused field; a text that is too long becomes the field's problem instead.
    pub(super) fn pasted(&mut self, text: &str) {
        if self.fields.get_mut(self.focus).is_some_and(|f| f.pasted(text)) {
            self.change();
        }
    }

    fn change(&mut self) {
        if self.draft != Draft::Saved {
            self.draft = Draft::Changed;
        }
    }

    /// Focuses the field at a position of the last frame.
    pub(super) fn clicked(&mut self, at: Position) {
        let area = self.drawn.get();
        if area.contains(at)
            && let Some(field) = self.drawn_rows.borrow().get(usize::from(at.y - area.y))
        {
            self.focus = *field;
        }
    }

    /// Tells, once for each change, whether the draft in the book is out of date.
    pub(super) fn take_changed(&mut self) -> bool {
        let changed = self.draft == Draft::Changed;
        if changed {
            self.draft = Draft::Kept;
        }
        changed
    }

    /// Offers the draft again, because the book could not take it.
    pub(super) fn not_kept(&mut self) {
        self.change();
    }

    /// Tells whether the book keeps all that the form holds.
    pub(super) fn is_kept(&self) -> bool {
        self.draft == Draft::Kept
    }

    /// Ends the draft, because the form is saved.
    pub(super) fn saved(&mut self) {
        self.draft = Draft::Saved;
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Key {
        Name,
        Address,
        Kind,
        Pleasure,
    }

    fn form() -> Form<Key> {
        Form::rows(vec![
            Field::line(Key::Name),
            Field::lines(Key::Address),
            Field::choice(Key::Kind, vec!["call", "visit", "card"]),
            Field::rating(Key::Pleasure),
        ])
    }

    fn press(form: &mut Form<Key>, code: KeyCode) {
        form.typed(KeyEvent::new(code, KeyModifiers::NONE));
    }

    fn focused(form: &Form<Key>) -> Key {
        form.keys().find(|k| form.is_focused(*k)).unwrap()
    }

    #[test]
    fn a_field_of_several_lines_takes_enter_and_is_left_by_its_edges() {
        let mut form = form();
        press(&mut form, KeyCode::Enter);
        assert_eq!(focused(&form), Key::Address);
        form.pasted("Rua do Ouro 12");
        press(&mut form, KeyCode::Enter);
        form.pasted("Porto");
        assert_eq!(form.text(Key::Address), "Rua do Ouro 12\nPorto");
        press(&mut form, KeyCode::Up);
        assert_eq!(focused(&form), Key::Address);
        press(&mut form, KeyCode::Up);
        assert_eq!(focused(&form), Key::Name);
        press(&mut form, KeyCode::Down);
        press(&mut form, KeyCode::Down);
        press(&mut form, KeyCode::Down);
        assert_eq!(focused(&form), Key::Kind);
    }

    #[test]
    fn choices_and_ratings_turn_round_and_take_digits() {
        let mut form = form();
        form.act(Action::PreviousField);
        press(&mut form, KeyCode::Char('4'));
        assert_eq!(form.rating(Key::Pleasure), Some(4));
        press(&mut form, KeyCode::Right);
        press(&mut form, KeyCode::Right);
        assert_eq!(form.rating(Key::Pleasure), None);
        press(&mut form, KeyCode::Left);
        assert_eq!(form.rating(Key::Pleasure), Some(5));
        form.act(Action::PreviousField);
        press(&mut form, KeyCode::Char('-'));
        assert_eq!(form.text(Key::Kind), "card");
        press(&mut form, KeyCode::Char(' '));
        assert_eq!(form.text(Key::Kind), "call");
    }

    #[test]
    fn every_problem_is_marked_until_its_field_changes() {
        let mut form = form();
        form.act(Action::PreviousField);
        form.set_problems([(Key::Pleasure, "p".to_string()), (Key::Address, "a".to_string())]);
        assert_eq!(focused(&form), Key::Address);
        assert_eq!(form.problems().collect::<Vec<_>>(), ["a", "p"]);
        press(&mut form, KeyCode::Char('x'));
        assert_eq!(form.problems().collect::<Vec<_>>(), ["p"]);
    }

    #[test]
    fn text_that_is_too_long_is_said_at_its_field() {
        let mut form = form();
        form.pasted(&"x".repeat(70_000));
        assert_eq!(form.text(Key::Name), "");
        assert_eq!(form.problem(Key::Name), Some("too long: this field holds 64 KiB; nothing was added"));
        press(&mut form, KeyCode::Char('x'));
        assert_eq!(form.problem(Key::Name), None);
    }

    #[test]
    fn a_draft_is_given_once_again_where_it_was_not_kept_and_never_once_saved() {
        let mut form = form();
        assert!(!form.take_changed());
        press(&mut form, KeyCode::Char('x'));
        assert!(form.take_changed());
        assert!(!form.take_changed());
        form.not_kept();
        assert!(form.take_changed());
        form.saved();
        form.not_kept();
        assert!(!form.take_changed());
    }

    #[test]
    fn a_skipped_field_is_stepped_over() {
        let mut form = form();
        form.skip(Key::Address);
        form.act(Action::NextField);
        assert_eq!(focused(&form), Key::Kind);
        form.unskip(Key::Address);
        form.act(Action::PreviousField);
        assert_eq!(focused(&form), Key::Address);
    }
}
