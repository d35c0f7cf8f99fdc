"""The figures as a person reads them, as series, conflicts and targets: the database's views in, sheets out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crawlers.show.sheet import Sheet
from pipelines.database import Database

Row = dict[str, Any]
_BEFORE = ("约", "近", "超", "突破")
"""The qualifiers that stand before a number."""


def indicators(database: Database) -> list[str]:
    """Name the indicators that have figures."""
    sql = "SELECT DISTINCT indicator FROM figures_v1 WHERE indicator IS NOT NULL ORDER BY indicator"
    return [row["indicator"] for row in database.rows(sql)]


def sheets(database: Database, indicator: str | None) -> Iterator[Sheet]:
    """Yield what is known of one indicator, or of all."""
    yield Sheet(
        title="Series",
        columns=("indicator", "region", "measure", "period", "value", "stated by", "on", "origins", ""),
        rows=[_point(series, point) for series in _rows(database, "series_v1", indicator) for point in _points(series)],
        right=frozenset({"origins"}),
        empty="no figure can be set beside another yet",
    )
    yield Sheet(
        title="Conflicts",
        columns=("kind", "indicator", "region", "period", "stated"),
        rows=[row for conflict in _rows(database, "conflicts_v1", indicator) for row in _sides(conflict)],
        empty="none",
    )
    yield Sheet(
        title="Targets",
        columns=("indicator", "region", "period", "target", "stated by", "on", "state", "outcome", "stated by", "on"),
        rows=[_target(row) for row in _rows(database, "targets_v1", indicator)],
        empty="none",
    )


def _rows(database: Database, view: str, indicator: str | None) -> Iterator[Row]:
    order = {
        "series_v1": "indicator, region, measure",
        "conflicts_v1": "indicator, region, kind, period, figure_id, other_id",
        "targets_v1": "indicator, region, ends_on, stated_at, id",
    }[view]
    sql = f"SELECT * FROM {view} WHERE indicator = coalesce(?, indicator) ORDER BY {order}"
    return database.rows(sql, (indicator,))


def _points(series: Row) -> list[Row]:
    points: list[Row] = json.loads(series["points"])
    return points


def _point(series: Row, point: Row) -> list[str]:
    return [
        series["indicator"],
        series["region"],
        series["measure"],
        point["period"],
        _value(point),
        point["stated_by"] or "unknown",
        _day(point["stated_at"]),
        str(point["independent_origins"]),
        "disputed" if point["disputed"] else "",
    ]


def _sides(conflict: Row) -> Iterator[list[str]]:
    """One row a side; what they have in common stands before the first."""
    common = [conflict["kind"], conflict["indicator"], conflict["region"] or "", conflict["period"] or ""]
    for side in json.loads(conflict["sides"]):
        differing = [side["indicator"]] * (side["indicator"] != conflict["indicator"])
        differing += [side["period"] or ""] * (side["period"] != conflict["period"])
        yield [*common, " ".join([*differing, side["as_stated"]])]
        common = [""] * len(common)


def _target(row: Row) -> list[str]:
    outcome = row["outcome_printed"] or ""
    if row["aim"] == "growth" and row["outcome_growth_percent"] is not None:
        outcome = f"{row['outcome_growth_percent']:+g} %"
    return [
        row["indicator"],
        row["region"],
        row["period"],
        f"{_value(row)}{' more' if row['aim'] == 'growth' else ''}",
        row["stated_by"] or "unknown",
        _day(row["stated_at"]),
        row["state"],
        outcome,
        row["outcome_stated_by"] or "",
        _day(row["outcome_stated_at"]),
    ]


def _value(row: Row) -> str:
    before = row["qualifier"] if row["qualifier"] in _BEFORE else ""
    return f"{before}{row['printed']}"


def _day(stamp: str | None) -> str:
    return (stamp or "")[:10]
