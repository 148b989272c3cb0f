//! Draws Today: the person to call, what helps the call, and beside it who comes next and what waits.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::card::Card;
use super::layout::{Budget, Head, LABELS, NameIn, StripShown, budgets, labels_above, labels_left, stacked};
use super::{Today, nobody};
use crate::app::today::{PROMISES_SHOWN, Today as Day};
use crate::app::visits::UnloggedVisit;
use crate::present::{occasions, today, visits};
use crate::text::{clean, width};
use crate::tui::chrome::{LEFT, lines};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{flow, labelled, paragraph};

/// The narrowest body with a column on the right, and the narrowest with one in the middle, too.
const TWO_COLUMNS: u16 = 96;
const THREE_COLUMNS: u16 = 140;
/// The narrowest body in which the first run says what comes of it.
const PROSPECT: u16 = 110;
/// The blank columns between two columns, and between three.
const GAP: u16 = 4;
const WIDE_GAP: u16 = 6;
/// The narrowest and the widest column of the card, and the widest text in it.
const LEAST_MAIN: u16 = 50;
const WIDEST_MAIN: u16 = WIDEST_TEXT + 12;
const WIDEST_TEXT: u16 = 72;
/// The smallest bodies with the name in letters of blocks, and in large ones, and the narrowest with the hours.
const BLOCKS: (u16, u16) = (120, 26);
const LARGE_BLOCKS: (u16, u16) = (180, 50);
const HOURS: u16 = 80;
/// The fewest rows of a body with a blank one above first steps; of one with blank ones, and with more of them.
const ROOMY: u16 = 18;
const AIRY: u16 = 22;
const VERY_AIRY: u16 = 40;
/// Blanks between a question and the keys behind it.
const KEYS_GAP: usize = 3;
/// The most lines of a promise where nobody is to be called.
const PROMISE_ALONE: usize = 8;

