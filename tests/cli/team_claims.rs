//! Who calls whom: owners and claims of shared customers, on a real PostgreSQL.

use std::collections::BTreeMap;
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::support::postgres::Site;
use crate::support::teams::{NORTH, book_says, change_book, share_among};
use crate::support::{Book, text};

const ANYONES: &[&str] = &["--anyone"];
const NEXT_MONDAY: &str = "2026-11-30T10:00:00Z";

/// Whom `today` offers, and whether that is agreed.
fn offer(book: &Book) -> String {
    told(&book.json("today"))
}

/// The same of what it printed: "Ana: agreed", "Ana: not agreed".
fn told(today: &Value) -> String {
    let pick = &today["pick"];
    let agreed = pick["agreed"].as_bool().unwrap_or_else(|| panic!("{today}"));
    format!("{}: {}", text(&pick["customer"]["name"]), if agreed { "agreed" } else { "not agreed" })
}

/// The site, and books of two reps.
fn two_reps(test: &str) -> Option<(Site, Book, [Book; 2])> {
    let site = Site::with_team(test)?;
    let mia = site.manager();
    let books = ["ana", "ben"].map(|person| site.member(&mia, person));
    Some((site, mia, books))
}

#[test]
fn one_who_is_anyones_is_offered_to_one_rep_in_a_slot() {
    let Some((site, _mia, [ana, ben])) = two_reps("one of two reps") else { return };
    share_among(&[&ana, &ben], &["Olga", "Rui", "Zoe"], ANYONES);
    assert_eq!(offer(&ana), "Olga: agreed");
    assert_eq!(offer(&ben), "Rui: agreed", "the next in order");
    assert_eq!((offer(&ana), offer(&ben)), ("Olga: agreed".into(), "Rui: agreed".into()));
    ana.run("today").ok().says("Olga").never_says("agreed");
    // The next call day is claimed anew; whom the other has claimed may come to either.
    ben.at(NEXT_MONDAY);
    ana.at(NEXT_MONDAY);
    assert_eq!(offer(&ben), "Olga: agreed");
    assert_eq!(offer(&ana), "Rui: agreed");
    // Nobody is left for a third offer but one, and the server knows no name.
    assert_eq!(told(&ana.json("skip")), "Zoe: agreed");
    let none = ben.json("skip");
    assert_eq!((&none["pick"], &none["why_none"]), (&Value::Null, &json!("all-offered")));
    let claims = site.boss(
        "SELECT count(*), bool_or(position('\\x6f6c6761' IN sealed) > 0) FROM goodcall.claim WHERE space LIKE 'team%'",
    );
    assert_eq!(claims, "5|f");
}

#[test]
fn another_reps_own_is_neither_offered_nor_forecast() {
    let Some((site, _mia, [ana, ben])) = two_reps("another's own") else { return };
    share_among(&[&ana, &ben], &["Olga"], &[]);
    assert_eq!(offer(&ana), "Olga: agreed");
    let none = ben.json("today");
    assert_eq!(
        (&none["pick"], &none["why_none"], &none["ahead"]),
        (&Value::Null, &json!("nobody-available"), &json!([]))
    );
    ben.run("today").ok().says("Others on your team call your favorites.");
    assert_eq!(ben.json("remind now")["call"], Value::Null);
    ben.run("export ics").ok().never_says("Olga");
    ana.run("export ics").ok().says("Olga");
    // The lift names another's only where there is nobody else.
    assert_eq!(text(&ben.json("lift")["call"][0]["customer"]["name"]), "Olga");
    ben.words(&["add", "Rui", "--favorite"]).ok();
    assert_eq!(offer(&ben), "Rui: agreed");
    assert_eq!(ben.ahead(2), ["Rui", "Rui"]);
    let lift = ben.json("lift");
    let named: Vec<&str> =
        lift["call"].as_array().expect("a list").iter().map(|c| text(&c["customer"]["name"])).collect();
    assert_eq!(named, ["Rui"]);
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.claim WHERE space LIKE 'team%'"), "0", "nothing was asked");
    // Given to ben, she is not ana's any more, nor is what was offered.
    ana.words(&["team", "give", "olga", &site.named("ben")]).ok();
    ana.words(&["add", "Zoe", "--favorite"]).ok();
    assert_eq!(offer(&ana), "Zoe: agreed");
    assert_eq!(ana.offered_before(), ["Olga withdrawn"]);
    ben.run("sync now").ok();
    ben.words(&["skip"]).ok().says("Olga");
}

