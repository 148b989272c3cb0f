-- The book, second version: customers who left and came back are kept, and what visits, ideas and trends look at is found
-- without reading the whole book.

-- Each time a customer left or came back: the day, and why they left. The customer holds the present alone.
CREATE TABLE standing_change (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  day TEXT,
  standing TEXT NOT NULL CHECK (standing IN ('active', 'past')),
  because TEXT CHECK (because IN ('not-needed', 'solved', 'price', 'consolidated', 'changed-focus', 'other')),
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX standing_change_by_customer ON standing_change (customer, id);
-- Who was won back in a week or a year.
CREATE INDEX standing_change_by_day ON standing_change (day) WHERE standing = 'active';

CREATE TRIGGER journal_standing_change_added AFTER INSERT ON standing_change WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'standing_change', new.id, json_object(
    'id', new.id, 'customer', new.customer, 'day', new.day, 'standing', new.standing, 'because', new.because,
    'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_standing_change_changed AFTER UPDATE ON standing_change WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'standing_change', new.id, json_object(
    'id', old.id, 'customer', old.customer, 'day', old.day, 'standing', old.standing, 'because', old.because,
    'updated_at', old.updated_at), json_object(
    'id', new.id, 'customer', new.customer, 'day', new.day, 'standing', new.standing, 'because', new.because,
    'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_standing_change_removed AFTER DELETE ON standing_change WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'standing_change', old.id, json_object(
    'id', old.id, 'customer', old.customer, 'day', old.day, 'standing', old.standing, 'because', old.because,
    'updated_at', old.updated_at));
END;

-- The days off, in their order.
CREATE INDEX away_by_day ON away (first_day, last_day);

-- The accounts that are visited: active customers with peak days.
CREATE INDEX customer_account ON customer (peak, name, city, touches_a_year)
  WHERE peak IS NOT NULL AND standing = 'active' AND archived_at IS NULL;

-- Past buyers by what decides whether they are due, and within that by name: In touch pages through them.
DROP INDEX customer_past;
CREATE INDEX customer_past ON customer (cadence, left_because, max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)),
  sort_name, id) WHERE standing = 'past' AND archived_at IS NULL;

-- Past buyers who heard from us of late.
CREATE INDEX customer_heard ON customer (last_touch) WHERE standing = 'past' AND archived_at IS NULL;

-- Visits of a year, and of an account.
CREATE INDEX touch_visit ON touch (day, customer) WHERE kind = 'visit';
-- Conversations with the mood before and after: few, and what the lift is told from.
CREATE INDEX touch_rated ON touch (day, occurred_at, customer, setback, mood_before, mood_after, kind, outcome) WHERE mood_before IS NOT NULL AND mood_after IS NOT NULL;
-- Conversations by day, told apart by kind without a look at the log itself.
DROP INDEX touch_talked;
CREATE INDEX touch_talked ON touch (day, kind) WHERE outcome = 'reached' OR kind = 'visit';
-- What was given before.
CREATE INDEX touch_gift ON touch (customer, occurred_at) WHERE kind = 'gift';

-- Ideas and needs of all states, newest first.
CREATE INDEX remark_to_do ON remark (said_at, id) WHERE state IS NOT NULL;
CREATE INDEX remark_ended ON remark (said_at, id) WHERE state IN ('done', 'dropped');
-- Who was praised, without a look at the praise itself.
DROP INDEX remark_praise_of_teammate;
CREATE INDEX remark_praise_of_teammate ON remark (said_at, id, said_on, teammate) WHERE kind = 'praise' AND teammate IS NOT NULL;
-- Praise by day and by whom.
CREATE INDEX remark_praise_by_day ON remark (said_on, customer) WHERE kind = 'praise';
-- People whom customers pointed to, newest first.
CREATE INDEX remark_referral ON remark (said_at, id) WHERE kind = 'referral';
-- What was sent in a week.
CREATE INDEX touch_sent ON touch (day, kind) WHERE kind IN ('card', 'gift', 'message');

-- When an idea or need was done or dropped; the week in words asks.
ALTER TABLE remark ADD COLUMN ended_at INTEGER;
CREATE INDEX remark_done ON remark (ended_at) WHERE state = 'done';

DROP TRIGGER journal_remark_added;
DROP TRIGGER journal_remark_changed;
DROP TRIGGER journal_remark_removed;

CREATE TRIGGER journal_remark_added AFTER INSERT ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'remark', new.id, json_object(
    'id', new.id, 'touch', new.touch, 'customer', new.customer, 'said_at', new.said_at,
    'said_on', new.said_on, 'position', new.position, 'kind', new.kind, 'text', new.text,
    'teammate', new.teammate, 'starred', new.starred, 'state', new.state, 'due_on', new.due_on,
    'last_shown_at', new.last_shown_at, 'times_shown', new.times_shown, 'updated_at', new.updated_at,
    'ended_at', new.ended_at));
END;

CREATE TRIGGER journal_remark_changed AFTER UPDATE ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'remark', new.id, json_object(
    'id', old.id, 'touch', old.touch, 'customer', old.customer, 'said_at', old.said_at,
    'said_on', old.said_on, 'position', old.position, 'kind', old.kind, 'text', old.text,
    'teammate', old.teammate, 'starred', old.starred, 'state', old.state, 'due_on', old.due_on,
    'last_shown_at', old.last_shown_at, 'times_shown', old.times_shown, 'updated_at', old.updated_at,
    'ended_at', old.ended_at), json_object(
    'id', new.id, 'touch', new.touch, 'customer', new.customer, 'said_at', new.said_at,
    'said_on', new.said_on, 'position', new.position, 'kind', new.kind, 'text', new.text,
    'teammate', new.teammate, 'starred', new.starred, 'state', new.state, 'due_on', new.due_on,
    'last_shown_at', new.last_shown_at, 'times_shown', new.times_shown, 'updated_at', new.updated_at,
    'ended_at', new.ended_at));
END;

CREATE TRIGGER journal_remark_removed AFTER DELETE ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'remark', old.id, json_object(
    'id', old.id, 'touch', old.touch, 'customer', old.customer, 'said_at', old.said_at,
    'said_on', old.said_on, 'position', old.position, 'kind', old.kind, 'text', old.text,
    'teammate', old.teammate, 'starred', old.starred, 'state', old.state, 'due_on', old.due_on,
    'last_shown_at', old.last_shown_at, 'times_shown', old.times_shown, 'updated_at', old.updated_at,
    'ended_at', old.ended_at));
END;
