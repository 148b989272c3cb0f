//! WHO on the command line: on a terminal, goodcall asks about an ambiguous one.

use std::io::{BufRead, Write};

use super::Context;
use crate::app::App;
use crate::domain::customer::Customer;
use crate::error::Result;
use crate::text;

/// The most matches to ask about.
const ASKED: usize = 20;

/// Finds the customer that the words mean; where they may mean several and a person can answer, asks.
pub(super) fn who(app: &App, words: &[String], context: &Context) -> Result<Customer> {
    let who = words.join(" ");
    if context.may_ask {
        let matches = app.who_matches(&who)?;
        if (2..=ASKED).contains(&matches.len()) {
            let names: Vec<String> = matches
                .iter()
                .map(|m| m.company.as_ref().map_or_else(|| m.name.clone(), |c| format!("{}, {c}", m.name)))
                .collect();
            if let Some(chosen) = choose(&format!("\"{who}\" may be:"), &names).and_then(|at| matches.get(at)) {
                return app.customer(chosen.id);
            }
        }
    }
    app.who(&who)
}

/// Asks for one of several; None where the user chooses none.
fn choose(question: &str, names: &[String]) -> Option<usize> {
    let mut stderr = std::io::stderr().lock();
    let mut ask = || {
        writeln!(stderr, "{}", text::clean(question))?;
        for (at, name) in names.iter().enumerate() {
            writeln!(stderr, "  {}  {}", at + 1, text::clean(name))?;
        }
        write!(stderr, "Which one? ")?;
        stderr.flush()
    };
    ask().ok()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).ok()?;
    let at: usize = answer.trim().parse().ok()?;
    (1..=names.len()).contains(&at).then(|| at - 1)
}
