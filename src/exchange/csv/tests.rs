use super::super::read_bytes;
use super::*;
use crate::domain::customer::CustomerField::*;

fn open(text: impl AsRef<[u8]>, map: &[(&str, ImportField)]) -> Result<Reading, ReadError> {
    let map = map.iter().map(|(c, f)| (c.to_string(), *f)).collect();
    let options = Options { map };
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
        assert_eq!(ana.said(Name), Some("Ana"));
        assert_eq!(ana.said(Phone), Some("+1 555"));
        assert_eq!((ana.line, ana.said(City)), (2, None));
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
    assert_eq!(people[0].said(Phone), None);
    assert_eq!(people[1].said(City), Some("Rome"));
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
        assert_eq!(people[0].said(Name), Some("Ana Silva"));
        assert_eq!(people[0].said(Role), Some("CEO"));
        assert_eq!(people[0].source_uid.as_deref(), Some("https://l/in/ana"));
        assert_eq!((people[1].said(Name), people.len()), (Some("Bo"), 2));
    }
}

#[test]
fn googles_groups_and_joined_values_become_one_phone_and_facts() {
    let text = "First Name,Last Name,Phonetic First Name,Organization Name,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - City\nAna,Silva,AH-na,Acme,1980-05-01,likes tea,* myContacts ::: Navy,* ,a@x.org ::: b@x.org,Work,111 ::: 112,Mobile,222,Rome\n";
    let ana = &people(text)[0];
    assert_eq!(ana.said(Phone), Some("222"));
    assert_eq!(ana.said(Email), Some("a@x.org"));
    assert_eq!(ana.said(City), Some("Rome"));
    assert_eq!(
        ana.said(Facts),
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
    assert_eq!(person.said(Name), Some("Jörg Müller"));
    assert_eq!(person.said(Role), Some("Buyer"));
    assert_eq!(person.said(City), Some("Köln"));
    assert_eq!(person.said(Phone), Some("1234"));
    assert_eq!(person.said(Facts), Some("Home phone: 5678"));
}

#[test]
fn hubspot_and_pipedrive_ids_do_not_meet() {
    let hubspot = "Record ID,First Name,Last Name,Phone Number,Last Activity Date,Last Contacted,Associated Company\n7,Ana,Silva,1,2024-01-01 10:00,3/15/2024 2:30 PM,Acme\n";
    let ana = &people(hubspot)[0];
    assert_eq!(ana.source_uid.as_deref(), Some("hubspot:7"));
    assert_eq!(ana.last_contacted.map(|d| d.to_string()).as_deref(), Some("2024-03-15"));
    assert_eq!(ana.said(Company), Some("Acme"));
    let pipedrive = "Person - ID,Person - Name,Person - Organization,Person - Phone - Mobile,Person - Email - Work,Person - Won deals\n7,Bo Ek,Beta,2,b@x.org,3\n";
    let bo = &people(pipedrive)[0];
    assert_eq!(bo.source_uid.as_deref(), Some("pipedrive:7"));
    assert_eq!((bo.said(Phone), bo.said(Email)), (Some("2"), Some("b@x.org")));
}

#[test]
fn the_footers_of_a_salesforce_report_are_not_people() {
    let text = "Salutation,First Name,Last Name,Title,Mailing Street,Mailing City,Phone,Mobile,Email,Account Owner,Account Name\nMs.,Ana,Silva,CEO,,Rome,1,2,a@x.org,Me,Acme\n\n\n\"Grand Totals (1 records)\"\n\nConfidential Information - Do Not Distribute\nCopyright (c) 2000-2024 salesforce.com, inc. All rights reserved.\n";
    let people = people(text);
    assert_eq!(people.len(), 1);
    assert_eq!(people[0].said(Company), Some("Acme"));
    assert_eq!(people[0].said(Phone), Some("2"));
}

/// A file in memory beside which another lies.
struct Beside(&'static str, &'static str);

impl Source for Beside {
    fn open(&self) -> std::io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(self.0.as_bytes()))
    }

    fn beside(&self, name: &str) -> Option<Box<dyn Source>> {
        (name == "Account.csv").then(|| Box::new(Beside(self.1, "")) as Box<dyn Source>)
    }
}

