//! Who says a line of a log in which several people were met: the first, unless it begins with another's name and a colon.

use crate::domain::customer::first_name;
use crate::domain::ids::CustomerId;
use crate::domain::touch::Participants;
use crate::text::fold;

/// The names with which the lines of a log say who speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Speakers {
    /// Whose line it is where nothing says so; None while nobody else was there.
    first: Option<CustomerId>,
    /// Folded names, and whose each is.
    names: Vec<(String, CustomerId)>,
}

impl Speakers {
    /// Takes the given names and the whole name of everybody who was there: of Ana Maria Silva, "Ana" and "Ana Maria".
    pub fn of(people: &Participants) -> Self {
        if people.with.is_empty() {
            return Self::default();
        }
        let names = people.all().flat_map(|p| called(&p.name).into_iter().map(|name| (name, p.id)));
        Self { first: Some(people.first.id), names: names.collect() }
    }

    /// Takes one more name of somebody who was there: they were called so when the line was written.
    pub fn also_called(&mut self, name: &str, who: CustomerId) {
        if self.names.iter().any(|(_, known)| *known == who) {
            self.names.push((fold(name), who));
        }
    }

    /// Says which of the others a line's text begins with, and what follows the colon; nobody for a name that fits two of
    /// those who were there, which counts for the first. None where it names none of the others, or says nothing else.
    pub(super) fn said_by<'t>(&self, text: &'t str) -> Option<(Option<CustomerId>, &'t str)> {
        let first = self.first?;
        let (name, said) = prefix(text)?;
        let name = fold(name);
        let fitting = || self.names.iter().filter(|(known, _)| *known == name).map(|(_, who)| *who);
        let other = fitting().find(|who| *who != first)?;
        Some((Some(other).filter(|other| fitting().all(|who| who == *other)), said))
    }
}

/// Lists what somebody may be called, folded: the first name, further given names behind it, and the whole name.
fn called(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let first = first_name(name);
    let from = words.iter().position(|word| *word == first).unwrap_or(words.len());
    let given = (from + 1..words.len().saturating_sub(1)).filter_map(|last| Some(words.get(from..=last)?.join(" ")));
    given.map(|given| fold(&given)).chain([fold(first), fold(name)]).collect()
}

