//! What must hold whatever comes from outside. The fuzz targets ask it of made-up bytes, and `cargo test` of the
//! inputs under `corpus-kept/`, one folder for each function here.

use std::io::{Cursor, Write};
use std::path::Path;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use goodcall::app::import::ImportRequest;
use goodcall::app::{App, Now};
use goodcall::domain::cadence::Cadence;
use goodcall::domain::customer::CustomerField;
use goodcall::domain::dates::{Clock, Toward, ago, parse_when, short, weekday_date};
use goodcall::domain::hours::CallingHours;
use goodcall::domain::peak::PeakDays;
use goodcall::domain::phone::{self, dialable};
use goodcall::domain::remark::{self, ParsedRemark, RemarkKind};
use goodcall::domain::tz::Tz;
use goodcall::testing::Book;
use goodcall::testing::{CallRow, FIELD_LIMIT, Options, read_bytes};
use goodcall::testing::{DayEvent, Edition, calendar as write_calendar};
use goodcall::testing::{Head, Page, Said, escaped_lines};
use goodcall::text;

/// A Monday morning.
const MONDAY: i64 = 1_795_444_920;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(MONDAY, 0).unwrap_or_default()
}

/// Whether a character steers a terminal or hides, wherever it stands.
fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{3164}'
                | '\u{FFA0}'
        )
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{E0001}' | '\u{F0000}'..='\u{10FFFF}')
}

/// A CSV file: every row is a person or a call or says why not, in the file's order and within the bounds.
pub fn csv(bytes: &[u8]) {
    people(bytes, "csv");
}

/// A file of vCards: the same.
pub fn vcard(bytes: &[u8]) {
    people(bytes, "vcf");
}

/// A workbook: the same, of the file as it is, and of a workbook with it as its sheet.
pub fn workbook(bytes: &[u8]) {
    people(bytes, "xls");
    if bytes.starts_with(b"<") {
        people(&packed(&[("mimetype", SPREADSHEET), ("content.xml", bytes)]), "ods");
        people(
            &packed(&[
                ("_rels/.rels", RELATIONSHIPS),
                ("xl/workbook.xml", WORKBOOK),
                ("xl/_rels/workbook.xml.rels", RELATIONSHIPS),
                ("xl/sharedStrings.xml", bytes),
                ("xl/styles.xml", bytes),
                ("xl/worksheets/sheet1.xml", bytes),
            ]),
            "xlsx",
        );
    }
}

const SPREADSHEET: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
const WORKBOOK: &[u8] = b"<workbook><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
const RELATIONSHIPS: &[u8] = b"<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

