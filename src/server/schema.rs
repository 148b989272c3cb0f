//! The SQL that an administrator runs: the tables, who may do what with their rows, and the roles of teams.

use crate::error::{Error, Result};

/// The tables, and the rights to their rows.
const TABLES: &str = include_str!("schema.sql");
/// The roles of a team.
const TEAM: &str = include_str!("team.sql");
/// What stands in [`TEAM`] for its name.
const NAME: &str = "NAME";
/// The most characters of a team's name.
const LONGEST: usize = 40;

/// Writes the SQL for the tables and for these teams. It can be run again.
///
/// # Errors
/// A name that is not one of a team (usage).
pub fn script(teams: &[String]) -> Result<String> {
    let mut script = TABLES.to_string();
    for team in teams {
        check_name(team)?;
        script.push_str(&TEAM.replace(NAME, team));
    }
    Ok(script)
}

/// Makes sure that a team's name can be part of a role's: `[a-z0-9_]{1,40}`.
///
/// # Errors
/// It can't (usage).
pub fn check_name(team: &str) -> Result<()> {
    let is_plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_');
    if (1..=LONGEST).contains(&team.len()) && team.chars().all(is_plain) {
        return Ok(());
    }
    Err(Error::usage(format!("\"{}\" can't be a team's name", crate::text::clean(team)))
        .help(format!("a team's name has 1 to {LONGEST} small letters, digits and underscores")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without comments, for what the SQL does.
    fn code() -> String {
        let script = script(&["north".into()]).unwrap();
        let lines = script.lines().map(|line| line.split("--").next().unwrap_or_default());
        lines.collect::<Vec<_>>().join("\n").to_lowercase()
    }

    /// So that databases which speak PostgreSQL's language and spread their tables over machines can run it too.
    #[test]
    fn the_sql_is_plain() {
        let code = code();
        let words: Vec<&str> = code.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        for word in [
            "sequence",
            "serial",
            "bigserial",
            "identity",
            "trigger",
            "function",
            "procedure",
            "listen",
            "notify",
            "view",
            "rule",
            "select_",
            "force",
        ] {
            assert!(!words.contains(&word), "{word}");
        }
        // Reading is granted and ruled; nothing asks another table.
        for statement in code.split(';') {
            let asks = statement.matches("select").count();
            let is_ruled = statement.contains("for select") || statement.trim_start().starts_with("grant select");
            assert_eq!(asks, usize::from(is_ruled), "{statement}");
        }
        let rights = code.matches("enable row level security").count();
        assert_eq!(rights, code.matches("create table").count());
    }

    #[test]
    fn each_policy_asks_for_the_role_before_what_it_may() {
        for policy in code().split("create policy").skip(1) {
            let policy = policy.split(';').next().unwrap();
            let asked = policy.matches("is not null").count();
            assert_eq!(policy.matches("pg_has_role").count(), asked, "{policy}");
            assert!(!policy.contains("for all") && policy.contains("to goodcall_user"), "{policy}");
        }
    }

    #[test]
    fn names_that_could_be_more_than_a_name_are_refused() {
        for name in ["", "North", "a b", "a;drop table x", "a\"", "ä", "a-b", &"a".repeat(41)] {
            assert_eq!(script(&[name.to_string()]).unwrap_err().kind, crate::error::ErrorKind::Usage, "{name}");
        }
        let both = script(&["north".into(), "team_7".into()]).unwrap();
        let teams = both.strip_prefix(TABLES).unwrap();
        assert!(teams.contains("CREATE ROLE manager_team_7 NOLOGIN") && !teams.contains(NAME), "{teams}");
    }
}
