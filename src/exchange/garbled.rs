//! Text that a spreadsheet read in another encoding than it was written in: "São" that became "SÃ£o".

use std::borrow::Cow;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, ISO_8859_2, ISO_8859_7, KOI8_R, MACINTOSH, SHIFT_JIS, WINDOWS_874,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257,
    WINDOWS_1258,
};

/// What programs read a file in that does not say that it is UTF-8, by the language of the system.
pub(super) const READ_IN: [&Encoding; 20] = [
    WINDOWS_1252,
    MACINTOSH,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1254,
    WINDOWS_1255,
    WINDOWS_1256,
    WINDOWS_1257,
    WINDOWS_1258,
    WINDOWS_874,
    ISO_8859_2,
    ISO_8859_7,
    KOI8_R,
    IBM866,
    GBK,
    BIG5,
    SHIFT_JIS,
    EUC_KR,
    encoding_rs::GB18030,
];

/// How many times a text is read back: a file may have gone through a spreadsheet more than once.
pub(super) const ROUNDS: usize = 3;

/// Lists what a text may have been, should its UTF-8 have been read in another encoding. Most of these are nonsense: they
/// are there to be compared with what a book has.
pub(crate) fn readings(text: &str) -> impl Iterator<Item = String> + '_ {
    // The last byte of "à" reads as a blank, which is taken off the end of a cell.
    let cut_short = text.ends_with(|c: char| !c.is_ascii()).then(|| format!("{text}\u{a0}"));
    readings_of(Cow::Borrowed(text)).chain(cut_short.into_iter().flat_map(|text| readings_of(Cow::Owned(text))))
}

fn readings_of(text: Cow<'_, str>) -> impl Iterator<Item = String> + '_ {
    let latin1 = by_line(&text, in_latin1);
    let in_encodings = READ_IN.iter().filter_map(move |encoding| by_line(&text, |line| written_in(line, encoding)));
    latin1.into_iter().chain(in_encodings)
}

/// Whether a text may have been read in another encoding: of most texts a glance tells that they were not.
pub(crate) fn may_be_garbled(text: &str) -> bool {
    /// What the first byte of "à" reads as.
    const FIRST_OF_A: [char; 11] = ['Ã', '√', 'Ă', 'Г', 'Γ', '\u{5b3}', 'أ', 'Ć', 'ร', 'ц', '├'];
    if text.is_ascii() {
        return false;
    }
    // A letter of two bytes and more becomes as many signs, or ideographs.
    let is_wide = |c: char| c >= '\u{2E80}';
    let mut signs = text.chars().zip(text.chars().skip(1));
    let is_suspect = signs.any(|(one, next)| !one.is_ascii() && !next.is_ascii())
        || text.contains(is_wide)
        || text.lines().any(|line| line.ends_with(FIRST_OF_A));
    is_suspect && readings(text).next().is_some()
}

/// Returns a text whose UTF-8 was evidently read as Windows-1252 or Mac Roman ("SÃ£o", "S√£o") as it was meant; None where
/// it says nothing of that kind.
pub(crate) fn read_back(text: &str) -> Option<String> {
    let mut meant: Option<String> = None;
    for _ in 0..ROUNDS {
        match by_line(meant.as_deref().unwrap_or(text), evident) {
            Some(better) => meant = Some(better),
            None => break,
        }
    }
    meant
}

fn evident(line: &str) -> Option<String> {
    // How the first byte of a letter or sign reads that people are named with.
    let is_telling =
        |c: char| matches!(c, 'Ã' | 'Â' | 'Å' | 'Ä' | 'â' | 'ð' | 'Ð' | 'Ñ' | 'Î' | 'Ï' | 'ã' | 'å' | 'æ' | 'ç');
    let as_windows = || written_in(line, WINDOWS_1252).or_else(|| in_latin1(line));
    let as_mac = || written_in(line, MACINTOSH).filter(|_| line.contains('√'));
    if line.contains(is_telling) { as_windows().or_else(as_mac) } else { as_mac() }
}

/// Reads the lines back that can be; None where no line can.
fn by_line(text: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut lines: Vec<Cow<'_, str>> = text.split('\n').map(Cow::Borrowed).collect();
    let mut is_any = false;
    for line in lines.iter_mut().filter(|line| !line.is_ascii()) {
        if let Some(meant) = read(&with_controls(line)) {
            *line = Cow::Owned(meant);
            is_any = true;
        }
    }
    is_any.then(|| lines.join("\n"))
}

/// Writes a byte that stands for nothing in an encoding as this program reads it: `LibreOffice` has signs of its own.
fn with_controls(line: &str) -> Cow<'_, str> {
    let is_own = |c: char| matches!(c, '\u{F180}'..='\u{F19F}');
    if !line.contains(is_own) {
        return Cow::Borrowed(line);
    }
    let plain = |c: char| if is_own(c) { char::from_u32(u32::from(c) - 0xF100).unwrap_or(c) } else { c };
    line.chars().map(plain).collect()
}

