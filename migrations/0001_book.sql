-- The book, first version. STRICT tables; names are the product's words.
--
-- Instants are milliseconds since 1970 in UTC, with the offset in force there and then in seconds beside them;
-- days are 'YYYY-MM-DD', the local calendar day. NULL is absent or unrated. A shipped migration never changes.

CREATE TABLE customer (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  -- The folded name: lists are in this order.
  sort_name TEXT NOT NULL,
  company TEXT,
  role TEXT,
  -- E.164 where it parsed, else as typed; its display form and region are found once, when it is written.
  phone TEXT,
  phone_shown TEXT,
  phone_region TEXT,
  email TEXT,
  city TEXT,
  timezone TEXT,
  hours TEXT,
  standing TEXT NOT NULL DEFAULT 'active' CHECK (standing IN ('active', 'past')),
  favorite INTEGER NOT NULL DEFAULT 0 CHECK (favorite IN (0, 1)),
  pleasure INTEGER CHECK (pleasure BETWEEN 1 AND 5),
  profit INTEGER CHECK (profit BETWEEN 1 AND 5),
  left_on TEXT,
  left_because TEXT CHECK (left_because IN ('not-needed', 'solved', 'price', 'consolidated', 'changed-focus', 'other')),
  cadence TEXT,
  peak TEXT,
  touches_a_year INTEGER CHECK (touches_a_year BETWEEN 1 AND 12),
  facts TEXT,
  do_not_call INTEGER NOT NULL DEFAULT 0 CHECK (do_not_call IN (0, 1)),
  referred_by INTEGER REFERENCES customer (id) ON DELETE SET NULL,
  snoozed_until TEXT,
  archived_at INTEGER,
  added_at INTEGER NOT NULL,
  added_on TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  source_uid TEXT,
  -- Kept up with every touch, so that nobody joins a million touches to find them.
  last_talked TEXT,
  last_touch TEXT,
  last_touch_kind TEXT
) STRICT;

-- The rotation and the lift read the favorites alone, however large the book.
CREATE INDEX customer_favorite ON customer (favorite) WHERE favorite;
-- All that the rotation asks of them, so that it reads a few pages of the index and not one of the table for each.
CREATE INDEX customer_candidate ON customer (favorite, standing, archived_at, do_not_call, name, pleasure, profit,
  added_at, added_on, last_talked, snoozed_until) WHERE favorite;
-- Past buyers by what decides whether they are due.
CREATE INDEX customer_past ON customer (cadence, left_because, max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)))
  WHERE standing = 'past' AND archived_at IS NULL;
-- The list pages through names; the archived are seldom asked for.
CREATE INDEX customer_by_name ON customer (sort_name, id) WHERE archived_at IS NULL;
CREATE INDEX customer_archived ON customer (sort_name, id) WHERE archived_at IS NOT NULL;
-- What a re-import matches on.
CREATE INDEX customer_source_uid ON customer (source_uid) WHERE source_uid IS NOT NULL;
CREATE INDEX customer_email ON customer (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX customer_phone ON customer (phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_referred_by ON customer (referred_by) WHERE referred_by IS NOT NULL;

CREATE TABLE touch (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('call', 'visit', 'card', 'gift', 'message')),
  outcome TEXT CHECK (outcome IN ('reached', 'voicemail', 'no-answer')),
  occurred_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  day TEXT NOT NULL,
  minutes INTEGER CHECK (minutes >= 0),
  occasion TEXT NOT NULL CHECK (occasion IN ('rotation', 'lift', 'keep-in-touch', 'visit', 'other')),
  setback INTEGER REFERENCES setback (id) ON DELETE SET NULL,
  mood_before INTEGER CHECK (mood_before BETWEEN 1 AND 5),
  mood_after INTEGER CHECK (mood_after BETWEEN 1 AND 5),
  imported INTEGER NOT NULL DEFAULT 0 CHECK (imported IN (0, 1)),
  -- The log exactly as written; its remarks are derived from it.
  text TEXT NOT NULL DEFAULT '',
  updated_at INTEGER NOT NULL,
  CHECK ((kind = 'call') = (outcome IS NOT NULL))
) STRICT;

-- A customer's history, newest first, and their last conversation.
CREATE INDEX touch_by_customer ON touch (customer, occurred_at);
-- Whether anybody was talked to between two call days.
CREATE INDEX touch_talked ON touch (day) WHERE outcome = 'reached' OR kind = 'visit';
-- Each customer's last lift.
CREATE INDEX touch_lift ON touch (customer, occurred_at, day) WHERE occasion = 'lift' AND outcome = 'reached';
CREATE INDEX touch_by_setback ON touch (setback) WHERE setback IS NOT NULL;

CREATE TABLE remark (
  id INTEGER PRIMARY KEY,
  touch INTEGER NOT NULL REFERENCES touch (id) ON DELETE CASCADE,
  -- The touch's customer and time, so that praise and ideas are found without a join.
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  said_at INTEGER NOT NULL,
  said_on TEXT NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('praise', 'idea', 'need', 'referral', 'news')),
  text TEXT NOT NULL,
  -- The teammates that praise names, one a line.
  teammate TEXT,
  starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1)),
  state TEXT CHECK (state IN ('open', 'done', 'dropped')),
  due_on TEXT,
  -- Shown-counters: no change of the book, never journaled.
  last_shown_at INTEGER,
  times_shown INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX remark_by_touch ON remark (touch, position);
