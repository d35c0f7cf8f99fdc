"""What a story's origins are beyond a name and a number: whose house it is, and what a story tells again.

新华社 and 新华网 are one house, so a value that stories of both state has one origin. A story that is nothing but
another telling of what an earlier one tells has none of its own: `retold_article_id` is who told it before.
"""

ORIGIN_COLUMNS = """
ALTER TABLE stories ADD COLUMN origin_house TEXT;
ALTER TABLE stories ADD COLUMN retold_article_id INTEGER REFERENCES articles (id);
UPDATE stories SET origin_house = origin_name;
"""

STORIES_VIEW = """
    SELECT id, title, published_at, first_seen_at, last_seen_at, origin_article_id, origin_name, origin_confidence,
           articles, mirrors, independent_origins, flags, origin_house, retold_article_id
    FROM stories
"""
