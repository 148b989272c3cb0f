//! Customers: a list on the left, the selected one in full on the right. The selection is an id, not a row.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use detail::Detail;
use paging::{Listed, Ordered, SIZES};

use super::ask::Question;
use super::call;
use super::choose::Choose;
use super::customer_form::CustomerForm;
use super::log_form::LogForm;
use super::today::log_miss;
use crate::app::App;
use crate::app::customers::{CUSTOMER_FORM, CustomerLine, Visibility};
use crate::domain::customer::{Customer, Standing, first_name};
use crate::domain::ids::CustomerId;
use crate::domain::remark::RemarkKind;
use crate::domain::touch::Outcome;
use crate::error::Result;
use crate::present::customers;
use crate::tui::filter::Filter;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::widgets::paragraph;
use crate::tui::window::{Pages, Window};

mod detail;
mod listing;
mod paging;

/// The narrowest body with list and detail side by side.
const SIDE_BY_SIDE: u16 = 76;

/// The state of the screen.
pub(crate) struct Customers {
    list: Window<Listed>,
    /// Where the list reads its pages from.
    pages: Ordered,
    filter: Filter,
    detail: Option<Detail>,
    /// The selected touch of the timeline; None while the list has the focus.
    touch: Option<usize>,
    /// Whether a body without room for both shows the customer instead of the list.
    in_full: bool,
    today: chrono::NaiveDate,
    /// Where the last frame drew the selected customer.
    drawn: std::cell::Cell<Option<Rect>>,
}

impl Default for Customers {
    fn default() -> Self {
        Self {
            list: Window::new(SIZES),
            pages: Ordered::default(),
            filter: Filter::default(),
            detail: None,
            touch: None,
            in_full: false,
            today: chrono::NaiveDate::MIN,
            drawn: std::cell::Cell::default(),
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
        self.load_detail(app)
    }

    /// Moves within the timeline if it has the focus; returns whether the action moved there.
    fn moves_in_timeline(&mut self, action: Action) -> bool {
        let Some(touch) = &mut self.touch else { return false };
        let mut cursor = ListCursor::at_line(*touch);
        let moves = cursor.moves(action, self.detail.as_ref().map_or(0, |d| d.touches.len()));
        *touch = cursor.at();
        moves
    }

    fn load_detail(&mut self, app: &App) -> Result<()> {
        let Some(id) = self.selected().map(|l| l.id) else {
            self.detail = None;
            return Ok(());
        };
        self.detail = Some(Detail::load(app, app.customer(id)?)?);
        let last = self.detail.as_ref().map_or(0, |d| d.touches.len());
        self.touch = self.touch.filter(|_| last > 0).map(|t| t.min(last.saturating_sub(1)));
        Ok(())
    }

    fn is_narrow(area: Rect) -> bool {
        area.width < SIDE_BY_SIDE
    }

    fn split(area: Rect) -> (Rect, Rect) {
        let whole = area.width.min(140);
        let x = area.x + (area.width - whole) / 2;
        let list = if whole >= 110 { 58 + (whole - 110) / 2 } else { 34 };
        let top = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if Self::is_narrow(area) {
            let inner = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..top };
            return (inner, inner);
        }
        let left = Rect { x: x + 2, width: list, ..top };
        let right = Rect { x: x + 2 + list + 3, width: whole - list - 8, ..top };
        (left, right)
    }
}

