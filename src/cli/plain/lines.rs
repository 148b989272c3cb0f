//! Lines from the user and to the user.

use std::io::{BufRead, Write};
use std::sync::{Mutex, PoisonError};

/// The most bytes of a line.
const LONGEST: u64 = 1 << 20;

/// Prints a line, or several. A closed pipe is a quiet end.
pub(super) fn say(text: &str) {
    let mut stdout = std::io::stdout().lock();
    // Nobody reads on: the next line from the user does not come either.
    let _unread = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
}

/// What is said last where Ctrl-C ends the conversation; empty for nothing.
static FAREWELL: Mutex<String> = Mutex::new(String::new());

/// Forgets the last words where nothing unfinished is left.
#[derive(Default)]
pub(super) struct Farewell(());

impl Drop for Farewell {
    fn drop(&mut self) {
        FAREWELL.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Sets the last words, for as long as something unfinished is kept.
pub(super) fn set_farewell(words: &str) {
    *FAREWELL.lock().unwrap_or_else(PoisonError::into_inner) = words.to_string();
}

/// Says the last words, if there are any.
pub(super) fn say_farewell() {
    let words = std::mem::take(&mut *FAREWELL.lock().unwrap_or_else(PoisonError::into_inner));
    if !words.is_empty() {
        say(&format!("\n{words}"));
    }
}

/// Ends the program at Ctrl-C as it would end anyway, but with the last words. Every line is in the book by then.
pub(super) fn say_farewell_on_interrupt() {
    #[cfg(unix)]
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([signal_hook::consts::SIGINT]) {
        let listening = std::thread::Builder::new().name("interrupt".into()).spawn(move || {
            if let Some(signal) = signals.forever().next() {
                say_farewell();
                // Ends as the signal does by itself.
                let _ended = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
        // Without the thread Ctrl-C would do nothing at all.
        if listening.is_err() {
            let _default = signal_hook::flag::register_conditional_default(
                signal_hook::consts::SIGINT,
                std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true)),
            );
        }
    }
}

/// Asks, and returns the answer; None where the input has ended.
pub(super) fn ask(question: &str) -> Option<String> {
    prompt(&format!("{question} "));
    read()
}

fn prompt(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _unread = write!(stdout, "{text}").and_then(|()| stdout.flush());
}

/// Reads a line without its end; None where the input has ended.
pub(super) fn read() -> Option<String> {
    let mut bytes = Vec::new();
    let mut stdin = std::io::stdin().lock();
    let read = std::io::Read::take(&mut stdin, LONGEST).read_until(b'\n', &mut bytes).ok()?;
    (read > 0).then(|| crate::text::decode_lossy(&bytes).trim_end_matches(['\n', '\r']).replace('\0', ""))
}

/// What was typed where yes or no is asked for.
pub(super) enum Agreed {
    Yes,
    /// No, or nothing.
    No,
    /// Words: what they want to do instead.
    Instead(String),
}

/// Asks a question for yes or no.
pub(super) fn agreed(question: &str) -> Agreed {
    let answer = ask(&format!("{question} (yes/no)")).unwrap_or_default();
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Agreed::Yes,
        "" | "n" | "no" => Agreed::No,
        _ => Agreed::Instead(answer.trim().to_string()),
    }
}

/// What was typed where a number is asked for.
pub(super) enum Answer {
    Number(u8),
    /// Nothing, or a number that nothing stands at.
    Nothing,
    /// Words: what they want to do instead.
    Instead(String),
}

/// Asks for a number from 1 on.
pub(super) fn number(question: &str, most: u8) -> Answer {
    let answer = ask(question).unwrap_or_default();
    match answer.trim() {
        "" => Answer::Nothing,
        words => match words.parse::<i64>() {
            Ok(number) => {
                u8::try_from(number).ok().filter(|n| (1..=most).contains(n)).map_or(Answer::Nothing, Answer::Number)
            }
            Err(_) => Answer::Instead(words.to_string()),
        },
    }
}

/// Splits a command line as a shell would: at blanks, but not between quotation marks.
pub(super) fn words_of(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            // An apostrophe inside a word is a letter.
            (None, '\'') if word.is_none() => {
                quote = Some(c);
                word = Some(String::new());
            }
            (None, _) if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_at_blanks_outside_of_quotation_marks() {
        for (line, words) in [
            ("log ana -m \"+ Kind words\"", vec!["log", "ana", "-m", "+ Kind words"]),
            ("add 'Ana Ribeiro' --company \"\"", vec!["add", "Ana Ribeiro", "--company", ""]),
            ("show o'brien", vec!["show", "o'brien"]),
            ("  skip  ", vec!["skip"]),
            ("\"never closed", vec!["never closed"]),
            ("", vec![]),
        ] {
            assert_eq!(words_of(line), words, "{line}");
        }
    }
}
