//! `team share`, `unshare` and `give`, and what the others make of a shared customer, on a real PostgreSQL.

use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::keyfile;
use serde_json::{Value, json};

use crate::support::postgres::Site;
use crate::support::teams::{NORTH, book_says, change_book, join, read_and_sent};
use crate::support::{Book, text};

/// The books of two reps and their manager.
struct Three {
    site: Site,
    mia: Book,
    ana: Book,
    ben: Book,
}

/// None says that the test is not run.
fn three(test: &str) -> Option<Three> {
    let site = Site::with_team(test)?;
    let mia = site.manager();
    let (ana, ben) = (site.member(&mia, "ana"), site.member(&mia, "ben"));
    Some(Three { site, mia, ana, ben })
}

/// Adds a customer with everything that is shared, and what is the rep's own.
fn add_olga(book: &Book) {
    book.words(&[
        "add",
        "Olga Weiss",
        "--company",
        "Norte",
        "--role",
        "Lead",
        "--phone",
        "work:+351 22 555 0142",
        "--phone",
        "mobile:+351 915 550 142",
        "--email",
        "olga@norte.example",
        "--city",
        "Porto",
        "--birthday",
        "04-12",
        "--tag",
        "vip",
        "--facts",
        "Likes tea",
        "--peak",
        "tue,thu",
        "--favorite",
        "--pleasure",
        "5",
        "--profit",
        "4",
    ])
    .ok();
}

fn sync(book: &Book) -> Value {
    book.json("sync now")
}

#[test]
fn a_shared_customer_comes_to_the_others_with_what_is_shared_of_them() {
    let Some(Three { site, mia, ana, ben }) = three("a shared customer") else { return };
    add_olga(&ana);
    let shared = ana.json("team share olga");
    assert_eq!(
        (&shared["team"], &shared["owner"], &shared["sent"]),
        (&json!(site.named(NORTH)), &json!(site.named("ana")), &json!(true))
    );
    assert_eq!(read_and_sent(&sync(&ben)), (2, 0));
    let (hers, his) = (ana.json("show olga"), ben.json("show olga"));
    for field in [
        "id",
        "name",
        "company",
        "role",
        "phones",
        "phone_shown",
        "emails",
        "city",
        "timezone",
        "birthday",
        "tags",
        "facts",
        "peak",
        "team",
        "owner",
        "standing",
    ] {
        assert_eq!(his[field], hers[field], "{field}");
    }
    assert_eq!((&his["favorite"], &his["pleasure"], &his["profit"]), (&json!(true), &Value::Null, &Value::Null));
    assert_eq!(read_and_sent(&sync(&ben)), (0, 0), "nothing comes back");
    // Nothing of it is undone there.
    ben.run("undo").fails(1);
    // Another field on each side: both are kept, on both.
    ana.words(&["edit", "olga", "--city", "Lisbon"]).ok();
    ben.words(&["edit", "olga", "--role", "Director", "--tag", "spring"]).ok();
    for book in [&ana, &ben, &ana, &mia] {
        sync(book);
    }
    for book in [&ana, &ben, &mia] {
        let olga = book.json("show olga");
        assert_eq!((&olga["city"], &olga["role"]), (&json!("Lisbon"), &json!("Director")));
        assert_eq!(olga["tags"], json!(["spring", "vip"]));
    }
    // The same field: the later word counts on both.
    ana.at("2026-11-23T10:00:00Z").words(&["edit", "olga", "--facts", "Likes coffee"]).ok();
    ben.at("2026-11-23T11:00:00Z").words(&["edit", "olga", "--facts", "Likes cake"]).ok();
    sync(&ben);
    sync(&ana);
    sync(&ben);
    assert_eq!(
        (&ana.json("show olga")["facts"], &ben.json("show olga")["facts"]),
        (&json!("Likes cake"), &json!("Likes cake"))
    );
    sync(&mia);
    for book in [&ana, &ben, &mia] {
        book.run("doctor").ok();
        assert_eq!(read_and_sent(&sync(book)), (0, 0), "all is quiet");
    }
}

