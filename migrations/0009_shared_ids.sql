-- The book, ninth version: two books that hold the same logs have the same remarks, ids too.

-- A remark's id is told by its touch, its kind and its words; the program gives those of older books theirs after this. So
-- ids have no order in time: of remarks of one instant, the touch and the line come first. The indexes end with both.
DROP INDEX remark_praise;
DROP INDEX remark_praise_starred;
DROP INDEX remark_praise_of_teammate;
DROP INDEX remark_praise_of_customer;
DROP INDEX remark_praise_never_shown;
DROP INDEX remark_open;
DROP INDEX remark_to_do;
DROP INDEX remark_ended;
DROP INDEX remark_done;
DROP INDEX remark_promise_open;
DROP INDEX remark_promise_to;
DROP INDEX remark_promise_ended;
DROP INDEX remark_referral;

-- The praise reader, newest first.
CREATE INDEX remark_praise ON remark (said_at, touch, position) WHERE kind = 'praise';
CREATE INDEX remark_praise_starred ON remark (said_at, touch, position) WHERE kind = 'praise' AND starred;
-- Who was praised, without a look at the praise itself.
CREATE INDEX remark_praise_of_teammate ON remark (said_at, touch, position, said_on, teammate)
  WHERE kind = 'praise' AND teammate IS NOT NULL;
CREATE INDEX remark_praise_of_customer ON remark (customer, said_at, touch, position, said_on) WHERE kind = 'praise';
-- The engine's order of praise that was never shown: starred, then newest.
CREATE INDEX remark_praise_never_shown ON remark (starred, said_at, touch, position)
  WHERE kind = 'praise' AND last_shown_at IS NULL;
-- Open ideas and needs, by the day they are due; those of all states, newest first; what was done in a week.
CREATE INDEX remark_open ON remark (due_on, said_at, touch, position) WHERE state = 'open' AND kind <> 'promise';
CREATE INDEX remark_to_do ON remark (said_at, touch, position) WHERE state IS NOT NULL AND kind <> 'promise';
CREATE INDEX remark_ended ON remark (said_at, touch, position) WHERE state IN ('done', 'dropped') AND kind <> 'promise';
CREATE INDEX remark_done ON remark (ended_at, touch, position) WHERE state = 'done';
-- Open promises, by the day they are due, and by whom they were made to; those that have ended.
CREATE INDEX remark_promise_open ON remark (due_on, said_at, touch, position) WHERE kind = 'promise' AND state = 'open';
CREATE INDEX remark_promise_to ON remark (customer, due_on, said_at, touch, position)
  WHERE kind = 'promise' AND state = 'open';
CREATE INDEX remark_promise_ended ON remark (ended_at, touch, position) WHERE kind = 'promise' AND ended_at IS NOT NULL;
-- People whom customers pointed to, newest first.
CREATE INDEX remark_referral ON remark (said_at, touch, position) WHERE kind = 'referral';

-- In the journal, an entry that stands for many rows has their first and last id; one of remarks has those of their touches.
