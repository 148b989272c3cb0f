//! Who is the same person: rows of files that are about one customer, and rows that are about two. Each file is imported
//! twice, and the second time changes nothing.

use serde_json::{Value, json};

use crate::support::{Book, names, text};

fn counts(result: &Value) -> Value {
    json!([result["added"], result["updated"], result["unchanged"]])
}

/// Imports a file, checks how many came in new and changed, then imports it again: nobody changes, and no step is left.
fn twice(book: &Book, file: &str, added: u64, updated: u64) -> Value {
    let result = book.json(&format!("import {file}"));
    assert_eq!((&result["added"], &result["updated"]), (&added.into(), &updated.into()), "{file}: {result}");
    unchanged(book, file);
    result
}

/// Imports a file that came in before.
fn unchanged(book: &Book, file: &str) {
    let (before, steps) = (book.json("list"), book.json("undo --list"));
    let again = book.json(&format!("import {file}"));
    assert_eq!((&again["added"], &again["updated"]), (&0.into(), &0.into()), "{file} again: {again}");
    assert_eq!(again["duplicates"], json!([]), "{file} again");
    assert_eq!(book.json("list"), before, "{file} again");
    assert_eq!(book.json("undo --list"), steps, "{file} again leaves no step");
}

fn list(book: &Book) -> Vec<String> {
    names(&book.json("list"), "/name")
}

fn book_with(rows: &str) -> Book {
    let book = Book::new();
    book.write("first.csv", format!("{HEAD}{rows}"));
    book.run("import first.csv").ok();
    book
}

const HEAD: &str = "Name,Company,Phone,Email\n";
const NUMBER: &str = "+351 225 550 201";

#[test]
fn a_couple_with_one_number_are_two() {
    let book = Book::new();
    book.write("c.csv", format!("{HEAD}Bruno Alves,Alves & Alves,{NUMBER},\nClara Alves,Alves & Alves,{NUMBER},\n"));
    let result = twice(&book, "c.csv", 2, 0);
    assert_eq!(list(&book), ["Bruno Alves", "Clara Alves"]);
    assert_eq!(result["duplicates"][0]["why"], json!(["same-phone"]), "{result}");
    book.run("log 'Bruno Alves' -m '+ You are a lifesaver'").ok();
    unchanged(&book, "c.csv");
    assert_eq!(names(&book.json("praise"), "/customer/name"), ["Bruno Alves"]);
}

#[test]
fn one_number_and_one_name_at_two_companies_are_two_where_others_have_the_number() {
    let rows = [
        format!("Bruno Alves,Alves & Alves,{NUMBER},\n"),
        format!("Bruno Alves,Another Lda,{NUMBER},\n"),
        format!("Clara Alves,Alves & Alves,{NUMBER},\n"),
        format!("Clara Dinis,Alves & Alves,{NUMBER},office@alves.example\n"),
        "Diogo Dinis,Alves & Alves,+351 225 550 299,office@alves.example\n".to_string(),
    ];
    for order in [[0, 1, 2, 3, 4], [2, 0, 3, 1, 4], [4, 3, 2, 1, 0]] {
        let book = Book::new();
        let rows: String = order.iter().map(|at| rows[*at].as_str()).collect();
        book.write("c.csv", format!("{HEAD}{rows}"));
        twice(&book, "c.csv", 5, 0);
    }
    // With nobody else on the number it is one person with two jobs, and the second company is named.
    let book = Book::new();
    book.write("two.csv", format!("{HEAD}{}{}", rows[0], rows[1]));
    let result = twice(&book, "two.csv", 1, 0);
    assert_eq!(result["noted"][0]["line"], 3);
    let reason = text(&result["noted"][0]["reason"]);
    assert!(reason.contains("line 2") && reason.contains("Another Lda"), "{reason}");
    assert_eq!(book.json("list")[0]["company"], "Alves & Alves");
}

#[test]
fn colleagues_who_share_a_mailbox_or_a_switchboard_are_as_many_as_they_are() {
    let book = Book::new();
    let row = |name: &str, email: &str| format!("{name},Alves,{NUMBER},{email}\n");
    let rows = ["Clara Dinis", "Diogo Reis", "Eva Pinto"].map(|n| row(n, "office@alves.example")).concat();
    book.write("office.csv", format!("{HEAD}{rows}"));
    twice(&book, "office.csv", 3, 0);
    // Ana Pinto is none of them, though an Ana is among them soon.
    book.write(
        "more.csv",
        format!("{HEAD}{}{}", row("Ana Pinto", "team@alves.example"), row("Ana Costa", "team@alves.example")),
    );
    twice(&book, "more.csv", 2, 0);
    book.write("third.csv", format!("{HEAD}{}", row("Ana Lima", "team@alves.example")));
    twice(&book, "third.csv", 1, 0);
    assert_eq!(list(&book).len(), 6);
}

