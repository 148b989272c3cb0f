//! Brings together what two programs made of one thing that both had seen: a text by its lines, a list by its entries.
//! What either of them did is done to both, and nothing that somebody wrote is lost.

/// The most pairs of lines that are compared; of longer texts the part that differs counts as changed as a whole.
const COMPARED: usize = 1_000_000;

/// An entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'t> {
    /// What two spellings of one entry have in common.
    pub key: String,
    /// As it is written.
    pub written: &'t str,
}

/// Brings two texts together that began as `seen`. Where both changed the same lines, theirs stay, and the lines that mine
/// has besides follow after a blank one.
pub fn texts(seen: &str, theirs: &str, mine: &str) -> String {
    let (seen, theirs, mine) = (lines(seen), lines(theirs), lines(mine));
    let (in_theirs, in_mine) = (counterparts(&seen, &theirs), counterparts(&seen, &mine));
    let mut together: Vec<String> = Vec::new();
    let mut from = (0, 0, 0);
    let both = in_theirs.iter().zip(&in_mine).enumerate();
    let kept = both.filter_map(|(at, (theirs, mine))| Some((at, (*theirs)?, (*mine)?)));
    for (at, their_at, my_at) in kept.chain([(seen.len(), theirs.len(), mine.len())]) {
        let part = |of: &[&str], from: usize, to: usize| of.get(from..to).unwrap_or_default().join("\n");
        let (before, others, own) =
            (part(&seen, from.0, at), part(&theirs, from.1, their_at), part(&mine, from.2, my_at));
        // A part without a line is not a blank line.
        let is_none = |from: usize, to: usize| from == to;
        let (none_theirs, none_mine) = (is_none(from.1, their_at), is_none(from.2, my_at));
        if others == before && none_theirs == is_none(from.0, at) {
            together.extend((!none_mine).then_some(own));
        } else if own == before && none_mine == is_none(from.0, at) || own == others && none_mine == none_theirs {
            together.extend((!none_theirs).then_some(others));
        } else {
            let part = parts(&before, &others, &own);
            together.extend(Some(part).filter(|part| !part.is_empty()));
        }
        together.extend(seen.get(at).map(|line| (*line).to_string()));
        from = (at + 1, their_at + 1, my_at + 1);
    }
    together.join("\n")
}

