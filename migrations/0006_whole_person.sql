-- The book, sixth version: the whole person, and what was promised.

-- Telephone numbers and mailboxes besides the preferred ones, which stand in the customer's own columns: lists and the
-- day's card read those with the customer, and what older changes did to them can still be undone.
ALTER TABLE customer ADD COLUMN phone_label TEXT;
ALTER TABLE customer ADD COLUMN email_label TEXT;

-- Folded to lower case without accents, as sort_name is; NULL where there is none. Lists are sorted by them, and people of
-- one company are found by theirs.
ALTER TABLE customer ADD COLUMN sort_company TEXT;
ALTER TABLE customer ADD COLUMN sort_city TEXT;

-- Who has no company, or no city, comes last: behind the last character that there is. Each list is paged through from
-- any of its lines.
CREATE INDEX customer_by_company ON customer (coalesce(sort_company, char(1114111)), sort_name, id) WHERE archived_at IS NULL;
CREATE INDEX customer_by_city ON customer (coalesce(sort_city, char(1114111)), sort_name, id) WHERE archived_at IS NULL;
-- The longest without a talk first.
CREATE INDEX customer_by_talk ON customer (coalesce(last_talked, added_on), sort_name, id) WHERE archived_at IS NULL;

CREATE TABLE reach (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'web')),
  -- Work, mobile, home, or whatever the user or a file calls it.
  label TEXT,
  -- As for customer.phone: E.164 where it parsed, else as typed; a mailbox as typed.
  value TEXT NOT NULL CHECK (value <> ''),
  shown TEXT,
  region TEXT,
  -- The order in which they are listed, behind the preferred one.
  position INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX reach_customer ON reach (customer, kind, position);
-- What an import knows somebody by.
CREATE INDEX reach_phone ON reach (value) WHERE kind = 'phone';
CREATE INDEX reach_email ON reach (lower(value)) WHERE kind = 'email';

-- Days that come back every year. A birthday may lack its year.
CREATE TABLE anniversary (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('birthday', 'first-yes')),
  month INTEGER NOT NULL CHECK (month BETWEEN 1 AND 12),
  day INTEGER NOT NULL CHECK (day BETWEEN 1 AND 31),
  year INTEGER CHECK (year BETWEEN 1 AND 9999),
  updated_at INTEGER NOT NULL,
  CHECK (kind = 'birthday' OR year IS NOT NULL),
  -- No 30 February; without a year, any day of a leap year.
  CHECK (date(format('%04d-%02d-%02d', coalesce(year, 2000), month, day))
         IS format('%04d-%02d-%02d', coalesce(year, 2000), month, day))
) STRICT;

CREATE UNIQUE INDEX anniversary_customer ON anniversary (customer, kind);
-- Whose day comes next.
CREATE INDEX anniversary_by_day ON anniversary (month, day);

CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  -- As it was written first; two spellings are one tag where their folded texts are equal.
  tag TEXT NOT NULL CHECK (tag <> '' AND length(tag) <= 300 AND instr(tag, char(10)) = 0),
  folded TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX tag_customer ON tag (customer, folded);
CREATE INDEX tag_folded ON tag (folded, customer);

-- The others who were there: a touch belongs to one customer, and may be with several.
CREATE TABLE touch_with (
  id INTEGER PRIMARY KEY,
  touch INTEGER NOT NULL REFERENCES touch (id) ON DELETE CASCADE,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX touch_with_touch ON touch_with (touch, customer);
CREATE INDEX touch_with_customer ON touch_with (customer, touch);

-- What the days off are called, where a calendar of holidays brought them.
ALTER TABLE away ADD COLUMN name TEXT;

-- What the user is asked only once, and the day on which they were; of a customer, or of nobody. A machine's own.
CREATE TABLE asked (
  id INTEGER PRIMARY KEY,
  what TEXT NOT NULL,
  customer INTEGER REFERENCES customer (id) ON DELETE CASCADE,
  day TEXT NOT NULL
) STRICT;

CREATE INDEX asked_customer ON asked (customer, what) WHERE customer IS NOT NULL;
CREATE UNIQUE INDEX asked_of_nobody ON asked (what) WHERE customer IS NULL;

-- What was promised is a remark of its own kind: CHECKs are made with their table, so the table is made anew, with all its
-- rows, indexes and triggers. Nothing refers to it.
CREATE TABLE remark_with_promises (
  id INTEGER PRIMARY KEY,
  touch INTEGER NOT NULL REFERENCES touch (id) ON DELETE CASCADE,
  -- The touch's customer and time, so that praise and ideas are found without a join.
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  said_at INTEGER NOT NULL,
  said_on TEXT NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('praise', 'idea', 'need', 'referral', 'promise', 'news')),
  text TEXT NOT NULL,
  -- The teammates that praise names, one a line.
  teammate TEXT,
  starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
  -- Ideas and needs are done, promises are kept.
  state TEXT CHECK (state IN ('open', 'done', 'kept', 'dropped')),
  due_on TEXT,
  -- Shown-counters: no change of the book, never journaled.
  last_shown_at INTEGER,
  times_shown INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL,
  -- When an idea or need was done, a promise kept, or either dropped.
  ended_at INTEGER,
  CHECK (state <> 'kept' OR kind = 'promise'),
  CHECK (state <> 'done' OR kind <> 'promise')
) STRICT;

