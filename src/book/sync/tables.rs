//! What of the book's tables travels: by what a row is the same one on all machines, and which columns change together.

use crate::book::schema::{self, Holds};

/// A table whose rows travel.
#[derive(Debug)]
pub(super) struct Synced {
    /// Stands for the table in the clocks; never changes.
    pub code: i64,
    pub name: &'static str,
    /// The columns that make two rows one; none where the id does.
    pub key: &'static [&'static str],
    /// The columns that travel besides these, in groups that change together: a number and how it is shown.
    pub groups: &'static [&'static [&'static str]],
}

pub(super) const CUSTOMER: i64 = 1;
pub(super) const SETBACK: i64 = 2;
pub(super) const TOUCH: i64 = 3;
pub(super) const TOUCH_WITH: i64 = 4;
pub(super) const REMARK: i64 = 5;
pub(super) const PICK: i64 = 6;
pub(super) const KNOWN_AS: i64 = 11;

/// The tables that travel, in the order in which their rows are written.
pub(super) static SYNCED: [Synced; 17] = [
    Synced {
        code: CUSTOMER,
        name: "customer",
        key: &[],
        groups: &[
            &["name"],
            &["company"],
            &["role"],
            &["phone", "phone_shown", "phone_region", "phone_label"],
            &["email", "email_label"],
            &["city"],
            &["address"],
            &["timezone", "zone_from"],
            &["hours"],
            &["standing", "left_on", "left_because"],
            &["favorite"],
            &["pleasure"],
            &["profit"],
            &["cadence"],
            &["peak"],
            &["touches_a_year"],
            &["facts"],
            &["do_not_call"],
            &["referred_by"],
            &["snoozed_until"],
            &["archived_at"],
            &["added_at", "added_on"],
            &["source_uid"],
        ],
    },
    Synced {
        code: SETBACK,
        name: "setback",
        key: &[],
        groups: &[&["kind"], &["about"], &["occurred_at", "utc_offset", "day"], &["mood"], &["answered_by"]],
    },
    Synced {
        code: TOUCH,
        name: "touch",
        key: &[],
        groups: &[
            &["customer"],
            &["kind", "outcome"],
            &["occurred_at", "utc_offset", "day"],
            &["minutes"],
            &["occasion"],
            &["setback"],
            &["mood_before"],
            &["mood_after"],
            &["imported"],
            &["text"],
        ],
    },
    Synced { code: TOUCH_WITH, name: "touch_with", key: &["touch", "customer"], groups: &[] },
    // Derived from the touch's text on each machine; only what its user made of it travels.
    Synced {
        code: REMARK,
        name: "remark",
        key: &[],
        groups: &[&["touch"], &["customer", "text"], &["starred"], &["state", "ended_at"], &["due_on"]],
    },
    Synced {
        code: PICK,
        name: "pick",
        key: &["call_day", "customer"],
        groups: &[&[
            "state",
            "because",
            "settled_at",
            "position",
            "offered_at",
            "offered_on",
            "wait_days",
            "weight",
            "score",
            "reasons",
        ]],
    },
    Synced { code: 7, name: "planned_visit", key: &["customer", "day"], groups: &[&["state", "moved_to", "because"]] },
    Synced { code: 8, name: "teammate_alias", key: &["alias"], groups: &[&["name"]] },
    Synced { code: 9, name: "away", key: &[], groups: &[&["first_day", "last_day"], &["name"]] },
    Synced { code: 10, name: "kept_apart", key: &["customer", "other"], groups: &[] },
    Synced {
        code: KNOWN_AS,
        name: "known_as",
        key: &["gone"],
        groups: &[&["customer"], &["name", "company", "phone", "email", "source_uid", "fields"]],
    },
    Synced { code: 12, name: "imported", key: &["customer"], groups: &[&["fields"]] },
    Synced {
        code: 13,
        name: "standing_change",
        key: &[],
        groups: &[&["customer"], &["day"], &["standing", "because"]],
    },
    Synced { code: 14, name: "source_record", key: &["customer", "record", "uid"], groups: &[] },
    Synced {
        code: 15,
        name: "reach",
        key: &["customer", "kind", "value"],
        groups: &[&["label"], &["shown", "region"], &["position"]],
    },
    Synced { code: 16, name: "anniversary", key: &["customer", "kind"], groups: &[&["month", "day", "year"]] },
    Synced { code: 17, name: "tag", key: &["customer", "folded"], groups: &[&["tag"]] },
];

/// The table of this code.
pub(super) fn by_code(code: i64) -> Option<&'static Synced> {
    SYNCED.iter().find(|t| t.code == code)
}

/// The table of the remarks.
pub(super) fn of_remarks() -> &'static Synced {
    &SYNCED[4]
}

/// The table of this name.
pub(super) fn by_name(name: &str) -> Option<&'static Synced> {
    SYNCED.iter().find(|t| t.name == name)
}

impl Synced {
    /// Every column that travels but the id, those of the key first.
    pub(super) fn columns(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.key.iter().copied().chain(self.groups.iter().flat_map(|group| group.iter().copied()))
    }

    /// Whether two rows are one by what they say, so that their ids differ at first.
    pub(super) fn has_key(&self) -> bool {
        !self.key.is_empty()
    }

    /// The group that a column belongs to, by its first column.
    pub(super) fn group_of(&self, column: &str) -> Option<&'static [&'static str]> {
        self.groups.iter().copied().find(|group| group.contains(&column))
    }

    /// The columns that name a customer without whom the row is nothing.
    pub(super) fn owners(&self) -> impl Iterator<Item = &'static str> + use<> {
        let table = schema::book_table(self.name);
        let columns = table.map(|t| t.columns).unwrap_or_default();
        let is_soft = |name: &str| name == "referred_by";
        columns.iter().filter(move |c| c.holds == Holds::Customer && !is_soft(c.name)).map(|c| c.name)
    }

    /// The columns that name a row which may be missing, and the table of that.
    pub(super) fn soft(&self) -> &'static [(&'static str, &'static str)] {
        match self.code {
            CUSTOMER => &[("referred_by", "customer")],
            SETBACK => &[("answered_by", "touch")],
            TOUCH => &[("setback", "setback")],
            _ => &[],
        }
    }
}
