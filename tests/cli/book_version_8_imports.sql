-- A book of the eighth version, as a goodcall of that version wrote it: two large imports of calls, the second with another
-- text of one; then that call was corrected, and the idea in it done.
PRAGMA application_id = 1734566252;
PRAGMA user_version = 8;
PRAGMA foreign_keys = OFF;
BEGIN;
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
, address TEXT, zone_from TEXT CHECK (zone_from IN ('said', 'city', 'area-code', 'country')), phone_label TEXT, email_label TEXT, sort_company TEXT, sort_city TEXT) STRICT;
INSERT INTO customer (id, name, sort_name, company, role, phone, phone_shown, phone_region, email, city, timezone, hours, standing, favorite, pleasure, profit, left_on, left_because, cadence, peak, touches_a_year, facts, do_not_call, referred_by, snoozed_until, archived_at, added_at, added_on, updated_at, source_uid, last_talked, last_touch, last_touch_kind, address, zone_from, phone_label, email_label, sort_company, sort_city) VALUES (889435717634462397, 'Duarte Pinto', 'duarte pinto', NULL, NULL, NULL, NULL, NULL, 'duarte@corticas.example', NULL, NULL, NULL, 'active', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 1789894800000, '2026-09-20', 1789898400000, 'salesforce:0035g00000AbCdF', '2026-09-20', '2026-09-20', 'call', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO customer (id, name, sort_name, company, role, phone, phone_shown, phone_region, email, city, timezone, hours, standing, favorite, pleasure, profit, left_on, left_because, cadence, peak, touches_a_year, facts, do_not_call, referred_by, snoozed_until, archived_at, added_at, added_on, updated_at, source_uid, last_talked, last_touch, last_touch_kind, address, zone_from, phone_label, email_label, sort_company, sort_city) VALUES (889450817128784890, 'Olga Weiss', 'olga weiss', NULL, NULL, '+351225550111', '+351 22 555 0111', 'PT', 'olga@weiss.example', NULL, 'Europe/Lisbon', NULL, 'active', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 1789898400000, '2026-09-20', 1789902600000, 'salesforce:0035g00000AbCdE', '2026-09-16', '2026-09-16', 'call', NULL, 'area-code', NULL, NULL, NULL, NULL);
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
INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, minutes, occasion, setback, mood_before, mood_after, imported, text, updated_at) VALUES (889438234217744014, 889435717634462397, 'call', 'reached', 1789895400000, 0, '2026-09-20', NULL, 'other', NULL, NULL, NULL, 0, '+ Early as ever @Sally
! Labels in blue', 1789895400000);
INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, minutes, occasion, setback, mood_before, mood_after, imported, text, updated_at) VALUES (889450817128787157, 889450817128784890, 'call', 'reached', 1789041600000, 0, '2026-09-10', 13, 'other', NULL, NULL, NULL, 1, 'Wants corks of 26 mm
Her dock is new
! Measure the necks', 1789903320000);
INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, minutes, occasion, setback, mood_before, mood_after, imported, text, updated_at) VALUES (889450817128789093, 889435717634462397, 'call', 'reached', 1789214400000, 0, '2026-09-12', 1, 'other', NULL, NULL, NULL, 1, 'By the import of the eighth version', 1789898400000);
INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, minutes, occasion, setback, mood_before, mood_after, imported, text, updated_at) VALUES (889468433204224221, 889450817128784890, 'call', 'reached', 1789560000000, 0, '2026-09-16', 1, 'other', NULL, NULL, NULL, 1, 'Likes the samples', 1789902600000);
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
  updated_at INTEGER NOT NULL, kept_for INTEGER,
  -- Nobody is offered twice in one slot.
  UNIQUE (call_day, customer)
) STRICT;
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
, name TEXT) STRICT;
CREATE TABLE kept_apart (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  updated_at INTEGER NOT NULL,
  UNIQUE (customer, other)
) STRICT;
CREATE TABLE imported (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL UNIQUE REFERENCES customer (id) ON DELETE CASCADE,
  fields TEXT NOT NULL,
  updated_at INTEGER NOT NULL
, said TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(fields) THEN json_array(
  json_extract(fields, '$.name'), json_extract(fields, '$.company'), json_extract(fields, '$.email'),
  json_extract(fields, '$.phone')) END) VIRTUAL) STRICT;
INSERT INTO imported (id, customer, fields, updated_at) VALUES (889450817128785787, 889450817128784890, '{"calls":"d946d7380ae0df0b 889450817128787157 b397e1cd61cee021\nd946d9380ae0e271 889468433204224221 c0469f07b39df714\n","do_not_call":"no","email":"olga@weiss.example","name":"Olga Weiss","phone":"+351 22 555 0111","sources":[["salesforce:e9fd5e2b",{}]]}', 1789902600000);
INSERT INTO imported (id, customer, fields, updated_at) VALUES (889450817128786144, 889435717634462397, '{"calls":"d946d8380ae0e0bf 889450817128789093 7e815ac2e22ba7f2\n","do_not_call":"no","email":"duarte@corticas.example","name":"Duarte Pinto","sources":[["salesforce:e9fd5e2b",{}]]}', 1789898400000);
CREATE TABLE draft (
  id INTEGER PRIMARY KEY,
  form TEXT NOT NULL,
  customer INTEGER NOT NULL DEFAULT 0,
  fields TEXT NOT NULL,
  updated_at INTEGER NOT NULL, undone TEXT,
  UNIQUE (form, customer)
) STRICT;
CREATE TABLE "counter" (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  n INTEGER NOT NULL
) STRICT;
INSERT INTO counter (id, name, n) VALUES (1, 'open ideas', 1);
INSERT INTO counter (id, name, n) VALUES (2, 'present', 2);
CREATE TABLE past_wait (
  cadence TEXT NOT NULL,
  because TEXT NOT NULL,
  since TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (cadence, because, since)
) STRICT, WITHOUT ROWID;
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  label TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  -- The change that this one takes back.
  undoes INTEGER REFERENCES change (id) ON DELETE SET NULL,
  undone_by INTEGER REFERENCES change (id) ON DELETE SET NULL,
  open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1))
