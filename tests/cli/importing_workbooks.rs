//! `import` of workbooks: which sheet is read, what becomes of its cells, and what is refused.

use serde_json::{Value, json};

use super::importing_wrapped::zipped;
use crate::support::{Book, names, noted};

/// A sheet of an Excel workbook: its name, its state (nothing, or `hidden`), and its rows as XML.
struct Sheet<'s>(&'s str, &'s str, String);

/// A cell of text, at a place such as `B2`.
fn text(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}

/// A cell of a type (`n`, `b`, `e`, `str`, `s`) and style.
fn cell(at: &str, kind: &str, style: u8, value: &str) -> String {
    format!("<c r=\"{at}\" t=\"{kind}\" s=\"{style}\"><f>X1</f><v>{value}</v></c>")
}

fn row(number: u32, cells: &[String]) -> String {
    format!("<row r=\"{number}\">{}</row>", cells.concat())
}

/// Rows of nothing but text, from the first.
fn rows(of: &[&[&str]]) -> String {
    let cells = |at: usize, row: &[&str]| {
        let name = |column: usize| format!("{}{}", char::from(b'A' + column as u8), at + 1);
        row.iter().enumerate().map(|(column, value)| text(&name(column), value)).collect::<Vec<_>>()
    };
    of.iter().enumerate().map(|(at, one)| row(at as u32 + 1, &cells(at, one))).collect()
}

