//! Ideas: this week's first, each with its source and the customers it might be good for; and people to get to know.

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::ideas::{Ended, IdeaList, Suggested};
use crate::app::praise::Quoted;
use crate::app::promises::PromiseList;
use crate::app::undo::Undone;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::{RemarkKind, RemarkState};
use crate::error::Result;
use crate::text::fold;
use crate::tui::filter::{Filter, FilteredList, Found};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::work::{Answer, BackgroundWork, Counted, Request, ToCount};

mod acting;
mod drawing;

pub(crate) use acting::end;

/// The most items of a group in view; the filter finds the others.
const LIMIT: usize = 200;
/// For how many ideas to look for whom they might be good: more than a screen holds.
const MATCHED: usize = 40;
/// For how many of them to look first: about what a screen holds.
const MATCHED_FIRST: usize = 10;

/// The state of the screen.
pub(crate) struct Ideas {
    groups: Vec<(&'static str, Vec<Quoted>)>,
    /// The customers whom each idea might be good for, as far as they are known.
    fits: HashMap<RemarkId, Vec<Suggested>>,
    /// The ideas to look for customers for.
    wanted: Vec<RemarkId>,
    /// Those to look at once the answer for the others has come.
    wanted_next: Vec<RemarkId>,
    cursor: ListCursor,
    /// Whether to show done and dropped items.
    ended: bool,
    filter: Filter,
    today: chrono::NaiveDate,
    /// Whom the user was told to be asleep, when asked to call them: the same key again calls anyway.
    warned: Option<CustomerId>,
    /// Where the last frame drew the rows of each item.
    rows: std::cell::RefCell<Vec<(Rect, usize)>>,
    /// Where it drew the focused item.
    drawn: std::cell::Cell<Option<Rect>>,
}

impl Default for Ideas {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            fits: HashMap::new(),
            wanted: Vec::new(),
            wanted_next: Vec::new(),
            cursor: ListCursor::default(),
            ended: false,
            filter: Filter::default(),
            today: chrono::NaiveDate::MIN,
            warned: None,
            rows: Default::default(),
            drawn: std::cell::Cell::default(),
        }
    }
}

impl Ideas {
    fn items(&self) -> impl Iterator<Item = &Quoted> {
        self.groups.iter().flat_map(|(_, items)| items)
    }

    fn focused(&self) -> Option<&Quoted> {
        self.items().nth(self.cursor.at())
    }

    /// Counts what is listed and over.
    fn counts_ended(&self) -> usize {
        self.items().filter(|item| item.remark.state.is_some_and(|state| state != RemarkState::Open)).count()
    }

    fn load(&mut self, app: &App) -> Result<()> {
        self.today = app.clock().today();
        let shown = if self.ended { Ended::Shown } else { Ended::Hidden };
        let IdeaList { this_week, before, later, ended } = app.ideas(LIMIT, shown)?;
        let PromiseList { mut due, later: to_come, ended: kept } = app.promises(LIMIT, shown)?;
        due.extend(to_come);
        due.truncate(LIMIT);
        let referrals = app.open_referrals(LIMIT)?;
        let words = self.filter.words();
        let all = [
            ("This week", this_week),
            ("You promised", due),
            ("Still open", before),
            ("Later", later),
            ("They pointed to", referrals),
            ("Done or dropped", ended),
            ("Kept or dropped", kept),
        ];
        self.groups = all
            .into_iter()
            .map(|(title, items)| (title, items.into_iter().filter(|q| holds(q, &words)).collect::<Vec<_>>()))
            .filter(|(_, items)| !items.is_empty())
            .collect();
        let count = self.items().count();
        self.cursor.clamp(count);
        self.want_fits();
        Ok(())
    }

    /// Lists the open ideas around the focused one, the nearest first.
    fn around(&self) -> Vec<RemarkId> {
        let at = self.cursor.at();
        let from = at.saturating_sub(MATCHED / 2);
        let mut around: Vec<_> =
            self.items().enumerate().skip(from).take(MATCHED).filter(|(_, q)| is_open_idea(q)).collect();
        around.sort_by_key(|(place, _)| place.abs_diff(at));
        around.into_iter().map(|(_, q)| q.remark.id).collect()
    }

    /// Asks for the customers whom the ideas around the focused one might be good for, if they are not known.
    fn want_fits(&mut self) {
        let focused = self.focused().filter(|q| is_open_idea(q)).map(|q| q.remark.id);
        if self.fits.is_empty() || focused.is_some_and(|id| !self.fits.contains_key(&id)) {
            self.want(self.around());
        }
    }

    /// Asks for them anew, as the book changed; what is known stays until the answer comes.
    fn want_fits_anew(&mut self) {
        let around = self.around();
        self.fits.retain(|id, _| around.contains(id));
        self.want(around);
    }

    /// Asks for the first ideas, which are in view; for the others once the answer for these has come.
    fn want(&mut self, mut ideas: Vec<RemarkId>) {
        self.wanted_next = ideas.split_off(ideas.len().min(MATCHED_FIRST));
        self.wanted = ideas;
    }

    fn why_nothing(&self) -> &'static str {
        if self.filter.has_words() { "Nothing matches" } else { "No idea is open" }
    }
}

fn is_open_idea(quoted: &Quoted) -> bool {
    quoted.remark.kind == RemarkKind::Idea && quoted.remark.state == Some(RemarkState::Open)
}

