//! How the value of a customer's field is read from text and given out again, by the type that holds it.

use std::borrow::Cow;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::{Customer, LeftBecause, Standing};
use crate::domain::anniversary::YearDay;
use crate::domain::choice::Choice;
use crate::domain::dates::{self, Clock, Toward};
use crate::domain::input;
use crate::domain::phone::Phone;
use crate::domain::problems::Invalid;
use crate::domain::spelled::Spelled;
use crate::domain::tags::Tags;
use crate::domain::tz::Tz;
use crate::domain::zones::{self, ZoneFrom};

/// Reads a telephone number as typed; what cannot be read is kept as typed.
pub type ReadPhone<'a> = &'a dyn Fn(&str) -> Phone;

/// What reading a field needs to know besides the text.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// What "3 days ago" counts from.
    pub clock: &'a Clock,
    /// Reads numbers, in the region that the app knows.
    pub phone: ReadPhone<'a>,
}

/// A field's value as it goes out: into JSON as it is, into forms and comparisons as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum<'a> {
    /// Nothing is known.
    Absent,
    /// Words, days and choices, in the spelling of the book.
    Text(Cow<'a, str>),
    /// A rating or a count.
    Number(u8),
    /// Yes or no.
    YesNo(bool),
    /// Several words, maybe none.
    Tags(&'a Tags),
}

impl Datum<'_> {
    /// Writes the value as the text that sets it; "" where there is none.
    pub fn to_text(&self) -> String {
        match self {
            Self::Absent => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Number(n) => n.to_string(),
            Self::YesNo(true) => "yes".into(),
            Self::YesNo(false) => "no".into(),
            Self::Tags(tags) => tags.to_string(),
        }
    }

    /// Whether nothing was ever said: no value, or a plain no.
    pub fn is_unsaid(&self) -> bool {
        match self {
            Self::Absent | Self::YesNo(false) => true,
            Self::Tags(tags) => tags.is_empty(),
            Self::Text(_) | Self::Number(_) | Self::YesNo(true) => false,
        }
    }
}

impl Serialize for Datum<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(n) => serializer.serialize_u8(*n),
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Tags(tags) => serializer.collect_seq(tags.iter()),
        }
    }
}

/// The ways to and from one field of a customer.
pub(super) struct Access {
    /// Gives the value out.
    pub(super) get: fn(&Customer) -> Datum<'_>,
    /// Reads the value from trimmed text; "" clears it.
    pub(super) set: fn(&mut Customer, &str, &Reader<'_>) -> Result<(), Invalid>,
    /// Copies the value from one customer to another.
    pub(super) copy: fn(&mut Customer, &Customer),
}

/// Reaches a field that its type alone can read, or that the given function reads.
macro_rules! field {
    ($name:ident) => {
        field!($name, FieldValue::read)
    };
    ($name:ident, $read:expr) => {
        Access {
            get: |customer| FieldValue::datum(&customer.$name),
            set: |customer, text, reader| {
                customer.$name = $read(text, reader)?;
                Ok(())
            },
            copy: |to, from| to.$name.clone_from(&from.$name),
        }
    };
}
pub(super) use field;

/// A type that a field of a customer may hold.
pub(super) trait FieldValue: Sized {
    /// Gives the value out.
    fn datum(&self) -> Datum<'_>;

    /// Reads trimmed text; "" clears the field.
    fn read(text: &str, reader: &Reader<'_>) -> Result<Self, Invalid>;
}

impl FieldValue for String {
    fn datum(&self) -> Datum<'_> {
        Datum::Text(self.into())
    }

    fn read(text: &str, _: &Reader<'_>) -> Result<Self, Invalid> {
        Ok(text.to_string())
    }
}

impl FieldValue for bool {
    fn datum(&self) -> Datum<'_> {
        Datum::YesNo(*self)
    }

    fn read(text: &str, _: &Reader<'_>) -> Result<Self, Invalid> {
        let unclear = || Invalid::new(format!("\"{text}\" is neither yes nor no"));
        if text.is_empty() { Ok(false) } else { input::read_yes_no(text).ok_or_else(unclear) }
    }
}