#[test]
fn an_office_by_name_says_nothing_but_beside_the_equal_name() {
    let book = book_with("Ana Pinto,Alves,,info@alves.example\n");
    book.write("a.csv", format!("{HEAD}Ana Costa,Alves,,info@alves.example\n"));
    let result = twice(&book, "a.csv", 1, 0);
    assert_eq!(result["duplicates"], json!([]), "an office's mailbox speaks for nothing");
    book.write("b.csv", "Name,Email,City\nana PINTO,INFO@alves.example,Porto\n");
    let result = book.json("import b.csv");
    assert_eq!(result["added"], 0, "{result}");
}

#[test]
fn ids_of_one_program_tell_two_people_apart_whatever_they_share() {
    let book = Book::new();
    let head = "Record ID,First Name,Last Name,Email,Phone Number,Company Name\n";
    let row = |id: u32, first: &str| format!("{id},{first},Alves,home@alves.example,{NUMBER},Alves\n");
    book.write("h.csv", format!("{head}{}{}", row(101, "Bruno"), row(102, "Clara")));
    twice(&book, "h.csv", 2, 0);
    // A father and a son of one name, too.
    book.write("i.csv", format!("{head}{}", row(103, "Bruno")));
    twice(&book, "i.csv", 1, 0);
    assert_eq!(list(&book), ["Bruno Alves", "Bruno Alves", "Clara Alves"]);
    // One id is one person, whatever else changes.
    book.write("j.csv", format!("{head}102,Klara,Dinis,klara@dinis.example,+351 225 550 300,Dinis\n"));
    twice(&book, "j.csv", 0, 1);
    assert_eq!(list(&book), ["Bruno Alves", "Bruno Alves", "Klara Dinis"]);
    let cards = ["u-1,Bruno", "u-2,Clara"].map(|c| {
        let (uid, first) = c.split_once(',').unwrap_or_default();
        format!("BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nN:Lima;{first};;;\nFN:{first} Lima\nTEL:{NUMBER}\nEMAIL:lima@lima.example\nEND:VCARD\n")
    });
    book.write("c.vcf", cards.concat());
    twice(&book, "c.vcf", 2, 0);
}

#[test]
fn ids_of_two_programs_may_stand_for_one_person() {
    let book = Book::new();
    book.write("h.csv", "Record ID,First Name,Last Name,Email,City\n101,Robert,Alves,bob@alves.example,Porto\n");
    let card = |uid: &str, more: &str| format!("BEGIN:VCARD\nVERSION:4.0\nUID:{uid}\n{more}END:VCARD\n");
    let bob = card("urn:uuid:1", "FN:Bob Alves\nEMAIL:bob@alves.example\nADR:;;;Lisboa;;;\n");
    book.write("c.vcf", &bob);
    twice(&book, "h.csv", 1, 0);
    twice(&book, "c.vcf", 0, 1);
    // Neither takes turns with the other.
    for file in ["h.csv", "c.vcf", "h.csv", "c.vcf"] {
        unchanged(&book, file);
    }
    // The card's id is known from now on, whatever the card says; another card is another person.
    book.write("c.vcf", card("urn:uuid:1", "FN:Rob Dinis\nEMAIL:rob@dinis.example\n"));
    twice(&book, "c.vcf", 0, 1);
    book.write("d.vcf", card("urn:uuid:2", "FN:Rob Dinis\nEMAIL:rob@dinis.example\n"));
    twice(&book, "d.vcf", 1, 0);
    // An id of one program is not the same number of another.
    book.write("p.csv", "Person - ID,Person - Name,Person - Email\n101,Eva Pinto,eva@pinto.example\n");
    twice(&book, "p.csv", 1, 0);
    assert_eq!(list(&book).len(), 3);
}

#[test]
fn the_same_person_in_a_table_and_on_a_card_is_one() {
    let book = Book::new();
    book.write(
        "google.csv",
        "First Name,Middle Name,Last Name,Phonetic First Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value\n\
         Ana,,Ribeiro,,Porto Cold Chain,* Work,ana@porto.example\n",
    );
    book.write(
        "card.vcf",
        "BEGIN:VCARD\nVERSION:3.0\nUID:a-1\nFN:Dr. Ana Ribeiro\nN:Ribeiro;Ana;;Dr.;\nORG:Porto Cold Chain\n\
         EMAIL:ANA@porto.example\nTEL:+351225550142\nEND:VCARD\n",
    );
    book.run("import google.csv card.vcf").ok();
    assert_eq!(book.json("list").as_array().map(Vec::len), Some(1));
    for file in ["google.csv", "card.vcf", "google.csv", "google.csv card.vcf", "card.vcf google.csv"] {
        unchanged(&book, file);
    }
}

