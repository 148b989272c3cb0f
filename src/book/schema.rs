//! The book's tables and what their columns hold: the one list from which exports, the journal, undo, doctor and opening
//! take what they need to know. A test compares it with the tables as the migrations make them.

use crate::domain::customer::FIELD_LIMIT;
use crate::domain::touch::TEXT_LIMIT;

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
    /// Text of at most so many bytes.
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

/// The table of this name.
pub(super) fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|t| t.name == name)
}

/// The tables that the user's changes are made in, parents first.
pub(super) fn book_tables() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|t| t.role == Role::Book)
}

/// The table of this name, where the user's changes are made in it.
pub(super) fn book_table(name: &str) -> Option<&'static Table> {
    table(name).filter(|t| t.role == Role::Book)
}

/// The tables that a book of a version has.
pub(super) fn tables_of(version: i64) -> impl Iterator<Item = &'static str> {
    let named = move |t: &Table| if t.name == "counter" && version < 4 { "tally" } else { t.name };
    TABLES.iter().filter(move |t| t.since <= version).map(named)
}

/// Columns as SQL lists them.
pub(super) fn list<'c>(columns: impl Iterator<Item = &'c Column>) -> String {
    columns.map(|c| c.name).collect::<Vec<_>>().join(", ")
}

const fn column(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, upkeep: Upkeep::Written, is_required: false }
}

const fn id() -> Column {
    column("id", Holds::Id)
}

const fn customer(name: &'static str) -> Column {
    column(name, Holds::Customer)
}

const fn instant(name: &'static str) -> Column {
    column(name, Holds::Instant)
}

const fn day(name: &'static str) -> Column {
    column(name, Holds::Day)
}

const fn yes_no(name: &'static str) -> Column {
    column(name, Holds::YesNo)
}

const fn number(name: &'static str) -> Column {
    column(name, Holds::Number)
}

/// A word, a name, a field of a form.
const fn field(name: &'static str) -> Column {
    column(name, Holds::Text(FIELD_LIMIT))
}

/// A log, or what was said in one.
const fn long_text(name: &'static str) -> Column {
    column(name, Holds::Text(TEXT_LIMIT))
}

/// All fields of a record at once, as JSON.
const fn record(name: &'static str) -> Column {
    column(name, Holds::Text(8 * TEXT_LIMIT))
}

const fn derived(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, upkeep: Upkeep::Derived, is_required: false }
}

const fn counter(name: &'static str, holds: Holds) -> Column {
    Column { name, holds, upkeep: Upkeep::Counter, is_required: false }
}

