//! What an import remembers of its own run: which records its rows were about, and what these said. For each customer
//! that it adds or meets it keeps a few numbers, whatever the size of the rows.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::NamedTempFile;

use super::calls::CallState;
use super::files::Counted;
use super::known::Mark;
use super::marks::Marks;
use super::referrals::Referrals;
use crate::book::identities::{Among, Said};

use crate::book::{Book, Change, Influx, Many};
use crate::domain::customer::{Customer, CustomerField};
use crate::domain::ids::CustomerId;
use crate::domain::likeness::in_order;
use crate::error::Result;
use crate::exchange::Sheet;

/// What the rows of a file said of a record so far: few bytes, because a file may have a million of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met {
    /// The line where the first of them begins; the last that can be counted stands for those behind it.
    line: u32,
    /// The fields that were said, a bit each.
    said: u32,
}

/// The records that the rows of one file were about.
#[derive(Debug, Default)]
struct MetHere {
    /// The file, by its number in the run.
    file: usize,
    /// Those that it added, in their order: ids grow.
    added: Vec<(CustomerId, Met)>,
    /// The others.
    others: HashMap<CustomerId, Met>,
}

impl MetHere {
    fn get_mut(&mut self, record: CustomerId) -> Option<&mut Met> {
        match self.added.binary_search_by_key(&record, |(added, _)| *added) {
            Ok(at) => self.added.get_mut(at).map(|(_, met)| met),
            Err(_) => self.others.get_mut(&record),
        }
    }

    fn get(&self, record: CustomerId) -> Option<Met> {
        match self.added.binary_search_by_key(&record, |(added, _)| *added) {
            Ok(at) => self.added.get(at).map(|(_, met)| *met),
            Err(_) => self.others.get(&record).copied(),
        }
    }
}

impl Met {
    /// The line where the first row of the file about the record begins.
    pub(super) fn line(self) -> u64 {
        u64::from(self.line)
    }

    /// Whether a row said anything of a field.
    pub(super) fn has_said(self, field: CustomerField) -> bool {
        self.said & bit(field) != 0
    }
}

fn bit(field: CustomerField) -> u32 {
    const { assert!(CustomerField::ALL.len() <= u32::BITS as usize) };
    CustomerField::ALL.iter().position(|f| *f == field).map_or(0, |at| 1 << at)
}

/// What is known of the book at the beginning of an import, and of its rows so far.
pub(super) struct RunState {
    /// Whether the book holds merged records.
    pub(super) among: Among,
    /// Whether any earlier import brought anybody.
    pub(super) has_imported: bool,
    kept_apart: HashSet<(CustomerId, CustomerId)>,
    /// By the id of the record, which for a merged one is the id that it had.
    met: MetHere,
    /// Of rows that say the same: the last customer whom one of them was found to be about.
    passed: HashMap<u64, CustomerId>,
    /// Whom a row said not to call.
    pub(super) not_called: HashSet<CustomerId>,
    /// Of those who came in from goodcall's own files.
    pub(super) referrals: Referrals,
    /// The files of calls, which come after all people, each with what the user calls it, and the sheet of a workbook.
    pub(super) later: Vec<(Arc<Counted>, PathBuf, Option<Sheet>)>,
    /// What came through pipes, to be read again.
    pub(super) kept: Vec<NamedTempFile>,
    pub(super) calls: CallState,
    /// What the book has, where most of its customers will be new; None where everybody is looked for.
    pub(super) marks: Option<Marks>,
    /// Set while nothing notes new rows one by one.
    many: Option<Many>,
}

/// Files from this many bytes on are thought to add many rows.
const MANY_BYTES: u64 = 50_000;
/// How many bytes a row has, about.
const ROW_BYTES: u64 = 200;

