//! Visits and ideas: what the user does there, and what they then see.

use std::path::Path;

use goodcall::app::{App, Now};
use goodcall::domain::customer::CustomerField;
use goodcall::domain::touch::{TouchDraft, TouchKind};
use goodcall::testing::Book;
use ratatui::layout::Position;
use ratatui::style::Modifier;

use super::harness::{Harness, MONDAY, add, at, blank, log, on_disk};

/// The sizes at which everything must be in place.
const SIZES: [(u16, u16); 4] = [(60, 18), (80, 24), (110, 34), (160, 48)];

/// Two accounts in two cities, both busy on Tuesdays; the first city comes first where they lack the same.
fn accounts(mut app: App) -> App {
    for (name, city) in [("Ana Ribeiro", "Porto"), ("Marcus Webb", "Tulsa")] {
        let fields = [(CustomerField::City, city), (CustomerField::Peak, "tue"), (CustomerField::TouchesAYear, "1")];
        add(&mut app, name, &fields);
    }
    app
}

fn visits() -> Harness {
    let mut h = Harness::over(accounts(blank()));
    h.size((110, 34)).press("5");
    h
}

/// Logs a visit.
fn visited(app: &mut App, name: &str, when: &str) {
    let id = app.who(name).expect("a customer").id;
    let draft = TouchDraft {
        kind: Some(TouchKind::Visit),
        at: Some(at(when).fixed_offset()),
        text: "They print it the night before".into(),
        ..TouchDraft::default()
    };
    app.log(id, &draft).expect("a log");
}

