//! The journal's triggers, made from the tables as they are: they write down each row that a change adds, alters or removes.

use rusqlite::Connection;

use super::schema;

/// Drops the journal's triggers and makes them anew for every column that the journaled tables have now.
pub(super) fn make_triggers(db: &Connection) -> rusqlite::Result<()> {
    let old: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'journal\\_%' ESCAPE '\\'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in old {
        db.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    for table in schema::book_tables().map(|t| t.name).chain(["search_text"]) {
        let columns: Vec<String> = db
            .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        db.execute_batch(&triggers_of(table, &columns))?;
    }
    Ok(())
}

/// The three triggers of a table. They write only while a change is open, so offers, shown-counters and drafts leave no
/// step.
fn triggers_of(table: &str, columns: &[String]) -> String {
    let state = |of: &str| {
        let pairs: Vec<_> = columns.iter().map(|c| format!("'{c}', {of}.{c}")).collect();
        format!("json_object({})", pairs.join(", "))
    };
    let (old, new) = (state("old"), state("new"));
    [("added", "INSERT", "NULL", new.as_str()), ("changed", "UPDATE", &old, &new), ("removed", "DELETE", &old, "NULL")]
        .map(|(name, event, old, new)| {
            let row = if event == "DELETE" { "old.id" } else { "new.id" };
            format!(
                "CREATE TRIGGER journal_{table}_{name} AFTER {event} ON {table} WHEN EXISTS (SELECT 1 FROM change WHERE open)
                 BEGIN
                   INSERT INTO journal (change, tbl, row, old, new)
                     VALUES ((SELECT id FROM change WHERE open), '{table}', {row}, {old}, {new});
                 END;"
            )
        })
        .join("\n")
}