impl RunState {
    pub(super) fn begin(book: &Book) -> Result<Self> {
        Ok(Self {
            among: if book.has_known_as()? { Among::Merged } else { Among::Own },
            has_imported: book.has_imported()?,
            kept_apart: book.kept_apart()?.into_iter().collect(),
            met: MetHere::default(),
            passed: HashMap::new(),
            not_called: HashSet::new(),
            referrals: Referrals::default(),
            later: Vec::new(),
            kept: Vec::new(),
            calls: CallState::default(),
            marks: None,
            many: None,
        })
    }

    /// Begins to add many rows, where the files are large.
    pub(super) fn begin_many(&mut self, change: &Change<'_>, bytes: u64) -> Result<()> {
        if bytes >= MANY_BYTES {
            let rows = bytes / ROW_BYTES;
            // A file that comes in again has as many rows as the book has customers.
            let is_most = rows >= 2 * change.count_present()? as u64;
            self.many = change.begin_many(if is_most { Influx::Most } else { Influx::Some })?;
            if is_most {
                self.marks = Some(Marks::of(change, rows)?);
            }
        }
        Ok(())
    }

    /// Ends that, where it has begun.
    pub(super) fn end_many(&mut self, change: &Change<'_>) -> Result<()> {
        self.many.take().map_or(Ok(()), |many| change.end_many(many))
    }

    /// Notes what a customer is known by from now on.
    pub(super) fn note_marks(&mut self, customer: &Customer) {
        if let Some(marks) = &mut self.marks {
            marks.add_customer(customer);
        }
    }

    /// Whether anybody may be found by a mailbox or number.
    pub(super) fn may_hold(&self, kind: Mark, value: &str) -> bool {
        self.marks.as_ref().is_none_or(|marks| marks.may_hold(kind, value))
    }

    /// Whether anybody may be found by a name.
    pub(super) fn may_name(&self, name: &str) -> bool {
        self.marks.as_ref().is_none_or(|marks| marks.may_name(name))
    }

    /// Notes a customer who was added with an id that a file gave.
    pub(super) fn note_own_id(&self, change: &Change<'_>, id: CustomerId) -> Result<()> {
        if self.many.is_some() { change.note_customer(id) } else { Ok(()) }
    }

    /// Whether the user keeps two customers apart.
    pub(super) fn are_kept_apart(&self, one: CustomerId, other: CustomerId) -> bool {
        !self.kept_apart.is_empty() && self.kept_apart.contains(&in_order(one, other))
    }

    /// What rows of a file said of a record so far; None where none did.
    pub(super) fn met(&self, record: CustomerId, file: usize) -> Option<Met> {
        Some(&self.met).filter(|met| met.file == file)?.get(record)
    }

    /// Remembers that a row was about a record, and said these fields.
    pub(super) fn meet(
        &mut self,
        record: CustomerId,
        file: usize,
        line: u64,
        fields: impl Iterator<Item = CustomerField>,
    ) {
        if self.met.file != file {
            self.met = MetHere { file, ..MetHere::default() };
        }
        let said = fields.map(bit).fold(0, |all, one| all | one);
        if let Some(met) = self.met.get_mut(record) {
            met.said |= said;
            return;
        }
        let met = Met { line: u32::try_from(line).unwrap_or(u32::MAX), said };
        if self.met.added.last().is_none_or(|(last, _)| *last < record) {
            self.met.added.push((record, met));
        } else {
            self.met.others.insert(record, met);
        }
    }

    /// Of rows that say the same, up to which customer the earlier ones were found to be about.
    pub(super) fn passed(&self, said: &Said) -> CustomerId {
        self.passed.get(&fingerprint(said)).copied().unwrap_or(CustomerId(0))
    }

    /// Remembers that rows that say this were found to be about customers up to this one.
    pub(super) fn pass(&mut self, said: &Said, customer: CustomerId) {
        self.passed.insert(fingerprint(said), customer);
    }
}

fn fingerprint(said: &Said) -> u64 {
    let mut hasher = DefaultHasher::new();
    said.hash(&mut hasher);
    hasher.finish()
}
