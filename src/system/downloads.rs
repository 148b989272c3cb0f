//! The folder into which the programs of this system put what they download.

use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest list of folders that is read, in bytes.
const LIST_LIMIT: u64 = 64 * 1024;

/// The folder of downloads: as the desktop's list of folders says on Linux and the BSDs, else `Downloads` in the home
/// folder, as macOS and Windows have it (Windows may have moved it; `downloads` in the configuration then says where).
/// None where there is none.
pub fn folder() -> Option<PathBuf> {
    let home = etcetera::home_dir().ok()?;
    let is_desktop_list = cfg!(unix) && !cfg!(target_os = "macos");
    let said = if is_desktop_list { listed(&home) } else { Said::Nothing };
    match said {
        Said::Folder(folder) => Some(folder),
        Said::None => None,
        Said::Nothing => Some(home.join("Downloads")),
    }
    .filter(|folder| folder.is_dir())
}

/// What a list of folders says of downloads.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Folder(PathBuf),
    /// There is none: the home folder stands in its place.
    None,
    Nothing,
}

fn listed(home: &Path) -> Said {
    let configured = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let list = configured.unwrap_or_else(|| home.join(".config")).join("user-dirs.dirs");
    let mut text = String::new();
    let read = std::fs::File::open(list).and_then(|file| file.take(LIST_LIMIT).read_to_string(&mut text));
    if read.is_err() {
        return Said::Nothing;
    }
    read_list(&text, home)
}

/// Reads `XDG_DOWNLOAD_DIR="$HOME/Downloads"`, the last one that counts.
fn read_list(text: &str, home: &Path) -> Said {
    let value = |line: &str| {
        let value = line.trim().strip_prefix("XDG_DOWNLOAD_DIR=")?.trim();
        Some(value.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\"))
    };
    let Some(value) = text.lines().filter_map(value).next_back() else { return Said::Nothing };
    let folder = match value.strip_prefix("$HOME") {
        Some(inside) => home.join(inside.trim_start_matches('/')),
        None => PathBuf::from(value),
    };
    if folder.is_relative() {
        Said::Nothing
    } else if folder == home || folder.components().eq(home.components()) {
        Said::None
    } else {
        Said::Folder(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktops_list_says_where_downloads_lie() {
        let home = Path::new("/home/ana");
        for (text, said) in [
            ("# folders\nXDG_DOWNLOAD_DIR=\"$HOME/Transferências\"\n", Said::Folder("/home/ana/Transferências".into())),
            ("XDG_DOWNLOAD_DIR=\"/data/in coming\"", Said::Folder("/data/in coming".into())),
            ("XDG_DOWNLOAD_DIR=\"$HOME/a\"\nXDG_DOWNLOAD_DIR=\"$HOME/b\"", Said::Folder("/home/ana/b".into())),
            ("XDG_DOWNLOAD_DIR=\"$HOME/\"", Said::None),
            ("#XDG_DOWNLOAD_DIR=\"$HOME/x\"\nXDG_DESKTOP_DIR=\"$HOME/Desktop\"", Said::Nothing),
            ("XDG_DOWNLOAD_DIR=\"Downloads\"", Said::Nothing),
        ] {
            assert_eq!(read_list(text, home), said, "{text}");
        }
    }
}
