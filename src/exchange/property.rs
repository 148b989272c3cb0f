//! Parses a vCard's content lines: name, parameters, quoted-printable, charsets, escapes.
//!
//! calcard reads decoded text; only this module knows charsets that change from line to line, as in 2.1.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::encoding;

/// The preference of what says nothing of it; what says something has 1 to 100.
pub(super) const UNSAID: u8 = 101;

/// What stands before the colon of a content line.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Upper case, without its group.
    pub(super) name: String,
    /// What ties it to other properties of the card: `item1`.
    pub(super) group: Option<String>,
    /// Upper-case names; a bare value, as in 2.1, is a `TYPE`.
    params: Vec<(String, String)>,
}

impl Head {
    /// Splits a line into its head and the start of its value; None where it is not a content line.
    pub(super) fn parse(line: &[u8]) -> Option<(Head, &[u8])> {
        let colon = colon(line)?;
        let (head, value) = line.split_at_checked(colon)?;
        let head = String::from_utf8_lossy(head);
        let mut parts = apart(&head, ';');
        let name = parts.next()?.trim();
        let (group, name) = name.rsplit_once('.').map_or((None, name), |(group, name)| (Some(group), name));
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            return None;
        }
        let mut params = Vec::new();
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or(("TYPE", part));
            let value = value.trim().trim_matches('"').to_string();
            params.push((name.trim().to_ascii_uppercase(), value));
        }
        let group = group.map(str::to_ascii_lowercase);
        let head = Head { name: name.to_ascii_uppercase(), group, params };
        Some((head, value.get(1..)?))
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.params
            .iter()
            .filter(move |(n, _)| n == name)
            .flat_map(|(_, v)| v.split(','))
            .map(|v| v.trim().trim_matches('"'))
    }

    /// Whether it has a type, in either spelling of the versions.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.values("TYPE").any(|v| v.eq_ignore_ascii_case(kind))
    }

    /// Joins all types in one text.
    pub(super) fn types(&self) -> String {
        self.values("TYPE").collect::<Vec<_>>().join(" ")
    }

    /// The first type that is none of the standards' for a number or a mailbox.
    pub(super) fn own_type(&self) -> Option<&str> {
        const STANDARD: [&str; 23] = [
            "bbs",
            "cell",
            "fax",
            "home",
            "internet",
            "iphone",
            "isdn",
            "main",
            "main-number",
            "mobile",
            "modem",
            "msg",
            "other",
            "pager",
            "pcs",
            "pref",
            "text",
            "textphone",
            "video",
            "voice",
            "work",
            "x400",
            "",
        ];
        let types = self.params.iter().filter(|(name, _)| name == "TYPE").flat_map(|(_, value)| value.split(','));
        let mut types = types.map(|value| value.trim().trim_matches('"'));
        let own = types.find(|value| !STANDARD.iter().any(|standard| standard.eq_ignore_ascii_case(value)));
        own.map(|own| own.strip_prefix("x-").or(own.strip_prefix("X-")).unwrap_or(own))
    }

    /// Ranks it by preference: 1 is the most preferred, 101 says nothing.
    pub(super) fn preference(&self) -> u8 {
        let said = self.values("PREF").find_map(|v| v.parse::<u8>().ok());
        match said {
            Some(n) => n.clamp(1, 100),
            None if self.is("PREF") => 1,
            None => UNSAID,
        }
    }

    /// The year that stands for none in a birthday of Apple's.
    pub(super) fn omitted_year(&self) -> Option<&str> {
        self.values("X-APPLE-OMIT-YEAR").next()
    }

    fn encoded_as(&self, name: &str, short: &str) -> bool {
        let says = |v: &str| v.eq_ignore_ascii_case(name) || v.eq_ignore_ascii_case(short);
        self.values("ENCODING").any(says) || self.is(name)
    }

    pub(super) fn is_quoted_printable(&self) -> bool {
        self.encoded_as("QUOTED-PRINTABLE", "Q")
    }

    pub(super) fn is_base64(&self) -> bool {
        self.encoded_as("BASE64", "B")
    }

    /// Decodes the value: by its own charset, else UTF-8, else the encoding guessed for the file.
    pub(super) fn decode(&self, raw: &[u8], guess: Option<&'static Encoding>) -> Option<String> {
        let charset = self.values("CHARSET").next();
        let own = charset.and_then(|c| Encoding::for_label(c.as_bytes()));
        let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
        let by = |bytes: &[u8], e: Option<&'static Encoding>| encoding::decode(bytes, e?);
        if self.is_quoted_printable() {
            let bytes = unquote(raw);
            return by(&bytes, own)
                .or_else(|| utf8(&bytes))
                .or_else(|| by(&bytes, guess))
                .or_else(|| by(&bytes, Some(WINDOWS_1252)));
        }
        // Text from UTF-16, or in UTF-8 after all, is not in the charset that it names.
        utf8(raw).or_else(|| by(raw, own)).or_else(|| by(raw, guess))
    }
}

