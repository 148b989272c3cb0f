//! The part of a long list in memory: it reads pages at its ends and lets go of items far behind.
//!
//! The selection is an id, not a row; if its item is gone, the neighbor takes its place.

use std::cell::Cell;

use super::keymap::Action;
use crate::app::App;
use crate::app::customers::Direction;
use crate::error::Result;

/// Read the next page when fewer items than this follow the selection.
const AHEAD: usize = 20;

/// The source of a list's pages.
pub(super) trait Pages {
    type Item;
    type Id: PartialEq;

    /// Returns the id by which a later reading finds the item again.
    fn id(item: &Self::Item) -> Self::Id;

    /// Reads at most `count` items beyond one, or from an end of the list; upwards the nearest first.
    fn page(&self, app: &App, from: Option<&Self::Item>, direction: Direction, count: usize)
    -> Result<Vec<Self::Item>>;

    /// Reads an item again, if the book still has it.
    fn find(&self, _app: &App, _id: &Self::Id) -> Result<Option<Self::Item>> {
        Ok(None)
    }

    /// Tells whether pages can be read upwards; if not, everything before the selection stays in memory.
    fn goes_up(&self) -> bool {
        true
    }
}

/// The items in memory, and the selected one.
#[derive(Debug)]
pub(super) struct Window<T> {
    items: Vec<T>,
    cursor: usize,
    /// The first item in view; drawing keeps the selection in sight.
    top: Cell<usize>,
    /// The rows of the last frame; the window keeps as many items below the selection.
    rows: Cell<usize>,
    at_start: bool,
    at_end: bool,
    sizes: Sizes,
}

/// How many items a window reads, holds and skips.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// Items in a page.
    pub page: usize,
    /// The most items in memory.
    pub held: usize,
    /// Items that a page key moves.
    pub leap: isize,
}

impl<T> Window<T> {
    /// Makes an empty window.
    pub(super) fn new(sizes: Sizes) -> Self {
        Self {
            items: Vec::new(),
            cursor: 0,
            top: Cell::new(0),
            rows: Cell::new(0),
            at_start: true,
            at_end: true,
            sizes,
        }
    }

    /// Returns the items in memory.
    pub(super) fn items(&self) -> &[T] {
        &self.items
    }

    /// Tells whether the list is empty.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Tells whether the whole list is in memory.
    pub(super) fn is_whole(&self) -> bool {
        self.at_start && self.at_end
    }

    /// Returns the selected item.
    pub(super) fn selected(&self) -> Option<&T> {
        self.items.get(self.cursor)
    }

    /// Returns the place of the selected item among those in memory.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    /// Selects the item at a place; returns whether there is one.
    pub(super) fn select(&mut self, at: usize) -> bool {
        let there = at < self.items.len();
        if there {
            self.cursor = at;
        }
        there
    }

    /// Selects the item on a row of the last frame; returns whether there is one.
    pub(super) fn select_row(&mut self, row: usize) -> bool {
        self.select(self.top.get().saturating_add(row))
    }

    /// Returns the first item to draw in `rows` rows; leaves no row empty that could be full.
    pub(super) fn top(&self, rows: usize) -> usize {
        let rows = rows.max(1);
        let fullest = self.items.len().saturating_sub(rows);
        let top = self.top.get().min(fullest).clamp(self.cursor.saturating_sub(rows - 1), self.cursor);
        self.top.set(top);
        self.rows.set(rows);
        top
    }

    /// Returns the first item of a page that turns as a whole, where `holds` says how many items a page from one on holds:
    /// the page of the last frame while the selection is on it; else the next one begins, or the one before ends, with the
    /// selection. The last page is full.
    pub(super) fn page_top(&self, holds: impl Fn(usize) -> usize) -> usize {
        let end = |top: usize| top + holds(top).max(1);
        let mut top = self.top.get().min(self.items.len().saturating_sub(1));
        if self.cursor < top {
            top = self.cursor;
            while top > 0 && end(top - 1) > self.cursor {
                top -= 1;
            }
        } else if end(top) <= self.cursor {
            top = self.cursor;
        }
        while self.at_end && top > 0 && end(top - 1) >= self.items.len() {
            top -= 1;
        }
        self.top.set(top);
        self.rows.set(end(top) - top);
        top
    }