/// Does to a list what mine did since `seen`: entries that it added, took away and wrote otherwise, and the one that it put
/// first. Whatever else they did stays.
pub fn lists(seen: &[Entry<'_>], theirs: &[Entry<'_>], mine: &[Entry<'_>]) -> Vec<String> {
    let find = |of: &[Entry<'_>], key: &str| of.iter().position(|entry| entry.key == key);
    let mut list = theirs.to_vec();
    let mut gone: Vec<&str> = Vec::new();
    for (at, entry) in seen.iter().enumerate().filter(|(_, entry)| find(mine, &entry.key).is_none()) {
        // What stands in its place is the same entry, put right.
        let instead = mine.get(at).filter(|new| find(seen, &new.key).is_none() && find(theirs, &new.key).is_none());
        match (find(&list, &entry.key).and_then(|there| list.get_mut(there)), instead) {
            (Some(there), Some(instead)) => *there = instead.clone(),
            _ => gone.push(&entry.key),
        }
    }
    for entry in mine {
        let before = find(seen, &entry.key).and_then(|at| seen.get(at));
        let is_as_seen = before.is_some_and(|before| before.written == entry.written);
        match find(&list, &entry.key).and_then(|there| list.get_mut(there)) {
            Some(there) if !is_as_seen => *there = entry.clone(),
            None if !is_as_seen => list.push(entry.clone()),
            _ => {}
        }
    }
    list.retain(|entry| !gone.contains(&entry.key.as_str()));
    let stayed = seen.iter().find(|entry| find(mine, &entry.key).is_some());
    let is_put_first = |first: &&Entry<'_>| match stayed {
        Some(stayed) => stayed.key != first.key,
        None => !seen.is_empty(),
    };
    let first = mine.first().filter(is_put_first);
    if let Some(at) = first.and_then(|first| find(&list, &first.key)) {
        list.get_mut(..=at).unwrap_or_default().rotate_right(1);
    }
    list.into_iter().map(|entry| entry.written.to_string()).collect()
}

/// The lines of a text; none of an empty one.
fn lines(text: &str) -> Vec<&str> {
    if text.is_empty() { Vec::new() } else { text.split('\n').collect() }
}

/// Finds the line of another text that each line became, as many as possible in their order.
fn counterparts(lines: &[&str], others: &[&str]) -> Vec<Option<usize>> {
    let alike = |(a, b): &(&&str, &&str)| a == b;
    let before = lines.iter().zip(others).take_while(alike).count();
    let (rest, other_rest) = (lines.get(before..).unwrap_or_default(), others.get(before..).unwrap_or_default());
    let after = rest.iter().rev().zip(other_rest.iter().rev()).take_while(alike).count();
    let middle = rest.get(..rest.len() - after).unwrap_or_default();
    let other_middle = other_rest.get(..other_rest.len() - after).unwrap_or_default();
    let mut found: Vec<Option<usize>> = (0..before).map(Some).collect();
    found.extend(longest_common(middle, other_middle).into_iter().map(|at| at.map(|at| before + at)));
    found.extend((others.len() - after..others.len()).map(Some));
    found
}

/// Finds the longest common sequence of lines: for each line its place among the others.
fn longest_common(lines: &[&str], others: &[&str]) -> Vec<Option<usize>> {
    let mut found = vec![None; lines.len()];
    let width = others.len() + 1;
    if lines.is_empty() || others.is_empty() || lines.len().saturating_mul(others.len()) > COMPARED {
        return found;
    }
    // How many lines the endings from each pair of places have in common.
    let mut common = vec![0_u32; (lines.len() + 1) * width];
    let of = |common: &[u32], at: usize, other: usize| common.get(at * width + other).copied().unwrap_or(0);
    for (at, line) in lines.iter().enumerate().rev() {
        for (other, other_line) in others.iter().enumerate().rev() {
            let best = if line == other_line {
                of(&common, at + 1, other + 1) + 1
            } else {
                of(&common, at + 1, other).max(of(&common, at, other + 1))
            };
            if let Some(place) = common.get_mut(at * width + other) {
                *place = best;
            }
        }
    }
    let (mut at, mut other) = (0, 0);
    while let (Some(line), Some(other_line)) = (lines.get(at), others.get(other)) {
        if line == other_line {
            if let Some(place) = found.get_mut(at) {
                *place = Some(other);
            }
            (at, other) = (at + 1, other + 1);
        } else if of(&common, at + 1, other) >= of(&common, at, other + 1) {
            at += 1;
        } else {
            other += 1;
        }
    }
    found
}

/// Brings together a part that both changed.
fn parts(seen: &str, theirs: &str, mine: &str) -> String {
    // Where they added paragraphs around what both had seen, mine goes on in its place.
    let paragraph = |at: usize| {
        let (before, after) = (theirs.get(..at)?, theirs.get(at + seen.len()..)?);
        let stands_alone =
            (before.is_empty() || before.ends_with("\n\n")) && (after.is_empty() || after.starts_with("\n\n"));
        stands_alone.then(|| format!("{before}{mine}{after}"))
    };
    if !seen.trim().is_empty()
        && let Some(together) = theirs.match_indices(seen).find_map(|(at, _)| paragraph(at))
    {
        return together;
    }
    // Else the lines that mine no longer has go, and those that it has besides follow.
    let removed = besides(seen, mine.lines().collect());
    let left = besides(theirs, removed).join("\n");
    let new = besides(mine, theirs.lines().chain(seen.lines()).collect()).join("\n");
    match (left.trim().is_empty(), new.trim().is_empty()) {
        (true, _) => mine.to_string(),
        (false, true) => left,
        (false, false) => format!("{}\n\n{}", left.trim_end_matches('\n'), new.trim_start_matches('\n')),
    }
}

/// The lines of a text besides some others, each of which stands for one.
fn besides<'t>(text: &'t str, mut others: Vec<&str>) -> Vec<&'t str> {
    let is_another = |line: &&str| match others.iter().position(|other| other == line) {
        Some(at) => {
            others.swap_remove(at);
            false
        }
        None => true,
    };
    text.lines().filter(is_another).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_two_runs_wrote_is_brought_together() {
        for (seen, theirs, mine, both) in [
            // Both began alone.
            ("", "+ One", "! Two", "+ One\n\n! Two"),
            // Both went on with what both had seen.
            ("+ One", "+ One more", "+ One two", "+ One more\n\n+ One two"),
            ("+ One", "+ One\nnews", "+ One\nidea", "+ One\nnews\n\nidea"),
            // What they added stands around mine, which goes on.
            ("+ One", "+ One\n\n! Two", "+ One more", "+ One more\n\n! Two"),
            ("! Two", "+ One\n\n! Two", "! Two more\nnews", "+ One\n\n! Two more\nnews"),
            // Its own text is never doubled.
            ("+ One", "+ One\nnews", "+ One", "+ One\nnews"),
            ("", "+ One", "+ One", "+ One"),
            ("+ One", "", "+ One more", "+ One more"),
            // A line that mine corrected is corrected in theirs.
            ("+ One\n\n! Two", "+ One more\n\n! Two", "+ One\n\n! Two!", "+ One more\n\n! Two!"),
            // Each line stays in its place, with what hangs on it.
            (
                "+ One\n  more of it\nnews\n! Two",
                "+ One\n  more of it\nnews\n! Two and three",
                "+ One!\n  more of it\nnews\n! Two",
                "+ One!\n  more of it\nnews\n! Two and three",
            ),
            ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd"),
            ("a\n\nb", "a\n\nb\nc", "a\nb", "a\nb\nc"),
        ] {
            assert_eq!(texts(seen, theirs, mine), both, "{seen:?} {theirs:?} {mine:?}");
        }
    }

    fn list(seen: &str, theirs: &str, mine: &str) -> String {
        let entries = |text: &'static str| -> Vec<Entry<'static>> {
            let entry = |written: &'static str| Entry {
                key: written.split(':').next_back().unwrap_or_default().trim().to_string(),
                written,
            };
            text.split(", ").filter(|entry| !entry.is_empty()).map(entry).collect()
        };
        let leak = |text: &str| -> &'static str { text.to_string().leak() };
        lists(&entries(leak(seen)), &entries(leak(theirs)), &entries(leak(mine))).join(", ")
    }

    #[test]
    fn what_was_done_to_a_list_is_done_to_what_is_there_now() {
        for (seen, theirs, mine, both) in [
            // Each added one.
            ("1", "1, 2", "1, 3", "1, 2, 3"),
            // Each took one away.
            ("1, 2, 3", "1, 3", "2, 3", "3"),
            // One was labelled here, another there.
            ("1, 2", "work: 1, 2", "1, home: 2", "work: 1, home: 2"),
            // Put first here, added there.
            ("1, 2", "1, 2, 3", "2, 1", "2, 1, 3"),
            // Put first there, added here.
            ("1, 2", "2, 1", "1, 2, 3", "2, 1, 3"),
            // A digit was put right: its place stays.
            ("1, 2", "1, 2, 3", "9, 2", "9, 2, 3"),
            ("1, 2", "1, 2, 3", "1, 9", "1, 9, 3"),
            // Both added the same one.
            ("1", "1, 2", "1, work: 2", "1, work: 2"),
            // What was written otherwise here outlives that it was taken away there.
            ("1, 2", "1", "1, home: 2", "1, home: 2"),
            ("1, 2", "", "1, 2", ""),
            ("", "1", "2", "1, 2"),
        ] {
            assert_eq!(list(seen, theirs, mine), both, "{seen:?} {theirs:?} {mine:?}");
        }
    }

    proptest! {
        #[test]
        fn what_one_alone_wrote_stays_as_it_is(
            seen in "([ab]{0,2}\n){0,4}[ab]?",
            other in "([abc]{0,2}\n){0,4}[abc]?",
        ) {
            prop_assert_eq!(texts(&seen, &other, &seen), other.clone());
            prop_assert_eq!(texts(&seen, &seen, &other), other.clone());
            prop_assert_eq!(texts(&seen, &other, &other), other);
        }

        #[test]
        fn no_line_that_either_wrote_is_lost(
            seen in "([ab]\n){0,4}[ab]",
            theirs in "([abt]\n){0,4}[abt]",
            mine in "([abm]\n){0,4}[abm]",
        ) {
            let both = texts(&seen, &theirs, &mine);
            let count = |text: &str, line: &str| text.lines().filter(|l| *l == line).count();
            prop_assert!(count(&both, "t") >= count(&theirs, "t"), "{both:?}");
            prop_assert!(count(&both, "m") >= count(&mine, "m"), "{both:?}");
        }
    }
}
