//! A company of any size on a real PostgreSQL: teams of ten with roles, machines and sealed parts, made by SQL in seconds.

use goodcall::testing::sync::WriterId;

use crate::Outcomes;
use crate::server::Server;

/// How many people a team has; the first of them is its manager.
pub(crate) const IN_TEAM: usize = 10;
/// What each of them has sent to the team and to its wall, and how many bytes a part has.
pub(crate) const TO_TEAM: u64 = 60;
const TO_WALL: u64 = 6;
const BYTES: usize = 600;
/// What each of the last team has sent besides, for who has read only the rest.
pub(crate) const NEWS: u64 = 100;
/// The database, and everybody's password.
pub(crate) const DATABASE: &str = "goodcall";
pub(crate) const PASSWORD: &str = "secret";
/// Teams that are still empty, for managers who read many walls, and one more for a rep.
pub(crate) const RISING: &str = "north";

/// A server with a company on it.
pub(crate) struct Company {
    pub server: Server,
    pub teams: usize,
    /// How many empty teams there are.
    pub walls: usize,
}

impl Company {
    /// Makes the tables, roles and rows.
    pub(crate) fn fill(server: Server, teams: usize, walls: usize) -> Outcomes<Self> {
        let company = Self { server, teams, walls };
        company.server.sql("boss", "postgres", &format!("CREATE DATABASE {DATABASE}"))?;
        let named = (0..teams).map(team).chain((0..walls).map(wall)).chain([RISING.to_string()]);
        company.boss(&goodcall::app::team::schema::schema(&named.collect::<Vec<_>>())?)?;
        company.boss(&company.roles())?;
        company.boss(&company.rows())?;
        company.boss("VACUUM ANALYZE; CHECKPOINT")?;
        Ok(company)
    }

    /// Runs SQL as the administrator.
    pub(crate) fn boss(&self, sql: &str) -> Outcomes<String> {
        Ok(self.server.sql("boss", DATABASE, sql)?)
    }

    /// Runs SQL as one of the people.
    pub(crate) fn as_person(&self, number: usize, sql: &str) -> Outcomes<String> {
        Ok(self.server.sql(&person(number), DATABASE, sql)?)
    }

    /// How many people there are.
    pub(crate) fn people(&self) -> usize {
        self.teams * IN_TEAM
    }

    /// The URL of somebody, at the server or at a port before it.
    pub(crate) fn url(&self, login: &str, port: u16) -> String {
        let authority = self.server.file("ca.pem");
        format!("postgres://{login}:{PASSWORD}@localhost:{port}/{DATABASE}?sslrootcert={authority}")
    }

    /// The people's logins. All have one password: to hash ten thousand would take half a minute.
    fn roles(&self) -> String {
        let empty: Vec<String> = (0..self.walls).map(wall).collect();
        let all = |role: &str| empty.iter().map(|wall| format!("{role}_{wall}")).collect::<Vec<_>>().join(", ");
        format!(
            "BEGIN;
            CREATE ROLE rep_0 LOGIN PASSWORD '{PASSWORD}' IN ROLE manager_t0;
            DO $$ DECLARE one text := (SELECT rolpassword FROM pg_authid WHERE rolname = 'rep_0'); BEGIN
                FOR n IN 1..{last} LOOP
                    EXECUTE format('CREATE ROLE rep_%s LOGIN PASSWORD %L IN ROLE %I', n, one,
                        CASE n % {IN_TEAM} WHEN 0 THEN 'manager_t' ELSE 'team_t' END || n / {IN_TEAM});
                END LOOP;
            END $$;
            CREATE ROLE head LOGIN PASSWORD '{PASSWORD}' IN ROLE {managers};
            CREATE ROLE board LOGIN PASSWORD '{PASSWORD}' IN ROLE {walls};
            CREATE ROLE mia LOGIN PASSWORD '{PASSWORD}' IN ROLE manager_{RISING};
            CREATE ROLE ana LOGIN PASSWORD '{PASSWORD}' IN ROLE team_{RISING};
            COMMIT",
            last = self.people() - 1,
            managers = all("manager"),
            walls = all("wall"),
        )
    }

    /// What their machines have sent, in the order of time, so that a team's parts lie as scattered as in life.
    fn rows(&self) -> String {
        let (last, last_team) = (self.people() - 1, self.teams - 1);
        let kinds = [("team", TO_TEAM, ""), ("wall", TO_WALL, ""), ("team", TO_TEAM + NEWS, "news")];
        let mut sql = "SET session_replication_role = replica;".to_string();
        for (kind, upto, which) in kinds {
            let (from, people) = match which {
                "news" => (TO_TEAM + 1, format!("generate_series({}, {last})", last_team * IN_TEAM)),
                _ => (1, format!("generate_series(0, {last})")),
            };
            sql.push_str(&format!(
                "INSERT INTO goodcall.head (space, writer, owner, seq)
                SELECT '{kind}_t' || n / {IN_TEAM}, 1000 + n, 'rep_' || n, {upto} FROM {people} AS n
                ON CONFLICT (space, writer) DO UPDATE SET seq = excluded.seq;
                INSERT INTO goodcall.segment (space, writer, seq, owner, hash, bytes)
                SELECT '{kind}_t' || n / {IN_TEAM}, 1000 + n, seq, 'rep_' || n, substr(sha256(bytes), 1, 8), bytes
                FROM generate_series({from}, {upto}) AS seq, {people} AS n,
                    LATERAL (SELECT decode(repeat('5a', {filler}), 'hex') || int8send(n) || int8send(seq) AS bytes) AS made;",
                filler = BYTES - 16,
            ));
        }
        sql.push_str(&format!(
            "INSERT INTO goodcall.member (space, machine, owner, key, name, mac)
            SELECT kind || '_t' || n / {IN_TEAM}, 1000 + n, 'rep_' || n, sha256(int8send(n)), sha256('a'), sha256('b')
            FROM generate_series(0, {last}) AS n, unnest(ARRAY['team', 'wall']) AS kind"
        ));
        sql
    }
}

/// The name of a team.
pub(crate) fn team(number: usize) -> String {
    format!("t{number}")
}

/// The name of an empty team.
pub(crate) fn wall(number: usize) -> String {
    format!("w{number}")
}

/// The space that people of a number share.
pub(crate) fn space_of(number: usize) -> String {
    format!("team_{}", team(number / IN_TEAM))
}

/// The wall of their team.
pub(crate) fn wall_of(number: usize) -> String {
    format!("wall_{}", team(number / IN_TEAM))
}

/// The login of somebody.
pub(crate) fn person(number: usize) -> String {
    format!("rep_{number}")
}

/// The machine of somebody.
pub(crate) fn writer(number: usize) -> WriterId {
    WriterId(1000 + number as u64)
}
