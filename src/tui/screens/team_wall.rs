//! What hangs on the walls of the user's teams, the newest first: as the last sync brought it. What is done here waits for the
//! next one.

use std::cell::RefCell;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::customers::Direction;
use crate::app::team::hanging::{WallFilter, WallPraise, Walls};
use crate::domain::dates::Clock;
use crate::domain::ids::RemarkId;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::present::team;
use crate::tui::filter::{Filter, FilteredList, Found};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::team_act::TeamAct;
use crate::tui::window::{Pages, Sizes, Window};

mod drawing;

/// The remarks to read at a time, to hold, and to move with a page key.
const SIZES: Sizes = Sizes { page: 40, held: 160, leap: 5 };

impl Pages for WallFilter {
    type Item = WallPraise;
    /// The team, the remark and the rep.
    type Id = (String, RemarkId, String);

    fn id(item: &WallPraise) -> Self::Id {
        (item.team.clone(), item.remark, item.rep.clone())
    }

    fn page(
        &self,
        app: &App,
        from: Option<&WallPraise>,
        direction: Direction,
        count: usize,
    ) -> Result<Vec<WallPraise>> {
        app.wall_page(self, from, direction, count)
    }

    fn find(&self, app: &App, (team, remark, rep): &Self::Id) -> Result<Option<WallPraise>> {
        app.find_on_wall((team, *remark, rep))
    }
}

/// The state of the screen.
pub(crate) struct TeamWall {
    list: Window<WallPraise>,
    filter: WallFilter,
    words: Filter,
    walls: Walls,
    /// What was taken off here last: it is selected once it hangs there again.
    taken: Option<<WallFilter as Pages>::Id>,
    /// The time of the last reading; None before the first.
    clock: Option<Clock>,
    /// Where the last frame drew which remark.
    drawn: RefCell<Vec<(Rect, usize)>>,
}

impl Default for TeamWall {
    fn default() -> Self {
        Self {
            list: Window::new(SIZES),
            filter: WallFilter::default(),
            words: Filter::default(),
            walls: Walls::default(),
            taken: None,
            clock: None,
            drawn: RefCell::default(),
        }
    }
}

impl TeamWall {
    fn today(&self) -> NaiveDate {
        self.clock.as_ref().map_or(NaiveDate::MIN, Clock::today)
    }

    fn is_filtered(&self) -> bool {
        self.filter.teammate.is_some() || self.words.has_words()
    }

    /// Whether the user hung a remark there.
    fn is_own(&self, hanging: &WallPraise) -> bool {
        hanging.rep == self.walls.account
    }

    fn load_first(&mut self, app: &App) -> Result<()> {
        self.filter.words = self.words.words();
        self.list.first(&self.filter, app)
    }

    fn take_off(&mut self, hanging: &WallPraise, context: &mut Context<'_>) -> Result<()> {
        if !self.is_own(hanging) {
            context.tell(format!("{} hung that up, and can take it off; you can't", team::rep(hanging)));
            return Ok(());
        }
        match context.app.take_off_here(hanging)? {
            Some(taken) => {
                self.taken = Some(WallFilter::id(hanging));
                let done = format!("Off the wall: {}", team::briefly(hanging));
                context.done_in_team(done, TeamAct::TookOff(Box::new(taken)))?;
            }
            None => context.outdated("That was taken off meanwhile"),
        }
        Ok(())
    }

    /// Goes to who said a remark, as far as the user's own book knows.
    fn open(&self, hanging: &WallPraise, context: &mut Context<'_>) -> Flow {
        match context.app.quoted(hanging.remark) {
            Ok(quoted) if self.is_own(hanging) => Flow::Show(quoted.remark.customer),
            _ if self.is_own(hanging) => {
                context.tell("The log that this is from was corrected, or is gone");
                Flow::Stay
            }
            _ => {
                context.tell(format!("Who said that is in the book of {}", team::rep(hanging)));
                Flow::Stay
            }
        }
    }

    fn act_on_focused(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(hanging) = self.list.selected().cloned() else {
            let why = if self.is_filtered() { "Nothing on the wall matches" } else { "Nothing hangs here yet" };
            return Ok(context.nothing_for(action, why));
        };
        match action {
            Action::Open => return Ok(self.open(&hanging, context)),
            Action::TakeOff => self.take_off(&hanging, context)?,
            Action::ByTeammate => {
                if self.filter.teammate.take().is_none() {
                    self.filter.teammate.clone_from(&hanging.teammate);
                    if self.filter.teammate.is_none() {
                        context.tell("This one names no teammate");
                        return Ok(Flow::Stay);
                    }
                }
                self.load_first(context.app)?;
            }
            Action::Copy => {
                let named = hanging.customer.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
                let copied = format!("{} is copied", team::briefly(&hanging));
                context.copy(format!("“{}”{named}", without_marks(&hanging.text)), &copied);
            }
            _ => {}
        }
        Ok(Flow::Stay)
    }
}

impl Screen for TeamWall {
    fn scopes(&self) -> &'static [Scope] {
        if self.words.is_typing() { &[Scope::Finding] } else { &[Scope::TeamWall, Scope::List, Scope::Global] }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        if let Some(words) = self.words.footer(keymap, Found::of(self.list.items().first())) {
            return Some(words);
        }
        let mut words = Vec::new();
        if let Some(hanging) = self.list.selected() {
            if self.is_own(hanging) {
                words.push(keymap.word(Scope::TeamWall, Action::TakeOff, "take it off"));
            }
            if self.filter.teammate.is_some() {
                words.push(keymap.word(Scope::TeamWall, Action::ByTeammate, "the whole wall"));
            } else if hanging.teammate.is_some() {
                words.push(keymap.word(Scope::TeamWall, Action::ByTeammate, "by teammate"));
            }
            words.push(keymap.word(Scope::List, Action::Filter, "filter"));
        } else if !self.walls.teams.is_empty() {
            words.push(keymap.word(Scope::Global, Action::GoPraise, "praise"));
        }
        words.push(keymap.word(Scope::Global, Action::Lift, "I'm down"));
        words.push(keymap.word(Scope::TeamWall, Action::Back, "back"));
        words.push(keymap.word(Scope::Global, Action::Help, "help"));
        Some(words)
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.clock = Some(app.clock());
        self.walls = app.walls()?;
        self.filter.words = self.words.words();
        if let Some((team, remark, rep)) = &self.taken
            && app.find_on_wall((team, *remark, rep))?.is_some()
            && let Some(id) = self.taken.take()
        {
            return self.list.seek(&id, &self.filter, app);
        }
        self.list.refresh(&self.filter, app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
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
                self.filter = WallFilter::default();
                self.load_first(context.app)?;
            }
            Action::Back => return Ok(Flow::Pop),
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

impl FilteredList for TeamWall {
    fn filter(&mut self) -> &mut Filter {
        &mut self.words
    }

    fn list_anew(&mut self, app: &App) -> Result<()> {
        self.load_first(app)
    }
}
