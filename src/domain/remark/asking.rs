//! Asks after what somebody told: in plain words where a sentence can safely be turned into a question.

use super::{Remark, RemarkKind};

/// Asks after the first news of what they said that can be put as a question.
pub fn about_news(said: &[Remark]) -> Option<String> {
    said.iter().filter(|remark| remark.kind == RemarkKind::News).find_map(|remark| question(&remark.text))
}

/// Asks after news: "How is the new roof on the second barn?", "How is Daan at school?". None where it can't be put so for
/// certain; then the news speaks for itself.
pub fn question(news: &str) -> Option<String> {
    let clause = first_clause(news)?;
    let words: Vec<&str> = clause.split_whitespace().collect();
    school(&words).or_else(|| something_new(&words))
}

/// What a sentence says before anything that qualifies it; None where that is not a plain sentence.
fn first_clause(news: &str) -> Option<&str> {
    let line = news.lines().next()?.trim();
    let clause = line.split([',', ';', ':', '.', '(', '–', '—']).next()?.trim();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '\'' | '’' | '-');
    (!clause.is_empty() && clause.chars().all(plain)).then_some(clause)
}

/// Who starts, of a family.
const FAMILY: [&str; 16] = [
    "son",
    "daughter",
    "boy",
    "girl",
    "eldest",
    "oldest",
    "youngest",
    "grandson",
    "granddaughter",
    "grandchild",
    "kid",
    "child",
    "niece",
    "nephew",
    "brother",
    "sister",
];
/// Words that begin a sentence and are no names.
const NO_NAMES: [&str; 16] = [
    "He",
    "She",
    "They",
    "We",
    "I",
    "It",
    "Who",
    "Everybody",
    "Everyone",
    "Nobody",
    "Somebody",
    "Someone",
    "One",
    "Both",
    "That",
    "This",
];
const BEGINS: [&str; 7] = ["starts", "started", "begins", "began", "is", "will", "just"];
const SCHOOLS: [&str; 7] = ["school", "kindergarten", "preschool", "nursery", "university", "college", "uni"];

/// "Her son Daan starts school in Lisbon": "How is Daan at school?"
fn school(words: &[&str]) -> Option<String> {
    let (who, rest) = someone(words)?;
    let (first, rest) = rest.split_first()?;
    let rest = match (*first, rest) {
        ("is", ["starting", rest @ ..]) | ("will", ["start", rest @ ..]) | ("just", ["started", rest @ ..]) => rest,
        (verb, rest) if BEGINS.iter().take(4).any(|b| *b == verb) => rest,
        _ => return None,
    };
    let school = SCHOOLS.iter().find(|school| rest.first() == Some(school))?;
    // What follows may only say where or when.
    let after = rest.get(1);
    let is_plain = after.is_none_or(|word| ["in", "at", "on", "next", "this", "today", "tomorrow"].contains(word));
    is_plain.then(|| format!("How is {who} at {school}?"))
}

/// Who a sentence begins with, as the user would say it to the customer, and what follows.
fn someone<'a>(words: &'a [&'a str]) -> Option<(String, &'a [&'a str])> {
    match words {
        [whose, whom, rest @ ..] if is_theirs(whose) && FAMILY.contains(whom) => Some(match rest {
            [name, rest @ ..] if is_name(name) => ((*name).to_string(), rest),
            rest => (format!("your {whom}"), rest),
        }),
        [name, rest @ ..] if is_name(name) => Some(((*name).to_string(), rest)),
        _ => None,
    }
}

fn is_theirs(word: &str) -> bool {
    ["her", "his", "their"].iter().any(|w| w.eq_ignore_ascii_case(word))
}

fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
        && word.chars().skip(1).all(char::is_lowercase)
        && !NO_NAMES.contains(&word)
}

