//! Ids that several books come to by themselves: of rows that are made from what all of them hold.

use sha2::{Digest, Sha256};

/// Makes an id from words: a positive number of 62 bits, the same in every book and for ever.
pub fn shared_id(words: &[&str]) -> i64 {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.len().to_be_bytes());
        hash.update(word);
    }
    of_hash(hash)
}

/// Makes an id of a hash: its first 62 bits, as a positive number.
pub(super) fn of_hash(hash: Sha256) -> i64 {
    let first = hash.finalize().iter().take(8).fold(0_u64, |id, byte| id << 8 | u64::from(*byte));
    (first >> 2).cast_signed().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_as_it_is_and_words_do_not_run_together() {
        // The first eight bytes of the SHA-256, as Python has it, without the last two bits.
        assert_eq!(shared_id(&["tag", "1", "vip"]), 3_146_933_942_468_819_273);
        assert_eq!(shared_id(&["tag", "1", "vip"]), shared_id(&["tag", "1", "vip"]));
        assert_ne!(shared_id(&["tag", "1", "vip"]), shared_id(&["tag", "1v", "ip"]));
        assert!(shared_id(&[]) > 0);
    }
}
