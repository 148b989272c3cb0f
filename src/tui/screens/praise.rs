//! Praise: a reader, not a table. One remark after another with room around it, on pages that turn.

use std::collections::HashSet;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::ask::Question;
use super::call::Pressed;
use super::call_which;
use super::choose::Choose;
use super::hang::HangWall;
use super::kind_words::KindWords;
use super::log_form::LogForm;
use crate::app::App;
use crate::app::customers::Direction;
use crate::app::praise::{PraiseFilter, Quoted};
use crate::app::teammates::ALL_PRAISE;
use crate::domain::filter::Filter as Asked;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::{Remark, without_marks};
use crate::error::Result;
use crate::present::praise::{self as words, Note};
use crate::tui::filter::{Filter, FilteredList, Found};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::window::{Pages, Sizes, Window};

mod drawing;

/// The remarks to read at a time, to hold, and to move with a page key.
const SIZES: Sizes = Sizes { page: 40, held: 160, leap: 5 };

impl Pages for PraiseFilter {
    type Item = Quoted;
    type Id = Again;

    fn id(item: &Quoted) -> Again {
        Again(item.remark.clone())
    }

    fn page(&self, app: &App, from: Option<&Quoted>, direction: Direction, count: usize) -> Result<Vec<Quoted>> {
        app.praise_page(self, from, direction, count)
    }

    fn find(&self, app: &App, Again(remark): &Again) -> Result<Option<Quoted>> {
        // An undo or a deletion may have taken it meanwhile, a correction may have altered it.
        app.find_again(remark)
    }
}

/// A remark by which it is found again: the same one has the same id.
pub(in crate::tui) struct Again(Remark);

impl PartialEq for Again {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

/// The state of the screen.
pub(crate) struct Praise {
    list: Window<Quoted>,
    filter: PraiseFilter,
    /// The customer, if the screen shows only one customer's praise.
    of: Option<String>,
    words: Filter,
    /// What could not be read of the words.
    problem: Option<String>,
    /// The keys of the words, for which the filter knows the customers.
    keys: Option<Asked>,
    today: chrono::NaiveDate,
    /// The remarks that hang on a team's wall.
    hung: HashSet<RemarkId>,
    /// Whom the user was told to be asleep, when asked to call them: the same key again calls anyway.
    warned: Option<CustomerId>,
    /// Where the last frame drew which remark.
    drawn: std::cell::RefCell<Vec<(Rect, usize)>>,
}

impl Default for Praise {
    fn default() -> Self {
        Self {
            list: Window::new(SIZES),
            filter: PraiseFilter::default(),
            of: None,
            words: Filter::default(),
            problem: None,
            keys: None,
            today: chrono::NaiveDate::MIN,
            hung: HashSet::new(),
            warned: None,
            drawn: std::cell::RefCell::default(),
        }
    }
}

impl Praise {
    fn focused(&self) -> Option<&Quoted> {
        self.list.selected()
    }

    fn load_first(&mut self, app: &App) -> Result<()> {
        self.narrow_by_words(app)?;
        self.list.first(&self.filter, app)
    }

    /// Reads the words and keys of the filter, as the book stands now.
    fn narrow_by_words(&mut self, app: &App) -> Result<()> {
        let mut asked = self.words.parsed();
        self.problem = asked.problems.first().cloned();
        // While words are typed, the keys before them mean the same customers.
        let keys = asked.keys();
        let known = self.keys.as_ref() == Some(&keys);
        if known {
            (asked.fields, asked.states) = Default::default();
        }
        let PraiseFilter { customers, words, phrases, .. } = app.praise_narrowed(&asked)?.unwrap_or_default();
        let customers = if known { self.filter.customers.take() } else { customers };
        self.filter = PraiseFilter { customers, words, phrases, ..self.filter.clone() };
        self.keys = Some(keys);
        Ok(())
    }

