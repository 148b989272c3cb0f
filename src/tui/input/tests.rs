use super::*;
use crossterm::event::KeyModifiers;
use proptest::prelude::*;

/// What came of reads, each with its milliseconds after the one before, and of two seconds of silence after them.
fn heard(reads: &[(u64, &[u8])]) -> Vec<String> {
    let mut now = Instant::now();
    let mut input = Input::new(now);
    let mut events = Vec::new();
    for (gap, read) in reads {
        now += Duration::from_millis(*gap);
        // The thread wakes at each deadline.
        while let Some(deadline) = input.deadline().filter(|at| *at < now) {
            events.extend(input.waited(deadline));
        }
        events.extend(input.take(read, now));
    }
    for _ in 0..4 {
        if let Some(deadline) = input.deadline() {
            events.extend(input.waited(deadline));
        }
    }
    events.iter().map(named).collect()
}

/// The same for reads 20 ms apart.
fn all(reads: &[&[u8]]) -> Vec<String> {
    heard(&reads.iter().map(|read| (20, *read)).collect::<Vec<_>>())
}

fn named(event: &Event) -> String {
    match event {
        Event::Key(key) => {
            let code = match key.code {
                KeyCode::Char(c) => c.to_string(),
                other => format!("{other:?}"),
            };
            let shown = [(KeyModifiers::CONTROL, "ctrl-"), (KeyModifiers::ALT, "alt-")];
            let mut name: String = shown.iter().filter(|(m, _)| key.modifiers.contains(*m)).map(|(_, n)| *n).collect();
            if key.modifiers.contains(KeyModifiers::SHIFT) && !matches!(key.code, KeyCode::Char(_)) {
                name.push_str("shift-");
            }
            name + &code
        }
        Event::Paste(text) => format!("paste {text:?}"),
        Event::Mouse(mouse) => format!("{:?} {} {}", mouse.kind, mouse.column, mouse.row),
        Event::Background(background) => format!("{background:?}"),
        other => format!("{other:?}"),
    }
}

