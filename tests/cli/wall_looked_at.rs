//! The wall of praise as a browser shows and prints it, and as a strict parser reads it. Each test says "not run" where the
//! machine has no Chromium, no pdftotext, or no html5lib. `GOODCALL_PICTURES=write` keeps the pictures of docs/pictures.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::support::{Book, program, python_with};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Runs the browser on a page without a window; returns what it prints.
fn browse(browser: &Path, book: &Book, arguments: &[&str], page: &str) -> String {
    let profile = format!("--user-data-dir={}", book.path("browser").display());
    let usual = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=20000"];
    let mut command = assert_cmd::Command::new(browser);
    command.args(usual).arg(profile).args(arguments).arg(page).timeout(Duration::from_secs(120));
    let output = command.output().expect("a browser");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn url(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A book in which people said much, little, and in every direction.
fn book() -> Book {
    let book = Book::with_favorites(&["Ana Ribeiro", "ليلى حداد", "佐藤 遥"]);
    book.at("2026-11-23T10:00:00Z");
    book.words(&["edit", "ana", "--company", &"An Extraordinarily Long Company Name ".repeat(4)]).ok();
    let story = "They were there before us, had labelled every shelf, and knew which door jams. ";
    for (who, day, text) in [
        ("ana", "2026-11-20", "You're the only vendor who calls when nothing is wrong.".to_string()),
        ("ana", "2026-11-02", "Wow".into()),
        ("ليلى", "2026-10-09", "أنتم أفضل مورد تعاملنا معه على الإطلاق، شكرًا لكم على كل شيء".into()),
        ("佐藤", "2026-09-01", "御社のサポートは本当に素晴らしいです。いつも助かっています。".repeat(3)),
        ("ana", "2026-08-01", "y".repeat(400)),
        ("ana", "2025-12-31", story.repeat(80)),
        ("ana", "2025-10-09", format!("{}<b>{}", story, "&".repeat(90))),
    ] {
        book.words(&["log", who, "--at", day, "-m", &format!("+ {text}")]).ok();
    }
    book
}

/// Looks at a page in frames of some sizes, and says what there is to see.
const LOOK: &str = r#"
async function look(width, height) {
  const frame = document.createElement("iframe");
  frame.style = `width:${width}px;height:${height}px;border:0`;
  frame.srcdoc = page;
  document.body.append(frame);
  await new Promise(done => frame.onload = done);
  const seen = frame.contentDocument, root = seen.documentElement;
  const size = one => parseFloat(frame.contentWindow.getComputedStyle(one).fontSize);
  const said = [...seen.querySelectorAll("blockquote p")];
  const ends = [...seen.querySelectorAll("figure, h1, h2, cite, p")].map(one => one.getBoundingClientRect());
  const own = said.find(one => one.textContent.startsWith("Plain "));
  const result = {
    over: root.scrollWidth - width,
    beyond: ends.filter(box => box.left < 0 || box.right > width + 0.5).length,
    byline: Math.round(seen.querySelector(".first figcaption").getBoundingClientRect().bottom),
    first: size(said[0]), largest: Math.max(...said.slice(1).map(size)), label: size(seen.querySelector("figcaption")),
    measure: own ? own.textContent.length / Math.round(own.getBoundingClientRect().height / (size(own) * 1.36)) : 0,
    ground: frame.contentWindow.getComputedStyle(root).backgroundColor,
  };
  frame.remove();
  return result;
}
(async () => {
  const all = [];
  for (const [width, height] of sizes) all.push(await look(width, height));
  document.body.textContent = "@@@" + JSON.stringify(all) + "@@@";
})();
"#;

#[test]
fn nothing_overflows_on_a_phone_a_laptop_or_a_wall_and_the_first_remark_is_the_largest() {
    let Some(browser) = program("how it looks", &BROWSERS) else { return };
    let book = book();
    let plain = "Plain words that go on for some lines without anything odd in them, so that a line can be measured. ";
    book.words(&["log", "ana", "--at", "2026-07-01", "-m", &format!("+ {}", plain.repeat(2))]).ok();
    let page = book.run("export html").ok().out;
    let page = serde_json::to_string(&page).expect("a text").replace('<', "\\u003c");
    let sizes = [(320, 568), (390, 844), (1366, 768), (3840, 2160)];
    let listed = serde_json::to_string(&sizes).expect("sizes");
    let html = format!("<!DOCTYPE html><body><script>const page = {page}, sizes = {listed};{LOOK}</script>");
    let path = book.write("look.html", html);
    let seen = browse(&browser, &book, &["--window-size=1366,768", "--dump-dom"], &url(&path));
    let found = seen.split("@@@").nth(1);
    let all: Vec<Value> = serde_json::from_str(found.unwrap_or_else(|| panic!("{seen}"))).expect("what was seen");
    for (one, (width, height)) in all.iter().zip(sizes) {
        let number = |name: &str| one[name].as_f64().unwrap_or_else(|| panic!("{name} of {one}"));
        let at = format!("{one} at {width}x{height}");
        assert!(number("over") <= 0.0 && number("beyond") == 0.0, "it overflows: {at}");
        assert!(number("first") > number("largest"), "the first is not the largest: {at}");
        assert!(number("first") > 2.0 * number("label"), "the label is too large: {at}");
        assert!(number("byline") <= f64::from(height), "who said it is not in sight: {at}");
        assert!((27.0..=62.0).contains(&number("measure")), "the lines are too short or too long: {at}");
        assert_eq!(one["ground"], "rgb(248, 245, 238)", "the style is not applied: {at}");
    }
}

#[test]
fn a_browser_that_opens_the_page_asks_for_nothing_else() {
    let Some(browser) = program("what it asks for", &BROWSERS) else { return };
    let book = book();
    for text in ["<img src=/a.png>", "<link rel=stylesheet href=/b.css>", "url(/c.png)", "<script src=/d.js></script>"]
    {
        book.words(&["log", "ana", "-m", &format!("+ {text}")]).ok();
    }
    let page = book.run("export html").ok().out;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    let (asked, was_asked) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut request = [0; 2048];
            let read = stream.read(&mut request).unwrap_or(0);
            let line = String::from_utf8_lossy(&request[..read]).lines().next().unwrap_or_default().to_string();
            if line.is_empty() {
                continue;
            }
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
            let _closed = write!(stream, "{head}Content-Length: {}\r\n\r\n{page}", page.len());
            if asked.send(line).is_err() {
                break;
            }
        }
    });
    let seen = browse(&browser, &book, &["--dump-dom"], &address);
    assert!(seen.contains("only vendor who calls"), "{seen}");
    assert_eq!(was_asked.try_iter().collect::<Vec<_>>(), ["GET / HTTP/1.1"]);
}