    fn is_filtered(&self) -> bool {
        self.filter != PraiseFilter::default() || self.words.has_words()
    }
}

impl Screen for Praise {
    fn scopes(&self) -> &'static [Scope] {
        if self.words.is_typing() { &[Scope::Finding] } else { &[Scope::Praise, Scope::List, Scope::Global] }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if self.list.is_empty() && !self.words.is_typing() && !self.is_filtered() {
            return Some(vec![
                keymap.word(Scope::Praise, Action::KindWords, "keep a kind sentence"),
                keymap.word(Scope::Global, Action::GoToday, "today"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]);
        }
        if let Some(words) = self.words.footer(keymap, Found::of(self.list.items().first())) {
            return Some(words);
        }
        let quoted = self.focused()?;
        let mut words = vec![
            keymap.word(Scope::Praise, Action::Open, "open"),
            keymap.word(Scope::Praise, Action::Star, if quoted.remark.starred { "unstar" } else { "star" }),
            keymap.word(
                Scope::Praise,
                Action::ByCustomer,
                if self.filter.customer.is_some() { "all customers" } else { "by customer" },
            ),
        ];
        if self.filter.teammate.is_some() {
            words.push(keymap.word(Scope::Praise, Action::ByTeammate, "all praise"));
        } else if quoted.remark.teammates.is_empty() {
            words.push(keymap.word(Scope::Praise, Action::Call, "call"));
        } else {
            words.push(keymap.word(Scope::Praise, Action::ByTeammate, "by teammate"));
        }
        words.push(keymap.word(Scope::Global, Action::Lift, "I'm down"));
        words.push(keymap.word(Scope::Global, Action::Help, "help"));
        Some(words)
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.today = app.clock().today();
        self.keys = None;
        self.hung = app.own_on_walls()?;
        self.narrow_by_words(app)?;
        self.list.refresh(&self.filter, app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if !matches!(action, Action::Call | Action::CallWhich) {
            self.warned = None;
        }
        if self.list.moves(action, &self.filter, context.app)? {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Filter => self.words.begin(),
            Action::Open if self.words.is_typing() => self.words.keep(),
            Action::Back if self.words.is_typing() => {
                self.words.leave();
                self.load_first(context.app)?;
            }
            Action::Back if self.is_filtered() => {
                self.words.leave();
                (self.filter, self.keys) = (PraiseFilter::default(), None);
                self.of = None;
                self.load_first(context.app)?;
            }
            Action::KindWords => return Ok(Flow::Push(Box::new(KindWords::default()))),
            Action::Wall => return Ok(Flow::Push(Box::new(HangWall::of(self.filter.clone(), context.app)))),
            _ => return self.act_on_focused(action, context),
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, _context: &mut Context<'_>) -> Result<Flow> {
        let hit = self.drawn.borrow().iter().find(|(place, _)| place.contains(at)).map(|(_, item)| *item);
        if let Some(item) = hit {
            self.list.select(item);
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        if self.words.is_typing() { Some(self) } else { None }
    }

    fn subject(&self) -> Option<Rect> {
        let cursor = self.list.cursor();
        self.drawn.borrow().iter().find(|(_, item)| *item == cursor).map(|(place, _)| *place)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_all(frame, area, cx);
    }
}

impl FilteredList for Praise {
    fn filter(&mut self) -> &mut Filter {
        &mut self.words
    }

    fn list_anew(&mut self, app: &App) -> Result<()> {
        self.load_first(app)
    }
}

impl Praise {
    /// Shows only praise for the focused one's teammate, or by its customer; all of it again, where it is narrowed so.
    fn narrow(&mut self, action: Action, quoted: &Quoted, context: &mut Context<'_>) -> Result<()> {
        if action == Action::ByCustomer {
            let next = if self.filter.customer.is_some() { None } else { Some(quoted.remark.customer) };
            self.filter.customer = next;
            self.of = next.map(|_| quoted.customer_name.clone());
        } else if self.filter.teammate.is_some() {
            self.filter.teammate = None;
        } else if let Some(name) = quoted.remark.teammates.first() {
            self.filter.teammate = Some(name.clone());
        } else {
            context.tell("This one names no teammate");
            return Ok(());
        }
        self.load_first(context.app)
    }

    fn act_on_focused(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(quoted) = self.focused().cloned() else {
            let key = context.keymap.key(Scope::Praise, Action::KindWords);
            let why = if self.is_filtered() {
                "No praise matches".to_string()
            } else {
                format!("Nothing kind in the book yet; {key} keeps a sentence")
            };
            return Ok(context.nothing_for(action, why));
        };
        let pressed = Pressed { scope: Scope::Praise, action };
        if let Some(flow) = call_which::act_on(pressed, quoted.remark.customer, &mut self.warned, context)? {
            return Ok(flow);
        }
        match action {
            Action::Open => return Ok(Flow::Show(quoted.remark.customer)),
            Action::Star => {
                turn_star(&quoted, context)?;
            }
            Action::ByTeammate | Action::ByCustomer => self.narrow(action, &quoted, context)?,
            Action::Copy => {
                let text = without_marks(&quoted.remark.text);
                let copied = format!("{} is copied", words::briefly(&quoted));
                context.copy(format!("“{text}” {}", quoted.customer_name), &copied);
            }
            Action::Kudos => match quoted.remark.teammates.first() {
                Some(name) => {
                    let kudos = context.app.kudos(name, None, ALL_PRAISE)?;
                    let today = context.app.clock().today();
                    let copied = format!("A note for {} is copied", kudos.teammate);
                    context.copy(words::note(&kudos, today, Note::Plain), &copied);
                }
                None => context.tell("This one names no teammate"),
            },
            Action::Join => match quoted.remark.teammates.first() {
                Some(name) => return Ok(Flow::Push(Box::new(Question::join(name)))),
                None => context.tell("This one names no teammate"),
            },
            Action::HangUp => {
                let asked = Choose::hang_up(vec![quoted], context)?;
                return Ok(asked.map_or(Flow::Stay, |asked| Flow::Push(Box::new(asked))));
            }
            Action::Log => {
                let customer = context.app.customer(quoted.remark.customer)?;
                return Ok(Flow::Push(Box::new(LogForm::new(context.app, &customer)?)));
            }
            _ => {}
        }
        Ok(Flow::Stay)
    }
}

/// Stars a praise, or takes its star; says so, and returns it as it is now.
pub(super) fn turn_star(quoted: &Quoted, context: &mut Context<'_>) -> Result<Quoted> {
    // A correction in another window gave it another id.
    let id = context.app.find_again(&quoted.remark)?.map_or(quoted.remark.id, |now| now.remark.id);
    let (turned, said) = if quoted.remark.starred {
        (context.app.unstar(id)?, "No longer starred")
    } else {
        (context.app.star(id)?, "Starred")
    };
    context.done(format!("{said}: {}", words::briefly(quoted)));
    Ok(turned)
}