#[test]
fn somebody_added_by_hand_keeps_their_record() {
    let book = Book::new();
    book.words(&["add", "Bruno Alves", "--company", "Alves", "--phone", NUMBER]).ok();
    book.run("log bruno -m '+ Always on time, @Sally'").ok();
    book.write("f.csv", format!("{HEAD}Clara Alves,Alves,{NUMBER},\n"));
    twice(&book, "f.csv", 1, 0);
    assert_eq!(list(&book), ["Bruno Alves", "Clara Alves"]);
    assert_eq!(names(&book.json("praise"), "/customer/name"), ["Bruno Alves"]);
    let found = book.json("merge");
    assert_eq!((&found[0]["why"], found.as_array().map(Vec::len)), (&json!(["same-phone"]), Some(1)));
}

#[test]
fn an_import_says_what_speaks_for_a_pair_and_what_to_type() {
    let book = Book::new();
    book.write("c.csv", format!("{HEAD}Bruno Alves,Alves,{NUMBER},\nClara Alves,Alves,{NUMBER},\n"));
    book.run("import c.csv --dry-run").ok().warns("the same phone number").warns("After the import goodcall merge");
    let said =
        book.run("import c.csv").ok().warns("Bruno Alves (Alves) and Clara Alves (Alves): the same phone number");
    let line = said.err.lines().find(|l| l.contains("keep-apart")).expect("the commands").trim();
    let (merge, apart) = line.split_once(", or ").expect("two commands");
    assert!(merge.starts_with("goodcall merge "), "{line}");
    book.run(apart.trim_start_matches("goodcall ")).ok().says("two people");
    assert_eq!(book.json("merge"), json!([]));
}

#[test]
fn people_are_known_by_how_they_are_called() {
    for (known, row, is_one) in [
        ("Robert Smith,,,bob@smith.example", "Bob Smith,,,bob@smith.example", true),
        ("José Leal,,,jl@leal.example", "Zé Leal,,,jl@leal.example", true),
        ("Francisco Leal,,+351 225 550 202,", "Paco Leal,,+351 225 550 202,", true),
        ("Johannes Brandt,,,hb@brandt.example", "Hans Brandt,,,hb@brandt.example", true),
        ("Ana Ribeiro,,,ana@porto.example", "A. Ribeiro,,,ana@porto.example", true),
        ("Ana Ribeiro,,,ana@porto.example", "\"Ribeiro, Ana\",,,ana@porto.example", true),
        ("Ana Ribeiro,,,ana@porto.example", "Ana Costa,,,ana@porto.example", true),
        ("Dr. Ana Ribeiro,,,ana@porto.example", "Ana Ribeiro,,,ana@porto.example", true),
        ("Dr. Ana Ribeiro,,,ana@porto.example", "Dr. Eva Ribeiro,,,ana@porto.example", false),
        ("Jan de Vries,,+31 20 555 0104,", "Piet de Vries,,+31 20 555 0104,", false),
        ("Paul Leal,,,leal@leal.example", "Paula Leal,,,leal@leal.example", false),
        ("佐藤 花子,,+81 3 5550 2103,", "佐藤 太郎,,+81 3 5550 2103,", false),
        ("John Smith Sr.,,,js@smith.example", "John Smith Jr.,,,js@smith.example", false),
        // By name and company, where neither mailbox nor number contradict.
        ("Ana Ribeiro,Porto Cold Chain,,", "ana ribeiro,\"Porto Cold Chain, Lda.\",,a@b.example", true),
        ("Ana Ribeiro,Porto,,ana@porto.example", "Ana Ribeiro,Porto,,another@porto.example", false),
        ("Ana Ribeiro,Porto,+351 225 550 203,", "Ana Ribeiro,Porto,+351 225 550 204,", false),
        ("Ana Ribeiro,Porto,,", "Ana Ribeiro,Lisboa,,", false),
        ("Ana Ribeiro,Porto,,", "Ana Ribeiro,,,", false),
        ("Ana Ribeiro,Porto,,ana@porto.example", "Ana Ribeiro,Lisboa,,ana@porto.example", true),
    ] {
        let book = book_with(&format!("{known}\n"));
        book.write("row.csv", format!("{HEAD}{row}\n"));
        let result = book.json("import row.csv");
        assert_eq!(result["added"], u64::from(!is_one), "{known} and {row}: {result}");
        for file in ["row.csv", "first.csv", "row.csv"] {
            unchanged(&book, file);
        }
    }
}

