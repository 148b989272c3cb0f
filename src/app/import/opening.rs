//! Opens what an import names: a file, a pipe, or a zip with files in it.

use std::path::Path;
use std::sync::Arc;

use super::files::{Counted, OnDisk, files_of_zip, nothing_inside, source_of};
use super::{FileState, FoundFile, ImportField, Imported, Importer, Within, cannot_import};
use crate::app::phones;
use crate::domain::dates::Clock;
use crate::error::{About, Result};
use crate::exchange::{self, DateOrder, Member, Numbers, OF_THE_FILE, Options, ReadError, Reading, Sheet, Source, Zip};
use crate::system;

impl Importer<'_, '_> {
    /// Imports a file, or the files in it.
    pub(super) fn file(&mut self, path: &Path) -> Result<()> {
        if path.is_file() || !path.exists() {
            return self.unwrap(&OnDisk::at(path), path);
        }
        if system::is_device(path) {
            return Err(cannot_import(path, "it is a device, not a file: name a file, a folder or a pipe"));
        }
        // A pipe can be read only once, so its bytes stay in memory for the second pass.
        let mut kept = tempfile::NamedTempFile::new().about("keep a copy of", path)?;
        let mut source = std::fs::File::open(path).about("read", path)?;
        std::io::copy(&mut source, kept.as_file_mut()).about("read", path)?;
        self.unwrap(&OnDisk::at(kept.path()), path)?;
        self.run.kept.push(kept);
        Ok(())
    }

    /// Imports a file that the user calls `named`, or the files in it where it is a zip.
    fn unwrap(&mut self, file: &OnDisk, named: &Path) -> Result<()> {
        match Zip::look_into(file) {
            Ok(None) => self.regular_file(Counted::new(Arc::new(file.clone()), file.sizes(), self.watch), named),
            Ok(Some(zip)) => self.zip(&zip, named),
            Err(e) => self.cannot_read(named, &e),
        }
    }

    fn zip(&mut self, zip: &Zip, named: &Path) -> Result<()> {
        let members = files_of_zip(zip, named);
        if members.is_empty() {
            return self.cannot_read(named, &ReadError::Packed(format!("the zip {}", nothing_inside())));
        }
        for (named, member) in members {
            self.watch.go_on()?;
            if let Err(e) = Self::unpacked(&member) {
                self.cannot_read(&named, &e)?;
                continue;
            }
            let sizes = member.sizes();
            self.regular_file(Counted::new(Arc::new(member), sizes, self.watch), &named)?;
        }
        Ok(())
    }

    fn unpacked(member: &Member) -> std::result::Result<(), ReadError> {
        member.unpack()?;
        if Zip::look_into(member)?.is_some() {
            return Err(ReadError::Packed("a zip in a zip is passed over: unpack it, then import it by itself".into()));
        }
        Ok(())
    }

    /// Passes over a file that is something else than a list of people; one that the user named ends the import.
    fn cannot_read(&mut self, named: &Path, error: &ReadError) -> Result<()> {
        self.watch.go_on()?;
        if !error.is_of_the_file() || self.plan.files.iter().any(|file| file == named) {
            return Err(cannot_import(named, &error.to_string()));
        }
        if matches!(error, ReadError::AnotherPart) {
            self.imported.passed_over.push(named.to_path_buf());
            return Ok(());
        }
        self.imported.not_understood += 1;
        self.imported.rejected.add(named, OF_THE_FILE, error.to_string());
        Ok(())
    }

    /// Imports a file that the user calls `named`.
    fn regular_file(&mut self, source: Counted, named: &Path) -> Result<()> {
        let read = self.sheet_of(source).and_then(|(source, sheet)| {
            let source = Arc::new(source);
            Ok((self.open(&*source, named)?, source, sheet))
        });
        let (reading, source, sheet) = match read {
            Ok(read) => read,
            Err(e) => return self.cannot_read(named, &e),
        };
        if reading.calls.is_some() {
            self.run.later.push((source, named.to_path_buf(), sheet));
            return Ok(());
        }
        self.begin(&reading, &source, (named, sheet));
        match reading.document {
            Some(document) => self.own_book(document, named),
            None => self.people(reading, &source),
        }
    }

    /// Returns an error where nothing of what the user named could be read.
    pub(super) fn has_read_something(&self) -> Result<()> {
        let Imported { found, rejected, passed_over, .. } = &*self.imported;
        if !found.is_empty() || !self.run.later.is_empty() {
            return Ok(());
        }
        if let Some(first) = rejected.named.first() {
            return Err(cannot_import(&first.file, &first.reason));
        }
        let first = passed_over.first();
        first.map_or(Ok(()), |first| Err(cannot_import(first, &ReadError::AnotherPart.to_string())))
    }

    /// Imports the calls of the files that hold them, now that everybody is in the book.
    pub(super) fn calls_of_files(&mut self) -> Result<()> {
        for (source, named, sheet) in std::mem::take(&mut self.run.later) {
            let mut reading = match self.open(&*source, &named) {
                Ok(reading) => reading,
                Err(e) => return Err(cannot_import(&named, &e.to_string())),
            };
            self.begin(&reading, &source, (&named, sheet));
            for (line, note) in std::mem::take(&mut reading.notes) {
                self.imported.noted.add(&named, line, note);
            }
            if let Some(calls) = reading.calls {
                self.calls(calls, &source)?;
            }
        }
        Ok(())
    }

    /// Goes on to a file, which may be a sheet of a workbook.
    fn begin(&mut self, reading: &Reading, source: &Arc<Counted>, (named, sheet): (&Path, Option<Sheet>)) {
        self.file = FileState {
            number: self.imported.found.len(),
            input: Some(Arc::clone(source)),
            named: named.to_path_buf(),
            source: source_of(reading.format.source(), named),
            ..FileState::default()
        };
        self.imported.found.push(FoundFile {
            path: named.to_path_buf(),
            format: reading.format,
            encoding: reading.encoding.clone(),
            within: sheet.as_ref().map_or(Within::File, |sheet| Within::of_sheet(sheet.name.as_deref())),
        });
        for (line, note) in sheet.into_iter().flat_map(|sheet| sheet.notes) {
            self.imported.noted.add(named, line, note);
        }
        for column in &reading.columns {
            if !self.imported.columns.contains(column) {
                self.imported.columns.push(column.clone());
            }
        }
    }

    /// Takes the sheet that lists people out of a workbook; any other file stays as it is.
    fn sheet_of(&self, source: Counted) -> std::result::Result<(Counted, Option<Sheet>), ReadError> {
        let Some(sheet) = Sheet::of(&source, &self.options())? else { return Ok((source, None)) };
        let sizes = (source.on_disk(), sheet.length());
        Ok((Counted::new(Arc::new(sheet.clone()), sizes, self.watch), Some(sheet)))
    }

    /// How to read the files.
    pub(super) fn options(&self) -> Options {
        options(&self.plan.map, self.region, self.clock)
    }

    pub(super) fn open(&self, source: &dyn Source, named: &Path) -> std::result::Result<Reading, ReadError> {
        exchange::read(source, named.to_str(), &self.options())
    }
}

/// How to read files, for a user in a region.
pub(super) fn options(map: &[(String, ImportField)], region: Option<&str>, clock: Clock) -> Options {
    Options {
        map: map.to_vec(),
        date_order: DateOrder::of_region(region),
        today: Some(clock.today()),
        numbers: Numbers { region: region.map(str::to_string), read: Some(phones::extent) },
        keep_rows: 0,
    }
}
