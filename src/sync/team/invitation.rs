//! An invitation: a line for one rep, and what waits at the server under it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::{EpochKeys, MachineKey, Managing, TeamKeys, sealed};
use crate::error::{Error, Result};
use crate::sync::key::SpaceKey;
use crate::sync::key::line::{self, LineError, LineOf};
use crate::sync::letters;
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
    /// Whose keys these are: the team's, or its wall's alone.
    of: Of,
    keys: BTreeMap<u32, String>,
    /// The managers' public key, and for a manager the secret ones.
    managers: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    secrets: BTreeMap<u32, String>,
}

/// A space whose keys an invitation brings.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Of {
    Team,
    Wall,
}

impl Drop for Written {
    fn drop(&mut self) {
        self.keys.values_mut().chain(self.secrets.values_mut()).for_each(Zeroize::zeroize);
    }
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
        let keys = &invited.keys;
        let (of, of_space) = keys.team.as_ref().map_or((Of::Wall, &keys.wall), |team| (Of::Team, team));
        let secrets = keys.managing.secrets.iter().map(|(epoch, secret)| (*epoch, secret.letters()));
        let written = Written {
            team: invited.team.clone(),
            rep: invited.rep.clone(),
            of,
            keys: of_space.all().map(|(epoch, key)| (epoch, key.line())).collect(),
            managers: keys.managing.public.map(|public| letters::lower(&public)).unwrap_or_default(),
            secrets: secrets.collect(),
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
        let written: Written = serde_json::from_slice(&Zeroizing::new(text)).ok()?;
        let secrets = written.secrets.iter().map(|(epoch, secret)| Some((*epoch, MachineKey::of_letters(secret)?)));
        let managing =
            Managing { public: Some(letters::of_lower(&written.managers)?), secrets: secrets.collect::<Option<_>>()? };
        let keys = keys_of(&written.keys)?;
        let keys = match written.of {
            Of::Team => TeamKeys::of_team(keys, managing),
            Of::Wall => TeamKeys { team: None, wall: keys, managing },
        };
        Some(InvitationContent { team: written.team.clone(), rep: written.rep.clone(), keys })
    }

    fn beside(&self) -> Vec<u8> {
        [b"goodcall invitation 2 ".as_slice(), &self.id].concat()
    }
}

fn keys_of(lines: &BTreeMap<u32, String>) -> Option<EpochKeys> {
    let keys = lines.iter().map(|(epoch, line)| Some((*epoch, SpaceKey::of_line(line).ok()?)));
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
    use crate::sync::team::new_epoch;

    #[test]
    fn an_invitation_opens_with_its_own_line_alone() {
        let (line, other) = (InviteLine::new().unwrap(), InviteLine::new().unwrap());
        let keys = new_epoch(&TeamKeys::new().unwrap(), "north", &[]).unwrap().keys;
        for keys in [keys.of_wall(), keys.of_member(), keys] {
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
