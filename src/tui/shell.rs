//! The loop: events in, frames out. It is generic over backend and events, so that a test runs the real program.

use std::time::{Duration, Instant};

use crossterm::event::{KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect};

use super::backup_worker::BackupWorker;
use super::chrome;
pub use super::event::{Ended, Event, Events, Host};
use super::figures_worker::FiguresWorker;
use super::keymap::{Action, Keymap, Scope};
use super::screen::{Context, DrawContext, Flow, Message, MessageKind, Screen, Tab};
use super::screens::{customer_form, duplicates, help, lift, marking, palette, search};
use super::searcher::Searcher;
use super::tabs::Tabs;
use super::theme::{Theme, Themes};
use crate::app::{App, Start};
use crate::error::{Error, ErrorKind, Result};

mod background;
mod drafts;

/// How often another program's changes are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long no key is pressed before the day's backup is taken.
const BACKUP_AFTER_PAUSE: Duration = Duration::from_secs(1);

/// The screens, and what they share.
pub struct Shell<B: Backend, O: Host> {
    app: App,
    /// The user's own book, while the demo is looked at.
    own: Option<App>,
    terminal: Terminal<B>,
    host: O,
    keymap: Keymap,
    themes: Themes,
    theme: Theme,
    tabs: Tabs,
    tab: Tab,
    over: Vec<Box<dyn Screen>>,
    say: Option<Message>,
    searcher: Searcher,
    figures_worker: FiguresWorker,
    backup_worker: BackupWorker,
    body: Rect,
    seen_version: i64,
    looked: Instant,
    /// When typing began that no draft keeps yet, and when it last went on.
    unkept: Option<(Instant, Instant)>,
    /// When a draft could not be kept the last time.
    kept_badly: Option<Instant>,
    /// When a key was last pressed.
    pressed: Instant,
    /// The minute of which everything that is shown was read.
    minute: i64,
}

impl<B: Backend, O: Host> Shell<B, O> {
    /// The screens over an open book.
    pub fn new(mut app: App, terminal: Terminal<B>, host: O, themes: Themes, searcher: Searcher) -> Result<Self> {
        let keymap = Keymap::new(app.settings())?;
        let mut tabs = Tabs::default();
        tabs.refresh(Tab::Today, &mut app)?;
        let seen_version = app.data_version()?;
        Ok(Self {
            theme: themes.theme(),
            tabs,
            tab: Tab::Today,
            over: Vec::new(),
            say: None,
            body: Rect::default(),
            looked: Instant::now(),
            unkept: None,
            kept_badly: None,
            pressed: Instant::now(),
            minute: app.clock().instant.timestamp() / 60,
            own: None,
            app,
            terminal,
            host,
            keymap,
            themes,
            figures_worker: FiguresWorker::new(searcher.events()),
            backup_worker: BackupWorker::new(searcher.events()),
            searcher,
            seen_version,
        })
    }

    /// Opens where the command line says.
    pub fn start(&mut self, start: Start) -> Result<()> {
        if let Start::MarkFavorites(ids) = start {
            let mut marking = marking::Marking::new(ids);
            marking.refresh(&mut self.app)?;
            self.over.push(Box::new(marking));
        }
        Ok(())
    }

    /// The app, for tests that look at the book.
    pub fn app(&mut self) -> &mut App {
        &mut self.app
    }

    /// The terminal, for tests that look at the frame.
    pub fn terminal(&mut self) -> &mut Terminal<B> {
        &mut self.terminal
    }

    /// Draws, once the first frame stands asks the terminal for its background, and answers to events until the end.
    pub fn run(&mut self, events: &mut dyn Events, listen: impl FnOnce() -> Result<()>) -> Result<Ended> {
        self.draw()?;
        listen()?;
        if self.themes.asks() {
            self.host.query_background();
        }
        let ended = self.answer_all(events);
        // However it ended, also where a terminal that went away could not be drawn on.
        self.keep_drafts();
        self.note_shown();
        self.backup_worker.stop();
        if matches!(ended, Ok(Ended::Quit)) {
            self.backup_worker.catch_up(&self.app);
        }
        ended
    }

    fn answer_all(&mut self, events: &mut dyn Events) -> Result<Ended> {
        while let Some(event) = events.next(Some(self.wait())) {
            if let Some(ended) = self.answer(event)? {
                return Ok(ended);
            }
        }
        Ok(Ended::Quit)
    }

    /// How long to wait for an event: until the next minute, second of a timer, look at the book, or draft.
    fn wait(&self) -> Duration {
        let now = Instant::now();
        let mut wait = LOOK_EVERY.saturating_sub(now.duration_since(self.looked));
        for at in self.keep_at().into_iter().chain(self.note_at()) {
            wait = wait.min(at.saturating_duration_since(now));
        }
        wait.max(Duration::from_millis(1))
    }

