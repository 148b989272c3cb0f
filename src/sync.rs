//! Books that hold the same: what passes between them, sealed, and the folder that carries it. It knows neither the book nor
//! what its entries mean.
//!
//! A [`key::SpaceKey`] names a space and seals it. Each book, a *writer*, appends numbered segments ([`segment`]) that only it
//! writes and all read; a [`carrier::Carrier`] takes them there and brings them. [`keyfile`] keeps the key beside the book.

pub mod carrier;
pub mod clock;
pub mod key;
pub mod keyfile;
mod letters;
pub mod segment;
pub mod server;
pub mod team;
mod writer;

pub use writer::{NotAWriter, WriterId};
