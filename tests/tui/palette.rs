//! The palette finds what was typed, and Enter runs nothing that is not in sight and chosen.

use goodcall::domain::customer::CustomerField;

use super::harness::{Harness, add, blank, people};

/// Reads the choices in the palette, from the top.
fn choices(h: &mut Harness) -> Vec<String> {
    let screen = h.screen();
    let inside = screen.lines().skip_while(|l| !l.contains("Find anything")).skip(3);
    let rows = inside.take_while(|l| !l.contains('╰'));
    rows.filter_map(|l| Some(l.split('│').nth(1)?.trim().to_string())).filter(|l| !l.is_empty()).collect()
}

/// Reads the choice that Enter runs.
fn chosen(h: &mut Harness) -> Option<String> {
    choices(h).into_iter().find_map(|l| l.strip_prefix('▎').map(|l| l.trim().to_string()))
}

#[test]
fn a_customer_whose_name_begins_so_comes_before_every_command() {
    for (typed, name) in
        [("greg", "Greg Olsen"), ("anneke", "Anneke de Vries"), ("ols", "Greg Olsen"), ("l", "Lift Ltd")]
    {
        let mut app = people(&["Greg Olsen", "Anneke de Vries"]);
        if typed == "l" {
            add(&mut app, "Lift Ltd", &[]);
        }
        let mut h = Harness::over(app);
        h.press(":").types(typed);
        assert_eq!(chosen(&mut h).as_deref(), Some(name), "{typed}\n{}", h.screen());
        h.press("enter").says("3 Customers").says(name).never_says("made-up book");
    }
}

#[test]
fn no_scattered_letters_find_a_command() {
    let mut h = Harness::over(people(&["Ana Ribeiro"]));
    for typed in ["greg", "anneke", "fgrs", "qt"] {
        h.press(":").types(typed).says("No customer and no command begins so.").press("esc");
    }
}

#[test]
fn a_words_beginning_comes_before_a_words_middle() {
    let mut h = Harness::over(people(&["Ana Ribeiro"]));
    h.press(":").types("port");
    let found = choices(&mut h);
    assert!(found.first().is_some_and(|c| c.contains("import contacts")), "{found:?}");
    h.press("ctrl-u").types("ing");
    assert!(choices(&mut h).iter().all(|c| c.contains("ing")), "{:?}", choices(&mut h));
}

#[test]
fn a_command_of_another_screen_names_it_goes_there_and_does_it() {
    let mut h = Harness::demo();
    h.press(":").types("praise star").says("Praise: star");
    assert!(chosen(&mut h).is_some_and(|c| c.starts_with("Praise: star") && c.ends_with("2 *")), "{}", h.screen());
    h.press("enter").says("2 Praise").says("u undo");
    h.press("1 :").types("week in words").says("Trends: the week in words").press("enter").says("Your week since");
}

#[test]
fn nothing_typed_runs_nothing() {
    for way in ["", "2", "3", "4", "6"] {
        let mut h = Harness::demo();
        h.press(way).press(":");
        assert_eq!(chosen(&mut h), None, "{}", h.screen());
        let before = h.screen();
        h.press("enter").says("Type a name or what you want to do");
        assert_eq!(h.ended, None);
        let body = |s: &str| s.lines().take(22).map(str::to_string).collect::<Vec<_>>();
        assert_eq!(body(&h.screen()), body(&before), "{way}: still the palette, and nothing else");
        h.press("r").says(": r").press("ctrl-u").says("Find anything");
        assert_eq!(chosen(&mut h), None, "nothing is typed again\n{}", h.screen());
    }
}

#[test]
fn the_first_arrow_shows_what_enter_would_run() {
    let mut h = Harness::demo();
    h.press(": down");
    let first = choices(&mut h)[0].clone();
    assert_eq!(chosen(&mut h), Some(first.trim_start_matches('▎').trim().to_string()));
    h.press("down").says("do it");
    assert_ne!(chosen(&mut h), None);
}

#[test]
fn what_is_not_found_is_searched_for_everywhere() {
    for key in ["enter", "/"] {
        let mut app = people(&["Ana Ribeiro"]);
        let id = app.who("Ana").expect("a customer").id;
        super::harness::log(&mut app, id, "2026-11-20T15:00:00Z", "+ A zeppelin of a launch");
        let mut h = Harness::over(app);
        // Something that was said is found as well, after everything else.
        h.press(":").types("zepp").says("A zeppelin of a launch").press("ctrl-u").types("qqq");
        h.says("No customer and no command begins so.  / searches everything").press(key).says("/ qqq");
        h.says("Nothing has all of these words.");
    }
}

#[test]
fn letters_in_the_middle_of_a_name_find_somebody_where_nothing_begins_so() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Company, "Porto Cold Chain")]);
    add(&mut app, "Gone Ibeirinha", &[]);
    let gone = app.who("Gone").expect("a customer").id;
    app.set_visibility(gone, goodcall::app::customers::Visibility::Archived).expect("out of sight");
    let mut h = Harness::over(app);
    h.press(":").types("ibeir").says("Ana Ribeiro, Porto Cold Chain").never_says("Gone");
    h.press("enter").says("Talked");
}

#[test]
fn a_company_that_begins_so_comes_after_the_commands_that_do() {
    let mut app = people(&["Ana Ribeiro"]);
    add(&mut app, "Rui Salgado", &[(CustomerField::Company, "Import House")]);
    let mut h = Harness::over(app);
    h.press(":").types("import");
    let found = choices(&mut h);
    let place = |what: &str| found.iter().position(|c| c.contains(what)).unwrap_or(usize::MAX);
    assert!(place("import contacts") < place("Rui Salgado, Import House"), "{found:?}");
    assert_ne!(place("Rui Salgado, Import House"), usize::MAX, "{found:?}");
}

#[test]
fn remind_me_says_how_to_be_reminded() {
    let mut h = Harness::over(people(&["Ana Ribeiro"]));
    h.press(":").types("remind me").says("remind me on call days").press("enter");
    // On a machine where a reminder is installed it says that.
    let said = h.screen();
    assert!(said.contains("goodcall remind install") || said.contains("You are reminded on call days"), "{said}");
}

#[test]
fn the_first_log_tells_of_it() {
    let mut h = Harness::over(people(&["Ana Ribeiro"]));
    h.press("l").types("all well").press("ctrl-s").says("Logged a call with Ana Ribeiro");
    let is_there = !goodcall::system::timer::Timer::all_installed().is_empty();
    assert_eq!(h.screen().contains("; R: remind me"), !is_there, "{}", h.screen());
    h.press("3 l").types("all well again").press("ctrl-s").says("Logged a call").never_says("remind me");
}