CREATE INDEX remark_by_customer ON remark (customer, said_at);
-- The praise reader, newest first.
CREATE INDEX remark_praise ON remark (said_at, id) WHERE kind = 'praise';
CREATE INDEX remark_praise_starred ON remark (said_at, id) WHERE kind = 'praise' AND starred;
CREATE INDEX remark_praise_of_teammate ON remark (said_at, id) WHERE kind = 'praise' AND teammate IS NOT NULL;
CREATE INDEX remark_praise_of_customer ON remark (customer, said_at, id, said_on) WHERE kind = 'praise';
-- The engine's order of praise: never shown first (starred, then newest), then the one shown longest ago.
CREATE INDEX remark_praise_never_shown ON remark (starred, said_at, id) WHERE kind = 'praise' AND last_shown_at IS NULL;
CREATE INDEX remark_praise_shown ON remark (last_shown_at) WHERE kind = 'praise' AND last_shown_at IS NOT NULL;
-- Open ideas and needs, by the day they are due.
CREATE INDEX remark_open ON remark (due_on, said_at) WHERE state = 'open';

CREATE TABLE setback (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('lost-deal', 'stalled-deal', 'rough-call', 'low-day')),
  about TEXT,
  occurred_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  day TEXT NOT NULL,
  mood INTEGER CHECK (mood BETWEEN 1 AND 5),
  answered_by INTEGER REFERENCES touch (id) ON DELETE SET NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX setback_by_time ON setback (occurred_at);
CREATE INDEX setback_answered_by ON setback (answered_by) WHERE answered_by IS NOT NULL;

CREATE TABLE pick (
  id INTEGER PRIMARY KEY,
  call_day TEXT NOT NULL,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('offered', 'called', 'skipped', 'not-reached', 'withdrawn')),
  offered_at INTEGER NOT NULL,
  offered_on TEXT NOT NULL,
  settled_at INTEGER,
  because TEXT,
  -- What decided the offer, as it was then; the reasons are JSON.
  wait_days INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  score INTEGER NOT NULL,
  reasons TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  -- Nobody is offered twice in one slot.
  UNIQUE (call_day, customer)
) STRICT;

CREATE INDEX pick_by_slot ON pick (call_day, position);
CREATE INDEX pick_by_customer ON pick (customer);

CREATE TABLE planned_visit (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  day TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'moved', 'declined')),
  moved_to TEXT,
  because TEXT,
  updated_at INTEGER NOT NULL,
  UNIQUE (customer, day)
) STRICT;

CREATE INDEX planned_visit_by_day ON planned_visit (day);

