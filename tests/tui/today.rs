//! Today: the hours of the pick on the user's clock, how to begin, what is owed, at every size.

use goodcall::app::{App, Now, Start, demo};
use goodcall::domain::customer::{CustomerDraft, CustomerField};
use goodcall::tui::glyphs::Glyphs;
use rusqlite::Connection;

use super::harness::{Harness, MONDAY, add, at, blank, log, on_disk, people, settings_by_twelve, settings_with};

/// A book with one favorite who has a number, in a zone.
fn one_in(zone: &str, more: &[(CustomerField, &str)]) -> App {
    let mut app = blank();
    let fields = [
        (CustomerField::Favorite, "yes"),
        (CustomerField::Phone, "+1 312 555 0142"),
        (CustomerField::Pleasure, "4"),
        (CustomerField::Profit, "4"),
        (CustomerField::Timezone, zone),
    ];
    add(&mut app, "Ana Ribeiro", &[&fields, more].concat());
    app
}

#[test]
fn a_pick_that_is_not_agreed_with_the_team_says_so_at_every_size_until_it_is() {
    const SAID: &str = "Not agreed with the team yet";
    let (folder, open) = on_disk();
    let mut app = open();
    let fields = [(CustomerField::Favorite, "yes"), (CustomerField::Timezone, "America/Phoenix")];
    add(&mut app, "Ana Ribeiro", &[&fields[..], &[(CustomerField::Facts, "Swims before work")]].concat());
    let behind = Connection::open(folder.path().join("book.db")).expect("the book");
    let change = |sql: &str| behind.execute_batch(sql).expect("SQL on the book");
    change(
        "INSERT INTO sync_server (id, url, account, host, database, machine, name)
           VALUES (1, 'postgres://mia@localhost/db', 'mia', 'localhost', 'db', 1, 'laptop');
         UPDATE customer SET team = 'north'",
    );
    let mut h = Harness::over(app);
    let sizes = [(60, 18), (80, 24), (110, 34), (160, 48), (200, 60)];
    for size in sizes {
        h.size(size).says("Ana Ribeiro").says(SAID);
    }
    change("INSERT INTO sync_claim (customer, call_day, rep) SELECT id, '2026-11-23', 'mia' FROM customer");
    let mut h = Harness::over(open());
    for size in sizes {
        h.size(size).says("Ana Ribeiro").never_says(SAID);
    }
}

#[test]
fn their_hours_stand_on_the_users_clock_with_now_under_them() {
    let mut h = Harness::over(one_in("America/Phoenix", &[]));
    h.size((80, 24)).says("Your clock  06····09━━━━12━━━━15━━━━18····21····00····03····");
    let (now, hours) = (h.place("▲"), h.place("06····09"));
    // 08:42 is in the sixth half hour from six on.
    assert_eq!(now, (hours.0 + 5, hours.1 + 1), "{}", h.screen());
    // Their hours begin at ten by the user's clock.
    assert_eq!(h.place("└ 09:00 in Phoenix"), (hours.0 + 8, hours.1 + 1), "{}", h.screen());
    h.size((79, 24)).never_says("Your clock").never_says("▲");
    // With more room every hour is twice as wide.
    let mut h = Harness::over(one_in("America/Phoenix", &[(CustomerField::Facts, "Swims before work")]));
    h.size((200, 40))
        .says("Your clock  06··········09··━━━━━━━━12━━━━━━━━━━15━━━━━━━━━━18····")
        .says("└ 09:00 in Phoenix");
    h.clock("2026-11-23T17:10:00Z").says("▲ now").says("until 18:30 ┘");
}

#[test]
fn the_mark_of_now_moves_and_their_hours_end() {
    let mut h = Harness::over(one_in("America/Phoenix", &[]));
    h.clock("2026-11-23T17:10:00Z").says("▲ now, until 18:30");
    let at_eleven = h.place("▲ now");
    h.clock("2026-11-23T19:10:00Z").says("▲ now, until 18:30");
    assert_eq!(h.place("▲ now").0, at_eleven.0 + 4, "two hours later\n{}", h.screen());
    // Once they are over, the day begins later and shows the next ones whole.
    h.clock("2026-11-24T01:40:00Z").says("Your clock  18····21····00····03····06····09━━━━12━━━━15━━━━");
}

