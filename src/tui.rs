//! The screens: what they show and how they answer keys. The loop is generic over backend and events, so that tests
//! run the real program.

use std::io::Write;

use crate::app::{App, Start, drafts};
use crate::config::Settings;
use crate::error::Result;

mod action;
mod backup_worker;
mod chrome;
mod clusters;
mod event;
mod figures_worker;
mod filter;
mod form;
pub mod glyphs;
#[cfg(any(unix, test))]
mod input;
pub mod keymap;
mod list;
mod listen;
mod screen;
mod screens;
mod scroll;
pub mod searcher;
mod sheet;
pub mod shell;
mod sync_worker;
mod tabs;
mod team_act;
mod terminal;
mod text_area;
pub mod theme;
mod widgets;
mod window;
mod work;

/// Opens the app on the real terminal; returns how it ended.
pub fn run(app: App, start: Start) -> Result<shell::Ended> {
    let themes = theme::Themes::new(app.settings(), theme::depth_of_environment(), theme::background_of_environment())
        .with_glyphs(glyphs::glyphs_of_environment());
    let themes = if theme::is_vague_terminal() { themes.on_vague_terminal() } else { themes };
    let mut events = terminal::RealEvents::new();
    let searcher = searcher::Searcher::on_thread(events.sender());
    let signals = listen::Signals::take()?;
    let guard = terminal::TerminalGuard::enter(terminal::Mouse::configured(app.settings()))?;
    let host = terminal::RealHost::new(guard);
    let surface = shell::Surface { terminal: terminal::screen()?, host, themes };
    let mut shell = shell::Shell::new(app, surface, searcher)?;
    shell.start(start)?;
    let sender = events.sender();
    // Catch a panic to keep the unsaved text, then let it go on.
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        shell.run(&mut events, || listen::listen(sender, signals))
    }));
    match ended {
        Ok(ended) => {
            terminal::restore_terminal();
            leave_texts(&shell.unkept_texts());
            for text in shell.farewells() {
                // If the terminal is gone, nobody reads this; the draft is there.
                let _unread = writeln!(std::io::stderr(), "{}", crate::text::clean(&text));
            }
            ended
        }
        Err(panic) => {
            shell.keep_drafts();
            terminal::restore_terminal();
            leave_texts(&shell.unkept_texts());
            std::panic::resume_unwind(panic)
        }
    }
}

/// Puts the texts that the book could not take into private files, and says where.
fn leave_texts(texts: &[String]) {
    for text in texts {
        let said = match drafts::put_aside(text, "draft") {
            Some(path) => format!("it is kept in {}", crate::text::clean(&path.display().to_string())),
            None => format!("here it is:\n{}", crate::text::clean_lines(text)),
        };
        // If the terminal is gone, nobody reads this; the file is there.
        let _unread = writeln!(std::io::stderr(), "goodcall: the book could not take what you typed; {said}");
    }
}

/// Checks the keys and themes of the configuration.
pub fn check(settings: &Settings) -> Result<()> {
    theme::check(settings)?;
    keymap::Keymap::new(settings).map(|_| ())
}
