//! The card of a day in the field: whom to visit, where, what to look for, and whom to thank.

use chrono::NaiveDate;

use crate::app::App;
use crate::book::praise::PraiseFilter;
use crate::book::remarks::Quoted;
use crate::domain::customer::Customer;
use crate::domain::dates;
use crate::domain::remark::Remark;
use crate::domain::touch::Touch;
use crate::domain::visits::{FieldDay, PlannedVisit, horizon};
use crate::error::{Error, ErrorKind, Result};

/// How many things that are still open, and how much praise is looked through for a teammate.
const OPEN: usize = 3;
const PRAISE: usize = 50;

/// A visit with all that helps on the way to it.
#[derive(Debug, Clone)]
pub struct CardVisit {
    /// As planned.
    pub visit: PlannedVisit,
    /// Whom to visit.
    pub customer: Customer,
    /// The last conversation.
    pub last_talk: Option<Touch>,
    /// What they said in it, praise first.
    pub last_said: Vec<Remark>,
    /// The newest praise of theirs that names a teammate.
    pub thank: Option<Quoted>,
    /// Open ideas and needs of theirs.
    pub open: Vec<Quoted>,
    /// What the user promised them.
    pub owed: Vec<Quoted>,
}

/// A day in the field.
#[derive(Debug, Clone)]
pub struct DayCard {
    /// The day as planned.
    pub day: FieldDay,
    /// By name.
    pub visits: Vec<CardVisit>,
}

impl App {
    /// Returns the card of a day, proposed or accepted.
    ///
    /// # Errors
    /// Fails where no visit is planned for it.
    pub fn visit_card(&self, day: NaiveDate) -> Result<DayCard> {
        let today = self.clock().today();
        let nothing = || {
            let on = dates::weekday_date(day, today);
            Error::new(ErrorKind::NoMatch, format!("no visit is planned for {on}"))
                .help("goodcall visits shows the days")
        };
        if day < today {
            return Err(nothing());
        }
        let until = horizon(today).max(day);
        let plan = self.visit_plan(Some(until))?.plan;
        let of_trips = plan.trips.into_iter().flat_map(|trip| trip.days);
        let field_day = plan.days.into_iter().chain(of_trips).find(|one| one.day == day).ok_or_else(nothing)?;
        let visits = field_day.visits.iter().map(|visit| self.card_visit(visit)).collect::<Result<_>>()?;
        Ok(DayCard { day: field_day, visits })
    }

    /// Returns a visit with all that helps on the way to it.
    pub fn card_visit(&self, visit: &PlannedVisit) -> Result<CardVisit> {
        let customer = self.book.customer(visit.account)?;
        let last_talk = self.book.last_conversation(customer.id)?;
        let praise = self.praise(&PraiseFilter { customer: Some(customer.id), ..PraiseFilter::default() }, PRAISE)?;
        Ok(CardVisit {
            last_said: self.last_said_in(last_talk.as_ref(), customer.id)?,
            thank: praise.into_iter().find(|quoted| !quoted.remark.teammates.is_empty()),
            open: self.open_with(customer.id, OPEN)?,
            owed: self.promises_to(customer.id, OPEN)?,
            visit: visit.clone(),
            last_talk,
            customer,
        })
    }
}
