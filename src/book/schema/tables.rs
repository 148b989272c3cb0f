//! The tables, column by column.

use super::{Column, Holds, Role, Table, Upkeep};
use crate::domain::customer::FIELD_LIMIT;
use crate::domain::touch::TEXT_LIMIT;

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

/// The version that takes part in spaces.
const SECOND_MACHINE: i64 = 10;

/// All tables, parents before what refers to them.
pub(super) static TABLES: [Table; 38] = [
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
            field("phone_label"),
            field("email"),
            field("email_label"),
            field("city"),
            field("address"),
            field("timezone"),
            field("zone_from"),
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
            derived("sort_company", Holds::Text(TEXT_LIMIT)),
            derived("sort_city", Holds::Text(TEXT_LIMIT)),
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
            instant("kept_for"),
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
        columns: &[id(), day("first_day"), day("last_day"), instant("updated_at"), field("name")],
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
        name: "source_record",
        role: Role::Book,
        since: 5,
        columns: &[id(), customer("customer"), column("record", Holds::Ref), field("uid"), instant("updated_at")],
    },
    Table {
        name: "reach",
        role: Role::Book,
        since: 6,
        columns: &[
            id(),
            customer("customer"),
            field("kind"),
            field("label"),
            field("value"),
            field("shown"),
            field("region"),
            number("position"),
            instant("updated_at"),
        ],
    },
    Table {
        name: "anniversary",
        role: Role::Book,
        since: 6,
        columns: &[
            id(),
            customer("customer"),
            field("kind"),
            number("month"),
            number("day"),
            number("year"),
            instant("updated_at"),
        ],
    },
    Table {
        name: "tag",
        role: Role::Book,
        since: 6,
        columns: &[
            id(),
            customer("customer"),
            field("tag"),
            // Folded, a tag may be longer than it is.
            long_text("folded"),
            instant("updated_at"),
        ],
    },
    Table {
        name: "touch_with",
        role: Role::Book,
        since: 6,
        columns: &[id(), column("touch", Holds::Ref), customer("customer"), instant("updated_at")],
    },
    Table {
        name: "draft",
        role: Role::Machine,
        since: 1,
        columns: &[
            id(),
            field("form"),
            customer("customer"),
            record("fields"),
            instant("updated_at"),
            record("undone"),
        ],
    },
    Table {
        name: "written_file",
        role: Role::Machine,
        since: 3,
        columns: &[id(), field("path"), field("kind"), instant("updated_at")],
    },
    Table {
        name: "asked",
        role: Role::Machine,
        since: 6,
        columns: &[id(), field("what"), customer("customer"), day("day")],
    },
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
            column("change", Holds::Ref),
            field("tbl"),
            column("row", Holds::Ref),
            record("old"),
            column("checksum", Holds::Number),
            column("upto", Holds::Ref),
        ],
    },
];
