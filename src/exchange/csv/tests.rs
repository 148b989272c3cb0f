use chrono::NaiveDate;

use super::super::dates::DateOrder;
use super::super::read_bytes;
use super::super::source::Input;
use super::*;
use crate::domain::customer::CustomerField;
use crate::domain::customer::CustomerField::*;

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
        let text = "name,company,phone,email\n Ana ,Acme,+1 202 555 0100,ana@x.org\n";
        let reading = open(text.replace(',', delimiter), &[]).unwrap();
        assert_eq!(reading.delimiter, delimiter.chars().next());
        let ana = reading.records.map(Result::unwrap).next().unwrap();
        assert_eq!(ana.said(Name), Some("Ana"));
        assert_eq!(ana.said(Phone), Some("+1 202 555 0100"));
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
        assert_eq!(people[0].source_uid.as_deref(), Some("linkedin:https://l/in/ana"));
        assert_eq!((people[1].said(Name), people.len()), (Some("Bo"), 2));
    }
}

#[test]
fn googles_groups_and_joined_values_are_all_kept_with_their_labels() {
    let text = "First Name,Last Name,Phonetic First Name,Organization Name,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Address 1 - City\nAna,Silva,AH-na,Acme,1980-05-01,likes tea,* myContacts ::: Navy,* ,a@x.org ::: b@x.org,Work,111 ::: 112,Mobile,222,Rome\n";
    let ana = &people(text)[0];
    assert_eq!(ana.said(Phone), Some("mobile: 222\nwork: 111\nwork: 112"));
    assert_eq!(ana.said(Email), Some("a@x.org\nb@x.org"));
    assert_eq!(ana.said(City), Some("Rome"));
    assert_eq!(ana.said(Facts), Some("likes tea"));
    assert_eq!((ana.said(Birthday), ana.said(Tags)), (Some("1980-05-01"), Some("Navy")));
}

#[test]
fn labels_groups_and_categories_are_taken_apart_as_each_program_joins_them() {
    for (header, cell, tags) in [
        ("First Name,Phonetic First Name,Labels", "* myContacts ::: Navy ::: Smith, John", "Navy, \"Smith, John\""),
        ("First Name,Phonetic First Name,Labels", "Porto, spring ::: * starred", "\"Porto, spring\""),
        ("Name,Given Name,Yomi Name,Group Membership", "Key account ::: * My Contacts", "Key account"),
        ("First Name,E-mail Address,Categories", "Business;VIP", "Business, VIP"),
        ("First Name,E-Mail-Adresse,Kategorien", "Messe, VIP; vip", "Messe, VIP"),
        ("name,tags", "vip,spring fair", "spring fair, vip"),
        ("name,Group", " , ;", ""),
    ] {
        let filler = ",".repeat(header.matches(',').count() - 1);
        let ana = &people(format!("{header}\nAna{filler},\"{cell}\"\n"))[0];
        assert_eq!(ana.said(Tags), Some(tags).filter(|t| !t.is_empty()), "{header}: {cell}");
    }
    let long = "x".repeat(301);
    let ana = &people(format!("name,tags\nAna,vip;{long}\n"))[0];
    assert_eq!((ana.said(Tags), ana.said(Facts)), (Some("vip"), Some(format!("Tag: {long}").as_str())));
    assert!(ana.notes[0].contains("at most 300 characters"), "{:?}", ana.notes);
}

#[test]
fn the_day_of_the_first_yes_is_read_in_the_order_of_its_column() {
    let read = people("name,Customer since\nAna,02/03/2019\nBo,13/02/2020\nCy,soon\n");
    let said: Vec<_> = read.iter().map(|p| (p.said(CustomerSince), p.said(Facts))).collect();
    let kept = (None, Some("Customer since: soon"));
    assert_eq!(said, [(Some("2019-03-02"), None), (Some("2020-02-13"), None), kept]);
    assert!(read[2].notes[0].contains("can't be read as a date"), "{:?}", read[2].notes);
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
    assert_eq!(person.said(Phone), Some("work: 1234\nhome: 5678"));
    assert_eq!(person.said(Facts), None);
}

