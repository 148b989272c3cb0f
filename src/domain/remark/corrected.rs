//! Finds which remark of a corrected log carries on which remark of the log before it.

use std::collections::{HashMap, VecDeque};

use super::{ParsedRemark, RemarkKind, parse};
use crate::domain::choice::Choice;

/// A fifth of the longer text may differ.
const A_PART: usize = 5;
/// How many characters may differ in any text, however short.
const ALWAYS_MAY: usize = 2;
/// How many cells of distance tables one correction may cost. A log of thousands of lines that all changed reaches it;
/// the lines that stand closest to each other were compared by then.
const MOST_CELLS: usize = 40_000_000;

/// Says for each remark of a corrected log which one it carries on, as a place in `before`; None for a new remark.
///
/// A remark carries on one of its own kind. Equal texts find each other first, wherever they stand. Of the others, those
/// that nearly agree do: at most a fifth of the longer text's characters (Unicode's scalar values) differ, and 2 always
/// may. The nearest find each other first; of several equally near, the first in order.
pub fn carried_on(before: &[(RemarkKind, &str)], said: &[ParsedRemark]) -> Vec<Option<usize>> {
    let (mut carried, places) = equal_texts(before, said);
    let mut effort = Effort(MOST_CELLS);
    for kind in RemarkKind::ALL {
        let gone = places.iter().filter(|((of, _), _)| of == kind);
        let mut gone: Vec<Left> =
            gone.flat_map(|((_, text), places)| places.iter().map(|place| Left::new(*place, text))).collect();
        if gone.is_empty() {
            continue;
        }
        gone.sort_by_key(|left| left.place);
        let new = said.iter().zip(&carried).enumerate().filter(|(_, (said, old))| said.kind == *kind && old.is_none());
        let new: Vec<Left> = new.map(|(place, (said, _))| Left::new(place, &said.text)).collect();
        for (old, new) in nearest(&gone, &new, &mut effort) {
            if let Some(slot) = carried.get_mut(new) {
                *slot = Some(old);
            }
        }
    }
    carried
}

/// Places of remarks by what they are and say.
type Places<'t> = HashMap<(RemarkKind, &'t str), VecDeque<usize>>;

/// Finds the remarks whose texts are equal, wherever they stand; also returns the places of the old ones that are left.
fn equal_texts<'t>(before: &[(RemarkKind, &'t str)], said: &'t [ParsedRemark]) -> (Vec<Option<usize>>, Places<'t>) {
    let mut places: Places<'_> = HashMap::new();
    for (place, remark) in before.iter().enumerate() {
        places.entry(*remark).or_default().push_back(place);
    }
    let carried = said.iter().map(|said| places.get_mut(&(said.kind, said.text.as_str()))?.pop_front()).collect();
    (carried, places)
}

/// The same for a log in which names say who speaks, from the texts of both. A remark whose line stayed as it was, name and
/// all, carries on that line's first; then [`carried_on`] finds the others.
pub fn carried_on_by(before: &[(RemarkKind, &str)], was: &str, said: &[ParsedRemark], is: &str) -> Vec<Option<usize>> {
    let (old, new) = (parse(was), parse(is));
    let names_nobody =
        |lines: &[ParsedRemark], texts: &mut dyn Iterator<Item = &str>| lines.iter().map(|l| l.text.as_str()).eq(texts);
    let plain = names_nobody(&old, &mut before.iter().map(|(_, text)| *text))
        && names_nobody(&new, &mut said.iter().map(|said| said.text.as_str()));
    if plain || old.len() != before.len() || new.len() != said.len() {
        return carried_on(before, said);
    }
    let old: Vec<_> = old.iter().map(|line| (line.kind, line.text.as_str())).collect();
    let mut carried = equal_texts(&old, &new).0;
    let left: Vec<usize> = (0..before.len()).filter(|place| !carried.contains(&Some(*place))).collect();
    let open: Vec<usize> = (0..said.len()).filter(|place| carried.get(*place) == Some(&None)).collect();
    let texts: Vec<_> = left.iter().filter_map(|place| before.get(*place).copied()).collect();
    let others: Vec<_> = open.iter().filter_map(|place| said.get(*place).cloned()).collect();
    for (place, found) in open.iter().zip(carried_on(&texts, &others)) {
        if let Some(slot) = carried.get_mut(*place) {
            *slot = found.and_then(|at| left.get(at).copied());
        }
    }
    carried
}

