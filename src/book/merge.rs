//! Two records of one person become one: everything that hangs on the one that goes moves to the one that stays. And
//! people who only look alike: who is compared, and who is kept apart for good.

use std::collections::HashSet;

use rusqlite::OptionalExtension;
use serde_json::{Map, Value};

use super::search::HitKind;
use super::{Book, Change, Doing};
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::likeness::{Compared, Traits, in_order};
use crate::error::Result;
use crate::text::fold;

/// A pair of rows of which one goes: both ids, whether the going one ranks higher, and why each is as it is.
type Both = (i64, i64, bool, Option<String>, Option<String>);

impl Book {
    /// Goes through what is compared of everybody, the archived too: a person who comes back is no new one.
    pub fn each_traits(&self, mut with: impl FnMut(Traits)) -> Result<()> {
        let mut statement = self
            .db
            .prepare_cached("SELECT id, sort_name, company, email, phone FROM customer")
            .doing("compare the customers")?;
        let mut rows = statement.query([]).doing("compare the customers")?;
        while let Some(row) = rows.next().doing("compare the customers")? {
            let traits = (|| {
                let name = row.get_ref(1)?.as_str()?;
                let company = row.get_ref(2)?.as_str_or_null()?.map(fold);
                let (email, phone) = (row.get_ref(3)?.as_str_or_null()?, row.get_ref(4)?.as_str_or_null()?);
                let id = CustomerId(row.get(0)?);
                Ok::<_, rusqlite::Error>(Traits::of(Compared { id, name, company: company.as_deref(), email, phone }))
            })();
            with(traits.doing("compare the customers")?);
        }
        Ok(())
    }

    /// What is compared of one customer.
    pub fn traits_of(&self, id: CustomerId) -> Result<Option<Traits>> {
        Ok(self.find_customer(id)?.map(|c| {
            let company = c.company.as_deref().map(fold);
            let (company, email, phone) = (company.as_deref(), c.email.as_deref(), c.phone.as_deref());
            Traits::of(Compared { id: c.id, name: &fold(&c.name), company, email, phone })
        }))
    }

    /// The pairs that are kept apart, each in the one order, the latest last.
    pub fn kept_apart(&self) -> Result<Vec<(CustomerId, CustomerId)>> {
        self.db
            .prepare_cached("SELECT customer, other FROM kept_apart ORDER BY id")
            .and_then(|mut s| {
                s.query_map([], |row| Ok(in_order(CustomerId(row.get(0)?), CustomerId(row.get(1)?))))?.collect()
            })
            .doing("look at who is kept apart")
    }

    /// Whether two customers are kept apart.
    pub fn are_kept_apart(&self, one: CustomerId, other: CustomerId) -> Result<bool> {
        let (one, other) = in_order(one, other);
        self.db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM kept_apart WHERE customer = ?1 AND other = ?2 OR customer = ?2 AND other = ?1)",
            )
            .and_then(|mut s| s.query_row((one.0, other.0), |row| row.get(0)))
            .doing("look at who is kept apart")
    }
}

