//! Searches everything while the user types: customers by name first, then remarks, newest first. Each hit says what it is,
//! and where the words are.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::search::{Hit, HitKind};
use crate::domain::customer::CustomerField;
use crate::error::Result;
use crate::text::{search_query, search_text, width};
use crate::tui::chrome::{more_below, page};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::text_area::TextArea;
use crate::tui::widgets::matched::places;
use crate::tui::widgets::{Row, paragraph, prompt};
use crate::tui::work::{Answer, BackgroundWork, Query, Request};

mod hits;

/// The widest it is drawn, and the widest in two columns; the fewest columns for these, and the blank ones between.
const WIDEST: u16 = 84;
const WIDEST_OF_TWO: u16 = 160;
const TWO_COLUMNS: u16 = 132;
const GAP: u16 = 4;

/// The most customers, and the most remarks, to find.
const LIMIT: usize = 60;

/// The words, and what they found.
pub(crate) struct SearchScreen {
    field: TextArea,
    hits: Vec<Hit>,
    cursor: ListCursor,
    asked: Option<Query>,
    /// Whether the hits in view belong to the words as typed.
    answered: bool,
    /// Where the words stand of customers whose name and company don't have them: the label of a field, and its text.
    elsewhere: HashMap<i64, (&'static str, String)>,
    today: chrono::NaiveDate,
    /// The first hit in view, and where the last frame drew each.
    top: Cell<usize>,
    drawn: RefCell<Vec<(Rect, usize)>>,
}

impl Default for SearchScreen {
    fn default() -> Self {
        Self {
            field: TextArea::one_line(""),
            hits: Vec::new(),
            cursor: ListCursor::default(),
            asked: None,
            answered: true,
            elsewhere: HashMap::new(),
            today: chrono::NaiveDate::MIN,
            top: Cell::default(),
            drawn: RefCell::default(),
        }
    }
}

impl SearchScreen {
    /// Begins with these words.
    pub(crate) fn with(text: &str) -> Self {
        Self { field: TextArea::one_line(text.trim()), answered: false, ..Self::default() }
    }
}

impl Screen for SearchScreen {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        self.asked = search_query(&self.field.text()).map(|words| Query { words, limit: LIMIT });
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.cursor.moves(action, self.hits.len()) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Back => return Ok(Flow::Pop),
            Action::Open => match self.hits.get(self.cursor.at()) {
                Some(hit) => return Ok(Flow::Show(hit.customer)),
                None if self.answered && !self.field.is_empty() => {
                    context.tell("Nothing in the book has all of these words");
                }
                None => {}
            },
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let hit = self.drawn.borrow().iter().find(|(place, _)| place.contains(at)).map(|(_, hit)| *hit);
        if let Some(hit) = hit {
            self.cursor.set(hit);
            return self.act(Action::Open, context);
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn background_work(&mut self) -> Option<&mut dyn BackgroundWork> {
        Some(self)
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let mut words = Vec::new();
        if !self.hits.is_empty() {
            words.push(keymap.word(Scope::Finding, Action::Open, "open"));
            words.push(("↑↓".to_string(), "choose"));
        }
        words.push(keymap.word(Scope::Finding, Action::Back, "back"));
        Some(words)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let inner = page(area, Arrangement::of(area).widest());
        let line = Rect { height: 1.min(inner.height), ..inner };
        let counted = self.counted();
        let taken = 1 + u16::try_from(width(&counted)).unwrap_or(0);
        let room = Rect { width: line.width.saturating_sub(taken), ..line };
        let typed = prompt(frame, room, ("/", &self.field), cx);
        frame.render_widget(typed, line);
        frame.render_widget(Line::from(Span::styled(counted, theme.secondary)).right_aligned(), line);
        let rows = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        self.drawn.borrow_mut().clear();
        if self.hits.is_empty() {
            let text = match (self.field.is_empty(), self.answered) {
                (true, _) => "Names, companies, everything you know of somebody, and every word a customer said.",
                (false, true) => "Nothing has all of these words. Fewer letters find more.",
                (false, false) => "",
            };
            crate::tui::chrome::lines(frame, rows, paragraph(text, usize::from(rows.width), theme.secondary));
            return;
        }
        self.draw_hits(frame, rows, &columns_of(rows, Arrangement::of(area)), cx);
    }
}

/// In how many columns the hits stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrangement {
    One,
    Two,
}

impl Arrangement {
    /// Returns what a body has room for.
    fn of(area: Rect) -> Self {
        if area.width >= TWO_COLUMNS { Self::Two } else { Self::One }
    }

