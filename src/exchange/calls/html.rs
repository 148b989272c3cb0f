//! Makes plain lines of the HTML that CRMs keep notes in. Only what is a tag of HTML counts as one: "price < 5" and
//! "<ana@porto.example>" stay as they are.

use crate::domain::input::one_line;

/// Tags that begin and end a line.
const BLOCKS: [&str; 37] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];
/// Tags within a line.
const INLINE: [&str; 43] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "caption", "cite", "code", "col", "colgroup", "del",
    "dfn", "em", "font", "head", "i", "img", "input", "ins", "kbd", "label", "link", "mark", "meta", "o:p", "q", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "tbody", "td", "tfoot", "th", "thead", "u",
];
/// Tags whose content is not text.
const HIDDEN: [&str; 3] = ["script", "style", "title"];
/// What a browser shows between the cells of a row.
const CELLS: [&str; 2] = ["td", "th"];

/// The entities by name; letters of Latin-1 are in [`LATIN`].
const ENTITIES: [(&str, &str); 26] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("shy", ""),
    ("zwnj", "\u{200c}"),
    ("zwj", "\u{200d}"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("sbquo", "‚"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("bdquo", "„"),
    ("bull", "•"),
    ("hellip", "…"),
    ("euro", "€"),
    ("trade", "™"),
    ("rarr", "→"),
    ("oelig", "œ"),
];
/// The names of the characters from U+00A1 on, in their order.
const LATIN: &str = "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash \
    Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc \
    euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml \
    yacute thorn yuml";

/// A tag in a text.
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    /// Where the text goes on.
    end: usize,
}

/// Writes a note as plain lines without blank ones. A text without tags that break lines keeps its own.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let has_blocks = tags(text).any(|tag| is_in(&BLOCKS, tag.name));
    let mut plain = Plain { out: String::with_capacity(text.len()), has_blocks, preformatted: 0 };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let special = rest.find(['<', '&']).unwrap_or(rest.len());
        plain.add_text(rest.get(..special).unwrap_or_default());
        at += special;
        let Some(rest) = rest.get(special..).filter(|rest| !rest.is_empty()) else { break };
        if let Some((decoded, length)) = entity(rest) {
            plain.out.push_str(&decoded);
            at += length;
        } else if let Some(length) = comment(rest) {
            at += length;
        } else if let Some(tag) = tag(rest) {
            at += tag.end;
            if is_in(&HIDDEN, tag.name) && !tag.closes {
                at += hidden(text.get(at..).unwrap_or_default(), tag.name);
            } else {
                plain.add_tag(&tag);
            }
        } else {
            plain.out.push_str(rest.get(..1).unwrap_or_default());
            at += 1;
        }
    }
    let lines = plain.out.split(['\n', '\r']).map(one_line);
    lines.filter(|line| !line.is_empty()).collect()
}

/// The text so far.
struct Plain {
    out: String,
    /// Whether tags break the lines; a line break of the source is a blank then.
    has_blocks: bool,
    /// How many tags around it keep the line breaks of the source.
    preformatted: usize,
}

