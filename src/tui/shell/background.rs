//! Work beside the keys: counting, the day's backup, the sync, and a look for another book in the place of the open one.

use std::time::Instant;

use ratatui::backend::Backend;

use super::{BACKUP_AFTER_PAUSE, LOOK_EVERY, Redraw, SYNC_AFTER_PAUSE, Shell};
use crate::app::App;
use crate::app::backups::BackedUp;
use crate::app::sync::background::{trouble_of, was_tried};
use crate::app::sync::{Left, Synced};
use crate::error::{Error, ErrorKind, Result};
use crate::present::sync;
use crate::tui::event::Host;
use crate::tui::keymap::{Action, Scope, Tab};
use crate::tui::screen::{Message, MessageKind, Shape};
use crate::tui::sync_worker::Busy;
use crate::tui::work::{Answer, BackgroundWork, Counted, Query, Request, ToCount};

/// How a message of trouble with the sync begins, and one of a folder or a server that is out of reach.
const SYNC: &str = "Sync: ";
const WAITS: &str = "Sync waits: ";

/// Says that a file was not whole for longer than a carrier needs for one.
fn half_there_in_words(left: &Left) -> Message {
    Message { text: format!("{WAITS}{}", sync::half_there(&left.file)), kind: MessageKind::Told }
}

/// Says what keeps the sync from its work. That a folder or a server is out of reach happens on every train: nothing is wrong.
fn trouble_in_words(error: Error) -> Message {
    if error.kind == ErrorKind::Unreachable {
        let what = sync::out_of_reach(&error);
        return Message { text: format!("{WAITS}{what}"), kind: MessageKind::Told };
    }
    let error = Error { message: format!("{SYNC}{}", error.message), help: None, ..error };
    super::failing::message(&error)
}

impl<B: Backend, O: Host> Shell<B, O> {
    /// Lets all that shows the book read it again.
    pub(super) fn outdate(&mut self) {
        self.tabs.outdate();
        self.sync_worker.count_conflicts(&self.app);
    }

    /// Passes on to the workers what the screen in view asks for.
    pub(super) fn ask_workers(&mut self) {
        // An answer that comes at once may leave more to ask.
        while let Some(request) = self.request() {
            let asked = match request {
                Request::Search(query) => self.search(query),
                Request::Count(what) => self.count(what),
            };
            if let Err(error) = asked {
                self.wrong(&error);
            }
        }
    }

    fn request(&mut self) -> Option<Request> {
        let in_view = super::in_view(&mut self.over, &mut self.tabs, self.tab);
        in_view.background_work().and_then(BackgroundWork::request)
    }

    fn search(&mut self, query: Query) -> Result<()> {
        match self.searcher.search(&self.app, &query)? {
            Some(hits) => self.give(Answer::Found(query, hits)),
            None => Ok(()),
        }
    }

    fn count(&mut self, what: ToCount) -> Result<()> {
        match self.figures_worker.count(&self.app, what)? {
            Some(counted) => self.give(Answer::Counted(counted)),
            None => Ok(()),
        }
    }

    /// Takes the thread's figures, and lets it count the next ones.
    pub(super) fn take_counted(&mut self, counted: Result<Counted>) -> Result<()> {
        let (of_this_book, next) = self.figures_worker.ended(&self.app);
        if of_this_book {
            self.give(Answer::Counted(counted?))?;
        }
        next.map_or(Ok(()), |next| self.count(next))
    }

    /// Gives an answer to the screen that shows it: figures to their tab, hits to the screen in view.
    pub(super) fn give(&mut self, answer: Answer) -> Result<()> {
        let screen = match &answer {
            Answer::Counted(Counted::Visits(..)) => self.tabs.screen_mut(Tab::Visits),
            Answer::Counted(Counted::Trends(_)) => self.tabs.screen_mut(Tab::Trends),
            Answer::Counted(Counted::Fits(_)) => self.tabs.screen_mut(Tab::Ideas),
            Answer::Found(..) => super::in_view(&mut self.over, &mut self.tabs, self.tab),
        };
        screen.background_work().map_or(Ok(()), |work| work.answer(answer, &self.app))
    }

