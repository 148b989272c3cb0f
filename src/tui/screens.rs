//! The screens and dialogs, one in each file.

use super::keymap::Tab;
use super::screen::Screen;

pub(super) mod ask;
pub(super) mod call;
mod call_which;
mod card_words;
pub(super) mod choose;
pub(super) mod conflicts;
pub(super) mod customer_form;
pub(super) mod customers;
pub(super) mod duplicates;
mod hang;
pub(super) mod help;
pub(super) mod ideas;
mod importing;
pub(super) mod in_touch;
pub(super) mod kind_words;
pub(super) mod left_out;
pub(super) mod lift;
pub(super) mod log_form;
pub(super) mod marking;
mod meanwhile;
pub(super) mod mood;
pub(super) mod palette;
pub(super) mod praise;
pub(super) mod search;
mod shared_acts;
pub(super) mod tagging;
pub(super) mod team_wall;
pub(super) mod today;
pub(super) mod trends;
pub(super) mod visits;
pub(super) mod week;

/// Makes the screen of a tab.
pub(super) fn of_tab(tab: Tab) -> Box<dyn Screen> {
    match tab {
        Tab::Today => Box::new(today::Today::default()),
        Tab::Praise => Box::new(praise::Praise::default()),
        Tab::Customers => Box::new(customers::Customers::default()),
        Tab::InTouch => Box::new(in_touch::InTouch::default()),
        Tab::Visits => Box::new(visits::Visits::default()),
        Tab::Ideas => Box::new(ideas::Ideas::default()),
        Tab::Trends => Box::new(trends::Trends::default()),
    }
}
