//! `import` of the calls that a CRM knows: they become touches of their people.

use serde_json::{Value, json};

use super::importing_wrapped::zipped;
use crate::support::{Book, names};

const CONTACTS: &str = "\
\"Id\",\"IsDeleted\",\"MasterRecordId\",\"AccountId\",\"LastName\",\"FirstName\",\"Phone\",\"Email\",\"DoNotCall\"
\"0035g00000AbCdEAAV\",\"0\",\"\",\"0015g00000XyZzzAAA\",\"Ribeiro\",\"Ana\",\"+351225550142\",\"ana@porto.example\",\"0\"
\"0035g00000AbCdFAAV\",\"0\",\"\",\"\",\"Webb\",\"Marcus\",\"+12025550183\",\"marcus@northwind.example\",\"1\"
\"0035g00000AbCdGAAV\",\"1\",\"\",\"\",\"Gone\",\"Greta\",\"\",\"greta@x.example\",\"0\"
";
const ACCOUNTS: &str = "Id,IsDeleted,MasterRecordId,Name\n0015g00000XyZzzAAA,0,,Porto Cold Chain\n";
const TASK_HEAD: &str = "Id,WhoId,WhatId,Subject,ActivityDate,Status,Description,IsDeleted,IsClosed,TaskSubtype,\
CallDurationInSeconds,CallDisposition\n";

/// A book into whose folder Salesforce's export was put, without its calls.
fn salesforce(tasks: &str) -> Book {
    let book = Book::new();
    std::fs::create_dir(book.path("sf")).expect("a folder");
    book.write("sf/Contact.csv", CONTACTS);
    book.write("sf/Account.csv", ACCOUNTS);
    book.write("sf/Task.csv", format!("{TASK_HEAD}{tasks}"));
    book
}

/// The calls of somebody, the oldest first: when, how it went, how long, and what was noted.
fn calls(book: &Book, who: &str) -> Vec<Value> {
    let shown = book.json(&format!("show {who}"));
    let touches = shown["touches"].as_array().expect("touches").iter().rev();
    touches.map(|t| json!([t["at"], t["outcome"], t["minutes"], remarks(t)])).collect()
}

fn remarks(touch: &Value) -> Vec<String> {
    let remarks = touch["remarks"].as_array().expect("remarks").iter();
    remarks.map(|r| format!("{}: {}", r["kind"].as_str().unwrap_or(""), r["text"].as_str().unwrap_or(""))).collect()
}

const TALKED: &str = "00T5g00000AbCd1EAB,0035g00000AbCdEAAV,,Call,2026-11-10,Completed,\"They love the new dock.
+ great work @Sally\",0,1,Call,754,Connected\n";