#[test]
fn others_logs_are_shown_with_facts_alone_unless_their_rep_shares_the_words() {
    let Some(Three { site, mia: _mia, ana, ben }) = three("others' logs") else { return };
    add_olga(&ana);
    ana.at("2026-11-16T10:00:00Z").words(&["log", "olga", "-m", "+ Kind words", "--minutes", "20"]).ok();
    ana.run("team share olga").ok();
    sync(&ben);
    let his = ben.json("show olga");
    assert_eq!(his["last_talked"], "2026-11-16", "it counts for the rotation");
    let log = &his["touches"][0];
    assert_eq!(
        (&log["kind"], &log["outcome"], &log["by"]),
        (&json!("call"), &json!("reached"), &json!(site.named("ana")))
    );
    assert!(log["text"].is_null() || log["text"] == "", "{log}");
    assert!(ben.json("praise").as_array().expect("a list").is_empty(), "it was not said to him");
    ben.run("show olga").ok().says(&site.named("ana"));
    // Corrected: the others see it. It is not theirs to correct.
    let id = text(&log["id"]).to_string();
    assert_eq!(ben.run(&format!("touch edit {id} --kind visit --json")).ends(4).kind(), "rights");
    ana.words(&["touch", "edit", &id, "--kind", "visit"]).ok();
    ana.at("2026-11-17T10:00:00Z").words(&["log", "olga", "-m", "! wants a ramp", "--shared"]).ok();
    sync(&ana);
    sync(&ben);
    let touches = ben.json("show olga")["touches"].clone();
    assert_eq!((&touches[0]["text"], &touches[1]["kind"]), (&json!("! wants a ramp"), &json!("visit")));
    // Taken back, it is gone there too.
    ana.run("undo").ok();
    sync(&ana);
    sync(&ben);
    assert_eq!(ben.json("show olga")["touches"].as_array().expect("a list").len(), 1);
    assert_eq!(book_says(&ben, "SELECT count(*) FROM sync_team_touch WHERE text IS NOT NULL"), "Integer(0)");
}

#[test]
fn only_the_owner_or_a_manager_hands_a_customer_over_or_takes_them_back() {
    let Some(Three { site, mia, ana, ben }) = three("whose they are") else { return };
    add_olga(&ana);
    ana.run("team share olga").ok();
    sync(&ben);
    sync(&mia);
    let ben_role = site.named("ben");
    assert_eq!(ben.words(&["team", "give", "olga", &ben_role, "--json"]).ends(4).kind(), "rights");
    assert_eq!(ben.run("team unshare olga --json").ends(4).kind(), "rights");
    ana.run("team give olga nobody").fails(3).warns("nothing was changed");
    let given = ana.words(&["team", "give", "olga", &ben_role, "--json"]).ok().value();
    assert_eq!(given["owner"], json!(ben_role));
    assert_eq!(ana.words(&["team", "give", "olga", &site.named("ana"), "--json"]).ends(4).kind(), "rights");
    ben.run("sync now").ok().warns(&format!("{} handed Olga Weiss over to you.", site.named("ana")));
    ben.run("sync now").ok().never_warns("handed");
    ben.run("team give olga anyone").ok().says("anyone's");
    sync(&ana);
    assert_eq!(ana.json("show olga")["owner"], Value::Null);
    sync(&mia);
    mia.words(&["team", "give", "olga", &site.named("ana")]).ok();
    sync(&ben);
    assert_eq!(ben.json("show olga")["owner"], json!(site.named("ana")));
    // Taken back, she leaves the others' books, but not those of who logged on her.
    mia.words(&["log", "olga", "-m", "Hello"]).ok();
    ana.run("team unshare olga").ok();
    sync(&ben);
    sync(&mia);
    ben.run("show olga").fails(3);
    assert_eq!((&mia.json("show olga")["team"], &ana.json("show olga")["team"]), (&Value::Null, &Value::Null));
    ana.run("team unshare olga").fails(1);
    // Shared again, she is back.
    ana.run("team share olga --anyone").ok();
    sync(&ben);
    assert_eq!(ben.json("show olga")["team"], json!(site.named(NORTH)));
}

#[test]
fn forgotten_by_their_owner_a_customer_is_erased_for_all() {
    let Some(Three { site: _site, mia, ana, ben }) = three("forgotten for all") else { return };
    add_olga(&ana);
    ana.run("team share olga").ok();
    for book in [&ben, &mia] {
        sync(book);
        book.words(&["log", "olga", "-m", "+ Splendid words"]).ok();
        sync(book);
    }
    sync(&ana);
    // By another member: what he logged goes, and she is not shown to him again.
    ben.run("forget olga --yes").ok().says("keeps them; what you logged on them goes there");
    sync(&ben);
    ben.run("show olga").fails(3);
    sync(&ana);
    ana.words(&["edit", "olga", "--city", "Faro"]).ok();
    sync(&ana);
    sync(&ben);
    ben.run("show olga").fails(3);
    assert_eq!(ana.json("show olga")["touches"].as_array().expect("a list").len(), 1, "the manager's alone");
    // By the owner: for all.
    ana.run("forget olga --yes").ok().says("erase them at their next sync");
    sync(&ana);
    sync(&mia);
    mia.run("show olga").fails(3);
    for book in [&ana, &ben, &mia] {
        book.run("doctor").ok();
        for (table, column) in [("sync_shared", "fields || shown"), ("sync_team_touch", "coalesce(text, '')")] {
            let sql =
                format!("SELECT count(*) FROM {table} WHERE {column} LIKE '%Olga%' OR {column} LIKE '%Splendid%'");
            assert_eq!(book_says(book, &sql), "Integer(0)", "{table}");
        }
    }
}