impl Change<'_> {
    /// Keeps two customers apart for good; whether that is new.
    pub fn keep_apart(&self, one: CustomerId, other: CustomerId) -> Result<bool> {
        let (one, other) = in_order(one, other);
        if self.are_kept_apart(one, other)? {
            return Ok(false);
        }
        self.db
            .prepare_cached("INSERT INTO kept_apart (id, customer, other, updated_at) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| s.execute((self.new_id(&self.clock), one.0, other.0, self.now_ms())))
            .doing("keep them apart")?;
        Ok(true)
    }

    /// Lets two customers be asked about again; whether they were kept apart.
    pub fn keep_apart_no_longer(&self, one: CustomerId, other: CustomerId) -> Result<bool> {
        let removed = self
            .db
            .prepare_cached("DELETE FROM kept_apart WHERE customer = ?1 AND other = ?2 OR customer = ?2 AND other = ?1")
            .and_then(|mut s| s.execute((one.0, other.0)))
            .doing("let them be asked about")?;
        Ok(removed > 0)
    }

    /// Moves everything from one record to the other, writes `merged` over the one that stays, and removes the one that
    /// goes.
    pub fn merge(&self, gone: &Customer, merged: &Customer) -> Result<()> {
        let (from, into) = (gone.id, merged.id);
        let now = self.now_ms();
        for sql in [
            "UPDATE touch SET customer = ?2, updated_at = ?3 WHERE customer = ?1",
            "UPDATE remark SET customer = ?2, updated_at = ?3 WHERE customer = ?1",
            "UPDATE standing_change SET customer = ?2, updated_at = ?3 WHERE customer = ?1",
            "UPDATE customer SET referred_by = ?2, updated_at = ?3 WHERE referred_by = ?1 AND id <> ?2",
        ] {
            self.db.prepare_cached(sql).and_then(|mut s| s.execute((from.0, into.0, now))).doing("merge them")?;
        }
        self.merge_rows(
            "pick",
            "call_day",
            // Nothing that was lived through is lost: a call counts before an open offer, a miss, a skip.
            "CASE state WHEN 'called' THEN 4 WHEN 'offered' THEN 3 WHEN 'not-reached' THEN 2 WHEN 'skipped' THEN 1 ELSE 0 END",
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
        self.remember_as(gone, into)?;
        self.db
            .prepare_cached("DELETE FROM imported WHERE customer = ?1")
            .and_then(|mut s| s.execute([from.0]))
            .doing("merge them")?;
        self.unindex(from.0, HitKind::Customer)?;
        // Before the one that stays is written, so that a reference to the one that goes is gone from it as well.
        self.update_customer(merged)?;
        self.db
            .prepare_cached("DELETE FROM customer WHERE id = ?1")
            .and_then(|mut s| s.execute([from.0]))
            .doing("merge them")?;
        self.refresh_derived(into)?;
        let away = merged.snoozed_until.is_some_and(|d| d > self.clock.today());
        if !merged.in_rotation() || away { self.withdraw_offers(into) } else { Ok(()) }
    }

    /// Moves rows of which a customer has one for each `key`: of two the one of the higher rank stays, of equals the one
    /// that was there; why is kept of either.
    fn merge_rows(&self, table: &str, key: &str, rank: &str, (from, into): (CustomerId, CustomerId)) -> Result<()> {
        let rank_of = |row: &str| rank.replace("state", &format!("{row}.state"));
        let sql = format!(
            "SELECT theirs.id, mine.id, {} > {}, theirs.because, mine.because FROM {table} AS theirs
             JOIN {table} AS mine ON mine.{key} = theirs.{key} AND mine.customer = ?2 WHERE theirs.customer = ?1",
            rank_of("theirs"),
            rank_of("mine")
        );
        let both: Vec<Both> = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut s| {
                s.query_map((from.0, into.0), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                })?
                .collect()
            })
            .doing("merge them")?;
        for (theirs, mine, theirs_stays, why_theirs, why_mine) in both {
            let (stays, goes) = if theirs_stays { (theirs, mine) } else { (mine, theirs) };
            let (why, other) = if theirs_stays { (why_theirs, why_mine) } else { (why_mine, why_theirs) };
            self.db
                .prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))
                .and_then(|mut s| s.execute([goes]))
                .doing("merge them")?;
            if why.is_none() && other.is_some() {
                self.db
                    .prepare_cached(&format!("UPDATE {table} SET because = ?2, updated_at = ?3 WHERE id = ?1"))
                    .and_then(|mut s| s.execute((stays, other, self.now_ms())))
                    .doing("merge them")?;
            }
        }
        self.db
            .prepare_cached(&format!("UPDATE {table} SET customer = ?2, updated_at = ?3 WHERE customer = ?1"))
            .and_then(|mut s| s.execute((from.0, into.0, self.now_ms())))
            .doing("merge them")?;
        Ok(())
    }

    /// Whoever was kept apart from the one is kept apart from the other; the two themselves no longer.
    fn merge_kept_apart(&self, from: CustomerId, into: CustomerId) -> Result<()> {
        let pairs: HashSet<_> = self.kept_apart()?.into_iter().filter(|(a, b)| *a == from || *b == from).collect();
        for (one, other) in pairs {
            self.keep_apart_no_longer(one, other)?;
            let third = if one == from { other } else { one };
            if third != into {
                self.keep_apart(third, into)?;
            }
        }
        Ok(())
    }

    /// Moves unfinished forms: of two of a kind, what was typed in either is kept. (Drafts are no part of undo.)
    fn move_drafts(&self, from: CustomerId, into: CustomerId) -> Result<()> {
        for theirs in self.drafts()?.into_iter().filter(|d| d.customer == Some(from)) {
            let mine: Option<String> = self
                .db
                .prepare_cached("SELECT fields FROM draft WHERE form = ?1 AND customer = ?2")
                .and_then(|mut s| s.query_row((&theirs.form, into.0), |row| row.get(0)).optional())
                .doing("move the unfinished forms")?;
            let fields = mine.map_or(theirs.fields.clone(), |mine| both_drafts(&mine, &theirs.fields));
            self.finish_draft(&theirs.form, Some(from))?;
            self.db
                .prepare_cached(
                    "INSERT INTO draft (id, form, customer, fields, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (form, customer) DO UPDATE SET fields = excluded.fields, updated_at = excluded.updated_at",
                )
                .and_then(|mut s| {
                    s.execute((self.new_id(&self.clock), &theirs.form, into.0, &fields, theirs.updated_at))
                })
                .doing("move the unfinished forms")?;
        }
        Ok(())
    }
}

/// Two unfinished forms as one: what is written in the first stays, the second's lines follow.
fn both_drafts(mine: &str, theirs: &str) -> String {
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let (mut mine, theirs) = (read(mine), read(theirs));
    for (key, value) in theirs {
        let said = match (mine.get(&key), &value) {
            (Some(Value::String(mine)), Value::String(theirs)) if key == "text" && !mine.is_empty() => {
                format!("{mine}\n{theirs}").into()
            }
            (None | Some(Value::Null), _) => value,
            (Some(Value::String(mine)), _) if mine.is_empty() => value,
            _ => continue,
        };
        mine.insert(key, said);
    }
    Value::Object(mine).to_string()
}
