//! In touch: past buyers by how long they have waited, a handful each week, with a way to be in touch.

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use paging::{FOUND, Placed, SIZES, Waiting};

use super::call::{self, Pressed};
use super::call_which;
use super::card_words;
use super::customer_form::CustomerForm;
use super::log_form::LogForm;
use super::today::{NextPick, log_miss};
use crate::app::App;
use crate::app::customers::CUSTOMER_FORM;
use crate::app::keep_in_touch::{PastBuyer, PastBuyers, is_due};
use crate::app::undo::Undone;
use crate::domain::customer::Standing;
use crate::domain::ids::CustomerId;
use crate::domain::remark::Remark;
use crate::domain::touch::{Outcome, TouchKind};
use crate::error::Result;
use crate::present::customers;
use crate::tui::filter::{Filter, FilteredList, Found};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::window::Window;

mod drawing;
mod paging;

/// The most earlier gifts to recall.
const GIFTS: usize = 3;

/// The state of the screen.
pub(crate) struct InTouch {
    all: PastBuyers,
    /// Where the list reads its pages from.
    pages: Waiting,
    list: Window<Placed>,
    /// Whether to show everybody, though more are due than the week's handful.
    everybody: bool,
    /// The user's choice of another way, by customer, with the ways and the last touch at that time: a log ends it.
    chosen: HashMap<CustomerId, (Vec<TouchKind>, Option<chrono::NaiveDate>, TouchKind)>,
    filter: Filter,
    /// What could not be read of the filter.
    problem: Option<String>,
    selected: Option<Selected>,
    today: chrono::NaiveDate,
    /// Whom the user was told to be asleep, when asked to call them: the same key again calls anyway.
    warned: Option<CustomerId>,
    /// Where the last frame drew the selected buyer.
    drawn: std::cell::Cell<Option<Rect>>,
}

/// More about the selected buyer.
struct Selected {
    id: CustomerId,
    /// Their last remark that is worth recalling.
    said: Option<Remark>,
    gifts: Vec<(String, chrono::NaiveDate)>,
    /// What they said before, newest first.
    earlier: Vec<Remark>,
}

/// The latest touches to look through for what they said before.
const LOOKED_THROUGH: usize = 8;

impl Default for InTouch {
    fn default() -> Self {
        Self {
            all: PastBuyers::default(),
            pages: Waiting::default(),
            list: Window::new(SIZES),
            everybody: false,
            chosen: HashMap::new(),
            filter: Filter::default(),
            problem: None,
            selected: None,
            today: chrono::NaiveDate::MIN,
            warned: None,
            drawn: std::cell::Cell::default(),
        }
    }
}

impl InTouch {
    fn focused(&self) -> Option<&PastBuyer> {
        self.list.selected().map(|placed| &placed.buyer)
    }

    fn way(&self, buyer: &PastBuyer) -> Option<TouchKind> {
        let chosen = self.chosen.get(&buyer.customer.id);
        let still = chosen.filter(|(ways, last, _)| *ways == buyer.ways && *last == buyer.customer.last_touch);
        still.map(|(_, _, way)| *way).or(buyer.suggest())
    }

    /// Tells whether the list shows only the week's handful.
    fn is_handful(&self) -> bool {
        !self.everybody && !self.filter.has_words() && self.all.due() > self.all.handful()
    }

    /// Chooses what the list reads: the filter's hits, the week's handful, or everybody.
    fn turn_to(&mut self, app: &App) -> Result<()> {
        let asked = self.filter.parsed();
        self.problem = asked.problems.first().cloned();
        self.pages = if !asked.is_empty() {
            Waiting::Found(app.past_buyers_narrowed(&asked, FOUND)?)
        } else if self.is_handful() {
            Waiting::InOrder { all: self.all.clone().only(is_due), count: self.all.handful() }
        } else {
            Waiting::InOrder { all: self.all.clone(), count: self.all.len() }
        };
        Ok(())
    }

    /// Reads the list from its first row.
    fn load_first(&mut self, app: &App) -> Result<()> {
        self.turn_to(app)?;
        self.list.first(&self.pages, app)?;
        self.load_selected(app)
    }

    /// Reads the list again; the selection stays.
    fn reload(&mut self, app: &App) -> Result<()> {
        self.turn_to(app)?;
        self.list.refresh(&self.pages, app)?;
        self.load_selected(app)
    }

    fn load_selected(&mut self, app: &App) -> Result<()> {
        self.selected = match self.focused().map(|b| b.customer.id) {
            Some(id) => {
                let talk = app.last_conversation(id)?;
                let gifts = app.gifts_before(id, GIFTS)?;
                let what = |text: &str| text.lines().next().unwrap_or_default().trim().to_string();
                let said = app.last_said_in(talk.as_ref(), id)?.into_iter().next();
                let touches = app.touches_of(id, LOOKED_THROUGH)?;
                let mut earlier = app.remarks_of_touches(&touches)?.concat();
                let shown = said.as_ref().map(|said| said.id);
                earlier.retain(|remark| remark.customer == id && Some(remark.id) != shown);
                let gifts = gifts.iter().map(|g| (what(&g.text), g.day())).collect();
                Some(Selected { id, said, gifts, earlier })
            }
            None => None,
        };
        Ok(())
    }