const REPLIES: [&[u8]; 14] = [
    b"\x1bP>|ghostty 1.0.1\x1b\\",
    b"\x1bP>|tmux 3.4\x1b\\",
    b"\x1bP1$r0 q\x1b\\",
    b"\x1bP!|00000000\x1b\\",
    b"\x1bP0$r\x1b\\",
    b"\x1b]52;c;c3N6\x07",
    b"\x1b]4;1;rgb:cd/00/00\x1b\\",
    b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b[?62;22c",
    b"\x1b[>0;276;0c",
    b"\x1b[?2026;2$y",
    b"\x1b[24;80R",
    b"\x1b[?1u",
];

#[test]
fn a_reply_is_nothing_whole_or_in_two_pieces() {
    for reply in REPLIES {
        for cut in 0..reply.len() {
            let (start, end) = reply.split_at(cut);
            let reads: Vec<&[u8]> = [b"j".as_slice(), start, end, b"k"].into_iter().filter(|r| !r.is_empty()).collect();
            assert_eq!(
                all(&reads),
                ["j", "k"],
                "{:?}",
                reads.iter().map(|r| r.escape_ascii().to_string()).collect::<Vec<_>>()
            );
        }
        // In the same read as keys, and byte by byte.
        assert_eq!(all(&[&[b"j", reply, b"k"].concat()]), ["j", "k"]);
        let bytes: Vec<&[u8]> = reply.chunks(1).chain([b"k".as_slice()]).collect();
        assert_eq!(all(&bytes), ["k"], "{}", reply.escape_ascii());
    }
    for reply in [b"\x1bXsomething\x1b\\".as_slice(), b"\x1b^private\x1b\\"] {
        assert_eq!(all(&[reply, b"k"]), ["k"]);
    }
    assert_eq!(heard(&[(20, b"\x1bP>|ghost"), (490, b"ty 1.0.1"), (490, b"\x1b\\"), (10, b"k")]), ["k"]);
}

#[test]
fn the_background_is_read_from_its_reply() {
    assert_eq!(all(&[b"\x1b]11;rgb:fbfb/fafa/f6f6\x1b\\"]), ["Light"]);
    assert_eq!(all(&[b"j\x1b]11;rgb:16", b"16/1818/1d1d\x07k"]), ["j", "Dark", "k"]);
    assert_eq!(all(&[b"\x1b]11;rgb:fbfb", b"\x18", b"k"]), ["ctrl-x", "k"]);
}

#[test]
fn keys_with_alt_are_never_lost() {
    for letter in *b"P]_X^O[" {
        let (c, key) = (char::from(letter), [ESC, letter]);
        let alt = format!("alt-{c}");
        // Alone, and with a log behind it.
        assert_eq!(all(&[&key]).join(" "), alt);
        assert_eq!(heard(&[(0, &key), (600, b"1"), (100, b"G")]), [alt.clone(), "1".into(), "G".into()]);
        if letter != b'[' {
            let log: Vec<(u64, &[u8])> =
                [(0, key.as_slice())].into_iter().chain(b"+ She".chunks(1).map(|c| (90, c))).collect();
            assert_eq!(heard(&log), [&alt, "+", " ", "S", "h", "e"]);
        }
    }
    // Also what has a reply's shape, where it came key by key and never ended.
    let keys: Vec<(u64, &[u8])> =
        [(0, b"\x1bP".as_slice())].into_iter().chain(b"> Tom".chunks(1).map(|c| (90, c))).collect();
    assert_eq!(heard(&keys), ["alt-P", ">", " ", "T", "o", "m"]);
    let on: Vec<(u64, &[u8])> = keys.iter().copied().chain([(90, b"\r".as_slice()), (10, b"!")]).collect();
    assert_eq!(heard(&on), ["alt-P", ">", " ", "T", "o", "m", "Enter", "!"]);
    assert_eq!(all(&[b"\x1b]", b"1", b"\x13", b"\x1b[A"]), ["alt-]", "1", "ctrl-s", "Up"]);
    // Somebody who never pauses does not wait for ever.
    let many: Vec<(u64, &[u8])> = [(0, b"\x1bP".as_slice())].into_iter().chain([(100, b"!".as_slice()); 40]).collect();
    let mut now = Instant::now();
    let mut input = Input::new(now);
    let shown: usize = many
        .iter()
        .map(|(gap, read)| {
            now += Duration::from_millis(*gap);
            input.take(read, now).len()
        })
        .sum();
    assert!(shown >= 30, "{shown}");
}

#[test]
fn a_reply_that_never_ends_costs_no_key() {
    let cut: &[u8] = b"\x1bP>|ghostty 1.0";
    // After half a second, at Enter, at Esc, at Ctrl-X, at an arrow: what follows is typed.
    assert_eq!(heard(&[(0, cut), (510, b"a"), (90, b"b")]), ["a", "b"]);
    assert_eq!(heard(&[(0, cut), (90, b"\r"), (90, b"b")]), ["Enter", "b"]);
    assert_eq!(heard(&[(0, cut), (90, b"\x1b"), (90, b"b")]), ["Esc", "b"]);
    assert_eq!(heard(&[(0, cut), (90, b"\x1b"), (700, b"b")]), ["Esc", "b"]);
    assert_eq!(heard(&[(0, cut), (90, b"\x18"), (90, b"b")]), ["ctrl-x", "b"]);
    assert_eq!(heard(&[(0, cut), (90, b"\x1b[A"), (90, b"b")]), ["Up", "b"]);
    assert_eq!(heard(&[(0, b"\x1bP>|ghost\rq")]), ["q"]);
    // Keys that were typed before that come then.
    assert_eq!(heard(&[(0, cut), (90, b"a"), (90, b"\x7f"), (90, "é".as_bytes())]), ["a", "Backspace", "é"]);
    assert_eq!(heard(&[(0, cut), (90, b"a"), (90, b"\r"), (90, b"b")]), ["a", "Enter", "b"]);
    // Another reply begins in it.
    assert_eq!(heard(&[(0, cut), (90, b"\x1bP>|tmux 3.4\x1b\\"), (90, b"b")]), ["b"]);
}

#[test]
fn esc_is_a_key_and_soon() {
    let now = Instant::now();
    let mut input = Input::new(now);
    assert!(input.take(b"\x1b", now).is_empty());
    assert_eq!(input.deadline(), Some(now + Duration::from_millis(50)));
    assert_eq!(input.waited(now + Duration::from_millis(50)).len(), 1);
    assert_eq!(input.deadline(), None);
    assert_eq!(all(&[b"\x1b", b"j"]), ["Esc", "j"]);
    assert_eq!(all(&[b"\x1b", b"P", b"q"]), ["Esc", "P", "q"]);
    assert_eq!(all(&[b"\x1b", b"\x1b", b"\x1b[A"]), ["Esc", "Esc", "Up"]);
    assert_eq!(all(&[b"\x1bj", b"\x1b\x7f", b"\x1b\r"]), ["alt-j", "alt-Backspace", "alt-Enter"]);
    // Once the terminal has answered, Esc is as fast as any key.
    let then = now + Duration::from_millis(500);
    assert!(input.take(b"\x1b", then).is_empty());
    assert_eq!(input.deadline(), Some(then + Duration::from_millis(2)));
    assert_eq!(heard(&[(600, b"\x1b"), (3, b"j")]), ["Esc", "j"]);
    for key in ["P", "]", "_", "["] {
        assert_eq!(heard(&[(600, b"\x1b"), (3, key.as_bytes())]), ["Esc", key]);
        assert_eq!(heard(&[(600, b"\x1b"), (3, key.as_bytes()), (90, b"+"), (90, b"S")]), ["Esc", key, "+", "S"]);
        assert_eq!(heard(&[(600, b"\x1b"), (90, key.as_bytes()), (90, b">")]), ["Esc", key, ">"]);
    }
    assert_eq!(
        heard(&[(600, b"\x1b"), (3, b"P"), (90, b">"), (90, b"T"), (90, b"\r")]),
        ["Esc", "P", ">", "T", "Enter"]
    );
    // A reply of which only Esc came in time costs no more than that Esc, also byte by byte.
    for reply in REPLIES {
        let bytes: Vec<(u64, &[u8])> = reply.chunks(1).map(|byte| (30, byte)).collect();
        let late: Vec<(u64, &[u8])> =
            [(600, b"j".as_slice())].into_iter().chain(bytes).chain([(30, b"k".as_slice())]).collect();
        assert_eq!(heard(&late), ["j", "Esc", "k"], "{}", reply.escape_ascii());
    }
    // The rest of a reply that came too late for its Esc.
    assert_eq!(heard(&[(0, b"\x1b"), (200, b"P>|ghostty 1.0.1\x1b\\"), (90, b"k")]), ["Esc", "k"]);
    assert_eq!(heard(&[(0, b"\x1b"), (200, b"[?62;22c"), (90, b"k")]), ["Esc", "k"]);
    assert_eq!(heard(&[(0, b"\x1b"), (200, b"P"), (90, b">")]), ["Esc", "P", ">"]);
}

#[test]
fn keys_have_their_names() {
    let cases: [(&[u8], &str); 33] = [
        (b"\r", "Enter"),
        (b"\n", "ctrl-j"),
        (b"\t", "Tab"),
        (b"\x7f", "Backspace"),
        (b"\0", "ctrl- "),
        (b"\x13", "ctrl-s"),
        (b"\x1f", "ctrl-7"),
        ("ß".as_bytes(), "ß"),
        ("👍".as_bytes(), "👍"),
        (b"\x1b[A", "Up"),
        (b"\x1bOB", "Down"),
        (b"\x1b[H", "Home"),
        (b"\x1b[F", "End"),
        (b"\x1b[Z", "shift-BackTab"),
        (b"\x1b[1~", "Home"),
        (b"\x1b[3~", "Delete"),
        (b"\x1b[5~", "PageUp"),
        (b"\x1b[6~", "PageDown"),
        (b"\x1b[1;5C", "ctrl-Right"),
        (b"\x1b[1;3D", "alt-Left"),
        (b"\x1b[1;2A", "shift-Up"),
        (b"\x1b[3;5~", "ctrl-Delete"),
        (b"\x1bOP", "F(1)"),
        (b"\x1b[[B", "F(2)"),
        (b"\x1b[15~", "F(5)"),
        (b"\x1b[24~", "F(12)"),
        (b"\x1b[97;5u", "ctrl-a"),
        (b"\x1b[27u", "Esc"),
        (b"\x1b\x1b[A", "alt-Up"),
        (b"\x1b[<0;12;5M", "Down(Left) 11 4"),
        (b"\x1b[<64;1;1M", "ScrollUp 0 0"),
        (b"\x1b[97;12;5M", "ScrollDown 11 4"),
        (b"\x1b[M +%", "Down(Left) 10 4"),
    ];
    for (bytes, name) in cases {
        assert_eq!(all(&[bytes]), [name], "{}", bytes.escape_ascii());
    }
    let nothing: [&[u8]; 8] = [
        b"\x1b[I",
        b"\x1b[O",
        b"\x1b[97;1:3u",
        b"\x1b[<0;12;5m",
        b"\x1b[<35;12;5M",
        b"\x1b[8;24;80t",
        b"\x1b[999~",
        b"\xff",
    ];
    for bytes in nothing {
        assert_eq!(all(&[bytes, b"k"]), ["k"], "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_paste_is_text_however_it_comes() {
    let paste = "\x1b[200~+ eins\rq\x1bP>|\x1b[201~".as_bytes();
    let whole = "paste \"+ eins\\rq\\u{1b}P>|\"";
    assert_eq!(all(&[paste, b"k"]), [whole, "k"]);
    for cut in 1..paste.len() {
        let (start, end) = paste.split_at(cut);
        assert_eq!(all(&[start, end, b"k"]), [whole, "k"], "{cut}");
    }
    assert_eq!(all(&[b"a\x1b[200~\x1b[201~b"]), ["a", "paste \"\"", "b"]);
    // One that stops is shown; keys are keys again, and more of it is still text.
    let stopped = heard(&[(0, b"\x1b[200~one"), (3000, b"k")]);
    assert_eq!(stopped, ["paste \"one\"", "k"]);
    let goes_on = heard(&[(0, b"\x1b[200~one"), (3000, b" two\x1b[201~"), (90, b"k")]);
    assert_eq!(goes_on, ["paste \"one\"", "paste \" two\"", "k"]);
}

/// A key as it is typed, a read of its own, and its name.
const KEYS: [(&[u8], &str); 12] = [
    (b"j", "j"),
    (b">", ">"),
    (b"1", "1"),
    (b"G", "G"),
    (b"\r", "Enter"),
    (b"\x13", "ctrl-s"),
    (b"\x1b[A", "Up"),
    (b"\x1bP", "alt-P"),
    (b"\x1b]", "alt-]"),
    (b"\x1bX", "alt-X"),
    (b"\x1b", "Esc"),
    ("é".as_bytes(), "é"),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Keys and replies in any order, replies split anywhere.
    #[test]
    fn keys_in_are_keys_out_and_replies_vanish(
        parts in prop::collection::vec((0..KEYS.len() + REPLIES.len(), prop::collection::vec(0_usize..40, 0..4)), 0..12),
        gaps in prop::collection::vec(1_u64..45, 60),
    ) {
        let mut gaps = gaps.into_iter().cycle();
        let mut reads: Vec<(u64, &[u8])> = Vec::new();
        let mut keys = Vec::new();
        for (which, cuts) in &parts {
            if let Some((bytes, name)) = KEYS.get(*which) {
                // Nobody types within a moment of a reply's last byte, nor of another key.
                reads.push((600, bytes));
                keys.push((*name).to_string());
                continue;
            }
            let mut rest = REPLIES[*which - KEYS.len()];
            let mut pause = 600;
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % rest.len()).collect();
            cuts.sort_unstable();
            let mut done = 0;
            for cut in cuts {
                let (piece, left) = rest.split_at(cut - done);
                if !piece.is_empty() {
                    reads.push((pause, piece));
                    pause = gaps.next().unwrap_or(1);
                    if done == 0 && piece == b"\x1b" && pause >= 2 {
                        // Alone for longer than a key may wait, it is one.
                        keys.push("Esc".into());
                    }
                }
                (rest, done) = (left, cut);
            }
            reads.push((pause, rest));
        }
        prop_assert_eq!(heard(&reads), keys);
    }

    #[test]
    fn no_bytes_stop_the_reading(reads in prop::collection::vec((0_u64..700, prop::collection::vec(prop::num::u8::ANY, 1..20)), 0..12)) {
        let reads: Vec<(u64, &[u8])> = reads.iter().map(|(gap, read)| (*gap, read.as_slice())).collect();
        heard(&reads);
    }

    #[test]
    fn what_is_typed_slowly_is_what_comes(text in "[a-zA-Z0-9 >!?+$éß-]{0,40}") {
        let chars: Vec<String> = text.chars().map(String::from).collect();
        let reads: Vec<(u64, &[u8])> = chars.iter().map(|c| (120, c.as_bytes())).collect();
        prop_assert_eq!(heard(&reads), chars.clone());
    }
}
