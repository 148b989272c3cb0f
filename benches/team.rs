//! Measures what teams cost on a real PostgreSQL: a company of 10,000 people in 1,000 teams is made by SQL, and some of them
//! poll, send, read and claim through goodcall's own code, straight and through pgbouncer, beside `SELECT 1`.
//!
//! `cargo bench --bench team` measures everything; without PostgreSQL it says "not run". `GOODCALL_BENCH_TEAMS=20` makes so
//! many teams, `GOODCALL_BENCH_QUICK=1` measures less of everything.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench prints its figures, and stops at what it can't measure"
)]

mod company;
#[path = "../tests/support/server.rs"]
#[expect(dead_code, reason = "the server of the tests, of which this takes a part")]
mod server;
mod wires;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use company::{Company, IN_TEAM, NEWS, RISING, TO_TEAM, person, space_of, wall, wall_of, writer};
use goodcall::app::team::inviting::InvitedTo;
use goodcall::app::team::wall::Naming;
use goodcall::app::{App, Now};
use goodcall::domain::ids::RemarkId;
use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::carrier::{Claim, Put, What};
use goodcall::testing::sync::server::{Dial, Server};
use wires::{Counted, Pooler, Raw};

type Outcomes<T> = Result<T, Box<dyn Error>>;

const GOODCALL: &str = env!("CARGO_BIN_EXE_goodcall");
/// How many ask at once where the rate is measured.
const AT_ONCE: usize = 8;
/// The server's settings: what is committed is on the disk, as it must be.
const SETTINGS: &str = "max_connections=200\nshared_buffers=256MB\nmax_wal_size=4GB\n";
/// What a segment of one change has.
const SEGMENT: [u8; 600] = [7; 600];

fn main() -> Outcomes<()> {
    // `cargo test --benches` only wants to know that it starts.
    if !std::env::args().any(|a| a == "--bench") {
        return Ok(());
    }
    let plan = Plan::of_environment();
    let server = match server::Server::start(SETTINGS) {
        Ok(server) => server,
        Err(why) => {
            println!("team | not run: {why}");
            return Ok(());
        }
    };
    let began = Instant::now();
    let company = Company::fill(server, plan.teams, plan.walls)?;
    eprintln!("{} people in {} teams, made in {:.1} s", company.people(), plan.teams, began.elapsed().as_secs_f64());
    println!("| what | measured | beside |\n| --- | ---: | --- |");
    let bench = Bench { dial: goodcall::server::dialing().ok_or("built without teams")?, company, plan };
    let straight = bench.company.server.port;
    bench.sizes()?;
    bench.plans()?;
    bench.ways("", straight)?;
    bench.members()?;
    bench.bytes()?;
    match Pooler::start(&bench.company) {
        Ok(pooler) => bench.ways(", through pgbouncer", pooler.port)?,
        Err(why) => println!("| through pgbouncer | not run | {why} |"),
    }
    bench.whole_program()?;
    bench.many_walls()
}

/// How much to measure.
struct Plan {
    teams: usize,
    walls: usize,
    runs: usize,
    lasts: Duration,
}

impl Plan {
    fn of_environment() -> Self {
        let quick = std::env::var_os("GOODCALL_BENCH_QUICK").is_some();
        let teams = std::env::var("GOODCALL_BENCH_TEAMS").ok().and_then(|teams| teams.parse().ok()).unwrap_or(1000);
        Self {
            teams: std::cmp::max(teams, 2),
            walls: if quick { 3 } else { 100 },
            runs: if quick { 20 } else { 300 },
            lasts: Duration::from_millis(if quick { 100 } else { 3000 }),
        }
    }
}

struct Bench {
    dial: &'static dyn Dial,
    company: Company,
    plan: Plan,
}

/// A row of the table: what was measured, and by which way.
fn figure(what: &str, way: &str, measured: impl std::fmt::Display, beside: impl std::fmt::Display) {
    println!("| {what}{way} | {measured} | {beside} |");
}

