//! The book's tables and what their columns hold: the one list from which exports, the journal, undo, doctor and opening
//! take what they need to know. A test compares it with the tables as the migrations make them.

use crate::domain::customer::FIELD_LIMIT;

mod columns;
mod space;
mod tables;
mod upkeep;

/// Whose a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The user's: journaled, exported, compared with the backup.
    Book,
    /// This machine's own: neither journaled nor exported.
    Machine,
    /// Worked out from the book's tables, and derived again where those are put back.
    Derived,
    /// What undo needs.
    Journal,
    /// What a book knows of the space that it shares with other machines.
    Space,
}

/// A table of the book.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) role: Role,
    /// The first version of the book that has it.
    pub(super) since: i64,
    pub(super) columns: &'static [Column],
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// The row's own id.
    Id,
    /// The id of a customer.
    Customer,
    /// The id of another row.
    Ref,
    /// Milliseconds since 1970.
    Instant,
    /// A local calendar day, "YYYY-MM-DD".
    Day,
    YesNo,
    Number,
    /// Text of at most this many bytes.
    Text(usize),
}

/// Who writes a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Upkeep {
    /// Changes of the book.
    Written,
    /// It counts what was shown, without a change: it never blocks an undo.
    Counter,
    /// It is worked out from the rest of the book: it is not journaled.
    Derived,
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    pub(super) upkeep: Upkeep,
    /// Whether a derived column is never NULL: it is empty until it is derived.
    pub(super) is_required: bool,
}

impl Column {
    /// The most bytes of text that the column takes in.
    pub(super) const fn most_bytes(&self) -> usize {
        match self.holds {
            Holds::Text(most) => most,
            _ => FIELD_LIMIT,
        }
    }
}

impl Table {
    /// The column of this name.
    pub(super) fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|c| c.name == name)
    }
}

/// All tables, parents before what refers to them.
fn tables() -> impl Iterator<Item = &'static Table> {
    let beside = tables::MACHINE.iter().chain(space::SPACE).chain(upkeep::DERIVED).chain(upkeep::JOURNAL);
    tables::BOOK.iter().chain(beside)
}

/// The table of this name.
pub(super) fn table(name: &str) -> Option<&'static Table> {
    tables().find(|t| t.name == name)
}

/// The tables that the user's changes are made in, parents first.
pub(super) fn book_tables() -> impl Iterator<Item = &'static Table> {
    tables::BOOK.iter()
}

/// The table whose rows have ids that what they hold tells, in no order of time.
pub(super) const REMARKS: &str = "remark";

/// The tables of whose rows a merge of two records makes some, with ids that what they hold tells.
const MADE_BY_MERGES: [&str; 3] = ["anniversary", "reach", "tag"];

/// The tables whose rows all have ids in the order of time.
pub(super) fn in_order_of_time() -> impl Iterator<Item = &'static Table> {
    with_made_ids().filter(|t| !MADE_BY_MERGES.contains(&t.name))
}

/// The tables whose rows have ids that the clock makes.
pub(super) fn with_made_ids() -> impl Iterator<Item = &'static Table> {
    let has_id = |t: &&Table| matches!(t.role, Role::Book | Role::Machine) && t.column("id").is_some();
    tables().filter(has_id).filter(|t| t.name != REMARKS)
}

/// The table of this name, where the user's changes are made in it.
pub(super) fn book_table(name: &str) -> Option<&'static Table> {
    table(name).filter(|t| t.role == Role::Book)
}

/// The tables that a book of a version has.
pub(super) fn tables_of(version: i64) -> impl Iterator<Item = &'static str> {
    let named = move |t: &Table| if t.name == "counter" && version < 4 { "tally" } else { t.name };
    tables().filter(move |t| t.since <= version).map(named)
}

/// Columns as SQL lists them.
pub(super) fn list<'c>(columns: impl Iterator<Item = &'c Column>) -> String {
    columns.map(|c| c.name).collect::<Vec<_>>().join(", ")
}

/// Makes the SQL of a row as JSON; `of` is the name under which a statement has the row.
pub(super) fn json_object<'c>(columns: impl Iterator<Item = &'c str>, of: &str) -> String {
    let pairs: Vec<_> = columns.map(|c| format!("'{c}', {of}.{c}")).collect();
    format!("json_object({})", pairs.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::book::Book;

    fn names(book: &Book, sql: &str) -> BTreeSet<String> {
        book.db.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn every_table_and_column_of_the_book_is_listed() {
        let book = Book::in_memory().unwrap();
        // FTS5's own tables hold what `search` finds.
        let shadows = "name LIKE 'search\\_%' ESCAPE '\\' AND name <> 'search_text'";
        let real = names(&book, &format!("SELECT name FROM sqlite_schema WHERE type = 'table' AND NOT ({shadows})"));
        assert_eq!(tables().map(|t| t.name.to_string()).collect::<BTreeSet<_>>(), real);
        for table in tables() {
            let real = names(&book, &format!("SELECT name FROM pragma_table_info('{}')", table.name));
            let listed: BTreeSet<_> = table.columns.iter().map(|c| c.name.to_string()).collect();
            assert_eq!((listed.len(), &listed), (table.columns.len(), &real), "{}", table.name);
        }
    }
}
