//! The screens, tried as a person tries them: keys in, frames out, through keymap, loop, app, book and drawing.
//!
//! The snapshots are written anew with `INSTA_UPDATE=always cargo test --test tui looks`; read what changed before it is
//! committed.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that meets what it does not expect fails there"
)]

#[path = "support/attacks.rs"]
#[expect(dead_code, reason = "what commands print is looked at by the tests of the command line")]
mod attacks;

mod tui {
    mod attacked;
    mod customers;
    mod cuts;
    mod everywhere;
    mod fields;
    mod forms;
    mod glyphs;
    mod harness;
    mod importing;
    mod keys;
    mod lift;
    mod logging;
    mod looks;
    mod meanwhile;
    mod merging;
    mod mouse;
    mod names;
    mod occasions;
    mod palette;
    mod paper;
    mod pictures;
    mod practices;
    mod practices_trends;
    mod practices_visits;
    mod praise;
    mod promises;
    mod room;
    mod searching;
    mod shared_customers;
    mod stories;
    mod svg;
    mod syncing;
    mod team_wall;
    mod time;
    mod today;
    mod undoing;
    mod words;
}
