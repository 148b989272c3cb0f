//! The editing model of notes and one-line fields: text, a cursor, and the keys that change them. It draws nothing.
//!
//! The cursor is always between two grapheme clusters. Widths are those of `text::clean`, so draw `text::clean` of
//! each row.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use unicode_segmentation::GraphemeCursor;

use history::{History, Manner};

mod editing;
mod history;
mod layout;
mod motion;

/// The most bytes of a field (64 KiB) and of a note (1 MiB).
const ONE_LINE_LIMIT: usize = 64 * 1024;
const MULTI_LINE_LIMIT: usize = 1024 * 1024;

/// Rows that a page key moves.
const PAGE: usize = 10;

/// What was cut last, to be pasted with Ctrl-Y; the fields of a form share it.
pub(super) type Cuttings = Rc<RefCell<String>>;

/// Whether a key undoes or redoes typing.
pub(super) fn takes_back(key: KeyEvent) -> bool {
    is_control(key, &['z', 'r'])
}

/// Whether a key that elsewhere does something else edits text in a text field.
pub(super) fn edits(key: KeyEvent) -> bool {
    is_control(key, &['z', 'r', 'y'])
}

fn is_control(key: KeyEvent, letters: &[char]) -> bool {
    let letter = matches!(key.code, KeyCode::Char(c) if letters.contains(&c.to_ascii_lowercase()));
    letter && key.modifiers - KeyModifiers::SHIFT == KeyModifiers::CONTROL
}

/// Text being edited.
#[derive(Debug, Clone)]
pub(super) struct TextArea {
    /// Never empty; no line holds a newline.
    lines: Vec<String>,
    line: usize,
    /// Byte column in the line, always at a grapheme border.
    column: usize,
    kind: LineMode,
    /// The most bytes of the text.
    limit: usize,
    /// Bytes of the whole text, newlines included.
    size: usize,
    refused: bool,
    /// The display column that Up and Down keep.
    goal: Option<usize>,
    /// Width and hanging indentation of the last layout, for Up and Down.
    shape: Cell<(u16, u16)>,
    /// Byte column at which the visible part of a one-line field begins.
    scroll: Cell<usize>,
    history: History,
    cuttings: Cuttings,
    next_cut: NextCut,
}

/// What the next cut does with what was cut last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NextCut {
    Replaces,
    /// It adds to it, because the key before cut, too.
    Adds,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineMode {
    OneLine,
    MultiLine,
}

impl TextArea {
    /// Makes a note of several lines with the cursor at its end.
    pub(super) fn multi_line(text: &str) -> Self {
        Self::new(text, LineMode::MultiLine)
    }

    /// Makes a field of one line with the cursor at its end.
    pub(super) fn one_line(text: &str) -> Self {
        Self::new(text, LineMode::OneLine)
    }

    fn new(text: &str, kind: LineMode) -> Self {
        let mut area = Self {
            lines: vec![String::new()],
            line: 0,
            column: 0,
            kind,
            limit: match kind {
                LineMode::OneLine => ONE_LINE_LIMIT,
                LineMode::MultiLine => MULTI_LINE_LIMIT,
            },
            size: 0,
            refused: false,
            goal: None,
            shape: Cell::new((80, 0)),
            scroll: Cell::new(0),
            history: History::default(),
            cuttings: Cuttings::default(),
            next_cut: NextCut::Replaces,
        };
        area.set_text(text);
        area
    }

