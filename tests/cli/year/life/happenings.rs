//! The first day, and what happens on single days.

use std::collections::BTreeSet;

use super::super::model::PastBuyer;
use super::super::people::*;
use super::super::script::SUMMER;
use super::Life;
use crate::support::text;

impl Life {
    pub(super) fn begin(&mut self) {
        let list: String = IMPORTED.iter().map(row).collect();
        self.book.write("list.csv", format!("Name,City,Peak,Touches a year,Birthday\n{list}"));
        self.at(date(HIRED), "05:00");
        assert_eq!(self.ask("import list.csv")["added"], 5);
        let again = self.ask("import list.csv");
        assert_eq!((&again["added"], &again["unchanged"]), (&0.into(), &5.into()));
        for (minute, person) in ADDED.iter().enumerate() {
            self.at(date(HIRED), &format!("05:{:02}", 10 + minute));
            self.add(person);
        }
        for imported in &IMPORTED {
            let id = text(&self.json(&["show", imported.name])["id"]).to_string();
            self.ids.insert(imported.name, id);
            self.model.people.push(*imported);
        }
    }

    fn add(&mut self, person: &Person) {
        let added = self.ask(&format!("add '{}' {}", person.name, person.flags));
        self.ids.insert(person.name, text(&added["id"]).into());
        self.model.people.push(*person);
        if person.past {
            let Person { cadence, do_not_call, .. } = *person;
            let (is_own, tags) = (person.flags.contains("--every"), person.tags.iter().copied().collect());
            let buyer = PastBuyer { left_on: person.left_on.map(date), cadence, is_own, tags, do_not_call };
            self.model.past.insert(person.name, buyer);
        }
    }

    pub(super) fn follow_the_script(&mut self) {
        match self.model.today().to_string().as_str() {
            "2026-02-17" => {
                // Logged with the wrong customer, and taken back.
                self.json(&["log", LENA.name, "-m", "+ Not said by Lena, @Sally"]);
                self.ask("undo");
            }
            "2026-03-04" => {
                // A visit that the ill week will take.
                self.json(&["visits", "accept", ROSA.name, "2026-03-12"]);
                self.model.accepted.insert((date("2026-03-12"), ROSA.name));
            }
            "2026-03-17" => {
                self.model.praise[3].starred = true;
                let said = self.model.praise[3].text.clone();
                let id = text(&self.json(&["praise", &said])[0]["id"]).to_string();
                self.json(&["praise", "--star", &id]);
            }
            "2026-04-01" => {
                self.json(&["snooze", ELIF.name, "2026-05-18"]);
                self.model.snoozed.insert(ELIF.name, date("2026-05-18"));
            }
            "2026-04-21" => {
                self.ask("teammates join Sal Sally");
                self.model.joined = true;
            }
            "2026-05-05" => self.add(&INES),
            "2026-05-11" => {
                self.json(&["away", SUMMER.0, SUMMER.1]);
                self.model.away.push((date(SUMMER.0), date(SUMMER.1)));
            }
            // Days off that come to nothing.
            "2026-05-12" => drop(self.ask("away 2026-09-07 2026-09-11")),
            "2026-08-13" => drop(self.ask("away --remove 2026-09-07")),
            "2026-07-02" => {
                let since = ROSA.customer_since.expect("the day of her first yes");
                let flags = format!(
                    "--past --customer-since {since} --left-on 2026-06-30 --left-because not-needed --every 10w"
                );
                self.ask(&format!("edit '{}' {flags}", ROSA.name));
                let left_on = Some(date("2026-06-30"));
                let (cadence, tags) = (Cadence::Days(70), BTreeSet::new());
                let buyer = PastBuyer { left_on, cadence, is_own: true, tags, do_not_call: false };
                self.model.past.insert(ROSA.name, buyer);
            }
            "2026-10-06" => {
                self.json(&["edit", PAVEL.name, "--active"]);
                self.model.past.remove(PAVEL.name);
                self.model.won_back.push((self.model.today(), PAVEL.name));
            }
            // Of two tags the shorter cadence counts.
            "2026-06-10" => self.tag(GRETA.name, "Spring Fair"),
            "2026-08-20" => self.tag(OTTO.name, "VIP"),
            "2026-11-04" => {
                self.json(&["edit", GRETA.name, "--no-tag", "spring fair"]);
                self.model.past.get_mut(GRETA.name).expect("a past buyer").tags.remove("spring fair");
            }
            _ => {}
        }
    }

    fn tag(&mut self, who: &'static str, tag: &'static str) {
        self.json(&["edit", who, "--tag", tag]);
        let folded = ["spring fair", "vip"].into_iter().find(|folded| *folded == tag.to_lowercase());
        self.model.past.get_mut(who).expect("a past buyer").tags.extend(folded);
    }
}

fn row(p: &Person) -> String {
    let peak = p.peak.expect("an account").0;
    format!("{},{},\"{peak}\",{},{}\n", p.name, p.city, p.visits_a_year, p.birthday.unwrap_or_default())
}
