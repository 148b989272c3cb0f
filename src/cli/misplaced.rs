//! What was typed where the command line takes something else, or under another name: says the command that was meant.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind as Clap};

use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::text;

/// What other programs call things, and the command for it here.
const OTHER_NAMES: &[(&[&str], &str)] = &[
    (&["note", "write", "record", "called", "touched", "journal"], "goodcall log WHO -m \"what they said\""),
    (&["call", "phone", "ring"], "goodcall dial WHO calls; goodcall log WHO -m \"what they said\" logs it"),
    (&["new", "create", "contact"], "goodcall add NAME --phone NUMBER"),
    (&["change", "update", "set", "rename"], "goodcall edit WHO --name NAME"),
    (&["delete", "remove", "rm", "del"], "goodcall archive WHO hides somebody; goodcall forget WHO erases them"),
    (&["find", "grep"], "goodcall search WORDS"),
    (&["ls", "customers", "contacts", "people"], "goodcall list"),
    (&["next", "pick", "now"], "goodcall today"),
    (&["remarks", "quotes"], "goodcall praise"),
    (
        &["promise", "owe", "owed", "todo"],
        "goodcall promises; goodcall log WHO -m \"= the price list by thu\" keeps one",
    ),
    (&["stats", "figures", "report"], "goodcall trends"),
    (&["vacation", "holiday", "off"], "goodcall away FROM TO"),
    (&["mood", "setback", "lost"], "goodcall lift --after lost-deal --mood 2"),
    (&["setup", "init", "configure"], "goodcall config init"),
    (&["help"], "goodcall --help"),
];

/// Where a command takes no words, the flag that takes them.
const WORDS_GO_TO: &[(&str, &str)] = &[
    ("lift", "goodcall lift --about"),
    ("skip", "goodcall skip --because"),
    ("backup", "goodcall backup"),
    ("touch", "goodcall touch edit ID -m"),
];

/// Says which command was probably meant by arguments that clap refused.
pub(super) fn tip(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    let told = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    match error.kind() {
        Clap::InvalidSubcommand => {
            let word = told(ContextKind::InvalidSubcommand)?.to_lowercase();
            let meant = OTHER_NAMES.iter().find(|(names, _)| names.contains(&word.as_str()));
            meant.map(|(_, command)| format!("try: {command}"))
        }
        Clap::UnknownArgument => {
            let word = told(ContextKind::InvalidArg).filter(|word| !word.starts_with('-'))?;
            let (_, flag) = WORDS_GO_TO.iter().find(|(verb, _)| arguments.iter().skip(1).any(|a| a == verb))?;
            Some(format!("try: {flag} {}", quote(&word)))
        }
        _ => None,
    }
}

/// Where nobody is found because what they said stands beside WHO: says that it goes behind `-m`.
pub(super) fn said_beside_who(app: &App, words: &[String], error: Error) -> Error {
    if error.kind != ErrorKind::NoMatch {
        return error;
    }
    // The longest beginning that means somebody.
    let split = (1..words.len()).rev().filter_map(|at| {
        let (who, said) = words.split_at(at);
        let found = app.who_matches(&who.join(" ")).ok()?;
        (!found.is_empty()).then_some((who, said, found))
    });
    let Some((who, said, found)) = split.into_iter().next() else { return error };
    let is_name = |word: &str| {
        let names = found.iter().flat_map(|m| [Some(m.name.as_str()), m.company.as_deref()]).flatten();
        names.flat_map(text::search_words).any(|name| strsim::jaro_winkler(&name, &text::fold(word)) > NEAR)
    };
    match said {
        // A mistyped name is not a message.
        [one] if !one.trim().contains(char::is_whitespace) && is_name(one) => error,
        _ => Error::usage("what they said goes behind -m; nothing was logged").help(format!(
            "goodcall log {} -m {}",
            who.iter().map(|w| quote(w)).collect::<Vec<_>>().join(" "),
            quote(&said.join(" "))
        )),
    }
}

/// How like a name a word must be to count as one that was mistyped, from 0 to 1.
const NEAR: f64 = 0.75;

/// Refuses a number or an address beside the name of somebody new, which would become part of it.
pub(super) fn refuse_beside_name(words: &[String]) -> Result<()> {
    value_beside(words, "add", "nobody was added").map_or(Ok(()), Err)
}

/// Where nobody is found because a number or an address stands beside WHO: says which flag takes it.
pub(super) fn value_beside_who(words: &[String], error: Error) -> Error {
    let value = (error.kind == ErrorKind::NoMatch).then(|| value_beside(words, "edit", "nothing was changed"));
    value.flatten().unwrap_or(error)
}

fn value_beside(words: &[String], verb: &str, outcome: &str) -> Option<Error> {
    let [_, beside @ ..] = words else { return None };
    let flags: Vec<(&String, &str)> = beside.iter().filter_map(|word| Some((word, flag_for(word)?))).collect();
    let (first, _) = flags.first()?;
    let name: Vec<&str> =
        words.iter().filter(|word| flags.iter().all(|(w, _)| w != word)).map(String::as_str).collect();
    let given: Vec<String> = flags.iter().map(|(word, flag)| format!("{flag} {}", quote(word))).collect();
    let message = format!("\"{}\" is not part of a name; {outcome}", text::clean(first));
    Some(Error::usage(message).help(format!("goodcall {verb} {} {}", quote(&name.join(" ")), given.join(" "))))
}

/// Tells the flag for a word that can't be part of a name.
fn flag_for(word: &str) -> Option<&'static str> {
    let word = word.trim();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_number =
        digits >= 6 && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.' | '/' | ' '));
    let is_address = word.split_once('@').is_some_and(|(_, host)| host.contains('.')) && !word.contains(' ');
    if is_number {
        Some("--phone")
    } else if is_address {
        Some("--email")
    } else {
        None
    }
}

/// Quotes a word for a shell, if it needs to be.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+' | ',' | ':' | '/');
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else if word.contains(['"', '$', '`', '\\', '!']) {
        format!("'{}'", word.replace('\'', "'\\''"))
    } else {
        format!("\"{word}\"")
    }
}
