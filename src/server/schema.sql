-- The tables of goodcall's teams, made by `goodcall team schema`. Run it as the database's owner, as often as you like:
-- what is there stays. A role that may create roles can run it; no superuser is needed.
--
-- A space is named as the role that reads it: team_NAME shares customers and praise, wall_NAME only reads the wall.
-- What people wrote is sealed on their machines; the server sees who, when and how much, never what.
BEGIN;
-- Only what is wrong is told, not what is there already.
SET LOCAL client_min_messages = warning;

CREATE SCHEMA IF NOT EXISTS goodcall;

DO $$ BEGIN
    IF to_regrole('goodcall_user') IS NULL THEN CREATE ROLE goodcall_user NOLOGIN; END IF;
END $$;

-- Whose a machine's segments are, and how far they go: what a machine asks for first.
CREATE TABLE IF NOT EXISTS goodcall.head (
    space text NOT NULL CHECK (space ~ '^(team|wall)_[a-z0-9_]{1,40}$'),
    writer bigint NOT NULL CHECK (writer >= 0),
    owner text NOT NULL DEFAULT current_user,
    seq bigint NOT NULL CHECK (seq >= 0),
    PRIMARY KEY (space, writer),
    UNIQUE (space, writer, owner)
);

-- What machines say, in numbered parts. By the reference to head nobody writes as another's machine.
CREATE TABLE IF NOT EXISTS goodcall.segment (
    space text NOT NULL CHECK (space ~ '^(team|wall)_[a-z0-9_]{1,40}$'),
    writer bigint NOT NULL CHECK (writer >= 0),
    seq bigint NOT NULL CHECK (seq >= 0),
    owner text NOT NULL DEFAULT current_user,
    at timestamptz NOT NULL DEFAULT now(),
    hash bytea NOT NULL CHECK (octet_length(hash) = 8),
    bytes bytea NOT NULL CHECK (octet_length(bytes) <= 16777216),
    PRIMARY KEY (space, writer, seq),
    FOREIGN KEY (space, writer, owner) REFERENCES goodcall.head (space, writer, owner)
);
-- Whether a manager sent it: asked when it is added, and so the same for whoever reads it, whenever they do.
ALTER TABLE goodcall.segment ADD COLUMN IF NOT EXISTS by_manager boolean NOT NULL DEFAULT false;

-- All there is, in place of many segments.
CREATE TABLE IF NOT EXISTS goodcall.snapshot (
    space text NOT NULL CHECK (space ~ '^(team|wall)_[a-z0-9_]{1,40}$'),
    writer bigint NOT NULL CHECK (writer >= 0),
    seq bigint NOT NULL CHECK (seq >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 8),
    owner text NOT NULL DEFAULT current_user,
    at timestamptz NOT NULL DEFAULT now(),
    bytes bytea NOT NULL CHECK (octet_length(bytes) <= 16777216),
    PRIMARY KEY (space, writer, seq, hash),
    FOREIGN KEY (space, writer, owner) REFERENCES goodcall.head (space, writer, owner)
);

-- Who is first, where two machines must not do the same.
CREATE TABLE IF NOT EXISTS goodcall.claim (
    space text NOT NULL CHECK (space ~ '^(team|wall)_[a-z0-9_]{1,40}$'),
    key bytea NOT NULL CHECK (octet_length(key) <= 1024),
    owner text NOT NULL DEFAULT current_user,
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 65536),
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (space, key)
);

-- The machines of a space, with their public keys.
CREATE TABLE IF NOT EXISTS goodcall.member (
    space text NOT NULL CHECK (space ~ '^(team|wall)_[a-z0-9_]{1,40}$'),
    machine bigint NOT NULL CHECK (machine >= 0),
    owner text NOT NULL DEFAULT current_user,
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    name bytea NOT NULL CHECK (octet_length(name) <= 65536),
    mac bytea NOT NULL CHECK (octet_length(mac) = 32),
    joined timestamptz NOT NULL DEFAULT now(),
    last_seen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (space, machine)
);

-- Invitations: a space's key under a one-time key, for one role.
CREATE TABLE IF NOT EXISTS goodcall.seal (
    space text NOT NULL CHECK (space ~ '^(team|wall)_[a-z0-9_]{1,40}$'),
    id bytea NOT NULL,
    role text NOT NULL,
    owner text NOT NULL DEFAULT current_user,
    sealed bytea NOT NULL CHECK (octet_length(sealed) <= 1048576),
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (space, id)
);