#[test]
fn what_is_shared_while_the_server_is_away_goes_with_the_next_sync() {
    let Some(Three { site, mia: _mia, ana, ben }) = three("shared while away") else { return };
    add_olga(&ana);
    site.unplug(&ana);
    ana.run("team share olga").ends(5).says("shared with");
    ana.words(&["log", "olga", "-m", "+ Kind"]).ok();
    assert!(ana.json("sync status")["teams"][0]["to_send"].as_i64().expect("a number") >= 3);
    site.plug_in(&ana);
    sync(&ana);
    sync(&ben);
    assert_eq!(ben.json("show olga")["touches"].as_array().expect("a list").len(), 1);
    assert_eq!(ana.json("sync status")["teams"][0]["to_send"], 0);
}

#[test]
fn a_shared_customer_comes_to_ones_other_machine_and_goes_by_the_latest_word() {
    let Some(Three { site, mia, ana, ben: _ben }) = three("two machines in a team") else { return };
    let (folder, line) = {
        let folder = crate::support::shared::Shared::new();
        let line = folder.set_up(&ana, "desk");
        (folder, line)
    };
    // A laptop that is in the team, too, and one that is not.
    let (laptop, phone) = (site.member(&mia, "ana"), Book::new());
    folder.join(&laptop, &line, "laptop");
    folder.join(&phone, &line, "phone");
    add_olga(&mia);
    mia.run("team share olga").ok();
    for book in [&ana, &ana, &laptop, &phone] {
        sync(book);
    }
    assert_eq!(phone.json("show olga")["city"], "Porto", "also where the team is not known");
    // What the phone changed comes to the team through the others.
    phone.at("2026-11-24T09:00:00Z").words(&["edit", "olga", "--city", "Faro"]).ok();
    sync(&phone);
    ana.at("2026-11-24T09:05:00Z");
    sync(&ana);
    sync(&mia);
    assert_eq!(mia.json("show olga")["city"], "Faro");
    // An older word that comes late through the folder does not win over a newer one of the team.
    laptop.at("2026-11-24T10:00:00Z").words(&["edit", "olga", "--role", "Director"]).ok();
    sync(&laptop);
    mia.at("2026-11-24T11:00:00Z");
    sync(&mia);
    mia.words(&["edit", "olga", "--role", "Chair"]).ok();
    sync(&mia);
    for hour in [12, 13] {
        for book in [&ana, &laptop, &phone, &mia] {
            book.at(&format!("2026-11-24T{hour}:00:00Z"));
            sync(book);
        }
    }
    for book in [&ana, &laptop, &phone, &mia] {
        let olga = book.json("show olga");
        assert_eq!((&olga["role"], &olga["city"]), (&json!("Chair"), &json!("Faro")));
        book.run("doctor").ok();
    }
    assert_eq!(phone.json("sync conflicts"), json!([]));
}

/// Takes the manager's role from mia; she stays on the team.
fn demote(site: &Site) {
    let (north, mia) = (site.named(NORTH), site.named("mia"));
    site.boss(&format!("REVOKE manager_{north} FROM {mia}; GRANT team_{north} TO {mia}"));
}