impl FieldValue for u8 {
    fn datum(&self) -> Datum<'_> {
        Datum::Number(*self)
    }

    fn read(text: &str, _: &Reader<'_>) -> Result<Self, Invalid> {
        text.parse().map_err(|_| Invalid::new(format!("\"{text}\" is not a number")))
    }
}

impl FieldValue for Tz {
    fn datum(&self) -> Datum<'_> {
        Datum::Text(self.name().into())
    }

    fn read(text: &str, _: &Reader<'_>) -> Result<Self, Invalid> {
        zones::read_zone(text)
    }
}

impl FieldValue for NaiveDate {
    fn datum(&self) -> Datum<'_> {
        Datum::Text(self.to_string().into())
    }

    fn read(text: &str, reader: &Reader<'_>) -> Result<Self, Invalid> {
        let day = dates::parse_when(text, reader.clock, Toward::Past).map_err(|e| Invalid::new(e.to_string()))?.date;
        if day > reader.clock.today() { Err(Invalid::new(format!("{day} lies in the future"))) } else { Ok(day) }
    }
}

impl FieldValue for YearDay {
    fn datum(&self) -> Datum<'_> {
        Datum::Text(self.to_string().into())
    }

    fn read(text: &str, reader: &Reader<'_>) -> Result<Self, Invalid> {
        Self::read_birthday(text, reader.clock.today())
    }
}

impl FieldValue for Tags {
    fn datum(&self) -> Datum<'_> {
        Datum::Tags(self)
    }

    fn read(text: &str, _: &Reader<'_>) -> Result<Self, Invalid> {
        Self::read(text)
    }
}

impl<T: FromStr<Err = Invalid>> FieldValue for Spelled<T> {
    fn datum(&self) -> Datum<'_> {
        Datum::Text(self.as_written().into())
    }

    fn read(text: &str, _: &Reader<'_>) -> Result<Self, Invalid> {
        Self::read(text)
    }
}

impl FieldValue for Standing {
    fn datum(&self) -> Datum<'_> {
        Datum::Text(self.as_str().into())
    }

    fn read(text: &str, _: &Reader<'_>) -> Result<Self, Invalid> {
        read_choice(text)
    }
}

impl FieldValue for LeftBecause {
    fn datum(&self) -> Datum<'_> {
        Datum::Text(self.as_str().into())
    }

    fn read(text: &str, _: &Reader<'_>) -> Result<Self, Invalid> {
        read_choice(text)
    }
}

impl<T: FieldValue> FieldValue for Option<T> {
    fn datum(&self) -> Datum<'_> {
        self.as_ref().map_or(Datum::Absent, T::datum)
    }

    fn read(text: &str, reader: &Reader<'_>) -> Result<Self, Invalid> {
        if text.is_empty() { Ok(None) } else { T::read(text, reader).map(Some) }
    }
}

fn read_choice<C: Choice>(text: &str) -> Result<C, Invalid> {
    let unknown = || Invalid::new(format!("unknown {} \"{text}\"; write {}", C::WHAT, C::list()));
    C::parse(text).ok_or_else(unknown)
}

/// Reads a number from 1 to `high`.
pub(super) fn up_to(high: u8, text: &str) -> Result<Option<u8>, Invalid> {
    match text.parse::<u8>() {
        _ if text.is_empty() => Ok(None),
        Ok(n) if (1..=high).contains(&n) => Ok(Some(n)),
        _ => Err(Invalid::new(format!("\"{text}\" is not a number from 1 to {high}"))),
    }
}

/// A customer who buys again has not left.
pub(super) fn set_standing(customer: &mut Customer, standing: Standing) {
    if customer.standing == Standing::Past && standing == Standing::Active {
        customer.left_on = None;
        customer.left_because = None;
    }
    customer.standing = standing;
}

/// Reads a time zone that somebody says; without one it may be found again.
pub(super) fn set_timezone(customer: &mut Customer, text: &str, reader: &Reader<'_>) -> Result<(), Invalid> {
    customer.timezone = FieldValue::read(text, reader)?;
    customer.zone_from = customer.timezone.map(|_| ZoneFrom::Said);
    Ok(())
}
