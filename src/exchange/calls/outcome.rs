//! Reads how a call went, from the words and ids of CRMs. Who was busy did not answer; who got a message heard from the user.

use crate::domain::touch::Outcome;
use crate::text::fold;

/// HubSpot's own outcomes, by their ids; an account may have others.
const HUBSPOT: [(&str, Outcome); 6] = [
    ("f240bbac-87c9-4f6e-bf70-924b57d47db7", Outcome::Reached),
    // A message that somebody else took, and one on the machine.
    ("a4c4c377-d246-4b32-a13b-75a56a4cd0ff", Outcome::Voicemail),
    ("b2cf5968-551e-4856-9783-52b3da59a7d0", Outcome::Voicemail),
    ("73a0d17f-1163-4015-bdd5-ec830791da20", Outcome::NoAnswer),
    ("9d9162e7-6cf3-4944-bf63-4dff82258764", Outcome::NoAnswer),
    ("17b47fee-58de-441e-a44c-c6300d46f273", Outcome::NoAnswer),
];

const MESSAGE: [&str; 22] = [
    "voicemail",
    "voice mail",
    "mailbox",
    "machine",
    "left message",
    "left a message",
    "message left",
    "live message",
    "left vm",
    "nachricht hinterlassen",
    "anrufbeantworter",
    "message laisse",
    "message vocal",
    "messagerie",
    "buzon",
    "mensaje",
    "correio de voz",
    "mensagem",
    "segreteria",
    "messaggio",
    "bericht achtergelaten",
    "留守番電話",
];
const MISSED: [&str; 66] = [
    "busy",
    "no answer",
    "noanswer",
    "not answer",
    "unanswered",
    "wrong number",
    "bad number",
    "missed",
    "failed",
    "no contact",
    "no pick",
    "unsuccessful",
    "not connected",
    "not reached",
    "not available",
    "unavailable",
    "canceled",
    "cancelled",
    "declined",
    "disconnected",
    "did not pick up",
    "besetzt",
    "keine antwort",
    "nicht erreicht",
    "nicht verbunden",
    "falsche nummer",
    "occupe",
    "pas de reponse",
    "sans reponse",
    "mauvais numero",
    "ocupado",
    "sin respuesta",
    "no contesta",
    "numero equivocado",
    "numero incorrecto",
    "sem resposta",
    "nao atendeu",
    "numero errado",
    "occupato",
    "nessuna risposta",
    "numero errato",
    "numero sbagliato",
    "bezet",
    "geen gehoor",
    "geen antwoord",
    "verkeerd nummer",
    "応答なし",
    "kein anschluss",
    "keine verbindung",
    "nicht rangegangen",
    "niemand da",
    "ne repond pas",
    "pas repondu",
    "injoignable",
    "no responde",
    "no respondio",
    "no contesto",
    "nao respondeu",
    "nao atende",
    "non risponde",
    "non ha risposto",
    "irraggiungibile",
    "niet bereikt",
    "niet opgenomen",
    "話し中",
    "不在",
];
const TALKED: [&str; 23] = [
    "connected",
    "answered",
    "reached",
    "spoke",
    "talked",
    "contacted",
    "conversation",
    "completed",
    "successful",
    "verbunden",
    "erreicht",
    "gesprochen",
    "connecte",
    "joint",
    "repondu",
    "conectado",
    "contactado",
    "atendid",
    "atendeu",
    "connesso",
    "risposto",
    "verbonden",
    "接続",
];

/// Reads an outcome or a status, by its id or label; None where it says nothing of whether somebody answered.
pub(crate) fn read(text: &str) -> Option<Outcome> {
    let id = text.trim().to_ascii_lowercase();
    if let Some((_, outcome)) = HUBSPOT.iter().find(|(known, _)| *known == id) {
        return Some(*outcome);
    }
    // NO_ANSWER and "no-answer" are "no answer".
    let words =
        fold(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let any = |of: &[&str]| of.iter().any(|known| words.contains(&fold(known)));
    if any(&MESSAGE) {
        Some(Outcome::Voicemail)
    } else if TALKED.iter().any(|known| words.starts_with(&fold(known))) {
        Some(Outcome::Reached)
    } else if any(&MISSED) {
        Some(Outcome::NoAnswer)
    } else if any(&TALKED) {
        Some(Outcome::Reached)
    } else {
        None
    }
}

/// Whether it is the id of an outcome that an account made for itself, which says nothing to people.
pub(crate) fn is_id(text: &str) -> bool {
    let text = text.trim();
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_read_by_their_id_or_label() {
        for (text, outcome) in [
            ("f240bbac-87c9-4f6e-bf70-924b57d47db7", Some(Outcome::Reached)),
            ("9D9162E7-6CF3-4944-BF63-4DFF82258764", Some(Outcome::NoAnswer)),
            ("b2cf5968-551e-4856-9783-52b3da59a7d0", Some(Outcome::Voicemail)),
            ("Connected", Some(Outcome::Reached)),
            ("Left live message", Some(Outcome::Voicemail)),
            ("Left Voicemail", Some(Outcome::Voicemail)),
            ("No answer", Some(Outcome::NoAnswer)),
            ("NO_ANSWER", Some(Outcome::NoAnswer)),
            ("Busy", Some(Outcome::NoAnswer)),
            ("Wrong number", Some(Outcome::NoAnswer)),
            ("Not connected", Some(Outcome::NoAnswer)),
            ("Call Completed", Some(Outcome::Reached)),
            ("Occupé", Some(Outcome::NoAnswer)),
            ("Message laissé à une personne", Some(Outcome::Voicemail)),
            ("Número errado", Some(Outcome::NoAnswer)),
            ("Conectado", Some(Outcome::Reached)),
            ("Nicht erreicht", Some(Outcome::NoAnswer)),
            ("Kein Anschluss", Some(Outcome::NoAnswer)),
            ("besetzt", Some(Outcome::NoAnswer)),
            ("keine Antwort", Some(Outcome::NoAnswer)),
            ("Sin respuesta", Some(Outcome::NoAnswer)),
            ("Ne répond pas", Some(Outcome::NoAnswer)),
            ("Não atende", Some(Outcome::NoAnswer)),
            ("Non risponde", Some(Outcome::NoAnswer)),
            ("Niet opgenomen", Some(Outcome::NoAnswer)),
            ("不在", Some(Outcome::NoAnswer)),
            ("Messagerie", Some(Outcome::Voicemail)),
            ("Mailbox", Some(Outcome::Voicemail)),
            ("Interested", None),
            ("", None),
        ] {
            assert_eq!(read(text), outcome, "{text}");
        }
        assert!(is_id("0b1c2d3e-0000-4000-8000-0123456789ab"));
        assert!(!is_id("Interested"));
    }
}
