//! Rows become the product's types here, and only here. Columns are read by name; each table has one list of them, from
//! which what is selected, read and written is made.

use chrono::{DateTime, FixedOffset, NaiveDate};
use rusqlite::types::{FromSql, ToSql, Value};
use rusqlite::{Result, Row};

use super::values::{Lines, Millis, Offset, Zone};
use crate::domain::customer::{Customer, LeftBecause, Standing};
use crate::domain::ids::{ChangeId, CustomerId, PickId, RemarkId, SetbackId, TouchId};
use crate::domain::remark::{Remark, RemarkKind, RemarkState};
use crate::domain::rotation::PickState;
use crate::domain::setback::{Setback, SetbackKind};
use crate::domain::touch::{Occasion, Outcome, Touch, TouchKind};
use crate::text;

/// A row whose columns are read by name.
pub(super) struct NamedRow<'r, 'stmt> {
    row: &'r Row<'stmt>,
    places: &'r mut Places,
    /// How many columns were read by name.
    read: usize,
    /// The column after the one that was read last.
    next: usize,
}

/// Where a statement's columns are, in the order in which a row asks for them: what the first row looked up, the others
/// know.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<(&'static str, usize)>);

impl<'r, 'stmt> NamedRow<'r, 'stmt> {
    /// Begins a row; all rows of a statement share their places.
    pub(super) fn new(row: &'r Row<'stmt>, places: &'r mut Places) -> Self {
        Self { row, places, read: 0, next: 0 }
    }

    /// Reads a column.
    pub(super) fn get<T: FromSql>(&mut self, name: &'static str) -> Result<T> {
        let at = self.place(name)?;
        self.row.get(at)
    }

