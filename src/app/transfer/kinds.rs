//! How many rows of each kind a goodcall JSON file holds, counted without keeping any.

use std::fmt;
use std::io::Read;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::book::transfer::tables;

/// Counts the rows of each table of the book, in the order of the file; None where the file is broken.
pub(crate) fn count_rows(input: impl Read) -> Option<Vec<(&'static str, usize)>> {
    let mut counts = Vec::new();
    let mut json = serde_json::Deserializer::from_reader(std::io::BufReader::new(input));
    Tables(&mut counts).deserialize(&mut json).ok()?;
    Some(counts)
}

struct Tables<'t>(&'t mut Vec<(&'static str, usize)>);

impl<'de> DeserializeSeed<'de> for Tables<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Tables<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a goodcall book")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match tables().find(|table| *table == key) {
                Some(table) => self.0.push((table, map.next_value_seed(Count)?)),
                None => map.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }
}

struct Count;

impl<'de> DeserializeSeed<'de> for Count {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Count {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while rows.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_by_the_table_they_belong_to() {
        let file = r#"{"goodcall": {"format": 1}, "customer": [{"id": "1"}, {"id": "2"}], "novel": [1], "touch": []}"#;
        assert_eq!(count_rows(file.as_bytes()), Some(vec![("customer", 2), ("touch", 0)]));
        assert_eq!(count_rows(&b"{\"customer\": [{"[..]), None);
    }
}