    /// Returns the whole text, its lines joined by newlines.
    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }

    /// Replaces the text and puts the cursor at its end.
    ///
    /// Never shortens the text: one over the limit stays whole, but takes no more.
    pub(super) fn set_text(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n");
        self.lines = match self.kind {
            LineMode::OneLine => vec![text.replace('\n', " ")],
            LineMode::MultiLine => text.split('\n').map(str::to_owned).collect(),
        };
        self.size = text.len();
        self.refused = false;
        self.goal = None;
        self.scroll.set(0);
        self.history = History::default();
        self.go_to_end();
    }

    /// Shares what is cut with another field.
    pub(super) fn share(&mut self, cuttings: &Cuttings) {
        self.cuttings = Rc::clone(cuttings);
    }

    /// Tells whether there is no text.
    pub(super) fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Limits the text to a number of bytes from now on.
    pub(super) fn limit(&mut self, bytes: usize) {
        self.limit = bytes;
    }

    /// Returns the limit in bytes if the last key or paste would have made the text too long; else None.
    pub(super) fn refused(&self) -> Option<usize> {
        self.refused.then_some(self.limit)
    }

    /// Tells whether it holds only one line.
    pub(super) fn is_one_line(&self) -> bool {
        self.kind == LineMode::OneLine
    }

    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Returns the cursor as line and byte column.
    pub(super) fn cursor(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    /// Takes a key; returns false if it means nothing here, so that the caller may use it.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        if key.kind == KeyEventKind::Release {
            return false;
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let others = KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META;
        if key.modifiers.intersects(others) {
            return false;
        }
        let goal = self.goal.take();
        self.refused = false;
        let next_cut = std::mem::replace(&mut self.next_cut, NextCut::Replaces);
        let multi = self.kind == LineMode::MultiLine;
        match (key.code, control, alt) {
            (KeyCode::Char(c), false, false) if !c.is_control() => {
                self.insert(c.encode_utf8(&mut [0; 4]), Manner::Typed);
            }
            (KeyCode::Enter, false, false) if multi => self.insert("\n", Manner::Typed),
            (KeyCode::Left, false, false) => self.move_to(self.before()),
            (KeyCode::Right, false, false) => self.move_to(self.after()),
            (KeyCode::Up, false, false) if multi => self.move_rows(goal, Vertical::Up, 1),
            (KeyCode::Down, false, false) if multi => self.move_rows(goal, Vertical::Down, 1),
            (KeyCode::PageUp, false, false) if multi => self.move_rows(goal, Vertical::Up, PAGE),
            (KeyCode::PageDown, false, false) if multi => self.move_rows(goal, Vertical::Down, PAGE),
            (KeyCode::Home, false, false) | (KeyCode::Char('a'), true, false) => self.column = 0,
            (KeyCode::End, false, false) | (KeyCode::Char('e'), true, false) => self.column = self.current().len(),
            (KeyCode::Home, true, false) => (self.line, self.column) = (0, 0),
            (KeyCode::End, true, false) => self.go_to_end(),
            (KeyCode::Left, true, false) | (KeyCode::Left | KeyCode::Char('b'), false, true) => {
                self.move_to(self.word_before());
            }
            (KeyCode::Right, true, false) | (KeyCode::Right | KeyCode::Char('f'), false, true) => {
                self.move_to(self.word_after());
            }
            _ if self.takes_out(key, next_cut) => {}
            _ => {
                self.goal = goal;
                self.next_cut = next_cut;
                return false;
            }
        }
        self.history.pause();
        true
    }

    /// Takes a key that erases, cuts, pastes what was cut, or undoes.
    fn takes_out(&mut self, key: KeyEvent, next_cut: NextCut) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match (key.code, control, alt) {
            // Some terminals send ^H for Backspace, others for Ctrl-Backspace: deleting one character does less harm.
            (KeyCode::Backspace, false, false) | (KeyCode::Char('h'), true, false) => self.erase_to(self.before()),
            (KeyCode::Delete, false, false) | (KeyCode::Char('d'), true, false) => self.erase_to(self.after()),
            (KeyCode::Char('w') | KeyCode::Backspace, true, false) | (KeyCode::Backspace, false, true) => {
                self.cut_to(self.word_before(), next_cut);
            }
            (KeyCode::Char('d') | KeyCode::Delete, false, true) | (KeyCode::Delete, true, false) => {
                self.cut_to(self.word_after(), next_cut);
            }
            (KeyCode::Char('k'), true, false) => {
                // At a line's end join the next line, as in any Emacs-like editor.
                let end = (self.line, self.current().len());
                self.cut_to(if self.cursor() == end { self.after() } else { end }, next_cut);
            }
            (KeyCode::Char('u'), true, false) => self.cut_to((self.line, 0), next_cut),
            (KeyCode::Char('y'), true, false) => {
                let text = self.cuttings.borrow().clone();
                self.paste(&text);
            }
            (KeyCode::Char('z'), true, false) => self.undo(),
            (KeyCode::Char('r'), true, false) => self.redo(),
            _ => return false,
        }
        true
    }

    /// Inserts pasted text at the cursor; if it is too long, inserts nothing and returns false.
    ///
    /// In a field, newlines become blanks. Drops control characters other than newline and tab.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = match self.kind {
            LineMode::OneLine => text.trim_end_matches('\n').replace('\n', " "),
            LineMode::MultiLine => text,
        };
        let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        self.goal = None;
        self.refused = false;
        self.insert(&text, Manner::Whole);
        !self.refused
    }

    fn current(&self) -> &str {
        self.lines.get(self.line).map_or("", String::as_str)
    }

    fn line_length(&self, line: usize) -> usize {
        self.lines.get(line).map_or(0, String::len)
    }

    fn go_to_end(&mut self) {
        self.line = self.lines.len().saturating_sub(1);
        self.column = self.current().len();
    }

    fn move_to(&mut self, (line, column): (usize, usize)) {
        self.line = line.min(self.lines.len().saturating_sub(1));
        self.column = snap(self.current(), column);
    }
}

