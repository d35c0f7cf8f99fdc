"""The database comes in; what the pages of figures show goes out: charts, conflicts, targets, and what is in no series.

What is read is bounded: of each indicator and region the figures whose periods ended last. A page that leaves some out
says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipelines.database import COUNTED_UP_TO, Database
from web.chart import Chart, Point, charts, growth, printed
from web.drawing import DRAWN, Drawing, draw, spark
from web.periods import period

Row = dict[str, Any]
HOME = "西藏"
"""The region an indicator is shown of, where nobody asks for another."""
OF_AN_INDICATOR, DAYS = 600, 150
"""Figures that a page of one indicator reads, and last days on which a period ended: its regions together."""
UNPLACED = 60
LISTED = 40
"""Conflicts and targets, each."""
OF_A_SPARK, DAYS_OF_A_SPARK = 36, 9
INDICATORS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """An indicator in the list of all."""

    indicator: str
    definition: str | None
    region: str | None
    regions: tuple[str, ...]
    figures: str
    """How many, as text: 1000+ where nobody counted further."""
    chart: Chart | None
    """The chart whose last value is shown; None where no figure of it is in a series."""
    lines: tuple[str, ...]
    dot: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A chart with its drawing, and the table under it, the last period first."""

    chart: Chart
    drawing: Drawing
    rows: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """All that is shown of one indicator."""

    indicator: str
    definition: str | None
    region: str | None
    regions: tuple[tuple[str, str], ...]
    """Each with how many figures are of it."""
    charts: tuple[Drawn, ...]
    growths: tuple[Row, ...]
    targets: tuple[Row, ...]
    conflicts: tuple[Row, ...]
    flagged: tuple[Row, ...]
    """What cannot be as it stands: in no chart."""
    others: tuple[Row, ...]
    """What has no place in a series for another reason."""
    is_cut: bool


def summaries(database: Database, region: str | None = None) -> list[Summary]:
    """Return the indicators that have figures, of one region alone if one is named; those with the most first."""
    found = []
    for indicator, group in groupby(database.kinds(), lambda row: row["indicator"]):
        kinds = [row for row in group if region is None or row["region"] == region]
        if kinds:
            found.append((indicator, kinds, *_shown(database, indicator, kinds)))
    found = sorted(found, key=lambda one: -sum(row["figures"] for row in one[1]))[:INDICATORS]
    points = database.points(id_ for *_, ids in found for id_ in ids)
    drawn: dict[str, list[Chart]] = {}
    for chart in charts(points):
        drawn.setdefault(chart.indicator, []).append(chart)
    return [_summary(name, kinds, region_, drawn.get(name, [])) for name, kinds, region_, _ in found]


def _shown(database: Database, indicator: str, kinds: list[Row]) -> tuple[str | None, list[int]]:
    """Choose the region to show, the home region if anything of it is in a series, and pick its newest figures."""
    for row in sorted(kinds, key=lambda row: (row["region"] != HOME, -row["figures"])):
        if ids := _spark_figures(database, indicator, row["region"]):
            return row["region"], ids
    return None, []


def _spark_figures(database: Database, indicator: str, region: str | None) -> list[int]:
    return database.newest_figures(indicator, region, days=DAYS_OF_A_SPARK, most=OF_A_SPARK)


def _summary(indicator: str, kinds: list[Row], region: str | None, among: list[Chart]) -> Summary:
    chart = max(among, key=lambda one: (bool(one.actual), one.measure == "level", len(one.actual)), default=None)
    lines, dot = spark(chart) if chart else ([], None)
    return Summary(
        indicator=indicator,
        definition=kinds[0]["definition"],
        region=region,
        regions=tuple(row["region"] for row in kinds if row["region"]),
        figures=counted(row["figures"] for row in kinds),
        chart=chart,
        lines=tuple(lines),
        dot=dot,
    )


def counted(numbers: Iterable[int]) -> str:
    """Write a sum of counts that each end at COUNTED_UP_TO."""
    each = list(numbers)
    return f"{sum(each):,}{'+' if max(each, default=0) >= COUNTED_UP_TO else ''}"


def unnamed(database: Database) -> str | None:
    """Write how many figures have no indicator; None when none."""
    sql = f"SELECT count(*) AS n FROM (SELECT 1 FROM figures_v1 WHERE indicator IS NULL LIMIT {COUNTED_UP_TO})"
    number = next(database.rows(sql))["n"]
    return counted([number]) if number else None