#[test]
fn on_paper_no_remark_is_torn_and_no_heading_stands_alone() {
    let Some(browser) = program("how it prints", &BROWSERS) else { return };
    let Some(pdftotext) = program("how it prints", &["pdftotext"]) else { return };
    let book = Book::with_favorites(&["Ana"]);
    book.at("2026-11-23T10:00:00Z");
    // Remarks of many lengths, in many months, so that headings and remarks fall anywhere on the pages.
    for number in 0_usize..60 {
        let (year, month) = (2022 + number / 12, number % 12 + 1);
        if (year, month) > (2026, 11) {
            continue;
        }
        let text = format!("Begin{number:03} {}", "words of praise go on and on. ".repeat(number * 7 % 23));
        let day = format!("{year}-{month:02}-{:02}", number % 28 + 1);
        book.words(&["log", "ana", "--at", &day, "-m", &format!("+ {text} End{number:03}")]).ok();
    }
    book.words(&["log", "ana", "--at", "2021-05-05", "-m", &format!("+ {}", "A very long story. ".repeat(600))]).ok();
    book.run("export html --by month -o wall.html").ok();
    let pdf = book.path("wall.pdf");
    let to = format!("--print-to-pdf={}", pdf.display());
    browse(&browser, &book, &["--no-pdf-header-footer", &to], &url(&book.path("wall.html")));
    let output = Command::new(pdftotext).arg(&pdf).arg("-").output().expect("pdftotext");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!((15..=60).contains(&pages.len()), "{} pages", pages.len());
    let page_of = |word: &str| pages.iter().position(|page| page.contains(word));
    for number in 0..59 {
        let (begin, end) = (page_of(&format!("Begin{number:03}")), page_of(&format!("End{number:03}")));
        assert!(begin.is_some() && begin == end, "remark {number} goes from page {begin:?} to {end:?}");
    }
    for page in &pages {
        let last = page.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        // Dates begin with their day, headings with the month.
        assert!(
            last.starts_with(|c: char| c.is_ascii_digit()) || page.contains("very long story"),
            "{last:?} ends a page"
        );
        let first = page.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        assert!(!first.starts_with(|c: char| c.is_ascii_digit()), "{first:?} stands apart from what was said");
    }
}

#[test]
fn a_strict_parser_has_nothing_to_say_against_the_page() {
    let Some(python) = python_with("html5lib", "the wall") else { return };
    let (book, empty) = (book(), Book::with_favorites(&["Ana"]));
    for text in crate::support::attacks::attacks() {
        book.words(&["log", "ana", "-m", &format!("+ {text}")]).ok();
    }
    let script = "import html5lib, sys; html5lib.HTMLParser(strict=True).parse(sys.stdin.buffer)";
    for page in [&book, &book, &book, &empty]
        .iter()
        .zip(["", "--by teammate", "--by customer", ""])
        .map(|(book, by)| book.run(&format!("export html {by}")).ok().out)
    {
        assert_cmd::Command::new(&python).args(["-c", script]).write_stdin(page).assert().success();
    }
}

/// The pictures of docs/pictures are drawn anew on request: fonts differ from machine to machine, so nothing compares them.
#[test]
fn the_pictures_of_the_wall_are_there() {
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    let sizes = [
        ("wall.png", "1366,900", "light"),
        ("wall-dark.png", "1366,900", "dark"),
        ("wall-phone.png", "390,844", "light"),
    ];
    if std::env::var_os("GOODCALL_PICTURES").is_some_and(|v| v == "write") {
        let Some(browser) = program("its pictures", &BROWSERS) else { return };
        let book = Book::new();
        book.run("demo --save demo.db").ok();
        book.bare("--now 2026-11-23T14:42:00Z --db demo.db export html -o wall.html").run().ok();
        for (name, size, scheme) in sizes {
            let (to, size) =
                (format!("--screenshot={}", pictures.join(name).display()), format!("--window-size={size}"));
            let scheme = format!("--blink-settings=preferredColorScheme={}", u8::from(scheme == "light"));
            browse(&browser, &book, &[&to, &size, &scheme], &url(&book.path("wall.html")));
        }
    }
    for (name, ..) in sizes {
        let picture = std::fs::read(pictures.join(name)).unwrap_or_default();
        assert!(picture.starts_with(b"\x89PNG") && picture.len() < 200_000, "{name}");
    }
}
