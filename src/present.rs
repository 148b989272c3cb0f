//! How the surfaces show the app's values: words for people, JSON for programs. The command line and the screens say
//! the same.

pub mod away;
pub mod calendar;
pub mod customers;
pub mod ideas;
pub mod imports;
pub mod journal;
pub mod json;
pub mod lift;
pub mod meanwhile;
pub mod occasions;
pub mod praise;
pub mod reach;
pub mod reasons;
pub mod remind;
pub mod search;
pub mod tally;
pub mod times;
pub mod today;
pub mod touches;
pub mod trends;
pub mod undo;
pub mod visit_card;
pub mod visits;
pub mod wall;
pub mod week;