#[test]
fn hubspot_and_pipedrive_ids_do_not_meet() {
    let hubspot = "Record ID,First Name,Last Name,Phone Number,Last Activity Date,Last Contacted,Associated Company\n7,Ana,Silva,1,2024-01-01 10:00,3/15/2024 2:30 PM,Acme\n";
    let ana = &people(hubspot)[0];
    assert_eq!(ana.source_uid.as_deref(), Some("hubspot:7"));
    assert_eq!(ana.last_contacted.map(|d| d.to_string()).as_deref(), Some("2024-03-15"));
    assert_eq!(ana.said(Company), Some("Acme"));
    let pipedrive = "Person - ID,Person - Name,Person - Organization,Person - Phone - Mobile,Person - Email - Work,Person - Won deals\n7,Bo Ek,Beta,222,b@x.org,3\n";
    let bo = &people(pipedrive)[0];
    assert_eq!(bo.source_uid.as_deref(), Some("pipedrive:7"));
    assert_eq!((bo.said(Phone), bo.said(Email)), (Some("mobile: 222"), Some("work: b@x.org")));
}

#[test]
fn the_footers_of_a_salesforce_report_are_not_people() {
    let text = "Salutation,First Name,Last Name,Title,Mailing Street,Mailing City,Phone,Mobile,Email,Account Owner,Account Name\nMs.,Ana,Silva,CEO,,Rome,111,222,a@x.org,Me,Acme\n\n\n\"Grand Totals (1 records)\"\n\nConfidential Information - Do Not Distribute\nCopyright (c) 2000-2024 salesforce.com, inc. All rights reserved.\n";
    let people = people(text);
    assert_eq!(people.len(), 1);
    assert_eq!(people[0].said(Company), Some("Acme"));
    assert_eq!(people[0].said(Phone), Some("mobile: 222\n111"));
}

/// A file in memory beside which another lies.
struct Beside(&'static str, &'static str);