#[test]
fn their_hours_are_right_wherever_they_are() {
    for (zone, strip, note) in [
        ("Asia/Tokyo", "06····09····12····15····18━━━━21━━━━00━━━·03····", "└ Tue 09:00 in Tokyo"),
        ("Asia/Kolkata", "06····09····12····15····18····21━━━━00━━━━03━━━━", "└ Tue 09:00 there"),
        ("Europe/Lisbon", "06━━━━09━━━·12····15····18····21····00····03━━━━", "▲ now, until 11:30"),
        ("America/Chicago", "06····09━━━━12━━━━15━━━·18····21····00····03····", "▲ now"),
    ] {
        let mut h = Harness::over(one_in(zone, &[]));
        h.size((80, 24)).says(strip).says(note);
    }
    // Where both clocks agree theirs needs no note.
    Harness::over(one_in("America/Chicago", &[])).never_says("└").says("08:42 in Chicago; from 09:00");
    // Their own hours count.
    let own = one_in("America/Chicago", &[(CustomerField::Hours, "mon 19:00-21:00")]);
    Harness::over(own).says("06····09····12····15····18━━━━21····00····03····");
}

#[test]
fn nothing_is_drawn_of_hours_that_nobody_knows_or_needs() {
    // The zone is unknown.
    Harness::with(&["Ana Ribeiro"]).never_says("Your clock").never_says("▲");
    // There is no number to dial.
    let mut app = blank();
    let fields = [(CustomerField::Favorite, "yes"), (CustomerField::Timezone, "Europe/Lisbon")];
    add(&mut app, "Ana Ribeiro", &fields);
    Harness::over(app).says("14:42 in Lisbon, a good time").never_says("▲");
    // The call was made.
    let mut h = Harness::over(one_in("Europe/Lisbon", &[]));
    h.says("▲ now").press("l").types("Fine").press("ctrl-s").says("You called Ana").never_says("▲");
    // On a weekend nothing is ahead.
    let mut h = Harness::over(one_in("America/Chicago", &[]));
    h.clock("2026-11-28T16:00:00Z").says("06····09····12····15····18····21····00····03····").says("▲ now");
    h.says("from Monday 09:00");
}

#[test]
fn the_strip_reads_in_a_twelve_hour_clock_and_on_a_console() {
    let demo = demo::open(settings_by_twelve(), Now::Fixed(at(MONDAY))).expect("the demo");
    let mut h = Harness::over(demo);
    h.says("6am━━━9am━━━12pm━━3pm···6pm···9pm···12am··3am···").says("until 4:00 pm");
    let app = one_in("America/Phoenix", &[]);
    let mut h = Harness::with_glyphs(app, Start::Today, Glyphs::Console);
    h.says("06····09════12════15════18····21").says("▲").says("└ 09:00 in Phoenix");
}

#[test]
fn with_room_the_name_stands_in_letters_of_blocks() {
    let mut h = Harness::demo();
    h.size((120, 30)).says("█▀ ▀█ █▄▄▄ █ ▀█ █▄▄▀ █▄▄▄ █▄▄▄ █▄▄▄").never_says("Wendell Tsosie");
    h.size((119, 30)).says("Wendell Tsosie").never_says("█▄▄▄");
    h.size((120, 29)).says("Wendell Tsosie").never_says("█▄▄▄");
    // Other letters, and names without room, are bold.
    for name in ["佐藤 遥", "Анна Иванова", "Maximiliane von Hohenstein-Lauenburg zu Wertheim"] {
        let mut h = Harness::with(&[name]);
        h.size((120, 30)).says(name).never_says("█");
    }
}

#[test]
fn three_columns_use_a_wide_screen() {
    let mut h = Harness::demo();
    h.size((139, 40)).says("Last time   14 Sep");
    h.size((140, 40));
    // Labels stand over what belongs to them, in three columns from the same row on.
    let (owed, last, facts) = (h.place("Owed"), h.place("Last time"), h.place("Facts"));
    assert!(owed.1 == last.1 && owed.0 < last.0 && facts.0 == last.0, "{}", h.screen());
    assert_eq!(h.place("Mondays").1, h.place("This Monday's good call").1, "{}", h.screen());
    assert!(h.place("Mondays").0 > last.0, "{}", h.screen());
}

