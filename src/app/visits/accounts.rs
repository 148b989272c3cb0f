//! Reads the accounts of the visit plan, no more of each than the plan needs.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::app::App;
use crate::app::places;
use crate::book::visits::{AccountRow, PlanState};
use crate::domain::ids::CustomerId;
use crate::domain::peak::PeakDays;
use crate::domain::visits::Account;
use crate::error::Result;
use crate::text::fold;

/// What accounts have in common, each read once: peak days and cities by their spelling, and countries.
#[derive(Default)]
struct ReadOnce {
    peaks: HashMap<String, Arc<PeakDays>>,
    cities: HashMap<String, City>,
    countries: HashMap<String, Option<&'static str>>,
    regions: HashMap<String, Arc<str>>,
}

/// A city as it was written, folded for comparing, and the country that it names.
#[derive(Clone)]
struct City {
    shown: Arc<str>,
    folded: Option<Arc<str>>,
    country: Option<&'static str>,
}

impl App {
    /// Returns the accounts with their visits since a day, and the days of all visits.
    pub(super) fn accounts(&self, from: NaiveDate, today: NaiveDate) -> Result<(Vec<Account>, Vec<NaiveDate>)> {
        let from = self.settings.hired_on.map_or(from, |hired| from.min(hired));
        let made = self.book.visits_made(from, today)?;
        let mut read = ReadOnce::default();
        let mut accounts: Vec<Account> = Vec::new();
        self.book.each_account(|row| {
            accounts.extend(self.account_of(row, &mut read));
            Ok(())
        })?;
        drop(read);
        accounts.shrink_to_fit();
        let places: HashMap<CustomerId, usize> = accounts.iter().enumerate().map(|(at, a)| (a.id, at)).collect();
        let at = |id: &CustomerId| places.get(id).copied();
        for (day, customer) in &made {
            if let Some(account) = at(customer).and_then(|at| accounts.get_mut(at)) {
                account.visited.push(*day);
            }
        }
        for row in self.book.planned_visits()? {
            if let Some(account) = at(&row.customer).and_then(|at| accounts.get_mut(at)) {
                match row.state {
                    // Neither a missed visit nor one already made is still to come.
                    PlanState::Accepted if row.day < today || account.visited.contains(&row.day) => {}
                    PlanState::Accepted => account.accepted.push(row.day),
                    PlanState::Moved | PlanState::Declined => account.declined.push(row.day),
                }
            }
        }
        Ok((accounts, made.into_iter().map(|(day, _)| day).collect()))
    }

    fn account_of(&self, row: AccountRow, read: &mut ReadOnce) -> Option<Account> {
        let peak = match read.peaks.get(&row.peak) {
            Some(known) => known.clone(),
            None => {
                let peak = Arc::new(PeakDays::parse(&row.peak).ok()?);
                read.peaks.insert(row.peak, peak.clone());
                peak
            }
        };
        let city = row.city.map(|city| read.city(city));
        let country = city.as_ref().and_then(|city| city.country);
        let country = country.or_else(|| read.country_of_address(row.address.as_deref()?));
        let country = country.or_else(|| row.phone_region.as_deref().map(of_number));
        let home = self.settings.home();
        let abroad = country.filter(|country| home.is_some_and(|home| home != *country));
        let city = city.filter(|city| city.folded.is_some());
        Some(Account {
            id: row.id,
            name: row.name.into(),
            city: city.as_ref().and_then(|city| city.folded.clone()),
            city_shown: city.map(|city| city.shown),
            abroad: abroad.map(|country| read.region(country)),
            peak,
            target: row.touches_a_year.unwrap_or(self.settings.config.visits.touches_a_year),
            visited: Vec::new(),
            accepted: Vec::new(),
            declined: Vec::new(),
        })
    }
}

/// The country of a number's region; numbers of the British islands ring on all of them.
fn of_number(region: &str) -> &str {
    if matches!(region, "GG" | "JE" | "IM") { "GB" } else { region }
}

impl ReadOnce {
    fn region(&mut self, code: &str) -> Arc<str> {
        if let Some(known) = self.regions.get(code) {
            return known.clone();
        }
        let region: Arc<str> = code.into();
        self.regions.insert(code.to_owned(), region.clone());
        region
    }

    fn city(&mut self, written: String) -> City {
        if let Some(known) = self.cities.get(&written) {
            return known.clone();
        }
        let folded = Some(fold(&written)).filter(|folded| !folded.is_empty());
        let country = places::country_of_city(&written);
        let city = City { shown: written.as_str().into(), folded: folded.map(Into::into), country };
        self.cities.insert(written, city.clone());
        city
    }

    /// Finds the country in the last line of an address, which has no digits where it is one.
    fn country_of_address(&mut self, address: &str) -> Option<&'static str> {
        let last = address.lines().map(str::trim).rfind(|line| !line.is_empty())?;
        if last.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if let Some(known) = self.countries.get(last) {
            return *known;
        }
        let found = places::country(last);
        self.countries.insert(last.to_owned(), found);
        found
    }
}
