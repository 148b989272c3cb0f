//! Customers: the filter, the orders, several at once, and the people of one company.

use goodcall::app::App;
use goodcall::domain::customer::CustomerField;
use goodcall::domain::customer::CustomerField::{City, Company, Favorite, Standing};
use ratatui::style::Modifier;

use super::harness::{Harness, add, blank, log, people};
use super::keys::footer;

/// Five customers in two cities and companies.
fn five() -> Harness {
    let mut app = blank();
    let ana = add(&mut app, "Ana Ribeiro", &[(City, "Porto"), (Company, "Porto Cold Chain"), (Favorite, "yes")]);
    add(&mut app, "Bo Sund", &[(City, "Lisbon"), (Company, "Bright Dental")]);
    add(&mut app, "Cleo Sá", &[(City, "Porto"), (Company, "porto cold chain"), (Standing, "past")]);
    add(&mut app, "Dana Ito", &[(City, "Aveiro")]);
    add(&mut app, "Eve Lund", &[(City, "Porto"), (Company, "Porto Cold Chain")]);
    log(&mut app, ana, "2026-11-20T15:00:00Z", "+ Kind");
    let mut h = Harness::over(app);
    h.press("3");
    h
}

/// The names of the list from top to bottom.
fn listed(h: &mut Harness) -> Vec<&'static str> {
    let screen = h.screen();
    let names = ["Ana Ribeiro", "Bo Sund", "Cleo Sá", "Dana Ito", "Eve Lund"];
    let left: Vec<String> = screen.lines().map(|line| line.chars().take(36).collect()).collect();
    left.iter().filter_map(|line| names.into_iter().find(|name| line.contains(name))).collect()
}

#[test]
fn one_line_counts_and_says_what_was_found_and_by_what_it_is_sorted() {
    let mut h = five();
    h.says("1 favorite · 1 past · 5").press("S").says("Sorted by company").says("5 · by company");
    assert_eq!(listed(&mut h), ["Bo Sund", "Ana Ribeiro", "Cleo Sá", "Eve Lund", "Dana Ito"]);
    h.press("S").says("Sorted by city");
    assert_eq!(listed(&mut h), ["Dana Ito", "Bo Sund", "Ana Ribeiro", "Cleo Sá", "Eve Lund"]);
    h.press("S").says("the longest without a talk first");
    assert_eq!(listed(&mut h).first(), Some(&"Ana Ribeiro"), "before the day on which the others were added");
    h.press("/").types("city:porto").press("enter").says("3 found");
    h.press("S").says("Sorted by name");
    assert_eq!(listed(&mut h), ["Ana Ribeiro", "Cleo Sá", "Eve Lund"]);
}

#[test]
fn what_is_typed_on_a_filter_takes_its_place_and_other_keys_edit_it() {
    let mut h = five();
    h.press("/").types("city:porto").press("enter /").types("dana").says("/ dana").says("Dana Ito");
    h.press("enter / backspace").says("/ dan").never_says("/ dana").types("a i").says("/ dana i").says("Dana Ito");
    h.press("enter /").paste("bo").says("/ bo").says("Bo Sund").never_says("Dana Ito");
    h.press("esc 2 /").types("zeppelin").press("enter /").types("kind").says("/ kind").says("“Kind”");
}

#[test]
fn praise_is_narrowed_by_who_said_it_and_says_what_it_cannot_read() {
    let mut h = five();
    h.press("2 /").types("city:lisbon").says("No praise matches.");
    h.press("ctrl-u").types("city:porto ki").says("“Kind”").press("enter").says("only with “city:porto ki”");
    h.press("esc /").types("town:porto").says("town: is not a key").says("“Kind”");
}

#[test]
fn several_are_marked_through_a_filter_and_one_key_makes_favorites_of_all() {
    let mut h = five();
    h.press("space space").says("2 marked").press("/").types("eve").press("enter space").says("3 marked");
    h.press("f").says("2 are favorites now").says("u undo").press("esc").never_says("marked");
    h.says("1 found").press("esc").says("3 favorites");
    h.press("u").says("Undone: made favorites of 3 customers").says("1 favorite");
    // Where all of them are favorites, the key takes them out.
    h.press("g space f").says("Ana is no longer a favorite");
}

