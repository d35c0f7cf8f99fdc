"""Points come in; charts go out, one for each thing that may be one line.

One chart per indicator, definition, region, measure and kind of unit: two definitions are never one line. What is drawn
of a chart, and where, is web/drawing.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from web.periods import Period, period

BEFORE = ("约", "近", "超", "突破")
"""The qualifiers that stand before a number; the others are part of what was printed."""

Status = Literal["actual", "target", "plan"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One value of one period, as somebody stated it."""

    slot: str
    cycle: str
    period: Period
    value: float
    value_max: float | None
    printed: str
    """With what qualifies it: 超170亿元."""
    status: Status
    is_disputed: bool
    stated_by: str | None
    stated_at: str
    story_id: int
    sentence: str
    growth: str
    origins: int

    @property
    def is_one_value(self) -> bool:
        """What a line may go through."""
        return self.status == "actual" and not self.is_disputed and self.value_max is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """What may be set on one pair of axes."""

    indicator: str
    definition: str | None
    region: str | None
    measure: str
    unit: str
    points: tuple[Point, ...]
    """In time."""

    @property
    def actual(self) -> tuple[Point, ...]:
        """What is done, not aimed at."""
        return tuple(point for point in self.points if point.status == "actual")

    @property
    def latest(self) -> tuple[Point, ...]:
        """What was stated of the last period: several values where they are disputed; of targets where all are."""
        among = self.actual or self.points
        ends = max(point.period.ends_on for point in among)
        last = [point for point in among if point.period.ends_on == ends]
        return tuple(point for point in last if point.slot == last[-1].slot)


def charts(rows: Iterable[Mapping[str, Any]]) -> list[Chart]:
    """Group the rows of `Database.points`, in their order, into charts."""
    made = []
    for key, group in groupby(rows, _line):
        found = list(group)
        points = sorted((_point(row) for row in found), key=lambda one: (one.period.ends_on, one.slot, one.value))
        made.append(
            Chart(
                indicator=key[0],
                definition=key[1],
                region=key[2],
                measure=key[3],
                unit=found[0]["unit"] or "",
                points=tuple(points),
            )
        )
    return made


def _line(row: Mapping[str, Any]) -> tuple[str, str | None, str | None, str, str]:
    return row["indicator"], row["definition"], row["region"], row["measure"], row["unit_kind"]


def _point(row: Mapping[str, Any]) -> Point:
    return Point(
        slot=row["slot"],
        cycle=row["cycle"],
        period=period(row["slot"], row["ends_on"]),
        value=row["value"],
        value_max=row["value_max"],
        printed=printed(row),
        status=row["status"],
        is_disputed=bool(row["disputed"]),
        stated_by=row["stated_by"],
        stated_at=(row["stated_at"] or "")[:10],
        story_id=row["story_id"],
        sentence=row["sentence"],
        growth=growth(row),
        origins=row["independent_origins"],
    )


def printed(row: Mapping[str, Any]) -> str:
    """Write a value as it was printed, with the word before it that makes it less sure."""
    before = row["qualifier"] if row["qualifier"] in BEFORE else ""
    return f"{before}{row['printed']}"


def growth(row: Mapping[str, Any]) -> str:
    """Write a growth with its base; empty where none is stated."""
    if row["growth_percent"] is not None:
        said = f"{row['growth_percent']:+g}%"
    elif row["growth_points"] is not None:
        said = f"{row['growth_points']:+g} 个百分点"
    else:
        return ""
    return f"{said} {row['growth_base'] or ''}".strip()
