use super::*;

fn reader(order: DateOrder) -> DateReader {
    DateReader { order, today: NaiveDate::from_ymd_opt(2026, 11, 23) }
}

fn read(written: &str, order: DateOrder) -> Option<String> {
    reader(order).date(written).map(|d| d.to_string())
}

fn day(written: &str) -> YearDay {
    written.parse().unwrap()
}

fn birthday(written: &str) -> Birthday {
    reader(DateOrder::DayFirst).birthday(written)
}

#[test]
fn the_dates_of_known_exports_are_read() {
    for (written, day) in [
        ("12 Mar 2024", "2024-03-12"),
        ("7-Feb-22", "2022-02-07"),
        ("2024-03-12 09:14", "2024-03-12"),
        ("3/15/2024 2:30 PM", "2024-03-15"),
        ("15/3/2024", "2024-03-15"),
        ("31.12.1999", "1999-12-31"),
        ("2010-10-14T12:00:00.000Z", "2010-10-14"),
        ("07/15/2009 02:14:45+0800", "2009-07-15"),
        ("Mar 12, 2024", "2024-03-12"),
        ("20240312", "2024-03-12"),
        ("20240312T101500Z", "2024-03-12"),
        ("12 mars 2026", "2026-03-12"),
        ("Thursday, March 12th, 2026", "2026-03-12"),
        ("12 de março de 2026", "2026-03-12"),
        ("1er août 2026", "2026-08-01"),
        ("12. Dez. 2025", "2025-12-12"),
        ("2026年3月12日", "2026-03-12"),
        ("２０２６/０３/１２", "2026-03-12"),
        ("١٢/٠٣/٢٠٢٦", "2026-03-12"),
        ("46085", "2026-03-04"),
        ("46085.5", "2026-03-04"),
        ("1773306840000", "2026-03-12"),
        ("1990-01-01;", "1990-01-01"),
        ("85/04/12", "1985-04-12"),
    ] {
        assert_eq!(read(written, DateOrder::DayFirst).as_deref(), Some(day), "{written}");
    }
}

#[test]
fn the_order_decides_where_the_date_does_not() {
    for (written, day_first, month_first) in [
        ("3/2/2026", "2026-02-03", "2026-03-02"),
        ("03-02-26", "2026-02-03", "2026-03-02"),
        ("13/02/2026", "2026-02-13", "2026-02-13"),
        ("2/13/2026", "2026-02-13", "2026-02-13"),
        ("3.2.2026", "2026-02-03", "2026-02-03"),
        ("2026/02/03", "2026-02-03", "2026-02-03"),
        ("3 Feb 2026", "2026-02-03", "2026-02-03"),
    ] {
        assert_eq!(read(written, DateOrder::DayFirst).as_deref(), Some(day_first), "{written}");
        assert_eq!(read(written, DateOrder::MonthFirst).as_deref(), Some(month_first), "{written}");
    }
    for (written, shown) in [
        ("13/02/2026", Shown::Order(DateOrder::DayFirst)),
        ("2/13/26 9:15", Shown::Order(DateOrder::MonthFirst)),
        ("3/2/2026", Shown::Either),
        ("3/3/2026", Shown::Nothing),
        ("2026-03-02", Shown::Nothing),
        ("13.2.2026", Shown::Nothing),
        ("32/1/2026", Shown::Nothing),
        ("soon", Shown::Nothing),
    ] {
        assert_eq!(order_shown(written), shown, "{written}");
    }
}

#[test]
fn a_year_of_two_digits_is_never_far_ahead() {
    for (written, day) in [("1 Feb 26", "2026-02-01"), ("1 Feb 27", "1927-02-01"), ("1 Feb 98", "1998-02-01")] {
        assert_eq!(read(written, DateOrder::DayFirst).as_deref(), Some(day), "{written}");
    }
    assert_eq!(birthday("12/3/45"), Birthday::Day(day("1945-03-12")));
    assert_eq!(birthday("24/11/26"), Birthday::Day(day("1926-11-24")));
}

#[test]
fn what_is_no_date_is_none() {
    for written in [
        "",
        "0/0/00",
        "0.0.00",
        "00-00-0000",
        "soon",
        "2024",
        "99/99/9999",
        "2024-02-30",
        "1/2",
        "1/1/4501",
        "12",
        "yesterday",
        "March 2024",
        "999999999999999999999",
    ] {
        assert_eq!(read(written, DateOrder::DayFirst), None, "{written}");
    }
}

#[test]
fn a_birthday_is_read_with_and_without_its_year() {
    for (written, read) in [
        ("--0415", "04-15"),
        ("--02-29", "02-29"),
        ("1604-04-12", "04-12"),
        ("16040214", "02-14"),
        ("1604-02-29", "02-29"),
        ("0000-04-12", "04-12"),
        ("04-12", "04-12"),
        ("12 April", "04-12"),
        ("Apr 12", "04-12"),
        ("12.04.", "04-12"),
        ("12/04", "04-12"),
        ("4月12日", "04-12"),
        ("19850102", "1985-01-02"),
        ("1990-04-12T00:00:00Z", "1990-04-12"),
        ("29587", "1981-01-01"),
    ] {
        assert_eq!(birthday(written), Birthday::Day(day(read)), "{written}");
    }
}

#[test]
fn a_birthday_that_cant_be_is_told_from_one_that_is_not_said() {
    for written in
        ["---12", "NaNaNaN", "--0230", "1985-04", "circa 1960", "1990-02-30", "2087-01-02", "in spring", "-", "######"]
    {
        let expected = if written == "-" { Birthday::Unsaid } else { Birthday::Impossible };
        assert_eq!(birthday(written), expected, "{written}");
    }
    for written in ["", "0/0/00", "0.0.00", "1/1/4501"] {
        assert_eq!(birthday(written), Birthday::Unsaid, "{written}");
    }
}