    /// Answers to an event; how the program ends, where it does.
    pub fn answer(&mut self, event: Event) -> Result<Option<Ended>> {
        let mut draw = true;
        let flow = match event {
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.on_top(|screen, context| screen.pasted(&text, context)),
            Event::Mouse(mouse) => match self.mouse(mouse) {
                Some(flow) => flow,
                None => {
                    draw = false;
                    Ok(Flow::Stay)
                }
            },
            // Also where it is as large as before: what the terminal kept of the last frame is not known.
            Event::Resize => self.draw_anew().map(|()| Flow::Stay),
            Event::Signal(signal) => return Ok(Some(Ended::Signal(signal))),
            Event::Gone => return Ok(Some(Ended::Quit)),
            Event::Background(background) => {
                draw = self.themes.answer(background);
                self.theme = self.themes.theme();
                Ok(Flow::Stay)
            }
            Event::Found(query, found) => {
                match found {
                    Ok(hits) => self.top().found(&query, hits),
                    Err(error) => self.wrong(&error),
                }
                Ok(Flow::Stay)
            }
            Event::Counted(counted) => self.take_counted(counted).map(|()| Flow::Stay),
            Event::BackedUp(taken) => {
                draw = self.tell_of_backup(taken);
                Ok(Flow::Stay)
            }
            Event::Nothing => self.idle().map(|moved| {
                draw = moved;
                Flow::Stay
            }),
        };
        // A book that could not be read now is read again later; it ends nothing.
        let ended = flow.and_then(|flow| self.follow(flow)).unwrap_or_else(|error| {
            self.wrong(&error);
            None
        });
        if let Some(query) = self.top().query() {
            match self.searcher.search(&self.app, &query) {
                Ok(Some(hits)) => self.top().found(&query, hits),
                Ok(None) => {}
                Err(error) => self.wrong(&error),
            }
        }
        if let Some(count) = self.top().to_count()
            && let Err(error) = self.count(count)
        {
            self.wrong(&error);
        }
        if draw && ended.is_none() {
            self.draw()?;
        }
        // After the frame, so that no key waits for the disk.
        if self.keep_at().is_some_and(|at| at <= Instant::now()) {
            let was_kept = self.kept_badly.is_none();
            self.keep_drafts();
            if was_kept && self.kept_badly.is_some() && ended.is_none() {
                self.draw()?;
            }
        }
        if self.note_at().is_some_and(|at| at <= Instant::now()) {
            self.note_shown();
        }
        Ok(ended)
    }

    fn top(&mut self) -> &mut dyn Screen {
        top_of(&mut self.over, &mut self.tabs, self.tab)
    }