/// Finds the line of the plan that names somebody.
#[track_caller]
fn planned(h: &mut Harness, name: &str) -> String {
    let screen = h.screen();
    let is_row = |l: &&str| l.contains(name) && l.trim_start_matches([' ', '▎']).starts_with(['○', '●']);
    let line = screen.lines().find(is_row).unwrap_or_else(|| panic!("no visit to {name} in\n{screen}"));
    line.trim_matches([' ', '▎']).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads the mark of a day in the calendar beside the plan.
#[track_caller]
fn day_mark(h: &mut Harness, month: &str, day: u32) -> String {
    let screen = h.screen();
    let (left, top) = h.place("  M   T   W   T   F");
    let buffer = h.buffer();
    let cell = |x: u16, y: u16| buffer.cell(Position::new(x, y)).map(|c| c.symbol().to_string()).unwrap_or_default();
    // The name of a month stands before the week in which it begins; its first day is a smaller number.
    let (mut here, mut last) = (String::new(), 0);
    for y in top + 1..top + 30 {
        let name: String = (left - 4..left).map(|x| cell(x, y)).collect();
        for x in (left..left + 28).step_by(4) {
            let Ok(number) = format!("{}{}", cell(x + 1, y), cell(x + 2, y)).trim().parse::<u32>() else { continue };
            if number < last || here.is_empty() {
                here = if number < 8 || here.is_empty() { name.trim().to_string() } else { here };
            }
            last = number;
            if number == day && month.starts_with(&here) && !here.is_empty() {
                return cell(x + 3, y);
            }
        }
    }
    panic!("no {day} of {month} in\n{screen}")
}

#[test]
fn an_accepted_visit_stays_after_a_restart() {
    let (_folder, open) = on_disk();
    let mut h = Harness::over(accounts(open()));
    h.size((110, 34)).press("5");
    assert!(planned(&mut h, "Ana Ribeiro").starts_with("○ Tue 24 Nov"), "{}", h.screen());
    h.press("enter").says("You visit Ana Ribeiro on Tue 24 Nov").says("u undo");
    drop(h);
    let mut h = Harness::over(open());
    h.size((110, 34)).press("5");
    assert!(planned(&mut h, "Ana Ribeiro").starts_with("● Tue 24 Nov"), "{}", h.screen());
    assert_eq!(day_mark(&mut h, "November", 24), "●");
}

#[test]
fn accepting_is_undone() {
    let mut h = visits();
    h.press("enter u").says("Undone");
    assert!(planned(&mut h, "Ana Ribeiro").starts_with("○"), "{}", h.screen());
}

#[test]
fn a_visit_is_moved_to_another_busy_day() {
    let mut h = visits();
    h.press("m").says("To which of Ana's busy days?").says("1  Tue 1 Dec").says("2  Tue 8 Dec");
    h.press("down enter").says("You visit Ana Ribeiro on Tue 8 Dec").says("u undo");
    assert!(planned(&mut h, "Ana Ribeiro").starts_with("● Tue 8 Dec"), "{}", h.screen());
    assert_eq!(day_mark(&mut h, "December", 8), "●");
    h.press("u");
    assert!(planned(&mut h, "Ana Ribeiro").starts_with("○ Tue 24 Nov"), "{}", h.screen());
}

#[test]
fn the_days_offered_lie_around_the_visit() {
    let mut h = Harness::demo();
    h.size((110, 34))
        .press("5 j j j m")
        .says("To which of Dana's busy days?")
        .says("Wed 10 Mar")
        .never_says("1  Wed 2 Dec");
}

#[test]
fn a_filter_narrows_the_plan_and_its_letters_are_no_keys() {
    let mut h = Harness::demo();
    h.size((110, 34)).press("5").says("Dana Okafor").press("/").types("xhilo").says("Nobody in the plan matches.");
    h.press("ctrl-u")
        .types("hilo")
        .says("Keoni Kahale")
        .never_says("Dana Okafor")
        .press("enter esc")
        .says("Dana Okafor");
}

#[test]
fn a_filter_takes_keys_and_what_it_leaves_can_be_taken_and_opened() {
    let mut app = accounts(blank());
    let vip = [(CustomerField::City, "Porto"), (CustomerField::Peak, "wed"), (CustomerField::Tags, "vip")];
    add(&mut app, "Paulo Sousa", &vip);
    let mut h = Harness::over(app);
    h.size((110, 34)).press("5 /").types("city:tulsa").says("Marcus Webb").never_says("Ana Ribeiro");
    h.press("ctrl-u").types("tag:vip").says("Paulo Sousa").never_says("Ana Ribeiro").never_says("Marcus Webb");
    h.press("ctrl-u").types("sou").press("enter enter").says("You visit Paulo Sousa on Wed");
    assert!(planned(&mut h, "Paulo Sousa").starts_with("●"), "{}", h.screen());
    h.never_says("Ana Ribeiro").press("o").says("Peak days   Wed").says("Tags        vip");
    h.press("5").says("/ sou").press("/").types("nosuch:key").says("nosuch:");
    h.press("esc").says("Ana Ribeiro");
}

#[test]
fn an_error_of_an_answer_is_whole() {
    let mut h = Harness::demo();
    for size in [(110, 34), (80, 24), (60, 18)] {
        h.size(size).press("5 g enter").types("foo").press("enter");
        h.says("could not read \"foo\"").says("nov-jan\"").press("esc");
    }
}

#[test]
fn a_declined_day_is_not_proposed_again() {
    let mut h = visits();
    h.press("x").says("Why not Ana on Tue 24 Nov?").types("their stocktaking").press("enter");
    h.says("No visit to Ana Ribeiro on Tue 24 Nov").says("u undo");
    assert!(!planned(&mut h, "Ana Ribeiro").contains("24 Nov"), "{}", h.screen());
    h.press("u");
    assert!(planned(&mut h, "Ana Ribeiro").starts_with("○ Tue 24 Nov"), "{}", h.screen());
    h.press("x esc").never_says("No visit to");
}

#[test]
fn on_the_day_today_tells_of_the_visit_and_a_key_logs_it() {
    let mut h = visits();
    h.press("enter 1 V").says("No visit is planned for today");
    h.clock("2026-11-24T15:00:00Z").press("1").says("V log today's visit to Ana Ribeiro in Porto");
    h.press("V").says("Ana Ribeiro").says("visit · ").says("how do they use it?").press("esc");
    h.press("5").says("today").says("⏎ log the visit").says("0 of 2").press("enter").says("visit · ");
    h.types("+ @Sally is why we stay").press("ctrl-s").says("Logged a visit to Ana Ribeiro");
    h.says("1 of 2").says("1 of 2");
    assert_eq!(day_mark(&mut h, "November", 24), "✓");
    h.press("esc 1").never_says("log today's visit").press("2").says("@Sally");
}

#[test]
fn progress_moves_with_every_visit_that_is_logged() {
    let mut h = visits();
    h.size((160, 48));
    let progress = |h: &mut Harness, n: u16| {
        let (_, row) = h.place("field days  ");
        let line = h.screen().lines().nth(usize::from(row + n)).unwrap_or_default().to_string();
        line[line.rfind("  ").unwrap_or(0)..].trim_start_matches([' ', '━', '─']).to_string()
    };
    assert_eq!((progress(&mut h, 0), progress(&mut h, 1)), ("0 of 2".into(), "0 of 2".into()));
    h.press("l").types("They print it the night before").press("ctrl-s").says("Logged a visit to Ana Ribeiro");
    assert_eq!((progress(&mut h, 0), progress(&mut h, 1)), ("1 of 2".into(), "1 of 2".into()));
    h.press("u");
    assert_eq!((progress(&mut h, 0), progress(&mut h, 1)), ("0 of 2".into(), "0 of 2".into()));
}

#[test]
fn two_cities_on_one_day_are_refused_in_words_that_can_be_read() {
    for size in SIZES {
        let mut h = visits();
        h.size(size).press("g enter");
        assert!(planned(&mut h, "Ana Ribeiro").starts_with("●"), "{}", h.screen());
        h.press("j m").says("To which of Marcus's busy days?");
        // Either the screen does not offer it, or it refuses it with the reason.
        if h.screen().contains("1  Tue 24 Nov") {
            h.press("1").says("Move the visit").says("Ana Ribeiro").says("already").says("in Porto");
        }
        h.press("esc");
        assert!(!planned(&mut h, "Marcus Webb").contains("24 Nov"), "{}", h.screen());
    }
}

#[test]
fn the_months_mark_what_was_made_what_is_agreed_what_is_proposed_and_when_they_are_busy() {
    let mut app = accounts(blank());
    visited(&mut app, "Marcus Webb", "2026-11-10T16:00:00Z");
    let mut h = Harness::over(app);
    for size in [(80, 24), (110, 34), (160, 48)] {
        h.size(size).press("5 g");
        let marks = [("November", 10, "✓"), ("November", 24, "○"), ("November", 25, " "), ("December", 1, "·")];
        for (month, day, mark) in marks {
            assert_eq!(day_mark(&mut h, month, day), mark, "{day} {month} at {size:?}\n{}", h.screen());
        }
        h.press("enter");
        assert_eq!(day_mark(&mut h, "November", 24), "●", "{size:?}\n{}", h.screen());
        h.press("u");
    }
}

/// Opens an app with its own configuration.
fn configured(lines: &str) -> App {
    let config = format!("timezone = \"America/Chicago\"\nregion = \"US\"\nclock = \"24h\"\n{lines}\n");
    let settings = goodcall::config::parse(&config, Path::new("config.toml")).expect("a right configuration");
    App::over(Book::in_memory().expect("a book"), settings, Now::Fixed(at(MONDAY)))
}

#[test]
fn the_weeks_of_the_months_begin_as_configured() {
    let mut h = Harness::over(accounts(configured("week_starts = \"sun\"")));
    h.size((110, 34)).press("5").says(" S   M   T   W   T   F   S");
}

#[test]
fn no_day_is_offered_that_is_then_refused() {
    let mut h = Harness::demo();
    h.size((110, 34)).press("5");
    for answer in ["1", "2", "3", "4", "5", "6"] {
        h.press("m").says("To which of").press(answer).never_says("already");
        h.press("esc u");
    }
}

#[test]
fn the_plan_is_as_full_as_it_can_be() {
    let mut h = Harness::demo();
    let shown = |h: &mut Harness| h.screen().lines().filter(|l| l.contains("○ ") || l.contains("● ")).count();
    h.size((160, 48)).press("5");
    let full = shown(&mut h);
    h.size((60, 18)).press("G").size((160, 48));
    assert_eq!(shown(&mut h), full, "after the window grew\n{}", h.screen());
}

#[test]
fn the_progress_is_shown_in_whole_numbers() {
    let mut app = blank();
    for n in 0..60 {
        let name = format!("Account {n:02}");
        add(&mut app, &name, &[(CustomerField::Peak, "tue"), (CustomerField::TouchesAYear, "2")]);
        if n < 12 {
            visited(&mut app, &name, "2026-11-10T16:00:00Z");
        }
    }
    let mut h = Harness::over(app);
    for size in SIZES {
        h.size(size).press("5").says("12 of 120");
    }
}

/// Opens a book in which Ana had an idea that suits Bruna, and pointed to Kim.
fn ideas() -> Harness {
    let mut app = blank();
    let bakery = [(CustomerField::Facts, "runs a bakery for hotels")];
    let ana = add(&mut app, "Ana Ribeiro", &bakery);
    add(&mut app, "Bruna Tavares", &bakery);
    add(&mut app, "Marcus Webb", &[]);
    log(&mut app, ana, "2026-11-23T14:00:00Z", "! Pick list the night before\n> Kim Lund at Lund Freight");
    let mut h = Harness::over(app);
    h.size((110, 34)).press("6");
    h
}

#[test]
fn an_idea_is_done_and_undone() {
    let mut h = ideas();
    h.says("This week").says("! Pick list the night before").press("space").says("Done").says("u undo");
    h.never_says("! Pick list the night before").press("u").says("! Pick list the night before");
    h.press("g space e")
        .says("Done or dropped")
        .says("✓ Pick list the night before")
        .press("G space")
        .says("Open again");
    h.press("e").never_says("Done or dropped").says("! Pick list the night before");
}

#[test]
fn an_idea_is_carried_to_next_week() {
    let mut h = ideas();
    h.press("right").says("Carried to Fri 4 Dec").says("u undo").says("Later").says("by Fri 4 Dec");
    h.never_says("This week").press("u").says("This week").says("by Fri 27 Nov");
}

#[test]
fn an_idea_is_dropped_and_seen_among_what_ended() {
    let mut h = ideas();
    h.press("x")
        .says("Dropped")
        .never_says("! Pick list")
        .press("e")
        .says("× Pick list the night before")
        .says("dropped");
    h.press("esc").never_says("Pick list").press("u").says("! Pick list the night before");
}

#[test]
fn an_idea_names_whom_it_is_good_for_and_a_key_goes_there() {
    let mut h = ideas();
    h.says("good for Bruna Tavares").says("bakery").never_says("good for Marcus");
    h.press("w").says("Bruna Tavares").says("runs a bakery for hotels").says("Talked");
    h.press("6 enter").says("Ana Ribeiro").says("Talked");
}

#[test]
fn every_idea_in_sight_says_from_whom_it_is_and_for_whom() {
    let mut h = ideas();
    h.says("good for Bruna Tavares: the same kind of company").press("G").never_says("good for");
    let screen = h.screen();
    let byline = screen.lines().find(|l| l.contains("by Fri 27 Nov")).unwrap_or_default();
    assert!(byline.contains("Ana Ribeiro") && byline.trim_end().ends_with("for Bruna"), "{screen}");
}

#[test]
fn a_tall_screen_says_of_every_idea_for_whom_it_is() {
    let mut app = blank();
    let bakery = [(CustomerField::Facts, "bakery, delivers to hotels")];
    let ana = add(&mut app, "Ana Ribeiro", &bakery);
    add(&mut app, "Bruna Tavares", &bakery);
    let said: Vec<String> = (1..=16).map(|n| format!("! Plan {n}")).collect();
    log(&mut app, ana, "2026-11-23T14:00:00Z", &said.join("\n"));
    let mut h = Harness::over(app);
    h.size((120, 60)).press("6").says("Plan 16");
    assert_eq!(h.screen().matches("Bruna").count(), 16, "{}", h.screen());
}

#[test]
fn this_weeks_ideas_come_before_what_was_promised() {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[]);
    log(&mut app, ana, "2026-11-23T14:00:00Z", "= the price list by thu\n! Pick list the night before");
    let mut h = Harness::over(app);
    h.press("6");
    assert!(h.place("This week").1 < h.place("You promised").1, "{}", h.screen());
}

