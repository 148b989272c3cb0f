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

-- What the user is asked only once, and the day on which they were; of a customer, or of nobody. A machine's own.
CREATE TABLE asked (
  id INTEGER PRIMARY KEY,
  what TEXT NOT NULL,
  customer INTEGER REFERENCES customer (id) ON DELETE CASCADE,
  day TEXT NOT NULL
) STRICT;

CREATE INDEX asked_customer ON asked (customer, what) WHERE customer IS NOT NULL;
CREATE UNIQUE INDEX asked_of_nobody ON asked (what) WHERE customer IS NULL;
