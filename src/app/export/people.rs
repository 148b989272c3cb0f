//! Customers written for other programs: as rows, and as cards.

use std::collections::HashMap;
use std::io::Write;

use crate::app::App;
use crate::book::Book;
use crate::domain::ids::CustomerId;
use crate::error::{Error, Result};
use crate::exchange::csv_out::{self, Width};
use crate::exchange::own::Exported;
use crate::exchange::vcard_out::{self, Version};

/// What a file of CSV begins with: without it Excel takes UTF-8 for the encoding of the region.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How much stands in a file of CSV.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CsvWritten {
    /// Customers, a row each.
    pub customers: usize,
    /// Cells that a spreadsheet would compute, and that got an apostrophe in front.
    pub defused: usize,
}

impl App {
    /// Writes customers as CSV, a row each, the archived too where nobody asks for some.
    pub fn export_csv(&self, only: Option<&[CustomerId]>, out: &mut dyn Write) -> Result<CsvWritten> {
        self.book.read(|book| {
            let names = named_referrers(book)?;
            let (mut width, mut written) = (Width::default(), CsvWritten::default());
            book.each_customer_of(only, |customer| {
                width.hold(&customer);
                Ok(())
            })?;
            csv_out::header(out, width).map_err(|e| Error::unwritten(&e))?;
            book.each_customer_of(only, |customer| {
                let by = customer.referred_by.and_then(|id| names.get(&id));
                let exported = Exported { customer: &customer, referred_by: by.map(String::as_str) };
                written.customers += 1;
                written.defused += csv_out::person(out, exported, width).map_err(|e| Error::unwritten(&e))?;
                Ok(())
            })?;
            Ok(written)
        })
    }

    /// Writes customers as cards, one behind the other; returns how many. The archived have one only where somebody asks
    /// for them.
    pub fn export_vcards(&self, only: Option<&[CustomerId]>, version: Version, out: &mut dyn Write) -> Result<usize> {
        self.book.read(|book| {
            let names = named_referrers(book)?;
            let mut written = 0;
            book.each_customer_of(only, |customer| {
                if only.is_none() && customer.archived_at.is_some() {
                    return Ok(());
                }
                let by = customer.referred_by.and_then(|id| names.get(&id));
                let exported = Exported { customer: &customer, referred_by: by.map(String::as_str) };
                written += 1;
                out.write_all(vcard_out::written(exported, version).as_bytes()).map_err(|e| Error::unwritten(&e))
            })?;
            Ok(written)
        })
    }
}

/// The names of those who pointed to others.
pub(super) fn named_referrers(book: &Book) -> Result<HashMap<CustomerId, String>> {
    Ok(book.referrers()?.into_iter().collect())
}