#[test]
fn whom_they_pointed_to_becomes_a_customer_and_leaves_the_list() {
    let mut h = ideas();
    h.says("They pointed to").press("G space").says("Press ⏎ to add the person they pointed to");
    h.press("enter").says("Referred by Ana").says("Kim Lund").press("ctrl-s").says("Added Kim Lund");
    h.never_says("They pointed to").press("3 /").types("kim").press("enter").says("Referred by");
    h.press("esc u 6").says("They pointed to");
}

#[test]
fn a_word_finds_an_idea_and_esc_shows_all() {
    let mut h = ideas();
    h.press("/").types("zeppelin").says("Nothing matches.").press("ctrl-u").types("lund").says("Kim Lund");
    h.never_says("Pick list").press("enter").says("Esc all").press("esc").says("Pick list").says("Kim Lund");
}

#[test]
fn the_progress_is_not_cut_on_a_small_screen() {
    let mut h = Harness::demo();
    h.size((60, 18)).press("5");
    let screen = h.screen();
    let line = screen.lines().find(|l| l.contains("Two of these this quarter")).unwrap_or_default();
    assert!(line.trim_end().ends_with("6 of 34 visits") && line.contains("● ○"), "{screen}");
}

#[test]
fn the_title_of_the_past_buyers_is_no_aside() {
    let mut app = configured("theme = \"dusk\"");
    add(&mut app, "Helga Brandt", &[(CustomerField::Standing, "past"), (CustomerField::LeftOn, "2024-11-04")]);
    let mut h = Harness::over(app);
    h.size((110, 34)).press("4");
    assert!(h.is_drawn("Nothing to sell", Modifier::ITALIC));
    assert!(!h.is_drawn("Past buyers", Modifier::ITALIC));
}

