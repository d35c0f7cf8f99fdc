"""The politeness ledger: when each request was sent, and what each host's robots.txt said when it said something new.

`sent_at` is NULL for what was asked before this was kept, and for replays, which ask nobody: the ledger has neither.
"""

_HOST = (
    "CASE instr(substr(url, instr(url, '://') + 3), '/') WHEN 0 THEN substr(url, instr(url, '://') + 3)"
    " ELSE substr(url, instr(url, '://') + 3, instr(substr(url, instr(url, '://') + 3), '/') - 1) END"
)

LEDGER_TABLES = f"""
ALTER TABLE fetches ADD COLUMN sent_at TEXT;
ALTER TABLE fetches ADD COLUMN host TEXT GENERATED ALWAYS AS ({_HOST}) VIRTUAL;
CREATE INDEX fetches_of_host ON fetches (host, sent_at) WHERE sent_at IS NOT NULL;

CREATE TABLE robots (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL,
    host TEXT GENERATED ALWAYS AS ({_HOST}) VIRTUAL,
    at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('rules', 'none', 'closed')),
    delay_s REAL NOT NULL,
    digest TEXT,
    why TEXT
) STRICT;
CREATE INDEX robots_of_url ON robots (url, id);
"""

FETCHES_VIEW = """
    SELECT id, run_id, url, status, error, bytes, seconds, archive, fetched_at, sent_at, host FROM fetches
"""
ROBOTS_VIEW = "SELECT id, host, url, at, state, delay_s, digest, why FROM robots"

# The gap is that to the host's request before, on whatever day and in whatever run that was.
POLITENESS_VIEW = """
    WITH sent AS (
        SELECT host, substr(sent_at, 1, 10) AS day, bytes, status,
               (julianday(sent_at) - julianday(lag(sent_at) OVER (PARTITION BY host ORDER BY sent_at, id))) * 86400
                   AS gap
        FROM fetches WHERE sent_at IS NOT NULL
    ), placed AS (
        SELECT *, row_number() OVER (PARTITION BY host, day, gap IS NULL ORDER BY gap) AS place,
               count(gap) OVER (PARTITION BY host, day) AS gaps
        FROM sent
    )
    SELECT host, day, count(*) AS requests, sum(bytes) AS bytes, sum(status IS NULL) AS unanswered,
           sum(status IS 304) AS not_modified, round(avg(status IS 304), 4) AS share_not_modified,
           round(min(gap), 3) AS smallest_gap_s,
           round(avg(CASE WHEN place IN ((gaps + 1) / 2, (gaps + 2) / 2) THEN gap END), 3) AS median_gap_s,
           (SELECT state FROM robots WHERE robots.host = placed.host AND substr(at, 1, 10) <= day
            ORDER BY robots.id DESC LIMIT 1) AS robots,
           (SELECT count(*) FROM robots WHERE robots.host = placed.host AND substr(at, 1, 10) = day) AS robots_changes
    FROM placed GROUP BY host, day
"""
