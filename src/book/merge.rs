//! Merging two records of one person: everything that belongs to the one that goes moves to the one that stays. And
//! people who only look alike: whom to compare, and whom the user keeps apart.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::change::Ids;
use super::query::Query;
use super::rows::{FromRow, NamedRow};
use super::{Book, Change};
use crate::domain::customer::{Customer, ReachKind};
use crate::domain::ids::CustomerId;
use crate::domain::likeness::{Compared, Traits, in_order};
use crate::error::Result;
use crate::text::fold;

const MERGING: &str = "merge them";
const COMPARING: &str = "compare the customers";

/// Two rows of which one goes.
struct Pair {
    theirs: i64,
    mine: i64,
    /// Whether the row of the record that goes ranks higher.
    theirs_stays: bool,
    why_theirs: Option<String>,
    why_mine: Option<String>,
}

impl FromRow for Pair {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self {
            theirs: row.get("theirs")?,
            mine: row.get("mine")?,
            theirs_stays: row.get("theirs_stays")?,
            why_theirs: row.get("why_theirs")?,
            why_mine: row.get("why_mine")?,
        })
    }
}

impl Book {
    /// Goes through what is compared of everybody, the archived too: a person who comes back is not a new one.
    pub fn each_traits(&self, mut with: impl FnMut(Traits)) -> Result<()> {
        let others = self.other_marks()?;
        let sql = "SELECT id, sort_name, company, email, phone FROM customer";
        self.db.scan(sql, [], COMPARING, |row| {
            let id = row.get("id")?;
            let company = row.optional_text("company")?.map(fold);
            let of = |kind| others.get(&(id, kind)).into_iter().flatten().map(String::as_str);
            let emails: Vec<&str> = row.optional_text("email")?.into_iter().chain(of(ReachKind::Email)).collect();
            let phones: Vec<&str> = row.optional_text("phone")?.into_iter().chain(of(ReachKind::Phone)).collect();
            let (name, company) = (row.text("sort_name")?, company.as_deref());
            with(Traits::of(Compared { id, name, company, emails: &emails, phones: &phones }));
            Ok(ControlFlow::Continue(()))
        })
    }

    /// Lists what customers have besides their preferred number and mailbox.
    fn other_marks(&self) -> Result<HashMap<(CustomerId, ReachKind), Vec<String>>> {
        let mut others: HashMap<_, Vec<String>> = HashMap::new();
        let sql = "SELECT customer, kind, value FROM reach WHERE kind IN ('phone', 'email')";
        for (customer, kind, value) in self.db.all::<(CustomerId, ReachKind, String)>(sql, [], COMPARING)? {
            others.entry((customer, kind)).or_default().push(value);
        }
        Ok(others)
    }

    /// Returns what is compared of one customer.
    pub fn traits_of(&self, id: CustomerId) -> Result<Option<Traits>> {
        Ok(self.find_customer(id)?.map(|c| {
            let company = c.company.as_deref().map(fold);
            let (emails, phones) = (c.emails(), c.phones());
            let emails: Vec<&str> = emails.iter().map(|email| email.value.as_str()).collect();
            let phones: Vec<&str> = phones.iter().map(|phone| phone.value.as_str()).collect();
            let company = company.as_deref();
            Traits::of(Compared { id: c.id, name: &fold(&c.name), company, emails: &emails, phones: &phones })
        }))
    }

    /// Returns the pairs that are kept apart, each in the one order, the latest last.
    pub fn kept_apart(&self) -> Result<Vec<(CustomerId, CustomerId)>> {
        let pairs: Vec<(CustomerId, CustomerId)> =
            self.db.all("SELECT customer, other FROM kept_apart ORDER BY id", [], "look at who is kept apart")?;
        Ok(pairs.into_iter().map(|(one, other)| in_order(one, other)).collect())
    }

    /// Whether two customers are kept apart.
    pub fn are_kept_apart(&self, one: CustomerId, other: CustomerId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM kept_apart
                   WHERE customer = ?1 AND other = ?2 OR customer = ?2 AND other = ?1)";
        self.db.one(sql, in_order(one, other), "look at who is kept apart")
    }
}

