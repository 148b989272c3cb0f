//! The six verbs on a server: what is put under a number stays, and of two who are first one is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::connection::{Answer, Connection, number, value};
use super::glance::Heads;
use super::read_ahead::{Ahead, Number};
use crate::sync::WriterId;
use crate::sync::carrier::{
    Carrier, CarrierFault, Claim, Claimed, Listed, Put, Unread, Vouched, What, hash_of, is_of_newer, name_of,
};
use crate::sync::segment::SegmentFault;
use crate::sync::server::ServerFault;

/// How far each machine has come.
const LAST: &str = "SELECT writer, seq FROM goodcall.head WHERE space = $1";

/// What the server vouches for of a row.
macro_rules! vouched {
    ($row:literal, $by_manager:literal) => {
        concat!(
            $row,
            "hash, ",
            $row,
            "owner, (extract(epoch FROM ",
            $row,
            "at) * 1000)::bigint AS at, ",
            $by_manager,
            " AS by_manager"
        )
    };
}

/// Lists all rows of a table.
macro_rules! all_of {
    ($table:literal, $is_snapshot:literal, $by_manager:literal) => {
        concat!(
            "SELECT writer, seq, ",
            $is_snapshot,
            " AS snapshot, ",
            vouched!("", $by_manager),
            " FROM goodcall.",
            $table,
            " WHERE space = $1"
        )
    };
}

/// Lists the rows of some machines, each from a number on.
macro_rules! beyond_of {
    ($table:literal, $is_snapshot:literal, $by_manager:literal) => {
        concat!(
            "SELECT s.writer, s.seq, ",
            $is_snapshot,
            " AS snapshot, ",
            vouched!("s.", $by_manager),
            " FROM unnest($2::bigint[], $3::bigint[]) AS known (writer, seq)
            JOIN goodcall.",
            $table,
            " AS s ON s.space = $1 AND s.writer = known.writer AND s.seq > known.seq"
        )
    };
}

/// Lists the rows of both tables in order.
macro_rules! of_both {
    ($rows:ident) => {
        concat!(
            $rows!("segment", "false", "by_manager"),
            " UNION ALL ",
            $rows!("snapshot", "true", "false"),
            " ORDER BY writer, seq, snapshot, hash"
        )
    };
}

/// Adds a row, and says how far its writer has come, in one.
macro_rules! put_into {
    ($table:literal, $columns:literal, $values:literal, $by_manager:literal) => {
        concat!(
            "WITH added AS (
                INSERT INTO goodcall.",
            $table,
            " (space, writer, seq, hash, bytes",
            $columns,
            ") VALUES ($1, $2, $3, $4, $5",
            $values,
            ")
                ON CONFLICT DO NOTHING RETURNING space, writer, seq, hash, owner, at
            ), told AS (
                INSERT INTO goodcall.head (space, writer, seq) SELECT space, writer, seq FROM added
                ON CONFLICT (space, writer) DO UPDATE SET seq = greatest(head.seq, excluded.seq)
            )
            SELECT ",
            vouched!("", $by_manager),
            " FROM added"
        )
    };
}

/// Says which bytes have a number.
macro_rules! has_in {
    ($table:literal, $by_manager:literal) => {
        concat!(
            "SELECT ",
            vouched!("", $by_manager),
            " FROM goodcall.",
            $table,
            " WHERE space = $1 AND writer = $2 AND seq = $3"
        )
    };
}

/// Removes rows of a machine by what names them, and counts them.
macro_rules! remove_from {
    ($table:literal, $by:literal) => {
        concat!(
            "WITH gone AS (
                DELETE FROM goodcall.",
            $table,
            " WHERE space = $1 AND writer = $2 AND ",
            $by,
            " = ANY($3) RETURNING seq
            )
            SELECT count(*) AS many FROM gone"
        )
    };
}

const ALL: &str = of_both!(all_of);
const BEYOND: &str = of_both!(beyond_of);

/// Some segments, of any writers.
const GET: &str = "
    SELECT s.writer, s.seq, s.bytes FROM unnest($2::bigint[], $3::bigint[]) AS wanted (writer, seq)
    JOIN goodcall.segment AS s ON s.space = $1 AND s.writer = wanted.writer AND s.seq = wanted.seq";
