//! The claims on customers who are anyone's, as far as this book knows them: each is asked for once.

use chrono::NaiveDate;

use super::{READING, WRITING};
use crate::book::customers::IS_ANOTHERS;
use crate::book::query::Query;
use crate::book::{Book, Note};
use crate::domain::ids::{CustomerId, PickId};
use crate::error::Result;

/// What is known of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownClaim<'a> {
    /// Who is claimed.
    pub customer: CustomerId,
    /// For which call day.
    pub call_day: NaiveDate,
    /// The rep who has it.
    pub rep: &'a str,
}

impl Book {
    /// Returns the rep who claimed a customer for a call day; None where nobody is known to have.
    pub fn claimed_by(&self, customer: CustomerId, call_day: NaiveDate) -> Result<Option<String>> {
        let sql = "SELECT rep FROM sync_claim WHERE customer = ?1 AND call_day = ?2";
        self.db.optional(sql, (customer, call_day), READING)
    }

    /// Lists whom other reps claimed for a call day.
    pub fn claimed_by_others(&self, call_day: NaiveDate) -> Result<Vec<CustomerId>> {
        let sql = "SELECT customer FROM sync_claim
                   WHERE call_day = ?1 AND rep IS NOT (SELECT account FROM sync_server)";
        self.db.all(sql, [call_day], READING)
    }

    /// Says whether any favorite is called by another rep in a slot.
    pub fn others_call_a_favorite(&self, call_day: NaiveDate) -> Result<bool> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM customer
               WHERE favorite AND archived_at IS NULL AND ({IS_ANOTHERS} OR team IS NOT NULL AND owner IS NULL AND id IN (
                 SELECT customer FROM sync_claim
                 WHERE call_day = ?1 AND rep IS NOT (SELECT account FROM sync_server))))"
        );
        self.db.one(&sql, [call_day], READING)
    }

    /// Says whether anybody in the rotation is anyone's.
    pub fn has_anyones(&self) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM customer
                     WHERE favorite AND standing = 'active' AND archived_at IS NULL AND do_not_call = 0
                       AND team IS NOT NULL AND owner IS NULL)";
        self.db.one(sql, [], READING)
    }

    /// Returns the latest slot's open offer, where it is of somebody who is anyone's and whom nobody is known to have claimed.
    pub fn unclaimed_offer(&self) -> Result<Option<PickId>> {
        let sql = "SELECT pick.id FROM pick JOIN customer ON customer.id = pick.customer
                   WHERE pick.call_day = (SELECT max(call_day) FROM pick) AND pick.state = 'offered'
                     AND customer.team IS NOT NULL AND customer.owner IS NULL
                     AND NOT EXISTS (SELECT 1 FROM sync_claim AS c
                       WHERE c.customer = pick.customer AND c.call_day = pick.call_day)";
        self.db.optional(sql, [], READING)
    }
}

