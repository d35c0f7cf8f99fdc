"""What looking needs: pages list by time, by reason and by series, and none may read a million rows for it.

Only indexes; LOOK_ENDED is the condition under which the last of them is used, to the letter.
"""

LOOK_ENDED = "state IN ('dropped', 'gone', 'refused', 'failed', 'quarantined', 'overflow')"

LOOK_INDEXES = f"""
CREATE INDEX articles_by_time ON articles (coalesce(published_at, first_seen_at), id);
CREATE INDEX figures_of_series ON figures (indicator, definition, region, slot, article_id);
CREATE INDEX links_ended ON links (reason, first_seen_at, url) WHERE {LOOK_ENDED};
"""
