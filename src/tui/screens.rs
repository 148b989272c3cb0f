//! The screens and dialogs, one a file.

pub mod ask;
pub mod call;
pub mod choose;
pub mod customer_form;
pub mod customers;
pub mod duplicates;
pub mod help;
pub mod ideas;
pub mod in_touch;
pub mod kind_words;
pub mod lift;
pub mod log_form;
pub mod marking;
pub mod palette;
pub mod praise;
pub mod search;
pub mod today;
pub mod trends;
pub mod visits;
pub mod week;