/// Tells whether every folded word begins a word of the remark, or of the name or company of its customer.
fn holds(quoted: &Quoted, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let company = quoted.company.as_deref().unwrap_or_default();
    let text = fold(&format!("{} {} {company}", quoted.remark.text, quoted.customer_name));
    words.iter().all(|w| text.split(|c: char| !c.is_alphanumeric()).any(|t| t.starts_with(w.as_str())))
}

impl Screen for Ideas {
    fn scopes(&self) -> &'static [Scope] {
        if self.filter.is_typing() { &[Scope::Finding] } else { &[Scope::Ideas, Scope::List, Scope::Global] }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let focused = self.focused();
        if let Some(words) = self.filter.footer(keymap, Found::of(focused)) {
            return Some(words);
        }
        if focused.is_some_and(|q| q.remark.kind == RemarkKind::Referral) {
            return Some(vec![
                keymap.word(Scope::Ideas, Action::Open, "add them as a customer"),
                keymap.word(Scope::Ideas, Action::Copy, "copy"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        let is_owed = |q: &Quoted| q.remark.kind == RemarkKind::Promise && q.remark.state == Some(RemarkState::Open);
        if focused.is_some_and(is_owed) {
            return Some(vec![
                keymap.word(Scope::Ideas, Action::DoneIdea, "kept"),
                keymap.word(Scope::Ideas, Action::Move, "another day"),
                keymap.word(Scope::Ideas, Action::Drop, "drop"),
                keymap.word(Scope::Ideas, Action::Open, "open"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        match focused.map(|q| q.remark.state) {
            None => Some(vec![
                keymap.word(Scope::Ideas, Action::Ended, "done and dropped"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]),
            Some(Some(RemarkState::Open)) => None,
            Some(_) => Some(vec![
                keymap.word(Scope::Ideas, Action::DoneIdea, "open again"),
                keymap.word(Scope::Ideas, Action::Open, "open"),
                keymap.word(Scope::Ideas, Action::Copy, "copy"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]),
        }
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        let focused = self.focused().map(|q| q.remark.clone());
        self.load(app)?;
        // Its line may have been corrected.
        let focused = focused.map(|remark| app.find_again(&remark)).transpose()?.flatten();
        let there = focused.and_then(|q| self.items().position(|other| other.remark.id == q.remark.id));
        // The item just done is out of sight: select its neighbor.
        if let Some(at) = there {
            self.cursor.set(at);
        }
        self.want_fits_anew();
        Ok(())
    }

    fn came_back(&mut self, undone: &Undone, _app: &mut App) -> Result<()> {
        let is_about = |quoted: &Quoted| undone.remarks.contains(&quoted.remark.id);
        let there = self.items().position(is_about).filter(|_| !self.focused().is_some_and(is_about));
        if let Some(at) = there {
            self.cursor.set(at);
            self.want_fits();
        }
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if !matches!(action, Action::Call | Action::CallWhich) {
            self.warned = None;
        }
        let count = self.items().count();
        if self.cursor.moves(action, count) {
            self.want_fits();
            return Ok(Flow::Stay);
        }
        match action {
            Action::Filter => self.filter.begin(),
            Action::Open if self.filter.is_typing() => self.filter.keep(),
            Action::Back if self.filter.leave() => {
                self.load(context.app)?;
            }
            Action::Back if self.ended => {
                self.ended = false;
                self.load(context.app)?;
            }
            Action::Ended => {
                self.ended = !self.ended;
                self.load(context.app)?;
                let key = context.keymap.key(Scope::Ideas, Action::Ended);
                // They stand at the end, which may be out of sight.
                context.tell(match (self.ended, self.counts_ended()) {
                    (false, _) => "What is over is hidden again".to_string(),
                    (true, 0) => "Nothing is done, kept or dropped yet".into(),
                    (true, over) => format!("At the end: {over} done, kept or dropped; {key} hides them"),
                });
            }
            _ => return self.act_on_focused(action, context),
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, _context: &mut Context<'_>) -> Result<Flow> {
        let item = self.rows.borrow().iter().find(|(row, _)| row.contains(at)).map(|(_, item)| *item);
        if let Some(item) = item {
            self.cursor.set(item);
            self.want_fits();
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        if self.filter.is_typing() { Some(self) } else { None }
    }

    fn subject(&self) -> Option<Rect> {
        self.drawn.get()
    }

    fn background_work(&mut self) -> Option<&mut dyn BackgroundWork> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_all(frame, area, cx);
    }
}

impl BackgroundWork for Ideas {
    fn request(&mut self) -> Option<Request> {
        let wanted = std::mem::take(&mut self.wanted);
        (!wanted.is_empty()).then_some(Request::Count(ToCount::Fits(wanted)))
    }

    fn answer(&mut self, answer: Answer, _app: &App) -> Result<()> {
        if let Answer::Counted(Counted::Fits(found)) = answer {
            self.fits.extend(found);
            if self.wanted.is_empty() {
                self.wanted = std::mem::take(&mut self.wanted_next);
            }
        }
        Ok(())
    }
}

impl FilteredList for Ideas {
    fn filter(&mut self) -> &mut Filter {
        &mut self.filter
    }

    fn list_anew(&mut self, app: &App) -> Result<()> {
        self.cursor.reset();
        self.load(app)
    }
}