-- A space's later keys, each sealed to the machines that stay: the machine and what is sealed stand at the same place.
CREATE TABLE IF NOT EXISTS goodcall.epoch (
    space text NOT NULL CHECK (space ~ '^(team|wall)_[a-z0-9_]{1,40}$'),
    epoch bigint NOT NULL CHECK (epoch BETWEEN 1 AND 4294967295),
    owner text NOT NULL DEFAULT current_user,
    at timestamptz NOT NULL DEFAULT now(),
    machines bigint[] NOT NULL,
    sealed bytea[] NOT NULL CHECK (cardinality(sealed) = cardinality(machines)),
    PRIMARY KEY (space, epoch)
);

-- Nobody names an owner or the time: the server says them. That a manager sends something is named, and checked.
GRANT USAGE ON SCHEMA goodcall TO goodcall_user;
GRANT SELECT ON goodcall.head, goodcall.segment, goodcall.snapshot, goodcall.claim, goodcall.member, goodcall.seal,
    goodcall.epoch TO goodcall_user;
GRANT INSERT (space, writer, seq), UPDATE (seq) ON goodcall.head TO goodcall_user;
GRANT INSERT (space, writer, seq, hash, bytes, by_manager), DELETE ON goodcall.segment TO goodcall_user;
GRANT INSERT (space, writer, seq, hash, bytes), DELETE ON goodcall.snapshot TO goodcall_user;
GRANT INSERT (space, key, sealed), DELETE ON goodcall.claim TO goodcall_user;
GRANT INSERT (space, machine, key, name, mac), UPDATE (key, name, mac, last_seen), DELETE ON goodcall.member
    TO goodcall_user;
GRANT INSERT (space, id, role, sealed), DELETE ON goodcall.seal TO goodcall_user;
GRANT INSERT (space, epoch, machines, sealed) ON goodcall.epoch TO goodcall_user;

ALTER TABLE goodcall.head ENABLE ROW LEVEL SECURITY;
ALTER TABLE goodcall.segment ENABLE ROW LEVEL SECURITY;
ALTER TABLE goodcall.snapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE goodcall.claim ENABLE ROW LEVEL SECURITY;
ALTER TABLE goodcall.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE goodcall.seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE goodcall.epoch ENABLE ROW LEVEL SECURITY;

-- Who has the space's role reads. A role that was dropped reads nothing, and is no error: to_regrole knows it no more.
DROP POLICY IF EXISTS reads ON goodcall.head;
CREATE POLICY reads ON goodcall.head FOR SELECT TO goodcall_user
    USING (to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));
DROP POLICY IF EXISTS reads ON goodcall.segment;
CREATE POLICY reads ON goodcall.segment FOR SELECT TO goodcall_user
    USING (to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));
DROP POLICY IF EXISTS reads ON goodcall.snapshot;
CREATE POLICY reads ON goodcall.snapshot FOR SELECT TO goodcall_user
    USING (to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));
DROP POLICY IF EXISTS reads ON goodcall.claim;
CREATE POLICY reads ON goodcall.claim FOR SELECT TO goodcall_user
    USING (to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));
DROP POLICY IF EXISTS reads ON goodcall.member;
CREATE POLICY reads ON goodcall.member FOR SELECT TO goodcall_user
    USING (to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));
DROP POLICY IF EXISTS reads ON goodcall.epoch;
CREATE POLICY reads ON goodcall.epoch FOR SELECT TO goodcall_user
    USING (to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));

