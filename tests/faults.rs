//! What may go wrong around the program, done to the real binary: kills, crowds, full disks, power cuts, damages,
//! signals, clocks. Small by default; `GOODCALL_FAULTS=full cargo test --release --test faults -- --nocapture` is the
//! full size. `GOODCALL_SEED` sets what chance does, `GOODCALL_BINARY` tries another binary. tests/README.md tells more.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a test that meets what it does not expect fails there"
)]
#![cfg(unix)]

#[path = "pty/terminal.rs"]
#[expect(dead_code, reason = "the driver of the pseudo-terminal tests, of which this takes a part")]
mod terminal;

mod faults {
    mod clocks;
    mod crowd;
    mod damage;
    mod disk;
    mod drafts;
    mod ground;
    mod kills;
    mod power;
    mod race;
    mod shim;
    mod signals;
    mod sizes;
    mod syncing;
    mod undoing;
    mod upkeep;
}
