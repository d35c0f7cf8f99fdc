"""What the pages list newest first, they read in that order: figures by the end of their period, a site's rows by time.

Only indexes: figures of an indicator in a region; of a site its articles, links, runs and what they saw.
"""

NEWEST_INDEXES = """
CREATE INDEX figures_by_end ON figures (indicator, region, ends_on);
CREATE INDEX articles_of_site ON articles (site, first_seen_at);
CREATE INDEX links_of_site ON links (site, first_seen_at);
CREATE INDEX runs_by_start ON runs (site, started_at, kind, outcome);
CREATE INDEX health_by_time ON health (site, channel, at);
"""
