//! Makes calls of the cells of rows.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::accounts::short_id;
use super::cells::{RowReader, Surroundings};
use crate::domain::customer::CustomerField;
use crate::domain::input::{read_yes_no, shorten};
use crate::domain::likeness::is_filler;
use crate::domain::source_uid;
use crate::domain::touch::Outcome;
use crate::exchange::calls::field::CallField;
use crate::exchange::calls::when::Took;
use crate::exchange::calls::{outcome, said, when};
use crate::exchange::columns::Layout;
use crate::exchange::dates::{DateOrder, DateReader};
use crate::exchange::fields::{ImportField, key};
use crate::exchange::rows::Row;
use crate::exchange::text;
use crate::exchange::{CallRow, Format, ImportedCall, ImportedPerson, LeftOut, Rejected};

/// Makes calls of the rows of one file.
pub(super) struct CallReader {
    format: Format,
    /// Reads the cells, and of them the person whom Pipedrive sets beside a call.
    people: RowReader,
    /// The columns that say something of the call, those that go first before others.
    columns: Vec<(usize, CallField, DateOrder)>,
    /// How many calls without an id were with the same people at the same time, by the fingerprint of both.
    alike: HashMap<u64, u32>,
}

/// The cells of a row by what they say of the call.
struct Cells<'r> {
    all: &'r [&'r str],
    columns: &'r [(usize, CallField, DateOrder)],
}

impl<'r> Cells<'r> {
    /// The first cell that says something of a kind, and the order of its dates.
    fn first(&self, wanted: impl Fn(CallField) -> bool) -> Option<(&'r str, CallField, DateOrder)> {
        self.columns.iter().filter(|(_, field, _)| wanted(*field)).find_map(|(at, field, order)| {
            let cell = self.all.get(*at).filter(|cell| !cell.is_empty())?;
            Some((*cell, *field, *order))
        })
    }

    fn get(&self, wanted: CallField) -> Option<&'r str> {
        self.first(|field| field == wanted).map(|(cell, ..)| cell)
    }

    fn has_column(&self, wanted: CallField) -> bool {
        self.columns.iter().any(|(_, field, _)| *field == wanted)
    }
}

