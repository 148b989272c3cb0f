-- The book, seventh version: an index of a third of the size, and answers that do not grow with the book. The program
-- writes the index anew after this.

DROP TRIGGER search_text_added;
DROP TRIGGER search_text_removed;
DROP TRIGGER search_text_changed;
DROP TABLE search;
DROP TABLE search_text;

-- What search finds. Ids order the results: customers (from 2^44 on) by name, everything else by the minute in which it
-- happened, so that newest first is the index's own order. They are small, because the index keeps how far each is from
-- the one before it, once for every word and beginning of a word.
CREATE TABLE search_text (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('customer', 'touch', 'remark')),
  ref INTEGER NOT NULL,
  -- A customer's folded name, company and emails, for WHO and the list's filter; then everything else of them. NULL of
  -- what was said: its text stands in its touch and its remark already, and is folded where it is looked at.
  title TEXT,
  body TEXT,
  CHECK ((kind = 'customer') = (title IS NOT NULL) AND (kind = 'customer') = (body IS NOT NULL))
) STRICT;

-- Finds the one row of a thing again when the thing changes or goes.
CREATE UNIQUE INDEX search_text_by_ref ON search_text (ref, kind);

-- No phrases, columns or ranking are asked of it, so it keeps only which row has a word: not where, nor in which column.
-- It keeps no text either; it knows by itself what to take out with a row. The program folds the words before, so 'ascii'
-- only divides them at blanks. Beginnings of up to three letters come in the order of the ids; longer ones would not, so the
-- program asks for three letters and looks at what it gets.
CREATE VIRTUAL TABLE search USING fts5 (
  words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3', detail = 'none'
);

-- Any part of a name, company or email, for WHO: the customers whose title has three letters in a row.
CREATE VIRTUAL TABLE search_part USING fts5 (
  title, content = 'search_text', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = 'none',
  columnsize = 0
);

-- No trigger adds words: the program writes those of a change in the order of their ids, which is how FTS5 is fastest. What
-- goes is taken out at once.
CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
  DELETE FROM search WHERE rowid = old.id;
  INSERT INTO search_part (search_part, rowid, title) SELECT 'delete', old.id, old.title WHERE old.title IS NOT NULL;
END;

-- How much praise of a day names the same teammates (a line each; '' for none), so that counting who was praised reads days
-- instead of remarks.
CREATE TABLE praised_on (
  day TEXT NOT NULL,
  teammate TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (day, teammate)
) STRICT, WITHOUT ROWID;

INSERT INTO praised_on (day, teammate, n)
  SELECT said_on, coalesce(teammate, ''), count(*) FROM remark WHERE kind = 'praise' GROUP BY 1, 2;

CREATE TRIGGER counter_praise_added AFTER INSERT ON remark WHEN new.kind = 'praise' BEGIN
  INSERT INTO praised_on (day, teammate, n) VALUES (new.said_on, coalesce(new.teammate, ''), 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER counter_praise_removed AFTER DELETE ON remark WHEN old.kind = 'praise' BEGIN
  UPDATE praised_on SET n = n - 1 WHERE (day, teammate) = (old.said_on, coalesce(old.teammate, ''));
  DELETE FROM praised_on WHERE (day, teammate) = (old.said_on, coalesce(old.teammate, '')) AND n = 0;
END;

CREATE TRIGGER counter_praise_changed AFTER UPDATE OF kind, said_on, teammate ON remark
WHEN (old.kind = 'praise' OR new.kind = 'praise')
  AND (old.kind, old.said_on, old.teammate) IS NOT (new.kind, new.said_on, new.teammate) BEGIN
  UPDATE praised_on SET n = n - 1
    WHERE old.kind = 'praise' AND (day, teammate) = (old.said_on, coalesce(old.teammate, ''));
  DELETE FROM praised_on WHERE (day, teammate) = (old.said_on, coalesce(old.teammate, '')) AND n = 0;
  INSERT INTO praised_on (day, teammate, n) SELECT new.said_on, coalesce(new.teammate, ''), 1 WHERE new.kind = 'praise'
    ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- How many conversations there were on a day, answered calls and visits: figures and streaks read days instead of touches.
CREATE TABLE talked_on (
  day TEXT NOT NULL PRIMARY KEY,
  calls INTEGER NOT NULL,
  visits INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO talked_on (day, calls, visits)
  SELECT day, sum(kind = 'call'), sum(kind = 'visit') FROM touch WHERE outcome = 'reached' OR kind = 'visit' GROUP BY day;

CREATE TRIGGER counter_talk_added AFTER INSERT ON touch WHEN new.outcome = 'reached' OR new.kind = 'visit' BEGIN
  INSERT INTO talked_on (day, calls, visits) VALUES (new.day, new.kind = 'call', new.kind = 'visit')
    ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, visits = visits + excluded.visits;
END;

CREATE TRIGGER counter_talk_removed AFTER DELETE ON touch WHEN old.outcome = 'reached' OR old.kind = 'visit' BEGIN
  UPDATE talked_on SET calls = calls - (old.kind = 'call'), visits = visits - (old.kind = 'visit') WHERE day = old.day;
  DELETE FROM talked_on WHERE day = old.day AND calls = 0 AND visits = 0;
END;

CREATE TRIGGER counter_talk_changed AFTER UPDATE OF kind, outcome, day ON touch
WHEN (old.kind, old.outcome, old.day) IS NOT (new.kind, new.outcome, new.day) BEGIN
  UPDATE talked_on SET calls = calls - (old.kind = 'call'), visits = visits - (old.kind = 'visit')
    WHERE day = old.day AND (old.outcome IS 'reached' OR old.kind = 'visit');
  DELETE FROM talked_on WHERE day = old.day AND calls = 0 AND visits = 0;
  INSERT INTO talked_on (day, calls, visits) SELECT new.day, new.kind = 'call', new.kind = 'visit'
    WHERE new.outcome IS 'reached' OR new.kind = 'visit'
    ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, visits = visits + excluded.visits;
END;

-- What asked this index for the days of conversations asks talked_on now.
DROP INDEX touch_talked;

-- The index as it was, and left_on at its end: when past buyers left, and what decides whether they are due, is read from it
-- alone.
DROP INDEX customer_past;
CREATE INDEX customer_past ON customer (cadence, left_because, max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)),
  sort_name, id, left_on) WHERE standing = 'past' AND archived_at IS NULL;