    /// Reads the beginning of the list, and selects its first item.
    pub(super) fn first<P: Pages<Item = T>>(&mut self, pages: &P, app: &App) -> Result<()> {
        self.items = pages.page(app, None, Direction::Down, self.sizes.page)?;
        self.at_start = true;
        self.at_end = self.items.len() < self.sizes.page;
        self.cursor = 0;
        self.top.set(0);
        Ok(())
    }

    /// Reads the end of the list, and selects its last item.
    pub(super) fn last<P: Pages<Item = T>>(&mut self, pages: &P, app: &App) -> Result<()> {
        if pages.goes_up() {
            self.items = pages.page(app, None, Direction::Up, self.sizes.page)?;
            self.items.reverse();
            self.at_start = self.items.len() < self.sizes.page;
            self.at_end = true;
        } else {
            while !self.at_end {
                self.read_after(pages, app)?;
            }
        }
        self.cursor = self.items.len().saturating_sub(1);
        self.top.set(self.cursor);
        Ok(())
    }

    /// Reads the list again; the selected item stays selected, and on its row.
    pub(super) fn refresh<P: Pages<Item = T>>(&mut self, pages: &P, app: &App) -> Result<()> {
        let Some(id) = self.selected().map(P::id) else { return self.first(pages, app) };
        if !pages.goes_up() {
            return self.read_as_many(&id, pages, app);
        }
        if let Some(item) = pages.find(app, &id)? {
            return self.around(&item, pages, app);
        }
        // Its old place is known even if the book no longer has it.
        let before = std::mem::take(&mut self.items);
        let read = before.get(self.cursor).map_or(Ok(()), |item| self.around(item, pages, app));
        if read.is_err() {
            self.items = before;
        }
        read
    }

    /// Reads a page on both sides of an item and selects it, or its neighbor if it is not in the list.
    pub(super) fn around<P: Pages<Item = T>>(&mut self, item: &T, pages: &P, app: &App) -> Result<()> {
        let row = self.cursor.saturating_sub(self.top.get());
        let mut items = pages.page(app, Some(item), Direction::Up, self.sizes.page)?;
        self.at_start = items.len() < self.sizes.page;
        let following = pages.page(app, items.first(), Direction::Down, self.sizes.page + 1)?;
        self.at_end = following.len() <= self.sizes.page;
        items.reverse();
        let place = items.len();
        items.extend(following);
        let id = P::id(item);
        let there = items.iter().position(|i| P::id(i) == id);
        self.cursor = there.unwrap_or(place).min(items.len().saturating_sub(1));
        self.top.set(self.cursor.saturating_sub(row));
        self.items = items;
        Ok(())
    }

    /// Selects an item again after the list was narrowed or widened; the first where the list has it no more.
    pub(super) fn seek<P: Pages<Item = T>>(&mut self, id: &P::Id, pages: &P, app: &App) -> Result<()> {
        if pages.goes_up() {
            return match pages.find(app, id)? {
                Some(item) => self.around(&item, pages, app),
                None => self.first(pages, app),
            };
        }
        self.first(pages, app)?;
        loop {
            if let Some(there) = self.items.iter().position(|item| P::id(item) == *id) {
                self.cursor = there;
                return Ok(());
            }
            if self.at_end {
                return Ok(());
            }
            self.read_after(pages, app)?;
        }
    }

    /// Reads as many items as before, from the first on.
    fn read_as_many<P: Pages<Item = T>>(&mut self, id: &P::Id, pages: &P, app: &App) -> Result<()> {
        let (wanted, cursor, row) = (self.items.len(), self.cursor, self.cursor.saturating_sub(self.top.get()));
        self.first(pages, app)?;
        while self.items.len() < wanted && !self.at_end {
            self.read_after(pages, app)?;
        }
        let there = self.items.iter().position(|i| P::id(i) == *id);
        self.cursor = there.unwrap_or(cursor).min(self.items.len().saturating_sub(1));
        self.top.set(self.cursor.saturating_sub(row));
        Ok(())
    }

