use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use super::*;
use crate::sync::clock::Hlc;
use crate::sync::key::SpaceKey;

const ME: WriterId = WriterId(7);
/// 2026-11-23T09:00:00Z
const MADE: i64 = 1_795_424_400_000;

static KEY: LazyLock<SpaceKey> = LazyLock::new(|| SpaceKey::of_bytes([9; 32]));

fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn header(kind: Kind) -> Header {
    let seen = BTreeMap::from([(WriterId(8), 3), (ME, 4)]);
    Header { v: VERSION, seen, made: MADE, name: "Ana's laptop".into(), kind }
}

fn row(table: &str, row: i64, values: &Value) -> Entry {
    Entry::Row { table: table.into(), row, hlc: Hlc::at(MADE), writer: None, key: None, fields: fields(values) }
}

fn segment(entries: Vec<Entry>) -> Segment {
    Segment { space: KEY.space(), writer: ME, seq: 5, epoch: 0, header: header(Kind::Changes), entries }
}

fn sample() -> Segment {
    segment(vec![
        row("customer", 1, &json!({"name": "José Núñez\n東京", "favorite": 1, "phone": null, "weight": 0.1})),
        Entry::Forget { row: 2, hlc: Hlc::at(MADE + 1), writer: None },
        row("touch", i64::MAX, &json!({})),
    ])
}

fn opened(bytes: &[u8]) -> std::result::Result<Segment, SegmentFault> {
    open(bytes, &KEY.sealing(), KEY.space(), (ME, 5))
}

/// Seals lines as they are, as another version or a slip might have written them.
fn sealed_lines(lines: &str) -> Vec<u8> {
    let mut packing = DeflateEncoder::new(Vec::new(), Compression::new(LEVEL));
    packing.write_all(lines.as_bytes()).unwrap();
    sealed_packed(&packing.finish().unwrap())
}

fn sealed_packed(packed: &[u8]) -> Vec<u8> {
    let (nonce, aad) = ([3; NONCE], beside(KEY.space(), ME, 5, 0));
    let sealed = cipher(&KEY.sealing()).encrypt(&XNonce::from(nonce), Payload { msg: packed, aad: &aad }).unwrap();
    [b"gcs1".as_slice(), &[0; 4], &nonce, &sealed].concat()
}

