//! A key as one word to copy: `gc1-` and 14 groups of four letters, the last of them check letters.
//!
//! The letters in even and in odd places are two words of a Reed-Solomon code over 32 values, each of 26 letters and two
//! check letters. So a wrong letter in each, and two swapped neighbors, are found where they are.

use std::fmt;

use super::KEY;
use crate::error::{Error, ErrorKind};
use crate::sync::letters;

/// What a line begins with.
const MARK: &str = "gc1-";
/// Groups of a line.
pub const GROUPS: usize = 14;
/// Letters of a group.
const GROUP: usize = 4;
/// Letters that hold the key.
const HOLDING: usize = 52;
/// Letters of one of the two words.
const WORD: usize = GROUPS * GROUP / 2;
/// Letters of a wrong group that are shown.
const SHOWN: usize = 12;

/// A group of a line that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its place, from 1.
    pub number: usize,
    /// What stands there, in capitals; `?` for what can't be shown.
    pub letters: String,
}

/// Why a line can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineError {
    /// There is nothing.
    Empty,
    /// It does not begin with `gc1-`.
    NoMark,
    /// A newer version made it: its mark has this number.
    Newer(u32),
    /// It begins with `gt`: a team's invitation.
    Invitation,
    /// Groups that have fewer or more than four letters, and how many groups there are.
    Uneven {
        /// Those groups.
        groups: Vec<Group>,
        /// The number of groups, which should be 14.
        of: usize,
    },
    /// All groups have four letters, but this many are there instead of 14.
    Count(usize),
    /// Groups with letters that no line has.
    Strange(Vec<Group>),
    /// Groups with a wrong letter, or with two that are swapped: unless more letters are wrong, for which it may be any.
    Wrong(Vec<Group>),
    /// More than one letter is wrong, and it can't be told which.
    Several,
}

