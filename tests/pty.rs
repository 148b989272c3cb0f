//! The real program in a real pseudo-terminal: it starts, keeps, ends, and leaves the terminal as it was.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a test that meets what it does not expect fails there"
)]
#![cfg(unix)]

mod pty {
    mod completing;
    mod drafts;
    mod ends;
    mod keeping;
    mod opening;
    mod screens;
    mod syncing;
    mod terminal;
    mod week;
}
