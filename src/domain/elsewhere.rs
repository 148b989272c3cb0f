//! The address of a customer's record in another program: a pattern with words in braces, which stand for what is known of
//! the customer. What they stand for is escaped, so it can't lead elsewhere.

use super::problems::Invalid;
use super::source_uid;

/// The words in an address for fields of the customer.
const FIELDS: [&str; 4] = ["name", "company", "email", "phone"];
/// The word in an address for the id of any source.
pub const ANY_ID: &str = "id";
/// The signs that may stay as they are in a whole address.
const ADDRESS_SIGNS: &[u8] = b"-._~:/?#@!&+,;=%";

/// The schemes of addresses that run a program or lead to a file: nothing opens them.
const NEVER_OPENED: [&str; 4] = ["javascript", "data", "file", "vbscript"];

/// Checks that an address may be handed to the system's opener.
///
/// # Errors
/// Refuses the schemes that run something, or show a file.
pub fn may_be_opened(address: &str) -> Result<(), Invalid> {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme.trim());
    match NEVER_OPENED.iter().find(|never| scheme.eq_ignore_ascii_case(never)) {
        Some(never) => Err(Invalid::new(format!(
            "addresses that begin with \"{never}:\" are never opened; take https: or that of an app"
        ))),
        None => Ok(()),
    }
}

/// Checks a pattern.
///
/// # Errors
/// Refuses what is no address, and a word in braces that stands for nothing.
pub fn check(pattern: &str) -> Result<(), Invalid> {
    let is_scheme =
        |scheme: &str| !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let is_address = pattern.starts_with('{') || pattern.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme));
    if pattern.is_empty() {
        return Ok(());
    }
    if !is_address || pattern.chars().any(|c| c.is_control() || c == ' ') {
        return Err(Invalid::new(format!("\"{pattern}\" is not an address such as \"https://crm.example/{{id}}\"")));
    }
    may_be_opened(pattern)?;
    let is_wrong = |word: &&str| word.bytes().all(|b| b.is_ascii_lowercase()) && !is_word(word);
    let mut words = pattern.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(word, _)| word);
    match words.find(is_wrong) {
        None => Ok(()),
        Some(word) => {
            let known: Vec<String> =
                source_uid::kinds().chain(FIELDS).chain([ANY_ID]).map(|w| format!("{{{w}}}")).collect();
            Err(Invalid::new(format!("{{{word}}} stands for nothing; there are {}", known.join(", "))))
        }
    }
}

/// Whether a word between braces stands for something; all else in an address is the user's.
fn is_word(word: &str) -> bool {
    FIELDS.contains(&word) || word == ANY_ID || source_uid::kinds().any(|kind| kind == word)
}

/// Puts values in the place of an address's words, escaped, or names the first that has none.
pub fn filled<'p, 'c>(pattern: &'p str, known: impl Fn(&str) -> Option<&'c str>) -> Result<String, &'p str> {
    let (mut address, mut rest) = (String::new(), pattern);
    while let Some((before, after)) = rest.split_once('{') {
        address.push_str(before);
        match after.split_once('}').filter(|(word, _)| is_word(word)) {
            Some((word, behind)) => {
                let value = known(word).filter(|value| !value.is_empty()).ok_or(word)?;
                // LinkedIn's id of a person is an address itself.
                let is_address = address.is_empty() && ["https://", "http://"].iter().any(|web| value.starts_with(web));
                address.push_str(&if is_address { encoded(value, ADDRESS_SIGNS) } else { percent_encoded(value) });
                rest = behind;
            }
            None => {
                address.push('{');
                rest = after;
            }
        }
    }
    address.push_str(rest);
    Ok(address)
}

/// Escapes text for an address: everything but letters, digits and `-._~` becomes %XX.
fn percent_encoded(text: &str) -> String {
    encoded(text, b"-._~")
}

/// Writes the bytes of a text that are not letters, digits or signs that may stay as %XX.
fn encoded(text: &str, stay: &[u8]) -> String {
    let encode = |b: u8| match b {
        b if b.is_ascii_alphanumeric() || stay.contains(&b) => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_something_is_never_opened() {
        for pattern in ["javascript:alert(1)", "FILE:///etc/passwd", "data:text/html,x", "VBScript:x{id}"] {
            assert!(check(pattern).unwrap_err().to_string().contains("never opened"), "{pattern}");
        }
        for pattern in ["https://x.example/{id}", "http://x.example", "hubspot://contact/{hubspot}", "obsidian:x", ""] {
            assert_eq!(check(pattern).err().map(|e| e.to_string()), None, "{pattern}");
        }
        assert!(check("://x").is_err());
    }

    #[test]
    fn values_are_escaped_and_the_rest_of_an_address_stays() {
        let known = |word: &str| match word {
            "name" => Some("Zoë & $(x) \"é\"/.."),
            "hubspot" => Some("101"),
            "linkedin" => Some("https://www.linkedin.com/in/ana b`c`"),
            _ => None,
        };
        for (pattern, address) in [
            ("https://x.example/{hubspot}?a={b}", Ok("https://x.example/101?a={b}")),
            ("https://x.example/?q={name}", Ok("https://x.example/?q=Zo%C3%AB%20%26%20%24%28x%29%20%22%C3%A9%22%2F..")),
            ("{linkedin}", Ok("https://www.linkedin.com/in/ana%20b%60c%60")),
            ("https://x.example/{pipedrive}/{hubspot}", Err("pipedrive")),
            ("https://x.example/{", Ok("https://x.example/{")),
        ] {
            assert_eq!(filled(pattern, known), address.map(str::to_string), "{pattern}");
        }
    }
}