/// An Excel workbook. Style 1 is a date, 2 a date and hour, 3 a duration.
fn xlsx(sheets: &[Sheet<'_>]) -> Vec<u8> {
    xlsx_with(
        sheets,
        "<sst uniqueCount=\"2\"><si><t>Ana &amp; Co</t></si><si><r><t>Ben</t></r><r><t xml:space=\"preserve\"> Dias</t></r></si></sst>",
    )
}

fn xlsx_with(sheets: &[Sheet<'_>], strings: &str) -> Vec<u8> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut list, mut links) = (String::new(), String::new());
    for (at, Sheet(name, state, _)) in sheets.iter().enumerate() {
        let state = if state.is_empty() { String::new() } else { format!(" state=\"{state}\"") };
        list += &format!("<sheet name=\"{name}\" sheetId=\"{0}\"{state} r:id=\"r{0}\"/>", at + 1);
        links +=
            &format!("<Relationship Id=\"r{0}\" Type=\"{of}/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>", at + 1);
    }
    let relationships = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    let mut parts = vec![
        ("[Content_Types].xml".to_string(), format!("{head}<Types/>")),
        (
            "_rels/.rels".to_string(),
            format!(
                "{head}<Relationships {relationships}><Relationship Id=\"r1\" Type=\"{of}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        ("xl/workbook.xml".to_string(), format!("{head}<workbook {main}><sheets>{list}</sheets></workbook>")),
        (
            "xl/_rels/workbook.xml.rels".to_string(),
            format!("{head}<Relationships {relationships}>{links}</Relationships>"),
        ),
        (
            "xl/styles.xml".to_string(),
            format!(
                "{head}<styleSheet {main}><cellXfs count=\"4\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"46\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/sharedStrings.xml".to_string(), format!("{head}{strings}")),
    ];
    for (at, Sheet(.., rows)) in sheets.iter().enumerate() {
        let sheet = format!("{head}<worksheet {main}><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{}.xml", at + 1), sheet));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zipped(&parts)
}

#[test]
fn a_sheet_comes_in_as_a_table_does() {
    let book = Book::new();
    let header = ["name", "phone", "Last Contacted", "DoNotCall", "notes", "Shoe size"];
    let people = [
        row(1, &header.iter().zip(["A1", "B1", "C1", "D1", "E1", "F1"]).map(|(t, at)| text(at, t)).collect::<Vec<_>>()),
        row(
            2,
            &[
                cell("A2", "s", 0, "0"),
                cell("B2", "n", 0, "351225550142"),
                cell("C2", "n", 1, "45363"),
                cell("D2", "b", 0, "1"),
                text("E2", "likes\nport, &quot;tawny&quot;"),
                cell("F2", "n", 0, "41.5"),
            ],
        ),
        row(
            5,
            &[
                cell("A5", "s", 0, "1"),
                cell("B5", "e", 0, "#REF!"),
                cell("C5", "n", 2, "45363.385"),
                cell("D5", "e", 0, "#SPILL!"),
            ],
        ),
        row(6, &[text("B6", "+351225550199")]),
    ];
    book.write("people.xlsx", xlsx(&[Sheet("People", "", people.concat())]));
    let ran = book.run("import people.xlsx --dry-run").ends(5);
    ran.says("people.xlsx: spreadsheet").says("2 customers would be added").says("people.xlsx, line 6");
    let ran = book.run("import people.xlsx --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&result["added"], &result["touches"]), (&2.into(), &2.into()), "{result}");
    assert_eq!(result["unused"], json!(["Shoe size"]));
    assert_eq!(result["rejected"][0]["line"], 6);
    let notes = noted(&result);
    assert!(notes.contains(&"5: the cell B5 holds the error #REF!: left empty".to_string()), "{notes:?}");
    assert!(notes.contains(&"5: the cell D5 holds the error #SPILL!: left empty".to_string()), "{notes:?}");
    let ana = book.json("show ana");
    assert_eq!(
        (&ana["name"], &ana["phone"], &ana["do_not_call"]),
        (&"Ana & Co".into(), &"+351225550142".into(), &true.into())
    );
    assert_eq!(ana["facts"], "likes\nport, \"tawny\"");
    assert_eq!(&ana["touches"][0]["at"].as_str().expect("a day")[..10], "2024-03-12");
    assert_eq!(book.json("show ben")["name"], "Ben Dias");
    let again: Value = serde_json::from_str(&book.run("import people.xlsx --json").ends(5).out).expect("JSON");
    assert_eq!((&again["added"], &again["updated"], &again["touches"]), (&0.into(), &0.into(), &0.into()));
    book.run("undo").ok();
    assert_eq!(book.json("list"), json!([]));
}

#[test]
fn covers_empty_and_hidden_sheets_are_passed_over() {
    let book = Book::new();
    let sheets = [
        Sheet("Cover", "", rows(&[&["Our customers"], &["Autumn", "2026"]])),
        Sheet("Empty", "", String::new()),
        Sheet("Old", "hidden", rows(&[&["name", "company"], &["Nobody", "Old"]])),
        Sheet(
            "Kontakte &amp; mehr",
            "",
            rows(&[&["Stand: heute"], &[], &["Vorname", "Nachname"], &["Käthe", "Müller"]]),
        ),
    ];
    book.write("covered.xlsx", xlsx(&sheets));
    book.run("import covered.xlsx").ok().says("spreadsheet, the sheet \"Kontakte & mehr\"");
    assert_eq!(names(&book.json("list"), "/name"), ["Käthe Müller"]);
    // Where nothing else lists people, a hidden one does.
    book.write("hidden.xlsx", xlsx(&sheets[..3]));
    book.run("import hidden.xlsx").ok().says("the sheet \"Old\"");
    // What the user maps is looked for in every sheet.
    let sheets = [Sheet("A", "", rows(&[&["Thing"], &["x"]])), Sheet("B", "", rows(&[&["Who"], &["Rui"]]))];
    book.write("mapped.xlsx", xlsx(&sheets));
    book.run("import mapped.xlsx").fails(1).warns("no column holds the name").warns("Thing");
    book.words(&["import", "mapped.xlsx", "--map", "Who=name"]).ok().says("the sheet \"B\"");
    assert_eq!(names(&book.json("list"), "/name"), ["Käthe Müller", "Nobody", "Rui"]);
}

#[test]
fn a_workbook_is_known_whatever_it_is_called_and_wherever_it_lies() {
    let book = Book::new();
    let of = |name: &str| xlsx(&[Sheet("S", "", rows(&[&["name", "email"], &[name, "x@x.example"]]))]);
    book.write("people.csv", of("Ana"));
    book.write("zip.zip", zipped(&[("in/a.xlsx", &of("Ben")), ("in/b.csv", b"name\nEva\n")]));
    book.write("csv.xlsx", "name\nRui\n");
    book.write("html.xlsx", "<html><table><tr><td>name</td></tr></table>");
    book.run("import people.csv zip.zip csv.xlsx").ok();
    assert_eq!(names(&book.json("list"), "/name"), ["Ana", "Ben", "Eva", "Rui"]);
    book.run("import html.xlsx").fails(1).warns("web page (HTML)");
    std::fs::create_dir(book.path("in")).expect("a folder");
    book.write("in/c.xlsx", of("Zoe"));
    assert_eq!(book.json("import in")["added"], 1);
}

#[test]
fn a_stray_cell_far_away_costs_nothing() {
    let book = Book::new();
    let people = rows(&[&["name", "email"], &["Ana", "a@x.example"]]);
    let stray = row(1_048_576, &[text("XFD1048576", "stray")]);
    book.write("stray.xlsx", xlsx(&[Sheet("S", "", format!("{people}{stray}"))]));
    let result = book.json("import stray.xlsx");
    assert_eq!(result["added"], 1);
    assert_eq!(noted(&result), ["1048576: cells to the right of column AMJ are left out"]);
    // Many rows that hold nothing.
    let blank: String = (3..=50_000).map(|at| format!("<row r=\"{at}\"/>")).collect();
    book.write("blank.xlsx", xlsx(&[Sheet("S", "", format!("{people}{blank}"))]));
    assert_eq!(book.json("import blank.xlsx")["unchanged"], 1);
}

#[test]
fn workbooks_that_cant_be_read_say_why() {
    let book = Book::new();
    let people = || Sheet("S", "", rows(&[&["name"], &["Ana"]]));
    let whole = xlsx(&[people()]);
    let lying = xlsx_with(&[people()], "<sst uniqueCount = '99999999999'><si><t>a</t></si></sst>");
    let broken = xlsx(&[Sheet("S", "", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>name".into())]);
    // A sheet that names a string which isn't there goes on behind it.
    let missing = xlsx(&[Sheet("S", "", format!("{}{}", rows(&[&["name"]]), row(2, &[cell("A2", "s", 0, "77")])))]);
    let mut spoiled = whole.clone();
    let at = spoiled.len() / 2;
    for byte in &mut spoiled[at..at + 8] {
        *byte ^= 0x5A;
    }
    for (name, bytes, what) in [
        ("cut.xlsx", whole[..whole.len() / 2].to_vec(), ".xlsx"),
        ("lying.xlsx", lying, "can't be read"),
        ("broken.xlsx", broken, "can't be read"),
        ("spoiled.xlsx", spoiled, ".xlsx"),
        ("empty.xlsx", xlsx(&[Sheet("S", "", String::new())]), "empty"),
        ("none.xlsx", xlsx(&[]), ".xlsx"),
    ] {
        book.write(name, bytes);
        book.words(&["import", name]).fails(1).warns(what).warns("nothing was imported");
    }
    book.write("missing.xlsx", missing);
    let notes = noted(&book.json("import missing.xlsx"));
    assert!(notes.len() == 1 && notes[0].contains("error"), "{notes:?}");
    assert_eq!(book.json("list"), json!([]));
}

/// A spreadsheet (.ods) with these sheets: a name, a style (`ta1`, or `ta2` of hidden ones), and rows as XML.
fn ods(sheets: &[(&str, &str, String)]) -> Vec<u8> {
    let spaces =
        ["office", "table", "text", "style", "calcext"].map(|name| format!(" xmlns:{name}=\"urn:{name}\"")).concat();
    let style = |name: &str, shown: bool| {
        format!(
            "<style:style style:name=\"{name}\" style:family=\"table\"><style:table-properties table:display=\"{shown}\"/></style:style>"
        )
    };
    let tables = sheets.iter().map(|(name, style, rows)| {
        format!(
            "<table:table table:name=\"{name}\" table:style-name=\"{style}\"><table:table-column/>{rows}</table:table>"
        )
    });
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content{spaces}><office:automatic-styles>{}{}</office:automatic-styles><office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>",
        style("ta1", true),
        style("ta2", false),
        tables.collect::<String>()
    );
    let mime = "application/vnd.oasis.opendocument.spreadsheet";
    zipped(&[("mimetype", mime.as_bytes()), ("content.xml", content.as_bytes()), ("META-INF/manifest.xml", b"<m/>")])
}

fn ods_text(text: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
}

fn ods_row(attributes: &str, cells: &[String]) -> String {
    format!("<table:table-row{attributes}>{}</table:table-row>", cells.concat())
}

#[test]
fn a_spreadsheet_of_open_document_comes_in_and_strays_far_away_cost_nothing() {
    let book = Book::new();
    let of = |kind: &str, value: &str, shown: &str| {
        format!(
            "<table:table-cell office:value-type=\"{kind}\" office:{value}><text:p>{shown}</text:p></table:table-cell>"
        )
    };
    let blank = |cells: u32| format!("<table:table-cell table:number-columns-repeated=\"{cells}\"/>");
    let people = [
        ods_row("", &["name", "phone", "Last Contacted", "DoNotCall", "notes"].map(ods_text)),
        ods_row("", &[
            ods_text("Ana &lt;&amp;&gt; Serra &#8211; PT"),
            of("float", "value=\"351225550142\"", "3,51E+11"),
            of("date", "date-value=\"2024-03-12\"", "12.03.24"),
            of("boolean", "boolean-value=\"true\"", "WAHR"),
            "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>secret</text:p></office:annotation><text:p>likes<text:s text:c=\"2\"/>port</text:p><text:p>and <text:span>tawny</text:span></text:p></table:table-cell>".into(),
        ]),
        ods_row(" table:number-rows-repeated=\"1000\"", &[blank(16_384)]),
        ods_row("", &[
            ods_text("Ben Dias"),
            "<table:table-cell office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#REF!</text:p></table:table-cell>".into(),
            of("date", "date-value=\"2024-03-14T09:30:00\"", "14.03.24 09:30"),
            blank(16_381),
        ]),
        ods_row("", &["<table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"string\"><text:p>Cleo</text:p></table:table-cell><table:covered-table-cell/>".into()]),
        ods_row(" table:number-rows-repeated=\"1047000\"", &[blank(16_384)]),
        ods_row("", &[blank(16_383), ods_text("stray")]),
    ];
    let sheets = [
        ("Cover", "ta1", ods_row("", &[ods_text("Our customers")])),
        (
            "Old",
            "ta2",
            ods_row("", &[ods_text("name"), ods_text("company")]) + &ods_row("", &[ods_text("Nobody"), ods_text("x")]),
        ),
        ("People", "ta1", people.concat()),
    ];
    book.write("people.ods", ods(&sheets));
    let ran = book.run("import people.ods").ok();
    ran.says("people.ods: spreadsheet, the sheet \"People\"").says("3 customers added");
    assert_eq!(names(&book.json("list"), "/name"), ["Ana <&> Serra – PT", "Ben Dias", "Cleo"]);
    let ana = book.json("show ana");
    assert_eq!((&ana["phone"], &ana["do_not_call"]), (&"+351225550142".into(), &true.into()));
    assert_eq!(ana["facts"], "likes  port\nand tawny");
    assert_eq!(&ana["touches"][0]["at"].as_str().expect("a day")[..10], "2024-03-12");
    let again = book.json("import people.ods");
    assert_eq!((&again["added"], &again["updated"], &again["touches"]), (&0.into(), &0.into(), &0.into()));
    let notes = noted(&again);
    assert!(notes[0].starts_with("1003: the cell B1003 holds the error #REF!"), "{notes:?}");
    let locked = zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".as_slice()),
        ("content.xml", b"\x01\x02\x03"),
        ("META-INF/manifest.xml", b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
    ]);
    book.write("locked.ods", locked);
    book.run("import locked.ods").fails(1).warns("a spreadsheet (.ods) with a password");
}

/// An old workbook, made by the Python library xlwt: a cover, a hidden sheet, and people in the sheet "Käufer" with a merged
/// cell, dates, a number that is a telephone, and a stray cell in its last corner.
const OLD: &[u8] = include_bytes!("../../fuzz/corpus-kept/workbook/old");

#[test]
fn an_old_workbook_comes_in() {
    let book = Book::new();
    book.write("people.xls", OLD);
    let ran = book.run("import people.xls").ends(5);
    ran.says("people.xls: spreadsheet, the sheet \"Käufer\"").says("3 customers added").says("line 65536");
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Serra", "Ben Dias", "Eva Lima"]);
    let ana = book.json("show ana");
    assert_eq!((&ana["phone"], &ana["do_not_call"]), (&"+351225550142".into(), &true.into()));
    assert_eq!((&ana["company"], &ana["facts"]), (&"Café Müller 東京".into(), &"likes\nport".into()));
    assert_eq!(&ana["touches"][0]["at"].as_str().expect("a day")[..10], "2024-03-12");
    assert_eq!(&book.json("show ben")["touches"][0]["at"].as_str().expect("a day")[..10], "2024-03-14");
    let again: Value = serde_json::from_str(&book.run("import people.xls --json").ends(5).out).expect("JSON");
    assert_eq!((&again["added"], &again["updated"], &again["touches"]), (&0.into(), &0.into(), &0.into()));
}

/// A file in the compound format of old Office programs, with an empty stream.
fn compound(stream: &str) -> Vec<u8> {
    let mut file = vec![0; 512 * 3];
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    let none = u32::MAX - 1;
    put(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, value) in [(26, 3_u16), (28, 0xFFFE), (30, 9), (32, 6)] {
        put(at, &value.to_le_bytes());
    }
    for (at, value) in [(44, 1), (48, 1), (56, 4096), (60, none), (68, none)] {
        put(at, &value.to_le_bytes());
    }
    put(80, &[0xFF; 432]);
    // The table of sectors: itself, and the list of streams.
    put(512, &[0xFF; 512]);
    put(512, &(u32::MAX - 2).to_le_bytes());
    put(516, &none.to_le_bytes());
    for (at, name, kind) in [(1024, "Root Entry", 5), (1152, stream, 2)] {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        put(at, &name);
        put(at + 64, &(name.len() as u16 + 2).to_le_bytes());
        put(at + 66, &[kind]);
        put(at + 116, &none.to_le_bytes());
    }
    file
}

#[test]
fn a_workbook_with_a_password_is_said_to_have_one() {
    let book = Book::new();
    book.write("locked.xlsx", compound("EncryptedPackage"));
    book.run("import locked.xlsx")
        .fails(1)
        .warns("an Excel workbook with a password")
        .warns("save it without the password");
    book.write("empty.xls", compound("Workbook"));
    book.run("import empty.xls").fails(1).warns("old Excel workbook (.xls)").warns("nothing was imported");
    book.write("letter.doc", compound("WordDocument"));
    book.run("import letter.doc").fails(1).warns("an old Word document");
}

#[test]
fn spoiled_workbooks_never_end_the_program() {
    let book = Book::new();
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut roll = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let sheet = xlsx(&[Sheet("S", "", rows(&[&["name"], &["Ana"]]))]);
    let table = ods(&[("S", "ta1", ods_row("", &[ods_text("name")]) + &ods_row("", &[ods_text("Ana")]))]);
    for whole in [OLD, sheet.as_slice(), table.as_slice()] {
        for _ in 0..8 {
            let mut spoiled = whole.to_vec();
            for _ in 0..=roll(20) {
                let at = roll(spoiled.len());
                spoiled[at] = roll(256) as u8;
            }
            spoiled.truncate(spoiled.len() - roll(spoiled.len()) / 2);
            book.write("spoiled", spoiled);
            let ran = book.run("import spoiled --dry-run");
            assert!(!ran.err.contains("panicked"), "{}", ran.err);
            assert!(ran.out.contains("would be added") || ran.err.contains("nothing was imported"), "{}", ran.err);
        }
    }
}

#[test]
fn sheets_that_list_people_and_are_not_read_are_named() {
    let book = Book::new();
    let north = rows(&[&["name", "phone"], &["Ana", "+351225550142"]]);
    let south = rows(&[&["name", "phone"], &["Ben", "+351225550143"]]);
    let legend = rows(&[&["Color", "Meaning"], &["red", "late"]]);
    let head_only = rows(&[&["name", "phone"]]);
    let sheets = [
        Sheet("North", "", north),
        Sheet("South", "", south),
        Sheet("Legend", "", legend),
        Sheet("New", "", head_only),
    ];
    book.write("regions.xlsx", xlsx(&sheets));
    let said = "only the sheet \"North\" was read; \"South\" holds a list, too, and was not read: save it as a file of its own, then import that";
    let result = book.json("import regions.xlsx");
    assert_eq!((&result["added"], noted(&result)), (&1.into(), vec![format!("1: {said}")]));
    let ran = book.run("import regions.xlsx --dry-run").ok().says(&format!("regions.xlsx: {said}"));
    assert!(!ran.out.contains("line 1"), "{}", ran.out);
}

#[test]
fn a_workbook_that_is_cut_off_is_said_to_be_damaged() {
    let book = Book::new();
    let mut spoiled = compound("Workbook");
    spoiled.truncate(700);
    book.write("trunc.xls", spoiled);
    book.run("import trunc.xls").fails(1).warns("damaged").warns("save it again");
}
