//! Asks the system: folders, time zone, terminal, and how to open things. The locale, timers and notifications are in
//! modules of their own.

pub mod downloads;
pub mod interrupts;
mod locale;
pub mod notifier;
pub mod process;
pub mod timer;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use etcetera::BaseStrategy;

use crate::domain::tz::Tz;
use crate::error::{Error, Result};
use locale::locale;

pub use locale::{first_weekday, hour_cycle, region};

/// The name of the program's folders.
const NAME: &str = "goodcall";

fn folders() -> Result<impl BaseStrategy> {
    etcetera::base_strategy::choose_native_strategy()
        .map_err(|_| Error::failed("could not find your home folder").help("name the files with --db and --config"))
}

/// Makes a write beyond the limit on file sizes fail like one to a full disk, instead of ending the program.
pub fn outlive_size_limits() {
    #[cfg(unix)]
    {
        // Without a handler for the signal, the limit ends the program as usual.
        let _not_taken = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Default::default());
    }
}

/// The folder of the configuration.
pub fn config_folder() -> Result<PathBuf> {
    Ok(folders()?.config_dir().join(NAME))
}

/// The folder of the book.
pub fn data_folder() -> Result<PathBuf> {
    Ok(folders()?.data_dir().join(NAME))
}

/// The folder of what may be lost without harm.
pub fn state_folder() -> Result<PathBuf> {
    let folders = folders()?;
    Ok(folders.state_dir().unwrap_or_else(|| folders.cache_dir()).join(NAME))
}

/// The computer's name, without its domain.
pub fn computer_name() -> Option<String> {
    let of_files = || {
        let files = ["/proc/sys/kernel/hostname", "/etc/hostname"];
        files.iter().find_map(|file| std::fs::read_to_string(file).ok()).filter(|name| !name.trim().is_empty())
    };
    let of_program = || {
        let said = Command::new("uname").arg("-n").stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        String::from_utf8(said.stdout).ok()
    };
    let name = std::env::var("COMPUTERNAME").ok().or_else(of_files).or_else(of_program)?;
    let name = name.trim().split('.').next().unwrap_or_default().to_string();
    (!name.is_empty()).then_some(name)
}

/// Expands a path: a "~" at its start is the home folder.
pub fn at_home(path: &str) -> PathBuf {
    let inside = path.strip_prefix('~');
    let rest = inside.and_then(|rest| rest.strip_prefix(std::path::is_separator)).or((path == "~").then_some(""));
    match (rest, etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

/// Writes a path as one would type it: the home folder is "~".
pub fn from_home(path: &Path) -> String {
    let inside = etcetera::home_dir().ok().and_then(|home| path.strip_prefix(home).ok().map(Path::to_path_buf));
    match inside {
        Some(inside) if inside.as_os_str().is_empty() => "~".into(),
        Some(inside) => Path::new("~").join(inside).display().to_string(),
        None => path.display().to_string(),
    }
}

/// The time zone: from `TZ` if it names one, else from the system's settings, else UTC; with what `TZ` says where that
/// is not a zone.
pub fn zone() -> (Tz, Option<String>) {
    let said = std::env::var_os("TZ").map(|tz| tz.to_string_lossy().into_owned());
    let named = said.as_deref().and_then(zone_named);
    // A file is the system's own zone by another name.
    let is_said =
        |tz: &String| !matches!(tz.trim_start_matches(':').trim(), file if file.is_empty() || file.starts_with('/'));
    let unread = said.filter(|tz| named.is_none() && is_said(tz));
    let of_system = || iana_time_zone::get_timezone().ok().and_then(|z| z.parse().ok());
    (named.or_else(of_system).unwrap_or(Tz::UTC), unread)
}

/// The zone of the system's own clock, by which its timers run, whatever `TZ` says.
pub fn own_zone() -> Tz {
    iana_time_zone::get_timezone().ok().and_then(|z| z.parse().ok()).unwrap_or(Tz::UTC)
}

/// The absolute path of the running program: as it was called where that leads to it, so that a link stays one when the
/// program is brought up to date.
pub fn own_program() -> Result<PathBuf> {
    let failed = |e| Error::failed(format!("could not find goodcall's own path: {}", crate::error::io_words(&e)));
    let real = std::env::current_exe().map_err(failed)?;
    let called = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let candidates: Vec<PathBuf> = if called.components().count() > 1 {
        std::path::absolute(&called).into_iter().collect()
    } else {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders).filter(|f| f.is_absolute()).map(|f| f.join(&called)).collect()
    };
    let leads_here = |path: &PathBuf| {
        let is_direct = !path.components().any(|part| part == std::path::Component::ParentDir);
        is_direct && path.canonicalize().is_ok_and(|found| real.canonicalize().is_ok_and(|real| real == found))
    };
    Ok(candidates.into_iter().find(leads_here).unwrap_or(real))
}

fn zone_named(tz: &str) -> Option<Tz> {
    let name = tz.trim_start_matches(':');
    // The end of a path into the zone database names the zone.
    let name = name.split_once("zoneinfo/").map_or(name, |(_, zone)| zone);
    name.parse().ok().or_else(|| posix_zone(name))
}

/// Reads a POSIX zone: "JST-9" is nine hours east, "EST5EDT,M3.2.0,M11.1.0" the zone named before the comma.
fn posix_zone(text: &str) -> Option<Tz> {
    let name = text.split(',').next()?;
    if let Ok(zone) = name.parse() {
        return Some(zone);
    }
    let hours = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = name.len() - hours.len();
    let signed = if hours.starts_with(['+', '-']) { hours.to_string() } else { format!("+{hours}") };
    let plain = signed.len() <= 3 && signed.bytes().skip(1).all(|b| b.is_ascii_digit()) && signed.len() > 1;
    if letters < 3 || !plain {
        return None;
    }
    // POSIX and "Etc/GMT" both count westward.
    if signed.trim_start_matches(['+', '-', '0']).is_empty() {
        Some(Tz::UTC)
    } else {
        format!("Etc/GMT{signed}").parse().ok()
    }
}

/// What the environment tells about the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terminal {
    /// Whether standard output is one at all.
    pub is_terminal: bool,
    /// `TERM`; empty if it is not set.
    pub name: String,
    /// It declares that it can't draw.
    pub dumb: bool,
    /// Whether the locale's character set is UTF-8.
    pub utf8: bool,
    /// How many colors it has, in words.
    pub colors: &'static str,
    /// Columns and rows.
    pub size: Option<(u16, u16)>,
}

