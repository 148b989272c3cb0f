-- The book, third version: two records of one person become one, and the record that went is remembered.

-- What a customer was also known as: one row for each record that was merged into theirs. A file that still holds that
-- record is known by it, so that the next import does not bring the record back.
CREATE TABLE known_as (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  -- The id that the record had: an older export of goodcall's own names it. No reference, since nobody has it now.
  gone INTEGER NOT NULL UNIQUE,
  name TEXT NOT NULL,
  company TEXT,
  phone TEXT,
  email TEXT,
  source_uid TEXT,
  -- The record's fields as the last import brought them (a JSON object), as in the table imported.
  fields TEXT,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX known_as_customer ON known_as (customer);
-- What a re-import matches on, as for customers.
CREATE INDEX known_as_source_uid ON known_as (source_uid) WHERE source_uid IS NOT NULL;
CREATE INDEX known_as_email ON known_as (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX known_as_phone ON known_as (phone) WHERE phone IS NOT NULL;
CREATE INDEX known_as_name ON known_as (name);

CREATE TRIGGER journal_known_as_added AFTER INSERT ON known_as WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, new) VALUES ((SELECT id FROM change WHERE open), 'known_as', new.id, json_object(
    'id', new.id, 'customer', new.customer, 'gone', new.gone, 'name', new.name, 'company', new.company,
    'phone', new.phone, 'email', new.email, 'source_uid', new.source_uid, 'fields', new.fields,
    'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_known_as_changed AFTER UPDATE ON known_as WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old, new) VALUES ((SELECT id FROM change WHERE open), 'known_as', new.id, json_object(
    'id', old.id, 'customer', old.customer, 'gone', old.gone, 'name', old.name, 'company', old.company,
    'phone', old.phone, 'email', old.email, 'source_uid', old.source_uid, 'fields', old.fields,
    'updated_at', old.updated_at), json_object(
    'id', new.id, 'customer', new.customer, 'gone', new.gone, 'name', new.name, 'company', new.company,
    'phone', new.phone, 'email', new.email, 'source_uid', new.source_uid, 'fields', new.fields,
    'updated_at', new.updated_at));
END;

CREATE TRIGGER journal_known_as_removed AFTER DELETE ON known_as WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
  INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'known_as', old.id, json_object(
    'id', old.id, 'customer', old.customer, 'gone', old.gone, 'name', old.name, 'company', old.company,
    'phone', old.phone, 'email', old.email, 'source_uid', old.source_uid, 'fields', old.fields,
    'updated_at', old.updated_at));
END;

-- Files into which the book was copied or written out on request, so that whoever is forgotten is looked for there too.
CREATE TABLE written_file (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('backup', 'export')),
  updated_at INTEGER NOT NULL
) STRICT;
