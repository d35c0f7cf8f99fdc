"""What each run saw of each channel of its site, and how sites stand: when one turned, from what to what, and why.

Channel "" is the whole site. `filled` maps a field to the number of articles that have it.
"""

HEALTH_TABLES = """
CREATE TABLE health (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    site TEXT NOT NULL REFERENCES sites (key),
    channel TEXT NOT NULL,
    at TEXT NOT NULL,
    lists INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    links INTEGER NOT NULL,
    new INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    filled TEXT NOT NULL,
    median_length INTEGER,
    failures INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    canary INTEGER CHECK (canary IN (0, 1)),
    UNIQUE (site, channel, run_id)
) STRICT;

CREATE TABLE site_states (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site TEXT NOT NULL REFERENCES sites (key),
    channel TEXT NOT NULL,
    at TEXT NOT NULL,
    was TEXT NOT NULL CHECK (was IN ('ok', 'suspect', 'down', 'blocked')),
    now TEXT NOT NULL CHECK (now IN ('ok', 'suspect', 'down', 'blocked')),
    since TEXT,
    why TEXT NOT NULL,
    run_id INTEGER NOT NULL REFERENCES runs (id)
) STRICT;
CREATE INDEX site_states_of_channel ON site_states (site, channel, id);
"""

HEALTH_VIEW = """
    SELECT id, run_id, site, channel, at, lists, unchanged, links, new, pages, articles, filled, median_length,
           failures, blocked, canary
    FROM health
"""

SITE_STATES_VIEW = "SELECT id, site, channel, at, was, now, since, why, run_id FROM site_states"

SITE_STATE = "ALTER TABLE sites ADD COLUMN state TEXT NOT NULL DEFAULT 'ok'"
SITES_VIEW = "SELECT id, key, publisher, next_due_at, state FROM sites"