def sheet(database: Database, indicator: str, region: str | None = None) -> Sheet | None:
    """Return what is known of an indicator, of one region if one is named; None where there is nothing."""
    kinds = database.kinds(indicator)
    shown = [row for row in kinds if region is None or row["region"] == region]
    if not shown:
        return None
    picked = [_newest(database, indicator, row["region"], len(shown)) for row in shown]
    unplaced = [
        id_
        for row in shown
        for id_ in database.unplaced_figures(indicator, row["region"], max(UNPLACED // len(shown), 5))
    ]
    ids = [id_ for each in picked for id_ in each]
    parts = [
        id_
        for key in database.parts_of(ids)
        for row in shown
        for id_ in _newest(database, key, row["region"], len(shown))
    ]
    loose = _figures(database, unplaced)
    found = [
        _conflict(row) for row in database.conflicts([*ids, *unplaced, *parts], most=LISTED) if _is_of(row, indicator)
    ]
    return Sheet(
        indicator=indicator,
        definition=shown[0]["definition"],
        region=region,
        regions=tuple((row["region"], counted([row["figures"]])) for row in kinds if row["region"]),
        charts=tuple(_drawn(chart) for chart in _in_order(charts(database.points(ids)))),
        growths=tuple(_read(row) for row in database.growths(ids)),
        targets=tuple(_target(row) for row in database.targets(ids)[:LISTED]),
        conflicts=tuple(found[:LISTED]),
        flagged=tuple(row for row in loose if row["flags"]),
        others=tuple(row for row in loose if not row["flags"]),
        is_cut=sum(len(each) for each in picked)
        < sum(database.count_placed(indicator, row["region"]) for row in shown),
    )


def _newest(database: Database, indicator: str, region: str | None, regions: int) -> list[int]:
    return database.newest_figures(indicator, region, days=max(1, DAYS // regions), most=OF_AN_INDICATOR // regions)


def _in_order(found: list[Chart]) -> list[Chart]:
    """The home region first, then those with the most points; within a region, what there is before what was added."""
    weight = {chart.region: 0 for chart in found}
    for chart in found:
        weight[chart.region] += len(chart.points)
    return sorted(
        found,
        key=lambda chart: (chart.region != HOME, -weight[chart.region], chart.region or "", -len(chart.actual)),
    )


def _drawn(chart: Chart) -> Drawn:
    return Drawn(chart=chart, drawing=draw(chart), rows=tuple(reversed(chart.points[-DRAWN:])))


def _is_of(conflict: Mapping[str, Any], indicator: str) -> bool:
    """One side that cannot be is flagged, and shown among the flagged."""
    return bool(conflict["indicator"] == indicator) and conflict["kind"] != "magnitude"


def _figures(database: Database, ids: list[int]) -> list[Row]:
    sql = """
        SELECT id, article_id, story_id, region, period, value, printed, qualifier, status, measure, growth_percent,
               growth_points, growth_base, sentence, flags, stated_by, stated_at
        FROM figures_v1 WHERE id IN (SELECT value FROM json_each(?)) ORDER BY stated_at DESC, id
    """
    return [{**_read(row), "flags": json.loads(row["flags"])} for row in database.rows(sql, (json.dumps(ids),))]


def _read(row: Row) -> Row:
    """Add to a row of figures what a table writes."""
    slot, ends_on = row.get("slot"), row.get("ends_on")
    return {
        **row,
        "said": printed(row) if row.get("printed") is not None else "",
        "grew": growth(row),
        "on": (row["stated_at"] or "")[:10],
        "when": period(slot, ends_on) if slot and ends_on else None,
    }


def _target(row: Row) -> Row:
    outcome = row["outcome_printed"]
    if row["aim"] == "growth":
        came = {name: row[f"outcome_{name}"] for name in ("growth_percent", "growth_points")}
        outcome = growth({**came, "growth_base": row["growth_base"]}) or outcome
    return {**_read(row), "came": outcome, "outcome_on": (row["outcome_stated_at"] or "")[:10]}


def _conflict(row: Row) -> Row:
    """Part what a side printed from who stated it: the page says that in two languages."""
    sides = json.loads(row["sides"])
    return {**row, "sides": [{**side, "said": side["as_stated"].partition(", as stated by ")[0]} for side in sides]}


def regions(database: Database) -> list[str]:
    """Name the regions that figures are of, the home region first."""
    named = {row["region"] for row in database.kinds() if row["region"]}
    return sorted(named, key=lambda name: (name != HOME, name))