#[test]
fn a_tall_screen_cuts_nothing_at_any_width() {
    let mut h = Harness::demo();
    for _skipped in 0..6 {
        for columns in (60..=200).step_by(3) {
            let screen = h.size((columns, 56)).screen();
            assert!(!screen.contains('…'), "{columns}\n{screen}");
        }
        h.press("s");
    }
}

#[test]
fn news_becomes_the_first_question_where_it_can() {
    let mut h = Harness::demo();
    h.says("Open with   How is the new roof on the second barn?");
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("ana").expect("Ana").id;
    log(&mut app, ana, "2026-11-09T15:00:00Z", "+ Kind\nTwo new drivers, both called @Paulo");
    let mut h = Harness::over(app);
    h.size((80, 24)).says("Open with   where you left off: Two new drivers, both called Paulo");
    assert_eq!(h.screen().matches("Two new drivers").count(), 1, "once is enough\n{}", h.screen());
    // After the call there is nothing to open with: what is new stands under the last time.
    h.press("l").types("Three more vans, all of them electric").press("ctrl-s 4").says("You called Ana");
    h.never_says("Open with").says("Three more vans, all of them electric");
    // Small talk is no news, and without any the questions begin.
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("ana").expect("Ana").id;
    log(&mut app, ana, "2026-11-09T15:00:00Z", "All fine");
    Harness::over(app).size((110, 34)).says("Open with   How are you doing?").says("All fine");
}

#[test]
fn the_last_time_never_repeats_what_is_still_open() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("ana").expect("Ana").id;
    log(&mut app, ana, "2026-11-09T15:00:00Z", "+ Kind\n! A label by weight\n? A second scanner");
    let mut h = Harness::over(app);
    h.size((90, 40)).says("Last time   9 Nov").says("Still open  ");
    for open in ["! A label by weight", "? A second scanner"] {
        assert_eq!(h.screen().matches(open).count(), 1, "{open}\n{}", h.screen());
    }
    assert!(h.place("! A label by weight").1 >= h.place("Still open").1, "{}", h.screen());
}

#[test]
fn what_they_said_a_year_ago_comes_back() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("ana").expect("Ana").id;
    log(&mut app, ana, "2025-11-21T15:00:00Z", "+ You stayed on the line");
    log(&mut app, ana, "2026-10-19T15:00:00Z", "+ You call first");
    let mut h = Harness::over(app);
    h.size((90, 40)).says("A year ago  “You stayed on the line”").says("“You call first”");
    h.clock("2026-11-30T15:00:00Z").never_says("A year ago");
}

#[test]
fn at_the_turn_of_the_year_the_next_call_days_leave_the_card_its_columns() {
    let mut h = Harness::demo();
    h.size((110, 34)).clock("2026-12-21T14:42:00Z").says("Your clock").says(" 4 Jan  ").never_says("Jan 2027");
}

#[test]
fn a_long_promise_is_whole_where_there_is_room() {
    let mut app = people(&["Ana Ribeiro"]);
    let ana = app.who("ana").expect("Ana").id;
    let parts: Vec<String> = (10..40).map(|n| format!("part {n}")).collect();
    log(&mut app, ana, "2026-11-18T15:00:00Z", &format!("= {} by fri", parts.join(", ")));
    let mut h = Harness::over(app);
    for size in [(80, 24), (110, 34), (160, 48), (200, 60)] {
        let words: Vec<String> = h.size(size).screen().split_whitespace().map(String::from).collect();
        let said = words.join(" ");
        assert!(said.contains("part 10,") && said.contains("part 39, since Friday"), "{}", h.screen());
        h.says("Space kept   m another day").never_says("…");
    }
}

#[test]
fn a_message_is_whole_and_its_undo_stays() {
    let mut app = people(&["Maximiliane von Hohenstein-Lauenburg", "Marcus Webb"]);
    app.set_now(at(MONDAY));
    let mut h = Harness::over(app);
    h.press("s");
    for columns in 60..=110 {
        let screen = h.size((columns, 20)).screen();
        let said =
            screen.split_whitespace().filter(|word| !word.trim_matches('─').is_empty()).collect::<Vec<_>>().join(" ");
        let whole = "Skipped Maximiliane von Hohenstein-Lauenburg; their wait goes on u undo";
        assert!(said.contains(whole), "{columns}\n{screen}");
        // It hides nothing.
        h.says("Marcus Webb").says("? help");
    }
}

