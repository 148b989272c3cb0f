//! The frame around every screen: the header with the tabs, two hairlines, the message line and the footer.

use chrono::{NaiveDateTime, Timelike};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::keymap::{Action, Scope, Tab};
use super::screen::{DrawContext, Message, MessageKind, Screen, Shape};
pub(super) use super::widgets::dialog::Dialog;
use super::widgets::dialog::clear;
use super::widgets::line_width;
use crate::domain::dates;
use crate::domain::input::capitalized;
use crate::present::times;
use crate::text::{clean, cut, width};
use message::{Rows, in_rows};

mod message;

/// The smallest terminal that the screens fit: columns and rows.
pub(super) const SMALLEST: (u16, u16) = (60, 18);
/// Blank columns on the left and on the right.
const MARGIN: u16 = 2;
const NAME: &str = "goodcall";
/// Blank columns between the last tab and the date, at least.
const BEFORE_TIME: usize = 5;

/// What the frame around a screen shows.
pub(super) struct Chrome<'a> {
    pub tab: Tab,
    pub local: NaiveDateTime,
    pub say: Option<&'a Message>,
    /// What stands at the end of the line below the body while there is nothing to say.
    pub aside: Option<&'a str>,
    /// Whether keys are text or keys.
    pub typing: Typing,
    pub cx: &'a DrawContext<'a>,
}

/// Whether the topmost screen takes the keys of letters as text; then none of them undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typing {
    Text,
    Keys,
}

