-- The book, thirteenth version: what this machine sent to a wall is written anew, so that no word that was taken off stays.

-- Whether segments of this machine on the wall may hold words that hang there no more.
ALTER TABLE sync_team ADD COLUMN compact INTEGER NOT NULL DEFAULT 0 CHECK (compact IN (0, 1));
-- The number up to which none of its segments is there any more.
ALTER TABLE sync_team ADD COLUMN compacted_to INTEGER NOT NULL DEFAULT 0;

UPDATE sync_team SET compact = 1 WHERE id IN (SELECT team FROM sync_wall WHERE NOT here);

-- The same of what the team shares: whether segments of this machine may hold words that were erased, and how far they are gone.
ALTER TABLE sync_team ADD COLUMN shared_compact INTEGER NOT NULL DEFAULT 0 CHECK (shared_compact IN (0, 1));
ALTER TABLE sync_team ADD COLUMN shared_compacted_to INTEGER NOT NULL DEFAULT 0;
