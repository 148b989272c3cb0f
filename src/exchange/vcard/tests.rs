use super::super::{Options, read_bytes};
use super::*;
use crate::domain::customer::CustomerField::*;

fn read(text: impl AsRef<[u8]>) -> Vec<Result<ImportedPerson, Rejected>> {
    let reading = read_bytes(text.as_ref().to_vec(), Some("vcf"), &Options::default());
    reading.unwrap().records.collect()
}

fn person(properties: &str) -> ImportedPerson {
    let text = format!("BEGIN:VCARD\n{properties}\nEND:VCARD\n");
    read(text).remove(0).unwrap()
}

fn reason(properties: &str) -> String {
    let text = format!("BEGIN:VCARD\n{properties}\nEND:VCARD\n");
    read(text).remove(0).unwrap_err().reason
}

#[test]
fn a_card_of_each_version_gives_the_same_person() {
    for properties in [
        "VERSION:2.1\nN:Silva;Ana\nTEL;CELL:+351 912 345 678\nEMAIL;INTERNET;PREF:a@x.org\nADR;WORK:;;Rua 1;Lisboa;;1000;Portugal",
        "VERSION:3.0\nFN:Ana Silva\nN:Silva;Ana;;;\nTEL;TYPE=CELL,VOICE:+351 912 345 678\nitem1.EMAIL;type=pref:a@x.org\nitem2.ADR:;;Rua 1;Lisboa;;1000;Portugal",
        "VERSION:4.0\nFN:Ana Silva\nTEL;VALUE=uri;TYPE=\"cell,voice\":tel:+351 912 345 678\nEMAIL;PREF=1:a@x.org\nADR;LABEL=\"a: b\":;;Rua 1;Lisboa;;1000;Portugal",
    ] {
        let ana = person(properties);
        assert_eq!(ana.said(Name), Some("Ana Silva"), "{properties}");
        assert_eq!(ana.said(Phone), Some("mobile: +351 912 345 678"), "{properties}");
        assert_eq!(ana.said(Email), Some("a@x.org"), "{properties}");
        assert_eq!(ana.said(City), Some("Lisboa"), "{properties}");
        assert_eq!(ana.country.as_deref(), Some("Portugal"), "{properties}");
    }
}

#[test]
fn every_kind_of_line_end_and_fold_is_read() {
    let text = "BEGIN:VCARD\nFN:Ana Maria\n  Silva\nNOTE:one\\ntwo\nEND:VCARD\nBEGIN:VCARD\nFN:Bo\nEND:VCARD";
    for end in ["\n", "\r\n", "\r"] {
        let people = read(text.replace('\n', end));
        let ana = people[0].as_ref().unwrap();
        assert_eq!(ana.said(Name), Some("Ana Maria Silva"));
        assert_eq!(ana.said(Facts), Some("one\ntwo"));
        assert_eq!(people[1].as_ref().unwrap().line, 6);
        assert_eq!(people.len(), 2);
    }
}

#[test]
fn quoted_printable_with_soft_breaks_and_a_charset_is_read() {
    let ana = person(
        "VERSION:2.1\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg=\n M=FCller\nNOTE;QUOTED-PRINTABLE:a=3Db=0D=0Ac",
    );
    assert_eq!(ana.said(Name), Some("Jörg Müller"));
    assert_eq!(ana.said(Facts), Some("a=b\nc"));
    let raw = b"BEGIN:VCARD\nFN;CHARSET=SHIFT_JIS:\x88\xC0\x93\xA1\nEND:VCARD\n";
    assert_eq!(read(raw)[0].as_ref().unwrap().said(Name), Some("安藤"));
}

#[test]
fn the_preferred_phone_goes_first_and_the_others_follow() {
    let ana = person(
        "FN:Ana\nTEL;TYPE=fax:0\nTEL;TYPE=home:111\nTEL;TYPE=work,pref:222\nTEL;TYPE=cell:333\nBDAY:--0415\nEMAIL;TYPE=home:h@x.org\nEMAIL;PREF=1:p@x.org",
    );
    assert_eq!(ana.said(Phone), Some("work: 222\nhome: 111\nmobile: 333"));
    assert_eq!(ana.said(Email), Some("p@x.org\nhome: h@x.org"));
    assert_eq!(ana.said(Facts), Some("Fax: 0"));
    assert_eq!(ana.said(Birthday), Some("04-15"));
    let ana = person("FN:Ana\nTEL;WORK:111\nTEL;HOME:222\nTEL;CELL:333");
    assert_eq!(ana.said(Phone), Some("mobile: 333\nwork: 111\nhome: 222"));
    let ana = person("FN:Ana\nTEL:tel:+1-202-555-0100;ext=7");
    assert_eq!(ana.said(Phone), Some("+1-202-555-0100 ext. 7"));
}

