//! What of the book's tables travels: by what a row is the same one on all machines, and which columns change together.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::fields::{Fields, id_of};
use super::statements::Statements;

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
    statements: OnceLock<Statements>,
}

pub(super) static CUSTOMER: Synced = Synced::new(
    1,
    "customer",
    &[],
    &[
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
);

pub(super) static SETBACK: Synced = Synced::new(
    2,
    "setback",
    &[],
    &[&["kind"], &["about"], &["occurred_at", "utc_offset", "day"], &["mood"], &["answered_by"]],
);

pub(super) static TOUCH: Synced = Synced::new(
    3,
    "touch",
    &[],
    &[
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
);

pub(super) static TOUCH_WITH: Synced = Synced::new(4, "touch_with", &["touch", "customer"], &[]);

/// Derived from the touch's text on each machine; only what its user made of it travels.
pub(super) static REMARK: Synced = Synced::new(
    5,
    "remark",
    &[],
    &[&["touch"], &["customer", "text"], &["starred"], &["state", "ended_at"], &["due_on"]],
);

pub(super) static PICK: Synced = Synced::new(
    6,
    "pick",
    &["call_day", "customer"],
    &[&[
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
);

pub(super) static PLANNED_VISIT: Synced =
    Synced::new(7, "planned_visit", &["customer", "day"], &[&["state", "moved_to", "because"]]);

pub(super) static TEAMMATE_ALIAS: Synced = Synced::new(8, "teammate_alias", &["alias"], &[&["name"]]);

pub(super) static AWAY: Synced = Synced::new(9, "away", &[], &[&["first_day", "last_day"], &["name"]]);

pub(super) static KEPT_APART: Synced = Synced::new(10, "kept_apart", &["customer", "other"], &[]);

pub(super) static KNOWN_AS: Synced = Synced::new(
    11,
    "known_as",
    &["gone"],
    &[&["customer"], &["name", "company", "phone", "email", "source_uid", "fields"]],
);

pub(super) static IMPORTED: Synced = Synced::new(12, "imported", &["customer"], &[&["fields"]]);

pub(super) static STANDING_CHANGE: Synced =
    Synced::new(13, "standing_change", &[], &[&["customer"], &["day"], &["standing", "because"]]);

pub(super) static SOURCE_RECORD: Synced = Synced::new(14, "source_record", &["customer", "record", "uid"], &[]);

pub(super) static REACH: Synced =
    Synced::new(15, "reach", &["customer", "kind", "value"], &[&["label"], &["shown", "region"], &["position"]]);

pub(super) static ANNIVERSARY: Synced =
    Synced::new(16, "anniversary", &["customer", "kind"], &[&["month", "day", "year"]]);

pub(super) static TAG: Synced = Synced::new(17, "tag", &["customer", "folded"], &[&["tag"]]);

/// The tables that travel, in the order in which their rows are written.
pub(super) static SYNCED: [&Synced; 17] = [
    &CUSTOMER,
    &SETBACK,
    &TOUCH,
    &TOUCH_WITH,
    &REMARK,
    &PICK,
    &PLANNED_VISIT,
    &TEAMMATE_ALIAS,
    &AWAY,
    &KEPT_APART,
    &KNOWN_AS,
    &IMPORTED,
    &STANDING_CHANGE,
    &SOURCE_RECORD,
    &REACH,
    &ANNIVERSARY,
    &TAG,
];

/// The tables for whose rows those of others wait.
pub(super) static AWAITED: [&Synced; 3] = [&CUSTOMER, &SETBACK, &TOUCH];

/// The tables of rows that go with somebody by their own ids, too: a file may have brought one of these for somebody else on
/// another machine. What belongs to a touch goes with that.
pub(super) static FORGOTTEN_BY_ID: [&Synced; 2] = [&TOUCH, &STANDING_CHANGE];

/// The table of this code.
pub(super) fn by_code(code: i64) -> Option<&'static Synced> {
    SYNCED.iter().copied().find(|t| t.code == code)
}

/// The table of this name.
pub(super) fn by_name(name: &str) -> Option<&'static Synced> {
    SYNCED.iter().copied().find(|t| t.name == name)
}

impl PartialEq for Synced {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Synced {
    const fn new(
        code: i64,
        name: &'static str,
        key: &'static [&'static str],
        groups: &'static [&'static [&'static str]],
    ) -> Self {
        Self { code, name, key, groups, statements: OnceLock::new() }
    }

    /// The statements about its rows.
    pub(super) fn statements(&self) -> &Statements {
        self.statements.get_or_init(|| {
            let derived: Vec<&str> = self.folded().iter().map(|(column, _)| *column).collect();
            Statements::new(self.name, self.key, &self.columns().collect::<Vec<_>>(), &derived)
        })
    }

    /// The columns that hold another one folded. They are written with it: indexes have them.
    pub(super) fn folded(&self) -> &'static [(&'static str, &'static str)] {
        match self.name {
            "customer" => &[("sort_name", "name"), ("sort_company", "company"), ("sort_city", "city")],
            _ => &[],
        }
    }

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

    /// Whether users of two machines make rows that are one: they plan the same visit, join the same names, or merge the same
    /// people.
    pub(super) fn is_made_alike_by_hand(&self) -> bool {
        [&PLANNED_VISIT, &TEAMMATE_ALIAS, &KNOWN_AS].contains(&self)
    }

    /// The columns that name a customer without whom the row is nothing.
    pub(super) fn owners(&self) -> &'static [&'static str] {
        match self.name {
            "customer" | "setback" | "teammate_alias" | "away" => &[],
            "kept_apart" => &["customer", "other"],
            _ => &["customer"],
        }
    }

    /// The columns by which a row belongs to a record: the owners, a customer's own id, and that of a record which was merged.
    pub(super) fn belonging(&self) -> Vec<&'static str> {
        let own = match self.name {
            "customer" => Some("id"),
            "known_as" => Some("gone"),
            _ => None,
        };
        self.owners().iter().copied().chain(own).collect()
    }

    /// The columns that name somebody with whom a row is forgotten. An id of another program goes also with the record that a
    /// file told it of, whoever has it since a merge.
    pub(super) fn forgotten_with(&self) -> Vec<&'static str> {
        let told_of = (self.name == "source_record").then_some("record");
        self.belonging().into_iter().chain(told_of).collect()
    }

    /// The records that a row belongs to.
    pub(super) fn records_of(&self, row: &Fields) -> BTreeSet<i64> {
        self.belonging().into_iter().filter_map(|column| id_of(row, column)).collect()
    }

    /// The columns that name a row which may be missing, and the table of that.
    pub(super) fn soft(&self) -> &'static [(&'static str, &'static str)] {
        match self.name {
            "customer" => &[("referred_by", "customer")],
            "setback" => &[("answered_by", "touch")],
            "touch" => &[("setback", "setback")],
            _ => &[],
        }
    }

    /// The columns that name a row without which this one is not shown, or not so, and the table of that.
    pub(super) fn references(&self) -> Vec<(&'static str, &'static str)> {
        let met = (self.name == "touch_with").then_some(("touch", "touch"));
        let owners = self.owners().iter().map(|column| (*column, "customer"));
        owners.chain(self.soft().iter().copied()).chain(met).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::schema::{self, Holds, Upkeep};

    #[test]
    fn all_that_is_written_travels_or_is_a_machines_own() {
        // A remark's other columns are read from its touch; an hour for which an offer is kept is this machine's.
        let own = ["id", "updated_at", "kept_for"];
        for table in schema::book_tables() {
            let synced = by_name(table.name).unwrap();
            let written = table.columns.iter().filter(|c| c.upkeep == Upkeep::Written && !own.contains(&c.name));
            let written: BTreeSet<_> = written.map(|c| c.name).collect();
            let travels: BTreeSet<_> = synced.columns().collect();
            assert!(travels.is_subset(&written), "{}", table.name);
            assert!(*synced == REMARK || travels == written, "{}", table.name);
            let customers = table.columns.iter().filter(|c| c.holds == Holds::Customer && c.name != "referred_by");
            assert_eq!(synced.owners(), customers.map(|c| c.name).collect::<Vec<_>>(), "{}", table.name);
        }
        let codes: BTreeSet<_> = SYNCED.iter().map(|table| table.code).collect();
        assert_eq!(codes.len(), SYNCED.len());
    }
}
