//! How rows of customers share out their columns: a name, the company or city beside it, ratings, and the last talk.
//!
//! Every part of a row begins in the column of its head. One that is longer than its column takes those to its right that
//! the row leaves empty; only then is it cut. A name is never cut for what stands beside it, which gives way to it.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::app::customers::CustomerLine;
use crate::domain::dates;
use crate::domain::order::Order;
use crate::text::{clean, cut, pad, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, quiet_dots};

/// The columns of both ratings, with a blank before each.
const RATINGS: usize = 12;
/// The fewest columns of the last talk, with a blank before it.
const TALK: usize = 5;
/// The blanks between a name and what stands beside it.
const GAP: usize = 2;
/// The fewest columns with room for what stands beside a name.
const WITH_BESIDE: usize = 46;
/// A few letters of a company tell nothing.
const LEAST_BESIDE: usize = 4;
/// The fewest columns for what stands beside a name, if it needs them.
const LINED_UP: usize = 14;
/// The fewest columns for what a narrow list is sorted by, and by how much a name may be longer than most.
const LEAST_SORTED: usize = 8;
const LONGER: usize = 6;
/// The fewest columns of a list.
const LEAST: usize = 26;

/// The room for the rows of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui::screens) struct Room {
    /// The most columns.
    pub most: usize,
    /// The fewest columns with ratings where something is cut for them.
    pub with_ratings: usize,
    /// What the list is sorted by: its column is there before ratings are.
    pub sorted: Order,
}

/// What the rows of a list need so that nothing of them is cut. It only grows, so that the columns stay where they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::tui::screens) struct Needs {
    name: usize,
    beside: usize,
    /// How many have which width.
    names: Widths,
    besides: Widths,
    rated: bool,
    talk: usize,
}

/// How many texts have which width, in steps of two columns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Widths([u32; 32]);

impl Widths {
    fn with(mut self, width: usize) -> Self {
        if let Some(count) = self.0.get_mut((width / 2).min(31)) {
            *count = count.saturating_add(1);
        }
        self
    }

    /// Returns the width that four in five do not exceed.
    fn typical(self) -> usize {
        let all: u32 = self.0.iter().sum();
        let mut counted = 0;
        let reached = self.0.iter().position(|count| {
            counted += count;
            counted * 5 >= all * 4
        });
        reached.map_or(0, |step| step * 2 + 1)
    }
}

impl Needs {
    /// Takes in what a row needs.
    pub(in crate::tui::screens) fn take_in(&mut self, line: &CustomerLine, order: Order, today: chrono::NaiveDate) {
        let name = width(&clean(&line.name));
        let beside = beside(line, order).map_or(0, |text| width(&clean(text)));
        let talk = line.last_talked.map_or(0, |day| (width(&dates::short_ago(day, today)) + 1).max(TALK));
        *self = Self {
            name: self.name.max(name),
            // Its head stands over it whole, however short they all are.
            beside: if beside == 0 { self.beside } else { self.beside.max(beside).max(width(head_beside(order))) },
            names: self.names.with(name),
            besides: if beside == 0 { self.besides } else { self.besides.with(beside) },
            rated: self.rated || is_rated(line),
            talk: self.talk.max(talk),
        };
    }

    /// Forgets the last talks, for a list without them.
    pub(in crate::tui::screens) fn without_talks(self) -> Self {
        Self { talk: 0, ..self }
    }

    /// Returns where what stands beside a name begins, if both have `who` columns: a few that are longer than the others
    /// don't move it.
    fn beside_at(self, who: usize) -> usize {
        let least = (self.names.typical() + GAP).min(who.saturating_sub(LINED_UP));
        let most = who.saturating_sub(self.besides.typical().min(self.beside));
        (self.name + GAP).min(most.max(least)).max(GAP)
    }

    fn ratings(self) -> usize {
        if self.rated { RATINGS } else { 0 }
    }

    /// Shares out rows, of whose columns `before` stand before the name. They take no more than they need.
    pub(in crate::tui::screens) fn columns(self, before: usize, room: Room) -> Columns {
        let most = room.most;
        let both = if self.beside > 0 { self.name + GAP + self.beside } else { self.name };
        let whole = before + both + self.ratings() + self.talk;
        let with_ratings = self.rated && (most >= room.with_ratings || whole <= most);
        let ratings = if with_ratings { self.ratings() } else { 0 };
        let fits = most >= WITH_BESIDE || before + both + ratings + self.talk <= most;
        // Names come before what the list is sorted by, but for a few long ones.
        let names = self.name.min(self.names.typical() + LONGER) + GAP;
        let squeezed = !fits && sorts_beside(room.sorted) && before + names + LEAST_SORTED + self.talk <= most;
        let with_beside = self.beside > 0 && (fits || squeezed);
        let (ratings, needed) = if with_beside { (ratings, both) } else { (0, self.name) };
        let taken = before + ratings + self.talk;
        let who = needed.max(LEAST.saturating_sub(taken)).min(most.saturating_sub(taken));
        let beside = match (with_beside, squeezed) {
            (false, _) => 0,
            (true, true) => names,
            (true, false) => self.beside_at(who),
        };
        Columns { before, who, beside, ratings, talk: self.talk }
    }
}

