//! Writes what customers said as one page of HTML: large and quiet, without a script, and without a request to anywhere.
//!
//! A page streams: one remark is in memory at a time.

use std::io::{self, Write};

use chrono::NaiveDate;

use crate::domain::remark::Piece;
use crate::text::{clean_lines, width};

/// How the page looks: in the light and in the dark, on a phone, on a wall and on paper.
const STYLE: &str = include_str!("html/wall.css");
/// What lets a browser apply this style and nothing else: the digest of [`STYLE`], which a test compares.
const STYLE_DIGEST: &str = "sha256-SJeKBKt9EJQv21vdjYS/hOoKWwxcF1A6k/HHX+/9JQ0=";
/// The most columns of a remark that is set larger than others, and the fewest of one that is set smaller.
const SHORT: usize = 60;
const LONG: usize = 280;

/// What stands above the remarks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head<'a> {
    /// The name of the page.
    pub title: &'a str,
    /// How much is on it; empty where there is nothing to say.
    pub subtitle: &'a str,
}

/// A remark as it hangs on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<'a> {
    /// What was said; names of teammates stand out.
    pub words: &'a [Piece<'a>],
    /// Who said it, and their company; None where the heading says so.
    pub by: Option<(&'a str, Option<&'a str>)>,
    /// The day.
    pub day: NaiveDate,
    /// The day in words.
    pub date: &'a str,
    /// What a star means, where the remark has one.
    pub star: Option<&'a str>,
    /// The rep who hung it on a team's wall.
    pub shared_by: Option<&'a str>,
}

/// Where on the page the next remark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Above everything: the first remark is set largest.
    Top,
    /// In a section.
    Section,
}

/// A page that is being written, from the top to the bottom.
pub struct Page<'o> {
    out: &'o mut dyn Write,
    place: Place,
    /// Whether a section is open.
    in_section: bool,
}

impl<'o> Page<'o> {
    /// Makes a page of which nothing is written yet.
    pub fn new(out: &'o mut dyn Write) -> Self {
        Self { out, place: Place::Top, in_section: false }
    }

    /// Writes the beginning of the page.
    pub fn begin(&mut self, head: Head<'_>) -> io::Result<()> {
        let title = escaped(head.title);
        write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{STYLE_DIGEST}'; \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n<h1 dir=\"auto\">{title}</h1>\n"
        )?;
        if !head.subtitle.is_empty() {
            writeln!(self.out, "<p>{}</p>", escaped(head.subtitle))?;
        }
        self.out.write_all(b"</header>\n<main>\n")
    }

    /// Begins a section under a heading; what stands beneath the heading may be missing.
    pub fn section(&mut self, heading: &str, beneath: Option<&str>) -> io::Result<()> {
        self.end_section()?;
        self.in_section = true;
        write!(self.out, "<section>\n<h2><b dir=\"auto\">{}</b>", escaped(heading))?;
        if let Some(beneath) = beneath {
            write!(self.out, "<span dir=\"auto\">{}</span>", escaped(beneath))?;
        }
        self.out.write_all(b"</h2>\n<div>\n")
    }

    /// Hangs a remark, in the section that was begun last.
    pub fn said(&mut self, said: &Said<'_>) -> io::Result<()> {
        let text: String = said.words.iter().map(|piece| piece.text()).collect();
        let text = clean_lines(&text);
        let mut classes = Vec::new();
        if self.place == Place::Top {
            self.place = Place::Section;
            classes.push("first");
        }
        classes.extend(size(&text));
        let class = if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
        write!(
            self.out,
            "<figure{class} dir=\"auto\">\n<blockquote lang=\"{}\"><p>{}</p></blockquote>\n<figcaption>",
            language(&text),
            words(said.words)
        )?;
        if let Some(star) = said.star {
            write!(self.out, "<span class=\"star\" role=\"img\" aria-label=\"{}\">★</span> ", escaped(star))?;
        }
        if let Some((who, company)) = said.by {
            write!(self.out, "<cite dir=\"auto\">{}</cite>", escaped(who))?;
            if let Some(company) = company {
                write!(self.out, ", <span dir=\"auto\">{}</span>", escaped(company))?;
            }
            self.out.write_all(b"<br>")?;
        }
        let (day, date) = (said.day, escaped(said.date));
        write!(self.out, "<time datetime=\"{day}\" dir=\"ltr\">{date}</time>")?;
        if let Some(rep) = said.shared_by {
            write!(self.out, "<br>shared by <span dir=\"auto\">{}</span>", escaped(rep))?;
        }
        writeln!(self.out, "</figcaption>\n</figure>")
    }

    /// Writes a sentence in place of remarks.
    pub fn nothing(&mut self, sentence: &str) -> io::Result<()> {
        writeln!(self.out, "<p class=\"none\">{}</p>", escaped(sentence))
    }

    /// Ends the page; at its bottom it says where it comes from.
    pub fn end(mut self, colophon: &str) -> io::Result<()> {
        self.end_section()?;
        write!(self.out, "</main>\n<footer>\n<p>{}</p>\n</footer>\n</body>\n</html>\n", escaped(colophon))
    }

    fn end_section(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.in_section) { self.out.write_all(b"</div>\n</section>\n") } else { Ok(()) }
    }
}

