//! Recognizes by its content what is not a list of people, to say what it is and what to do.

/// What a file is instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stranger {
    /// With its article: "a PDF".
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

/// What to do about a file without readable people.
pub(super) const EXPORT_PEOPLE: &str = "export the people as CSV or vCard";
const SAVE_AS_CSV: &str = "open it and save it as CSV (UTF-8), then import that";
const SAVE_AGAIN: &str = "open it in the program that it comes from, save it again, then import that";
const OPEN_IN_SPREADSHEET: &str =
    "if it shows a table of people, open it in a spreadsheet and save it as CSV, then import that";
const UNPACK: &str = "unpack it, then import the CSV or vCard files in it";

/// Recognizes a file that is not text, by its first bytes.
pub(super) fn of_bytes(head: &[u8]) -> Option<Stranger> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(zipped(head));
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        return Some(ole(head));
    }
    let known: [(usize, &[u8], &str, &str); 26] = [
        (0, b"\x09\x08\x10\0\0\x06\x05\0", "an old Excel workbook (.xls)", SAVE_AS_CSV),
        (0, b"\x09\x08\x08\0\0\x05\x05\0", "an old Excel workbook (.xls)", SAVE_AS_CSV),
        (4, b"Standard Jet DB", "an Access database", "export its table of people as a text file (CSV)"),
        (4, b"Standard ACE DB", "an Access database", "export its table of people as a text file (CSV)"),
        (0, b"!BDN", "an Outlook data file", EXPORT_PEOPLE),
        (0, b"\x9C\xCB\xCB\x8D", "a Windows address book (.wab)", EXPORT_PEOPLE),
        (0, b"%PDF", "a PDF", EXPORT_PEOPLE),
        (0, b"\x1F\x8B", "a compressed file", "unpack it first"),
        (0, b"BZh", "a compressed file", "unpack it first"),
        (0, b"\xFD7zXZ\0", "a compressed file", "unpack it first"),
        (0, b"\x28\xB5\x2F\xFD", "a compressed file", "unpack it first"),
        (0, b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", UNPACK),
        (0, b"Rar!\x1A\x07", "a RAR archive", UNPACK),
        (257, b"ustar", "a tar archive", UNPACK),
        (
            0,
            b"SQLite format 3\0",
            "a SQLite database",
            "to bring over a goodcall book, export it with: goodcall export json",
        ),
        (0, b"bplist00", "a property list", EXPORT_PEOPLE),
        (0, b"{\\rtf", "a text document (RTF)", OPEN_IN_SPREADSHEET),
        (0, b"\x89PNG", "a picture", EXPORT_PEOPLE),
        (0, b"\xFF\xD8\xFF", "a picture", EXPORT_PEOPLE),
        (0, b"GIF87a", "a picture", EXPORT_PEOPLE),
        (0, b"GIF89a", "a picture", EXPORT_PEOPLE),
        (0, b"II*\0", "a picture", EXPORT_PEOPLE),
        (0, b"MM\0*", "a picture", EXPORT_PEOPLE),
        (8, b"WEBPVP8", "a picture", EXPORT_PEOPLE),
        (4, b"ftyp", "a picture or a video", EXPORT_PEOPLE),
        (6, b"\0\0\0\0", "a picture", EXPORT_PEOPLE),
    ];
    let found = known.iter().find(|(at, magic, ..)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    // Four zeros alone say nothing.
    let found = found.filter(|(at, ..)| *at != 6 || head.starts_with(b"BM"));
    found.map(|&(_, _, what, help)| Stranger { what, help })
}

/// Tells apart what is packed as a zip: the names of its members stand in it as they are.
fn zipped(head: &[u8]) -> Stranger {
    let has = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    let (what, help) = if has(b"xl/workbook") || has(b"xl/worksheets") || has(b"xl/_rels") {
        ("an Excel workbook (.xlsx)", SAVE_AS_CSV)
    } else if has(b"opendocument.spreadsheet") {
        ("a spreadsheet (.ods)", SAVE_AS_CSV)
    } else if has(b"Index/Document.iwa") || has(b"Index/Tables/") {
        ("a Numbers spreadsheet", SAVE_AS_CSV)
    } else if has(b"word/document") || has(b"opendocument.text") {
        ("a text document", OPEN_IN_SPREADSHEET)
    } else if has(b"[Content_Types].xml") || !has_member_name(head) {
        ("an Excel workbook or a zip archive", SAVE_AS_CSV)
    } else {
        ("a zip archive", UNPACK)
    };
    Stranger { what, help }
}

/// Whether the first member of a zip has a readable name.
fn has_member_name(head: &[u8]) -> bool {
    let length = head.get(26).zip(head.get(27)).map(|(low, high)| usize::from(*low) + 256 * usize::from(*high));
    let name = length.and_then(|length| head.get(30..30 + length));
    name.is_some_and(|name| !name.is_empty() && std::str::from_utf8(name).is_ok())
}

/// Tells apart what old Office programs wrote: the names of the streams stand in it, two bytes a letter.
fn ole(head: &[u8]) -> Stranger {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        head.windows(wide.len()).any(|window| window == wide)
    };
    // A workbook that is whole is read.
    let (what, help) = if has("Workbook") || has("Book") {
        ("an old Excel workbook (.xls) that is damaged", SAVE_AGAIN)
    } else if has("__properties_version1.0") {
        ("an Outlook message (.msg)", EXPORT_PEOPLE)
    } else if has("WordDocument") {
        ("an old Word document", OPEN_IN_SPREADSHEET)
    } else {
        ("an old Excel or Outlook file that is damaged", SAVE_AGAIN)
    };
    Stranger { what, help }
}

