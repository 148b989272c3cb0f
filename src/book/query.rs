//! Asking the book: one call prepares a statement (or finds it prepared), runs it, maps its rows, and says what was
//! being done where that fails.

use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, Params, ToSql};

use super::errors::Doing;
use super::rows::{self, FromRow, NamedRow, Places, Stored};
use crate::error::Result;

/// What is asked of a connection. `act` completes "could not …" for an error: "load the customer".
pub(super) trait Query {
    /// Reads the one row of a query.
    fn one<T: FromRow>(&self, sql: &str, params: impl Params, act: &str) -> Result<T>;

    /// Reads the first row of a query; None where it has none.
    fn optional<T: FromRow>(&self, sql: &str, params: impl Params, act: &str) -> Result<Option<T>>;

    /// Reads the row of a table that has an id; None where none has it.
    fn find<T: FromRow + Stored>(&self, id: impl ToSql, act: &str) -> Result<Option<T>>;

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

    fn find<T: FromRow + Stored>(&self, id: impl ToSql, act: &str) -> Result<Option<T>> {
        self.optional(&format!("SELECT {} FROM {} WHERE id = ?1", T::COLUMNS, T::TABLE), [id], act)
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
        // The values stand in the order of the statement: their names need not be looked up.
        let insert = |values: &[(&str, &dyn ToSql)]| {
            let mut statement = self.prepare_cached(T::INSERT)?;
            for (at, (_, value)) in (1..).zip(values) {
                statement.raw_bind_parameter(at, value)?;
            }
            statement.raw_execute()
        };
        row.bound(now, insert).map(drop).doing(act)
    }

    fn update<T: Stored>(&self, row: &T, now: i64, act: &str) -> Result<()> {
        row.bound(now, |values| self.run(T::UPDATE, values, act)).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;
    use crate::book::rows::row;
    use crate::domain::customer::Customer;
    use crate::domain::setback::Setback;
    use crate::domain::touch::Touch;

    #[derive(Debug, PartialEq)]
    struct Pair {
        one: i64,
        other: Option<String>,
    }

    row! {
        /// The columns of a pair.
        const PAIR: Pair = "pair" { one, other: "upper(pair.word)" }
    }

    fn pairs() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE pair (one, word); INSERT INTO pair VALUES (1, 'a'), (2, NULL), (3, 'c')")
            .unwrap();
        db
    }

    #[test]
    fn columns_are_found_by_name_whatever_their_order() {
        let db = pairs();
        let in_order: Vec<Pair> = db.all(&format!("SELECT {PAIR} FROM pair"), [], "read").unwrap();
        let turned: Vec<Pair> = db.all("SELECT upper(word) AS other, 7, one FROM pair", [], "read").unwrap();
        assert_eq!(in_order, turned);
        assert_eq!(in_order[0], Pair { one: 1, other: Some("A".into()) });
        assert_eq!(in_order[1], Pair { one: 2, other: None });
    }

    #[test]
    fn a_column_that_is_not_selected_is_an_error() {
        let error = pairs().one::<Pair>("SELECT one FROM pair", [], "read the pair").unwrap_err();
        assert!(error.message.contains("could not read the pair"), "{}", error.message);
    }

    #[test]
    fn reading_stops_where_it_is_told_to() {
        let mut seen = Vec::new();
        pairs()
            .scan("SELECT one FROM pair ORDER BY one", [], "read", |row| {
                seen.push(row.get::<i64>("one")?);
                Ok(if seen.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
            })
            .unwrap();
        assert_eq!(seen, [1, 2]);
    }

    #[test]
    fn every_column_of_a_stored_table_is_written() {
        let book = Book::in_memory().unwrap();
        let listed = |insert: &str| -> Vec<String> {
            let (_, rest) = insert.split_once('(').unwrap();
            let mut columns: Vec<_> = rest.split_once(')').unwrap().0.split(", ").map(str::to_string).collect();
            columns.sort();
            columns
        };
        for (table, insert) in [("customer", Customer::INSERT), ("touch", Touch::INSERT), ("setback", Setback::INSERT)]
        {
            // Whose a customer is in a team, only what the team says writes.
            let sql = "SELECT name FROM pragma_table_info(?1) WHERE name NOT IN ('team', 'owner') ORDER BY name";
            let columns: Vec<String> = book.db.all(sql, [table], "read").unwrap();
            assert_eq!(listed(insert), columns, "{table}");
        }
    }
}
