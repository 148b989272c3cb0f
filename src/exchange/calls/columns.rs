//! Knows the columns of the calls that CRMs export, by their keys. HubSpot names them by its properties or by their labels.

use super::field::{CallField, DurationUnit};
use crate::exchange::Format;

/// Which program's calls the columns are of; None where they are people's.
pub(crate) fn format_of(keys: &[String]) -> Option<Format> {
    let has = |wanted: &str| keys.iter().any(|k| k == wanted);
    let has_any = |wanted: &[&str]| wanted.iter().any(|w| has(w));
    if has("whoid") {
        let is_task = has_any(&["tasksubtype", "calldurationinseconds", "calldisposition", "calltype"]);
        return is_task.then_some(Format::SalesforceApi);
    }
    if has("activitytype")
        && has_any(&["activitydone", "activityduedate", "activitymarkedasdonetime", "activitystatus"])
    {
        return Some(Format::Pipedrive);
    }
    let is_activity = has("subject") && has("type") && has_any(&["done", "duedate", "markedasdonetime"]);
    if is_activity && has_any(&["contactperson", "person", "personname", "personid"]) {
        return Some(Format::Pipedrive);
    }
    let said = keys.iter().filter_map(|key| of_hubspot(key)).map(|(field, _)| field);
    let (mut when, mut what) = (false, false);
    // By its labels alone a list of people may look like one of calls.
    let mut with = keys.iter().any(|key| key.starts_with("hscall"));
    for field in said {
        when |= field == CallField::At;
        with |= matches!(field, CallField::With | CallField::WithId | CallField::WithEmail);
        what |= matches!(
            field,
            CallField::Title | CallField::Text | CallField::Outcome | CallField::Duration(_) | CallField::Status
        );
    }
    (when && what && with && !has("firstname")).then_some(Format::HubSpot)
}

/// What a column of a file of calls holds, and which of several goes first; None where it says nothing of the call.
pub(crate) fn field_of(format: Format, key: &str) -> Option<(CallField, u8)> {
    match format {
        Format::SalesforceApi => of_salesforce(key),
        Format::Pipedrive => of_pipedrive(key),
        Format::HubSpot => of_hubspot(key),
        _ => None,
    }
}

fn of_salesforce(key: &str) -> Option<(CallField, u8)> {
    use CallField as F;
    Some(match key {
        "id" => (F::Uid, 0),
        "whoid" => (F::WithId, 0),
        "activitydate" => (F::At, 0),
        "completeddatetime" => (F::At, 1),
        "createddate" => (F::At, 2),
        "subject" => (F::Title, 0),
        "description" => (F::Text, 0),
        "calldisposition" => (F::Outcome, 0),
        "calldurationinseconds" => (F::Duration(DurationUnit::Seconds), 0),
        "tasksubtype" => (F::Type, 0),
        "type" => (F::Type, 1),
        "isclosed" => (F::Done, 0),
        "status" => (F::Status, 0),
        "isdeleted" => (F::Deleted, 0),
        _ => return None,
    })
}

/// Both shapes: `Due date`, and `Activity - Due date`.
fn of_pipedrive(key: &str) -> Option<(CallField, u8)> {
    use CallField as F;
    Some(match key.strip_prefix("activity").unwrap_or(key) {
        "id" => (F::Uid, 0),
        "subject" => (F::Title, 0),
        "type" => (F::Type, 0),
        "note" => (F::Text, 0),
        "publicdescription" => (F::Text, 1),
        "duedate" => (F::At, 0),
        "duetime" => (F::Time, 0),
        "markedasdonetime" => (F::DoneAt, 0),
        "done" => (F::Done, 0),
        "status" => (F::Done, 1),
        "duration" => (F::Duration(DurationUnit::Minutes), 0),
        "contactperson" | "person" => (F::With, 0),
        "organization" => (F::Company, 0),
        _ => return None,
    })
}

fn of_hubspot(key: &str) -> Option<(CallField, u8)> {
    use CallField as F;
    let properties = match key {
        "hsobjectid" => (F::Uid, 0),
        "hstimestamp" => (F::At, 0),
        "hscreatedate" => (F::At, 1),
        "hscalltitle" => (F::Title, 0),
        "hscallbody" => (F::Text, 0),
        "hscallsummary" => (F::Text, 1),
        "hsbodypreview" => (F::Text, 2),
        "hscalldisposition" => (F::Outcome, 0),
        "hscalldispositionlabel" => (F::Outcome, 1),
        "hscallduration" => (F::Duration(DurationUnit::Milliseconds), 0),
        "hscallstatus" => (F::Status, 0),
        "hsengagementtype" => (F::Type, 0),
        _ => return of_hubspot_label(key),
    };
    Some(properties)
}

