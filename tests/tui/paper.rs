//! A terminal in memory that treats wide characters as real ones do: what a wide character covers is blank.

use ratatui::backend::{Backend, ClearType, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use goodcall::text::width;

/// ratatui's test backend leaves the old content under a wide character.
pub(super) struct Paper(pub TestBackend);

impl Paper {
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        Self(TestBackend::new(columns, rows))
    }
}

impl Backend for Paper {
    type Error = <TestBackend as Backend>::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> Result<(), Self::Error> {
        let (blank, columns) = (Cell::default(), self.0.buffer().area.width);
        for (x, y, cell) in content {
            let covered = u16::try_from(width(cell.symbol())).unwrap_or(1);
            let blanks = (x + 1..(x + covered).min(columns)).map(|x| (x, y, &blank));
            self.0.draw(std::iter::once((x, y, cell)).chain(blanks))?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Self::Error> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Self::Error> {
        self.0.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, Self::Error> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Self::Error> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Self::Error> {
        self.0.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> Result<(), Self::Error> {
        self.0.clear_region(region)
    }

    fn size(&self) -> Result<Size, Self::Error> {
        self.0.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Self::Error> {
        self.0.window_size()
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.flush()
    }
}
