"""Fields that a site prints no more, as a person said: from then on their past counts no longer.

A row stays when it is undone: who said what, and when, is part of the site's history.
"""

ACCEPTED_TABLES = """
CREATE TABLE accepted_fields (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site TEXT NOT NULL REFERENCES sites (key),
    field TEXT NOT NULL,
    accepted_by TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    note TEXT NOT NULL,
    undone_by TEXT,
    undone_at TEXT
) STRICT;
CREATE INDEX accepted_fields_of_site ON accepted_fields (site, id);
"""

ACCEPTED_VIEW = "SELECT id, site, field, accepted_by, accepted_at, note, undone_by, undone_at FROM accepted_fields"