#[test]
fn salesforces_tasks_become_calls_of_the_contacts_beside_them() {
    let book = salesforce(&format!(
        "{TALKED}\
00T5g00000AbCd2EAB,0035g00000AbCdF,,Call about renewal,2026-11-12,Completed,,0,1,Call,,Left voicemail
00T5g00000AbCd3EAB,0035g00000AbCdEAAV,,Email: hi,2026-11-12,Completed,,0,1,Email,,
00T5g00000AbCd4EAB,0035g00000AbCdEAAV,,Call,2026-11-12,Not Started,,0,0,Call,,
00T5g00000AbCd5EAB,0035g00000ZZZZZAAV,,Call,2026-11-12,Completed,,0,1,Call,,
00T5g00000AbCd6EAB,0035g00000AbCdEAAV,,Call,2026-11-13,Completed,,1,1,Call,,
00T5g00000AbCd7EAB,0035g00000AbCdEAAV,,Call,2026-11-14,Completed,,0,1,Call,,Busy
00T5g00000AbCd8EAB,0035g00000AbCdEAAV,,Call,2026-12-14,Completed,,0,1,Call,,Connected
"
    ));
    let result = book.json("import sf");
    assert_eq!((&result["added"], &result["touches"], &result["touches_updated"]), (&2.into(), &3.into(), &0.into()));
    assert_eq!(
        result["left_out_calls"],
        json!({"not_calls": 1, "not_done": 1, "deleted": 1, "to_come": 1, "of_nobody": 1, "of_several": 0})
    );
    assert_eq!((&result["rejected"], &result["columns"]["CallDisposition"]), (&json!([]), &"call_outcome".into()));
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Ribeiro", "Marcus Webb"]);
    assert_eq!(book.json("show ana")["company"], "Porto Cold Chain");
    assert_eq!(
        calls(&book, "ana"),
        [
            json!([
                "2026-11-10T12:00:00+00:00",
                "reached",
                13,
                ["news: They love the new dock.", "news: + great work @Sally"]
            ]),
            json!(["2026-11-14T12:00:00+00:00", "no-answer", null, []]),
        ]
    );
    assert_eq!(
        calls(&book, "marcus"),
        [json!(["2026-11-12T12:00:00+00:00", "voicemail", null, ["news: Call about renewal"]])]
    );
    assert_eq!(book.json("praise"), json!([]));
    let touch = &book.json("show ana")["touches"][0];
    assert_eq!(
        (&touch["imported"], &touch["kind"], &touch["occasion"]),
        (&true.into(), &"call".into(), &"other".into())
    );
}

#[test]
fn the_words_say_what_came_in_and_what_stayed_out() {
    let book = salesforce(&format!("{TALKED}00T1,0035g00000ZZZZZAAV,,Call,2026-11-12,Completed,,0,1,Call,,\n"));
    let dry = book.run("import sf --dry-run").ok();
    dry.says("1 call would be added, 0 changed, 0 as before").says("CallDisposition");
    let ran = book.run("import sf").ok();
    ran.says("2 customers added")
        .says("1 call added, 0 changed, 0 as before")
        .says("Left out: 1 with nobody in the book");
    book.run("undo").ok();
    assert_eq!(book.json("list"), json!([]));
}

#[test]
fn calls_find_their_people_in_the_book_and_wait_for_those_behind_them() {
    let book = salesforce(TALKED);
    // Alone they are nobody's.
    let alone = book.json("import sf/Task.csv");
    assert_eq!((&alone["touches"], &alone["left_out_calls"]["of_nobody"]), (&0.into(), &1.into()));
    assert_eq!(book.json("undo --list"), json!([]));
    // Named before the people, they are read behind them.
    assert_eq!(book.json("import sf/Task.csv sf/Contact.csv")["touches"], 1);
    book.run("undo").ok();
    book.run("import sf/Contact.csv").ok();
    assert_eq!(book.json("import sf/Task.csv")["touches"], 1);
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(2));
}

#[test]
fn the_same_calls_again_add_nothing() {
    let book = salesforce(TALKED);
    book.run("import sf").ok();
    let (before, steps) = (book.json("show ana"), book.json("undo --list"));
    let again = book.at("2026-11-24T10:00:00Z").json("import sf");
    assert_eq!((&again["touches"], &again["touches_updated"], &again["updated"]), (&0.into(), &0.into(), &0.into()));
    book.run("import sf").ok().says("0 calls added, 0 changed, 1 as before");
    assert_eq!(
        (book.json("show ana")["touches"].clone(), book.json("undo --list")),
        (before["touches"].clone(), steps)
    );
    // Nor does another export of them, with the short ids.
    let short = TALKED.replace("00T5g00000AbCd1EAB", "00T5g00000AbCd1").replace("AbCdEAAV", "AbCdE");
    book.write("sf/Task.csv", format!("{TASK_HEAD}{short}"));
    assert_eq!(book.json("import sf/Task.csv")["touches"], 0);
}

