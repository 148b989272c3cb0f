-- The book, fourteenth version: what lost to another rep's value, made at the same time, is kept.

-- By field and machine: the clock of the latest value of each machine but the one whose value is shown, and that value where it
-- lost to one that was made without having seen it, JSON.
ALTER TABLE sync_shared ADD COLUMN earlier TEXT NOT NULL DEFAULT '{}';
CREATE INDEX sync_shared_earlier ON sync_shared (team, customer) WHERE earlier <> '{}';

-- The rep whose machine it is, as the server vouches for.
ALTER TABLE sync_shared_read ADD COLUMN rep TEXT;
