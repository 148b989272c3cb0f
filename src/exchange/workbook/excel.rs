//! Reads the workbooks of Excel that are zips inside, cell by cell: a whole sheet at once would take memory for all the empty
//! cells before a stray one.

use calamine::{Cell, DataRef, Reader, Sheet, SheetType, SheetVisible, Xlsb, XlsbError, Xlsx, XlsxError};

use super::table::{Table, Value, Wanted, moment, number};
use super::{Book, SheetName, Sheets, Unreadable};

/// Opens a workbook whose parts are XML.
pub(super) fn open_xlsx(book: Book) -> Result<Box<dyn Sheets>, Unreadable> {
    Ok(Box::new(Xlsx::new(book)?))
}

/// Opens a workbook whose parts are binary.
pub(super) fn open_xlsb(book: Book) -> Result<Box<dyn Sheets>, Unreadable> {
    Ok(Box::new(Xlsb::new(book)?))
}

fn of_cells(sheets: &[Sheet]) -> Vec<SheetName> {
    let of_cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    of_cells
        .map(|sheet| SheetName { name: sheet.name.clone(), is_hidden: sheet.visible != SheetVisible::Visible })
        .collect()
}

impl Sheets for Xlsx<Book> {
    fn list(&self) -> Vec<SheetName> {
        of_cells(self.sheets_metadata())
    }

    fn read(&mut self, name: &str, table: &mut Table<'_>) -> Result<(), Unreadable> {
        let mut cells = self.worksheet_cells_reader(name)?;
        let mut last = (0, 0);
        loop {
            let wanted = match cells.next_cell() {
                Ok(Some(cell)) => {
                    last = cell.get_position();
                    put(table, &cell)?
                }
                Ok(None) => return Ok(()),
                // One cell that is not as it should be.
                Err(XlsxError::CellError(shown)) => table.cell(last.0, last.1 + 1, &Value::Error(shown))?,
                Err(XlsxError::ParseFloat(_) | XlsxError::CellTAttribute(_) | XlsxError::Unexpected(_)) => {
                    table.cell(last.0, last.1 + 1, &Value::Error("of an unknown kind".into()))?
                }
                Err(error) => return Err(error.into()),
            };
            if wanted == Wanted::NoMore {
                return Ok(());
            }
        }
    }
}

impl Sheets for Xlsb<Book> {
    fn list(&self) -> Vec<SheetName> {
        of_cells(self.sheets_metadata())
    }

    fn read(&mut self, name: &str, table: &mut Table<'_>) -> Result<(), Unreadable> {
        let mut cells = self.worksheet_cells_reader(name)?;
        while let Some(cell) = cells.next_cell()? {
            if put(table, &cell)? == Wanted::NoMore {
                break;
            }
        }
        Ok(())
    }
}

fn put(table: &mut Table<'_>, cell: &Cell<DataRef<'_>>) -> Result<Wanted, Unreadable> {
    let (row, column) = cell.get_position();
    let value = match cell.get_value() {
        DataRef::Empty => Value::Empty,
        DataRef::Int(value) => Value::Text(value.to_string().into()),
        DataRef::Float(value) => Value::Text(number(*value).into()),
        DataRef::String(text) => Value::Text(text.as_str().into()),
        DataRef::SharedString(text) => Value::Text((*text).into()),
        DataRef::Bool(yes) => Value::Text(if *yes { "true" } else { "false" }.into()),
        DataRef::DateTime(at) => Value::Text(moment(at).into()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Text(text.as_str().into()),
        DataRef::Error(error) => Value::Error(error.to_string()),
    };
    table.cell(row, column, &value)
}

impl From<XlsxError> for Unreadable {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Io(error) => error.into(),
            XlsxError::Zip(error) => error.into(),
            XlsxError::Xml(error) => error.into(),
            XlsxError::Password => Unreadable::Locked,
            _ => Unreadable::Damaged,
        }
    }
}

impl From<XlsbError> for Unreadable {
    fn from(error: XlsbError) -> Self {
        match error {
            XlsbError::Io(error) => error.into(),
            XlsbError::Zip(error) => error.into(),
            XlsbError::Xml(error) => error.into(),
            XlsbError::Password => Unreadable::Locked,
            _ => Unreadable::Damaged,
        }
    }
}
