//! The screens.
pub mod text_area;
