//! The columns of Pipedrive in other languages. It writes `Activity - Subject` or, for activities alone, `Subject`; the
//! names become the English ones.

use crate::exchange::fields::key;

/// What stands before the dash: the thing that a column is about.
const THINGS: [(&str, &str); 5] = [
    ("activity", "activity aktivitat actividad activite atividade attivita activiteit"),
    ("person", "person persona personne pessoa persoon kontaktperson"),
    ("organization", "organization organisation organizacion organizacao organizzazione organisatie"),
    ("deal", "deal geschaft negocio trato affaire transaction trattativa affare"),
    ("lead", "lead prospecto piste"),
];

/// What a column says of an activity.
const OF_ACTIVITY: [(&str, &str); 13] = [
    ("id", "id"),
    ("subject", "subject betreff asunto objet sujet assunto oggetto onderwerp"),
    ("type", "type typ tipo soort"),
    ("note", "note notiz notizen anmerkung nota notas notes notitie notities"),
    (
        "publicdescription",
        "publicdescription offentlichebeschreibung descripcionpublica descriptionpublique descricaopublica \
         descrizionepubblica openbareomschrijving openbarebeschrijving",
    ),
    (
        "duedate",
        "duedate falligam faelligam falligkeit falligkeitsdatum faelligkeitsdatum fechadevencimiento fechalimite \
         datedecheance echeance datelimite datadevencimento prazo datadiscadenza scadenza vervaldatum einddatum",
    ),
    (
        "duetime",
        "duetime falligum falligkeitszeit falligkeitsuhrzeit uhrzeit horadevencimiento hora heuredecheance heure \
         horadevencimento horario oradiscadenza ora orario vervaltijd tijd tijdstip",
    ),
    (
        "markedasdonetime",
        "markedasdonetime alserledigtmarkiert alserledigtmarkiertam alserledigtmarkiertum erledigtam \
         horaenquesemarcocomocompletada horaenquesemarcocomohecha marcadacomocompletadael marcadacomohechael \
         marquecommetermine marqueecommeterminee marquecommefait marqueecommefaite dateetheuredefin \
         marcadocomofeitoem marcadacomofeitaem marcadocomoconcluidoem marcadacomoconcluidaem \
         contrassegnatacomecompletata contrassegnatacomefatta contrassegnatocomefatto segnatacomefatta \
         gemarkeerdalsvoltooid gemarkeerdalsgedaan gemarkeerdalsafgerond",
    ),
    (
        "done",
        "done erledigt abgeschlossen hecho hecha completada completado realizada fait faite termine terminee \
         effectuee concluida concluido feito feita fatto fatta completata completato voltooid gedaan afgerond",
    ),
    ("status", "status estado statut stato"),
    ("duration", "duration dauer duracion duree duracao durata duur"),
    (
        "contactperson",
        "contactperson person kontaktperson ansprechpartner ansprechperson personadecontacto persona contacto \
         personneacontacter personnedecontact personnecontact personne pessoadecontato pessoadecontacto pessoa \
         contato personadicontatto personadacontattare contatto referente contactpersoon persoon",
    ),
    ("organization", "organization organisation organizacion organizacao organizzazione organisatie unternehmen firma"),
];

/// Which of several numbers or mailboxes a column holds.
const KINDS: [(&str, &str); 4] = [
    ("work", "work arbeit geschaftlich buro trabajo travail bureau trabalho lavoro ufficio werk"),
    ("home", "home privat zuhause casa personal domicile personnel pessoal abitazione thuis prive"),
    ("mobile", "mobile mobil handy movil celular telemovel cellulare mobiel"),
    ("other", "other sonstige andere weitere otro autre outro altro overig"),
];

/// Names the columns in English, where their names say that Pipedrive wrote them.
pub(in crate::exchange) fn in_english(titles: &[String]) -> Option<Vec<String>> {
    if has_things(titles) {
        return Some(
            titles.iter().map(|title| of_thing(title).unwrap_or_else(|| super::english(&key(title)))).collect(),
        );
    }
    let english: Vec<Option<&str>> = titles.iter().map(|title| english_of(&OF_ACTIVITY, &key(title))).collect();
    let has = |wanted: &str| english.contains(&Some(wanted));
    let is_dated = has("duedate") || has("done") || has("markedasdonetime");
    if !(has("subject") && has("type") && has("contactperson") && is_dated) {
        return None;
    }
    let name =
        |(title, english): (&String, Option<&str>)| english.map_or_else(|| super::english(&key(title)), str::to_string);
    Some(titles.iter().zip(english).map(name).collect())
}

