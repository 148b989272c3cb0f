//! How the product's values stand in the book: ids and choices as they are, instants as milliseconds, days as
//! 'YYYY-MM-DD' (rusqlite's own spelling of a `NaiveDate`).

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, Utc};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};

use crate::domain::anniversary::{AnniversaryKind, YearDay};
use crate::domain::customer::{LeftBecause, Standing};
use crate::domain::ids::{ChangeId, CustomerId, PickId, RemarkId, SetbackId, TouchId};
use crate::domain::problems::Invalid;
use crate::domain::remark::{RemarkKind, RemarkState};
use crate::domain::rotation::PickState;
use crate::domain::rotation::{KeptReason, Reason};
use crate::domain::setback::SetbackKind;
use crate::domain::spelled::Spelled;
use crate::domain::tags::Tags;
use crate::domain::touch::{Occasion, Outcome, TouchKind};
use crate::domain::zones::ZoneFrom;

/// Writes ids as a list in JSON, which SQL reads with `json_each`.
pub(super) fn json_ids(ids: impl IntoIterator<Item = impl Display>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    format!("[{}]", ids.join(","))
}

/// Writes texts as a list in JSON, which SQL reads with `json_each`.
pub(super) fn json_texts(texts: &[impl AsRef<str>]) -> String {
    texts.iter().map(AsRef::as_ref).collect::<serde_json::Value>().to_string()
}

macro_rules! id_values {
    ($($id:ident),+ $(,)?) => {$(
        impl ToSql for $id {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $id {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_i64().map(Self)
            }
        }
    )+};
}

/// Makes a choice a value of the book: its word.
macro_rules! choice_values {
    ($($choice:ident),+ $(,)?) => {$(
        impl rusqlite::types::ToSql for $choice {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok($crate::domain::choice::Choice::as_str(*self).into())
            }
        }

        impl rusqlite::types::FromSql for $choice {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                $crate::book::values::choice(value.as_str()?)
            }
        }
    )+};
}
pub(super) use choice_values;

id_values!(ChangeId, CustomerId, PickId, RemarkId, SetbackId, TouchId);
choice_values!(
    AnniversaryKind,
    LeftBecause,
    Occasion,
    Outcome,
    PickState,
    RemarkKind,
    RemarkState,
    SetbackKind,
    Standing,
    TouchKind,
    ZoneFrom
);

/// Reads a choice from its word.
pub(super) fn choice<C: crate::domain::choice::Choice>(word: &str) -> FromSqlResult<C> {
    C::parse(word).ok_or_else(|| FromSqlError::Other(format!("\"{word}\" is not {}", crate::text::a(C::WHAT)).into()))
}

/// An instant as milliseconds since 1970 in UTC, or NULL; the offset of a local time stands in a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Millis<T>(pub T);

impl ToSql for Millis<DateTime<Utc>> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_millis().into())
    }
}

impl ToSql for Millis<DateTime<FixedOffset>> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_millis().into())
    }
}

impl ToSql for Millis<Option<DateTime<Utc>>> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(self.0.map(|at| at.timestamp_millis()).into()))
    }
}

impl FromSql for Millis<DateTime<Utc>> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let ms = value.as_i64()?;
        DateTime::from_timestamp_millis(ms).map(Self).ok_or(FromSqlError::OutOfRange(ms))
    }
}

impl FromSql for Millis<Option<DateTime<Utc>>> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let at = Option::<Millis<DateTime<Utc>>>::column_result(value)?;
        Ok(Self(at.map(|Millis(at)| at)))
    }
}

/// The offset from UTC of a local time, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset(pub FixedOffset);

impl ToSql for Offset {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.local_minus_utc().into())
    }
}

impl FromSql for Offset {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let seconds = i32::column_result(value)?;
        FixedOffset::east_opt(seconds).map(Self).ok_or(FromSqlError::OutOfRange(seconds.into()))
    }
}

/// A time zone by its name, or NULL. A name that is known no longer reads as none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zone(pub Option<crate::domain::tz::Tz>);

impl ToSql for Zone {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.map_or(ToSqlOutput::Owned(Value::Null), |zone| zone.name().into()))
    }
}

impl FromSql for Zone {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(value.as_str_or_null()?.and_then(|name| name.parse().ok())))
    }
}

impl<T> ToSql for Spelled<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.as_written().into())
    }
}

impl<T: FromStr<Err = Invalid>> FromSql for Spelled<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        String::column_result(value).map(Self::kept)
    }
}

impl FromSql for YearDay {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|invalid: Invalid| FromSqlError::Other(Box::new(invalid)))
    }
}

/// A tag on each line; NULL where there are none.
impl FromSql for Tags {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self::kept(value.as_str_or_null()?.unwrap_or_default()))
    }
}

/// Names as one text, a line each; NULL where there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines<T>(pub T);

impl ToSql for Lines<&[String]> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned((!self.0.is_empty()).then(|| self.0.join("\n")).into()))
    }
}

impl FromSql for Lines<Vec<String>> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(value.as_str_or_null()?.unwrap_or_default().lines().map(str::to_string).collect()))
    }
}

/// For whom an unfinished form is: a customer, or 0 where they are not in the book yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NobodyYet(pub Option<CustomerId>);

impl ToSql for NobodyYet {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.map_or(0, |customer| customer.0).into())
    }
}

impl FromSql for NobodyYet {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let id = value.as_i64()?;
        Ok(Self((id != 0).then_some(CustomerId(id))))
    }
}

/// The reasons of an offer as JSON: what decided it, or the sentences that earlier versions kept. What a newer version may
/// have kept and this one does not know is left out; what is not JSON at all is one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reasons<T>(pub T);

impl ToSql for Reasons<&[Reason]> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(serde_json::json!(self.0).to_string().into())
    }
}

impl FromSql for Reasons<Vec<KeptReason>> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let column = value.as_str()?;
        let Ok(kept) = serde_json::from_str::<Vec<serde_json::Value>>(column) else {
            let sentence = Some(column).filter(|c| !c.is_empty());
            return Ok(Self(sentence.map(|s| KeptReason::Sentence(s.to_string())).into_iter().collect()));
        };
        let known = kept.into_iter().filter_map(|one| match one {
            serde_json::Value::String(sentence) => Some(KeptReason::Sentence(sentence)),
            data => serde_json::from_value(data).ok().map(KeptReason::Data),
        });
        Ok(Self(known.collect()))
    }
}