impl Source for Beside {
    fn open(&self) -> std::io::Result<Box<dyn Input>> {
        Ok(Box::new(std::io::Cursor::new(self.0)))
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
    assert_eq!(people[0].source_uid.as_deref(), Some("salesforce:003A"));
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
    assert_eq!(people("name,phone\nAna,'+1 202 555 0100\n")[0].said(Phone), Some("+1 202 555 0100"));
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

/// What an export in another language gives: each of the fields as (field, what it says), and the country.
fn check(title: &str, header: &str, row: &str, said: &[(CustomerField, &str)]) -> ImportedPerson {
    let person = people(format!("{header}\n{row}\n")).remove(0);
    for (field, text) in said {
        assert_eq!(person.said(*field), Some(*text), "{title}");
    }
    person
}

#[test]
fn outlook_is_read_in_every_language() {
    let said = [
        (Name, "Zoë Müller"),
        (Company, "Acme"),
        (Role, "Buyer"),
        (Email, "z@x.example"),
        (City, "Roma"),
        (Phone, "mobile: 22\nwork: 11\nhome: 33"),
        (Facts, "likes tea"),
        (Birthday, "1980-04-12"),
        (Address, "Via 1\n00100 Roma\nItaly"),
    ];
    for (language, header) in [
        (
            "German",
            "Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Ort geschäftlich,Postleitzahl geschäftlich,Land/Region geschäftlich,Telefon geschäftlich,Telefon (privat),Mobiltelefon,E-Mail-Adresse,Geburtstag,Notizen",
        ),
        (
            "French",
            "Titre,Prénom,Nom,Société,Titre professionnel,Rue (bureau),Ville (bureau),Code postal (bureau),Pays/Région (bureau),Téléphone (bureau),Téléphone (domicile),Tél. mobile,Adresse de messagerie,Anniversaire,Notes",
        ),
        (
            "Spanish",
            "Título,Nombre,Apellidos,Organización,Puesto,Calle del trabajo,Ciudad de trabajo,Código postal del trabajo,País o región del trabajo,Teléfono del trabajo,Particular,Teléfono móvil,Dirección de correo electrónico,Cumpleaños,Notas",
        ),
        (
            "Portuguese",
            "Título,Primeiro nome,Apelido,Empresa,Cargo,Rua da empresa,Localidade da empresa,Código postal da empresa,País/Região da Empresa,Telefone da empresa,Telefone da residência,Telemóvel,Endereço de correio electrónico,Data de nascimento,Notas",
        ),
        (
            "Brazilian",
            "Tratamento,Primeiro nome,Sobrenome,Empresa,Cargo,Rua do endereço comercial,Cidade do endereço comercial,CEP do endereço comercial,País/Região da Empresa,Telefone comercial,Telefone residencial,Celular,Endereço de email,Aniversário,Anotações",
        ),
        (
            "Italian",
            "Titolo,Nome,Cognome,Società,Posizione,Via (uff.),Città (uff.),CAP (uff.),Paese (uff.),Ufficio,Abitazione,Cellulare,Indirizzo posta elettronica,Compleanno,Note",
        ),
        (
            "Dutch",
            "Titel,Voornaam,Achternaam,Bedrijf,Functie,\"Werkadres, straat\",\"Werkadres, plaats\",\"Werkadres, postcode\",Land/regio (werk),Telefoon op werk,Telefoon thuis,Mobiele telefoon,E-mailadres,Verjaardag,Notities",
        ),
    ] {
        let row = "X,Zoë,Müller,Acme,Buyer,Via 1,Roma,00100,Italy,11,33,22,z@x.example,1980-04-12,likes tea";
        let person = check(language, header, row, &said);
        assert_eq!(person.country.as_deref(), Some("Italy"), "{language}");
    }
    let japanese = "敬称,姓,名,会社名,役職,番地 (会社),市町村 (会社),郵便番号 (会社),国 (会社)/地域,会社電話,自宅電話,携帯電話,電子メール アドレス,誕生日,メモ,姓フリガナ";
    let row = "様,佐藤,花子,Acme,Buyer,Via 1,Roma,00100,Italy,11,33,22,z@x.example,1980/4/12,likes tea,サトウ";
    check("Japanese", japanese, row, &[&[(Name, "佐藤 花子")], &said[1..]].concat());
}

#[test]
fn hubspot_is_read_in_every_language() {
    for (language, header) in [
        (
            "German",
            "Datensatz-ID,Vorname,Nachname,E-Mail,Telefonnummer,Mobiltelefonnummer,Jobtitel,Unternehmensname,Stadt,Land/Region,Zuletzt kontaktiert",
        ),
        (
            "French",
            "ID de fiche d’informations,Prénom,Nom,E-mail,Numéro de téléphone,Numéro de téléphone mobile,Intitulé de poste,Nom de l'entreprise,Ville,Pays/région,Dernier contact",
        ),
        (
            "Spanish",
            "ID de registro,Nombre,Apellidos,Correo,Número de teléfono,Número de teléfono móvil,Cargo,Nombre de la empresa,Ciudad,País/región,Último contacto",
        ),
        (
            "Portuguese",
            "ID do registro,Nome,Sobrenome,E-mail,Número de telefone,Número de celular,Cargo,Nome da empresa,Cidade,País/Região,Último contato",
        ),
        (
            "Italian",
            "ID record,Nome,Cognome,E-mail,Numero di telefono,Numero di cellulare,Qualifica,Nome azienda,Città,Paese/regione,Ultimo contatto",
        ),
        (
            "Dutch",
            "Record-ID,Voornaam,Achternaam,E-mail,Telefoonnummer,Mobiel telefoonnummer,Functietitel,Bedrijfsnaam,Plaats,Land/regio,Laatst gecontacteerd",
        ),
        ("Japanese", "レコードID,名,姓,Eメール,電話番号,携帯電話番号,役職,会社名,市区町村,国/地域,最終コンタクト日"),
    ] {
        let row = "7,Ana,Silva,a@x.example,11,22,Buyer,Acme,Roma,Italy,2026-03-12 09:14";
        let name = if language == "Japanese" { "Silva Ana" } else { "Ana Silva" };
        let fields = [
            (Name, name),
            (Company, "Acme"),
            (Role, "Buyer"),
            (Email, "a@x.example"),
            (City, "Roma"),
            (Phone, "mobile: 22\n11"),
        ];
        let ana = check(language, header, row, &fields);
        assert_eq!(ana.source_uid.as_deref(), Some("hubspot:7"), "{language}");
        assert_eq!(ana.last_contacted.map(|d| d.to_string()).as_deref(), Some("2026-03-12"), "{language}");
        assert_eq!(ana.country.as_deref(), Some("Italy"), "{language}");
    }
}

#[test]
fn googles_groups_are_read_in_other_languages() {
    for header in [
        "Vorname,Nachname,Name der Organisation,E-Mail 1 – Label,E-Mail 1 – Wert,Telefon 1 – Label,Telefon 1 – Wert,Adresse 1 – Stadt,Geburtstag",
        "Prénom,Nom,Nom de l'organisation,E-mail 1 - Libellé,E-mail 1 - Valeur,Téléphone 1 - Libellé,Téléphone 1 - Valeur,Adresse 1 - Ville,Anniversaire",
        "Nombre,Apellidos,Organización,Correo electrónico 1 - Etiqueta,Correo electrónico 1 - Valor,Teléfono 1 - Etiqueta,Teléfono 1 - Valor,Dirección 1 - Ciudad,Cumpleaños",
    ] {
        let row = "Ana,Silva,Acme,* ,a@x.org ::: b@x.org,Arbeit,111 ::: 112,Rome, --04-12";
        let fields = [
            (Name, "Ana Silva"),
            (Company, "Acme"),
            (Email, "a@x.org\nb@x.org"),
            (Phone, "work: 111\nwork: 112"),
            (City, "Rome"),
        ];
        let ana = check(header, header, row, &fields);
        assert_eq!(ana.said(Facts), None, "{header}");
        assert_eq!(ana.said(Birthday), Some("04-12"), "{header}");
        assert_eq!(open(format!("{header}\n{row}\n"), &[]).unwrap().format, Format::GoogleNew, "{header}");
    }
}

#[test]
fn phonetic_and_consent_columns_of_other_languages_fill_nothing() {
    for title in [
        "Vorname Yomi",
        "姓フリガナ",
        "Prénom Yomi",
        "Keine Werbung",
        "Désinscription e-mail",
        "E-Mail-Typ",
        "Nome Yomi",
    ] {
        let reading = open(format!("Name,{title}\nAna,x\n"), &[]).unwrap();
        assert_eq!(reading.columns[1].1, None, "{title}");
    }
}

type Notes = Vec<(u64, String)>;

/// The days of the last contact that a column gives, and what is said of the column and of its rows.
fn contacted(cells: &[&str], order: DateOrder) -> (Vec<Option<String>>, Notes, Vec<String>) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23);
    let options = Options { date_order: order, today, ..Options::default() };
    let rows: String = cells.iter().map(|cell| format!("Ana,\"{cell}\"\n")).collect();
    let reading = read_bytes(format!("name,Last Contacted\n{rows}").into_bytes(), Some("csv"), &options).unwrap();
    let people: Vec<_> = reading.records.map(Result::unwrap).collect();
    let days = people.iter().map(|p| p.last_contacted.map(|d| d.to_string())).collect();
    (days, reading.notes, people.into_iter().flat_map(|p| p.notes).collect())
}

