//! The loop: events in, frames out. It is generic over backend and events, so that tests run the real program.

use std::collections::VecDeque;
use std::ops::BitOr;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect};

use super::backup_worker::BackupWorker;
use super::chrome;
use super::clusters::Clusters;
pub use super::event::{Ended, Event, Events, Host};
use super::figures_worker::FiguresWorker;
use super::keymap::{Action, Keymap, Scope, Tab};
use super::screen::{Context, DrawContext, Flow, Message, MessageKind, Screen};
use super::screens::{lift, log_form, marking};
use super::searcher::Searcher;
use super::sync_worker::SyncWorker;
use super::tabs::Tabs;
use super::theme::{Theme, Themes};
use super::work::Answer;
use crate::app::{App, Start};
use crate::error::{Error, Result};
use crate::present::{sync, times};
use crate::text;

mod background;
mod drafts;
mod failing;
mod flow;
mod keys;
mod undo;

/// How often to look for another program's changes.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long the user must not have pressed a key before the day's backup begins.
const BACKUP_AFTER_PAUSE: Duration = Duration::from_secs(1);

/// The same before what other machines sent is read.
const SYNC_AFTER_PAUSE: Duration = Duration::from_secs(1);

/// The screens and what they share.
pub struct Shell<B: Backend, O: Host> {
    app: App,
    /// The user's own book, while the demo is open.
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
    /// What is said next, once that was read.
    beside: VecDeque<Message>,
    searcher: Searcher,
    figures_worker: FiguresWorker,
    backup_worker: BackupWorker,
    sync_worker: SyncWorker,
    body: Rect,
    /// Where the last frame had symbols about whose columns terminals disagree.
    clusters: Clusters,
    seen_version: i64,
    looked: Instant,
    /// When the typing began that no draft holds yet, and the time of its last key.
    unkept: Option<(Instant, Instant)>,
    /// Whether a form took in what another run of the program wrote, and no frame shows it yet.
    took_in: bool,
    /// When keeping a draft last failed.
    kept_badly: Option<Instant>,
    /// The time of the last key.
    pressed: Instant,
    /// When a log was saved, and the question after it asked.
    asked: Option<Instant>,
    /// What undo and redo are about, and their presses.
    undo: undo::State,
    /// The minute in which the screens read what they show.
    minute: i64,
}

/// Whether there is anything new to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Redraw {
    Yes,
    No,
}

impl BitOr for Redraw {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        if self == Self::Yes { self } else { other }
    }
}

/// What the screens draw on, and in which colors.
#[derive(Debug)]
pub struct Surface<B: Backend, O> {
    /// Takes the frames.
    pub terminal: Terminal<B>,
    /// The rest of the terminal: its clipboard, its background, its shell.
    pub host: O,
    /// The configured theme, for this terminal.
    pub themes: Themes,
}

impl<B: Backend, O: Host> Shell<B, O> {
    /// Makes the screens over an open book.
    pub fn new(mut app: App, surface: Surface<B, O>, searcher: Searcher) -> Result<Self> {
        let Surface { terminal, host, themes } = surface;
        let keymap = Keymap::new(app.settings())?.with_glyphs(themes.glyphs());
        let mut tabs = Tabs::default();
        tabs.refresh(Tab::Today, &mut app)?;
        let seen_version = app.data_version()?;
        Ok(Self {
            theme: themes.theme(),
            tabs,
            tab: Tab::Today,
            over: Vec::new(),
            say: None,
            beside: VecDeque::new(),
            body: Rect::default(),
            clusters: Clusters::default(),
            looked: Instant::now(),
            unkept: None,
            took_in: false,
            kept_badly: None,
            pressed: Instant::now(),
            asked: None,
            undo: undo::State::default(),
            minute: app.clock().instant.timestamp() / 60,
            own: None,
            app,
            terminal,
            host,
            keymap,
            themes,
            figures_worker: FiguresWorker::new(searcher.events()),
            backup_worker: BackupWorker::new(searcher.events()),
            sync_worker: SyncWorker::new(searcher.events()),
            searcher,
            seen_version,
        })
    }