#[test]
fn marked_customers_are_tagged_and_a_tag_that_all_have_is_taken_away() {
    let mut h = five();
    h.press("space space t").says("Which tag for these 2").types("VIP").press("enter");
    h.says("Tagged 2 customers: VIP").says("2 marked");
    h.press("esc /").types("tag:vip").says("2 found").press("esc G t").says("Which tag for Eve?").says("VIP");
    h.types("v").press("tab enter").says("Tagged Eve: VIP");
    h.press("t").types("vip").press("enter").says("Took the tag from Eve: vip");
    h.press("u /").types("tag:vip").says("3 found");
}

#[test]
fn a_dialog_about_the_one_who_is_marked_names_and_lights_them() {
    let mut h = five();
    h.press("space t").says("Which tag for Ana?");
    assert!(!h.is_drawn("Ana Ribeiro", Modifier::DIM) && h.is_drawn("Bo Sund", Modifier::DIM));
    h.types("vip").press("enter").says("Tagged Ana: vip").press("u").says("Undone: tagged Ana Ribeiro: vip");
    // Of several each is lit.
    h.press("j j j space t").says("Which tag for these 2?");
    assert!(!h.is_drawn("Ana Ribeiro", Modifier::DIM) && !h.is_drawn("Dana Ito", Modifier::DIM));
    assert!(h.is_drawn("Bo Sund", Modifier::DIM) && h.is_drawn("Cleo Sá", Modifier::DIM));
}

#[test]
fn after_undo_the_cursor_is_on_who_came_back() {
    let mut h = five();
    h.press("j A").says("Bo Sund is out of sight").press("u").says("Undone: archived Bo Sund").says("▎  Bo Sund");
    h.press("space space A").says("2 are out of sight").press("G u").says("▎  Bo Sund");
    // Who is in focus stays there, if the change was about them.
    h.press("j f u").says("▎  Cleo Sá");
}

#[test]
fn marked_customers_are_snoozed_moved_and_put_out_of_sight_as_one_change_each() {
    let mut h = five();
    h.press("space space z").says("Snooze 2 customers").press("enter").says("2 customers are back on Mon 7 Dec");
    h.press("z").says("2 are back in the rotation");
    h.press("b").says("Why did 2 customers leave?").press("3").says("2 are past buyers now").says("3 past");
    h.press("u").says("1 past").press("A").says("2 are out of sight; what they said stays").says("1 past · 3");
    h.never_says("marked").press("/").types("is:archived").says("Ana Ribeiro").says("2 found");
    h.press("esc u").says("Undone: archived 2 customers").says("Ana Ribeiro");
}

#[test]
fn people_of_one_company_see_each_other_and_enter_goes_there() {
    let mut h = five();
    h.press("j").never_says("Also at").press("k");
    h.says("Also at Porto Cold Chain:").says("Cleo Sá").press("enter k").says("go to them").press("k enter");
    h.says("Also at porto cold chain:").never_says("1 favorite · 1 past · 5\n").says("Cleo Sá");
    let mut app = blank();
    for name in ["Ana", "Bea", "Cid", "Dee", "Eli", "Fay"] {
        add(&mut app, name, &[(CustomerField::Company, "Big \"Blue\" Co")]);
    }
    let mut h = Harness::over(app);
    h.press("3 enter G").says("and more: all of them").press("enter").says("/ company:").says("6 found");
}

#[test]
fn a_miss_that_settles_the_pick_says_where_the_next_is() {
    let mut h = Harness::with(&["Ana Ribeiro", "Bo Sund"]);
    h.press("3 n").says("No answer from Ana; Today (1) has the next").never_says("here is the next");
}

#[test]
fn only_the_first_three_are_proposed_as_favorites() {
    let mut h = Harness::with(&["Ana", "Bo"]);
    h.press("a").types("Cleo").press("ctrl-s 3").says("3 favorites");
    h.press("a").types("Dana").press("ctrl-s 3").says("3 favorites · 4");
}

