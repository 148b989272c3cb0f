//! Praise and touches for what people read outside the program: one after another in an order, never all in memory.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rusqlite::params_from_iter;

use super::Book;
use super::praise::PraiseFilter;
use super::query::Query;
use super::remarks::{Quoted, select_quoted};
use super::rows::{FromRow, NamedRow, TOUCH};
use super::values::json_ids;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::Remark;
use crate::domain::touch::{Participants, Touch};
use crate::error::Result;
use crate::text::fold;

const TELLING: &str = "read what was said";
/// How many remarks or touches to hold at a time.
const HELD: usize = 200;

/// In which order praise or touches come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// By the day: praise the newest first, touches the oldest first.
    ByDay,
    /// Customer after customer in the order of their names, and by the day inside.
    ByCustomer,
}

/// How much praise there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PraiseCount {
    /// The remarks.
    pub remarks: usize,
    /// The customers who said them.
    pub customers: usize,
}

impl FromRow for PraiseCount {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self { remarks: row.value()?, customers: row.value()? })
    }
}

/// Praise by the teammates whom it names, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByTeammate {
    /// Teammates in the order of their names, and what names them.
    pub named: Vec<(String, Vec<RemarkId>)>,
    /// What names nobody.
    pub of_nobody: Vec<RemarkId>,
}

/// Which touches to tell of; every condition must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TouchFilter {
    /// Only those at which one of them was.
    pub customers: Option<Vec<CustomerId>>,
    /// Only those in which a customer praised this teammate.
    pub teammate: Option<String>,
    /// Only those of these days, the first and the last.
    pub days: Option<(NaiveDate, NaiveDate)>,
}

/// A touch with all that was said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldTouch {
    /// The touch itself.
    pub touch: Touch,
    /// The company of the one whose touch it is.
    pub company: Option<String>,
    /// Who was there.
    pub people: Participants,
    /// What was said, in the order of its lines.
    pub remarks: Vec<Remark>,
}

struct WithCompany {
    touch: Touch,
    company: Option<String>,
}

impl FromRow for WithCompany {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self { touch: Touch::from_row(row)?, company: row.get("company")? })
    }
}

impl Book {
    /// Counts praise.
    pub fn count_praise(&self, filter: &PraiseFilter) -> Result<PraiseCount> {
        let (condition, values) = self.praise_condition(filter);
        let sql = format!(
            "SELECT count(*), count(DISTINCT remark.customer) FROM remark WHERE remark.kind = 'praise' {condition}"
        );
        self.db.one(&sql, params_from_iter(values), TELLING)
    }

    /// Hands on praise one by one, the newest first.
    pub fn each_praise(
        &self,
        filter: &PraiseFilter,
        telling: Telling,
        mut with: impl FnMut(Quoted) -> Result<()>,
    ) -> Result<()> {
        let (condition, values) = self.praise_condition(filter);
        let first = match telling {
            Telling::ByDay => "",
            Telling::ByCustomer => "customer.sort_name, customer.id, ",
        };
        let sql = select_quoted(&format!(
            "remark.kind = 'praise' {condition}
             ORDER BY {first}remark.said_on DESC, remark.said_at DESC, remark.touch DESC, remark.position DESC"
        ));
        let joined = self.joined_names()?;
        self.db.each(&sql, params_from_iter(values), TELLING, |mut quoted: Quoted| {
            joined.put_to(&mut quoted);
            with(quoted)
        })
    }

    /// Finds which praise names which teammates, under the names by which they are kept.
    pub fn praise_by_teammate(&self, filter: &PraiseFilter) -> Result<ByTeammate> {
        let (condition, values) = self.praise_condition(filter);
        let sql = format!(
            "SELECT remark.id, remark.teammate FROM remark WHERE remark.kind = 'praise' {condition}
             ORDER BY remark.said_on DESC, remark.said_at DESC, remark.touch DESC, remark.position DESC"
        );
        let joined = self.joined_names()?;
        let mut found: BTreeMap<String, (String, Vec<RemarkId>)> = BTreeMap::new();
        let mut of_nobody = Vec::new();
        self.db.each(&sql, params_from_iter(values), TELLING, |(id, names): (RemarkId, Option<String>)| {
            let names = names.unwrap_or_default();
            if names.is_empty() {
                of_nobody.push(id);
            }
            for name in names.lines().map(|name| joined.name(name)) {
                let (_, ids) = found.entry(fold(name)).or_insert_with(|| (name.to_string(), Vec::new()));
                // Two spellings of one name are one teammate.
                if ids.last() != Some(&id) {
                    ids.push(id);
                }
            }
            Ok(())
        })?;
        Ok(ByTeammate { named: found.into_values().collect(), of_nobody })
    }

