//! Values that lost to another made on another machine at the same time: settled one by one. The selection is an id.

use std::cell::RefCell;
use std::ops::Range;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::sync::conflict_words::field_of_row;
use crate::app::sync::conflicts::{Chosen, Clash};
use crate::app::undo::Undone;
use crate::domain::ids::CustomerId;
use crate::domain::tz::Tz;
use crate::error::{ErrorKind, Result};
use crate::present::conflicts;
use crate::text::{clean, pad, width, wrap};
use crate::tui::chrome::{lines, more_below, page};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::widgets::{READ_WIDTH, Row, first_lines, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 100;
/// Columns of the marker, and of the labels.
const MARKER: usize = 2;
const LABEL: usize = 9;
/// The most columns of a machine's name where values need the others: this many, or a third.
const MACHINE: usize = 20;
/// The most lines of a value.
const MOST_LINES: usize = 8;

/// The conflicts that are not settled.
#[derive(Default)]
pub(crate) struct Conflicts {
    rows: Vec<Conflict>,
    cursor: ListCursor,
    /// Whether the book is on several machines.
    is_synced: bool,
    /// The ones that were settled here, the last one last.
    settled: Vec<i64>,
    /// When "now" is, to settle with the words that are shown.
    now: Option<(Tz, NaiveDate)>,
    /// The rows of the screen that each conflict has in the last frame.
    drawn: RefCell<Vec<Range<u16>>>,
}

/// A conflict as it is shown.
struct Conflict {
    clash: Clash,
    who: String,
    field: String,
    on: String,
    /// The value that the book has, and the one that lost, each with its machine.
    values: [(String, String); 2],
}

/// The room of a conflict: its columns, those of them for a machine's name and the day, and the most lines of a value.
#[derive(Clone, Copy)]
struct Room {
    columns: usize,
    machine: usize,
    lines: usize,
}

impl Room {
    /// The columns of a value.
    fn value(self) -> usize {
        self.columns.saturating_sub(MARKER + LABEL).min(READ_WIDTH)
    }

    /// The columns of its first line, which has the machine's name beside it.
    fn beside_machine(self) -> usize {
        self.columns.saturating_sub(MARKER + LABEL + 2 + self.machine).min(READ_WIDTH)
    }
}

impl Conflict {
    fn new(clash: Clash, (zone, today): (Tz, NaiveDate)) -> Self {
        let who = clash.customer.as_ref().map(|(_, name)| clean(name).into_owned()).unwrap_or_default();
        let kept = (conflicts::kept(&clash, zone, today), conflicts::by(&clash.kept_by));
        let lost = (conflicts::lost(&clash, zone, today), conflicts::by(&clash.lost_by));
        let on = conflicts::written(&clash, zone, today);
        Self { who, field: field_of_row(&clash), on, values: [kept, lost], clash }
    }

    fn customer(&self) -> Option<CustomerId> {
        self.clash.customer.as_ref().map(|(id, _)| *id)
    }

    /// Draws it: whom it is about, then both values.
    fn lines(&self, room: Room, row: Row, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let who = if self.who.is_empty() { String::new() } else { format!("{}  ", self.who) };
        // The day stands above the machines.
        let head = pad(&format!("{who}{}", self.field), LABEL + room.beside_machine());
        let (name, field) = head.split_at_checked(who.len()).unwrap_or((head.as_str(), ""));
        let line = |spans: Vec<Span<'static>>| Line::from_iter([row.mark(cx), Span::raw(" ")].into_iter().chain(spans));
        let mut all = vec![line(vec![
            Span::styled(name.to_string(), row.style(cx, theme.strong())),
            Span::styled(field.to_string(), theme.secondary),
            Span::styled(format!("  {}", self.on), theme.secondary),
        ])];
        for ((label, style), (value, machine)) in
            [("stands", theme.text), ("lost", theme.secondary)].into_iter().zip(&self.values)
        {
            let mut value = in_lines(value, room).into_iter();
            let first = value.next().unwrap_or_default();
            all.push(line(vec![
                Span::styled(pad(label, LABEL), theme.secondary),
                Span::styled(pad(&first, room.beside_machine()), style),
                Span::styled(format!("  {}", pad(machine, room.machine).trim_end()), theme.secondary),
            ]));
            all.extend(value.map(|more| line(vec![Span::raw(" ".repeat(LABEL)), Span::styled(more, style)])));
        }
        all
    }
}

/// Wraps a value: its first line beside the machine, the others below that.
fn in_lines(value: &str, room: Room) -> Vec<String> {
    let beside = room.beside_machine();
    let first = wrap(value, beside).into_iter().next().unwrap_or_default();
    let rest = value.strip_prefix(first.as_str()).unwrap_or_default().trim_start();
    if rest.is_empty() || room.lines <= 1 {
        return first_lines(value, beside, room.lines);
    }
    std::iter::once(first).chain(first_lines(rest, room.value(), room.lines - 1)).collect()
}

impl Conflicts {
    fn settle(&mut self, chosen: Chosen, context: &mut Context<'_>) -> Result<Flow> {
        let (Some(row), Some(now)) = (self.rows.get(self.cursor.at()), self.now) else { return Ok(Flow::Stay) };
        match context.app.settle_conflict(&row.clash, chosen) {
            Ok(()) => {
                let said = conflicts::settled(&row.clash, chosen, now);
                if row.clash.team.is_some() && chosen == Chosen::Kept {
                    // It was said to the team, and no undo takes that back.
                    context.outdated(said);
                } else {
                    context.done(said);
                    self.settled.push(row.clash.id);
                }
            }
            Err(error) if error.kind == ErrorKind::NoMatch => {
                context.outdated("That was settled meanwhile, here or on another machine");
            }
            Err(error) => return Err(error),
        }
        Ok(Flow::Stay)
    }

    /// Says what will stand here.
    fn draw_empty(&self, frame: &mut Frame<'_>, place: Rect, cx: &DrawContext<'_>) {
        let (title, text, command) = if self.is_synced {
            (
                "Nothing to settle.",
                "Where machines change the same field before they hear of each other, the latest value stands. What lost will be \
                 here: take it back, or let it be.",
                None,
            )
        } else {
            (
                "This book is on one machine only.",
                "What several machines change at the same time will be here, so that nothing is lost. In a shell, this brings the book \
                 to another:",
                Some("  goodcall sync setup FOLDER"),
            )
        };
        let mut all = vec![Line::styled(title, cx.theme.accent), Line::default()];
        all.extend(paragraph(text, usize::from(place.width), cx.theme.text));
        all.extend(command.into_iter().flat_map(|command| [Line::default(), Line::styled(command, cx.theme.accent)]));
        lines(frame, place, all);
    }

    /// Draws each conflict in as many lines as its values need; where that is too much, only the selected one.
    fn blocks(&self, columns: usize, height: usize, cx: &DrawContext<'_>) -> Vec<Vec<Line<'static>>> {
        let longest = |of: fn(&(String, String)) -> &String| {
            self.rows.iter().flat_map(|row| &row.values).map(|value| width(of(value))).max().unwrap_or_default()
        };
        // Names of machines have the columns that the values leave.
        let left = columns.saturating_sub(MARKER + LABEL + 2 + longest(|(value, _)| value).min(READ_WIDTH));
        let day = self.rows.iter().map(|row| width(&row.on)).max().unwrap_or_default();
        let machine = longest(|(_, machine)| machine).min(left.max(MACHINE).max(columns / 3)).max(day);
        let block = |at: usize, conflict: &Conflict, lines| {
            let row = Row::at(at, self.cursor.at());
            let mut lines = conflict.lines(Room { columns, machine, lines }, row, cx);
            lines.push(Line::default());
            lines
        };
        let whole: Vec<_> = self.rows.iter().enumerate().map(|(at, row)| block(at, row, MOST_LINES)).collect();
        if whole.iter().map(Vec::len).sum::<usize>() <= height + 1 {
            return whole;
        }
        // The selected one is whole if it fits.
        let fits =
            |most: &usize| self.rows.get(self.cursor.at()).is_none_or(|row| block(0, row, *most).len() <= height + 1);
        let fitting = (1..=MOST_LINES).rev().find(fits).unwrap_or(1);
        let most = |at: usize| if at == self.cursor.at() { fitting } else { 1 };
        self.rows.iter().enumerate().map(|(at, row)| block(at, row, most(at))).collect()
    }
}

impl Screen for Conflicts {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Conflicts, Scope::List, Scope::Global]
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let back = keymap.word(Scope::Conflicts, Action::Back, "back");
        let help = keymap.word(Scope::Global, Action::Help, "help");
        self.rows.is_empty().then(|| vec![back, help])
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        let now = (app.clock().zone, app.clock().today());
        self.now = Some(now);
        self.is_synced = app.can_conflict()?;
        let selected = self.rows.get(self.cursor.at()).map(|row| row.clash.id);
        let all = if self.is_synced { app.sync_conflicts()? } else { Vec::new() };
        self.rows = all.into_iter().map(|clash| Conflict::new(clash, now)).collect();
        match self.rows.iter().position(|row| Some(row.clash.id) == selected) {
            Some(at) => self.cursor.set(at),
            // This one is settled: the next takes its place.
            None => self.cursor.clamp(self.rows.len()),
        }
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.cursor.moves(action, self.rows.len()) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Back => return Ok(Flow::Pop),
            Action::KeepValue => return self.settle(Chosen::Kept, context),
            Action::TakeLost => return self.settle(Chosen::Lost, context),
            Action::Open => match self.rows.get(self.cursor.at()).map(Conflict::customer) {
                Some(Some(id)) => return Ok(Flow::Show(id)),
                Some(None) => context.tell("This is about no customer"),
                None => {}
            },
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let (theme, place) = (cx.theme, page(area, WIDEST));
        self.drawn.borrow_mut().clear();
        if self.rows.is_empty() {
            return self.draw_empty(frame, place, cx);
        }
        let columns = usize::from(place.width);
        let (title, count) = ("Changed at the same time", format!("{} of {}", self.cursor.at() + 1, self.rows.len()));
        let gap = columns.saturating_sub(title.len() + count.len());
        let mut head = vec![Line::from(vec![
            Span::styled(title, theme.accent),
            Span::raw(" ".repeat(gap)),
            Span::styled(count, theme.secondary),
        ])];
        let told = "By machines that had not heard of each other. The latest value stands.";
        head.extend(paragraph(told, columns, theme.text));
        head.push(Line::default());
        let above = u16::try_from(head.len()).unwrap_or(u16::MAX).min(place.height);
        lines(frame, Rect { height: above, ..place }, head);
        let list = Rect { y: place.y + above, height: place.height - above, ..place };
        let blocks = self.blocks(columns, usize::from(list.height), cx);
        // The selected one is whole in sight.
        let upto: usize = blocks.iter().take(self.cursor.at() + 1).map(Vec::len).sum();
        let skipped = upto.saturating_sub(1).saturating_sub(usize::from(list.height));
        let mut at = 0;
        for block in &blocks {
            let row =
                |line: usize| u16::try_from(line.saturating_sub(skipped)).unwrap_or(u16::MAX).saturating_add(list.y);
            self.drawn.borrow_mut().push(row(at)..row(at + block.len()).min(list.bottom()));
            at += block.len();
        }
        if at.saturating_sub(1) > skipped + usize::from(list.height) {
            more_below(frame, list, cx);
        }
        lines(frame, list, blocks.into_iter().flatten().skip(skipped).collect());
    }

    fn came_back(&mut self, _undone: &Undone, _app: &mut App) -> Result<()> {
        let back = |id: &i64| self.rows.iter().position(|row| row.clash.id == *id);
        if let Some(at) = self.settled.iter().rev().find_map(back) {
            self.cursor.set(at);
        }
        Ok(())
    }

    fn clicked(&mut self, at: Position, _context: &mut Context<'_>) -> Result<Flow> {
        let hit = self.drawn.borrow().iter().position(|rows| rows.contains(&at.y));
        if let Some(hit) = hit {
            self.cursor.set(hit);
        }
        Ok(Flow::Stay)
    }
}
