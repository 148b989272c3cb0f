-- The book, eleventh version: a team on a server of its own.

-- The server; no row where none is used. Its password and all keys lie beside the book, never in it.
CREATE TABLE sync_server (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Without a password.
  url TEXT NOT NULL,
  -- The role that the server knows this user by, and which server it is.
  account TEXT NOT NULL,
  host TEXT NOT NULL,
  database TEXT NOT NULL,
  -- This machine's id and name there. The key file has the id too, so that a copied book is seen.
  machine INTEGER NOT NULL,
  name TEXT NOT NULL,
  -- The clock of the last act or of the last row that was read.
  clock INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The teams of which this book has keys, and what the server granted when it was last asked.
CREATE TABLE sync_team (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  member INTEGER NOT NULL CHECK (member IN (0, 1)),
  manager INTEGER NOT NULL CHECK (manager IN (0, 1)),
  -- When everything was read and sent last, and when this machine was last published, in milliseconds since 1970.
  last_ok INTEGER,
  published INTEGER
) STRICT;

-- Of each machine, the last segment of the wall that was read.
CREATE TABLE sync_wall_read (
  team INTEGER NOT NULL REFERENCES sync_team (id) ON DELETE CASCADE,
  machine INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (team, machine)
) STRICT, WITHOUT ROWID;

-- What hangs on the walls, of each rep. What was taken off keeps its row, without a word in it.
CREATE TABLE sync_wall (
  team INTEGER NOT NULL REFERENCES sync_team (id) ON DELETE CASCADE,
  remark INTEGER NOT NULL,
  -- The rep who shared it.
  rep TEXT NOT NULL,
  here INTEGER NOT NULL CHECK (here IN (0, 1)),
  text TEXT NOT NULL DEFAULT '',
  teammate TEXT,
  day TEXT NOT NULL DEFAULT '',
  customer TEXT,
  company TEXT,
  -- The clock of the act, and the machine that did it.
  clock INTEGER NOT NULL,
  machine INTEGER NOT NULL,
  -- When it came to the server, by the server's clock, in milliseconds since 1970; NULL before.
  at INTEGER,
  -- Whether it waits to be sent.
  to_send INTEGER NOT NULL DEFAULT 0 CHECK (to_send IN (0, 1)),
  -- Of this user's own: the customer who said it, so that it goes with them.
  whose INTEGER,
  PRIMARY KEY (team, remark, rep)
) STRICT, WITHOUT ROWID;

CREATE INDEX sync_wall_day ON sync_wall (team, day) WHERE here;
CREATE INDEX sync_wall_to_send ON sync_wall (team) WHERE to_send;
