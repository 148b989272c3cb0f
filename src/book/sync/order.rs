//! In which order entries are sent, where they take several segments.

use std::collections::BTreeMap;

use super::fields::id_of;
use super::tables::{self, CUSTOMER, TOUCH};
use crate::sync::segment::Entry;

/// Whose rows are of which entries were told: by the table's code and the row's id.
type Whose = BTreeMap<(i64, i64), i64>;

/// Puts the entries of each customer together. What takes several segments is read one at a time, and all that follows from
/// a customer's rows is worked out for each segment that has any.
pub(super) fn by_customer(entries: &mut [Entry]) {
    let mut whose = Whose::new();
    for entry in entries.iter() {
        if let Entry::Row { table, row, fields, .. } = entry
            && let (Some(table), Some(customer)) = (tables::by_name(table), id_of(fields, "customer"))
        {
            whose.insert((table.code, *row), customer);
        }
    }
    // Nobody's come first: logs name setbacks.
    entries.sort_by_cached_key(|entry| customer_of(entry, &whose));
}

/// The customer to whom what an entry says belongs; None where neither it nor another one of its row or touch says so.
fn customer_of(entry: &Entry, whose: &Whose) -> Option<i64> {
    let Entry::Row { table, row, key, fields, .. } = entry else { return None };
    let table = tables::by_name(table)?;
    if *table == CUSTOMER {
        return Some(*row);
    }
    let in_key = || key.as_ref()?.get(table.key.iter().position(|column| *column == "customer")?)?.as_i64();
    let of_touch = || whose.get(&(TOUCH.code, id_of(fields, "touch")?)).copied();
    in_key().or_else(|| whose.get(&(table.code, *row)).copied()).or_else(of_touch)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::book::Book;
    use crate::book::sync::Membership;
    use crate::book::tests::clock;
    use crate::domain::customer::Customer;
    use crate::domain::tags::Tags;
    use crate::sync::WriterId;

    fn add_many(book: &mut Book) {
        book.change(&clock(), "added many", |change| {
            (0..500).try_for_each(|nth| {
                let mut customer = Customer::new(change.new_customer_id(), format!("Ana {nth}"), change.clock());
                customer.tags = Tags::read("vip, porto").unwrap();
                customer.birthday = Some("04-12".parse().unwrap());
                change.add_customer(&customer)
            })
        })
        .unwrap();
    }

    fn join(book: &mut Book) {
        let part = Membership::new("space", "/folder", WriterId(1), "a");
        book.join_space(&clock(), &part).unwrap();
        book.gather_everything(&clock()).unwrap();
    }

    /// The segments that have rows of each customer.
    fn segments_by_customer(book: &Book) -> BTreeMap<i64, BTreeSet<u64>> {
        let mut segments: BTreeMap<i64, BTreeSet<u64>> = BTreeMap::new();
        let mut last = 0;
        while let Some(out) = book.outgoing(last).unwrap() {
            last = out.seq;
            for customer in out.entries.iter().filter_map(|entry| customer_of(entry, &Whose::new())) {
                segments.entry(customer).or_default().insert(out.seq);
            }
        }
        segments
    }

    #[test]
    fn a_customer_comes_in_one_segment_however_many_there_are() {
        let mut books = [(); 2].map(|()| Book::in_memory().unwrap());
        let [joining, importing] = &mut books;
        add_many(joining);
        join(joining);
        join(importing);
        add_many(importing);
        importing.gather(&clock()).unwrap();
        for book in books {
            let all = segments_by_customer(&book);
            let used: BTreeSet<u64> = all.values().flatten().copied().collect();
            assert!(all.len() >= 500 && used.len() >= 2, "{} customers in {} segments", all.len(), used.len());
            // A segment may end between the rows of one customer.
            let parted = all.values().filter(|segments| segments.len() > 1).count();
            assert!(parted < used.len(), "{parted} customers are in several of {} segments", used.len());
        }
    }
}
