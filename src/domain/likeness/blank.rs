//! What programs write where nobody said a name: "N/A", "null", "#REF!", a dash.

/// Never a name, in lower case.
const FILLERS: &[&str] = &[
    "n/a",
    "na/na",
    "#n/a",
    "#na",
    "n.a.",
    "n.a",
    "n\\a",
    "n/d",
    "n.d.",
    "s/n",
    "k.a.",
    "#ref!",
    "#value!",
    "#name?",
    "#div/0!",
    "#null!",
    "#num!",
    "#error!",
    "#spill!",
    "undefined",
    "<null>",
    "(null)",
    "[null]",
    "\\n",
    "<none>",
    "(none)",
    "[none]",
    "<na>",
    "(blank)",
    "(empty)",
    "<empty>",
    "(leer)",
    "(vazio)",
    "(vide)",
    "(unknown)",
    "[unknown]",
    "<unknown>",
    "[object",
    "object]",
];
/// Not a name where nothing else is said; as a surname some have them, in lower case.
const WORDS: &[&str] = &[
    "null",
    "none",
    "nil",
    "nan",
    "unknown",
    "unbekannt",
    "desconhecido",
    "desconhecida",
    "desconocido",
    "desconocida",
    "inconnu",
    "inconnue",
    "sconosciuto",
    "onbekend",
    "unnamed",
    "noname",
    "no-name",
    "unspecified",
    "不明",
    "未知",
    "無名",
];
/// Several words that say that there is no name, in lower case.
const SENTENCES: &[&str] = &[
    "no name",
    "not available",
    "not applicable",
    "not specified",
    "not provided",
    "not known",
    "name unknown",
    "unknown name",
    "unknown unknown",
    "unknown contact",
    "unknown caller",
    "kein name",
    "ohne name",
    "ohne namen",
    "keine angabe",
    "sem nome",
    "sin nombre",
    "sans nom",
    "senza nome",
    "nao informado",
    "não informado",
    "no disponible",
];

/// Whether a text says nothing: it is blank, only punctuation, or what a program writes in place of nothing.
pub fn is_filler(text: &str) -> bool {
    let text = text.trim();
    !text.chars().any(is_said) || FILLERS.contains(&text.to_lowercase().as_str())
}

/// Whether a text in place of a name says that there is none: "N/A", "- -", "null null". A surname Null beside a given
/// name is one, and so are a single letter and an emoji.
pub fn is_no_name(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let mut words = lower.split_whitespace().filter(|w| !is_filler(w)).peekable();
    // "Nan" is what some people are called.
    let is_named_nan = text.trim().starts_with("Nan") && !text.trim().starts_with("NaN");
    (words.peek().is_none() || words.all(|w| WORDS.contains(&bare(w)) && !(is_named_nan && w == "nan")))
        || SENTENCES.contains(&bare(&lower))
}

/// Whether a text in place of a given name says that there is none, whatever the surname.
pub fn is_no_given_name(text: &str) -> bool {
    let text = text.trim();
    // Programs write "null" or "NULL"; a person would write "Null".
    is_filler(text)
        || (matches!(text.to_lowercase().as_str(), "null" | "none") && !text.starts_with(char::is_uppercase))
        || matches!(text, "NULL" | "NONE" | "NaN" | "nan")
}

/// Drops brackets and other signs around a word.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !is_said(c))
}

/// Whether a sign may say something: a letter, a digit, an emoji, but no punctuation and nothing unseen.
fn is_said(c: char) -> bool {
    match c {
        // Letters to Unicode, blanks to the eye.
        '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}' => false,
        _ if c.is_alphanumeric() => true,
        '\0'..='\u{BF}' | '\u{D7}' | '\u{F7}' => false,
        // Punctuation, marks of direction, arrows, boxes and other shapes, ideographic punctuation, joiners of emoji.
        '\u{2000}'..='\u{206F}' | '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{25FF}' | '\u{2E00}'..='\u{2E7F}' => false,
        '\u{3000}'..='\u{303F}' | '\u{30FB}' | '\u{FE00}'..='\u{FE6F}' | '\u{FEFF}' | '\u{FF00}'..='\u{FF65}' => false,
        '\u{FFF0}'..='\u{FFFF}' | '\u{180B}'..='\u{180F}' | '\u{E0000}'..='\u{E007F}' => false,
        _ => !c.is_whitespace() && !c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fills_the_place_of_a_name_is_none() {
        for text in [
            "N/A N/A",
            "- -",
            "N/A",
            "#N/A",
            "null Null",
            "NULL",
            "none",
            "None None",
            "unknown",
            "(Unknown)",
            "nan nan",
            "...",
            "?",
            "—",
            "・",
            "",
            "  ",
            "\u{200B}",
            "\u{3164}",
            "<null>",
            "undefined undefined",
            "#REF!",
            "no name",
            "Unbekannt",
            "sem nome",
            "-null-",
            "null -",
            "不明",
        ] {
            assert!(is_no_name(text), "{text:?}");
        }
        for text in [
            "Jennifer Null",
            "None Leal",
            "Nan",
            "Nan Goldin",
            "Na",
            "X",
            "O",
            "Mo",
            "花子",
            "Ольга",
            "👩‍🍳 Chef",
            "🍕",
            "Björk",
            "Noname Rivera",
            "Null Island Ltd",
            "محمد",
            "50 Cent",
            "R2-D2",
        ] {
            assert!(!is_no_name(text), "{text:?}");
        }
    }

    #[test]
    fn a_given_name_may_be_missing_beside_a_surname() {
        for text in ["N/A", "null", "NULL", "-", "#N/A", "none", ""] {
            assert!(is_no_given_name(text), "{text:?}");
        }
        for text in ["Null", "Nan", "Ana", "A", "Noneta"] {
            assert!(!is_no_given_name(text), "{text:?}");
        }
    }
}