/// Writes text as it stands between tags, or in double quotation marks; what steers or hides is shown, as everywhere.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean_lines(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// Writes what was said: lines stay lines, and teammates' names stand out.
fn words(pieces: &[Piece<'_>]) -> String {
    let written = pieces.iter().map(|piece| match piece {
        Piece::Plain(text) => escaped(text),
        Piece::Name(name) => format!("<b>{}</b>", escaped(name)),
    });
    written.collect::<String>().replace('\n', "<br>")
}

/// The class of a remark by its length: a word alone stands large, a story reads as one.
fn size(text: &str) -> Option<&'static str> {
    match width(text) {
        columns if columns <= SHORT => Some("short"),
        columns if columns >= LONG => Some("long"),
        _ => None,
    }
}

/// Guesses the language in which most of a text is written, by its script; empty where the script doesn't tell it, so that
/// no browser takes it for English.
fn language(text: &str) -> &'static str {
    const LANGUAGES: [&str; 10] = ["", "ja", "und-Hani", "ko", "und-Arab", "he", "und-Cyrl", "el", "und-Deva", "th"];
    let mut letters = [0_usize; LANGUAGES.len()];
    for c in text.chars() {
        let place = match c {
            '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}' => 1,
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
                2
            }
            '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => 3,
            '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' => 4,
            '\u{590}'..='\u{5FF}' => 5,
            '\u{400}'..='\u{52F}' => 6,
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => 7,
            '\u{900}'..='\u{97F}' => 8,
            '\u{E00}'..='\u{E7F}' => 9,
            c if c.is_alphabetic() => 0,
            _ => continue,
        };
        if let Some(count) = letters.get_mut(place) {
            *count += 1;
        }
    }
    // Japanese writes both scripts, Chinese has no kana.
    if let [_, kana, han, ..] = &mut letters
        && *kana > 0
    {
        *kana += std::mem::take(han);
    }
    let most = letters.iter().zip(LANGUAGES).rev().max_by_key(|(count, _)| **count);
    most.filter(|(count, _)| **count > 0).map_or("", |(_, language)| language)
}

#[cfg(test)]
mod tests {
    use browser::digest;
    use proptest::prelude::*;

    use super::*;

    /// SHA-256 in base64, as a browser computes it: no dependency is worth one test.
    mod browser {
        pub(super) fn digest(text: &str) -> String {
            base64(&sha256(text.as_bytes()))
        }

        /// The first 32 bits of a root's fraction.
        #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "a fraction of 2^32 fits")]
        fn fraction(root: f64) -> u32 {
            (root.fract() * 4_294_967_296.0) as u32
        }

        fn sha256(message: &[u8]) -> Vec<u8> {
            let primes: Vec<f64> = (2_u32..).filter(|n| (2..*n).all(|d| n % d != 0)).take(64).map(f64::from).collect();
            let constants: Vec<u32> = primes.iter().map(|p| fraction(p.cbrt())).collect();
            let mut state: Vec<u32> = primes.iter().take(8).map(|p| fraction(p.sqrt())).collect();
            let mut padded = message.to_vec();
            padded.push(0x80);
            while padded.len() % 64 != 56 {
                padded.push(0);
            }
            padded.extend((message.len() as u64 * 8).to_be_bytes());
            for block in padded.chunks(64) {
                let mut w: Vec<u32> =
                    block.chunks(4).map(|word| word.iter().fold(0, |sum, b| sum << 8 | u32::from(*b))).collect();
                for t in 16..64 {
                    let (a, b) = (w[t - 15], w[t - 2]);
                    let small = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
                    let large = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
                    w.push(w[t - 16].wrapping_add(small).wrapping_add(w[t - 7]).wrapping_add(large));
                }
                let mut v = state.clone();
                for t in 0..64 {
                    let large = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
                    let choice = v[4] & v[5] ^ !v[4] & v[6];
                    let one =
                        v[7].wrapping_add(large).wrapping_add(choice).wrapping_add(constants[t]).wrapping_add(w[t]);
                    let small = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
                    let two = small.wrapping_add(v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]);
                    v.rotate_right(1);
                    v[4] = v[4].wrapping_add(one);
                    v[0] = one.wrapping_add(two);
                }
                state.iter_mut().zip(v).for_each(|(s, v)| *s = s.wrapping_add(v));
            }
            state.iter().flat_map(|word| word.to_be_bytes()).collect()
        }