    /// Opens the screen that the command line asks for.
    pub fn start(&mut self, start: Start) -> Result<()> {
        self.say = self.app.settings().zone_problem().map(|text| Message { text, kind: MessageKind::Told });
        let mut screen: Box<dyn Screen> = match start {
            Start::Today => return Ok(()),
            Start::MarkFavorites(ids) => Box::new(marking::Marking::new(ids)),
            Start::Lift(setback) => Box::new(lift::Lift::after(&mut self.app, setback)?),
            Start::Log(log) => {
                let text =
                    format!("You began this log {}; here it is again", times::since(log.at, self.app.clock().stamp()));
                self.say = Some(Message { text, kind: MessageKind::Told });
                Box::new(log_form::LogForm::resume(&self.app, &log)?)
            }
        };
        screen.refresh(&mut self.app)?;
        self.over.push(screen);
        Ok(())
    }

    /// Returns the app, for tests that look at the book.
    pub fn app(&mut self) -> &mut App {
        &mut self.app
    }

    /// Returns the terminal, for tests that look at the frame.
    pub fn terminal(&mut self) -> &mut Terminal<B> {
        &mut self.terminal
    }

    /// Draws the first frame, then asks the terminal for its background, and answers events until the end.
    pub fn run(&mut self, events: &mut dyn Events, listen: impl FnOnce() -> Result<()>) -> Result<Ended> {
        self.draw()?;
        listen()?;
        if self.themes.asks() {
            self.host.query_background();
        }
        if self.themes.asks_for_more() {
            self.host.query_identity();
        }
        let ended = self.answer_all(events);
        // Keep the drafts however the loop ended, even if the terminal is gone.
        self.keep_drafts();
        self.note_shown();
        self.backup_worker.stop();
        if matches!(ended, Ok(Ended::Quit)) {
            self.backup_worker.catch_up(&self.app);
            self.sync_worker.finish(&self.app);
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

    /// Returns how long to wait for an event: until the next look at the book, or the next draft to keep.
    fn wait(&self) -> Duration {
        let now = Instant::now();
        let mut wait = LOOK_EVERY.saturating_sub(now.duration_since(self.looked));
        for at in self.keep_at().into_iter().chain(self.note_at()) {
            wait = wait.min(at.saturating_duration_since(now));
        }
        wait.max(Duration::from_millis(1))
    }

    /// Answers an event; returns how the program ends, if it does.
    pub fn answer(&mut self, event: Event) -> Result<Option<Ended>> {
        match event {
            Event::Signal(signal) => return Ok(Some(Ended::Signal(signal))),
            Event::Gone => return Ok(Some(Ended::Quit)),
            _ => {}
        }
        // A failed reading of the book ends nothing: the next one may succeed.
        let (ended, redraw) = self.take(event).unwrap_or_else(|error| {
            self.could_not(&error);
            (None, Redraw::Yes)
        });
        self.ask_workers();
        if redraw == Redraw::Yes && ended.is_none() {
            self.draw()?;
        }
        // Do this after the frame, so that no key waits for the disk.
        if self.keep_at().is_some_and(|at| at <= Instant::now()) {
            let was_kept = self.kept_badly.is_none();
            self.keep_drafts();
            if std::mem::take(&mut self.took_in) {
                self.draw()?;
            }
            if was_kept && self.kept_badly.is_some() && ended.is_none() {
                self.draw()?;
            }
        }
        if self.note_at().is_some_and(|at| at <= Instant::now()) {
            self.note_shown();
        }
        Ok(ended)
    }

    /// Does what an event asks for; returns how the program ends, if it does, and whether there is anything new to see.
    fn take(&mut self, event: Event) -> Result<(Option<Ended>, Redraw)> {
        let flow = match event {
            Event::Key(key) => self.key(key)?,
            Event::Paste(text) => self.paste(text::without_mark(&text))?,
            Event::Mouse(mouse) => match self.mouse(mouse) {
                Some(flow) => flow?,
                None => return Ok((None, Redraw::No)),
            },
            // Draw everything, even at the same size: the terminal may have lost the last frame.
            Event::Resize => {
                self.draw_anew()?;
                Flow::Stay
            }
            Event::Stop => {
                self.stop(Host::stop)?;
                Flow::Stay
            }
            Event::Continued => {
                self.host.continued()?;
                self.draw_anew()?;
                Flow::Stay
            }
            Event::Background(background) => {
                let redraw = if self.themes.answer(background) { Redraw::Yes } else { Redraw::No };
                self.theme = self.themes.theme();
                return Ok((None, redraw));
            }
            Event::Shows256 => {
                let redraw = if self.themes.show_256() { Redraw::Yes } else { Redraw::No };
                self.theme = self.themes.theme();
                return Ok((None, redraw));
            }
            Event::Found(query, hits) => {
                self.give(Answer::Found(query, hits?))?;
                Flow::Stay
            }
            Event::Counted(counted) => {
                self.take_counted(counted)?;
                Flow::Stay
            }
            Event::Synced(synced) => return Ok((None, self.tell_of_sync(&synced))),
            Event::BackedUp(taken) => return Ok((None, self.tell_of_backup(taken))),
            Event::Nothing => return Ok((None, self.idle()?)),
            Event::Signal(_) | Event::Gone => return Ok((None, Redraw::No)),
        };
        Ok((self.follow(flow)?, Redraw::Yes))
    }

    fn top(&mut self) -> &mut dyn Screen {
        top_of(&mut self.over, &mut self.tabs, self.tab)
    }

    /// Lets the screen on top answer, in its context.
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
            in_team: &mut self.undo.in_team,
            area: self.body,
        };
        let flow = answer(screen, &mut context);
        if let Some(text) = copy {
            self.host.copy(&text);
        }
        if changed {
            self.outdate();
            self.refresh_top()?;
        }
        if let Some((_, last)) = &mut self.unkept {
            *last = Instant::now();
        } else {
            self.unkept = Some((Instant::now(), Instant::now()));
        }
        flow
    }

