//! What a server keeps beside segments: the machines of a space, invitations, and the keys of later epochs.

use std::time::Instant;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::carrier::Space;
use super::connection::{Answer, Connection, number, value};
use super::glance::Glance;
use crate::sync::WriterId;
use crate::sync::carrier::Carrier;
use crate::sync::server::{
    Account, Added, Invitation, Invited, MachineProfile, MemberMachine, SealedKey, Server, ServerFault, TeamRoles,
    WaitingInvitation,
};

/// The machines of a space; who is a manager, the roles say.
const MEMBERS: &str = "
    SELECT machine, owner, key, name, mac,
        (extract(epoch FROM joined) * 1000)::bigint AS joined, (extract(epoch FROM last_seen) * 1000)::bigint AS last_seen,
        coalesce(
            pg_has_role(to_regrole(quote_ident(owner))::oid, to_regrole('manager_' || substr(space, 6))::oid, 'MEMBER'), false
        ) AS manager
    FROM goodcall.member WHERE space = $1 ORDER BY member.joined, machine";

const PUBLISH: &str = "
    INSERT INTO goodcall.member (space, machine, key, name, mac) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (space, machine) DO UPDATE
    SET key = excluded.key, name = excluded.name, mac = excluded.mac, last_seen = now()";

const UNPUBLISH: &str = "DELETE FROM goodcall.member WHERE space = $1 AND machine = $2 AND owner = current_user";

/// Keeps a machine's number in all spaces at once, so that nobody sees it in one and takes it in another; and says whether
/// anybody had.
const RESERVE: &str = "
    WITH kept AS (
        INSERT INTO goodcall.head (space, writer, seq) SELECT space, $1, 0 FROM unnest($2::text[]) AS wanted (space)
        ON CONFLICT DO NOTHING
    )
    SELECT NOT EXISTS (SELECT FROM goodcall.head WHERE space = ANY($3) AND writer = $1 AND owner <> current_user)
        AND NOT EXISTS (SELECT FROM goodcall.member WHERE space = ANY($3) AND machine = $1 AND owner <> current_user) AS own";

/// Which of a team's roles a role has.
const ROLES: &str = "
    SELECT coalesce(pg_has_role(who, to_regrole('team_' || $2)::oid, 'MEMBER'), false) AS member,
        coalesce(pg_has_role(who, to_regrole('wall_' || $2)::oid, 'MEMBER'), false) AS wall,
        coalesce(pg_has_role(who, to_regrole('manager_' || $2)::oid, 'MEMBER'), false) AS manager
    FROM to_regrole(quote_ident($1)) AS role, CAST(role AS oid) AS who WHERE role IS NOT NULL";

const INVITE: &str = "INSERT INTO goodcall.seal (space, id, role, sealed) VALUES ($1, $2, $3, $4)";

/// Reads one that is not too old.
const INVITATION: &str = "
    SELECT sealed FROM goodcall.seal WHERE role = current_user AND id = $1 AND at >= now() - interval '7 days'";
const INVITATIONS: &str = "
    SELECT role, (extract(epoch FROM at) * 1000)::bigint AS at, at >= now() - interval '7 days' AS holds
    FROM goodcall.seal WHERE space = $1 AND owner = current_user ORDER BY seal.at, role";
const REVOKE: &str = "
    WITH gone AS (DELETE FROM goodcall.seal WHERE space = $1 AND role = $2 AND owner = current_user RETURNING id)
    SELECT count(*) AS many FROM gone";

/// Takes one that is not too old; those that are go along with it.
const TAKE: &str = "
    DELETE FROM goodcall.seal WHERE role = current_user AND (id = $1 OR at < now() - interval '7 days')
    RETURNING id, sealed, at >= now() - interval '7 days' AS holds";
/// An invitation that could not be taken: its space's role was not granted.
const WAITS: &str =
    "SELECT space FROM goodcall.seal WHERE id = $1 AND role = current_user AND at >= now() - interval '7 days'";

/// Whether there is a role.
const ROLE: &str = "SELECT to_regrole(quote_ident($1)) IS NOT NULL AS is_there";

