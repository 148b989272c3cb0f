
-- The team NAME. Grant its roles to people: GRANT team_NAME TO ana;
-- team_NAME shares customers and praise, wall_NAME only reads the wall, manager_NAME also invites and removes.
BEGIN;
-- Only what is wrong is told, not what is there already.
SET LOCAL client_min_messages = warning;

DO $$ BEGIN
    IF to_regrole('team_NAME') IS NULL THEN CREATE ROLE team_NAME NOLOGIN; END IF;
    IF to_regrole('wall_NAME') IS NULL THEN CREATE ROLE wall_NAME NOLOGIN; END IF;
    IF to_regrole('manager_NAME') IS NULL THEN CREATE ROLE manager_NAME NOLOGIN; END IF;
END $$;

GRANT goodcall_user TO team_NAME, wall_NAME, manager_NAME;
GRANT wall_NAME TO team_NAME;
GRANT team_NAME, wall_NAME TO manager_NAME;

COMMIT;
