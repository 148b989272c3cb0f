//! A minimal program over a book: opens it, draws one list, ends at q. The driver compares the app's start with its start.

use std::error::Error;

use crossterm::event::{self, Event, KeyCode};
use ratatui::widgets::{List, ListState};
use rusqlite::{Connection, OpenFlags};

fn main() -> Result<(), Box<dyn Error>> {
    // cargo bench passes its own flags, and no book.
    let Some(path) = std::env::args_os().nth(1).filter(|a| !a.to_string_lossy().starts_with("--")) else {
        return Ok(());
    };
    let book = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mut statement = book.prepare("SELECT name FROM customer WHERE favorite ORDER BY sort_name LIMIT 100")?;
    let names = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut terminal = ratatui::try_init()?;
    let mut state = ListState::default().with_selected(Some(0));
    loop {
        let list = List::new(names.iter().map(String::as_str)).highlight_symbol("> ");
        terminal.draw(|frame| frame.render_stateful_widget(list, frame.area(), &mut state))?;
        let Event::Key(key) = event::read()? else { continue };
        match key.code {
            KeyCode::Char('q') => break,
            KeyCode::Down | KeyCode::Char('j') => state.select_next(),
            KeyCode::Up | KeyCode::Char('k') => state.select_previous(),
            _ => {}
        }
    }
    ratatui::try_restore()?;
    Ok(())
}