/// Recognizes a text that is not a list of people, by its beginning.
pub(super) fn of_text(text: &str) -> Option<Stranger> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let begins = |words: &[&str]| words.iter().any(|word| starts_with_word(start, word));
    let has = |part: &str| text.contains(part);
    let (what, help) = if begins(&["BEGIN:VCALENDAR"]) {
        ("a calendar", "export the contacts as vCard or CSV")
    } else if begins(&["MIME-Version:", "Return-Path:", "Received:", "Delivered-To:"]) {
        if has("multipart/related") { ("a saved web page", OPEN_IN_SPREADSHEET) } else { ("an email", EXPORT_PEOPLE) }
    } else if is_ldif(start) {
        ("an LDIF file", "in the address book, Thunderbird for example, export the people as vCard or CSV")
    } else if has("<mdb:mork:z") {
        ("an old Thunderbird address book (.mab)", "in Thunderbird, export the address book as vCard or CSV")
    } else if start.starts_with('<') {
        return of_markup(start);
    } else {
        return None;
    };
    Some(Stranger { what, help })
}

fn of_markup(start: &str) -> Option<Stranger> {
    const HTML: [&str; 15] = [
        "<!doctype html",
        "<html",
        "<head",
        "<meta",
        "<title",
        "<style",
        "<script",
        "<link",
        "<body",
        "<table",
        "<tbody",
        "<tr",
        "<div",
        "<font",
        "<center",
    ];
    let start = start.to_lowercase();
    let has = |part: &str| start.contains(part);
    let (what, help) = if has("schemas.microsoft.com/contact") {
        ("a Windows contact (.contact)", "in the folder Contacts of Windows, export the people as vCard or CSV")
    } else if has("schemas-microsoft-com:office:spreadsheet") {
        ("an Excel spreadsheet (XML)", SAVE_AS_CSV)
    } else if has("opendocument:xmlns") {
        ("a spreadsheet or a document (XML)", SAVE_AS_CSV)
    } else if HTML.iter().any(|tag| start.starts_with(tag)) || has("<html") || has("<table") {
        ("a web page (HTML)", OPEN_IN_SPREADSHEET)
    } else if start.starts_with("<?xml") || has("</") || has("/>") {
        ("an XML file", EXPORT_PEOPLE)
    } else {
        return None;
    };
    Some(Stranger { what, help })
}

