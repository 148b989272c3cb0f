//! Makes one of two records of a person. The record that stays keeps its fields; what it lacks comes from the other, and
//! what contradicts is noted among the facts, with a word on what it is.

use super::customer::{Customer, CustomerField, Merge, ReachEntry, ReachKind, Standing};
use super::zones::ZoneFrom;

/// The record that stays, with what the other one adds. `pointed` names the customer who pointed to the other.
pub fn merged(stays: &Customer, goes: &Customer, pointed: Option<&str>) -> Customer {
    let Merging { mut merged, also, .. } = Merging::of(stays, goes, pointed);
    // Out of sight only where both were.
    merged.archived_at = goes.archived_at.and(stays.archived_at);
    if goes.added_at < stays.added_at {
        merged.added_at = goes.added_at;
        merged.added_on = goes.added_on;
    }
    merged.facts = facts(stays.facts.as_deref(), goes.facts.as_deref(), &also);
    merged
}

/// Whether two records are of one person and need nobody to look: they share a mailbox, or a number where one has no
/// mailbox, and what one says the other says too or lacks. Of facts, numbers and mailboxes a person may have several.
pub fn agree(one: &Customer, other: &Customer) -> bool {
    let are_as_visible = one.archived_at.is_some() == other.archived_at.is_some();
    shares_a_mark(one, other) && are_as_visible && Merging::of(one, other, None).also.is_empty()
}

fn shares_a_mark(one: &Customer, other: &Customer) -> bool {
    let shares = |kind: ReachKind| {
        let marks = |customer: &Customer| -> Vec<String> {
            let entries = customer.entries(kind).into_iter();
            entries.filter(|e| kind == ReachKind::Email || e.is_number()).map(|e| e.key(kind)).collect()
        };
        let theirs = marks(other);
        marks(one).iter().any(|mark| theirs.contains(mark))
    };
    let is_told_by_mailbox = one.email.is_some() && other.email.is_some();
    shares(ReachKind::Email) || !is_told_by_mailbox && shares(ReachKind::Phone)
}

/// Two records while they become one.
struct Merging<'a> {
    merged: Customer,
    stays: &'a Customer,
    goes: &'a Customer,
    /// What contradicts, a line each.
    also: Vec<String>,
}

impl<'a> Merging<'a> {
    /// Brings a record into another, field by field.
    fn of(stays: &'a Customer, goes: &'a Customer, pointed: Option<&str>) -> Self {
        let mut merging = Merging { merged: stays.clone(), stays, goes, also: Vec::new() };
        for field in CustomerField::ALL {
            match field.spec().merge {
                Merge::Keep(_) if *field == CustomerField::Timezone && merging.keeps_zone() => {}
                Merge::Keep(_) if *field == CustomerField::Birthday && merging.keeps_birthday() => {}
                Merge::Keep(what) => merging.keep(*field, what),
                Merge::All(kind) => merging.keep_all(*field, kind),
                Merge::KeepOfPast(what) if stays.standing == Standing::Past && goes.standing == Standing::Past => {
                    merging.keep(*field, what);
                }
                Merge::Either if field.of(stays).is_unsaid() => field.copy(&mut merging.merged, goes),
                Merge::United => merging.merged.tags.unite(&goes.tags),
                Merge::Standing => merging.note_standing(),
                Merge::KeepOfPast(_) | Merge::Either | Merge::Both => {}
            }
        }
        merging.keep_snooze();
        merging.keep_pointer(pointed);
        merging
    }

    /// Keeps a field's value, else takes the other's, and notes one that differs.
    fn keep(&mut self, field: CustomerField, what: &str) {
        let (mine, theirs) = (field.of(self.stays).to_text(), field.of(self.goes).to_text());
        if mine.is_empty() {
            field.copy(&mut self.merged, self.goes);
        } else if !theirs.is_empty() && mine.trim().to_lowercase() != theirs.trim().to_lowercase() {
            self.note(what, &field.text(self.goes));
        }
    }

    /// Keeps the entries of both. Beside a number, what can't be read as one is noted.
    fn keep_all(&mut self, field: CustomerField, kind: ReachKind) {
        for entry in self.merged.add_entries(kind, self.goes.entries(kind), &ReachEntry::is_number) {
            self.note(field.key(), &entry.line());
        }
    }

