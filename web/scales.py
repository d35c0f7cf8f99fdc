"""Values and days come in; the ticks of an axis, where things lie on it, and units in words go out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

_STEPS = (1, 2, 2.5, 5, 10)
_TICKS = 4
_ENGLISH = {
    "元": "yuan", "美元": "US dollars", "人": "people", "名": "people", "户": "households", "公里": "km",
    "皮长公里": "cable km", "芯公里": "fibre km", "人次": "visits", "场": "sessions", "件": "items", "家": "firms",
    "个": "", "所": "", "座": "", "处": "", "项": "", "%": "%", "架": "racks",
}  # fmt: skip
_MONEY = {1e8: "100 million ", 1e4: "10,000 ", 1: ""}
_SHORT_DAYS = 800
"""A chart of less is marked by half-years, one of more by years."""
_YEAR_LABELS = 7
_EVERY = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across an axis, and what stands beside it."""

    at: float
    label: str
    is_line: bool = True
    """False for a label that names the space between two lines."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """The axis of values: from 0, always, so that what is drawn twice as high is twice as much."""

    low: float
    high: float
    by: float
    """One of the axis's units is so many of the base unit: 1e8 for 亿元."""
    zh: str
    en: str
    ticks: tuple[Tick, ...]

    def part(self, value: float) -> float:
        """Return how far up a value lies: 0 at the foot, 1 at the head."""
        return (value - self.low) / (self.high - self.low)


def amounts(values: list[float], unit: str) -> Amounts:
    """Lay out the axis of values in a unit; a share that passes the half is drawn as part of 100 %."""
    greatest, least = max([*values, 0.0]), min([*values, 0.0])
    if unit == "%" and 50 < greatest <= 100:
        greatest = 100.0
    by = 1.0 if unit == "%" else next((by for by in (1e8, 1e4) if max(greatest, -least) >= by), 1.0)
    step = _step((greatest - least) or by)
    if unit != "%" and by == 1:
        step = max(step, 1.0)  # nobody counts halves
    low, high = floor(round(least / step, 6)) * step, ceil(round(greatest / step, 6)) * step
    high = high if high > low else low + step
    ticks = tuple(Tick(low + n * step, _written((low + n * step) / by)) for n in range(round((high - low) / step) + 1))
    zh, en = _unit(unit, by)
    return Amounts(low, high, by, zh, en, ticks)


def _step(reach: float) -> float:
    """Return the nearest round step above a quarter of the reach."""
    rough = reach / _TICKS
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * (1 - 1e-9))


def _written(value: float) -> str:
    return f"{value:,.10g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _unit(unit: str, by: float) -> tuple[str, str]:
    words = _ENGLISH.get(unit, unit)
    return f"{ {1e8: '亿', 1e4: '万', 1.0: ''}[by] }{unit}", f"{_MONEY[by]}{words}".strip()


@dataclass(frozen=True, slots=True)
class Days:
    """The axis of time."""

    first: date
    last: date
    ticks: tuple[Tick, ...]
    """At parts of the axis, 0 to 1."""

    def part(self, day: date) -> float:
        """Return how far along a day lies."""
        return (day - self.first) / (self.last - self.first)


def days(begin: date, end: date) -> Days:
    """Lay out the axis of time around the periods drawn: whole years, or half-years where there are few."""
    if (end - begin).days < _SHORT_DAYS:
        first = date(begin.year, 1 if begin.month <= 6 else 7, 1)
        last = date(end.year, 7, 1) if end.month <= 6 else _after(end)
        starts = [day for year in range(first.year, last.year + 1) for day in (date(year, 1, 1), date(year, 7, 1))]
        starts = [day for day in starts if first <= day <= last]
        if len(starts) < 3:  # one half-year: its own year gives it a place
            first, last = date(begin.year, 1, 1), _after(begin)
            starts = [first, date(begin.year, 7, 1), last]
        # Of more than four, each July is a line without a name: a phone has no room for it.
        is_named = [day.month == 1 or len(starts) <= 4 for day in starts]
        marks = [(day, f"{day:%Y-%m}" if named else "") for day, named in zip(starts, is_named, strict=True)]
        return _laid(first, last, marks)
    first, last = date(begin.year, 1, 1), _after(end)
    every = next(n for n in _EVERY if (last.year - first.year) / n <= _YEAR_LABELS)
    years = range(first.year, last.year + 1)
    if every > 1:
        return _laid(first, last, [(date(year, 1, 1), str(year)) for year in years if year % every == 0])
    lines = _laid(first, last, [(date(year, 1, 1), "") for year in years])
    names = [Tick(lines.part(date(year, 7, 2)), str(year), is_line=False) for year in range(first.year, last.year)]
    return Days(first, last, (*lines.ticks, *names))


def _after(day: date) -> date:
    """Return the first day of the next year; time has an end."""
    return date(day.year + 1, 1, 1) if day.year < date.max.year else date.max


def _laid(first: date, last: date, marks: list[tuple[date, str]]) -> Days:
    bare = Days(first, last, ())
    return Days(first, last, tuple(Tick(bare.part(day), label) for day, label in marks))