impl Plain {
    fn add_text(&mut self, text: &str) {
        if self.has_blocks && self.preformatted == 0 {
            self.out.extend(text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        } else {
            self.out.push_str(text);
        }
    }

    fn add_tag(&mut self, tag: &Tag<'_>) {
        if tag.name.eq_ignore_ascii_case("pre") {
            self.preformatted = if tag.closes { self.preformatted.saturating_sub(1) } else { self.preformatted + 1 };
        }
        if is_in(&BLOCKS, tag.name) {
            self.out.push('\n');
        } else if is_in(&CELLS, tag.name) {
            self.out.push(' ');
        }
    }
}

fn is_in(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Reads the tag that a text begins with.
fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    let closes = inside.starts_with('/');
    let named = inside.strip_prefix('/').unwrap_or(inside);
    let length = named.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(named.len());
    let (name, rest) = named.split_at_checked(length)?;
    let is_known = is_in(&BLOCKS, name) || is_in(&INLINE, name) || is_in(&HIDDEN, name);
    let goes_on = rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    if !is_known || !goes_on {
        return None;
    }
    let first = rest.find('>')?;
    // A quoted value may hold the sign that ends a tag.
    let mut quote = None;
    let end = rest.char_indices().find(|(_, c)| match (quote, c) {
        (None, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        (Some(open), c) if open == *c => {
            quote = None;
            false
        }
        (None, '>') => true,
        _ => false,
    });
    let end = end.map_or(first, |(at, _)| at);
    Some(Tag { name, closes, end: text.len() - rest.len() + end + 1 })
}

fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    // Each is looked at to its end: the first tell enough.
    text.match_indices('<').take(200).filter_map(|(at, _)| tag(text.get(at..)?))
}

/// Passes over a comment or a declaration.
fn comment(text: &str) -> Option<usize> {
    if let Some(rest) = text.strip_prefix("<!--") {
        return Some(rest.find("-->").map_or(text.len(), |end| end + "<!--".len() + "-->".len()));
    }
    let is_declaration = text.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    text.find('>').filter(|_| is_declaration).map(|end| end + 1)
}

/// How much stands before the end of a tag whose content is not text; all of it where that is missing.
fn hidden(text: &str, name: &str) -> usize {
    let closing = text.match_indices("</").find(|(at, _)| {
        let rest = text.get(at + 2..).unwrap_or_default();
        rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
    });
    closing.map_or(text.len(), |(at, _)| at)
}

/// Reads the entity that a text begins with, and how long it is written. One without a name that is known stays as it is.
fn entity(text: &str) -> Option<(String, usize)> {
    const LONGEST: usize = 10;
    let inside = text.strip_prefix('&')?;
    let end = inside.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = inside.get(..end)?;
    let length = end + 2;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        let decoded = match char::from_u32(code)? {
            '\u{a0}' => " ".into(),
            c if c.is_control() && !matches!(c, '\n' | '\t') => String::new(),
            c => c.to_string(),
        };
        return Some((decoded, length));
    }
    if let Some((_, text)) = ENTITIES.iter().find(|(known, _)| *known == name) {
        return Some(((*text).to_string(), length));
    }
    let place = LATIN.split_whitespace().position(|known| known == name)?;
    let c = char::from_u32(0xa1 + u32::try_from(place).ok()?)?;
    Some((c.to_string(), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(html: &str) -> String {
        lines(html).join("|")
    }

    #[test]
    fn notes_become_plain_lines() {
        for (html, text) in [
            ("<p>Ana liked it.</p><p>Second<br>third</p>", "Ana liked it.|Second|third"),
            (
                "<div>\n  <ul>\n <li>pick <b>lists</b></li><li>the dock&nbsp;door</li></ul></div>",
                "pick lists|the dock door",
            ),
            ("plain\nlines\r\n\r\nstay", "plain|lines|stay"),
            ("<b>Bold</b>\nnext", "Bold|next"),
            ("<p>one\ntwo</p>", "one two"),
            ("<pre>one\ntwo</pre>", "one|two"),
            ("price < 5 & > 3, from <ana@porto.example>", "price < 5 & > 3, from <ana@porto.example>"),
            (
                "&lt;b&gt; &amp;lt; &quot;M&uuml;ller&quot; &#39;x&#x27; &euro;5 &szlig; &yuml; &nosuch; &",
                "<b> &lt; \"Müller\" 'x' €5 ß ÿ &nosuch; &",
            ),
            ("a<script>var x = '<p>';</script>b<style>p{}</style>c", "abc"),
            ("<!-- note --><!DOCTYPE html><p>x", "x"),
            ("<a href=\"x?a>b\" title='y'>link</a>", "link"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b|c"),
            ("<P CLASS=x>up</P >down", "up|down"),
            ("a &#0;&#7;b &#x202E;c", "a b \u{202e}c"),
            ("<br", "<br"),
            ("", ""),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }

    #[test]
    fn hostile_notes_are_read_in_one_pass() {
        for html in [
            "<p ".repeat(9_000),
            "&".repeat(30_000),
            "<p title='".repeat(5_000),
            "<script>".repeat(7_000),
            "<!--".repeat(9_000),
        ] {
            let _read = lines(&html);
        }
        assert_eq!(LATIN.split_whitespace().count(), 95);
    }
}
