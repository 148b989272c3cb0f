//! Customers written for other programs: as rows, and as cards.

use std::collections::HashMap;
use std::io::Write;

use crate::app::App;
use crate::domain::ids::CustomerId;
use crate::error::{Error, Result};
use crate::exchange::csv_out::{self, Width};
use crate::exchange::own::Exported;

impl App {
    /// Writes customers as CSV, a row each, the archived too where nobody asks for some; returns how many.
    pub fn export_csv(&self, only: Option<&[CustomerId]>, out: &mut dyn Write) -> Result<usize> {
        self.book.read(|book| {
            let names: HashMap<CustomerId, String> = book.referrers()?.into_iter().collect();
            let (mut width, mut written) = (Width::default(), 0);
            book.each_customer_of(only, |customer| {
                width.hold(&customer);
                Ok(())
            })?;
            csv_out::header(out, width).map_err(|e| Error::unwritten(&e))?;
            book.each_customer_of(only, |customer| {
                let by = customer.referred_by.and_then(|id| names.get(&id));
                let exported = Exported { customer: &customer, referred_by: by.map(String::as_str) };
                written += 1;
                csv_out::person(out, exported, width).map_err(|e| Error::unwritten(&e))
            })?;
            Ok(written)
        })
    }
}