    fn act_on_focused(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(buyer) = self.focused().cloned() else {
            let why = if self.all.is_empty() { "Nobody has left yet" } else { "Nobody matches" };
            return Ok(context.nothing_for(action, why));
        };
        let customer = &buyer.customer;
        let pressed = Pressed { scope: Scope::InTouch, action };
        if let Some(flow) = call_which::act_on(pressed, customer.id, &mut self.warned, context)? {
            return Ok(flow);
        }
        match action {
            Action::Log => match self.way(&buyer) {
                Some(way) => return Ok(Flow::Push(Box::new(LogForm::of_kind(context.app, customer, way)?))),
                None => context.tell("The configuration has no way to be in touch without a call"),
            },
            Action::Way => {
                let at = buyer.ways.iter().position(|w| Some(*w) == self.way(&buyer)).unwrap_or(0);
                let next = buyer.ways.get((at + 1) % buyer.ways.len().max(1)).copied();
                if let Some(next) = next {
                    self.chosen.insert(customer.id, (buyer.ways.clone(), customer.last_touch, next));
                }
            }
            Action::NoAnswer => return log_miss(customer, Outcome::NoAnswer, NextPick::OnToday, context),
            Action::Voicemail => return log_miss(customer, Outcome::Voicemail, NextPick::OnToday, context),
            Action::Standing => {
                let back = context.app.move_standing(customer.id, Standing::Active, None)?;
                let line = customers::standing_changed(customer, &back, self.today);
                context.done(line.unwrap_or_default());
            }
            Action::Edit => {
                let draft = context.app.draft(CUSTOMER_FORM, Some(customer.id))?;
                return Ok(Flow::Push(Box::new(CustomerForm::edit(customer, draft.as_ref()))));
            }
            Action::Open => return Ok(Flow::Show(customer.id)),
            Action::Copy => card_words::copy_for_a_card(customer, context)?,
            _ => {}
        }
        Ok(Flow::Stay)
    }
}

/// Says in the footer what the key logs.
fn logs(way: TouchKind) -> &'static str {
    match way {
        TouchKind::Call => "log a call",
        TouchKind::Visit => "log a visit",
        TouchKind::Card => "log a card",
        TouchKind::Gift => "log a gift",
        TouchKind::Message => "log a message",
    }
}

impl Screen for InTouch {
    fn scopes(&self) -> &'static [Scope] {
        if self.filter.is_typing() { &[Scope::Finding] } else { &[Scope::InTouch, Scope::List, Scope::Global] }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if let Some(words) = self.filter.footer(keymap, Found::of(self.list.items().first())) {
            return Some(words);
        }
        if self.all.is_empty() {
            return Some(vec![
                keymap.word(Scope::Global, Action::GoCustomers, "customers"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        let buyer = self.focused()?;
        let mut words = vec![
            keymap.word(Scope::InTouch, Action::Log, self.way(buyer).map_or("log it", logs)),
            keymap.word(Scope::InTouch, Action::Way, "another way"),
            keymap.word(Scope::InTouch, Action::Open, "open"),
        ];
        let is_card = self.way(buyer) == Some(TouchKind::Card);
        if call::can_be_called(&buyer.customer) && !is_card {
            words.push(keymap.word(Scope::InTouch, Action::Call, "call"));
        }
        words.push(keymap.word(Scope::Global, Action::Lift, "I'm down"));
        if is_card {
            words.push(keymap.word(Scope::InTouch, Action::Copy, "copy for a card"));
        }
        words.push(keymap.word(Scope::Global, Action::Help, "help"));
        Some(words)
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        self.all = app.past_buyers()?;
        self.reload(app)
    }

    fn came_back(&mut self, undone: &Undone, app: &mut App) -> Result<()> {
        let is_about = |id: CustomerId| undone.customers.contains(&id);
        if self.focused().is_some_and(|buyer| is_about(buyer.customer.id)) {
            return Ok(());
        }
        let there = self.list.items().iter().position(|placed| is_about(placed.buyer.customer.id));
        if there.is_some_and(|at| self.list.select(at)) {
            self.load_selected(app)?;
        }
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if !matches!(action, Action::Call | Action::CallWhich) {
            self.warned = None;
        }
        if self.list.moves(action, &self.pages, context.app)? {
            self.load_selected(context.app)?;
            return Ok(Flow::Stay);
        }
        match action {
            Action::Filter => self.filter.begin(),
            Action::Open if self.filter.is_typing() => self.filter.keep(),
            Action::Back if self.filter.leave() => {
                self.load_first(context.app)?;
            }
            Action::Back if self.everybody => {
                self.everybody = false;
                self.reload(context.app)?;
            }
            Action::Everybody => {
                let before = self.list.items().len();
                self.everybody = !self.everybody;
                self.reload(context.app)?;
                if self.list.items().len() == before {
                    context.tell(if before == 0 { "Nobody has left yet" } else { "Everybody who left is listed" });
                }
            }
            _ => return self.act_on_focused(action, context),
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let list = self.list_area(context.area);
        let row = at.y.checked_sub(list.y).filter(|_| list.contains(at));
        if row.is_some_and(|row| self.list.select_row(row.into())) {
            self.load_selected(context.app)?;
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
        self.draw_all(frame, area, cx);
    }
}

impl FilteredList for InTouch {
    fn filter(&mut self) -> &mut Filter {
        &mut self.filter
    }

    fn list_anew(&mut self, app: &App) -> Result<()> {
        self.load_first(app)
    }
}