impl CallReader {
    /// Reads rows by the columns of their file.
    pub(super) fn new(layout: Layout, around: Surroundings) -> Self {
        let format = layout.format;
        let mut columns: Vec<_> = layout
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| match column.field {
                Some(ImportField::Call(field)) => Some((column.rank, at, field, column.order)),
                _ => None,
            })
            .collect();
        columns.sort_by_key(|(rank, at, ..)| (*rank, *at));
        let columns = columns.into_iter().map(|(_, at, field, order)| (at, field, order)).collect();
        Self { format, people: RowReader::new(layout, around), columns, alike: HashMap::new() }
    }

    /// Names the columns that held something, of which nothing was used.
    pub(super) fn unused(&self) -> Vec<String> {
        self.people.unused()
    }

    /// Makes a call of a row; None where it is blank.
    pub(super) fn call(&mut self, row: &Row) -> Option<CallRow> {
        let all = match self.people.filled(row)? {
            Ok(all) => all,
            Err(rejected) => return Some(CallRow::Rejected(rejected)),
        };
        // What a row is left out for counts as used, too.
        let beside = self.people.draft(&all, row.line).whoever(&self.people.around().numbers);
        let columns = std::mem::take(&mut self.columns);
        let cells = Cells { all: &all, columns: &columns };
        let call = match left_out(self.format, &cells) {
            Some(why) => CallRow::LeftOut(why),
            None => match beside.and_then(|person| self.read(&cells, row.line, person)) {
                Ok(call) => CallRow::Call(Box::new(call)),
                Err(rejected) => CallRow::Rejected(rejected),
            },
        };
        self.columns = columns;
        Some(call)
    }

    fn read(&mut self, cells: &Cells<'_>, line: u64, beside: ImportedPerson) -> Result<ImportedCall, Rejected> {
        let today = self.people.around().today;
        let written = cells.first(|field| field == CallField::At).or_else(|| cells.first(|f| f == CallField::DoneAt));
        let Some((written, _, order)) = written else {
            return Err(Rejected { line, reason: "the call has no date".into(), draft: None });
        };
        let Some(at) = when::read(written, cells.get(CallField::Time), DateReader { order, today }) else {
            let reason = format!("\"{}\" can't be read as the date of a call", shorten(written, 40));
            return Err(Rejected { line, reason, draft: None });
        };
        let with = self.with(cells, line, beside);
        let (length, took) = match cells.first(|field| matches!(field, CallField::Duration(_))) {
            Some((cell, CallField::Duration(unit), _)) => (cell, when::took(cell, unit)),
            _ => ("", Took::Unsaid),
        };
        let not_believed = (took == Took::NotBelieved)
            .then(|| format!("\"{}\" can't be how long a call took: left out", shorten(length, 40)));
        let disposition = cells.get(CallField::Outcome);
        let read = disposition.and_then(outcome::read);
        let is_hubspot = self.format == Format::HubSpot;
        let by_status = || cells.get(CallField::Status).filter(|_| is_hubspot).and_then(outcome::read);
        // An outcome of the user's own, such as "Qualified", is most often of a talk.
        let of_time = if took == Took::NoTime { Outcome::NoAnswer } else { Outcome::Reached };
        let names: Vec<&str> = with.iter().filter_map(|person| person.said(CustomerField::Name)).collect();
        let (uid, has_id) = self.uid(cells, written, &with);
        let unread = disposition.filter(|text| read.is_none() && !outcome::is_id(text) && !is_filler(text));
        let [title, text] = [CallField::Title, CallField::Text].map(|field| cells.get(field).unwrap_or_default());
        Ok(ImportedCall {
            line,
            uid,
            has_id,
            at,
            outcome: read.or_else(by_status).unwrap_or(of_time),
            minutes: if let Took::Minutes(minutes) = took { Some(minutes) } else { None },
            text: said::log(title, text, unread, &names),
            notes: not_believed.into_iter().collect(),
            with,
        })
    }

    /// Whom the call was with: the person of the columns beside it, else those whom a cell lists.
    fn with(&self, cells: &Cells<'_>, line: u64, beside: ImportedPerson) -> Vec<ImportedPerson> {
        let company = cells.get(CallField::Company).and_then(text::one_line);
        let mut beside = beside;
        beside.notes.clear();
        let cell = |field| cells.get(field).unwrap_or_default();
        let listed = Listed {
            names: pieces(cell(CallField::With)),
            ids: pieces(cell(CallField::WithId)),
            emails: pieces(cell(CallField::WithEmail)),
        };
        let is_beside = beside.source_uid.is_some()
            || [CustomerField::Name, CustomerField::Email, CustomerField::Phone]
                .iter()
                .any(|f| beside.said(*f).is_some());
        let mut with = if is_beside {
            beside.draft.set_first(CustomerField::Name, listed.names.first().map(|name| (*name).to_string()));
            vec![beside]
        } else {
            listed.people(self.format)
        };
        for person in &mut with {
            person.line = line;
            person.draft.set_first(CustomerField::Company, company.clone());
        }
        with
    }

    /// What tells the call from others, and whether that is an id. Else it is when it was and with whom, and which of several.
    fn uid(&mut self, cells: &Cells<'_>, written: &str, with: &[ImportedPerson]) -> (String, bool) {
        let source = self.format.source();
        if let Some(id) = cells.get(CallField::Uid).and_then(text::one_line).filter(|id| !is_filler(id)) {
            let id = if self.format == Format::SalesforceApi { short_id(&id) } else { id };
            return (format!("{source}:{id}"), true);
        }
        let people = with.iter().map(|person| {
            let said =
                [CustomerField::Name, CustomerField::Email].map(|f| person.said(f).unwrap_or_default().to_lowercase());
            format!("{} {}", person.source_uid.as_deref().unwrap_or_default(), said.join(" "))
        });
        let whom = people.collect::<Vec<_>>().join("|");
        let time = cells.get(CallField::Time).unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        (written, time, &whom).hash(&mut hasher);
        let number = self.alike.entry(hasher.finish()).or_default();
        *number += 1;
        (format!("{source}:{written} {time}|{whom}#{number}"), false)
    }
}

