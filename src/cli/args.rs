//! Arguments that several verbs share.

mod customer;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::domain::choice::Choice;

pub(super) use customer::{CustomerFlags, flag_of};

/// Parses one of a choice's words.
pub(super) fn choice<C: Choice + Send + Sync>() -> impl TypedValueParser<Value = C> {
    PossibleValuesParser::new(C::ALL.iter().map(|c| c.as_str()))
        .try_map(|word| C::parse(&word).ok_or_else(|| format!("\"{word}\" is not one of {}", C::list())))
}

#[derive(Debug, Args)]
pub struct Who {
    /// A customer: id, name, company, email, or a part of one
    #[arg(required = true)]
    pub who: Vec<String>,
}
