//! Reads persons from CSV exports: finds the delimiter, the header and the columns, then goes row by row.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use super::columns::{self, Column, ImportField, Layout, PhoneKind, Special};
use super::encoding::{Examined, Source};
use super::rows::{Row, RowProblem, Rows};
use super::text::{self, Gathered, Reach};
use super::{Format, ImportedPerson, Options, ReadError, Reading, Rejected, dates, header};
use crate::domain::input::{read_yes_no, shorten};

/// How much account data is kept in memory for a join.
const ACCOUNTS_LIMIT: usize = 48 << 20;

/// Opens a CSV text and reads its header.
pub(super) fn open(
    source: &Source,
    examined: &Examined,
    folder: Option<&Path>,
    options: &Options,
) -> Result<Reading, ReadError> {
    let header = header::find(&examined.head_text(), &options.map)?;
    let layout = header.layout;
    if layout.format == Format::SalesforceApi && !layout.has(ImportField::LastName) {
        return Err(ReadError::Other {
            what: "another part of a Salesforce export",
            help: "import Contact.csv or Lead.csv; Account.csv is read when it lies beside Contact.csv",
        });
    }
    let joins = layout.columns.iter().any(|c| c.special == Special::Account);
    let accounts = match folder {
        Some(folder) if joins && options.accounts.is_empty() => read_accounts(folder),
        _ if joins => options.accounts.iter().map(|(k, v)| (short_id(k), v.clone())).collect(),
        _ => HashMap::new(),
    };
    let mut rows = Rows::new(examined.decoded(source)?, header.delimiter);
    let mut row = Row::default();
    for _ in 0..=header.above {
        rows.next(&mut row)?;
    }
    let columns = layout.columns.iter();
    Ok(Reading {
        format: layout.format,
        encoding: examined.said(),
        delimiter: Some(char::from(header.delimiter)),
        columns: columns.map(|c| (c.title.clone(), c.field)).collect(),
        records: Box::new(Persons {
            rows,
            row,
            plan: RowReader::new(layout, accounts, examined.encoding.name()),
            ended: false,
        }),
    })
}

/// A Salesforce id without the check letters that only some exports add.
fn short_id(id: &str) -> String {
    id.trim().chars().take(15).collect()
}

/// Reads the names of the accounts that lie beside the contacts; what can't be read is left out.
fn read_accounts(folder: &Path) -> HashMap<String, String> {
    let mut accounts = HashMap::new();
    let Some(path) =
        fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok().and_then(|entries| {
            let mut paths = entries.flatten().map(|e| e.path());
            paths.find(|p| p.file_name().is_some_and(|n| n.eq_ignore_ascii_case("account.csv")))
        })
    else {
        return accounts;
    };
    let source = Source::File(path);
    let Ok(examined) = Examined::of(&source) else {
        return accounts;
    };
    let Ok(input) = examined.decoded(&source) else {
        return accounts;
    };
    let mut rows = Rows::new(input, b',');
    let mut row = Row::default();
    let mut at: Option<(usize, usize)> = None;
    let mut bytes = 0;
    while bytes < ACCOUNTS_LIMIT && rows.next(&mut row).unwrap_or(false) {
        let cell = |at: usize| std::str::from_utf8(row.cell(at)).unwrap_or_default();
        let Some((id, name)) = at else {
            let find = |wanted: &str| (0..row.len()).find(|i| columns::key(cell(*i)) == wanted);
            at = find("id").zip(find("name"));
            if at.is_none() {
                break;
            }
            continue;
        };
        if let Some(name) = text::one_line(cell(name)) {
            // The map's own share per entry is counted too.
            bytes += name.len() + 100;
            accounts.insert(short_id(cell(id)), name);
        }
    }
    accounts
}

/// How the cells of a row become a person.
struct RowReader {
    format: Format,
    /// The columns that are used, in the order in which they go.
    used: Vec<(usize, Column)>,
    titles: Vec<String>,
    accounts: HashMap<String, String>,
    /// What the file is written in, for messages.
    encoding: &'static str,
}

/// What a row says, while its cells are gone through.
#[derive(Default)]
struct PersonDraft {
    person: ImportedPerson,
    first: Option<String>,
    middle: Option<String>,
    last: Option<String>,
    gathered: Gathered,
}