#[test]
fn a_salesforce_account_beside_the_contacts_names_the_company() {
    let accounts = "Id,MasterRecordId,Name\n001000000000001AAA,,Acme\n";
    let contacts = "Id,MasterRecordId,AccountId,LastName,FirstName,DoNotCall\n003A,,001000000000001,Silva,Ana,1\n003B,,001000000000009,Ek,Bo,0\n";
    let reading = super::super::read(&Beside(contacts, accounts), Some("Contact.csv"), &Options::default());
    let people: Vec<_> = reading.unwrap().records.map(Result::unwrap).collect();
    assert_eq!(people[0].said(Company), Some("Acme"));
    assert_eq!(people[0].said(DoNotCall), Some("yes"));
    assert_eq!(people[0].source_uid.as_deref(), Some("003A"));
    assert_eq!((people[1].said(Company), people[1].said(DoNotCall)), (None, Some("no")));
    let accounts = read_bytes(accounts.as_bytes().to_vec(), Some("Account.csv"), &Options::default());
    assert!(accounts.unwrap_err().to_string().contains("Contact.csv"));
}

#[test]
fn the_address_is_composed_from_every_export_that_has_one() {
    for (text, address) in [
        (
            "First Name,Last Name,Labels,Phonetic First Name,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Postal Code\nAna,Silva,,,\"Rua 1\n4000 Porto\nPortugal\",Rua 1,Porto,4000\n",
            "Rua 1\n4000 Porto\nPortugal",
        ),
        (
            "Name,Given Name,Yomi Name,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country\nAna,Ana,,Rua 1,Porto,,,4000,Portugal\n",
            "Rua 1\n4000 Porto\nPortugal",
        ),
        (
            "First Name,E-mail Address,Business Street,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,Home City\nAna,a@x.org,1 Main St,Salem,OR,97301,USA,2 Oak Ave,Bend\n",
            "1 Main St\nSalem, OR 97301\nUSA",
        ),
        (
            "First Name,E-mail Address,Business Street,Business City,Home Street,Home City,Home Postal Code\nAna,a@x.org,,Salem,2 Oak Ave,Bend,97701\n",
            "2 Oak Ave\n97701 Bend",
        ),
        (
            "First Name,Last Name,Account Name,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country\nAna,Silva,Acme,1 Main St,Salem,OR,97301,USA\n",
            "1 Main St\nSalem, OR 97301\nUSA",
        ),
        (
            "Id,MasterRecordId,LastName,MailingStreet,MailingCity,MailingState,MailingPostalCode,MailingCountry\n003A,,Silva,\"1 Main St\nSuite 2\",Salem,OR,97301,USA\n",
            "1 Main St\nSuite 2\nSalem, OR 97301\nUSA",
        ),
        (
            "Record ID,First Name,Last Name,Street Address,City,State/Region,Postal Code,Country/Region\n7,Ana,Silva,1 Main St,Salem,OR,97301,USA\n",
            "1 Main St\nSalem, OR 97301\nUSA",
        ),
        ("Person - Name,Person - Postal address\nAna,\"Rua 1, 4000 Porto, Portugal\"\n", "Rua 1, 4000 Porto, Portugal"),
        ("name,address,city,zip\nAna,Rua 1,Porto,4000\n", "Rua 1\n4000 Porto"),
        ("name,address,city\nAna,\"Rua 1\n4000 Porto\",Porto\n", "Rua 1\n4000 Porto"),
    ] {
        assert_eq!(people(text)[0].said(Address), Some(address), "{text}");
    }
    assert_eq!(people("name,city,country\nAna,Porto,Portugal\n")[0].said(Address), None);
    let boxed = "First Name,E-mail Address,Business Address PO Box,Business City,Business Postal Code\nAna,a@x.org,PO 77,Salem,97301\n";
    assert_eq!(people(boxed)[0].said(Address), Some("PO 77\n97301 Salem"));
    let long = format!("name,street,street2,city\nAna,{0},{0},Porto\n", "x".repeat(60_000));
    assert!(rejection(long).reason.contains("parts of the address come to 118 KiB"));
}