    fn widest(self) -> u16 {
        match self {
            Self::One => WIDEST,
            Self::Two => WIDEST_OF_TWO,
        }
    }
}

/// Returns the places of the columns of hits.
fn columns_of(rows: Rect, arrangement: Arrangement) -> Vec<Rect> {
    match arrangement {
        Arrangement::One => vec![rows],
        Arrangement::Two => {
            let left = Rect { width: (rows.width - GAP) / 2, ..rows };
            vec![left, Rect { x: left.right() + GAP, ..left }]
        }
    }
}

impl TextInput for SearchScreen {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        if self.field.key(key) {
            self.cursor.reset();
            self.top.set(0);
            match search_query(&self.field.text()) {
                Some(words) => {
                    self.answered = false;
                    self.asked = Some(Query { words, limit: LIMIT });
                }
                None => {
                    self.hits.clear();
                    self.answered = true;
                }
            }
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        self.field.paste(text.trim());
        self.asked = search_query(&self.field.text()).map(|words| Query { words, limit: LIMIT });
        Ok(Flow::Stay)
    }
}

impl BackgroundWork for SearchScreen {
    fn request(&mut self) -> Option<Request> {
        self.asked.take().map(Request::Search)
    }

    fn answer(&mut self, answer: Answer, app: &App) -> Result<()> {
        if let Answer::Found(query, hits) = answer
            && search_query(&self.field.text()).as_ref() == Some(&query.words)
        {
            self.elsewhere.clear();
            for hit in hits.iter().filter(|hit| hit.kind == HitKind::Customer) {
                self.elsewhere.extend(Self::elsewhere(app, hit, &query.words)?.map(|found| (hit.id, found)));
            }
            self.hits = hits;
            self.answered = true;
            self.cursor.clamp(self.hits.len());
        }
        Ok(())
    }
}

impl SearchScreen {
    /// Says how many hits there are.
    fn counted(&self) -> String {
        let customers = self.hits.iter().filter(|hit| hit.kind == HitKind::Customer).count();
        let more = if customers >= LIMIT || self.hits.len() - customers >= LIMIT { "+" } else { "" };
        if self.hits.is_empty() { String::new() } else { format!("{}{more} found", self.hits.len()) }
    }

    /// Draws the hits down one column after the other, each whole, with the chosen one in sight.
    fn draw_hits(&self, frame: &mut Frame<'_>, area: Rect, places: &[Rect], cx: &DrawContext<'_>) {
        let columns = usize::from(places.first().map_or(0, |place| place.width));
        let room = usize::from(area.height);
        let words = search_query(&self.field.text()).unwrap_or_default();
        let of = |at: usize| {
            let hit = self.hits.get(at);
            hit.map(|hit| self.lines(hit, Row::at(at, self.cursor.at()), (&words, columns), cx)).unwrap_or_default()
        };
        // A few hits have room around them.
        let is_few = self.hits.len() <= room / 2;
        let is_airy = is_few && (0..self.hits.len()).map(|at| of(at).len() + 1).sum::<usize>() <= room + 1;
        let gap = usize::from(is_airy);
        let packed = |top: usize| packed((top, self.hits.len()), (places.len(), room + gap), |at| of(at).len() + gap);
        let mut top = self.top.get().min(self.cursor.at());
        while top < self.cursor.at() && packed(top).last().is_none_or(|end| *end <= self.cursor.at()) {
            top += 1;
        }
        self.top.set(top);
        let mut from = top;
        for (place, end) in places.iter().zip(packed(top)) {
            let mut y = place.y;
            for at in from..end {
                let lines = of(at);
                let rows = u16::try_from(lines.len()).unwrap_or(0).min(place.bottom().saturating_sub(y));
                let there = Rect { y, height: rows, ..*place };
                self.drawn.borrow_mut().push((there, at));
                crate::tui::chrome::lines(frame, there, lines);
                y += rows + u16::from(is_airy);
            }
            from = end;
        }
        if from < self.hits.len() {
            more_below(frame, area, cx);
        }
    }

    /// Finds what of a customer has the words, where it is not the name or the company: the label of the field, and its text.
    fn elsewhere(app: &App, hit: &Hit, words: &[String]) -> Result<Option<(&'static str, String)>> {
        let missing = |text: &str| -> Vec<String> {
            let there = search_text(text);
            let begins = |word: &&String| !there.split(' ').any(|one| one.starts_with(word.as_str()));
            words.iter().filter(begins).cloned().collect()
        };
        let missing = missing(&hit.text);
        if missing.is_empty() {
            return Ok(None);
        }
        let Some(customer) = app.find_customer(hit.customer)? else { return Ok(None) };
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let fields = CustomerField::in_form().into_iter();
        let mut texts = fields.map(|field| (field, field.text(&customer).replace('\n', " · ")));
        let found = texts.find(|(field, text)| {
            let is_number = *field == CustomerField::Phone && missing.iter().any(|word| digits(text).contains(word));
            is_number || !places(text, &missing).is_empty()
        });
        Ok(found.map(|(field, text)| (field.spec().label, text)))
    }
}

/// Fills columns of `room` rows with whole items from one on; returns behind which each column ends.
fn packed((from, count): (usize, usize), (columns, room): (usize, usize), rows: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut at = from;
    let mut ends = Vec::with_capacity(columns);
    for _ in 0..columns {
        let mut taken = 0;
        // One that is taller than a column stands in it alone.
        while at < count && (taken == 0 || taken + rows(at) <= room) {
            taken += rows(at);
            at += 1;
        }
        ends.push(at);
    }
    ends
}
