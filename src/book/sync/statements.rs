//! The statements about the rows of a table that travels, put together once: there are many rows.

/// The statements about the rows of a table.
#[derive(Debug)]
pub(super) struct Statements {
    /// What a row holds as JSON, to select.
    pub as_json: String,
    /// The row with an id, as JSON.
    pub of_id: String,
    /// The row with a key, as JSON.
    pub of_key: String,
    /// The id of another row with a key.
    pub of_same_key: String,
    /// Writes a row in place of the one with its id.
    pub write: String,
}

impl Statements {
    /// Puts them together for a table of this name; `derived` are columns that are written besides those which travel.
    pub(super) fn new(name: &str, key: &[&str], columns: &[&str], derived: &[&str]) -> Self {
        let pairs: Vec<String> =
            ["id", "updated_at"].iter().chain(columns).map(|column| format!("'{column}', {column}")).collect();
        let as_json = format!("json_object({})", pairs.join(", "));
        let which: Vec<String> = key.iter().map(|column| format!("{column} = ?")).collect();
        let which = which.join(" AND ");
        let written = [columns, derived].concat();
        let marks = vec!["?"; written.len()].join(", ");
        let sets: Vec<String> = written.iter().map(|column| format!("{column} = excluded.{column}")).collect();
        Self {
            of_id: format!("SELECT {as_json} FROM {name} WHERE id = ?1"),
            of_key: format!("SELECT {as_json} FROM {name} WHERE {which}"),
            of_same_key: format!("SELECT id FROM {name} WHERE {which} AND id <> ?"),
            write: format!(
                "INSERT INTO {name} (id, updated_at, {}) VALUES (?, ?, {marks})
                 ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, {}",
                written.join(", "),
                sets.join(", ")
            ),
            as_json,
        }
    }
}
