-- The book, tenth version: a second machine may hold the same book.

-- What a book knows of its space; no row where it takes part in none. Keys lie beside the book, never in it.
CREATE TABLE sync_self (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  space TEXT NOT NULL,
  folder TEXT NOT NULL,
  -- This machine's id and name in the space.
  writer INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- The last change whose rows were gathered, the clock of the last gathered or read row, and the last number given.
  harvested INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  -- When everything was read and sent last, in milliseconds since 1970.
  last_ok INTEGER,
  -- The last day on which a clock that is ahead was told.
  warned_on TEXT,
  -- Whether somebody was forgotten since the last compaction.
  compact INTEGER NOT NULL DEFAULT 0 CHECK (compact IN (0, 1))
) STRICT;

-- The machines of the space, this one too, and the last segment of each that was read.
CREATE TABLE sync_machine (
  id INTEGER PRIMARY KEY,
  writer INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  seq INTEGER NOT NULL DEFAULT 0,
  -- When its latest segment was made, by its own clock, in milliseconds since 1970.
  last_seen INTEGER,
  -- What it had read itself by then: numbers by machine, JSON.
  seen TEXT NOT NULL DEFAULT '{}',
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
) STRICT;

-- Every segment that was read or made: its latest clock, and what its machine had read by then.
CREATE TABLE sync_segment (
  machine INTEGER NOT NULL REFERENCES sync_machine (id) ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  clock INTEGER NOT NULL,
  seen TEXT NOT NULL,
  PRIMARY KEY (machine, seq, hash)
) STRICT, WITHOUT ROWID;

-- The clocks of each row: one for all its columns, others by column where they differ (JSON). `state` is the row as the
-- space has it, where the book's tables show it otherwise: removed, merged, or with a reference that leads nowhere yet.
CREATE TABLE sync_row (
  tbl INTEGER NOT NULL,
  key ANY NOT NULL,
  clock INTEGER NOT NULL,
  machine INTEGER NOT NULL,
  clocks TEXT,
  state TEXT,
  PRIMARY KEY (tbl, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_row_state ON sync_row (tbl, key) WHERE state IS NOT NULL;

-- Segments that wait to be sent, as lines of JSON.
CREATE TABLE sync_out (
  seq INTEGER PRIMARY KEY,
  made INTEGER NOT NULL,
  seen TEXT NOT NULL,
  lines TEXT NOT NULL
) STRICT;

-- People who were forgotten: nothing of them is taken in again.
CREATE TABLE sync_forgot (
  row INTEGER PRIMARY KEY,
  clock INTEGER NOT NULL,
  machine INTEGER NOT NULL
) STRICT;

-- Values that lost to another made at the same time.
CREATE TABLE sync_clash (
  id INTEGER PRIMARY KEY,
  tbl INTEGER NOT NULL,
  key ANY NOT NULL,
  field TEXT NOT NULL,
  -- The values of the field and those that go with it, JSON.
  lost TEXT NOT NULL,
  lost_by INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Those that were settled, here or elsewhere.
CREATE TABLE sync_settled (
  id INTEGER PRIMARY KEY
) STRICT;

-- What a newer version said: taken in after the upgrade.
CREATE TABLE sync_later (
  id INTEGER PRIMARY KEY,
  machine INTEGER NOT NULL,
  line TEXT NOT NULL
) STRICT;

-- The snapshots of the store that were looked into, by the hash in their names: what each covers (JSON).
CREATE TABLE sync_snapshot (
  hash TEXT PRIMARY KEY,
  covers TEXT NOT NULL
) STRICT;
