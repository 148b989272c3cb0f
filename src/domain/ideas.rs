//! Ideas and needs: which week they belong to, and which customers an idea might suit.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::ids::CustomerId;
use super::remark::friday_after;

/// The Monday and the Sunday of a day's week.
pub fn week_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
    (monday, monday + Days::new(6))
}

/// The day to carry an idea to: the Friday of next week, and at least a week after it was due.
pub fn carried_to(due: Option<NaiveDate>, today: NaiveDate) -> NaiveDate {
    let (monday, _) = week_of(today);
    let next = friday_after(monday + Days::new(7));
    due.map_or(next, |due| next.max(friday_after(week_of(due).0 + Days::new(7))))
}

/// The fewest letters of a telling word.
const SHORTEST: usize = 4;
/// How many words of a text to search for.
pub const WORDS: usize = 8;
/// Words that any text may have, folded.
#[rustfmt::skip]
const COMMON: [&str; 254] = [
    "able", "about", "after", "again", "also", "always", "another", "anybody", "anyone", "anything", "around",
    "asked", "away", "back", "became", "because", "been", "before", "began", "behind", "being", "best", "better",
    "between", "both", "bring", "brought", "business", "buys", "call", "called", "calls", "came", "case", "change",
    "come", "comes", "company", "could", "customer", "customers", "days", "different", "does", "doing", "done",
    "down", "each", "easy", "eight", "else", "even", "evening", "ever", "every", "everyone", "feel", "felt", "find",
    "first", "five", "found", "four", "friday", "from", "front", "full", "gave", "gets", "give", "goes", "going",
    "good", "great", "hand", "hard", "have", "head", "hear", "heard", "help", "here", "house", "hundred", "idea",
    "ideas", "instead", "into", "just", "keep", "keeps", "kind", "know", "last", "later", "least", "left", "less",
    "like", "likes", "line", "little", "long", "look", "looks", "lost", "lots", "made", "make", "makes", "many",
    "maybe", "mean", "means", "might", "mind", "minute", "minutes", "monday", "money", "month", "months", "more",
    "morning", "most", "much", "must", "name", "need", "needs", "never", "next", "night", "nine", "nobody", "nothing",
    "often", "once", "only", "open", "other", "ours", "over", "part", "people", "place", "please", "point", "pretty",
    "price", "problem", "question", "quite", "read", "real", "really", "right", "room", "said", "same", "saturday",
    "says", "send", "sent", "service", "seven", "several", "should", "side", "since", "some", "somebody", "someone",
    "something", "sometimes", "soon", "sort", "stay", "still", "stuff", "such", "sunday", "sure", "take", "talk",
    "tell", "test", "than", "thank", "thanks", "that", "their", "them", "then", "there", "they", "thing", "things",
    "think", "this", "though", "thought", "thousand", "three", "through", "thursday", "time", "today", "told", "took",
    "tries", "tuesday", "turn", "under", "until", "upon", "used", "uses", "using", "usually", "very", "wait", "walk",
    "want", "wanted", "wants", "wednesday", "week", "were", "what", "whatever", "when", "where", "whether", "which",
    "while", "whole", "will", "wish", "with", "within", "without", "word", "words", "work", "works", "worth", "would",
    "write", "wrote", "year", "years", "young", "your",
];

/// Words that label facts of any kind, words for the family, and forms of companies, folded: two customers who share one
/// have nothing in common that an idea could use.
#[rustfmt::skip]
const NO_KIND: &[&str] = &[
    // Labels.
    "account", "address", "anniversary", "answers", "assistant", "birthday", "birthdays", "born", "contact", "email",
    "emails", "facts", "fax", "hobbies", "hobby", "home", "label", "language", "likes", "loves", "mail", "mobile",
    "nickname", "note", "notes", "office", "phone", "since", "spouse", "title", "website",
    // The family.
    "baby", "boy", "boys", "brother", "brothers", "child", "children", "cousin", "dad", "daughter", "daughters",
    "family", "father", "girl", "girls", "grandchildren", "grandson", "husband", "kids", "married", "mother", "parents",
    "partner", "sister", "sisters", "sons", "twins", "uncle", "wedding", "wife",
    // Months, which stand beside birthdays.
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    // Companies.
    "aktiebolag", "aktiengesellschaft", "anonyme", "associates", "gesellschaft", "kommanditgesellschaft", "sociedade",
    "societa", "societe", "unipessoal", "brothers", "corp", "corporation", "enterprises", "gmbh", "group", "holding",
    "holdings", "incorporated", "inc", "international", "kabushiki", "kaisha", "limited", "limitada", "ltda", "mbh",
    "owner", "owns", "partners", "runs", "sarl", "services", "solutions",
];

/// The words of a text that might find related ones, each once, in order; `words` are folded.
pub fn telling_words(words: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut telling: Vec<String> = Vec::new();
    for word in words {
        let tells = word.chars().count() >= SHORTEST
            && !word.chars().all(|c| c.is_ascii_digit())
            && COMMON.binary_search(&word.as_str()).is_err()
            && !NO_KIND.contains(&word.as_str());
        if tells && !telling.contains(&word) && telling.len() < WORDS {
            telling.push(word);
        }
    }
    telling
}

