"""Series, conflicts and targets of figures that were picked: the views' own steps, over so many figures and no more.

The views cost ten microseconds a stored figure, whatever is asked of them. A page asks for the figures of one indicator
whose periods ended last, and pays for those.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipelines.database.conflict_view import conflicts_of_picked
from pipelines.database.connection import Connection, listed
from pipelines.database.series_steps import CYCLE, steps
from pipelines.database.series_views import targets_of_picked

Row = dict[str, Any]
COUNTED_UP_TO = 1000
"""Of more figures, nobody needs to know here how many there are."""

_PICKED = f"""
    WITH picked AS (SELECT * FROM figures WHERE id IN (SELECT value FROM json_each(?1))),
    {steps("picked")}"""

# From one indicator, and one region, to the next in the index, without reading what lies between.
_KINDS = f"""
    WITH RECURSIVE named(indicator) AS (
        SELECT min(indicator) FROM figures
        UNION ALL
        SELECT (SELECT min(figures.indicator) FROM figures WHERE figures.indicator > named.indicator)
        FROM named WHERE indicator IS NOT NULL
    ),
    kinds(indicator, region) AS (
        SELECT indicator, (SELECT min(region) FROM figures WHERE figures.indicator = named.indicator)
        FROM named WHERE indicator IS NOT NULL
        UNION ALL
        SELECT indicator, (SELECT min(figures.region) FROM figures
                           WHERE figures.indicator = kinds.indicator AND figures.region > kinds.region)
        FROM kinds WHERE region IS NOT NULL
    )
    SELECT indicator, region,
           (SELECT definition FROM figures WHERE figures.indicator = kinds.indicator LIMIT 1) AS definition,
           (SELECT count(*) FROM (SELECT 1 FROM figures WHERE figures.indicator = kinds.indicator
                                  AND figures.region IS kinds.region LIMIT {COUNTED_UP_TO})) AS figures
    FROM kinds WHERE ?1 IS NULL OR indicator = ?1
"""

# From one day to the one before it, likewise.
_ENDS = """
    WITH RECURSIVE ends(day) AS (
        SELECT max(ends_on) FROM figures WHERE indicator = ?1 AND region IS ?2
        UNION ALL
        SELECT (SELECT max(ends_on) FROM figures WHERE indicator = ?1 AND region IS ?2 AND ends_on < day)
        FROM ends WHERE day IS NOT NULL
    )
    SELECT day FROM ends LIMIT ?3
"""
_POINTS = f"""{_PICKED}
    SELECT points.id, points.indicator, points.definition, points.region, points.measure, unit_kind, points.slot,
           {CYCLE.replace("slot", "points.slot")} AS cycle, points.ends_on, points.status, points.value,
           points.value_max, points.unit, points.printed, points.qualifier, points.growth_percent,
           points.growth_points, points.growth_base, disputed, stated_by, stated_at, story_id, points.article_id,
           independent_origins, printed.sentence
    FROM points JOIN figures AS printed ON printed.id = points.id
    ORDER BY points.indicator, points.definition, points.region, points.measure, unit_kind, points.ends_on,
             points.slot, points.value, stated_at
"""
_GROWTHS = f"""{_PICKED}
    SELECT voice.id, voice.indicator, voice.definition, voice.region, voice.measure, voice.slot, voice.status,
           voice.growth_percent, voice.growth_points, voice.growth_base, stated_by, stated_at, story_id, said.sentence
    FROM voice JOIN figures AS said ON said.id = voice.id
    WHERE voice.value IS NULL ORDER BY voice.ends_on DESC, stated_at, voice.id
"""


class Picked(Connection):
    """Queries on `figures` that read no more than what they are to show."""

    def kinds(self, indicator: str | None = None) -> list[Row]:
        """Return each pair of indicator and region that has figures, with the definition, and how many up to a bound.

        A region of None stands for the figures of no region. `indicator`: of that one alone.
        """
        return [row for row in self.rows(_KINDS, (indicator,)) if row["figures"]]

    def newest_figures(self, indicator: str, region: str | None, *, days: int, most: int) -> list[int]:
        """Return the ids of figures that have a place in a series, of the last `days` on which a period ended.

        Each day has its share of `most`, by those stored first: what many state is stated by the others again.
        """
        of_day = "SELECT id FROM figures WHERE indicator = ? AND region IS ? AND ends_on = ? ORDER BY id LIMIT ?"
        ends = [day for (day,) in self._tuples(_ENDS, (indicator, region, days)) if day is not None]
        return [
            id_ for day in ends for (id_,) in self._tuples(of_day, (indicator, region, day, max(1, most // len(ends))))
        ]

    def count_placed(self, indicator: str, region: str | None) -> int:
        """Return how many figures have a place in a series, up to COUNTED_UP_TO and one."""
        sql = (
            "SELECT count(*) FROM (SELECT 1 FROM figures WHERE indicator = ? AND region IS ? AND ends_on IS NOT NULL"
            " LIMIT ?)"
        )
        ((number,),) = self._tuples(sql, (indicator, region, COUNTED_UP_TO + 1))
        return int(number)

    def unplaced_figures(self, indicator: str, region: str | None, most: int) -> list[int]:
        """Return the ids of figures that are in no series, the latest stored first: flagged, or of no known period."""
        sql = "SELECT id FROM figures WHERE indicator = ? AND region IS ? AND ends_on IS NULL ORDER BY id DESC LIMIT ?"
        return [id_ for (id_,) in self._tuples(sql, (indicator, region, most))]

    def parts_of(self, ids: Iterable[int]) -> list[str]:
        """Return the indicators that the shares among these figures relate."""
        sql = """
            SELECT part FROM figures WHERE id IN (SELECT value FROM json_each(?1)) AND part IS NOT NULL UNION
            SELECT whole FROM figures WHERE id IN (SELECT value FROM json_each(?1)) AND whole IS NOT NULL
        """
        return [key for (key,) in self._tuples(sql, (listed(ids),))]

    def points(self, ids: Iterable[int]) -> list[Row]:
        """Return the points that these figures make, targets too, each with the sentence it was read from."""
        return list(self.rows(_POINTS, (listed(ids),)))

    def growths(self, ids: Iterable[int]) -> list[Row]:
        """Return what states a growth and no value."""
        return list(self.rows(_GROWTHS, (listed(ids),)))

    def conflicts(self, ids: Iterable[int], *, most: int) -> list[Row]:
        """Return the rows of conflicts_v1 that these figures make, so many of each kind at most."""
        sql = f"{_PICKED},{conflicts_of_picked(most)} ORDER BY one.ends_on DESC, kind, figure_id, other_id"
        return list(self.rows(sql, (listed(ids),)))

    def targets(self, ids: Iterable[int]) -> list[Row]:
        """Return the rows of targets_v1 that these figures make."""
        sql = f"{_PICKED},{targets_of_picked()} ORDER BY held.ends_on DESC, target.stated_at, target.id"
        return list(self.rows(sql, (listed(ids),)))
