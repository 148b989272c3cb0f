//! What a row of a file may hold: the same as flags and forms take. A value that can't be is taken out and named; a row that
//! can't be without it is left out.

use chrono::{DateTime, NaiveDate, TimeDelta};
use serde_json::{Map, Value};

use super::super::schema::{Column, Holds, Table};
use super::sql_value;
use crate::domain::anniversary::{AnniversaryKind, YearDay};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerField, Kind, Merge, NEEDS_NAME, Reader};
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::input::{capitalized, shorten};
use crate::domain::phone::Phone;
use crate::domain::tags::Tag;
use crate::domain::zones::ZoneFrom;
use crate::domain::{away, visits};

/// How much later than here it may be where the file was written.
const LATER: TimeDelta = TimeDelta::hours(26);
/// The most minutes of a contact.
const A_DAY: i64 = 24 * 60;
/// The farthest offset from UTC, in seconds.
const FARTHEST_OFFSET: i64 = 24 * 3600;

/// A row of a file while it is checked.
pub(super) struct Checked<'r> {
    table: &'static Table,
    row: &'r mut Map<String, Value>,
    clock: Clock,
    /// What was taken out of it, each as a sentence for people.
    notes: Vec<String>,
}

/// Takes out of a row what can't be; returns what is to be said of that.
///
/// # Errors
/// Says why the row itself can't be.
pub(super) fn check(table: &'static Table, row: &mut Map<String, Value>, now: &Clock) -> Result<Vec<String>, String> {
    let clock = Clock { instant: now.instant + LATER, ..*now };
    let mut checked = Checked { table, row, clock, notes: Vec::new() };
    checked.values()?;
    match table.name {
        "customer" => checked.customer()?,
        "anniversary" => checked.anniversary()?,
        "tag" => checked.tag()?,
        "reach" => checked.is_said("value", "a number or an address")?,
        "teammate_alias" => checked.is_said("name", "a name")?,
        "planned_visit" => checked.visit()?,
        "away" => checked.away()?,
        "touch" => checked.touch()?,
        _ => {}
    }
    Ok(checked.notes)
}