#[test]
fn without_an_answer_she_is_offered_and_said_not_to_be_agreed() {
    let Some((site, _mia, [ana, ben])) = two_reps("no answer") else { return };
    share_among(&[&ana, &ben], &["Olga", "Rui"], ANYONES);
    // A server that takes the call and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    site.move_to(&ana, silent.local_addr().expect("an address").port());
    assert_eq!(offer(&ana), "Olga: not agreed");
    ana.run("today").ok().says("Not agreed with the team yet: somebody else may call Olga, too");
    drop(silent);
    assert_eq!(offer(&ana), "Olga: not agreed", "nobody answers");
    // What is only shown claims nothing.
    for looks in ["today --ahead 1", "today --short"] {
        ben.run(looks).ok();
    }
    assert_eq!(told(&ben.json("today --ahead 1")), "Olga: not agreed");
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.claim WHERE space LIKE 'team%'"), "0");
    assert_eq!(offer(&ben), "Olga: agreed");
    // Asked again once it answers: another was first.
    site.plug_in(&ana);
    let today = ana.run("today --json").ok();
    assert_eq!(told(&today.value()), "Rui: agreed");
    assert_eq!(ana.offered_before(), ["Olga withdrawn"]);
}

#[test]
fn a_sync_claims_for_the_open_offer() {
    let Some((site, _mia, [ana, ben])) = two_reps("a sync claims") else { return };
    share_among(&[&ana, &ben], &["Olga", "Rui"], ANYONES);
    ana.run("sync now").ok();
    assert_eq!(
        site.boss("SELECT count(*) FROM goodcall.claim WHERE space LIKE 'team%'"),
        "0",
        "nobody was offered yet"
    );
    for book in [&ana, &ben] {
        site.unplug(book);
        assert_eq!(offer(book), "Olga: not agreed");
        site.plug_in(book);
    }
    ben.run("sync now").ok();
    let ran = ana.run("sync now").ok();
    let said = format!("{}{}", ran.out, ran.err);
    assert!(said.contains(&format!("{} calls Olga this week.", site.named("ben"))), "{said}");
    // Both know by now, without a server.
    for book in [&ana, &ben] {
        site.unplug(book);
    }
    assert_eq!((offer(&ana), offer(&ben)), ("Rui: agreed".into(), "Olga: agreed".into()));
}

#[test]
fn both_logs_stay_where_both_called() {
    let Some((site, _mia, [ana, ben])) = two_reps("both called") else { return };
    share_among(&[&ana, &ben], &["Olga", "Rui"], ANYONES);
    site.unplug(&ana);
    assert_eq!(offer(&ana), "Olga: not agreed");
    ana.words(&["log", "olga", "-m", "Fine"]).ok();
    assert_eq!(offer(&ben), "Olga: agreed");
    ben.words(&["log", "olga", "-m", "Fine, again"]).ok();
    site.plug_in(&ana);
    for book in [&ana, &ben, &ana] {
        book.run("sync now").ok();
    }
    for book in [&ana, &ben] {
        assert_eq!(book.pick(), "Olga called");
        assert_eq!(book.json("show olga")["touches"].as_array().expect("a list").len(), 2);
    }
}

#[test]
fn whom_a_rep_called_before_the_team_agreed_is_claimed_afterwards() {
    let Some((site, _mia, [ana, ben])) = two_reps("called before") else { return };
    share_among(&[&ana, &ben], &["Olga", "Rui"], ANYONES);
    site.unplug(&ana);
    ana.words(&["log", "olga", "-m", "Fine"]).ok();
    assert_eq!(offer(&ana), "Olga: not agreed");
    site.plug_in(&ana);
    ana.run("sync now").ok();
    assert_eq!(offer(&ana), "Olga: agreed");
    assert_eq!((ana.pick(), offer(&ben)), ("Olga called".into(), "Rui: agreed".into()));
}