/// One part of a snapshot, whose hash is part of what names it.
const GET_SNAPSHOT: &str =
    "SELECT bytes FROM goodcall.snapshot WHERE space = $1 AND writer = $2 AND seq = $3 AND hash = $4";

const PUT: &str = put_into!("segment", "", "", "false");
const PUT_BY_MANAGER: &str = put_into!("segment", ", by_manager", ", true", "true");
const PUT_SNAPSHOT: &str = put_into!("snapshot", "", "", "false");

const HAS: &str = has_in!("segment", "by_manager");
const HAS_SNAPSHOT: &str = concat!(has_in!("snapshot", "false"), " AND hash = $4");

const REMOVE: &str = remove_from!("segment", "seq");
const REMOVE_SNAPSHOTS: &str = remove_from!("snapshot", "hash");

const CLAIM: &str = "
    INSERT INTO goodcall.claim (space, key, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING key";
const CLAIMED: &str = "SELECT owner, sealed FROM goodcall.claim WHERE space = $1 AND key = $2";

/// Removes the account's own, once their call days are long past; the policy has the same age.
const REMOVE_OLD_CLAIMS: &str =
    "DELETE FROM goodcall.claim WHERE space = $1 AND owner = current_user AND at < now() - interval '60 days'";

/// How often somebody may remove a claim while it is asked for.
const CLAIM_TRIES: usize = 3;

/// A space on a server.
pub(super) struct Space<'a> {
    connection: &'a Connection,
    space: String,
    ahead: RefCell<Ahead>,
}

impl<'a> Space<'a> {
    pub(super) fn new(connection: &'a Connection, space: &str) -> Self {
        Self { connection, space: space.to_string(), ahead: RefCell::default() }
    }

    fn listed(&self, (writer, seq, what): (WriterId, u64, What), row: &Row) -> Answer<Listed> {
        let hash: Vec<u8> = value(row, "hash")?;
        let hash = hash.first_chunk().copied().unwrap_or_default();
        let place = &self.connection.place;
        let path: PathBuf = [&place.server, &place.database, &self.space, &writer.to_string()].iter().collect();
        let path = path.join(name_of(seq, what, hash));
        let by_manager = value(row, "by_manager")?;
        let vouched = Some(Vouched { owner: value(row, "owner")?, at: value(row, "at")?, by_manager });
        Ok(Listed { writer, seq, snapshot: what == What::Snapshot, hash, path, vouched })
    }

    fn by_writer(&self, rows: &[Row]) -> Answer<BTreeMap<WriterId, Vec<Listed>>> {
        let mut all: BTreeMap<WriterId, Vec<Listed>> = BTreeMap::new();
        for row in rows {
            let (writer, seq) = (WriterId(number(row, "writer")?), number(row, "seq")?);
            let what = if value(row, "snapshot")? { What::Snapshot } else { What::Changes };
            all.entry(writer).or_default().push(self.listed((writer, seq, what), row)?);
        }
        Ok(all)
    }

    fn all(&self) -> Answer<BTreeMap<WriterId, Vec<Listed>>> {
        self.by_writer(&self.connection.ask(ALL, &[(&self.space, Type::TEXT)])?)
    }

    /// Lists what some machines have beyond what is known of them.
    fn beyond(&self, known: &BTreeMap<WriterId, u64>) -> Answer<BTreeMap<WriterId, Vec<Listed>>> {
        let of = |writer| known.get(&writer).copied().unwrap_or_default();
        let new: Vec<WriterId> = self.last()?.into_iter().filter(|(w, last)| of(*w) < *last).map(|(w, _)| w).collect();
        if new.is_empty() {
            return Ok(BTreeMap::new());
        }
        let writers: Vec<i64> = new.iter().map(|writer| writer.0.cast_signed()).collect();
        let seqs: Vec<i64> = new.iter().map(|writer| of(*writer).cast_signed()).collect();
        let values =
            [(&self.space as _, Type::TEXT), (&writers as _, Type::INT8_ARRAY), (&seqs as _, Type::INT8_ARRAY)];
        self.by_writer(&self.connection.ask(BEYOND, &values)?)
    }

