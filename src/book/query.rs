//! Asking the book: one call prepares a statement (or finds it prepared), runs it, maps its rows, and says what was
//! being done where that fails.

use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, Params};

use super::errors::Doing;
use super::rows::{self, FromRow, NamedRow, Places, Stored};
use crate::error::Result;

/// What is asked of a connection. `act` completes "could not …" for an error: "load the customer".
pub(super) trait Query {
    /// Reads the one row of a query.
    fn one<T: FromRow>(&self, sql: &str, params: impl Params, act: &str) -> Result<T>;

    /// Reads the first row of a query; None where it has none.
    fn optional<T: FromRow>(&self, sql: &str, params: impl Params, act: &str) -> Result<Option<T>>;

    /// Reads every row of a query.
    fn all<T: FromRow>(&self, sql: &str, params: impl Params, act: &str) -> Result<Vec<T>>;

    /// Hands on the rows of a query one by one, until there are no more or `with` fails.
    fn each<T: FromRow>(
        &self,
        sql: &str,
        params: impl Params,
        act: &str,
        with: impl FnMut(T) -> Result<()>,
    ) -> Result<()>;

    /// Looks at rows one by one without reading them whole, until `with` breaks off or fails.
    fn scan(
        &self,
        sql: &str,
        params: impl Params,
        act: &str,
        with: impl FnMut(&mut NamedRow<'_, '_>) -> rusqlite::Result<ControlFlow<()>>,
    ) -> Result<()>;

    /// Runs a statement that writes, and returns how many rows it changed.
    fn run(&self, sql: &str, params: impl Params, act: &str) -> Result<usize>;

    /// Adds a row to its table; `now` is in milliseconds since 1970.
    fn insert<T: Stored>(&self, row: &T, now: i64, act: &str) -> Result<()>;

    /// Writes a row over the one with its id; `now` is in milliseconds since 1970.
    fn update<T: Stored>(&self, row: &T, now: i64, act: &str) -> Result<()>;
}

impl Query for Connection {
    fn one<T: FromRow>(&self, sql: &str, params: impl Params, act: &str) -> Result<T> {
        self.prepare_cached(sql).and_then(|mut s| s.query_row(params, rows::reader())).doing(act)
    }

    fn optional<T: FromRow>(&self, sql: &str, params: impl Params, act: &str) -> Result<Option<T>> {
        self.prepare_cached(sql).and_then(|mut s| s.query_row(params, rows::reader()).optional()).doing(act)
    }

    fn all<T: FromRow>(&self, sql: &str, params: impl Params, act: &str) -> Result<Vec<T>> {
        self.prepare_cached(sql).and_then(|mut s| s.query_map(params, rows::reader())?.collect()).doing(act)
    }

    fn each<T: FromRow>(
        &self,
        sql: &str,
        params: impl Params,
        act: &str,
        mut with: impl FnMut(T) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.prepare_cached(sql).doing(act)?;
        for row in statement.query_map(params, rows::reader()).doing(act)? {
            with(row.doing(act)?)?;
        }
        Ok(())
    }

    fn scan(
        &self,
        sql: &str,
        params: impl Params,
        act: &str,
        mut with: impl FnMut(&mut NamedRow<'_, '_>) -> rusqlite::Result<ControlFlow<()>>,
    ) -> Result<()> {
        let mut statement = self.prepare_cached(sql).doing(act)?;
        let mut rows = statement.query(params).doing(act)?;
        let mut places = Places::default();
        while let Some(row) = rows.next().doing(act)? {
            if with(&mut NamedRow::new(row, &mut places)).doing(act)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn run(&self, sql: &str, params: impl Params, act: &str) -> Result<usize> {
        self.prepare_cached(sql).and_then(|mut s| s.execute(params)).doing(act)
    }

    fn insert<T: Stored>(&self, row: &T, now: i64, act: &str) -> Result<()> {
        row.bound(now, |values| self.run(T::INSERT, values, act)).map(drop)
    }

    fn update<T: Stored>(&self, row: &T, now: i64, act: &str) -> Result<()> {
        row.bound(now, |values| self.run(T::UPDATE, values, act)).map(drop)
    }
}
