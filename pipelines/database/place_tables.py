"""What an article's place in its story is beyond its role: how a mirror gives itself away, when a text was told first.

A text that was told long before its page's date has the flag `stale_reprint:2015-03-26/2023-09-20`. Its figures are
stated when they were told first, with low confidence: their periods were read against the new date.
"""

PLACE_COLUMNS = """
ALTER TABLE articles ADD COLUMN role_evidence TEXT;
ALTER TABLE articles ADD COLUMN stale_since TEXT;
"""

_WITH_STALE = """
    CASE WHEN stale_since IS NULL THEN {flags} ELSE (
        SELECT json_group_array(value) FROM (SELECT value FROM json_each({flags}) UNION SELECT {stale} ORDER BY value)
    ) END
"""
_BOTH_DATES = "'stale_reprint:' || substr(stale_since, 1, 10) || '/' || substr(articles.published_at, 1, 10)"

PLACE_VIEWS = {
    "articles_v1": f"""
        SELECT id, url, site, publisher, title, text, language, script, published_at, published_precision, source,
               source_name, reprinted_from, reprinted_from_name, author, editor, original_title, dateline, topic, band,
               score, reasons, story_id, role,
               {_WITH_STALE.format(flags="articles.flags", stale=_BOTH_DATES)} AS flags,
               first_seen_at, fetched_at, revised_at, archive, extractor_version, role_evidence, stale_since
        FROM articles
    """,
    "figures_v1": f"""
        SELECT figures.id, article_id, articles.story_id, indicator, definition, region, period, value, value_max, unit,
               printed, growth_percent, growth_points, growth_base, qualifier, status, measure, sentence, sentence_at,
               {_WITH_STALE.format(flags="figures.flags", stale="'stale_reprint'")} AS flags,
               coalesce(stories.origin_name, articles.publisher) AS stated_by,
               coalesce(stale_since, stories.published_at, articles.published_at) AS stated_at,
               CASE WHEN stories.origin_article_id IS NOT articles.id THEN articles.url END AS via,
               CASE WHEN stories.origin_article_id IS NULL OR stale_since IS NOT NULL THEN 'low'
                    ELSE figures.confidence END AS confidence,
               low, high, growth_low, growth_high, slot, base_slot, ends_on, part, whole
        FROM figures
        JOIN articles ON articles.id = figures.article_id
        LEFT JOIN stories ON stories.id = articles.story_id
    """,
}