#[test]
fn rows_of_one_name_and_nothing_else_are_as_many_people_each_time() {
    let book = book_with("Ana,,,\nAna,,,\nAna,Porto,,\nAna,Porto,,\nBen,,,\n");
    assert_eq!(list(&book), ["Ana", "Ana", "Ana", "Ana", "Ben"]);
    unchanged(&book, "first.csv");
    book.words(&["edit", text(&book.json("list")[1]["id"]), "--name", "Ana Sousa", "--city", "Braga"]).ok();
    unchanged(&book, "first.csv");
}

#[test]
fn a_row_twice_in_a_file_is_one_person_where_mailbox_or_number_say_so() {
    let book = Book::new();
    book.write(
        "c.csv",
        format!(
            "Name,Company,Phone,Email,City\nAna Ribeiro,Porto,,ana@porto.example,Porto\nEva Pinto,,{NUMBER},,\n\
             Ana Ribeiro,Porto,,ana@porto.example,Lisboa\nEVA PINTO,,{NUMBER},,Faro\nAna R.,Porto,,ana@porto.example,\n"
        ),
    );
    // Eva's second row tells her city; Ana's second one contradicts the first; Ana R. is listed.
    let result = book.json("import c.csv");
    assert_eq!(counts(&result), json!([3, 1, 1]), "{result}");
    let noted = result["noted"].as_array().expect("notes");
    assert_eq!(noted.iter().map(|n| n["line"].as_u64()).collect::<Vec<_>>(), [Some(4), Some(5)], "{result}");
    assert!(text(&noted[0]["reason"]).contains("city \"Lisboa\""), "{result}");
    assert_eq!(result["duplicates"][0]["why"], json!(["same-email", "like-name"]), "{result}");
    assert_eq!(
        (&book.json("show 'ana ribeiro'")["city"], &book.json("show eva")["city"]),
        (&"Porto".into(), &"Faro".into())
    );
    unchanged(&book, "c.csv");
}

#[test]
fn a_file_again_changes_nothing_whatever_the_user_did_in_between() {
    let rows = format!(
        "Bruno Alves,Alves,{NUMBER},home@alves.example\nClara Alves,Alves,{NUMBER},home@alves.example\n\
         Ana Ribeiro,Porto,,ana@porto.example\nA. Ribeiro,Porto,,ana@home.example\nEva,,,\n"
    );
    let whole = || book_with(&rows);
    // Edited, also in what people are known by.
    let book = whole();
    for edit in [
        "edit 'Bruno Alves' --email bruno@alves.example --phone '+351 225 550 209' --name 'Bruno M. Alves' --company X",
        "edit 'Clara Alves' --name 'Clara Dinis' --email ''",
        "edit Eva --name 'Eva Pinto' --company Pinto",
    ] {
        book.run(edit).ok();
        unchanged(&book, "first.csv");
    }
    // Merged, and the merge taken back.
    let book = whole();
    book.run("merge 'A. Ribeiro' 'Ana Ribeiro'").ok();
    unchanged(&book, "first.csv");
    book.run("undo").ok();
    unchanged(&book, "first.csv");
    book.run("merge 'Ana Ribeiro' 'A. Ribeiro'").ok();
    book.run("edit 'A. Ribeiro' --name 'Ana R.' --email new@home.example").ok();
    unchanged(&book, "first.csv");
    // Kept apart, archived, a past buyer.
    let book = whole();
    book.run("keep-apart 'Bruno Alves' 'Clara Alves'").ok();
    book.run("keep-apart 'A. Ribeiro' 'Ana Ribeiro'").ok();
    book.run("archive Eva").ok();
    book.run("edit 'Bruno Alves' --past --favorite --pleasure 5").ok();
    unchanged(&book, "first.csv");
    // The import itself taken back, and made again.
    let book = whole();
    book.run("undo").ok();
    assert_eq!(counts(&book.json("import first.csv")), json!([5, 0, 0]));
    unchanged(&book, "first.csv");
}

#[test]
fn people_whom_the_user_keeps_apart_never_become_one() {
    let book = book_with("Ana Ribeiro,Porto,,ana@porto.example\nA. Ribeiro,Braga,,a.ribeiro@home.example\n");
    book.run("keep-apart 'Ana Ribeiro' 'A. Ribeiro'").ok();
    // The second one has the first one's mailbox now: she would be Ana, were she not kept apart from her.
    book.write("second.csv", format!("{HEAD}A. Ribeiro,Braga,,ana@porto.example\n"));
    book.run("import second.csv").ok();
    let ana = book.json("show 'Ana Ribeiro'");
    assert_eq!((&ana["name"], &ana["company"]), (&"Ana Ribeiro".into(), &"Porto".into()));
    unchanged(&book, "second.csv");
}