impl Today {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let Some(day) = &self.day else { return };
        let top = u16::from(area.height >= AIRY) + u16::from(area.height >= VERY_AIRY);
        // Without a card there is room for the blank row of the other screens.
        let top = top.max(u16::from(self.card.is_none() && area.height >= ROOMY));
        let body = Rect {
            x: area.x + LEFT,
            y: area.y + top,
            width: area.width.saturating_sub(2 * LEFT),
            height: area.height.saturating_sub(top),
        };
        match &self.card {
            Some(card) if area.width >= THREE_COLUMNS && card.knows_them() => {
                self.in_three(frame, (area, body), card, cx);
            }
            _ => self.in_two(frame, (area, body), day, cx),
        }
    }

    /// Draws the card in two columns, and a third beside it.
    fn in_three(&self, frame: &mut Frame<'_>, (area, body): (Rect, Rect), card: &Card, cx: &DrawContext<'_>) {
        let Some(day) = &self.day else { return };
        let side_columns = self.side_columns(day).min(body.width / 3);
        let side = self.side(day, usize::from(side_columns), usize::from(body.height), cx);
        let taken = if side.is_empty() { WIDE_GAP } else { side_columns + 2 * WIDE_GAP };
        let half = (body.width.saturating_sub(taken) / 2).min(WIDEST_TEXT);
        let main = Rect { width: 2 * half + WIDE_GAP, ..body };
        let above = self.above(day, main, area, cx);
        let (head, who) = card.head(head(area, main, GapAbove::Blank), cx);
        self.drawn.set(Some(Rect { y: main.y + rows(&above), height: rows_of(who), ..main }));
        let above = [above, head].concat();
        let room = usize::from(body.height).saturating_sub(above.len());
        let text = usize::from(half);
        let fitted = budgets(body.height).find_map(|budget| {
            let call = labels_above(card.about_the_call(text, budget, cx), budget.gap, cx.theme.secondary);
            let call = stacked(vec![call, card.rating_question(text, cx)], budget.gap);
            let them = labels_above(card.about_them(text, budget, cx), budget.gap, cx.theme.secondary);
            (call.len().max(them.len()) + budget.gap <= room).then_some((call, them, budget.gap))
        });
        let below = main.y + rows(&above);
        lines(frame, main, above);
        if let Some((call, them, gap)) = fitted {
            let y = below + rows_of(gap);
            let left = Rect { y, width: half, height: body.bottom().saturating_sub(y), ..main };
            lines(frame, left, call);
            lines(frame, Rect { x: left.right() + WIDE_GAP, ..left }, them);
        }
        lines(frame, Rect { x: main.right() + WIDE_GAP, width: side_columns, ..body }, side);
    }

    /// Draws the card in one column, and a second beside it where there is room.
    fn in_two(&self, frame: &mut Frame<'_>, (area, body): (Rect, Rect), day: &Day, cx: &DrawContext<'_>) {
        let side_columns = self.side_columns(day).min(body.width.saturating_sub(GAP + LEAST_MAIN));
        let side = if area.width >= TWO_COLUMNS {
            self.side(day, usize::from(side_columns), usize::from(body.height), cx)
        } else {
            Vec::new()
        };
        // Without anything beside it, the card takes all columns.
        let room = if side.is_empty() { body.width } else { body.width.saturating_sub(side_columns + GAP) };
        let main = Rect { width: room.min(WIDEST_MAIN), ..body };
        // Once there is anything beside it, the user knows what comes.
        let main =
            if self.empty && side.is_empty() { Self::beside_prospect(frame, (area, main), body, cx) } else { main };
        match &self.card {
            Some(card) => self.draw_card(frame, (area, main), card, cx),
            None => self.draw_nobody(frame, main, day, cx),
        }
        lines(frame, Rect { x: main.right() + GAP, width: side_columns, ..body }, side);
    }

    /// Draws what the user will get beside the first steps, where there is room; returns what that leaves for these.
    fn beside_prospect(frame: &mut Frame<'_>, (area, main): (Rect, Rect), body: Rect, cx: &DrawContext<'_>) -> Rect {
        if area.width < PROSPECT {
            return main;
        }
        let half = (body.width.saturating_sub(WIDE_GAP) / 2).min(WIDEST_TEXT);
        let beside = Rect { x: body.x + half + WIDE_GAP, width: half, ..body };
        lines(frame, beside, nobody::prospect(usize::from(half), cx));
        Rect { width: half, ..body }
    }

    fn draw_card(&self, frame: &mut Frame<'_>, (area, main): (Rect, Rect), card: &Card, cx: &DrawContext<'_>) {
        let Some(day) = &self.day else { return };
        let columns = usize::from(main.width);
        let text = columns.saturating_sub(LABELS);
        let above = self.above(day, main, area, cx);
        let below = |budget: Budget| {
            let gap = if budget.gap > 0 { GapAbove::Blank } else { GapAbove::None };
            let (head, who) = card.head(head(area, main, gap), cx);
            let style = cx.theme.secondary;
            let groups = vec![
                head,
                labels_left(card.about_the_call(text, budget, cx), budget.gap, style),
                card.rating_question(columns, cx),
                labels_left(card.about_them(text, budget, cx), budget.gap, style),
            ];
            (stacked(groups, budget.gap), who)
        };
        let room = usize::from(main.height).saturating_sub(above.len());
        // What has no room is left out from below.
        let fitted = budgets(main.height).map(below).find(|(lines, _)| lines.len() <= room);
        let (rest, who) = fitted.or_else(|| budgets(main.height).last().map(below)).unwrap_or_default();
        self.drawn.set(Some(Rect { y: main.y + rows(&above), height: rows_of(who), ..main }));
        lines(frame, main, [above, rest].concat());
    }

    fn draw_nobody(&self, frame: &mut Frame<'_>, main: Rect, day: &Day, cx: &DrawContext<'_>) {
        self.drawn.set(None);
        let columns = usize::from(main.width);
        let owed = self.owed.body(columns.saturating_sub(LABELS), (PROMISES_SHOWN, PROMISE_ALONE), cx);
        let groups = vec![
            self.banners(day, columns, cx),
            labelled("Owed", LABELS, owed, cx.theme.secondary),
            nobody::lines(day, self.marks, columns, cx),
        ];
        lines(frame, main, stacked(groups, 1));
    }

    /// Lists what stands above the name: what waits for a key, and whose turn it is.
    fn above(&self, day: &Day, main: Rect, area: Rect, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let columns = usize::from(main.width);
        let title = self.card.as_ref().map(|card| title(day, card));
        let title = title.map(|title| paragraph(&title, columns, cx.theme.secondary)).unwrap_or_default();
        let mut above = stacked(vec![self.banners(day, columns, cx), title], 1);
        if area.height >= AIRY {
            above.push(Line::default());
        }
        above
    }

    /// Lists what waits for a key, a blank line between two: a log, a visit, somebody's day.
    fn banners(&self, day: &Day, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let mut groups = Vec::new();
        if let Some((log, ago)) = &self.unfinished {
            let key = cx.keymap.key(Scope::Today, Action::Resume);
            groups.push(offer(&key, &format!("resume the log of {} that you began {ago}", log.name), columns, cx));
        }
        if let Some(unlogged) = self.unlogged.first() {
            groups.push(self.asks_about(unlogged, day, columns, cx));
        }
        if let Some(first) = self.visits.first() {
            let key = cx.keymap.key(Scope::Today, Action::LogVisit);
            let place = first.city.as_deref().map(|c| format!(" in {c}")).unwrap_or_default();
            let others = match self.visits.len() {
                0 | 1 => String::new(),
                n => format!(" and {} more", n - 1),
            };
            let whom = format!("{}{place}{others}", first.name);
            // The key is the question's above as long as that is open.
            groups.push(if self.unlogged.is_empty() {
                offer(&key, &format!("log today's visit to {whom}"), columns, cx)
            } else {
                paragraph(&format!("Today: a visit to {whom}"), columns, cx.theme.text)
            });
        }
        if let Some(line) = self.occasion(day) {
            groups.push(paragraph(&line, columns, cx.theme.text));
        }
        stacked(groups, 1)
    }

    /// Asks whether a visit took place, with the keys that answer.
    fn asks_about(&self, visit: &UnloggedVisit, day: &Day, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let asked = visits::did_you_visit(&clean(&visit.name), visit.day, day.date);
        let more = match self.unlogged.len() {
            0 | 1 => String::new(),
            n => format!(" ({} more)", n - 1),
        };
        let part = |action, does: &str| {
            let key = cx.keymap.key(Scope::Today, action);
            vec![Span::styled(key, theme.accent), Span::styled(format!(" {does}"), theme.secondary)]
        };
        let asked = vec![Span::styled(format!("{asked}{more}"), theme.text)];
        let parts = vec![asked, part(Action::LogVisit, "log it"), part(Action::Demo, "it did not take place")];
        flow(parts, KEYS_GAP, columns)
    }

    /// Says whose birthday or first yes comes next, and how many more do this week; the card tells of the pick's own.
    fn occasion(&self, day: &Day) -> Option<String> {
        let on_card = self.card.as_ref().map(|card| card.customer.id);
        let mut others = day.occasions.iter().filter(|o| Some(o.customer) != on_card);
        let first = occasions::line(others.next()?, day.date);
        let more = match others.count() {
            0 => String::new(),
            n => format!("; {n} more this week"),
        };
        Some(format!("{first}{more}"))
    }
}