impl RowReader {
    fn new(layout: Layout, accounts: HashMap<String, String>, encoding: &'static str) -> RowReader {
        let titles = layout.columns.iter().map(|c| c.title.clone()).collect();
        let mut used: Vec<(usize, Column)> = layout
            .columns
            .into_iter()
            .enumerate()
            .filter(|(_, c)| c.field.is_some_and(|f| f != ImportField::Ignore))
            .collect();
        used.sort_by_key(|(at, c)| (c.rank, *at));
        RowReader { format: layout.format, used, titles, accounts, encoding }
    }

    /// Makes a person of a row; nothing of one that is blank or no person.
    fn person(&self, row: &Row) -> Option<Result<ImportedPerson, Rejected>> {
        let reject = |reason: String| Some(Err(Rejected { line: row.line, reason }));
        match row.trouble {
            Some(RowProblem::LongField { cell, bytes }) => {
                return reject(format!(
                    "{} holds {}, and at most 64 KiB can be kept",
                    self.column(cell),
                    text::size(bytes)
                ));
            }
            Some(RowProblem::LongRow { bytes }) => {
                return reject(format!("the row is {} long, and at most 1 MiB can be read", text::size(bytes)));
            }
            Some(RowProblem::OpenQuote) => {
                return reject("a quote (\") is opened in this row and never closed: close it, or remove it".into());
            }
            None => {}
        }
        if row.is_blank() {
            return None;
        }
        let mut cells = Vec::with_capacity(row.len());
        for at in 0..row.len() {
            match std::str::from_utf8(row.cell(at)) {
                Err(_) => {
                    return reject(format!("{} is not valid {}", self.column(at), self.encoding));
                }
                Ok(cell) if cell.contains('\0') => {
                    return reject(format!("{} holds a NUL byte", self.column(at)));
                }
                Ok(cell) => cells.push(plain(cell)),
            }
        }
        if cells.iter().all(|c| c.is_empty()) || is_footer(&cells) {
            return None;
        }
        let mut draft = PersonDraft::default();
        draft.person.line = row.line;
        for (at, column) in &self.used {
            if let Some(cell) = cells.get(*at).filter(|c| !c.is_empty()) {
                self.fill(&mut draft, column, cell, &cells);
            }
        }
        Some(draft.finish())
    }

    fn column(&self, at: usize) -> String {
        match self.titles.get(at).filter(|t| !t.is_empty()) {
            Some(title) => format!("column '{}'", shorten(title, 60)),
            None => format!("column {}", at + 1),
        }
    }

