//! How often a remark was shown is no change, so it goes along where taking a correction back gives the remark another id.

use std::collections::BTreeMap;

use crate::book::Change;
use crate::book::query::Query;
use crate::book::rows::row;
use crate::domain::ids::{ChangeId, RemarkId, TouchId};
use crate::domain::remark::{ParsedRemark, RemarkKind, corrected};
use crate::error::Result;

const COUNTING: &str = "keep how often it was shown";

/// A remark that goes when a change is taken back.
pub(super) struct Shown {
    touch: TouchId,
    kind: RemarkKind,
    text: String,
    times_shown: u32,
    last_shown_at: Option<i64>,
}

row! {
    const SHOWN: Shown = "remark" { touch, kind, text, times_shown, last_shown_at }
}

/// A remark that comes back.
struct Back {
    id: RemarkId,
    kind: RemarkKind,
    text: String,
}

row! {
    const BACK: Back = "remark" { id, kind, text }
}

impl Change<'_> {
    /// Returns the remarks that a change added and somebody was shown, where it took others away: read before it is taken
    /// back, for [`Change::carry_shown`].
    pub(super) fn shown_of(&self, taken: ChangeId) -> Result<Vec<Shown>> {
        let sql = format!(
            "SELECT {SHOWN} FROM journal JOIN remark ON remark.id = journal.row
             WHERE change = ?1 AND tbl = 'remark' AND old IS NULL AND upto IS NULL AND times_shown > 0
               AND EXISTS (SELECT 1 FROM journal WHERE change = ?1 AND tbl = 'remark' AND old IS NOT NULL)"
        );
        self.db.all(&sql, [taken], COUNTING)
    }

    /// Carries what was shown on to the remarks that this change has brought back in their place.
    pub(super) fn carry_shown(&self, shown: Vec<Shown>) -> Result<()> {
        let mut of: BTreeMap<TouchId, Vec<Shown>> = BTreeMap::new();
        for shown in shown {
            of.entry(shown.touch).or_default().push(shown);
        }
        let back = format!(
            "SELECT {BACK} FROM journal JOIN remark ON remark.id = journal.row
             WHERE change = ?1 AND tbl = 'remark' AND old IS NULL AND remark.touch = ?2"
        );
        for (touch, shown) in of {
            let back: Vec<Back> = self.db.all(&back, (self.id, touch), COUNTING)?;
            let texts: Vec<_> = shown.iter().map(|shown| (shown.kind, shown.text.as_str())).collect();
            let lines: Vec<_> = back.iter().map(|back| ParsedRemark::saying(back.kind, &back.text)).collect();
            for (back, carried) in back.iter().zip(corrected::carried_on(&texts, &lines)) {
                if let Some(shown) = carried.and_then(|place| shown.get(place)) {
                    let count = "UPDATE remark SET times_shown = ?2, last_shown_at = ?3 WHERE id = ?1";
                    self.db.run(count, (back.id, shown.times_shown, shown.last_shown_at), COUNTING)?;
                }
            }
        }
        Ok(())
    }
}
