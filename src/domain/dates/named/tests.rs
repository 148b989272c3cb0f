use proptest::prelude::*;

use super::*;

/// Monday, 23 November 2026.
const MONDAY: &str = "2026-11-23";

/// What a text says about a day: the day, or why there is none.
fn said(text: &str, from: &str) -> String {
    match read_named(text, from.parse().unwrap(), DateOrder::DayFirst) {
        Named::Day(day) => day.to_string(),
        Named::NoSuch(why) => why,
        Named::Nothing => "nothing".into(),
    }
}

fn named(text: &str, from: &str) -> Option<String> {
    named_in(text, from, DateOrder::DayFirst)
}

fn named_in(text: &str, from: &str, order: DateOrder) -> Option<String> {
    named_day(text, from.parse().unwrap(), order).map(|day| day.to_string())
}

#[test]
fn a_sentence_names_its_day_in_many_ways() {
    for (text, day) in [
        ("send her the price list by thu", "2026-11-26"),
        ("Thursday: the price list", "2026-11-26"),
        ("call him back on Friday afternoon", "2026-11-27"),
        ("have it ready for Friday's visit", "2026-11-27"),
        ("the list, by Monday", "2026-11-30"),
        ("by mon.", "2026-11-30"),
        ("next Monday", "2026-11-30"),
        ("ring her sat", "2026-11-28"),
        ("ring her Sat at 10", "2026-11-28"),
        ("ring her sat 10:00, not before", "2026-11-28"),
        ("by wed the draft", "2026-11-25"),
        ("bring it Sun morning", "2026-11-29"),
        ("today: the offer", "2026-11-23"),
        ("call her back tonight", "2026-11-23"),
        ("call back this afternoon", "2026-11-23"),
        ("send it tomorrow", "2026-11-24"),
        ("the day after tomorrow at the latest", "2026-11-25"),
        ("look into it next week", "2026-12-04"),
        ("visit next week, on Tuesday", "2026-12-01"),
        ("Thursday next week", "2026-12-03"),
        ("the week after next", "2026-12-11"),
        ("some time this week", "2026-11-27"),
        ("in 3 days", "2026-11-26"),
        ("within two weeks", "2026-12-07"),
        ("in a couple of weeks", "2026-12-07"),
        ("in a month", "2026-12-23"),
        ("in 2w", "2026-12-07"),
        ("call back in an hour", "2026-11-23"),
        ("within 48 hours", "2026-11-25"),
        ("a week from now", "2026-11-30"),
        ("next month", "2026-12-23"),
        ("talk about it next year", "2027-11-23"),
        ("on 3 December", "2026-12-03"),
        ("on the 3rd of December", "2026-12-03"),
        ("Dec 3", "2026-12-03"),
        ("by Dec. 3, please", "2026-12-03"),
        ("December the 3rd", "2026-12-03"),
        ("send her Dec 3 the list", "2026-12-03"),
        ("December 3rd samples", "2026-12-03"),
        ("3 Dec 2027", "2027-12-03"),
        ("Mar 12, 2027", "2027-03-12"),
        ("on 3 may", "2027-05-03"),
        ("by May 3", "2027-05-03"),
        ("29 feb", "2028-02-29"),
        ("Thursday, 3 December", "2026-12-03"),
        ("Thu the 3rd of December", "2026-12-03"),
        ("by the 30th", "2026-11-30"),
        ("by the 31st at noon", "2026-12-31"),
        ("on the 3rd", "2026-12-03"),
        ("2026-12-03", "2026-12-03"),
        ("(2026-12-03)", "2026-12-03"),
        ("by 2026-12-03T10:00", "2026-12-03"),
        ("by 3.12.", "2026-12-03"),
        ("3.12.2026", "2026-12-03"),
        ("by 3.12.26", "2026-12-03"),
        ("by Thu the 3rd", "2026-12-03"),
        ("3 Dec 9999 pallets", "2026-12-03"),
        ("12/3/2027", "2027-03-12"),
        ("by 3/12", "2026-12-03"),
        ("by 12/31", "2026-12-31"),
        ("by the end of the month", "2026-11-30"),
        ("end of month", "2026-11-30"),
        ("by end of next month", "2026-12-31"),
        ("end of the week", "2026-11-27"),
        ("by end of next week", "2026-12-04"),
        ("end of the quarter", "2026-12-31"),
        ("end of the year", "2026-12-31"),
        ("end of January", "2027-01-31"),
        ("end of Jan 2028", "2028-01-31"),
        ("by EOD", "2026-11-23"),
        ("EOD Friday", "2026-11-27"),
        ("by the end of the day on Friday", "2026-11-27"),
        ("price list—by thu", "2026-11-26"),
        ("price list\nby thu", "2026-11-26"),
        ("Do by thu/fri", "2026-11-26"),
        ("BY THURSDAY!", "2026-11-26"),
    ] {
        assert_eq!(named(text, MONDAY).as_deref(), Some(day), "{text}");
    }
}

