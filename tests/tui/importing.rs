//! Importing in the app, step by step: the file, its columns, what would happen, and the import itself.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use goodcall::app::import::ImportRequest;
use goodcall::app::{App, Now};
use goodcall::domain::customer::CustomerField;
use goodcall::testing::Book;
use goodcall::tui::shell::{Ended, Event};
use ratatui::style::Modifier;
use tempfile::TempDir;

use super::harness::{Harness, MONDAY, add, at, blank, settings, settings_with_downloads};
use super::looks::looks;

/// An export in the shape of HubSpot's: two people, a row without a name, a number that is none, a column nobody needs.
const HUBSPOT: &str = "Record ID;First Name;Last Name;Email;Phone Number;Company Name;Lifecycle Stage\n\
    101;Ana;Ribeiro;ana@porto.example;+351 22 555 0142;Porto Cold Chain;customer\n\
    102;Käthe;Brandt;kaethe@brandt.example;######;Brandt Kühlung;lead\n\
    103;;;;+351 22 555 0143;Bäckerei Schmidt;lead\n";

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let file = folder.join(name);
    fs::write(&file, content).expect("a file");
    file
}

/// Writes a file that is so many minutes old on the tests' Monday.
fn downloaded(folder: &Path, name: &str, minutes: u64) {
    let file = write(folder, name, "Name\nAna\n");
    let monday = SystemTime::from(at(MONDAY));
    let file = fs::File::options().append(true).open(file).expect("the file");
    file.set_modified(monday - Duration::from_secs(minutes * 60)).expect("its time");
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Ana with an old number, and nobody else.
fn with_ana() -> App {
    let mut app = blank();
    let fields = [(CustomerField::Company, "Porto Cold Chain"), (CustomerField::Email, "ana@porto.example")];
    add(&mut app, "Ana Ribeiro", &fields);
    app
}

#[test]
fn an_import_asks_whom_one_likes_calling() {
    let folder = folder();
    let rows = "Name,Company\nAna Ribeiro,Porto Cold Chain\nMarcus Webb,Webb & Sons\n";
    let file = write(folder.path(), "people.csv", rows);
    let mut h = Harness::empty();
    h.imports(&file).says("Whom do you like calling?");
    h.press("space enter").says("1 favorite is in the rotation now").says("Why Ana");
}

#[test]
fn the_newest_downloads_stand_ready() {
    let folder = folder();
    downloaded(folder.path(), "older.vcf", 3 * 24 * 60);
    downloaded(folder.path(), "newest.csv", 2);
    downloaded(folder.path(), "picture.png", 1);
    downloaded(folder.path(), ".hidden.csv", 1);
    let app =
        App::over(Book::in_memory().expect("a book"), settings_with_downloads(folder.path()), Now::Fixed(at(MONDAY)));
    let mut h = Harness::over(app);
    h.press("i").says("The newest downloads").says("2 minutes ago").says("9 B").says("3 days ago");
    h.never_says("picture.png").never_says("hidden");
    let (newest, older) = (h.place("newest.csv").1, h.place("older.vcf").1);
    assert!(newest < older, "{}", h.screen());
    h.press("enter").says("newest.csv").says("CSV, 1 row").press("esc").says("The newest downloads");
    h.press("down enter").says("older.vcf").press("esc").types("x").never_says("newest.csv");
    h.press("backspace").says("newest.csv").press("esc").says("Who do you like calling?");
}

#[test]
fn tab_completes_a_path_and_lists_what_else_it_may_be() {
    let folder = folder();
    let place = folder.path();
    fs::create_dir(place.join("my exports")).expect("a folder");
    write(&place.join("my exports"), "march.csv", "Name\nAna\n");
    write(&place.join("my exports"), "may.csv", "Name\nMarcus Webb\n");
    write(&place.join("my exports"), "notes.txt", "none");
    let mut h = Harness::empty();
    h.size((160, 40)).press("i").types(&format!("{}/my", place.display())).press("tab");
    h.says(&format!("› {}/my exports/", place.display())).says("march.csv").says("may.csv").says("notes.txt");
    h.types("m").never_says("notes.txt").press("tab").says(&format!("› {}/my exports/ma", place.display()));
    h.press("down down enter").says("may.csv").says("Marcus Webb").press("esc");
    h.says("march.csv").types("zz").press("tab").says("Nothing there begins so.");
    h.press("ctrl-u").types("/nonexistent/").press("tab").says("no such file or folder");
}

#[test]
fn a_file_that_is_dragged_into_the_terminal_is_found() {
    let folder = folder();
    let file = write(folder.path(), "ana's people (2).csv", "Name\nAna Ribeiro\n");
    let path = file.display().to_string();
    let escaped = path.replace('\'', "\\'").replace(' ', "\\ ").replace('(', "\\(").replace(')', "\\)");
    let quoted = format!("'{}' ", path.replace('\'', "'\\''"));
    let address = format!("file://{}", path.replace(' ', "%20").replace('\'', "%27"));
    for dragged in [path.clone(), escaped, quoted, address, format!("\"{path}\"")] {
        let mut h = Harness::empty();
        h.size((160, 40)).press("i").paste(&dragged).says(&format!("› {path}")).press("enter").says("Ana Ribeiro");
    }
}

#[test]
fn a_file_shows_what_it_was_taken_for_and_what_its_columns_fill() {
    let folder = folder();
    let (text, _, _) = encoding_rs::WINDOWS_1252.encode(HUBSPOT);
    let file = write(folder.path(), "hubspot.csv", text);
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter");
    h.says("hubspot.csv").says("HubSpot export, 3 rows, separated by ;, Windows-1252 by guess");
    let row = |h: &mut Harness, column: &str| {
        let screen = h.screen();
        screen.lines().find(|line| line.contains(column)).unwrap_or_default().to_string()
    };
    assert!(row(&mut h, "First Name").contains("Ana"), "{}", h.screen());
    assert!(row(&mut h, "First Name").contains("first name"), "{}", h.screen());
    assert!(row(&mut h, "Lifecycle Stage").contains("not used"), "{}", h.screen());
    assert!(h.is_drawn("Lifecycle Stage", Modifier::DIM) && !h.is_drawn("First Name", Modifier::DIM));
    h.press("right").says("Käthe").press("left");
    assert!(row(&mut h, "First Name").contains("Ana"), "{}", h.screen());
    looks("import-columns", &mut h);
    assert_eq!(h.shell.app().list_counts().expect("the book").present, 0, "nothing came in yet");
}

#[test]
fn a_column_is_given_another_field_by_typing_its_name() {
    let folder = folder();
    let file = write(folder.path(), "spalten.csv", "Wer,Firma,Kürzel\nAna Ribeiro,Porto Cold Chain,AR\n");
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter");
    h.says("No column holds the name yet").never_says("⏎ next").press("enter").says("No column holds the name yet");
    h.press("e").says("What is in Wer?").types("na").says("first name").never_says("company");
    looks("import-field", &mut h);
    h.size((80, 24)).press("enter").never_says("No column holds").says("⏎ next");
    h.press("j j e").types("good").press("enter").says("good to know");
    h.press("k k j x").says("left out");
    // What was chosen stays over a step back and forth.
    h.press("enter").says("1 new customer would come in").press("esc").says("left out").says("good to know");
    h.press("enter enter").press("esc 3").says("Ana Ribeiro").never_says("Porto Cold Chain").says("AR");
}

#[test]
fn what_would_happen_is_said_before_it_happens() {
    let folder = folder();
    let file = write(folder.path(), "hubspot.csv", HUBSPOT);
    let mut h = Harness::over(with_ana());
    h.press("3 i").paste(&file.display().to_string()).press("enter enter");
    h.says("1 new customer would come in.").says("1 new").says("1 changed").says("1 left out").says("1 kept otherwise");
    h.says("line 4").says("Bäckerei Schmidt").says("no name");
    h.says("line 3").says("the phone \"######\" can't be read as a number");
    looks("import-outcome", &mut h);
    h.size((80, 48)).says("Changed in your book").says("Ana Ribeiro").says("+351 22 555 0142");
    h.says("Columns that are not used").says("Lifecycle Stage").says("Käthe Brandt");
    assert_eq!(h.shell.app().list_counts().expect("the book").present, 1, "nothing came in yet");
    assert!(h.shell.app().undo_steps(2).expect("the book").len() == 1, "there is nothing to undo");
    h.press("enter").says("1 row left out").says("Imported 1 customer").press("esc").says("Whom do you like calling?");
    h.press("u").says("Undone: imported hubspot.csv");
    assert_eq!(h.shell.app().list_counts().expect("the book").present, 1);
    // The same again, and then there is nothing new.
    h.press("esc").imports(&file).press("esc esc i").paste(&file.display().to_string()).press("enter enter");
    h.says("Nothing new: your book has all of this.").says("2 as before").says("⏎ add by hand").never_says("⏎ import");
    h.press("enter").says("Nothing new in hubspot.csv").never_says("u undo").says("1 row left out");
}

#[test]
fn an_import_of_nothing_new_says_so_and_offers_no_undo() {
    let folder = folder();
    let file = write(folder.path(), "people.csv", "Name\nAna Ribeiro\n");
    let mut h = Harness::empty();
    h.imports(&file).says("Imported 1 customer").says("u undo").press("esc i").paste(&file.display().to_string());
    h.press("enter enter").says("Nothing new: your book has all of this.").never_says("⏎ import").says("Esc back");
    h.press("enter").says("Nothing new: your book has all of this.").press("esc").says("people.csv");
    let nobody = write(folder.path(), "nobody.csv", "Name,Company\n,Acme\n");
    let mut h = Harness::empty();
    h.press("i").paste(&nobody.display().to_string()).press("enter enter").says("Nothing of this would come in.");
    h.never_says("⏎ import").press("enter").says("Nothing of nobody.csv came in").never_says("u undo");
    h.says("1 row left out").says("Nobody of this file is in the book yet.").never_says("Everybody else");
}

#[test]
fn undo_after_an_import_leads_back_to_today() {
    let folder = folder();
    let file = write(folder.path(), "people.csv", "Name,Company\nAna Ribeiro,Porto\n,Acme\n");
    let mut h = Harness::empty();
    h.imports(&file).says("Everybody else is in the book.").press("u").says("Undone: imported people.csv");
    h.says("Who do you like calling?").never_says("left out");
    h.imports(&file).press("x").says("Whom do you like calling?").press("u").says("Undone: imported people.csv");
    h.says("Who do you like calling?").never_says("Nobody matches.");
}

#[test]
fn rows_of_several_files_are_named_with_their_file() {
    let folder = folder();
    write(folder.path(), "a.csv", "Name,Company\nAna Ribeiro,Porto\n,Acme\n");
    write(folder.path(), "b.csv", "Name,Company\n,Webb\n");
    let mut h = Harness::empty();
    h.size((110, 34))
        .imports(folder.path())
        .says("2 rows left out")
        .says("a.csv, line 3, Acme")
        .says("b.csv, line 2, Webb");
    h.press("j enter").says("Line 2 of b.csv");
}

#[test]
fn a_column_of_labels_says_what_it_labels() {
    let folder = folder();
    let head = "First Name,Last Name,Phonetic First Name,Labels,E-mail 1 - Label,E-mail 1 - Value";
    let file = write(folder.path(), "contacts.csv", format!("{head}\nAna,Ribeiro,,,Work,ana@porto.example\n"));
    let mut h = Harness::empty();
    h.size((110, 34)).press("i").paste(&file.display().to_string()).press("enter").says("email label");
}

#[test]
fn old_and_new_of_a_changed_field_stand_beside_each_other() {
    let folder = folder();
    let first =
        write(folder.path(), "people.csv", "Name,Email,Company\nAna Ribeiro,ana@porto.example,Porto Cold Chain\n");
    let mut h = Harness::empty();
    h.imports(&first).press("esc");
    fs::write(&first, "Name,Email,Company\nAna Ribeiro,ana@porto.example,Porto Frio\n").expect("a file");
    h.press("i").paste(&first.display().to_string()).press("enter enter");
    h.says("1 customer would change.").says("Porto Cold Chain → Porto Frio");
}

#[test]
fn new_customers_become_favorites_or_past_buyers_at_a_key() {
    let folder = folder();
    let file = write(folder.path(), "people.csv", "Name\nAna Ribeiro\nMarcus Webb\n");
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter enter").says("○ favorites f").press("f");
    h.says("● favorites f").press("esc enter").says("● favorites f").press("enter esc 1").says("Why Ana");
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter enter b").says("● past buyers b").press("enter esc 4");
    h.says("Ana Ribeiro").says("Marcus Webb");
}

#[test]
fn many_favorites_at_once_are_said_to_be_many() {
    let folder = folder();
    let rows: String = (0..40).map(|n| format!("Customer {n}\n")).collect();
    let file = write(folder.path(), "people.csv", format!("Name\n{rows}"));
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter enter").never_says("are many").press("f");
    h.says("40 favorites are many: with one call day a week, you call each once in").says("40 weeks.");
}

#[test]
fn goodcalls_own_json_says_how_many_rows_of_each_kind_it_has() {
    let folder = folder();
    let mut json = Vec::new();
    Harness::with(&["Ana Ribeiro", "Marcus Webb"]).shell.app().export_json(None, &mut json).expect("an export");
    let file = write(folder.path(), "book.json", json);
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter");
    h.says("goodcall's own book, as JSON: 2 customers").press("enter").says("new rows would come in.");
    h.never_says("○ favorites").says("New").says("2 customers").press("enter").press("esc 3").says("Marcus Webb");
}

#[test]
fn a_zip_shows_one_of_its_files_and_says_how_many_there_are() {
    let folder = folder();
    let file = folder.path().join("takeout.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&file).expect("a file"));
    for (name, text) in [("a/people.csv", "Name\nAna Ribeiro\n"), ("b/more.csv", "Name\nMarcus Webb\n")] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a file in a zip");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("its content");
    }
    zip.finish().expect("a zip");
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter").says("takeout.zip").says("1 of 2 files");
    h.says("people.csv").says("Ana Ribeiro").says("Tab next file");
    h.press("tab").says("more.csv, 2 of 2 files").says("Marcus Webb").never_says("Ana Ribeiro");
    // What is said of a column goes for those of its name in all files.
    h.press("x").says("No column holds the name yet").press("tab").says("people.csv, 1 of 2 files");
    h.says("No column holds the name yet").press("shift-tab").says("more.csv, 2 of 2 files");
    h.press("e").paste("name").press("enter").press("tab").says("Ana Ribeiro");
    h.press("enter").says("2 new customers would come in.");
    h.press("enter").says("Imported 2 customers");
}

#[test]
fn several_files_that_are_dragged_at_once_are_all_read() {
    let folder = folder();
    let (one, two) = (folder.path().join("my people.csv"), folder.path().join("more.csv"));
    fs::write(&one, "Name,Pleasure,left_on\nAna Ribeiro,4,\n").expect("a file");
    fs::write(&two, "Name,City\nMarcus Webb,Pittsburgh\n").expect("a file");
    let quoted = |path: &std::path::Path| format!("\"{}\"", path.display());
    let mut h = Harness::empty();
    h.press("i").paste(&format!("{} {}", quoted(&one), quoted(&two))).press("enter").says("my people.csv and 1 more");
    h.says("my people.csv, 1 of 2 files")
        .says("Pleasure and left_on count for new customers only.")
        .press("tab")
        .says("more.csv, 2 of 2 files")
        .says("Pittsburgh");
    h.press("enter").says("2 new customers would come in.").press("enter").says("Imported 2 customers");
    // Of a single file, Tab says so.
    let mut h = Harness::empty();
    h.press("i").paste(&quoted(&two)).press("enter").says("Pittsburgh").press("tab").says("This is the only file");
    // One that is not there is said.
    let gone = folder.path().join("gone.csv");
    let mut h = Harness::empty();
    h.press("i").paste(&format!("{} {}", quoted(&one), quoted(&gone))).press("enter").says("gone.csv: ");
    h.says("Which file or folder?");
}

#[test]
fn a_large_zip_is_looked_at_beside_the_screen() {
    let folder = folder();
    let file = folder.path().join("takeout.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&file).expect("a file"));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [("people.csv", "Name\nAna Ribeiro\n".to_string()), ("photo.jpg", "x".repeat(2 << 20))] {
        zip.start_file(name, stored).expect("a file in a zip");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("its content");
    }
    zip.finish().expect("a zip");
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter").says("takeout.zip").says("Looking at it");
    h.never_says("⏎ next").press("enter x e").says("Looking at it");
    wait_for(&mut h, "Ana Ribeiro");
    h.press("x").says("Looking at it").press("esc").says("Which file or folder?").press("enter");
    wait_for(&mut h, "Ana Ribeiro");
    h.says("⏎ next");
}

#[test]
fn what_is_no_list_of_people_says_what_it_is_in_the_place_of_the_table() {
    let folder = folder();
    for (name, content, said) in [
        ("page.xls", "<html><table><tr><td>Name</td></tr></table></html>", "web page"),
        ("empty.csv", "", "the file is empty"),
        ("data.json", "{\"name\": \"Ana\"}", "JSON, but not goodcall's own"),
        ("cards.vcf", "nothing", "no vCard was found"),
    ] {
        let file = write(folder.path(), name, content);
        let mut h = Harness::empty();
        h.size((110, 34)).press("i").paste(&file.display().to_string()).press("enter").says(name);
        let screen = h.screen().to_lowercase();
        assert!(screen.contains(&said.to_lowercase()), "{said}\n{screen}");
        h.says("Nothing was imported.").press("enter").says("Nothing was imported.").press("esc");
        h.says(&format!("› {}", file.display())).says("Which file or folder?");
    }
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    let mut h = Harness::empty();
    h.size((160, 34)).press("i").paste(&empty.display().to_string()).press("enter").says("holds no file to import");
}

#[test]
fn a_path_that_leads_nowhere_is_said_beside_it() {
    let mut h = Harness::empty();
    h.press("i enter").says("type a path");
    h.types("/nonexistent/people.csv").press("enter").says("/nonexistent/people.csv: no such file or folder");
    h.says("Which file or folder?");
}

#[test]
fn a_file_that_vanished_meanwhile_is_said() {
    let folder = folder();
    let file = write(folder.path(), "people.csv", "Name\nAna Ribeiro\n");
    let mut h = Harness::empty();
    h.press("i").paste(&file.display().to_string()).press("enter").says("Ana Ribeiro");
    fs::remove_file(&file).expect("the file is gone");
    h.press("enter").says("ould not import").says("Nothing was imported").says("⏎ try again");
    write(folder.path(), "people.csv", "Name\nAna Ribeiro\n");
    h.press("enter").says("1 new customer would come in.");
}

#[cfg(unix)]
#[test]
fn names_that_would_steer_the_terminal_or_turn_it_around_are_harmless() {
    let folder = folder();
    let rows = "Na\u{1b}[31mme,\u{202e}Firma\nAna \u{202e}Ribeiro\u{1b}[2J,Por\u{7}to\n";
    write(folder.path(), "a\u{202e}b\u{1b}[2J.csv", rows);
    let app =
        App::over(Book::in_memory().expect("a book"), settings_with_downloads(folder.path()), Now::Fixed(at(MONDAY)));
    let mut h = Harness::over(app);
    h.press("i").says("a‹U+202E›b").press("tab enter").says("Na␛[31mme").press("e").types("name").press("enter enter");
    h.says("would come in.").says("Ana").says("Ribeiro");
    let screen = h.screen();
    assert!(!screen.contains(['\u{202e}', '\u{1b}', '\u{7}']), "{screen:?}");
}

/// A book on disk, and a file that is too large to wait for.
fn large() -> (TempDir, PathBuf, App) {
    let folder = folder();
    let rows = (0..6000).map(|n| format!("Customer {n},Company {},person{n}@company{}.example\n", n % 97, n % 97));
    let file = write(folder.path(), "people.csv", format!("Name,Company,Email\n{}", rows.collect::<String>()));
    let app = App::open(Some(&folder.path().join("book.db")), settings(), Now::Fixed(at(MONDAY))).expect("the book");
    (folder, file, app)
}

/// Lets the screens look at what they wait for until they show a text.
fn wait_for(h: &mut Harness, what: &str) {
    let begun = std::time::Instant::now();
    while !h.screen().contains(what) {
        assert!(begun.elapsed().as_secs() < 300, "no {what:?} in\n{}", h.screen());
        std::thread::sleep(Duration::from_millis(20));
        h.send(Event::Nothing);
    }
}

#[test]
fn a_large_import_shows_how_far_it_is_and_undo_takes_it_back_at_once() {
    let (_folder, file, app) = large();
    let mut h = Harness::over(app);
    h.press("i").paste(&file.display().to_string()).press("enter").says("CSV, about 6,1").says("Customer 0");
    h.press("enter").says("Reading people.csv").says("Nothing is changed yet").says("Esc stop it");
    wait_for(&mut h, "6,000 new customers would come in.");
    assert_eq!(h.shell.app().list_counts().expect("the book").present, 0);
    h.press("G").says("and 1,000 more").press("enter").says("Importing people.csv").says("Esc stop it");
    // No key goes elsewhere meanwhile.
    h.types("6q").says("Importing people.csv");
    wait_for(&mut h, "Whom do you like calling?");
    h.says("Imported 6,000 customers");
    assert_eq!(h.shell.app().list_counts().expect("the book").present, 6000);
    h.press("u").says("Undone: imported people.csv");
    assert_eq!(h.shell.app().list_counts().expect("the book").present, 0);
}

#[test]
fn a_large_import_that_is_stopped_leaves_nothing() {
    let (folder, file, app) = large();
    let mut h = Harness::over(app);
    h.press("i").paste(&file.display().to_string()).press("enter enter").says("Reading people.csv");
    h.press("esc").says("It stops; nothing is changed");
    wait_for(&mut h, "Stopped; nothing was changed");
    // It is a step back, and goes on from there.
    h.says("Customer 0").press("enter").says("Reading people.csv");
    wait_for(&mut h, "6,000 new customers would come in.");
    h.press("f enter").says("Importing people.csv").press("esc").says("It stops; nothing comes in");
    wait_for(&mut h, "Stopped; nothing was imported");
    assert_eq!(h.shell.app().list_counts().expect("the book").present, 0);
    assert!(h.shell.app().undo_steps(1).expect("the book").is_empty());
    // So does one over which the program ends.
    h.says("● favorites f").press("enter").says("Importing").press("ctrl-c");
    assert_eq!(h.ended, Some(Ended::Quit));
    drop(h);
    let app = App::open(Some(&folder.path().join("book.db")), settings(), Now::Fixed(at(MONDAY))).expect("the book");
    assert_eq!(app.list_counts().expect("the book").present, 0);
}

#[test]
fn a_book_that_another_program_writes_to_is_waited_for_at_a_key() {
    let (folder, _, app) = large();
    let small = write(folder.path(), "small.csv", "Name\nAna Ribeiro\n");
    let mut h = Harness::over(app);
    h.press("i").paste(&small.display().to_string()).press("enter");
    let other = rusqlite::Connection::open(folder.path().join("book.db")).expect("the book");
    other.execute_batch("BEGIN IMMEDIATE").expect("another program writes");
    h.press("enter").says("⏎ try again").says("another program");
    other.execute_batch("ROLLBACK").expect("it is done");
    h.press("enter").says("1 new customer would come in.");
}

#[test]
fn every_step_is_drawn_and_answers_every_key_at_every_size() {
    let folder = folder();
    let file = write(folder.path(), "hubspot.csv", HUBSPOT.repeat(9));
    for way in ["", "enter", "enter e", "enter enter", "enter enter f", "tab"] {
        for (width, height) in [(60, 18), (61, 19), (76, 24), (97, 30), (110, 34), (160, 48), (200, 60), (30, 10)] {
            let mut h = Harness::over(with_ana());
            h.press("i").paste(&file.display().to_string()).press(way).size((width, height));
            for keys in ["down", "G", "g", "pgdn", "pgup", "right", "right", "left", "up", "?", "esc", "up", "end"] {
                let pressed = catch_unwind(AssertUnwindSafe(|| h.press(keys).screen().len()));
                assert!(pressed.is_ok(), "{way:?} {keys:?} at {width}x{height}");
            }
        }
    }
}

#[test]
fn a_row_is_named_once_and_all_reasons_begin_in_one_column() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("people.csv");
    let rows = "Name,Company,Phone,Email,Birthday\n,Li GmbH,,,\nBo Li,,abc,,31/31/1980\n,,,ana@porto.example,\n";
    std::fs::write(&path, rows).expect("written");
    let mut h = Harness::empty();
    let path = path.display().to_string();
    let screen = h.size((110, 34)).press("i").paste(&path).press("enter enter").says("Left out").screen();
    let columns: Vec<_> =
        screen.lines().filter_map(|line| line.find("no name:").map(|at| line[..at].chars().count())).collect();
    assert!(columns.len() == 2 && columns[0] == columns[1], "{columns:?}\n{screen}");
    // Both what is wrong with a birthday and with a number is said of one row.
    assert_eq!(screen.matches("line 3").count(), 1, "{screen}");
    assert!(screen.contains("31/31/1980") && screen.contains("\"abc\""), "{screen}");
}

#[test]
fn what_would_change_is_said_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("people.csv");
    let write = |days: &str| {
        let text = format!("name,email,peak\nAna Ribeiro,ana@porto.example,\"{days}\"\n");
        fs::write(&path, text).expect("written");
    };
    write("wed");
    let mut app = blank();
    app.import(&ImportRequest { files: vec![path.clone()], ..ImportRequest::default() }).expect("imported");
    write("tue,fri");
    let mut h = Harness::over(app);
    h.size((110, 34)).press("3 i").paste(&path.display().to_string()).press("enter enter");
    h.says("Wed → Tue and Fri").never_says("tue,fri");
}
