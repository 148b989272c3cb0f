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
