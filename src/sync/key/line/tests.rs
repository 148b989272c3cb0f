use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::sync::key::SpaceKey;

const MARK: &str = "gc1-";
const GROUPS: usize = 14;

fn read(text: &str) -> Result<[u8; 32], LineFault> {
    super::read(LineOf::Book, text).map_err(|error| error.fault)
}

fn words(of: LineOf, fault: LineFault) -> String {
    LineError { of, fault }.to_string()
}

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn numbered() -> SpaceKey {
    SpaceKey::of_bytes(std::array::from_fn(|at| u8::try_from(at).unwrap()))
}

/// The line with another letter in a place, counted without the mark and the hyphens.
fn with_letter(line: &str, at: usize, letter: char) -> String {
    let place = MARK.len() + at + at / GROUP;
    line.char_indices().map(|(i, c)| if i == place { letter } else { c }).collect()
}

fn letter_at(line: &str, at: usize) -> char {
    line.chars().nth(MARK.len() + at + at / GROUP).unwrap()
}

fn group_of(line: &str, at: usize) -> Group {
    Group { number: at / GROUP + 1, letters: line.split('-').nth(at / GROUP + 1).unwrap().to_string() }
}

/// The line up to a group and so many letters of it.
fn cut_off(line: &str, groups: usize, letters: usize) -> String {
    line.chars().take(MARK.len() + groups * (GROUP + 1) + letters).collect()
}

#[test]
fn a_line_is_one_word_that_never_changes() {
    let line = numbered().line();
    assert_eq!(line, "gc1-AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4IB-CEQT-CQKR-MFYY-DENB-WHA5-DYPQ-D6VB");
    assert_eq!(SpaceKey::of_line(&line), Ok(numbered()));
    for same in [line.to_lowercase(), format!("  {line}\r\n"), line.replacen("-", "-\n", 7)] {
        assert_eq!(SpaceKey::of_line(&same), Ok(numbered()));
    }
}

#[test]
fn every_wrong_letter_is_found_in_its_group() {
    let line = numbered().line();
    for at in 0..GROUPS * GROUP {
        for letter in ALPHABET.chars().filter(|c| *c != letter_at(&line, at)) {
            let wrong = with_letter(&line, at, letter);
            assert_eq!(read(&wrong), Err(LineFault::Wrong(vec![group_of(&wrong, at)])), "{wrong}");
        }
    }
}

#[test]
fn swapped_neighbors_are_found_in_their_groups() {
    let line = numbered().line();
    for at in 0..GROUPS * GROUP - 1 {
        let (one, other) = (letter_at(&line, at), letter_at(&line, at + 1));
        if one == other {
            continue;
        }
        let wrong = with_letter(&with_letter(&line, at, other), at + 1, one);
        let mut groups = vec![group_of(&wrong, at), group_of(&wrong, at + 1)];
        groups.dedup();
        assert_eq!(read(&wrong), Err(LineFault::Wrong(groups)), "{wrong}");
    }
}

#[test]
fn letters_that_no_line_has_are_named() {
    let line = numbered().line();
    for (letter, shown) in [('0', '0'), ('1', '1'), ('8', '8'), ('é', 'É'), ('\u{1b}', '?'), ('\u{202e}', '?')] {
        let wrong = with_letter(&line, 17, letter);
        let Err(LineFault::Strange(groups)) = read(&wrong) else { panic!("{wrong}") };
        assert_eq!((groups.len(), groups[0].number, groups[0].letters.chars().nth(1)), (1, 5, Some(shown)));
    }
}

#[test]
fn what_is_missing_is_named() {
    let line = numbered().line();
    let short = |groups: &[(usize, &str)], of| {
        let groups =
            groups.iter().map(|(number, letters)| Group { number: *number, letters: (*letters).into() }).collect();
        Err(LineFault::Uneven { groups, of })
    };
    let fifth = group_of(&line, 16).letters;
    let without_last: &str = &fifth.chars().take(3).collect::<String>();
    assert_eq!(read(&line.replacen(&fifth, without_last, 1)), short(&[(5, without_last)], 14));
    assert_eq!(read(&cut_off(&line, 9, 2)), short(&[(10, "MF")], 10));
    assert_eq!(read(&cut_off(&line, 8, GROUP)), Err(LineFault::Count(9)));
    assert_eq!(read(&format!("{line}-AAAA")), Err(LineFault::Count(15)));
    for cut in ["gc1-", "gc1---"] {
        assert_eq!(read(cut), Err(LineFault::Count(0)));
    }
    assert_eq!(read(&cut_off(&line, 13, 0)), Err(LineFault::Count(13)), "no group is named that is not there");
    assert_eq!(read(&line.replacen(&fifth, "", 1)), short(&[(5, "")], 14));
    assert_eq!(read(&format!("gc1-{}", "ab".repeat(99))), short(&[(1, "ABABABABABAB…")], 1));
}

