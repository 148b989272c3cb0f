//! A terminal companion that gets a salesperson onto the phone with a favorite customer, keeps what the customer said,
//! and hands it back on the day it is needed.
//!
//! `domain` holds the product's words and rules, `sync` what books tell each other and the folder that carries it, `server` a
//! team's PostgreSQL server, `book` the SQLite file, `exchange` the file formats, `app` one function per user act, `present`
//! the words and the JSON in which that is shown, `cli` and `tui` the two surfaces.

pub mod app;
mod book;
pub mod cli;
pub mod config;
pub mod domain;
pub mod error;
mod exchange;
mod files;
pub mod present;
pub mod server;
mod sync;
pub mod system;
pub mod text;
pub mod tui;

/// What tests, benches and fuzz targets reach below the app; not for use.
#[doc(hidden)]
pub mod testing {
    pub use crate::book::praise::PraiseFilter;
    pub use crate::book::{Book, Change};
    pub use crate::exchange::html::{Head, Page, Said};
    pub use crate::exchange::ics::{DayEvent, Edition, calendar};
    pub use crate::exchange::markdown::escaped_lines;
    pub use crate::exchange::{CallRow, FIELD_LIMIT, Options, read_bytes};

    /// What passes between books.
    pub mod sync {
        pub use crate::sync::*;
    }

    /// The book beneath an app.
    pub fn book(app: &crate::app::App) -> &Book {
        crate::app::book_of(app)
    }
}
