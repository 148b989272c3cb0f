//! "Whom do you like calling?": a list to mark favorites in, and to rate them. What is marked is kept until it is
//! confirmed, so that the user can leave and come back.

use std::cell::Cell;
use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::customers::columns::Needs;
use super::customers::paging::{Listed, Ordered, SIZES};
use crate::app::App;
use crate::app::customers::CustomerLine;
use crate::app::marking::{KeptMarks, MARKING};
use crate::app::undo::Undone;
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::error::Result;
use crate::present::customers::now_in_rotation;
use crate::text::count;
use crate::tui::chrome::page;
use crate::tui::filter::{Filter, FilteredList, Found};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, Seen, TextInput, Unsaved};
use crate::tui::window::Window;

mod drawing;

/// The widest it is drawn.
const WIDEST: u16 = 110;

/// The customers to choose from, and whom the user marked.
pub(crate) struct Marking {
    /// The customers of an import; None lists everybody.
    among: Option<Vec<CustomerId>>,
    list: Window<Listed>,
    pages: Ordered,
    filter: Filter,
    /// Whose star the user turned, and whether it is on in the book.
    turned: BTreeMap<CustomerId, bool>,
    /// Whether what was kept of the marking is taken up.
    taken_up: bool,
    /// Whether there are marks that no draft holds yet.
    changed: bool,
    /// How many are favorites in the book.
    favorites: usize,
    /// What the rows need that were read.
    needs: Needs,
    today: chrono::NaiveDate,
    /// Whom the user rates: the customer, and how good they are to work with once that is said.
    rating: Option<(CustomerId, Option<u8>)>,
    /// Whether an undo took away the import whose customers these are.
    is_over: bool,
    /// How many pairs with one of them may be the same person; None before the search.
    duplicates: Option<usize>,
    /// The first row of the list in the last frame.
    first_row: Cell<u16>,
}

impl Marking {
    /// Makes a list of these customers.
    pub(crate) fn new(ids: Vec<CustomerId>) -> Self {
        Self::over(Some(ids))
    }

    /// Goes on with what was kept of the marking, else makes a list of everybody.
    pub(crate) fn again(app: &App) -> Result<Self> {
        let kept = app.kept_marks()?;
        let mut marking = Self::over(kept.among);
        marking.pages.order = kept.order;
        Ok(marking)
    }

    fn over(among: Option<Vec<CustomerId>>) -> Self {
        Self {
            pages: Ordered::of(among.clone()),
            among,
            list: Window::new(SIZES),
            filter: Filter::default(),
            turned: BTreeMap::new(),
            taken_up: false,
            changed: false,
            favorites: 0,
            needs: Needs::default(),
            today: chrono::NaiveDate::MIN,
            rating: None,
            is_over: false,
            duplicates: None,
            first_row: Cell::default(),
        }
    }

    fn selected(&self) -> Option<&CustomerLine> {
        self.list.selected().map(|listed| &listed.line)
    }

    /// Whether a customer is to be a favorite.
    fn has_star(&self, line: &CustomerLine) -> bool {
        line.favorite != self.turned.contains_key(&line.id)
    }

    fn toggle(&mut self) {
        let Some((id, favorite)) = self.selected().map(|line| (line.id, line.favorite)) else { return };
        if self.turned.remove(&id).is_none() {
            self.turned.insert(id, favorite);
        }
        self.changed = true;
    }

    /// Counts the favorites that there are once the marks are confirmed.
    fn stars(&self) -> usize {
        let dropped = self.turned.values().filter(|favorite| **favorite).count();
        (self.favorites + self.turned.len() - dropped).saturating_sub(dropped)
    }

    fn load_first(&mut self, app: &App) -> Result<()> {
        self.pages.narrow(&self.filter.parsed(), app)?;
        self.list.first(&self.pages, app)?;
        self.measure();
        Ok(())
    }

    /// Takes in what the rows that were read need.
    fn measure(&mut self) {
        let (order, today, needs) = (self.pages.order, self.today, &mut self.needs);
        self.list.items().iter().for_each(|listed| needs.take_in(&listed.line, order, today));
    }

    /// Reads whom the turned stars belong to; who is gone is passed over.
    fn read_turned(&mut self, app: &App) -> Result<()> {
        let mut ids: Vec<CustomerId> = self.turned.keys().copied().collect();
        if !std::mem::replace(&mut self.taken_up, true) {
            ids.extend(app.kept_marks()?.turned);
        }
        self.turned.clear();
        for id in ids {
            if let Some(line) = app.customer_line(id)? {
                self.turned.insert(id, line.favorite);
            }
        }
        Ok(())
    }

    fn confirm(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        if self.turned.is_empty() {
            context.tell(match self.stars() {
                0 => "Nobody marked; you can make any customer a favorite later",
                _ => "Nothing changed: your favorites stay as they are",
            });
            return Ok(Flow::Pop);
        }
        let turned: Vec<CustomerId> = self.turned.keys().copied().collect();
        let (made, dropped) = context.app.turn_favorites(&turned)?;
        let before = self.favorites.saturating_sub(dropped);
        self.turned.clear();
        // The order is kept for the next time.
        self.changed = self.pages.order != Order::Name;
        let made = (made > 0).then(|| now_in_rotation(made, before));
        let dropped = (dropped > 0).then(|| format!("{dropped} no longer"));
        context.done([made, dropped].into_iter().flatten().collect::<Vec<_>>().join(", "));
        Ok(Flow::Pop)
    }