/// Says whose turn it is, and on which day.
fn title(day: &Day, card: &Card) -> String {
    if let Some(pick) = day.pick.as_ref().filter(|_| card.is_called()) {
        return format!("You {} {}. {}", today::talked(pick), card.first(), today::next_call(day));
    }
    let Some(slot) = day.slot else { return "A good call".into() };
    let carried = day.pick.as_ref().and_then(today::carried_title);
    carried.unwrap_or_else(|| format!("This {}'s good call", slot.format("%A")))
}

/// Whether blank lines stand in the head of the card.
#[derive(Clone, Copy, PartialEq, Eq)]
enum GapAbove {
    Blank,
    None,
}

/// Says what the head of the card may use of a body.
fn head(area: Rect, main: Rect, gap: GapAbove) -> Head {
    let fits = |(columns, rows): (u16, u16)| area.width >= columns && area.height >= rows;
    let blank = usize::from(gap == GapAbove::Blank);
    Head {
        columns: usize::from(main.width),
        name: match () {
            () if fits(LARGE_BLOCKS) => NameIn::LargeBlocks,
            () if fits(BLOCKS) => NameIn::Blocks,
            () => NameIn::Bold,
        },
        strip: if area.width >= HOURS { StripShown::Yes } else { StripShown::No },
        lines_each: 2 + blank,
        before_number: blank,
        before_strip: if area.height >= AIRY { blank } else { 0 },
    }
}

fn rows(lines: &[Line<'_>]) -> u16 {
    rows_of(lines.len())
}

fn rows_of(lines: usize) -> u16 {
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// Draws a key and what it does, in as many lines as that takes.
fn offer(key: &str, does: &str, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let indent = width(key) + 1;
    let does = paragraph(does, columns.saturating_sub(indent), cx.theme.text);
    labelled(key, indent, does, cx.theme.accent)
}