/// Describes the terminal that the program writes to.
pub fn terminal() -> Terminal {
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    let (name, depth) = (var("TERM"), var("COLORTERM"));
    let colors = if !var("NO_COLOR").is_empty() {
        "no color (NO_COLOR)"
    } else if depth == "truecolor" || depth == "24bit" {
        "all colors"
    } else if name.contains("256color") {
        "256 colors"
    } else {
        "16 colors"
    };
    let charset = locale("LC_CTYPE").unwrap_or_default().to_lowercase();
    Terminal {
        is_terminal: std::io::IsTerminal::is_terminal(&std::io::stdout()),
        dumb: name.is_empty() || name == "dumb",
        name,
        utf8: charset.contains("utf-8") || charset.contains("utf8"),
        colors,
        size: crossterm::terminal::size().ok(),
    }
}

/// What to open or run.
#[derive(Debug, Clone, Copy)]
pub enum Launch<'a> {
    /// An address, for the system's opener.
    Address(&'a str),
    /// A program and its arguments, never a shell string.
    Program(&'a [String]),
}

/// How long to wait for a program to fail: one that still runs by then counts as working.
const ANSWERS_WITHIN: Duration = Duration::from_millis(400);

/// Opens an address or starts a program that can't write to the terminal. A program that fails at once is an error; one
/// that keeps running is left to itself.
pub fn open(what: Launch<'_>) -> Result<()> {
    match what {
        Launch::Program([program, arguments @ ..]) => {
            let mut command = Command::new(program);
            command.args(arguments);
            let help = "look at \"dial\" and \"open\" in the configuration";
            match starts(command) {
                Ok(true) => Ok(()),
                Ok(false) => Err(Error::failed(format!("{program} ended with an error")).help(help)),
                Err(e) => {
                    Err(Error::failed(format!("could not start {program}: {}", crate::error::io_words(&e))).help(help))
                }
            }
        }
        Launch::Program([]) => Err(Error::failed("no program is named to start")),
        Launch::Address(address) => {
            let opened = open::commands(address).into_iter().any(|command| starts(command).unwrap_or(false));
            if opened {
                Ok(())
            } else {
                Err(Error::failed("nothing on this system opens such an address")
                    .help("name a program with \"dial\" in the configuration"))
            }
        }
    }
}

/// Starts a program and tells whether it works, as far as one can tell soon.
fn starts(mut command: Command) -> std::io::Result<bool> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let until = Instant::now() + ANSWERS_WITHIN;
    while Instant::now() < until {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    // It keeps running; without a wait for its end it would stay in the process table.
    std::thread::spawn(move || child.wait());
    Ok(true)
}

/// Whether a path leads to a device that is not a terminal: some of them never end.
#[cfg(unix)]
pub(crate) fn is_device(path: &Path) -> bool {
    use std::io::IsTerminal;
    use std::os::unix::fs::FileTypeExt;
    let kind = std::fs::metadata(path).map(|found| found.file_type());
    let is_device = kind.is_ok_and(|kind| kind.is_char_device() || kind.is_block_device());
    is_device && !std::fs::File::open(path).is_ok_and(|file| file.is_terminal())
}

/// Whether a path leads to a device: elsewhere none has a path that an import could name.
#[cfg(not(unix))]
pub(crate) fn is_device(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_zones_are_read_in_every_spelling_of_tz() {
        for (tz, zone) in [
            ("Europe/Lisbon", Some(Tz::Europe__Lisbon)),
            (":America/New_York", Some(Tz::America__New_York)),
            ("/usr/share/zoneinfo/Asia/Seoul", Some(Tz::Asia__Seoul)),
            ("JST-9", Some(Tz::Etc__GMTMinus9)),
            ("UTC0", Some(Tz::UTC)),
            ("EST5EDT,M3.2.0,M11.1.0", Some(Tz::EST5EDT)),
            ("nonsense", None),
            ("", None),
        ] {
            assert_eq!(zone_named(tz), zone, "{tz}");
        }
    }
}
