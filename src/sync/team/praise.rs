//! Praise on a wall, as an entry of a segment: `["praise", REMARK ID, hlc, {…}]`.

use serde_json::{Map, Value};

use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// The table that such entries name.
const PRAISE: &str = "praise";

/// What is said of a remark: that it hangs on the wall, or hangs there no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallEntry {
    /// The remark's id.
    pub remark: i64,
    /// When it was said so.
    pub hlc: Hlc,
    /// The rep who says so.
    pub by: String,
    /// What hangs there; None where it was taken off.
    pub praise: Option<Praise>,
    /// When it first came to the server, in milliseconds since 1970, where it is written anew.
    pub at: Option<i64>,
}

/// A remark as it hangs on the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Praise {
    /// What was said.
    pub text: String,
    /// The first teammate whom it names.
    pub teammate: Option<String>,
    /// The day on which it was said, YYYY-MM-DD.
    pub day: String,
    /// Who said it, where the rep chose to name them.
    pub customer: Option<String>,
    /// Where they work, likewise.
    pub company: Option<String>,
}

impl WallEntry {
    /// Writes it as an entry.
    pub fn entry(&self) -> Entry {
        let text = |text: &Option<String>| text.clone().map_or(Value::Null, Value::String);
        let mut fields = Map::new();
        let mut put = |name: &str, value| fields.insert(name.to_string(), value);
        put("by", self.by.clone().into());
        put("here", u8::from(self.praise.is_some()).into());
        if let Some(at) = self.at {
            put("at", at.into());
        }
        if let Some(praise) = &self.praise {
            put("text", praise.text.clone().into());
            put("teammate", text(&praise.teammate));
            put("day", praise.day.clone().into());
            put("customer", text(&praise.customer));
            put("company", text(&praise.company));
        }
        Entry::Row { table: PRAISE.into(), row: self.remark, hlc: self.hlc, writer: None, key: None, fields }
    }

    /// Reads it from an entry; None of what is something else, or a newer version's.
    pub fn of_entry(entry: &Entry) -> Option<Self> {
        let Entry::Row { table, row, hlc, fields, .. } = entry else { return None };
        if table != PRAISE {
            return None;
        }
        let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_string);
        let praise = match fields.get("here").and_then(Value::as_i64) {
            Some(0) => None,
            _ => Some(Praise {
                text: text("text")?,
                teammate: text("teammate"),
                day: text("day")?,
                customer: text("customer"),
                company: text("company"),
            }),
        };
        let at = fields.get("at").and_then(Value::as_i64);
        Some(Self { remark: *row, hlc: *hlc, by: text("by").unwrap_or_default(), praise, at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::segment::{entries_of, lines_of};

    #[test]
    fn praise_and_its_withdrawal_come_back_from_their_lines() {
        let praise = Praise {
            text: "Best service".into(),
            teammate: Some("Ben".into()),
            day: "2026-11-20".into(),
            customer: None,
            company: Some("Norte".into()),
        };
        let shared = WallEntry { remark: 7, hlc: Hlc(9), by: "ana".into(), praise: Some(praise), at: None };
        let taken_off = WallEntry { hlc: Hlc(10), praise: None, at: Some(8), ..shared.clone() };
        let lines = lines_of(&[shared.entry(), taken_off.entry()]).unwrap();
        assert_eq!(
            lines,
            "[\"praise\",7,9,{\"by\":\"ana\",\"here\":1,\"text\":\"Best service\",\"teammate\":\"Ben\",\
             \"day\":\"2026-11-20\",\"customer\":null,\"company\":\"Norte\"}]\n[\"praise\",7,10,{\"by\":\"ana\",\"here\":0,\"at\":8}]\n"
        );
        let read: Vec<Option<WallEntry>> = entries_of(&lines).unwrap().iter().map(WallEntry::of_entry).collect();
        assert_eq!(read, [Some(shared), Some(taken_off)]);
        let other = entries_of("[\"touch\",7,9,{}]\n[\"forget\",7,9]\n").unwrap();
        assert!(other.iter().all(|entry| WallEntry::of_entry(entry).is_none()));
    }
}