fn written_in(line: &str, encoding: &'static Encoding) -> Option<String> {
    let (bytes, _, is_lossy) = encoding.encode(line);
    if is_lossy { None } else { utf8(bytes.into_owned()) }
}

/// The same for a program that takes each byte for a letter.
fn in_latin1(line: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = line.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.and_then(utf8)
}

fn utf8(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok().filter(|text| !text.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_back_where_it_tells_how_it_was_read() {
        for (garbled, meant) in [
            ("SÃ£o Paulo", "São Paulo"),
            ("JoÃ£o\nlikes tea, \"não\"", "João\nlikes tea, \"não\""),
            ("Salomé, MontrÃ©al", "Salomé, MontrÃ©al"),
            ("S√£o Paulo", "São Paulo"),
            ("SÃƒÂ£o", "São"),
            ("Å\u{f181}ukasz WiÅ›niewski", "Łukasz Wiśniewski"),
            ("ä½\u{f190}è—¤æ°´ç”£", "佐藤水産"),
            ("Ana â€“ Porto", "Ana – Porto"),
            ("ð\u{9f}\u{98}\u{80}", "😀"),
        ] {
            let read = read_back(garbled);
            assert_eq!(may_be_garbled(garbled), read.is_some(), "{garbled}");
            assert_eq!(read.as_deref().unwrap_or(garbled), meant, "{garbled}");
        }
    }

    #[test]
    fn good_text_stays_as_it_is() {
        for good in [
            "São",
            "SÃO JOÃO",
            "Åse Ångström",
            "Ñandú",
            "l’école",
            "“AMANHÃ\u{201d}",
            "IRMÃ",
            "Ðorđe",
            "Αθήνα",
            "Ivan Иван",
            "東京",
            "√2",
        ] {
            assert_eq!(read_back(good), None, "{good}");
            let has_readings = ["IRMÃ", "l’école", "“AMANHÃ\u{201d}"].contains(&good);
            assert!(!may_be_garbled(good) || has_readings, "{good}");
        }
    }

    #[test]
    fn one_of_the_readings_is_what_was_meant_whatever_it_was_read_in() {
        for meant in ["São Paulo", "Łódź", "Müller", "Жуков"] {
            for encoding in [WINDOWS_1252, MACINTOSH, WINDOWS_1251, WINDOWS_1254, KOI8_R] {
                let (garbled, _, is_lossy) = encoding.decode(meant.as_bytes());
                if !is_lossy {
                    assert!(readings(&garbled).any(|reading| reading == meant), "{meant} in {}", encoding.name());
                    assert!(may_be_garbled(&garbled), "{garbled}");
                }
            }
        }
        assert!(readings("CittÃ").any(|reading| reading == "Città") && may_be_garbled("CittÃ"));
    }
}