impl Chrome<'_> {
    /// Draws the stack of screens and the frame around them; returns the area of the body.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, base: &dyn Screen, over: &[Box<dyn Screen>]) -> Rect {
        let area = frame.area();
        frame.render_widget(Block::new().style(self.cx.theme.background), area);
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            self.too_small(frame, area);
            return area;
        }
        // The topmost screen that is not a dialog hides everything below it.
        let from = over.iter().rposition(|s| s.shape() != Shape::Dialog);
        let under: &dyn Screen = from.and_then(|at| over.get(at)).map_or(base, |s| s.as_ref());
        let dialogs = over.get(from.map_or(0, |at| at + 1)..).unwrap_or_default();
        let top: &dyn Screen = dialogs.last().map_or(under, |s| s.as_ref());
        if under.shape() == Shape::Full {
            under.draw(frame, area, self.cx);
            let cx = DrawContext { about: &under.subjects(), ..*self.cx };
            for dialog in dialogs {
                dialog.draw(frame, area, &cx);
            }
            let last = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
            if !dialogs.is_empty() {
                self.footer(frame, last, top);
            }
            let rows = self.message_rows(area.width);
            let tall = u16::try_from(rows.len()).unwrap_or(1).max(1);
            self.message(frame, Rect { y: area.bottom().saturating_sub(tall), height: tall, ..area }, rows, "");
            return area;
        }
        let said = self.message_rows(area.width);
        // A message of more rows takes them from the body, so that it hides nothing.
        let more = u16::try_from(said.len()).ok().filter(|rows| *rows > 1).unwrap_or(0);
        let body = Rect { y: area.y + 2, height: area.height - 4 - more, ..area };
        self.header(frame, Rect { height: 1, ..area });
        self.hairline(frame, Rect { y: area.y + 1, height: 1, ..area });
        under.draw(frame, body, self.cx);
        let cx = DrawContext { about: &under.subjects(), ..*self.cx };
        for dialog in dialogs {
            dialog.draw(frame, body, &cx);
        }
        let line = Rect { y: body.bottom(), height: 1, ..area };
        self.hairline(frame, line);
        self.aside(frame, line);
        match more {
            0 => self.message(frame, line, said, "─"),
            rows => self.message(frame, Rect { y: line.y + 1, height: rows, ..line }, said, " "),
        }
        self.footer(frame, Rect { y: area.bottom() - 1, height: 1, ..area }, top);
        body
    }

    fn too_small(&self, frame: &mut Frame<'_>, area: Rect) {
        let text = format!("goodcall needs {}x{}; this is {}x{}", SMALLEST.0, SMALLEST.1, area.width, area.height);
        let line = Line::styled(cut(&text, area.width.into()).into_owned(), self.cx.theme.text).centered();
        let middle = Rect { y: area.y + area.height / 2, height: area.height.min(1), ..area };
        frame.render_widget(line, middle);
    }

    fn header(&self, frame: &mut Frame<'_>, area: Rect) {
        let theme = self.cx.theme;
        let heading = Heading::new(self.tab, area.width);
        let mut spans = vec![Span::raw(" ".repeat(MARGIN.into()))];
        if heading.name {
            spans.push(Span::styled(NAME, theme.accent));
        }
        for tab in Tab::ALL.iter().copied() {
            let here = tab == self.tab;
            let (number, title) =
                if here { (theme.accent, theme.strong()) } else { (theme.secondary, theme.secondary) };
            spans.push(Span::raw(" ".repeat(heading.gap(tab))));
            spans.push(Span::styled((tab.index() + 1).to_string(), number));
            if heading.shows_title(tab) {
                spans.push(Span::styled(format!(" {}", tab.title()), title));
            }
        }
        let used: usize = spans.iter().map(|s| width(&s.content)).sum();
        let time = times::time(&self.local.time().with_second(0).unwrap_or_default(), self.cx.hours);
        let day = dates::weekday_day(self.local.date());
        let room = usize::from(area.width).saturating_sub(used + usize::from(MARGIN) + BEFORE_TIME);
        // The date goes first when columns run short, then the time: the tabs keep their distance.
        let both = format!("{day}  {time}");
        let right = if width(&both) <= room {
            vec![Span::styled(format!("{day}  "), theme.secondary), Span::styled(time, theme.secondary)]
        } else if width(&time) <= room {
            vec![Span::styled(time, theme.secondary)]
        } else {
            Vec::new()
        };
        frame.render_widget(Line::from(spans), area);
        let inner = Rect { width: area.width.saturating_sub(MARGIN), ..area };
        frame.render_widget(Line::from(right).right_aligned(), inner);
    }

    fn hairline(&self, frame: &mut Frame<'_>, area: Rect) {
        let line = "─".repeat(usize::from(area.width.saturating_sub(2)));
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        frame.render_widget(Span::styled(line, self.cx.theme.hairline), inner);
    }

    fn aside(&self, frame: &mut Frame<'_>, area: Rect) {
        let Some(aside) = self.aside.filter(|_| self.say.is_none()) else { return };
        let line = Line::from(Span::styled(format!(" {aside} "), self.cx.theme.secondary));
        let long = u16::try_from(line_width(&line)).unwrap_or(u16::MAX).min(area.width);
        let place = Rect { x: area.right().saturating_sub(long + MARGIN), width: long, ..area };
        frame.render_widget(line, place.intersection(area));
    }

    /// Names the key that takes back what the message tells.
    fn back(&self, action: Action, word: &'static str) -> Vec<Span<'static>> {
        let key = self.cx.keymap.key(Scope::Global, action);
        vec![Span::styled(format!("  {key}"), self.cx.theme.accent), Span::styled(word, self.cx.theme.secondary)]
    }

    /// Breaks the message into rows: one, or more where it is long; none where there is nothing to say.
    fn message_rows(&self, columns: u16) -> Vec<String> {
        let Some(message) = self.say else { return Vec::new() };
        let mark = if message.kind == MessageKind::Done { self.cx.theme.good_mark } else { "" };
        let said = clean(&message.text.replace('\n', " ")).into_owned();
        // The command line has "error: " before what went wrong; here it begins the sentence.
        let text = if message.kind == MessageKind::Wrong { as_sentence(said) } else { format!("{mark}{said}") };
        let room = usize::from(columns).saturating_sub(MESSAGE_FRAME);
        // What went wrong says what to do, too.
        let most = if message.kind == MessageKind::Wrong { 3 } else { 2 };
        in_rows(&text, Rows { room, after: line_width(&self.way_back(message.kind)), most })
    }

    /// Names the key that takes a message's change back, if one does.
    fn way_back(&self, kind: MessageKind) -> Line<'static> {
        match kind {
            _ if self.typing == Typing::Text => Vec::new(),
            MessageKind::Done => self.back(Action::Undo, " undo"),
            MessageKind::Undone => self.back(Action::Redo, " redo"),
            MessageKind::Told | MessageKind::Wrong => Vec::new(),
        }
        .into()
    }

    /// Draws the rows of the message: one over the hairline, several below it. The key that takes it back stands behind the
    /// last.
    fn message(&self, frame: &mut Frame<'_>, area: Rect, rows: Vec<String>, before: &str) {
        let Some(message) = self.say else { return };
        let theme = self.cx.theme;
        let style = match message.kind {
            MessageKind::Done | MessageKind::Undone => theme.good,
            MessageKind::Told => theme.text,
            MessageKind::Wrong => theme.error,
        };
        let last = rows.len().saturating_sub(1);
        for ((at, row), y) in rows.into_iter().enumerate().zip(area.y..) {
            let mut line =
                Line::from(vec![Span::styled(format!(" {before} "), theme.hairline), Span::styled(row, style)]);
            if at == last {
                line.extend(self.way_back(message.kind));
            }
            line.push_span(" ");
            let long = u16::try_from(line_width(&line)).unwrap_or(u16::MAX);
            let place = Rect { y, height: 1, width: area.width.min(long), ..area };
            clear(frame, place);
            frame.render_widget(Block::new().style(theme.background), place);
            frame.render_widget(line, place);
        }
    }

    fn footer(&self, frame: &mut Frame<'_>, area: Rect, top: &dyn Screen) {
        let theme = self.cx.theme;
        if let Some(question) = top.question(area.width, self.cx) {
            return frame.render_widget(question, area);
        }
        let words: Vec<(String, &str)> = top.footer(self.cx.keymap).unwrap_or_else(|| {
            self.cx.keymap.footer(top.scopes()).into_iter().map(|(key, _, word)| (key, word)).collect()
        });
        frame.render_widget(keys_line(&words, theme.accent, theme.secondary, area.width), area);
    }
}