/// Why an idea might suit a customer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// They have the same peak days, as written, as the customer who had the idea.
    SamePeak(String),
    /// They have the same kind of company: the facts of both share this word.
    SameKind(String),
    /// Their facts or remarks have this word of the idea.
    Word(String),
}

impl Fit {
    /// The kind of company weighs most, then peak days, then a word.
    fn weight(&self) -> u32 {
        match self {
            Self::SameKind(_) => 4,
            Self::SamePeak(_) => 3,
            Self::Word(_) => 2,
        }
    }
}

/// How many things in common make a reason: one word is an accident.
const SIGNALS: usize = 2;

/// Counts what fits tell of: each word once, wherever both have it, and the peak days.
fn signals(fits: &[Fit]) -> usize {
    let mut words: Vec<&str> = Vec::new();
    let mut peaks = 0;
    for fit in fits {
        match fit {
            Fit::SamePeak(_) => peaks = 1,
            Fit::SameKind(word) | Fit::Word(word) if !words.contains(&word.as_str()) => words.push(word),
            Fit::SameKind(_) | Fit::Word(_) => {}
        }
    }
    words.len() + peaks
}

/// A customer whom an idea might suit, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodFor {
    /// Never the one who had the idea.
    pub customer: CustomerId,
    /// What they have in common with the idea or with the customer who had it; never empty.
    pub fits: Vec<Fit>,
}

/// Gathers the customers whom an idea might suit by at least two signals: the best fit first, then by id, without the
/// one who had it.
pub fn good_for(had_by: CustomerId, found: impl IntoIterator<Item = (CustomerId, Fit)>) -> Vec<GoodFor> {
    let mut by_customer: BTreeMap<CustomerId, Vec<Fit>> = BTreeMap::new();
    for (customer, fit) in found {
        let fits = by_customer.entry(customer).or_default();
        if customer != had_by && !fits.contains(&fit) {
            fits.push(fit);
        }
    }
    let mut all: Vec<GoodFor> = by_customer
        .into_iter()
        .filter(|(_, fits)| signals(fits) >= SIGNALS)
        .map(|(customer, mut fits)| {
            fits.sort_by_key(|f| Reverse(f.weight()));
            GoodFor { customer, fits }
        })
        .collect();
    all.sort_by_key(|g| Reverse(g.fits.iter().map(Fit::weight).sum::<u32>()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_common_words_are_in_order_so_that_they_are_found() {
        assert!(COMMON.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn an_idea_is_carried_to_the_friday_of_next_week() {
        // Monday 23 November 2026: this week's Friday is the 27th.
        for (due, today, to) in [
            (Some("2026-11-27"), "2026-11-23", "2026-12-04"),
            (Some("2026-11-20"), "2026-11-23", "2026-12-04"),
            (Some("2026-12-04"), "2026-11-23", "2026-12-11"),
            (Some("2026-12-04"), "2026-11-29", "2026-12-11"),
            (None, "2026-11-29", "2026-12-04"),
        ] {
            assert_eq!(carried_to(due.map(day), day(today)), day(to), "{due:?} on {today}");
        }
    }

    #[test]
    fn words_that_stand_in_any_text_tell_nothing() {
        let words = "they print the pick list the night before the 2026 pallets print".split(' ').map(String::from);
        assert_eq!(telling_words(words), ["print", "pick", "list", "pallets"]);
    }

    #[test]
    fn labels_the_family_and_forms_of_companies_tell_nothing() {
        let words = "anneke birthday wife gmbh daughters sons phone bakery".split(' ').map(String::from);
        assert_eq!(telling_words(words), ["anneke", "bakery"]);
    }

    #[test]
    fn one_thing_in_common_is_no_reason() {
        let (ana, ben, cleo) = (CustomerId(1), CustomerId(2), CustomerId(3));
        // A word that is in the idea and in the facts of both is still one word.
        let found = vec![
            (ben, Fit::SameKind("bakery".into())),
            (ben, Fit::Word("bakery".into())),
            (cleo, Fit::SamePeak("tue".into())),
        ];
        assert_eq!(good_for(ana, found), []);
    }

    #[test]
    fn the_best_fit_comes_first_and_nobody_gets_their_own_idea() {
        let (ana, ben, cleo, dora) = (CustomerId(1), CustomerId(2), CustomerId(3), CustomerId(4));
        let word = |w: &str| Fit::Word(w.into());
        let found = vec![
            (ana, word("pallets")),
            (ana, word("labels")),
            (ben, word("pallets")),
            (ben, word("labels")),
            (cleo, word("pallets")),
            (cleo, Fit::SameKind("cold".into())),
            (cleo, Fit::SameKind("cold".into())),
            (dora, Fit::SamePeak("tue".into())),
            (dora, word("pallets")),
        ];
        let good = good_for(ana, found);
        let ids: Vec<_> = good.iter().map(|g| g.customer).collect();
        assert_eq!(ids, [cleo, dora, ben]);
        assert_eq!(good[0].fits, [Fit::SameKind("cold".into()), word("pallets")]);
    }
}
