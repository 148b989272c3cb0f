//! Customers: a list on the left, the selected one in full on the right. The selection is an id, not a row.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use colleagues::Stop;
use columns::Needs;
use detail::Detail;
use listing::{BESIDE, MARGINS, RIGHT};
use marks::Marks;
use paging::{Listed, Ordered, SIZES};

use super::importing::Importing;
use crate::app::App;
use crate::app::customers::CustomerLine;
use crate::app::several::ListCounts;
use crate::app::undo::Undone;
use crate::domain::ids::CustomerId;
use crate::domain::order::Order;
use crate::error::Result;
use crate::tui::chrome::LEFT;
use crate::tui::filter::{Filter, FilteredList, Found};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::window::{Pages, Window};

mod acting;
mod colleagues;
pub(super) mod columns;
mod detail;
mod listing;
mod marks;
pub(super) mod paging;
mod reached;
mod timeline;

/// The narrowest body with list and detail side by side.
const SIDE_BY_SIDE: u16 = 76;
/// The widest page: text to read.
const WIDEST_PAGE: u16 = 72;

/// The rows that were measured: their order, how many there were, and the first and the last of them.
type Measured = (Order, usize, [Option<CustomerId>; 2]);

/// The state of the screen.
pub(crate) struct Customers {
    list: Window<Listed>,
    /// Where the list reads its pages from.
    pages: Ordered,
    filter: Filter,
    detail: Option<Detail>,
    marks: Marks,
    counts: ListCounts,
    /// What the rows need that were read in this order.
    needs: Needs,
    measured: Option<Measured>,
    /// The selected stop of the page: a colleague or a log; None while the list has the focus.
    touch: Option<usize>,
    /// Whether a body without room for both shows the customer instead of the list.
    in_full: bool,
    today: chrono::NaiveDate,
    /// Whom the user was told to be asleep, when asked to call them: the same key again calls anyway.
    warned: Option<CustomerId>,
    /// Where the last frame drew the selected customer.
    drawn: std::cell::Cell<Option<Rect>>,
    /// Where it drew those who are marked.
    drawn_marked: std::cell::RefCell<Vec<Rect>>,
    /// The first row of the list in the last frame.
    first_row: std::cell::Cell<u16>,
    /// Whether the last frame had the customer's page without the list.
    is_alone: std::cell::Cell<bool>,
}

impl Default for Customers {
    fn default() -> Self {
        Self {
            list: Window::new(SIZES),
            pages: Ordered::default(),
            filter: Filter::default(),
            detail: None,
            marks: Marks::default(),
            counts: ListCounts::default(),
            needs: Needs::default(),
            measured: None,
            touch: None,
            in_full: false,
            today: chrono::NaiveDate::MIN,
            warned: None,
            drawn: std::cell::Cell::default(),
            drawn_marked: std::cell::RefCell::default(),
            first_row: std::cell::Cell::default(),
            is_alone: std::cell::Cell::default(),
        }
    }
}

impl Customers {
    fn selected(&self) -> Option<&CustomerLine> {
        self.list.selected().map(|listed| &listed.line)
    }

    /// Reads the list from its first line, as the filter says.
    fn load_first(&mut self, app: &App) -> Result<()> {
        self.pages.narrow(&self.filter.parsed(), app)?;
        self.list.first(&self.pages, app)?;
        self.turn_page(app)
    }

    /// Moves within the timeline if it has the focus; returns whether the action moved there.
    fn moves_in_timeline(&mut self, action: Action) -> bool {
        let Some(touch) = &mut self.touch else { return false };
        let mut cursor = ListCursor::at_line(*touch);
        let moves = cursor.moves(action, self.detail.as_ref().map_or(0, Detail::stops));
        *touch = cursor.at();
        moves
    }

    /// Reads the selected customer in full, if another one is in view.
    fn turn_page(&mut self, app: &App) -> Result<()> {
        self.measure();
        let selected = self.selected().map(|line| line.id);
        if selected.is_some() && selected == self.detail.as_ref().map(|detail| detail.customer.id) {
            return Ok(());
        }
        self.load_detail(app)
    }

    /// Reads the selected customer in full, as the book has them now.
    fn load_detail(&mut self, app: &App) -> Result<()> {
        self.measure();
        let Some(id) = self.selected().map(|l| l.id) else {
            self.detail = None;
            return Ok(());
        };
        self.detail = Some(Detail::load(app, app.customer(id)?)?);
        let last = self.detail.as_ref().map_or(0, Detail::stops);
        self.touch = self.touch.filter(|_| last > 0).map(|t| t.min(last.saturating_sub(1)));
        Ok(())
    }

