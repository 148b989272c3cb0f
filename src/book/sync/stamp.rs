//! The clock of a change, and whose it was.

use crate::sync::clock::Hlc;

/// The clock of a change, and whose it was: the greater of two counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Stamp {
    pub clock: i64,
    /// The writer's id.
    pub writer: i64,
}

impl Stamp {
    /// The instant in its clock, in milliseconds since 1970.
    pub(super) fn instant_ms(self) -> i64 {
        Hlc(self.clock).instant_ms()
    }
}