#[test]
fn nobody_is_dialed_in_place_of_one_whom_another_rep_calls() {
    let Some((site, _mia, [ana, ben])) = two_reps("dialed") else { return };
    share_among(&[&ana, &ben], &["Olga", "Rui"], ANYONES);
    for book in [&ana, &ben] {
        for who in ["olga", "rui"] {
            book.words(&["edit", who, "--phone", "+1 312 555 0142"]).ok();
        }
    }
    site.unplug(&ana);
    assert_eq!(offer(&ana), "Olga: not agreed");
    assert_eq!(offer(&ben), "Olga: agreed");
    site.plug_in(&ana);
    let refused = format!("{} calls Olga this week, so nobody was dialed", site.named("ben"));
    ana.run("dial").fails(3).warns(&refused);
    assert_eq!(offer(&ana), "Rui: agreed");
    // An hour is kept for whom the team agrees on.
    site.unplug(&ben);
    ben.at(NEXT_MONDAY);
    ana.at(NEXT_MONDAY);
    assert_eq!(offer(&ana), "Olga: agreed");
    site.plug_in(&ben);
    let kept = ben.json("today --at 15:00");
    assert_eq!((told(&kept), text(&kept["pick"]["kept_for"])), ("Rui: agreed".into(), "2026-11-30T15:00:00+00:00"));
}

#[test]
fn a_claim_is_asked_for_once_and_is_the_reps_on_all_machines() {
    let Some((site, mia, [ana, ben])) = two_reps("asked once") else { return };
    let laptop = site.member(&mia, "ana");
    share_among(&[&ana, &laptop, &ben], &["Olga", "Rui"], ANYONES);
    assert_eq!(offer(&ana), "Olga: agreed");
    assert_eq!(offer(&laptop), "Olga: agreed");
    assert_eq!(offer(&ben), "Rui: agreed");
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.claim WHERE space LIKE 'team%'"), "2");
    let nobody_comes = TcpListener::bind("127.0.0.1:0").expect("a port");
    nobody_comes.set_nonblocking(true).expect("a listener");
    for (book, who) in [(&ana, "Olga: agreed"), (&laptop, "Olga: agreed"), (&ben, "Rui: agreed")] {
        site.move_to(book, nobody_comes.local_addr().expect("an address").port());
        assert_eq!(offer(book), who);
    }
    let came = nobody_comes.accept().map(drop).map_err(|e| e.kind());
    assert_eq!(came, Err(std::io::ErrorKind::WouldBlock));
    // What is somebody's, or in this book alone, is not asked for.
    change_book(&ben, "DELETE FROM sync_claim; DELETE FROM pick; UPDATE customer SET team = NULL");
    assert_eq!(offer(&ben), "Olga: agreed");
    assert_eq!(nobody_comes.accept().map(drop).map_err(|e| e.kind()), Err(std::io::ErrorKind::WouldBlock));
}

#[test]
fn the_reminder_names_whom_the_rep_calls() {
    let Some((site, _mia, [ana, ben])) = two_reps("the reminder") else { return };
    share_among(&[&ana, &ben], &["Olga", "Rui"], ANYONES);
    for (book, who) in [(&ana, "Olga"), (&ben, "Rui")] {
        let call = book.json("remind now")["call"].clone();
        assert_eq!((text(&call["customer"]["name"]), &call["agreed"]), (who, &json!(true)));
    }
    site.unplug(&ana);
    ana.at(NEXT_MONDAY);
    let call = ana.json("remind now")["call"].clone();
    assert_eq!((text(&call["customer"]["name"]), &call["agreed"]), ("Olga", &json!(false)));
}

#[test]
fn after_a_rep_was_removed_the_others_go_on_claiming_and_he_does_not() {
    let Some((site, mia, [ana, ben])) = two_reps("a rep who left") else { return };
    share_among(&[&ana, &ben, &mia], &["Olga", "Rui"], ANYONES);
    let revoke = mia.words(&["team", "remove", &site.named("ben")]).ok().out;
    site.boss(&revoke);
    assert_eq!(offer(&ben), "Olga: not agreed");
    ben.run("sync now").fails(4);
    assert_eq!(offer(&ben), "Olga: not agreed");
    assert_eq!(site.boss("SELECT count(*) FROM goodcall.claim WHERE space LIKE 'team%'"), "0");
    // One has the new key already, the other not yet.
    mia.run("sync now").ok();
    assert_eq!((offer(&mia), offer(&ana)), ("Olga: agreed".into(), "Rui: agreed".into()));
}