/// All tables, parents before what refers to them.
pub(super) static TABLES: [Table; 20] = [
    Table {
        name: "customer",
        role: Role::Book,
        since: 1,
        columns: &[
            id(),
            field("name"),
            // Folded, a name may be longer than it is.
            Column { is_required: true, ..derived("sort_name", Holds::Text(TEXT_LIMIT)) },
            field("company"),
            field("role"),
            field("phone"),
            field("phone_shown"),
            field("phone_region"),
            field("email"),
            field("city"),
            field("address"),
            field("timezone"),
            field("hours"),
            field("standing"),
            yes_no("favorite"),
            number("pleasure"),
            number("profit"),
            day("left_on"),
            field("left_because"),
            field("cadence"),
            field("peak"),
            number("touches_a_year"),
            field("facts"),
            yes_no("do_not_call"),
            customer("referred_by"),
            day("snoozed_until"),
            instant("archived_at"),
            instant("added_at"),
            day("added_on"),
            instant("updated_at"),
            field("source_uid"),
            derived("last_talked", Holds::Day),
            derived("last_touch", Holds::Day),
            derived("last_touch_kind", Holds::Text(FIELD_LIMIT)),
        ],
    },
    Table {
        name: "setback",
        role: Role::Book,
        since: 1,
        columns: &[
            id(),
            long_text("kind"),
            long_text("about"),
            instant("occurred_at"),
            number("utc_offset"),
            day("day"),
            number("mood"),
            column("answered_by", Holds::Ref),
            instant("updated_at"),
        ],
    },
    Table {
        name: "touch",
        role: Role::Book,
        since: 1,
        columns: &[
            id(),
            customer("customer"),
            long_text("kind"),
            long_text("outcome"),
            instant("occurred_at"),
            number("utc_offset"),
            day("day"),
            number("minutes"),
            long_text("occasion"),
            column("setback", Holds::Ref),
            number("mood_before"),
            number("mood_after"),
            yes_no("imported"),
            long_text("text"),
            instant("updated_at"),
        ],
    },
    Table {
        name: "remark",
        role: Role::Book,
        since: 1,
        columns: &[
            id(),
            column("touch", Holds::Ref),
            customer("customer"),
            instant("said_at"),
            day("said_on"),
            number("position"),
            long_text("kind"),
            long_text("text"),
            long_text("teammate"),
            yes_no("starred"),
            long_text("state"),
            day("due_on"),
            counter("last_shown_at", Holds::Instant),
            counter("times_shown", Holds::Number),
            instant("updated_at"),
            instant("ended_at"),
        ],
    },
    Table {
        name: "pick",
        role: Role::Book,
        since: 1,
        columns: &[
            id(),
            day("call_day"),
            customer("customer"),
            number("position"),
            long_text("state"),
            instant("offered_at"),
            day("offered_on"),
            instant("settled_at"),
            long_text("because"),
            number("wait_days"),
            number("weight"),
            number("score"),
            long_text("reasons"),
            instant("updated_at"),
        ],
    },
    Table {
        name: "planned_visit",
        role: Role::Book,
        since: 1,
        columns: &[
            id(),
            customer("customer"),
            day("day"),
            long_text("state"),
            day("moved_to"),
            long_text("because"),
            instant("updated_at"),
        ],
    },
    Table {
        name: "teammate_alias",
        role: Role::Book,
        since: 1,
        columns: &[id(), long_text("alias"), long_text("name"), instant("updated_at")],
    },
    Table {
        name: "away",
        role: Role::Book,
        since: 1,
        columns: &[id(), day("first_day"), day("last_day"), instant("updated_at")],
    },
    Table {
        name: "kept_apart",
        role: Role::Book,
        since: 1,
        columns: &[id(), customer("customer"), customer("other"), instant("updated_at")],
    },
    Table {
        name: "imported",
        role: Role::Book,
        since: 1,
        columns: &[id(), customer("customer"), record("fields"), instant("updated_at")],
    },
    Table {
        name: "standing_change",
        role: Role::Book,
        since: 2,
        columns: &[
            id(),
            customer("customer"),
            day("day"),
            long_text("standing"),
            long_text("because"),
            instant("updated_at"),
        ],
    },
    Table {
        name: "known_as",
        role: Role::Book,
        since: 3,
        columns: &[
            id(),
            customer("customer"),
            column("gone", Holds::Ref),
            long_text("name"),
            long_text("company"),
            long_text("phone"),
            long_text("email"),
            long_text("source_uid"),
            record("fields"),
            instant("updated_at"),
        ],
    },
    Table {
        name: "draft",
        role: Role::Machine,
        since: 1,
        columns: &[id(), field("form"), customer("customer"), record("fields"), instant("updated_at")],
    },
    Table {
        name: "written_file",
        role: Role::Machine,
        since: 3,
        columns: &[id(), field("path"), field("kind"), instant("updated_at")],
    },
    Table {
        name: "search_text",
        role: Role::Derived,
        since: 1,
        columns: &[
            id(),
            derived("kind", Holds::Text(FIELD_LIMIT)),
            derived("ref", Holds::Ref),
            derived("title", Holds::Text(TEXT_LIMIT)),
            derived("body", Holds::Text(TEXT_LIMIT)),
        ],
    },
    Table {
        name: "search",
        role: Role::Derived,
        since: 1,
        columns: &[derived("title", Holds::Text(TEXT_LIMIT)), derived("body", Holds::Text(TEXT_LIMIT))],
    },
    Table {
        name: "counter",
        role: Role::Derived,
        since: 1,
        columns: &[id(), derived("name", Holds::Text(FIELD_LIMIT)), derived("n", Holds::Number)],
    },
    Table {
        name: "past_wait",
        role: Role::Derived,
        since: 1,
        columns: &[
            derived("cadence", Holds::Text(FIELD_LIMIT)),
            derived("because", Holds::Text(FIELD_LIMIT)),
            derived("since", Holds::Day),
            derived("n", Holds::Number),
        ],
    },
    Table {
        name: "change",
        role: Role::Journal,
        since: 1,
        columns: &[
            id(),
            field("label"),
            instant("made_at"),
            number("utc_offset"),
            column("undoes", Holds::Ref),
            column("undone_by", Holds::Ref),
            yes_no("open"),
        ],
    },
    Table {
        name: "journal",
        role: Role::Journal,
        since: 1,
        columns: &[
            id(),
            column("change", Holds::Ref),
            field("tbl"),
            column("row", Holds::Ref),
            record("old"),
            column("seal", Holds::Number),
        ],
    },
];

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
        assert_eq!(TABLES.iter().map(|t| t.name.to_string()).collect::<BTreeSet<_>>(), real);
        for table in &TABLES {
            let real = names(&book, &format!("SELECT name FROM pragma_table_info('{}')", table.name));
            let listed: BTreeSet<_> = table.columns.iter().map(|c| c.name.to_string()).collect();
            assert_eq!((listed.len(), &listed), (table.columns.len(), &real), "{}", table.name);
        }
    }
}
