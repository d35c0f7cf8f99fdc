"""When each story last grew: by an independent origin, or by a figure that none of its articles stated. Feeds go by it.

A story of before this has grown when it was first seen: no feed has told of it.
"""

GROWTH_TABLES = """
CREATE TABLE growth (
    story_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX growth_by_time ON growth (at, story_id);
INSERT INTO growth SELECT id, first_seen_at FROM stories;
CREATE INDEX articles_of_topic ON articles (topic);
"""
