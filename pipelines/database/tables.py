"""The tables, as they are created in a new database.

AUTOINCREMENT where an id is published: an id never comes back as something else. Times are ISO 8601 text in UTC;
`flags`, `reasons` and `counts` are JSON.
"""

TABLES = """
CREATE TABLE sites (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    publisher TEXT,
    next_due_at TEXT
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site TEXT REFERENCES sites (key),
    kind TEXT NOT NULL CHECK (kind IN ('crawl', 'replay', 'add')),
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT CHECK (outcome IN ('ok', 'failed', 'stopped')),
    reason TEXT,
    counts TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX runs_of_site ON runs (site, id);

CREATE TABLE fetches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    url TEXT NOT NULL,
    status INTEGER,
    error TEXT,
    bytes INTEGER NOT NULL,
    seconds REAL NOT NULL,
    archive TEXT,
    fetched_at TEXT NOT NULL
) STRICT;
CREATE INDEX fetches_of_url ON fetches (url);
CREATE INDEX fetches_of_run ON fetches (run_id);

CREATE TABLE links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    site TEXT REFERENCES sites (key),
    channel TEXT NOT NULL,
    title TEXT,
    state TEXT NOT NULL CHECK (state IN ('new', 'leased', 'retry', 'stored', 'dropped', 'gone', 'refused', 'failed',
        'quarantined', 'overflow')),
    reason TEXT,
    rule TEXT,
    rule_version TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    interrupted INTEGER NOT NULL DEFAULT 0,
    first_seen_at TEXT NOT NULL,
    tried_at TEXT,
    next_try_at TEXT,
    article_id INTEGER REFERENCES articles (id),
    run_id INTEGER REFERENCES runs (id)
) STRICT;
CREATE INDEX links_waiting ON links (site, interrupted, id) WHERE state IN ('new', 'retry');
CREATE INDEX links_leased ON links (site) WHERE state = 'leased';
CREATE INDEX links_of_article ON links (article_id);

CREATE TABLE stories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT,
    published_at TEXT,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    origin_article_id INTEGER REFERENCES articles (id),
    origin_name TEXT,
    origin_confidence TEXT NOT NULL CHECK (origin_confidence IN ('high', 'medium', 'unknown')),
    articles INTEGER NOT NULL,
    mirrors INTEGER NOT NULL,
    independent_origins INTEGER NOT NULL,
    flags TEXT NOT NULL
) STRICT;

CREATE TABLE story_aliases (
    alias_id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories (id)
) STRICT;
CREATE INDEX aliases_of_story ON story_aliases (story_id);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    site TEXT REFERENCES sites (key),
    publisher TEXT,
    title TEXT,
    text TEXT NOT NULL,
    language TEXT,
    script TEXT,
    published_at TEXT,
    published_precision TEXT CHECK (published_precision IN ('minute', 'day')),
    source TEXT,
    source_name TEXT,
    reprinted_from TEXT,
    reprinted_from_name TEXT,
    author TEXT,
    editor TEXT,
    original_title TEXT,
    dateline TEXT,
    copyright_holder TEXT,
    topic TEXT,
    band TEXT CHECK (band IN ('on', 'unsure', 'off')),
    score REAL,
    reasons TEXT NOT NULL,
    story_id INTEGER REFERENCES stories (id),
    role TEXT,
    flags TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    revised_at TEXT,
    archive TEXT,
    extractor_version TEXT NOT NULL
) STRICT;
CREATE INDEX articles_of_story ON articles (story_id);

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    op TEXT NOT NULL CHECK (op IN ('revised', 'recleaned')),
    replaced_at TEXT NOT NULL,
    title TEXT,
    text TEXT NOT NULL,
    published_at TEXT,
    source TEXT,
    reprinted_from TEXT,
    author TEXT,
    editor TEXT,
    original_title TEXT,
    dateline TEXT,
    fetched_at TEXT NOT NULL,
    archive TEXT,
    extractor_version TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_of_article ON revisions (article_id);

CREATE TABLE figures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    indicator TEXT,
    definition TEXT,
    region TEXT,
    period TEXT,
    value REAL,
    value_max REAL,
    unit TEXT,
    printed TEXT NOT NULL,
    growth_percent REAL,
    growth_points REAL,
    growth_base TEXT CHECK (growth_base IN ('yoy', 'mom')),
    qualifier TEXT,
    status TEXT NOT NULL CHECK (status IN ('actual', 'target', 'plan')),
    measure TEXT NOT NULL CHECK (measure IN ('level', 'increment', 'cumulative')),
    sentence TEXT NOT NULL,
    sentence_at INTEGER NOT NULL,
    flags TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low', 'unknown'))
) STRICT;
CREATE INDEX figures_of_article ON figures (article_id);

CREATE TABLE documents (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id),
    publisher_class TEXT,
    sorted_by TEXT NOT NULL,
    canonical TEXT NOT NULL,
    fingerprint_version INTEGER NOT NULL,
    exact INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_exact ON documents (exact);

CREATE TABLE fingerprints (
    hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sentences (
    hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pairs (
    a INTEGER NOT NULL REFERENCES articles (id),
    b INTEGER NOT NULL REFERENCES articles (id),
    relation TEXT NOT NULL,
    contained_a REAL NOT NULL,
    contained_b REAL NOT NULL,
    shared_sentences INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX pairs_of_b ON pairs (b);

CREATE TABLE copies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    child_id INTEGER NOT NULL REFERENCES articles (id),
    parent_id INTEGER REFERENCES articles (id),
    parent_name TEXT,
    kind TEXT NOT NULL,
    confidence TEXT NOT NULL,
    evidence TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    rule_version TEXT NOT NULL
) STRICT;
CREATE INDEX copies_of_child ON copies (child_id);
CREATE INDEX copies_of_parent ON copies (parent_id);

CREATE TABLE change_log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('article', 'story', 'copy', 'figure', 'site')),
    id INTEGER NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('added', 'changed', 'revised', 'recleaned', 'merged', 'split', 'origin_changed')),
    other_id INTEGER
) STRICT;
CREATE TRIGGER change_log_is_not_rewritten BEFORE UPDATE ON change_log
BEGIN SELECT raise(ABORT, 'change_log only grows'); END;
CREATE TRIGGER change_log_is_not_cut BEFORE DELETE ON change_log
BEGIN SELECT raise(ABORT, 'change_log only grows'); END;
"""

ARCHIVE_TABLES = """
CREATE TABLE archive_files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    sites TEXT NOT NULL,
    responses INTEGER NOT NULL,
    broken TEXT NOT NULL
) STRICT;

CREATE TABLE archive_records (
    file_id INTEGER NOT NULL REFERENCES archive_files (id),
    offset INTEGER NOT NULL,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    site TEXT NOT NULL,
    leads_to TEXT,
    is_taken INTEGER NOT NULL,
    part_of TEXT,
    versions TEXT,
    damage TEXT,
    PRIMARY KEY (file_id, offset)
) STRICT, WITHOUT ROWID;
CREATE INDEX archive_records_of_url ON archive_records (url, fetched_at);
CREATE INDEX archive_records_leading ON archive_records (leads_to) WHERE leads_to IS NOT NULL;
"""
"""What reprocessing knows of the archive: where each response stands, and which versions have read it."""