impl Screen for Customers {
    fn scopes(&self) -> &'static [Scope] {
        if self.filter.is_typing() { &[Scope::Finding] } else { &[Scope::Customers, Scope::List, Scope::Global] }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if self.filter.is_typing() {
            return None;
        }
        if self.list.is_empty() && !self.filter.has_words() {
            return Some(vec![
                keymap.word(Scope::Global, Action::AddCustomer, "add a customer"),
                keymap.word(Scope::Customers, Action::Import, "import"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        if self.touch.is_some() {
            return Some(vec![
                ("↑↓".to_string(), "logs"),
                keymap.word(Scope::Customers, Action::Open, "edit this log"),
                keymap.word(Scope::Customers, Action::Delete, "delete it"),
                keymap.word(Scope::Customers, Action::Left, "list"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        let customer = &self.detail.as_ref()?.customer;
        let favorite = if customer.favorite { "no favorite" } else { "favorite" };
        Some(vec![
            keymap.word(Scope::Customers, Action::Open, "open"),
            if call::can_be_called(customer) {
                keymap.word(Scope::Customers, Action::Call, "call")
            } else {
                keymap.word(Scope::Customers, Action::Favorite, favorite)
            },
            keymap.word(Scope::Customers, Action::Log, "log"),
            keymap.word(Scope::Customers, Action::Edit, "edit"),
            keymap.word(Scope::Global, Action::Lift, "I'm down"),
            keymap.word(Scope::Global, Action::Help, "help"),
        ])
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        self.pages.narrow(&self.filter.parsed(), app)?;
        self.list.refresh(&self.pages, app)?;
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
        if self.moves_in_timeline(action) {
            return Ok(Flow::Stay);
        }
        if self.list.moves(action, &self.pages, context.app)? {
            self.load_detail(context.app)?;
            return Ok(Flow::Stay);
        }
        match action {
            Action::Filter => {
                self.filter.begin();
                (self.touch, self.in_full) = (None, false);
            }
            Action::Open if self.filter.is_typing() => self.filter.keep(),
            Action::Open if self.touch.is_some() => return self.act_on_selected(Action::Edit, context),
            Action::Open | Action::Right => self.open(context),
            Action::Back if self.touch.is_some() => self.touch = None,
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
            Action::Import => return Ok(Flow::Push(Box::new(Question::import()))),
            _ => return self.act_on_selected(action, context),
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let (list, _) = Self::split(context.area);
        let from = if self.filter.is_on() { 2 } else { 0 };
        let row = at.y.checked_sub(list.y + from).filter(|_| list.contains(at));
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

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let (list, detail) = Self::split(area);
        if self.list.is_empty() && !self.filter.is_on() {
            let inner = Rect {
                x: area.x + 4,
                y: area.y + 2,
                width: area.width.saturating_sub(8),
                height: area.height.saturating_sub(2),
            };
            let mut lines = vec![Line::styled("Nobody here yet.", cx.theme.accent), Line::default()];
            let add = cx.keymap.key(Scope::Global, Action::AddCustomer);
            let import = cx.keymap.key(Scope::Customers, Action::Import);
            lines.extend(paragraph(
                &format!("{add} adds a customer: a name and a number will do. {import} imports a file of contacts."),
                usize::from(inner.width),
                cx.theme.text,
            ));
            crate::tui::chrome::lines(frame, inner, lines);
            return;
        }
        self.drawn.set(None);
        let in_full = self.detail.is_some() && (self.in_full || self.touch.is_some());
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

impl TextInput for Customers {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        if self.filter.key(key) {
            self.load_first(context.app)?;
        }
        Ok(Flow::Stay)
    }
}

impl Customers {
    /// Goes from the list into the selected customer: to the first of their logs, if there is one.
    fn open(&mut self, context: &mut Context<'_>) {
        let Some(detail) = &self.detail else { return };
        let narrow = Self::is_narrow(context.area);
        if !detail.touches.is_empty() && (self.in_full || !narrow) {
            self.touch = Some(self.touch.unwrap_or(0));
        } else if detail.touches.is_empty() && (self.in_full || !narrow) {
            let key = context.keymap.key(Scope::Customers, Action::Log);
            context.tell(format!("Nothing is logged with {} yet; {key} logs a call", detail.customer.first_name()));
        }
        self.in_full = true;
    }

    fn act_on_selected(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(detail) = &self.detail else { return Ok(Flow::Stay) };
        let customer = detail.customer.clone();
        let touch = self.touch.and_then(|t| detail.touches.get(t)).map(|logged| logged.touch.clone());
        match action {
            Action::Call | Action::CallWhich => return call::call(&customer, context),
            Action::Log => return Ok(Flow::Push(Box::new(LogForm::new(context.app, &customer)?))),
            Action::NoAnswer => return log_miss(&customer, Outcome::NoAnswer, context),
            Action::Voicemail => return log_miss(&customer, Outcome::Voicemail, context),
            Action::Edit => {
                if let Some(touch) = touch {
                    return Ok(Flow::Push(Box::new(LogForm::correct(context.app, &touch)?)));
                }
                let draft = context.app.draft(CUSTOMER_FORM, Some(customer.id))?;
                return Ok(Flow::Push(Box::new(CustomerForm::edit(&customer, draft.as_ref()))));
            }
            Action::Delete => match touch {
                Some(touch) => {
                    let (_, people) = context.app.delete_touch(touch.id)?;
                    context.done(format!("Deleted {} {}", touch.kind.article(), people.names()));
                }
                None => context.tell("Choose one of the logs first: →"),
            },
            Action::Refer => return self.refer(detail, context),
            Action::Rate => return Ok(Flow::Push(Box::new(Question::rate(&customer)))),
            Action::Favorite | Action::Standing | Action::Snooze => return self.turn(action, &customer, context),
            Action::Archive => {
                context.app.set_visibility(customer.id, Visibility::Archived)?;
                context.done(format!("{} is out of sight; what they said stays", customer.name));
            }
            Action::OpenElsewhere => return call::open_elsewhere(&customer, context),
            _ => {}
        }
        Ok(Flow::Stay)
    }

    /// Changes a customer's state: favorite or not, buyer or past buyer, snoozed or not.
    fn turn(&self, action: Action, customer: &Customer, context: &mut Context<'_>) -> Result<Flow> {
        let first = first_name(&customer.name);
        match action {
            Action::Favorite => {
                let now = if customer.favorite {
                    context.app.drop_favorite(customer.id)?;
                    "no longer a favorite"
                } else {
                    context.app.make_favorite(customer.id)?;
                    "a favorite now"
                };
                context.done(format!("{first} is {now}"));
            }
            Action::Standing if customer.standing == Standing::Active => {
                return Ok(Flow::Push(Box::new(Choose::why_they_left(customer))));
            }
            Action::Standing => {
                let back = context.app.move_standing(customer.id, Standing::Active, None)?;
                context.done(customers::standing_changed(customer, &back, self.today).unwrap_or_default());
            }
            _ if customer.snoozed_until.is_some_and(|d| d > self.today) => {
                context.app.unsnooze(customer.id)?;
                context.done(format!("{first} is back in the rotation"));
            }
            _ => return Ok(Flow::Push(Box::new(Question::snooze(customer)))),
        }
        Ok(Flow::Stay)
    }

    /// Opens the form of the person a customer pointed to, in the selected log or else the last one with a referral.
    fn refer(&self, detail: &Detail, context: &mut Context<'_>) -> Result<Flow> {
        let logs = detail.touches.iter().enumerate().filter(|(at, _)| self.touch.is_none_or(|t| t == *at));
        let mut said = logs.flat_map(|(_, logged)| &logged.remarks);
        let said = said.find(|r| r.kind == RemarkKind::Referral).map(|r| r.text.clone()).unwrap_or_default();
        let draft = context.app.draft(CUSTOMER_FORM, None)?;
        Ok(Flow::Push(Box::new(CustomerForm::referred(&detail.customer, &said, draft.as_ref()))))
    }
}