impl Change<'_> {
    /// Keeps two customers apart for good. Returns whether that is new.
    pub fn keep_apart(&self, one: CustomerId, other: CustomerId) -> Result<bool> {
        let (one, other) = in_order(one, other);
        if self.are_kept_apart(one, other)? {
            return Ok(false);
        }
        let sql = "INSERT INTO kept_apart (id, customer, other, updated_at) VALUES (?1, ?2, ?3, ?4)";
        self.db.run(sql, (self.new_id(&self.clock), one, other, self.now_ms()), "keep them apart")?;
        Ok(true)
    }

    /// Asks about two customers again. Returns whether they were kept apart.
    pub fn keep_apart_no_longer(&self, one: CustomerId, other: CustomerId) -> Result<bool> {
        let sql = "DELETE FROM kept_apart WHERE customer = ?1 AND other = ?2 OR customer = ?2 AND other = ?1";
        Ok(self.db.run(sql, (one, other), "let them be asked about")? > 0)
    }

    /// Moves everything from one record to the other, writes `merged` over the one that stays, and removes the one that
    /// goes. Another book that merges the same records comes to the same rows: those that move stay as they were, and new
    /// ones have ids that both know.
    pub fn merge(&self, gone: &Customer, merged: &Customer) -> Result<()> {
        self.ids.set(Ids::Shared);
        let done = self.merge_rows_of(gone, merged);
        self.ids.set(Ids::Made);
        done
    }

    fn merge_rows_of(&self, gone: &Customer, merged: &Customer) -> Result<()> {
        let (from, into) = (gone.id, merged.id);
        self.merge_companions(from, into)?;
        for sql in [
            "UPDATE touch SET customer = ?2 WHERE customer = ?1",
            "UPDATE remark SET customer = ?2 WHERE customer = ?1",
            // Of two that are one then, the elder stays, whoever is merged into whom.
            "DELETE FROM source_record WHERE customer IN (?1, ?2) AND EXISTS (SELECT 1 FROM source_record AS elder
               WHERE elder.customer IN (?1, ?2) AND elder.record = source_record.record
                 AND elder.uid = source_record.uid AND elder.id < source_record.id)",
            "UPDATE source_record SET customer = ?2 WHERE customer = ?1",
            "UPDATE standing_change SET customer = ?2 WHERE customer = ?1",
            "UPDATE customer SET referred_by = ?2 WHERE referred_by = ?1 AND id <> ?2",
        ] {
            self.db.run(sql, (from, into), MERGING)?;
        }
        self.merge_rows(
            "pick",
            "call_day",
            // Nothing that was lived through is lost: a call counts before a miss, a skip, an open offer.
            "CASE state WHEN 'called' THEN 4 WHEN 'not-reached' THEN 3 WHEN 'skipped' THEN 2 WHEN 'offered' THEN 1 ELSE 0 END",
            (from, into),
        )?;
        self.merge_rows(
            "planned_visit",
            "day",
            // A promise counts before a change of plans.
            "CASE state WHEN 'accepted' THEN 2 WHEN 'moved' THEN 1 ELSE 0 END",
            (from, into),
        )?;
        self.merge_kept_apart(from, into)?;
        self.move_drafts(from, into)?;
        self.merge_reach(from, into)?;
        self.remember_as(gone, into)?;
        self.db.run("DELETE FROM imported WHERE customer = ?1", [from], MERGING)?;
        // The one that stays is written first: by then it refers to the one that goes no more.
        self.update_customer(merged)?;
        self.remove_customer(from)?;
        self.refresh_derived(into)?;
        let away = merged.snoozed_until.is_some_and(|d| d > self.clock.today());
        if !merged.in_rotation() || away { self.withdraw_offers(into) } else { Ok(()) }
    }

    /// Moves rows of which a customer has one for each `key`. Of two the one with the higher rank stays, of equals the one
    /// that was there; a reason (`because`) is kept from either.
    fn merge_rows(&self, table: &str, key: &str, rank: &str, (from, into): (CustomerId, CustomerId)) -> Result<()> {
        let rank_of = |row: &str| rank.replace("state", &format!("{row}.state"));
        let pairs = format!(
            "SELECT theirs.id AS theirs, mine.id AS mine, {} > {} AS theirs_stays, theirs.because AS why_theirs,
               mine.because AS why_mine
             FROM {table} AS theirs JOIN {table} AS mine ON mine.{key} = theirs.{key} AND mine.customer = ?2
             WHERE theirs.customer = ?1",
            rank_of("theirs"),
            rank_of("mine")
        );
        for pair in self.db.all::<Pair>(&pairs, (from, into), MERGING)? {
            let Pair { theirs, mine, why_theirs, why_mine, .. } = pair;
            let (stays, goes) = if pair.theirs_stays { (theirs, mine) } else { (mine, theirs) };
            let (why, other) = if pair.theirs_stays { (why_theirs, why_mine) } else { (why_mine, why_theirs) };
            self.db.run(&format!("DELETE FROM {table} WHERE id = ?1"), [goes], MERGING)?;
            if why.is_none() && other.is_some() {
                let keep_why = format!("UPDATE {table} SET because = ?2 WHERE id = ?1");
                self.db.run(&keep_why, (stays, other), MERGING)?;
            }
        }
        let rest = format!("UPDATE {table} SET customer = ?2 WHERE customer = ?1");
        self.db.run(&rest, (from, into), MERGING).map(drop)
    }

    /// Keeps apart from the one that stays everybody who was kept apart from the one that goes, but not the two themselves.
    /// Of two pairs that are one by now, that of the smaller id stays: in whatever order records are merged, it is the same.
    fn merge_kept_apart(&self, from: CustomerId, into: CustomerId) -> Result<()> {
        const REMOVE: &str = "DELETE FROM kept_apart WHERE id = ?1";
        let theirs = "SELECT id, customer, other FROM kept_apart WHERE customer = ?1 OR other = ?1";
        let mut pairs: Vec<(i64, CustomerId, CustomerId)> = self.db.all(theirs, [from], MERGING)?;
        pairs.sort_unstable();
        let same = "SELECT id FROM kept_apart WHERE customer = ?1 AND other = ?2";
        for (id, one, other) in pairs {
            let third = if one == from { other } else { one };
            let pair = in_order(third, into);
            let there: Option<i64> = self.db.optional(same, pair, MERGING)?;
            if third == into || there.is_some_and(|there| there < id) {
                self.db.run(REMOVE, [id], MERGING)?;
                continue;
            }
            if let Some(there) = there {
                self.db.run(REMOVE, [there], MERGING)?;
            }
            let sql = "UPDATE kept_apart SET customer = ?2, other = ?3 WHERE id = ?1";
            self.db.run(sql, (id, pair.0, pair.1), MERGING)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::tests::{book, clock, later};
    use crate::domain::merging;

    fn merge(book: &mut Book, from: CustomerId, into: CustomerId) {
        book.change(&later(2), "merged", |change| {
            let (goes, stays) = (change.customer(from)?, change.customer(into)?);
            change.merge(&goes, &merging::merged(&stays, &goes, None))
        })
        .unwrap();
    }

    #[test]
    fn of_two_pairs_that_become_one_the_elder_stays_whoever_is_merged_into_whom() {
        for turned in [false, true] {
            let (mut book, ids) = book();
            let mut third = CustomerId(0);
            let kept = |book: &Book| -> Vec<i64> { book.db.all("SELECT id FROM kept_apart", [], "look").unwrap() };
            book.change(&clock(), "added", |change| {
                let zoe = Customer::new(change.new_customer_id(), "Zoe", change.clock());
                third = zoe.id;
                change.add_customer(&zoe)?;
                change.keep_apart(ids[0], zoe.id)
            })
            .unwrap();
            let elder = kept(&book);
            book.change(&later(1), "kept apart", |change| change.keep_apart(ids[1], third)).unwrap();
            let (from, into) = if turned { (ids[1], ids[0]) } else { (ids[0], ids[1]) };
            merge(&mut book, from, into);
            assert_eq!(kept(&book), elder);
            assert!(book.are_kept_apart(into, third).unwrap());
        }
    }

    #[test]
    fn an_id_of_another_program_that_both_records_came_to_have_is_kept_once() {
        for turned in [false, true] {
            let (mut book, ids) = book();
            let known = |book: &Book| -> Vec<(i64, i64)> {
                book.db.all("SELECT id, customer FROM source_record ORDER BY id", [], "look").unwrap()
            };
            // A file of goodcall's own says of one record what a merge on another machine had moved to the other.
            book.change(&clock(), "imported", |change| {
                ids.iter().try_for_each(|id| change.add_source_record(*id, ids[0], "hubspot:1002"))
            })
            .unwrap();
            let both = known(&book);
            let [(elder, _), _] = both[..] else { panic!("two ids") };
            let (from, into) = if turned { (ids[1], ids[0]) } else { (ids[0], ids[1]) };
            merge(&mut book, from, into);
            assert_eq!(known(&book), [(elder, into.0)]);
            book.undo(&later(3), None).unwrap();
            assert_eq!(known(&book), both);
        }
    }
}