#[test]
fn a_screen_begins_with_a_whole_idea() {
    let mut h = Harness::demo();
    h.size((60, 18)).press("6 j");
    let screen = h.screen();
    let first = screen.lines().skip(5).find(|l| !l.trim().is_empty()).unwrap_or_default();
    let whole = first.trim_start_matches([' ', '▎']).starts_with(['!', '?', '>']) || !first.starts_with("      ");
    assert!(whole, "it begins in the middle of one\n{screen}");
}

#[test]
fn peak_days_are_asked_for_and_answered_in_place() {
    let mut app = accounts(blank());
    let best =
        [(CustomerField::Pleasure, "5"), (CustomerField::Profit, "5"), (CustomerField::Company, "Porto Cold Chain")];
    add(&mut app, "Camille Laurent", &best);
    add(&mut app, "Dana Okafor", &[(CustomerField::Company, "Okafor Foods")]);
    let mut h = Harness::over(app);
    h.size((110, 34)).press("5").says("On which days is Porto Cold Chain busiest?").never_says("Okafor Foods");
    // What the plan proposes comes first; the question is above it.
    h.press("up enter").says("tue,thu or 1,15,last").types("funday").press("enter").says("could not read");
    h.press("ctrl-u").types("tue thu").press("enter").says("Camille Laurent is busiest on Tue and Thu").says("u undo");
    h.says("On which days is Okafor Foods busiest?");
    h.press("u").says("On which days is Porto Cold Chain busiest?");
    // Put off, it is not asked again; the next one is.
    h.press("g x")
        .says("Not now")
        .says("On which days is Okafor Foods busiest?")
        .never_says("Porto Cold Chain busiest");
    h.press("g x").never_says("busiest?").press("1 5").never_says("busiest?");
}

