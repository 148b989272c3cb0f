//! A task of the Windows Task Scheduler, made from a description in XML. A flag of `schtasks` for each part would not do:
//! such a task does not start on batteries, and one that was missed is not made up for.

use std::ffi::OsStr;

use super::super::process::{Call, Ended};
use super::words::{windows, xml};
use super::{ANSWERS_WITHIN, DESCRIPTION, Installed, Job, NAME, Plan, PlannedFile, ask, carry_out, delete};
use crate::error::{Error, Result};

fn schtasks(words: &[&str]) -> Call {
    Call::new("schtasks", words)
}

pub(super) fn plan(job: &Job) -> Result<Plan> {
    let [program, arguments @ ..] = job.words.as_slice() else {
        return Err(Error::failed("the timer has no program to run"));
    };
    let arguments = windows(arguments);
    for text in [program.as_os_str(), arguments.as_os_str()] {
        refuse_variable(text)?;
    }
    let (program, arguments) = (xml(program)?, xml(&arguments)?);
    let at = job.at.format("%H:%M:%S");
    let user = match user() {
        Some(user) => format!("      <UserId>{}</UserId>\r\n", xml(OsStr::new(&user))?),
        None => String::new(),
    };
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n\
         <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n\
         \x20 <RegistrationInfo>\r\n    <Description>{DESCRIPTION}</Description>\r\n  </RegistrationInfo>\r\n\
         \x20 <Triggers>\r\n    <CalendarTrigger>\r\n      <StartBoundary>2026-01-01T{at}</StartBoundary>\r\n\
         \x20     <Enabled>true</Enabled>\r\n      <ScheduleByDay>\r\n        <DaysInterval>1</DaysInterval>\r\n\
         \x20     </ScheduleByDay>\r\n    </CalendarTrigger>\r\n  </Triggers>\r\n\
         \x20 <Principals>\r\n    <Principal id=\"Author\">\r\n{user}      <LogonType>InteractiveToken</LogonType>\r\n\
         \x20     <RunLevel>LeastPrivilege</RunLevel>\r\n    </Principal>\r\n  </Principals>\r\n\
         \x20 <Settings>\r\n    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\r\n\
         \x20   <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\r\n\
         \x20   <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\r\n\
         \x20   <StartWhenAvailable>true</StartWhenAvailable>\r\n    <ExecutionTimeLimit>PT5M</ExecutionTimeLimit>\r\n\
         \x20 </Settings>\r\n  <Actions Context=\"Author\">\r\n    <Exec>\r\n      <Command>{program}</Command>\r\n\
         \x20     <Arguments>{arguments}</Arguments>\r\n    </Exec>\r\n  </Actions>\r\n</Task>\r\n"
    );
    let path = std::env::temp_dir().join(format!("{NAME}.xml"));
    let file = path.as_os_str().to_owned();
    let mut create = schtasks(&["/Create", "/F", "/TN", NAME, "/XML"]);
    create.arguments.push(file);
    Ok(Plan {
        before: Vec::new(),
        files: vec![PlannedFile { path, content: utf_16(&text) }],
        lines: Vec::new(),
        commands: vec![create],
    })
}

/// The user, as Windows names them; how they log on counts only beside that.
fn user() -> Option<String> {
    let named = |variable| std::env::var(variable).ok().filter(|name| !name.is_empty());
    Some(format!("{}\\{}", named("USERDOMAIN")?, named("USERNAME")?))
}

/// Refuses a path in which the Task Scheduler would put a variable's value: it has no way to write a plain "%".
fn refuse_variable(text: &OsStr) -> Result<()> {
    let text = text.to_string_lossy();
    if text.matches('%').count() < 2 {
        return Ok(());
    }
    let shown = crate::text::clean(&text).into_owned();
    Err(Error::failed(format!("the Task Scheduler would read a variable in {shown}; nothing was installed"))
        .help("use a name with fewer percent signs for the file or its folder"))
}

/// Writes a text as Windows does: two bytes for each unit, with a mark before them.
fn utf_16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// Makes the task; its description is read once, and then deleted.
pub(super) fn install(plan: &Plan) -> Result<()> {
    let done = carry_out(plan);
    for file in &plan.files {
        delete(&file.path)?;
    }
    done
}

fn is_there() -> bool {
    matches!(schtasks(&["/Query", "/TN", NAME]).run(ANSWERS_WITHIN), Ended::Ran { ok: true, .. })
}

pub(super) fn remove() -> Result<bool> {
    if !super::Timer::Schtasks.has_program() || !is_there() {
        return Ok(false);
    }
    ask(&schtasks(&["/Delete", "/TN", NAME, "/F"]))?;
    Ok(true)
}

/// Finds the task. What it runs is not read: schtasks prints that in the console's own characters.
pub(super) fn installed() -> Option<Installed> {
    is_there().then_some(Installed { words: None, text: None })
}
