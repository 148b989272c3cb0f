//! `import`.

use clap::Args;
use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::bar::Bar;
use super::output::{Card, Reply};
use super::{Context, Run, merge};
use crate::app::App;
use crate::app::backups::Watch;
use crate::app::import::people::Tell;
use crate::app::import::{
    Files, Format, FoundFile, ImportField, ImportNote, ImportNotes, ImportRequest, Imported, LeftOutCalls,
    MANY_FAVORITES, left_out_error,
};
use crate::error::{Error, Result};
use crate::present::imports;
use crate::text::{clean, count, pad};

#[derive(Debug, Args)]
pub struct Import {
    /// The files or folders to read
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Show what would happen, but change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Say which field a column fills
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub map: Vec<String>,
    /// Make everyone in it a favorite
    #[arg(long)]
    pub favorite: bool,
    /// Make everyone in it a past buyer
    #[arg(long)]
    pub past: bool,
    /// Import all rows or none
    #[arg(long)]
    pub strict: bool,
}

/// How many rejected rows, and how many notes, to print for people.
const SHOWN_ROWS: usize = 20;
/// How many files to name for people; of more than that those of a folder are counted.
const SHOWN_FILES: usize = 20;
/// How many columns of which nothing was used to name for people.
const SHOWN_UNUSED: usize = 30;

impl Run for Import {
    fn begins_book(&self) -> bool {
        !self.dry_run
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let map = self.map.iter().map(|m| read_map(m)).collect::<Result<Vec<_>>>()?;
        let plan = ImportRequest {
            files: self.files.clone(),
            map,
            favorite: self.favorite,
            past: self.past,
            dry_run: self.dry_run,
            strict: self.strict,
            tell: Tell::Sums,
        };
        let watch = Watch::default();
        let bar = Bar::new(if self.dry_run { "Reading" } else { "Importing" }, context.bars).stoppable();
        let imported = bar.while_watching(&watch, || app.import_watched(&plan, &watch)).map_err(stopped)?;
        let duplicates = merge::found_by_import(&imported);
        // In a file, among people of whom nothing says that they are favorites, some may be marked.
        let marks = !self.dry_run && !self.favorite && app.book_path().is_some();
        let to_mark = if marks { imported.new_customers.clone() } else { Vec::new() };
        let mut reply = if context.json {
            Reply::new("", imported_json(&imported))
        } else {
            let is_quiet = context.quiet && !self.dry_run;
            let text = if is_quiet { rejected_text(&imported) } else { imported_text(&imported, context) };
            let reply = Reply::new(text, Value::Null);
            if self.favorite && imported.added > MANY_FAVORITES {
                let rounds = imports::many_favorites(imported.added, app.settings().weekdays.len());
                reply.note(format!(
                    "{rounds}\ngoodcall edit WHO --no-favorite takes one out; goodcall undo takes the import back."
                ))
            } else {
                reply
            }
        };
        if let Some(duplicates) = duplicates.filter(|_| !context.json) {
            reply = reply.note(duplicates);
        }
        reply.error = left_out_error(&imported);
        reply.to_mark = to_mark;
        Ok(reply)
    }
}

/// Says of an import that Ctrl-C stopped that nothing of it is there.
fn stopped(error: Error) -> Error {
    if !error.is_interrupted() {
        return error;
    }
    Error::new(error.kind, "the import was stopped").help("nothing was imported; the same command begins it again")
}

fn read_map(text: &str) -> Result<(String, ImportField)> {
    let Some((column, field)) = text.rsplit_once('=') else {
        return Err(Error::usage(format!("--map \"{text}\" names no field; write --map 'Column=field'")));
    };
    let named = ImportField::named(field.trim()).ok_or_else(|| {
        let names: Vec<_> = ImportField::all().map(ImportField::name).collect();
        let near = crate::config::nearest(field.trim(), &names);
        let error = Error::usage(format!("--map: unknown field \"{}\"", field.trim()));
        match near {
            Some(near) => error.help(format!("did you mean \"{near}\"?")),
            None => error.help(format!("the fields are {}", names.join(", "))),
        }
    })?;
    Ok((column.trim().to_string(), named))
}

/// Writes what a file was taken for; its encoding only if that is a guess.
fn file_json(file: &FoundFile) -> Value {
    json!({"file": file.path.display().to_string(), "read_as": imports::found(file), "encoding": file.encoding})
}

