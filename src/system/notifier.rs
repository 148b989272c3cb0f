//! Desktop notifications through the system's own programs. Each gets its text as an argument or a variable of its
//! environment, never as part of a script.

use std::ffi::OsString;
use std::time::Duration;

use super::process::{Call, Ended, is_on_path};

/// How long a notifier may take: one that hangs is ended.
const NOTIFIES_WITHIN: Duration = Duration::from_secs(2);
/// PowerShell alone takes longer to start on a computer that has just woken.
const POWERSHELL_WITHIN: Duration = Duration::from_secs(15);
/// The name under which notifications are shown.
const APP: &str = "goodcall";
const SERVICE: &str = "org.freedesktop.Notifications";
const OBJECT: &str = "/org/freedesktop/Notifications";
const NOTIFY: &str = "org.freedesktop.Notifications.Notify";

/// Shows its arguments; a script that held them could be ended by a quote in them.
const APPLESCRIPT: [&str; 3] =
    ["on run argv", "display notification (item 2 of argv) with title (item 1 of argv)", "end run"];

/// Shows what stands in the environment, under the name of PowerShell: only programs with an entry in the start menu
/// have a name of their own.
const POWERSHELL: &str = "\
$ErrorActionPreference = 'Stop'
$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$kind = [Windows.UI.Notifications.ToastTemplateType]::ToastText02
$toast = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($kind)
$lines = $toast.GetElementsByTagName('text')
$null = $lines.Item(0).AppendChild($toast.CreateTextNode($env:GOODCALL_TITLE))
$null = $lines.Item(1).AppendChild($toast.CreateTextNode($env:GOODCALL_TEXT))
$app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$shown = New-Object Windows.UI.Notifications.ToastNotification -ArgumentList $toast
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($app).Show($shown)
";

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its first line.
    pub title: String,
    /// The rest; may have several lines.
    pub text: String,
}

/// What became of notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A program took them.
    By(&'static str),
    /// A program took too long and was ended.
    Hung(&'static str),
    /// Nothing here shows notifications.
    Nowhere,
}

/// A program that shows notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notifier {
    NotifySend,
    Gdbus,
    Busctl,
    DbusSend,
    Osascript,
    PowerShell,
}

impl Notifier {
    /// The programs in the order in which to try them: this system's own first.
    fn in_order() -> [Self; 6] {
        use Notifier::{Busctl, DbusSend, Gdbus, NotifySend, Osascript, PowerShell};
        if cfg!(target_os = "macos") {
            [Osascript, NotifySend, Gdbus, Busctl, DbusSend, PowerShell]
        } else if cfg!(windows) {
            [PowerShell, NotifySend, Gdbus, Busctl, DbusSend, Osascript]
        } else {
            [NotifySend, Gdbus, Busctl, DbusSend, Osascript, PowerShell]
        }
    }

    fn program(self) -> &'static str {
        match self {
            Self::NotifySend => "notify-send",
            Self::Gdbus => "gdbus",
            Self::Busctl => "busctl",
            Self::DbusSend => "dbus-send",
            Self::Osascript => "osascript",
            Self::PowerShell => "powershell",
        }
    }

    fn may_take(self) -> Duration {
        if self == Self::PowerShell { POWERSHELL_WITHIN } else { NOTIFIES_WITHIN }
    }

    fn call(self, note: &Note) -> Call {
        let (title, text, body) = (note.title.as_str(), note.text.as_str(), without_markup(&note.text));
        let words = |words: &[&str]| Call::new(self.program(), words);
        let call = match self {
            Self::NotifySend => words(&["--app-name", APP, "--", title, &body]),
            Self::Gdbus => {
                let values = [APP, "", title, &body].map(variant);
                let [app, icon, title, body] = values.each_ref().map(String::as_str);
                let call = ["call", "--session", "--dest", SERVICE, "--object-path", OBJECT, "--method", NOTIFY, "--"];
                let values = [app, "uint32 0", icon, title, body, "@as []", "@a{sv} {}", "int32 -1"];
                words(&[call.as_slice(), &values].concat())
            }
            Self::Busctl => {
                let call = ["--user", "--", "call", SERVICE, OBJECT, SERVICE, "Notify", "susssasa{sv}i"];
                words(&[call.as_slice(), &[APP, "0", "", title, &body, "0", "0", "-1"]].concat())
            }
            Self::DbusSend => {
                let (app, title, body) = (format!("string:{APP}"), format!("string:{title}"), format!("string:{body}"));
                let to = format!("--dest={SERVICE}");
                // It can't write an empty list, so the one of hints holds a hint that nobody knows.
                let hints = "dict:string:string:x-goodcall,remind";
                let call = ["--session", &to, "--type=method_call", "--print-reply", OBJECT, NOTIFY];
                let values = [&app, "uint32:0", "string:", &title, &body, "array:string:", hints, "int32:-1"];
                words(&[call.as_slice(), &values].concat())
            }
            Self::Osascript => {
                let script = APPLESCRIPT.iter().flat_map(|line| ["-e", line]);
                let script: Vec<&str> = script.chain([title, text]).collect();
                words(&script)
            }
            Self::PowerShell => {
                words(&["-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command", POWERSHELL])
            }
        };
        Call { environment: self.environment(note), ..call }
    }

    /// What it needs in its environment.
    fn environment(self, note: &Note) -> Vec<(&'static str, OsString)> {
        match self {
            Self::PowerShell => {
                vec![("GOODCALL_TITLE", note.title.clone().into()), ("GOODCALL_TEXT", note.text.clone().into())]
            }
            Self::Osascript => Vec::new(),
            _ => session_bus().map(|address| ("DBUS_SESSION_BUS_ADDRESS", address)).into_iter().collect(),
        }
    }
}