/// Whether columns are named by what they are about: a person or an activity.
pub(in crate::exchange) fn has_things(titles: &[String]) -> bool {
    titles.iter().any(|title| thing_of(title).is_some_and(|(thing, _)| matches!(thing, "activity" | "person")))
}

/// Takes apart what a column is about, and its name.
fn thing_of(title: &str) -> Option<(&'static str, &str)> {
    let (thing, name) = title.trim().split_once(" - ")?;
    Some((english_of(&THINGS, &key(thing))?, name))
}

fn of_thing(title: &str) -> Option<String> {
    let (thing, name) = thing_of(title)?;
    if thing == "activity" {
        let name = key(name);
        return Some(format!("activity{}", english_of(&OF_ACTIVITY, &name).unwrap_or(&name)));
    }
    let mut parts = name.split(" - ").map(|part| key(part.split_once('(').map_or(part, |(part, _)| part)));
    let name = match parts.next().unwrap_or_default().as_str() {
        "nombre" | "nom" | "nome" | "naam" => "name".to_string(),
        "organisation" | "organizacion" | "organizacao" | "organizzazione" | "organisatie" => "organization".into(),
        other => super::english(other).replace("emailaddress", "email"),
    };
    let kinds: String = parts.map(|kind| english_of(&KINDS, &kind).map_or(kind.clone(), str::to_string)).collect();
    Some(format!("{thing}{name}{kinds}"))
}

fn english_of(table: &[(&'static str, &str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(_, names)| names.split(' ').any(|name| name == key)).map(|(english, _)| *english)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn named(header: &str) -> Option<String> {
        let titles: Vec<String> = header.split(',').map(str::to_string).collect();
        in_english(&titles).map(|english| english.join(","))
    }

    #[test]
    fn every_name_is_written_as_a_key_and_stands_for_one_column() {
        for table in [&THINGS[..], &OF_ACTIVITY, &KINDS] {
            let mut seen = BTreeSet::new();
            for name in table.iter().flat_map(|(_, names)| names.split_whitespace()) {
                assert_eq!(key(name), name);
                assert!(seen.insert(name), "{name} stands twice");
            }
        }
    }

    #[test]
    fn activities_are_known_in_each_language() {
        let plain = "subject,type,duedate,done,contactperson,duration";
        for header in [
            "Subject,Type,Due date,Done,Contact person,Duration",
            "Betreff,Typ,Fällig am,Erledigt,Kontaktperson,Dauer",
            "Asunto,Tipo,Fecha de vencimiento,Hecho,Persona de contacto,Duración",
            "Objet,Type,Date d'échéance,Terminé,Personne à contacter,Durée",
            "Assunto,Tipo,Data de vencimento,Concluída,Pessoa de contato,Duração",
            "Oggetto,Tipo,Data di scadenza,Fatto,Persona di contatto,Durata",
            "Onderwerp,Type,Vervaldatum,Voltooid,Contactpersoon,Duur",
        ] {
            assert_eq!(named(header).as_deref(), Some(plain), "{header}");
        }
        for (header, english) in [
            (
                "Actividad - Asunto,Actividad - Hora en que se marcó como completada,Persona - Nombre,Negocio - ID",
                "activitysubject,activitymarkedasdonetime,personname,dealid",
            ),
            (
                "Atividade - Assunto,Atividade - Marcado como feito em,Atividade - Status",
                "activitysubject,activitymarkedasdonetime,activitystatus",
            ),
            (
                "Person - Name,Person - Telefon - Büro,Person - E-Mail - Arbeit,Person - Organisation",
                "personname,personphonework,personemailwork,personorganization",
            ),
            ("Person - Name,Person - Phone - Mobile,Person - Job title", "personname,personphonemobile,personjobtitle"),
        ] {
            assert_eq!(named(header).as_deref(), Some(english), "{header}");
        }
        for other in
            ["Betreff,Typ,Name,Telefon", "Betreff,Fällig am,Status", "Name,Firma,Notiz", "E-mail 1 - Label,Name"]
        {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