#[test]
fn organization_role_zone_and_uid_are_read() {
    let ana = person("FN:Ana\nORG:Smith\\, Jones\\; Co;Sales\nROLE:Boss\nTITLE:CEO\nTZ:Europe/Lisbon\nUID:urn:uuid:1");
    assert_eq!(ana.said(Company), Some("Smith, Jones; Co"));
    assert_eq!(ana.said(Role), Some("CEO"));
    assert_eq!(ana.said(Timezone), Some("Europe/Lisbon"));
    assert_eq!(ana.source_uid.as_deref(), Some("vcard:urn:uuid:1"));
    assert_eq!(person("FN:Ana\nTZ:-05:00").said(Timezone), None);
}

#[test]
fn a_card_of_a_company_is_a_customer_with_its_name() {
    for properties in [
        "ORG:Acme",
        "FN:\nN:;;;;\nORG:Acme;;Bakery",
        "FN:Acme\nORG:Acme\nKIND:org",
        "FN:Acme\nN:;;;;\nORG:Acme\nX-ABShowAs:COMPANY",
        "VERSION:2.1\nORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:A=63me;;",
    ] {
        let acme = person(properties);
        assert_eq!((acme.said(Name), acme.said(Company)), (Some("Acme"), Some("Acme")), "{properties}");
    }
}

#[test]
fn a_card_that_is_shown_as_its_company_keeps_its_person() {
    let ana = person("FN:Acme\nN:Silva;Ana;;;\nORG:Acme\nX-ABShowAs:COMPANY");
    assert_eq!((ana.said(Name), ana.said(Company)), (Some("Ana Silva"), Some("Acme")));
    let smith = person("FN:Smith\nN:;Smith;;;\nORG:Smith");
    assert_eq!(smith.said(Name), Some("Smith"));
}

#[test]
fn a_card_of_nobody_is_rejected() {
    assert!(reason("EMAIL:a@x.org").contains("no name: the card has only an email address (a@x.org)"));
    assert!(reason("UID:1\nX-SKYPE:echo").contains("doesn't say who this is"));
}

#[test]
fn a_card_of_a_group_or_a_place_is_passed_over() {
    let text = "BEGIN:VCARD\nFN:All\nKIND:group\nEND:VCARD\nBEGIN:VCARD\nFN:Hall\nKIND:location\nEND:VCARD\n\
        BEGIN:VCARD\nFN:Ana\nEND:VCARD\n";
    let mut reading = read_bytes(text.into(), Some("vcf"), &Options::default()).unwrap();
    let people: Vec<_> = reading.records.by_ref().map(|record| record.unwrap()).collect();
    assert_eq!(people.iter().map(|ana| (ana.line, ana.said(Name))).collect::<Vec<_>>(), [(9, Some("Ana"))]);
    let passed_over = reading.records.take_passed_over();
    let said = |whose: &str| format!("this is the card of {whose}, not of a person");
    assert_eq!(passed_over, [(1, said("a group (All)")), (5, said("a place (Hall)"))]);
}

#[test]
fn a_soft_break_at_the_end_of_a_value_swallows_nothing() {
    for end in ["\n", "\r\n"] {
        let text = "BEGIN:VCARD\nVERSION:2.1\nN:Wit;Tess\nFN;ENCODING=QUOTED-PRINTABLE:Tess Wit=\nORG:Molen BV\n\
            NOTE;ENCODING=QUOTED-PRINTABLE:Line one=0D=0A=\nTel: 12 (old)=0D=0A=\n\nTEL;WORK;VOICE:(010) 123-4567\n\
            LABEL;WORK;ENCODING=QUOTED-PRINTABLE:Kade 99=0D=0A=\n1111AA  Rotterdam=0D=0A=\nTEL;CELL;VOICE:06 12345678\n\
            TITLE;ENCODING=QUOTED-PRINTABLE:Boss=\nEND:VCARD\n";
        let people = read(text.replace('\n', end));
        let tess = people[0].as_ref().unwrap();
        assert_eq!(tess.said(Name), Some("Tess Wit"));
        assert_eq!((tess.said(Company), tess.said(Role)), (Some("Molen BV"), Some("Boss")));
        assert_eq!(tess.said(Phone), Some("mobile: 06 12345678\nwork: (010) 123-4567"));
        assert_eq!(tess.said(Facts), Some("Line one\nTel: 12 (old)"));
        assert_eq!(people.len(), 1);
    }
}