#[test]
fn a_call_of_today_stays_as_it_is_through_the_day() {
    let book = salesforce(&TALKED.replace("2026-11-10", "2026-11-23"));
    book.at("2026-11-23T09:00:00Z").run("import sf").ok();
    assert_eq!(calls(&book, "ana")[0][0], "2026-11-23T09:00:00+00:00");
    let later = book.at("2026-11-23T17:00:00Z").json("import sf");
    assert_eq!((&later["touches"], &later["touches_updated"]), (&0.into(), &0.into()));
}

#[test]
fn a_call_that_changed_there_changes_unless_the_user_edited_it() {
    let book = salesforce(TALKED);
    book.run("import sf").ok();
    let id = book.json("show ana")["touches"][0]["id"].clone();
    let changed = TALKED.replace("new dock", "old dock").replace("Connected", "Busy");
    book.write("sf/Task.csv", format!("{TASK_HEAD}{changed}"));
    let result = book.json("import sf/Task.csv");
    assert_eq!((&result["touches"], &result["touches_updated"]), (&0.into(), &1.into()));
    let touch = &book.json("show ana")["touches"][0];
    assert_eq!((&touch["id"], &touch["outcome"]), (&id, &"no-answer".into()));
    assert_eq!(remarks(touch)[0], "news: They love the old dock.");
    book.run("undo").ok();
    assert_eq!(calls(&book, "ana")[0][1], "reached");
    // Now the user's own words stand there, and stay.
    let id = id.as_str().expect("an id");
    book.words(&["touch", "edit", id, "-m", "+ They love the new dock."]).ok();
    assert_eq!(names(&book.json("praise"), "/text"), ["They love the new dock."]);
    let result = book.json("import sf/Task.csv");
    assert_eq!((&result["touches"], &result["touches_updated"]), (&0.into(), &0.into()));
    assert_eq!(calls(&book, "ana")[0][3], json!(["praise: They love the new dock."]));
}

#[test]
fn a_call_that_the_user_deleted_does_not_come_back() {
    let book = salesforce(TALKED);
    book.run("import sf").ok();
    let touch = book.json("show ana")["touches"][0]["id"].as_str().expect("an id").to_string();
    book.run(&format!("touch delete {touch}")).ok();
    assert_eq!(book.json("import sf")["touches"], 0);
    let changed = TALKED.replace("new dock", "old dock");
    book.write("sf/Task.csv", format!("{TASK_HEAD}{changed}"));
    assert_eq!(book.json("import sf")["touches"], 0);
    assert_eq!(calls(&book, "ana"), Vec::<Value>::new());
}

#[test]
fn a_call_that_turned_out_to_be_anothers_goes_to_them() {
    let book = salesforce(TALKED);
    book.run("import sf").ok();
    book.write("sf/Task.csv", format!("{TASK_HEAD}{}", TALKED.replace("AbCdEAAV", "AbCdFAAV")));
    assert_eq!(book.json("import sf")["touches_updated"], 1);
    assert_eq!((calls(&book, "ana").len(), calls(&book, "marcus").len()), (0, 1));
    assert_eq!(book.json("import sf")["touches_updated"], 0);
    book.run("undo").ok();
    assert_eq!((calls(&book, "ana").len(), calls(&book, "marcus").len()), (1, 0));
}

#[test]
fn two_calls_of_a_day_that_say_the_same_are_two() {
    let two = "00T1,0035g00000AbCdEAAV,,Call,2026-11-10,Completed,,0,1,Call,,Busy\n";
    let book = salesforce(&format!("{two}{}", two.replace("00T1", "00T2")));
    assert_eq!(book.json("import sf")["touches"], 2);
    assert_eq!(book.json("import sf")["touches"], 0);
}

#[test]
fn two_records_that_became_one_keep_their_calls() {
    let book = salesforce(&format!("{TALKED}{}", TALKED.replace("Cd1EAB", "Cd2EAB").replace("AbCdEAAV", "AbCdFAAV")));
    book.run("import sf").ok();
    book.run("merge marcus ana").ok();
    assert_eq!(calls(&book, "ana").len(), 2);
    let again = book.json("import sf");
    assert_eq!((&again["added"], &again["touches"], &again["touches_updated"]), (&0.into(), &0.into(), &0.into()));
}

