//! Secrets as one word to copy: `gc1-` or `gt1-` and groups of four letters, the last of them check letters.
//!
//! The letters are dealt out in turn to words of a Reed-Solomon code over 32 values, each of 26 letters and two check letters:
//! two words for a book's key, three for an invitation. So a wrong letter in each, and two swapped neighbors, are found where
//! they are. Three wrong letters in one word make another key about once in a thousand times; that opens no space.

use std::fmt;

use crate::error::{Error, ErrorKind};
use crate::sync::letters;
use crate::text::count;

/// Letters of a group.
const GROUP: usize = 4;
/// Letters of a word.
const WORD: usize = 28;
/// Letters of a word that hold something; the rest are check letters.
const HOLDING: usize = 26;
/// Letters of a wrong group that are shown.
const SHOWN: usize = 12;

/// What a line holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineOf {
    /// The key of a book.
    Book,
    /// An invitation to a team.
    Invitation,
}

impl LineOf {
    /// What a line begins with, before the digit of its form.
    fn name(self) -> &'static str {
        match self {
            Self::Book => "gc",
            Self::Invitation => "gt",
        }
    }

    /// What a line begins with.
    fn mark(self) -> String {
        format!("{}1-", self.name())
    }

    /// The words of the code.
    fn words(self) -> usize {
        match self {
            Self::Book => 2,
            Self::Invitation => 3,
        }
    }

    /// The groups of a line.
    fn groups(self) -> usize {
        self.words() * WORD / GROUP
    }

    /// What prints it, as a sentence goes on.
    pub fn printed_by(self) -> &'static str {
        match self {
            Self::Book => "goodcall sync key prints on the other machine",
            Self::Invitation => "goodcall team invite printed for your manager",
        }
    }
}

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
pub struct LineError {
    /// What it should hold.
    pub of: LineOf,
    /// What is wrong with it.
    pub fault: LineFault,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFault {
    /// There is nothing.
    Empty,
    /// It does not begin with its mark.
    NoMark,
    /// A newer version made it: its mark has this number.
    Newer(u32),
    /// It holds the other thing: an invitation instead of a key, or a key.
    Other,
    /// Groups that have fewer or more than four letters, and how many groups there are.
    Uneven {
        /// Those groups.
        groups: Vec<Group>,
        /// The number of groups that there are.
        of: usize,
    },
    /// All groups have four letters, but this many are there, too few or too many.
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

/// The letters of one of the words.
fn word(values: &[u8], which: usize, words: usize) -> impl Iterator<Item = u8> {
    values.iter().copied().skip(which).step_by(words)
}

/// Puts the bytes together that letters hold; behind them the words are filled with zeros.
fn bytes_of<const N: usize>(of: LineOf, values: &[u8]) -> Option<[u8; N]> {
    let (held, filled) = values.get(..of.words() * HOLDING)?.split_at_checked((N * 8).div_ceil(5))?;
    letters::joined(held).filter(|_| filled.iter().all(|value| *value == 0))
}

/// Writes bytes as a line.
pub(in crate::sync) fn written(of: LineOf, bytes: &[u8]) -> String {
    let words = of.words();
    let mut values = letters::cut(bytes);
    debug_assert!(values.len() <= words * HOLDING, "a line has room for what it holds");
    values.resize(words * HOLDING, 0);
    let checks: Vec<[u8; 2]> = (0..words).map(|which| checks(word(&values, which, words))).collect();
    values.extend(checks.iter().map(|[first, _]| *first));
    values.extend(checks.iter().map(|[_, last]| *last));
    let groups: Vec<String> =
        values.chunks(GROUP).map(|group| group.iter().map(|value| letters::letter(*value)).collect()).collect();
    format!("{}{}", of.mark(), groups.join("-"))
}

/// Reads the bytes of a line.
pub(in crate::sync) fn read<const N: usize>(of: LineOf, text: &str) -> Result<[u8; N], LineError> {
    bytes_in(of, text).map_err(|fault| LineError { of, fault })
}

fn bytes_in<const N: usize>(of: LineOf, text: &str) -> Result<[u8; N], LineFault> {
    // Mail programs break a long word where it has a hyphen.
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // A line that was cut behind a hyphen lacks groups; it has no empty one.
    let rest = behind_mark(of, &text)?.trim_end_matches('-');
    if rest.is_empty() {
        return Err(LineFault::Count(0));
    }
    let groups: Vec<Group> = rest
        .split('-')
        .enumerate()
        .map(|(at, letters)| Group { number: at + 1, letters: letters.to_uppercase() })
        .collect();
    let count = groups.len();
    let those = |is_meant: &dyn Fn(&Group) -> bool| -> Vec<Group> {
        groups.iter().filter(|group| is_meant(group)).map(Group::shown).collect()
    };
    let uneven = those(&|group| group.letters.chars().count() != GROUP);
    if !uneven.is_empty() {
        return Err(LineFault::Uneven { groups: uneven, of: count });
    }
    if count != of.groups() {
        return Err(LineFault::Count(count));
    }
    let strays = those(&|group| group.letters.chars().any(|c| letters::value(c).is_none()));
    if !strays.is_empty() {
        return Err(LineFault::Strange(strays));
    }
    let values: Vec<u8> = groups.iter().flat_map(|group| group.letters.chars()).filter_map(letters::value).collect();
    let places = slips::<N>(of, &values)?;
    if !places.is_empty() {
        return Err(LineFault::Wrong(those(&|group| places.iter().any(|at| at / GROUP + 1 == group.number))));
    }
    bytes_of(of, &values).ok_or(LineFault::Several)
}

/// The line behind its mark.
fn behind_mark(of: LineOf, text: &str) -> Result<&str, LineFault> {
    if text.is_empty() {
        return Err(LineFault::Empty);
    }
    let (mark, rest) = text.split_once('-').ok_or(LineFault::NoMark)?;
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
    let mark = mark.to_ascii_lowercase();
    let other = if of == LineOf::Book { LineOf::Invitation } else { LineOf::Book };
    match mark.strip_prefix(of.name()).and_then(number) {
        Some(1) if mark.len() == of.name().len() + 1 => Ok(rest),
        Some(newer) if newer > 1 => Err(LineFault::Newer(newer)),
        _ if mark.strip_prefix(other.name()).and_then(number).is_some() => Err(LineFault::Other),
        _ => Err(LineFault::NoMark),
    }
}

/// The places of the letters that are wrong, at most one in each word.
fn slips<const N: usize>(of: LineOf, values: &[u8]) -> Result<Vec<usize>, LineFault> {
    let words = of.words();
    let (mut places, mut mended) = (Vec::new(), values.to_vec());
    for which in 0..words {
        match slip(word(values, which, words)) {
            Slip::None => {}
            Slip::Unclear => return Err(LineFault::Several),
            Slip::At(at, off) => {
                let at = at * words + which;
                places.push(at);
                mended.iter_mut().skip(at).take(1).for_each(|value| *value ^= off);
            }
        }
    }
    places.sort_unstable();
    // If it were only these letters, the bytes would come out: the last bits are zeros.
    if bytes_of::<N>(of, &mended).is_some() { Ok(places) } else { Err(LineFault::Several) }
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

impl LineError {
    /// Whether letters are missing, so that more of it may come.
    pub fn is_short(&self) -> bool {
        match self.fault {
            LineFault::Empty | LineFault::Uneven { .. } => true,
            LineFault::Count(groups) => groups < self.of.groups(),
            _ => false,
        }
    }
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mark, all) = (self.of.mark(), self.of.groups());
        match &self.fault {
            LineFault::Empty => f.write_str("the line is empty"),
            LineFault::NoMark => write!(f, "the line does not begin with {mark}"),
            LineFault::Newer(number) => {
                write!(f, "a newer goodcall made this line, which begins with {}{number}-", self.of.name())
            }
            LineFault::Other => match self.of {
                LineOf::Book => write!(f, "this line is an invitation to a team; that of a book begins with {mark}"),
                LineOf::Invitation => {
                    write!(f, "this line is the key of a book; an invitation to a team begins with {mark}")
                }
            },
            LineFault::Uneven { groups, of } => {
                let does = if groups.len() == 1 { "does" } else { "do" };
                write!(f, "the line is not whole: {} {does} not have {GROUP} letters", listed(groups))?;
                if *of == all { Ok(()) } else { write!(f, ", and there are {of} groups instead of {all}") }
            }
            LineFault::Count(0) => write!(f, "the line is not whole: it ends after {mark}"),
            LineFault::Count(of) => {
                let groups = count(*of, "group", "groups");
                write!(f, "the line is not whole: it has {groups} of letters instead of {all}")
            }
            LineFault::Strange(groups) => {
                let has = if groups.len() == 1 { "has" } else { "have" };
                write!(f, "the line has a slip: {} {has} letters that no line has", listed(groups))
            }
            LineFault::Wrong(groups) => {
                let are = if groups.len() == 1 { "is" } else { "are" };
                write!(
                    f,
                    "the line has a slip: {} {are} not as it was printed, or more than one letter is wrong",
                    listed(groups)
                )
            }
            LineFault::Several => f.write_str("more than one letter of the line is wrong"),
        }
    }
}

impl std::error::Error for LineError {}

impl From<LineError> for Error {
    fn from(error: LineError) -> Self {
        let by = error.of.printed_by();
        let (kind, help) = match error.fault {
            LineFault::Newer(_) => (ErrorKind::Newer, "update goodcall on this machine first".to_string()),
            LineFault::Strange(_) => (
                ErrorKind::Line,
                format!(
                    "compare it with what {by}; behind {} it has only letters and the digits 2 to 7",
                    error.of.mark()
                ),
            ),
            LineFault::Wrong(_) | LineFault::Several => {
                (ErrorKind::Line, format!("compare every group with what {by}"))
            }
            LineFault::Empty
            | LineFault::NoMark
            | LineFault::Other
            | LineFault::Uneven { .. }
            | LineFault::Count(_) => (ErrorKind::Line, format!("copy the whole line that {by}")),
        };
        Self::new(kind, error.to_string()).help(help)
    }
}

#[cfg(test)]
mod tests;