/// A zip with these parts in it.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        let begun = zip.start_file(*name, zip::write::SimpleFileOptions::default());
        assert!(begun.is_ok() && zip.write_all(part).is_ok());
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn people(bytes: &[u8], ending: &str) {
    let reading = match read_bytes(bytes.to_vec(), Some(ending), &Options::default()) {
        Ok(reading) => reading,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let mut last = 0;
    for (count, record) in reading.records.enumerate() {
        let line = match record {
            Ok(person) => {
                for (_, text) in person.draft.iter() {
                    assert!(text.len() <= FIELD_LIMIT + 1024, "a field of {} bytes", text.len());
                    assert!(!text.contains('\0') && !text.trim().is_empty(), "{text:?}");
                }
                let name = person.said(CustomerField::Name);
                assert!(name.is_some_and(|name| !name.contains('\n')), "a person without a name");
                person.line
            }
            Err(rejected) => {
                assert!(!rejected.reason.is_empty() && rejected.reason.len() < 4096, "{}", rejected.reason);
                rejected.line
            }
        };
        assert!(line >= last && line > 0, "line {line} after line {last}");
        assert!(count <= bytes.len() + 1, "more records than bytes");
        last = line;
    }
    for (count, row) in reading.calls.into_iter().flatten().enumerate() {
        assert!(count <= bytes.len() + 1, "more rows than bytes");
        match row {
            CallRow::Call(call) => {
                assert!(!call.uid.is_empty() && call.line > 0);
                assert!(call.minutes.is_none_or(|minutes| (1..=24 * 60).contains(&minutes)), "{:?}", call.minutes);
                let said = remark::parse(&call.text);
                assert!(said.iter().all(|said| said.kind == RemarkKind::News), "{:?}", call.text);
                assert!(!call.text.contains('\0') && call.text.len() <= 4 * FIELD_LIMIT);
            }
            CallRow::Rejected(rejected) => assert!(!rejected.reason.is_empty() && rejected.line > 0),
            CallRow::LeftOut(_) => {}
        }
    }
}

/// A goodcall JSON file: it comes in whole and can be read and written again, or nothing of it comes in.
pub fn json(bytes: &[u8]) {
    let settings =
        goodcall::config::parse("timezone = \"UTC\"\nregion = \"US\"\n", Path::new("config.toml")).expect("settings");
    let mut app = App::over(Book::in_memory().expect("a book"), settings, Now::Fixed(now()));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("book.json");
    std::fs::write(&file, bytes).expect("a file");
    let plan = ImportRequest { files: vec![file.clone()], ..ImportRequest::default() };
    let before = exported(&app);
    if app.import(&plan).is_err() {
        assert_eq!(exported(&app), before, "a file that was refused left something behind");
        return;
    }
    let whole = exported(&app);
    // What can't be answered says so; only the book must stay readable.
    let today = app.today(Default::default());
    let kept = "what came in can't be read";
    today.map(|_| ()).expect(kept);
    app.export_ics(None, goodcall::present::calendar::card).map(|_| ()).expect(kept);
    app.whom_to_call().map(|_| ()).expect(kept);
    app.teammates().map(|_| ()).expect(kept);
    app.visit_plan(None).map(|_| ()).expect(kept);
    app.undo_steps(10).map(|_| ()).expect(kept);
    std::fs::write(&file, &whole).expect("a file");
    let again = app.import(&plan).expect("its own export comes in");
    assert_eq!((again.added, again.updated), (0, 0), "the same file again changes nothing");
}

fn exported(app: &App) -> Vec<u8> {
    let mut out = Vec::new();
    app.export_json(None, &mut out).expect("an export");
    out
}

/// Text as a calendar's summary: it stays one event, in lines of at most 75 bytes.
pub fn calendar(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let day = now().date_naive();
    let event = DayEvent {
        uid: "one".into(),
        day,
        at: None,
        alarm: Some(TimeDelta::zero()),
        summary: text.clone(),
        description: Some(text.clone()),
        location: Some(text),
    };
    let written = write_calendar("goodcall", &[event], Edition { made_at: now(), sequence: 1 });
    let lines: Vec<&str> = written.split("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 75 && !line.chars().any(is_harmful)), "{written:?}");
    let begins = lines.iter().filter(|line| line.starts_with("BEGIN:")).count();
    let properties = lines.iter().filter(|line| !line.starts_with(' ') && !line.is_empty()).count();
    assert_eq!((begins, properties), (3, 23), "{written:?}");
}

/// Text that was said, written into a page and into Markdown: no more tags than before, nothing that steers, and the text comes
/// back from both.
pub fn page(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let written = page_with(&text);
    let tags = |page: &str| page.matches('<').count();
    assert!(!written.chars().any(|c| c != '\n' && is_harmful(c)), "{written:?}");
    let pieces = remark::read_out(&text);
    let said: String = pieces.iter().map(|piece| text::clean_lines(piece.text())).collect();
    let names = pieces.iter().filter(|piece| matches!(piece, remark::Piece::Name(_))).count();
    // Only lines and names of the remark itself add tags.
    let added = said.matches('\n').count() + 2 * names;
    assert_eq!(tags(&written), tags(&page_with("")) + added, "{written:?}");
    let (_, after) = written.split_once("<blockquote lang=\"").expect("a remark");
    let (_, after) = after.split_once("<p>").expect("a remark");
    let back = after.split("</p></blockquote>").next().unwrap_or_default();
    let back = back.replace("<br>", "\n").replace("<b>", "").replace("</b>", "");
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
    assert_eq!(entities.iter().fold(back, |back, (entity, c)| back.replace(entity, c)), said);
    let markdown = escaped_lines(&text, "  ");
    for line in markdown.lines() {
        let begins = line.trim_start_matches(' ');
        assert!(!begins.starts_with(['#', '-', '+', '>', '*', '`', '|', '=', '~']), "{markdown:?}");
        assert!(!line.strip_prefix("  ").unwrap_or(line).starts_with(' '), "{markdown:?}");
    }
}

/// A page with a text wherever one may stand.
fn page_with(text: &str) -> String {
    let mut out = Vec::new();
    let mut page = Page::new(&mut out);
    page.begin(Head { title: text, subtitle: "1 kind sentence" }).expect("a page");
    page.section(text, Some(text)).expect("a section");
    let said = Said {
        words: &remark::read_out(text),
        by: Some((text, Some(text))),
        day: now().date_naive(),
        date: "23 November 2026",
        star: Some("starred"),
        shared_by: Some(text),
    };
    page.said(&said).expect("a remark");
    page.end(text).expect("an end");
    String::from_utf8(out).expect("UTF-8")
}

/// A log: its remarks are whole, and written down again they are read as the same.
pub fn remark(bytes: &[u8]) {
    let log = String::from_utf8_lossy(bytes);
    assert_eq!(remark::line_kinds(&log).len(), log.split('\n').count());
    for mut said in remark::parse(&log) {
        // Alone, it is the first that says so.
        said.nth = 0;
        assert!(!said.text.is_empty());
        assert!(said.teammates.iter().all(|name| !name.trim().is_empty()));
        assert!(remark::without_marks(&said.text).len() <= said.text.len());
        let again = remark::parse(&written(&said));
        // Blank lines within a remark are not kept, so what is read again has none.
        assert_eq!(again, std::slice::from_ref(&said), "{said:?} is read again as something else");
    }
}

/// A remark as it may stand in a log: its mark, then its lines, those after the first indented.
fn written(said: &ParsedRemark) -> String {
    let text = said.text.replace('\n', "\n  ");
    match (said.kind, said.kind.mark()) {
        (RemarkKind::News, _) | (_, None) => format!("\\{text}"),
        (_, Some(mark)) => format!("{mark} {text}"),
    }
}

/// Any clock of any zone, made of the first bytes, and the text that follows.
fn clock_and_text(bytes: &[u8]) -> (Clock, Toward, String) {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    let number = (1..9).fold(0_u64, |all, at| all << 8 | u64::from(byte(at))).cast_signed();
    let zone = Tz::all().nth(usize::from(byte(9)) * 3 % Tz::all().count()).unwrap_or(Tz::UTC);
    let seconds = if byte(0) & 1 == 0 { number.rem_euclid(9_000_000_000) } else { number };
    let instant = DateTime::from_timestamp(seconds, 0).unwrap_or(if number < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    });
    let toward = if byte(0) & 2 == 0 { Toward::Past } else { Toward::Future };
    (Clock { instant, zone }, toward, String::from_utf8_lossy(bytes.get(10..).unwrap_or_default()).into_owned())
}

/// A WHEN: at any time in any zone it is an instant, or an error that says what to write.
pub fn when(bytes: &[u8]) {
    let (clock, toward, words) = clock_and_text(bytes);
    match parse_when(&words, &clock, toward) {
        Ok(when) => {
            let instant: DateTime<FixedOffset> = when.instant(&clock);
            let day = instant.date_naive();
            let today = clock.today();
            assert!(
                !ago(day, today).is_empty() && !short(day, today).is_empty() && !weekday_date(day, today).is_empty()
            );
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Calling hours, peak days, a cadence, a telephone number: read, used and read again from what they say.
pub fn words(bytes: &[u8]) {
    let (clock, _, words) = clock_and_text(bytes);
    let today = clock.today();
    if let Ok(hours) = CallingHours::parse(&words) {
        hours.contains(clock.instant, clock.zone);
        if let Some(begin) = hours.next_begin(clock.instant, clock.zone) {
            let earliest = clock.instant.checked_sub_signed(TimeDelta::days(3)).unwrap_or(DateTime::<Utc>::MIN_UTC);
            assert!(begin >= earliest, "{begin} is over");
        }
    }
    if let Ok(peak) = PeakDays::parse(&words) {
        assert!(peak.same_days(&peak));
        peak.contains(today);
    }
    if let Ok(cadence) = Cadence::parse(&words) {
        assert!(cadence.days_from(today) > 0, "{cadence:?}");
        cadence.due_from(today);
    }
    for region in [None, Some("US"), Some("PT"), Some("XX")] {
        let phone = phone::read(&words, region);
        if let Some(number) = dialable(&phone.number, phone.shown.as_deref()) {
            assert!(number.chars().all(|c| c.is_ascii_digit() || "+*#,;pw".contains(c)), "{number:?} would be dialed");
        }
    }
}

/// A text on its way to people: one harmless line, cleaned once and for all, measured as it is drawn, wrapped whole.
pub fn text(bytes: &[u8]) {
    let columns = usize::from(bytes.first().copied().unwrap_or_default() % 90) + 1;
    let text = String::from_utf8_lossy(bytes.get(1..).unwrap_or_default());
    let line = text::clean(&text).into_owned();
    assert_eq!(text::clean(&line), line, "cleaning what is clean changes it");
    assert!(!line.chars().any(is_harmful), "{line:?}");
    assert_eq!(text::width(&text::pad(&line, columns)), columns, "{line:?}");
    assert!(text::width(&text::cut(&line, columns)) <= columns);
    let lines = text::clean_lines(&text);
    assert_eq!(text::clean_lines(&lines), lines, "cleaning lines that are clean changes them");
    assert!(!lines.chars().any(|c| c != '\n' && is_harmful(c)), "{lines:?}");
    let rows = text::wrap(&lines, columns);
    for row in &rows {
        assert!(text::width(row) <= columns, "{row:?} is wider than {columns}");
    }
    if columns > 30 {
        let seen = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(seen(&rows.concat()), seen(&lines), "wrapping lost something");
    }
    let value = serde_json::Value::from(&*text);
    let written = text::json(&value);
    assert!(!written.chars().any(is_harmful), "{written:?}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&written).ok(), Some(value));
    text::fold(&text);
    text::search_query(&text);
    text::search_text(&text);
}

/// A configuration: in force as it was written, or an error that names its line.
pub fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match goodcall::config::parse(text, Path::new("config.toml")) {
        Ok(settings) => {
            if let Err(error) = goodcall::tui::check(&settings) {
                assert!(!error.message.is_empty());
            }
            let written = toml::to_string(&settings.config).expect("a configuration can be shown");
            let again = goodcall::config::parse(&written, Path::new("config.toml")).expect("what is shown can be read");
            assert_eq!(again.config, settings.config);
        }
        Err(error) => assert!(error.message.contains("config.toml"), "{}", error.message),
    }
}