impl Bench {
    /// Somebody's connection.
    fn open(&self, number: usize, port: u16) -> Outcomes<Box<dyn Server>> {
        Ok(self.dial.dial(&self.company.url(&person(number), port), None)?)
    }

    /// What a rate's people are: each in another team, far apart.
    fn somebody(&self, number: usize) -> usize {
        (number * 1237 + 1) % (self.company.people() - IN_TEAM)
    }

    fn sizes(&self) -> Outcomes<()> {
        let sql = "SELECT relname, count, pg_size_pretty(pg_table_size(oid)), pg_size_pretty(pg_indexes_size(oid))
            FROM pg_class, LATERAL (SELECT n_live_tup AS count FROM pg_stat_user_tables WHERE relid = oid) AS live
            WHERE relnamespace = 'goodcall'::regnamespace AND relkind = 'r' AND relname IN ('segment', 'head', 'member')
            ORDER BY relname";
        for line in self.company.boss(sql)?.lines() {
            let cells: Vec<&str> = line.split('|').collect();
            if let [table, rows, size, indexes] = cells.as_slice() {
                figure(&format!("the table {table}"), "", size, format!("{rows} rows, indexes {indexes}"));
            }
        }
        let all = "SELECT pg_size_pretty(pg_database_size(current_database())), (SELECT count(*) FROM pg_roles)";
        let all = self.company.boss(all)?;
        let (size, roles) = all.split_once('|').unwrap_or((&all, ""));
        figure("the database", "", size, format!("{roles} roles"));
        Ok(())
    }

    /// Whether a member's questions go by an index, with the policies.
    fn plans(&self) -> Outcomes<()> {
        let number = self.somebody(1);
        let (space, me) = (space_of(number), writer(number).0);
        let poll = format!("SELECT writer, seq FROM goodcall.head WHERE space = '{space}'");
        let read = format!("SELECT hash FROM goodcall.segment WHERE space = '{space}' AND writer = {me} AND seq > 50");
        for (what, sql) in [("a poll", &poll), ("a read", &read)] {
            let plan = self.company.as_person(number, &format!("EXPLAIN {sql}"))?;
            let by = if plan.contains("Seq Scan") { "the whole table (**missed**)" } else { "an index" };
            figure(&format!("{what} goes by"), "", by, "EXPLAIN as a member");
        }
        Ok(())
    }

    /// What is asked on a way to the server.
    fn ways(&self, way: &str, port: u16) -> Outcomes<()> {
        self.polls(way, port)?;
        self.pushes(way, port)?;
        self.claims(way, port)?;
        self.news(way, port)?;
        self.connections(way, port)
    }

    fn polls(&self, way: &str, port: u16) -> Outcomes<()> {
        let number = self.somebody(2);
        let server = self.open(number, port)?;
        let carrier = server.carrier(&space_of(number));
        let known = known_of(number);
        let one = Raw::connect(&self.company, &person(number), port)?;
        let (mut polls, mut ones) = (Vec::new(), Vec::new());
        for _ in 0..self.plan.runs {
            ones.push(timed(|| one.one())?);
            polls.push(timed(|| nothing(&carrier.after(&known)?))?);
        }
        let (poll, one_ms) = (median(polls), median(ones));
        let ratio = poll / one_ms;
        let said = if ratio <= 2.0 { "" } else { " (**missed**)" };
        let beside = format!("SELECT 1 {one_ms:.2} ms: {ratio:.2} x, at most 2 x{said}");
        figure("nothing new, on an open connection", way, format!("{poll:.2} ms"), beside);
        let ones = self.rate(|at| Raw::connect(&self.company, &person(self.somebody(at)), port), |one, _| one.one())?;
        let polls = self.rate(
            |at| self.open(self.somebody(at), port),
            |server, (at, _)| {
                let number = self.somebody(at);
                nothing(&server.carrier(&space_of(number)).after(&known_of(number))?)
            },
        )?;
        figure("polls a second, 8 at once", way, format!("{polls:.0}"), format!("SELECT 1 {ones:.0}"));
        Ok(())
    }

