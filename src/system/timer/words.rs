//! Command lines as text: how each format writes a word so that it is read as it was.

use std::ffi::{OsStr, OsString};

use crate::error::{Error, Result};

/// Makes a word of bytes.
pub(super) fn word_of(bytes: Vec<u8>) -> OsString {
    #[cfg(unix)]
    {
        std::os::unix::ffi::OsStringExt::from_vec(bytes)
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(&bytes).into_owned().into()
    }
}

/// Whether a word stands as it is in every format.
fn is_plain(word: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"/._-+:,@".contains(b);
    !word.is_empty() && word.iter().all(plain)
}

/// Where a word of a command line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordOf {
    Program,
    Argument,
}

/// Writes a word as systemd reads it: in quotes, with `%`, `\` and quotes escaped; `$` too, but in the program, where
/// systemd puts nothing in its place.
pub(super) fn systemd(word: &OsStr, of: WordOf) -> String {
    let bytes = word.as_encoded_bytes();
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '%' => out.push_str("%%"),
                '$' if of == WordOf::Argument => out.push_str("$$"),
                c if c.is_ascii_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
                c => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    if is_plain(bytes) { out } else { format!("\"{out}\"") }
}

/// Reads a line of words as [`systemd`] writes them; None where it is not such a line.
pub(super) fn read_systemd(line: &str) -> Option<Vec<OsString>> {
    let (mut words, mut rest) = (Vec::new(), line.bytes().peekable());
    while rest.peek().is_some() {
        let quoted = rest.next_if_eq(&b'"').is_some();
        let (mut word, is_program) = (Vec::new(), words.is_empty());
        loop {
            match rest.next() {
                None if !quoted => break,
                None => return None,
                Some(b' ') if !quoted => break,
                Some(b'"') if quoted => {
                    rest.next_if_eq(&b' ');
                    break;
                }
                Some(b'\\') => word.push(match rest.next()? {
                    b'x' => {
                        let digits = [rest.next()?, rest.next()?];
                        u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                    }
                    plain => plain,
                }),
                Some(b'%') => word.push(rest.next_if_eq(&b'%')?),
                Some(b'$') if !is_program => word.push(rest.next_if_eq(&b'$')?),
                Some(plain) => word.push(plain),
            }
        }
        words.push(word_of(word));
    }
    Some(words)
}

/// Writes a word as cron and the shell behind it read it: in single quotes, with `%` and `\` escaped, which cron takes away.
///
/// # Errors
/// A crontab can't hold a line break in a word.
pub(super) fn cron(word: &OsStr) -> Result<Vec<u8>> {
    let bytes = word.as_encoded_bytes();
    if bytes.iter().any(|b| matches!(b, b'\n' | b'\r' | 0)) {
        let shown = crate::text::clean(&word.to_string_lossy()).into_owned();
        return Err(Error::failed(format!("a crontab can't hold the line break in {shown}; nothing was installed")));
    }
    if is_plain(bytes) {
        return Ok(bytes.to_vec());
    }
    let mut out = vec![b'\''];
    for byte in bytes {
        match byte {
            b'\'' => out.extend(b"'\"'\"'"),
            b'%' | b'\\' => out.extend([b'\\', *byte]),
            byte => out.push(*byte),
        }
    }
    out.push(b'\'');
    Ok(out)
}

/// Reads words as [`cron`] writes them; None where they are not such words.
pub(super) fn read_cron(line: &[u8]) -> Option<Vec<OsString>> {
    let (mut words, mut word) = (Vec::new(), None::<Vec<u8>>);
    let (mut quote, mut rest) = (None, line.iter().copied().peekable());
    while let Some(byte) = rest.next() {
        match (quote, byte) {
            (None, b' ') => words.extend(word.take().map(word_of)),
            (None, b'\'' | b'"') => {
                quote = Some(byte);
                word.get_or_insert_default();
            }
            (Some(open), byte) if open == byte => quote = None,
            (_, b'\\') => word.get_or_insert_default().push(rest.next()?),
            (_, byte) => word.get_or_insert_default().push(byte),
        }
    }
    words.extend(word.map(word_of));
    quote.is_none().then_some(words)
}

/// Writes a text for XML.
///
/// # Errors
/// XML has no way to write most control characters, and text that is not Unicode.
pub(super) fn xml(word: &OsStr) -> Result<String> {
    let unwritable = || {
        let shown = crate::text::clean(&word.to_string_lossy()).into_owned();
        Error::failed(format!("the timer's file can't hold the path {shown}; nothing was installed"))
            .help("use another name for the file or its folder")
    };
    let text = word.to_str().ok_or_else(unwritable)?;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c if u32::from(c) < 32 || matches!(c, '\u{fffe}' | '\u{ffff}') => return Err(unwritable()),
            c => out.push(c),
        }
    }
    Ok(out)
}