/// "New roof on the second barn": "How is the new roof on the second barn?"
fn something_new(words: &[&str]) -> Option<String> {
    let rest = match words {
        ["He" | "She" | "They", rest @ ..] => rest,
        rest => rest,
    };
    let rest = match rest {
        [
            "has" | "have" | "got" | "bought" | "built" | "hired" | "Has" | "Have" | "Got" | "Bought" | "Built"
            | "Hired",
            rest @ ..,
        ] => rest,
        // Without a verb nothing but the thing itself may stand there.
        rest if rest.len() == words.len() => rest,
        _ => return None,
    };
    let rest = match rest {
        ["a" | "A" | "the" | "The", rest @ ..] => rest,
        rest => rest,
    };
    let ["new" | "New", thing, place @ ..] = rest else { return None };
    if !thing.chars().all(char::is_lowercase) || THINGS_THAT_ARE_NONE.contains(thing) {
        return None;
    }
    let verb = if is_plural(thing) { "are" } else { "is" };
    let place = placed(place)?;
    Some(format!("How {verb} the new {thing}{place}?"))
}

/// Words after "new" that are no things, or none to ask after.
const THINGS_THAT_ARE_NONE: [&str; 12] =
    ["year", "and", "or", "to", "in", "at", "diagnosis", "lawyer", "tumor", "treatment", "worries", "troubles"];

/// Whether a thing is more than one, by how English writes it.
fn is_plural(thing: &str) -> bool {
    ["children", "people", "men", "women"].contains(&thing)
        || thing.ends_with('s') && !["ss", "us", "is"].iter().any(|end| thing.ends_with(end)) && thing != "lens"
}

/// Where the thing is, as the user would say it to the customer: only a preposition, an article and up to two plain words.
fn placed(words: &[&str]) -> Option<String> {
    let [preposition, article, place @ ..] = words else { return words.is_empty().then(String::new) };
    let is_place = ["in", "on", "at", "for", "behind", "beside"].contains(preposition)
        && (["the", "a"].contains(article) || is_theirs(article));
    let article = if is_theirs(article) { "your" } else { article };
    let is_plain = (1..=2).contains(&place.len()) && place.iter().all(|word| word.chars().all(char::is_alphanumeric));
    (is_place && is_plain).then(|| format!(" {preposition} {article} {}", place.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_becomes_a_question() {
        for (news, asked) in [
            ("Daan starts school in August", "How is Daan at school?"),
            ("Her son Daan started school", "How is Daan at school?"),
            ("Her son starts school in Lisbon", "How is your son at school?"),
            ("his youngest is starting university next week", "How is your youngest at university?"),
            ("New roof on the second barn, the campus is looking sharp", "How is the new roof on the second barn?"),
            ("New ramp behind the hall", "How is the new ramp behind the hall?"),
            ("A new forklift", "How is the new forklift?"),
            ("New drivers", "How are the new drivers?"),
            ("She got a new dog. A big one", "How is the new dog?"),
            ("They hired a new cook for their canteen", "How is the new cook for your canteen?"),
            ("New boss", "How is the new boss?"),
        ] {
            assert_eq!(question(news).as_deref(), Some(asked), "{news}");
        }
    }

    #[test]
    fn nothing_is_asked_that_might_sound_wrong() {
        for news in [
            "",
            "Fine",
            "Back from two weeks off",
            "Two new drivers, both called Paulo",
            "His father died in August",
            "New boss starts on Monday",
            "New York was loud",
            "New year in Napier",
            "Everybody starts school again",
            "She starts a fire in the barn",
            "Her son stopped school",
            "Her son starts school without his brother",
            "Daan starts with school",
            "New warehouse burned down",
            "New warehouse to be sold",
            "She has a new lawyer against the landlord",
            "They lost the new dog",
            "Neuer Chef",
            "佐藤さんの新しい倉庫",
            "Is there a new price list?",
            "@Sally has a new phone",
        ] {
            assert_eq!(question(news), None, "{news}");
        }
    }
}
