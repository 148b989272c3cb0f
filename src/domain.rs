//! The product's words as types, and its rules as pure functions. Time is always a value that is passed in.

pub mod backups;
pub mod cadence;
pub mod choice;
pub mod customer;
pub mod dates;
pub mod duration;
pub mod hours;
pub mod ideas;
pub mod ids;
pub mod input;
pub mod lift;
pub mod likeness;
pub mod merging;
pub mod peak;
pub mod phone;
pub mod praise;
pub mod problems;
pub mod remark;
pub mod rotation;
pub mod setback;
pub mod spelled;
pub mod touch;
pub mod trends;
pub mod visits;
pub mod ways;
pub mod zones;
