//! What was noted of a call, as a log: its title, where that says more than that it was a call, and its text without HTML.

use super::html;
use crate::domain::remark::as_news;
use crate::text::search_words;

/// What a title says that says nothing: that it was a call, and with whom.
const WORDS: [&str; 38] = [
    "call",
    "calls",
    "phone",
    "phonecall",
    "called",
    "logged",
    "log",
    "outbound",
    "inbound",
    "outgoing",
    "incoming",
    "with",
    "to",
    "from",
    "the",
    "a",
    "untitled",
    "anruf",
    "telefonat",
    "mit",
    "an",
    "bei",
    "appel",
    "avec",
    "llamada",
    "con",
    "ligacao",
    "chamada",
    "com",
    "chiamata",
    "telefonata",
    "gesprek",
    "telefoongesprek",
    "met",
    "bellen",
    "task",
    "activity",
    "denwa",
];

/// Whether a text says that something is a call, in one of the languages that CRMs speak.
pub(crate) fn names_a_call(text: &str) -> bool {
    const CALLS: [&str; 18] = [
        "call",
        "calls",
        "phonecall",
        "anruf",
        "telefonat",
        "appel",
        "llamada",
        "chamada",
        "ligacao",
        "chiamata",
        "telefonata",
        "gesprek",
        "telefoongesprek",
        "telefoontje",
        "bellen",
        "oproep",
        "telefonanruf",
        "telefonieren",
    ];
    search_words(text).iter().any(|word| CALLS.contains(&word.as_str()))
        || text.contains("電話")
        || text.contains("コール")
}

/// Writes the log of a call: each line is news, whatever sign it begins with.
pub(crate) fn log(title: &str, text: &str, outcome: Option<&str>, names: &[&str]) -> String {
    let mut lines = html::lines(text);
    let title = html::lines(title).join(" ");
    if says_more(&title, names) && !lines.contains(&title) {
        lines.insert(0, title);
    }
    lines.extend(outcome.map(|outcome| format!("Outcome: {}", html::lines(outcome).join(" "))));
    as_news(&lines.join("\n"))
}

/// Whether a title says anything beside that it was a call with these people.
fn says_more(title: &str, names: &[&str]) -> bool {
    let names: Vec<String> = names.iter().flat_map(|name| search_words(name)).collect();
    search_words(title).iter().any(|word| !WORDS.contains(&word.as_str()) && !names.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_stands_first_where_it_says_more_than_that_it_was_a_call() {
        let names = ["Ana Ribeiro"];
        assert_eq!(log("Call with Ana Ribeiro", "<p>Fine.</p>", None, &names), "Fine.");
        assert_eq!(log("Renewal", "<p>Fine.</p>", None, &names), "Renewal\nFine.");
        assert_eq!(log("Fine.", "Fine.", None, &names), "Fine.");
        assert_eq!(log("Anruf", "", Some("Interested"), &names), "Outcome: Interested");
        assert_eq!(log("", "", None, &[]), "");
    }

    #[test]
    fn no_sign_in_a_note_makes_anything_but_news_of_it() {
        assert_eq!(
            log("", "+ great\n! idea\n= by thu\n\\x\npraise: y\n  > z", None, &[]),
            "\\+ great\n\\! idea\n\\= by thu\n\\\\x\n\\praise: y\n\\> z"
        );
    }

    #[test]
    fn calls_are_known_by_their_name() {
        for (text, is_call) in [
            ("Call", true),
            ("cold call", true),
            ("Anruf", true),
            ("電話", true),
            ("Meeting", false),
            ("Email", false),
            ("Recall", false),
            ("", false),
        ] {
            assert_eq!(names_a_call(text), is_call, "{text}");
        }
    }
}
