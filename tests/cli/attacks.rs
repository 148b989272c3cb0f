//! Every printing command over a book in which every field is an attack, and every argument that is one.

use crate::support::attacks::{attacks, harm_in, more_texts, without_colors};
use crate::support::{Book, MONDAY, Ran, is_everything, names, text};

/// How many attacks are tried as arguments of each command.
const AS_ARGUMENTS: usize = if cfg!(debug_assertions) { 40 } else { 80 };

const PRINTING: [&str; 36] = [
    "today",
    "today --short",
    "today --ahead 20",
    "list",
    "list --favorites",
    "list --past",
    "list --archived",
    "list --sort wait",
    "list --sort company",
    "praise",
    "praise --next",
    "praise --starred",
    "lift",
    "lift --after low-day",
    "ideas",
    "ideas --all",
    "promises",
    "promises --all",
    "due",
    "due --all",
    "visits",
    "visits --until 2027-06-01",
    "teammates",
    "week",
    "week --markdown",
    "trends",
    "away --list",
    "undo --list",
    "search storage",
    "search zed",
    "kudos sally",
    "kudos sally --markdown",
    "dial",
    "export json",
    "skip",
    "undo",
];

#[track_caller]
fn harmless(ran: &Ran, what: &str) {
    for printed in [&ran.out, &ran.err] {
        let harm = harm_in(&without_colors(printed));
        let shown: String = printed.chars().take(1000).collect();
        assert!(harm.is_empty(), "{what}: {harm:?} in {shown:?}");
    }
    assert!(ran.code.is_some_and(|code| code <= 5), "{what} ended with {:?}: {:?}", ran.code, ran.err);
}

/// A book in which a customer's every field is one of the texts, and so is all that is said.
fn book_of(texts: &[String]) -> Book {
    let book = Book::new();
    for (number, attack) in texts.iter().enumerate() {
        book.at(&format!("2026-11-{:02}T10:00:00Z", 2 + number % 15));
        let name = format!("--name=zed {attack}");
        let field = |name: &str| format!("--{name}={attack}");
        let fields = ["company", "role", "phone", "email", "city", "facts"].map(field);
        let added = book.words(&["add", "new", "--favorite", "--peak=tue,thu", "--json"]).json();
        let id = text(&added["id"]).to_string();
        let mut words = vec!["edit", &id, &name];
        words.extend(fields.iter().map(String::as_str));
        if number % 3 == 0 {
            words.extend(["--past", "--left-on=2026-01-05"]);
        }
        harmless(&book.words(&words).ok(), "edit");
        let said = format!(
            "-m=+ storage {attack} @\"{attack}\" @Sally\n! {attack}\n? {attack}\n> {attack}\n= {attack} by fri\n{attack}"
        );
        harmless(&book.words(&["log", &id, &said, "--mood-before=2", "--mood-after=4"]).ok(), "log");
        let (about, because) = (format!("--about={attack}"), format!("--because={attack}"));
        harmless(&book.words(&["lift", "--after=lost-deal", &about]).ok(), "lift --about");
        harmless(&book.words(&["skip", &because]), "skip --because");
        if number % 4 == 1 {
            harmless(&book.words(&["visits", "accept", &id, "2026-11-24"]), "visits accept");
            harmless(&book.words(&["visits", "decline", &id, "2026-11-24", &because]), "visits decline");
        }
        if number % 5 == 2 {
            harmless(&book.words(&["archive", &id]).ok(), "archive");
        }
    }
    book.at(MONDAY);
    book
}

