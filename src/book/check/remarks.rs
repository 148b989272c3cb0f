//! Each log's remarks against what the log says.

use crate::book::Book;
use crate::book::check::{Findings, Pace};
use crate::book::copy::Watch;
use crate::book::query::Query;
use crate::book::rows::{FromRow, NamedRow, TOUCH};
use crate::domain::choice::Choice;
use crate::domain::ids::CustomerId;
use crate::domain::remark::{self, speakers};
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::text;

/// A touch with its day and one of its remarks, or none.
struct Line {
    touch: Touch,
    day: String,
    remark: Option<Derived>,
}

/// A remark as it is in the book, and what it takes over from its touch.
struct Derived {
    id: i64,
    customer: CustomerId,
    /// Whether they were at the touch besides its customer.
    was_there: bool,
    said_at: i64,
    said_on: String,
    said: Said,
}

/// What is derived of a remark.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    kind: String,
    text: String,
    teammates: String,
}

impl FromRow for Line {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        let (touch, day) = (Touch::from_row(row)?, row.get("day")?);
        let Some(id) = row.get("remark_id")? else { return Ok(Self { touch, day, remark: None }) };
        let remark = Derived {
            id,
            customer: row.get("remark_customer")?,
            was_there: row.get("was_there")?,
            said_at: row.get("said_at")?,
            said_on: row.get("said_on")?,
            said: Said {
                kind: row.get("remark_kind")?,
                text: row.get("remark_text")?,
                teammates: row.get::<Option<String>>("teammate")?.unwrap_or_default(),
            },
        };
        Ok(Self { touch, day, remark: Some(remark) })
    }
}

impl Book {
    /// Derives each log's remarks again, with what they take over from their touch.
    pub(super) fn check_remarks(&self, found: &mut Findings, watch: &Watch) -> Result<()> {
        let sql = format!(
            "SELECT {TOUCH}, touch.day, remark.id AS remark_id, remark.customer AS remark_customer,
               EXISTS (SELECT 1 FROM touch_with WHERE touch_with.touch = touch.id AND touch_with.customer = remark.customer)
                 AS was_there, said_at, said_on,
               remark.kind AS remark_kind, remark.text AS remark_text, teammate
             FROM touch LEFT JOIN remark ON remark.touch = touch.id ORDER BY touch.id, remark.position"
        );
        let mut at: Option<(Touch, Vec<Derived>)> = None;
        let mut pace = Pace::new(watch);
        self.db.each(&sql, [], "check the remarks", |Line { touch, day, remark }| {
            pace.row()?;
            let id = touch.id;
            if at.as_ref().is_none_or(|(at, _)| at.id != id) {
                compare(at.take(), found);
                if day != touch.day().to_string() {
                    found.add(format!("touch {id} is of another day than its instant says ({day})"));
                }
                at = Some((touch, Vec::new()));
            }
            if let (Some((touch, remarks)), Some(remark)) = (&mut at, remark) {
                let day = touch.day().to_string();
                let right = (touch.at.timestamp_millis(), day.as_str());
                let is_theirs = remark.customer == touch.customer || remark.was_there;
                if !is_theirs || (remark.said_at, remark.said_on.as_str()) != right {
                    found.add(format!("remark {} has another customer or time than its touch {id}", remark.id));
                }
                remarks.push(remark);
            }
            Ok(())
        })?;
        compare(at, found);
        Ok(())
    }
}

fn compare(of: Option<(Touch, Vec<Derived>)>, found: &mut Findings) {
    let Some((touch, derived)) = of else { return };
    let lines = remark::parse(&touch.text);
    let right_ids: Vec<i64> = lines.iter().map(|line| line.id(touch.id).0).collect();
    let (ids, remarks): (Vec<i64>, Vec<Said>) = derived.into_iter().map(|remark| (remark.id, remark.said)).unzip();
    let right: Vec<Said> = lines
        .into_iter()
        .enumerate()
        .map(|(at, said)| {
            let kind = said.kind.as_str().to_string();
            // A name before it said whose it is, whatever they are called now.
            let named = speakers::prefix(&said.text).map(|(_, said)| said);
            match named.filter(|named| remarks.get(at).is_some_and(|is| is.text == *named)) {
                Some(named) => Said { kind, text: named.to_string(), teammates: said.teammates.join("\n") },
                None => Said { kind, text: said.text, teammates: said.teammates.join("\n") },
            }
        })
        .collect();
    if remarks == right {
        if ids != right_ids {
            found.add(format!("touch {}: its remarks have other ids than its log tells", touch.id));
        }
        return;
    }
    let differs = remarks.iter().zip(&right).find(|(is, should)| is != should);
    match differs {
        Some((is, should)) if is.text != should.text => found.add(format!(
            "touch {}: the log says \"{}\" where the remark says \"{}\"",
            touch.id,
            text::cut(&should.text, 60),
            text::cut(&is.text, 60)
        )),
        _ => found.add(format!("touch {}: its remarks are not what its log says", touch.id)),
    }
}