    /// Says what no key asked for, where nothing is said; else once that was read.
    fn say_beside(&mut self, message: Message) {
        if self.say.is_none() && !self.is_quiet() {
            self.say = Some(message);
        } else if !self.beside.contains(&message) {
            self.beside.push_back(message);
        }
    }

    /// Whether a screen takes the whole terminal, as Lift does: what no key asked for waits until it is left.
    fn is_quiet(&mut self) -> bool {
        self.top().shape() == Shape::Full
    }

    /// Says what waited until the message before was read.
    fn say_what_waits(&mut self) -> Redraw {
        if self.say.is_some() || self.beside.is_empty() || self.is_quiet() {
            return Redraw::No;
        }
        self.say = self.beside.pop_front();
        Redraw::Yes
    }

    /// Reports what is wrong with the day's backup, if anything.
    pub(super) fn tell_of_backup(&mut self, taken: Result<BackedUp>) -> Redraw {
        match taken {
            Ok(taken) if taken.found.is_empty() => return Redraw::No,
            Ok(_) => {
                let text = "Something in the book is not as goodcall wrote it; goodcall doctor says what.".into();
                self.say_beside(Message { text, kind: MessageKind::Wrong });
            }
            Err(error) if error.is_interrupted() => return Redraw::No,
            Err(error) => {
                let error = Error { message: format!("Could not take today's backup: {}", error.message), ..error };
                self.say_beside(super::failing::message(&error));
            }
        }
        Redraw::Yes
    }

    /// Tells what a sync brought that the user should know, and trouble once.
    pub(super) fn tell_of_sync(&mut self, synced: &Result<Synced>) -> Redraw {
        self.sync_worker.ended(&self.app, synced);
        // What it changed is on the screen before a word is said of it.
        if let Err(error) = self.look_for_changes() {
            self.say_beside(super::failing::message(&error));
        }
        if !was_tried(synced) {
            return Redraw::Yes;
        }
        let trouble = trouble_of(synced);
        if self.app.note_sync(trouble.as_ref().map(|error| error.kind)) {
            // What a screen shows of a wall is as old by now as the last sync that went well.
            if let Err(error) = self.refresh_top() {
                self.say_beside(super::failing::message(&error));
            }
        }
        self.forget_what_is_settled(synced);
        let trouble = trouble.filter(|error| error.kind != ErrorKind::Segment || self.sync_worker.is_left_long(synced));
        let is_new = self.sync_worker.is_trouble_new(trouble.as_ref().map(|error| error.kind));
        if trouble.is_none() {
            // What is over by now needs no word any more.
            let is_over = |message: &Message| message.text.starts_with(SYNC) || message.text.starts_with(WAITS);
            self.say = self.say.take().filter(|message| !is_over(message));
            self.beside.retain(|message| !is_over(message));
        }
        if let Some(error) = trouble.filter(|_| is_new) {
            let half_there = synced.as_ref().ok().and_then(|synced| synced.half_there().next());
            let half_there = half_there.filter(|_| error.kind == ErrorKind::Segment);
            self.say_beside(half_there.map_or_else(|| trouble_in_words(error), half_there_in_words));
        } else if let Some(text) = synced.as_ref().ok().and_then(|synced| self.news_of(synced)) {
            self.say_beside(Message { text, kind: MessageKind::Told });
        }
        Redraw::Yes
    }

    /// Says no more of values that lost once all of them are settled, here or on another machine.
    fn forget_what_is_settled(&mut self, synced: &Result<Synced>) {
        if self.sync_worker.conflicts() > 0 || synced.as_ref().is_ok_and(|synced| synced.conflicts > 0) {
            return;
        }
        self.say = self.say.take().filter(|message| !sync::is_of_lost(&message.text));
        self.beside.retain(|message| !sync::is_of_lost(&message.text));
    }