/// What the server says of a claim's owner counts: a rep who says to be another does not take their claim.
#[test]
fn a_claim_is_whose_the_server_says() {
    let Some((site, _mia, [ana, ben])) = two_reps("whose claim") else { return };
    share_among(&[&ana, &ben], &["Olga", "Rui"], ANYONES);
    assert_eq!(offer(&ben), "Olga: agreed");
    site.boss("UPDATE goodcall.claim SET sealed = ''");
    assert_eq!(offer(&ana), "Rui: agreed");
    assert_eq!(book_says(&ana, "SELECT min(rep) || ' ' || max(rep) FROM sync_claim"), {
        format!("Text(\"{} {}\")", site.named("ana"), site.named("ben"))
    });
    // A server that passes ben's claim off as ana's is not believed.
    ana.at(NEXT_MONDAY);
    ben.at(NEXT_MONDAY);
    assert_eq!(offer(&ben), "Olga: agreed");
    site.boss(&format!("UPDATE goodcall.claim SET owner = '{}' WHERE sealed <> ''", site.named("ana")));
    assert_eq!(offer(&ana), "Rui: agreed");
}

/// Three reps, with the plug pulled on each of them in turn: whatever the team agreed on, it agreed with one of them.
#[test]
fn on_a_month_of_mondays_the_team_agrees_with_one_rep_alone() {
    let Some((site, mia, [ana, ben])) = two_reps("a month of Mondays") else { return };
    site.people(&[("cleo", &["team_north"])]);
    let cleo = site.member(&mia, "cleo");
    let books = [&ana, &ben, &cleo];
    share_among(&books, &["Olga", "Rui", "Zoe", "Max"], ANYONES);
    let mut agreed: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut note = |rep: usize, today: &Value| {
        if today["pick"]["agreed"] == json!(true) {
            let whom = (text(&today["slot"]).to_string(), text(&today["pick"]["customer"]["name"]).to_string());
            assert_eq!(*agreed.entry(whom.clone()).or_insert(rep), rep, "{whom:?} was agreed on with two");
        }
    };
    for (week, day) in ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14"].iter().enumerate() {
        for book in books {
            book.at(&format!("{day}T10:00:00Z"));
        }
        let out_of_reach = week % books.len();
        site.unplug(books[out_of_reach]);
        for rep in [0, 1, 2].map(|rep| (rep + 2 * week) % books.len()) {
            let today = books[rep].json("today");
            assert_eq!(today["pick"]["agreed"], json!(rep != out_of_reach), "{today}");
            note(rep, &today);
            if (rep + week) % 2 == 0 {
                let name = text(&today["pick"]["customer"]["name"]);
                books[rep].words(&["log", name, "-m", "Fine"]).ok();
            } else {
                note(rep, &books[rep].json("skip"));
            }
        }
        site.plug_in(books[out_of_reach]);
        for (rep, book) in books.iter().enumerate() {
            book.run("sync now").ok();
            note(rep, &book.json("today"));
        }
    }
    assert!(agreed.len() >= 12, "{agreed:?}");
}

#[test]
fn many_who_ask_at_once_never_get_the_same() {
    let Some((site, mia, [ana, ben])) = two_reps("many at once") else { return };
    site.people(&[("cleo", &["team_north"]), ("dan", &["team_north"])]);
    let (cleo, dan) = (site.member(&mia, "cleo"), site.member(&mia, "dan"));
    let books = [&ana, &ben, &cleo, &dan];
    let people = ["Olga", "Rui", "Zoe", "Max", "Ida", "Tom", "Eva", "Leo"];
    share_among(&books, &people, ANYONES);
    let asked: Vec<(usize, _)> =
        (0..16).map(|at| (at % books.len(), books[at % books.len()].go("today --json"))).collect();
    let said: Vec<(usize, Value)> = std::thread::scope(|scope| {
        let all: Vec<_> =
            asked.into_iter().map(|(rep, go)| (rep, scope.spawn(move || go.run().ok().value()))).collect();
        all.into_iter().map(|(rep, ran)| (rep, ran.join().expect("a run"))).collect()
    });
    // One whom the server did not answer in time asks again.
    let later = books.iter().enumerate().map(|(rep, book)| (rep, book.json("today")));
    let mut whose: BTreeMap<String, usize> = BTreeMap::new();
    for (rep, today) in said.into_iter().chain(later) {
        if today["pick"]["agreed"] == json!(true) {
            let name = text(&today["pick"]["customer"]["name"]).to_string();
            assert_eq!(*whose.entry(name.clone()).or_insert(rep), rep, "{name} was offered to two");
        }
    }
    assert_eq!(whose.len(), books.len(), "{whose:?}");
    let claims = site
        .boss(&format!("SELECT count(DISTINCT owner) FROM goodcall.claim WHERE space = 'team_{}'", site.named(NORTH)));
    assert_eq!(claims, "4");
}
