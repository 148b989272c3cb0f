//! Taking changes back, and putting back what was taken: each is a change of its own. The latest change goes first; redo
//! begins with what was undone last, until something else is changed.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::file::read_only;
use super::journal::{self, ELSEWHERE};
use super::query::Query;
use super::rows::row;
use super::schema;
use super::transfer::referred;
use super::{Book, Change};
use crate::domain::dates::{self, Clock};
use crate::domain::ids::{ChangeId, CustomerId, RemarkId};
use crate::error::{Error, Result};
pub(super) use taking::sql_value;
use taking::{Offers, Taken};

mod apart;
mod logs;
mod shown;
mod taking;

/// How the label of a log begins: undo makes such a change an unfinished log again.
pub(crate) const LOGGED: &str = "logged";

/// A change that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Grows with every change.
    pub id: ChangeId,
    /// What was done, for people: "logged a call with Ana".
    pub label: String,
    /// Which run of the program did it; None where the book is older than the question.
    pub session: Option<i64>,
    /// When, with the offset there and then.
    pub at: DateTime<FixedOffset>,
}

row! {
    /// The columns of a step.
    const STEP: Step = "change" { id, label, session; at = made_at + utc_offset }
}

/// A change that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// What was taken back.
    pub step: Step,
    /// Whose unfinished log holds the text of the log that was taken back; None where it was no log, or one without words.
    pub unfinished: Option<CustomerId>,
    /// The first of those whom the change was about, as far as the book has them now.
    pub customers: Vec<CustomerId>,
    /// The first of the remarks that it was about, as far as the book has them now.
    pub remarks: Vec<RemarkId>,
}

/// What ends what can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoEnd {
    /// A person was forgotten.
    Forget,
    /// The book came back from a backup.
    Restore,
}

impl UndoEnd {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Forget => "forget",
            Self::Restore => "restore",
        }
    }

    /// Says what happened, to go on with "today".
    const fn label(self) -> &'static str {
        match self {
            Self::Forget => "somebody was forgotten",
            Self::Restore => "the book came back from a backup",
        }
    }
}

/// The order in which changes are taken back: only those after the latest that ends what can be undone.
const UNDOABLE: &str = "FROM change WHERE undoes IS NULL AND undone_by IS NULL AND NOT open
  AND id > coalesce((SELECT max(id) FROM change WHERE ends IS NOT NULL), 0) ORDER BY id DESC LIMIT ?1";

/// Finds the undo that redo takes back, and what it had taken: the latest, if nothing else was changed since.
const REDOABLE: &str =
    "SELECT undo.id, undo.undoes, undo.made_at FROM change AS undo JOIN change AS taken ON taken.id = undo.undoes
  WHERE undo.undone_by IS NULL AND taken.undoes IS NULL
    AND undo.id > (SELECT id FROM change WHERE undoes IS NULL AND NOT open ORDER BY id DESC LIMIT 1)
  ORDER BY undo.id DESC LIMIT 1";

impl Book {
    /// Returns the number of this run of the program, which its changes bear.
    pub fn session(&self) -> i64 {
        self.session
    }

    /// Returns the changes that undo would take back, newest first.
    pub fn undo_steps(&self, limit: usize) -> Result<Vec<Step>> {
        self.db.all(&format!("SELECT {STEP} {UNDOABLE}"), [limit], "look at the latest changes")
    }

    /// Takes the latest change back. `expected` guards against taking back another than the one that was shown. What
    /// another machine has changed since can't be taken back: it is said once, and the change before is the latest then.
    pub fn undo(&mut self, clock: &Clock, expected: Option<ChangeId>) -> Result<Undone> {
        let steps = self.undo_steps(2)?;
        let undo = |book: &mut Self| book.undo_latest(clock, expected);
        let Some(step) = steps.first().filter(|step| expected.is_none_or(|e| e == step.id)) else { return undo(self) };
        let before = steps.get(1).map(|step| step.label.as_str());
        let undone = self.unless_changed_elsewhere(clock, step.id, undo)?;
        undone.ok_or_else(|| changed_elsewhere((&step.label, "undone", "undo"), before))
    }

