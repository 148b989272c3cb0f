-- The book, fifteenth version: all machines list the same conflicts.

-- The segment in which its machine said a value that lost; NULL where an earlier version of the program noted it.
ALTER TABLE sync_clash ADD COLUMN seq INTEGER;
CREATE INDEX sync_clash_row ON sync_clash (tbl, key, field);

-- The clocks of others that said the row whole, and alike, before either machine had seen the other's; each with the fields
-- that were written since, JSON.
ALTER TABLE sync_row ADD COLUMN twins TEXT;