#[test]
fn who_could_be_either_of_two_is_new_and_listed_with_both() {
    let book = book_with("Ana Silva,Alves,,one@alves.example\nAna Costa,Costa,+351 225 550 207,\n");
    book.write("c.csv", format!("{HEAD}A. Lima,,+351 225 550 207,one@alves.example\n"));
    let result = twice(&book, "c.csv", 1, 0);
    assert_eq!(result["duplicates"].as_array().map(Vec::len), Some(2), "{result}");
}

#[test]
fn a_mailbox_of_one_and_a_number_of_another_are_nobodys_and_listed_with_what_speaks_for_each() {
    let number = "+351 225 550 207";
    for (first, second, row) in [
        // One name, one company, or none.
        ("Ana Reis", "Ana Reis", "Ana Reis"),
        ("Ana Reis", "Ana Lima", "Ana Reis"),
        ("Ana Reis", "A. Lima", "Ana Lima"),
        ("Bob Reis", "Robert Lima", "Robert Reis"),
    ] {
        for company in ["", "Alves"] {
            let book = book_with(&format!("{first},{company},,one@alves.example\n{second},{company},{number},\n"));
            let before = book.json("list");
            book.write("c.csv", format!("{HEAD}{row},{company},{number},one@alves.example\n"));
            let result = twice(&book, "c.csv", 1, 0);
            let pairs = result["duplicates"].as_array().expect("pairs");
            let why = |mark: &str| pairs.iter().any(|pair| pair["why"][0] == mark);
            assert!(why("same-email") && why("same-phone"), "{row}, {company}: {result}");
            // Neither has changed.
            let after = book.json("list");
            for known in before.as_array().expect("customers") {
                assert!(after.as_array().is_some_and(|all| all.contains(known)), "{row}, {company}: {known}");
            }
        }
    }
    // A number of somebody of another name speaks for nobody: Ana has it now, too.
    let book = book_with(&format!("Ana Reis,,,one@alves.example\nBea Lima,,{number},\n"));
    book.write("c.csv", format!("{HEAD}Ana Reis,,{number},one@alves.example\n"));
    twice(&book, "c.csv", 0, 1);
    assert_eq!(list(&book), ["Ana Reis", "Bea Lima"]);
}

#[test]
fn of_two_of_one_name_and_company_neither_is_the_rows() {
    for (first, row) in [
        ("Ana Reis,Alves,,\nAna Reis,Alves,,\n", "Ana Reis,Alves,+351 225 550 208,"),
        ("Ana Reis,Alves,,\nREIS Ana,Alves Lda,,\n", "Reis, Ana;Alves;;ana@alves.example"),
        ("Ana Reis,,,\nAna Reis,,,\n", "ana reis,,,ana@alves.example"),
    ] {
        let book = book_with(first);
        let before = book.json("list");
        let head = if row.contains(';') { HEAD.replace(',', ";") } else { HEAD.to_string() };
        book.write("c.csv", format!("{head}{row}\n"));
        let result = twice(&book, "c.csv", 1, 0);
        assert_eq!(result["duplicates"].as_array().map(Vec::len), Some(2), "{row}: {result}");
        let after = book.json("list");
        for known in before.as_array().expect("customers") {
            assert!(after.as_array().is_some_and(|all| all.contains(known)), "{row}: {known}");
        }
    }
    // Of one in sight and one put away, the row is about the one in sight.
    let book = book_with("Ana Reis,Alves,,\nAna Reis,Alves,,\n");
    let ids = names(&book.json("list"), "/id");
    book.run(&format!("archive {}", ids[0])).ok();
    book.write("c.csv", format!("{HEAD}Ana Reis,Alves,+351 225 550 208,\n"));
    twice(&book, "c.csv", 0, 1);
    assert_eq!(book.json(&format!("show {}", ids[1]))["phone"], "+351225550208");
}

