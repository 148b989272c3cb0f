//! Occasions to be in touch: birthdays, and the days on which past buyers first said yes, today and the seven days after;
//! and what to write on a card.

use chrono::NaiveDate;

use super::App;
use crate::domain::anniversary::{self, Anniversary, AnniversaryKind};
use crate::domain::customer::{Customer, Standing};
use crate::domain::ids::CustomerId;
use crate::domain::remark::{Remark, RemarkKind};
use crate::error::Result;

/// Somebody's day, today or soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Celebration {
    /// Whose day it is.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// Whether they buy now or once did.
    pub standing: Standing,
    /// Which day, and when.
    pub anniversary: Anniversary,
}

/// What there is to write on a card for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardWords {
    /// The lines of the envelope: the name, then the address; only the name where no address is known.
    pub envelope: Vec<String>,
    /// Their own latest kind word.
    pub praise: Option<Remark>,
    /// Their latest news.
    pub news: Option<Remark>,
}

impl App {
    /// Returns whose days come today and in the seven days after, the next first, those of one day by name.
    pub fn occasions(&self, today: NaiveDate) -> Result<Vec<Celebration>> {
        let days = self.book.days_between(today, anniversary::last_day(today))?;
        let mut occasions: Vec<Celebration> = days
            .into_iter()
            .filter(|day| day.kind == AnniversaryKind::Birthday || day.standing == Standing::Past)
            .filter_map(|day| {
                let anniversary = Anniversary::of(day.kind, day.day, today)?;
                Some(Celebration { customer: day.customer, name: day.name, standing: day.standing, anniversary })
            })
            .collect();
        occasions.sort_by(|a, b| (a.anniversary.on, &a.name, a.customer).cmp(&(b.anniversary.on, &b.name, b.customer)));
        Ok(occasions)
    }

    /// Finds what there is to write on a card for a customer.
    pub fn card_words(&self, customer: &Customer) -> Result<CardWords> {
        let address = customer.address.iter().flat_map(|address| address.lines());
        let envelope = std::iter::once(customer.name.as_str()).chain(address).map(str::to_string).collect();
        let latest = |kind| self.book.latest_remark(customer.id, kind);
        Ok(CardWords { envelope, praise: latest(RemarkKind::Praise)?, news: latest(RemarkKind::News)? })
    }
}