    fn pushes(&self, way: &str, port: u16) -> Outcomes<()> {
        // Each has another machine on each way. What they send goes to the walls, so that it is no news to who polls.
        let machine = |at: usize| WriterId(1_000_000 + u64::from(port) * 100 + at as u64);
        let push = |server: &dyn Server, at: usize, seq: u64| match server.carrier(&wall_of(self.somebody(at))).put(
            machine(at),
            seq,
            What::Changes,
            &SEGMENT,
        )? {
            Put::Done(_) => Ok(()),
            other => Err(format!("a push was not done: {other:?}").into()),
        };
        let at = AT_ONCE;
        let server = self.open(self.somebody(at), port)?;
        let pushes = (1..=self.plan.runs as u64).map(|seq| timed(|| push(&*server, at, seq)));
        let one = median(pushes.collect::<Outcomes<_>>()?);
        let many = self.rate(
            |at| self.open(self.somebody(at), port),
            |server, (at, round)| push(&**server, at, round as u64 + 1),
        )?;
        figure(
            "a push (segment and head, on the disk)",
            way,
            format!("{one:.2} ms"),
            format!("{many:.0} a second, {AT_ONCE} at once"),
        );
        Ok(())
    }

    fn claims(&self, way: &str, port: u16) -> Outcomes<()> {
        let number = self.somebody(3);
        let (mine, theirs) = (self.open(number, port)?, self.open(number / IN_TEAM * IN_TEAM + 1, port)?);
        let space = space_of(number);
        let (mine, theirs) = (mine.carrier(&space), theirs.carrier(&space));
        let (mut won, mut lost) = (Vec::new(), Vec::new());
        for at in 0..self.plan.runs {
            let mut key = [0; 32];
            for (byte, of) in key.iter_mut().zip(format!("{port} {at}").bytes()) {
                *byte = of;
            }
            won.push(timed(|| expect(mine.claim(&key, b"me")? == Claim::Won, "a claim was not won"))?);
            lost.push(timed(|| expect(theirs.claim(&key, b"them")? != Claim::Won, "a claim was won twice"))?);
        }
        figure("a claim, won", way, format!("{:.2} ms", median(won)), format!("lost {:.2} ms", median(lost)));
        Ok(())
    }

    /// Reads what the last team has sent besides.
    fn news(&self, way: &str, port: u16) -> Outcomes<()> {
        let number = self.company.people() - 3;
        let server = self.open(number, port)?;
        let mut all = Vec::new();
        for _ in 0..self.plan.runs.div_ceil(30) {
            all.push(timed(|| {
                let carrier = server.carrier(&space_of(number));
                let new = carrier.after(&known_of(number))?;
                for listed in new.values().flatten() {
                    carrier.get(listed).map_err(|e| format!("{e:?}"))?;
                }
                expect(new.values().flatten().count() as u64 == NEWS * IN_TEAM as u64, "other news than were sent")
            })?);
        }
        figure("1,000 new segments, read", way, format!("{:.1} ms", median(all)), "");
        Ok(())
    }

    /// New connections: TLS, SCRAM, whom the server takes one for, and a poll.
    fn connections(&self, way: &str, port: u16) -> Outcomes<()> {
        let poll = |number: usize| {
            let server = self.open(number, port)?;
            nothing(&server.carrier(&space_of(number)).after(&known_of(number))?)
        };
        let one = |number: usize| Raw::connect(&self.company, &person(number), port)?.one();
        let (mut polls, mut ones) = (Vec::new(), Vec::new());
        for at in 0..self.plan.runs.div_ceil(3) {
            ones.push(timed(|| one(self.somebody(at)))?);
            polls.push(timed(|| poll(self.somebody(at)))?);
        }
        figure(
            "a new connection with one poll",
            way,
            format!("{:.1} ms", median(polls)),
            format!("with SELECT 1 {:.1} ms", median(ones)),
        );
        let another = |(at, round): (usize, usize)| self.somebody(100 + round * AT_ONCE + at);
        let ones = self.rate(|_| Ok(()), |(), turn| one(another(turn)))?;
        let polls = self.rate(|_| Ok(()), |(), turn| poll(another(turn)))?;
        figure(
            "new connections with one poll a second, 8 at once",
            way,
            format!("{polls:.0}"),
            format!("with SELECT 1 {ones:.0}"),
        );
        Ok(())
    }