/// Whether a text is in the format of directories: its first entry is named by `dn:`.
fn is_ldif(start: &str) -> bool {
    let mut lines = start.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next().unwrap_or_default();
    let names = |line: &str| starts_with_word(line, "dn:") && line.contains('=') || starts_with_word(line, "dn::");
    names(first) || starts_with_word(first, "version:") && lines.next().is_some_and(names)
}

/// Whether a text begins with a word, in any case.
pub(super) fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(found: Option<Stranger>, what: &str) {
        let found = found.unwrap_or_else(|| panic!("{what} is not recognized"));
        assert!(found.what.contains(what), "{found:?} is not {what}");
        assert!(!found.help.contains("--map"));
    }

    fn zip(member: &str, content: &[u8]) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend([u8::try_from(member.len()).unwrap(), 0, 0, 0]);
        bytes.extend(member.as_bytes());
        bytes.extend(content);
        bytes
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn packed_and_binary_files_are_told_apart() {
        let xlsx = [zip("[Content_Types].xml", b"<Types/>"), zip("xl/workbook.xml", b"<workbook/>")].concat();
        let with_stream = |name: &str| [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), wide(name)].concat();
        let padded = |magic: &[u8], at: usize| [vec![1; at], magic.to_vec()].concat();
        for (bytes, what) in [
            (xlsx, ".xlsx"),
            (zip("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ".ods"),
            (zip("contacts.csv", b"name\nAna\n"), "a zip archive"),
            (zip("word/document.xml", b""), "a text document"),
            (b"PK\x03\x04....".to_vec(), "an Excel workbook or a zip"),
            (with_stream("Workbook"), "(.xls)"),
            (with_stream("__properties_version1.0"), "(.msg)"),
            (with_stream(""), "an old Excel"),
            (padded(b"Standard ACE DB\0", 4), "Access"),
            (b"%PDF-1.7".to_vec(), "PDF"),
            (b"GIF89a".to_vec(), "picture"),
            (b"BM\x36\x10\0\0\0\0\0\0".to_vec(), "picture"),
            (padded(b"ftypheic", 4), "picture"),
            (padded(b"ustar\0", 257), "tar"),
            (b"{\\rtf1\\ansi".to_vec(), "RTF"),
        ] {
            is(of_bytes(&bytes), what);
        }
        for text in ["BMW,Name\nx,Ana\n", "name,phone\n", "PK,Name\n", "", "II,III\n"] {
            assert_eq!(of_bytes(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_list_are_told_apart() {
        for (text, what) in [
            ("<table><tr><td>Name</td></tr></table>", "a web page"),
            ("\n<meta charset=utf-8><style>td{}</style><table>", "a web page"),
            ("\u{feff}<?xml version=\"1.0\"?><!DOCTYPE html><html>", "a web page"),
            ("<!-- saved --><HTML><body>", "a web page"),
            ("<?xml version='1.0'?><c:contact xmlns:c=\"http://schemas.microsoft.com/Contact\">", "(.contact)"),
            ("<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>", "Excel"),
            ("<?xml version='1.0'?><vcards></vcards>", "XML"),
            ("dn: cn=Ana,mail=ana@x.example\nobjectclass: person\n", "LDIF"),
            ("version: 1\n\n# an entry\ndn:: Y249QW5h\n", "LDIF"),
            ("BEGIN:VCALENDAR\n", "a calendar"),
            ("MIME-Version: 1.0\nContent-Type: multipart/related;\n", "a saved web page"),
            ("Return-Path: <a@x.example>\nSubject: hello\n", "an email"),
            ("// <!-- <mdb:mork:z v=\"1.4\"/> -->", ".mab"),
        ] {
            is(of_text(text), what);
        }
        for text in ["name,phone\n", "DN,Name\n1,Ana\n", "version,name\n", "<name>,<phone>\n", "BEGIN:VCARD\n"] {
            assert_eq!(of_text(text), None, "{text}");
        }
    }
}