#[test]
fn one_date_over_twelve_settles_the_order_of_its_column() {
    for usual in [DateOrder::DayFirst, DateOrder::MonthFirst] {
        let (days, notes, _) = contacted(&["02/03/2026", "13/02/2026", "4-Mar-26", "46085"], usual);
        let days: Vec<_> = days.iter().flatten().map(String::as_str).collect();
        assert_eq!((days, notes), (vec!["2026-03-02", "2026-02-13", "2026-03-04", "2026-03-04"], vec![]));
        let (days, ..) = contacted(&["3/2/2026", "2/13/2026"], usual);
        assert_eq!(days, [Some("2026-03-02".to_string()), Some("2026-02-13".to_string())]);
    }
}

#[test]
fn where_no_date_tells_the_region_does_and_that_is_said() {
    let (days, notes, _) = contacted(&["2026-01-01", "3/2/2026", "4/2/2026"], DateOrder::DayFirst);
    assert_eq!(days[1].as_deref(), Some("2026-02-03"));
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].0, 3);
    for part in ["'Last Contacted'", "3/2/2026 was read as 3 February 2026", "day first", "region"] {
        assert!(notes[0].1.contains(part), "{notes:?}");
    }
    let (days, notes, _) = contacted(&["3/2/2026", "4/2/2026"], DateOrder::MonthFirst);
    assert_eq!(days[0].as_deref(), Some("2026-03-02"));
    assert!(notes[0].1.contains("month first"), "{notes:?}");
    let (_, notes, _) = contacted(&["13/2/2026", "2/13/2026", "14/2/2026", "3/2/2026"], DateOrder::MonthFirst);
    assert!(notes[0].1.contains("some dates") && notes[0].1.contains("3 February 2026"), "{notes:?}");
}