        fn base64(bytes: &[u8]) -> String {
            const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let mut out = String::new();
            for three in bytes.chunks(3) {
                let bits = (0..3).fold(0_usize, |sum, at| sum << 8 | usize::from(*three.get(at).unwrap_or(&0)));
                for at in 0..4 {
                    let letter = char::from(LETTERS[bits >> (18 - 6 * at) & 63]);
                    out.push(if at > three.len() { '=' } else { letter });
                }
            }
            out
        }
    }

    fn page(pieces: &[Piece<'_>], by: Option<(&str, Option<&str>)>) -> String {
        let mut out = Vec::new();
        let mut page = Page::new(&mut out);
        page.begin(Head { title: "What they said", subtitle: "1 kind sentence" }).unwrap();
        page.section("2026", None).unwrap();
        let day = "2026-11-01".parse().unwrap();
        page.said(&Said { words: pieces, by, day, date: "1 November 2026", star: None, shared_by: None }).unwrap();
        page.end("Kept").unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The text between the tags of the first remark, with its entities read.
    fn remark(page: &str) -> String {
        let (_, after) = page.split_once("\"><p>").unwrap();
        let (said, _) = after.split_once("</p></blockquote>").unwrap();
        let said = said.replace("<br>", "\n").replace("<b>", "").replace("</b>", "");
        assert!(!said.contains(['<', '>', '"']), "{said}");
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
        entities.iter().fold(said, |said, (entity, c)| said.replace(entity, c))
    }

    #[test]
    fn a_browser_is_told_the_digest_of_the_style() {
        assert_eq!(digest("abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        let style = STYLE.replace("\r\n", "\n");
        assert_eq!(STYLE_DIGEST, format!("sha256-{}", digest(&style)), "the style has changed");
    }

    #[test]
    fn a_page_asks_for_nothing_from_anywhere() {
        let page = page(&[Piece::Plain("Good")], None);
        assert!(page.contains("default-src 'none'"));
        for word in ["<script", "src=", "href=", "url(", "@import", "@font-face", "style=\"", "javascript"] {
            assert!(!page.contains(word), "{word}");
        }
    }

    #[test]
    fn what_was_said_stands_there_as_it_was_said() {
        let said = [
            Piece::Plain("</style><script>alert('1')</script> & \"so\"\n"),
            Piece::Name("S<b>ally"),
            Piece::Plain(" \u{202e}came\u{1b}[2J"),
        ];
        let page = page(&said, Some(("Ann \"A\" <O'Neil>", Some("R&D"))));
        assert_eq!(remark(&page), "</style><script>alert('1')</script> & \"so\"\nS<b>ally ‹U+202E›came␛[2J");
        assert!(
            page.contains(
                "<cite dir=\"auto\">Ann &quot;A&quot; &lt;O'Neil&gt;</cite>, <span dir=\"auto\">R&amp;D</span>"
            )
        );
        assert!(!page.contains("<script"), "{page}");
    }

    #[test]
    fn a_word_stands_large_and_a_story_small() {
        for (text, class) in [
            ("Wow", "first short"),
            (&"word ".repeat(20), "first"),
            (&"word ".repeat(100), "first long"),
            (&"東".repeat(30), "first short"),
            (&"東".repeat(31), "first"),
        ] {
            let page = page(&[Piece::Plain(text)], None);
            assert!(page.contains(&format!("<figure class=\"{class}\" dir")), "{text}");
        }
    }

    #[test]
    fn the_language_is_told_by_the_script_alone() {
        for (text, lang) in [
            ("You saved us", ""),
            ("Você é o máximo", ""),
            ("…", ""),
            ("助かっています", "ja"),
            ("非常感谢", "und-Hani"),
            ("고객지원팀이 최고예요", "ko"),
            ("شكرا", "und-Arab"),
            ("תודה רבה", "he"),
            ("Спасибо", "und-Cyrl"),
            ("Ευχαριστώ", "el"),
            ("धन्यवाद", "und-Deva"),
            ("ขอบคุณ", "th"),
            ("They call it 改善 here, and mean it", ""),
        ] {
            assert_eq!(language(text), lang, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_was_said_comes_back_from_the_page(text in "(\\PC|[<>&\"'\\n@;#x0-9]|</?[a-z]{1,6}>|&[a-z]{2,4};){0,40}") {
            let page = page(&crate::domain::remark::read_out(&text), None);
            let said: String = crate::domain::remark::read_out(&text).iter().map(|piece| clean_lines(piece.text())).collect();
            prop_assert_eq!(remark(&page), said);
            prop_assert_eq!(page.matches("<figure").count(), 1);
        }
    }
}