/// Finds the colon that ends the head: the first outside quotes.
fn colon(line: &[u8]) -> Option<usize> {
    let mut quoted = false;
    let outside = line.iter().position(|b| {
        quoted ^= *b == b'"';
        *b == b':' && !quoted
    });
    // A quote that never closes hides nothing.
    outside.or_else(|| line.iter().position(|b| *b == b':'))
}

/// Splits at a sign outside quotes.
fn apart(text: &str, sign: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == sign && !quoted
    })
}

/// Decodes quoted-printable; other text stays as it is.
fn unquote(raw: &[u8]) -> Vec<u8> {
    let digit = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        at += 1;
        let code = (digit(raw.get(at)), digit(raw.get(at + 1)));
        if let (b'=', (Some(high), Some(low))) = (byte, code) {
            out.extend(u8::try_from(high * 16 + low));
            at += 2;
            continue;
        }
        out.push(byte);
    }
    out
}

/// Splits a value at a sign that is not escaped; the escapes stay.
fn split(value: &str, sign: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in value.chars() {
        if !escaped && c == sign {
            parts.push(String::new());
            continue;
        }
        escaped = !escaped && c == '\\';
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

/// Splits a structured value such as `N` into components without escapes; blanks join several values of one.
pub(super) fn components(value: &str) -> Vec<String> {
    let mut components = split(value, ';');
    for component in &mut components {
        let values = split(component, ',');
        let values: Vec<String> = values.iter().map(|v| unescape(v)).collect();
        *component = values.join(" ").trim().to_string();
    }
    components
}

/// Splits a value in which a comma is a comma, such as `ORG`.
pub(super) fn texts(value: &str) -> Vec<String> {
    split(value, ';').iter().map(|c| unescape(c)).collect()
}

/// Splits a list of texts, such as `CATEGORIES`; older cards have semicolons in it.
pub(super) fn list(value: &str) -> Vec<String> {
    let parts = split(value, ';').into_iter().flat_map(|part| split(&part, ','));
    parts.map(|part| unescape(&part)).collect()
}

/// Removes the escapes from a text.
pub(super) fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(c @ ('\\' | ',' | ';' | ':' | '"')) => out.push(c),
                Some(c) => out.extend(['\\', c]),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(line: &str) -> (Head, String) {
        let (head, value) = Head::parse(line.as_bytes()).unwrap();
        (head, String::from_utf8(value.to_vec()).unwrap())
    }

    #[test]
    fn groups_and_parameters_of_every_version_are_taken_apart() {
        for line in
            ["item1.tel;TYPE=work,PREF:1", "TEL;WORK;PREF:1", "TEL;TYPE=\"work,pref\":1", "TEL;type=WORK;type=pref:1"]
        {
            let (head, value) = head(line);
            assert_eq!((head.name.as_str(), value.as_str()), ("TEL", "1"), "{line}");
            assert!(head.is("work") && head.preference() == 1, "{line}");
        }
        assert_eq!(head("TEL;PREF=7:1").0.preference(), 7);
    }

    #[test]
    fn a_colon_in_a_quoted_parameter_does_not_end_the_head() {
        assert_eq!(head("ADR;LABEL=\"a: b; c\":;;d").1, ";;d");
        assert_eq!(head("NOTE;X=\"open:text").1, "text");
    }

    #[test]
    fn a_line_without_a_name_is_no_property() {
        for line in ["", "no colon", ":value", "# a: b", "a b:c"] {
            assert!(Head::parse(line.as_bytes()).is_none(), "{line}");
        }
    }

    #[test]
    fn each_property_is_decoded_by_its_own_charset() {
        let (head, value) = head("N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=F6rg");
        assert_eq!(head.decode(value.as_bytes(), None).as_deref(), Some("Jörg"));
        let (raw, _) = Head::parse(b"FN;CHARSET=SHIFT_JIS:").unwrap();
        assert_eq!(raw.decode(b"\x88\xC0\x93\xA1", None).as_deref(), Some("安藤"));
        assert_eq!(Head::parse(b"FN:").unwrap().0.decode(b"J\xF6rg", None), None);
    }

    #[test]
    fn escapes_keep_their_signs_together() {
        assert_eq!(components(r"Doe\;Ray,Mi;Jane\, Ann"), ["Doe;Ray Mi", "Jane, Ann"]);
        assert_eq!(texts(r"Smith, Jones\; Co;Sales"), ["Smith, Jones; Co", "Sales"]);
        assert_eq!(unescape(r"one\ntwo\\n C:\dir\"), "one\ntwo\\n C:\\dir\\");
    }
}
