//! Who calls whom in a team: a shared customer is offered to their owner alone; one who is anyone's, to the rep who claims them
//! first for a call day.

/// Whose a customer is, as far as a call day goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whose<'a> {
    /// The team that shares them; None where they are in this book alone.
    pub team: Option<&'a str>,
    /// The rep whose they are there; None is anyone's.
    pub owner: Option<&'a str>,
    /// The rep who claimed them for the call day, as far as it is known.
    pub claimed_by: Option<&'a str>,
}

/// Whether the team agrees that a rep calls somebody on a call day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreed {
    /// They are the rep's own, or claimed by the rep.
    Yes,
    /// They are anyone's, and nobody is known to have claimed them.
    NotYet,
    /// Another rep calls them.
    Anothers,
}

impl Agreed {
    /// Looks at it for the rep with an account; None is a book that knows no server.
    pub fn for_rep(account: Option<&str>, whose: Whose<'_>) -> Self {
        match (whose.team, whose.owner.or(whose.claimed_by)) {
            (None, _) => Self::Yes,
            (Some(_), None) => Self::NotYet,
            (Some(_), Some(rep)) if Some(rep) == account => Self::Yes,
            (Some(_), Some(_)) => Self::Anothers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_decides_before_a_claim_and_a_claim_where_there_is_none() {
        let whose = |team, owner, claimed_by| Agreed::for_rep(Some("ana"), Whose { team, owner, claimed_by });
        let (north, ana, ben) = (Some("north"), Some("ana"), Some("ben"));
        assert_eq!(whose(None, None, None), Agreed::Yes);
        assert_eq!(whose(None, ben, ben), Agreed::Yes, "not shared any more");
        assert_eq!(whose(north, ana, None), Agreed::Yes);
        assert_eq!(whose(north, ana, ben), Agreed::Yes, "given to her since");
        assert_eq!(whose(north, ben, None), Agreed::Anothers);
        assert_eq!(whose(north, ben, ana), Agreed::Anothers);
        assert_eq!(whose(north, None, None), Agreed::NotYet);
        assert_eq!(whose(north, None, ana), Agreed::Yes);
        assert_eq!(whose(north, None, ben), Agreed::Anothers);
        let of_no_server = Agreed::for_rep(None, Whose { team: north, owner: ben, claimed_by: None });
        assert_eq!(of_no_server, Agreed::Anothers);
    }
}