/// Begins an error as a sentence, with a capital letter: unless its first word is a name as it is written, of a file or of
/// the program.
fn as_sentence(said: String) -> String {
    let first = said.split(' ').next().unwrap_or_default().trim_end_matches([':', ',', ';']);
    let is_word = first != NAME && first.chars().all(char::is_alphabetic);
    if is_word { capitalized(&said) } else { said }
}

/// The most keys that a footer names: help lists all.
const MOST_KEYS: usize = 6;

/// Lists keys and what they do, as many as fit; the last one (help) goes last.
pub(super) fn keys_line(words: &[(String, &str)], key: Style, word: Style, room: u16) -> Line<'static> {
    let long = |(name, does): &(String, &str)| width(name) + 1 + width(does) + 3;
    let mut shown: Vec<&(String, &str)> = words.iter().collect();
    while shown.len() > MOST_KEYS {
        shown.remove(shown.len() - 2);
    }
    // It ends with the hairline above it.
    let ends = usize::from(room).saturating_sub(1) + 3;
    while shown.len() > 1 && usize::from(MARGIN) + shown.iter().map(|w| long(w)).sum::<usize>() > ends {
        shown.remove(shown.len() - 2);
    }
    let mut spans = vec![Span::raw(" ".repeat(MARGIN.into()))];
    for (name, does) in shown {
        spans.push(Span::styled(name.clone(), key));
        spans.push(Span::styled(format!(" {does}   "), word));
    }
    Line::from(spans)
}

/// The parts of the header that fit: the program's name goes first, then the titles of the other tabs.
struct Heading {
    tab: Tab,
    name: bool,
    between: usize,
    titles: bool,
}

impl Heading {
    fn new(tab: Tab, columns: u16) -> Self {
        let all = [(true, 3, true), (true, 2, true), (false, 2, true), (true, 3, false), (false, 2, false)];
        let headings = all.map(|(name, between, titles)| Self { tab, name, between, titles });
        let fits = |h: &Self| h.places().last().is_none_or(|(_, end)| end + usize::from(MARGIN) <= columns.into());
        let smallest = Self { tab, name: false, between: 1, titles: false };
        headings.into_iter().find(fits).unwrap_or(smallest)
    }

    fn shows_title(&self, tab: Tab) -> bool {
        self.titles || tab == self.tab
    }

    /// Counts the blanks before a tab.
    fn gap(&self, tab: Tab) -> usize {
        if tab.index() == 0 && !self.name { 0 } else { self.between }
    }

    /// Returns the columns in which each tab begins and ends.
    fn places(&self) -> Vec<(usize, usize)> {
        let mut x = usize::from(MARGIN) + if self.name { NAME.len() } else { 0 };
        let mut places = Vec::with_capacity(Tab::ALL.len());
        for tab in Tab::ALL.iter().copied() {
            x += self.gap(tab);
            let end = x + 1 + if self.shows_title(tab) { 1 + tab.title().len() } else { 0 };
            places.push((x, end));
            x = end;
        }
        places
    }
}

/// Finds the tab at a position of the header. `here` is the tab in view, `columns` the width of the terminal.
pub(super) fn tab_at(at: Position, here: Tab, columns: u16) -> Option<Tab> {
    let x = usize::from(at.x);
    let places = Heading::new(here, columns).places();
    let hit = places.iter().position(|(begin, end)| (*begin..*end).contains(&x))?;
    Tab::ALL.get(hit).copied().filter(|_| at.y == 0)
}

/// The columns that a message leaves to what stands around it.
pub(super) const MESSAGE_FRAME: usize = 5;

/// The column in which every screen begins, whatever its size: nothing jumps from one to the next.
pub(super) const LEFT: u16 = 4;

/// Returns the area for a screen of lines: a margin on all sides, and at most `widest` columns.
pub(super) fn page(area: Rect, widest: u16) -> Rect {
    Rect {
        x: area.x + LEFT,
        y: area.y + 1,
        width: area.width.saturating_sub(2 * LEFT).min(widest),
        height: area.height.saturating_sub(1),
    }
}

/// Marks that more follows below an area, in the margin right of it.
pub(super) fn more_below(frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
    let mark = Rect { x: area.right() + 1, y: area.bottom().saturating_sub(1), width: 1, height: 1 };
    frame.render_widget(Span::styled("↓", cx.theme.accent), mark.intersection(frame.area()));
}

/// Draws lines from the top of an area.
pub(super) fn lines(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'_>>) {
    frame.render_widget(Paragraph::new(lines), area);
}