#[test]
fn no_attack_gets_through_a_printing_command() {
    let mut texts = attacks();
    if is_everything() {
        texts.extend(more_texts());
    }
    for some in texts.chunks(40) {
        let book = book_of(some);
        let kept = names(&book.json("list --sort name"), "/name");
        for attack in some {
            let name = format!("zed {attack}").trim().to_string();
            let archived = || names(&book.json("list --archived"), "/name");
            assert!(kept.contains(&name) || archived().contains(&name), "{name:?} was not kept as it came");
        }
        for line in PRINTING {
            for how in ["", " --color always", " --json"] {
                let command = format!("{line}{how}");
                harmless(&book.run(&command), &command);
            }
        }
        let one = book.id("list --favorites");
        let touch = text(&book.json(&format!("show {one}"))["touches"][0]["id"]).to_string();
        for line in [format!("show {one}"), format!("touch show {touch}"), format!("touch delete {touch}")] {
            for how in ["", " --color always", " --json"] {
                harmless(&book.run(&format!("{line}{how}")), &line);
            }
        }
        let calendar = book.run("export ics").ok().out.replace("\r\n", "\n");
        assert_eq!(harm_in(&calendar), Vec::<String>::new(), "{calendar}");
    }
}

#[test]
fn no_attack_gets_through_an_argument() {
    let mut texts = attacks();
    if is_everything() {
        texts.extend(more_texts());
    }
    let step = if is_everything() { 1 } else { (texts.len() / AS_ARGUMENTS).max(1) };
    let book = book_of(&texts[..1]);
    let id = book.id("list");
    for (turn, attack) in texts.iter().step_by(step).enumerate() {
        let flags =
            |command: &str, names: &[&str]| names.iter().map(|name| format!("{command} --{name}=")).collect::<Vec<_>>();
        let mut flagged = flags(&format!("log {id} -m x"), &["at", "kind", "minutes", "mood-before", "occasion"]);
        let of_edit = ["timezone", "hours", "pleasure", "left-on", "every", "peak", "touches-a-year", "referred-by"];
        flagged.extend(flags(&format!("edit {id}"), &of_edit));
        flagged.extend(flags("praise", &["star", "customer", "teammate"]));
        flagged.extend(
            ["today --ahead=", "visits --until=", "away --remove=", "kudos sally --since=", "list --sort="]
                .map(String::from),
        );
        flagged.extend(
            ["trends --weeks=", "import nowhere --map=", "today --config=", "export json --output=/no/"]
                .map(String::from),
        );
        flagged.extend(["demo --save=/no/", "config init --config=/dev/null/", "today --now="].map(String::from));
        let plain = [
            "show",
            "search",
            "dial",
            "touch show",
            "ideas done",
            "praise",
            "away",
            "kudos",
            "visits accept",
            "snooze",
        ];
        let more =
            ["import", "archive", "teammates join x", "export", "completions", "visits move", "edit", "log -m x"];
        for (place, words) in flagged.iter().enumerate().filter(|(place, _)| is_everything() || place % 5 == turn % 5) {
            let json = if (place + turn) % 2 == 0 { " --json" } else { "" };
            let (line, flag) = words.rsplit_once(' ').expect("a flag");
            let go = if flag.starts_with("--now") {
                book.bare(&format!("{line}{json} --db book.db"))
            } else {
                book.go(&format!("{line}{json}"))
            };
            harmless(&go.arg(format!("{flag}{attack}")).run(), words);
        }
        for (place, words) in
            plain.iter().chain(&more).enumerate().filter(|(place, _)| is_everything() || place % 4 == turn % 4)
        {
            let json = if (place + turn) % 2 == 0 { " --json" } else { "" };
            harmless(&book.go(&format!("{words}{json}")).arg("--").arg(attack).run(), words);
        }
        harmless(&book.bare("today --db").arg(format!("/no/{attack}/x.db")).run(), "--db");
        harmless(&book.bare(&attack.replace(' ', "")).run(), "a command");
    }
}

