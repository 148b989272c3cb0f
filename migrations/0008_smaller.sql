-- The book, eighth version: what an import added is a few lines of the journal, and the index holds less.

-- Where it is set, the entry stands for all rows of its table from `row` to here: its change added every one of them, and
-- its checksum is the sum of theirs.
ALTER TABLE journal ADD COLUMN upto INTEGER;

-- There are few of these; whether one of them tells of a row is asked of them alone.
CREATE INDEX journal_many ON journal (tbl, row, upto) WHERE upto IS NOT NULL;