#[test]
fn what_is_not_a_line_of_this_version_is_named() {
    let line = numbered().line();
    for (text, error) in [
        ("", LineFault::Empty),
        (" \r\n", LineFault::Empty),
        ("gc1", LineFault::NoMark),
        ("gc-AAAA", LineFault::NoMark),
        ("gc01-AAAA", LineFault::NoMark),
        ("gc0-AAAA", LineFault::NoMark),
        ("gc+1-AAAA", LineFault::NoMark),
        (&line.replace("gc1-", ""), LineFault::NoMark),
        ("gc2-AAAA", LineFault::Newer(2)),
        ("GC12-AAAA", LineFault::Newer(12)),
        ("gt1-AAAA", LineFault::Other),
    ] {
        assert_eq!(read(text), Err(error), "{text}");
    }
}

#[test]
fn a_slip_is_told_in_words_and_with_what_to_do() {
    let line = numbered().line();
    let wrong = with_letter(&line, 16, if letter_at(&line, 16) == 'X' { 'Y' } else { 'X' });
    let error = Error::from(super::read::<32>(LineOf::Book, &wrong).unwrap_err());
    let letters = group_of(&wrong, 16).letters;
    assert_eq!(error.kind, ErrorKind::Line);
    let said = "is not as it was printed, or more than one letter is wrong";
    assert_eq!(error.message, format!("the line has a slip: group 5, \"{letters}\", {said}"));
    assert!(error.help.unwrap().contains("goodcall sync key"));
    assert_eq!(Error::from(LineError { of: LineOf::Book, fault: LineFault::Newer(2) }).kind, ErrorKind::Newer);
    let empty = read(&line.replacen(&group_of(&line, 16).letters, "", 1)).unwrap_err();
    assert_eq!(words(LineOf::Book, empty), "the line is not whole: group 5, which is empty, does not have 4 letters");
    assert_eq!(
        words(LineOf::Book, read(&cut_off(&line, 9, 2)).unwrap_err()),
        "the line is not whole: group 10, \"MF\", does not have 4 letters, and there are 10 groups instead of 14"
    );
}

#[test]
fn an_invitation_has_21_groups_and_every_slip_is_found() {
    let bytes: [u8; 48] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let line = written(LineOf::Invitation, &bytes);
    assert_eq!(
        line,
        "gt1-AAAQ-EAYE-AUDA-OCAJ-BIFQ-YDIO-B4IB-CEQT-CQKR-MFYY-DENB-WHA5-DYPS-AIJC-EMSC-KJRH-FAUS-UKZM-FUXC-6ANC-DO7K"
    );
    assert_eq!(super::read(LineOf::Invitation, &line), Ok(bytes));
    let read = |text: &str| super::read::<48>(LineOf::Invitation, text).map_err(|error| error.fault);
    for at in 0..21 * GROUP {
        for letter in ALPHABET.chars().filter(|c| *c != letter_at(&line, at)) {
            let wrong = with_letter(&line, at, letter);
            assert_eq!(read(&wrong), Err(LineFault::Wrong(vec![group_of(&wrong, at)])), "{wrong}");
        }
    }
    assert_eq!(read(&numbered().line()), Err(LineFault::Other));
    assert_eq!(read("gt2-AAAA"), Err(LineFault::Newer(2)));
    assert_eq!(read(&cut_off(&line, 14, GROUP)), Err(LineFault::Count(15)));
    assert_eq!(
        words(LineOf::Invitation, LineFault::Other),
        "this line is the key of a book; an invitation to a team begins with gt1-"
    );
    let error = Error::from(super::read::<48>(LineOf::Invitation, &cut_off(&line, 9, 2)).unwrap_err());
    assert!(error.help.unwrap().contains("goodcall team invite"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_key_comes_back(bytes in any::<[u8; 32]>()) {
        let key = SpaceKey::of_bytes(bytes);
        prop_assert_eq!(key.line().len(), 4 + 14 * 5 - 1);
        prop_assert_eq!(SpaceKey::of_line(&key.line()), Ok(key));
    }

    /// Two wrong letters in one word may point to a third, but never make another key. Three can, all in one word.
    #[test]
    fn two_wrong_letters_never_pass_and_three_only_in_one_word(
        bytes in any::<[u8; 32]>(),
        slips in proptest::collection::vec((0..56_usize, 0..32_usize), 1..4),
    ) {
        let key = SpaceKey::of_bytes(bytes);
        let letter = |at: usize| ALPHABET.chars().nth(at).unwrap();
        let wrong = slips.iter().fold(key.line(), |line, (at, to)| with_letter(&line, *at, letter(*to)));
        match SpaceKey::of_line(&wrong) {
            Ok(read) if read == key => prop_assert_eq!(wrong, key.line()),
            Ok(_) => {
                let words = LineOf::Book.words();
                let places: BTreeSet<usize> =
                    (0..56).filter(|at| letter_at(&wrong, *at) != letter_at(&key.line(), *at)).collect();
                let of: BTreeSet<usize> = places.iter().map(|at| at % words).collect();
                prop_assert_eq!((places.len(), of.len()), (3, 1), "{}", wrong);
            }
            Err(error) => prop_assert!(matches!(error.fault, LineFault::Wrong(_) | LineFault::Several)),
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), tail in "gc1-[A-Z2-7-]{0,90}") {
        prop_assert!(SpaceKey::of_line(&text).is_err());
        let _ = SpaceKey::of_line(&tail);
    }
}