#[test]
fn no_attack_gets_through_a_file_or_its_name() {
    let texts = attacks();
    let book = Book::new();
    for (number, attack) in texts.iter().enumerate().filter(|(number, _)| is_everything() || number % 3 == 0) {
        let name: String = attack.chars().take(40).collect::<String>().replace('/', "_");
        let quoted = format!("\"{}\"", attack.replace('"', "\"\""));
        let csv =
            format!("Name,{quoted},Pleasure,Company\r\n{quoted},{quoted},9,{quoted}\r\n{number},x,1,{quoted}\r\n");
        let value = attack.replace('\\', "\\\\").replace(['\n', '\r'], "\\n");
        let card = format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{value}\r\nORG:{value}\r\nTEL;TYPE={value}:{value}\r\nEMAIL:{value}\r\nNOTE:{value}\r\n\
             UID:{value}\r\nEND:VCARD\r\nBEGIN:VCARD\r\nX-{value}:{value}\r\nEND:VCARD\r\n"
        );
        let key = serde_json::Value::from(attack.as_str());
        let json = format!(
            "{{\"goodcall\": {{\"format\": 1}}, {key}: [{key}], \"customer\": [{{\"id\": \"1\", {key}: {key}}}]}}"
        );
        for (ending, content) in [("csv", csv), ("vcf", card), ("json", json)] {
            let file = book.write(&format!("{number}{name}.{ending}"), content).display().to_string();
            for words in [vec!["import", &file, "--dry-run"], vec!["import", &file, "--json"], vec!["import", &file]] {
                harmless(&book.words(&words), &format!("{words:?}"));
            }
        }
        if number % 9 == 0 {
            harmless(&book.run("undo --list"), "undo --list");
        }
    }
}

#[test]
fn no_attack_gets_through_the_configuration() {
    let book = Book::with_favorites(&["Ana"]);
    let values = ["theme", "timezone", "region", "calling_hours", "open", "week_starts", "clock"];
    let lists = ["call_days", "away", "questions", "dial", "after_log"];
    for (number, attack) in attacks().iter().enumerate().filter(|(number, _)| is_everything() || number % 3 == 1) {
        // JSON's texts are TOML's, but for what JSON leaves as it is.
        let value: String = attack.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
        let mut all: Vec<String> = values.iter().map(|key| format!("{key} = \"{value}\"\n")).collect();
        all.extend(lists.iter().map(|key| format!("{key} = [\"{value}\"]\n")));
        all.extend(
            ["keys", "themes.x", "visits", "past_buyers", "past_buyers.cadence_by_reason"]
                .map(|t| format!("[{t}]\n\"{value}\" = \"{value}\"\n")),
        );
        all.extend([
            format!("\"{value}\" = 1\n"),
            format!("[keys]\nlog = \"{value}\"\n"),
            format!("[themes.x]\naccent = \"{value}\"\n"),
            attack.clone(),
        ]);
        for (place, config) in
            all.iter().enumerate().filter(|(place, _)| is_everything() || place % 6 == number / 3 % 6)
        {
            let file = book.write("config.toml", config);
            for line in ["config check", "config show", "dial ana", "today"] {
                let json = if (place + number) % 2 == 0 { " --json" } else { "" };
                harmless(&book.go(&format!("{line}{json} --config")).arg(&file).run(), config);
            }
        }
    }
}

#[test]
fn a_hundred_thousand_marks_on_a_letter_are_one_letter() {
    let book = Book::new();
    let pile = format!("Zo{}e", "\u{301}".repeat(100_000));
    book.write("pile.csv", format!("Name,Notes\nAna,x\n\"{}\",\"{pile}\"\n", &pile));
    let imported = book.run("import pile.csv --json").ends(5);
    let imported: serde_json::Value = serde_json::from_str(&imported.out).expect("JSON");
    assert_eq!(imported["rejected"][0]["line"], 3, "a field holds 64 KiB: {imported}");
    let name = format!("Zo{}e", "\u{301}".repeat(30_000));
    book.write("pile.csv", format!("Name,Company\n\"{name}\",\"{name}\"\n"));
    book.run("import pile.csv").ok();
    let id = book.id("search zo");
    book.go(&format!("log {id} --stdin")).stdin(format!("+ {pile}\n! {pile}\n")).run().ok();
    book.run(&format!("edit {id} --favorite")).ok();
    for line in ["today", "list", "praise", "ideas", "lift", "search zo", "week", "undo --list", "trends"] {
        let ran = book.run(line);
        harmless(&ran, line);
        assert!(ran.out.len() < 4000, "{line}: {} bytes", ran.out.len());
    }
    assert_eq!(book.json(&format!("show {id}"))["name"], name);
    assert_eq!(book.json("praise")[0]["text"], pile);
}