    /// How far each machine has come.
    fn last(&self) -> Answer<Heads> {
        if let Some(heads) = self.connection.ahead.borrow_mut().take_heads(&self.space) {
            return Ok(heads);
        }
        let rows = self.connection.ask(LAST, &[(&self.space, Type::TEXT)])?;
        rows.iter().map(|row| Ok((WriterId(number(row, "writer")?), number(row, "seq")?))).collect()
    }

    /// The bytes of a part of a snapshot.
    fn snapshot(&self, listed: &Listed) -> Answer<Option<Vec<u8>>> {
        let (writer, seq) = (listed.writer.0.cast_signed(), listed.seq.cast_signed());
        let hash = listed.hash.as_slice();
        let of = [
            (&self.space as _, Type::TEXT),
            (&writer as _, Type::INT8),
            (&seq as _, Type::INT8),
            (&hash as _, Type::BYTEA),
        ];
        let row = self.connection.ask_one(GET_SNAPSHOT, &of)?;
        row.map(|row| value(&row, "bytes")).transpose()
    }

    /// The bytes of a segment; those that were listed behind it come along.
    fn segment(&self, wanted: Number) -> Answer<Option<Vec<u8>>> {
        let mut ahead = self.ahead.borrow_mut();
        if let Some(bytes) = ahead.take(wanted) {
            return Ok(Some(bytes));
        }
        let together = ahead.wanted(wanted);
        let writers: Vec<i64> = together.iter().map(|(writer, _)| writer.0.cast_signed()).collect();
        let seqs: Vec<i64> = together.iter().map(|(_, seq)| seq.cast_signed()).collect();
        let values =
            [(&self.space as _, Type::TEXT), (&writers as _, Type::INT8_ARRAY), (&seqs as _, Type::INT8_ARRAY)];
        let rows = self.connection.ask(GET, &values)?;
        let came = rows.iter().map(|row| {
            let read = (WriterId(number(row, "writer")?), number(row, "seq")?);
            Ok((read, value(row, "bytes")?))
        });
        ahead.keep(came.collect::<Answer<_>>()?);
        Ok(ahead.take(wanted))
    }

    fn bytes(&self, listed: &Listed) -> Answer<Option<Vec<u8>>> {
        if listed.snapshot { self.snapshot(listed) } else { self.segment((listed.writer, listed.seq)) }
    }

    /// Notes what was listed, for who reads it next.
    fn expecting(&self, listed: BTreeMap<WriterId, Vec<Listed>>) -> BTreeMap<WriterId, Vec<Listed>> {
        self.ahead.borrow_mut().expect(&listed);
        listed
    }

    fn add(&self, (writer, seq, what): (WriterId, u64, What), bytes: &[u8]) -> Answer<Put> {
        let (put, has) = match what {
            What::Changes => (PUT, HAS),
            What::ByManager => (PUT_BY_MANAGER, HAS),
            What::Snapshot => (PUT_SNAPSHOT, HAS_SNAPSHOT),
        };
        let hash = hash_of(bytes);
        let (id, number, hashed) = (writer.0.cast_signed(), seq.cast_signed(), hash.as_slice());
        let mut under = vec![(&self.space as _, Type::TEXT), (&id as _, Type::INT8), (&number as _, Type::INT8)];
        let values = [under.as_slice(), &[(&hashed as _, Type::BYTEA), (&bytes as _, Type::BYTEA)]].concat();
        if let Some(row) = self.connection.ask_one(put, &values)? {
            return self.listed((writer, seq, what), &row).map(Put::Done);
        }
        if what == What::Snapshot {
            under.push((&hashed as _, Type::BYTEA));
        }
        match self.connection.ask_one(has, &under)? {
            Some(row) if value::<Vec<u8>>(&row, "hash")? == hashed => {
                self.listed((writer, seq, what), &row).map(Put::There)
            }
            // It may also have been removed just now: the number was taken all the same.
            _ => Ok(Put::Taken),
        }
    }