/// How far each machine of some spaces has come, and the latest epoch of each space that has more than the first.
const GLANCE: &str = "
    SELECT space, writer, seq, NULL::bigint AS epoch FROM goodcall.head WHERE space = ANY($1)
    UNION ALL SELECT space, NULL, NULL, max(epoch) FROM goodcall.epoch WHERE space = ANY($1) GROUP BY space";

/// One row for an epoch, so that it is there wholly or not at all, and one of two who make it is first.
const ADD_EPOCH: &str = "
    INSERT INTO goodcall.epoch (space, epoch, machines, sealed) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING epoch";
const EPOCHS: &str = "
    SELECT epoch, machine, one AS sealed FROM goodcall.epoch, unnest(machines, sealed) AS key (machine, one)
    WHERE space = $1 AND epoch > $2 ORDER BY epoch, machine";

impl Server for Connection {
    fn account(&self) -> &Account {
        &self.account
    }

    fn carrier<'a>(&'a self, space: &str) -> Box<dyn Carrier + 'a> {
        Box::new(Space::new(self, space))
    }

    fn members(&self, space: &str) -> Answer<Vec<MemberMachine>> {
        self.ask(MEMBERS, &[(&space, Type::TEXT)])?.iter().map(member_of).collect()
    }

    fn publish(&self, space: &str, member: &MachineProfile) -> Answer<()> {
        let (machine, key, mac) = (member.machine.0.cast_signed(), member.key.as_slice(), member.mac.as_slice());
        let values = [
            (&space as _, Type::TEXT),
            (&machine as _, Type::INT8),
            (&key as _, Type::BYTEA),
            (&member.name as _, Type::BYTEA),
            (&mac as _, Type::BYTEA),
        ];
        self.ask(PUBLISH, &values).map(drop)
    }

    fn unpublish(&self, space: &str, machine: WriterId) -> Answer<()> {
        let machine = machine.0.cast_signed();
        self.ask(UNPUBLISH, &[(&space, Type::TEXT), (&machine, Type::INT8)]).map(drop)
    }

    fn reserve(&self, machine: WriterId, spaces: &[String], looked_at: &[String]) -> Answer<bool> {
        let machine = machine.0.cast_signed();
        let values =
            [(&machine as _, Type::INT8), (&spaces as _, Type::TEXT_ARRAY), (&looked_at as _, Type::TEXT_ARRAY)];
        let row = self.ask_one(RESERVE, &values)?;
        row.map_or(Ok(true), |row| value(&row, "own"))
    }

    fn roles_of(&self, team: &str, role: &str) -> Answer<Option<TeamRoles>> {
        let row = self.ask_one(ROLES, &[(&role, Type::TEXT), (&team, Type::TEXT)])?;
        let roles = row.map(|row| {
            let (member, wall, manager) = (value(&row, "member")?, value(&row, "wall")?, value(&row, "manager")?);
            Ok(TeamRoles { team: team.to_string(), member, wall, manager })
        });
        roles.transpose()
    }

    fn invite(&self, space: &str, invitation: &Invitation) -> Answer<Invited> {
        let id = invitation.id.as_slice();
        let role = self.ask_one(ROLE, &[(&invitation.role, Type::TEXT)])?;
        if !role.map(|row| value::<bool>(&row, "is_there")).transpose()?.unwrap_or_default() {
            return Ok(Invited::NoSuchRole);
        }
        let values = [
            (&space as _, Type::TEXT),
            (&id as _, Type::BYTEA),
            (&invitation.role as _, Type::TEXT),
            (&invitation.sealed as _, Type::BYTEA),
        ];
        self.ask(INVITE, &values).map(|_| Invited::Done)
    }

    fn read_invitation(&self, id: &[u8; 16]) -> Answer<Option<Vec<u8>>> {
        let id = id.as_slice();
        self.ask_one(INVITATION, &[(&id, Type::BYTEA)])?.map(|row| value(&row, "sealed")).transpose()
    }

    fn invitations(&self, space: &str) -> Answer<Vec<WaitingInvitation>> {
        let rows = self.ask(INVITATIONS, &[(&space, Type::TEXT)])?;
        let waiting = rows.iter().map(|row| {
            Ok(WaitingInvitation { role: value(row, "role")?, at: value(row, "at")?, holds: value(row, "holds")? })
        });
        waiting.collect()
    }

    fn revoke_invitations(&self, space: &str, role: &str) -> Answer<usize> {
        let row = self.ask_one(REVOKE, &[(&space, Type::TEXT), (&role, Type::TEXT)])?;
        let many = row.map(|row| value::<i64>(&row, "many")).transpose()?;
        Ok(usize::try_from(many.unwrap_or_default()).unwrap_or_default())
    }

    fn take_invitation(&self, id: &[u8; 16]) -> Answer<Option<Vec<u8>>> {
        let id = id.as_slice();
        for row in self.ask(TAKE, &[(&id, Type::BYTEA)])? {
            if value::<bool>(&row, "holds")? && value::<Vec<u8>>(&row, "id")? == id {
                return value(&row, "sealed").map(Some);
            }
        }
        match self.ask_one(WAITS, &[(&id, Type::BYTEA)])? {
            None => Ok(None),
            Some(row) => {
                let role: String = value(&row, "space")?;
                Err(ServerFault::Rights { what: format!("the role {role} was not granted to {}", self.account.user) })
            }
        }
    }

    fn add_epoch(&self, space: &str, keys: &[SealedKey]) -> Answer<Added> {
        let epoch = keys.first().map(|key| i64::from(key.epoch)).unwrap_or_default();
        let machines: Vec<i64> = keys.iter().map(|key| key.machine.0.cast_signed()).collect();
        let sealed: Vec<&[u8]> = keys.iter().map(|key| key.sealed.as_slice()).collect();
        let values = [
            (&space as _, Type::TEXT),
            (&epoch as _, Type::INT8),
            (&machines as _, Type::INT8_ARRAY),
            (&sealed as _, Type::BYTEA_ARRAY),
        ];
        Ok(if self.ask_one(ADD_EPOCH, &values)?.is_some() { Added::Done } else { Added::Taken })
    }

    fn look_ahead(&self, spaces: &[String]) -> Answer<()> {
        if spaces.is_empty() {
            return Ok(());
        }
        let asked = Instant::now();
        let rows = self.ask(GLANCE, &[(&spaces, Type::TEXT_ARRAY)])?;
        let mut glance = Glance::of(spaces, asked);
        for row in rows {
            let space = value(&row, "space")?;
            match value::<Option<i64>>(&row, "epoch")? {
                Some(_) => glance.note_epoch(space, number(&row, "epoch")?),
                None => glance.note_head(space, WriterId(number(&row, "writer")?), number(&row, "seq")?),
            }
        }
        *self.ahead.borrow_mut() = glance;
        Ok(())
    }

    fn epochs_after(&self, space: &str, epoch: u32) -> Answer<Vec<SealedKey>> {
        if self.ahead.borrow_mut().take_epoch(space).is_some_and(|latest| latest <= u64::from(epoch)) {
            return Ok(Vec::new());
        }
        let epoch = i64::from(epoch);
        let rows = self.ask(EPOCHS, &[(&space, Type::TEXT), (&epoch, Type::INT8)])?;
        let keys = rows.iter().map(|row| {
            let epoch = u32::try_from(number(row, "epoch")?);
            let epoch = epoch.map_err(|_| ServerFault::Tables { why: "an epoch is out of range".into() })?;
            let machine = WriterId(number(row, "machine")?);
            Ok(SealedKey { epoch, machine, sealed: value(row, "sealed")? })
        });
        keys.collect()
    }
}

fn member_of(row: &Row) -> Answer<MemberMachine> {
    let odd = |_| ServerFault::Tables { why: "a machine's key has not 32 bytes".into() };
    let said = MachineProfile {
        machine: WriterId(number(row, "machine")?),
        key: value::<Vec<u8>>(row, "key")?.try_into().map_err(odd)?,
        name: value(row, "name")?,
        mac: value::<Vec<u8>>(row, "mac")?.try_into().map_err(odd)?,
    };
    let (joined, last_seen) = (value(row, "joined")?, value(row, "last_seen")?);
    Ok(MemberMachine { owner: value(row, "owner")?, manager: value(row, "manager")?, joined, last_seen, said })
}