/// Finds the user's session bus where the environment does not name it, as under cron.
fn session_bus() -> Option<OsString> {
    #[cfg(unix)]
    if std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_none() {
        let socket = format!("/run/user/{}/bus", rustix::process::getuid().as_raw());
        return std::path::Path::new(&socket).exists().then(|| format!("unix:path={socket}").into());
    }
    None
}

/// Writes a text for a body in which markup counts.
fn without_markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Writes a string as a value that `gdbus` reads.
fn variant(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n"))
}

/// Shows notifications, by the first program that takes them; one that hangs is ended, and no other is tried.
pub fn show(notes: &[Note]) -> Shown {
    let mut by = Shown::Nowhere;
    for note in notes {
        match show_one(note) {
            Shown::Nowhere => return Shown::Nowhere,
            Shown::Hung(program) => return Shown::Hung(program),
            shown @ Shown::By(_) => by = shown,
        }
    }
    by
}

fn show_one(note: &Note) -> Shown {
    for notifier in Notifier::in_order() {
        match notifier.call(note).run(notifier.may_take()) {
            Ended::Ran { ok: true, .. } => return Shown::By(notifier.program()),
            Ended::Hung => return Shown::Hung(notifier.program()),
            Ended::Ran { ok: false, .. } | Ended::NotThere | Ended::Refused(_) => {}
        }
    }
    Shown::Nowhere
}

/// Whether any program that shows notifications is there.
pub fn is_there() -> bool {
    Notifier::in_order().iter().any(|notifier| is_on_path(notifier.program()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(notifier: Notifier, title: &str, text: &str) -> Vec<String> {
        let call = notifier.call(&Note { title: title.into(), text: text.into() });
        call.arguments.iter().map(|a| a.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn each_notifier_gets_the_text_as_it_reads_it() {
        let (title, text) = ("Today's \"good\" call", "R&D <b>\\ it's\n$HOME %s");
        let body = "R&amp;D &lt;b&gt;\\ it's\n$HOME %s";
        assert_eq!(arguments(Notifier::NotifySend, title, text)[2..], ["--", title, body]);
        let gdbus = arguments(Notifier::Gdbus, title, text);
        assert!(gdbus.contains(&"'Today\\'s \"good\" call'".into()), "{gdbus:?}");
        assert!(gdbus.contains(&"'R&amp;D &lt;b&gt;\\\\ it\\'s\\n$HOME %s'".into()), "{gdbus:?}");
        assert!(arguments(Notifier::Busctl, title, text).contains(&body.into()));
        assert!(arguments(Notifier::DbusSend, title, text).contains(&format!("string:{body}")));
        let script = arguments(Notifier::Osascript, title, text);
        assert_eq!(script[script.len() - 2..], [title, text], "as arguments, as they are");
        let call = Notifier::PowerShell.call(&Note { title: title.into(), text: text.into() });
        assert_eq!(call.environment, [("GOODCALL_TITLE", title.into()), ("GOODCALL_TEXT", text.into())]);
        assert!(!call.arguments.iter().any(|a| a.to_string_lossy().contains("R&D")), "{call:?}");
    }
}
