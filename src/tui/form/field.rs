//! A field of a form: what it holds, and how keys change it.

use crossterm::event::{KeyCode, KeyEvent};

use crate::tui::text_area::{Cuttings, TextArea, takes_back};

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) enum FieldKind {
    /// One line, or several.
    Text,
    /// One of a few words; keys turn through them. The empty word stands for no choice.
    Choice(Vec<&'static str>),
    /// 1 to 5, or nothing.
    Rating,
}

/// The color of a field's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Praise,
}

/// One field.
#[derive(Debug)]
pub(in crate::tui) struct Field<K> {
    key: K,
    kind: FieldKind,
    text: TextArea,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) tone: Tone,
    pub(super) problem: Option<String>,
    /// Whether Tab passes the field by.
    pub(super) skipped: bool,
    /// Whether the form leaves the field out for now.
    pub(super) hidden: bool,
    /// The heading of the part in which it stands; empty has none.
    pub(super) part: &'static str,
    /// The fewest rows of its text.
    pub(super) rows: usize,
}

impl<K: Copy> Field<K> {
    fn new(key: K, kind: FieldKind, text: TextArea) -> Self {
        Self {
            key,
            kind,
            text,
            label: "",
            hint: "",
            tone: Tone::Plain,
            problem: None,
            skipped: false,
            hidden: false,
            part: "",
            rows: 1,
        }
    }

    /// Makes a field of one line.
    pub(in crate::tui) fn line(key: K) -> Self {
        Self::new(key, FieldKind::Text, TextArea::one_line(""))
    }

    /// Makes a field of several lines.
    pub(in crate::tui) fn lines(key: K) -> Self {
        Self::new(key, FieldKind::Text, TextArea::multi_line(""))
    }

    /// Makes a choice of a few words, and chooses the first.
    pub(in crate::tui) fn choice(key: K, words: Vec<&'static str>) -> Self {
        let first = TextArea::one_line(words.first().copied().unwrap_or_default());
        Self::new(key, FieldKind::Choice(words), first)
    }

    /// Makes a question to answer with yes or no; it begins at no.
    pub(in crate::tui) fn yes_no(key: K) -> Self {
        Self::choice(key, vec!["no", "yes"])
    }

    /// Makes a rating from 1 to 5, not given yet.
    pub(in crate::tui) fn rating(key: K) -> Self {
        Self::new(key, FieldKind::Rating, TextArea::one_line(""))
    }

    /// Gives the field a label, and a hint for as long as it is empty.
    pub(in crate::tui) fn labelled(self, label: &'static str, hint: &'static str) -> Self {
        Self { label, hint, ..self }
    }

    /// Puts the field into a part of the form with this heading.
    pub(in crate::tui) fn under(self, part: &'static str) -> Self {
        Self { part, ..self }
    }

    /// Gives the text some rows even while it is short, so that one sees where to write.
    pub(in crate::tui) fn tall(self, rows: usize) -> Self {
        Self { rows, ..self }
    }

    /// Draws the text in the color of praise.
    pub(in crate::tui) fn praised(self) -> Self {
        Self { tone: Tone::Praise, ..self }
    }

    /// Limits the text to a number of bytes.
    pub(in crate::tui) fn at_most(mut self, bytes: usize) -> Self {
        self.text.limit(bytes);
        self
    }

    /// Gives the field a text to begin with.
    pub(in crate::tui) fn holding(mut self, text: &str) -> Self {
        self.fill(text);
        self
    }

    /// Shares what is cut with the other fields of a form.
    pub(super) fn share(&mut self, cuttings: &Cuttings) {
        self.text.share(cuttings);
    }

    pub(super) fn key(&self) -> K {
        self.key
    }

    pub(super) fn kind(&self) -> &FieldKind {
        &self.kind
    }

    pub(super) fn text(&self) -> &TextArea {
        &self.text
    }

    pub(super) fn fill(&mut self, text: &str) {
        self.text.set_text(text);
        self.problem = None;
    }

    /// Writes over the text as typing does: the field's undo takes it back.
    pub(super) fn replace(&mut self, text: &str) {
        self.text.replace(text);
        self.problem = None;
    }

    pub(super) fn add_problem(&mut self, message: &str) {
        match &mut self.problem {
            Some(before) => *before = format!("{before}; {message}"),
            None => self.problem = Some(message.to_string()),
        }
    }

    /// Takes a key; returns whether it meant something here.
    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        let taken = match &self.kind {
            FieldKind::Text => self.text.key(key),
            FieldKind::Choice(_) | FieldKind::Rating if takes_back(key) => self.text.key(key),
            FieldKind::Choice(_) | FieldKind::Rating => turn_of(key).is_some_and(|turn| self.turn(turn)),
        };
        if taken {
            self.problem = self.too_long();
        }
        taken
    }

    /// Takes pasted text; returns whether it fit.
    pub(super) fn pasted(&mut self, text: &str) -> bool {
        if self.kind != FieldKind::Text {
            return false;
        }
        let taken = self.text.paste(text);
        self.problem = self.too_long();
        taken
    }

    /// Says that the last key or paste would have made the text too long; None if it fit.
    fn too_long(&self) -> Option<String> {
        let holds = match self.text.refused()? {
            bytes if bytes >= 1024 * 1024 => format!("{} MiB", bytes / (1024 * 1024)),
            bytes => format!("{} KiB", bytes / 1024),
        };
        Some(format!("too long: this field holds {holds}; nothing was added"))
    }

    fn turn(&mut self, turn: Turn) -> bool {
        let words = match &self.kind {
            FieldKind::Text => return false,
            FieldKind::Choice(words) => words.as_slice(),
            FieldKind::Rating => &["", "1", "2", "3", "4", "5"],
        };
        let now = words.iter().position(|w| *w == self.text.text()).unwrap_or(0);
        let next = match turn {
            Turn::Next => (now + 1) % words.len().max(1),
            Turn::Previous => (now + words.len().saturating_sub(1)) % words.len().max(1),
            Turn::Digit(n) if self.kind == FieldKind::Rating => n,
            Turn::Digit(_) => return false,
        };
        if let Some(word) = words.get(next) {
            self.text.replace(word);
        }
        true
    }
}

/// How a key turns through the words of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Next,
    Previous,
    Digit(usize),
}

fn turn_of(key: KeyEvent) -> Option<Turn> {
    match key.code {
        KeyCode::Right | KeyCode::Char(' ' | '+') => Some(Turn::Next),
        KeyCode::Left | KeyCode::Char('-') => Some(Turn::Previous),
        KeyCode::Char(c) => c.to_digit(10).and_then(|d| usize::try_from(d).ok()).map(Turn::Digit),
        _ => None,
    }
}