fn imported_json(imported: &Imported) -> Value {
    let mut columns: Map<String, Value> = Map::new();
    for (column, field) in &imported.columns {
        // Of several files with such a column, the first says it.
        columns.entry(column.clone()).or_insert_with(|| field.map_or(Value::Null, |f| f.name().into()));
    }
    let mut value = json!({
        "added": imported.added,
        "updated": imported.updated,
        "unchanged": imported.unchanged,
        "rejected": notes_json(&imported.rejected),
        "noted": notes_json(&imported.noted),
        "not_people": notes_json(&imported.not_people),
        "files": imported.found.iter().map(file_json).collect::<Vec<_>>(),
        "columns": columns,
        "unused": imported.unused,
        "passed_over": imported.passed_over.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "duplicates": imported.likeliest.iter().map(|t| merge::imported_json(t, imported)).collect::<Vec<_>>(),
        "duplicates_found": imported.duplicates,
        "touches": imported.touches,
        "touches_updated": imported.calls.changed,
        "left_out_calls": left_out_json(&imported.calls.left_out),
        "dry_run": imported.dry_run,
    });
    for (key, more) in [
        ("rejected_more", imported.rejected.more),
        ("noted_more", imported.noted.more),
        ("not_people_more", imported.not_people.more),
    ] {
        if let (1.., Value::Object(all)) = (more, &mut value) {
            all.insert(key.into(), more.into());
        }
    }
    value
}

fn left_out_json(left_out: &LeftOutCalls) -> Value {
    json!({
        "not_calls": left_out.not_calls,
        "not_done": left_out.not_done,
        "deleted": left_out.deleted,
        "to_come": left_out.to_come,
        "of_nobody": left_out.of_nobody,
        "of_several": left_out.of_several,
    })
}

fn notes_json(notes: &ImportNotes) -> Vec<Value> {
    let note =
        |n: &ImportNote| json!({"file": n.file.display().to_string(), "line": n.line.max(1), "reason": n.reason});
    notes.named.iter().map(note).collect()
}

fn imported_text(imported: &Imported, context: &Context) -> String {
    let paint = context.paint;
    let mut card = Card::default();
    for line in imports::found_files(&imported.found, SHOWN_FILES) {
        card.line(&paint.dim(&line));
    }
    let people = imported.found.iter().any(|found| found.format != Format::Json);
    if imported.dry_run && people {
        for (column, field) in &imported.columns {
            let new_only =
                field.filter(|field| imports::is_for_the_new(*field)).map(|_| paint.dim(" (new customers only)"));
            let field = field.map_or_else(|| paint.dim("left out"), |f| f.name().to_string());
            card.line(&format!("  {}{field}{}", pad(&clean(column), 32), new_only.unwrap_or_default()));
        }
    }
    let (one, many) = if people { ("customer", "customers") } else { ("row", "rows") };
    let verb = if imported.dry_run { "would be added" } else { "added" };
    card.line(&format!(
        "{} {verb}, {} changed, {} as before",
        count(imported.added, one, many),
        imported.updated,
        imported.unchanged
    ));
    for line in imports::calls(imported) {
        card.line(&line);
    }
    if let Some(passed_over) = imports::passed_over(&imported.passed_over) {
        card.line(&passed_over);
    }
    let files = imported.files();
    add_notes(&mut card, &imported.rejected, files);
    if !imported.not_people.is_empty() {
        card.line(if imported.dry_run { "Would be passed over:" } else { "Passed over:" });
        add_notes(&mut card, &imported.not_people, files);
    }
    if !imported.noted.is_empty() {
        card.line(if imported.dry_run {
            "Would be kept, but not as it stands:"
        } else {
            "Kept, but not as it stands:"
        });
        add_notes(&mut card, &imported.noted, files);
    }
    if let Some(unused) = imports::unused(&imported.unused, SHOWN_UNUSED) {
        card.line(&format!("Not used: {unused}"));
    }
    card.finish()
}

/// Says only what was left out: nothing where all came in.
fn rejected_text(imported: &Imported) -> String {
    let mut card = Card::default();
    add_notes(&mut card, &imported.rejected, imported.files());
    card.finish()
}

fn add_notes(card: &mut Card, notes: &ImportNotes, files: Files) {
    for note in notes.named.iter().take(SHOWN_ROWS) {
        // Several may have one name.
        let file = if files == Files::Several { Some(note.file.as_os_str()) } else { note.file.file_name() };
        let file = file.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let line = imports::line_of(note).map(|line| format!(", {line}")).unwrap_or_default();
        card.line(&format!("  {}{line}: {}", clean(&file), clean(&note.reason)));
    }
    let more = notes.count().saturating_sub(SHOWN_ROWS);
    if more > 0 {
        card.line(&format!("  … and {more} more"));
    }
}