    /// Makes the next frame draw everything. (`clear` would ask the terminal for its cursor, and the answer would
    /// arrive
    /// among the keys.)
    fn draw_anew(&mut self) -> Result<()> {
        let size = self.terminal.size().map_err(|e| cannot_draw(&e))?;
        self.terminal.resize(Rect::from((Position::ORIGIN, size))).map_err(|e| cannot_draw(&e))
    }

    /// Draws a frame.
    pub fn draw(&mut self) -> Result<()> {
        let local = self.app.clock().local();
        let typing = if self.top().text_input().is_some() { chrome::Typing::Text } else { chrome::Typing::Keys };
        let cx = DrawContext {
            theme: &self.theme,
            keymap: &self.keymap,
            hours: self.app.settings().hours,
            still: self.app.settings().config.reduce_motion,
            about: &[],
        };
        let base = self.tabs.screen(self.tab);
        let over = &self.over;
        let (say, tab) = (self.say.as_ref(), self.tab);
        let (days, conflicts) = (self.sync_worker.days(), self.sync_worker.conflicts());
        let crossed = || format!("{}: {}", sync::crossed(conflicts), self.keymap.key(Scope::Global, Action::Conflicts));
        let aside = days.map(sync::days_without).or_else(|| (conflicts > 0).then(crossed));
        let glyphs = self.themes.glyphs();
        let clusters = &mut self.clusters;
        let mut body = Rect::default();
        self.terminal
            .draw(|frame| {
                let frame_of =
                    chrome::Chrome { tab, local: local.naive_local(), say, aside: aside.as_deref(), typing, cx: &cx };
                body = frame_of.draw(frame, base, over);
                glyphs.apply(frame.buffer_mut());
                clusters.write_anew(frame.buffer_mut());
            })
            .map_err(|e| cannot_draw(&e))?;
        self.body = body;
        Ok(())
    }
}

/// Returns the topmost screen: the tab's if nothing is open over it.
fn top_of<'a>(over: &'a mut [Box<dyn Screen>], tabs: &'a mut Tabs, tab: Tab) -> &'a mut dyn Screen {
    match over.last_mut() {
        Some(screen) => screen.as_mut(),
        None => tabs.screen_mut(tab),
    }
}

/// Returns the screen in view: the topmost one that is more than a question in the place of the footer.
fn in_view<'a>(over: &'a mut [Box<dyn Screen>], tabs: &'a mut Tabs, tab: Tab) -> &'a mut dyn Screen {
    match over.iter_mut().rfind(|screen| !screen.gives_way()) {
        Some(screen) => screen.as_mut(),
        None => tabs.screen_mut(tab),
    }
}

fn cannot_draw(error: &impl std::fmt::Display) -> Error {
    Error::failed(format!("could not draw on the terminal: {error}"))
}
