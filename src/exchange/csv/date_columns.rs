//! Finds out what comes first in the dates of each column, in a pass of its own over the file.

use std::io::{self, Read};

use crate::domain::input::shorten;
use crate::exchange::Options;
use crate::exchange::columns::Column;
use crate::exchange::dates::{DateOrder, DateReader, Shown, order_shown};
use crate::exchange::rows::{Row, Rows};
use crate::exchange::text;

/// What the dates of one column show so far.
#[derive(Default)]
struct Evidence {
    /// How many show that the day comes first, and how many the month.
    day_first: u64,
    month_first: u64,
    /// The first date that is another one in the other order, and its line.
    either: Option<(u64, String)>,
}

impl Evidence {
    fn see(&mut self, line: u64, cell: &str) {
        match order_shown(cell) {
            Shown::Order(DateOrder::DayFirst) => self.day_first += 1,
            Shown::Order(DateOrder::MonthFirst) => self.month_first += 1,
            Shown::Either if self.either.is_none() => self.either = Some((line, shorten(cell, 40))),
            Shown::Either | Shown::Nothing => {}
        }
    }

    /// Decides by the column, else by what is usual where the user is.
    fn order(&self, usual: DateOrder) -> DateOrder {
        match self.day_first.cmp(&self.month_first) {
            std::cmp::Ordering::Greater => DateOrder::DayFirst,
            std::cmp::Ordering::Less => DateOrder::MonthFirst,
            std::cmp::Ordering::Equal => usual,
        }
    }

    /// Says what was assumed; None where the dates show it.
    fn assumption(&self, title: &str, dates: DateReader) -> Option<(u64, String)> {
        let (line, example) = self.either.as_ref()?;
        let title = shorten(title, 60);
        let why = match (self.day_first, self.month_first) {
            (0, 0) => format!("the dates in '{title}' don't show whether the day or the month comes first"),
            (1.., 1..) => format!("some dates in '{title}' have the day first and some the month"),
            _ => return None,
        };
        let example = match dates.date(example) {
            Some(day) => format!("{example} was read as {}", day.format("%-d %B %Y")),
            None => format!("{example} was read"),
        };
        let order = dates.order.words();
        let usual = if self.day_first == self.month_first { ", as is usual in your region" } else { "" };
        Some((*line, format!("{why}: {example} ({order}{usual})")))
    }
}

/// Gives every column of dates its order, and says what had to be assumed.
pub(super) fn decide<R: Read>(
    columns: &mut [Column],
    mut rows: Rows<R>,
    above: usize,
    options: &Options,
) -> io::Result<Vec<(u64, String)>> {
    let of_dates: Vec<usize> =
        (0..columns.len()).filter(|at| columns.get(*at).is_some_and(Column::has_dates)).collect();
    if of_dates.is_empty() {
        return Ok(Vec::new());
    }
    let mut seen: Vec<Evidence> = of_dates.iter().map(|_| Evidence::default()).collect();
    let mut row = Row::default();
    let mut passed = 0;
    while rows.next(&mut row)? {
        passed += 1;
        if passed <= above + 1 || row.trouble.is_some() {
            continue;
        }
        for (at, evidence) in of_dates.iter().zip(&mut seen) {
            if let Ok(cell) = std::str::from_utf8(row.cell(*at)) {
                evidence.see(row.line, text::trim(cell));
            }
        }
    }
    let mut assumed = Vec::new();
    for (at, evidence) in of_dates.iter().zip(&seen) {
        let Some(column) = columns.get_mut(*at) else { continue };
        column.order = evidence.order(options.date_order);
        let dates = DateReader { order: column.order, today: options.today };
        assumed.extend(evidence.assumption(&column.title, dates));
    }
    Ok(assumed)
}
