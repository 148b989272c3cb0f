//! Remarks of a file under the ids that their logs tell: a file of an older goodcall has others.

use serde_json::{Map, Value};

use super::super::touches::text_of_touch;
use crate::book::Change;
use crate::domain::choice::Choice;
use crate::domain::ids::{RemarkId, TouchId};
use crate::domain::remark::{self, ParsedRemark, RemarkKind};
use crate::error::Result;

/// The log that was looked at last: remarks come log by log.
#[derive(Debug, Default)]
pub struct LogLines(Option<Log>);

#[derive(Debug)]
struct Log {
    touch: TouchId,
    text: String,
    said: Vec<ParsedRemark>,
}

impl Change<'_> {
    /// Gives a remark of a file the id that its log tells. Returns false where the book has the log, and it says no such
    /// thing: it was corrected since. What can't be read stays as it is.
    pub fn tell_remark(&self, row: &mut Map<String, Value>, lines: &mut LogLines) -> Result<bool> {
        let text = |key| row.get(key).and_then(Value::as_str);
        let (Some(touch), Some(kind), Some(said)) =
            (text("touch").and_then(|id| id.parse().ok()), text("kind").and_then(RemarkKind::parse), text("text"))
        else {
            return Ok(true);
        };
        let place = row.get("position").and_then(Value::as_u64).and_then(|place| usize::try_from(place).ok());
        let Some(log) = self.log_of_remark(TouchId(touch), lines)? else { return Ok(true) };
        let Some(id) = log.id_of((kind, said), place.unwrap_or_default()) else { return Ok(false) };
        row.insert("id".into(), id.to_string().into());
        Ok(true)
    }

    fn log_of_remark<'l>(&self, touch: TouchId, lines: &'l mut LogLines) -> Result<Option<&'l Log>> {
        if lines.0.as_ref().is_none_or(|log| log.touch != touch) {
            let text = text_of_touch(&self.db, touch, "look for the log")?;
            lines.0 = text.map(|text| Log { touch, said: remark::parse(&text), text });
        }
        Ok(lines.0.as_ref())
    }
}

impl Log {
    fn id_of(&self, said: (RemarkKind, &str), place: usize) -> Option<RemarkId> {
        let told = remark::id_told_by(self.touch, &self.said, said, place);
        if told.is_some() || said.0 != RemarkKind::News {
            return told;
        }
        // It was written before promises had a mark; its log gets the marks that keep it news.
        let first = said.1.lines().next();
        let kept = remark::keep_as_news(&self.text, |line| Some(line) == first)?;
        remark::id_told_by(self.touch, &remark::parse(&kept), said, place)
    }
}
