"""A figure and its indicator come in; the figure goes out with its place in a series, if it enters one.

What is compared is compared within a slot: a year, a half, a quarter, 前三季度, a month, a day. 165亿元 for the second
half has another slot than 171.3亿元 for the first, and than any of the year.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from crawlers.items import Figure
from pipelines.figures.bounds import bounds, growth_bounds
from pipelines.figures.indicators import Indicator

Base = Literal["yoy", "mom"]

_MONTHS = {
    "": (1, 12),
    "H1": (1, 6),
    "H2": (7, 12),
    "Q1": (1, 3),
    "Q2": (4, 6),
    "Q3": (7, 9),
    "Q4": (10, 12),
    "Q1..Q3": (1, 9),
}
_WORDS = {months: word for word, months in _MONTHS.items()}
_SPAN = re.compile(r"(\d{4})(?:-(.+))?")
_RANGE = re.compile(r"(\d\d)(?:\.\.(\d\d))?")
_YEARS = re.compile(r"\d{4}\.\.(\d{4})")
_PLAN_END = re.compile(r"FYP(\d+)-end")
_FOLLOWED = (1, 3, 6)
"""The lengths, in months, of what is held against the span just before it (环比)."""


@dataclass(frozen=True, slots=True)
class Span:
    """Months of one year, first and last included."""

    year: int
    first: int
    last: int

    @property
    def written(self) -> str:
        """The one way of writing these months: 2020-01..03 is 2020-Q1."""
        months = f"{self.first:02}" if self.first == self.last else f"{self.first:02}..{self.last:02}"
        word = _WORDS.get((self.first, self.last), months)
        return f"{self.year}-{word}" if word else str(self.year)

    @property
    def ends_on(self) -> date:
        return date(self.year, self.last, calendar.monthrange(self.year, self.last)[1])

    def before(self, base: Base) -> Span | None:
        """The same months a year earlier, or the span just before."""
        if base == "yoy":
            return Span(self.year - 1, self.first, self.last)
        length = self.last - self.first + 1
        if length not in _FOLLOWED:
            return None
        months = self.year * 12 + self.first - 1 - length
        return Span(months // 12, months % 12 + 1, months % 12 + length)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands in its series, and where what its growth is held against stands."""

    slot: str
    base_slot: str | None
    ends_on: date


def in_series(figure: Figure, indicator: Indicator | None) -> Figure:
    """Say what the print allows and, of a figure that enters a series, where it stands there."""
    low, high = bounds(figure) or (None, None)
    growth_low, growth_high = growth_bounds(figure) or (None, None)
    figure = replace(figure, low=low, high=high, growth_low=growth_low, growth_high=growth_high)
    place = _place(figure, indicator.flow) if indicator and _enters(figure, indicator) else None
    if indicator is None or place is None:
        return figure
    return replace(
        figure,
        slot=place.slot,
        base_slot=place.base_slot,
        ends_on=str(place.ends_on),
        part=indicator.part,
        whole=indicator.whole,
    )


def _enters(figure: Figure, indicator: Indicator) -> bool:
    """Keep out what mixes definitions, is of no region, cannot be, or whose time nobody said."""
    return indicator.series and figure.region is not None and not figure.flags and figure.confidence != "low"


def _place(figure: Figure, is_flow: bool) -> Place | None:
    """Return where a figure stands; None for a span without an end (今年以来), or that fits no series.

    The amount of a day says nothing: nobody knows since when. So a flow and what was added need a span.
    """
    period = figure.period or ""
    needs_span = is_flow or figure.measure == "increment" or figure.value is None
    if plan := _PLAN_END.fullmatch(period):
        year = 1955 + int(plan[1]) * 5
        period = str(year) if needs_span else f"asof:{year}-12-31"
    if period.startswith("asof:"):
        return None if needs_span else _place_of_day(date.fromisoformat(period[5:]), figure.growth_base)
    if years := _YEARS.fullmatch(period):
        return Place(period, None, date(int(years[1]), 12, 31))
    span = _span(period)
    if span is None:
        return None
    before = span.before(figure.growth_base) if figure.growth_base else None
    return Place(span.written, before.written if before else None, span.ends_on)


def _place_of_day(day: date, base: Base | None) -> Place:
    return Place(f"asof:{day}", f"asof:{_day_before(day, base)}" if base else None, day)


def _span(period: str) -> Span | None:
    match = _SPAN.fullmatch(period)
    if not match:
        return None
    months = _MONTHS.get(match[2] or "")
    if months is None and (named := _RANGE.fullmatch(match[2])):
        months = int(named[1]), int(named[2] or named[1])
    return Span(int(match[1]), *months) if months else None


def _day_before(day: date, base: Base) -> date:
    """The same day a year or a month earlier; the last of a month stays the last."""
    is_last = (day + timedelta(days=1)).day == 1
    year, month = (
        (day.year - 1, day.month) if base == "yoy" else (day.year - (day.month == 1), (day.month - 2) % 12 + 1)
    )
    last = calendar.monthrange(year, month)[1]
    return date(year, month, last if is_last else min(day.day, last))