    /// Decides between two zones of which goodcall found one: what somebody said goes first, and what was found is not
    /// worth a note. Returns whether that settles it.
    fn keeps_zone(&mut self) -> bool {
        let is_found = |c: &Customer| c.zone_from.is_some_and(|from| from != ZoneFrom::Said);
        if self.stays.timezone.is_none() || self.goes.timezone.is_none() {
            return false;
        }
        if is_found(self.stays) && !is_found(self.goes) {
            CustomerField::Timezone.copy(&mut self.merged, self.goes);
        }
        is_found(self.stays) || is_found(self.goes)
    }

    /// Decides between two birthdays on one day of the year: the one with its year says all that the other does. Returns
    /// whether that settles it.
    fn keeps_birthday(&mut self) -> bool {
        let (Some(mine), Some(theirs)) = (self.stays.birthday, self.goes.birthday) else { return false };
        let is_settled = mine.is_fuller_than(theirs) || theirs.is_fuller_than(mine);
        if theirs.is_fuller_than(mine) {
            self.merged.birthday = Some(theirs);
        }
        is_settled
    }

    fn note(&mut self, what: &str, theirs: &str) {
        let lines: Vec<&str> = theirs.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        self.also.push(format!("also: {what} {}", lines.join(", ")));
    }

    fn note_standing(&mut self) {
        let goes = self.goes;
        match (self.stays.standing, goes.standing) {
            (Standing::Active, Standing::Past) => {
                let on = goes.left_on.map(|d| format!(" on {d}")).unwrap_or_default();
                let why = goes.left_because.map(|b| format!(" ({})", b.describe())).unwrap_or_default();
                self.note("kept as", &format!("a past buyer who left{on}{why}"));
            }
            (Standing::Past, Standing::Active) => self.note("kept as", "an active customer"),
            (Standing::Past, Standing::Past) | (Standing::Active, Standing::Active) => {}
        }
    }

    fn keep_snooze(&mut self) {
        match (self.stays.snoozed_until, self.goes.snoozed_until) {
            (Some(mine), Some(theirs)) if mine != theirs => self.note("snoozed until", &theirs.to_string()),
            (None, theirs) => self.merged.snoozed_until = theirs,
            (Some(_), _) => {}
        }
    }

    /// Keeps who pointed to them. A person can't have pointed to themself.
    fn keep_pointer(&mut self, pointed: Option<&str>) {
        let (stays, goes) = (self.stays, self.goes);
        let pointer = |by| if by == Some(stays.id) || by == Some(goes.id) { None } else { by };
        self.merged.referred_by = pointer(stays.referred_by);
        match (self.merged.referred_by, pointer(goes.referred_by)) {
            (Some(mine), Some(theirs)) if mine != theirs => {
                self.note("pointed to by", pointed.unwrap_or("somebody else"));
            }
            (None, theirs) => self.merged.referred_by = theirs,
            (Some(_), _) => {}
        }
    }
}