#[test]
fn whoever_sleeps_is_called_at_the_second_key() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Phone, "+81 3 5550 0142"), (CustomerField::Favorite, "yes")]);
    let mut h = Harness::over(app);
    h.press("3 c").says("c again to call Ana anyway: asleep").never_says("on the call");
    h.press("j c").says("c again to call Ana anyway").press("c").says("on the call");
    // On Today too, once the call is made.
    h.types("+ Kind").press("ctrl-s esc 1 enter").says("again to call Ana anyway").press("enter").says("on the call");
}

#[test]
fn favorites_are_marked_through_a_filter_rated_in_the_row_and_come_back_to() {
    let mut app = blank();
    let ids = ["Ana Ribeiro", "Bo Sund", "Cleo Sá"]
        .map(|name| add(&mut app, name, &[(CustomerField::City, if name == "Bo Sund" { "Lisbon" } else { "Porto" })]));
    let mut h = Harness::begin(app, goodcall::app::Start::MarkFavorites(ids.to_vec()));
    h.says("Whom do you like calling?").press("/").types("city:lisbon").press("enter").never_says("Ana Ribeiro");
    h.press("space").says("★ Bo Sund").says("1 marked").press("esc").says("Ana Ribeiro");
    h.press("S").says("Sorted by company").press("S").says("Sorted by city").says("Porto");
    h.press("g r").says("How good is Bo to work with? 1-5").press("4").says("And for business?").press("5");
    h.says("Rated Bo Sund: a pleasure 4 of 5, profitable 5 of 5").says("●●●●○ ●●●●●").says("1 marked");
    h.press("r esc").never_says("to work with").says("Whom do you like calling?");
    // Left, nobody is changed, and the marks are there again: from Today's empty card, from Customers, in the palette.
    h.press("esc").says("1 mark is kept, and nobody is changed yet; F goes on").says("F  go on marking whom you like");
    h.press("3").never_says("★").press("F").says("★ Bo Sund").says("1 marked").press("esc :").types("whom you like");
    h.press("enter").says("1 marked").press("G space enter").says("2 favorites are in the rotation now");
    h.press("F").says("2 marked").never_says("kept").press("esc").never_says("kept");
    h.press("u").says("Undone: made favorites of 2 customers");
}

#[test]
fn new_favorites_beside_others_are_said_to_be_more() {
    let mut app = people(&["Ana Ribeiro", "Bo Sund"]);
    let ids = ["Cleo Sá", "Dan Ode", "Eve Ott"].map(|name| add(&mut app, name, &[]));
    let mut h = Harness::begin(app, goodcall::app::Start::MarkFavorites(ids.to_vec()));
    h.press("g space enter").says("1 more favorite is in the rotation now");
    h.press("3 F").press("G space up space enter").says("2 more favorites are in the rotation now");
}

#[test]
fn marking_keeps_the_selected_after_a_filter_and_its_order_for_the_next_time() {
    let mut app = blank();
    for (name, city) in [("Ana Ribeiro", "Porto"), ("Bo Sund", "Lisbon"), ("Cleo Sá", "Aveiro")] {
        add(&mut app, name, &[(City, city)]);
    }
    let mut h = Harness::over(app);
    h.press("3").says("3 customers");
    h.press("F S S").says("Sorted by city").press("/").types("bo").press("enter");
    assert!(footer(&mut h).ends_with("Esc all"), "{}", h.screen());
    h.press("esc").says("▎· Bo Sund").says("Ana Ribeiro");
    assert!(footer(&mut h).ends_with("Esc not now"), "{}", h.screen());
    h.press("esc F").says("by city").says("▎· Cleo Sá");
    h.press("space enter").says("1 favorite is in the rotation now").press("F").says("by city");
    h.press("esc u").says("Undone: made a favorite of Cleo Sá");
}