#[test]
fn what_a_manager_did_counts_on_all_machines_though_they_are_none_any_more() {
    let Some(Three { site, mia, ana, ben }) = three("a manager then") else { return };
    add_olga(&ana);
    ana.run("team share olga").ok();
    sync(&mia);
    let late = site.invite(&mia, "ana");
    mia.words(&["team", "give", "olga", &site.named("ben")]).ok();
    demote(&site);
    let owner = |book: &Book| {
        sync(book);
        book.json("show olga")["owner"].clone()
    };
    let bens = json!(site.named("ben"));
    for book in [&mia, &ana, &ben] {
        assert_eq!(owner(book), bens, "who reads it later judges as who read it then");
    }
    // Also once she has written anew what she said, and for who reads all of it from the beginning.
    change_book(&mia, "UPDATE sync_team SET shared_compact = 1");
    mia.words(&["log", "olga", "-m", "Hello"]).ok();
    sync(&mia);
    assert_eq!(book_says(&mia, "SELECT shared_compact FROM sync_team"), "Integer(0)");
    let laptop = site.connected("ana");
    join(&laptop, &late).ok();
    assert_eq!(owner(&laptop), bens);
    assert_eq!(laptop.json("show olga")["touches"].as_array().expect("a list").len(), 1);
    assert_eq!(mia.words(&["team", "give", "olga", "anyone", "--json"]).ends(4).kind(), "rights");
    ben.words(&["team", "give", "olga", &site.named("ana")]).ok();
    for book in [&mia, &ana, &ben, &laptop] {
        assert_eq!(owner(book), json!(site.named("ana")));
        book.run("doctor").ok();
    }
}

#[test]
fn what_a_manager_did_and_could_not_send_is_taken_back_once_they_are_none_any_more() {
    let Some(Three { site, mia, ana, ben }) = three("a manager no more") else { return };
    add_olga(&ana);
    ana.run("team share olga").ok();
    sync(&mia);
    sync(&ben);
    let anas = json!(site.named("ana"));
    site.unplug(&mia);
    mia.words(&["team", "give", "olga", "anyone"]).ends(5);
    mia.words(&["edit", "olga", "--city", "Faro"]).ok();
    demote(&site);
    site.plug_in(&mia);
    mia.run("sync now").ok().warns("not a manager of").warns("whose they were");
    assert_eq!(mia.json("show olga")["owner"], anas);
    mia.run("sync now").ok().says("Nothing new.").never_warns("manager");
    for book in [&ana, &ben] {
        sync(book);
        let olga = book.json("show olga");
        assert_eq!((&olga["owner"], &olga["city"]), (&anas, &json!("Faro")));
    }
    // Refused at once where the server can be asked, and nothing of it is left.
    change_book(&mia, "UPDATE sync_team SET manager = 1");
    assert_eq!(mia.words(&["team", "unshare", "olga", "--json"]).ends(4).kind(), "rights");
    assert_eq!(mia.json("show olga")["owner"], anas);
    assert_eq!(sync(&mia)["sent"], 0);
    // What anybody may do is done all the same, whatever is taken back along with it.
    site.unplug(&mia);
    change_book(&mia, "UPDATE sync_team SET manager = 1");
    mia.words(&["team", "give", "olga", "anyone"]).ends(5);
    site.plug_in(&mia);
    mia.words(&["add", "Rui"]).ok();
    mia.run("team share rui").ok().says("shared with").warns("not a manager of");
    sync(&ben);
    assert_eq!(ben.json("show rui")["owner"], json!(site.named("mia")));
    assert_eq!((&mia.json("show rui")["owner"], &ben.json("show olga")["owner"]), (&json!(site.named("mia")), &anas));
}

#[test]
fn nobody_hands_a_customer_to_who_was_removed() {
    let Some(Three { site, mia, ana, ben: _ben }) = three("who was removed") else { return };
    add_olga(&ana);
    ana.run("team share olga").ok();
    mia.words(&["add", "Rui", "--favorite"]).ok();
    mia.run("team share rui").ok();
    let ben = site.named("ben");
    mia.words(&["team", "give", "rui", &ben]).ok();
    mia.words(&["team", "remove", &ben]).ok().warns(&format!("Rui is still {ben}'s"));
    mia.run("team give rui anyone").ok();
    mia.words(&["team", "remove", &ben]).ok().never_warns("Rui");
    let refused = ana.words(&["team", "give", "olga", &ben]).fails(3).warns("nothing was changed");
    assert!(!refused.err.contains(&format!("in it are {ben}")), "{}", refused.err);
    assert_eq!(ana.json("show olga")["owner"], json!(site.named("ana")));
}

