//! The wall of praise as a page to hang up.

pub mod team;

use std::io::{self, Write};
use std::path::Path;

use crate::app::App;
use crate::app::praise::Quoted;
use crate::app::transfer::IfExists;
use crate::app::wall::{Heading, WallHead, WallPiece, WallRequest};
use crate::domain::dates;
use crate::domain::remark::read_out;
use crate::error::{Error, Result};
use crate::exchange::html::{Head, Page, Said};
use crate::text::thousands;

/// What hangs where nothing does.
const NOTHING: &str = "Nothing hangs here yet. A good call may change that.";
/// What the remarks hang under that name no teammate.
const EVERYBODY: &str = "All of us";

/// Writes a wall as a page of HTML; returns what was written, in words: "12 kind sentences".
pub fn write_page(app: &App, asked: &WallRequest, out: &mut dyn Write) -> Result<String> {
    let mut page = Page::new(out);
    let (mut what, mut speaker) = (String::new(), Speaker::Named);
    app.each_of_wall(asked, |piece| {
        let written = match piece {
            WallPiece::Head(head) => {
                what = if head.count.remarks == 0 { "an empty wall".into() } else { sentences(head.count.remarks) };
                begin(&mut page, head)
            }
            WallPiece::Heading(heading) => {
                speaker = if matches!(heading, Heading::Customer { .. }) { Speaker::InHeading } else { Speaker::Named };
                begin_section(&mut page, heading)
            }
            WallPiece::Said(quoted) => hang(&mut page, quoted, speaker),
        };
        written.map_err(|e| Error::unwritten(&e))
    })?;
    let colophon = format!("Kept with goodcall, {}", dates::in_full(app.clock().today()));
    page.end(&colophon).map_err(|e| Error::unwritten(&e))?;
    Ok(what)
}

/// Writes a wall into a file; returns what was written, in words.
pub fn write_file(app: &mut App, asked: &WallRequest, (path, taken): (&Path, IfExists)) -> Result<String> {
    let mut what = String::new();
    let reading: &App = app;
    reading.write_file(path, taken, |out| {
        what = write_page(reading, asked, out)?;
        Ok(())
    })?;
    app.note_export(path);
    Ok(what)
}

/// Whether a remark says whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    /// Beneath it.
    Named,
    /// The heading above says so.
    InHeading,
}

/// Counts sentences: "1 kind sentence", "1,200 kind sentences".
fn sentences(n: usize) -> String {
    format!("{} kind sentence{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// Names a wall: "What they said of Sally in 2026".
fn title(head: &WallHead) -> String {
    let who = head.customer.as_deref().unwrap_or("they");
    let of = head.teammate.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
    let year = head.year.map(|year| format!(" in {year}")).unwrap_or_default();
    format!("What {who} said{of}{year}")
}

fn begin(page: &mut Page<'_>, head: &WallHead) -> io::Result<()> {
    let count = head.count;
    let subtitle = match count.customers {
        0 => String::new(),
        1 => sentences(count.remarks),
        n => format!("{} from {} customers", sentences(count.remarks), thousands(n)),
    };
    page.begin(Head { title: &title(head), subtitle: &subtitle })?;
    if count.remarks == 0 { page.nothing(NOTHING) } else { Ok(()) }
}

fn begin_section(page: &mut Page<'_>, heading: &Heading) -> io::Result<()> {
    match heading {
        Heading::Customer { name, company, .. } => page.section(name, company.as_deref()),
        Heading::Teammate(name) => page.section(name, None),
        Heading::Everybody => page.section(EVERYBODY, None),
        Heading::Year(year) => page.section(&year.to_string(), None),
        Heading::Month(day) => page.section(&dates::month_and_year(*day), None),
    }
}

fn hang(page: &mut Page<'_>, quoted: &Quoted, speaker: Speaker) -> io::Result<()> {
    let remark = &quoted.remark;
    let by = (quoted.customer_name.as_str(), quoted.company.as_deref());
    page.said(&Said {
        words: &read_out(&remark.text),
        by: (speaker == Speaker::Named).then_some(by),
        day: remark.said_on,
        date: &dates::in_full(remark.said_on),
        star: remark.starred.then_some("starred"),
        shared_by: None,
    })
}
