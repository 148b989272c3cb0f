//! What is known of a field besides the value that is shown: of each other machine the latest value, and whether the one that is
//! shown was made without having seen it. Then it lost, and stands as a conflict until somebody who has seen both writes again.

use std::collections::BTreeMap;

use serde_json::Value;

use super::State;
use super::document::{Document, FAVORITE};

/// A clock, and the machine whose it is.
type Stamp = (i64, i64);
/// Of each machine, a clock: all that it wrote up to then.
pub(super) type SeenOf = BTreeMap<i64, i64>;
/// By field and machine: the clock of its latest value, and that value where it lost.
pub(super) type Earlier = BTreeMap<String, BTreeMap<i64, (i64, Option<Lost>)>>;

/// A value that lost; one in brackets, because nothing is a value too.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct Lost([Value; 1]);

impl Lost {
    pub(super) fn value(&self) -> &Value {
        let Self([value]) = self;
        value
    }
}

/// Whether a value of a field can lose: tags, and numbers and mailboxes behind the preferred ones, come and go one by one.
fn can_lose(name: &str) -> bool {
    name != FAVORITE && !name.contains(':')
}

impl State {
    /// What of a field is known here: all of it was seen by who writes it next.
    pub(super) fn seen_of(&self, name: &str) -> SeenOf {
        let earlier = self.earlier.get(name).into_iter().flatten().map(|(machine, (clock, _))| (*machine, *clock));
        earlier.chain(self.clocks.get(name).map(|(clock, machine)| (*machine, *clock))).collect()
    }

    /// What of a field was seen by who wrote what is shown, or is settled.
    pub(super) fn settled_of(&self, name: &str) -> SeenOf {
        let earlier = self.earlier.get(name).into_iter().flatten();
        earlier.filter(|(_, (_, lost))| lost.is_none()).map(|(machine, (clock, _))| (*machine, *clock)).collect()
    }

    /// Writes a field here, where all that is known was seen.
    pub(super) fn write(&mut self, name: &str, value: &Value, stamp: Stamp) {
        let seen = self.seen_of(name);
        self.take_one((name, value), stamp, Some(&seen));
    }

    /// Takes fields whose clock is later than what is known; returns which. `seen` is what their writer had seen of each, None
    /// where an earlier version of the program does not say it.
    pub(super) fn take(
        &mut self,
        fields: &Document,
        stamp: Stamp,
        seen: Option<&BTreeMap<String, SeenOf>>,
    ) -> Vec<String> {
        let nothing = SeenOf::new();
        let mut taken = Vec::new();
        for (name, value) in fields {
            if self.take_one((name, value), stamp, seen.map(|seen| seen.get(name).unwrap_or(&nothing))) {
                taken.push(name.clone());
            }
        }
        taken
    }

    fn take_one(&mut self, (name, value): (&str, &Value), (clock, machine): Stamp, seen: Option<&SeenOf>) -> bool {
        let shown = self.clocks.get(name).copied();
        let earlier = self.earlier.entry(name.to_string()).or_default();
        let is_known = shown.is_some_and(|(known, by)| by == machine && known >= clock)
            || earlier.get(&machine).is_some_and(|(known, _)| *known >= clock);
        if is_known {
            return false;
        }
        for (by, upto) in seen.into_iter().flatten().filter(|(by, _)| **by != machine) {
            if shown.is_none_or(|(_, of_shown)| of_shown != *by)
                && earlier.get(by).is_none_or(|(known, _)| known <= upto)
            {
                earlier.insert(*by, (*upto, None));
            }
        }
        let lost = |value: Option<&Value>| {
            value.filter(|_| seen.is_some() && can_lose(name)).map(|value| Lost([value.clone()]))
        };
        let wins = shown.is_none_or(|shown| shown < (clock, machine));
        if !wins {
            earlier.insert(machine, (clock, lost(Some(value))));
            return false;
        }
        earlier.remove(&machine);
        if let Some((before, by)) = shown.filter(|(_, by)| *by != machine) {
            let upto = seen.and_then(|seen| seen.get(&by)).copied().unwrap_or_default();
            let kept = if upto >= before { None } else { lost(Some(self.fields.get(name).unwrap_or(&Value::Null))) };
            earlier.insert(by, (before.max(upto), kept));
        }
        self.fields.insert(name.to_string(), value.clone());
        self.clocks.insert(name.to_string(), (clock, machine));
        true
    }

    /// The values that lost, each with its field and the stamp that it has.
    pub(super) fn lost(&self) -> impl Iterator<Item = (&String, Stamp, &Lost)> {
        self.earlier.iter().flat_map(|(name, of)| {
            of.iter().filter_map(move |(machine, (clock, lost))| Some((name, (*clock, *machine), lost.as_ref()?)))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A value of the field "city", as a machine says it.
    struct Said(&'static str, Stamp, &'static [(i64, i64)]);

    fn state_after(said: &[&Said]) -> State {
        let mut state = State::default();
        for Said(value, stamp, seen) in said {
            let fields = Document::from_iter([("city".to_string(), json!(value))]);
            let seen = BTreeMap::from([("city".to_string(), seen.iter().copied().collect())]);
            state.take(&fields, *stamp, Some(&seen));
            state.take(&fields, *stamp, Some(&seen));
        }
        state
    }

    fn lost(state: &State) -> Vec<(Value, Stamp)> {
        state.lost().map(|(_, stamp, lost)| (lost.value().clone(), stamp)).collect()
    }

    #[test]
    fn of_two_values_the_later_counts_and_of_one_clock_the_greater_machines() {
        let (olga, old, helga) = (Said("Olga", (5, 1), &[]), Said("Old", (4, 9), &[]), Said("Helga", (5, 2), &[]));
        assert_eq!(state_after(&[&olga, &old]).fields["city"], "Olga");
        assert_eq!(state_after(&[&helga, &olga, &old]).fields["city"], "Helga");
    }

    #[test]
    fn in_whatever_order_values_come_the_same_ones_have_lost() {
        let porto = Said("Porto", (10, 1), &[]);
        // Two who had seen Porto alone, then one who had seen the second of them, then one who had seen all.
        let (faro, braga) = (Said("Faro", (20, 2), &[(1, 10)]), Said("Braga", (30, 3), &[(1, 10)]));
        let evora = Said("Évora", (40, 1), &[(3, 30)]);
        let viseu = Said("Viseu", (50, 2), &[(1, 40), (2, 20), (3, 30)]);
        let some = [&porto, &faro, &braga, &evora];
        let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2], [3, 1, 0, 2], [0, 3, 1, 2]];
        for order in orders {
            let state = state_after(&order.map(|at: usize| some[at]));
            assert_eq!(
                (lost(&state), &state.fields["city"]),
                (vec![(json!("Faro"), (20, 2))], &json!("Évora")),
                "{order:?}"
            );
            let settled: Vec<&Said> = [&viseu].into_iter().chain(order.map(|at| some[at])).collect();
            assert_eq!(lost(&state_after(&settled)), [], "{order:?}");
        }
        assert_eq!(lost(&state_after(&[&faro, &braga])), [(json!("Faro"), (20, 2))]);
    }

    #[test]
    fn who_writes_what_they_know_settles_it() {
        let mut state = state_after(&[&Said("Porto", (10, 1), &[]), &Said("Faro", (11, 2), &[])]);
        assert_eq!(lost(&state).len(), 1);
        assert_eq!(state.seen_of("city"), SeenOf::from([(1, 10), (2, 11)]));
        state.write("city", &json!("Porto"), (12, 3));
        assert_eq!((lost(&state), &state.fields["city"]), (vec![], &json!("Porto")));
    }
}