#[test]
fn what_is_not_a_day_names_none() {
    for text in [
        "",
        "send her the price list",
        "may need a second site",
        "we may be late; 3 may be enough",
        "they march on Lisbon",
        "march 3 people through the hall",
        "he sat down with us",
        "ask where she sat",
        "a chair in the sun",
        "the newly wed",
        "a second offer, the second one",
        "meet on the 3rd floor",
        "the 2nd batch",
        "send 24/7 hotline, on 24/7",
        "send 1/2 a pallet",
        "version 3.12",
        "version 3.12.",
        "version 1.2.34",
        "raise it by 3.5",
        "a 10.30 slot",
        "5 in a row, 3 days ago",
        "2 pallets in 4 boxes",
        "in 99999 years",
        "12345",
        "31 feb, 30 feb 2027",
        "2026-02-31",
        "the list of last Friday",
        "what she said last week and since Monday",
        "since 3 November",
        "the Black Friday flyer",
        "today's prices",
        "in December",
        "for June",
        "April called",
        "thursdays",
        "a friday's child",
        "the list of 3 November 2025",
        "2026-11-22",
        "\u{202e}\u{0}",
    ] {
        assert_eq!(named(text, MONDAY), None, "{text}");
    }
}

#[test]
fn a_weekday_said_on_that_weekday_is_a_week_later() {
    let from: NaiveDate = MONDAY.parse().unwrap();
    for away in 0..7 {
        let day = from + Days::new(away);
        let (name, short) = (day.format("%A"), day.format("%a").to_string());
        for text in [format!("by {name}"), format!("next {name}"), format!("this {name}"), short] {
            assert_eq!(named_day(&text, day, DateOrder::DayFirst), Some(day + Days::new(7)), "{text}");
        }
    }
}

#[test]
fn next_week_is_its_friday_on_every_day_of_this_one() {
    for (from, friday) in [
        ("2026-11-23", "2026-12-04"),
        ("2026-11-27", "2026-12-04"),
        ("2026-11-28", "2026-12-04"),
        ("2026-11-29", "2026-12-04"),
        ("2026-11-30", "2026-12-11"),
    ] {
        assert_eq!(named("next week", from).as_deref(), Some(friday), "{from}");
    }
    // Its end is never gone by.
    assert_eq!(named("by the end of the week", "2026-11-28").as_deref(), Some("2026-12-04"));
    assert_eq!(named("this week", "2026-11-28").as_deref(), Some("2026-11-28"));
}

#[test]
fn a_date_gone_by_is_next_years_and_today_is_not_gone_by() {
    assert_eq!(named("on 3 November", MONDAY).as_deref(), Some("2027-11-03"));
    assert_eq!(named("on 22.11.", MONDAY).as_deref(), Some("2027-11-22"));
    assert_eq!(named("on 23 November", MONDAY).as_deref(), Some(MONDAY));
    assert_eq!(named(MONDAY, MONDAY).as_deref(), Some(MONDAY));
    // A year that is written and over is not meant for what comes.
    assert_eq!(named("the offer of 3 November 2025, by thu", MONDAY).as_deref(), Some("2026-11-26"));
}

#[test]
fn of_two_days_the_first_counts_wherever_they_fall() {
    assert_eq!(named("by fri, or by thu", MONDAY).as_deref(), Some("2026-11-27"));
    assert_eq!(named("by thu, 10 dec for the rest? no, 11 Dec", MONDAY).as_deref(), Some("2026-12-10"));
    assert_eq!(named("thu, then 11 dec for the rest", MONDAY).as_deref(), Some("2026-11-26"));
    assert_eq!(named("next week, not tomorrow", MONDAY).as_deref(), Some("2026-12-04"));
}