#[test]
fn a_book_without_accounts_says_what_visits_are_for_and_asks() {
    let mut app = blank();
    add(&mut app, "Camille Laurent", &[]);
    let mut h = Harness::over(app);
    for size in SIZES {
        h.size(size).press("5").says("Go and watch them use it.").says("On which days is Camille Laurent busiest?");
    }
    h.press("enter").types("tue").press("enter").says("Camille Laurent is busiest on Tue");
    assert!(planned(&mut h, "Camille Laurent").contains("Tue 24 Nov"), "{}", h.screen());
}

#[test]
fn a_day_is_taken_whole_and_its_visits_one_by_one() {
    let mut app = blank();
    for name in ["Ana Ribeiro", "Camille Laurent"] {
        add(&mut app, name, &[(CustomerField::City, "Porto"), (CustomerField::Peak, "tue")]);
    }
    let mut h = Harness::over(app);
    h.size((110, 34)).press("5").says("Ana, Camille: both busy that day").says("⏎ take this day");
    h.press("x").says("Which of them?").press("enter").says("You visit Ana Ribeiro and Camille Laurent on Tue 24 Nov");
    h.press("u")
        .says("Undone")
        .press("down")
        .says("take this visit")
        .press("enter")
        .says("You visit Ana Ribeiro on Tue 24 Nov");
    assert!(h.screen().contains("○ Tue 24 Nov"), "half of it is still proposed\n{}", h.screen());
}

