//! A launchd agent: a property list in the user's `LaunchAgents`. A Mac that slept at the hour runs it when it wakes.

use std::fmt::Write;
use std::path::PathBuf;

use chrono::Timelike;

use super::super::process::Call;
use super::words::{read_xml, word_of, xml};
use super::{ANSWERS_WITHIN, Installed, Job, Plan, PlannedFile, delete, delete_empty, home};
use crate::error::Result;

/// The name under which launchd knows it.
const LABEL: &str = "goodcall.remind";

fn file() -> Result<PathBuf> {
    Ok(home()?.join(format!("Library/LaunchAgents/{LABEL}.plist")))
}

/// The user's own sessions, in which launchd runs the agent.
fn domain() -> String {
    #[cfg(unix)]
    let user = rustix::process::getuid().as_raw();
    #[cfg(not(unix))]
    let user = 0;
    format!("gui/{user}")
}

/// Stops the agent; fails where none runs.
fn stop() -> Call {
    Call::new("launchctl", ["bootout".to_string(), format!("{}/{LABEL}", domain())])
}

pub(super) fn plan(job: &Job) -> Result<Plan> {
    let mut words = String::new();
    for word in &job.words {
        // A String takes anything.
        let _written = writeln!(words, "\t\t<string>{}</string>", xml(word)?);
    }
    let (hour, minute) = (job.at.hour(), job.at.minute());
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n\t<key>Label</key>\n\t<string>{LABEL}</string>\n\
         \t<key>ProgramArguments</key>\n\t<array>\n{words}\t</array>\n\
         \t<key>StartCalendarInterval</key>\n\t<dict>\n\t\t<key>Hour</key>\n\t\t<integer>{hour}</integer>\n\
         \t\t<key>Minute</key>\n\t\t<integer>{minute}</integer>\n\t</dict>\n\
         \t<key>ProcessType</key>\n\t<string>Background</string>\n</dict>\n</plist>\n"
    );
    let path = file()?;
    let start = ["bootstrap".into(), domain().into(), path.clone().into_os_string()];
    let start = Call::new("launchctl", start);
    let files = vec![PlannedFile { path, content: content.into_bytes() }];
    // Launchd takes a label only once, so an agent of an older file goes first.
    Ok(Plan { before: vec![stop()], files, lines: Vec::new(), commands: vec![start] })
}

pub(super) fn remove() -> Result<bool> {
    let file = file()?;
    if file.symlink_metadata().is_err() {
        return Ok(false);
    }
    stop().run(ANSWERS_WITHIN);
    delete(&file)?;
    delete_empty(crate::files::folder_of(&file), &home()?);
    Ok(true)
}

pub(super) fn installed() -> Option<Installed> {
    let text = std::fs::read_to_string(file().ok()?).ok()?;
    let array = text.split_once("<array>").and_then(|(_, rest)| rest.split_once("</array>")).map(|(inside, _)| inside);
    let words = array.map(|inside| {
        let strings = inside.split("<string>").skip(1).filter_map(|s| s.split_once("</string>"));
        strings.map(|(word, _)| word_of(read_xml(word).into_bytes())).collect()
    });
    Some(Installed { words, text: Some(text.into_bytes()) })
}
