//! What another window did to what a form has open, in words.

use crate::domain::remark::RemarkState;
use crate::error::Missing;
use crate::text::cut;

/// The most columns of a value in a message.
const VALUE: usize = 30;

/// Says that a visit can't be moved or declined as it was shown.
pub const PLAN_NOTHING_CHANGED: &str = "The plan changed meanwhile; nothing was changed";
/// Says that a visit or a day can't be taken as it was shown.
pub const PLAN_NOTHING_TAKEN: &str = "The plan changed meanwhile; nothing was taken";

/// Says that the call of the day is with another one by now, or made.
pub const CALL_NOTHING_CHANGED: &str = "The day's call changed meanwhile; nothing was changed";

/// Says that a record is part of another one now, and what comes of it: "Bruna Costa was merged into Camille Dufresne
/// meanwhile; this log goes there".
pub fn merged(was: &str, now: &str, so: &str) -> String {
    if was == now {
        return format!("The two records of {now} were merged meanwhile; {so}");
    }
    format!("{was} was merged into {now} meanwhile; {so}")
}

/// Says behind what was done that another record is part of this one now: "; Bruna Costa was merged into this record". Empty
/// where both have one name.
pub fn merged_into_this(was: &str, now: &str) -> String {
    if was == now { String::new() } else { format!("; {was} was merged into this record") }
}

/// Says that what a key was about went while it stood on the screen.
pub fn gone(what: Missing) -> &'static str {
    match what {
        Missing::Customer => "They were forgotten or merged in another window; the list is up to date now",
        Missing::Touch | Missing::Remark | Missing::Setback => {
            "It was removed in another window; the list is up to date now"
        }
    }
}

/// Says what another window made of an idea, a need or a promise: "It was dropped meanwhile".
pub fn ended(state: RemarkState) -> String {
    let what = match state {
        RemarkState::Open => "opened again",
        RemarkState::Done => "done",
        RemarkState::Kept => "kept",
        RemarkState::Dropped => "dropped",
    };
    format!("It was {what} meanwhile")
}

/// Says which values of another window a form's took the place of, each with its label: "; it replaced the role “Buyer”
/// from another window". Empty for none.
pub fn replaced(values: &[(String, String)]) -> String {
    let said = values.iter().map(|(label, value)| match value.lines().next().unwrap_or_default().trim() {
        "" => format!("an empty {label}"),
        value => format!("the {label} “{}”", cut(value, VALUE)),
    });
    let said: Vec<String> = said.collect();
    match said.split_last() {
        None => String::new(),
        Some((only, [])) => format!("; it replaced {only} from another window"),
        Some((last, before)) => format!("; it replaced {} and {last} from another window", before.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_replaced_is_said_in_one_part_of_a_sentence() {
        let of = |values: &[(&str, &str)]| {
            let values = values.iter().map(|(label, value)| ((*label).to_string(), (*value).to_string()));
            replaced(&values.collect::<Vec<_>>())
        };
        assert_eq!(of(&[]), "");
        assert_eq!(of(&[("role", "Buyer")]), "; it replaced the role “Buyer” from another window");
        let said = "; it replaced the role “Buyer”, an empty city and the notes “One” from another window";
        assert_eq!(of(&[("role", "Buyer"), ("city", ""), ("notes", "One\ntwo")]), said);
    }

    #[test]
    fn two_records_of_one_name_are_not_said_to_become_one_another() {
        let so = "this log goes there";
        assert_eq!(merged("Ana", "Bo", so), "Ana was merged into Bo meanwhile; this log goes there");
        assert_eq!(merged("Ana", "Ana", so), "The two records of Ana were merged meanwhile; this log goes there");
    }
}