#[test]
fn a_new_job_is_asked_about_once_and_kept_in_the_configuration() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    std::fs::write(&path, "# mine\ntimezone = \"America/Chicago\" # here\n").expect("a file");
    let open = || {
        let settings = goodcall::config::load(Some(&path)).expect("a right configuration");
        App::over(Book::in_memory().expect("a book"), settings, Now::Fixed(at(MONDAY)))
    };
    let mut h = Harness::over(accounts(open()));
    h.size((110, 34)).press("5").says("New in this job?").press("g enter").says("Since which day?");
    h.types("2026-11-02").press("enter").says("Since Mon 2 Nov").says("0 of 5").never_says("New in this job?");
    let written = std::fs::read_to_string(&path).expect("the file");
    assert!(written.starts_with("# mine\ntimezone = \"America/Chicago\" # here\n"), "{written}");
    assert!(written.contains("[visits]\nhired_on = \"2026-11-02\""), "{written}");
    // Where it is no, it is asked only once.
    std::fs::write(&path, "").expect("a file");
    let mut h = Harness::over(accounts(open()));
    h.size((110, 34)).press("5 g x").never_says("New in this job?").press("1 5").never_says("New in this job?");
}

#[test]
fn the_calendar_shows_the_days_that_are_typed_as_an_answer() {
    let mut app = accounts(blank());
    add(&mut app, "Camille Laurent", &[(CustomerField::Pleasure, "5"), (CustomerField::Profit, "5")]);
    let mut h = Harness::over(app);
    for size in [(80, 24), (110, 34)] {
        h.size(size).press("5 g enter");
        assert_eq!(day_mark(&mut h, "December", 3), " ", "{}", h.screen());
        h.types("thu dec");
        assert_eq!(day_mark(&mut h, "December", 3), "·", "{}", h.screen());
        assert_eq!(day_mark(&mut h, "November", 26), " ", "{}", h.screen());
        h.press("esc");
    }
}

#[test]
fn a_day_shows_its_visits_while_it_is_in_focus() {
    let mut app = blank();
    for name in ["Ana Ribeiro", "Camille Laurent"] {
        add(&mut app, name, &[(CustomerField::City, "Porto"), (CustomerField::Peak, "tue")]);
    }
    add(&mut app, "Marcus Webb", &[(CustomerField::City, "Tulsa"), (CustomerField::Peak, "thu")]);
    let mut h = Harness::over(app);
    h.size((110, 34)).press("5").says("Ana Ribeiro, the 1st of 2 this year").says("Camille Laurent, the 1st of 2");
    // Down goes through its visits, then to the next day, which folds it.
    h.press("down down").says("take this visit").press("down").says("Ana, Camille: both busy that day");
    h.never_says("Ana Ribeiro, the 1st of 2").press("up").says("Ana Ribeiro, the 1st of 2 this year");
}

#[test]
fn the_circles_say_how_far_the_quarter_is() {
    let mut app = accounts(blank());
    visited(&mut app, "Marcus Webb", "2026-11-10T16:00:00Z");
    let mut h = Harness::over(app);
    for size in SIZES {
        h.size(size).press("5 g").says("Two field days this quarter   ✓ ○");
        h.press("enter").says("Two field days this quarter   ✓ ●").press("u");
    }
}