#[test]
fn what_waits_under_a_machines_former_id_is_kept_when_it_writes_its_part_anew() {
    let Some(Three { site, mia, ana, ben: _ben }) = three("a new id") else { return };
    add_olga(&ana);
    site.unplug(&ana);
    ana.words(&["team", "share", "olga"]).ends(5);
    ana.words(&["log", "olga", "-m", "+ Kind words", "--shared"]).ok();
    let praise = text(&ana.json("praise --limit 1")[0]["id"]).to_string();
    ana.words(&["team", "praise", &praise]).ends(5);
    // The book comes from another computer: its key file names another machine.
    site.plug_in(&ana);
    let before = book_says(&ana, "SELECT machine FROM sync_server");
    let mut file = keyfile::read(&ana.file()).expect("a key file").expect("keys");
    let mut keys = file.server().expect("a server").clone();
    keys.machine = WriterId(7);
    file.set_server(keys);
    keyfile::write(&ana.file(), &file).expect("a key file");
    sync(&ana);
    assert_ne!(book_says(&ana, "SELECT machine FROM sync_server"), before);
    change_book(&ana, "UPDATE sync_team SET shared_compact = 1, compact = 1");
    sync(&ana);
    sync(&mia);
    let olga = mia.json("show olga");
    assert_eq!((&olga["owner"], &olga["touches"][0]["text"]), (&json!(site.named("ana")), &json!("+ Kind words")));
    assert_eq!(mia.json("team wall")[0]["text"], "Kind words");
}

#[test]
fn who_joins_late_reads_all_of_a_customer_whom_another_rep_shared_again() {
    let Some(Three { site, mia, ana, ben }) = three("shared by another") else { return };
    add_olga(&ana);
    ana.run("team share olga").ok();
    sync(&ben);
    ben.words(&["log", "olga", "-m", "Hello"]).ok();
    sync(&ben);
    // She leaves ana's book and the server for good; ben has his record, and shares that.
    ana.run("team unshare olga").ok();
    ana.run("forget olga --yes").ok();
    sync(&ana);
    sync(&ben);
    ben.run("team share olga").ok();
    sync(&ana);
    ana.run("show olga").fails(3);
    let late = site.member(&mia, "ben");
    let (his, on_late) = (ben.json("show olga"), late.json("show olga"));
    for field in ["name", "city", "phones", "facts", "tags", "peak", "owner"] {
        assert_eq!(on_late[field], his[field], "{field}");
    }
    assert_eq!(his["city"], "Porto");
}

#[test]
fn a_value_that_lost_to_another_reps_is_listed_by_all_and_settled_for_all() {
    let Some(Three { site, mia, ana, ben }) = three("conflicts of reps") else { return };
    add_olga(&ana);
    ana.run("team share olga").ok();
    for book in [&ben, &mia] {
        sync(book);
    }
    assert_eq!(ben.json("sync conflicts"), json!([]));
    ana.at("2026-11-23T10:00:00Z").words(&["edit", "olga", "--facts", "Likes coffee", "--city", "Faro"]).ok();
    ben.at("2026-11-23T11:00:00Z").words(&["edit", "olga", "--facts", "Likes cake"]).ok();
    sync(&ben);
    assert_eq!(sync(&ana)["conflicts"], 1);
    sync(&ben);
    sync(&mia);
    let listed = ana.json("sync conflicts");
    let one = &listed[0];
    assert_eq!(
        (&one["table"], &one["field"], &one["kept"], &one["lost"], &one["kept_by"], &one["lost_by"]),
        (
            &json!("customer"),
            &json!("facts"),
            &json!("Likes cake"),
            &json!("Likes coffee"),
            &json!(site.named("ben")),
            &json!(site.named("ana"))
        )
    );
    assert_eq!(one["customer"]["name"], "Olga Weiss");
    for book in [&ana, &ben, &mia] {
        assert_eq!(book.json("sync conflicts"), listed);
    }
    // Taken on one, it is written for all, and settled.
    let id = text(&one["id"]).to_string();
    mia.at("2026-11-23T12:00:00Z").words(&["sync", "conflicts", "take", &id]).ok().says("Took “Likes coffee”");
    for book in [&mia, &ana, &ben] {
        sync(book);
        assert_eq!(book.json("show olga")["facts"], "Likes coffee");
        assert_eq!(book.json("sync conflicts"), json!([]));
    }
    // Kept on one, nobody asks again.
    ana.at("2026-11-24T10:00:00Z").words(&["edit", "olga", "--role", "Chair"]).ok();
    ben.at("2026-11-24T11:00:00Z").words(&["edit", "olga", "--role", "Director"]).ok();
    for book in [&ana, &ben, &ana] {
        sync(book);
    }
    let id = text(&ben.json("sync conflicts")[0]["id"]).to_string();
    ben.words(&["sync", "conflicts", "keep", &id]).ok().says("for the whole team");
    assert_eq!(ben.words(&["sync", "conflicts", "keep", &id, "--json"]).ends(3).kind(), "no-match");
    for book in [&ben, &ana, &mia] {
        sync(book);
        assert_eq!(book.json("show olga")["role"], "Director");
        assert_eq!(book.json("sync conflicts"), json!([]));
        book.run("doctor").ok();
    }
}