    /// Puts back what undo took last. What another machine has changed since can't be put back: it is said once.
    pub fn redo(&mut self, clock: &Clock) -> Result<Step> {
        let undone: Option<(ChangeId, ChangeId, i64)> = self.db.optional(REDOABLE, [], "look at what was undone")?;
        let redo = |book: &mut Self| book.redo_latest(clock);
        let Some((undo, taken, _)) = undone else { return redo(self) };
        if let Some(step) = self.unless_changed_elsewhere(clock, undo, redo)? {
            return Ok(step);
        }
        let label: String = self.db.one("SELECT label FROM change WHERE id = ?1", [taken], "redo")?;
        Err(changed_elsewhere((&label, "redone", "redo"), None))
    }

    /// Takes the latest change back; an error where it is not the one that was expected.
    fn undo_latest(&mut self, clock: &Clock, expected: Option<ChangeId>) -> Result<Undone> {
        self.change(clock, "undo", |change| {
            let Some(step) = change.undo_steps(1)?.into_iter().next() else {
                return Err(change.nothing_to_undo(clock)?);
            };
            if expected.is_some_and(|e| e != step.id) {
                return Err(Error::failed("the book was changed since; nothing was undone")
                    .help("look at what undo would take back now: goodcall undo --list"));
            }
            change.take_back_step(step)
        })
    }

    /// Puts back what undo took last.
    fn redo_latest(&mut self, clock: &Clock) -> Result<Step> {
        self.change(clock, "redo", |change| {
            let found: Option<(ChangeId, ChangeId, i64)> =
                change.db.optional(REDOABLE, [], "look at what was undone")?;
            let Some((undo, taken, at)) = found else { return Err(Error::failed("there is nothing to redo")) };
            let step: Step = change.db.one(&format!("SELECT {STEP} FROM change WHERE id = ?1"), [taken], "redo")?;
            let offers = Offers::SinceUndo(at);
            change.take_back(&Taken { change: undo, label: &step.label, done: "redone", offers })?;
            if let Some((log, _)) = change.log_of(&step)? {
                change.finish_undone_log(&log, undo)?;
            }
            let redid = "UPDATE change SET undoes = ?2, label = ?3 WHERE id = ?1";
            change.db.run(redid, (change.id, undo, format!("redid: {}", step.label)), "redo")?;
            change.db.run("UPDATE change SET undone_by = ?2 WHERE id = ?1", (undo, change.id), "redo")?;
            change.db.run("UPDATE change SET undone_by = NULL WHERE id = ?1", [taken], "redo")?;
            Ok(step)
        })
    }

    /// Takes a change back by `take_back`. Where another machine has changed what it wrote, or what it puts back contradicts
    /// what another machine sent, it returns None, and the change is passed over.
    fn unless_changed_elsewhere<T>(
        &mut self,
        clock: &Clock,
        change: ChangeId,
        take_back: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<Option<T>> {
        if !self.was_changed_elsewhere(change)? {
            match take_back(self) {
                Err(refused) if refused.is_contradiction() && self.membership()?.is_some() => {}
                taken => return taken.map(Some),
            }
        }
        self.is_past_taking_back(clock, change)?;
        Ok(None)
    }

    /// Whether another machine has changed what a change wrote.
    fn was_changed_elsewhere(&self, change: ChangeId) -> Result<bool> {
        let sql = "SELECT tbl, row FROM journal WHERE change = ?1 AND checksum = ?2";
        let rows: Vec<(String, i64)> = self.db.all(sql, (change, ELSEWHERE), "look at the latest changes")?;
        for (table, row) in rows {
            if !self.is_passing_offer(&table, row)? {
                return Ok(true);
            }
        }
        Ok(self.refers_to_what_is_gone(change)? || self.has_logs_of_others(change)?)
    }

    /// Whether another machine logged a touch with somebody whom a change added: they stay for it.
    fn has_logs_of_others(&self, change: ChangeId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sync_self)
                     AND EXISTS (SELECT 1 FROM journal AS mine
                       JOIN touch ON touch.customer BETWEEN mine.row AND coalesce(mine.upto, mine.row)
                       WHERE mine.change = ?1 AND mine.tbl = 'customer' AND mine.old IS NULL
                         AND NOT EXISTS (SELECT 1 FROM journal AS own WHERE own.change = mine.change AND own.tbl = 'touch'
                                           AND touch.id BETWEEN own.row AND coalesce(own.upto, own.row)))";
        self.db.one(sql, [change], "look at the latest changes")
    }