#[test]
fn the_region_says_which_number_is_the_month() {
    assert_eq!(named_in("by 12/3", MONDAY, DateOrder::MonthFirst).as_deref(), Some("2026-12-03"));
    assert_eq!(named_in("by 12/3", MONDAY, DateOrder::DayFirst).as_deref(), Some("2027-03-12"));
    // Where only one order makes a date, it is that one.
    assert_eq!(named_in("by 13/12", MONDAY, DateOrder::MonthFirst).as_deref(), Some("2026-12-13"));
    // With dots the day comes first everywhere.
    assert_eq!(named_in("by 3.12.", MONDAY, DateOrder::MonthFirst).as_deref(), Some("2026-12-03"));
}

#[test]
fn a_long_text_is_read_to_its_end() {
    let text = format!("{} by thu", "word ".repeat(100_000));
    assert_eq!(named(&text, MONDAY).as_deref(), Some("2026-11-26"));
}

#[test]
fn a_day_is_counted_from_another() {
    for (text, day) in [
        ("Monday week", "2026-12-07"),
        ("by Thursday week", "2026-12-03"),
        ("thu week, or so", "2026-12-03"),
        ("tuesday fortnight", "2026-12-08"),
        ("by Monday, week 49 is busy", "2026-11-30"),
        ("the week of Monday", "2026-11-30"),
        ("a week from monday", "2026-12-07"),
        ("in a week from Thursday", "2026-12-03"),
        ("two weeks from Thursday", "2026-12-10"),
        ("a week from next Monday", "2026-12-07"),
        ("a week on Thursday", "2026-12-03"),
        ("a week after the 3rd of December", "2026-12-10"),
        ("a week today", "2026-11-30"),
        ("a week tomorrow", "2026-12-01"),
        ("a month from Thursday", "2026-12-26"),
        ("in a fortnight", "2026-12-07"),
        ("a fortnight from Thursday", "2026-12-10"),
        ("the day after Thursday", "2026-11-27"),
        ("two days before Friday", "2026-11-25"),
        ("the day before 3 December", "2026-12-02"),
        ("the Tuesday after next", "2026-12-01"),
        ("by Monday after next", "2026-12-07"),
        ("Tuesday the week after next", "2026-12-08"),
        ("the week after next, on Tuesday", "2026-12-08"),
        ("Thursday of next week", "2026-12-03"),
        ("Thursday, next week", "2026-12-03"),
        ("the Monday after 3 December", "2026-12-07"),
        ("the Friday after Thursday week", "2026-12-04"),
    ] {
        assert_eq!(said(text, MONDAY), day, "{text}");
    }
    assert_eq!(said("the Tuesday after next", "2026-11-24"), "2026-12-08");
    assert_eq!(said("a day before Friday", "2026-11-27"), "2026-12-03");
    // A day that would be over by then is passed over.
    assert_eq!(said("a month before Friday", MONDAY), "nothing");
}

#[test]
fn a_month_a_week_or_a_span_says_which_of_its_weekdays() {
    for (text, day) in [
        ("call on the first monday of january", "2027-01-04"),
        ("first monday in december", "2026-12-07"),
        ("second tuesday in december", "2026-12-08"),
        ("the 3rd Thursday of January 2028", "2028-01-20"),
        ("last friday of the month", "2026-11-27"),
        ("the last Thursday in December", "2026-12-31"),
        ("the first Monday of next month", "2026-12-07"),
        ("the first Monday of November", "2027-11-01"),
        ("the first Monday", "2026-11-30"),
        ("tomorrow week", "2026-12-01"),
        ("by tomorrow week, please", "2026-12-01"),
        ("today week", "2026-11-30"),
        ("tomorrow fortnight", "2026-12-08"),
        ("tomorrow, week 49 is busy", "2026-11-24"),
        ("report monday in two weeks", "2026-12-07"),
        ("Thursday in a fortnight", "2026-12-10"),
        ("in two weeks on Thursday", "2026-12-10"),
        ("in two weeks", "2026-12-07"),
        ("thursday or friday next week", "2026-12-03"),
        ("Thursday and Friday of next week", "2026-12-03"),
        ("tuesday, wednesday or thursday next week", "2026-12-01"),
        ("thursday to friday in two weeks", "2026-12-10"),
        ("Thursday or Friday week", "2026-12-03"),
        ("Friday, or Monday next week", "2026-11-27"),
        ("thursday or friday", "2026-11-26"),
    ] {
        assert_eq!(said(text, MONDAY), day, "{text}");
    }
    assert_eq!(said("monday in 5 boxes", MONDAY), "2026-11-30");
    assert_eq!(said("what we said last Friday in the hall", MONDAY), "nothing");
}

