//! Teammates whom praise names, and the spellings that were joined.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::query::Query;
use super::remarks::Quoted;
use super::{Book, Change};
use crate::error::Result;
use crate::text::fold;

const JOINING: &str = "join the names";
const COUNTING: &str = "look at who was praised";

/// The spellings of teammates' names that were joined to another: whose praise it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joined(HashMap<String, String>);

impl Joined {
    /// Returns the name under which a spelling's praise is kept.
    pub fn name<'a>(&'a self, spelling: &'a str) -> &'a str {
        // Most books join nobody, and folding takes its time.
        if self.0.is_empty() { spelling } else { self.0.get(&fold(spelling)).map_or(spelling, String::as_str) }
    }

    /// Puts a remark under the names to which its teammates' spellings were joined, each once.
    pub fn put_to(&self, quoted: &mut Quoted) {
        if self.is_empty() {
            return;
        }
        let names = std::mem::take(&mut quoted.remark.teammates);
        for name in names.iter().map(|n| self.name(n)) {
            if !quoted.remark.teammates.iter().any(|n| n == name) {
                quoted.remark.teammates.push(name.to_string());
            }
        }
    }

    /// Says whether no spellings were joined.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Book {
    /// Returns the spellings that were joined.
    pub fn joined_names(&self) -> Result<Joined> {
        let joined = self.db.all("SELECT alias, name FROM teammate_alias", [], "look at the teammates")?;
        Ok(Joined(joined.into_iter().collect()))
    }

    /// Puts remarks under the names to which their teammates' spellings were joined.
    pub(super) fn with_joined_names(&self, mut quoted: Vec<Quoted>) -> Result<Vec<Quoted>> {
        let joined = self.joined_names()?;
        quoted.iter_mut().for_each(|one| joined.put_to(one));
        Ok(quoted)
    }

    /// Returns the names that praise has, each as it stands there, one a line: the last day, and how often.
    pub fn praised_teammates(&self) -> Result<Vec<Praised>> {
        let sql = "SELECT teammate, max(day), sum(n) FROM praised_on WHERE teammate <> '' GROUP BY teammate";
        self.db.all(sql, [], COUNTING)
    }

    /// Returns the same of the days from one to another.
    pub fn praised_between(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<Praised>> {
        let sql = "SELECT teammate, max(day), sum(n) FROM praised_on
                   WHERE teammate <> '' AND day BETWEEN ?1 AND ?2 GROUP BY teammate";
        self.db.all(sql, (from, upto), COUNTING)
    }
}

/// The teammates that praise names, one a line, the last day on which it does, and how much it is.
pub(crate) type Praised = (String, String, usize);

impl Change<'_> {
    /// Joins a spelling to a name, together with the names that were joined to the spelling.
    pub fn join_teammate(&self, spelling: &str, name: &str) -> Result<()> {
        let (from, into) = (fold(spelling), fold(name));
        for (alias, _) in self.joined_names()?.0.iter().filter(|(_, to)| fold(to) == from) {
            self.keep_alias(alias, name)?;
        }
        // A name that stands for others stands for itself.
        let sql = "DELETE FROM teammate_alias WHERE alias = ?1 AND alias <> ?2";
        self.db.run(sql, (&into, &from), JOINING)?;
        self.keep_alias(&from, name)
    }

    fn keep_alias(&self, alias: &str, name: &str) -> Result<()> {
        self.db.run(
            "INSERT INTO teammate_alias (id, alias, name, updated_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (alias) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at
             WHERE name <> excluded.name",
            (self.new_id(&self.clock), alias, name, self.now_ms()),
            JOINING,
        )?;
        Ok(())
    }
}
