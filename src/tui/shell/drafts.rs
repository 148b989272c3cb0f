//! Keeps unsaved text as drafts, and notes praise as shown: in pauses, and at the end.

use std::time::{Duration, Instant};

use ratatui::backend::Backend;

use super::Shell;
use crate::app::App;
use crate::app::drafts::{self, KeptDraft};
use crate::error::{ErrorKind, Result};
use crate::tui::event::Host;
use crate::tui::screen::{Drafting, Message, MessageKind, Seen, Unsaved};

/// The longest time that typing stays without a draft, and the pause after which a draft is kept.
const KEEP_AT_LATEST: Duration = Duration::from_millis(700);
const KEEP_AFTER_PAUSE: Duration = Duration::from_millis(250);
/// How long a draft waits for another program that writes, and how long after a failure to try again.
const KEEP_WAITS: Duration = Duration::from_secs(1);
const KEEP_AGAIN: Duration = Duration::from_secs(5);

/// Whether the drafts of the book changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Changed,
    Nothing,
}

/// Keeps or drops a draft, and returns what is kept now.
fn keep(app: &mut App, unsaved: &Unsaved) -> Result<Option<KeptDraft>> {
    let Unsaved { form, customer, fields, seen } = unsaved;
    match (fields, seen) {
        (Some(fields), Seen::Fields(seen)) => app.keep_draft_seen(form, *customer, fields, seen.as_deref()).map(Some),
        (Some(fields), Seen::Unasked) => {
            app.keep_draft(form, *customer, fields)?;
            Ok(Some(KeptDraft::as_given(fields.clone())))
        }
        (None, Seen::Fields(seen)) => app.drop_draft_seen(form, *customer, seen.as_deref()).map(|()| None),
        (None, Seen::Unasked) => app.drop_draft(form, *customer).map(|()| None),
    }
}

/// The same, for whom the form is about now, where another program merged records.
fn keep_following(app: &mut App, draft: &mut dyn Drafting, unsaved: Unsaved) -> Result<Option<KeptDraft>> {
    let error = match keep(app, &unsaved) {
        Err(error) if error.kind == ErrorKind::NoMatch => error,
        kept => return kept,
    };
    if !draft.follow(app)? {
        return Err(error);
    }
    draft.not_kept();
    let kept = unsaved.fields.map(KeptDraft::as_given);
    draft.unsaved().map_or(Ok(kept), |unsaved| keep(app, &unsaved))
}

impl<B: Backend, O: Host> Shell<B, O> {
    /// Returns when to note praise as shown: in the next pause, even if Lift is closed, so that no key waits for the
    /// disk.
    pub(super) fn note_at(&self) -> Option<Instant> {
        self.app.has_unnoted().then(|| self.pressed + KEEP_AFTER_PAUSE)
    }

    pub(super) fn note_shown(&mut self) {
        if let Err(error) = self.app.note_shown() {
            self.say = Some(Message { text: error.message, kind: MessageKind::Wrong });
        }
    }

    pub(super) fn keep_at(&self) -> Option<Instant> {
        let again = self.kept_badly.map(|at| at + KEEP_AGAIN);
        let at = self.unkept.map(|(first, last)| (first + KEEP_AT_LATEST).min(last + KEEP_AFTER_PAUSE))?;
        Some(again.map_or(at, |again| at.max(again)))
    }

    /// Keeps the unsaved text of every screen on the stack. On a failure the text stays in its form; the first failure
    /// is reported, and a later call tries again.
    pub fn keep_drafts(&mut self) {
        self.unkept = None;
        let before = self.app.wait_at_most(KEEP_WAITS);
        let mut wrong = None;
        for screen in &mut self.over {
            let Some(draft) = screen.draft() else { continue };
            let unsaved = draft.unsaved().filter(|unsaved| unsaved.fields.is_some() || self.app.can_write());
            let kept = match unsaved {
                Some(unsaved) => keep_following(&mut self.app, draft, unsaved).map(|kept| {
                    self.took_in |= draft.kept(kept.as_ref());
                    Kept::Changed
                }),
                None => Ok(Kept::Nothing),
            };
            match kept {
                // Today offers what is kept.
                Ok(Kept::Changed) => self.tabs.outdate(),
                Ok(Kept::Nothing) => {}
                Err(error) => {
                    draft.not_kept();
                    wrong = Some(error);
                }
            }
        }
        self.app.wait_at_most(before);
        let Some(error) = wrong else {
            self.kept_badly = None;
            return;
        };
        let now = Instant::now();
        self.unkept = Some((now, now));
        if self.kept_badly.replace(now).is_none() {
            let text = format!("{}; what you type stays here, and goes into a file when you leave", error.message);
            self.say = Some(Message { text, kind: MessageKind::Wrong });
        }
    }

    /// Keeps the drafts of the topmost screens before they close; a draft that the book can't take goes into a file.
    /// Returns whether they can close without a loss.
    pub(super) fn keep_before_leaving(&mut self, screens: usize) -> bool {
        for draft in self.over.iter_mut().rev().take(screens).filter_map(|screen| screen.draft()) {
            // What the book keeps for somebody who is gone by now is gone with them.
            if matches!(draft.follow(&self.app), Ok(true)) {
                draft.not_kept();
            }
            draft.leave();
        }
        self.keep_drafts();
        let mut said = None;
        for screen in self.over.iter_mut().rev().take(screens) {
            let Some(draft) = screen.draft() else { continue };
            let Some(fields) = draft.unsaved().and_then(|unsaved| unsaved.fields) else { continue };
            let why = draft.follow(&self.app).err().map(|error| error.message);
            match drafts::put_aside(&drafts::readable(&fields), "draft") {
                Some(path) => {
                    let what = why.map_or_else(
                        || "The book could not take it; it".to_string(),
                        |why| format!("{why}; what you typed"),
                    );
                    said = Some(format!("{what} is in {}", path.display()));
                }
                None => {
                    draft.not_kept();
                    let text = "Neither the book nor a file can take it: make room before you leave";
                    self.say = Some(Message { text: text.into(), kind: MessageKind::Wrong });
                    return false;
                }
            }
        }
        if let Some(text) = said {
            self.say = Some(Message { text, kind: MessageKind::Wrong });
        }
        true
    }

    /// Lists what the forms that are open hold and the book keeps, for the end of the program.
    pub fn farewells(&mut self) -> Vec<String> {
        if self.kept_badly.is_some() || self.app.book_path().is_none() || !self.app.can_write() {
            return Vec::new();
        }
        self.over.iter_mut().filter_map(|screen| screen.draft()?.farewell()).collect()
    }

    /// Lists the texts that the book could not take, for the end of the program.
    pub fn unkept_texts(&mut self) -> Vec<String> {
        let unsaved = self.over.iter_mut().filter_map(|screen| screen.draft()?.unsaved()?.fields);
        unsaved.map(|fields| drafts::readable(&fields)).collect()
    }
}