#[test]
fn the_demo_opens_only_where_it_is_offered() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.press("x").says("No visit waits for an answer here").says("Ana Ribeiro").never_says("made-up");
    Harness::empty().says("look around in a made-up book").press("x").says("This is a made-up book");
}

#[test]
fn the_footer_offers_a_call_only_where_there_is_a_number_to_dial() {
    for phone in ["", "12345678901234567890", "ask at the desk"] {
        let mut app = blank();
        add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
        let id = app.who("ana").expect("Ana").id;
        if !phone.is_empty() {
            let mut draft = CustomerDraft::default();
            draft.set(CustomerField::Phone, phone);
            app.edit(id, &draft).expect("a number as typed");
        }
        let mut h = Harness::over(app);
        h.never_says("⏎ call").says("l log").says("e edit");
    }
    Harness::over(one_in("Europe/Lisbon", &[])).says("⏎ call");
}

#[test]
fn a_slot_whose_day_was_away_is_named_by_its_day() {
    let mut app = App::over(
        goodcall::testing::Book::in_memory().expect("a book"),
        settings_with("away = [\"2026-11-23..2026-11-24\"]\n"),
        Now::Fixed(at("2026-11-16T15:00:00Z")),
    );
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.says("This Monday's good call").clock("2026-11-18T15:00:00Z").says("This week's good call");
    h.clock("2026-11-25T15:00:00Z").says("The good call of Mon 16 Nov").never_says("This week's");
}

#[test]
fn the_date_gives_way_before_the_tabs_are_tight() {
    let mut h = Harness::demo();
    for columns in 60..=140 {
        let screen = h.size((columns, 24)).screen();
        let header = screen.lines().next().expect("a header").to_string();
        let tabs = header.find("7 Trends").map_or(header.rfind('7').expect("the last tab") + 1, |at| at + 8);
        let after = &header[tabs..];
        let gap = after.len() - after.trim_start().len();
        assert!(after.is_empty() || gap >= 5, "{columns}: {header}");
        assert!(columns < 114 || after.contains("Mon 23 Nov  08:42"), "{columns}: {header}");
    }
}

#[test]
fn the_first_run_says_what_comes_of_it_where_there_is_room() {
    let mut h = Harness::empty();
    h.size((80, 24)).never_says("What happens then").size((110, 34)).says("What happens then");
    h.says("Who do you like calling?").says("A bad day");
}

#[test]
fn beside_the_first_steps_stand_what_comes_of_it_or_the_weeks_never_both() {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[]);
    log(&mut app, ana, MONDAY, "+ kind");
    let mut h = Harness::over(app);
    for columns in [110, 112, 140, 200] {
        h.size((columns, 34)).says("Who do you like calling?").says("Mondays").never_says("happens then");
    }
}

#[test]
fn a_book_begun_on_a_friday_missed_no_monday_and_an_only_favorite_comes_up_once() {
    let mut app = blank();
    app.set_now(at("2026-11-20T15:00:00Z"));
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.size((110, 34)).says("This week's good call").says("23 Nov  Ana Ribeiro").never_says("30 Nov");
    h.clock("2026-11-23T16:00:00Z")
        .press("l")
        .types("+ Kind")
        .press("ctrl-s esc")
        .says("Mondays")
        .says("■")
        .never_says("□");
    // A Monday that the book saw and that brought no call is one.
    h.clock("2026-12-07T15:00:00Z").press("3 1").says("■ □ □");
}

#[test]
fn there_is_always_something_to_open_with() {
    let mut h = Harness::with_glyphs(
        demo::open(settings_with("away = [\"2026-11-21..2026-12-02\"]\n"), Now::Fixed(at(MONDAY)))
            .expect("the demo book"),
        Start::Today,
        Glyphs::Unicode,
    );
    h.size((80, 24)).says("Łukasz Wiśniewski").says("Open with   How are you doing?");
}
