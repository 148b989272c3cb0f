//! Rows become the product's types here, and only here.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use rusqlite::types::{FromSql, Type};
use rusqlite::{Error, Result, Row};

use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, RemarkId, SetbackId, TouchId};
use crate::domain::remark::Remark;
use crate::domain::setback::Setback;
use crate::domain::touch::Touch;

/// The columns of [`customer`], in its order.
pub(super) const CUSTOMER: &str = "customer.id, customer.name, company, role, phone, phone_shown, phone_region, email, city, \
     timezone, hours, standing, favorite, pleasure, profit, left_on, left_because, cadence, peak, touches_a_year, facts, \
     do_not_call, referred_by, snoozed_until, archived_at, added_at, added_on, customer.updated_at, source_uid, \
     last_talked, last_touch, last_touch_kind";

/// The columns of [`touch`], in its order.
pub(super) const TOUCH: &str = "touch.id, touch.customer, touch.kind, outcome, occurred_at, utc_offset, minutes, occasion, \
     setback, mood_before, mood_after, touch.imported, touch.text";

/// The columns of [`remark`], in its order.
pub(super) const REMARK: &str = "remark.id, remark.touch, remark.customer, remark.kind, remark.text, teammate, starred, state, \
     due_on, said_on, times_shown";

/// The columns of [`setback`], in its order.
pub(super) const SETBACK: &str = "id, kind, about, occurred_at, utc_offset, mood, answered_by";

/// Takes a row's columns one after the other.
pub(super) struct Columns<'r, 'stmt> {
    row: &'r Row<'stmt>,
    at: usize,
}

impl<'r, 'stmt> Columns<'r, 'stmt> {
    /// Begins at the row's first column.
    pub(super) fn new(row: &'r Row<'stmt>) -> Self {
        Self { row, at: 0 }
    }

    /// The next column.
    pub(super) fn take<T: FromSql>(&mut self) -> Result<T> {
        let at = self.at;
        self.at += 1;
        self.row.get(at)
    }

    /// The next column as a word of a choice.
    pub(super) fn choice<C: Choice>(&mut self) -> Result<C> {
        self.optional_choice()?.ok_or(Error::InvalidColumnType(self.at - 1, C::WHAT.into(), Type::Null))
    }

    /// The next column as a word of a choice, or NULL.
    pub(super) fn optional_choice<C: Choice>(&mut self) -> Result<Option<C>> {
        let word: Option<String> = self.take()?;
        match word {
            None => Ok(None),
            Some(word) => C::parse(&word)
                .map(Some)
                .ok_or_else(|| Error::InvalidColumnType(self.at - 1, format!("{} \"{word}\"", C::WHAT), Type::Text)),
        }
    }

    /// The next column as a day.
    pub(super) fn day(&mut self) -> Result<NaiveDate> {
        self.optional_day()?.ok_or(Error::InvalidColumnType(self.at - 1, "day".into(), Type::Null))
    }

    /// The next column as a day, or NULL.
    pub(super) fn optional_day(&mut self) -> Result<Option<NaiveDate>> {
        let text: Option<String> = self.take()?;
        text.map(|t| t.parse().map_err(|_| Error::InvalidColumnType(self.at - 1, format!("day \"{t}\""), Type::Text)))
            .transpose()
    }

    /// The next column as an instant in UTC.
    pub(super) fn instant(&mut self) -> Result<DateTime<Utc>> {
        self.optional_instant()?.ok_or(Error::InvalidColumnType(self.at - 1, "instant".into(), Type::Null))
    }

    /// The next column as an instant in UTC, or NULL.
    pub(super) fn optional_instant(&mut self) -> Result<Option<DateTime<Utc>>> {
        let ms: Option<i64> = self.take()?;
        ms.map(|ms| DateTime::from_timestamp_millis(ms).ok_or(Error::IntegralValueOutOfRange(self.at - 1, ms)))
            .transpose()
    }

    /// The next two columns as an instant with its offset.
    pub(super) fn stamp(&mut self) -> Result<DateTime<FixedOffset>> {
        let instant = self.instant()?;
        let seconds: i32 = self.take()?;
        let offset =
            FixedOffset::east_opt(seconds).ok_or(Error::IntegralValueOutOfRange(self.at - 1, seconds.into()))?;
        Ok(instant.with_timezone(&offset))
    }
}

/// Reads a row of [`CUSTOMER`].
pub(super) fn customer(row: &Row<'_>) -> Result<Customer> {
    let mut c = Columns::new(row);
    Ok(Customer {
        id: CustomerId(c.take()?),
        name: c.take()?,
        company: c.take()?,
        role: c.take()?,
        phone: c.take()?,
        phone_shown: c.take()?,
        phone_region: c.take()?,
        email: c.take()?,
        city: c.take()?,
        timezone: c.take::<Option<String>>()?.and_then(|z| z.parse().ok()),
        hours: c.take()?,
        standing: c.choice()?,
        favorite: c.take()?,
        pleasure: c.take()?,
        profit: c.take()?,
        left_on: c.optional_day()?,
        left_because: c.optional_choice()?,
        cadence: c.take()?,
        peak: c.take()?,
        touches_a_year: c.take()?,
        facts: c.take()?,
        do_not_call: c.take()?,
        referred_by: c.take::<Option<i64>>()?.map(CustomerId),
        snoozed_until: c.optional_day()?,
        archived_at: c.optional_instant()?,
        added_at: c.instant()?,
        added_on: c.day()?,
        updated_at: c.instant()?,
        source_uid: c.take()?,
        last_talked: c.optional_day()?,
        last_touch: c.optional_day()?,
        last_touch_kind: c.optional_choice()?,
    })
}

/// Reads a row of [`TOUCH`].
pub(super) fn touch(row: &Row<'_>) -> Result<Touch> {
    let mut c = Columns::new(row);
    Ok(Touch {
        id: TouchId(c.take()?),
        customer: CustomerId(c.take()?),
        kind: c.choice()?,
        outcome: c.optional_choice()?,
        at: c.stamp()?,
        minutes: c.take()?,
        occasion: c.choice()?,
        setback: c.take::<Option<i64>>()?.map(SetbackId),
        mood_before: c.take()?,
        mood_after: c.take()?,
        imported: c.take()?,
        text: c.take()?,
    })
}

/// Reads a row of [`REMARK`].
pub(super) fn remark(row: &Row<'_>) -> Result<Remark> {
    let mut c = Columns::new(row);
    remark_of(&mut c)
}

/// Reads the columns of [`REMARK`].
pub(super) fn remark_of(c: &mut Columns<'_, '_>) -> Result<Remark> {
    Ok(Remark {
        id: RemarkId(c.take()?),
        touch: TouchId(c.take()?),
        customer: CustomerId(c.take()?),
        kind: c.choice()?,
        text: c.take()?,
        teammates: c.take::<Option<String>>()?.map(|t| t.lines().map(str::to_string).collect()).unwrap_or_default(),
        starred: c.take()?,
        state: c.optional_choice()?,
        due_on: c.optional_day()?,
        said_on: c.day()?,
        times_shown: c.take()?,
    })
}

/// Reads a row of [`SETBACK`].
pub(super) fn setback(row: &Row<'_>) -> Result<Setback> {
    let mut c = Columns::new(row);
    Ok(Setback {
        id: SetbackId(c.take()?),
        kind: c.choice()?,
        about: c.take()?,
        at: c.stamp()?,
        mood: c.take()?,
        answered_by: c.take::<Option<i64>>()?.map(TouchId),
    })
}
