//! Short things that are sealed: a nonce, then XChaCha20-Poly1305; and codes that show who made something.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::error::{Error, Result};
use crate::sync::writer::no_random;

/// Bytes of a nonce.
const NONCE: usize = 24;

/// Seals a message with a key; `beside` is authenticated along with it.
pub(super) fn seal(key: &[u8; 32], beside: &[u8], message: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|e| no_random(&e))?;
    let sealed =
        XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), Payload { msg: message, aad: beside });
    let sealed = sealed.map_err(|_| Error::failed("what is to be sealed is too large"))?;
    Ok([&nonce[..], &sealed].concat())
}

/// Opens what [`seal`] sealed with the same key and beside the same; None of anything else.
pub(super) fn open(key: &[u8; 32], beside: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: beside };
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::from(*nonce), payload).ok()
}

/// A code over parts, each with its length before it, so that no two lists of parts are alike.
fn code_over(key: &[u8; 32], parts: &[impl AsRef<[u8]>]) -> Hmac<Sha256> {
    // As HMAC fills a short key.
    let block: [u8; 64] = std::array::from_fn(|at| key.get(at).copied().unwrap_or_default());
    let mut code = Hmac::<Sha256>::new(&block.into());
    for part in parts.iter().map(AsRef::as_ref) {
        code.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        code.update(part);
    }
    code
}

/// The code over parts under a key.
pub(super) fn code(key: &[u8; 32], parts: &[impl AsRef<[u8]>]) -> [u8; 32] {
    code_over(key, parts).finalize().into_bytes().into()
}

/// Whether a code is the one over parts under a key.
pub(super) fn is_code(code: &[u8], key: &[u8; 32], parts: &[impl AsRef<[u8]>]) -> bool {
    code_over(key, parts).verify_slice(code).is_ok()
}