CREATE TABLE teammate_alias (
  id INTEGER PRIMARY KEY,
  -- The spelling that is replaced, folded; and the name that stands for it.
  alias TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE away (
  id INTEGER PRIMARY KEY,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL CHECK (last_day >= first_day),
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE kept_apart (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  updated_at INTEGER NOT NULL,
  UNIQUE (customer, other)
) STRICT;

CREATE INDEX kept_apart_other ON kept_apart (other);

-- Each field's value as the last import brought it (a JSON object), so that a re-import can tell the user's edit from
-- the file's change.
CREATE TABLE imported (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL UNIQUE REFERENCES customer (id) ON DELETE CASCADE,
  fields TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- An unfinished form: which, for whom (0: nobody yet), its fields as JSON. One row per form and customer.
CREATE TABLE draft (
  id INTEGER PRIMARY KEY,
  form TEXT NOT NULL,
  customer INTEGER NOT NULL DEFAULT 0,
  fields TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (form, customer)
) STRICT;

-- What search finds: folded words, written in the same change as the thing they come from (a folding function in a
-- trigger is refused under trusted_schema=OFF). Ids order the results: customers (from 2^62 on) by name, everything
-- else by when it happened, so that newest first is the index's own order.
CREATE TABLE search_text (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('customer', 'touch', 'remark')),
  ref INTEGER NOT NULL,
  -- A customer's name, company and email; for WHO and the list's filter.
  title TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX search_text_by_ref ON search_text (ref, kind);

-- No phrases and no ranking are asked of it, so positions and sizes are left out: half the size, faster prefixes.
CREATE VIRTUAL TABLE search USING fts5 (
  title, body, content = 'search_text', content_rowid = 'id', tokenize = 'ascii', prefix = '1 2 3', detail = 'column',
  columnsize = 0
);

CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
  INSERT INTO search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
  INSERT INTO search (search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;

CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
  INSERT INTO search (search, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
  INSERT INTO search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;

-- What is counted on the way to a screen, kept up so that no count grows with the book.
CREATE TABLE tally (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  n INTEGER NOT NULL
) STRICT;

INSERT INTO tally (name, n) VALUES ('open ideas', 0), ('present', 0);

CREATE TRIGGER tally_remark_added AFTER INSERT ON remark WHEN new.state = 'open' BEGIN
  UPDATE tally SET n = n + 1 WHERE name = 'open ideas';
END;

CREATE TRIGGER tally_remark_removed AFTER DELETE ON remark WHEN old.state = 'open' BEGIN
  UPDATE tally SET n = n - 1 WHERE name = 'open ideas';
END;

CREATE TRIGGER tally_remark_changed AFTER UPDATE OF state ON remark WHEN (old.state IS 'open') <> (new.state IS 'open') BEGIN
  UPDATE tally SET n = n + (new.state IS 'open') - (old.state IS 'open') WHERE name = 'open ideas';
END;

-- How many past buyers share a cadence, a reason and the day since which they wait ('' is none): who is due is counted
-- by days, not by buyers.
CREATE TABLE past_wait (
  cadence TEXT NOT NULL,
  because TEXT NOT NULL,
  since TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (cadence, because, since)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tally_customer_added AFTER INSERT ON customer BEGIN
  UPDATE tally SET n = n + 1 WHERE name = 'present' AND new.archived_at IS NULL;
  INSERT INTO past_wait (cadence, because, since, n) SELECT coalesce(new.cadence, ''), coalesce(new.left_because, ''), coalesce(max(coalesce(new.last_touch, new.left_on), coalesce(new.left_on, new.last_touch)), ''), 1
    WHERE new.standing = 'past' AND new.archived_at IS NULL ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER tally_customer_removed AFTER DELETE ON customer BEGIN
  UPDATE tally SET n = n - 1 WHERE name = 'present' AND old.archived_at IS NULL;
  UPDATE past_wait SET n = n - 1 WHERE old.standing = 'past' AND old.archived_at IS NULL
    AND (cadence, because, since) = (coalesce(old.cadence, ''), coalesce(old.left_because, ''), coalesce(max(coalesce(old.last_touch, old.left_on), coalesce(old.left_on, old.last_touch)), ''));
  DELETE FROM past_wait WHERE (cadence, because, since) = (coalesce(old.cadence, ''), coalesce(old.left_because, ''), coalesce(max(coalesce(old.last_touch, old.left_on), coalesce(old.left_on, old.last_touch)), '')) AND n = 0;
END;

CREATE TRIGGER tally_customer_archived AFTER UPDATE OF archived_at ON customer
WHEN (old.archived_at IS NULL) <> (new.archived_at IS NULL) BEGIN
  UPDATE tally SET n = n + (new.archived_at IS NULL) - (old.archived_at IS NULL) WHERE name = 'present';
END;

CREATE TRIGGER tally_customer_waits AFTER UPDATE OF standing, archived_at, cadence, left_because, left_on, last_touch ON customer
WHEN old.standing = 'past' OR new.standing = 'past' BEGIN
  UPDATE past_wait SET n = n - 1 WHERE old.standing = 'past' AND old.archived_at IS NULL
    AND (cadence, because, since) = (coalesce(old.cadence, ''), coalesce(old.left_because, ''), coalesce(max(coalesce(old.last_touch, old.left_on), coalesce(old.left_on, old.last_touch)), ''));
  DELETE FROM past_wait WHERE (cadence, because, since) = (coalesce(old.cadence, ''), coalesce(old.left_because, ''), coalesce(max(coalesce(old.last_touch, old.left_on), coalesce(old.left_on, old.last_touch)), '')) AND n = 0;
  INSERT INTO past_wait (cadence, because, since, n) SELECT coalesce(new.cadence, ''), coalesce(new.left_because, ''), coalesce(max(coalesce(new.last_touch, new.left_on), coalesce(new.left_on, new.last_touch)), ''), 1
    WHERE new.standing = 'past' AND new.archived_at IS NULL ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- Changes that can be undone. While one is being made its row is open; the triggers below journal into it.
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  label TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  -- The change that this one takes back.
  undoes INTEGER REFERENCES change (id) ON DELETE SET NULL,
  undone_by INTEGER REFERENCES change (id) ON DELETE SET NULL,
  open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX change_open ON change (open) WHERE open;
CREATE INDEX change_undoes ON change (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX change_undone_by ON change (undone_by) WHERE undone_by IS NOT NULL;

-- Each changed row's old and new state as JSON; no old: it was added, no new: it was removed.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  change INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  old TEXT,
  new TEXT
) STRICT;

CREATE INDEX journal_by_change ON journal (change, id);

-- The journal's triggers: three for each table, all columns. They write only while a change is open, so offers,
-- shown-counters and drafts leave no step. A test compares them with the tables' columns.

CREATE TRIGGER journal_customer_added AFTER INSERT ON customer WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'customer', new.id, json_object(
    'id', new.id, 'name', new.name, 'sort_name', new.sort_name, 'company', new.company, 'role', new.role,
    'phone', new.phone, 'phone_shown', new.phone_shown, 'phone_region', new.phone_region, 'email', new.email,
    'city', new.city, 'timezone', new.timezone, 'hours', new.hours, 'standing', new.standing,
    'favorite', new.favorite, 'pleasure', new.pleasure, 'profit', new.profit, 'left_on', new.left_on,
    'left_because', new.left_because, 'cadence', new.cadence, 'peak', new.peak,
    'touches_a_year', new.touches_a_year, 'facts', new.facts, 'do_not_call', new.do_not_call,
    'referred_by', new.referred_by, 'snoozed_until', new.snoozed_until, 'archived_at', new.archived_at,
    'added_at', new.added_at, 'added_on', new.added_on, 'updated_at', new.updated_at,
    'source_uid', new.source_uid, 'last_talked', new.last_talked, 'last_touch', new.last_touch,
    'last_touch_kind', new.last_touch_kind));
END;

CREATE TRIGGER journal_customer_changed AFTER UPDATE ON customer WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'customer', new.id, json_object(
    'id', old.id, 'name', old.name, 'sort_name', old.sort_name, 'company', old.company, 'role', old.role,
    'phone', old.phone, 'phone_shown', old.phone_shown, 'phone_region', old.phone_region, 'email', old.email,
    'city', old.city, 'timezone', old.timezone, 'hours', old.hours, 'standing', old.standing,
    'favorite', old.favorite, 'pleasure', old.pleasure, 'profit', old.profit, 'left_on', old.left_on,
    'left_because', old.left_because, 'cadence', old.cadence, 'peak', old.peak,
    'touches_a_year', old.touches_a_year, 'facts', old.facts, 'do_not_call', old.do_not_call,
    'referred_by', old.referred_by, 'snoozed_until', old.snoozed_until, 'archived_at', old.archived_at,
    'added_at', old.added_at, 'added_on', old.added_on, 'updated_at', old.updated_at,
    'source_uid', old.source_uid, 'last_talked', old.last_talked, 'last_touch', old.last_touch,
    'last_touch_kind', old.last_touch_kind), json_object(
    'id', new.id, 'name', new.name, 'sort_name', new.sort_name, 'company', new.company, 'role', new.role,
    'phone', new.phone, 'phone_shown', new.phone_shown, 'phone_region', new.phone_region, 'email', new.email,
    'city', new.city, 'timezone', new.timezone, 'hours', new.hours, 'standing', new.standing,
    'favorite', new.favorite, 'pleasure', new.pleasure, 'profit', new.profit, 'left_on', new.left_on,
    'left_because', new.left_because, 'cadence', new.cadence, 'peak', new.peak,
    'touches_a_year', new.touches_a_year, 'facts', new.facts, 'do_not_call', new.do_not_call,
    'referred_by', new.referred_by, 'snoozed_until', new.snoozed_until, 'archived_at', new.archived_at,
    'added_at', new.added_at, 'added_on', new.added_on, 'updated_at', new.updated_at,
    'source_uid', new.source_uid, 'last_talked', new.last_talked, 'last_touch', new.last_touch,
    'last_touch_kind', new.last_touch_kind));
END;

CREATE TRIGGER journal_customer_removed AFTER DELETE ON customer WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'customer', old.id, json_object(
    'id', old.id, 'name', old.name, 'sort_name', old.sort_name, 'company', old.company, 'role', old.role,
    'phone', old.phone, 'phone_shown', old.phone_shown, 'phone_region', old.phone_region, 'email', old.email,
    'city', old.city, 'timezone', old.timezone, 'hours', old.hours, 'standing', old.standing,
    'favorite', old.favorite, 'pleasure', old.pleasure, 'profit', old.profit, 'left_on', old.left_on,
    'left_because', old.left_because, 'cadence', old.cadence, 'peak', old.peak,
    'touches_a_year', old.touches_a_year, 'facts', old.facts, 'do_not_call', old.do_not_call,
    'referred_by', old.referred_by, 'snoozed_until', old.snoozed_until, 'archived_at', old.archived_at,
    'added_at', old.added_at, 'added_on', old.added_on, 'updated_at', old.updated_at,
    'source_uid', old.source_uid, 'last_talked', old.last_talked, 'last_touch', old.last_touch,
    'last_touch_kind', old.last_touch_kind));
END;

CREATE TRIGGER journal_touch_added AFTER INSERT ON touch WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'touch', new.id, json_object(
    'id', new.id, 'customer', new.customer, 'kind', new.kind, 'outcome', new.outcome,
    'occurred_at', new.occurred_at, 'utc_offset', new.utc_offset, 'day', new.day, 'minutes', new.minutes,
    'occasion', new.occasion, 'setback', new.setback, 'mood_before', new.mood_before,
    'mood_after', new.mood_after, 'imported', new.imported, 'text', new.text, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_touch_changed AFTER UPDATE ON touch WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'touch', new.id, json_object(
    'id', old.id, 'customer', old.customer, 'kind', old.kind, 'outcome', old.outcome,
    'occurred_at', old.occurred_at, 'utc_offset', old.utc_offset, 'day', old.day, 'minutes', old.minutes,
    'occasion', old.occasion, 'setback', old.setback, 'mood_before', old.mood_before,
    'mood_after', old.mood_after, 'imported', old.imported, 'text', old.text, 'updated_at', old.updated_at), json_object(
    'id', new.id, 'customer', new.customer, 'kind', new.kind, 'outcome', new.outcome,
    'occurred_at', new.occurred_at, 'utc_offset', new.utc_offset, 'day', new.day, 'minutes', new.minutes,
    'occasion', new.occasion, 'setback', new.setback, 'mood_before', new.mood_before,
    'mood_after', new.mood_after, 'imported', new.imported, 'text', new.text, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_touch_removed AFTER DELETE ON touch WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'touch', old.id, json_object(
    'id', old.id, 'customer', old.customer, 'kind', old.kind, 'outcome', old.outcome,
    'occurred_at', old.occurred_at, 'utc_offset', old.utc_offset, 'day', old.day, 'minutes', old.minutes,
    'occasion', old.occasion, 'setback', old.setback, 'mood_before', old.mood_before,
    'mood_after', old.mood_after, 'imported', old.imported, 'text', old.text, 'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_remark_added AFTER INSERT ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'remark', new.id, json_object(
    'id', new.id, 'touch', new.touch, 'customer', new.customer, 'said_at', new.said_at,
    'said_on', new.said_on, 'position', new.position, 'kind', new.kind, 'text', new.text,
    'teammate', new.teammate, 'starred', new.starred, 'state', new.state, 'due_on', new.due_on,
    'last_shown_at', new.last_shown_at, 'times_shown', new.times_shown, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_remark_changed AFTER UPDATE ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'remark', new.id, json_object(
    'id', old.id, 'touch', old.touch, 'customer', old.customer, 'said_at', old.said_at,
    'said_on', old.said_on, 'position', old.position, 'kind', old.kind, 'text', old.text,
    'teammate', old.teammate, 'starred', old.starred, 'state', old.state, 'due_on', old.due_on,
    'last_shown_at', old.last_shown_at, 'times_shown', old.times_shown, 'updated_at', old.updated_at), json_object(
    'id', new.id, 'touch', new.touch, 'customer', new.customer, 'said_at', new.said_at,
    'said_on', new.said_on, 'position', new.position, 'kind', new.kind, 'text', new.text,
    'teammate', new.teammate, 'starred', new.starred, 'state', new.state, 'due_on', new.due_on,
    'last_shown_at', new.last_shown_at, 'times_shown', new.times_shown, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_remark_removed AFTER DELETE ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'remark', old.id, json_object(
    'id', old.id, 'touch', old.touch, 'customer', old.customer, 'said_at', old.said_at,
    'said_on', old.said_on, 'position', old.position, 'kind', old.kind, 'text', old.text,
    'teammate', old.teammate, 'starred', old.starred, 'state', old.state, 'due_on', old.due_on,
    'last_shown_at', old.last_shown_at, 'times_shown', old.times_shown, 'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_setback_added AFTER INSERT ON setback WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'setback', new.id, json_object(
    'id', new.id, 'kind', new.kind, 'about', new.about, 'occurred_at', new.occurred_at,
    'utc_offset', new.utc_offset, 'day', new.day, 'mood', new.mood, 'answered_by', new.answered_by,
    'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_setback_changed AFTER UPDATE ON setback WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'setback', new.id, json_object(
    'id', old.id, 'kind', old.kind, 'about', old.about, 'occurred_at', old.occurred_at,
    'utc_offset', old.utc_offset, 'day', old.day, 'mood', old.mood, 'answered_by', old.answered_by,
    'updated_at', old.updated_at), json_object(
    'id', new.id, 'kind', new.kind, 'about', new.about, 'occurred_at', new.occurred_at,
    'utc_offset', new.utc_offset, 'day', new.day, 'mood', new.mood, 'answered_by', new.answered_by,
    'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_setback_removed AFTER DELETE ON setback WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'setback', old.id, json_object(
    'id', old.id, 'kind', old.kind, 'about', old.about, 'occurred_at', old.occurred_at,
    'utc_offset', old.utc_offset, 'day', old.day, 'mood', old.mood, 'answered_by', old.answered_by,
    'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_pick_added AFTER INSERT ON pick WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'pick', new.id, json_object(
    'id', new.id, 'call_day', new.call_day, 'customer', new.customer, 'position', new.position,
    'state', new.state, 'offered_at', new.offered_at, 'offered_on', new.offered_on,
    'settled_at', new.settled_at, 'because', new.because, 'wait_days', new.wait_days, 'weight', new.weight,
    'score', new.score, 'reasons', new.reasons, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_pick_changed AFTER UPDATE ON pick WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'pick', new.id, json_object(
    'id', old.id, 'call_day', old.call_day, 'customer', old.customer, 'position', old.position,
    'state', old.state, 'offered_at', old.offered_at, 'offered_on', old.offered_on,
    'settled_at', old.settled_at, 'because', old.because, 'wait_days', old.wait_days, 'weight', old.weight,
    'score', old.score, 'reasons', old.reasons, 'updated_at', old.updated_at), json_object(
    'id', new.id, 'call_day', new.call_day, 'customer', new.customer, 'position', new.position,
    'state', new.state, 'offered_at', new.offered_at, 'offered_on', new.offered_on,
    'settled_at', new.settled_at, 'because', new.because, 'wait_days', new.wait_days, 'weight', new.weight,
    'score', new.score, 'reasons', new.reasons, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_pick_removed AFTER DELETE ON pick WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'pick', old.id, json_object(
    'id', old.id, 'call_day', old.call_day, 'customer', old.customer, 'position', old.position,
    'state', old.state, 'offered_at', old.offered_at, 'offered_on', old.offered_on,
    'settled_at', old.settled_at, 'because', old.because, 'wait_days', old.wait_days, 'weight', old.weight,
    'score', old.score, 'reasons', old.reasons, 'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_planned_visit_added AFTER INSERT ON planned_visit WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'planned_visit', new.id, json_object(
    'id', new.id, 'customer', new.customer, 'day', new.day, 'state', new.state, 'moved_to', new.moved_to,
    'because', new.because, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_planned_visit_changed AFTER UPDATE ON planned_visit WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'planned_visit', new.id, json_object(
    'id', old.id, 'customer', old.customer, 'day', old.day, 'state', old.state, 'moved_to', old.moved_to,
    'because', old.because, 'updated_at', old.updated_at), json_object(
    'id', new.id, 'customer', new.customer, 'day', new.day, 'state', new.state, 'moved_to', new.moved_to,
    'because', new.because, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_planned_visit_removed AFTER DELETE ON planned_visit WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'planned_visit', old.id, json_object(
    'id', old.id, 'customer', old.customer, 'day', old.day, 'state', old.state, 'moved_to', old.moved_to,
    'because', old.because, 'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_teammate_alias_added AFTER INSERT ON teammate_alias WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'teammate_alias', new.id, json_object(
    'id', new.id, 'alias', new.alias, 'name', new.name, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_teammate_alias_changed AFTER UPDATE ON teammate_alias WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'teammate_alias', new.id, json_object(
    'id', old.id, 'alias', old.alias, 'name', old.name, 'updated_at', old.updated_at), json_object(
    'id', new.id, 'alias', new.alias, 'name', new.name, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_teammate_alias_removed AFTER DELETE ON teammate_alias WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'teammate_alias', old.id, json_object(
    'id', old.id, 'alias', old.alias, 'name', old.name, 'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_away_added AFTER INSERT ON away WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'away', new.id, json_object(
    'id', new.id, 'first_day', new.first_day, 'last_day', new.last_day, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_away_changed AFTER UPDATE ON away WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'away', new.id, json_object(
    'id', old.id, 'first_day', old.first_day, 'last_day', old.last_day, 'updated_at', old.updated_at), json_object(
    'id', new.id, 'first_day', new.first_day, 'last_day', new.last_day, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_away_removed AFTER DELETE ON away WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'away', old.id, json_object(
    'id', old.id, 'first_day', old.first_day, 'last_day', old.last_day, 'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_kept_apart_added AFTER INSERT ON kept_apart WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'kept_apart', new.id, json_object(
    'id', new.id, 'customer', new.customer, 'other', new.other, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_kept_apart_changed AFTER UPDATE ON kept_apart WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'kept_apart', new.id, json_object(
    'id', old.id, 'customer', old.customer, 'other', old.other, 'updated_at', old.updated_at), json_object(
    'id', new.id, 'customer', new.customer, 'other', new.other, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_kept_apart_removed AFTER DELETE ON kept_apart WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'kept_apart', old.id, json_object(
    'id', old.id, 'customer', old.customer, 'other', old.other, 'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_imported_added AFTER INSERT ON imported WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'imported', new.id, json_object(
    'id', new.id, 'customer', new.customer, 'fields', new.fields, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_imported_changed AFTER UPDATE ON imported WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'imported', new.id, json_object(
    'id', old.id, 'customer', old.customer, 'fields', old.fields, 'updated_at', old.updated_at), json_object(
    'id', new.id, 'customer', new.customer, 'fields', new.fields, 'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_imported_removed AFTER DELETE ON imported WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'imported', old.id, json_object(
    'id', old.id, 'customer', old.customer, 'fields', old.fields, 'updated_at', old.updated_at));
END;

CREATE TRIGGER journal_search_text_added AFTER INSERT ON search_text WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'search_text', new.id, json_object(
    'id', new.id, 'kind', new.kind, 'ref', new.ref, 'title', new.title, 'body', new.body));
END;

CREATE TRIGGER journal_search_text_changed AFTER UPDATE ON search_text WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'search_text', new.id, json_object(
    'id', old.id, 'kind', old.kind, 'ref', old.ref, 'title', old.title, 'body', old.body), json_object(
    'id', new.id, 'kind', new.kind, 'ref', new.ref, 'title', new.title, 'body', new.body));
END;

CREATE TRIGGER journal_search_text_removed AFTER DELETE ON search_text WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'search_text', old.id, json_object(
    'id', old.id, 'kind', old.kind, 'ref', old.ref, 'title', old.title, 'body', old.body));
END;