#[test]
fn the_footer_says_what_the_keys_do_while_a_filter_is_typed() {
    let mut h = Harness::demo();
    for (tab, found) in [("2", "line"), ("3", "ana"), ("4", "helga"), ("6", "truck"), ("F", "ana")] {
        h.press(tab).press("/");
        assert_eq!(footer(&mut h), "↑↓ choose   Esc back", "{tab}\n{}", h.screen());
        h.types(found);
        assert_eq!(footer(&mut h), "⏎ keep it   ↑↓ choose   Esc all", "{tab}\n{}", h.screen());
        h.types("zzz");
        assert_eq!(footer(&mut h), "Esc all", "{tab}\n{}", h.screen());
        h.press("esc");
    }
}

#[test]
fn a_favorite_who_is_unmarked_is_out_of_the_rotation() {
    let mut h = Harness::with(&["Ana Ribeiro", "Bo Sund"]);
    h.press("F").says("2 marked").press("space").says("· Ana Ribeiro").says("1 marked");
    h.press("enter").says("1 no longer").press("u").says("Undone: took Ana Ribeiro out of the favorites");
    h.press("U 3").says("1 favorite · 2");
}

#[test]
fn somebody_unrated_is_asked_about_once_on_their_next_card() {
    let mut h = Harness::with(&["Ana Ribeiro"]);
    h.says("How good is a call with Ana?   r rates it   Esc not now");
    h.press("r")
        .says("How good is Ana to work with?")
        .says("a pleasure ○○○○○   profitable ○○○○○")
        .press("5 4")
        .says("Rated Ana Ribeiro")
        .never_says("How good is a");
    // Rated again, what stands so far is there.
    h.press("3 r").says("a pleasure ●●●●●   profitable ●●●●○").press("3").says("a pleasure ●●●○○   profitable ●●●●○");
    h.press("esc 1 u").says("How good is a call with Ana?");
    // Another day it is not asked again.
    h.shell.app().note_shown().expect("a note");
    h.clock("2026-11-30T15:00:00Z").press("3 1").says("Ana Ribeiro");
    h.never_says("How good is a call");
    // Neither where the user would rather not.
    let mut h = Harness::with(&["Bo Sund"]);
    h.says("How good is a call with Bo?").press("esc").says("Not asked again; r in Customers (3) rates Bo");
    h.never_says("How good is a call").press("3 1").never_says("How good is a call");
    // An unfinished log has the key.
    let mut h = Harness::with(&["Cleo Sá"]);
    h.press("l").types("+ Ki").press("esc").says("resume the log of Cleo").never_says("How good is a call");
    h.press("r").says("+ Ki");
}

/// Ana with several numbers and mailboxes.
fn reached_in_many_ways(first: &str) -> App {
    let mut app = blank();
    let phones = format!("mobile: {first}\nwork: +351 22 555 0177\nhome: +351 22 555 0178");
    let emails = "work: ana@porto.example\nhome: ana.r@casa.example\nold: ana@old.example";
    let fields = [(CustomerField::Phone, phones.as_str()), (CustomerField::Email, emails)];
    add(&mut app, "Ana Ribeiro", &[fields[0], fields[1], (CustomerField::Favorite, "yes")]);
    app
}

#[test]
fn every_number_and_mailbox_stands_on_the_page_where_there_is_room() {
    let mut h = Harness::over(reached_in_many_ways("+351 912 345 678"));
    h.press("3").size((110, 34));
    h.says("+351 912 345 678  mobile").says("+351 22 555 0177 work").says("+351 22 555 0178 home");
    h.says("ana@porto.example  work").says("ana.r@casa.example home").says("ana@old.example old");
    assert!(h.is_drawn("+351 912 345 678", Modifier::BOLD), "the preferred one is strong");
    assert!(!h.is_drawn("+351 22 555 0177", Modifier::BOLD));
    h.size((80, 24)).says("+351 22 555 0178 home").says("ana@old.example old");
    h.size((76, 24)).says("+351 22 555 0178 home").says("ana@old.example old");
    // Where the page is full, one row of them is enough.
    h.press("l").types(&"She told a long story of her boat\n".repeat(12)).press("ctrl-s esc 3");
    h.says("+351 912 345 678  mobile").says("+351 22 555 0177 work   and 1 more");
    h.says("ana@porto.example  work").says("ana.r@casa.example home   and 1 more");
    h.press("enter").says("+351 22 555 0178 home").says("ana@old.example old");
}