    fn is_narrow(area: Rect) -> bool {
        area.width < SIDE_BY_SIDE
    }

    fn split(&self, area: Rect) -> (Rect, Rect) {
        let top = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if Self::is_narrow(area) {
            let inner = Rect { x: area.x + LEFT, width: area.width.saturating_sub(LEFT + RIGHT), ..top };
            return (inner, inner);
        }
        if self.list.is_empty() {
            // Nobody matches: there is no page to share the body with.
            let inner = Rect { x: area.x + LEFT, width: area.width.saturating_sub(2 * LEFT), ..top };
            return (inner, inner);
        }
        let list = self.list_columns(area.width);
        let page = area.width.saturating_sub(MARGINS + list).min(WIDEST_PAGE);
        let left = Rect { x: area.x + LEFT, width: list, ..top };
        let right = Rect { x: left.right() + BESIDE, width: page, ..top };
        (left, right)
    }
}

impl Screen for Customers {
    fn scopes(&self) -> &'static [Scope] {
        if self.filter.is_typing() { &[Scope::Finding] } else { &[Scope::Customers, Scope::List, Scope::Global] }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if let Some(words) = self.filter.footer(keymap, Found::of(self.list.items().first())) {
            return Some(words);
        }
        if self.list.is_empty() {
            return Some(vec![
                keymap.word(Scope::Global, Action::AddCustomer, "add a customer"),
                keymap.word(Scope::Customers, Action::Import, "import"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        if let Some(at) = self.touch {
            if self.detail.as_ref().is_some_and(|detail| detail.team_log_at(at).is_some()) {
                return Some(vec![
                    ("↑↓".to_string(), "logs"),
                    keymap.word(Scope::Customers, Action::Left, "list"),
                    keymap.word(Scope::Global, Action::Help, "help"),
                ]);
            }
            if self.detail.as_ref().is_some_and(|detail| detail.log_at(at).is_none()) {
                return Some(vec![
                    ("↑↓".to_string(), "colleagues and logs"),
                    keymap.word(Scope::Customers, Action::Open, "go to them"),
                    keymap.word(Scope::Customers, Action::Left, "list"),
                    keymap.word(Scope::Global, Action::Help, "help"),
                ]);
            }
            return Some(vec![
                ("↑↓".to_string(), "logs"),
                keymap.word(Scope::Customers, Action::Open, "edit this log"),
                keymap.word(Scope::Customers, Action::Delete, "delete it"),
                keymap.word(Scope::Customers, Action::Left, "list"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        if !self.marks.is_empty() {
            return Some(vec![
                keymap.word(Scope::Customers, Action::Favorite, "favorite"),
                keymap.word(Scope::Customers, Action::Tag, "tag"),
                keymap.word(Scope::Customers, Action::Snooze, "snooze"),
                keymap.word(Scope::Customers, Action::Archive, "out of sight"),
                keymap.word(Scope::Customers, Action::Standing, "past buyers"),
                keymap.word(Scope::List, Action::Back, "unmark"),
            ]);
        }
        self.detail.as_ref().map(|detail| self.footer_of_one(detail, keymap))
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        self.counts = app.list_counts()?;
        self.marks.refresh(app)?;
        self.pages.narrow(&self.filter.parsed(), app)?;
        self.list.refresh(&self.pages, app)?;
        // A name may have become longer.
        self.measured = self.measured.map(|(order, _, ends)| (order, 0, ends));
        self.load_detail(app)
    }

    fn show_customer(&mut self, id: CustomerId, app: &mut App) -> Result<()> {
        self.filter.leave();
        self.touch = None;
        self.in_full = true;
        self.pages.narrow(&self.filter.parsed(), app)?;
        match self.pages.find(app, &id)? {
            Some(listed) => self.list.around(&listed, &self.pages, app)?,
            None => self.list.first(&self.pages, app)?,
        }
        self.load_detail(app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if !matches!(action, Action::Call | Action::CallWhich) {
            self.warned = None;
        }
        if self.moves_in_timeline(action) {
            return Ok(Flow::Stay);
        }
        if self.list.moves(action, &self.pages, context.app)? {
            self.turn_page(context.app)?;
            return Ok(Flow::Stay);
        }
        if self.touch.is_none()
            && let Some(flow) = self.marks.act(action, context)?
        {
            return Ok(flow);
        }
        match action {
            Action::Filter => {
                self.filter.begin();
                (self.touch, self.in_full) = (None, false);
            }
            Action::Open if self.filter.is_typing() => self.filter.keep(),
            Action::Open if self.touch.is_some() => return self.open_stop(context),
            Action::Open | Action::Right => self.open(context),
            Action::Back if self.touch.is_some() => self.touch = None,
            Action::Back if !self.filter.is_typing() && self.marks.clear() => {}
            Action::Back if self.in_full && Self::is_narrow(context.area) => self.in_full = false,
            Action::Back => {
                let selected = self.selected().map(|l| l.id);
                let had_words = self.filter.has_words();
                if self.filter.leave() && had_words {
                    match selected {
                        Some(id) => {
                            self.show_customer(id, context.app)?;
                            self.in_full = false;
                        }
                        None => self.load_first(context.app)?,
                    }
                }
            }
            Action::Left => (self.touch, self.in_full) = (None, false),
            Action::Import => return Ok(Flow::Push(Box::new(Importing::new(context.app)))),
            Action::Mark => {
                let Some(id) = self.selected().map(|line| line.id) else {
                    self.nobody_for(action, context);
                    return Ok(Flow::Stay);
                };
                self.marks.turn(id);
                self.list.moves(Action::Down, &self.pages, context.app)?;
                self.load_detail(context.app)?;
            }
            Action::Sort => self.sort(context)?,
            _ => return self.act_on_selected(action, context),
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let (list, _) = self.split(context.area);
        let row = at.y.checked_sub(self.first_row.get()).filter(|_| list.contains(at));
        if row.is_some_and(|row| self.list.select_row(row.into())) {
            (self.touch, self.in_full) = (None, Self::is_narrow(context.area));
            self.load_detail(context.app)?;
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        if self.filter.is_typing() { Some(self) } else { None }
    }

    fn subject(&self) -> Option<Rect> {
        self.drawn.get()
    }

    fn subjects(&self) -> Vec<Rect> {
        // What the keys do to those who are marked is not about the one in focus.
        if self.marks.is_empty() || self.touch.is_some() {
            return self.subject().into_iter().collect();
        }
        self.drawn_marked.borrow().clone()
    }

    fn came_back(&mut self, undone: &Undone, app: &mut App) -> Result<()> {
        let is_about = |id: CustomerId| undone.customers.contains(&id);
        if self.touch.is_some() || self.selected().is_none_or(|line| is_about(line.id)) {
            return Ok(());
        }
        let in_memory = self.list.items().iter().position(|listed| is_about(listed.line.id));
        if in_memory.is_none_or(|at| !self.list.select(at))
            && !self.pages.is_narrowed()
            && let Some(id) = undone.customers.first()
            && let Some(listed) = self.pages.find(app, id)?
        {
            self.list.around(&listed, &self.pages, app)?;
        }
        self.load_detail(app)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let (list, detail) = self.split(area);
        if self.list.is_empty() && !self.filter.is_on() {
            return Self::draw_nobody(frame, area, cx);
        }
        self.drawn.set(None);
        self.drawn_marked.borrow_mut().clear();
        let in_full = self.detail.is_some() && (self.in_full || self.touch.is_some());
        self.is_alone.set(in_full && Self::is_narrow(area));
        if !Self::is_narrow(area) || !in_full {
            self.draw_list(frame, list, cx);
        }
        if let Some(customer) = self.detail.as_ref().filter(|_| !Self::is_narrow(area) || in_full) {
            customer.draw(frame, detail, cx, self.touch);
            if Self::is_narrow(area) {
                self.drawn.set(Some(Rect { height: detail.height.min(2), ..detail }));
            }
        }
    }
}

impl FilteredList for Customers {
    fn filter(&mut self) -> &mut Filter {
        &mut self.filter
    }

    fn list_anew(&mut self, app: &App) -> Result<()> {
        self.load_first(app)
    }
}

impl Customers {
    /// Opens the selected stop of the page: a log to correct, or a colleague.
    fn open_stop(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        match self.detail.as_ref().zip(self.touch).and_then(|(detail, at)| detail.stop(at)) {
            Some(Stop::Colleague(id)) => Ok(Flow::Show(id)),
            Some(Stop::Everybody(company)) => {
                self.touch = None;
                self.in_full = false;
                self.filter.take(&format!("company:\"{}\"", company.replace('"', " ")));
                self.load_first(context.app)?;
                Ok(Flow::Stay)
            }
            _ => self.act_on_selected(Action::Edit, context),
        }
    }

    /// Sorts the list by the next order; the selected customer stays selected.
    fn sort(&mut self, context: &mut Context<'_>) -> Result<()> {
        self.pages.order = self.pages.order.next();
        self.list.refresh(&self.pages, context.app)?;
        self.load_detail(context.app)?;
        context.tell(format!("Sorted {}", self.pages.order.describe()));
        Ok(())
    }
}