#[test]
fn no_address_of_several_is_lost() {
    let both = &people("Name,Home Street,Home City,Work Street,Work City\nAna,Home 1,Porto,Work 2,Braga\n")[0];
    assert_eq!(both.said(Address), Some("Work 2\nBraga"));
    assert_eq!(both.said(Facts), Some("Other address: Home 1, Porto"));
    let same = &people("Name,Home Street,Home City,Work Street,Work City\nAna,Rua 1,Porto,Rua 1,Porto\n")[0];
    assert_eq!((same.said(Address), same.said(Facts)), (Some("Rua 1\nPorto"), None));
}

#[test]
fn goodcalls_own_fields_come_back() {
    let text = "name,favorite,pleasure,profit,standing,left_on,left_because,every,peak,touches_a_year,facts,do_not_call,source_uid,timezone,hours\nAna,yes,5,4,past,2023-01-02,price,2 weeks,May,12,likes tea,no,u1,Europe/Lisbon,9-17\n";
    let ana = &people(text)[0];
    assert_eq!((ana.said(Favorite), ana.said(DoNotCall)), (Some("yes"), Some("no")));
    let as_written = [Pleasure, Profit, Standing, LeftOn, LeftBecause, Cadence, Peak, TouchesAYear, Timezone, Hours];
    let as_written: Vec<_> = as_written.into_iter().filter_map(|f| ana.said(f)).collect();
    assert_eq!(as_written, ["5", "4", "past", "2023-01-02", "price", "2 weeks", "May", "12", "Europe/Lisbon", "9-17"]);
}

#[test]
fn a_cell_defused_against_formulas_is_as_it_was() {
    assert_eq!(people("name,phone\nAna,'+1 555\n")[0].said(Phone), Some("+1 555"));
}

#[test]
fn a_cell_over_64_kib_is_rejected_with_its_size_and_column() {
    let text = format!("name,notes\nAna,{}\nBo,fine\n", "x".repeat(1_000_000));
    let rejected = rejection(&text);
    assert_eq!(rejected.line, 2);
    assert_eq!(rejected.reason, "column 'notes' holds 977 KiB, and a field holds at most 64 KiB");
}

#[test]
fn an_open_quote_is_reported_at_its_first_line_and_the_rest_is_kept() {
    let read = read("name,city\nAna,Rome\n\"Bo,Oslo\nCy,Paris\n");
    let rejected = read[1].as_ref().unwrap_err();
    assert_eq!(rejected.line, 3);
    assert!(rejected.reason.contains("never closes"));
    assert_eq!(read[2].as_ref().unwrap().said(Name), Some("Cy"));
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
    let read: Vec<_> =
        open("Wer,Wo\nAna,Rome\n", &[("wer", ImportField::Field(Name)), ("Wo", ImportField::Field(Facts))])
            .unwrap()
            .records
            .collect();
    let ana = read[0].as_ref().unwrap();
    assert_eq!((ana.said(Name), ana.said(Facts)), (Some("Ana"), Some("Wo: Rome")));
}

#[test]
fn a_file_without_a_header_is_refused_as_such() {
    let error = open("Ana,Acme,ana@x.org\nBo,Beta,b@x.org\n", &[]).unwrap_err();
    assert!(matches!(error, ReadError::NoHeader { .. }), "{error}");
}

#[test]
fn a_map_of_a_missing_column_names_the_nearest() {
    let error = open("name,company\nAna,Acme\n", &[("compny", ImportField::Field(Role))]).unwrap_err();
    let error = error.to_string();
    assert!(error.contains("'compny'") && error.contains("Did you mean 'company'?"), "{error}");
}
