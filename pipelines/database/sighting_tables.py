"""Which channels showed a link: `links.channel` keeps the first alone, and recall is learnt from where they overlap."""

SIGHTING_TABLES = """
CREATE TABLE sightings (
    link_id INTEGER NOT NULL REFERENCES links (id),
    channel TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    PRIMARY KEY (link_id, channel)
) STRICT, WITHOUT ROWID;
"""

SIGHTINGS_VIEW = """
    SELECT links.url, links.site, sightings.channel, sightings.first_seen_at
    FROM sightings JOIN links ON links.id = link_id
"""