fn damage(bytes: &[u8]) -> String {
    match opened(bytes) {
        Err(SegmentFault::Damaged(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

const FIRST: &str = r#"{"v":1,"seen":{},"made":1795424400000,"name":"x"}"#;

#[test]
fn the_lines_are_as_the_design_has_them() {
    let mut all = sample();
    all.entries.push(Entry::Row {
        table: "pick".into(),
        row: 3,
        hlc: Hlc(4096),
        writer: None,
        key: Some(vec![json!("2026-11-23"), json!(1)]),
        fields: fields(&json!({"state": "called"})),
    });
    all.entries.push(Entry::Forget { row: 2, hlc: Hlc(9), writer: Some(WriterId(1)) });
    all.entries.push(Entry::Other(json!(["praise", {"new": true}])));
    let lines = String::from_utf8(wire::lines(&all).unwrap()).unwrap();
    let stamp = Hlc::at(MADE).0;
    let expected = [
        r#"{"v":1,"seen":{"aaaaaaaaaaaah":4,"aaaaaaaaaaaai":3},"made":1795424400000,"name":"Ana's laptop"}"#
            .to_string(),
        format!(r#"["customer",1,{stamp},{{"name":"José Núñez\n東京","favorite":1,"phone":null,"weight":0.1}}]"#),
        format!(r#"["forget",2,{}]"#, Hlc::at(MADE + 1).0),
        format!(r#"["touch",9223372036854775807,{stamp},{{}}]"#),
        r#"["pick",3,4096,{"state":"called"},null,["2026-11-23",1]]"#.to_string(),
        r#"["forget",2,9,"aaaaaaaaaaaab"]"#.to_string(),
        r#"["praise",{"new":true}]"#.to_string(),
    ];
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
    assert_eq!(all.values().unwrap().iter().map(Value::to_string).collect::<Vec<_>>(), expected);
    assert_eq!(opened(&seal(&all, &KEY.sealing()).unwrap()), Ok(all));
}

#[test]
fn a_snapshot_comes_back_with_what_it_covers() {
    for part in [Part::WHOLE, Part { set: 77, number: 2, of: 3 }] {
        let covers = BTreeMap::from([(ME, 5), (WriterId(8), 2)]);
        let entries = vec![Entry::Row {
            table: "customer".into(),
            row: 1,
            hlc: Hlc(1),
            writer: Some(WriterId(8)),
            key: None,
            fields: fields(&json!({"name": "Bo"})),
        }];
        let snapshot = Segment { header: header(Kind::Snapshot { covers, part }), entries, ..sample() };
        assert_eq!(opened(&seal(&snapshot, &KEY.sealing()).unwrap()), Ok(snapshot));
    }
}

/// Sealed by the code of today, for the code of later years.
#[test]
fn a_segment_that_lies_in_a_folder_for_years_is_read() {
    let lines = format!("{FIRST}\n[\"customer\",1,4096,{{\"name\":\"Ana\"}}]\n");
    // Stored, not packed: what DEFLATE makes of it may change, what it means may not.
    let length = u16::try_from(lines.len()).unwrap();
    let packed = [&[1], length.to_le_bytes().as_slice(), &(!length).to_le_bytes(), lines.as_bytes()].concat();
    let bytes = sealed_packed(&packed);
    let tag: Vec<String> = bytes[bytes.len() - 16..].iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(tag.concat(), "861d50aa66047b646a02e2bacace628d");
    assert_eq!(opened(&bytes).unwrap().entries[0].hlc(), Some(Hlc(4096)));
}

#[test]
fn a_segment_opens_only_in_its_place() {
    let bytes = seal(&sample(), &KEY.sealing()).unwrap();
    let other = SpaceKey::of_bytes([8; 32]);
    for wrong in [
        open(&bytes, &KEY.sealing(), other.space(), (ME, 5)),
        open(&bytes, &other.sealing(), KEY.space(), (ME, 5)),
        open(&bytes, &other.sealing(), other.space(), (ME, 5)),
        open(&bytes, &KEY.sealing(), KEY.space(), (WriterId(8), 5)),
        open(&bytes, &KEY.sealing(), KEY.space(), (ME, 6)),
    ] {
        assert_eq!(wrong.map_err(|fault| fault.kind()), Err(crate::error::ErrorKind::Segment));
    }
    assert_ne!(seal(&sample(), &KEY.sealing()).unwrap(), bytes, "no nonce comes twice");
}

#[test]
fn other_formats_and_no_segments_are_told_apart() {
    let bytes = seal(&sample(), &KEY.sealing()).unwrap();
    let with_digit = |digit: u8| [b"gcs", [digit].as_slice(), &bytes[4..]].concat();
    assert_eq!(opened(&with_digit(b'2')), Err(SegmentFault::Newer(2)));
    assert_eq!(opened(&with_digit(b'0')), Err(SegmentFault::Newer(0)));
    assert_eq!(opened(b"gcs9"), Err(SegmentFault::Newer(9)));
    assert_eq!(opened(&sealed_lines("{\"v\":2,\"what\":\"ever\"}\n")), Err(SegmentFault::Newer(2)));
    assert_eq!(damage(&with_digit(b'x')), "it is not a segment");
    assert_eq!(damage(b""), "it is empty");
    assert_eq!(damage(b"gcs1"), "it is cut off");
    assert_eq!(damage(&bytes[..40]), "it was changed, or belongs to another space, machine or place");
}

#[test]
fn a_time_after_the_year_2100_is_refused() {
    let late = Hlc::at(4_133_980_800_000).0;
    for line in [format!("[\"customer\",1,{late},{{}}]"), format!("[\"forget\",1,{late}]")] {
        assert_eq!(opened(&sealed_lines(&format!("{FIRST}\n{line}\n"))), Err(SegmentFault::Clock), "{line}");
    }
    let made = FIRST.replace("1795424400000", "4133980800000");
    assert_eq!(opened(&sealed_lines(&format!("{made}\n"))), Err(SegmentFault::Clock));
}

#[test]
fn what_a_newer_version_says_stays_as_it_stands() {
    for line in [
        r#"["forget",1]"#,
        r#"["forget",1,2,"aaaaaaaaaaaab",true]"#,
        r#"["forget",1,2,{}]"#,
        r#"["customer","by name",2,{}]"#,
        r#"["customer",1,2,{},null,null,"more"]"#,
        r#"["customer",1,2,{},"nobody"]"#,
        r#"["customer",1.5,2,{}]"#,
        r#"["customer"]"#,
        r#"{"kind":"praise"}"#,
    ] {
        let read = opened(&sealed_lines(&format!("{FIRST}\n{line}\n"))).unwrap();
        assert_eq!(read.entries, [Entry::Other(serde_json::from_str(line).unwrap())], "{line}");
        assert_eq!(opened(&seal(&read, &KEY.sealing()).unwrap()), Ok(read));
    }
    let more = FIRST.replace("{\"v\"", "{\"new\":[1],\"v\"");
    assert!(opened(&sealed_lines(&format!("{more}\n"))).is_ok());
}

#[test]
fn lines_that_no_version_writes_are_damage() {
    for (lines, reason) in [
        ("", "its last line does not end"),
        (FIRST, "its last line does not end"),
        ("\n", "its first line: "),
        ("[]\n", "its first line: "),
        ("{\"v\":0,\"seen\":{},\"made\":0,\"name\":\"\"}\n", "its first line says what can't be"),
        ("{\"v\":1,\"seen\":{\"A\":1},\"made\":0,\"name\":\"\"}\n", "its first line: "),
        ("{\"v\":1,\"seen\":{},\"made\":0,\"name\":\"\",\"part\":[1,1,2]}\n", "its first line says what can't be"),
        ("{\"v\":1,\"seen\":{},\"made\":0,\"name\":\"\",\"covers\":{},\"part\":[1,3,2]}\n", "its first line says"),
    ] {
        let said = damage(&sealed_lines(lines));
        assert!(said.starts_with(reason), "{lines}: {said}");
    }
    for line in
        ["", "null", "7", "\"forget\"", "[]", "[1,2]", "[[\"customer\"]]", "{", "[\"customer\",1,-1,{}]", "{} {}"]
    {
        let said = damage(&sealed_lines(&format!("{FIRST}\n[\"away\",1,2,{{}}]\n{line}\n")));
        assert!(said.starts_with("line 3"), "{line}: {said}");
    }
    let deep = "[".repeat(100_000);
    assert!(damage(&sealed_lines(&format!("{FIRST}\n{deep}\n"))).starts_with("line 2: recursion limit"));
}

#[test]
fn nothing_unpacks_without_bound() {
    let bomb = sealed_lines(&" ".repeat(UNPACKED_LIMIT + 1));
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(damage(&bomb), "it unpacks to more than 64 MiB");
    assert_eq!(damage(&sealed_packed(b"\xff\xff")), "it can't be unpacked");
    assert_eq!(damage(&sealed_packed(b"")), "it can't be unpacked");
    let large = row("touch", 1, &json!({"text": "x".repeat(UNPACKED_LIMIT)}));
    assert!(seal(&segment(vec![large]), &KEY.sealing()).unwrap_err().message.contains("64 MiB"));
    let table = seal(&segment(vec![row("forget", 1, &json!({}))]), &KEY.sealing());
    assert_eq!(table.unwrap_err().message, "no table can be called forget");
}

#[test]
fn entries_go_into_segments_that_are_neither_long_nor_large() {
    let of = |entries: Vec<Entry>| Batches::new(entries).map(|batch| batch.len()).collect::<Vec<_>>();
    let short: Vec<Entry> = (0..2_001).map(|id| row("touch", id, &json!({"text": "Good talk."}))).collect();
    assert_eq!(of(Vec::new()), [0; 0]);
    assert_eq!(of(short.clone()), [1_000, 1_000, 1]);
    assert_eq!(Batches::new(short.clone()).flatten().collect::<Vec<_>>(), short);
    assert_eq!(Batches::of_snapshot(short).count(), 1);
    let text = |kib: usize| row("touch", 1, &json!({"text": "x".repeat(kib * 1024)}));
    assert_eq!(of(vec![text(400), text(400), text(400), text(1), text(2_000), text(1)]), [2, 2, 1, 1]);
    assert_eq!(of(vec![text(2_000), text(2_000)]), [1, 1]);
    assert_eq!(of(vec![text(512), text(511), text(1)]), [2, 1]);
}

#[test]
fn a_change_takes_a_fifth_of_its_row_at_most() {
    let entries: Vec<Entry> = (0..1_000_i64)
        .map(|id| {
            let text =
                format!("Spoke with number {} about order {}: #praise the delivery was on time", id, id * 37 % 1_009);
            let at = "2026-11-23T09:00:00Z";
            let values = json!({"customer_id": 517_815_236_100_096_i64 + id * 7_919, "kind": "call", "outcome": "talked",
                "happened_at": at, "text": text, "here": 1});
            row("touch", 7_000_000_000_000 + id * 104_729, &values)
        })
        .collect();
    let sealed = seal(&segment(entries.clone()), &KEY.sealing()).unwrap().len();
    let plain: usize = entries.iter().map(wire::size_of).sum();
    assert!(sealed * 5 <= plain, "{sealed} of {plain}");
}

#[test]
fn a_fault_names_the_file_and_what_to_do() {
    let file = std::path::Path::new("/stick/0000000005-ab.gcs");
    let error = SegmentFault::damaged("it is cut off").about(file, "join again");
    assert_eq!(error.message, "/stick/0000000005-ab.gcs can't be read: it is cut off");
    assert_eq!(error.kind.exit_code(), 4);
    assert!(error.help.is_some_and(|help| help.ends_with("on the machine that wrote it, then join again")));
    assert_eq!(SegmentFault::Newer(2).about(file, "run goodcall sync now").kind.as_str(), "newer");
    assert_eq!(SegmentFault::Clock.about(file, "run goodcall sync now").kind.as_str(), "clock");
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1_000_000..1_000_000_i32).prop_map(|n| json!(f64::from(n) / 8.0)),
        any::<String>().prop_map(Value::from),
    ]
}

fn any_stamp() -> impl Strategy<Value = Hlc> {
    (0..Hlc::at(4_133_980_800_000).0).prop_map(Hlc)
}

fn any_writer() -> impl Strategy<Value = WriterId> {
    (0..u64::MAX >> 1).prop_map(WriterId)
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let values = proptest::collection::vec((any::<String>(), any_value()), 0..5);
    let key = proptest::option::of(proptest::collection::vec(any_value(), 0..3));
    let table = any::<String>().prop_filter("no table", |table| table != "forget");
    let writer = || proptest::option::of(any_writer());
    prop_oneof![
        3 => (table, any::<i64>(), any_stamp(), writer(), key, values).prop_map(|(table, row, hlc, writer, key, values)| {
            Entry::Row { table, row, hlc, writer, key, fields: values.into_iter().collect() }
        }),
        1 => (any::<i64>(), any_stamp(), writer()).prop_map(|(row, hlc, writer)| Entry::Forget { row, hlc, writer }),
    ]
}

fn any_segment() -> impl Strategy<Value = Segment> {
    let seen = || proptest::collection::btree_map(any_writer(), any::<u64>(), 0..4);
    let part = (any::<u64>(), 1..5_u32).prop_map(|(set, number)| Part { set, number, of: 5 });
    let kind =
        prop_oneof![Just(Kind::Changes), (seen(), part).prop_map(|(covers, part)| Kind::Snapshot { covers, part }),];
    let header = (seen(), any::<u32>(), any::<String>(), kind).prop_map(|(seen, made, name, kind)| Header {
        v: VERSION,
        seen,
        made: i64::from(made),
        name,
        kind,
    });
    (any::<u32>(), header, proptest::collection::vec(any_entry(), 0..6)).prop_map(|(epoch, header, entries)| Segment {
        epoch,
        header,
        entries,
        ..sample()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_segment_comes_back(segment in any_segment()) {
        let bytes = seal(&segment, &KEY.sealing()).unwrap();
        prop_assert_eq!(opened(&bytes), Ok(segment));
    }

    #[test]
    fn a_flipped_bit_a_cut_and_an_addition_are_refused(
        segment in any_segment(), at in any::<Index>(), bit in 0..8_u32, more in any::<u8>(),
    ) {
        let bytes = seal(&segment, &KEY.sealing()).unwrap();
        let at = at.index(bytes.len());
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << bit;
        match opened(&flipped) {
            Err(SegmentFault::Damaged(_)) => {}
            Err(SegmentFault::Newer(_)) => prop_assert_eq!(at, 3),
            other => prop_assert!(false, "{:?}", other),
        }
        let longer = [bytes.as_slice(), &[more]].concat();
        for wrong in [&bytes[..at], &longer] {
            prop_assert!(matches!(opened(wrong), Err(SegmentFault::Damaged(_))));
        }
    }

    #[test]
    fn any_bytes_are_refused_and_any_lines_read_or_refused(
        bytes in any::<Vec<u8>>(), epoch_on in any::<Vec<u8>>(), lines in "(\\[|\\]|\\{|\\}|\"forget\"|\"a\"|,|:|-?[0-9]{1,3}|null|\n){0,30}\n",
    ) {
        prop_assert!(opened(&bytes).is_err());
        prop_assert!(opened(&[b"gcs1".as_slice(), &epoch_on].concat()).is_err());
        prop_assert!(opened(&sealed_packed(&bytes)).is_err());
        let _ = opened(&sealed_lines(&format!("{FIRST}\n{lines}")));
    }
}
