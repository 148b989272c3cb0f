//! The tables of what a book knows of the space that it shares with other machines.

use super::columns::{column, day, field, id, instant, long_text, number, record, yes_no};
use super::{Holds, Role, Table};

/// The version that takes part in spaces.
const SECOND_MACHINE: i64 = 10;
/// The version that takes part in teams.
const TEAM: i64 = 11;

/// All of them.
pub(super) static SPACE: &[Table] = &[
    Table {
        name: "sync_self",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[
            id(),
            field("space"),
            field("folder"),
            column("writer", Holds::Ref),
            field("name"),
            column("harvested", Holds::Ref),
            number("clock"),
            number("seq"),
            instant("last_ok"),
            day("warned_on"),
            yes_no("compact"),
        ],
    },
    Table {
        name: "sync_machine",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[
            id(),
            column("writer", Holds::Ref),
            field("name"),
            number("seq"),
            instant("last_seen"),
            record("seen"),
            yes_no("retired"),
        ],
    },
    Table {
        name: "sync_segment",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[column("machine", Holds::Ref), number("seq"), field("hash"), number("clock"), record("seen")],
    },
    Table {
        name: "sync_row",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[
            number("tbl"),
            record("key"),
            number("clock"),
            column("machine", Holds::Ref),
            record("clocks"),
            record("state"),
        ],
    },
    Table {
        name: "sync_out",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[number("seq"), instant("made"), record("seen"), record("lines")],
    },
    Table {
        name: "sync_forgot",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[column("row", Holds::Ref), number("clock"), column("machine", Holds::Ref)],
    },
    Table {
        name: "sync_clash",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[
            id(),
            number("tbl"),
            record("key"),
            field("field"),
            record("lost"),
            column("lost_by", Holds::Ref),
            instant("at"),
        ],
    },
    Table { name: "sync_settled", role: Role::Space, since: SECOND_MACHINE, columns: &[id()] },
    Table {
        name: "sync_later",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[id(), column("machine", Holds::Ref), record("line")],
    },
    Table {
        name: "sync_snapshot",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[field("hash"), record("covers")],
    },
    Table {
        name: "sync_server",
        role: Role::Space,
        since: TEAM,
        columns: &[
            id(),
            field("url"),
            field("account"),
            field("host"),
            field("database"),
            column("machine", Holds::Ref),
            field("name"),
            number("clock"),
        ],
    },
    Table {
        name: "sync_team",
        role: Role::Space,
        since: TEAM,
        columns: &[id(), field("name"), yes_no("member"), yes_no("manager"), instant("last_ok"), instant("published")],
    },
    Table {
        name: "sync_wall_read",
        role: Role::Space,
        since: TEAM,
        columns: &[column("team", Holds::Ref), column("machine", Holds::Ref), number("seq")],
    },
    Table {
        name: "sync_wall",
        role: Role::Space,
        since: TEAM,
        columns: &[
            column("team", Holds::Ref),
            column("remark", Holds::Ref),
            field("rep"),
            yes_no("here"),
            long_text("text"),
            field("teammate"),
            day("day"),
            field("customer"),
            field("company"),
            number("clock"),
            column("machine", Holds::Ref),
            instant("at"),
            yes_no("to_send"),
            column("whose", Holds::Ref),
        ],
    },
];
