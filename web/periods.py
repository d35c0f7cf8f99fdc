"""A slot of a series comes in; when it began and ended, and how people write it (as everywhere), goes out.

2020-H1 began on 1 January and ended on 30 June; asof:2020-07-29 is that day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.digest import period_in

_FIRST_MONTHS = {"H1": 1, "H2": 7, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "Q1..Q3": 1}
_YEARS = re.compile(r"(\d{4})\.\.\d{4}")
_MONTHS = re.compile(r"(\d\d)(?:\.\.\d\d)?")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.\d{4}-\d\d-\d\d")


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A slot, as it lies in time and as it is written."""

    begins_on: date
    ends_on: date
    zh: str
    en: str

    @property
    def is_day(self) -> bool:
        """A state on a day, not what came in a span."""
        return self.begins_on == self.ends_on


def period(slot: str, ends_on: str) -> Period:
    """Read a slot of series_v1. One that nobody knows is its last day, under its own name."""
    end = date.fromisoformat(ends_on)
    return Period(begins_on=_begin(slot, end), ends_on=end, zh=period_in(slot, "zh"), en=period_in(slot, "en"))


def _begin(slot: str, end: date) -> date:
    """Return the first day of a slot; of a state, and of what nobody knows, it is the last."""
    if years := _YEARS.fullmatch(slot):
        return date(int(years[1]), 1, 1)
    if days := _DAYS.fullmatch(slot):
        return date.fromisoformat(days[1])
    year, _, part = slot.partition("-")
    if not part and year.isdecimal():
        return date(end.year, 1, 1)
    if part in _FIRST_MONTHS:
        return date(end.year, _FIRST_MONTHS[part], 1)
    if months := _MONTHS.fullmatch(part):
        return date(end.year, min(int(months[1]), end.month), 1)
    return end