#[test]
fn a_text_that_only_looks_like_a_property_goes_on() {
    let ana = person(
        "VERSION:2.1\nN:Silva;Ana\nNOTE;QUOTED-PRINTABLE:see=\n NOTE: TEL: 1 =\nEmail:x@y.org and=\nTEL:12=\nmore\nTEL:333",
    );
    assert_eq!(ana.said(Facts), Some("see NOTE: TEL: 1 Email:x@y.org andTEL:12more"));
    assert_eq!(ana.said(Phone), Some("333"));
}

#[test]
fn the_preferred_job_comes_first_and_the_other_is_a_fact() {
    let hugo = person(
        "FN:Hugo\nORG;PREF=2:Torres Farm\nTITLE;PREF=2:Owner\nORG;PREF=1:City Hospital;Purchasing\nTITLE;PREF=1:Head buyer",
    );
    assert_eq!((hugo.said(Company), hugo.said(Role)), (Some("City Hospital"), Some("Head buyer")));
    assert_eq!(hugo.said(Facts), Some("Other job: Owner, Torres Farm"));
    let ana = person("FN:Ana\nitem1.ORG:Farm\nitem2.ORG;type=pref:Clinic\nROLE:Nurse");
    assert_eq!((ana.said(Company), ana.said(Role)), (Some("Clinic"), Some("Nurse")));
    assert_eq!(ana.said(Facts), Some("Other job: Farm"));
}

#[test]
fn birthdays_are_read_as_cards_write_them_and_no_others() {
    for (birthday, day) in [
        ("BDAY:--0412", "04-12"),
        ("BDAY:--04-12", "04-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12", "04-12"),
        ("BDAY;X-APPLE-OMIT-YEAR=1604;VALUE=date:1604-02-29", "02-29"),
        ("BDAY;X-APPLE-OMIT-YEAR=1900:19000412", "04-12"),
        ("BDAY;VALUE=date:16040214", "02-14"),
        ("BDAY:1990-01-01;", "1990-01-01"),
        ("BDAY:1990-04-12T00:00:00Z", "1990-04-12"),
    ] {
        let ana = person(&format!("FN:Ana\n{birthday}"));
        assert_eq!((ana.said(Birthday), ana.said(Facts), ana.notes.len()), (Some(day), None, 0), "{birthday}");
    }
    for written in ["---12", "NaNaNaN", "--0230", "1985-04", "circa 1960"] {
        let ana = person(&format!("FN:Ana\nBDAY:{written}"));
        assert_eq!(ana.said(Facts), Some(format!("Birthday, as written: {written}").as_str()));
        assert!(ana.notes[0].contains(written), "{:?}", ana.notes);
    }
    let ana = person("FN:Ana\nBDAY:3/2/1980");
    assert_eq!((ana.said(Birthday), ana.said(Facts)), (Some("1980-02-03"), None));
    assert!(ana.notes[0].contains("3/2/1980 was read as 1980-02-03 (day first"), "{:?}", ana.notes);
    let ana = person("FN:Ana\nBDAY;VALUE=DATE:");
    assert_eq!((ana.said(Birthday), ana.said(Facts), ana.notes.len()), (None, None, 0));
    let ana = person("FN:Ana\nBDAY:--0412\nBDAY:--0412\nBDAY:--0503\nANNIVERSARY:20090808");
    assert_eq!((ana.said(Birthday), ana.said(Facts)), (Some("04-12"), Some("Other birthday: 3 May")));
}

#[test]
fn categories_become_tags() {
    let ana = person("FN:Ana\nCATEGORIES:VIP,Smith\\, John,myContacts\nitem1.CATEGORIES:vip;Porto,starred");
    assert_eq!(ana.said(Tags), Some("Porto, \"Smith, John\", VIP"));
}

#[test]
fn photos_do_not_count_however_large() {
    let line = "A".repeat(5_000_000);
    let folded = format!("\n {}", "B".repeat(72)).repeat(50_000);
    let ana = person(&format!("PHOTO;ENCODING=b:{line}\nLOGO;BASE64:{folded}\nZm9v\nFN:Ana"));
    assert_eq!(ana.said(Name), Some("Ana"));
}

#[test]
fn a_note_over_64_kib_is_rejected_with_its_size() {
    for note in ["x".repeat(1_000_000), format!("\n {}", "x".repeat(99)).repeat(10_000)] {
        let reason = reason(&format!("FN:Ana\nNOTE:{note}"));
        assert!(reason.contains("NOTE holds 9"), "{reason}");
    }
}