INSERT INTO remark_with_promises (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state,
    due_on, last_shown_at, times_shown, updated_at, ended_at)
  SELECT id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state,
    due_on, last_shown_at, times_shown, updated_at, ended_at FROM remark ORDER BY id;
DROP TABLE remark;
ALTER TABLE remark_with_promises RENAME TO remark;

CREATE INDEX remark_by_touch ON remark (touch, position);
CREATE INDEX remark_by_customer ON remark (customer, said_at);
-- The praise reader, newest first.
CREATE INDEX remark_praise ON remark (said_at, id) WHERE kind = 'praise';
CREATE INDEX remark_praise_starred ON remark (said_at, id) WHERE kind = 'praise' AND starred;
-- Who was praised, without a look at the praise itself.
CREATE INDEX remark_praise_of_teammate ON remark (said_at, id, said_on, teammate) WHERE kind = 'praise' AND teammate IS NOT NULL;
CREATE INDEX remark_praise_of_customer ON remark (customer, said_at, id, said_on) WHERE kind = 'praise';
-- Praise by day and by whom.
CREATE INDEX remark_praise_by_day ON remark (said_on, customer) WHERE kind = 'praise';
-- The engine's order of praise: never shown first (starred, then newest), then the one shown longest ago.
CREATE INDEX remark_praise_never_shown ON remark (starred, said_at, id) WHERE kind = 'praise' AND last_shown_at IS NULL;
CREATE INDEX remark_praise_shown ON remark (last_shown_at) WHERE kind = 'praise' AND last_shown_at IS NOT NULL;
-- Open ideas and needs, by the day they are due; those of all states, newest first; what was done in a week.
CREATE INDEX remark_open ON remark (due_on, said_at) WHERE state = 'open' AND kind <> 'promise';
CREATE INDEX remark_to_do ON remark (said_at, id) WHERE state IS NOT NULL AND kind <> 'promise';
CREATE INDEX remark_ended ON remark (said_at, id) WHERE state IN ('done', 'dropped') AND kind <> 'promise';
CREATE INDEX remark_done ON remark (ended_at) WHERE state = 'done';
-- Open promises, by the day they are due, and by whom they were made to; those made in a week; those that have ended.
CREATE INDEX remark_promise_open ON remark (due_on, said_at) WHERE kind = 'promise' AND state = 'open';
CREATE INDEX remark_promise_to ON remark (customer, due_on, said_at) WHERE kind = 'promise' AND state = 'open';
CREATE INDEX remark_promise_made ON remark (said_at) WHERE kind = 'promise';
CREATE INDEX remark_promise_ended ON remark (ended_at) WHERE kind = 'promise' AND ended_at IS NOT NULL;
-- People whom customers pointed to, newest first.
CREATE INDEX remark_referral ON remark (said_at, id) WHERE kind = 'referral';

CREATE TRIGGER counter_remark_added AFTER INSERT ON remark WHEN new.state = 'open' AND new.kind <> 'promise' BEGIN
  UPDATE counter SET n = n + 1 WHERE name = 'open ideas';
END;

CREATE TRIGGER counter_remark_removed AFTER DELETE ON remark WHEN old.state = 'open' AND old.kind <> 'promise' BEGIN
  UPDATE counter SET n = n - 1 WHERE name = 'open ideas';
END;

CREATE TRIGGER counter_remark_changed AFTER UPDATE OF state, kind ON remark
WHEN (old.state IS 'open' AND old.kind <> 'promise') <> (new.state IS 'open' AND new.kind <> 'promise') BEGIN
  UPDATE counter SET n = n + (new.state IS 'open' AND new.kind <> 'promise')
    - (old.state IS 'open' AND old.kind <> 'promise') WHERE name = 'open ideas';
END;
