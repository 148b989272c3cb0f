//! The window of the list that is held: pages are read at its ends, and what lies far behind is let go.

use super::Customers;
use crate::app::App;
use crate::app::customers::Direction;
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// Lines of the list that are read at a time, and the most that are held.
const PAGE: usize = 100;
const HELD: usize = 400;

impl Customers {
    pub(super) fn load_first(&mut self, app: &App) -> Result<()> {
        self.at = 0;
        self.top.set(0);
        self.at_start = true;
        let words = self.words();
        if words.is_empty() {
            self.lines = app.customer_page(None, Direction::Down, PAGE)?;
            self.ranks.clear();
        } else {
            (self.ranks, self.lines) = app.filter_customers(&words, None, PAGE)?.into_iter().unzip();
        }
        self.at_end = self.lines.len() < PAGE;
        self.load_detail(app)
    }

    /// Reads a page on both sides of a customer, who is selected; of an archived one, the neighbor.
    pub(super) fn load_around(&mut self, id: CustomerId, app: &App) -> Result<()> {
        let Some(line) = app.customer_line(id)? else { return self.load_first(app) };
        let mut lines = app.customer_page(Some(&line), Direction::Up, PAGE)?;
        self.at_start = lines.len() < PAGE;
        lines.reverse();
        self.at = lines.len();
        let after = app.customer_page(Some(&line), Direction::Down, PAGE)?;
        self.at_end = after.len() < PAGE;
        if app.customer(id)?.archived_at.is_none() {
            lines.push(line);
        }
        lines.extend(after);
        self.at = self.at.min(lines.len().saturating_sub(1));
        self.lines = lines;
        self.ranks.clear();
        Ok(())
    }

    pub(super) fn load_last(&mut self, app: &App) -> Result<()> {
        if !self.words().is_empty() {
            while !self.at_end {
                self.load_more(app)?;
            }
        } else {
            self.lines = app.customer_page(None, Direction::Up, PAGE)?;
            self.lines.reverse();
            self.at_start = self.lines.len() < PAGE;
            self.at_end = true;
        }
        self.at = self.lines.len().saturating_sub(1);
        self.top.set(self.at);
        self.load_detail(app)
    }

    /// Reads the page after the last line; what lies far before is let go.
    pub(super) fn load_more(&mut self, app: &App) -> Result<()> {
        let words = self.words();
        let before = self.lines.len();
        if words.is_empty() {
            let page = app.customer_page(self.lines.last(), Direction::Down, PAGE)?;
            self.lines.extend(page);
        } else {
            let page = app.filter_customers(&words, self.ranks.last().copied(), PAGE)?;
            for (rank, line) in page {
                self.ranks.push(rank);
                self.lines.push(line);
            }
        }
        self.at_end = self.lines.len() < before + PAGE;
        if words.is_empty() && self.lines.len() > HELD {
            let gone = self.lines.len() - HELD;
            self.lines.drain(..gone);
            self.at = self.at.saturating_sub(gone);
            self.top.set(self.top.get().saturating_sub(gone));
            self.at_start = false;
        }
        Ok(())
    }

    pub(super) fn load_before(&mut self, app: &App) -> Result<()> {
        let mut page = app.customer_page(self.lines.first(), Direction::Up, PAGE)?;
        self.at_start = page.len() < PAGE;
        let added = page.len();
        page.reverse();
        page.append(&mut self.lines);
        self.lines = page;
        self.at += added;
        self.top.set(self.top.get() + added);
        if self.lines.len() > HELD {
            self.lines.truncate(HELD);
            self.at_end = false;
        }
        Ok(())
    }

    pub(super) fn step(&mut self, by: isize, app: &App) -> Result<()> {
        if let Some(touch) = self.touch {
            let last = self.detail.as_ref().map_or(0, |d| d.touches.len().saturating_sub(1));
            self.touch = Some(touch.saturating_add_signed(by).min(last));
            return Ok(());
        }
        if by < 0 && self.at < by.unsigned_abs() && !self.at_start {
            self.load_before(app)?;
        }
        if by > 0 && self.at + by.unsigned_abs() >= self.lines.len() && !self.at_end {
            self.load_more(app)?;
        }
        self.at = self.at.saturating_add_signed(by).min(self.lines.len().saturating_sub(1));
        self.load_detail(app)
    }
}