impl Checked<'_> {
    fn text(&self, key: &str) -> Option<&str> {
        self.row.get(key).and_then(Value::as_str)
    }

    fn day(&self, key: &str) -> Option<NaiveDate> {
        self.text(key)?.parse().ok()
    }

    fn instant(&self, key: &str) -> Option<DateTime<chrono::Utc>> {
        match self.row.get(key)? {
            Value::String(text) => DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()),
            number => DateTime::from_timestamp_millis(number.as_i64()?),
        }
    }

    /// Takes a value out, and says so.
    fn drop(&mut self, key: &str, why: &str) {
        if let Some(value) = self.row.shift_remove(key) {
            self.notes.push(format!("its {} {} {why}: left out", key.replace('_', " "), shown(&value)));
        }
    }

    /// Looks at every value by what its column holds.
    fn values(&mut self) -> Result<(), String> {
        let table = self.table;
        for column in table.columns {
            let Some(value) = self.row.get(column.name) else { continue };
            let is_key = matches!(column.holds, Holds::Id | Holds::Customer | Holds::Ref);
            if sql_value(value, column.holds).is_none() {
                if is_key {
                    return Err(format!("its \"{}\" {} can't be read", column.name, shown(value)));
                }
                self.drop(column.name, "can't be read");
            } else if let Some(text) = value.as_str().map(str::to_string) {
                self.text_value(column, &text)?;
            }
        }
        let offset = self.row.get("utc_offset").and_then(Value::as_i64).unwrap_or(0);
        if offset.abs() >= FARTHEST_OFFSET {
            return Err(format!("no clock is {offset} seconds off"));
        }
        Ok(())
    }

    fn text_value(&mut self, column: &Column, text: &str) -> Result<(), String> {
        let (name, most) = (column.name, column.most_bytes());
        if text.len() > most {
            return Err(format!("its \"{name}\" has {} bytes, and {most} are the most that it may hold", text.len()));
        }
        if text.contains('\0') {
            self.notes.push(format!("its {} holds a NUL: taken out", name.replace('_', " ")));
            self.row.insert(name.into(), text.replace('\0', "").into());
        }
        Ok(())
    }

    /// Reads each field as a form would; what can't be read is kept among the facts.
    fn customer(&mut self) -> Result<(), String> {
        if self.text(CustomerField::Name.key()).is_some_and(|name| name.trim().is_empty()) {
            return Err(NEEDS_NAME.into());
        }
        let as_typed = |typed: &str| Phone { number: typed.to_string(), ..Phone::default() };
        let mut lines = Vec::new();
        for field in CustomerField::ALL.iter().copied() {
            let is_read = matches!(field.spec().kind, Kind::Parsed | Kind::Choice(_) | Kind::Rating | Kind::Day);
            let Some(value) = self.row.get(field.key()).filter(|value| is_read && !value.is_null()) else { continue };
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
            let reader = Reader { clock: &self.clock, phone: &as_typed };
            let mut anybody = Customer::new(CustomerId(0), "", &self.clock);
            if field.set(&mut anybody, text.trim(), &reader).is_ok() {
                continue;
            }
            let (name, quoted) = (named(field), shown(value));
            self.row.shift_remove(field.key());
            self.notes.push(format!("the {name} {quoted} can't be read; it is kept among the facts"));
            lines.push(format!("{}: {}", capitalized(name), text.replace(['\n', '\r'], " ")));
        }
        if !lines.is_empty() {
            let facts = self.text(CustomerField::Facts.key()).filter(|facts| !facts.is_empty());
            let all: Vec<&str> = facts.into_iter().chain(lines.iter().map(String::as_str)).collect();
            let all = all.join("\n");
            self.row.insert(CustomerField::Facts.key().into(), all.into());
        }
        if self.text("zone_from").is_some_and(|from| ZoneFrom::parse(from).is_none()) {
            self.drop("zone_from", "is not a source of a time zone");
        }
        Ok(())
    }

    fn anniversary(&mut self) -> Result<(), String> {
        let number = |key: &str| self.row.get(key).and_then(Value::as_i64);
        let (year, month, day) = (number("year"), number("month"), number("day"));
        let part = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        let of_year = |year| YearDay::new(year, part(month), part(day));
        let kind = self.text("kind").and_then(AnniversaryKind::parse).ok_or("it is of an unknown kind")?;
        let yearless = of_year(None).ok_or_else(|| format!("{} of month {} is not a day", part(day), part(month)))?;
        let whole = year.map(|year| i32::try_from(year).ok().and_then(|year| of_year(Some(year))));
        let can_be = |day: YearDay| YearDay::read_birthday(&day.to_string(), self.clock.today());
        let wrong = match whole {
            None => return Ok(()),
            Some(Some(whole)) => can_be(whole).err().map(|why| why.to_string()),
            Some(None) => Some(format!("{} is not a year in which {} is a day", year.unwrap_or(0), yearless.words())),
        };
        match wrong {
            None => Ok(()),
            Some(why) if kind == AnniversaryKind::Birthday => {
                self.row.insert("year".into(), Value::Null);
                self.notes.push(format!("a birthday: {why}; {} is kept without the year", yearless.words()));
                Ok(())
            }
            Some(why) => Err(why),
        }
    }

    fn tag(&mut self) -> Result<(), String> {
        let tag = Tag::read(self.text("tag").unwrap_or_default()).map_err(|why| why.to_string())?;
        self.row.insert("tag".into(), tag.as_str().into());
        Ok(())
    }

    fn is_said(&self, key: &str, what: &str) -> Result<(), String> {
        match self.text(key) {
            Some(text) if !text.trim().is_empty() => Ok(()),
            _ => Err(format!("{what} that is blank says nothing")),
        }
    }

    fn visit(&self) -> Result<(), String> {
        let is_declined = self.text("state") == Some("declined");
        let days = ["day", "moved_to"].into_iter().filter_map(|key| self.day(key));
        match days.filter(|_| !is_declined).find(|day| visits::is_feast(*day)) {
            Some(feast) => Err(format!("nobody works on {}", feast.format("%-d %B %Y"))),
            None => Ok(()),
        }
    }

    fn away(&self) -> Result<(), String> {
        let days = self.day("first_day").zip(self.day("last_day"));
        days.map_or(Ok(()), |(first, last)| away::check(first, last).map_err(|why| why.to_string()))
    }

    fn touch(&mut self) -> Result<(), String> {
        if let Some(at) = self.instant("occurred_at").filter(|at| *at > self.clock.instant) {
            return Err(format!("{} lies in the future", at.format("%Y-%m-%d %H:%M")));
        }
        for mood in ["mood_before", "mood_after"] {
            if self.row.get(mood).and_then(Value::as_i64).is_some_and(|n| !(1..=5).contains(&n)) {
                self.drop(mood, "is not from 1 to 5");
            }
        }
        if self.row.get("minutes").and_then(Value::as_i64).is_some_and(|n| !(0..=A_DAY).contains(&n)) {
            self.drop("minutes", "is not from none to a day");
        }
        Ok(())
    }
}

/// What a field is called among facts.
fn named(field: CustomerField) -> &'static str {
    match field.spec().merge {
        Merge::Keep(name) | Merge::KeepOfPast(name) => name.trim_end_matches(':'),
        Merge::All(_) | Merge::Either | Merge::Both | Merge::United | Merge::Standing => field.key(),
    }
}

fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
    format!("\"{}\"", shorten(&text, 60))
}
