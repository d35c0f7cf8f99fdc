"""Series and targets as views over the stored figures, so that each is a function of what is stored.

One line a series holds what is done; what is aimed at stands in the targets, each beside what came of it.
"""

from __future__ import annotations

from pipelines.database.conflict_view import CONFLICTS_VIEW
from pipelines.database.series_steps import CYCLE, FIGURES_VIEW, STEPS

_SERIES = f"""
    WITH {STEPS}
    SELECT indicator, definition, region, measure, points FROM (
        SELECT *, row_number() OVER series AS number,
               json_group_array(json_object(
                   'period', slot, 'cycle', {CYCLE}, 'ends_on', ends_on, 'value', value, 'value_max', value_max,
                   'unit', unit, 'printed', printed, 'qualifier', qualifier, 'status', status,
                   'disputed', json(iif(disputed, 'true', 'false')), 'stated_by', stated_by, 'stated_at', stated_at,
                   'figure_id', id, 'stories', json(stories), 'independent_origins', independent_origins
               )) OVER (series ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS points
        FROM points WHERE status = 'actual'
        WINDOW series AS (PARTITION BY indicator, definition, region, measure
                          ORDER BY ends_on, slot, unit_kind, value, stated_at)
    ) WHERE number = 1
"""

# What is aimed at, and what came: values against values, growth against growth. 到2025年 is over on the same day as
# 2025年末, so either is an outcome of the other; 下半年 has none but that of the same half.
_AIMS = f"""
    aims AS (
        SELECT id, total, slot, ends_on, {CYCLE} AS cycle, qualifier, 'value' AS aim, NULL AS base, low, high
        FROM claims WHERE status <> 'actual'
        UNION ALL
        SELECT id, total, slot, ends_on, {CYCLE}, qualifier, 'growth', growth_base, growth_low, growth_high
        FROM voice WHERE status <> 'actual' AND slot IS NOT NULL AND value IS NULL AND growth_low IS NOT NULL
    ),
    outcomes AS (
        SELECT id, total, slot, ends_on, {CYCLE} AS cycle, stated_at, url, 'value' AS aim, NULL AS base, low, high
        FROM points WHERE status = 'actual'
        UNION ALL
        SELECT id, total, slot, ends_on, {CYCLE}, stated_at, url, 'growth', growth_base, growth_low, growth_high
        FROM voice WHERE status = 'actual' AND slot IS NOT NULL AND growth_low IS NOT NULL
    ),
    held AS (
        SELECT *, min(is_met) OVER one AS is_met_by_all, max(is_met) OVER one AS is_met_by_any,
               count(outcome_id) OVER one AS outcomes,
               row_number() OVER (PARTITION BY id, aim ORDER BY stated_at IS NULL, stated_at, url) AS nth
        FROM (
            SELECT aims.id, aims.aim, aims.ends_on, outcomes.id AS outcome_id, outcomes.stated_at, outcomes.url,
                   iif(qualifier = '以内', outcomes.low <= aims.high, outcomes.high >= aims.low) AS is_met
            FROM aims LEFT JOIN outcomes
              ON outcomes.total = aims.total AND outcomes.ends_on = aims.ends_on
             AND outcomes.aim = aims.aim AND outcomes.base IS aims.base
             AND (outcomes.slot = aims.slot OR
                  (outcomes.cycle IN ('year', 'day') AND aims.cycle IN ('year', 'day')))
        )
        WINDOW one AS (PARTITION BY id, aim)
    )"""


def _targets(*, outcome: str = "figures_v1") -> str:
    """Write what follows the steps; of the whole database unless told where to look."""
    return f"""{_AIMS}
    SELECT target.id, target.article_id, target.story_id, target.indicator, target.definition, target.region,
           target.measure, target.status, target.period, held.ends_on, held.aim, target.value, target.value_max,
           target.unit, target.printed, target.qualifier, target.growth_percent, target.growth_points,
           target.growth_base, target.stated_by, target.stated_at,
           CASE WHEN outcome_id IS NULL THEN iif(held.ends_on >= date('now'), 'open', 'unknown')
                WHEN is_met_by_all <> is_met_by_any THEN 'unknown'
                ELSE iif(is_met_by_all, 'met', 'missed') END AS state,
           outcome.id AS outcome_figure_id, outcome.value AS outcome, outcome.printed AS outcome_printed,
           outcome.growth_percent AS outcome_growth_percent, outcome.growth_points AS outcome_growth_points,
           outcome.stated_by AS outcome_stated_by, outcome.stated_at AS outcome_stated_at,
           outcome.story_id AS outcome_story_id, outcomes
    FROM held
    JOIN figures_v1 AS target ON target.id = held.id
    LEFT JOIN {outcome} AS outcome ON outcome.id = outcome_id
    WHERE nth = 1
"""


def targets_of_picked() -> str:
    """Write what follows the steps where they are over few figures: no other is read."""
    return _targets(outcome="(SELECT * FROM figures_v1 WHERE id IN (SELECT outcome_id FROM held) LIMIT -1)")


_TARGETS = f"""
    WITH {STEPS},{_targets()}"""

SERIES_VIEWS = {
    "figures_v1": FIGURES_VIEW,
    "series_v1": _SERIES,
    "conflicts_v1": CONFLICTS_VIEW,
    "targets_v1": _TARGETS,
}
