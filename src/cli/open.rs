//! `open`: a customer's record in another program.

use clap::Args;
use serde_json::json;

use super::output::Reply;
use super::{Context, Run, ask};
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::present::customers;
use crate::text::clean;

#[derive(Debug, Args)]
pub struct Open {
    /// A customer: id, name, company, email, or a part of one
    #[arg(num_args = 0..)]
    pub who: Vec<String>,
}

impl Run for Open {
    fn begins_book(&self) -> bool {
        false
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let customer = if self.who.is_empty() {
            let Some(open) = app.open_pick()? else {
                return Err(Error::new(ErrorKind::NoMatch, "no pick is open, so nothing was opened")
                    .help("name a customer: goodcall open WHO"));
            };
            app.customer(open)?
        } else {
            ask::who(app, &self.who, context)?
        };
        let address = app.open_elsewhere(&customer)?;
        let json = json!({"customer": customers::who_of(&customer), "address": address});
        Ok(Reply::new(format!("Opened {}", clean(&address)), json))
    }
}