    /// Whether a row that a change removed or altered refers to one that is not in the book any more, and does not come back
    /// with it: another machine took that one out, or merged it. What a row was in the middle of the change does not come back.
    fn refers_to_what_is_gone(&self, change: ChangeId) -> Result<bool> {
        const LOOKING: &str = "look at the latest changes";
        let written = "SELECT DISTINCT tbl FROM journal WHERE change = ?1 AND old IS NOT NULL";
        for name in self.db.all::<String>(written, [change], LOOKING)? {
            for column in schema::book_table(&name).into_iter().flat_map(|table| table.columns) {
                let Some((of, _)) = referred(column) else { continue };
                // One that can't be read is told of where it is put back.
                let wanted = format!("iif(json_valid(mine.old), mine.old ->> '{}', NULL)", column.name);
                let sql = format!(
                    "SELECT EXISTS (SELECT 1 FROM journal AS mine WHERE change = ?1 AND tbl = ?2 AND {wanted} NOT NULL
                       AND {wanted} NOT IN (SELECT id FROM {of})
                       AND NOT EXISTS (SELECT 1 FROM journal AS earlier WHERE earlier.change = mine.change
                                         AND earlier.tbl = mine.tbl AND earlier.id < mine.id
                                         AND mine.row BETWEEN earlier.row AND coalesce(earlier.upto, earlier.row))
                       AND NOT EXISTS (SELECT 1 FROM journal AS back WHERE back.change = mine.change
                                         AND back.tbl = '{of}' AND back.row = {wanted} AND back.old IS NOT NULL))"
                );
                if self.db.one(&sql, (change, &name), LOOKING)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Has a change passed over when changes are taken back, and so those before it that wrote the same rows.
    fn is_past_taking_back(&mut self, clock: &Clock, change: ChangeId) -> Result<()> {
        const PASSING: &str = "pass over a change";
        let rows = format!(
            "SELECT DISTINCT tbl, row, iif(tbl = 'remark', {}, row) FROM journal AS mine WHERE change = ?1 AND upto IS NULL",
            journal::touch_of_remark("mine")
        );
        self.note(clock, |note| {
            for (table, row, among) in note.db.all::<(String, i64, Option<i64>)>(&rows, [change], PASSING)? {
                journal::was_changed_elsewhere(&note.db, &table, row, among.unwrap_or(row))?;
            }
            note.db.run("UPDATE change SET undone_by = id WHERE id = ?1", [change], PASSING).map(drop)
        })
    }

    /// Says why there is nothing to undo.
    pub fn nothing_to_undo(&self, clock: &Clock) -> Result<Error> {
        let latest = format!("SELECT {STEP} FROM change WHERE ends IS NOT NULL ORDER BY id DESC LIMIT 1");
        let end: Option<Step> = self.db.optional(&latest, [], "look at the latest changes")?;
        let Some(end) = end else { return Ok(Error::failed("there is nothing to undo")) };
        let day = dates::short(end.at.date_naive(), clock.today());
        let why = format!("{} on {day}, and what was done before can't be undone", end.label);
        Ok(Error::failed(format!("there is nothing to undo: {why}")))
    }

    /// Returns what ended last what can be undone; None where nothing did.
    pub fn latest_undo_end(&self) -> Result<Option<UndoEnd>> {
        let latest = "SELECT ends FROM change WHERE ends IS NOT NULL ORDER BY id DESC LIMIT 1";
        let end: Option<String> = self.db.optional(latest, [], "look at the latest changes")?;
        Ok([UndoEnd::Forget, UndoEnd::Restore].into_iter().find(|known| end.as_deref() == Some(known.as_str())))
    }

    /// Returns the local day of the latest undo of a change that another run of the program had made; None where the
    /// journal tells of none.
    pub fn latest_undo_of_others(&self) -> Result<Option<NaiveDate>> {
        let sql = format!(
            "SELECT {STEP} FROM change JOIN change AS taken ON taken.id = change.undoes
             WHERE taken.undoes IS NULL AND change.session IS NOT taken.session ORDER BY change.id DESC LIMIT 1"
        );
        let latest: Option<Step> = self.db.optional(&sql, [], "look at the latest undo")?;
        Ok(latest.map(|undo| undo.at.date_naive()))
    }

    /// Whether a copy of a book holds a change.
    pub fn copy_holds(copy: &std::path::Path, step: &Step) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM change WHERE id = ?1 AND label = ?2 AND made_at = ?3)";
        read_only(copy)?.one(sql, (step.id, &step.label, step.at.timestamp_millis()), "look into the backup")
    }

