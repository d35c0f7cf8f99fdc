"""The views that other programs read. A column of a published view never changes its meaning; new ones may be added.

Whatever a row of articles_v1, stories_v1, copies_v1, figures_v1 or sites_v1 is made of is logged in change_log when it
changes, also where it comes from another table: a figure's `story_id` is its article's.
"""

VIEWS = {
    "articles_v1": """
        SELECT id, url, site, publisher, title, text, language, script, published_at, published_precision, source,
               source_name, reprinted_from, reprinted_from_name, author, editor, original_title, dateline, topic, band,
               score, reasons, story_id, role, flags, first_seen_at, fetched_at, revised_at, archive, extractor_version
        FROM articles
    """,
    "stories_v1": """
        SELECT id, title, published_at, first_seen_at, last_seen_at, origin_article_id, origin_name, origin_confidence,
               articles, mirrors, independent_origins, flags
        FROM stories
    """,
    "copies_v1": """
        SELECT id, child_id, parent_id, parent_name, kind, confidence, evidence, decided_at, rule_version
        FROM copies
    """,
    # Who stated a figure is the story's origin. Where that was only named, the page is our one witness: hence low.
    "figures_v1": """
        SELECT figures.id, article_id, articles.story_id, indicator, definition, region, period, value, value_max, unit,
               printed, growth_percent, growth_points, growth_base, qualifier, status, measure, sentence, sentence_at,
               figures.flags,
               coalesce(stories.origin_name, articles.publisher) AS stated_by,
               coalesce(stories.published_at, articles.published_at) AS stated_at,
               CASE WHEN stories.origin_article_id IS NOT articles.id THEN articles.url END AS via,
               CASE WHEN stories.origin_article_id IS NULL THEN 'low' ELSE figures.confidence END AS confidence
        FROM figures
        JOIN articles ON articles.id = figures.article_id
        LEFT JOIN stories ON stories.id = articles.story_id
    """,
    "links_v1": """
        SELECT url, site, channel, state, reason, rule, rule_version, tries, first_seen_at, tried_at, next_try_at,
               article_id, title
        FROM links
    """,
    "revisions_v1": """
        SELECT id, article_id, op, replaced_at, title, text, published_at, source, reprinted_from, author, editor,
               original_title, dateline, fetched_at, archive, extractor_version
        FROM revisions
    """,
    "runs_v1": "SELECT id, site, kind, started_at, ended_at, outcome, reason, counts FROM runs",
    "sites_v1": "SELECT id, key, publisher, next_due_at FROM sites",
    "fetches_v1": "SELECT id, run_id, url, status, error, bytes, seconds, archive, fetched_at FROM fetches",
}
