//! The screens and dialogs, one a file.

pub mod ask;
pub mod call;
pub mod customer_form;
pub mod customers;
pub mod help;
pub mod kind_words;
pub mod lift;
pub mod log_form;
pub mod marking;
pub mod palette;
pub mod praise;
pub mod search;
pub mod today;