#[test]
fn another_file_never_makes_a_name_poorer() {
    for (rich, poor) in [
        ("Robert Stone", "R. Stone"),
        ("José Gonçalves", "J GONCALVES"),
        ("José Gonçalves", "Jose Goncalves"),
        ("Patrick Hill", "Pat Hill"),
        ("Ana Ribeiro", "ana ribeiro"),
        ("Ana Ribeiro", "ANA RIBEIRO"),
        ("Ana Maria Ribeiro", "Ana Ribeiro"),
        ("Dr. Ana Ribeiro", "Ana Ribeiro"),
        ("Robert Stone", "Stone, Robert"),
    ] {
        let cell = |name: &str| format!("{HEAD}\"{name}\",Alves,,one@alves.example\n");
        let book = Book::new();
        book.write("a.csv", cell(rich));
        book.write("b.csv", cell(poor));
        twice(&book, "a.csv", 1, 0);
        for file in ["b.csv", "a.csv", "b.csv"] {
            twice(&book, file, 0, 0);
            assert_eq!(list(&book), [rich], "{file} with {poor}");
        }
        // The fuller name comes from whichever file has it.
        let book = Book::new();
        book.write("a.csv", cell(poor));
        book.write("b.vcf", format!("BEGIN:VCARD\nUID:1\nFN:{rich}\nORG:Alves\nEMAIL:one@alves.example\nEND:VCARD\n"));
        twice(&book, "a.csv", 1, 0);
        twice(&book, "b.vcf", 0, 1);
        twice(&book, "a.csv", 0, 0);
        assert_eq!(list(&book), [rich], "{poor}");
        // A file corrects itself, and another name is news.
        let book = Book::new();
        book.write("a.csv", cell(rich));
        twice(&book, "a.csv", 1, 0);
        book.write("a.csv", cell(poor));
        twice(&book, "a.csv", 0, 1);
        assert_eq!(list(&book), [poor]);
    }
    let book = book_with("Ana Ribeiro,Alves,,one@alves.example\n");
    book.write("b.csv", format!("{HEAD}Ana Costa,Alves,,one@alves.example\n"));
    twice(&book, "b.csv", 0, 1);
    assert_eq!(list(&book), ["Ana Costa"], "she married");
}

#[test]
fn an_import_that_changes_nobody_leaves_no_step() {
    let book = book_with("Ana Reis,Alves,,ana@alves.example\n");
    let head = "Name,Company,Phone,Email,City\n";
    let anita = |city: &str| format!("{head}Anita Reis,Reis Lda,+351 225 550 209,anita@reis.example,{city}\n");
    book.write("b.csv", anita("Porto"));
    book.run("import b.csv").ok();
    book.run("merge 'Anita Reis' 'Ana Reis'").ok();
    // Of a merged record, of somebody edited since, and of somebody added by hand.
    book.write("b.csv", anita("Lisboa"));
    book.run("edit 'Ana Reis' --city Faro").ok();
    book.words(&["add", "Bea Lima", "--company", "Alves", "--email", "bea@alves.example"]).ok();
    book.write("c.csv", format!("{HEAD}Bea Lima,Alves,,bea@alves.example\n"));
    book.write("d.csv", format!("{head}Ana Reis,Alves,,ana@alves.example,Beja\n"));
    for file in ["b.csv", "c.csv", "d.csv"] {
        let (before, steps) = (book.json("list"), book.json("undo --list"));
        let result = book.json(&format!("import {file}"));
        assert_eq!(counts(&result), json!([0, 0, 1]), "{file}: {result}");
        assert_eq!((book.json("list"), book.json("undo --list")), (before, steps), "{file}");
        unchanged(&book, file);
    }
    // Undo then takes back what was done last.
    book.run("undo").ok();
    assert_eq!(list(&book), ["Ana Reis"]);
}

#[test]
fn a_mailbox_of_several_names_in_the_file_says_nothing_whichever_comes_first() {
    for rows in [
        "Ana Lima,,,team@alves.example\nBea Lima,,,team@alves.example\n",
        "Bea Lima,,,team@alves.example\nAna Lima,,,team@alves.example\n",
    ] {
        let book = book_with("Ana Silva,,,team@alves.example\n");
        book.write("c.csv", format!("{HEAD}{rows}"));
        twice(&book, "c.csv", 2, 0);
        assert_eq!(list(&book), ["Ana Lima", "Ana Silva", "Bea Lima"]);
    }
}

#[test]
fn a_book_of_an_earlier_version_knows_its_people_by_the_ids_it_has() {
    // Older books keep the ids of cards, LinkedIn and Salesforce without their kind.
    let book = Book::new();
    book.write(
        "ids.csv",
        "Name,source_uid\nAna,u-1\nBea,https://www.linkedin.com/in/bea\nCleo,0035g00000AbCdEAAV\nDora,hubspot:7\n",
    );
    book.run("import ids.csv").ok();
    let ids = || names(&book.json("list"), "/source_uid");
    let before = ids();
    assert_eq!(before, ["u-1", "https://www.linkedin.com/in/bea", "0035g00000AbCdEAAV", "hubspot:7"]);
    book.write("card.vcf", "BEGIN:VCARD\nVERSION:4.0\nUID:u-1\nFN:Anna\nEND:VCARD\n");
    book.write("Connections.csv", "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nBeatriz,,https://www.linkedin.com/in/bea,,,,12 Mar 2024\n");
    book.write("Contact.csv", "Id,MasterRecordId,LastName,FirstName\n0035g00000AbCdEAAV,,Cleopatra,\n");
    book.write(
        "report.csv",
        "Contact ID,First Name,Last Name,Mailing Street,Account Name\n0035g00000AbCdE,,Cleopatra,,\n",
    );
    book.write("hubspot.csv", "Record ID,First Name,Last Name\n7,Dorothea,\n");
    for (file, changed) in
        [("card.vcf", 1), ("Connections.csv", 1), ("Contact.csv", 1), ("report.csv", 0), ("hubspot.csv", 1)]
    {
        let result = book.json(&format!("import {file}"));
        assert_eq!((&result["added"], &result["updated"]), (&0.into(), &changed.into()), "{file}: {result}");
        unchanged(&book, file);
    }
    assert_eq!(list(&book), ["Anna", "Beatriz", "Cleopatra", "Dorothea"]);
    assert_eq!(ids(), before);
}

