//! What shows to which public key a key of a later epoch was given.

use super::machine::PublicKey;
use super::sealed;
use crate::sync::WriterId;
use crate::sync::key::SpaceKey;
use crate::sync::server::SealedKey;

/// Bytes of a code.
pub(super) const CODE: usize = 32;

/// What is authenticated along with a sealed key.
pub(super) fn beside(space: &str, epoch: u32, machine: WriterId) -> Vec<u8> {
    [b"goodcall epoch 1 ".as_slice(), &epoch.to_be_bytes(), &machine.0.to_be_bytes(), space.as_bytes()].concat()
}

/// The code that stands behind a sealed key.
pub(super) fn given_code(key: &SpaceKey, beside: &[u8], public: &PublicKey) -> [u8; CODE] {
    sealed::code(&giving(key), &[beside, public])
}

/// Whether a key was given to the machine that has a public key, by somebody who has the key.
pub(super) fn was_given(key: &SpaceKey, space: &str, public: &PublicKey, sealed: &SealedKey) -> bool {
    let beside = beside(space, sealed.epoch, sealed.machine);
    let code = sealed.sealed.split_last_chunk::<CODE>();
    code.is_some_and(|(_, code)| sealed::is_code(code, &giving(key), &[&beside, public]))
}

fn giving(key: &SpaceKey) -> [u8; 32] {
    key.derived("goodcall given 1")
}