/// Reads a text as [`xml`] writes it.
pub(super) fn read_xml(text: &str) -> String {
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#9;", "\t"), ("&#10;", "\n"), ("&#13;", "\r")];
    let read = named.iter().fold(text.to_string(), |text, (written, read)| text.replace(written, read));
    read.replace("&amp;", "&")
}

/// Writes arguments as Windows programs take their command line apart: backslashes count only before a quote.
pub(super) fn windows(words: &[OsString]) -> OsString {
    let mut line = OsString::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            line.push(" ");
        }
        let bytes = word.as_encoded_bytes();
        if !bytes.is_empty() && !bytes.iter().any(|b| matches!(b, b' ' | b'\t' | b'\n' | b'"')) {
            line.push(word);
            continue;
        }
        line.push("\"");
        let text = word.to_string_lossy();
        let mut backslashes = 0;
        for c in text.chars() {
            match c {
                '\\' => backslashes += 1,
                '"' => {
                    line.push("\\".repeat(backslashes + 1));
                    backslashes = 0;
                }
                _ => backslashes = 0,
            }
            line.push(c.to_string());
        }
        line.push("\\".repeat(backslashes));
        line.push("\"");
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HARD: [&str; 8] = [
        "/opt/good call/goodcall",
        "/home/it's/50%/\"quoted\"/$HOME/ä.db",
        "C:\\Users\\Ana Sofia\\",
        "plain",
        "",
        "a\tb",
        "100%% of $$ && <tag>",
        "\\\"",
    ];

    #[test]
    fn each_format_writes_what_it_needs() {
        let word = OsStr::new("/a b/50%/$x/it's \"so\"\\");
        assert_eq!(systemd(word, WordOf::Argument), "\"/a b/50%%/$$x/it's \\\"so\\\"\\\\\"");
        assert_eq!(systemd(word, WordOf::Program), "\"/a b/50%%/$x/it's \\\"so\\\"\\\\\"");
        assert_eq!(String::from_utf8(cron(word).unwrap()).unwrap(), "'/a b/50\\%/$x/it'\"'\"'s \"so\"\\\\'");
        assert_eq!(xml(OsStr::new("R&D <\"x\">")).unwrap(), "R&amp;D &lt;&quot;x&quot;&gt;");
        let windows_words = ["C:\\a b\\", "say \"hi\"", "x", ""].map(OsString::from);
        assert_eq!(windows(&windows_words), "\"C:\\a b\\\\\" \"say \\\"hi\\\"\" x \"\"");
    }

    #[test]
    fn what_a_format_can_t_hold_is_refused() {
        assert!(cron(OsStr::new("a\nb")).unwrap_err().message.contains("line break"));
        assert!(xml(OsStr::new("a\u{1}b")).unwrap_err().message.contains("can't hold"));
    }

    #[test]
    fn hard_words_come_back() {
        let words: Vec<OsString> = HARD.iter().map(OsString::from).collect();
        let line: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(at, w)| systemd(w, if at == 0 { WordOf::Program } else { WordOf::Argument }))
            .collect();
        assert_eq!(read_systemd(&line.join(" ")).unwrap(), words);
        let line: Vec<Vec<u8>> = words.iter().map(|w| cron(w).unwrap()).collect();
        assert_eq!(read_cron(&line.join(&b' ')).unwrap(), words);
    }

    proptest! {
        #[test]
        fn any_words_come_back(texts in prop::collection::vec("[^\\n\\r\0]{1,12}", 1..4)) {
            let words: Vec<OsString> = texts.iter().map(OsString::from).collect();
            let line: Vec<String> = words.iter().enumerate().map(|(at, w)| systemd(w, if at == 0 { WordOf::Program } else { WordOf::Argument })).collect();
            prop_assert_eq!(read_systemd(&line.join(" ")).unwrap(), words.clone());
            let line: Vec<Vec<u8>> = words.iter().map(|w| cron(w).unwrap()).collect();
            prop_assert_eq!(read_cron(&line.join(&b' ')).unwrap(), words.clone());
            for word in &words {
                if let Ok(written) = xml(word) {
                    prop_assert_eq!(&OsString::from(read_xml(&written)), word);
                }
            }
        }
    }
}
