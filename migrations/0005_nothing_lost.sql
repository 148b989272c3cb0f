-- The book, fifth version: nothing that was typed is lost.

-- Which run of the program made a change: undo takes back those of its own run at once, and asks before older ones.
ALTER TABLE change ADD COLUMN session INTEGER;

-- Where the customer's time zone was found. NULL: there is none, or the book is older than the question.
ALTER TABLE customer ADD COLUMN zone_from TEXT CHECK (zone_from IN ('said', 'city', 'area-code', 'country'));

-- The hour for which the user kept an offer, until it is settled.
ALTER TABLE pick ADD COLUMN kept_for INTEGER;

-- What ended here what can be undone: somebody was forgotten, or the book came back from a backup. Such a row takes nothing
-- back and is never taken back itself.
ALTER TABLE change ADD COLUMN ends TEXT CHECK (ends IN ('forget', 'restore'));
CREATE INDEX change_ends ON change (id) WHERE ends IS NOT NULL;

-- What undo put into an unfinished log, as JSON, one part for each log that it took back: redo takes it out again as long
-- as nobody typed in it. NULL: somebody did.
ALTER TABLE draft ADD COLUMN undone TEXT;

-- The ids under which further programs know a customer: the first one is in customer.source_uid. By each of them a later
-- import knows the person, whatever else it says.
CREATE TABLE source_record (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  -- The record of which a file said it: the customer's own, or one that was merged into it (known_as.gone).
  record INTEGER NOT NULL,
  uid TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX source_record_uid ON source_record (uid);
CREATE INDEX source_record_customer ON source_record (customer);

-- A row that comes in again as it was is known by what it said last time, whatever the user has edited since.
ALTER TABLE imported ADD COLUMN said TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(fields) THEN json_array(
  json_extract(fields, '$.name'), json_extract(fields, '$.company'), json_extract(fields, '$.email'),
  json_extract(fields, '$.phone')) END) VIRTUAL;
ALTER TABLE known_as ADD COLUMN said TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(fields) THEN json_array(
  json_extract(fields, '$.name'), json_extract(fields, '$.company'), json_extract(fields, '$.email'),
  json_extract(fields, '$.phone')) END) VIRTUAL;

CREATE INDEX imported_said ON imported (said, customer);
CREATE INDEX known_as_said ON known_as (said);