    /// Ends a change that is open, where a copy of the book was made in its middle, so that it can be undone too.
    pub fn end_open_change(&mut self, clock: &Clock) -> Result<()> {
        let is_open = "SELECT EXISTS (SELECT 1 FROM change WHERE open)";
        if self.db.one(is_open, [], "look for a change that was left open")? && self.can_write {
            self.note(clock, |_| Ok(()))?;
        }
        Ok(())
    }

    /// Ends what can be undone, in a transaction of its own.
    pub fn end_undo(&mut self, clock: &Clock, end: UndoEnd) -> Result<()> {
        self.transaction(|book| book.write_undo_end(clock, end))
    }

    /// Ends what can be undone: what was done before stays.
    pub(super) fn write_undo_end(&self, clock: &Clock, end: UndoEnd) -> Result<()> {
        const ENDING: &str = "end what can be undone";
        let id = self.begin_change(clock, end.label())?;
        // It counts as undone, so that nothing takes it for a change.
        let ended = "UPDATE change SET open = 0, undone_by = id, ends = ?2 WHERE id = ?1";
        self.db.run(ended, (id, end.as_str()), ENDING).map(drop)
    }
}

impl Change<'_> {
    /// Takes a step back by this change, which becomes its undo. A log becomes an unfinished one.
    fn take_back_step(&self, step: Step) -> Result<Undone> {
        let log = self.log_of(&step)?;
        let offers = Offers::AfterCall(step.at.timestamp_millis());
        self.take_back(&Taken { change: step.id, label: &step.label, done: "undone", offers })?;
        let unfinished = match log {
            Some((log, with)) => self.keep_as_unfinished(&log, &with)?,
            None => None,
        };
        let undid = "UPDATE change SET undoes = ?2, label = ?3 WHERE id = ?1";
        self.db.run(undid, (self.id, step.id, format!("undid: {}", step.label)), "undo")?;
        self.db.run("UPDATE change SET undone_by = ?2 WHERE id = ?1", (step.id, self.id), "undo")?;
        Ok(Undone { step, unfinished, customers: self.customers_of(self.id)?, remarks: self.remarks_of(self.id)? })
    }
}