    /// Lets the screen on top answer, with what it may use.
    fn on_top(&mut self, answer: impl FnOnce(&mut dyn Screen, &mut Context<'_>) -> Result<Flow>) -> Result<Flow> {
        let mut copy = None;
        let mut changed = false;
        let screen = top_of(&mut self.over, &mut self.tabs, self.tab);
        let mut context = Context {
            app: &mut self.app,
            keymap: &self.keymap,
            say: &mut self.say,
            copy: &mut copy,
            changed: &mut changed,
            area: self.body,
        };
        let flow = answer(screen, &mut context);
        if let Some(text) = copy {
            self.host.copy(&text);
        }
        if changed {
            self.tabs.outdate();
            self.refresh_top()?;
        }
        if let Some((_, last)) = &mut self.unkept {
            *last = Instant::now();
        } else {
            self.unkept = Some((Instant::now(), Instant::now()));
        }
        flow
    }

    fn key(&mut self, key: KeyEvent) -> Result<Flow> {
        self.pressed = Instant::now();
        self.say = None;
        let scopes = self.top().scopes();
        let typing = self.top().takes_text();
        let is_text = typing
            && matches!(key.code, crossterm::event::KeyCode::Char(_))
            && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let action = if is_text { None } else { self.keymap.action(scopes, key) };
        // Quitting and suspending work everywhere, also where a form owns the other keys.
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let action = action.or_else(|| if control { self.keymap.action(&[Scope::Global], key) } else { None });
        let Some(action) = action else {
            return self.on_top(|screen, context| screen.typed(key, context));
        };
        self.act(action)
    }

    fn act(&mut self, action: Action) -> Result<Flow> {
        match action {
            Action::Quit => Ok(Flow::Quit),
            Action::Suspend => Ok(Flow::Suspend),
            Action::GoToday => Ok(Flow::Go(Tab::Today)),
            Action::GoPraise => Ok(Flow::Go(Tab::Praise)),
            Action::GoCustomers => Ok(Flow::Go(Tab::Customers)),
            Action::GoInTouch => Ok(Flow::Go(Tab::InTouch)),
            Action::GoVisits => Ok(Flow::Go(Tab::Visits)),
            Action::GoIdeas => Ok(Flow::Go(Tab::Ideas)),
            Action::GoTrends => Ok(Flow::Go(Tab::Trends)),
            Action::NextScreen => Ok(Flow::Go(self.tab.step(1))),
            Action::PreviousScreen => Ok(Flow::Go(self.tab.step(Tab::ALL.len() - 1))),
            Action::Help => Ok(Flow::Push(Box::new(help::Help::new(self.top().scopes(), &self.keymap)))),
            Action::Lift => Ok(Flow::Push(Box::new(lift::Lift::begin(&mut self.app)?))),
            Action::Search => Ok(Flow::Push(Box::new(search::SearchScreen::default()))),
            Action::Palette => {
                let scopes = self.top().scopes();
                Ok(Flow::Push(Box::new(palette::Palette::new(scopes, &self.keymap))))
            }
            Action::Duplicates => Ok(Flow::Push(Box::new(duplicates::Duplicates::default()))),
            Action::AddCustomer => {
                let draft = self.app.draft(crate::app::customers::CUSTOMER_FORM, None)?;
                Ok(Flow::Push(Box::new(customer_form::CustomerForm::add(&self.app, draft.as_ref())?)))
            }
            Action::Undo => {
                let undone = self.app.undo();
                self.tabs.outdate();
                self.refresh_top()?;
                let step = undone?;
                self.say = Some(Message { text: format!("Undone: {}", step.label), kind: MessageKind::Told });
                Ok(Flow::Stay)
            }
            other => self.on_top(|screen, context| screen.act(other, context)),
        }
    }

    fn follow(&mut self, flow: Flow) -> Result<Option<Ended>> {
        match flow {
            Flow::Stay => {}
            Flow::Quit => {
                self.keep_drafts();
                if !self.leave_demo()? {
                    return Ok(Some(Ended::Quit));
                }
            }
            Flow::Push(mut screen) => {
                self.keep_drafts();
                self.refreshed(screen.as_mut())?;
                self.over.push(screen);
            }
            Flow::Replace(mut screen) => {
                if !self.keep_before_leaving(1) {
                    return Ok(None);
                }
                self.over.pop();
                self.refreshed(screen.as_mut())?;
                self.over.push(screen);
            }
            Flow::Pop => {
                if !self.keep_before_leaving(1) {
                    return Ok(None);
                }
                self.over.pop();
                self.refresh_top()?;
            }
            Flow::Go(tab) => {
                if !self.keep_before_leaving(self.over.len()) {
                    return Ok(None);
                }
                self.over.clear();
                self.tab = tab;
                self.refresh_top()?;
            }
            Flow::Show(id) => {
                if !self.keep_before_leaving(self.over.len()) {
                    return Ok(None);
                }
                self.over.clear();
                self.tab = Tab::Customers;
                self.refresh_top()?;
                self.tabs.screen_mut(Tab::Customers).show_customer(id, &mut self.app)?;
            }
            Flow::Act(action) => {
                self.over.pop();
                self.refresh_top()?;
                let flow = self.act(action);
                return match flow {
                    Ok(flow) => self.follow(flow),
                    Err(error) => {
                        self.wrong(&error);
                        Ok(None)
                    }
                };
            }
            Flow::Demo => {
                self.note_shown();
                let demo = crate::app::demo::open(self.app.settings().clone(), self.app.now())?;
                let own = std::mem::replace(&mut self.app, demo);
                self.own = Some(own);
                self.tabs.outdate();
                self.over.clear();
                self.tab = Tab::Today;
                self.refresh_top()?;
                let text = "This is a made-up book; nothing you do here is kept. q brings you back to yours.";
                self.say = Some(Message { text: text.into(), kind: MessageKind::Told });
            }
            Flow::Suspend => {
                self.keep_drafts();
                self.note_shown();
                self.host.suspend()?;
                self.draw_anew()?;
            }
        }
        Ok(None)
    }

    /// Lets the next frame draw everything anew. (`clear` would ask the terminal where its cursor is, and the answer goes
    /// to our keys.)
    fn draw_anew(&mut self) -> Result<()> {
        let size = self.terminal.size().map_err(|e| cannot_draw(&e))?;
        self.terminal.resize(Rect::from((Position::ORIGIN, size))).map_err(|e| cannot_draw(&e))
    }

    fn refreshed(&mut self, screen: &mut dyn Screen) -> Result<()> {
        screen.refresh(&mut self.app)
    }

    /// Reads what is on top again, where the book changed since.
    fn refresh_top(&mut self) -> Result<()> {
        if let Some(screen) = self.over.last_mut() {
            return screen.refresh(&mut self.app);
        }
        self.tabs.refresh(self.tab, &mut self.app)
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Option<Result<Flow>> {
        if !self.app.settings().config.mouse {
            return None;
        }
        let at = Position { x: mouse.column, y: mouse.row };
        match mouse.kind {
            MouseEventKind::ScrollDown => Some(self.scroll(Action::Down)),
            MouseEventKind::ScrollUp => Some(self.scroll(Action::Up)),
            MouseEventKind::Down(MouseButton::Left) => {
                self.say = None;
                if let Some(tab) = chrome::tab_at(at, self.tab, self.body.width).filter(|_| !self.top().is_full()) {
                    return Some(Ok(Flow::Go(tab)));
                }
                Some(self.on_top(|screen, context| screen.clicked(at, context)))
            }
            _ => None,
        }
    }

    fn scroll(&mut self, action: Action) -> Result<Flow> {
        let scopes = self.top().scopes();
        if scopes.contains(&Scope::List) || scopes.contains(&Scope::Finding) || scopes.contains(&Scope::Reading) {
            self.on_top(|screen, context| screen.act(action, context))
        } else {
            Ok(Flow::Stay)
        }
    }

    /// Looks after what moves by itself; whether there is anything new to draw.
    fn idle(&mut self) -> Result<bool> {
        let now = Instant::now();
        let mut draw = false;
        if now.duration_since(self.looked) >= LOOK_EVERY {
            self.looked = now;
            match self.app.data_version() {
                Ok(version) if version != self.seen_version => {
                    self.seen_version = version;
                    self.tabs.outdate();
                    self.refresh_top()?;
                    draw = true;
                }
                Ok(_) => {}
                // A book that is busy for a moment is looked at again in a second.
                Err(error) if error.kind == ErrorKind::Busy => {}
                Err(error) => self.wrong(&error),
            }
            draw |= self.top().ticks().is_some();
            draw |= self.look_at_file()?;
            if now.duration_since(self.pressed) >= BACKUP_AFTER_PAUSE {
                self.backup_worker.look(&self.app);
            }
        }
        let minute = self.app.clock().instant.timestamp() / 60;
        if minute != self.minute {
            self.minute = minute;
            self.tabs.outdate();
            self.refresh_top()?;
            draw = true;
        }
        Ok(draw)
    }

    fn wrong(&mut self, error: &Error) {
        let help = match (error.kind, error.help.as_deref()) {
            (ErrorKind::Damaged, _) => "; goodcall doctor says more, and names the newest good backup".to_string(),
            (_, help) => help.map(|h| format!("; {h}")).unwrap_or_default(),
        };
        self.say = Some(Message { text: format!("{}{help}", error.message), kind: MessageKind::Wrong });
    }

    /// Leaves the demo for the user's own book; whether there was a demo to leave.
    fn leave_demo(&mut self) -> Result<bool> {
        let Some(own) = self.own.take() else { return Ok(false) };
        self.app = own;
        self.tabs.outdate();
        self.over.clear();
        self.tab = Tab::Today;
        self.refresh_top()?;
        Ok(true)
    }

    /// Draws a frame.
    pub fn draw(&mut self) -> Result<()> {
        let local = self.app.clock().local();
        let look = DrawContext {
            theme: &self.theme,
            keymap: &self.keymap,
            hours: self.app.settings().hours,
            still: self.app.settings().config.reduce_motion,
        };
        let base = self.tabs.screen(self.tab);
        let over = &self.over;
        let (say, tab) = (self.say.as_ref(), self.tab);
        let mut body = Rect::default();
        self.terminal
            .draw(|frame| {
                let frame_of = chrome::Chrome { tab, local: local.naive_local(), say, look: &look };
                body = frame_of.draw(frame, base, over);
            })
            .map_err(|e| cannot_draw(&e))?;
        self.body = body;
        Ok(())
    }
}

/// The topmost screen; the tab's where nothing lies over it.
fn top_of<'a>(over: &'a mut [Box<dyn Screen>], tabs: &'a mut Tabs, tab: Tab) -> &'a mut dyn Screen {
    match over.last_mut() {
        Some(screen) => screen.as_mut(),
        None => tabs.screen_mut(tab),
    }
}

fn cannot_draw(error: &impl std::fmt::Display) -> Error {
    Error::failed(format!("could not draw on the terminal: {error}"))
}
