//! What the user does about the open pick: skips it, or keeps it for an hour.

use chrono::{DateTime, Utc};

use super::{OfferRequest, Today, TodayPick, WhyNone, offers};
use crate::app::App;
use crate::domain::customer::Customer;
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::domain::rotation::PickState;
use crate::error::{Error, Result};

impl App {
    /// Settles the open pick as skipped, and returns the customer. Where they can't be reached now and somebody else can, the
    /// next offer is that one.
    pub fn skip(&mut self, because: Option<&str>) -> Result<Customer> {
        let today = self.today(OfferRequest { anyway: false, ahead: 0 })?;
        self.skip_on(&today, because)
    }

    /// Skips the pick that somebody looks at. Returns None, and skips nobody, where another one is open by now, or none.
    pub fn skip_shown(&mut self, shown: CustomerId) -> Result<Option<Customer>> {
        let today = self.today(OfferRequest { anyway: false, ahead: 0 })?;
        if !is_open_for(&today, shown) {
            return Ok(None);
        }
        self.skip_on(&today, None).map(Some)
    }

    fn skip_on(&mut self, today: &Today, because: Option<&str>) -> Result<Customer> {
        let open = open_pick_of(today, "skipped")?;
        let (clock, days) = (self.clock(), self.call_days()?);
        self.book.change(&clock, format!("skipped {}", open.customer.name), |change| {
            change.settle(open.pick.id, PickState::Skipped, because.filter(|b| !b.is_empty()))?;
            match &today.instead {
                Some(instead) => offers::offer_to(change, &days, open.pick.call_day, instead.id),
                None => Ok(()),
            }
        })?;
        Ok(open.customer.clone())
    }

    /// Keeps the open pick for an hour to come, and returns the customer.
    ///
    /// # Errors
    /// Fails where no pick is open, and where the hour has passed or comes after the slot.
    pub fn keep_pick_for(&mut self, at: DateTime<Utc>) -> Result<Customer> {
        let today = self.today(OfferRequest { anyway: false, ahead: 0 })?;
        self.keep_on(&today, at)
    }

    /// Keeps the pick that somebody looks at for an hour to come. Returns None, and keeps nobody, where another one is open by
    /// now, or none.
    ///
    /// # Errors
    /// Fails where the hour has passed or comes after the slot.
    pub fn keep_shown_for(&mut self, shown: CustomerId, at: DateTime<Utc>) -> Result<Option<Customer>> {
        let today = self.today(OfferRequest { anyway: false, ahead: 0 })?;
        if !is_open_for(&today, shown) {
            return Ok(None);
        }
        self.keep_on(&today, at).map(Some)
    }

    fn keep_on(&mut self, today: &Today, at: DateTime<Utc>) -> Result<Customer> {
        let open = open_pick_of(today, "kept")?;
        let clock = self.clock();
        let local = at.with_timezone(&clock.zone);
        let time = self.settings.hours.write(&local);
        let hour = format!("{} {time}", dates::weekday_day(local.date_naive()));
        if at <= clock.instant {
            return Err(Error::usage(format!("{hour} has passed, so nothing was kept"))
                .help("name an hour to come, such as 14:00 or \"tomorrow 9:00\""));
        }
        if let Some(next) = today.next_call_day.filter(|next| local.date_naive() >= *next) {
            let next = dates::weekday_day(next);
            return Err(Error::usage(format!("{hour} is too late, so nothing was kept: {next} has its own good call"))
                .help("name an hour before that day"));
        }
        let hour = if local.date_naive() == today.date { time } else { hour };
        self.book.change(&clock, format!("kept {} for {hour}", open.customer.name), |change| {
            if open.pick.kept_for == Some(at) { Ok(()) } else { change.keep_offer(open.pick.id, at) }
        })?;
        Ok(open.customer.clone())
    }

    /// Returns the open pick's customer, if there is one.
    pub fn open_pick(&mut self) -> Result<Option<CustomerId>> {
        let today = self.today(OfferRequest { anyway: false, ahead: 0 })?;
        Ok(today.pick.filter(|p| p.pick.state == PickState::Offered).map(|p| p.customer.id))
    }
}

/// Tells whether the open pick is this customer.
fn is_open_for(today: &Today, customer: CustomerId) -> bool {
    today.pick.as_ref().is_some_and(|open| open.pick.state == PickState::Offered && open.customer.id == customer)
}

/// Returns the open pick, or an error that says why there is none and what was not `done`.
fn open_pick_of<'a>(today: &'a Today, done: &str) -> Result<&'a TodayPick> {
    let why = match (&today.pick, today.why_none) {
        (Some(open), _) if open.pick.state == PickState::Offered => return Ok(open),
        (_, Some(WhyNone::NoFavorites)) => "nobody is a favorite yet",
        (_, Some(WhyNone::AllOffered)) => "everyone has been offered already",
        (_, Some(WhyNone::NobodyAvailable)) => "nobody is available",
        (_, Some(WhyNone::OthersCall)) => "others on your team call your favorites",
        (_, None) => "this call is made already",
    };
    Err(Error::failed(format!("no pick is open, so nothing was {done}: {why}")))
}
