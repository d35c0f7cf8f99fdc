"""What the service did to keep itself going: crawls that died and with which page, and what was taken away and why.

`beats` has one row, written by the daemon: a write that succeeds says that there is room for more.
"""

UPKEEP_TABLES = """
CREATE TABLE deaths (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    run_id INTEGER REFERENCES runs (id),
    site TEXT REFERENCES sites (key),
    url TEXT,
    how TEXT NOT NULL,
    is_certain INTEGER NOT NULL CHECK (is_certain IN (0, 1)),
    forgiven_at TEXT
) STRICT;
CREATE INDEX deaths_of_url ON deaths (url) WHERE url IS NOT NULL AND forgiven_at IS NULL;

CREATE TABLE upkeep (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('backup', 'restored', 'pruned')),
    item TEXT NOT NULL,
    entries INTEGER,
    bytes INTEGER,
    why TEXT NOT NULL
) STRICT;

CREATE TABLE beats (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at TEXT NOT NULL,
    pid INTEGER NOT NULL
) STRICT;
"""

UPKEEP_VIEWS = {
    "deaths_v1": "SELECT id, at, run_id, site, url, how, is_certain, forgiven_at FROM deaths",
    "upkeep_v1": "SELECT id, at, what, item, entries, bytes, why FROM upkeep",
}
