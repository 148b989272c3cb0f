-- The book, fourth version. From here on the program makes the journal's triggers from the tables as they are, after any
-- migration, and drops them before: a migration that adds a column writes no triggers.

-- An insert's entry holds table and id, an update's and a delete's the old state: a row's state after an entry is the old
-- state of the row's next entry, else the row itself. What is worked out from other rows is not journaled.
DELETE FROM journal WHERE tbl = 'search_text';
-- A checksum of what a row came to with the change's last entry of it (0: it was removed), so that a row that something
-- else has changed since is seen. NULL: another entry follows. The program computes it from the column `new`, and then
-- drops that column.
ALTER TABLE journal ADD COLUMN checksum INTEGER;

-- Both end with the entry's id, as every index does.
DROP INDEX journal_by_change;
CREATE INDEX journal_by_change ON journal (change);
CREATE INDEX journal_by_row ON journal (tbl, row);

-- What is counted on the way to a screen.
DROP TRIGGER tally_remark_added;
DROP TRIGGER tally_remark_removed;
DROP TRIGGER tally_remark_changed;
DROP TRIGGER tally_customer_added;
DROP TRIGGER tally_customer_removed;
DROP TRIGGER tally_customer_archived;
DROP TRIGGER tally_customer_waits;
ALTER TABLE tally RENAME TO counter;

CREATE TRIGGER counter_remark_added AFTER INSERT ON remark WHEN new.state = 'open' BEGIN
  UPDATE counter SET n = n + 1 WHERE name = 'open ideas';
END;

CREATE TRIGGER counter_remark_removed AFTER DELETE ON remark WHEN old.state = 'open' BEGIN
  UPDATE counter SET n = n - 1 WHERE name = 'open ideas';
END;

CREATE TRIGGER counter_remark_changed AFTER UPDATE OF state ON remark WHEN (old.state IS 'open') <> (new.state IS 'open') BEGIN
  UPDATE counter SET n = n + (new.state IS 'open') - (old.state IS 'open') WHERE name = 'open ideas';
END;

CREATE TRIGGER counter_customer_added AFTER INSERT ON customer BEGIN
  UPDATE counter SET n = n + 1 WHERE name = 'present' AND new.archived_at IS NULL;
  INSERT INTO past_wait (cadence, because, since, n) SELECT coalesce(new.cadence, ''), coalesce(new.left_because, ''), coalesce(max(coalesce(new.last_touch, new.left_on), coalesce(new.left_on, new.last_touch)), ''), 1
    WHERE new.standing = 'past' AND new.archived_at IS NULL ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER counter_customer_removed AFTER DELETE ON customer BEGIN
  UPDATE counter SET n = n - 1 WHERE name = 'present' AND old.archived_at IS NULL;
  UPDATE past_wait SET n = n - 1 WHERE old.standing = 'past' AND old.archived_at IS NULL
    AND (cadence, because, since) = (coalesce(old.cadence, ''), coalesce(old.left_because, ''), coalesce(max(coalesce(old.last_touch, old.left_on), coalesce(old.left_on, old.last_touch)), ''));
  DELETE FROM past_wait WHERE (cadence, because, since) = (coalesce(old.cadence, ''), coalesce(old.left_because, ''), coalesce(max(coalesce(old.last_touch, old.left_on), coalesce(old.left_on, old.last_touch)), '')) AND n = 0;
END;

CREATE TRIGGER counter_customer_archived AFTER UPDATE OF archived_at ON customer
WHEN (old.archived_at IS NULL) <> (new.archived_at IS NULL) BEGIN
  UPDATE counter SET n = n + (new.archived_at IS NULL) - (old.archived_at IS NULL) WHERE name = 'present';
END;

CREATE TRIGGER counter_customer_waits AFTER UPDATE OF standing, archived_at, cadence, left_because, left_on, last_touch ON customer
WHEN old.standing = 'past' OR new.standing = 'past' BEGIN
  UPDATE past_wait SET n = n - 1 WHERE old.standing = 'past' AND old.archived_at IS NULL
    AND (cadence, because, since) = (coalesce(old.cadence, ''), coalesce(old.left_because, ''), coalesce(max(coalesce(old.last_touch, old.left_on), coalesce(old.left_on, old.last_touch)), ''));
  DELETE FROM past_wait WHERE (cadence, because, since) = (coalesce(old.cadence, ''), coalesce(old.left_because, ''), coalesce(max(coalesce(old.last_touch, old.left_on), coalesce(old.left_on, old.last_touch)), '')) AND n = 0;
  INSERT INTO past_wait (cadence, because, since, n) SELECT coalesce(new.cadence, ''), coalesce(new.left_because, ''), coalesce(max(coalesce(new.last_touch, new.left_on), coalesce(new.left_on, new.last_touch)), ''), 1
    WHERE new.standing = 'past' AND new.archived_at IS NULL ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- Where a card goes: the lines of an envelope.
ALTER TABLE customer ADD COLUMN address TEXT;
