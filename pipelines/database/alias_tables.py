"""What other addresses a page has: its identity among links, and the aliases that were seen.

`identity` is an address without its scheme and without the part of the host that says for which screen: a page that a
site serves under http and https, or under www. and m., is one page. What else differs, differs.
"""

_REST = "substr({url}, instr({url}, '://') + 3)"
IDENTITY = f"""CASE
    WHEN {_REST} LIKE 'www.%' OR {_REST} LIKE 'wap.%' THEN substr({_REST}, 5)
    WHEN {_REST} LIKE '3g.%' THEN substr({_REST}, 4)
    WHEN {_REST} LIKE 'm.%' THEN substr({_REST}, 3)
    ELSE {_REST} END"""
"""The expression of an address's identity; {url} stands for the address."""

ALIAS_TABLES = f"""
CREATE TABLE aliases (
    url TEXT PRIMARY KEY,
    link TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('spelling', 'twin', 'redirect', 'canonical', 'same_page')),
    first_seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_of_link ON aliases (link);

ALTER TABLE links ADD COLUMN identity TEXT GENERATED ALWAYS AS ({IDENTITY.format(url="url")}) VIRTUAL;
CREATE INDEX links_of_identity ON links (identity);
CREATE INDEX articles_of_title ON articles (title);
"""

ALIAS_VIEW = "SELECT url, link, kind, first_seen_at FROM aliases"
