"""What walks back to a day need: the list pages that wait to be read, and which links they brought."""

BACKFILL_TABLES = """
CREATE TABLE backfills (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL REFERENCES sites (key),
    channel TEXT NOT NULL,
    since TEXT NOT NULL,
    url TEXT NOT NULL,
    number INTEGER NOT NULL,
    day TEXT,
    missing INTEGER NOT NULL,
    before TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'read', 'ended', 'failed')),
    reason TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    at TEXT NOT NULL,
    UNIQUE (site, channel, since, number, url)
) STRICT;
CREATE INDEX backfills_waiting ON backfills (site, id) WHERE state = 'waiting';

ALTER TABLE links ADD COLUMN is_backfill INTEGER NOT NULL DEFAULT 0;
DROP INDEX links_waiting;
CREATE INDEX links_waiting ON links (site, is_backfill, interrupted, id) WHERE state IN ('new', 'retry');
"""
