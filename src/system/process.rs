//! Runs other programs: their arguments as a list, never through a shell, and never longer than they may take.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How often to look whether a program has ended.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// The most to read of what a program prints, in bytes.
const MOST_PRINTED: u64 = 16 * 1024 * 1024;

/// A program with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// A name to find on the path, or an absolute path.
    pub program: &'static str,
    /// A text for each argument.
    pub arguments: Vec<OsString>,
    /// What stands on its standard input; None where it gets none.
    pub input: Option<Vec<u8>>,
    /// What is added to its environment.
    pub environment: Vec<(&'static str, OsString)>,
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// On its own: whether it worked, and what it printed.
    Ran {
        /// Whether its exit code says that it worked.
        ok: bool,
        /// Its standard output.
        out: Vec<u8>,
        /// Its standard error, in words.
        said: String,
    },
    /// It took too long, and was ended with all that it had started.
    Hung,
    /// There is no such program.
    NotThere,
    /// It could not be started, and why.
    Refused(String),
}

impl Call {
    /// Makes a call without input.
    pub(crate) fn new<A: Into<OsString>>(program: &'static str, arguments: impl IntoIterator<Item = A>) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Self { program, arguments, input: None, environment: Vec::new() }
    }

    /// Gives it something to read.
    pub(crate) fn with_input(self, input: Vec<u8>) -> Self {
        Self { input: Some(input), ..self }
    }

    /// Runs it for at most this long.
    pub(crate) fn run(&self, at_most: Duration) -> Ended {
        match self.try_to_run(at_most) {
            Ok(ended) => ended,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ended::NotThere,
            Err(e) => Ended::Refused(crate::error::io_words(&e)),
        }
    }

    fn try_to_run(&self, at_most: Duration) -> io::Result<Ended> {
        // Files hold any amount, so that a program which prints much never waits for a reader.
        let (mut out, mut said) = (tempfile::tempfile()?, tempfile::tempfile()?);
        let mut command = Command::new(self.program);
        command.args(&self.arguments).stdout(out.try_clone()?).stderr(said.try_clone()?);
        command.stdin(match &self.input {
            Some(bytes) => Stdio::from(file_of(bytes)?),
            None => Stdio::null(),
        });
        // What programs say of themselves is read here, in English.
        command.env("LC_ALL", "C.UTF-8").envs(self.environment.iter().map(|(name, value)| (name, value)));
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let until = Instant::now() + at_most;
        loop {
            if let Some(status) = child.try_wait()? {
                let said = String::from_utf8_lossy(&printed(&mut said)?).into_owned();
                return Ok(Ended::Ran { ok: status.success(), out: printed(&mut out)?, said });
            }
            if Instant::now() >= until {
                end(&mut child);
                return Ok(Ended::Hung);
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

/// Starts a program that goes on by itself: nobody waits for it, it can't write to the terminal's streams, and neither
/// Ctrl-C nor the end of goodcall ends it. What it gets to read stands in a file, so that one that does not read holds
/// nothing up.
pub(crate) fn start_aside(program: &str, arguments: &[String], input: &[u8]) -> io::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(file_of(input)?).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    // Without a wait for its end, it stays in the process table.
    let _unwatched = std::thread::Builder::new().name("aside".into()).spawn(move || child.wait());
    Ok(())
}

/// Ends a program and what it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let _ended =
            rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
    }
    let _ended = child.kill();
    let _ended = child.wait();
}

fn file_of(bytes: &[u8]) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

fn printed(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(MOST_PRINTED).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a program of this name is on the path.
pub(crate) fn is_on_path(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let names = [program.to_string(), format!("{program}.exe")];
    std::env::split_paths(&folders).any(|folder| names.iter().any(|name| folder.join(name).is_file()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_gets_its_input_and_tells_what_it_printed() {
        let call = Call::new("sh", ["-c", "cat; echo no >&2; exit 3"]).with_input(b"\xff one\n".to_vec());
        let ran = call.run(Duration::from_secs(20));
        assert_eq!(ran, Ended::Ran { ok: false, out: b"\xff one\n".to_vec(), said: "no\n".into() });
        assert_eq!(Call::new("no-such-program-here", [""; 0]).run(Duration::from_secs(1)), Ended::NotThere);
    }

    #[test]
    fn a_program_that_hangs_is_ended() {
        assert_eq!(Call::new("sleep", ["600"]).run(Duration::ZERO), Ended::Hung);
    }
}