/// A remark that no equal text was found for.
struct Left {
    place: usize,
    text: Vec<char>,
}

impl Left {
    fn new(place: usize, text: &str) -> Self {
        Self { place, text: text.chars().collect() }
    }
}

/// Pairs remarks that nearly agree, each with one at most: the places of an old and a new one.
fn nearest(gone: &[Left], new: &[Left], effort: &mut Effort) -> Vec<(usize, usize)> {
    let mut near = near_pairs(gone, new, effort);
    near.sort_unstable();
    let (mut taken, mut given) = (vec![false; gone.len()], vec![false; new.len()]);
    let mut pairs = Vec::new();
    for (_, old_at, new_at) in near {
        if let (Some(taken), Some(given), Some(old), Some(new)) =
            (taken.get_mut(old_at), given.get_mut(new_at), gone.get(old_at), new.get(new_at))
            && !*taken
            && !*given
        {
            (*taken, *given) = (true, true);
            pairs.push((old.place, new.place));
        }
    }
    pairs
}

/// Finds the pairs that nearly agree, by how many characters differ: those that stand closest to each other are compared
/// first.
fn near_pairs(gone: &[Left], new: &[Left], effort: &mut Effort) -> Vec<(usize, usize, usize)> {
    let mut near = Vec::new();
    let (fewer, more) = (gone.len().min(new.len()), gone.len().max(new.len()));
    for apart in 0..more {
        for here in 0..fewer {
            for there in [here.checked_sub(apart), here.checked_add(apart).filter(|_| apart > 0)].into_iter().flatten()
            {
                let (old_at, new_at) = if gone.len() <= new.len() { (here, there) } else { (there, here) };
                let (Some(old), Some(said)) = (gone.get(old_at), new.get(new_at)) else { continue };
                if !effort.spend(1) {
                    return near;
                }
                let most = (old.text.len().max(said.text.len()) / A_PART).max(ALWAYS_MAY);
                if let Some(differ) = differing(&old.text, &said.text, most, effort) {
                    near.push((differ, old_at, new_at));
                }
            }
        }
    }
    near
}

/// How many cells may still be computed.
struct Effort(usize);