#[test]
fn a_name_that_says_nothing_is_left_out_and_a_blank_row_passed_over() {
    let book = Book::new();
    let rows = [
        ("N/A,N/A,Null Corp", false),
        ("-,-,Dash Corp", false),
        ("null,Null,Nullsoft", false),
        ("#N/A,#N/A,Sheet", false),
        ("Unknown,,Nobody", false),
        ("\u{200b},—,Unseen", false),
        ("Jennifer,Null,Nullsoft", true),
        ("N/A,Silva,Half", true),
        ("Null,Island,Atlas", true),
        ("X,,One Letter", true),
        ("🍕,,Pizza", true),
        ("花子,,Sakura", true),
        (",None,None Ltd", false),
    ];
    let table: String = rows.iter().map(|(row, _)| format!("{row}\n,,\n \t,,\n")).collect();
    book.write("n.csv", format!("First Name,Last Name,Company\n{table}"));
    let ran = book.run("import n.csv --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    let left_out: Vec<u64> = (0_u64..).zip(rows).filter(|(_, (_, stays))| !stays).map(|(at, _)| 2 + 3 * at).collect();
    let lines: Vec<u64> =
        result["rejected"].as_array().expect("rows").iter().filter_map(|r| r["line"].as_u64()).collect();
    assert_eq!(lines, left_out, "{result}");
    assert!(text(&result["rejected"][0]["reason"]).contains("no name"), "{result}");
    let mut stayed = list(&book);
    stayed.sort();
    assert_eq!(stayed, ["Jennifer Null", "Null Island", "Silva", "X", "花子", "🍕"]);
    book.write("n.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:N/A\nN:N/A;N/A;;;\nTEL:+351225550199\nEND:VCARD\n");
    book.run("import n.vcf").ends(5).warns("1 row was left out");
}

/// A row of the model: name, company, number, mailbox.
type Person = [&'static str; 4];

/// The rules once more, each as it is written, over everybody at once: whether a row may be a person of the book, or of an
/// earlier row of its file.
fn may_be(row: &Person, other: &Person, file: &[Person], book: &[Person], in_one_file: bool) -> bool {
    const FORMS: [[&str; 2]; 2] = [["Robert", "Bob"], ["José", "Zé"]];
    let given = |p: &Person| p[0].split(' ').next().unwrap_or_default();
    let (a, b) = (given(row), given(other));
    let is_initial = |short: &str, long: &str| short.ends_with('.') && long.starts_with(&short[..1]);
    let are_forms = FORMS.iter().any(|forms| forms.contains(&a) && forms.contains(&b));
    let are_alike = a == b || is_initial(a, b) || is_initial(b, a) || are_forms;
    let is_equal = row[0] == other[0];
    let says = |at: usize| !row[at].is_empty() && row[at] == other[at];
    let contradicts = |at: usize| !row[at].is_empty() && !other[at].is_empty() && row[at] != other[at];
    let is_shared = |at: usize| {
        let several = |all: &[Person]| {
            all.iter().any(|p| p[at] == row[at] && all.iter().any(|q| q[at] == row[at] && p[0] != q[0]))
        };
        row[at].starts_with("info@") || several(file) || several(book)
    };
    if in_one_file && !(is_equal && (says(2) || says(3))) {
        return false;
    }
    let by_mark = [2, 3].iter().any(|at| {
        let elsewhere = in_one_file && contradicts(1) && is_shared(*at);
        says(*at) && (is_equal && !elsewhere || are_alike && !is_equal && !is_shared(*at))
    });
    by_mark || is_equal && row[1] == other[1] && !contradicts(2) && !contradicts(3)
}

#[test]
fn whatever_stands_in_book_and_file_nobody_is_lost_and_nobody_comes_twice() {
    let names = ["Robert Leal", "Bob Leal", "Bob Dias", "José Leal", "Zé Dias", "Ana Leal", "A. Leal", "Clara Leal"];
    let pick = |seed: &mut u32, of: &[&'static str]| {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        of[usize::try_from(*seed >> 16).unwrap_or_default() % of.len()]
    };
    for start in 0..20 {
        let seed = &mut (start * 7919);
        let mut people = |count: usize| -> Vec<Person> {
            let person = |_| {
                [
                    pick(seed, &names),
                    pick(seed, &["", "Alves", "Another"]),
                    pick(seed, &["", "+351225550201", "+351225550202"]),
                    pick(seed, &["", "casa@x.example", "ana@y.example", "info@z.example"]),
                ]
            };
            (0..count).map(person).collect()
        };
        let table = |people: &[Person]| {
            format!("{HEAD}{}", people.iter().map(|p| format!("{}\n", p.join(","))).collect::<String>())
        };
        // The book is added by hand, so that it is as many people as there are rows.
        let (known, file) = (people(3), people(4));
        let book = Book::new();
        for [name, company, phone, email] in &known {
            book.words(&["add", name, "--company", company, "--phone", phone, "--email", email]).ok();
        }
        book.write("m.csv", table(&file));
        let result = book.json("import m.csv");
        let is_new = |(at, row): &(usize, &Person)| {
            let (earlier, whole) = (&file[..*at], [&known[..], &file[..*at]].concat());
            !known.iter().any(|other| may_be(row, other, &file, &whole, false))
                && !earlier.iter().any(|other| may_be(row, other, &file, &whole, true))
        };
        let least = file.iter().enumerate().filter(is_new).count();
        let all = format!("{known:?} and then {file:?}: {result}");
        assert!(result["added"].as_u64() >= u64::try_from(least).ok(), "at least {least} are new: {all}");
        // Whoever was in the book is there still, under their own name.
        let after = list(&book);
        assert!(known.iter().all(|person| after.iter().any(|name| name == person[0])), "{all}");
        let again = book.json("import m.csv");
        assert_eq!((&again["added"], &again["updated"]), (&0.into(), &0.into()), "{all}");
    }
}

#[test]
fn another_file_adds_to_the_facts_and_takes_none() {
    let book = Book::new();
    let card = "BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:Ana Luz\nEMAIL:al@x.example\nNOTE:Three kids\nTEL;TYPE=CELL:+351912000001\nTEL;TYPE=WORK:+351225550001\nBDAY:1980-04-12\nEND:VCARD\n";
    let crm = "Record ID,First Name,Last Name,Email,Notes\n1,Ana,Luz,al@x.example,Rides horses\n";
    std::fs::write(book.path("a.vcf"), card).expect("a card");
    std::fs::write(book.path("h.csv"), crm).expect("a table");
    let import = |name: &str| book.json(&format!("import {}", book.path(name).display()));
    import("a.vcf");
    let before = book.json("show ana")["facts"].as_str().expect("facts").to_string();
    import("h.csv");
    let after = format!("{before}\nRides horses");
    assert_eq!(book.json("show ana")["facts"], after.as_str());
    for file in ["a.vcf", "h.csv", "a.vcf"] {
        let again = import(file);
        assert_eq!((&again["updated"], &again["unchanged"]), (&0.into(), &1.into()), "{file}");
        assert_eq!(book.json("show ana")["facts"], after.as_str(), "{file}");
    }
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(2), "what changed nothing leaves no step");
}

#[test]
fn what_is_no_number_or_mailbox_never_takes_the_place_of_one() {
    let book = Book::new();
    let write = |name: &str, text: &str| std::fs::write(book.path(name), text).expect("a table");
    write(
        "a.csv",
        "Name,Company,Email,Phone\nAna Luz,Sul,al@x.example,+351912000111\nEva Do,Sul,ed@x.example,+351912000113\n",
    );
    write("b.csv", "Name,Company,Email,Phone\nAna Luz,Sul,al@x.example,12\nEva Do,Sul,unknown,+351912000113\n");
    book.json(&format!("import {}", book.path("a.csv").display()));
    // The first time it becomes a fact, the second time nothing changes.
    for updated in [2, 0] {
        let worse = book.json(&format!("import {}", book.path("b.csv").display()));
        assert_eq!((&worse["added"], &worse["updated"]), (&0.into(), &updated.into()));
        let noted: Vec<_> = worse["noted"].as_array().expect("notes").iter().map(|n| n["line"].clone()).collect();
        assert_eq!(noted, [json!(2), json!(3)], "{}", worse["noted"]);
        assert_eq!(book.json("show ana")["phone"], "+351912000111");
        assert_eq!(book.json("show eva")["email"], "ed@x.example");
        assert_eq!(book.json("show ana")["facts"], "Phone: 12");
        assert_eq!(book.json("show eva")["facts"], "Email: unknown");
    }
}