#[test]
fn a_card_cut_off_is_rejected_with_its_line_and_the_next_is_read() {
    let read = read("BEGIN:VCARD\nFN:Ana\nBEGIN:VCARD\nFN:Bo\nEND:VCARD\nBEGIN:VCARD\nFN:Cy");
    assert_eq!(read[0].as_ref().unwrap_err().line, 1);
    assert!(read[0].as_ref().unwrap_err().reason.contains("cut off"));
    assert_eq!(read[1].as_ref().unwrap().said(Name), Some("Bo"));
    assert_eq!((read[2].as_ref().unwrap_err().line, read.len()), (6, 3));
}

#[test]
fn an_agent_is_another_person() {
    let ana = person("FN:Ana\nAGENT:\nBEGIN:VCARD\nFN:Bo\nTEL:111\nEND:VCARD\nTEL:222");
    assert_eq!((ana.said(Name), ana.said(Phone)), (Some("Ana"), Some("222")));
}

#[test]
fn nul_and_broken_utf8_cost_only_their_card() {
    let read = read(
        b"BEGIN:VCARD\nFN:J\xC3\xB6rg\nEND:VCARD\nBEGIN:VCARD\nFN:B\0o\nEND:VCARD\nBEGIN:VCARD\nFN:C\xFFy\nEND:VCARD\n",
    );
    assert!(read[0].is_ok());
    assert!(read[1].as_ref().unwrap_err().reason.contains("NUL"));
    assert!(read[2].as_ref().unwrap_err().reason.contains("not valid UTF-8"));
}

#[test]
fn the_best_address_is_composed_as_an_envelope_shows_it() {
    let ana = person(
        "FN:Ana\nADR;TYPE=home:;;Rua 9;Braga;;4700;Portugal\nADR;TYPE=work:;;Rua 1\\, 2\\nEsq.;Porto;Norte;4000;Portugal",
    );
    assert_eq!(ana.said(Address), Some("Rua 1, 2\nEsq.\n4000 Porto\nNorte\nPortugal"));
    assert_eq!(ana.said(City), Some("Porto"));
    let bo = person(
        "VERSION:2.1\nN:Ek;Bo\nADR;WORK;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:;;Stra=DFe 1=0D=0AHof;K=F6ln;;5=\n0667;",
    );
    assert_eq!(bo.said(Address), Some("Straße 1\nHof\n50667 Köln"));
    let cy = person("FN:Cy\nADR;TYPE=work:;;;Paris;;;France\nADR;TYPE=home:BP 7;;;Lyon;;69001;France");
    assert_eq!((cy.said(City), cy.said(Address)), (Some("Paris"), Some("BP 7\n69001 Lyon\nFrance")));
}

#[test]
fn a_phone_that_cannot_be_read_is_a_fact_and_never_takes_the_place_of_one_that_can() {
    let ana = person("FN:Ana\nTEL;TYPE=cell,pref:3.51E+11\nTEL;TYPE=work:+351 22 555 0142");
    assert_eq!(ana.said(Phone), Some("work: +351 22 555 0142"));
    assert_eq!(ana.said(Facts), Some("Mobile phone: 3.51E+11"));
    assert_eq!(ana.notes, ["the phone \"3.51E+11\" can't be read as a number; it is kept among the facts"]);
    let both = person("FN:Ana\nTEL:+351 22 555 0142 / +351 22 555 0143");
    assert_eq!(both.said(Phone), Some("+351 22 555 0142\n+351 22 555 0143"));
    assert_eq!((both.said(Facts), both.notes.len()), (None, 0));
}

#[test]
fn a_group_has_the_label_that_the_card_gives_it() {
    let ana = person(
        "FN:Ana\nitem1.TEL:111\nitem1.X-ABLabel:Lab: 2nd floor\nitem2.TEL;type=pref:222\nitem2.X-ABLabel:_$!<Work>!$_\n\
         TEL;TYPE=x-boat:333\nTEL;TYPE=VOICE:444\nitem3.X-ABLabel:Summer house\nitem3.EMAIL:s@x.org\nitem4.URL:https://x.example\nitem4.X-ABLabel:Blog",
    );
    assert_eq!(ana.said(Phone), Some("work: 222\nLab 2nd floor: 111\nboat: 333\n444"));
    assert_eq!(ana.said(Email), Some("Summer house: s@x.org"));
    assert_eq!(ana.said(Facts), None);
}