    fn fill(&self, draft: &mut PersonDraft, column: &Column, cell: &str, cells: &[&str]) {
        let Some(field) = column.field else { return };
        let google = matches!(self.format, Format::GoogleNew | Format::GoogleOld);
        let first_of = |cell: &str| {
            let first = if google { cell.split(":::").next() } else { None };
            text::one_line(first.unwrap_or(cell))
        };
        let label = column.label_in.and_then(|at| cells.get(at)).copied();
        let person = &mut draft.person;
        let slot = match field {
            ImportField::Name => &mut person.name,
            ImportField::FirstName => &mut draft.first,
            ImportField::MiddleName => &mut draft.middle,
            ImportField::LastName => &mut draft.last,
            ImportField::Company => &mut person.company,
            ImportField::Role => &mut person.role,
            ImportField::City => &mut person.city,
            ImportField::Country => &mut person.country,
            ImportField::Timezone => &mut person.timezone,
            ImportField::Hours => &mut person.hours,
            ImportField::Pleasure => &mut person.pleasure,
            ImportField::Profit => &mut person.profit,
            ImportField::Standing => &mut person.standing,
            ImportField::LeftOn => &mut person.left_on,
            ImportField::LeftBecause => &mut person.left_because,
            ImportField::Every => &mut person.every,
            ImportField::Peak => &mut person.peak,
            ImportField::TouchesAYear => &mut person.touches_a_year,
            ImportField::SourceUid => &mut person.source_uid,
            ImportField::Favorite => return set(&mut person.favorite, read_yes_no(cell)),
            ImportField::DoNotCall => return set(&mut person.do_not_call, read_yes_no(cell)),
            ImportField::LastContacted => return set(&mut person.last_contacted, dates::parse(cell)),
            ImportField::Phone(kind) => return draft.gathered.add_phones(kind, label, cell),
            ImportField::Email => return draft.gathered.add_emails(column, label, cell),
            ImportField::Facts => return draft.gathered.add_fact(column, cell),
            ImportField::Ignore => return,
        };
        let value = match (field, column.special) {
            (ImportField::Company, Special::Account) => self.accounts.get(&short_id(cell)).cloned(),
            // Two services may both number their people from 1.
            (ImportField::SourceUid, _) if self.format == Format::HubSpot => Some(format!("hubspot:{cell}")),
            (ImportField::SourceUid, _) if self.format == Format::Pipedrive => Some(format!("pipedrive:{cell}")),
            _ => first_of(cell),
        };
        set(slot, value);
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

impl PersonDraft {
    fn finish(mut self) -> Result<ImportedPerson, Rejected> {
        let parts = [&self.first, &self.middle, &self.last];
        if self.person.name.is_none() {
            // A middle name alone is no name.
            if self.first.is_some() || self.last.is_some() {
                self.person.name = text::compose(parts.map(Option::as_deref));
            }
        }
        self.gathered.settle(&mut self.person)?;
        if self.person.name.is_none() {
            return Err(Rejected { line: self.person.line, reason: text::no_name(&self.person, "the row") });
        }
        Ok(self.person)
    }
}

impl Gathered {
    fn add_phones(&mut self, kind: PhoneKind, label: Option<&str>, cell: &str) {
        let kind = match (kind, label) {
            (PhoneKind::Any, Some(label)) => PhoneKind::labelled(label),
            _ => kind,
        };
        for value in cell.split(":::").filter_map(text::one_line) {
            let mut found = Reach::new(kind, value);
            // Google marks the main number with a star.
            if label.is_some_and(|l| l.starts_with('*')) {
                found.preferred = found.preferred.min(50);
            }
            self.phones.push(found);
        }
    }

    fn add_emails(&mut self, column: &Column, label: Option<&str>, cell: &str) {
        let kind = match column.special {
            Special::EmailKind(kind) => kind,
            _ => label.map_or(PhoneKind::Any, PhoneKind::labelled),
        };
        let several: Vec<&str> = cell.split([';', ',', ' ', '\n']).filter(|p| !p.is_empty() && *p != ":::").collect();
        let apart = several.len() > 1 && several.iter().all(|p| p.contains('@'));
        let values = if apart { several } else { cell.split(":::").collect() };
        for value in values.into_iter().filter_map(text::one_line) {
            let mut found = Reach::new(kind, text::address(&value));
            if label.is_some_and(|l| l.starts_with('*')) {
                found.preferred = 50;
            }
            self.emails.push(found);
        }
    }

    fn add_fact(&mut self, column: &Column, cell: &str) {
        match column.special {
            Special::Birthday => {
                if let Some(birthday) = dates::birthday(cell) {
                    self.labelled.push(("Birthday".into(), birthday));
                }
            }
            Special::Labelled => {
                let title = text::one_line(&column.title).unwrap_or_default();
                self.labelled.extend(text::many_lines(cell).map(|v| (title, v)));
            }
            _ => self.notes.extend(text::many_lines(cell)),
        }
    }
}

/// Takes the apostrophe away with which an export keeps a cell from being a formula.
fn plain(cell: &str) -> &str {
    let cell = text::trim(cell);
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => text::trim(rest),
        _ => cell,
    }
}

/// Whether a row is one of those with which Salesforce ends its reports.
fn is_footer(cells: &[&str]) -> bool {
    const FOOTERS: [&str; 5] = [
        "grand totals (",
        "grand total",
        "confidential information - do not distribute",
        "copyright (c) 2",
        "generated by:",
    ];
    let mut filled = cells.iter().filter(|c| !c.is_empty());
    let first = filled.next().map(|c| c.to_lowercase()).unwrap_or_default();
    // A comma in the sentence splits it where it isn't quoted.
    filled.count() < 3 && FOOTERS.iter().any(|f| first.starts_with(f))
}

/// The persons of a CSV text, in its order.
struct Persons<R> {
    rows: Rows<R>,
    row: Row,
    plan: RowReader,
    ended: bool,
}

impl<R: Read> Iterator for Persons<R> {
    type Item = Result<ImportedPerson, Rejected>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.rows.next(&mut self.row) {
                Ok(false) => self.ended = true,
                Ok(true) => {
                    let person = self.plan.person(&self.row);
                    if person.is_some() {
                        return person;
                    }
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Rejected {
                        line: self.row.line,
                        reason: format!(
                            "the file can't be read further ({error}): this row and those after it are missing"
                        ),
                    }));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::{read_bytes, read_path};
    use super::*;

