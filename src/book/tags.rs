//! Tags of customers.

use super::Change;
use super::query::Query;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::tags::{Tag, Tags};
use crate::error::Result;

impl Change<'_> {
    /// Adds a tag to a customer; returns whether it is new.
    pub fn add_tag(&self, customer: CustomerId, tag: &Tag) -> Result<bool> {
        let mut customer = self.customer(customer)?;
        Ok(customer.tags.add(tag.clone()) && self.update_customer(&customer)?)
    }

    /// Takes a tag away from a customer; returns whether it was there.
    pub fn remove_tag(&self, customer: CustomerId, tag: &Tag) -> Result<bool> {
        let mut customer = self.customer(customer)?;
        Ok(customer.tags.remove(tag) && self.update_customer(&customer)?)
    }

    /// Writes a customer's tags, as far as they are others than before.
    pub(super) fn write_tags(&self, customer: &Customer, before: &Tags) -> Result<()> {
        const WRITING: &str = "write the customer's tags";
        for tag in before.without(&customer.tags) {
            let sql = "DELETE FROM tag WHERE customer = ?1 AND folded = ?2";
            self.db.run(sql, (customer.id, tag.folded()), WRITING)?;
        }
        for tag in customer.tags.respelled(before) {
            let sql = "UPDATE tag SET tag = ?3, updated_at = ?4 WHERE customer = ?1 AND folded = ?2";
            self.db.run(sql, (customer.id, tag.folded(), tag.as_str(), self.now_ms()), WRITING)?;
        }
        for tag in customer.tags.without(before) {
            let sql = "INSERT INTO tag (id, customer, tag, folded, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            let id = self.id_of_row("tag", &[&customer.id.to_string(), &tag.folded()])?;
            let row = (id, customer.id, tag.as_str(), tag.folded(), self.now_ms());
            self.db.run(sql, row, WRITING)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::tests::{book, clock};

    fn tag(text: &str) -> Tag {
        Tag::read(text).unwrap()
    }

    #[test]
    fn a_tag_is_added_once_found_by_search_and_undone() {
        let (mut book, ids) = book();
        let tags = |book: &crate::book::Book, id| book.customer(id).unwrap().tags.to_string();
        let found = |book: &crate::book::Book| book.search(&["spring".into()], 9).unwrap().len();
        assert!(book.change(&clock(), "tagged", |change| change.add_tag(ids[0], &tag("Spring fair"))).unwrap());
        assert!(!book.change(&clock(), "tagged", |change| change.add_tag(ids[0], &tag("spring  FAIR"))).unwrap());
        assert_eq!((tags(&book, ids[0]), tags(&book, ids[1]), found(&book)), ("Spring fair".into(), String::new(), 1));
        assert_eq!(book.undo(&clock(), None).unwrap().step.label, "tagged");
        assert_eq!((tags(&book, ids[0]), found(&book)), (String::new(), 0));
        book.redo(&clock()).unwrap();
        assert_eq!((tags(&book, ids[0]), found(&book)), ("Spring fair".into(), 1));
        assert!(book.change(&clock(), "untagged", |change| change.remove_tag(ids[0], &tag("SPRING fair"))).unwrap());
        assert!(!book.change(&clock(), "untagged", |change| change.remove_tag(ids[0], &tag("vip"))).unwrap());
        assert_eq!((tags(&book, ids[0]), found(&book)), (String::new(), 0));
    }

    #[test]
    fn a_tag_that_is_typed_anew_takes_the_new_spelling() {
        let (mut book, ids) = book();
        for typed in ["vip, porto", "VIP"] {
            let change = |change: &Change<'_>| {
                let customer = change.customer(ids[0])?;
                change.update_customer(&Customer { tags: Tags::read(typed).unwrap(), ..customer })
            };
            assert!(book.change(&clock(), "tagged", change).unwrap());
            assert_eq!(book.customer(ids[0]).unwrap().tags.to_string(), Tags::read(typed).unwrap().to_string());
        }
    }
}