    /// Takes a digit of a rating; the second one writes it.
    fn rate(&mut self, n: u8, context: &mut Context<'_>) -> Result<()> {
        match self.rating {
            Some((id, None)) => self.rating = Some((id, Some(n))),
            Some((id, Some(pleasure))) => {
                self.rating = None;
                let customer = context.app.rate(id, pleasure, n)?;
                context.done(format!("Rated {}: a pleasure {pleasure} of 5, profitable {n} of 5", customer.name));
            }
            None => {}
        }
        Ok(())
    }

    /// Leaves the rating, the filter, or the list; what is marked is kept.
    fn back(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        if self.rating.take().is_some() {
            return Ok(Flow::Stay);
        }
        if self.filter.is_on() {
            let selected = self.selected().map(|line| line.id);
            self.filter.leave();
            self.pages.narrow(&self.filter.parsed(), context.app)?;
            match selected {
                Some(id) => self.list.seek(&id, &self.pages, context.app)?,
                None => self.list.first(&self.pages, context.app)?,
            }
            self.measure();
            return Ok(Flow::Stay);
        }
        if !self.turned.is_empty() {
            let key = context.keymap.key(Scope::Global, Action::MarkFavorites);
            let marked = count(self.turned.len(), "mark is", "marks are");
            context.tell(format!("{marked} kept, and nobody is changed yet; {key} goes on"));
        }
        Ok(Flow::Pop)
    }
}

impl Screen for Marking {
    fn scopes(&self) -> &'static [Scope] {
        if self.filter.is_typing() {
            &[Scope::Finding]
        } else if self.rating.is_some() {
            &[Scope::Asking]
        } else {
            &[Scope::Marking, Scope::List]
        }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if self.rating.is_some() {
            let (first, last) = (keymap.key(Scope::Asking, Action::One), keymap.key(Scope::Asking, Action::Five));
            return Some(vec![
                (format!("{first}-{last}"), "answer"),
                keymap.word(Scope::Asking, Action::Back, "not now"),
            ]);
        }
        if let Some(words) = self.filter.footer(keymap, Found::of(self.list.items().first())) {
            return Some(words);
        }
        let back = if self.filter.has_words() { "all" } else { "not now" };
        Some(vec![
            keymap.word(Scope::Marking, Action::Mark, "mark"),
            keymap.word(Scope::Marking, Action::Confirm, "done"),
            keymap.word(Scope::Marking, Action::Rate, "rate"),
            keymap.word(Scope::List, Action::Filter, "filter"),
            keymap.word(Scope::Marking, Action::Sort, "sort"),
            keymap.word(Scope::Marking, Action::Back, back),
        ])
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        if let Some(ids) = &self.among {
            self.duplicates = Some(app.duplicates_among(ids)?.len());
        }
        self.favorites = app.list_counts()?.favorites;
        self.read_turned(app)?;
        self.pages.narrow(&self.filter.parsed(), app)?;
        self.list.refresh(&self.pages, app)?;
        self.measure();
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.rating.is_none() && self.list.moves(action, &self.pages, context.app)? {
            self.measure();
            return Ok(Flow::Stay);
        }
        match action {
            Action::Mark => {
                self.toggle();
                self.list.moves(Action::Down, &self.pages, context.app)?;
            }
            Action::Filter => self.filter.begin(),
            Action::Open => self.filter.keep(),
            Action::Sort => {
                self.pages.order = self.pages.order.next();
                self.needs = Needs::default();
                self.changed = true;
                self.list.refresh(&self.pages, context.app)?;
                self.measure();
                context.tell(format!("Sorted {}", self.pages.order.describe()));
            }
            Action::Rate => self.rating = self.selected().map(|line| (line.id, None)),
            Action::One => self.rate(1, context)?,
            Action::Two => self.rate(2, context)?,
            Action::Three => self.rate(3, context)?,
            Action::Four => self.rate(4, context)?,
            Action::Five => self.rate(5, context)?,
            Action::Confirm => return self.confirm(context),
            Action::Back => return self.back(context),
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let inner = page(context.area, WIDEST);
        let row = at.y.checked_sub(self.first_row.get()).filter(|_| inner.contains(at));
        if row.is_some_and(|row| self.list.select_row(row.into())) {
            self.rating = None;
            self.toggle();
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        if self.filter.is_typing() { Some(self) } else { None }
    }

    fn came_back(&mut self, _undone: &Undone, app: &mut App) -> Result<()> {
        if let Some(ids) = self.among.as_ref().filter(|_| self.list.is_empty()) {
            let mut are_there = ids.iter().map(|id| app.customer_line(*id));
            let is_there = are_there.find_map(Result::transpose).transpose()?;
            self.is_over = is_there.is_none();
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.is_over
    }

    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_all(frame, area, cx);
    }
}

impl FilteredList for Marking {
    fn filter(&mut self) -> &mut Filter {
        &mut self.filter
    }

    fn list_anew(&mut self, app: &App) -> Result<()> {
        self.load_first(app)
    }
}

impl Drafting for Marking {
    fn unsaved(&mut self) -> Option<Unsaved> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let turned = self.turned.keys().copied().collect();
        let kept = KeptMarks { among: self.among.clone(), turned, order: self.pages.order };
        Some(Unsaved { form: MARKING.into(), customer: None, fields: kept.draft(), seen: Seen::Unasked })
    }

    fn not_kept(&mut self) {
        self.changed = true;
    }

    fn farewell(&self) -> Option<String> {
        (!self.turned.is_empty()).then(|| "Whom you marked is kept; F in the app goes on.".into())
    }
}
