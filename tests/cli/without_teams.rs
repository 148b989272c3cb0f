//! A build without the feature `team`: everything but teams is there, and what is not says so.

use crate::support::shared::Shared;

#[test]
fn all_but_teams_is_there() {
    let shared = Shared::new();
    let (laptop, _desktop) = shared.two();
    laptop.run("today").ok().says("Ana");
    laptop.run("log ana -m '+ Thank you, @Sally'").ok();
    laptop.run("sync now").ok();
    laptop.run("team schema --team north").ok().says("CREATE ROLE team_north NOLOGIN");
    let before = laptop.read("book.db.sync-key");
    let refused = laptop.run("team connect postgres://ana:s3cret@localhost/db --json").fails(1);
    assert_eq!(refused.error()["message"], "this goodcall was built without teams");
    assert_eq!(laptop.read("book.db.sync-key"), before);
}
