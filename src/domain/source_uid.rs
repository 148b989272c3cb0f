//! The ids that other programs give a person, each with the kind of program that it comes from: two programs may both
//! number their people from 1, and one may know a person whom another knows too.

/// The kinds of sources, as they are written before their ids.
const KINDS: [&str; 8] = ["hubspot", "pipedrive", "salesforce", "linkedin", "vcard", "google", "outlook", "csv"];

/// The kinds of sources that an id may come from.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.into_iter()
}

/// Returns an id as its source writes it, without the kind that the book keeps it with.
pub fn without_kind(uid: &str) -> &str {
    match uid.split_once(':') {
        Some((kind, id)) if KINDS.contains(&kind) => id,
        _ => uid,
    }
}

/// Writes an id as the book keeps it: "hubspot:101". A Salesforce id stands for itself, whatever the file is.
pub fn with_kind(kind: &str, id: &str) -> String {
    match short_salesforce(id) {
        Some(short) => format!("salesforce:{short}"),
        None => format!("{kind}:{id}"),
    }
}

/// The kind of source of an id in the book: "hubspot", "vcard". Older books hold some ids without it: those of Salesforce
/// and LinkedIn are told by their looks, all others are of one kind of their own, "".
pub fn kind_of(uid: &str) -> &str {
    match uid.split_once(':') {
        Some((kind, _)) if KINDS.contains(&kind) => kind,
        _ if short_salesforce(uid).is_some() => "salesforce",
        _ if is_linkedin(uid) => "linkedin",
        _ => "",
    }
}

/// Every way in which a book may hold this id: as it is, and as older books do, without its kind.
pub fn spellings(uid: &str) -> Vec<String> {
    let mut all = vec![uid.to_string()];
    let bare = match uid.split_once(':') {
        Some((kind @ ("salesforce" | "linkedin" | "vcard" | "csv" | "google" | "outlook"), id)) => {
            all.push(id.to_string());
            if kind == "salesforce" { id } else { "" }
        }
        _ => uid,
    };
    if let Some(short) = short_salesforce(bare) {
        all.extend([format!("salesforce:{short}"), long_salesforce(short), short.to_string()]);
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether two ids are one, whether or not both have their kind.
pub fn are_one(a: &str, b: &str) -> bool {
    a == b || spellings(a).iter().any(|spelling| spelling == b) || spellings(b).iter().any(|spelling| spelling == a)
}

/// Whether two ids stand for two people: different ones of the same kind.
pub fn are_of_two(a: &str, b: &str) -> bool {
    kind_of(a) == kind_of(b) && !are_one(a, b)
}

fn is_linkedin(uid: &str) -> bool {
    uid.starts_with("http") && uid.contains("linkedin.com/")
}

/// The id of a Salesforce contact or lead without the three letters that only check it; None where it is none.
fn short_salesforce(id: &str) -> Option<&str> {
    let is_id = matches!(id.len(), 15 | 18)
        && (id.starts_with("003") || id.starts_with("00Q"))
        && id.bytes().all(|b| b.is_ascii_alphanumeric());
    id.get(..15).filter(|_| is_id)
}

/// Adds to a short Salesforce id the three letters that say which of its letters are capitals.
fn long_salesforce(short: &str) -> String {
    const SIGNS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    let check = short.as_bytes().chunks(5).filter_map(|five| {
        let bits = five.iter().enumerate().map(|(at, b)| usize::from(b.is_ascii_uppercase()) << at).sum::<usize>();
        SIGNS.get(bits).copied().map(char::from)
    });
    short.chars().chain(check).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_ids_of_one_kind_stand_for_two_people() {
        for (a, b, two) in [
            ("hubspot:101", "hubspot:102", true),
            ("hubspot:101", "hubspot:101", false),
            ("hubspot:1", "pipedrive:1", false),
            ("hubspot:1", "vcard:1", false),
            ("vcard:u-1", "u-1", false),
            ("u-1", "u-2", true),
            ("0035g00000AbCdE", "0035g00000AbCdEAAV", false),
            ("salesforce:0035g00000AbCdE", "0035g00000XyZzZ", true),
            ("linkedin:https://www.linkedin.com/in/ana", "https://www.linkedin.com/in/bea", true),
        ] {
            assert_eq!(are_of_two(a, b), two, "{a} and {b}");
            assert_eq!(are_of_two(b, a), two, "{b} and {a}");
        }
    }

    #[test]
    fn an_id_is_found_as_older_books_hold_it() {
        assert_eq!(with_kind("hubspot", "101"), "hubspot:101");
        assert_eq!(with_kind("hubspot", "0035g00000AbCdEAAV"), "salesforce:0035g00000AbCdE");
        assert_eq!(spellings("vcard:urn:uuid:1"), ["urn:uuid:1", "vcard:urn:uuid:1"]);
        assert_eq!(spellings("hubspot:7"), ["hubspot:7"]);
        let mine = spellings("salesforce:001D000000IqhSL");
        assert!(mine.contains(&"salesforce:001D000000IqhSL".to_string()));
        // The example in Salesforce's own words on how the long id is made.
        assert_eq!(long_salesforce("001D000000IqhSL"), "001D000000IqhSLIAZ");
        assert!(are_one("salesforce:0035g00000AbCdE", &long_salesforce("0035g00000AbCdE")));
    }
}
