-- The book, fourth version. From here on the journal's triggers are made by the program from the tables as they are, after
-- any migration: a migration that adds a column does not write triggers.

-- Where a card goes: the lines of an envelope.
ALTER TABLE customer ADD COLUMN address TEXT;