, session INTEGER, ends TEXT CHECK (ends IN ('forget', 'restore'))) STRICT;
INSERT INTO change (id, label, made_at, utc_offset, undoes, undone_by, open, session, ends) VALUES (1, 'added Duarte Pinto', 1789894800000, 0, NULL, NULL, 0, 1389324068622403979, NULL);
INSERT INTO change (id, label, made_at, utc_offset, undoes, undone_by, open, session, ends) VALUES (2, 'logged a call with Duarte Pinto', 1789895400000, 0, NULL, NULL, 0, 9042311679445923222, NULL);
INSERT INTO change (id, label, made_at, utc_offset, undoes, undone_by, open, session, ends) VALUES (3, 'imported 2 files', 1789898400000, 0, NULL, NULL, 0, 7163705876184513182, NULL);
INSERT INTO change (id, label, made_at, utc_offset, undoes, undone_by, open, session, ends) VALUES (4, 'imported 2 files', 1789902600000, 0, NULL, NULL, 0, 7239432176148381653, NULL);
INSERT INTO change (id, label, made_at, utc_offset, undoes, undone_by, open, session, ends) VALUES (5, 'corrected a call with Olga Weiss', 1789903320000, 0, NULL, NULL, 0, 9059418151553541813, NULL);
INSERT INTO change (id, label, made_at, utc_offset, undoes, undone_by, open, session, ends) VALUES (6, 'did an idea of Olga Weiss', 1789903800000, 0, NULL, NULL, 0, 4792963721463052867, NULL);
CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  change INTEGER NOT NULL REFERENCES change (id) ON DELETE CASCADE,
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  old TEXT,
  checksum INTEGER, upto INTEGER) STRICT;
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (1, 1, 'customer', 889435717634462397, NULL, -4207968182846441980, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (2, 2, 'touch', 889438234217744014, NULL, -498204396692033059, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (3, 2, 'remark', 889438234217744206, NULL, -5907162840125709071, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (4, 2, 'remark', 889438234217744891, NULL, 6244943103606090431, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (5, 2, 'customer', 889435717634462397, '{"id":889435717634462397,"name":"Duarte Pinto","company":null,"role":null,"phone":null,"phone_shown":null,"phone_region":null,"email":"duarte@corticas.example","city":null,"timezone":null,"hours":null,"standing":"active","favorite":0,"pleasure":null,"profit":null,"left_on":null,"left_because":null,"cadence":null,"peak":null,"touches_a_year":null,"facts":null,"do_not_call":0,"referred_by":null,"snoozed_until":null,"archived_at":null,"added_at":1789894800000,"added_on":"2026-09-20","updated_at":1789894800000,"source_uid":null,"address":null,"zone_from":null,"phone_label":null,"email_label":null}', -209021054117237043, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (6, 3, 'customer', 889435717634462397, '{"id":889435717634462397,"name":"Duarte Pinto","company":null,"role":null,"phone":null,"phone_shown":null,"phone_region":null,"email":"duarte@corticas.example","city":null,"timezone":null,"hours":null,"standing":"active","favorite":0,"pleasure":null,"profit":null,"left_on":null,"left_because":null,"cadence":null,"peak":null,"touches_a_year":null,"facts":null,"do_not_call":0,"referred_by":null,"snoozed_until":null,"archived_at":null,"added_at":1789894800000,"added_on":"2026-09-20","updated_at":1789895400000,"source_uid":null,"address":null,"zone_from":null,"phone_label":null,"email_label":null}', 5522006524749605487, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (7, 3, 'customer', 889450817128784479, NULL, -6763577369988485883, 889450817128790800);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (8, 3, 'touch', 889450817128784479, NULL, -1157954345114660835, 889450817128790800);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (9, 3, 'remark', 889450817128784479, NULL, -2234146693549962052, 889450817128790800);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (10, 3, 'imported', 889450817128784479, NULL, 1067919460811612026, 889450817128790800);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (11, 4, 'touch', 889450817128787157, '{"id":889450817128787157,"customer":889450817128784890,"kind":"call","outcome":"reached","occurred_at":1789041600000,"utc_offset":0,"day":"2026-09-10","minutes":13,"occasion":"other","setback":null,"mood_before":null,"mood_after":null,"imported":1,"text":"Wants corks of 24 mm\nHer dock is new","updated_at":1789898400000}', -7229387286263373755, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (12, 4, 'remark', 889450817128787574, '{"id":889450817128787574,"touch":889450817128787157,"customer":889450817128784890,"said_at":1789041600000,"said_on":"2026-09-10","position":0,"kind":"news","text":"Wants corks of 24 mm","teammate":null,"starred":0,"state":null,"due_on":null,"last_shown_at":null,"times_shown":0,"updated_at":1789898400000,"ended_at":null}', 4315044843821507891, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (13, 4, 'customer', 889450817128784890, '{"id":889450817128784890,"name":"Olga Weiss","company":null,"role":null,"phone":"+351225550111","phone_shown":"+351 22 555 0111","phone_region":"PT","email":"olga@weiss.example","city":null,"timezone":"Europe/Lisbon","hours":null,"standing":"active","favorite":0,"pleasure":null,"profit":null,"left_on":null,"left_because":null,"cadence":null,"peak":null,"touches_a_year":null,"facts":null,"do_not_call":0,"referred_by":null,"snoozed_until":null,"archived_at":null,"added_at":1789898400000,"added_on":"2026-09-20","updated_at":1789898400000,"source_uid":"salesforce:0035g00000AbCdE","address":null,"zone_from":"area-code","phone_label":null,"email_label":null}', 8694899327938704571, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (14, 4, 'imported', 889450817128785787, '{"id":889450817128785787,"customer":889450817128784890,"fields":"{\"calls\":\"d946d7380ae0df0b 889450817128787157 11f48522eb8ac0c3\\n\",\"do_not_call\":\"no\",\"email\":\"olga@weiss.example\",\"name\":\"Olga Weiss\",\"phone\":\"+351 22 555 0111\",\"sources\":[[\"salesforce:e9fd5e2b\",{}]]}","updated_at":1789898400000}', -6252037391357331704, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (15, 4, 'touch', 889468433204222082, NULL, -4308946189781332547, 889468433204226330);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (16, 4, 'remark', 889468433204222082, NULL, -1597691124492565362, 889468433204226330);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (17, 5, 'touch', 889450817128787157, '{"id":889450817128787157,"customer":889450817128784890,"kind":"call","outcome":"reached","occurred_at":1789041600000,"utc_offset":0,"day":"2026-09-10","minutes":13,"occasion":"other","setback":null,"mood_before":null,"mood_after":null,"imported":1,"text":"Wants corks of 26 mm\nHer dock is new\nA word more","updated_at":1789902600000}', 4506988849814713748, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (18, 5, 'remark', 889471453103982009, NULL, 2934528196569416416, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (19, 5, 'remark', 889468433204224184, '{"id":889468433204224184,"touch":889450817128787157,"customer":889450817128784890,"said_at":1789041600000,"said_on":"2026-09-10","position":2,"kind":"news","text":"A word more","teammate":null,"starred":0,"state":null,"due_on":null,"last_shown_at":null,"times_shown":0,"updated_at":1789902600000,"ended_at":null}', 0, NULL);
INSERT INTO journal (id, change, tbl, row, old, checksum, upto) VALUES (20, 6, 'remark', 889471453103982009, '{"id":889471453103982009,"touch":889450817128787157,"customer":889450817128784890,"said_at":1789041600000,"said_on":"2026-09-10","position":2,"kind":"idea","text":"Measure the necks","teammate":null,"starred":0,"state":"open","due_on":"2026-09-11","last_shown_at":null,"times_shown":0,"updated_at":1789903320000,"ended_at":null}', -3923772009810296526, NULL);
CREATE TABLE standing_change (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  day TEXT,
  standing TEXT NOT NULL CHECK (standing IN ('active', 'past')),
  because TEXT CHECK (because IN ('not-needed', 'solved', 'price', 'consolidated', 'changed-focus', 'other')),
  updated_at INTEGER NOT NULL
) STRICT;
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
, said TEXT GENERATED ALWAYS AS (CASE WHEN json_valid(fields) THEN json_array(
  json_extract(fields, '$.name'), json_extract(fields, '$.company'), json_extract(fields, '$.email'),
  json_extract(fields, '$.phone')) END) VIRTUAL) STRICT;
CREATE TABLE written_file (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('backup', 'export')),
  updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE source_record (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  -- The record of which a file said it: the customer's own, or one that was merged into it (known_as.gone).
  record INTEGER NOT NULL,
  uid TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
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
CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  -- As it was written first; two spellings are one tag where their folded texts are equal.
  tag TEXT NOT NULL CHECK (tag <> '' AND length(tag) <= 300 AND instr(tag, char(10)) = 0),
  folded TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE touch_with (
  id INTEGER PRIMARY KEY,
  touch INTEGER NOT NULL REFERENCES touch (id) ON DELETE CASCADE,
  customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE TABLE asked (
  id INTEGER PRIMARY KEY,
  what TEXT NOT NULL,
  customer INTEGER REFERENCES customer (id) ON DELETE CASCADE,
  day TEXT NOT NULL
) STRICT;
CREATE TABLE "remark" (
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
INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state, due_on, last_shown_at, times_shown, updated_at, ended_at) VALUES (889438234217744206, 889438234217744014, 889435717634462397, 1789895400000, '2026-09-20', 0, 'praise', 'Early as ever @Sally', 'Sally', 0, NULL, NULL, NULL, 0, 1789895400000, NULL);
INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state, due_on, last_shown_at, times_shown, updated_at, ended_at) VALUES (889438234217744891, 889438234217744014, 889435717634462397, 1789895400000, '2026-09-20', 1, 'idea', 'Labels in blue', NULL, 0, 'open', '2026-09-25', NULL, 0, 1789895400000, NULL);
INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state, due_on, last_shown_at, times_shown, updated_at, ended_at) VALUES (889450817128787574, 889450817128787157, 889450817128784890, 1789041600000, '2026-09-10', 0, 'news', 'Wants corks of 26 mm', NULL, 0, NULL, NULL, NULL, 0, 1789902600000, NULL);
INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state, due_on, last_shown_at, times_shown, updated_at, ended_at) VALUES (889450817128788179, 889450817128787157, 889450817128784890, 1789041600000, '2026-09-10', 1, 'news', 'Her dock is new', NULL, 0, NULL, NULL, NULL, 0, 1789898400000, NULL);
INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state, due_on, last_shown_at, times_shown, updated_at, ended_at) VALUES (889450817128789700, 889450817128789093, 889435717634462397, 1789214400000, '2026-09-12', 0, 'news', 'By the import of the eighth version', NULL, 0, NULL, NULL, NULL, 0, 1789898400000, NULL);
INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state, due_on, last_shown_at, times_shown, updated_at, ended_at) VALUES (889468433204224590, 889468433204224221, 889450817128784890, 1789560000000, '2026-09-16', 0, 'news', 'Likes the samples', NULL, 0, NULL, NULL, NULL, 0, 1789902600000, NULL);
INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, state, due_on, last_shown_at, times_shown, updated_at, ended_at) VALUES (889471453103982009, 889450817128787157, 889450817128784890, 1789041600000, '2026-09-10', 2, 'idea', 'Measure the necks', NULL, 0, 'done', '2026-09-11', NULL, 0, 1789903800000, 1789903800000);
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
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4264565762, 'remark', 889450817128788179, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4264565763, 'remark', 889450817128787574, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4264565766, 'remark', 889471453103982009, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4264565767, 'touch', 889450817128787157, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4264750080, 'remark', 889450817128789700, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4265118720, 'remark', 889468433204224590, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4265476480, 'touch', 889438234217744014, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4265476481, 'remark', 889438234217744206, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (4265476482, 'remark', 889438234217744891, NULL, NULL);
INSERT INTO search_text (id, kind, ref, title, body) VALUES (20720325853184, 'customer', 889435717634462397, 'duarte pinto duarte corticas example', '');
INSERT INTO search_text (id, kind, ref, title, body) VALUES (26615946284032, 'customer', 889450817128784890, 'olga weiss olga weiss example', '00351225550111 0225550111 | europe lisbon');
CREATE TABLE praised_on (
  day TEXT NOT NULL,
  teammate TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (day, teammate)
) STRICT, WITHOUT ROWID;
INSERT INTO praised_on (day, teammate, n) VALUES ('2026-09-20', 'Sally', 1);
CREATE TABLE talked_on (
  day TEXT NOT NULL PRIMARY KEY,
  calls INTEGER NOT NULL,
  visits INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO talked_on (day, calls, visits) VALUES ('2026-09-10', 1, 0);
INSERT INTO talked_on (day, calls, visits) VALUES ('2026-09-12', 1, 0);
INSERT INTO talked_on (day, calls, visits) VALUES ('2026-09-16', 1, 0);
INSERT INTO talked_on (day, calls, visits) VALUES ('2026-09-20', 1, 0);
CREATE VIRTUAL TABLE search USING fts5 (
  words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3', detail = 'none'
);
CREATE VIRTUAL TABLE search_part USING fts5 (
  title, content = 'search_text', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = 'none',
  columnsize = 0
);
INSERT INTO search (rowid, words) VALUES (4264565762, 'dock her is new');
INSERT INTO search (rowid, words) VALUES (4264565763, '26 corks mm of wants');
INSERT INTO search (rowid, words) VALUES (4264565766, 'measure necks the');
INSERT INTO search (rowid, words) VALUES (4264565767, '26 corks dock her is measure mm necks new of the wants');
INSERT INTO search (rowid, words) VALUES (4264750080, 'by eighth import of the version');
INSERT INTO search (rowid, words) VALUES (4265118720, 'likes samples the');
INSERT INTO search (rowid, words) VALUES (4265476480, 'as blue early ever in labels sally');
INSERT INTO search (rowid, words) VALUES (4265476481, 'as early ever sally');
INSERT INTO search (rowid, words) VALUES (4265476482, 'blue in labels');
INSERT INTO search (rowid, words) VALUES (20720325853184, 'corticas duarte example pinto');
INSERT INTO search (rowid, words) VALUES (26615946284032, '003 011 022 035 11 111 122 225 255 351 501 512 550 555 europe example lisbon olga weiss');
INSERT INTO search_part (search_part) VALUES ('rebuild');
CREATE INDEX customer_favorite ON customer (favorite) WHERE favorite;
CREATE INDEX customer_candidate ON customer (favorite, standing, archived_at, do_not_call, name, pleasure, profit,
  added_at, added_on, last_talked, snoozed_until) WHERE favorite;
CREATE INDEX customer_by_name ON customer (sort_name, id) WHERE archived_at IS NULL;
CREATE INDEX customer_archived ON customer (sort_name, id) WHERE archived_at IS NOT NULL;
CREATE INDEX customer_source_uid ON customer (source_uid) WHERE source_uid IS NOT NULL;
CREATE INDEX customer_email ON customer (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX customer_phone ON customer (phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_referred_by ON customer (referred_by) WHERE referred_by IS NOT NULL;
CREATE INDEX touch_by_customer ON touch (customer, occurred_at);
CREATE INDEX touch_lift ON touch (customer, occurred_at, day) WHERE occasion = 'lift' AND outcome = 'reached';
CREATE INDEX touch_by_setback ON touch (setback) WHERE setback IS NOT NULL;
CREATE INDEX setback_by_time ON setback (occurred_at);
CREATE INDEX setback_answered_by ON setback (answered_by) WHERE answered_by IS NOT NULL;
CREATE INDEX pick_by_slot ON pick (call_day, position);
CREATE INDEX pick_by_customer ON pick (customer);
CREATE INDEX planned_visit_by_day ON planned_visit (day);
CREATE INDEX kept_apart_other ON kept_apart (other);
CREATE UNIQUE INDEX change_open ON change (open) WHERE open;
CREATE INDEX change_undoes ON change (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX change_undone_by ON change (undone_by) WHERE undone_by IS NOT NULL;
CREATE INDEX standing_change_by_customer ON standing_change (customer, id);
CREATE INDEX standing_change_by_day ON standing_change (day) WHERE standing = 'active';
CREATE INDEX away_by_day ON away (first_day, last_day);
CREATE INDEX customer_account ON customer (peak, name, city, touches_a_year)
  WHERE peak IS NOT NULL AND standing = 'active' AND archived_at IS NULL;
CREATE INDEX customer_heard ON customer (last_touch) WHERE standing = 'past' AND archived_at IS NULL;
CREATE INDEX touch_visit ON touch (day, customer) WHERE kind = 'visit';
CREATE INDEX touch_rated ON touch (day, occurred_at, customer, setback, mood_before, mood_after, kind, outcome) WHERE mood_before IS NOT NULL AND mood_after IS NOT NULL;
CREATE INDEX touch_gift ON touch (customer, occurred_at) WHERE kind = 'gift';
CREATE INDEX touch_sent ON touch (day, kind) WHERE kind IN ('card', 'gift', 'message');
CREATE INDEX known_as_customer ON known_as (customer);
CREATE INDEX known_as_source_uid ON known_as (source_uid) WHERE source_uid IS NOT NULL;
CREATE INDEX known_as_email ON known_as (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX known_as_phone ON known_as (phone) WHERE phone IS NOT NULL;
CREATE INDEX known_as_name ON known_as (name);
CREATE INDEX journal_by_change ON journal (change);
CREATE INDEX journal_by_row ON journal (tbl, row);
CREATE INDEX change_ends ON change (id) WHERE ends IS NOT NULL;
CREATE INDEX source_record_uid ON source_record (uid);
CREATE INDEX source_record_customer ON source_record (customer);
CREATE INDEX imported_said ON imported (said, customer);
CREATE INDEX known_as_said ON known_as (said);
CREATE INDEX customer_by_company ON customer (coalesce(sort_company, char(1114111)), sort_name, id) WHERE archived_at IS NULL;
CREATE INDEX customer_by_city ON customer (coalesce(sort_city, char(1114111)), sort_name, id) WHERE archived_at IS NULL;
CREATE INDEX customer_by_talk ON customer (coalesce(last_talked, added_on), sort_name, id) WHERE archived_at IS NULL;
CREATE INDEX reach_customer ON reach (customer, kind, position);
CREATE INDEX reach_phone ON reach (value) WHERE kind = 'phone';
CREATE INDEX reach_email ON reach (lower(value)) WHERE kind = 'email';
CREATE UNIQUE INDEX anniversary_customer ON anniversary (customer, kind);
CREATE INDEX anniversary_by_day ON anniversary (month, day);
CREATE UNIQUE INDEX tag_customer ON tag (customer, folded);
CREATE INDEX tag_folded ON tag (folded, customer);
CREATE UNIQUE INDEX touch_with_touch ON touch_with (touch, customer);
CREATE INDEX touch_with_customer ON touch_with (customer, touch);
CREATE INDEX asked_customer ON asked (customer, what) WHERE customer IS NOT NULL;
CREATE UNIQUE INDEX asked_of_nobody ON asked (what) WHERE customer IS NULL;
CREATE INDEX remark_by_touch ON remark (touch, position);
CREATE INDEX remark_by_customer ON remark (customer, said_at);
CREATE INDEX remark_praise ON remark (said_at, id) WHERE kind = 'praise';
CREATE INDEX remark_praise_starred ON remark (said_at, id) WHERE kind = 'praise' AND starred;
CREATE INDEX remark_praise_of_teammate ON remark (said_at, id, said_on, teammate) WHERE kind = 'praise' AND teammate IS NOT NULL;
CREATE INDEX remark_praise_of_customer ON remark (customer, said_at, id, said_on) WHERE kind = 'praise';
CREATE INDEX remark_praise_by_day ON remark (said_on, customer) WHERE kind = 'praise';
CREATE INDEX remark_praise_never_shown ON remark (starred, said_at, id) WHERE kind = 'praise' AND last_shown_at IS NULL;
CREATE INDEX remark_praise_shown ON remark (last_shown_at) WHERE kind = 'praise' AND last_shown_at IS NOT NULL;
CREATE INDEX remark_open ON remark (due_on, said_at) WHERE state = 'open' AND kind <> 'promise';
CREATE INDEX remark_to_do ON remark (said_at, id) WHERE state IS NOT NULL AND kind <> 'promise';
CREATE INDEX remark_ended ON remark (said_at, id) WHERE state IN ('done', 'dropped') AND kind <> 'promise';
CREATE INDEX remark_done ON remark (ended_at) WHERE state = 'done';
CREATE INDEX remark_promise_open ON remark (due_on, said_at) WHERE kind = 'promise' AND state = 'open';
CREATE INDEX remark_promise_to ON remark (customer, due_on, said_at) WHERE kind = 'promise' AND state = 'open';
CREATE INDEX remark_promise_made ON remark (said_at) WHERE kind = 'promise';
CREATE INDEX remark_promise_ended ON remark (ended_at) WHERE kind = 'promise' AND ended_at IS NOT NULL;
CREATE INDEX remark_referral ON remark (said_at, id) WHERE kind = 'referral';
CREATE UNIQUE INDEX search_text_by_ref ON search_text (ref, kind);
CREATE INDEX customer_past ON customer (cadence, left_because, max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)),
  sort_name, id, left_on) WHERE standing = 'past' AND archived_at IS NULL;
CREATE INDEX journal_many ON journal (tbl, row, upto) WHERE upto IS NOT NULL;
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
CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN
  DELETE FROM search WHERE rowid = old.id;
  INSERT INTO search_part (search_part, rowid, title) SELECT 'delete', old.id, old.title WHERE old.title IS NOT NULL;
END;
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
CREATE TRIGGER journal_customer_changed AFTER UPDATE ON customer WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.name, old.company, old.role, old.phone, old.phone_shown, old.phone_region, old.email, old.city, old.timezone, old.hours, old.standing, old.favorite, old.pleasure, old.profit, old.left_on, old.left_because, old.cadence, old.peak, old.touches_a_year, old.facts, old.do_not_call, old.referred_by, old.snoozed_until, old.archived_at, old.added_at, old.added_on, old.updated_at, old.source_uid, old.address, old.zone_from, old.phone_label, old.email_label) IS NOT (new.id, new.name, new.company, new.role, new.phone, new.phone_shown, new.phone_region, new.email, new.city, new.timezone, new.hours, new.standing, new.favorite, new.pleasure, new.profit, new.left_on, new.left_because, new.cadence, new.peak, new.touches_a_year, new.facts, new.do_not_call, new.referred_by, new.snoozed_until, new.archived_at, new.added_at, new.added_on, new.updated_at, new.source_uid, new.address, new.zone_from, new.phone_label, new.email_label) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'customer', old.id, json_object('id', old.id, 'name', old.name, 'company', old.company, 'role', old.role, 'phone', old.phone, 'phone_shown', old.phone_shown, 'phone_region', old.phone_region, 'email', old.email, 'city', old.city, 'timezone', old.timezone, 'hours', old.hours, 'standing', old.standing, 'favorite', old.favorite, 'pleasure', old.pleasure, 'profit', old.profit, 'left_on', old.left_on, 'left_because', old.left_because, 'cadence', old.cadence, 'peak', old.peak, 'touches_a_year', old.touches_a_year, 'facts', old.facts, 'do_not_call', old.do_not_call, 'referred_by', old.referred_by, 'snoozed_until', old.snoozed_until, 'archived_at', old.archived_at, 'added_at', old.added_at, 'added_on', old.added_on, 'updated_at', old.updated_at, 'source_uid', old.source_uid, 'address', old.address, 'zone_from', old.zone_from, 'phone_label', old.phone_label, 'email_label', old.email_label));
         END;
CREATE TRIGGER journal_customer_removed AFTER DELETE ON customer WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'customer', old.id, json_object('id', old.id, 'name', old.name, 'company', old.company, 'role', old.role, 'phone', old.phone, 'phone_shown', old.phone_shown, 'phone_region', old.phone_region, 'email', old.email, 'city', old.city, 'timezone', old.timezone, 'hours', old.hours, 'standing', old.standing, 'favorite', old.favorite, 'pleasure', old.pleasure, 'profit', old.profit, 'left_on', old.left_on, 'left_because', old.left_because, 'cadence', old.cadence, 'peak', old.peak, 'touches_a_year', old.touches_a_year, 'facts', old.facts, 'do_not_call', old.do_not_call, 'referred_by', old.referred_by, 'snoozed_until', old.snoozed_until, 'archived_at', old.archived_at, 'added_at', old.added_at, 'added_on', old.added_on, 'updated_at', old.updated_at, 'source_uid', old.source_uid, 'address', old.address, 'zone_from', old.zone_from, 'phone_label', old.phone_label, 'email_label', old.email_label));
         END;
CREATE TRIGGER journal_setback_changed AFTER UPDATE ON setback WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.kind, old.about, old.occurred_at, old.utc_offset, old.day, old.mood, old.answered_by, old.updated_at) IS NOT (new.id, new.kind, new.about, new.occurred_at, new.utc_offset, new.day, new.mood, new.answered_by, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'setback', old.id, json_object('id', old.id, 'kind', old.kind, 'about', old.about, 'occurred_at', old.occurred_at, 'utc_offset', old.utc_offset, 'day', old.day, 'mood', old.mood, 'answered_by', old.answered_by, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_setback_removed AFTER DELETE ON setback WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'setback', old.id, json_object('id', old.id, 'kind', old.kind, 'about', old.about, 'occurred_at', old.occurred_at, 'utc_offset', old.utc_offset, 'day', old.day, 'mood', old.mood, 'answered_by', old.answered_by, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_touch_changed AFTER UPDATE ON touch WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.kind, old.outcome, old.occurred_at, old.utc_offset, old.day, old.minutes, old.occasion, old.setback, old.mood_before, old.mood_after, old.imported, old.text, old.updated_at) IS NOT (new.id, new.customer, new.kind, new.outcome, new.occurred_at, new.utc_offset, new.day, new.minutes, new.occasion, new.setback, new.mood_before, new.mood_after, new.imported, new.text, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'touch', old.id, json_object('id', old.id, 'customer', old.customer, 'kind', old.kind, 'outcome', old.outcome, 'occurred_at', old.occurred_at, 'utc_offset', old.utc_offset, 'day', old.day, 'minutes', old.minutes, 'occasion', old.occasion, 'setback', old.setback, 'mood_before', old.mood_before, 'mood_after', old.mood_after, 'imported', old.imported, 'text', old.text, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_touch_removed AFTER DELETE ON touch WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'touch', old.id, json_object('id', old.id, 'customer', old.customer, 'kind', old.kind, 'outcome', old.outcome, 'occurred_at', old.occurred_at, 'utc_offset', old.utc_offset, 'day', old.day, 'minutes', old.minutes, 'occasion', old.occasion, 'setback', old.setback, 'mood_before', old.mood_before, 'mood_after', old.mood_after, 'imported', old.imported, 'text', old.text, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_remark_changed AFTER UPDATE ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.touch, old.customer, old.said_at, old.said_on, old.position, old.kind, old.text, old.teammate, old.starred, old.state, old.due_on, old.updated_at, old.ended_at) IS NOT (new.id, new.touch, new.customer, new.said_at, new.said_on, new.position, new.kind, new.text, new.teammate, new.starred, new.state, new.due_on, new.updated_at, new.ended_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'remark', old.id, json_object('id', old.id, 'touch', old.touch, 'customer', old.customer, 'said_at', old.said_at, 'said_on', old.said_on, 'position', old.position, 'kind', old.kind, 'text', old.text, 'teammate', old.teammate, 'starred', old.starred, 'state', old.state, 'due_on', old.due_on, 'last_shown_at', old.last_shown_at, 'times_shown', old.times_shown, 'updated_at', old.updated_at, 'ended_at', old.ended_at));
         END;
CREATE TRIGGER journal_remark_removed AFTER DELETE ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'remark', old.id, json_object('id', old.id, 'touch', old.touch, 'customer', old.customer, 'said_at', old.said_at, 'said_on', old.said_on, 'position', old.position, 'kind', old.kind, 'text', old.text, 'teammate', old.teammate, 'starred', old.starred, 'state', old.state, 'due_on', old.due_on, 'last_shown_at', old.last_shown_at, 'times_shown', old.times_shown, 'updated_at', old.updated_at, 'ended_at', old.ended_at));
         END;
CREATE TRIGGER journal_pick_added AFTER INSERT ON pick WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'pick', new.id);
         END;
CREATE TRIGGER journal_pick_changed AFTER UPDATE ON pick WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.call_day, old.customer, old.position, old.state, old.offered_at, old.offered_on, old.settled_at, old.because, old.wait_days, old.weight, old.score, old.reasons, old.updated_at, old.kept_for) IS NOT (new.id, new.call_day, new.customer, new.position, new.state, new.offered_at, new.offered_on, new.settled_at, new.because, new.wait_days, new.weight, new.score, new.reasons, new.updated_at, new.kept_for) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'pick', old.id, json_object('id', old.id, 'call_day', old.call_day, 'customer', old.customer, 'position', old.position, 'state', old.state, 'offered_at', old.offered_at, 'offered_on', old.offered_on, 'settled_at', old.settled_at, 'because', old.because, 'wait_days', old.wait_days, 'weight', old.weight, 'score', old.score, 'reasons', old.reasons, 'updated_at', old.updated_at, 'kept_for', old.kept_for));
         END;
CREATE TRIGGER journal_pick_removed AFTER DELETE ON pick WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'pick', old.id, json_object('id', old.id, 'call_day', old.call_day, 'customer', old.customer, 'position', old.position, 'state', old.state, 'offered_at', old.offered_at, 'offered_on', old.offered_on, 'settled_at', old.settled_at, 'because', old.because, 'wait_days', old.wait_days, 'weight', old.weight, 'score', old.score, 'reasons', old.reasons, 'updated_at', old.updated_at, 'kept_for', old.kept_for));
         END;
CREATE TRIGGER journal_planned_visit_changed AFTER UPDATE ON planned_visit WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.day, old.state, old.moved_to, old.because, old.updated_at) IS NOT (new.id, new.customer, new.day, new.state, new.moved_to, new.because, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'planned_visit', old.id, json_object('id', old.id, 'customer', old.customer, 'day', old.day, 'state', old.state, 'moved_to', old.moved_to, 'because', old.because, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_planned_visit_removed AFTER DELETE ON planned_visit WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'planned_visit', old.id, json_object('id', old.id, 'customer', old.customer, 'day', old.day, 'state', old.state, 'moved_to', old.moved_to, 'because', old.because, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_teammate_alias_changed AFTER UPDATE ON teammate_alias WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.alias, old.name, old.updated_at) IS NOT (new.id, new.alias, new.name, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'teammate_alias', old.id, json_object('id', old.id, 'alias', old.alias, 'name', old.name, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_teammate_alias_removed AFTER DELETE ON teammate_alias WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'teammate_alias', old.id, json_object('id', old.id, 'alias', old.alias, 'name', old.name, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_away_changed AFTER UPDATE ON away WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.first_day, old.last_day, old.updated_at, old.name) IS NOT (new.id, new.first_day, new.last_day, new.updated_at, new.name) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'away', old.id, json_object('id', old.id, 'first_day', old.first_day, 'last_day', old.last_day, 'updated_at', old.updated_at, 'name', old.name));
         END;
CREATE TRIGGER journal_away_removed AFTER DELETE ON away WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'away', old.id, json_object('id', old.id, 'first_day', old.first_day, 'last_day', old.last_day, 'updated_at', old.updated_at, 'name', old.name));
         END;
CREATE TRIGGER journal_kept_apart_changed AFTER UPDATE ON kept_apart WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.other, old.updated_at) IS NOT (new.id, new.customer, new.other, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'kept_apart', old.id, json_object('id', old.id, 'customer', old.customer, 'other', old.other, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_kept_apart_removed AFTER DELETE ON kept_apart WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'kept_apart', old.id, json_object('id', old.id, 'customer', old.customer, 'other', old.other, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_imported_changed AFTER UPDATE ON imported WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.fields, old.updated_at) IS NOT (new.id, new.customer, new.fields, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'imported', old.id, json_object('id', old.id, 'customer', old.customer, 'fields', old.fields, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_imported_removed AFTER DELETE ON imported WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'imported', old.id, json_object('id', old.id, 'customer', old.customer, 'fields', old.fields, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_standing_change_changed AFTER UPDATE ON standing_change WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.day, old.standing, old.because, old.updated_at) IS NOT (new.id, new.customer, new.day, new.standing, new.because, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'standing_change', old.id, json_object('id', old.id, 'customer', old.customer, 'day', old.day, 'standing', old.standing, 'because', old.because, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_standing_change_removed AFTER DELETE ON standing_change WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'standing_change', old.id, json_object('id', old.id, 'customer', old.customer, 'day', old.day, 'standing', old.standing, 'because', old.because, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_known_as_changed AFTER UPDATE ON known_as WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.gone, old.name, old.company, old.phone, old.email, old.source_uid, old.fields, old.updated_at) IS NOT (new.id, new.customer, new.gone, new.name, new.company, new.phone, new.email, new.source_uid, new.fields, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'known_as', old.id, json_object('id', old.id, 'customer', old.customer, 'gone', old.gone, 'name', old.name, 'company', old.company, 'phone', old.phone, 'email', old.email, 'source_uid', old.source_uid, 'fields', old.fields, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_known_as_removed AFTER DELETE ON known_as WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'known_as', old.id, json_object('id', old.id, 'customer', old.customer, 'gone', old.gone, 'name', old.name, 'company', old.company, 'phone', old.phone, 'email', old.email, 'source_uid', old.source_uid, 'fields', old.fields, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_source_record_changed AFTER UPDATE ON source_record WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.record, old.uid, old.updated_at) IS NOT (new.id, new.customer, new.record, new.uid, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'source_record', old.id, json_object('id', old.id, 'customer', old.customer, 'record', old.record, 'uid', old.uid, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_source_record_removed AFTER DELETE ON source_record WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'source_record', old.id, json_object('id', old.id, 'customer', old.customer, 'record', old.record, 'uid', old.uid, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_reach_changed AFTER UPDATE ON reach WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.kind, old.label, old.value, old.shown, old.region, old.position, old.updated_at) IS NOT (new.id, new.customer, new.kind, new.label, new.value, new.shown, new.region, new.position, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'reach', old.id, json_object('id', old.id, 'customer', old.customer, 'kind', old.kind, 'label', old.label, 'value', old.value, 'shown', old.shown, 'region', old.region, 'position', old.position, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_reach_removed AFTER DELETE ON reach WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'reach', old.id, json_object('id', old.id, 'customer', old.customer, 'kind', old.kind, 'label', old.label, 'value', old.value, 'shown', old.shown, 'region', old.region, 'position', old.position, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_anniversary_changed AFTER UPDATE ON anniversary WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.kind, old.month, old.day, old.year, old.updated_at) IS NOT (new.id, new.customer, new.kind, new.month, new.day, new.year, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'anniversary', old.id, json_object('id', old.id, 'customer', old.customer, 'kind', old.kind, 'month', old.month, 'day', old.day, 'year', old.year, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_anniversary_removed AFTER DELETE ON anniversary WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'anniversary', old.id, json_object('id', old.id, 'customer', old.customer, 'kind', old.kind, 'month', old.month, 'day', old.day, 'year', old.year, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_tag_changed AFTER UPDATE ON tag WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.customer, old.tag, old.folded, old.updated_at) IS NOT (new.id, new.customer, new.tag, new.folded, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'tag', old.id, json_object('id', old.id, 'customer', old.customer, 'tag', old.tag, 'folded', old.folded, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_tag_removed AFTER DELETE ON tag WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'tag', old.id, json_object('id', old.id, 'customer', old.customer, 'tag', old.tag, 'folded', old.folded, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_touch_with_changed AFTER UPDATE ON touch_with WHEN EXISTS (SELECT 1 FROM change WHERE open) AND (old.id, old.touch, old.customer, old.updated_at) IS NOT (new.id, new.touch, new.customer, new.updated_at) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'touch_with', old.id, json_object('id', old.id, 'touch', old.touch, 'customer', old.customer, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER journal_touch_with_removed AFTER DELETE ON touch_with WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ((SELECT id FROM change WHERE open), 'touch_with', old.id, json_object('id', old.id, 'touch', old.touch, 'customer', old.customer, 'updated_at', old.updated_at));
         END;
CREATE TRIGGER counter_customer_added AFTER INSERT ON customer BEGIN
  UPDATE counter SET n = n + 1 WHERE name = 'present' AND new.archived_at IS NULL;
  INSERT INTO past_wait (cadence, because, since, n) SELECT coalesce(new.cadence, ''), coalesce(new.left_because, ''), coalesce(max(coalesce(new.last_touch, new.left_on), coalesce(new.left_on, new.last_touch)), ''), 1
    WHERE new.standing = 'past' AND new.archived_at IS NULL ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER journal_customer_added AFTER INSERT ON customer WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'customer', new.id);
         END;
CREATE TRIGGER journal_setback_added AFTER INSERT ON setback WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'setback', new.id);
         END;
CREATE TRIGGER journal_touch_added AFTER INSERT ON touch WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'touch', new.id);
         END;
CREATE TRIGGER journal_remark_added AFTER INSERT ON remark WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'remark', new.id);
         END;
CREATE TRIGGER journal_planned_visit_added AFTER INSERT ON planned_visit WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'planned_visit', new.id);
         END;
CREATE TRIGGER journal_teammate_alias_added AFTER INSERT ON teammate_alias WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'teammate_alias', new.id);
         END;
CREATE TRIGGER journal_away_added AFTER INSERT ON away WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'away', new.id);
         END;
CREATE TRIGGER journal_kept_apart_added AFTER INSERT ON kept_apart WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'kept_apart', new.id);
         END;
CREATE TRIGGER journal_imported_added AFTER INSERT ON imported WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'imported', new.id);
         END;
CREATE TRIGGER journal_standing_change_added AFTER INSERT ON standing_change WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'standing_change', new.id);
         END;
CREATE TRIGGER journal_known_as_added AFTER INSERT ON known_as WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'known_as', new.id);
         END;
CREATE TRIGGER journal_source_record_added AFTER INSERT ON source_record WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'source_record', new.id);
         END;
CREATE TRIGGER journal_reach_added AFTER INSERT ON reach WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'reach', new.id);
         END;
CREATE TRIGGER journal_anniversary_added AFTER INSERT ON anniversary WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'anniversary', new.id);
         END;
CREATE TRIGGER journal_tag_added AFTER INSERT ON tag WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'tag', new.id);
         END;
CREATE TRIGGER journal_touch_with_added AFTER INSERT ON touch_with WHEN EXISTS (SELECT 1 FROM change WHERE open) BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ((SELECT id FROM change WHERE open), 'touch_with', new.id);
         END;
COMMIT;
PRAGMA foreign_keys = ON;
