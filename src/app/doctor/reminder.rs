//! Whether a reminder is installed, and whether what it runs is still there.

use super::{Checkup, Report};
use crate::app::remind::setup::{Problem, problem};
use crate::system::timer::Timer;

pub(super) fn check_reminder(checkup: &Checkup<'_>, report: &mut Report) {
    let installed = Timer::all_installed();
    if installed.is_empty() {
        return report.right("reminder", "none; goodcall remind install sets one up");
    }
    for (timer, there) in &installed {
        let on = timer.describe();
        match problem(*timer, there, checkup.settings, checkup.now) {
            None => report.right("reminder", format!("installed as {on}")),
            Some(Problem::OutOfDate) => report.wrong(
                "reminder",
                format!("installed as {on}, but not as the configuration says now"),
                "goodcall remind install brings it up to date",
            ),
            Some(Problem::NoProgram(path) | Problem::NoBook(path) | Problem::NoConfig(path)) => report.wrong(
                "reminder",
                format!("installed as {on}, but {} is not there any more", path.display()),
                "goodcall remind install sets it up anew; goodcall remind remove takes it away",
            ),
        }
    }
}
