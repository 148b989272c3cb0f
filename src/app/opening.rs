//! Opens a customer's record in another program, at an address that the user configured.

use super::App;
use crate::domain::customer::Customer;
use crate::domain::elsewhere::{ANY_ID, filled, may_be_opened};
use crate::domain::source_uid;
use crate::error::{Error, Result};
use crate::system::{self, Launch};
use crate::text::clean;

impl App {
    /// Opens a customer's record at the first configured address whose words are all known of them, and returns it.
    ///
    /// # Errors
    /// Fails where no address is configured, where a word of each is not known, and where nothing opens it.
    pub fn open_elsewhere(&self, customer: &Customer) -> Result<String> {
        let mut patterns = self.settings.config.open.iter().filter(|pattern| !pattern.is_empty()).peekable();
        if patterns.peek().is_none() {
            return Err(Error::failed("no address to open is configured").help(
                "name one with \"open\" in the configuration, such as \
                 open = \"https://app.hubspot.com/contacts/123/contact/{hubspot}\"",
            ));
        }
        let uids = self.book.uids_of(customer.id)?;
        let known = |word: &str| value_of(word, customer, &uids);
        let mut missing: Vec<&str> = Vec::new();
        for pattern in patterns {
            match filled(pattern, known) {
                Ok(address) => {
                    may_be_opened(&address).map_err(|invalid| Error::failed(invalid.to_string()))?;
                    let opened = system::open(Launch::Address(&address));
                    return opened
                        .map(|()| address.clone())
                        .map_err(|e| e.help(format!("open it yourself: {address}")));
                }
                Err(word) if missing.contains(&word) => {}
                Err(word) => missing.push(word),
            }
        }
        let each: Vec<String> = missing.iter().map(|word| format!("no {}", described(word))).collect();
        let who = self.word_of(customer);
        let mut helps: Vec<String> = missing.iter().map(|word| how_to_know(word, &who)).collect();
        helps.dedup();
        Err(Error::failed(format!("{} has {}, so there is nothing to open", clean(&customer.name), each.join(" and ")))
            .help(helps.join("; or ")))
    }
}

/// Returns what a word of an address stands for; None where it is not known of this customer.
fn value_of<'c>(word: &str, customer: &'c Customer, uids: &'c [String]) -> Option<&'c str> {
    match word {
        "name" => Some(&customer.name),
        "company" => customer.company.as_deref(),
        "email" => customer.email.as_deref(),
        "phone" => customer.phone.as_deref(),
        ANY_ID => uids.first().map(|uid| source_uid::without_kind(uid)),
        kind => uids.iter().find(|uid| source_uid::kind_of(uid) == kind).map(|uid| source_uid::without_kind(uid)),
    }
}

/// Names what a word stands for.
fn described(word: &str) -> String {
    match word {
        "company" => "company".into(),
        "email" => "email address".into(),
        "phone" => "phone number".into(),
        ANY_ID => "id from another program".into(),
        kind => format!("id from {}", source_named(kind)),
    }
}

/// Names a kind of source as its makers do.
fn source_named(kind: &str) -> &str {
    match kind {
        "hubspot" => "HubSpot",
        "pipedrive" => "Pipedrive",
        "salesforce" => "Salesforce",
        "linkedin" => "LinkedIn",
        "vcard" => "a vCard",
        "google" => "Google",
        "outlook" => "Outlook",
        other => other,
    }
}

fn how_to_know(word: &str, who: &str) -> String {
    match word {
        "company" => format!("goodcall edit {who} --company TEXT"),
        "email" | "phone" => format!("goodcall edit {who} --{word} …"),
        _ => "an import brings it: goodcall import, with an export of that program".into(),
    }
}