#[test]
fn calls_of_somebody_forgotten_are_of_nobody() {
    let book = salesforce(TALKED);
    book.run("import sf").ok();
    book.run("forget ana --yes").ok();
    let result = book.json("import sf/Task.csv");
    assert_eq!((&result["touches"], &result["left_out_calls"]["of_nobody"]), (&0.into(), &1.into()));
}

/// A book that knows Ana, Marcus and two people named Kim.
fn known() -> Book {
    let book = Book::in_zone("Europe/Lisbon");
    book.run("add 'Ana Ribeiro' --company 'Porto Cold Chain' --email ana@porto.example").ok();
    book.run("add 'Marcus Webb' --company Northwind --email marcus@northwind.example --phone +12025550183").ok();
    book.run("add 'Kim Lee' --company Alpha").ok();
    book.run("add 'Kim Lee' --company Beta").ok();
    book
}

#[test]
fn hubspots_calls_are_found_by_name_mailbox_and_id() {
    let book = known();
    book.write("people.csv", "Record ID,First Name,Last Name,Email\n101,Ana,Ribeiro,ana@porto.example\n");
    book.run("import people.csv").ok();
    book.write(
        "calls.csv",
        "Record ID,Activity date,Call Title,Call notes,Call outcome,Call duration,Activity assigned to,Associated contact
501,2026-07-10 09:14,Call with Ana Ribeiro,\"<p>She said: <b>fine</b></p><ul><li>dock door</li><li>M&uuml;ller &amp; Co</li></ul>\",Connected,754000,Sam,Ana Ribeiro
502,2026-11-11 16:30,Intro,,b2cf5968-551e-4856-9783-52b3da59a7d0,,Sam,Marcus Webb (marcus@northwind.example);Ana Ribeiro (ana@porto.example)
503,2026-11-11 16:40,Intro,,No answer,,Sam,Nobody Known
504,2026-11-11 16:50,Intro,,No answer,,Sam,Kim Lee
505,2026-11-12 10:00,,,Interested,,Sam,101
506,2026-11-12 11:00,,,,0,Sam,marcus@northwind.example
507,2026-11-12 12:00,,,,,Sam,someone@northwind.example
508,someday,,,,,Sam,Ana Ribeiro
",
    );
    let ran = book.run("import calls.csv --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&result["added"], &result["touches"]), (&0.into(), &4.into()));
    let left_out = &result["left_out_calls"];
    assert_eq!((&left_out["of_nobody"], &left_out["of_several"]), (&2.into(), &1.into()));
    assert_eq!(result["rejected"][0]["line"], 9);
    assert_eq!(result["unused"], json!(["Activity assigned to"]));
    assert_eq!(
        calls(&book, "ana")[0],
        json!([
            "2026-07-10T09:14:00+01:00",
            "reached",
            13,
            ["news: She said: fine", "news: dock door", "news: Müller & Co"]
        ])
    );
    assert_eq!(
        calls(&book, "ana")[2],
        json!(["2026-11-12T10:00:00+00:00", "reached", null, ["news: Outcome: Interested"]])
    );
    let both = &book.json("show marcus")["touches"][1];
    assert_eq!((&both["outcome"], &both["with"][0]["name"]), (&"voicemail".into(), &"Ana Ribeiro".into()));
    assert_eq!(calls(&book, "marcus")[1], json!(["2026-11-12T11:00:00+00:00", "no-answer", null, []]));
    book.run("import calls.csv").ends(5).says("0 calls added, 0 changed, 4 as before");
}

#[test]
fn hubspots_properties_are_known_by_their_own_names() {
    let book = known();
    book.write(
        "calls.csv",
        "hs_object_id,hs_timestamp,hs_call_title,hs_call_body,hs_call_disposition,hs_call_duration,hs_call_status,Associated contact
1,2026-07-10T09:14:00Z,,one,f240bbac-87c9-4f6e-bf70-924b57d47db7,61000,COMPLETED,Ana Ribeiro
2,1783674840000,,two,9d9162e7-6cf3-4944-bf63-4dff82258764,,COMPLETED,Ana Ribeiro
3,2026-11-25T09:14:00Z,,ahead,,,COMPLETED,Ana Ribeiro
4,2026-11-20T09:14:00Z,,queued,,,QUEUED,Ana Ribeiro
5,2026-11-20T09:14:00Z,,rang,,,NO_ANSWER,Ana Ribeiro
",
    );
    let result = book.json("import calls.csv");
    assert_eq!((&result["touches"], &result["left_out_calls"]["to_come"]), (&3.into(), &1.into()));
    assert_eq!(
        calls(&book, "ana"),
        [
            json!(["2026-07-10T10:14:00+01:00", "reached", 1, ["news: one"]]),
            json!(["2026-07-10T10:14:00+01:00", "no-answer", null, ["news: two"]]),
            json!(["2026-11-20T09:14:00+00:00", "no-answer", null, ["news: rang"]]),
        ]
    );
}

#[test]
fn pipedrives_activities_come_in_in_both_shapes() {
    let book = known();
    book.write(
        "plain.csv",
        "Subject,Type,Note,Due date,Due time,Done,Contact person,Organization
Call,Call,<div>Fine talk</div><div>! not an idea</div>,2026-11-05,10:30,Done,Ana Ribeiro,Porto Cold Chain
Lunch,Lunch,,2026-11-05,12:30,Done,Ana Ribeiro,
Call,Call,,2026-11-06,10:30,To do,Ana Ribeiro,
Call,Call,,2026-11-06,10:30,Done,Kim Lee,Beta
Call,Call,,2026-11-06,10:30,Done,Ana Ribeiro,Another Company
",
    );
    let result = book.json("import plain.csv");
    assert_eq!((&result["added"], &result["touches"]), (&0.into(), &2.into()));
    assert_eq!(
        result["left_out_calls"],
        json!({"not_calls": 1, "not_done": 1, "deleted": 0, "to_come": 0, "of_nobody": 1, "of_several": 0})
    );
    let talk = ["news: Fine talk", "news: ! not an idea"];
    assert_eq!(calls(&book, "ana"), [json!(["2026-11-05T10:30:00+00:00", "reached", null, talk])]);
    book.write(
        "activities.csv",
        "Activity - ID,Activity - Subject,Activity - Type,Activity - Note,Activity - Due date,Activity - Due time,\
Activity - Done,Activity - Duration,Person - Name,Person - Email - Work,Person - Organization
71,Check in,call,\"One<br>Two\",2026-11-06,11:00,Done,00:30,M. Webb,marcus@northwind.example,Northwind
72,Check in,call,,2026-11-06,11:00,Done,,Somebody Else,x@y.example,Z
73,Check in,email,,2026-11-06,11:00,Done,,Marcus Webb,marcus@northwind.example,Northwind
74,Call,call,Fine talk,2026-11-05,10:30,Done,,Ana Ribeiro,,
",
    );
    let result = book.json("import activities.csv");
    assert_eq!(
        (&result["added"], &result["touches"], &result["left_out_calls"]["of_nobody"]),
        (&0.into(), &2.into(), &1.into())
    );
    let said = ["news: Check in", "news: One", "news: Two"];
    assert_eq!(calls(&book, "marcus"), [json!(["2026-11-06T11:00:00+00:00", "reached", 30, said])]);
    assert_eq!(book.json("import plain.csv activities.csv")["touches"], 0);
}

#[test]
fn a_call_that_two_exports_hold_comes_in_once() {
    let book = known();
    book.write(
        "one.csv",
        "Subject,Type,Due date,Due time,Done,Contact person\nCall,Call,2026-11-05,10:30,Done,Ana Ribeiro\n",
    );
    book.write(
        "two.csv",
        "Activity - ID,Activity - Type,Activity - Due date,Activity - Due time,Activity - Done,Person - Name\n\
         9,call,2026-11-05,10:30,Done,Ana Ribeiro\n",
    );
    assert_eq!(book.json("import one.csv two.csv")["touches"], 1);
    assert_eq!(book.json("import two.csv one.csv")["touches"], 0);
}

#[test]
fn somebody_called_since_the_call_day_is_not_offered_again() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    assert_eq!(book.pick(), "Ana offered");
    book.write(
        "calls.csv",
        "Subject,Type,Due date,Due time,Done,Contact person\nCall,Call,2026-11-23,09:30,Done,Ana\n",
    );
    assert_eq!(book.json("import calls.csv")["touches"], 1);
    assert_eq!(book.pick(), "Ana called");
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn who_is_not_to_be_called_stays_so_when_a_file_says_it() {
    let book = salesforce("");
    book.write("sf/Contact.csv", CONTACTS.replace("\"1\"\n", "\"0\"\n"));
    book.run("import sf --favorite").ok();
    assert_eq!(book.pick(), "Ana Ribeiro offered");
    book.write("sf/Contact.csv", CONTACTS.replace("ana@porto.example\",\"0\"", "ana@porto.example\",\"1\""));
    book.run("import sf").ok();
    assert_eq!(book.json("show ana")["do_not_call"], true);
    assert_eq!(book.json("today")["pick"], Value::Null);
    assert_eq!(book.json("lift")["call"], json!([]));
    book.run("dial ana").fails(1).warns("Ana Ribeiro is not to be called; nothing was dialed");
    book.run("log ana -m fine").ok().warns("Ana Ribeiro is not to be called");
    book.run("log ana --kind card -m fine").ok().never_warns("not to be called");
    book.run("show ana").ok().says("never offered for a call");
    book.run("edit ana --past --left-on 2025-01-02").ok();
    assert_ne!(book.json("due")[0]["suggest"], "call");
    // The user's word stands against the file's.
    book.run("edit ana --may-call").ok();
    assert_eq!(book.json("import sf")["updated"], 0);
    assert_eq!(book.json("show ana")["do_not_call"], false);
}

#[test]
fn a_whole_export_of_salesforces_brings_its_people_and_calls_and_nobody_else() {
    let book = Book::new();
    let deals = "Id,IsDeleted,AccountId,Name,StageName,SystemModstamp\n0061,0,,Big deal,Won,2026-01-01\n";
    let users = "Id,Username,LastName,FirstName,Email,ProfileId,SystemModstamp\n0051,sam@us.example,Us,Sam,sam@us.example,00e1,x\n";
    let tasks = format!("{TASK_HEAD}{TALKED}");
    let files: [(&str, &[u8]); 5] = [
        ("Task.csv", tasks.as_bytes()),
        ("Account.csv", ACCOUNTS.as_bytes()),
        ("Contact.csv", CONTACTS.as_bytes()),
        ("Opportunity.csv", deals.as_bytes()),
        ("User.csv", users.as_bytes()),
    ];
    book.write("WE_00D_1.zip", zipped(&files));
    let result = book.json("import WE_00D_1.zip");
    assert_eq!((&result["added"], &result["touches"]), (&2.into(), &1.into()));
    assert_eq!(result["passed_over"].as_array().map(Vec::len), Some(2));
    assert_eq!(book.json("show ana")["company"], "Porto Cold Chain");
    assert_eq!(calls(&book, "ana").len(), 1);
    book.run("undo").ok();
    assert_eq!(book.json("list"), json!([]));
}

#[test]
fn a_book_that_was_exported_still_knows_its_calls() {
    let book = salesforce(TALKED);
    book.run("import sf").ok();
    assert_eq!(book.json("doctor")["ok"], true);
    book.run("export json -o book.json").ok();
    let other = salesforce(TALKED);
    other.write("book.json", book.read("book.json"));
    other.run("import book.json").ok();
    let again = other.json("import sf");
    assert_eq!((&again["added"], &again["touches"]), (&0.into(), &0.into()));
    assert_eq!(calls(&other, "ana").len(), 1);
}

#[test]
fn a_strict_import_takes_all_calls_or_none() {
    let book = salesforce(&format!("{TALKED}00T2,0035g00000AbCdEAAV,,Call,someday,Completed,,0,1,Call,,\n"));
    let ran = book.run("import sf --strict --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&result["added"], &result["touches"]), (&0.into(), &0.into()));
    assert_eq!(book.json("list"), json!([]));
    assert_eq!(result["rejected"][0]["reason"], "\"someday\" can't be read as the date of a call");
}

#[test]
fn an_outcome_of_the_users_own_is_kept_in_words_and_lengths_that_cant_be_are_said() {
    let book = salesforce(
        "\
1,0035g00000AbCdEAAV,,Call,2026-11-10,Completed,,0,1,Call,,Qualified
2,0035g00000AbCdEAAV,,Call,2026-11-11,Completed,,0,1,Call,300,Qualified
3,0035g00000AbCdEAAV,,Call,2026-11-12,Completed,,0,1,Call,,Kein Anschluss
4,0035g00000AbCdEAAV,,Call,2026-11-13,Completed,,0,1,Call,-5,Connected
5,0035g00000AbCdEAAV,,Call,2026-11-14,Completed,,0,1,Call,999999,Connected
",
    );
    let result = book.json("import sf");
    let found: Vec<Value> = calls(&book, "ana").iter().map(|c| json!([c[1], c[2], c[3]])).collect();
    assert_eq!(
        found,
        [
            json!(["reached", null, ["news: Outcome: Qualified"]]),
            json!(["reached", 5, ["news: Outcome: Qualified"]]),
            json!(["no-answer", null, []]),
            json!(["reached", null, []]),
            json!(["reached", null, []]),
        ]
    );
    let notes: Vec<&str> =
        result["noted"].as_array().expect("notes").iter().filter_map(|n| n["reason"].as_str()).collect();
    assert_eq!(
        notes,
        ["\"-5\" can't be how long a call took: left out", "\"999999\" can't be how long a call took: left out"]
    );
}

#[test]
fn pipedrives_activities_come_in_whatever_the_language_of_the_account() {
    for (name, table) in [
        (
            "German",
            "Betreff;Typ;Notiz;Fällig am;Uhrzeit;Dauer;Erledigt;Kontaktperson;Organisation
Rückruf;Anruf;Liebt das neue Dock;10.11.2026;09:30;00:20;Ja;Ana Ribeiro;Porto
Angebot;Aufgabe;;11.11.2026;;;Ja;Ana Ribeiro;Porto
Nachfassen;Anruf;;12.11.2026;;;Nein;Ana Ribeiro;Porto
",
        ),
        (
            "German, with what a column is about",
            "Aktivität - Betreff,Aktivität - Typ,Aktivität - Notiz,Aktivität - Fällig am,Aktivität - Uhrzeit,Aktivität - \
Dauer,Aktivität - Erledigt,Person - Name
Rückruf,Anruf,Liebt das neue Dock,2026-11-10,09:30,00:20,Erledigt,Ana Ribeiro
Angebot,Aufgabe,,2026-11-11,,,Erledigt,Ana Ribeiro
Nachfassen,Anruf,,2026-11-12,,,Offen,Ana Ribeiro
",
        ),
        (
            "Spanish",
            "Actividad - Asunto,Actividad - Tipo,Actividad - Nota,Actividad - Fecha de vencimiento,Actividad - Hora de \
vencimiento,Actividad - Duración,Actividad - Hora en que se marcó como completada,Persona - Nombre,Negocio - ID
Rückruf,Llamada,Liebt das neue Dock,2026-11-10,09:30,00:20,2026-11-10 10:00:00,Ana Ribeiro,7
Correo,Correo,,2026-11-11,,,2026-11-10 10:00:00,Ana Ribeiro,7
Otra,Llamada,,2026-11-12,,,,Ana Ribeiro,7
",
        ),
        (
            "Portuguese",
            "Atividade - Assunto,Atividade - Tipo,Atividade - Nota,Atividade - Data de vencimento,Atividade - Hora de \
vencimento,Atividade - Duração,Atividade - Status,Pessoa - Nome
Rückruf,Ligação,Liebt das neue Dock,2026-11-10,09:30,00:20,Concluída,Ana Ribeiro
Reunião,Reunião,,2026-11-11,,,Concluída,Ana Ribeiro
Outra,Ligação,,2026-11-12,,,A fazer,Ana Ribeiro
",
        ),
        (
            "French",
            "Objet;Type;Note;Date d'échéance;Heure d'échéance;Durée;Terminé;Personne à contacter
Rückruf;Appel;Liebt das neue Dock;10/11/2026;09:30;00:20;Oui;Ana Ribeiro
Devis;Tâche;;13/11/2026;;;Oui;Ana Ribeiro
Relance;Appel;;14/11/2026;;;Non;Ana Ribeiro
",
        ),
        (
            "Dutch",
            "Onderwerp;Type;Notitie;Vervaldatum;Tijd;Duur;Voltooid;Contactpersoon
Rückruf;Bellen;Liebt das neue Dock;2026-11-10;09:30;00:20;Ja;Ana Ribeiro
Offerte;Taak;;2026-11-11;;;Ja;Ana Ribeiro
Opvolgen;Bellen;;2026-11-12;;;Nee;Ana Ribeiro
",
        ),
        (
            "Italian",
            "Oggetto;Tipo;Nota;Data di scadenza;Ora;Durata;Completata;Persona di contatto
Rückruf;Chiamata;Liebt das neue Dock;2026-11-10;09:30;00:20;Sì;Ana Ribeiro
Offerta;Attività;;2026-11-11;;;Sì;Ana Ribeiro
Altro;Chiamata;;2026-11-12;;;No;Ana Ribeiro
",
        ),
    ] {
        let book = Book::new();
        book.run("add 'Ana Ribeiro'").ok();
        book.write("activities.csv", table);
        let result = book.json("import activities.csv");
        let left_out = &result["left_out_calls"];
        assert_eq!((&result["touches"], &left_out["not_calls"], &left_out["not_done"]), (&1.into(), &1.into(), &1.into()), "{name}: {result}");
        assert_eq!(
            calls(&book, "ana"),
            [json!(["2026-11-10T09:30:00+00:00", "reached", 20, ["news: Rückruf", "news: Liebt das neue Dock"]])],
            "{name}"
        );
    }
}

#[test]
fn pipedrives_people_come_in_whatever_the_language_of_the_account() {
    for table in [
        "Person - Name,Person - Organisation,Person - E-Mail - Arbeit,Person - Telefon - Büro,Person - Telefon - Mobil\n",
        "Persona - Nombre,Persona - Organización,Persona - Correo electrónico - Trabajo,Persona - Teléfono - \
         Trabajo,Persona - Teléfono - Móvil\n",
    ] {
        let book = Book::new();
        book.write(
            "people.csv",
            format!("{table}Ana Ribeiro,Porto Cold Chain,ana@porto.example,+351 22 555 0142,+351 912 345 678\n"),
        );
        let result = book.json("import people.csv");
        assert_eq!((&result["added"], &result["unused"]), (&json!(1), &json!([])), "{result}");
        let ana = book.json("show ana");
        assert_eq!(
            (&ana["company"], &ana["email"], &ana["phone"]),
            (&"Porto Cold Chain".into(), &"ana@porto.example".into(), &"+351912345678".into()),
            "{ana}"
        );
    }
}
