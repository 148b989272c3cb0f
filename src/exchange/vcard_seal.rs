//! A folder of cards: the names of the files, and the seal by which goodcall knows its own.

use super::property::{Head, unescape};

/// The property by which a card in a folder is known as goodcall's own.
const SEAL: &str = "X-GOODCALL-CARD";
const END: &str = "END:VCARD\r\n";

/// Seals a card for a folder: with the mark of the book that keeps it, and a sum of its text, by which an edit shows.
pub(crate) fn sealed(card: &str, keeper: u64) -> String {
    let text = card.strip_suffix(END).unwrap_or(card);
    format!("{text}{SEAL}:{keeper:016x}-{:016x}\r\n{END}", sum(text.as_bytes()))
}

/// What a file in a folder of cards is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The UIDs of the cards in it.
    pub(crate) uids: Vec<String>,
    pub(crate) seal: Seal,
}

/// Whose a file of cards is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Seal {
    /// Another program's.
    #[default]
    None,
    /// goodcall's, but somebody edited it.
    Broken,
    /// As the book with this mark left it.
    Whole(u64),
}

impl Found {
    /// Looks at the content of a file.
    pub(crate) fn of(content: &[u8]) -> Self {
        let text = String::from_utf8_lossy(content);
        let whole = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
        let mut found = Self::default();
        for line in whole.lines() {
            match Head::parse(line.as_bytes()) {
                Some((head, value)) if head.name == "UID" => {
                    found.uids.push(unescape(String::from_utf8_lossy(value).trim()));
                }
                Some((head, _)) if head.name == SEAL => found.seal = Seal::Broken,
                _ => {}
            }
        }
        let sealed = text.strip_suffix(END).and_then(|text| text.rsplit_once(&format!("{SEAL}:")));
        if let Some((text, seal)) = sealed
            && let Some((keeper, of)) = seal.trim_end().split_once('-')
            && of == format!("{:016x}", sum(text.as_bytes()))
        {
            found.seal = u64::from_str_radix(keeper, 16).map_or(Seal::Broken, Seal::Whole);
        }
        found
    }
}

/// Adds bytes up (FNV-1a): the same in every version of the program.
pub(crate) fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Names the file of a card by its UID: with signs that every disk takes, and apart from others whatever the disk makes of
/// capitals.
pub(crate) fn file_name(uid: &str) -> String {
    const LONGEST: usize = 80;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let is_word = |name: &str| name.starts_with(|c: char| c.is_ascii_alphanumeric()) && !name.ends_with('.');
    if uid.len() <= LONGEST && uid.chars().all(is_plain) && is_word(uid) && !is_reserved(uid) {
        return format!("{uid}.vcf");
    }
    let signs = uid.chars().map(|c| c.to_ascii_lowercase()).map(|c| if is_plain(c) && c != '.' { c } else { '-' });
    let signs: String = signs.take(40).collect();
    format!("uid-{}-{:016x}.vcf", signs.trim_matches('-'), sum(uid.as_bytes()))
}

/// Whether Windows keeps a name for a device.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let is_port =
        |port: &str| stem.strip_prefix(port).is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()));
    matches!(stem, "con" | "prn" | "aux" | "nul") || is_port("com") || is_port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_breaks_the_seal() {
        let card = sealed("BEGIN:VCARD\r\nUID:goodcall-7\r\nFN:Ana\r\nEND:VCARD\r\n", 9);
        let found = Found::of(card.as_bytes());
        assert_eq!(found, Found { uids: vec!["goodcall-7".into()], seal: Seal::Whole(9) });
        let edited = card.replace("Ana", "Anna");
        assert_eq!(Found::of(edited.as_bytes()).seal, Seal::Broken);
        let unix = card.replace("\r\n", "\n");
        assert_eq!(Found::of(unix.as_bytes()).seal, Seal::Broken);
        assert_eq!(
            Found::of(b"BEGIN:VCARD\nUID;VALUE=text:a\n b\nEND:VCARD\n"),
            Found { uids: vec!["ab".into()], seal: Seal::None }
        );
    }

    #[test]
    fn names_of_files_are_safe_and_differ_whatever_the_disk_makes_of_capitals() {
        assert_eq!(file_name("goodcall-7"), "goodcall-7.vcf");
        assert_eq!(file_name("5b2c-0a"), "5b2c-0a.vcf");
        let uids =
            ["A", "a", "..", "", "con", "COM1", "../../etc/passwd", "a/b", "a\\b", "a\nb", ".hidden", "é", "x.", "-o"];
        let long = "x".repeat(300);
        let names: Vec<String> = uids.iter().copied().chain([long.as_str()]).map(file_name).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(
                name.len() < 100
                    && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b)),
                "{name}"
            );
            assert!(!name.starts_with(['.', '-']) && !is_reserved(name) && !name.contains(".."), "{name}");
            assert!(!names.iter().skip(at + 1).any(|other| other == name), "{name}");
        }
    }
}
