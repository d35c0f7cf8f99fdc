"""What the second version of a database adds: what every host's pages looked like, the rules learnt, and their effect.

`rank` is a hash of the page's URL: the order in which pages are looked at has nothing to do with when they came.
"""

FURNITURE_TABLES = """
CREATE TABLE sights (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    rank INTEGER NOT NULL,
    title TEXT,
    blocks TEXT NOT NULL,
    zone INTEGER NOT NULL,
    fetched_at TEXT NOT NULL
) STRICT;

CREATE TABLE blocks (
    hash INTEGER NOT NULL,
    host TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('head', 'tail', 'inner')),
    rank INTEGER NOT NULL,
    sight_id INTEGER NOT NULL REFERENCES sights (id),
    PRIMARY KEY (hash, host, side, rank, sight_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE furniture_rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('head', 'tail')),
    hash INTEGER NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'refused', 'withdrawn')),
    reason TEXT,
    since TEXT NOT NULL,
    version INTEGER NOT NULL,
    recleaned_to INTEGER,
    UNIQUE (host, side, hash)
) STRICT;
CREATE INDEX furniture_rules_of_block ON furniture_rules (hash);
CREATE INDEX furniture_rules_due ON furniture_rules (id) WHERE recleaned_to IS NOT NULL;

CREATE TABLE bodies (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id),
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    figures TEXT NOT NULL
) STRICT;

CREATE TABLE furniture (
    article_id INTEGER NOT NULL REFERENCES articles (id),
    side TEXT NOT NULL,
    place INTEGER NOT NULL,
    text TEXT NOT NULL,
    rule_id INTEGER NOT NULL REFERENCES furniture_rules (id),
    PRIMARY KEY (article_id, side, place)
) STRICT, WITHOUT ROWID;
"""

FURNITURE_VIEW = """
    SELECT article_id, url, furniture.side, place, furniture.text, rule_id, host, since, version AS rule_version
    FROM furniture
    JOIN furniture_rules ON furniture_rules.id = rule_id
    JOIN articles ON articles.id = article_id
"""
