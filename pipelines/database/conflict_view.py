"""Stored figures that cannot all be true, as a view: each kind of conflict names two figures, or three, or one.

Every side is shown as stated by someone on a day; which of them is right is not decided here.
"""

from __future__ import annotations

from pipelines.database.series_steps import CYCLE, STEPS

# Two stories state two values of one thing.
_OF_SOURCES = """
    SELECT 'sources' AS kind, one.id AS figure_id, other.id AS other_id, NULL AS third_id
    FROM points AS one JOIN points AS other USING (total, status, slot)
    WHERE one.disputed AND one.high <= other.low"""

# One article does: mostly a part (其中, 分别) that was read as the whole.
_IN_AN_ARTICLE = """
    SELECT 'article', one.id, other.id, NULL
    FROM own AS one JOIN own AS other USING (line, status, slot, story_id)
    WHERE one.is_unclear AND one.nth = 1 AND (one.high <= other.low OR other.high <= one.low)"""

# A copy prints what its story's voice does not, of the same indicator, region and period. Flagged ones too: 18元
# is of use beside the 18亿元 that it was copied from.
_IN_A_COPY = """
    SELECT 'copies', said.id, copy.id, NULL
    FROM stories
    JOIN articles ON articles.story_id = stories.id AND stories.articles > 1
    JOIN figures AS copy ON copy.article_id = articles.id AND copy.low IS NOT NULL
    JOIN voice AS said ON said.story_id = stories.id AND said.article_id <> articles.id
     AND said.indicator = copy.indicator AND said.region IS copy.region AND said.period IS copy.period
     AND said.status = copy.status AND said.measure = copy.measure
    WHERE (said.high <= copy.low OR copy.high <= said.low) AND NOT EXISTS (
        SELECT 1 FROM figures AS same WHERE same.article_id = said.article_id
           AND same.indicator = copy.indicator AND same.region IS copy.region AND same.period IS copy.period
           AND same.status = copy.status AND same.measure = copy.measure
           AND same.low < copy.high AND copy.low < same.high)"""

# A level is its base and the growth, within what the three prints allow. One story in the place of all that say so.
_OF_GROWTH = """
    SELECT 'growth', level_id, base.id, iif(grown.id = level_id, NULL, grown.id)
    FROM (
        SELECT id, id AS level_id, line, base_slot, low, high, growth_low, growth_high, growth_points,
               row_number() OVER (PARTITION BY line, slot, value, growth_percent, growth_points, growth_base
                                  ORDER BY stated_at IS NULL, stated_at, url) AS turn
        FROM own WHERE status = 'actual' AND base_slot IS NOT NULL AND NOT is_unclear
        UNION ALL
        SELECT rate.id, level.id, line, rate.base_slot, level.low, level.high, rate.growth_low, rate.growth_high,
               rate.growth_points,
               row_number() OVER (PARTITION BY line, slot, level.id, rate.growth_percent, rate.growth_points,
                                  rate.growth_base ORDER BY rate.stated_at IS NULL, rate.stated_at, rate.url)
        FROM voice AS rate JOIN points AS level USING (line, status, slot)
        WHERE status = 'actual' AND rate.base_slot IS NOT NULL AND rate.value IS NULL
    ) AS grown
    JOIN points AS base ON base.line = grown.line AND base.status = 'actual' AND base.slot = grown.base_slot
    WHERE turn = 1 AND iif(grown.growth_points IS NULL,
        grown.high <= base.low * (1 + grown.growth_low / 100) OR
        grown.low >= base.high * (1 + grown.growth_high / 100),
        grown.high <= base.low + grown.growth_low OR grown.low >= base.high + grown.growth_high)"""

# A share, the part and the whole of one slot.
_OF_SHARES = """
    SELECT 'share', share.id, part.id, whole.id
    FROM points AS share
    JOIN points AS part ON part.indicator = share.part AND part.slot = share.slot AND part.region = share.region
    JOIN points AS whole ON whole.indicator = share.whole AND whole.slot = share.slot AND whole.region = share.region
    WHERE share.status = 'actual' AND part.status = 'actual' AND whole.status = 'actual'
      AND share.measure = 'level' AND part.measure = 'level' AND whole.measure = 'level'
      AND part.unit_kind = whole.unit_kind
      AND (part.high <= whole.low * share.low / 100 OR part.low >= whole.high * share.high / 100)"""

JUMP = 5
"""A point this many times the one before it, or less than that part of it, per year between them, is a jump, until the
next point confirms it: a real leap is followed by its like, a lost 万 is not."""

