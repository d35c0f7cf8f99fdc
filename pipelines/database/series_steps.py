"""What series, conflicts and targets are all made of: the steps from a stored figure to a point.

Within what its print allows, and in which slot, a figure stands was said when it was read (`pipelines.figures.series`).
Here intervals are compared: two agree when they overlap, and many when the highest low is below the lowest high. Every
view is made of the same steps, each a table of figures:

    voice -> claims -> slots -> points
"""

from __future__ import annotations

SERIES_COLUMNS = """
ALTER TABLE figures ADD COLUMN low REAL;
ALTER TABLE figures ADD COLUMN high REAL;
ALTER TABLE figures ADD COLUMN growth_low REAL;
ALTER TABLE figures ADD COLUMN growth_high REAL;
ALTER TABLE figures ADD COLUMN slot TEXT;
ALTER TABLE figures ADD COLUMN base_slot TEXT;
ALTER TABLE figures ADD COLUMN ends_on TEXT;
ALTER TABLE figures ADD COLUMN part TEXT;
ALTER TABLE figures ADD COLUMN whole TEXT;
"""

FIGURES_VIEW = """
    SELECT figures.id, article_id, articles.story_id, indicator, definition, region, period, value, value_max, unit,
           printed, growth_percent, growth_points, growth_base, qualifier, status, measure, sentence, sentence_at,
           figures.flags,
           coalesce(stories.origin_name, articles.publisher) AS stated_by,
           coalesce(stories.published_at, articles.published_at) AS stated_at,
           CASE WHEN stories.origin_article_id IS NOT articles.id THEN articles.url END AS via,
           CASE WHEN stories.origin_article_id IS NULL THEN 'low' ELSE figures.confidence END AS confidence,
           low, high, growth_low, growth_high, slot, base_slot, ends_on, part, whole
    FROM figures
    JOIN articles ON articles.id = figures.article_id
    LEFT JOIN stories ON stories.id = articles.story_id
"""
"""figures_v1 as it was, and at its end what was added."""

# Old news under a new date says nothing: its periods were read against that date.
# A story speaks once, through its origin or, where that was never seen, its earliest copy. What is on one line is
# comparable: 个, 座 and 处 count alike, money, rates and lengths do not. On a day, 累计建成 and 达到 are one total.
_VOICE = """
    voice AS (
        SELECT *, json_array(indicator, definition, region, unit_kind, measure) AS line,
               json_array(indicator, definition, region, unit_kind,
                          iif(slot GLOB 'asof:*' AND measure = 'cumulative', 'level', measure)) AS total
        FROM (
            SELECT figures.id, article_id, story_id, url, indicator, definition, region, period, slot, base_slot,
                   ends_on, status, measure, value, value_max, unit, printed, qualifier, low, high, growth_percent,
                   growth_points, growth_base, growth_low, growth_high, part, whole, sentence_at, figures.flags,
                   coalesce(stories.origin_name, articles.publisher) AS stated_by,
                   coalesce(stories.published_at, articles.published_at) AS stated_at,
                   iif(stories.independent_origins > 0,
                       coalesce(stories.origin_house, stories.origin_name, articles.publisher, stories.id),
                       NULL) AS origin,
                   retold_article_id,
                   iif(unit IN ('元', '美元', '%', '公里', '皮长公里', '芯公里', 'PFLOPS', 'EFLOPS', '人次'),
                       replace(unit, '皮长', ''), '') AS unit_kind
            FROM figures
            JOIN articles ON articles.id = figures.article_id
            JOIN stories ON stories.id = articles.story_id
            WHERE indicator IS NOT NULL AND articles.stale_since IS NULL
              AND articles.id = coalesce(stories.origin_article_id, (
                  SELECT first.id FROM articles AS first WHERE first.story_id = stories.id
                  ORDER BY coalesce(first.published_at, '9'), first.url LIMIT 1))
        )
    )"""

# What one story says of one slot, by its narrowest figure. A story whose own figures cannot all be true was not
# understood (三家企业分别新建210、180、95个): it claims nothing.
_CLAIMS = """
    own AS (
        SELECT *, max(low) OVER story >= min(high) OVER story AS is_unclear,
               max(low) OVER story AS claimed_low, min(high) OVER story AS claimed_high,
               row_number() OVER (story ORDER BY high - low, sentence_at, id) AS nth
        FROM voice WHERE slot IS NOT NULL AND low IS NOT NULL
        WINDOW story AS (PARTITION BY line, status, slot, story_id)
    ),
    claims AS (SELECT * FROM own WHERE nth = 1 AND NOT is_unclear)"""

# Where claims on a slot cannot all be true, it is disputed.
_SLOTS = """
    slots AS (
        SELECT *, max(claimed_low) OVER said >= min(claimed_high) OVER said AS disputed,
               row_number() OVER (
                   PARTITION BY line, status, slot ORDER BY high - low, stated_at IS NULL, stated_at, url
               ) AS place
        FROM claims WINDOW said AS (PARTITION BY total, status, slot)
    )"""

# One point a slot, by its narrowest claim: a headline's 超170亿 is one more story behind 171.3. Of a disputed slot
# one point for each value stated. Beside min() alone, SQLite takes the other columns from the row that it found.
# Origins are counted by house. What tells a release again has none of its own; but where nobody else states the value,
# because only that page was understood, or it adds a sentence, one origin stands behind it all the same.
_POINTS = """
    points AS (
        SELECT *, min(place) AS first, json_group_array(DISTINCT story_id) AS stories,
               max(count(DISTINCT origin), min(count(retold_article_id), 1)) AS independent_origins
        FROM slots GROUP BY line, status, slot, iif(disputed, value, NULL)
    )"""

STEPS = ",".join((_VOICE, _CLAIMS, _SLOTS, _POINTS))


def steps(figures: str) -> str:
    """Return the steps over some of the figures: those of a table of that name, which stands before them."""
    return STEPS.replace("FROM figures\n", f"FROM {figures} AS figures\n")


CYCLE = "CASE WHEN slot GLOB 'asof:*' THEN 'day' WHEN slot GLOB '????' THEN 'year' ELSE substr(slot, 6) END"
"""What a slot may be set beside: every H1, every 前三季度, every year."""