    fn members(&self) -> Outcomes<()> {
        let number = self.somebody(4);
        let server = self.open(number, self.company.server.port)?;
        let times = (0..self.plan.runs).map(|_| {
            timed(|| expect(server.members(&space_of(number))?.len() == IN_TEAM, "not all members were listed"))
        });
        figure("the members of a team", "", format!("{:.2} ms", median(times.collect::<Outcomes<_>>()?)), "");
        Ok(())
    }

    fn bytes(&self) -> Outcomes<()> {
        let way = Counted::to(self.company.server.port, Duration::ZERO)?;
        let number = self.somebody(5);
        let server = self.open(number, way.port)?;
        let carrier = server.carrier(&space_of(number));
        let say = |what: &str| {
            let (there, back) = way.passed();
            figure(what, "", there + back, format!("{there} to the server, {back} back"));
        };
        say("bytes of a new connection");
        nothing(&carrier.after(&known_of(number))?)?;
        say("bytes of a poll with nothing new");
        server.carrier(&wall_of(number)).put(WriterId(2_000_000), 1, What::Changes, &SEGMENT)?;
        say("bytes of a push of 600 bytes");
        Ok(())
    }

    /// How often a second something can be done, by some at once. What each does gets its number and how often it did it.
    fn rate<S>(
        &self,
        begin: impl Fn(usize) -> Outcomes<S> + Sync,
        step: impl Fn(&mut S, (usize, usize)) -> Outcomes<()> + Sync,
    ) -> Outcomes<f64> {
        let (ready, lasts) = (Barrier::new(AT_ONCE), self.plan.lasts);
        let run = |at: usize| -> Result<f64, String> {
            let begun = begin(at).map_err(|e| e.to_string());
            ready.wait();
            let mut state = begun?;
            let (began, mut rounds) = (Instant::now(), 0);
            while began.elapsed() < lasts {
                step(&mut state, (at, rounds)).map_err(|e| e.to_string())?;
                rounds += 1;
            }
            Ok(rounds as f64 / began.elapsed().as_secs_f64())
        };
        let rates: Result<Vec<f64>, String> = std::thread::scope(|scope| {
            let run = &run;
            let all: Vec<_> = (0..AT_ONCE).map(|at| scope.spawn(move || run(at))).collect();
            all.into_iter().map(|one| one.join().map_err(|_| "a thread has failed".to_string())?).collect()
        });
        Ok(rates?.iter().sum())
    }

    // With a book.

    /// Somebody's book, connected by a port.
    fn book(&self, folder: &Path, login: &str, port: u16) -> Outcomes<App> {
        let settings = goodcall::config::parse("timezone = \"UTC\"", "config.toml".as_ref())?;
        let file = folder.join(format!("{login}.db"));
        let mut app = App::open(Some(&file), settings, Now::System)?.with_servers(Some(self.dial));
        app.connect_team(&self.company.url(login, port))?;
        Ok(app)
    }

    /// A whole `goodcall sync now` of a rep to whom nothing is new.
    fn whole_program(&self) -> Outcomes<()> {
        let (folder, port) = (tempfile::tempdir()?, self.company.server.port);
        let mut manager = self.book(folder.path(), "mia", port)?;
        manager.set_up_team(RISING)?;
        let line = manager.invite_rep("ana", None, InvitedTo::Team)?.line;
        self.book(folder.path(), "ana", port)?.join_team(&line)?;
        let book = folder.path().join("ana.db");
        let of = |arguments: &[&str]| -> Outcomes<f64> {
            let times = (0..self.plan.runs.div_ceil(10)).map(|_| timed(|| run(&book, arguments).map(drop)));
            Ok(median(times.collect::<Outcomes<_>>()?))
        };
        let (sync, list) = (of(&["sync", "now"])?, of(&["list", "--json"])?);
        figure(
            "goodcall sync now, nothing new",
            "",
            format!("{sync:.1} ms"),
            format!("goodcall list --json {list:.1} ms"),
        );
        Ok(())
    }