#[test]
fn a_last_contact_that_cant_be_is_kept_as_a_fact_and_said() {
    let (days, _, notes) = contacted(&["yesterday", "03/12/2027", "0/0/00", "13/02/2026"], DateOrder::DayFirst);
    assert_eq!(days, [None, None, None, Some("2026-02-13".to_string())]);
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].contains("\"yesterday\"") && notes[1].contains("still to come"), "{notes:?}");
    let ana = &people("name,Last Contacted\nAna,yesterday\n")[0];
    assert_eq!(ana.said(Facts), Some("Last Contacted: yesterday"));
}

#[test]
fn columns_that_held_something_and_were_not_used_are_named() {
    let text = "Anrede,Name,Abteilung,Leer,Business City,Home City,Phone 1 - Label,Phone 1 - Value,Wert\n\
        Frau,Ana,Einkauf,,Rome,Oslo,Work,1,7\n,Bo,,,Rome,,,2,\nTotal,,2,,,,,,\n";
    let mut reading = open(text, &[("Wert", ImportField::Ignore)]).unwrap();
    assert_eq!(reading.records.by_ref().count(), 2);
    assert_eq!(reading.records.unused(), ["Anrede", "Abteilung", "Home City"]);
    let mut reading = open("Name,Business City,Home City\nAna,,Oslo\nBo,Rome,Bonn\n", &[]).unwrap();
    assert_eq!(reading.records.by_ref().count(), 2);
    assert_eq!(reading.records.unused(), Vec::<String>::new());
}

#[test]
fn what_excel_and_concatenation_put_into_a_file_is_no_person() {
    let text = "sep=;\r\nName;Phone;City\r\nAna;1;\"Ro\r\nme\"\r\nName;Phone;City\r\n\u{feff}Name;Phone;City\r\nBo;2;Oslo\r\nTotal;2;\r\n";
    let people = people(text);
    assert_eq!(people.iter().map(|p| p.said(Name)).collect::<Vec<_>>(), [Some("Ana"), Some("Bo")]);
    assert_eq!((people[0].said(City), people[1].line), (Some("Ro me"), 7));
    let bar = open("sep=|\nName|City\nAna|a, b\n", &[]).unwrap();
    assert_eq!(bar.delimiter, Some('|'));
    assert_eq!(bar.records.map(Result::unwrap).next().unwrap().said(City), Some("a, b"));
}

#[test]
fn a_german_file_of_windows_and_a_japanese_one_are_read_and_the_guess_is_said() {
    let german = b"\"Anrede\",\"Vorname\",\"Nachname\",\"Firma\",\"Stra\xdfe gesch\xe4ftlich\",\"Ort gesch\xe4ftlich\",\"E-Mail-Adresse\"\r\n\"Frau\",\"K\xe4the\",\"M\xfcller\",\"M\xfcller K\xe4lte\",\"Hafenstra\xdfe 1\",\"K\xf6ln\",\"k@x.example\"\r\n";
    let reading = open(german, &[]).unwrap();
    assert_eq!(reading.encoding.as_deref(), Some("windows-1252"));
    let person = reading.records.map(Result::unwrap).next().unwrap();
    assert_eq!((person.said(Name), person.said(City)), (Some("Käthe Müller"), Some("Köln")));
    let (japanese, ..) =
        encoding_rs::SHIFT_JIS.encode("姓,名,会社名,電子メール アドレス\r\n佐藤,花子,佐藤商事,h@x.example\r\n");
    let reading = open(japanese, &[]).unwrap();
    assert_eq!(reading.encoding.as_deref(), Some("Shift_JIS"));
    assert_eq!(reading.records.map(Result::unwrap).next().unwrap().said(Name), Some("佐藤 花子"));
}

#[test]
fn a_birthday_in_three_columns_is_put_together() {
    let text = "First Name,Birth Year,Birth Month,Birth Day\nAna,1980,4,12\nBo,,4,12\nCy,1980,,\nDi,,,\nEd,,2,30\nFy,85,4,12\n";
    let read = people(text);
    let said: Vec<_> = read.iter().map(|p| (p.said(Birthday), p.said(Facts), p.notes.len())).collect();
    assert_eq!(
        said,
        [
            (Some("1980-04-12"), None, 0),
            (Some("04-12"), None, 0),
            (None, Some("Birthday, as written: 1980"), 1),
            (None, None, 0),
            (None, Some("Birthday, as written: --02-30"), 1),
            (Some("1985-04-12"), None, 0),
        ]
    );
    let german = people("Vorname;Geburtsjahr;Geburtsmonat;Geburtstag\nAna;1980;4;12\n");
    assert_eq!(german[0].said(Birthday), Some("1980-04-12"));
    let both = people("name,Birthday\nAna,12\n");
    assert_eq!(both[0].said(Facts), Some("Birthday, as written: 12"));
}