#[test]
fn the_number_of_a_day_is_one_to_come_unless_it_says_which_thing() {
    for (text, day) in [
        ("the report the 30th", "2026-11-30"),
        ("the 30th", "2026-11-30"),
        ("the 31st", "2026-12-31"),
        ("the 3rd or the 5th", "2026-12-03"),
        ("the 3rd of next month", "2026-12-03"),
        ("by the 30th of this month", "2026-11-30"),
        ("the 3rd or 4th of December", "2026-12-03"),
        ("3 or 4 December", "2026-12-03"),
        ("from the 3rd to the 5th of December", "2026-12-03"),
        ("the minutes of the 30th", "nothing"),
        ("the list from the 3rd", "nothing"),
        ("the 2nd pallet", "nothing"),
    ] {
        assert_eq!(said(text, MONDAY), day, "{text}");
    }
}

#[test]
fn what_is_due_before_something_may_say_whose_it_is() {
    for (text, day) in [
        ("by tomorrow's close", "2026-11-24"),
        ("before tomorrow’s call", "2026-11-24"),
        ("by today's end", "2026-11-23"),
        ("before next week's meeting", "2026-12-04"),
        ("for next month's order", "2026-12-23"),
        ("by close of business", "2026-11-23"),
        ("by COB Friday", "2026-11-27"),
        ("by the close of the week", "2026-11-27"),
    ] {
        assert_eq!(said(text, MONDAY), day, "{text}");
    }
    assert_eq!(said("tomorrow's weather", MONDAY), "nothing");
}

#[test]
fn where_weekday_and_date_disagree_the_date_counts() {
    for (text, from, day) in [
        ("fri 3 december", MONDAY, "2026-12-03"),
        ("by Friday, 3 December", MONDAY, "2026-12-03"),
        ("Friday December 3rd", MONDAY, "2026-12-03"),
        ("thu 3 december", "2026-12-04", "2027-12-03"),
        ("mon 2026-12-03", MONDAY, "2026-12-03"),
        // The weekday says which of the coming months is meant.
        ("Thursday the 10th", "2026-11-02", "2026-12-10"),
        ("by Tuesday the 10th", "2026-11-02", "2026-11-10"),
        ("by Friday the 10th", MONDAY, "2026-12-10"),
        ("call Thursday, the 2nd batch", MONDAY, "2026-11-26"),
        ("Thursday 2nd floor", MONDAY, "2026-11-26"),
    ] {
        assert_eq!(said(text, from), day, "{text}");
    }
}

#[test]
fn a_date_that_says_which_thing_is_not_one_to_come() {
    for text in [
        "the 24 Nov price list",
        "send her the 24th of November offer",
        "her 24 Nov order",
        "the list of 24 November",
        "the offer from the 24th of November",
        "the minutes dated Nov 24th",
    ] {
        assert_eq!(said(text, "2026-11-25"), "nothing", "{text}");
        assert_eq!(said(&format!("{text}, by fri"), "2026-11-25"), "2026-11-27", "{text}");
    }
    // Before that day, and where the next one is nearer than the last, it is one.
    assert_eq!(said("the 24 Nov price list", MONDAY), "2026-11-24");
    assert_eq!(said("get the 3 Feb meeting ready", MONDAY), "2027-02-03");
    assert_eq!(said("by 24 Nov the price list", "2026-11-25"), "2027-11-24");
    assert_eq!(said("the price list, 24 Nov", "2026-11-25"), "2027-11-24");
}

#[test]
fn a_date_that_does_not_exist_says_why() {
    for (text, why) in [
        ("by 31 November", "31 November does not exist: November has 30 days"),
        ("the list on the 31st of nov", "31st of Nov does not exist: November has 30 days"),
        ("Nov 31", "Nov 31 does not exist: November has 30 days"),
        ("thu 31 November", "31 November does not exist: November has 30 days"),
        ("by 30 Feb 2027", "30 Feb 2027 does not exist: February 2027 has 28 days"),
        ("29 Feb 2027", "29 Feb 2027 does not exist: February 2027 has 28 days"),
        ("by 2026-02-31", "2026-02-31 does not exist: February 2026 has 28 days"),
        ("by 2026-13-01", "2026-13-01 does not exist: months go from 01 to 12"),
        ("by 31.11.", "31.11 does not exist: November has 30 days"),
        ("by 31/11", "31/11 does not exist: November has 30 days"),
        ("31.11.2026", "31.11.2026 does not exist: November 2026 has 30 days"),
        ("by 31 November, or by thu", "2026-11-26"),
        ("the 31 March", "2027-03-31"),
    ] {
        assert_eq!(said(text, MONDAY), why, "{text}");
    }
}