    /// Moves as an action says; returns whether the action moves.
    pub(super) fn moves<P: Pages<Item = T>>(&mut self, action: Action, pages: &P, app: &App) -> Result<bool> {
        match action {
            Action::Down => self.step(1, pages, app)?,
            Action::Up => self.step(-1, pages, app)?,
            Action::PageDown => self.step(self.sizes.leap, pages, app)?,
            Action::PageUp => self.step(-self.sizes.leap, pages, app)?,
            Action::First => self.first(pages, app)?,
            Action::Last => self.last(pages, app)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn step<P: Pages<Item = T>>(&mut self, by: isize, pages: &P, app: &App) -> Result<()> {
        let ahead = by.unsigned_abs() + self.rows.get().max(AHEAD);
        if by < 0 && self.cursor < ahead && !self.at_start {
            self.read_before(pages, app)?;
        }
        if by > 0 && self.cursor + ahead >= self.items.len() && !self.at_end {
            self.read_after(pages, app)?;
        }
        self.cursor = self.cursor.saturating_add_signed(by).min(self.items.len().saturating_sub(1));
        Ok(())
    }

    /// Reads the page after the last item, and lets go of items far before the selection.
    fn read_after<P: Pages<Item = T>>(&mut self, pages: &P, app: &App) -> Result<()> {
        let page = pages.page(app, self.items.last(), Direction::Down, self.sizes.page)?;
        self.at_end = page.len() < self.sizes.page;
        self.items.extend(page);
        let gone = self.items.len().saturating_sub(self.sizes.held);
        if gone > 0 && pages.goes_up() {
            self.items.drain(..gone);
            self.cursor = self.cursor.saturating_sub(gone);
            self.top.set(self.top.get().saturating_sub(gone));
            self.at_start = false;
        }
        Ok(())
    }

    /// Reads the page before the first item, and lets go of items far behind the selection.
    fn read_before<P: Pages<Item = T>>(&mut self, pages: &P, app: &App) -> Result<()> {
        let mut page = pages.page(app, self.items.first(), Direction::Up, self.sizes.page)?;
        self.at_start = page.len() < self.sizes.page;
        self.cursor += page.len();
        self.top.set(self.top.get() + page.len());
        page.reverse();
        page.append(&mut self.items);
        self.items = page;
        if self.items.len() > self.sizes.held {
            self.items.truncate(self.sizes.held);
            self.at_end = false;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Now;

    /// The numbers from 0 to 999, without the gone ones.
    struct Numbers {
        gone: Vec<usize>,
    }

    impl Pages for Numbers {
        type Item = usize;
        type Id = usize;

        fn id(item: &usize) -> usize {
            *item
        }

        fn page(&self, _app: &App, from: Option<&usize>, direction: Direction, count: usize) -> Result<Vec<usize>> {
            let there = |n: &usize| !self.gone.contains(n);
            Ok(match direction {
                Direction::Down => (from.map_or(0, |n| n + 1)..1000).filter(there).take(count).collect(),
                Direction::Up => (0..from.copied().unwrap_or(1000)).rev().filter(there).take(count).collect(),
            })
        }
    }

    fn app() -> App {
        let settings = crate::config::parse("", std::path::Path::new("")).unwrap();
        let now = Now::Fixed("2026-11-23T15:00:00Z".parse().unwrap());
        crate::app::demo::open(settings, now).unwrap()
    }

    fn window() -> Window<usize> {
        Window::new(Sizes { page: 50, held: 150, leap: 10 })
    }

    #[test]
    fn every_item_is_passed_once_on_the_way_down_and_up_while_few_are_held() {
        let (app, pages, mut window) = (app(), Numbers { gone: Vec::new() }, window());
        window.first(&pages, &app).unwrap();
        for n in 0..1000 {
            assert_eq!(window.selected(), Some(&n));
            assert!(window.items().len() <= 200);
            window.moves(Action::Down, &pages, &app).unwrap();
        }
        for n in (0..1000).rev() {
            assert_eq!(window.selected(), Some(&n));
            window.moves(Action::Up, &pages, &app).unwrap();
        }
    }

    #[test]
    fn what_is_selected_stays_on_its_row_and_gives_way_to_its_neighbor() {
        let (app, mut pages, mut window) = (app(), Numbers { gone: Vec::new() }, window());
        window.first(&pages, &app).unwrap();
        for _ in 0..40 {
            window.moves(Action::PageDown, &pages, &app).unwrap();
        }
        let row = window.cursor() - window.top(20);
        window.refresh(&pages, &app).unwrap();
        assert_eq!((window.selected(), window.cursor() - window.top(20)), (Some(&400), row));
        pages.gone.push(400);
        window.refresh(&pages, &app).unwrap();
        assert_eq!((window.selected(), window.cursor() - window.top(20)), (Some(&401), row));
        window.last(&pages, &app).unwrap();
        pages.gone.extend(990..1000);
        window.refresh(&pages, &app).unwrap();
        assert_eq!(window.selected(), Some(&989));
    }
}
