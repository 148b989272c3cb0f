//! A line of the user's crontab, between marks. All other lines stay as they are, to the byte.

use chrono::Timelike;

use super::super::process::{Call, Ended};
use super::words::{cron, read_cron};
use super::{ANSWERS_WITHIN, Installed, Job, Plan, Timer, ask};
use crate::error::{Error, Result};

/// The line before ours.
const BEGIN: &str = "# >>> goodcall remind (goodcall remind remove takes this away)";
/// The line after ours.
const END: &str = "# <<< goodcall remind";
/// How many words of a line say when.
const WHEN_WORDS: usize = 5;

pub(super) fn plan(job: &Job) -> Result<Plan> {
    let mut line = format!("{} {} * * *", job.at.minute(), job.at.hour()).into_bytes();
    for word in &job.words {
        line.push(b' ');
        line.extend(cron(word)?);
    }
    let lines = [BEGIN.as_bytes(), b"\n", &line, b"\n", END.as_bytes(), b"\n"].concat();
    Ok(Plan { before: Vec::new(), files: Vec::new(), lines, commands: vec![Call::new("crontab", ["-"])] })
}

/// A crontab taken apart.
struct Crontab {
    /// The other lines before ours.
    before: Vec<u8>,
    /// Ours with their marks; empty where there are none.
    ours: Vec<u8>,
    /// The other lines after ours.
    after: Vec<u8>,
}

impl Crontab {
    fn parse(text: &[u8]) -> Self {
        let mut parts = Self { before: Vec::new(), ours: Vec::new(), after: Vec::new() };
        let lines: Vec<&[u8]> = text.split_inclusive(|b| *b == b'\n').collect();
        let is_mark = |line: &&[u8], mark: &str| line.trim_ascii_end() == mark.as_bytes();
        let Some(begin) = lines.iter().position(|line| is_mark(line, BEGIN)) else {
            parts.before = text.to_vec();
            return parts;
        };
        let (before, rest) = lines.split_at(begin);
        // Without its end, only the line that goodcall wrote is taken.
        let end = rest.iter().position(|line| is_mark(line, END)).map_or_else(
            || if rest.get(1).is_some_and(|line| line.trim_ascii_end().ends_with(b"remind now")) { 2 } else { 1 },
            |at| at + 1,
        );
        let (ours, after) = rest.split_at(end);
        (parts.before, parts.ours, parts.after) = (before.concat(), ours.concat(), after.concat());
        // The line break before ours is ours where the crontab ended without one.
        if !parts.ours.ends_with(b"\n") && parts.after.is_empty() && parts.before.ends_with(b"\n") {
            parts.before.pop();
            parts.ours.insert(0, b'\n');
        }
        parts
    }

    /// The crontab with our lines where they stood, else at its end.
    fn with(&self, lines: &[u8]) -> Vec<u8> {
        let ends = self.before.is_empty() || self.before.ends_with(b"\n");
        if ends {
            return [self.before.as_slice(), lines, &self.after].concat();
        }
        [self.before.as_slice(), b"\n", lines.trim_ascii_end(), &self.after].concat()
    }

    fn without(&self) -> Vec<u8> {
        [self.before.as_slice(), &self.after].concat()
    }
}

/// Reads the crontab; where nobody may, the lines of others can't be kept, so that is an error.
fn read() -> Result<Vec<u8>> {
    let list = Call::new("crontab", ["-l"]);
    match list.run(ANSWERS_WITHIN) {
        Ended::Ran { ok: false, said, .. } if is_none_yet(&said) => Ok(Vec::new()),
        Ended::Ran { ok: true, out, .. } => Ok(out),
        _ => ask(&list).map_err(|e| Error { message: format!("{}; the crontab stays as it was", e.message), ..e }),
    }
}

/// Whether crontab says that the user has none yet.
fn is_none_yet(said: &str) -> bool {
    let said = said.to_lowercase();
    said.contains("no crontab") || said.contains("no such file")
}

fn write(text: Vec<u8>) -> Result<()> {
    let call =
        if text.is_empty() { Call::new("crontab", ["-r"]) } else { Call::new("crontab", ["-"]).with_input(text) };
    let kept = |e: Error| Error { message: format!("{}; the crontab stays as it was", e.message), ..e };
    ask(&call).map(drop).map_err(kept)
}

pub(super) fn install(plan: &Plan) -> Result<()> {
    let text = read()?;
    let new = Crontab::parse(&text).with(&plan.lines);
    if new == text { Ok(()) } else { write(new) }
}

pub(super) fn remove() -> Result<bool> {
    if !Timer::Cron.has_program() {
        return Ok(false);
    }
    // Who may not read a crontab has none of ours.
    let Ok(text) = read() else { return Ok(false) };
    let crontab = Crontab::parse(&text);
    if crontab.ours.is_empty() {
        return Ok(false);
    }
    write(crontab.without()).map_err(|e| e.help("goodcall remind remove takes the line away once crontab works"))?;
    Ok(true)
}

pub(super) fn installed() -> Option<Installed> {
    let ours = Crontab::parse(&read().ok()?).ours;
    if ours.is_empty() {
        return None;
    }
    let line = ours.split(|b| *b == b'\n').find(|line| !line.is_empty() && !line.starts_with(b"#"));
    let words = line.and_then(|line| {
        let command: Vec<&[u8]> = line.splitn(WHEN_WORDS + 1, |b| *b == b' ').collect();
        read_cron(command.get(WHEN_WORDS)?)
    });
    Some(Installed { words, text: Some([ours.trim_ascii(), b"\n"].concat()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "# >>> goodcall remind (goodcall remind remove takes this away)\n55 8 * * * /g remind now\n# <<< goodcall remind\n";

    #[test]
    fn other_lines_stay_to_the_byte() {
        for text in ["", "\n", "MAILTO=me\n* * * * * x\n", "no line break", "\r\n#\u{e4}\n\n"] {
            let with = Crontab::parse(text.as_bytes()).with(OURS.as_bytes());
            assert!(with.windows(10).any(|part| part == b"remind now"), "{text:?}");
            assert_eq!(Crontab::parse(&with).without(), text.as_bytes(), "{text:?}");
            assert_eq!(Crontab::parse(&with).with(OURS.as_bytes()), with, "twice is once: {text:?}");
        }
        let between = format!("# mine\n{OURS}# after\n");
        assert_eq!(Crontab::parse(between.as_bytes()).without(), b"# mine\n# after\n");
        assert_eq!(Crontab::parse(between.as_bytes()).with(OURS.as_bytes()), between.as_bytes());
    }

    #[test]
    fn without_the_end_mark_only_the_line_itself_is_taken() {
        let cut = format!("{}* * * * * mine\n", OURS.replace("# <<< goodcall remind\n", ""));
        assert_eq!(Crontab::parse(cut.as_bytes()).without(), b"* * * * * mine\n");
        let edited = format!("{BEGIN}\n* * * * * mine\n");
        assert_eq!(Crontab::parse(edited.as_bytes()).without(), b"* * * * * mine\n");
    }
}
