//! Counting again what the book keeps up beside its rows.

/// Counts what is kept up beside customers.
pub(super) const RECOUNT_CUSTOMERS: &str = "
  UPDATE counter SET n = (SELECT count(*) FROM customer WHERE archived_at IS NULL) WHERE name = 'present';
  DELETE FROM past_wait;
  INSERT INTO past_wait (cadence, because, since, n)
    SELECT coalesce(cadence, ''), coalesce(left_because, ''),
      coalesce(max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)), ''), count(*)
    FROM customer WHERE standing = 'past' AND archived_at IS NULL GROUP BY 1, 2, 3;";

/// Counts what is kept up beside logs.
pub(super) const RECOUNT_LOGS: &str = "
  UPDATE counter SET n = (SELECT count(*) FROM remark WHERE state = 'open' AND kind <> 'promise') WHERE name = 'open ideas';
  DELETE FROM praised_on;
  INSERT INTO praised_on (day, teammate, n)
    SELECT said_on, coalesce(teammate, ''), count(*) FROM remark WHERE kind = 'praise' GROUP BY 1, 2;
  DELETE FROM talked_on;
  INSERT INTO talked_on (day, calls, visits)
    SELECT day, sum(kind = 'call'), sum(kind = 'visit') FROM touch WHERE outcome = 'reached' OR kind = 'visit' GROUP BY day;";
