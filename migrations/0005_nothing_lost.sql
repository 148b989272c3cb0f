-- The book, fifth version: nothing that was typed is lost.

-- Which run of the program made a change: undo takes back those of its own run at once, and asks before older ones.
ALTER TABLE change ADD COLUMN session INTEGER;

-- Where the customer's time zone was found. NULL: there is none, or the book is older than the question.
ALTER TABLE customer ADD COLUMN zone_from TEXT CHECK (zone_from IN ('said', 'city', 'area-code', 'country'));

-- The hour for which the user kept an offer, until it is settled.
ALTER TABLE pick ADD COLUMN kept_for INTEGER;