/// Splits a line's text at the colon of its first line; None where nothing stands on one side of it.
pub fn prefix(text: &str) -> Option<(&str, &str)> {
    let (name, said) = text.split_once([':', '：'])?;
    let said = said.trim_start();
    (!name.contains('\n') && !name.trim().is_empty() && !said.is_empty()).then_some((name.trim(), said))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::remark::{parse, parse_by};
    use crate::domain::touch::Participant;

    const ANA: CustomerId = CustomerId(1);
    const PAULO: CustomerId = CustomerId(2);
    const RUI: CustomerId = CustomerId(3);

    fn speakers(names: &[(CustomerId, &str)]) -> Speakers {
        let mut all = names.iter().map(|(id, name)| Participant { id: *id, name: (*name).to_string() });
        Speakers::of(&Participants { first: all.next().unwrap(), with: all.collect() })
    }

    fn said(text: &str, speakers: &Speakers) -> Vec<(Option<CustomerId>, String)> {
        parse_by(text, speakers).into_iter().map(|said| (said.by, said.text)).collect()
    }

    #[test]
    fn a_line_belongs_to_the_first_unless_it_begins_with_anothers_first_name() {
        let lunch = speakers(&[(ANA, "Ana Ribeiro"), (PAULO, "Dr. Páulo Silva"), (RUI, "Rui Costa")]);
        for (line, by, text) in [
            ("+ Paulo: you saved us", Some(PAULO), "you saved us"),
            ("paulo: a second site", Some(PAULO), "a second site"),
            ("+ Paulo：a second site", Some(PAULO), "a second site"),
            ("? PAULO : a second site", Some(PAULO), "a second site"),
            ("+ Paulo:@Sally stayed", Some(PAULO), "@Sally stayed"),
            ("praise: Rui: thank you", Some(RUI), "thank you"),
            ("! Paulo Silva: labels", None, "Paulo Silva: labels"),
            ("! Dr. Paulo Silva: labels", Some(PAULO), "labels"),
            ("+ Paulo:\n  you saved us", Some(PAULO), "you saved us"),
            ("+ You saved us", None, "You saved us"),
            ("+ Paulo said: you saved us", None, "Paulo said: you saved us"),
            ("Ana: hello", None, "Ana: hello"),
            ("\\Paulo: hello", None, "Paulo: hello"),
            ("Paulo:", None, "Paulo:"),
            ("+ said\n  Paulo: hello", None, "said\nPaulo: hello"),
            ("Next steps: labels", None, "Next steps: labels"),
        ] {
            assert_eq!(said(line, &lunch), [(by, text.to_string())], "{line:?}");
        }
        assert_eq!(said("+ Paulo: thanks, Paulo: bye", &lunch), [(Some(PAULO), "thanks, Paulo: bye".to_string())]);
        let teammates = parse_by("+ Paulo: @Sally stayed", &lunch).remove(0).teammates;
        assert_eq!(teammates, ["Sally"]);
    }

    #[test]
    fn a_name_that_fits_two_is_dropped_and_counts_for_the_first() {
        let two = speakers(&[(ANA, "Ana Ribeiro"), (PAULO, "Paulo Silva"), (RUI, "Paulo Costa")]);
        assert_eq!(said("+ Paulo: thanks", &two), [(None, "thanks".to_string())]);
        assert_eq!(said("+ Paulo Costa: thanks", &two), [(Some(RUI), "thanks".to_string())]);
        let namesakes = speakers(&[(ANA, "Ana Ribeiro"), (PAULO, "Ana Costa")]);
        assert_eq!(said("+ Ana: thanks", &namesakes), [(None, "thanks".to_string())]);
        assert_eq!(said("+ Ana Costa: thanks", &namesakes), [(Some(PAULO), "thanks".to_string())]);
    }

    #[test]
    fn several_given_names_say_whose_line_it_is() {
        let lunch = speakers(&[(RUI, "Rui Costa"), (ANA, "Dr. Ana Maria da Silva"), (PAULO, "Jean-Luc Paul Picard")]);
        for (line, by, text) in [
            ("+ Ana: thanks", Some(ANA), "thanks"),
            ("+ Ana Maria: thanks", Some(ANA), "thanks"),
            ("+ ana  maria : thanks", Some(ANA), "thanks"),
            ("+ Dr. Ana Maria da Silva: thanks", Some(ANA), "thanks"),
            ("+ Jean-Luc Paul: thanks", Some(PAULO), "thanks"),
            ("+ Maria: thanks", None, "Maria: thanks"),
            ("+ Ana Silva: thanks", None, "Ana Silva: thanks"),
        ] {
            assert_eq!(said(line, &lunch), [(by, text.to_string())], "{line:?}");
        }
        let two = speakers(&[(RUI, "Rui Costa"), (ANA, "Ana Maria Silva"), (PAULO, "Ana Costa")]);
        assert_eq!(said("+ Ana Maria: thanks", &two), [(Some(ANA), "thanks".to_string())]);
        assert_eq!(said("+ Ana: thanks", &two), [(None, "thanks".to_string())]);
    }

    #[test]
    fn without_company_no_name_is_a_prefix() {
        let alone = speakers(&[(ANA, "Ana Ribeiro")]);
        assert_eq!(said("+ Ana: hello", &alone), [(None, "Ana: hello".to_string())]);
        let mut alone = Speakers::default();
        alone.also_called("Paulo", PAULO);
        assert_eq!(said("+ Paulo: hello", &alone), [(None, "Paulo: hello".to_string())]);
    }

    #[test]
    fn somebody_is_known_by_an_earlier_name_too() {
        let mut lunch = speakers(&[(ANA, "Ana Ribeiro"), (PAULO, "Paulo Silva")]);
        lunch.also_called("Palo", PAULO);
        lunch.also_called("Rui", RUI);
        assert_eq!(said("+ Palo: thanks", &lunch), [(Some(PAULO), "thanks".to_string())]);
        assert_eq!(said("+ Rui: thanks", &lunch), [(None, "Rui: thanks".to_string())]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn names_change_neither_how_many_remarks_there_are_nor_their_kinds(text in "[ +!?>@:\\\\\n\tPaulo]{0,60}") {
            let lunch = speakers(&[(ANA, "Ana"), (PAULO, "P"), (RUI, "Paulo")]);
            let kinds = |said: Vec<crate::domain::remark::ParsedRemark>| said.iter().map(|s| s.kind).collect::<Vec<_>>();
            prop_assert_eq!(kinds(parse_by(&text, &lunch)), kinds(parse(&text)));
        }
    }
}