impl Effort {
    /// Takes cells; returns false if there are not that many left.
    fn spend(&mut self, cells: usize) -> bool {
        let left = self.0.checked_sub(cells);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// Counts the characters that differ between two texts (added, removed or replaced); None where that is more than `most`,
/// or too much effort. Takes time by the length of what differs, times how much of it does.
fn differing(mut a: &[char], mut b: &[char], most: usize, effort: &mut Effort) -> Option<usize> {
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut within = ALWAYS_MAY.min(most);
    loop {
        match differing_within(a, b, within, effort) {
            None if within < most && effort.0 > 0 => within = (within * 4).min(most),
            found => return found,
        }
    }
}

/// The same by a table of distances, of which only the cells are computed that lie `most` or less off the diagonal.
fn differing_within(a: &[char], b: &[char], most: usize, effort: &mut Effort) -> Option<usize> {
    let more = most + 1;
    // A row of the table; the cell at `off` is that of column `row + off - most`.
    let mut cells: Vec<usize> = (0..=2 * most).map(|off| off.checked_sub(most).unwrap_or(more)).collect();
    for (above, x) in a.iter().enumerate() {
        if !effort.spend(cells.len()) {
            return None;
        }
        let (mut left, mut least) = (more, more);
        for off in 0..cells.len() {
            let old = |off| cells.get(off).copied().unwrap_or(more);
            let cell = match (above + 1 + off).checked_sub(most) {
                None => more,
                Some(0) => above + 1,
                Some(column) => b.get(column - 1).map_or(more, |y| {
                    let replaced = old(off) + usize::from(x != y);
                    replaced.min(old(off + 1) + 1).min(left + 1)
                }),
            };
            if let Some(place) = cells.get_mut(off) {
                *place = cell;
            }
            left = cell;
            least = least.min(cell);
        }
        if least > most {
            return None;
        }
    }
    let last = (b.len() + most).checked_sub(a.len())?;
    cells.get(last).copied().filter(|differ| *differ <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::remark::parse;
    use proptest::prelude::*;

    /// For each line of `after` the line of `before` that it carries on, counted from 1; 0 for a new one.
    fn carried(before: &str, after: &str) -> Vec<usize> {
        let before = parse(before);
        let before: Vec<_> = before.iter().map(|said| (said.kind, said.text.as_str())).collect();
        carried_on(&before, &parse(after)).into_iter().map(|place| place.map_or(0, |p| p + 1)).collect()
    }

    #[test]
    fn a_remark_that_nearly_stayed_is_carried_on() {
        let cases: &[(&str, &str, &[usize])] = &[
            // A typo mended, a line inserted before, a line taken out.
            ("+ You savde us\nnews", "+ You saved us\nnews", &[1, 2]),
            ("+ You savde us", "+ Early as ever\n+ You saved us", &[0, 1]),
            ("! Labels in blue\n+ You savde us", "+ You saved us", &[2]),
            // Equal texts before near ones, wherever they stand.
            ("+ Good work, team A\n+ Good work, team B", "+ Good work, team B\n+ Good work, team A", &[2, 1]),
            ("+ Good work, team A", "+ Good work, team B\n+ Good work, team A", &[0, 1]),
            ("+ Good work, team A\n+ Good work, team B", "+ Good work, team B", &[2]),
            // The nearest first, else in order.
            ("+ You saved us, Ana\n+ You saved us, Eva", "+ You saved us, Evan", &[2]),
            ("+ You saved us\n+ You saved us", "+ You saved us both\n+ You saved us all", &[0, 0]),
            ("+ All of you saved us\n+ All of you saved us", "+ All of you save us\n+ All of us saved us", &[1, 2]),
            ("+ All of you saved us", "+ All of you save us\n+ All of you saved u", &[1, 0]),
            // Another kind is another remark.
            ("+ You saved us", "! You saved us", &[0]),
            ("+ You saved us", "You saved us.", &[0]),
            // A fifth of the longer text: 2 of 10, 3 of 15 and of 19, not 3 of 14.
            ("abcdefghij", "abcdefghXY", &[1]),
            ("abcdefghijklmno", "abcdefghijklXYZ", &[1]),
            ("abcdefghijklmnop", "abcdefghijklmnopXYZ", &[1]),
            ("abcdefghijklmn", "abcdefghijkXYZ", &[0]),
            ("abcdefghijk", "abcdefghijkXYZ", &[0]),
            // Two always may, three of a few may not.
            ("ok", "no", &[1]),
            ("a", "abc", &[1]),
            ("yes", "off", &[0]),
            // Characters, not bytes.
            ("日本語", "日本人です", &[0]),
            ("日本語だ", "日本語です", &[1]),
            // A line that goes on below is one remark.
            ("! Pick list\n  the nihgt before", "! Pick list\n  the night before", &[1]),
        ];
        for (before, after, expected) in cases {
            assert_eq!(carried(before, after), *expected, "{before:?} -> {after:?}");
        }
    }

    #[test]
    fn a_typo_in_a_very_long_remark_costs_little() {
        let long = "a word and another ".repeat(50_000);
        let mended = format!("+ The {long} end.");
        assert_eq!(carried(&format!("+ Teh {long} edn."), &mended), [1]);
    }

    #[test]
    fn thousands_of_lines_that_all_changed_end_soon() {
        let lines = |from: usize| -> String {
            (0..20_000).map(|i| format!("{:x}\n", (i + from).wrapping_mul(2_654_435_761_u32 as usize))).collect()
        };
        assert_eq!(carried(&lines(0), &lines(1_000_000)).len(), 20_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_distance_is_that_of_the_whole_table(a in "[a-d]{0,24}", b in "[a-d]{0,24}", most in 0_usize..12) {
            let chars = |t: &str| t.chars().collect::<Vec<_>>();
            let found = differing(&chars(&a), &chars(&b), most, &mut Effort(MOST_CELLS));
            let whole = strsim::levenshtein(&a, &b);
            prop_assert_eq!(found, (whole <= most).then_some(whole));
        }

        #[test]
        fn no_remark_is_carried_on_twice(before in "[+!] [ab]{1,3}(\n[+!] [ab]{1,3}){0,8}", after in "[+!] [ab]{1,3}(\n[+!] [ab]{1,3}){0,8}") {
            let mut places = carried(&before, &after);
            places.retain(|place| *place > 0);
            let all = places.len();
            places.sort_unstable();
            places.dedup();
            prop_assert_eq!(places.len(), all);
        }
    }
}