/// Both facts and what was noted, each line once.
fn facts(stays: Option<&str>, goes: Option<&str>, also: &[String]) -> Option<String> {
    let mut lines: Vec<&str> = stays.unwrap_or_default().lines().collect();
    for line in goes.unwrap_or_default().lines().chain(also.iter().map(String::as_str)) {
        if line.trim().is_empty() || !lines.iter().any(|l| l.trim() == line.trim()) {
            lines.push(line);
        }
    }
    let all = lines.join("\n");
    let all = all.trim_matches('\n');
    (!all.is_empty()).then(|| all.to_string())
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::super::dates::Clock;
    use super::super::ids::CustomerId;
    use super::*;

    fn customer(id: i64, name: &str) -> Customer {
        let instant = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap() + chrono::TimeDelta::days(id);
        Customer::new(CustomerId(id), name, &Clock { instant, zone: crate::domain::tz::Tz::UTC })
    }

    fn text(text: &str) -> Option<String> {
        Some(text.into())
    }

    #[test]
    fn a_zone_that_somebody_said_stays_before_one_that_was_found() {
        use crate::domain::tz::Tz;
        let of = |id, zone, from| Customer { timezone: Some(zone), zone_from: Some(from), ..customer(id, "Ana") };
        let found = of(1, Tz::America__New_York, ZoneFrom::AreaCode);
        let said = of(2, Tz::Europe__Lisbon, ZoneFrom::Said);
        for both in [merged(&found, &said, None), merged(&said, &found, None)] {
            assert_eq!((both.timezone, both.zone_from), (Some(Tz::Europe__Lisbon), Some(ZoneFrom::Said)));
            assert_eq!(both.facts, None);
        }
        let other = of(3, Tz::Asia__Tokyo, ZoneFrom::Said);
        assert_eq!(merged(&said, &other, None).facts.as_deref(), Some("also: time zone Asia/Tokyo"));
    }

    #[test]
    fn of_two_birthdays_on_one_day_the_one_with_its_year_stays() {
        let of = |id, day: &str| Customer { birthday: day.parse().ok(), ..customer(id, "Ana") };
        for (stays, goes, kept, facts) in [
            ("04-12", "1990-04-12", "1990-04-12", None),
            ("1990-04-12", "04-12", "1990-04-12", None),
            ("04-12", "04-12", "04-12", None),
            ("04-12", "1990-04-13", "04-12", Some("also: birthday 1990-04-13")),
            ("1990-04-12", "1991-04-12", "1990-04-12", Some("also: birthday 1991-04-12")),
        ] {
            let both = merged(&of(1, stays), &of(2, goes), None);
            let said = (both.birthday.map(|day| day.to_string()), both.facts.as_deref());
            assert_eq!(said, (Some(kept.to_string()), facts), "{stays} and {goes}");
        }
    }

    #[test]
    fn what_is_lacking_is_filled_and_what_contradicts_is_kept_among_the_facts() {
        let stays = Customer {
            company: text("Porto Cold Chain"),
            email: text("ana@porto.example"),
            facts: text("Likes tea\nTwo sons"),
            pleasure: Some(5),
            ..customer(2, "Ana Ribeiro")
        };
        let goes = Customer {
            company: text("porto cold chain"),
            email: text("ana@home.example"),
            phone: text("+351225550142"),
            phone_shown: text("+351 22 555 0142"),
            role: text("Operations lead"),
            facts: text("Two sons\nPlays chess"),
            pleasure: Some(3),
            profit: Some(4),
            favorite: true,
            do_not_call: true,
            standing: Standing::Past,
            ..customer(1, "A. Ribeiro")
        };
        let merged = merged(&stays, &goes, None);
        assert_eq!(
            merged.facts.as_deref(),
            Some(
                "Likes tea\nTwo sons\nPlays chess\nalso: name A. Ribeiro\n\
                 also: pleasure 3\nalso: kept as a past buyer who left"
            )
        );
        assert_eq!((merged.phone.as_deref(), merged.role.as_deref()), (Some("+351225550142"), Some("Operations lead")));
        let emails: Vec<_> = merged.emails().into_iter().map(|email| email.value).collect();
        assert_eq!(emails, ["ana@porto.example", "ana@home.example"]);
        assert_eq!((merged.pleasure, merged.profit), (Some(5), Some(4)));
        assert!(merged.favorite && merged.do_not_call);
        assert_eq!(
            (merged.standing, merged.added_on),
            (Standing::Active, goes.added_on),
            "known since the first of them"
        );
        assert_eq!((merged.id, merged.name.as_str()), (stays.id, "Ana Ribeiro"));
    }

    #[test]
    fn two_of_the_same_add_nothing() {
        let one = Customer { facts: text("Likes tea"), phone: text("+351225550142"), ..customer(1, "Ana") };
        let two = Customer { id: CustomerId(2), ..one.clone() };
        assert_eq!(merged(&one, &two, None), one);
    }

    #[test]
    fn nobody_points_to_themself() {
        let (one, two, three) = (CustomerId(1), CustomerId(2), CustomerId(3));
        let by = |id, by| Customer { referred_by: by, ..customer(id, "Ana") };
        for (stays, goes, expected) in [
            (Some(two), Some(one), None),
            (Some(two), Some(three), Some(three)),
            (None, Some(one), None),
            (Some(three), Some(one), Some(three)),
        ] {
            assert_eq!(merged(&by(1, stays), &by(2, goes), None).referred_by, expected);
        }
        let merged = merged(&by(1, Some(three)), &by(2, Some(CustomerId(4))), Some("Tom"));
        assert_eq!((merged.referred_by, merged.facts.as_deref()), (Some(three), Some("also: pointed to by Tom")));
    }

    #[test]
    fn somebody_is_out_of_sight_only_where_both_records_were() {
        let archived = |id, yes: bool| {
            let one = customer(id, "Ana");
            Customer { archived_at: yes.then_some(one.added_at), ..one }
        };
        for (stays, goes, expected) in [(true, true, true), (true, false, false), (false, true, false)] {
            assert_eq!(merged(&archived(1, stays), &archived(2, goes), None).archived_at.is_some(), expected);
        }
    }
}
