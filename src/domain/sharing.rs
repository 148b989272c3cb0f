//! Whose a team's customer is: who shared them, handed them over, took them back or had them erased. All machines know the
//! same acts in the end, in whatever order these came, and what they come to is worked out from all of them.

use super::choice::choices;

choices! {
    /// What was done with a team's customer.
    SharingAct, "act" {
        /// The team has them from then on.
        Share = "share",
        /// They are somebody else's from then on, or anyone's.
        Give = "give",
        /// The team has them no more.
        Unshare = "unshare",
        /// They were erased for all.
        Forget = "forget",
    }
}

/// Something that was done with a team's customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// What it was.
    pub act: SharingAct,
    /// The rep who did it.
    pub rep: String,
    /// Whether that was a manager.
    pub is_manager: bool,
    /// Whose the customer is from then on; None is anyone's.
    pub owner: Option<String>,
}

/// How things stand with a team's customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shared {
    /// Whether the team has them.
    pub here: bool,
    /// Whose they are; None is anyone's.
    pub owner: Option<String>,
    /// Who shared them last.
    pub sharer: Option<String>,
    /// Whether they were erased for all.
    pub forgotten: bool,
}

impl Shared {
    /// Works out how things stand after acts, the earliest first. An act of somebody who may not do it counts for nothing.
    pub fn after<'a>(acts: impl IntoIterator<Item = &'a Sharing>) -> Self {
        acts.into_iter().fold(Self::default(), Self::then)
    }

    fn then(self, sharing: &Sharing) -> Self {
        if self.forgotten {
            return self;
        }
        let may = self.may_be_changed_by(&sharing.rep, sharing.is_manager);
        match sharing.act {
            SharingAct::Share if !self.here => {
                Self { here: true, owner: sharing.owner.clone(), sharer: Some(sharing.rep.clone()), forgotten: false }
            }
            SharingAct::Give if self.here && may => Self { owner: sharing.owner.clone(), ..self },
            SharingAct::Unshare if self.here && may => Self { here: false, owner: None, ..self },
            SharingAct::Forget if self.here && may => Self { here: false, owner: None, sharer: None, forgotten: true },
            _ => self,
        }
    }

    /// Whether a rep may hand them over, take them back or have them erased for all: their owner, a manager, and where they
    /// are anyone's, who shared them.
    pub fn may_be_changed_by(&self, rep: &str, is_manager: bool) -> bool {
        is_manager || self.owner.as_deref().or(self.sharer.as_deref()) == Some(rep)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(act: SharingAct, rep: &str, owner: Option<&str>) -> Sharing {
        Sharing { act, rep: rep.into(), is_manager: rep == "mia", owner: owner.map(str::to_string) }
    }

    fn stands(acts: &[Sharing]) -> (bool, Option<String>) {
        let shared = Shared::after(acts);
        (shared.here, shared.owner)
    }

    #[test]
    fn an_owner_hands_over_and_nobody_else_but_a_manager() {
        use SharingAct::*;
        let shared = act(Share, "ana", Some("ana"));
        let owned_by = |owner: &str| (true, Some(owner.to_string()));
        assert_eq!(stands(std::slice::from_ref(&shared)), owned_by("ana"));
        let given = act(Give, "ana", Some("ben"));
        assert_eq!(stands(&[shared.clone(), given.clone()]), owned_by("ben"));
        let taken = act(Give, "cleo", Some("cleo"));
        assert_eq!(
            stands(&[shared.clone(), taken.clone(), given.clone()]),
            owned_by("ben"),
            "theft counts for nothing"
        );
        let back = act(Give, "ana", Some("ana"));
        assert_eq!(stands(&[shared.clone(), given.clone(), back]), owned_by("ben"), "whose they were, they are not");
        assert_eq!(stands(&[shared.clone(), given.clone(), act(Give, "mia", None)]), (true, None));
        assert_eq!(stands(&[shared.clone(), act(Unshare, "ben", None)]), owned_by("ana"));
        assert_eq!(stands(&[shared.clone(), given, act(Unshare, "ben", None)]), (false, None));
        assert_eq!(stands(&[shared, act(Unshare, "mia", None), taken]), (false, None), "nothing is left to take");
    }

    #[test]
    fn who_shared_what_is_anyones_may_take_it_back() {
        use SharingAct::*;
        let shared = act(Share, "ana", None);
        assert_eq!(stands(&[shared.clone(), act(Unshare, "ben", None)]), (true, None));
        assert_eq!(stands(&[shared.clone(), act(Unshare, "ana", None)]), (false, None));
        let again = act(Share, "ben", Some("ben"));
        assert_eq!(stands(&[shared.clone(), again.clone()]), (true, None), "it was shared already");
        assert_eq!(stands(&[shared, act(Unshare, "ana", None), again]), (true, Some("ben".into())));
    }

    #[test]
    fn who_was_erased_for_all_does_not_come_back() {
        use SharingAct::*;
        let (shared, forgotten) = (act(Share, "ana", Some("ana")), act(Forget, "ana", None));
        let after = Shared::after(&[shared.clone(), forgotten, act(Share, "ben", Some("ben"))]);
        assert!(after.forgotten && !after.here);
        assert!(Shared::after(&[shared, act(Forget, "ben", None)]).here, "one member erases nothing of another's");
    }
}