    fn open(text: impl AsRef<[u8]>, map: &[(&str, ImportField)]) -> Result<Reading, ReadError> {
        let map = map.iter().map(|(c, f)| (c.to_string(), *f)).collect();
        let options = Options { map, ..Options::default() };
        read_bytes(text.as_ref().to_vec(), Some("csv"), &options)
    }

    fn read(text: impl AsRef<[u8]>) -> Vec<Result<ImportedPerson, Rejected>> {
        open(text, &[]).unwrap().records.collect()
    }

    fn people(text: impl AsRef<[u8]>) -> Vec<ImportedPerson> {
        read(text).into_iter().map(Result::unwrap).collect()
    }

    fn rejection(text: impl AsRef<[u8]>) -> Rejected {
        let rejected: Vec<_> = read(text).into_iter().filter_map(Result::err).collect();
        assert_eq!(rejected.len(), 1, "{rejected:?}");
        rejected.into_iter().next().unwrap()
    }

    #[test]
    fn a_plain_list_is_read_whatever_its_delimiter() {
        for delimiter in [",", ";", "\t"] {
            let text = "name,company,phone,email\n Ana ,Acme,+1 555,ana@x.org\n";
            let reading = open(text.replace(',', delimiter), &[]).unwrap();
            assert_eq!(reading.delimiter, delimiter.chars().next());
            let ana = reading.records.map(Result::unwrap).next().unwrap();
            assert_eq!(ana.name.as_deref(), Some("Ana"));
            assert_eq!(ana.phone.as_deref(), Some("+1 555"));
            assert_eq!((ana.line, ana.city), (2, None));
        }
    }

    #[test]
    fn a_row_without_a_name_is_rejected_with_its_line() {
        let rejected = rejection("name,company,email\nAna,,\n,Acme,\n");
        assert_eq!(rejected.line, 3);
        assert!(rejected.reason.contains("no name") && rejected.reason.contains("Acme"));
        let rejected = rejection("name,company,email\n,,a@x.org\n");
        assert!(rejected.reason.contains("only an email address (a@x.org)"));
    }

    #[test]
    fn a_blank_row_is_passed_over() {
        assert_eq!(people("name,phone\n,\n\n \t, \nAna,1\n").len(), 1);
    }

    #[test]
    fn rows_with_more_or_fewer_cells_are_tolerated() {
        let people = people("name,phone,city\nAna\nBo,1,Rome,more,and more\n");
        assert_eq!(people[0].phone, None);
        assert_eq!(people[1].city.as_deref(), Some("Rome"));
    }

    #[test]
    fn a_linkedin_file_is_read_below_its_notes() {
        for notes in [
            "Notes:\n\"When exporting, some \"\"things\"\", are missing\"\n\n",
            "\"Notes:\"\nWhen exporting, some things, are missing\n\n",
            "",
        ] {
            let text = format!(
                "\u{feff}{notes}First Name,Last Name,URL,Email Address,Company,Position,Connected On\nAna,Silva,https://l/in/ana,,Acme,CEO,12 Mar 2024\n,,,,,,\nBo,,,,,,7-Feb-22\n"
            );
            let reading = open(text, &[]).unwrap();
            assert_eq!(reading.format, Format::LinkedIn);
            let people: Vec<_> = reading.records.map(Result::unwrap).collect();
            assert_eq!(people[0].name.as_deref(), Some("Ana Silva"));
            assert_eq!(people[0].role.as_deref(), Some("CEO"));
            assert_eq!(people[0].source_uid.as_deref(), Some("https://l/in/ana"));
            assert_eq!((people[1].name.as_deref(), people.len()), (Some("Bo"), 2));
        }
    }