#[test]
fn the_second_job_of_a_google_contact_is_kept() {
    let header = "Name,Given Name,Yomi Name,Organization 1 - Name,Organization 1 - Title,Organization 2 - Name,Organization 2 - Title";
    let read = people(format!("{header}\nAna,Ana,,Clinic,Nurse,Farm,Owner\nBo,Bo,,,,Farm,Owner\n"));
    assert_eq!((read[0].said(Company), read[0].said(Role)), (Some("Clinic"), Some("Nurse")));
    assert_eq!(read[0].said(Facts), Some("Other job: Owner, Farm"));
    assert_eq!((read[1].said(Company), read[1].said(Facts)), (Some("Farm"), None));
}

#[test]
fn people_whom_salesforce_deleted_stay_out() {
    let text = "Id,MasterRecordId,LastName,FirstName,IsDeleted\n003A,,Silva,Ana,0\n003B,,Ek,Bo,1\n003C,,Wu,Cy,false\n003D,,Oz,Di,TRUE\n";
    let mut reading = open(text, &[]).unwrap();
    let read: Vec<_> = reading.records.by_ref().map(Result::unwrap).collect();
    assert_eq!(read.iter().map(|p| p.said(Name)).collect::<Vec<_>>(), [Some("Ana Silva"), Some("Cy Wu")]);
    assert_eq!(reading.records.unused(), Vec::<String>::new());
}

#[test]
fn a_phone_that_cannot_be_read_is_a_fact_and_is_noted() {
    for unreadable in ["3.51E+11", "######", "#N/A", "n/a", "-", "0", "+"] {
        let ana = &people(format!("name,phone,mobile phone\nAna,{unreadable},\n"))[0];
        assert_eq!(ana.said(Phone), None, "{unreadable}");
        assert_eq!(ana.said(Facts), Some(format!("Phone: {unreadable}").as_str()));
        assert_eq!(ana.notes.len(), 1, "{unreadable}");
        let bo = &people(format!("name,phone,mobile phone\nBo,202-555-0186,{unreadable}\n"))[0];
        assert_eq!(bo.said(Phone), Some("202-555-0186"), "{unreadable}");
        assert_eq!(bo.said(Facts), Some(format!("Mobile phone: {unreadable}").as_str()));
    }
}

#[test]
fn two_phones_in_one_cell_are_two() {
    let ana = &people("name,phone\nAna,202-555-0186 / 202-555-0187\n")[0];
    assert_eq!((ana.said(Phone), ana.said(Facts)), (Some("202-555-0186\n202-555-0187"), None));
    let bo = &people("name,mobile\nBo,202-555-0188 or 202-555-0189\n")[0];
    assert_eq!((bo.said(Phone), bo.said(Facts)), (Some("mobile: 202-555-0188\nmobile: 202-555-0189"), None));
}

#[test]
fn a_label_is_what_the_file_calls_a_number() {
    let text = "First Name,Phonetic First Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,Phone 3 - Label,Phone 3 - Value,E-mail 1 - Label,E-mail 1 - Value\n\
        Ana,,Grandma's: house,111,* Work Mobile,222,Other,333,Arbeit,a@x.org\n";
    let ana = &people(text)[0];
    assert_eq!(ana.said(Phone), Some("Work Mobile: 222\nGrandma's house: 111\nother: 333"));
    assert_eq!(ana.said(Email), Some("work: a@x.org"));
    let outlook = "First Name,E-mail Address,Primary Phone,Business Phone,Business Phone 2,Car Phone,Company Main Phone,Home Fax\n\
        Bo,b@x.org,1111,2222,3333,4444,5555,6666\n";
    let bo = &people(outlook)[0];
    assert_eq!(bo.said(Phone), Some("main: 1111\nwork: 2222\ncar: 4444\ncompany: 5555\nwork: 3333"));
    assert_eq!(bo.said(Facts), Some("Fax: 6666"));
}