-- Who has the team's role adds, to its wall too, and in their own name: as who logged in, not as a role that was granted to
-- them, be it the team's or somebody else's.
DROP POLICY IF EXISTS adds ON goodcall.head;
CREATE POLICY adds ON goodcall.head FOR INSERT TO goodcall_user
    WITH CHECK (owner = current_user AND owner = session_user
        AND to_regrole('team_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('team_' || substr(space, 6))::oid, 'MEMBER'));
DROP POLICY IF EXISTS adds ON goodcall.segment;
CREATE POLICY adds ON goodcall.segment FOR INSERT TO goodcall_user
    WITH CHECK (owner = current_user AND owner = session_user
        AND (NOT by_manager
            OR (to_regrole('manager_' || substr(space, 6)) IS NOT NULL
                AND pg_has_role(current_user, to_regrole('manager_' || substr(space, 6))::oid, 'MEMBER')))
        AND to_regrole('team_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('team_' || substr(space, 6))::oid, 'MEMBER'));
DROP POLICY IF EXISTS adds ON goodcall.snapshot;
CREATE POLICY adds ON goodcall.snapshot FOR INSERT TO goodcall_user
    WITH CHECK (owner = current_user AND owner = session_user
        AND to_regrole('team_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('team_' || substr(space, 6))::oid, 'MEMBER'));
-- That a team is set up only a manager claims.
DROP POLICY IF EXISTS adds ON goodcall.claim;
CREATE POLICY adds ON goodcall.claim FOR INSERT TO goodcall_user
    WITH CHECK (owner = current_user AND owner = session_user
        AND (key <> 'goodcall setup of a team, once  '::bytea
            OR (to_regrole('manager_' || substr(space, 6)) IS NOT NULL
                AND pg_has_role(current_user, to_regrole('manager_' || substr(space, 6))::oid, 'MEMBER')))
        AND to_regrole('team_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('team_' || substr(space, 6))::oid, 'MEMBER'));

-- A machine of who only reads the wall is published as well, so that later keys can be sealed to it.
DROP POLICY IF EXISTS adds ON goodcall.member;
CREATE POLICY adds ON goodcall.member FOR INSERT TO goodcall_user
    WITH CHECK (owner = current_user AND owner = session_user
        AND to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));

-- Managers invite, and make new keys.
DROP POLICY IF EXISTS adds ON goodcall.seal;
CREATE POLICY adds ON goodcall.seal FOR INSERT TO goodcall_user
    WITH CHECK (owner = current_user AND owner = session_user
        AND to_regrole('manager_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('manager_' || substr(space, 6))::oid, 'MEMBER'));
DROP POLICY IF EXISTS adds ON goodcall.epoch;
CREATE POLICY adds ON goodcall.epoch FOR INSERT TO goodcall_user
    WITH CHECK (owner = current_user AND owner = session_user
        AND to_regrole('manager_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('manager_' || substr(space, 6))::oid, 'MEMBER'));

-- Segments never change. What does is one's own.
DROP POLICY IF EXISTS changes ON goodcall.head;
CREATE POLICY changes ON goodcall.head FOR UPDATE TO goodcall_user
    USING (owner = current_user AND owner = session_user AND to_regrole('team_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('team_' || substr(space, 6))::oid, 'MEMBER'))
    WITH CHECK (owner = current_user);
DROP POLICY IF EXISTS changes ON goodcall.member;
CREATE POLICY changes ON goodcall.member FOR UPDATE TO goodcall_user
    USING (owner = current_user AND owner = session_user AND to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'))
    WITH CHECK (owner = current_user);
DROP POLICY IF EXISTS removes ON goodcall.segment;
CREATE POLICY removes ON goodcall.segment FOR DELETE TO goodcall_user
    USING (owner = current_user AND owner = session_user AND to_regrole('team_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('team_' || substr(space, 6))::oid, 'MEMBER'));
DROP POLICY IF EXISTS removes ON goodcall.snapshot;
CREATE POLICY removes ON goodcall.snapshot FOR DELETE TO goodcall_user
    USING (owner = current_user AND owner = session_user AND to_regrole('team_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('team_' || substr(space, 6))::oid, 'MEMBER'));
-- A claim stands until its call day is long past; that a team is set up stays claimed.
DROP POLICY IF EXISTS removes ON goodcall.claim;
CREATE POLICY removes ON goodcall.claim FOR DELETE TO goodcall_user
    USING (owner = current_user AND owner = session_user AND at < now() - interval '60 days'
        AND key <> 'goodcall setup of a team, once  '::bytea AND to_regrole('team_' || substr(space, 6)) IS NOT NULL
        AND pg_has_role(current_user, to_regrole('team_' || substr(space, 6))::oid, 'MEMBER'));
DROP POLICY IF EXISTS removes ON goodcall.member;
CREATE POLICY removes ON goodcall.member FOR DELETE TO goodcall_user
    USING (owner = current_user AND owner = session_user AND to_regrole(space) IS NOT NULL AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));

-- An invitation is for one role: that reads it, and takes it away once the space's role was granted. Who made it may revoke it.
DROP POLICY IF EXISTS reads ON goodcall.seal;
CREATE POLICY reads ON goodcall.seal FOR SELECT TO goodcall_user
    USING (role = current_user OR owner = current_user);
DROP POLICY IF EXISTS removes ON goodcall.seal;
CREATE POLICY removes ON goodcall.seal FOR DELETE TO goodcall_user
    USING (owner = current_user AND owner = session_user
        OR role = current_user AND role = session_user AND to_regrole(space) IS NOT NULL
            AND pg_has_role(current_user, to_regrole(space)::oid, 'MEMBER'));

COMMIT;