    /// Removes those of one writer; what another role put stays.
    fn remove_of(&self, writer: WriterId, listed: &[&Listed]) -> Answer<usize> {
        let writer = writer.0.cast_signed();
        let (snapshots, changes): (Vec<&Listed>, Vec<&Listed>) = listed.iter().partition(|listed| listed.snapshot);
        let seqs: Vec<i64> = changes.iter().map(|listed| listed.seq.cast_signed()).collect();
        let hashes: Vec<&[u8]> = snapshots.iter().map(|listed| listed.hash.as_slice()).collect();
        let of = [(&self.space as _, Type::TEXT), (&writer as _, Type::INT8)];
        let mut removed = 0;
        for (sql, which, is_empty) in [
            (REMOVE, (&seqs as _, Type::INT8_ARRAY), seqs.is_empty()),
            (REMOVE_SNAPSHOTS, (&hashes as _, Type::BYTEA_ARRAY), hashes.is_empty()),
        ] {
            if is_empty {
                continue;
            }
            let row = self.connection.ask_one(sql, &[of.as_slice(), &[which]].concat())?;
            let many = row.map(|row| value::<i64>(&row, "many")).transpose()?;
            removed += usize::try_from(many.unwrap_or_default()).unwrap_or_default();
        }
        Ok(removed)
    }

    fn claimed(&self, key: &[u8], sealed: &[u8]) -> Answer<Claim> {
        let of = [(&self.space as _, Type::TEXT), (&key as _, Type::BYTEA)];
        let values = [of.as_slice(), &[(&sealed as _, Type::BYTEA)]].concat();
        // What was claimed before may have been removed between the two questions.
        for _ in 0..CLAIM_TRIES {
            if self.connection.ask_one(CLAIM, &values)?.is_some() {
                return Ok(Claim::Won);
            }
            if let Some(row) = self.connection.ask_one(CLAIMED, &of)? {
                return Ok(Claim::Lost(Claimed { owner: value(&row, "owner")?, sealed: value(&row, "sealed")? }));
            }
        }
        Err(ServerFault::Tables { why: "it says neither that a claim was made nor by whom".into() })
    }
}

impl Carrier for Space<'_> {
    fn heads(&self) -> Result<BTreeMap<WriterId, Vec<Listed>>, CarrierFault> {
        Ok(self.expecting(self.all()?))
    }

    fn after(&self, known: &BTreeMap<WriterId, u64>) -> Result<BTreeMap<WriterId, Vec<Listed>>, CarrierFault> {
        Ok(self.expecting(self.beyond(known)?))
    }

    fn get(&self, listed: &Listed) -> Result<Vec<u8>, Unread> {
        match self.bytes(listed).map_err(|fault| Unread::Carrier(fault.into()))? {
            Some(bytes) if hash_of(&bytes) == listed.hash || is_of_newer(&bytes) => Ok(bytes),
            Some(_) => Err(Unread::Segment(SegmentFault::Damaged("the server has changed it".into()))),
            None => Err(Unread::Gone),
        }
    }

    fn put(&self, writer: WriterId, seq: u64, what: What, bytes: &[u8]) -> Result<Put, CarrierFault> {
        Ok(self.add((writer, seq, what), bytes)?)
    }

    fn remove(&self, listed: &[Listed]) -> Result<usize, CarrierFault> {
        let mut by_writer: BTreeMap<WriterId, Vec<&Listed>> = BTreeMap::new();
        for listed in listed {
            by_writer.entry(listed.writer).or_default().push(listed);
        }
        let mut removed = 0;
        for (writer, listed) in by_writer {
            removed += self.remove_of(writer, &listed)?;
        }
        Ok(removed)
    }

    fn claim(&self, key: &[u8; 32], sealed: &[u8]) -> Result<Claim, CarrierFault> {
        Ok(self.claimed(key, sealed)?)
    }

    fn remove_old_claims(&self) -> Result<(), CarrierFault> {
        self.connection.ask(REMOVE_OLD_CLAIMS, &[(&self.space, Type::TEXT)])?;
        Ok(())
    }
}

impl From<ServerFault> for CarrierFault {
    fn from(fault: ServerFault) -> Self {
        Self::Server(fault)
    }
}