/// The labels that an export of the view of calls has, in the language of the account: what each fills, which of several
/// goes first, and the names.
const HUBSPOT_LABELS: [(CallField, u8, &str); 12] = [
    (CallField::Uid, 1, "recordid callid engagementid datensatzid iddenregistrement"),
    (
        CallField::At,
        1,
        "activitydate aktivitatsdatum datedelactivite fechadelaactividad fechadeactividad datadaatividade \
         datadellattivita dataattivita activiteitsdatum datumvanactiviteit アクティビティー日 活動日",
    ),
    (
        CallField::Title,
        1,
        "calltitle anruftitel titeldesanrufs titredelappel titulodelallamada titulodachamada \
         titolodellachiamata titelvanhetgesprek コールのタイトル",
    ),
    (
        CallField::Text,
        1,
        "callnotes callbody anrufnotizen notesdelappel notasdelallamada notasdachamada notedellachiamata \
         gespreksnotities コールメモ",
    ),
    (CallField::Text, 2, "callsummary"),
    (
        CallField::Outcome,
        1,
        "calloutcome calldisposition anrufergebnis resultatdelappel resultadodelallamada resultadodachamada \
         esitodellachiamata gespreksresultaat uitkomstvangesprek コールの成果",
    ),
    (
        CallField::Duration(DurationUnit::Milliseconds),
        1,
        "callduration calldurationmilliseconds calldurationms anrufdauer dureedelappel duraciondelallamada \
         duracaodachamada duratadellachiamata gespreksduur コール時間",
    ),
    (
        CallField::Status,
        1,
        "callstatus anrufstatus statutdelappel estadodelallamada statusdachamada statodellachiamata \
         gespreksstatus",
    ),
    (
        CallField::With,
        0,
        "associatedcontact associatedcontacts zugehorigerkontakt zugehorigekontakte contactassocie \
         contactoasociado contatoassociado contattoassociato gekoppeldcontact 関連付けられたコンタクト",
    ),
    (CallField::WithId, 0, "associatedcontactid associatedcontactids contactid contactids"),
    (CallField::WithEmail, 0, "associatedcontactemail associatedcontactemails contactemail"),
    (CallField::Company, 0, "associatedcompany associatedcompanies"),
];

fn of_hubspot_label(key: &str) -> Option<(CallField, u8)> {
    let named = HUBSPOT_LABELS.iter().find(|(.., names)| names.split(' ').any(|name| name == key));
    named.map(|(field, rank, _)| (*field, *rank))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::fields::key;

    fn keys(header: &str) -> Vec<String> {
        header.split(',').map(key).collect()
    }

    #[test]
    fn files_of_calls_are_told_from_files_of_people() {
        for (header, format) in [
            ("Id,WhoId,Subject,ActivityDate,Status,IsDeleted,TaskSubtype", Some(Format::SalesforceApi)),
            ("Id,WhoId,Subject,StartDateTime", None),
            ("Subject,Type,Note,Due date,Due time,Done,Contact person", Some(Format::Pipedrive)),
            ("Activity - Subject,Activity - Type,Activity - Done,Person - Name", Some(Format::Pipedrive)),
            ("Person - Name,Person - Email,Activity - Subject,Activity - Due date", None),
            ("Record ID,Activity date,Call Title,Call outcome,Associated contact", Some(Format::HubSpot)),
            ("hs_timestamp,hs_call_body", Some(Format::HubSpot)),
            ("Record ID,First Name,Last Name,Email,Last Activity Date", None),
            ("Subject,Type,Name,Phone", None),
            ("Name,Call outcome", None),
            ("Name,Phone,Activity date,Call status", None),
        ] {
            assert_eq!(format_of(&keys(header)), format, "{header}");
        }
    }

    #[test]
    fn every_name_is_written_as_a_key() {
        for title in ["Aktivitätsdatum", "Durée de l'appel", "Título de la llamada", "Contatto associato"] {
            assert!(of_hubspot(&key(title)).is_some(), "{title}");
        }
    }
}