    /// Hands on the praise with some ids, in their order.
    pub fn each_quoted(&self, ids: &[RemarkId], mut with: impl FnMut(Quoted) -> Result<()>) -> Result<()> {
        let sql = select_quoted("remark.id IN (SELECT value FROM json_each(?1))");
        for some in ids.chunks(HELD) {
            let found = self.with_joined_names(self.db.all(&sql, [json_ids(some)], TELLING)?)?;
            let mut found: HashMap<RemarkId, Quoted> = found.into_iter().map(|q| (q.remark.id, q)).collect();
            some.iter().filter_map(|id| found.remove(id)).try_for_each(&mut with)?;
        }
        Ok(())
    }

    /// Hands on touches one by one, the oldest first, with what was said in them. A few queries read many of them.
    pub fn each_touch(
        &self,
        filter: &TouchFilter,
        telling: Telling,
        mut with: impl FnMut(ToldTouch) -> Result<()>,
    ) -> Result<()> {
        let (condition, values) = self.touch_condition(filter);
        let first = match telling {
            Telling::ByDay => "",
            Telling::ByCustomer => "customer.sort_name, customer.id, ",
        };
        let sql = format!(
            "SELECT {TOUCH}, customer.company FROM touch JOIN customer ON customer.id = touch.customer
             WHERE 1 {condition} ORDER BY {first}touch.day, touch.occurred_at, touch.id"
        );
        let mut held: Vec<WithCompany> = Vec::with_capacity(HELD);
        self.db.each(&sql, params_from_iter(values), TELLING, |row| {
            held.push(row);
            if held.len() == HELD { self.tell(std::mem::take(&mut held), &mut with) } else { Ok(()) }
        })?;
        self.tell(held, &mut with)
    }

    fn tell(&self, held: Vec<WithCompany>, with: &mut impl FnMut(ToldTouch) -> Result<()>) -> Result<()> {
        let (touches, companies): (Vec<Touch>, Vec<Option<String>>) =
            held.into_iter().map(|one| (one.touch, one.company)).unzip();
        let people = self.participants_of_all(&touches)?;
        let remarks = self.remarks_of_touches(&touches)?;
        let all = touches.into_iter().zip(companies).zip(people.into_iter().zip(remarks));
        all.into_iter()
            .try_for_each(|((touch, company), (people, remarks))| with(ToldTouch { touch, company, people, remarks }))
    }

    fn touch_condition(&self, filter: &TouchFilter) -> (String, Vec<String>) {
        let (mut condition, mut values) = (String::new(), Vec::new());
        if let Some(customers) = &filter.customers {
            condition.push_str(
                " AND (touch.customer IN (SELECT value FROM json_each(?))
                   OR touch.id IN (SELECT touch FROM touch_with WHERE customer IN (SELECT value FROM json_each(?))))",
            );
            values.extend([json_ids(customers), json_ids(customers)]);
        }
        if let Some((first, last)) = filter.days {
            condition.push_str(&format!(" AND touch.day BETWEEN '{first}' AND '{last}'"));
        }
        if let Some(teammate) = &filter.teammate {
            let named = PraiseFilter { teammate: Some(teammate.clone()), ..PraiseFilter::default() };
            let (praise, more) = self.praise_condition(&named);
            let sql =
                format!(" AND touch.id IN (SELECT remark.touch FROM remark WHERE remark.kind = 'praise' {praise})");
            condition.push_str(&sql);
            values.extend(more);
        }
        (condition, values)
    }
}