    /// Reads a column's text without a copy of it.
    pub(super) fn text(&mut self, name: &'static str) -> Result<&'r str> {
        let at = self.place(name)?;
        Ok(self.row.get_ref(at)?.as_str()?)
    }

    /// Reads a column's text without a copy of it, or NULL.
    pub(super) fn optional_text(&mut self, name: &'static str) -> Result<Option<&'r str>> {
        let at = self.place(name)?;
        Ok(self.row.get_ref(at)?.as_str_or_null()?)
    }

    fn place(&mut self, name: &'static str) -> Result<usize> {
        let at = match self.places.0.get(self.read) {
            Some((known, at)) if std::ptr::eq(*known, name) => *at,
            _ => self.look_up(name)?,
        };
        self.read += 1;
        self.next = at + 1;
        Ok(at)
    }

    fn look_up(&mut self, name: &'static str) -> Result<usize> {
        // Most columns are selected in the order in which they are read.
        let statement = self.row.as_ref();
        let at = match statement.column_name(self.next) {
            Ok(found) if found == name => self.next,
            _ => statement.column_index(name)?,
        };
        match self.places.0.get_mut(self.read) {
            Some(place) => *place = (name, at),
            None => {
                self.places.0.reserve(statement.column_count().saturating_sub(self.places.0.len()));
                self.places.0.push((name, at));
            }
        }
        Ok(at)
    }

    /// Reads an instant with the offset that a second column holds.
    pub(super) fn stamp(&mut self, instant: &'static str, offset: &'static str) -> Result<DateTime<FixedOffset>> {
        let Millis(at): Millis<DateTime<chrono::Utc>> = self.get(instant)?;
        let Offset(offset) = self.get(offset)?;
        Ok(at.with_timezone(&offset))
    }

    /// Reads the next column whatever its name: for rows that are one value, or a few.
    pub(super) fn value<T: FromSql>(&mut self) -> Result<T> {
        let at = self.next;
        self.next += 1;
        self.row.get(at)
    }
}

/// Makes what reads the rows of a statement.
pub(super) fn reader<T: FromRow>() -> impl FnMut(&Row<'_>) -> Result<T> {
    let mut places = Places::default();
    move |row| T::from_row(&mut NamedRow::new(row, &mut places))
}

/// What a row is read as.
pub(super) trait FromRow: Sized {
    fn from_row(row: &mut NamedRow<'_, '_>) -> Result<Self>;
}

/// Makes values what a row of a single column is read as.
macro_rules! single_values {
    ($($value:ty),+ $(,)?) => {$(
        impl FromRow for $value {
            fn from_row(row: &mut NamedRow<'_, '_>) -> Result<Self> {
                row.value()
            }
        }
    )+};
}

single_values!(Value, bool, u8, u32, i64, usize, String, NaiveDate);
single_values!(ChangeId, CustomerId, PickId, RemarkId, SetbackId, TouchId);
single_values!(LeftBecause, Occasion, Outcome, PickState, RemarkKind, RemarkState, SetbackKind, Standing, TouchKind);

impl<T: FromSql> FromRow for Option<T> {
    fn from_row(row: &mut NamedRow<'_, '_>) -> Result<Self> {
        row.value()
    }
}

/// All columns, whatever they hold.
impl FromRow for Vec<Value> {
    fn from_row(row: &mut NamedRow<'_, '_>) -> Result<Self> {
        (0..row.row.as_ref().column_count()).map(|_| row.value()).collect()
    }
}

/// Makes tuples what rows of a few columns are read as, in their order.
macro_rules! tuples {
    ($(($($column:ident),+)),+ $(,)?) => {$(
        impl<$($column: FromSql),+> FromRow for ($($column,)+) {
            fn from_row(row: &mut NamedRow<'_, '_>) -> Result<Self> {
                Ok(($(row.value::<$column>()?,)+))
            }
        }
    )+};
}

tuples!((A, B), (A, B, C), (A, B, C, D), (A, B, C, D, E), (A, B, C, D, E, F), (A, B, C, D, E, F, G));
tuples!((A, B, C, D, E, F, G, H));

/// Makes a type what a row is read as, and a constant of the columns that it needs. A field reads the column of its name;
/// `: "…"` is what it reads instead, and `as Millis` how the column holds it where that is no value of its own. After a
/// semicolon: an instant, from its column and that of its offset.
macro_rules! row {
    (
        $(#[$doc:meta])* $vis:vis const $COLUMNS:ident: $Row:ident = $table:literal {
            $first:ident $(: $first_sql:literal)? $(as $first_as:ident)?
            $(, $field:ident $(: $sql:literal)? $(as $spelling:ident)?)* $(,)?
            $(; $stamp:ident = $instant:ident + $offset:ident)?
        }
    ) => {
        $(#[$doc])*
        $vis const $COLUMNS: &str = concat!(
            $crate::book::rows::select_column!($table, $first $(, $first_sql)?)
            $(, ", ", $crate::book::rows::select_column!($table, $field $(, $sql)?))*
            $(, ", ", $table, ".", stringify!($instant), ", ", $table, ".", stringify!($offset))?
        );

        impl $crate::book::rows::FromRow for $Row {
            fn from_row(row: &mut $crate::book::rows::NamedRow<'_, '_>) -> rusqlite::Result<Self> {
                Ok(Self {
                    $first: $crate::book::rows::read_column!(row, $first $(as $first_as)?),
                    $($field: $crate::book::rows::read_column!(row, $field $(as $spelling)?),)*
                    $($stamp: row.stamp(stringify!($instant), stringify!($offset))?,)?
                })
            }
        }
    };
}
pub(super) use row;

/// A column as it is selected.
macro_rules! select_column {
    ($table:literal, $field:ident) => {
        concat!($table, ".", stringify!($field))
    };
    ($table:literal, $field:ident, $sql:literal) => {
        concat!($sql, " AS ", stringify!($field))
    };
}
pub(super) use select_column;

/// A column as it is read.
macro_rules! read_column {
    ($row:ident, $field:ident) => {
        $row.get(stringify!($field))?
    };
    ($row:ident, $field:ident as $spelling:ident) => {{
        let $spelling(value) = $row.get(stringify!($field))?;
        value
    }};
}
pub(super) use read_column;

/// What has a table of its own, and is written to it as a whole.
pub(super) trait Stored {
    const TABLE: &'static str;
    const COLUMNS: &'static str;
    const INSERT: &'static str;
    const UPDATE: &'static str;

    /// Calls `with` with the values of both statements; `now` is in milliseconds since 1970.
    fn bound<T>(&self, now: i64, with: impl FnOnce(&[(&str, &dyn ToSql)]) -> T) -> T;
}

/// A value as it is written.
macro_rules! write_column {
    ($value:expr) => {
        &$value
    };
    ($value:expr, $spelling:ident) => {
        &$spelling($value)
    };
}

/// A table: a [`row!`] that is written too. Its first column is the id; `read` names what is only read,
/// `written` those that are only written, and what to them. Every table has `updated_at`, which is written by itself.
macro_rules! table {
    (
        $(#[$doc:meta])* $vis:vis const $COLUMNS:ident: $Row:ident = $table:literal {
            $id:ident, $($column:ident $(as $spelling:ident)?),+ $(,)?
            $(; $stamp:ident = $instant:ident + $offset:ident)?
        }
        $(read { $($seen:ident $(: $seen_sql:literal)? $(as $seen_as:ident)?),+ $(,)? })?
        written |$this:ident| { $($extra:ident = $value:expr),+ $(,)? }
    ) => {
        row! {
            $(#[$doc])* $vis const $COLUMNS: $Row = $table {
                $id, $($column $(as $spelling)?),+ $(, $($seen $(: $seen_sql)? $(as $seen_as)?),+)?
                $(; $stamp = $instant + $offset)?
            }
        }

        impl Stored for $Row {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static str = $COLUMNS;
            const INSERT: &'static str = concat!(
                "INSERT INTO ", $table, " (", stringify!($id), $(", ", stringify!($column),)+
                $(", ", stringify!($instant), ", ", stringify!($offset),)? $(", ", stringify!($extra),)+ ", updated_at",
                ") VALUES (:", stringify!($id), $(", :", stringify!($column),)+
                $(", :", stringify!($instant), ", :", stringify!($offset),)? $(", :", stringify!($extra),)+ ", :updated_at)",
            );
            const UPDATE: &'static str = concat!(
                "UPDATE ", $table, " SET ", $(stringify!($column), " = :", stringify!($column), ", ",)+
                $(stringify!($instant), " = :", stringify!($instant), ", ",
                  stringify!($offset), " = :", stringify!($offset), ", ",)?
                $(stringify!($extra), " = :", stringify!($extra), ", ",)+
                "updated_at = :updated_at WHERE ", stringify!($id), " = :", stringify!($id),
            );

            fn bound<T>(&self, now: i64, with: impl FnOnce(&[(&str, &dyn ToSql)]) -> T) -> T {
                let $this = self;
                with(&[
                    (concat!(":", stringify!($id)), &self.$id),
                    $((concat!(":", stringify!($column)), write_column!(self.$column $(, $spelling)?)),)+
                    $((concat!(":", stringify!($instant)), &Millis(self.$stamp)),
                      (concat!(":", stringify!($offset)), &Offset(*self.$stamp.offset())),)?
                    $((concat!(":", stringify!($extra)), &$value),)+
                    (":updated_at", &now),
                ])
            }
        }
    };
}

table! {
    /// The columns of a customer. A new one is a line here, where it is both read and written, and one of a migration.
    pub(super) const CUSTOMER: Customer = "customer" {
        id,
        name,
        company,
        role,
        phone,
        phone_shown,
        phone_region,
        phone_label,
        email,
        email_label,
        city,
        address,
        timezone as Zone,
        zone_from,
        hours,
        standing,
        favorite,
        pleasure,
        profit,
        left_on,
        left_because,
        cadence,
        peak,
        touches_a_year,
        facts,
        do_not_call,
        referred_by,
        snoozed_until,
        archived_at as Millis,
        added_at as Millis,
        added_on,
        source_uid,
        last_talked,
        last_touch,
        last_touch_kind,
    }
    read {
        updated_at as Millis,
        team,
        owner,
        birthday: "(SELECT iif(year IS NULL, '', format('%04d-', year)) || format('%02d-%02d', month, day)
                    FROM anniversary WHERE customer = customer.id AND kind = 'birthday')",
        customer_since: "(SELECT format('%04d-%02d-%02d', year, month, day)
                          FROM anniversary WHERE customer = customer.id AND kind = 'first-yes')",
        tags: "(SELECT group_concat(tag, char(10) ORDER BY folded) FROM tag WHERE customer = customer.id)",
        others: "(SELECT json_group_array(json_array(position, kind, label, value, shown, region)) FROM reach
                  WHERE reach.customer = customer.id AND reach.kind <> 'web')",
    }
    written |customer| {
        sort_name = text::fold(&customer.name),
        sort_company = text::fold_known(customer.company.as_deref()),
        sort_city = text::fold_known(customer.city.as_deref()),
    }
}

table! {
    /// The columns of a touch.
    pub(super) const TOUCH: Touch = "touch" {
        id,
        customer,
        kind,
        outcome,
        minutes,
        occasion,
        setback,
        mood_before,
        mood_after,
        imported,
        text;
        at = occurred_at + utc_offset
    }
    written |touch| { day = touch.day() }
}

row! {
    /// The columns of a remark.
    pub(super) const REMARK: Remark = "remark" {
        id,
        touch,
        position,
        customer,
        kind,
        text,
        teammates: "teammate" as Lines,
        starred,
        state,
        due_on,
        said_on,
        times_shown,
    }
}

table! {
    /// The columns of a setback.
    pub(super) const SETBACK: Setback = "setback" {
        id,
        kind,
        about,
        mood,
        answered_by;
        at = occurred_at + utc_offset
    }
    written |setback| { day = setback.at.date_naive() }
}
