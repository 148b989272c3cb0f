//! The screens and dialogs, one a file.

pub(super) mod ask;
pub(super) mod call;
pub(super) mod choose;
pub(super) mod customer_form;
pub(super) mod customers;
pub(super) mod duplicates;
pub(super) mod help;
pub(super) mod ideas;
pub(super) mod in_touch;
pub(super) mod kind_words;
pub(super) mod lift;
pub(super) mod log_form;
pub(super) mod marking;
pub(super) mod palette;
pub(super) mod praise;
pub(super) mod search;
pub(super) mod today;
pub(super) mod trends;
pub(super) mod visits;
pub(super) mod week;
