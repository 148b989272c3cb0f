//! The columns of Outlook, Google and HubSpot in other languages: German, French, Spanish, Portuguese, Italian, Dutch
//! and Japanese. A column's name becomes the English one, and everything else goes by that.

mod names;
pub(super) mod pipedrive;

use std::collections::HashMap;
use std::sync::LazyLock;

use names::{GROUPS, NAMES, PARTS};

/// Each name in another language, and the English one.
static ENGLISH: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| by_name(&NAMES));
static ENGLISH_GROUPS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| by_name(&GROUPS));
static ENGLISH_PARTS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| by_name(&PARTS));

fn by_name(table: &'static [(&'static str, &'static str)]) -> HashMap<&'static str, &'static str> {
    table.iter().flat_map(|(english, names)| names.split(' ').map(move |name| (name, *english))).collect()
}

/// Names the columns of a file in English, by their keys; a name that is not known stays as it is.
pub(super) fn in_english(keys: &[String]) -> Vec<String> {
    let has = |names: &[&str]| keys.iter().any(|k| names.contains(&k.as_str()));
    let plain: Vec<String> = keys.iter().map(|key| beside(key, &has).unwrap_or_else(|| english(key))).collect();
    // French Outlook names both the salutation and the role "Titre"; the role comes later.
    let role_named = plain.iter().any(|k| k == "jobtitle");
    let last_title = keys.iter().rposition(|k| k == "titre").filter(|_| !role_named);
    let of_titles = |(at, english): (usize, String)| if Some(at) == last_title { "jobtitle".into() } else { english };
    plain.into_iter().enumerate().map(of_titles).collect()
}

/// Names a column whose meaning hangs on the others: a "Nom" beside a "Prénom" is the surname.
fn beside(key: &str, has: &dyn Fn(&[&str]) -> bool) -> Option<String> {
    let name = match key {
        "name" if has(&["vorname"]) && !has(&["nachname", "familienname", "zuname"]) => "lastname",
        "nom" if has(&["prenom"]) => "lastname",
        "nombre" if has(&["apellidos", "apellido"]) => "firstname",
        "nome" if has(&["cognome", "apelido", "sobrenome", "ultimonome"]) => "firstname",
        "naam" if has(&["voornaam"]) && !has(&["achternaam"]) => "lastname",
        "nom" | "nombre" | "nome" | "naam" => "name",
        // In Outlook the place where somebody sits, beside the towns of the addresses.
        "ort" if has(&["ortgeschaftlich", "ortprivat"]) => "location",
        // Words of other languages too.
        "via" | "cap" if !has(&["cognome", "citta", "indirizzo", "provincia", "comune"]) => return Some(key.into()),
        // In Brazil it is the nickname.
        "apelido" if !has(&["sobrenome", "ultimonome"]) => "lastname",
        "aniversario" if has(&["nome", "primeironome", "sobrenome"]) && !has(&["datadenascimento", "birthday"]) => {
            "birthday"
        }
        _ => return None,
    };
    Some(name.into())
}

/// Names a column in English, whatever stands beside it.
pub(super) fn english(key: &str) -> String {
    if let Some(english) = ENGLISH.get(key) {
        return (*english).into();
    }
    let base = key.trim_end_matches(|c: char| c.is_ascii_digit());
    if let (Some(english), Some(number)) = (ENGLISH.get(base), key.strip_prefix(base)) {
        return format!("{english}{number}");
    }
    grouped(key).unwrap_or_else(|| key.into())
}

/// Names a column of a group, such as `Telefon 1 - Wert`.
fn grouped(key: &str) -> Option<String> {
    let (group, rest) = key.split_at_checked(key.find(|c: char| c.is_ascii_digit())?)?;
    let part = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = rest.strip_suffix(part)?;
    let group = ENGLISH_GROUPS.get(group)?;
    let part = ENGLISH_PARTS.get(part).copied().unwrap_or(part);
    Some(format!("{group}{number}{part}"))
}

/// Whether the columns write the family name first, as Japanese does.
pub(super) fn family_first(keys: &[String]) -> bool {
    keys.iter().any(|k| matches!(k.as_str(), "姓" | "苗字"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::address;
    use super::super::fields::{key, known};
    use super::*;

    #[test]
    fn every_name_is_written_as_a_key_and_stands_for_one_column() {
        for table in [&NAMES[..], &GROUPS, &PARTS] {
            let mut seen = BTreeSet::new();
            for (english, names) in table {
                for name in names.split(' ') {
                    assert_eq!(key(name), name, "{english}");
                    assert!(seen.insert(name), "{name} stands twice");
                }
            }
        }
    }

    #[test]
    fn every_english_name_is_a_column_that_fills_something() {
        for (english, _) in NAMES {
            let base = english.trim_end_matches(|c: char| c.is_ascii_digit());
            let fills = known(base).is_some()
                || address::part_of(english).is_some()
                || matches!(english, "birthday" | "birthmonth" | "birthyear" | "recordid" | "contactid");
            assert!(fills, "{english}");
            assert_eq!(super::english(english), english, "an English name of its own");
        }
    }

    #[test]
    fn names_with_numbers_and_groups_are_known() {
        for (title, english) in [
            ("Telefon geschäftlich 2", "businessphone2"),
            ("E-Mail 2: Adresse", "email2address"),
            ("E-Mail 1 – Wert", "email1value"),
            ("Téléphone 1 - Valeur", "phone1value"),
            ("Dirección 1 - Ciudad", "address1city"),
            ("電子メール 2 アドレス", "email2address"),
            ("Telefon 1 – Label", "phone1label"),
            ("Phone 1 - Value", "phone1value"),
            ("Telefon privat (laut Liste)", "telefonprivatlautliste"),
        ] {
            assert_eq!(super::english(&key(title)), english, "{title}");
        }
    }

    #[test]
    fn names_that_hang_on_the_others_are_told_apart() {
        let read = |header: &str| in_english(&header.split(',').map(key).collect::<Vec<_>>()).join(",");
        assert_eq!(read("Nom,Prénom"), "lastname,firstname");
        assert_eq!(read("Nom,Société"), "name,company");
        assert_eq!(read("Nombre,Apellidos"), "firstname,lastname");
        assert_eq!(read("Nome,Sobrenome,Apelido"), "firstname,lastname,apelido");
        assert_eq!(read("Nome,Apelido"), "firstname,lastname");
        assert_eq!(read("Name,Vorname"), "lastname,firstname");
        assert_eq!(read("Ort,Ort geschäftlich"), "location,businesscity");
        assert_eq!(read("Name,Ort"), "name,city");
        assert_eq!(read("Nome,Via,CAP,Città"), "name,street,postalcode,city");
        assert_eq!(read("Name,Via,Cap"), "name,via,cap");
        assert_eq!(read("Name,Firma"), "name,company");
        assert_eq!(read("Titre,Prénom,Nom,Titre"), "titre,firstname,lastname,jobtitle");
        assert_eq!(read("Titre,Prénom,Titre professionnel"), "titre,firstname,jobtitle");
        assert_eq!(read("Nome,Aniversário"), "name,birthday");
        assert_eq!(read("Nome,Aniversário,Data de nascimento"), "name,aniversario,birthday");
    }
}