    #[test]
    fn googles_groups_and_joined_values_become_one_phone_and_facts() {
        let text = "First Name,Last Name,Phonetic First Name,Organization Name,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - City\nAna,Silva,AH-na,Acme,1980-05-01,likes tea,* myContacts ::: Navy,* ,a@x.org ::: b@x.org,Work,111 ::: 112,Mobile,222,Rome\n";
        let ana = &people(text)[0];
        assert_eq!(ana.phone.as_deref(), Some("222"));
        assert_eq!(ana.email.as_deref(), Some("a@x.org"));
        assert_eq!(ana.city.as_deref(), Some("Rome"));
        assert_eq!(
            ana.facts.as_deref(),
            Some("likes tea\nWork phone: 111\nWork phone: 112\nOther email: b@x.org\nBirthday: 1980-05-01")
        );
    }

    #[test]
    fn an_outlook_file_gives_the_job_title_and_no_empty_birthday() {
        let text = b"Title,First Name,Last Name,Company,Job Title,Business City,Home City,Business Country/Region,Business Phone,Home Phone,Birthday,E-mail Address\nMr.,J\xF6rg,M\xFCller,Acme,Buyer,,K\xF6ln,,1234,5678,0/0/00,j@x.org\n";
        let reading = open(text, &[]).unwrap();
        assert_eq!(reading.format, Format::Outlook);
        assert_eq!(reading.encoding.as_deref(), Some("windows-1252"));
        let person = reading.records.map(Result::unwrap).next().unwrap();
        assert_eq!(person.name.as_deref(), Some("Jörg Müller"));
        assert_eq!(person.role.as_deref(), Some("Buyer"));
        assert_eq!(person.city.as_deref(), Some("Köln"));
        assert_eq!(person.phone.as_deref(), Some("1234"));
        assert_eq!(person.facts.as_deref(), Some("Home phone: 5678"));
    }

    #[test]
    fn hubspot_and_pipedrive_ids_do_not_meet() {
        let hubspot = "Record ID,First Name,Last Name,Phone Number,Last Activity Date,Last Contacted,Associated Company\n7,Ana,Silva,1,2024-01-01 10:00,3/15/2024 2:30 PM,Acme\n";
        let ana = &people(hubspot)[0];
        assert_eq!(ana.source_uid.as_deref(), Some("hubspot:7"));
        assert_eq!(ana.last_contacted.map(|d| d.to_string()).as_deref(), Some("2024-03-15"));
        assert_eq!(ana.company.as_deref(), Some("Acme"));
        let pipedrive = "Person - ID,Person - Name,Person - Organization,Person - Phone - Mobile,Person - Email - Work,Person - Won deals\n7,Bo Ek,Beta,2,b@x.org,3\n";
        let bo = &people(pipedrive)[0];
        assert_eq!(bo.source_uid.as_deref(), Some("pipedrive:7"));
        assert_eq!((bo.phone.as_deref(), bo.email.as_deref()), (Some("2"), Some("b@x.org")));
    }

    #[test]
    fn the_footers_of_a_salesforce_report_are_not_people() {
        let text = "Salutation,First Name,Last Name,Title,Mailing Street,Mailing City,Phone,Mobile,Email,Account Owner,Account Name\nMs.,Ana,Silva,CEO,,Rome,1,2,a@x.org,Me,Acme\n\n\n\"Grand Totals (1 records)\"\n\nConfidential Information - Do Not Distribute\nCopyright (c) 2000-2024 salesforce.com, inc. All rights reserved.\n";
        let people = people(text);
        assert_eq!(people.len(), 1);
        assert_eq!(people[0].company.as_deref(), Some("Acme"));
        assert_eq!(people[0].phone.as_deref(), Some("2"));
    }

