//! `config path`, `config init`, `config check`, `config show`.

use clap::Args;
use std::path::Path;

use serde_json::json;

use super::CheckScreens;
use super::output::Reply;
use crate::config;
use crate::error::{Error, Result};
use crate::text::clean;

#[derive(Debug, Args)]
pub struct Config {
    #[command(subcommand)]
    pub act: ConfigAct,
}

#[derive(Debug, Clone, Copy, clap::Subcommand)]
pub enum ConfigAct {
    /// Print the path where goodcall looks for it
    Path,
    /// Write a commented example, unless one exists
    Init,
    /// Check it for mistakes
    Check,
    /// Print the settings that goodcall uses
    Show,
}

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
                "No configuration was found; goodcall uses the defaults."
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
                "# time zone: {}; region: {}\n",
                settings.zone.name(),
                settings.region.as_deref().unwrap_or("unknown")
            );
            Ok(Reply::new(format!("{zone}{}", crate::text::clean_lines(&text)), json))
        }
    }
}

fn init(path: &Path) -> Result<Reply> {
    config::write_example(path)?;
    let shown = path.display().to_string();
    Ok(Reply::new(format!("Wrote {}.", clean(&shown)), json!({"path": shown})))
}