/// Multiplies by the generator of the field, whose polynomial is x^5 + x^2 + 1.
fn step(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

/// Multiplies two values of the field.
fn times(mut one: u8, mut other: u8) -> u8 {
    let mut product = 0;
    while other > 0 {
        if other & 1 == 1 {
            product ^= one;
        }
        one = step(one);
        other >>= 1;
    }
    product
}

/// The power of the generator.
fn power(exponent: usize) -> u8 {
    (0..exponent).fold(1, |value, _| step(value))
}

/// The inverse of a value: of its 31st power, which is 1, one factor less.
fn inverse(value: u8) -> u8 {
    (0..30).fold(1, |product, _| times(product, value))
}

/// The sum of a word, and its sum weighted by place; both are 0 in a sound word.
fn sums(word: impl Iterator<Item = u8>) -> (u8, u8) {
    word.zip(std::iter::successors(Some(1), |weight| Some(step(*weight))))
        .fold((0, 0), |(sum, weighted), (value, weight)| (sum ^ value, weighted ^ times(value, weight)))
}

/// The two check letters behind the 26 of a word.
fn checks(word: impl Iterator<Item = u8>) -> [u8; 2] {
    let (sum, weighted) = sums(word);
    let (first, second) = (power(WORD - 2), power(WORD - 1));
    let last = times(weighted ^ times(sum, first), inverse(first ^ second));
    [sum ^ last, last]
}

/// What a word's sums say.
enum Slip {
    None,
    /// By how much the letter in this place of the word is off.
    At(usize, u8),
    Unclear,
}

fn slip(word: impl Iterator<Item = u8>) -> Slip {
    match sums(word) {
        (0, 0) => Slip::None,
        (0, _) | (_, 0) => Slip::Unclear,
        (off, weighted) => {
            (0..WORD).find(|at| times(off, power(*at)) == weighted).map_or(Slip::Unclear, |at| Slip::At(at, off))
        }
    }
}

/// The letters in even places, or those in odd places.
fn word(values: &[u8], parity: usize) -> impl Iterator<Item = u8> {
    values.iter().copied().skip(parity).step_by(2)
}

/// Writes a key as a line.
pub(super) fn written(key: &[u8; KEY]) -> String {
    let mut values = letters::cut(key);
    let [even, odd] = [0, 1].map(|parity| checks(word(&values, parity)));
    values.extend(even.into_iter().zip(odd).flat_map(|(even, odd)| [even, odd]));
    let groups: Vec<String> =
        values.chunks(GROUP).map(|group| group.iter().map(|value| letters::letter(*value)).collect()).collect();
    format!("{MARK}{}", groups.join("-"))
}

/// Reads the key of a line.
pub(super) fn read(text: &str) -> Result<[u8; KEY], LineError> {
    // Mail programs break a long word where it has a hyphen.
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // A line that was cut behind a hyphen lacks groups; it has no empty one.
    let rest = behind_mark(&text)?.trim_end_matches('-');
    if rest.is_empty() {
        return Err(LineError::Count(0));
    }
    let groups: Vec<Group> = rest
        .split('-')
        .enumerate()
        .map(|(at, letters)| Group { number: at + 1, letters: letters.to_uppercase() })
        .collect();
    let of = groups.len();
    let those = |is_meant: &dyn Fn(&Group) -> bool| -> Vec<Group> {
        groups.iter().filter(|group| is_meant(group)).map(Group::shown).collect()
    };
    let uneven = those(&|group| group.letters.chars().count() != GROUP);
    if !uneven.is_empty() {
        return Err(LineError::Uneven { groups: uneven, of });
    }
    if of != GROUPS {
        return Err(LineError::Count(of));
    }
    let strays = those(&|group| group.letters.chars().any(|c| letters::value(c).is_none()));
    if !strays.is_empty() {
        return Err(LineError::Strange(strays));
    }
    let values: Vec<u8> = groups.iter().flat_map(|group| group.letters.chars()).filter_map(letters::value).collect();
    let places = slips(&values)?;
    if !places.is_empty() {
        return Err(LineError::Wrong(those(&|group| places.iter().any(|at| at / GROUP + 1 == group.number))));
    }
    letters::joined(values.get(..HOLDING).unwrap_or_default()).ok_or(LineError::Several)
}

/// The line behind its mark.
fn behind_mark(text: &str) -> Result<&str, LineError> {
    if text.is_empty() {
        return Err(LineError::Empty);
    }
    let (mark, rest) = text.split_once('-').ok_or(LineError::NoMark)?;
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
    let mark = mark.to_ascii_lowercase();
    match mark.strip_prefix("gc").and_then(number) {
        Some(1) if mark.len() == MARK.len() - 1 => Ok(rest),
        Some(newer) if newer > 1 => Err(LineError::Newer(newer)),
        _ if mark.strip_prefix("gt").and_then(number).is_some() => Err(LineError::Invitation),
        _ => Err(LineError::NoMark),
    }
}

/// The places of the letters that are wrong, at most one in each word.
fn slips(values: &[u8]) -> Result<Vec<usize>, LineError> {
    let (mut places, mut mended) = (Vec::new(), values.to_vec());
    for parity in [0, 1] {
        match slip(word(values, parity)) {
            Slip::None => {}
            Slip::Unclear => return Err(LineError::Several),
            Slip::At(at, off) => {
                let at = at * 2 + parity;
                places.push(at);
                mended.iter_mut().skip(at).take(1).for_each(|value| *value ^= off);
            }
        }
    }
    // If it were only these letters, a key would come out: its last bits are zeros.
    let is_key = letters::joined::<KEY>(mended.get(..HOLDING).unwrap_or_default()).is_some();
    if is_key { Ok(places) } else { Err(LineError::Several) }
}

impl Group {
    /// The group as a message can have it.
    fn shown(&self) -> Self {
        let plain = |c: char| if c.is_ascii_graphic() || c.is_alphanumeric() { c } else { '?' };
        let mut letters: String = self.letters.chars().take(SHOWN).map(plain).collect();
        if self.letters.chars().count() > SHOWN {
            letters.push('…');
        }
        Self { number: self.number, letters }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.letters.as_str() {
            "" => write!(f, "group {}, which is empty,", self.number),
            letters => write!(f, "group {}, \"{letters}\",", self.number),
        }
    }
}

/// Several groups in words.
fn listed(groups: &[Group]) -> String {
    groups.iter().map(Group::to_string).collect::<Vec<_>>().join(" and ")
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the line is empty"),
            Self::NoMark => write!(f, "the line does not begin with {MARK}"),
            Self::Newer(number) => write!(f, "a newer goodcall made this line, which begins with gc{number}-"),
            Self::Invitation => write!(f, "this line is an invitation to a team; that of a book begins with {MARK}"),
            Self::Uneven { groups, of } => {
                let does = if groups.len() == 1 { "does" } else { "do" };
                write!(f, "the line is not whole: {} {does} not have {GROUP} letters", listed(groups))?;
                if *of == GROUPS { Ok(()) } else { write!(f, ", and there are {of} groups instead of {GROUPS}") }
            }
            Self::Count(0) => write!(f, "the line is not whole: it ends after {MARK}"),
            Self::Count(of) => write!(f, "the line is not whole: it has {of} groups of letters instead of {GROUPS}"),
            Self::Strange(groups) => {
                let has = if groups.len() == 1 { "has" } else { "have" };
                write!(f, "the line has a slip: {} {has} letters that no line has", listed(groups))
            }
            Self::Wrong(groups) => {
                let are = if groups.len() == 1 { "is" } else { "are" };
                write!(
                    f,
                    "the line has a slip: {} {are} not as it was printed, or more than one letter is wrong",
                    listed(groups)
                )
            }
            Self::Several => f.write_str("more than one letter of the line is wrong"),
        }
    }
}

impl std::error::Error for LineError {}

impl From<LineError> for Error {
    fn from(error: LineError) -> Self {
        let (kind, help) = match error {
            LineError::Newer(_) => (ErrorKind::Newer, "update goodcall on this machine first"),
            LineError::Strange(_) => (
                ErrorKind::Line,
                "compare it with what goodcall sync key prints on the other machine; behind gc1- it has only letters and the \
                 digits 2 to 7",
            ),
            LineError::Wrong(_) | LineError::Several => {
                (ErrorKind::Line, "compare every group with what goodcall sync key prints on the other machine")
            }
            _ => (ErrorKind::Line, "copy the whole line that goodcall sync key prints on the other machine"),
        };
        Self::new(kind, error.to_string()).help(help)
    }
}

#[cfg(test)]
mod tests;
