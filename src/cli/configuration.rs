//! `config path`, `config init`, `config check`, `config show`.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::CheckScreens;
use super::args::{Config, ConfigAct};
use super::output::Reply;
use crate::config::{self, EXAMPLE};
use crate::error::{About, Error, Result};
use crate::text::clean;

pub(super) fn run(args: &Config, named: Option<&Path>, check_screens: CheckScreens) -> Result<Reply> {
    let path = named.map_or_else(config::default_path, |p| Ok(p.to_path_buf()))?;
    match args.act {
        ConfigAct::Path => {
            let shown = path.display().to_string();
            Ok(Reply::new(clean(&shown), json!({"path": shown, "exists": path.exists()})))
        }
        ConfigAct::Init => init(&path),
        ConfigAct::Check => {
            let there = path.exists() || named.is_some();
            check_screens(&config::load(there.then_some(path.as_path()))?)?;
            let text = if there {
                "The configuration is right."
            } else {
                "There is no configuration; the defaults are in force."
            };
            Ok(Reply::new(text, json!({"ok": true, "path": path.display().to_string(), "exists": path.exists()})))
        }
        ConfigAct::Show => {
            let settings = config::load(named)?;
            let text = toml::to_string(&settings.config)
                .map_err(|e| Error::failed(format!("could not show the configuration: {e}")))?;
            let json = serde_json::to_value(&settings.config)
                .map_err(|e| Error::failed(format!("could not show the configuration: {e}")))?;
            let zone = format!(
                "# the time zone in force is {}, the region {}\n",
                settings.zone.name(),
                settings.region.as_deref().unwrap_or("unknown")
            );
            Ok(Reply::new(format!("{zone}{}", crate::text::clean_lines(&text)), json))
        }
    }
}

fn init(path: &PathBuf) -> Result<Reply> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        crate::files::make_private_folder(folder).about("make the folder", folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(crate::files::already_there(path).help("goodcall config check says whether it is right"));
        }
        opened => opened.about("write", path)?,
    };
    file.write_all(EXAMPLE.as_bytes()).about("write", path)?;
    let shown = path.display().to_string();
    Ok(Reply::new(format!("Wrote {}.", clean(&shown)), json!({"path": shown})))
}