/// The error of a change that another machine has changed since; `before` is the one that is taken back next.
fn changed_elsewhere((label, done, act): (&str, &str, &str), before: Option<&str>) -> Error {
    let next = match before {
        Some(before) => format!("change it by hand instead; {act} goes on with \"{before}\""),
        None => "change it by hand instead".to_string(),
    };
    Error::failed(format!("\"{label}\" can't be {done}: something of it was changed on another machine since"))
        .help(format!("nothing was {done}; {next}"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::book::Change;
    use crate::book::picks::Offer;
    use crate::book::praise::PraiseFilter;
    use crate::book::tests::{book, clock, later, touch_of};
    use crate::domain::touch::Touch;

    fn set_city(book: &mut Book, id: CustomerId, city: &str) {
        let change = |change: &Change<'_>| {
            let customer = change.customer(id)?;
            change.update_customer(&crate::domain::customer::Customer { city: Some(city.into()), ..customer })
        };
        assert!(book.change(&clock(), format!("moved to {city}"), change).unwrap());
    }

    #[test]
    fn an_undone_insert_keeps_what_it_took_away() {
        let (mut book, ids) = book();
        let inserted = "SELECT old FROM journal WHERE tbl = 'customer' AND row = ?1 ORDER BY id";
        let old: Vec<Option<String>> = book.db.all(inserted, [ids[0]], "look").unwrap();
        assert!(old.iter().all(|old| old.as_ref().is_none_or(|old| old.contains("Ana Ribeiro"))) && old[0].is_none());
        book.undo(&clock(), None).unwrap();
        assert!(book.find_customer(ids[0]).unwrap().is_none());
        let old: Vec<Option<String>> = book.db.all(inserted, [ids[0]], "look").unwrap();
        let gone: Value = serde_json::from_str(old.last().unwrap().as_ref().unwrap()).unwrap();
        assert_eq!((&gone["name"], &gone["favorite"]), (&"Ana Ribeiro".into(), &1.into()));
        assert!(gone.get("last_talked").is_none(), "what is derived is not kept");
    }

    #[test]
    fn a_later_change_of_a_row_blocks_an_undo_until_it_is_undone_itself() {
        let (mut book, ids) = book();
        set_city(&mut book, ids[0], "Porto");
        let porto = book.undo_steps(1).unwrap().remove(0);
        set_city(&mut book, ids[0], "Lisbon");
        let taken = Taken { change: porto.id, label: &porto.label, done: "undone", offers: Offers::AfterCall(0) };
        let error = book.change(&clock(), "undid", |change| change.take_back(&taken)).unwrap_err();
        assert!(error.message.contains("changed again since"), "{error}");
        assert_eq!(book.customer(ids[0]).unwrap().city.as_deref(), Some("Lisbon"));
        book.undo(&clock(), None).unwrap();
        assert_eq!(book.undo(&clock(), None).unwrap().step, porto);
        assert_eq!(book.customer(ids[0]).unwrap().city, None);
    }

    #[test]
    fn what_was_shown_never_blocks_an_undo() {
        let (mut book, ids) = book();
        for _ in 0..2 {
            let praise = book.next_praise(&PraiseFilter::default()).unwrap().unwrap().remark.id;
            book.note(&clock(), |note| note.praise_shown(praise)).unwrap();
        }
        book.undo(&clock(), None).unwrap();
        assert!(book.find_customer(ids[0]).unwrap().is_none());
    }

    fn labels(book: &Book) -> Vec<String> {
        book.undo_steps(1000).unwrap().into_iter().map(|s| s.label).collect()
    }

    fn city(book: &Book, id: CustomerId) -> Option<String> {
        book.customer(id).unwrap().city
    }

    #[test]
    fn redo_puts_back_what_was_undone_newest_undone_first() {
        let (mut book, ids) = book();
        for city in ["Porto", "Lisbon", "Faro"] {
            set_city(&mut book, ids[0], city);
        }
        for label in ["Faro", "Lisbon", "Porto"] {
            assert_eq!(book.undo(&clock(), None).unwrap().step.label, format!("moved to {label}"));
        }
        assert_eq!((city(&book, ids[0]), labels(&book)), (None, vec!["began".to_string()]));
        for to in ["Porto", "Lisbon"] {
            assert_eq!(book.redo(&clock()).unwrap().label, format!("moved to {to}"));
            assert_eq!(city(&book, ids[0]).as_deref(), Some(to));
        }
        assert_eq!(book.undo(&clock(), None).unwrap().step.label, "moved to Lisbon");
        assert_eq!(city(&book, ids[0]).as_deref(), Some("Porto"));
        assert_eq!(book.redo(&clock()).unwrap().label, "moved to Lisbon");
        assert_eq!(book.redo(&clock()).unwrap().label, "moved to Faro");
        assert_eq!(labels(&book), ["moved to Faro", "moved to Lisbon", "moved to Porto", "began"]);
        assert_eq!(book.redo(&clock()).unwrap_err().message, "there is nothing to redo");
        assert_eq!(city(&book, ids[0]).as_deref(), Some("Faro"));
    }

    #[test]
    fn redo_of_an_insert_reads_what_its_undo_kept() {
        let (mut book, ids) = book();
        let ana = book.customer(ids[0]).unwrap();
        let remarks = book.touches_of(ids[0], 1).unwrap().remove(0);
        let remarks = |book: &Book| book.remarks_of_touch(remarks.id).unwrap();
        let before = remarks(&book);
        book.undo(&clock(), None).unwrap();
        assert!(book.find_customer(ids[0]).unwrap().is_none() && book.search(&["sally".into()], 9).unwrap().is_empty());
        book.redo(&clock()).unwrap();
        assert_eq!((book.customer(ids[0]).unwrap(), remarks(&book)), (ana, before));
        assert_eq!(book.search(&["sally".into()], 9).unwrap().len(), 2);
        book.undo(&clock(), None).unwrap();
        assert!(book.find_customer(ids[1]).unwrap().is_none());
    }

    #[test]
    fn another_change_ends_what_can_be_redone_and_a_note_does_not() {
        let (mut book, ids) = book();
        set_city(&mut book, ids[0], "Porto");
        book.undo(&clock(), None).unwrap();
        book.note(&clock(), |note| note.keep_draft("log", Some(ids[1]), "{}")).unwrap();
        // Nothing differs after it, so it does not count as a change.
        book.change(&clock(), "nothing", |change| change.update_customer(&change.customer(ids[0])?)).unwrap();
        book.redo(&clock()).unwrap();
        book.undo(&clock(), None).unwrap();
        set_city(&mut book, ids[1], "Lisbon");
        assert_eq!(book.redo(&clock()).unwrap_err().message, "there is nothing to redo");
        book.undo(&clock(), None).unwrap();
        assert_eq!(book.redo(&clock()).unwrap().label, "moved to Lisbon");
        assert_eq!(book.redo(&clock()).unwrap_err().message, "there is nothing to redo");
        assert_eq!((city(&book, ids[0]), city(&book, ids[1]).as_deref()), (None, Some("Lisbon")));
    }

    #[test]
    fn what_another_program_changed_after_an_undo_is_not_redone_away() {
        let (mut book, ids) = book();
        set_city(&mut book, ids[0], "Porto");
        book.undo(&clock(), None).unwrap();
        book.db.execute("UPDATE customer SET city = 'Elsewhere' WHERE id = ?1", [ids[0].0]).unwrap();
        let error = book.redo(&clock()).unwrap_err();
        assert_eq!(error.message, "\"moved to Porto\" can't be redone: something of it was changed again since");
        assert_eq!(error.help.as_deref(), Some("nothing was redone; change it by hand instead"));
        assert_eq!(city(&book, ids[0]).as_deref(), Some("Elsewhere"));
    }

    fn log(book: &mut Book, id: CustomerId, text: &str) -> Touch {
        let add = |change: &Change<'_>| {
            let touch = touch_of(change, id, text);
            change.add_touch(&touch)?;
            change.finish_draft("log", Some(id))?;
            Ok(touch)
        };
        book.change(&clock(), "logged a call with them", add).unwrap()
    }

    fn draft(book: &Book, id: CustomerId) -> Option<Value> {
        book.draft("log", Some(id)).unwrap().map(|d| serde_json::from_str(&d.fields).unwrap())
    }

    fn keep(book: &mut Book, id: CustomerId, fields: &Value) {
        book.note(&clock(), |note| note.keep_draft("log", Some(id), &fields.to_string())).unwrap();
    }

    #[test]
    fn an_undone_log_is_an_unfinished_one_again_with_all_its_fields() {
        let (mut book, ids) = book();
        let touch = log(&mut book, ids[0], "+ Kind\nSecond line");
        let undone = book.undo(&clock(), None).unwrap();
        assert_eq!(undone.unfinished, Some(ids[0]));
        let fields = json!({
            "text": "+ Kind\nSecond line", "kind": "call", "outcome": "reached", "minutes": "7", "when": "",
            "with": "", "mood_before": 2, "mood_after": null, "opened": touch.at.to_rfc3339(), "left": true,
        });
        assert_eq!(draft(&book, ids[0]), Some(fields));
        assert_eq!(draft(&book, ids[1]), None);
        book.redo(&clock()).unwrap();
        assert_eq!(draft(&book, ids[0]), None);
        assert_eq!(book.touch(touch.id).unwrap(), touch);
    }

    #[test]
    fn a_log_without_a_word_leaves_no_draft() {
        let (mut book, ids) = book();
        let add = |change: &Change<'_>| {
            let silent = Touch { minutes: None, mood_before: None, ..touch_of(change, ids[0], "") };
            change.add_touch(&silent)
        };
        book.change(&clock(), "logged a call with them", add).unwrap();
        assert_eq!(book.undo(&clock(), None).unwrap().unfinished, None);
        assert_eq!(draft(&book, ids[0]), None);
        // What is typed meanwhile has nothing to do with it.
        keep(&mut book, ids[0], &json!({"text": "typed"}));
        book.redo(&clock()).unwrap();
        assert_eq!(draft(&book, ids[0]), Some(json!({"text": "typed"})));
    }

    #[test]
    fn an_undone_log_follows_the_unfinished_one_after_a_blank_line() {
        for (before, after) in [
            ("begun", "begun\n\nlogged"),
            ("begun\n", "begun\n\nlogged"),
            ("begun\n\n", "begun\n\nlogged"),
            ("", "logged"),
        ] {
            let (mut book, ids) = book();
            log(&mut book, ids[0], "logged");
            let begun = json!({"text": before, "kind": "visit", "minutes": "", "mood_before": null, "mood_after": 4});
            keep(&mut book, ids[0], &begun);
            book.undo(&clock(), None).unwrap();
            let fields = draft(&book, ids[0]).unwrap();
            assert_eq!(fields["text"], after, "{before:?}");
            assert_eq!((&fields["kind"], &fields["minutes"]), (&json!("visit"), &json!("7")), "{before:?}");
            assert_eq!((&fields["mood_before"], &fields["mood_after"]), (&json!(2), &json!(4)), "{before:?}");
            book.redo(&clock()).unwrap();
            let fields = draft(&book, ids[0]).unwrap();
            assert_eq!(begun.as_object().unwrap().iter().find(|(k, v)| fields[*k] != **v), None, "{before:?}");
        }
    }

    #[test]
    fn several_undone_logs_gather_in_one_and_leave_it_again() {
        let (mut book, ids) = book();
        for text in ["first", "second", "third"] {
            log(&mut book, ids[0], text);
        }
        keep(&mut book, ids[0], &json!({"text": "begun"}));
        let text = |book: &Book| draft(book, ids[0]).unwrap()["text"].as_str().unwrap().to_string();
        for after in ["begun\n\nthird", "begun\n\nthird\n\nsecond", "begun\n\nthird\n\nsecond\n\nfirst"] {
            book.undo(&clock(), None).unwrap();
            assert_eq!(text(&book), after);
        }
        for after in ["begun\n\nthird\n\nsecond", "begun\n\nthird", "begun"] {
            book.redo(&clock()).unwrap();
            assert_eq!(text(&book), after);
        }
    }

    #[test]
    fn redo_refuses_where_the_unfinished_log_was_edited_and_goes_on_once_it_is_gone() {
        let (mut book, ids) = book();
        let touch = log(&mut book, ids[0], "logged");
        book.undo(&clock(), None).unwrap();
        let mut untouched = draft(&book, ids[0]).unwrap();
        // The same fields once more are no edit, nor is it to take them up and leave them again.
        keep(&mut book, ids[0], &untouched);
        untouched.as_object_mut().unwrap().shift_remove("left");
        keep(&mut book, ids[0], &untouched);
        book.redo(&clock()).unwrap();
        book.undo(&clock(), None).unwrap();
        keep(&mut book, ids[0], &json!({"text": "logged, and more"}));
        let error = book.redo(&clock()).unwrap_err();
        assert_eq!(error.message, "the unfinished log of Ana Ribeiro was edited since; nothing was redone");
        assert!(book.touch(touch.id).is_err(), "nothing is put back");
        assert_eq!(draft(&book, ids[0]), Some(json!({"text": "logged, and more"})));
        book.note(&clock(), |note| note.drop_draft("log", Some(ids[0]))).unwrap();
        book.redo(&clock()).unwrap();
        assert_eq!(book.touch(touch.id).unwrap(), touch);
    }

    #[test]
    fn what_ends_undo_ends_redo_too_and_says_so() {
        for (end, why) in [
            (UndoEnd::Forget, "somebody was forgotten on 23 Nov, and what was done before can't be undone"),
            (UndoEnd::Restore, "the book came back from a backup on 23 Nov, and what was done before can't be undone"),
        ] {
            let (mut book, ids) = book();
            set_city(&mut book, ids[0], "Porto");
            set_city(&mut book, ids[0], "Lisbon");
            book.undo(&clock(), None).unwrap();
            book.end_undo(&clock(), end).unwrap();
            assert_eq!(labels(&book), [""; 0]);
            let error = book.undo(&clock(), None).unwrap_err();
            assert_eq!(error.message, format!("there is nothing to undo: {why}"));
            assert_eq!(book.redo(&clock()).unwrap_err().message, "there is nothing to redo");
            assert_eq!(city(&book, ids[0]).as_deref(), Some("Porto"));
            set_city(&mut book, ids[1], "Faro");
            assert_eq!(labels(&book), ["moved to Faro"]);
            book.undo(&clock(), None).unwrap();
            assert!(book.undo(&clock(), None).unwrap_err().message.ends_with(why));
            book.redo(&clock()).unwrap();
            assert_eq!(city(&book, ids[1]).as_deref(), Some("Faro"));
        }
    }

    #[test]
    fn undos_and_redos_use_up_none_of_the_kept_changes() {
        let (mut book, ids) = book();
        let days = |days: i64| later(days * 24 * 60);
        let add = |book: &mut Book, n: usize, clock: &Clock| {
            let add = |change: &Change<'_>| change.add_touch(&touch_of(change, ids[n % 2], &format!("talk {n}")));
            book.change(clock, format!("did {n}"), add).unwrap();
        };
        for n in 0..213 {
            add(&mut book, n, &days(1));
        }
        for _ in 0..100 {
            book.undo(&days(2), None).unwrap();
        }
        for _ in 0..100 {
            book.redo(&days(3)).unwrap();
        }
        for n in 213..243 {
            add(&mut book, n, &days(40));
        }
        let left = labels(&book);
        assert_eq!((left.len(), left[0].as_str(), left[199].as_str()), (200, "did 242", "did 43"));
        for _ in 0..200 {
            book.undo(&days(41), None).unwrap();
        }
        assert_eq!(labels(&book), [""; 0], "an undo of what is gone is no step itself");
    }

    #[test]
    fn an_old_change_that_was_undone_lately_can_be_redone() {
        let (mut book, ids) = book();
        for n in 0..250 {
            set_city(&mut book, ids[0], &format!("city {n}"));
        }
        let much_later = later(40 * 24 * 60);
        for _ in 0..230 {
            book.undo(&much_later, None).unwrap();
        }
        for _ in 0..230 {
            book.redo(&much_later).unwrap();
        }
        assert_eq!(city(&book, ids[0]).as_deref(), Some("city 249"));
    }

    #[test]
    fn a_change_that_was_left_open_is_ended_and_can_be_undone() {
        let left_open = |book: &Book| {
            let open = "UPDATE change SET open = 1 WHERE id = (SELECT max(id) FROM change);
                        UPDATE journal SET checksum = NULL WHERE change = (SELECT max(id) FROM change)";
            book.db.execute_batch(open).unwrap();
        };
        let (mut book, ids) = book();
        set_city(&mut book, ids[0], "Porto");
        left_open(&book);
        set_city(&mut book, ids[1], "Lisbon");
        assert_eq!(labels(&book), ["moved to Lisbon", "moved to Porto", "began"]);
        left_open(&book);
        book.note(&clock(), |note| note.keep_draft("log", Some(ids[0]), "{}")).unwrap();
        assert_eq!(labels(&book), ["moved to Lisbon", "moved to Porto", "began"]);
        left_open(&book);
        assert_eq!(book.undo(&clock(), None).unwrap().step.label, "moved to Lisbon");
        left_open(&book);
        assert_eq!(book.undo(&clock(), None).unwrap().step.label, "moved to Porto");
        assert_eq!((city(&book, ids[0]), city(&book, ids[1])), (None, None));
        // Nothing was written yet when the copy was made.
        book.db.execute_batch("INSERT INTO change (label, made_at, utc_offset) VALUES ('begun', 7, 0)").unwrap();
        set_city(&mut book, ids[1], "Faro");
        assert_eq!(labels(&book), ["moved to Faro", "began"]);
        // What was changed of it since blocks it, as ever.
        left_open(&book);
        book.end_open_change(&clock()).unwrap();
        book.db.execute_batch("UPDATE customer SET city = 'Elsewhere'").unwrap();
        assert!(book.undo(&clock(), None).unwrap_err().message.contains("changed again since"));
    }

    #[test]
    fn the_changes_of_each_opening_bear_its_own_number() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.db");
        let mut sessions = Vec::new();
        for name in ["Ana", "Ben"] {
            let mut book = Book::open(&path).unwrap();
            let add = |change: &Change<'_>| {
                let id = change.new_customer_id();
                change.add_customer(&crate::domain::customer::Customer::new(id, name, change.clock()))
            };
            book.change(&clock(), "added", add).unwrap();
            assert_eq!(book.undo_steps(1).unwrap()[0].session, Some(book.session()));
            sessions.push(book.session());
        }
        assert_ne!(sessions[0], sessions[1]);
        let steps = Book::open(&path).unwrap().undo_steps(9).unwrap();
        assert_eq!(steps.iter().map(|s| s.session).collect::<Vec<_>>(), [Some(sessions[1]), Some(sessions[0])]);
    }

    #[test]
    fn an_offer_that_was_made_after_an_undo_makes_way_for_the_redo() {
        let (mut book, ids) = book();
        let today = clock().today();
        let offer =
            |customer| Offer { call_day: today, customer, wait_days: 1, weight: 10, score: 10, reasons: vec![] };
        for next in [ids[0], ids[1]] {
            let settle = |change: &Change<'_>| {
                change.store_offer(&offer(ids[0]))?;
                change.settle_as_called(today, ids[0]).map(drop)
            };
            book.change(&clock(), "called", settle).unwrap();
            let called = book.picks_of_slot(today).unwrap();
            book.undo(&later(1), None).unwrap();
            book.note(&later(2), |note| note.store_offer(&offer(next))).unwrap();
            book.redo(&later(3)).unwrap();
            assert_eq!(book.picks_of_slot(today).unwrap(), called);
            book.undo(&later(4), None).unwrap();
            assert_eq!(book.picks_of_slot(today).unwrap(), []);
        }
    }
}
