//! The tables of what a book knows of the space that it shares with other machines.

use super::columns::{day, field, id, instant, long_text, number, record, reference, yes_no};
use super::{Role, Table};

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
            reference("writer"),
            field("name"),
            reference("harvested"),
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
            reference("writer"),
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
        columns: &[reference("machine"), number("seq"), field("hash"), number("clock"), record("seen")],
    },
    Table {
        name: "sync_row",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[
            number("tbl"),
            record("key"),
            number("clock"),
            reference("machine"),
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
        columns: &[reference("row"), number("clock"), reference("machine")],
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
            reference("lost_by"),
            instant("at"),
        ],
    },
    Table { name: "sync_settled", role: Role::Space, since: SECOND_MACHINE, columns: &[id()] },
    Table {
        name: "sync_later",
        role: Role::Space,
        since: SECOND_MACHINE,
        columns: &[id(), reference("machine"), record("line")],
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
            reference("machine"),
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
        columns: &[reference("team"), reference("machine"), number("seq")],
    },
    Table {
        name: "sync_wall",
        role: Role::Space,
        since: TEAM,
        columns: &[
            reference("team"),
            reference("remark"),
            field("rep"),
            yes_no("here"),
            long_text("text"),
            field("teammate"),
            day("day"),
            field("customer"),
            field("company"),
            number("clock"),
            reference("machine"),
            instant("at"),
            yes_no("to_send"),
            reference("whose"),
        ],
    },
];
