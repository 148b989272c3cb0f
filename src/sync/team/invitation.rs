//! An invitation: a line for one rep, and what waits at the server under it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use super::{EpochKeys, TeamKeys, sealed};
use crate::error::{Error, Result};
use crate::sync::key::SpaceKey;
use crate::sync::key::line::{self, LineError, LineOf};
use crate::sync::writer::no_random;

/// Bytes of an invitation's id.
const ID: usize = 16;
/// Bytes of its key.
const KEY: usize = 32;
/// Bytes of what a line holds.
const HELD: usize = ID + KEY;

/// What the line of an invitation holds.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteLine {
    /// Names the invitation.
    pub id: [u8; ID],
    key: [u8; KEY],
}

/// What an invitation brings.
#[derive(Debug, Clone, PartialEq)]
pub struct InvitationContent {
    /// The team's name.
    pub team: String,
    /// The role that is invited.
    pub rep: String,
    /// The keys.
    pub keys: TeamKeys,
}

/// What an invitation brings, as it is sealed.
#[derive(Serialize, Deserialize)]
struct Written {
    team: String,
    rep: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    team_keys: Option<BTreeMap<u32, String>>,
    wall_keys: BTreeMap<u32, String>,
}

impl InviteLine {
    /// Makes a new one, at random.
    pub fn new() -> Result<Self> {
        let mut line = Self { id: [0; ID], key: [0; KEY] };
        getrandom::fill(&mut line.id).and_then(|()| getrandom::fill(&mut line.key)).map_err(|e| no_random(&e))?;
        Ok(line)
    }

    /// Writes it as one word of letters to copy: `gt1-` and 21 groups of four.
    pub fn line(&self) -> String {
        line::written(LineOf::Invitation, &[&self.id[..], &self.key].concat())
    }

    /// Reads a line, in capitals or not, with blanks and line breaks around it.
    ///
    /// # Errors
    /// Any slip, with the group where it is; nothing is corrected.
    pub fn of_line(text: &str) -> std::result::Result<Self, LineError> {
        let held: [u8; HELD] = line::read(LineOf::Invitation, text)?;
        let mut line = Self { id: [0; ID], key: [0; KEY] };
        let (id, key) = held.split_at(ID);
        line.id.copy_from_slice(id);
        line.key.copy_from_slice(key);
        Ok(line)
    }

    /// Seals what waits under the line.
    pub fn seal(&self, invited: &InvitationContent) -> Result<Vec<u8>> {
        let lines = |keys: &EpochKeys| keys.all().map(|(epoch, key)| (epoch, key.line())).collect();
        let written = Written {
            team: invited.team.clone(),
            rep: invited.rep.clone(),
            team_keys: invited.keys.team.as_ref().map(lines),
            wall_keys: lines(&invited.keys.wall),
        };
        let mut text =
            serde_json::to_vec(&written).map_err(|e| Error::failed(format!("could not write the invitation: {e}")))?;
        let sealed = sealed::seal(&self.key, &self.beside(), &text);
        text.zeroize();
        sealed
    }

    /// Opens what waited under the line; None where it is not that.
    pub fn open(&self, sealed: &[u8]) -> Option<InvitationContent> {
        let text = sealed::open(&self.key, &self.beside(), sealed)?;
        let Written { team, rep, team_keys, wall_keys } = serde_json::from_slice(&text).ok()?;
        let team_keys = match team_keys {
            Some(keys) => Some(keys_of(keys)?),
            None => None,
        };
        Some(InvitationContent { team, rep, keys: TeamKeys { team: team_keys, wall: keys_of(wall_keys)? } })
    }

    fn beside(&self) -> Vec<u8> {
        [b"goodcall invitation 1 ".as_slice(), &self.id].concat()
    }
}

fn keys_of(lines: BTreeMap<u32, String>) -> Option<EpochKeys> {
    let keys = lines.into_iter().map(|(epoch, line)| Some((epoch, SpaceKey::of_line(&line).ok()?)));
    EpochKeys::of(keys.collect::<Option<_>>()?)
}

impl Drop for InviteLine {
    fn drop(&mut self) {
        self.key.zeroize();
    }
}

impl std::fmt::Debug for InviteLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviteLine(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_opens_with_its_own_line_alone() {
        let (line, other) = (InviteLine::new().unwrap(), InviteLine::new().unwrap());
        let mut keys = TeamKeys::new().unwrap();
        keys.wall.add(1, SpaceKey::new().unwrap());
        for keys in [keys.of_wall(), keys] {
            let invited = InvitationContent { team: "north".into(), rep: "ana".into(), keys };
            let sealed = line.seal(&invited).unwrap();
            assert_eq!(InviteLine::of_line(&line.line()).unwrap().open(&sealed), Some(invited));
            assert_eq!(other.open(&sealed), None);
            let moved = InviteLine { id: other.id, key: line.key };
            assert_eq!(moved.open(&sealed), None, "another's place");
            assert!(!sealed.windows(5).any(|bytes| bytes == b"north"));
        }
        assert_eq!(format!("{line:?}"), "InviteLine(hidden)");
    }
}