    #[test]
    fn a_salesforce_account_beside_the_contacts_names_the_company() {
        let folder = std::env::temp_dir().join(format!("goodcall-accounts-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("Account.csv"), "Id,MasterRecordId,Name\n001000000000001AAA,,Acme\n").unwrap();
        let contacts = folder.join("Contact.csv");
        fs::write(&contacts, "Id,MasterRecordId,AccountId,LastName,FirstName,DoNotCall\n003A,,001000000000001,Silva,Ana,1\n003B,,001000000000009,Ek,Bo,0\n").unwrap();
        let people: Vec<_> = read_path(&contacts, &Options::default()).unwrap().records.map(Result::unwrap).collect();
        let accounts = read_path(&folder.join("Account.csv"), &Options::default());
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(people[0].company.as_deref(), Some("Acme"));
        assert_eq!(people[0].do_not_call, Some(true));
        assert_eq!(people[0].source_uid.as_deref(), Some("003A"));
        assert_eq!((people[1].company.as_deref(), people[1].do_not_call), (None, Some(false)));
        assert!(accounts.unwrap_err().to_string().contains("Contact.csv"));
    }

    #[test]
    fn goodcalls_own_fields_come_back() {
        let text = "name,favorite,pleasure,profit,standing,left_on,left_because,every,peak,touches_a_year,facts,do_not_call,source_uid,timezone,hours\nAna,yes,5,4,past,2023-01-02,price,2 weeks,May,12,likes tea,no,u1,Europe/Lisbon,9-17\n";
        let ana = &people(text)[0];
        assert_eq!((ana.favorite, ana.do_not_call), (Some(true), Some(false)));
        let as_written = [
            &ana.pleasure,
            &ana.profit,
            &ana.standing,
            &ana.left_on,
            &ana.left_because,
            &ana.every,
            &ana.peak,
            &ana.touches_a_year,
            &ana.timezone,
            &ana.hours,
        ];
        let as_written: Vec<_> = as_written.into_iter().flatten().map(String::as_str).collect();
        assert_eq!(
            as_written,
            ["5", "4", "past", "2023-01-02", "price", "2 weeks", "May", "12", "Europe/Lisbon", "9-17"]
        );
    }

    #[test]
    fn a_cell_defused_against_formulas_is_as_it_was() {
        assert_eq!(people("name,phone\nAna,'+1 555\n")[0].phone.as_deref(), Some("+1 555"));
    }

    #[test]
    fn a_cell_over_64_kib_is_rejected_with_its_size_and_column() {
        let text = format!("name,notes\nAna,{}\nBo,fine\n", "x".repeat(1_000_000));
        let rejected = rejection(&text);
        assert_eq!(rejected.line, 2);
        assert_eq!(rejected.reason, "column 'notes' holds 977 KiB, and at most 64 KiB can be kept");
    }

    #[test]
    fn an_open_quote_is_reported_at_its_first_line_and_the_rest_is_kept() {
        let read = read("name,city\nAna,Rome\n\"Bo,Oslo\nCy,Paris\n");
        let rejected = read[1].as_ref().unwrap_err();
        assert_eq!(rejected.line, 3);
        assert!(rejected.reason.contains("never closed"));
        assert_eq!(read[2].as_ref().unwrap().name.as_deref(), Some("Cy"));
    }

    #[test]
    fn nul_and_broken_utf8_cost_only_their_row() {
        let read = read(b"name,city\nJ\xC3\xB6rg,Rome\nB\0,Oslo\nC\xFF,Paris\nDi,Bonn\n");
        assert!(read[1].as_ref().unwrap_err().reason.contains("NUL"));
        assert!(read[2].as_ref().unwrap_err().reason.contains("'name' is not valid UTF-8"));
        assert_eq!(read[3].as_ref().unwrap().line, 5);
    }

    #[test]
    fn a_file_without_a_name_column_says_which_columns_it_has_and_how_to_map_one() {
        let error = open("Wer,Wo\nAna,Rome\n", &[]).unwrap_err().to_string();
        assert!(error.contains("Wer, Wo") && error.contains("--map 'Wer=name'"), "{error}");
        let read: Vec<_> = open("Wer,Wo\nAna,Rome\n", &[("wer", ImportField::Name), ("Wo", ImportField::Facts)])
            .unwrap()
            .records
            .collect();
        let ana = read[0].as_ref().unwrap();
        assert_eq!((ana.name.as_deref(), ana.facts.as_deref()), (Some("Ana"), Some("Wo: Rome")));
    }

    #[test]
    fn a_file_without_a_header_is_refused_as_such() {
        let error = open("Ana,Acme,ana@x.org\nBo,Beta,b@x.org\n", &[]).unwrap_err();
        assert!(matches!(error, ReadError::NoHeader { .. }), "{error}");
    }

    #[test]
    fn a_map_of_a_missing_column_names_the_nearest() {
        let error = open("name,company\nAna,Acme\n", &[("compny", ImportField::Role)]).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("'compny'") && error.contains("Did you mean 'company'?"), "{error}");
    }
}
