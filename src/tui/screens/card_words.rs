//! What to write on a card, on the clipboard.

use crate::domain::customer::Customer;
use crate::error::Result;
use crate::present::occasions;
use crate::tui::screen::Context;

/// Copies what there is to write on a card: name and address, their own last kind word, their news.
pub(crate) fn copy_for_a_card(customer: &Customer, context: &mut Context<'_>) -> Result<()> {
    let words = context.app.card_words(customer)?;
    let first = customer.first_name();
    let what = match (&words.praise, &words.news) {
        (None, None) => format!("{first}'s name and address are copied"),
        _ => format!("What to write to {first} is copied"),
    };
    context.copy(occasions::card_text(&words), &what);
    Ok(())
}
