//! The real program in a real pseudo-terminal: it starts, keeps, ends, and leaves the terminal as it was.
#![cfg(unix)]

mod pty {
    mod drafts;
    mod ends;
    mod keeping;
    mod screens;
    mod terminal;
}