    /// The walls of a company, for who reads all of them.
    fn many_walls(&self) -> Outcomes<()> {
        let (folder, port, walls) = (tempfile::tempdir()?, self.company.server.port, self.company.walls);
        let mut head = self.book(folder.path(), "head", port)?;
        let file = folder.path().join("head.db");
        run(&file, &["add", "Olga"])?;
        for said in 0..5 {
            run(&file, &["log", "Olga", "-m", &format!("+ You saved our week {said}")])?;
        }
        let said: serde_json::Value = serde_json::from_slice(&run(&file, &["praise", "--json"])?)?;
        let said = said.as_array().ok_or("no praise")?.iter().filter_map(|one| one.get("id")?.as_str());
        let said: Vec<RemarkId> = said.map(|id| id.parse().map(RemarkId)).collect::<Result<_, _>>()?;
        let far = Counted::to(port, Duration::from_millis(10))?;
        let mut board = self.book(folder.path(), "board", port)?;
        for at in 0..walls {
            head.set_up_team(&wall(at))?;
            board.join_team(&head.invite_rep("board", Some(&wall(at)), InvitedTo::Wall)?.line)?;
        }
        for at in 0..walls {
            for one in &said {
                head.share_praise(*one, Some(&wall(at)), Naming::default())?;
            }
        }
        let look = |board: &mut App| {
            timed(|| {
                let seen = board.team_wall(None, None)?;
                expect(seen.fault.is_none() && seen.hanging.len() == walls * said.len(), "not all that hangs was read")
            })
        };
        let first = look(&mut board)?;
        let again = median((0..5).map(|_| look(&mut board)).collect::<Outcomes<_>>()?);
        board.connect_team(&self.company.url("board", far.port))?;
        let from_far = look(&mut board)?;
        let beside = format!("{again:.0} ms with nothing new, {from_far:.0} ms where each way takes 10 ms");
        figure(
            "all walls with 5 remarks each, read first",
            &format!(" ({walls} walls)"),
            format!("{first:.0} ms"),
            beside,
        );
        Ok(())
    }
}

/// What somebody knows who has read all but the news.
fn known_of(number: usize) -> BTreeMap<WriterId, u64> {
    let first = number / IN_TEAM * IN_TEAM;
    (first..first + IN_TEAM).map(|one| (writer(one), TO_TEAM)).collect()
}

/// Runs the program on a book, away from the user's own files; what it printed.
fn run(book: &Path, arguments: &[&str]) -> Outcomes<Vec<u8>> {
    let home = book.parent().unwrap_or(book);
    let mut command = Command::new(GOODCALL);
    command.arg("--db").arg(book).args(arguments).stdin(Stdio::null());
    for (name, value) in [("HOME", home), ("XDG_CONFIG_HOME", home), ("XDG_DATA_HOME", home)] {
        command.env(name, value);
    }
    let output = command.env("TZ", "UTC").output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(format!("goodcall {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
}

fn expect(holds: bool, otherwise: &str) -> Outcomes<()> {
    if holds { Ok(()) } else { Err(otherwise.into()) }
}

/// Makes sure that nothing was new.
fn nothing<K, V: std::fmt::Debug>(new: &BTreeMap<K, V>) -> Outcomes<()> {
    expect(new.is_empty(), "something was new")
}

/// How long something takes, in milliseconds.
fn timed(act: impl FnOnce() -> Outcomes<()>) -> Outcomes<f64> {
    let began = Instant::now();
    act()?;
    Ok(began.elapsed().as_secs_f64() * 1000.0)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
