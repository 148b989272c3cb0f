//! A team's wall as a page to hang up.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use super::{NOTHING, begin_section, sentences};
use crate::app::App;
use crate::app::team::page::{TeamPage, TeamPageRequest, day_of};
use crate::app::team::wall::WallPraise;
use crate::app::transfer::IfExists;
use crate::domain::dates;
use crate::domain::remark::read_out;
use crate::error::{Error, Result};
use crate::exchange::html::{Head, Page, Said};
use crate::text::{count, listed};

/// Writes a team's wall as a page of HTML; returns what was written, in words: "12 kind sentences".
pub fn write_page(app: &App, (asked, wall): (&TeamPageRequest, &TeamPage), out: &mut dyn Write) -> Result<String> {
    let all = || wall.groups.iter().flat_map(|(_, hanging)| hanging);
    let (many, reps) = (all().count(), all().map(|hanging| &hanging.rep).collect::<BTreeSet<_>>().len());
    let what = if many == 0 { "an empty wall".to_string() } else { sentences(many) };
    let subtitle = if many == 0 { String::new() } else { format!("{what}, shared by {}", count(reps, "rep", "reps")) };
    let mut page = Page::new(out);
    let write = |page: &mut Page<'_>| {
        page.begin(Head { title: &title(asked, wall), subtitle: &subtitle })?;
        if many == 0 {
            page.nothing(NOTHING)?;
        }
        for (heading, hanging) in &wall.groups {
            begin_section(page, heading)?;
            hanging.iter().try_for_each(|one| hang(page, one))?;
        }
        Ok(())
    };
    write(&mut page).map_err(|e: std::io::Error| Error::unwritten(&e))?;
    let colophon = format!("Kept with goodcall, {}", dates::in_full(app.clock().today()));
    page.end(&colophon).map_err(|e| Error::unwritten(&e))?;
    Ok(what)
}

/// Writes a team's wall into a file; returns what was written, in words.
pub fn write_file(
    app: &mut App,
    page: (&TeamPageRequest, &TeamPage),
    (path, taken): (&Path, IfExists),
) -> Result<String> {
    let mut what = String::new();
    let reading: &App = app;
    reading.write_file(path, taken, |out| {
        what = write_page(reading, page, out)?;
        Ok(())
    })?;
    app.note_export(path);
    Ok(what)
}

/// Names a wall: "The wall of north, 2026", "What they said of Sally, on the wall of north".
fn title(asked: &TeamPageRequest, wall: &TeamPage) -> String {
    let walls = format!("wall{} of {}", if wall.teams.len() == 1 { "" } else { "s" }, listed(&wall.teams));
    let year = asked.year.map(|year| format!(", {year}")).unwrap_or_default();
    match &asked.teammate {
        Some(name) => format!("What they said of {name}, on the {walls}{year}"),
        None => format!("The {walls}{year}"),
    }
}

fn hang(page: &mut Page<'_>, hanging: &WallPraise) -> std::io::Result<()> {
    let Some(day) = day_of(hanging) else { return Ok(()) };
    let by = match (hanging.customer.as_deref(), hanging.company.as_deref()) {
        (Some(customer), company) => Some((customer, company)),
        (None, Some(company)) => Some((company, None)),
        (None, None) => None,
    };
    page.said(&Said {
        words: &read_out(&hanging.text),
        by,
        day,
        date: &dates::in_full(day),
        star: None,
        shared_by: Some(&hanging.rep),
    })
}