#[test]
fn whoever_waits_is_named_with_the_reason_and_a_key_lists_all_of_them() {
    for size in SIZES {
        let mut h = Harness::demo();
        h.size(size).press("5 G").says("11 accounts want a visit").says("x all of them");
        h.press("x j").says("Bruna Tavares").says("when you travel there").says("⏎ open");
        h.press("g G").never_says("x all of them").press("enter").says("3 Customers");
    }
}

#[test]
fn a_plan_that_goes_on_below_says_so() {
    let mut h = Harness::demo();
    h.size((80, 24)).press("5").says("↓").press("G x").says("↓").press("G").never_says("↓");
    h.size((160, 48)).never_says("↓");
}

#[test]
fn weekends_stand_in_the_calendar_from_110_columns_on_or_where_one_is_used() {
    let mut h = visits();
    h.says("M   T   W   T   F   S   S").size((109, 34)).never_says("F   S   S").says("M   T   W   T   F");
    let mut app = accounts(blank());
    visited(&mut app, "Ana Ribeiro", "2026-11-14T16:00:00Z");
    let mut h = Harness::over(app);
    h.size((80, 24)).press("5").says("M   T   W   T   F   S   S");
    assert_eq!(day_mark(&mut h, "November", 14), "✓", "{}", h.screen());
}

#[test]
fn the_card_of_a_day_is_copied_to_be_printed_or_sent() {
    let mut h = visits();
    h.press("y").says("The card of ").says(" is copied, if your terminal allows it");
    let copied = h.outside.all().concat();
    assert!(copied.contains("Ana Ribeiro\n") || copied.contains("Marcus Webb\n"), "{copied}");
    assert!(
        copied.contains("\nWhy: a busy Tuesday of theirs") && copied.contains("\nLook for: how they use it"),
        "{copied}"
    );
}

/// A visit that was taken and not logged, on the day after it.
fn the_day_after(size: (u16, u16)) -> Harness {
    let mut h = visits();
    h.size(size).press("enter 1").clock("2026-11-25T15:00:00Z").press("1");
    h
}

#[test]
fn a_visit_that_was_not_logged_is_asked_about_and_logged_with_its_day() {
    for size in SIZES {
        let mut h = the_day_after(size);
        h.says("Did you visit Ana Ribeiro yesterday?").says("V log it").says("x it did not take place");
        h.press("5 g").says("Did you visit Ana Ribeiro yesterday?").says("⏎ log the visit").press("enter");
        h.says("visit · ")
            .types("They print it the night before")
            .press("ctrl-s")
            .says("Logged a visit to Ana Ribeiro");
        h.press("esc 5").never_says("Did you visit").press("1").never_says("Did you visit");
        let ana = h.who("Ana Ribeiro");
        let touch = h.shell.app().touches_of(ana, 9).expect("touches").remove(0);
        assert_eq!(touch.day().to_string(), "2026-11-24");
        assert_eq!(touch.kind, TouchKind::Visit);
    }
}

#[test]
fn a_visit_that_did_not_take_place_is_planned_anew() {
    for keys in ["1 x", "5 g x"] {
        let mut h = the_day_after((110, 34));
        h.press(keys).says("No visit to Ana Ribeiro on Tue 24 Nov").says("u undo");
        h.press("5").never_says("Did you visit");
        assert!(planned(&mut h, "Ana Ribeiro").starts_with("○"), "{}", h.screen());
        h.press("u").says("noted that the visit to Ana Ribeiro on Tue 24 Nov did not take place");
        h.says("Did you visit Ana Ribeiro yesterday?").press("1 V").says("visit · – min · Tue 24 Nov 12:00");
    }
}

#[test]
fn a_visit_that_was_not_logged_is_asked_about_for_a_week() {
    let mut h = the_day_after((110, 34));
    h.clock("2026-11-29T15:00:00Z").press("1").says("Did you visit Ana Ribeiro on Tuesday?");
    h.clock("2026-12-01T15:00:00Z").press("1").says("Did you visit Ana Ribeiro on Tue 24 Nov?");
    h.clock("2026-12-02T15:00:00Z").press("1").never_says("Did you visit").press("5").never_says("Did you visit");
}