#[test]
fn facts_are_whole_on_a_low_page_that_has_room_for_them() {
    let mut app = blank();
    let facts = "Sails\nTwo daughters\nLikes tea\nGrew up in Faro\nNever calls before ten";
    add(&mut app, "Ana Ribeiro", &[(CustomerField::Facts, facts)]);
    let mut h = Harness::over(app);
    h.press("3").size((80, 24)).says("Never calls before ten");
    h.press("l")
        .types(&"A long story of her boat\n".repeat(12))
        .press("ctrl-s esc 3")
        .says("Likes tea …")
        .never_says("Never calls before ten")
        .press("enter")
        .says("Never calls before ten");
}

#[test]
fn a_list_says_by_which_companies_it_is_sorted_from_80_columns_on() {
    let mut h = Harness::demo();
    for columns in [60, 80, 96, 110] {
        h.size((columns, 24)).press("3 g S").says("Sorted by company").says("by company").says(" company ");
        h.says("Fiona Drummond").says("Drummond &").says("Flores").press("S S S");
    }
}

#[test]
fn the_card_says_that_there_are_more_numbers() {
    let mut h = Harness::over(reached_in_many_ways("+351 912 345 678"));
    h.says("+351 912 345 678  and 2 more (C)").press("C").says("work").says("home");
    Harness::with(&["Ana Ribeiro"]).never_says("more (C)");
}

#[test]
fn whoever_sleeps_is_asked_for_a_number_at_the_second_key() {
    let mut h = Harness::over(reached_in_many_ways("+81 3 5550 0142"));
    h.press("3 C").says("C again to call Ana anyway: asleep").never_says("On which number");
    h.press("C").says("On which number do you call Ana?");
}

#[test]
fn lift_asks_which_of_several_numbers_to_dial() {
    let mut h = Harness::over(reached_in_many_ways("+351 912 345 678"));
    h.press("d C").says("On which number do you call Ana?").says("home");
}

#[test]
fn the_footer_offers_nothing_that_needs_somebody_where_nobody_matches() {
    let mut app = blank();
    add(&mut app, "Ana Ribeiro", &[(Favorite, "yes")]);
    add(&mut app, "Cleo Sá", &[(Standing, "past")]);
    let mut h = Harness::over(app);
    h.says("Ana Ribeiro").says("no phone number yet");
    assert!(footer(&mut h).starts_with("l log   e edit"), "who has no number can't be called\n{}", h.screen());
    for tab in ["3", "4"] {
        h.press(tab).press("/").types("zeppelin").press("enter").says("Nobody matches.");
        let footer = footer(&mut h);
        assert!(footer.starts_with("/ other words   Esc all"), "{footer}");
        assert!(!["open", "call", "log", "edit", "another way"].iter().any(|does| footer.contains(does)), "{footer}");
    }
}

#[test]
fn notes_end_in_a_sign_where_more_would_follow() {
    let mut h = Harness::demo();
    h.press("3 j").says("Aroha Ngata");
    for columns in 80..=140 {
        let screen = h.size((columns, 24)).screen();
        let below = screen.lines().skip_while(|line| !line.contains("Facts"));
        let facts: Vec<&str> = below.take_while(|line| !line.contains("call, 16 min")).collect();
        let says_so = facts.iter().any(|line| line.ends_with('…'));
        assert!(!facts.is_empty() && (says_so || screen.contains("needles.")), "{columns}\n{screen}");
    }
}

#[test]
fn marks_leave_the_companies_in_their_column() {
    let mut h = Harness::demo();
    let column = |h: &mut Harness, company: &str| h.place(company).0;
    h.size((110, 34)).press("3 space");
    let first = column(&mut h, "Porto Cold Chain");
    for company in ["Drummond & Leith Books", "Pike Tackle Wholesale", "Tsosie Feed & Hardware"] {
        assert_eq!(column(&mut h, company), first, "{company}\n{}", h.screen());
    }
}