/// Why a row stays out whatever else it says.
fn left_out(format: Format, cells: &Cells<'_>) -> Option<LeftOut> {
    let yes = |field| cells.get(field).and_then(read_yes_no);
    if yes(CallField::Deleted) == Some(true) {
        return Some(LeftOut::Deleted);
    }
    let kind = cells.get(CallField::Type);
    let is_call = match format {
        // An account's own kinds of calls have names of their own.
        Format::HubSpot => kind.is_none_or(|kind| !is_of_another_kind(kind)),
        // A task that went through the telephone says how that was.
        Format::SalesforceApi if kind.is_none() => {
            cells.first(|f| matches!(f, CallField::Outcome | CallField::Duration(_))).is_some()
        }
        _ => kind.is_some_and(said::names_a_call),
    };
    if !is_call {
        return Some(LeftOut::NotACall);
    }
    let is_done = match format {
        Format::SalesforceApi => {
            yes(CallField::Done).unwrap_or_else(|| cells.get(CallField::Status).is_none_or(is_done))
        }
        Format::Pipedrive if cells.has_column(CallField::Done) => {
            yes(CallField::Done).unwrap_or_else(|| cells.get(CallField::Done).is_some_and(is_done))
        }
        Format::Pipedrive => cells.get(CallField::DoneAt).is_some(),
        _ => cells.get(CallField::Status).is_none_or(|status| !is_underway(status)),
    };
    (!is_done).then_some(LeftOut::NotDone)
}

/// Whether a word says that something was done.
fn is_done(word: &str) -> bool {
    const DONE: [&str; 28] = [
        "done",
        "completed",
        "complete",
        "closed",
        "finished",
        "held",
        "abgeschlossen",
        "erledigt",
        "geschlossen",
        "termine",
        "terminee",
        "fait",
        "completado",
        "completada",
        "hecho",
        "concluido",
        "concluida",
        "feito",
        "completato",
        "fatto",
        "voltooid",
        "hecha",
        "realizada",
        "effectuee",
        "faite",
        "feita",
        "fatta",
        "completata",
    ];
    let word = key(word);
    DONE.contains(&word.as_str()) || matches!(word.as_str(), "gedaan" | "afgerond" | "完了" | "完了済み" | "済")
}

/// Whether a status of HubSpot's is of a call that hasn't been made, or won't be.
fn is_underway(status: &str) -> bool {
    matches!(
        key(status).as_str(),
        "queued"
            | "ringing"
            | "connecting"
            | "callingcrmuser"
            | "inprogress"
            | "hold"
            | "scheduled"
            | "canceled"
            | "cancelled"
    )
}

/// Whether the kind of one of HubSpot's activities is another than a call.
fn is_of_another_kind(kind: &str) -> bool {
    const OTHERS: [&str; 9] =
        ["meeting", "email", "incomingemail", "forwardedemail", "note", "task", "sms", "whatsapp", "postalmail"];
    OTHERS.contains(&key(kind).trim_end_matches('s'))
}

/// Splits what a cell lists: HubSpot joins by semicolons.
fn pieces(cell: &str) -> Vec<&str> {
    cell.split([';', '\n']).map(text::trim).filter(|piece| !is_filler(piece)).collect()
}

/// The people whom the cells of a row list.
struct Listed<'r> {
    names: Vec<&'r str>,
    ids: Vec<&'r str>,
    emails: Vec<&'r str>,
}

impl Listed<'_> {
    /// Makes people of them: those of one place in lists of one length are one.
    fn people(&self, format: Format) -> Vec<ImportedPerson> {
        let mut people: Vec<ImportedPerson> = self.names.iter().map(|name| of_name(format, name)).collect();
        for (list, field) in [(&self.ids, None), (&self.emails, Some(CustomerField::Email))] {
            let is_of_one_length = list.len() == people.len();
            for (at, text) in list.iter().enumerate() {
                let mut new = ImportedPerson::default();
                let place = people.get_mut(at).filter(|_| is_of_one_length);
                let is_new = place.is_none();
                let person = place.unwrap_or(&mut new);
                match field {
                    None => person.source_uid = Some(source_uid::with_kind(format.source(), text)),
                    Some(field) => {
                        person.draft.set_first(field, Some(text::email_address(text)));
                    }
                }
                if is_new {
                    people.push(new);
                }
            }
        }
        people
    }
}

/// Reads `Ana Ribeiro`, `Ana Ribeiro (ana@porto.example)`, a mailbox alone, and an id.
fn of_name(format: Format, text: &str) -> ImportedPerson {
    let mut person = ImportedPerson::default();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        person.source_uid = Some(source_uid::with_kind(format.source(), text));
        return person;
    }
    let (name, email) = match text.rsplit_once(['(', '<']) {
        Some((name, email)) if email.contains('@') => (name, email.trim_end_matches([')', '>', ' '])),
        _ if text.contains('@') && !text.contains(' ') => ("", text),
        _ => (text, ""),
    };
    person.draft.set_first(CustomerField::Name, text::one_line(name));
    person.draft.set_first(CustomerField::Email, text::one_line(email));
    person
}
