"""What asking again needs: validators of pages, how each channel was walked, when a stored link is visited again.

`validators.leads_to` is what a sitemap index named, for its sitemaps may have changed when it has not. A row of
`walked` says that all behind the channel's known links was read; it is gone while a walk is under way.
"""

AGAIN_TABLES = """
CREATE TABLE validators (
    url TEXT PRIMARY KEY,
    etag TEXT,
    last_modified TEXT,
    leads_to TEXT NOT NULL DEFAULT '[]',
    kept_at TEXT NOT NULL,
    CHECK (etag IS NOT NULL OR last_modified IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE walked (
    site TEXT NOT NULL REFERENCES sites (key),
    channel TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (site, channel)
) STRICT, WITHOUT ROWID;

ALTER TABLE links ADD COLUMN revisits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE links ADD COLUMN revisit_at TEXT;
ALTER TABLE links ADD COLUMN revisited_at TEXT;
ALTER TABLE links ADD COLUMN revisit_reason TEXT;
CREATE INDEX links_revisited ON links (site, interrupted, revisit_at) WHERE state = 'stored' AND revisit_at IS NOT NULL;

ALTER TABLE revisions ADD COLUMN changed TEXT NOT NULL DEFAULT '[]';
"""

AGAIN_VIEWS = {
    "links_v1": """
        SELECT url, site, channel, state, reason, rule, rule_version, tries, first_seen_at, tried_at, next_try_at,
               article_id, title, revisits, revisit_at, revisited_at, revisit_reason
        FROM links
    """,
    "revisions_v1": """
        SELECT id, article_id, op, replaced_at, title, text, published_at, source, reprinted_from, author, editor,
               original_title, dateline, fetched_at, archive, extractor_version, changed
        FROM revisions
    """,
}
"""Views of before, with new columns at their end."""
