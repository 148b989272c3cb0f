//! The screens, tried as a person tries them: keys in, frames out, through keymap, loop, app, book and drawing.
//!
//! The snapshots are written anew with `INSTA_UPDATE=always cargo test --test tui looks`; read what changed before it is
//! committed.

#[path = "support/attacks.rs"]
mod attacks;

mod tui {
    mod attacked;
    mod everywhere;
    mod harness;
    mod lift;
    mod logging;
    mod looks;
    mod merging;
    mod mouse;
    mod names;
    mod paper;
    mod picture;
    mod practices;
    mod practices_trends;
    mod practices_visits;
    mod stories;
    mod time;
}