/// How many columns each part of a row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui::screens) struct Columns {
    before: usize,
    /// The name and what stands beside it.
    who: usize,
    /// Where what stands beside a name begins, from the name on; 0 leaves it out.
    beside: usize,
    ratings: usize,
    talk: usize,
}

impl Columns {
    /// Counts all columns of a row.
    pub(in crate::tui::screens) fn all(self) -> usize {
        self.before + self.who + self.ratings + self.talk
    }

    /// Widens rows that have more columns than they need.
    pub(in crate::tui::screens) fn over(self, columns: usize) -> Self {
        Self { who: self.who + columns.saturating_sub(self.all()), ..self }
    }

    /// Counts the columns behind what stands before a name.
    pub(in crate::tui::screens) fn behind(self) -> usize {
        self.who + self.ratings + self.talk
    }

    /// Writes what each column holds over it, the one that the list is sorted by a little stronger.
    pub(in crate::tui::screens) fn heads(self, order: Order, cx: &DrawContext<'_>) -> Line<'static> {
        let head = |text: String, sorts: bool| {
            let style = if sorts { cx.theme.secondary.add_modifier(Modifier::BOLD) } else { cx.theme.secondary };
            Span::styled(text, style)
        };
        let mut heads = vec![Span::raw(" ".repeat(self.before))];
        if self.beside > 0 {
            let (word, sorts) = (head_beside(order), sorts_beside(order));
            heads.push(head(pad("name", self.beside), order == Order::Name));
            heads.push(head(pad(word, self.who - self.beside), sorts));
        } else {
            heads.push(head(pad("name", self.who), order == Order::Name));
        }
        if self.ratings > 0 {
            heads.push(head(pad(" ratings", self.ratings), false));
        }
        if self.talk > 0 {
            heads.push(head(format!("{:>1$}", "talk", self.talk), order == Order::Wait));
        }
        Line::from(heads)
    }

    /// Draws a row behind what stands before its name.
    pub(in crate::tui::screens) fn row(
        self,
        line: &CustomerLine,
        order: Order,
        (row, own, today): (Row, Style, chrono::NaiveDate),
        cx: &DrawContext<'_>,
    ) -> Vec<Span<'static>> {
        let rated = self.ratings > 0 && is_rated(line);
        let talked = line.last_talked.filter(|_| self.talk > 0);
        // What the row leaves empty itself belongs to its texts.
        let free = match (rated, talked) {
            (true, _) => 0,
            (false, Some(_)) => self.ratings,
            (false, None) => self.ratings + self.talk,
        };
        let mut spans = self.who(line, order, (self.who + free, row.style(cx, own)), cx);
        let used: usize = spans.iter().map(|span| width(&span.content)).sum();
        let texts = self.who + if rated { 0 } else { self.ratings };
        spans.push(Span::raw(" ".repeat(texts.saturating_sub(used))));
        if rated {
            for rating in [line.pleasure, line.profit] {
                spans.push(Span::raw(" "));
                match rating {
                    Some(_) => spans.extend(quiet_dots(rating, row, cx)),
                    None => spans.push(Span::raw("     ")),
                }
            }
        }
        if let Some(day) = talked {
            spans.push(Span::styled(format!("{:>1$}", dates::short_ago(day, today), self.talk), cx.theme.secondary));
        }
        spans
    }

    /// Draws the name and what stands beside it, in at most `room` columns.
    fn who(
        self,
        line: &CustomerLine,
        order: Order,
        (room, style): (usize, Style),
        cx: &DrawContext<'_>,
    ) -> Vec<Span<'static>> {
        let name = clean(&line.name);
        let text = beside(line, order).filter(|_| self.beside > 0).map(clean).unwrap_or_default();
        if text.is_empty() || width(&name) + GAP > self.beside || self.beside + LEAST_BESIDE > room {
            return vec![Span::styled(cut(&name, room).into_owned(), style)];
        }
        let text = cut(&text, room - self.beside).into_owned();
        vec![Span::styled(pad(&name, self.beside), style), Span::styled(text, cx.theme.secondary)]
    }
}

/// Whether a list is sorted by what stands beside a name.
fn sorts_beside(order: Order) -> bool {
    matches!(order, Order::City | Order::Company)
}

/// The head of what stands beside a name.
fn head_beside(order: Order) -> &'static str {
    if order == Order::City { "city" } else { "company" }
}

/// Returns what stands beside a name.
fn beside(line: &CustomerLine, order: Order) -> Option<&str> {
    let text = if order == Order::City { &line.city } else { &line.company };
    text.as_deref()
}

/// Whether a row has ratings to show.
fn is_rated(line: &CustomerLine) -> bool {
    line.pleasure.is_some() || line.profit.is_some()
}
