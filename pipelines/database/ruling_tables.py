"""What people said of stories: which articles, known by their URLs, are one story or two, who said so, when and why.

By URL and not by id: an order outlives whatever is worked out anew, and holds for an article that comes again later.
"""

RULING_TABLES = """
CREATE TABLE rulings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    says TEXT NOT NULL CHECK (says IN ('one_story', 'two_stories')),
    said_by TEXT NOT NULL,
    said_at TEXT NOT NULL,
    note TEXT NOT NULL,
    undone_by TEXT,
    undone_at TEXT
) STRICT;

CREATE TABLE ruled_pairs (
    url TEXT NOT NULL,
    other_url TEXT NOT NULL,
    ruling_id INTEGER NOT NULL REFERENCES rulings (id),
    PRIMARY KEY (url, other_url, ruling_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ruled_pairs_of_other ON ruled_pairs (other_url);
CREATE INDEX ruled_pairs_of_ruling ON ruled_pairs (ruling_id);
"""

RULING_VIEW = """
    SELECT rulings.id, says, url, other_url, said_by, said_at, note, undone_by, undone_at
    FROM rulings JOIN ruled_pairs ON ruling_id = rulings.id
"""
