//! Text that would like to be more than text, and what must never come of it.

use unicode_segmentation::UnicodeSegmentation;

/// Sets a window's title, clears the screen, hides in C1 and turns the reading direction around.
pub(crate) const HOSTILE: &str = "Eve\u{1b}]0;pwned\u{7}\u{1b}[2J\u{9b}31m\u{202e}gnp\u{2066}.exe\u{200b}\rX\u{8}";

/// Control sequences of terminals, each after ESC.
const SEQUENCES: [&str; 44] = [
    "[2J",
    "[3J",
    "[31m",
    "[38;2;255;0;0m",
    "[?1049h",
    "[?1000h",
    "[?2004h",
    "[200~",
    "[201~",
    "[6n",
    "[c",
    "[>c",
    "[14t",
    "[21t",
    "[?25l",
    "[10;10H",
    "[999C",
    "[5A",
    "[K",
    "[1;5r",
    "[!p",
    "[8;50;200t",
    "[1000b",
    "]0;pwned\u{7}",
    "]2;pwned\u{1b}\\",
    "]7;file://evil/\u{7}",
    "]8;;http://evil.example/\u{1b}\\",
    "]8;;\u{7}",
    "]52;c;cHduZWQ=\u{7}",
    "]52;c;?\u{1b}\\",
    "]4;0;?\u{9c}",
    "]11;#ff0000\u{7}",
    "]133;A\u{7}",
    "]777;notify;a;b\u{7}",
    "]1337;File=inline=1:AAAA\u{7}",
    "Pq#0;2;0;0;0~\u{1b}\\",
    "P+q544e\u{1b}\\",
    "_Ga=T;AAAA\u{1b}\\",
    "^private\u{1b}\\",
    "Xstring\u{1b}\\",
    "ktitle\u{1b}\\",
    "c",
    "(0",
    "#8",
];

/// What is invisible, turns around, fills or is not assigned.
const HIDDEN: &str = "\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202d}\u{202e}\u{2060}\u{2061}\
    \u{2064}\u{2066}\u{2067}\u{2068}\u{2069}\u{206a}\u{206f}\u{feff}\u{ad}\u{34f}\u{180b}\u{180e}\u{115f}\u{1160}\u{3164}\
    \u{ffa0}\u{17b4}\u{2028}\u{2029}\u{fff9}\u{fffa}\u{fffb}\u{ffff}\u{e000}\u{f0000}\u{10ffff}\u{e0001}\u{e0041}\u{e007f}\
    \u{e0100}\u{fe00}\u{fe0f}\u{378}\u{1d173}\u{13430}";

/// Attacks of each family, as one might find them in a name.
pub(crate) fn attacks() -> Vec<String> {
    let mut all = vec![HOSTILE.to_string()];
    all.extend(SEQUENCES.iter().map(|s| format!("Ann\u{1b}{s}Z")));
    // The eight-bit forms, as one character each.
    all.extend(('\u{80}'..='\u{9f}').map(|c| format!("Bea{c}0;x\u{9c}Z")));
    all.extend(('\u{1}'..='\u{1f}').chain(['\u{7f}']).map(|c| format!("Cy{c}Z")));
    all.extend(HIDDEN.chars().map(|c| format!("Dee{c}Z")));
    all.extend(
        [
            "Gil\r\nFake line",
            "Hal\n\n  Ana  +351",
            "Ida\u{8}\u{8}\u{8}XYZ",
            "Jo\tab\tle",
            "\u{301}Lone",
            "👨‍👩‍👧‍👦 Kin",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} Flag",
            "🏴\u{e0065}\u{e0076}\u{e0069}\u{e006c}\u{e0020}\u{e0074}\u{e0065}\u{e0078}\u{e0074}\u{e007f}",
            "क्षत्रिय",
            "نور الدين",
            "=cmd|'/c calc'!A0",
            "<script>alert(1)</script>",
            "[x](javascript:alert(1)) `code` **b**",
            "$(touch pwned); `touch pwned`",
            "%s%n{{7*7}}",
            "--json",
        ]
        .map(String::from),
    );
    all.push(format!("Lea{}", "\u{301}".repeat(1000)));
    all.push(format!("Mo{}", "\u{20dd}\u{489}".repeat(60)));
    all.push(format!("Ned{}", "\u{200d}\u{fe0f}".repeat(100)));
    all.push(format!("👨{}", "\u{200d}👨".repeat(60)));
    all.push("東".repeat(200));
    all.push("\u{fdfd}".repeat(20));
    all.push("\u{1100}\u{1161}\u{1161}\u{1161}".repeat(15));
    all.push("ﾞ".repeat(40));
    all.push("x".repeat(3000));
    all
}

/// Further texts, from the lists in JSON files of the folder that `GOODCALL_CASES` names.
pub(crate) fn more_texts() -> Vec<String> {
    let Some(folder) = std::env::var_os("GOODCALL_CASES") else { return Vec::new() };
    let files = std::fs::read_dir(folder).expect("the folder of cases").map(|entry| entry.expect("a file").path());
    let lists = files.filter(|path| path.extension().is_some_and(|e| e == "json")).filter_map(|path| {
        let text = std::fs::read_to_string(path).ok()?;
        serde_json::from_str::<Vec<String>>(&text).ok()
    });
    lists.flatten().filter(|text| !text.trim().is_empty() && !text.contains('\0')).collect()
}

/// Whether a character steers the terminal, turns text around or hides, wherever it stands.
pub(crate) fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
        )
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}')
        || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{E000}'..='\u{F8FF}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0001}')
        || matches!(c, '\u{F0000}'..='\u{10FFFF}')
}

/// What in a printed text steers, turns around, hides or piles up; line feeds are the printer's own.
pub(crate) fn harm_in(printed: &str) -> Vec<String> {
    let mut found: Vec<String> =
        printed.chars().filter(|c| *c != '\n' && is_harmful(*c)).map(|c| format!("{c:?}")).collect();
    // A value in JSON is whole, so its letters may be longer than those that are shown.
    let longest = if printed.starts_with(['{', '[']) { 70 } else { 26 };
    for grapheme in printed.graphemes(true) {
        let first = grapheme.chars().next().unwrap_or(' ');
        let hides = |c: char| matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0D}' | '\u{E0020}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}');
        // Joiners, variants and tags belong to scripts and emoji.
        if first.is_ascii() && grapheme.chars().any(hides) || grapheme.chars().count() > longest {
            found.push(grapheme.chars().take(20).map(|c| format!("{c:?}")).collect());
        }
    }
    found
}

/// A text without the colors that the program itself puts around words.
pub(crate) fn without_colors(printed: &str) -> String {
    let mut plain = String::with_capacity(printed.len());
    let mut rest = printed;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let codes = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').len();
        rest = match after[codes..].strip_prefix('m') {
            Some(behind) => behind,
            None => {
                plain.push('\u{1b}');
                after
            }
        };
    }
    plain + rest
}
