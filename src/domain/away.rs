//! Times away: days off from a first to a last one.

use chrono::NaiveDate;

use super::problems::Invalid;

/// The longest time away, in days: more is a slip in a year.
const LONGEST: i64 = 366;

/// Checks a time away.
///
/// # Errors
/// Refuses one that ends before it begins, and one of over a year.
pub fn check(first: NaiveDate, last: NaiveDate) -> Result<(), Invalid> {
    let days = (last - first).num_days() + 1;
    if days < 1 {
        Err(Invalid::new(format!("{last} is before {first}")))
    } else if days > LONGEST {
        Err(Invalid::new(format!("{first} to {last} is {days} days, and a time away is at most a year")))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_away_is_at_most_a_year() {
        let check = |first: &str, last: &str| check(first.parse().unwrap(), last.parse().unwrap());
        assert!(check("2026-12-24", "2026-12-24").is_ok() && check("2027-01-01", "2028-01-01").is_ok());
        assert!(check("2026-12-24", "2026-12-23").is_err() && check("2027-01-01", "2028-01-02").is_err());
        let ten_years = check("2026-01-01", "2036-01-05").unwrap_err().to_string();
        assert_eq!(ten_years, "2026-01-01 to 2036-01-05 is 3657 days, and a time away is at most a year");
    }
}