impl Note<'_> {
    /// Keeps who has a claim. Those of earlier call days have nothing more to say.
    pub fn keep_claim(&self, claim: KnownClaim<'_>) -> Result<()> {
        let KnownClaim { customer, call_day, rep } = claim;
        self.db.run("DELETE FROM sync_claim WHERE call_day < ?1", [call_day], WRITING)?;
        let sql = "INSERT INTO sync_claim (customer, call_day, rep) VALUES (?1, ?2, ?3)
                   ON CONFLICT (customer, call_day) DO UPDATE SET rep = excluded.rep";
        self.db.run(sql, (customer, call_day, rep), WRITING).map(drop)
    }

    /// Withdraws offers of this book whom another rep calls, unless they were settled meanwhile.
    pub fn leave_to_others(&self, picks: &[PickId]) -> Result<()> {
        let sql = "UPDATE pick SET state = 'withdrawn', kept_for = NULL, updated_at = ?2,
                     settled_at = max(?2, 1 + coalesce((SELECT max(settled_at) FROM pick AS other
                       WHERE other.call_day = pick.call_day AND other.id <> pick.id), 0))
                   WHERE id = ?1 AND state = 'offered'";
        let now = self.clock.instant.timestamp_millis();
        picks.iter().try_for_each(|pick| self.db.run(sql, (*pick, now), WRITING).map(drop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::tests::{book, clock};
    use crate::domain::rotation::PickState;

    const DAY: &str = "2026-11-23";

    fn claim(customer: CustomerId, day: &str, rep: &'static str) -> KnownClaim<'static> {
        KnownClaim { customer, call_day: day.parse().unwrap(), rep }
    }

    /// The book of ana, with Ana Ribeiro shared by a team under an owner.
    fn book_of_ana(owner: Option<&str>) -> (Book, Vec<CustomerId>) {
        let (book, ids) = book();
        let server = "INSERT INTO sync_server (id, url, account, host, database, machine, name)
                        VALUES (1, 'postgres://ana@h/d', 'ana', 'h', 'd', 1, 'laptop')";
        book.db.execute_batch(server).unwrap();
        let sql = "UPDATE customer SET team = 'north', owner = ?2 WHERE id = ?1";
        book.db.execute(sql, (ids[0], owner)).unwrap();
        (book, ids)
    }

    #[test]
    fn the_rotation_has_ones_own_and_anyones_but_not_anothers() {
        let names = |owner| {
            let candidates = book_of_ana(owner).0.candidates().unwrap();
            let mut names: Vec<(String, bool)> = candidates.into_iter().map(|c| (c.name, c.anyones)).collect();
            names.sort_unstable();
            names
        };
        let ana = |anyones| ("Ana Ribeiro".to_string(), anyones);
        let marcus = ("Marcus Webb".to_string(), false);
        assert_eq!(names(Some("ana")), [ana(false), marcus.clone()]);
        assert_eq!(names(None), [ana(true), marcus.clone()]);
        assert_eq!(names(Some("ben")), [marcus]);
    }

    #[test]
    fn a_claim_is_known_for_its_call_day_and_no_longer() {
        let (mut book, ids) = book_of_ana(None);
        let (one, other) = (ids[0], ids[1]);
        let day: NaiveDate = DAY.parse().unwrap();
        let keep = |book: &mut Book, claim| book.note(&clock(), |note| note.keep_claim(claim)).unwrap();
        keep(&mut book, claim(one, DAY, "ben"));
        keep(&mut book, claim(other, DAY, "ana"));
        assert_eq!(book.claimed_by_others(day).unwrap(), [one]);
        assert_eq!(book.claimed_by(other, day).unwrap().as_deref(), Some("ana"));
        let next = "2026-11-30";
        assert_eq!(book.claimed_by_others(next.parse().unwrap()).unwrap(), []);
        keep(&mut book, claim(one, next, "ana"));
        assert_eq!(book.claimed_by(one, day).unwrap(), None);
        assert_eq!(book.claimed_by(one, next.parse().unwrap()).unwrap().as_deref(), Some("ana"));
    }

    #[test]
    fn only_an_open_offer_is_left_to_another() {
        let (mut book, ids) = book_of_ana(None);
        let (one, day) = (ids[0], DAY.parse().unwrap());
        let offer = crate::book::picks::Offer {
            call_day: day,
            customer: one,
            wait_days: 1,
            weight: 10,
            score: 10,
            reasons: Vec::new(),
        };
        book.note(&clock(), |note| note.store_offer(&offer)).unwrap();
        let pick = book.picks_of_slot(day).unwrap().remove(0);
        assert_eq!((pick.team.as_deref(), pick.owner.as_deref()), (Some("north"), None));
        book.note(&clock(), |note| note.leave_to_others(&[pick.id])).unwrap();
        let left = book.picks_of_slot(day).unwrap().remove(0);
        assert_eq!((left.state, left.settled_at.is_some()), (PickState::Withdrawn, true));
        book.change(&clock(), "called", |change| change.settle(pick.id, PickState::Called, None)).unwrap();
        book.note(&clock(), |note| note.leave_to_others(&[pick.id])).unwrap();
        assert_eq!(book.picks_of_slot(day).unwrap()[0].state, PickState::Called);
    }
}