_OF_JUMPS = f"""
    SELECT 'jump', id, before_id, NULL
    FROM (
        SELECT id, value, {JUMP} * max(1, (julianday(ends_on) - julianday(lag(ends_on) OVER steps)) / 365) AS far,
               lag(id) OVER steps AS before_id, lag(value) OVER steps AS before, lead(value) OVER steps AS after
        FROM points WHERE status = 'actual' AND measure <> 'increment' AND NOT disputed
        WINDOW steps AS (PARTITION BY line, {CYCLE} ORDER BY ends_on, slot)
    )
    WHERE (value > before * far OR before > value * far)
      AND (after IS NULL OR value > after * far OR after > value * far)"""

# What cannot be at all. Unlike those above, it has one side.
_IMPOSSIBLE = """
    SELECT iif(unit = '%', 'percentage', 'magnitude'), id, NULL, NULL FROM voice WHERE flags LIKE '%"magnitude"%'
    UNION ALL
    SELECT 'percentage', id, NULL, NULL FROM voice WHERE growth_percent < -100"""

_KINDS = (_OF_SOURCES, _IN_AN_ARTICLE, _IN_A_COPY, _OF_GROWTH, _OF_SHARES, _OF_JUMPS, _IMPOSSIBLE)
_OR = "\n    UNION ALL"


def _side(name: str) -> str:
    """Write one side as JSON: what is stated, by whom, on which day, and on which page that was read."""
    return f"""json_object(
                   'as_stated', iif({name}.qualifier IN ('约', '近', '超', '突破'), {name}.qualifier, '')
                       || {name}.printed
                       || coalesce(' (' || {name}.growth_percent || ' % ' || {name}.growth_base || ')', '')
                       || ', as stated by ' || coalesce({name}.stated_by, 'an unknown publisher')
                       || coalesce(' on ' || substr({name}.stated_at, 1, 10), ''),
                   'indicator', {name}.indicator, 'period', {name}.period, 'value', {name}.value,
                   'unit', {name}.unit, 'growth_percent', {name}.growth_percent, 'growth_points', {name}.growth_points,
                   'growth_base', {name}.growth_base, 'stated_by', {name}.stated_by, 'stated_at', {name}.stated_at,
                   'figure_id', {name}.id, 'article_id', {name}.article_id, 'story_id', {name}.story_id)"""


def _conflicts(
    kinds: str = _OR.join(_KINDS), joined: str = "JOIN", other: str = "figures_v1", third: str = "figures_v1"
) -> str:
    """Write what follows the steps; of the whole database unless told where to look."""
    return f"""
    found AS ({kinds})
    SELECT kind, one.indicator, one.definition, one.region, one.measure, one.status, one.period,
           figure_id, other_id, third_id,
           CASE WHEN third_id IS NOT NULL THEN json_array({_side("one")}, {_side("other")}, {_side("third")})
                WHEN other_id IS NOT NULL THEN json_array({_side("one")}, {_side("other")})
                ELSE json_array({_side("one")}) END AS sides
    FROM found
    {joined} figures_v1 AS one ON one.id = figure_id
    LEFT JOIN {other} AS other ON other.id = other_id
    LEFT JOIN {third} AS third ON third.id = third_id
"""


CONFLICTS_VIEW = f"""
    WITH {STEPS},{_conflicts()}"""

AT_ONCE_VIEW = f"""
    WITH {STEPS},{_conflicts(_OR.join((_OF_SOURCES, _IN_A_COPY, _IMPOSSIBLE)))}"""
"""The same without those that need other periods, or are mostly sentences that were misread."""


def conflicts_of_picked(most: int) -> str:
    """Write what follows the steps where they are over few figures, and nothing else may be read whole.

    Of each kind `most` are found: fifty values of one day contradict each other in a thousand pairs. A view on the
    right of a LEFT JOIN is made whole first: so each is told which rows it is asked for, and the LIMIT keeps the
    planner from looking through that.
    """
    theirs = "FROM (SELECT * FROM stories WHERE id IN (SELECT story_id FROM voice)) AS stories\n"
    few = (f"SELECT * FROM ({kind.replace('FROM stories' + chr(10), theirs)} LIMIT {most})" for kind in _KINDS)
    return _conflicts(
        kinds=_OR.join(f"\n    {kind}" for kind in few),
        joined="CROSS JOIN",
        other="(SELECT * FROM figures_v1 WHERE id IN (SELECT other_id FROM found) LIMIT -1)",
        third="(SELECT * FROM figures_v1 WHERE id IN (SELECT third_id FROM found) LIMIT -1)",
    )