/// A direction through the rows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Vertical {
    Up,
    Down,
}

/// Returns the first grapheme border at or after a byte column.
fn snap(text: &str, column: usize) -> usize {
    let mut column = column.min(text.len());
    while !text.is_char_boundary(column) {
        column += 1;
    }
    let mut cursor = GraphemeCursor::new(column, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => column,
        _ => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::layout::Layout;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;
    use crate::text::shown_width;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    /// Presses keys written as "C-w", "A-b", "Left" or as characters to type.
    fn keys(area: &mut TextArea, script: &str) -> bool {
        script.split(' ').filter(|key| !area.key(named(key))).count() == 0
    }

    fn named(name: &str) -> KeyEvent {
        let (modifiers, name) = match (name.strip_prefix("C-"), name.strip_prefix("A-")) {
            (Some(name), _) => (KeyModifiers::CONTROL, name),
            (_, Some(name)) => (KeyModifiers::ALT, name),
            _ => (KeyModifiers::NONE, name),
        };
        let code = match name {
            "Left" => KeyCode::Left,
            "Right" => KeyCode::Right,
            "Up" => KeyCode::Up,
            "Down" => KeyCode::Down,
            "Home" => KeyCode::Home,
            "End" => KeyCode::End,
            "PageUp" => KeyCode::PageUp,
            "PageDown" => KeyCode::PageDown,
            "Backspace" => KeyCode::Backspace,
            "Delete" => KeyCode::Delete,
            "Enter" => KeyCode::Enter,
            "Tab" => KeyCode::Tab,
            "Esc" => KeyCode::Esc,
            _ => KeyCode::Char(name.chars().next().unwrap()),
        };
        press(code, modifiers)
    }

    /// The text with the cursor in it.
    fn seen(area: &TextArea) -> String {
        let (line, column) = area.cursor();
        let mut lines = area.lines().to_vec();
        lines[line].insert(column, '|');
        lines.join("\n")
    }

    /// A note with the cursor where the "|" is.
    fn note(marked: &str) -> TextArea {
        let place = marked.find('|').unwrap();
        let mut area = TextArea::multi_line(&marked.replacen('|', "", 1));
        let before = marked.get(..place).unwrap();
        let line = before.matches('\n').count();
        area.move_to((line, before.rsplit('\n').next().unwrap().len()));
        area
    }

    fn rows(area: &TextArea, layout: &Layout) -> Vec<String> {
        layout.rows.iter().map(|row| area.lines()[row.line].get(row.start..row.end).unwrap().to_owned()).collect()
    }

    #[test]
    fn keys_edit_as_in_any_editor() {
        for (before, script, after) in [
            ("|", "H i Enter !", "Hi\n!|"),
            ("Hello|", "Left Left x", "Helx|lo"),
            ("a\n|b", "Left", "a|\nb"),
            ("a|\nb", "Right", "a\n|b"),
            ("a\n|b", "Backspace", "a|b"),
            ("a|\nb", "Delete", "a|b"),
            ("a|\nb", "C-d", "a|b"),
            ("ab|", "C-h", "a|"),
            ("one two|", "Home", "|one two"),
            ("one t|wo", "C-e", "one two|"),
            ("one t|wo", "C-a", "|one two"),
            ("one two  |", "C-Left", "one |two  "),
            ("one two|", "A-b A-b", "|one two"),
            ("|  one two", "C-Right", "  one| two"),
            ("one| two\nx", "A-f A-f", "one two\n|x"),
            ("O'Brien said, @Sally|", "C-w", "O'Brien said, @|"),
            ("O'Brien|", "A-Backspace", "|"),
            ("wait ...|", "C-Backspace", "wait |"),
            ("one\n|two", "C-w", "one|two"),
            ("one| two three", "A-d", "one| three"),
            ("one| two", "C-k", "one|"),
            ("one|\ntwo", "C-k", "one|two"),
            ("one t|wo", "C-u", "|wo"),
            ("one\nt|wo", "C-Home", "|one\ntwo"),
            ("o|ne\ntwo", "C-End", "one\ntwo|"),
            ("  indented|", "Enter", "  indented\n|"),
        ] {
            let mut area = note(before);
            assert!(keys(&mut area, script), "{before:?} {script}");
            assert_eq!(seen(&area), after, "{before:?} {script}");
        }
    }

    #[test]
    fn typing_is_taken_back_a_word_at_a_time_and_other_edits_one_by_one() {
        for (before, script, undone) in [
            ("|", "o n e", &["|"][..]),
            ("one |", "t w o Left Right x", &["one two|", "one |"]),
            ("one|", "Enter t w o Enter 3", &["one\ntwo\n|", "one\n|", "one|"]),
            ("one two|", "Backspace Backspace Backspace", &["one two|"]),
            ("one two|", "Backspace Left Backspace", &["one t|w", "one two|"]),
            ("|one", "Delete C-d", &["|one"]),
            ("one\n|two", "Backspace Backspace", &["one\n|two"]),
            ("one two|", "C-w C-w", &["one |", "one two|"]),
            ("one two|", "C-u x", &["|", "one two|"]),
            ("o|ne\ntwo", "C-k C-k C-k", &["o|two", "o|\ntwo", "o|ne\ntwo"]),
            ("one|", "x Backspace y", &["one|", "onex|", "one|"]),
            ("one|", "C-u C-y C-y", &["one|", "|", "one|"]),
        ] {
            let mut area = note(before);
            assert!(keys(&mut area, script), "{before:?} {script}");
            let whole = seen(&area);
            for after in undone {
                keys(&mut area, "C-z");
                assert_eq!(seen(&area), *after, "{before:?} {script}");
            }
            keys(&mut area, "C-z");
            assert_eq!(seen(&area), *undone.last().unwrap(), "{before:?} {script}: nothing is left");
            keys(&mut area, &vec!["C-r"; undone.len() + 1].join(" "));
            assert_eq!(seen(&area), whole, "{before:?} {script}, done again");
        }
    }

    #[test]
    fn words_are_typed_and_taken_back_with_the_blank_behind_them() {
        let mut area = TextArea::multi_line("");
        for c in "one two  three".chars() {
            area.key(press(KeyCode::Char(c), KeyModifiers::NONE));
        }
        for after in ["one two  |", "one |", "|", "|"] {
            keys(&mut area, "C-z");
            assert_eq!(seen(&area), after);
        }
        keys(&mut area, "C-r C-r x C-r");
        assert_eq!(seen(&area), "one two  x|", "typing ends what can be redone");
    }

    #[test]
    fn a_paste_is_one_edit_and_so_is_what_was_typed_around_it() {
        let mut area = TextArea::multi_line("");
        keys(&mut area, "a b");
        area.paste("c d\ne f");
        keys(&mut area, "g h");
        for after in ["abc d\ne f|", "ab|", "|"] {
            keys(&mut area, "C-z");
            assert_eq!(seen(&area), after);
        }
        let mut field = TextArea::one_line("x");
        field.paste("a\nb");
        keys(&mut field, "C-z");
        assert_eq!(seen(&field), "x|");
    }

    #[test]
    fn what_is_cut_in_a_row_is_pasted_together() {
        for (before, script, after) in [
            ("one two|", "C-w C-w C-y", "one two|"),
            ("one two|", "C-w Left C-w C-y", "one| "),
            ("one| two three", "A-d A-d C-y", "one two three|"),
            ("one\ntwo|", "C-u C-y C-y", "one\ntwotwo|"),
            ("o|ne\ntwo", "C-k C-k C-y", "one\n|two"),
            ("one|", "Backspace C-y", "on|"),
            ("one two|", "C-w x C-y", "one xtwo|"),
            ("|", "C-w C-k C-u C-y", "|"),
            ("one|", "C-u C-u C-y", "one|"),
        ] {
            let mut area = note(before);
            assert!(keys(&mut area, script), "{before:?} {script}");
            assert_eq!(seen(&area), after, "{before:?} {script}");
        }
        let mut note = TextArea::multi_line("one\ntwo");
        let mut field = TextArea::one_line("x");
        field.share(&note.cuttings);
        keys(&mut note, "C-u C-w");
        keys(&mut field, "C-y");
        assert_eq!((note.text().as_str(), field.text().as_str()), ("one", "x two"));
    }

    #[test]
    fn a_yank_that_is_too_long_adds_nothing() {
        let mut area = TextArea::one_line("abcdef");
        area.limit(8);
        keys(&mut area, "C-u C-y C-y");
        assert_eq!((area.text().as_str(), area.refused()), ("abcdef", Some(8)));
    }

    #[test]
    fn the_memory_of_edits_is_bounded() {
        let mut area = TextArea::multi_line("");
        for _ in 0..20 {
            area.paste(&"x".repeat(MULTI_LINE_LIMIT));
            keys(&mut area, "C-u");
        }
        let mut undone = 0;
        while undone < 100 {
            let before = area.text().len();
            keys(&mut area, "C-z");
            if area.text().len() == before {
                break;
            }
            undone += 1;
        }
        assert_eq!(undone, 4);
        let mut area = TextArea::multi_line("");
        for _ in 0..3000 {
            keys(&mut area, "x Enter y Left Right");
        }
        for _ in 0..3000 {
            keys(&mut area, "C-z");
        }
        assert!(!area.is_empty(), "the oldest edits are kept no longer");
    }

    #[test]
    fn a_family_a_flag_or_an_accented_letter_is_one_character() {
        for whole in ["👨‍👩‍👧‍👦", "🇵🇹", "e\u{301}", "東", "🧑🏽‍🚀", "क्ष"] {
            let mut area = TextArea::multi_line(&format!("a{whole}"));
            keys(&mut area, "Left");
            assert_eq!(area.cursor(), (0, 1), "{whole}");
            keys(&mut area, "Right Backspace");
            assert_eq!(area.text(), "a", "{whole}");
            let mut area = note(&format!("|{whole}b"));
            keys(&mut area, "Delete");
            assert_eq!(area.text(), "b", "{whole}");
        }
    }

    #[test]
    fn the_cursor_never_stands_inside_what_has_just_become_one_character() {
        let mut area = note("|\u{301}x");
        keys(&mut area, "e");
        assert_eq!(seen(&area), "e\u{301}|x");
    }

    #[test]
    fn keys_that_mean_nothing_here_are_left_to_others() {
        let mut area = note("one|");
        for key in ["Tab", "Esc", "C-s", "C-c", "A-x", "A-Enter", "C-Up"] {
            assert!(!area.key(named(key)), "{key}");
        }
        assert!(!area.key(press(KeyCode::Char('x'), KeyModifiers::SUPER)));
        assert!(!area.key(press(KeyCode::F(1), KeyModifiers::NONE)));
        let mut release = named("x");
        release.kind = KeyEventKind::Release;
        assert!(!area.key(release));
        assert!(area.key(press(KeyCode::Char('X'), KeyModifiers::SHIFT)));
        assert_eq!(area.text(), "oneX");
    }

    #[test]
    fn a_field_leaves_rows_and_enter_to_its_form() {
        let mut area = TextArea::one_line("Ana");
        for key in ["Up", "Down", "Enter", "PageUp", "PageDown", "Tab"] {
            assert!(!area.key(named(key)), "{key}");
        }
        assert_eq!(area.text(), "Ana");
    }

    #[test]
    fn pasted_text_is_freed_of_what_nobody_types() {
        let mut area = TextArea::multi_line("");
        assert!(area.paste("one\r\ntwo\rthree\0\u{1b}[31m\tx"));
        assert_eq!(area.text(), "one\ntwo\nthree[31m\tx");
        let mut area = note("a|b");
        area.paste("1\n2");
        assert_eq!(seen(&area), "a1\n2|b");
        let mut area = TextArea::one_line("");
        area.paste("one\r\ntwo\n");
        assert_eq!(area.text(), "one two");
    }

    #[test]
    fn text_beyond_the_limit_is_refused_whole() {
        let mut area = TextArea::one_line("");
        assert!(area.paste(&"x".repeat(ONE_LINE_LIMIT)));
        assert!(area.key(named("y")) && area.refused().is_some());
        assert!(!area.paste("yy"));
        assert_eq!(area.text().len(), ONE_LINE_LIMIT);
        keys(&mut area, "Backspace y");
        assert!(area.text().ends_with("xy") && area.refused().is_none());
        let mut area = TextArea::multi_line("");
        assert!(!area.paste(&"x".repeat(MULTI_LINE_LIMIT + 1)));
        assert!(area.is_empty());
    }

    #[test]
    fn a_note_is_wrapped_at_words() {
        let area = TextArea::multi_line("They print the pick list\n\nx");
        let layout = area.layout(12, 0);
        assert_eq!(rows(&area, &layout), ["They print ", "the pick ", "list", "", "x"]);
        assert_eq!(layout.cursor, (1, 4));
        assert_eq!(layout.rows.iter().map(|row| row.first).collect::<Vec<_>>(), [true, false, false, true, true]);
    }

    #[test]
    fn rows_that_go_on_stand_indented() {
        let area = TextArea::multi_line("+ You saved our launch");
        let layout = area.layout(12, 2);
        assert_eq!(rows(&area, &layout), ["+ You saved ", "our launch", ""]);
        assert_eq!(layout.cursor, (2, 2), "the last row is full, so the cursor waits on the next");
        let area = TextArea::multi_line("+ You saved our day");
        assert_eq!(area.layout(12, 2).cursor, (9, 1));
    }

    #[test]
    fn a_wide_character_never_straddles_the_edge() {
        let area = TextArea::multi_line("a東京👨‍👩‍👧‍👦");
        let layout = area.layout(4, 0);
        assert_eq!(rows(&area, &layout), ["a東", "京👨‍👩‍👧‍👦", ""]);
    }

    #[test]
    fn a_blank_at_the_edge_moves_the_cursor_on() {
        let area = TextArea::multi_line("hello ");
        assert_eq!(area.layout(5, 0).cursor, (0, 1));
        assert_eq!(area.layout(7, 0).cursor, (6, 0));
    }

    #[test]
    fn hidden_characters_take_the_room_they_are_shown_with() {
        let area = TextArea::multi_line("a\u{200B}b");
        assert_eq!(area.layout(40, 0).cursor, (10, 0));
    }

    #[test]
    fn up_and_down_go_by_rows_and_keep_their_column() {
        let mut area = note("one two three fo|ur\n\nlonger line");
        area.layout(10, 0);
        // one two / three four / (empty) / longer / line
        keys(&mut area, "Up");
        assert_eq!(seen(&area), "one two |three four\n\nlonger line".replace("one two |three", "one two| three"));
        keys(&mut area, "Down");
        assert_eq!(seen(&area), "one two three fo|ur\n\nlonger line");
        keys(&mut area, "Down");
        assert_eq!(seen(&area), "one two three four\n|\nlonger line");
        keys(&mut area, "Down Down Down");
        assert_eq!(seen(&area), "one two three four\n\nlonger line|");
        keys(&mut area, "PageUp");
        assert_eq!(seen(&area), "|one two three four\n\nlonger line");
    }

    #[test]
    fn a_page_is_ten_rows() {
        let text = (0..30).map(|n| n.to_string()).collect::<Vec<_>>().join("\n");
        let mut area = TextArea::multi_line(&text);
        keys(&mut area, "PageUp");
        assert_eq!(area.cursor().0, 19);
        keys(&mut area, "PageDown");
        assert_eq!(area.cursor().0, 29);
    }

    #[test]
    fn a_long_field_scrolls_with_its_cursor() {
        let mut area = TextArea::one_line("Porto Cold Chain");
        assert_eq!(area.view(20), ("Porto Cold Chain".to_owned(), 16));
        assert_eq!(area.view(8), ("d Chain".to_owned(), 7));
        keys(&mut area, "Left Left");
        assert_eq!(area.view(8), ("d Chain".to_owned(), 5));
        keys(&mut area, "Home");
        assert_eq!(area.view(8), ("Porto Co".to_owned(), 0));
        keys(&mut area, "End Backspace");
        assert_eq!(area.view(8), ("ld Chai".to_owned(), 7));
    }

    #[test]
    fn a_field_of_wide_characters_scrolls_by_whole_ones() {
        let mut area = TextArea::one_line("東京支店大阪");
        assert_eq!(area.view(6), ("大阪".to_owned(), 4));
        keys(&mut area, "Home");
        assert_eq!(area.view(5), ("東京".to_owned(), 0));
    }

    fn any_key() -> impl Strategy<Value = KeyEvent> {
        let plain = [
            "Left",
            "Right",
            "Up",
            "Down",
            "Home",
            "End",
            "PageUp",
            "PageDown",
            "Backspace",
            "Delete",
            "Enter",
            "Tab",
            "C-a",
            "C-e",
            "C-Left",
            "C-Right",
            "A-b",
            "A-f",
            "C-w",
            "A-d",
            "C-k",
            "C-u",
            "C-d",
            "C-Home",
            "C-End",
            "A-Backspace",
            "C-y",
            "C-z",
            "C-r",
            "a",
            "-",
        ];
        prop_oneof![
            prop::sample::select(plain.to_vec()).prop_map(named),
            prop::sample::select(vec![
                '\u{301}', '\u{200D}', '👨', '👩', '🇵', '🇹', '東', ' ', 'a', '\u{94D}', 'क', '\u{600}', '\u{1b}'
            ])
            .prop_map(|c| press(KeyCode::Char(c), KeyModifiers::NONE)),
            any::<char>().prop_map(|c| press(KeyCode::Char(c), KeyModifiers::NONE)),
        ]
    }

    fn on_border(area: &TextArea) -> bool {
        let (line, column) = area.cursor();
        let text = &area.lines()[line];
        column == text.len() || text.grapheme_indices(true).any(|(place, _)| place == column)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_pressed_the_cursor_stands_between_characters(
            text in "(\\PC|\\n|[a \\u{301}\\u{200D}👨🇵東]){0,30}",
            pressed in prop::collection::vec(any_key(), 0..40),
            width in 0_u16..30,
            hanging in 0_u16..6,
            pasted in any::<String>(),
        ) {
            for mut area in [TextArea::multi_line(&text), TextArea::one_line(&text)] {
                for (place, key) in pressed.iter().enumerate() {
                    area.key(*key);
                    if place == 10 {
                        area.paste(&pasted);
                    }
                    prop_assert!(on_border(&area), "{:?} after {:?}", area, key);
                    prop_assert_eq!(area.size, area.text().len());
                    let layout = area.layout(width, hanging);
                    prop_assert!(layout.cursor.0 < width.max(1));
                    prop_assert!(layout.cursor.1 < layout.rows.len());
                    let (shown, x) = area.view(width);
                    prop_assert!(crate::text::width(&shown) <= usize::from(width.max(1)));
                    prop_assert!(x < width.max(1));
                }
                prop_assert!(area.kind == LineMode::MultiLine || area.lines().len() == 1);
            }
        }

        #[test]
        fn all_typing_can_be_taken_back_and_done_again(
            text in "(\\PC|\\n|[a \\u{301}\\u{200D}👨🇵東]){0,30}",
            pressed in prop::collection::vec(any_key(), 0..40),
            pasted in any::<String>(),
        ) {
            for mut area in [TextArea::multi_line(&text), TextArea::one_line(&text)] {
                let before = area.text();
                for (place, key) in pressed.iter().enumerate() {
                    area.key(*key);
                    if place == 10 {
                        area.paste(&pasted);
                    }
                }
                let after = area.text();
                // More often than anything was pressed.
                let often = |key: &str| vec![key; 50].join(" ");
                keys(&mut area, &often("C-r"));
                let done = area.text();
                keys(&mut area, &often("C-z"));
                prop_assert_eq!(area.text(), before);
                keys(&mut area, &often("C-r"));
                prop_assert_eq!(area.text(), done);
                prop_assert_eq!(area.size, area.text().len());
                prop_assert!(on_border(&area), "{:?}", area);
                if !pressed.iter().any(|key| takes_back(*key)) {
                    prop_assert_eq!(area.text(), after);
                }
            }
        }

        #[test]
        fn rows_hold_the_whole_text_and_fit_but_for_blanks(text in "(\\PC|\\n|[a-z ]){0,60}", width in 8_u16..30, hanging in 0_u16..3) {
            let area = TextArea::multi_line(&text);
            let layout = area.layout(width, hanging);
            let mut joined = String::new();
            for (row, shown) in layout.rows.iter().zip(rows(&area, &layout)) {
                if row.first && row.line > 0 {
                    joined.push('\n');
                }
                joined.push_str(&shown);
                let mut graphemes: Vec<&str> = shown.graphemes(true).collect();
                while graphemes.last().is_some_and(|last| last.trim().is_empty()) {
                    graphemes.pop();
                }
                let used: usize = graphemes.iter().map(|grapheme| shown_width(grapheme)).sum();
                let room = if row.first { width } else { width - hanging };
                prop_assert!(used <= usize::from(room) || graphemes.len() == 1, "{:?}", shown);
            }
            prop_assert_eq!(joined, area.text());
        }

        #[test]
        fn down_and_up_again_comes_back(text in "([a-z東 ]|\\n){0,80}", width in 4_u16..20, rights in 0_usize..40) {
            let mut area = TextArea::multi_line(&text);
            keys(&mut area, "C-Home");
            area.layout(width, 0);
            for _ in 0..rights {
                keys(&mut area, "Right");
            }
            let (before, rows) = (area.cursor(), area.layout(width, 0));
            // A row that exists only for the cursor goes when the cursor does.
            let lent = rows.rows.get(rows.cursor.1).is_some_and(|row| row.start == row.end && !row.first);
            if rows.cursor.1 + 1 < rows.rows.len() && !lent {
                keys(&mut area, "Down Up");
                let after = area.layout(width, 0);
                prop_assert_eq!(after.cursor.1, rows.cursor.1, "{:?} from {:?}", area, before);
            }
        }
    }
}
