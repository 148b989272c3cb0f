//! Bytes as letters that are read aloud and typed: base32 (RFC 4648), without padding.

/// Bits of a letter.
pub(super) const BITS: u32 = 5;

/// The letter of a value below 32, a capital or a digit from 2 to 7.
pub(super) fn letter(value: u8) -> char {
    char::from(if value < 26 { b'A' + value } else { b'2' + (value & 31) - 26 })
}

/// The value of a letter, whatever its case; None for other characters.
pub(super) fn value(letter: char) -> Option<u8> {
    let letter = u8::try_from(letter).ok()?.to_ascii_uppercase();
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'2'..=b'7' => Some(letter - b'2' + 26),
        _ => None,
    }
}

/// Cuts bytes into values of five bits, the first ones first; zeros fill the last.
pub(super) fn cut(bytes: &[u8]) -> Vec<u8> {
    let (mut held, mut bits, mut values) = (0_u16, 0, Vec::with_capacity(bytes.len() * 8 / 5 + 1));
    for byte in bytes {
        held = held << 8 | u16::from(*byte);
        bits += 8;
        while bits >= BITS {
            bits -= BITS;
            values.push((held >> bits & 31).to_le_bytes()[0]);
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        values.push((held << (BITS - bits) & 31).to_le_bytes()[0]);
    }
    values
}

/// Puts values of five bits together. None unless they are as [`cut`] makes them of N bytes, with zeros at the end.
pub(super) fn joined<const N: usize>(values: &[u8]) -> Option<[u8; N]> {
    let (mut held, mut bits, mut bytes) = (0_u16, 0, Vec::with_capacity(N));
    for value in values {
        held = held << BITS | u16::from(value & 31);
        bits += BITS;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits).to_le_bytes()[0]);
            held &= (1 << bits) - 1;
        }
    }
    let bytes = <[u8; N]>::try_from(bytes).ok()?;
    (bits < BITS && held == 0).then_some(bytes)
}

/// Spells bytes in lower case.
pub(super) fn lower(bytes: &[u8]) -> String {
    cut(bytes).into_iter().map(|value| letter(value).to_ascii_lowercase()).collect()
}

/// Reads what [`lower`] spelled, and only that.
pub(super) fn of_lower<const N: usize>(text: &str) -> Option<[u8; N]> {
    let is_lower = |c: char| !c.is_ascii_uppercase();
    let values = text.chars().map(|c| value(c).filter(|_| is_lower(c))).collect::<Option<Vec<u8>>>()?;
    joined(&values)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_letters_are_those_of_the_standard() {
        for (bytes, spelled) in [("", ""), ("f", "my"), ("fo", "mzxq"), ("foob", "mzxw6yq"), ("foobar", "mzxw6ytboi")] {
            assert_eq!(lower(bytes.as_bytes()), spelled);
        }
        assert_eq!((0..32).map(letter).collect::<String>(), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
        for stray in ['0', '1', '8', '9', '-', 'ä', '\u{141}', '２'] {
            assert_eq!(value(stray), None, "{stray}");
        }
    }

    #[test]
    fn only_the_one_spelling_of_bytes_is_read() {
        assert_eq!(of_lower::<1>("my"), Some(*b"f"));
        for other in ["", "m", "mz", "MY", "my ", "mya", "my======"] {
            assert_eq!(of_lower::<1>(other), None, "{other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn bytes_come_back(bytes in any::<[u8; 16]>()) {
            prop_assert_eq!(lower(&bytes).len(), 26);
            prop_assert_eq!(of_lower(&lower(&bytes)), Some(bytes));
        }
    }
}
