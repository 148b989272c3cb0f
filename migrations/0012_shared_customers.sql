-- The book, twelfth version: customers whom a team shares.

-- The team that shares a customer, and the rep whose they are there; both are worked out from sync_shared.
ALTER TABLE customer ADD COLUMN team TEXT;
ALTER TABLE customer ADD COLUMN owner TEXT;

-- What a team has of the customers whom it shares.
CREATE TABLE sync_shared (
  team INTEGER NOT NULL REFERENCES sync_team (id) ON DELETE CASCADE,
  customer INTEGER NOT NULL,
  -- Each field's value, and each field's clock with the machine that wrote it, JSON.
  fields TEXT NOT NULL DEFAULT '{}',
  clocks TEXT NOT NULL DEFAULT '{}',
  -- The fields as the book showed them last, JSON: what differs from these was changed here.
  shown TEXT NOT NULL DEFAULT '{}',
  -- What the acts in sync_sharing come to: whether it is shared, and whose it is; NULL is anyone's.
  here INTEGER NOT NULL DEFAULT 0 CHECK (here IN (0, 1)),
  owner TEXT,
  -- Whether it was erased for all.
  forgotten INTEGER NOT NULL DEFAULT 0 CHECK (forgotten IN (0, 1)),
  -- Whether this user wants nothing of it: it was forgotten here, but is the team's.
  hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
  PRIMARY KEY (team, customer)
) STRICT, WITHOUT ROWID;

-- Who shared a customer, handed it over, took it back or erased it. Which of these count is worked out from all of them,
-- in the order of their clocks.
CREATE TABLE sync_sharing (
  team INTEGER NOT NULL REFERENCES sync_team (id) ON DELETE CASCADE,
  customer INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  machine INTEGER NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('share', 'give', 'unshare', 'forget')),
  -- Who did it, as the server vouches for, and whether that was a manager then.
  rep TEXT NOT NULL,
  manager INTEGER NOT NULL CHECK (manager IN (0, 1)),
  -- Whose it is from then on; NULL is anyone's.
  owner TEXT,
  PRIMARY KEY (team, customer, clock, machine)
) STRICT, WITHOUT ROWID;

-- What a team knows of each rep's logs on its customers, one's own too. A log that was removed keeps its row, without a word.
CREATE TABLE sync_team_touch (
  team INTEGER NOT NULL REFERENCES sync_team (id) ON DELETE CASCADE,
  touch INTEGER NOT NULL,
  rep TEXT NOT NULL,
  customer INTEGER NOT NULL,
  here INTEGER NOT NULL CHECK (here IN (0, 1)),
  kind TEXT,
  outcome TEXT,
  occurred_at INTEGER,
  utc_offset INTEGER,
  day TEXT,
  -- What was said, where the rep shares it.
  text TEXT,
  clock INTEGER NOT NULL,
  machine INTEGER NOT NULL,
  PRIMARY KEY (team, touch, rep)
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_team_touch_customer ON sync_team_touch (customer, day) WHERE here;

-- The user's own logs whose words go to the team.
CREATE TABLE sync_told (touch INTEGER PRIMARY KEY) STRICT;

-- Of each machine, the last segment of what the team shares that was read.
CREATE TABLE sync_shared_read (
  team INTEGER NOT NULL REFERENCES sync_team (id) ON DELETE CASCADE,
  machine INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (team, machine)
) STRICT, WITHOUT ROWID;

-- What waits to be sent to a team, as lines of JSON.
CREATE TABLE sync_shared_out (
  id INTEGER PRIMARY KEY,
  team INTEGER NOT NULL REFERENCES sync_team (id) ON DELETE CASCADE,
  line TEXT NOT NULL
) STRICT;

-- The claims on customers who are anyone's: who may call them in a slot.
CREATE TABLE sync_claim (
  customer INTEGER NOT NULL,
  call_day TEXT NOT NULL,
  -- The rep who has it.
  rep TEXT NOT NULL,
  PRIMARY KEY (customer, call_day)
) STRICT, WITHOUT ROWID;

-- The rotation finds its candidates, and whose they are, in the index alone.
DROP INDEX customer_candidate;
CREATE INDEX customer_candidate ON customer (favorite, standing, archived_at, do_not_call, name, pleasure, profit,
  added_at, added_on, last_talked, snoozed_until, team, owner) WHERE favorite;