    /// What a sync brought that is worth a word.
    fn news_of(&mut self, synced: &Synced) -> Option<String> {
        let lists_them = self.top().scopes().contains(&Scope::Conflicts);
        let worker = &mut self.sync_worker;
        let told = synced.told.iter().filter(|told| sync::is_news(told)).find(|told| worker.is_new(told));
        let lost = (synced.conflicts > 0 && !lists_them)
            .then(|| sync::lost(synced.conflicts, &self.keymap.key(Scope::Global, Action::Conflicts)));
        told.map(sync::told).or(lost)
    }

    /// Whether the user is typing, here or in a form below: until they stop, what comes from elsewhere waits.
    fn busy(&mut self) -> Busy {
        let is_typing =
            self.top().text_input().is_some() || self.over.iter_mut().any(|screen| screen.draft().is_some());
        if is_typing || self.pressed.elapsed() < SYNC_AFTER_PAUSE { Busy::Yes } else { Busy::No }
    }

    /// Opens the book again if another one took its place, for example after a restore.
    pub(super) fn look_at_file(&mut self) -> Result<Redraw> {
        let Some(path) = self.app.book_path().filter(|_| self.app.book_was_replaced()) else { return Ok(Redraw::No) };
        let app = App::open_again(path, self.app.settings().clone(), self.app.now())?;
        self.app = app.with_servers(self.app.servers());
        self.seen_version = self.app.data_version()?;
        self.outdate();
        self.refresh_top()?;
        let text = "Another book took the place of yours; you see the new one now.".into();
        self.say = Some(Message { text, kind: MessageKind::Told });
        Ok(Redraw::Yes)
    }

    /// Says what became of what the screen in view is about, if another program changed that.
    fn tell_news(&mut self) {
        let in_view = super::in_view(&mut self.over, &mut self.tabs, self.tab);
        if let Some(text) = in_view.news() {
            self.say_beside(Message { text, kind: MessageKind::Told });
        }
    }

    /// Reads the book again where another program, or a sync, has changed it.
    fn look_for_changes(&mut self) -> Result<Redraw> {
        match self.app.data_version() {
            Ok(version) if version != self.seen_version => {
                self.seen_version = version;
                self.outdate();
                self.refresh_top()?;
                self.tell_news();
                return Ok(Redraw::Yes);
            }
            Ok(_) => {}
            // A busy book gets another look in a second.
            Err(error) if error.kind == ErrorKind::Busy => {}
            Err(error) => self.wrong(&error),
        }
        Ok(Redraw::No)
    }

    /// Checks what changes without a key; returns whether there is anything new to draw.
    pub(super) fn idle(&mut self) -> Result<Redraw> {
        let now = Instant::now();
        let mut redraw = Redraw::No;
        if now.duration_since(self.looked) >= LOOK_EVERY {
            self.looked = now;
            redraw = self.look_for_changes()?;
            if self.top().ticks().is_some() {
                let flow = self.on_top(|screen, context| screen.ticked(context))?;
                // Nothing that a second brings ends the program.
                let _goes_on = self.follow(flow)?;
                redraw = Redraw::Yes;
            }
            redraw = redraw | self.look_at_file()?;
            if now.duration_since(self.pressed) >= BACKUP_AFTER_PAUSE {
                self.backup_worker.look(&self.app);
            }
            let busy = self.busy();
            self.sync_worker.look(&self.app, busy);
        }
        redraw = redraw | self.say_what_waits();
        let minute = self.app.clock().instant.timestamp() / 60;
        if minute != self.minute {
            self.minute = minute;
            self.outdate();
            self.refresh_top()?;
            redraw = Redraw::Yes;
        }
        Ok(redraw)
    }
}
