//! The tables that the program keeps beside the book: what is derived from it, and the journal.

use super::columns::{derived, field, id, instant, number, record, reference, yes_no};
use super::{Holds, Role, Table};
use crate::domain::customer::FIELD_LIMIT;
use crate::domain::touch::TEXT_LIMIT;

/// What is worked out from the book.
pub(super) static DERIVED: &[Table] = &[
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
    Table { name: "search", role: Role::Derived, since: 1, columns: &[derived("words", Holds::Text(TEXT_LIMIT))] },
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
        name: "praised_on",
        role: Role::Derived,
        since: 7,
        columns: &[
            derived("day", Holds::Day),
            derived("teammate", Holds::Text(FIELD_LIMIT)),
            derived("n", Holds::Number),
        ],
    },
    Table {
        name: "talked_on",
        role: Role::Derived,
        since: 7,
        columns: &[derived("day", Holds::Day), derived("calls", Holds::Number), derived("visits", Holds::Number)],
    },
];

/// What undo needs.
pub(super) static JOURNAL: &[Table] = &[
    Table {
        name: "change",
        role: Role::Journal,
        since: 1,
        columns: &[
            id(),
            field("label"),
            instant("made_at"),
            number("utc_offset"),
            reference("undoes"),
            reference("undone_by"),
            yes_no("open"),
            number("session"),
            field("ends"),
        ],
    },
    Table {
        name: "journal",
        role: Role::Journal,
        since: 1,
        columns: &[
            id(),
            reference("change"),
            field("tbl"),
            reference("row"),
            record("old"),
            number("checksum"),
            reference("upto"),
        ],
    },
];