#[test]
fn an_answer_is_about_a_day() {
    let due = |answer: &str| read_due(answer, MONDAY.parse().unwrap(), DateOrder::DayFirst);
    for (answer, day) in [
        ("3/12", "2026-12-03"),
        ("3.12.", "2026-12-03"),
        ("the 10th", "2026-12-10"),
        ("by thu", "2026-11-26"),
        ("mon", "2026-11-30"),
        ("next week", "2026-12-04"),
        ("end of the month", "2026-11-30"),
        ("wed", "2026-11-25"),
        ("in 2 weeks", "2026-12-07"),
        ("today", MONDAY),
    ] {
        assert_eq!(due(answer), Named::Day(day.parse().unwrap()), "{answer}");
    }
    assert_eq!(due("soonish"), Named::Nothing);
    assert_eq!(due("last thu"), Named::Nothing);
    assert!(matches!(due("31 nov"), Named::NoSuch(_)));
}

#[test]
fn phrases_in_one_another_take_neither_long_nor_much_room() {
    for phrase in ["last ", "a week after ", "end of day ", "monday after ", "the "] {
        let text = phrase.repeat(50_000);
        named_day(&text, MONDAY.parse().unwrap(), DateOrder::DayFirst);
        assert!(named(&format!("{text}, by thu"), MONDAY).is_some(), "{phrase}");
    }
}

#[test]
fn a_day_at_the_end_is_taken_off_where_it_says_no_more_than_when() {
    let without = |text| without_named_day(text, MONDAY.parse().unwrap(), DateOrder::DayFirst);
    for (text, rest) in [
        ("send her the price list by thu", "send her the price list"),
        ("the list, by Monday.", "the list"),
        ("the drawing on 27 November", "the drawing"),
        ("the list by the 3rd of December", "the list"),
        ("the list — due on Dec 3", "the list"),
        ("call her tomorrow", "call her"),
        ("the samples in two weeks", "the samples"),
    ] {
        assert_eq!(without(text), Some(rest), "{text}");
    }
    for text in [
        "by thu",
        "the price list",
        "by thu send her the list",
        "a table for Friday",
        "hold the price until Friday",
        "before the 3rd of December",
        "the list early next week",
        "the list (by thu)",
        "the list by thu at 10",
    ] {
        assert_eq!(without(text), None, "{text}");
    }
}

fn any_sentence() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    let words = [
        "by", "on", "the", "of", "next", "last", "this", "end", "week", "month", "in", "a", "couple", "3", "31st",
        "2nd", "dec", "may", "february", "29", "thu", "sat", "Monday", "Friday's", "tomorrow", "today", "eod",
        "2026-12-03", "2026-02-31", "9999-12-31", "0001-01-01", "3.12.", "12/3", "1.1.26", "days", "99", "9999",
        "years", "weeks", "from", "now", "after", "before", "fortnight", "day", "dated", "november", "2199", "é", "\u{202E}", "—", ",", "24/7", "2w", "quarter", "since",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..8).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_named_day_is_the_day_it_was_said_or_later(
        text in prop_oneof![any_sentence(), any::<String>()],
        days in 0_u64..109_000,
        month_first in any::<bool>(),
    ) {
        let from = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + Days::new(days);
        let order = if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
        if let Some(day) = named_day(&text, from, order) {
            prop_assert!(day >= from && YEARS.contains(&day.year()), "{} of {}", day, from);
        }
        prop_assert!(without_named_day(&text, from, order).is_none_or(|rest| text.starts_with(rest)));
    }

    #[test]
    fn a_date_written_out_is_found_in_any_sentence(days in 0_u64..400, before in "[a-z]{9} ", after in " [a-z]{9}") {
        let from: NaiveDate = MONDAY.parse().unwrap();
        let day = from + Days::new(days);
        for date in [day.to_string(), day.format("%-d %B %Y").to_string(), day.format("%B %-d, %Y").to_string()] {
            let text = format!("{before}{date}{after}");
            prop_assert_eq!(named_day(&text, from, DateOrder::DayFirst), Some(day), "{}", text);
        }
    }
}
