"""A slot of a series comes in; when it began and ended, and how people write it, goes out.

2020-H1 began on 1 January and ended on 30 June; asof:2020-07-29 is that day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.digest.words import PARTS_ZH

_FIRST_MONTHS = {"H1": 1, "H2": 7, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "Q1..Q3": 1}
_EN = {"Q1..Q3": "Q1 to Q3"}
_YEARS = re.compile(r"(\d{4})\.\.(\d{4})")
_MONTHS = re.compile(r"(\d\d)(?:\.\.(\d\d))?")


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
    if slot.startswith("asof:"):
        return Period(begins_on=end, ends_on=end, zh=f"截至{slot[5:]}", en=f"as of {slot[5:]}")
    if years := _YEARS.fullmatch(slot):
        begin = date(int(years[1]), 1, 1)
        return Period(begins_on=begin, ends_on=end, zh=f"{years[1]}至{years[2]}年", en=f"{years[1]} to {years[2]}")
    year, _, part = slot.partition("-")
    if not part and year.isdecimal():
        return Period(begins_on=date(end.year, 1, 1), ends_on=end, zh=f"{year}年", en=year)
    if part in _FIRST_MONTHS:
        begin = date(end.year, _FIRST_MONTHS[part], 1)
        return Period(begins_on=begin, ends_on=end, zh=f"{year}年{PARTS_ZH[part]}", en=f"{year} {_EN.get(part, part)}")
    if months := _MONTHS.fullmatch(part):
        first, last = int(months[1]), int(months[2] or months[1])
        zh = f"{year}年{first}月" if first == last else f"{year}年{first}至{last}月"
        en = f"{year}-{first:02}" if first == last else f"{year}-{first:02} to {last:02}"
        return Period(begins_on=date(end.year, min(first, end.month), 1), ends_on=end, zh=zh, en=en)
    return Period(begins_on=end, ends_on=end, zh=slot, en=slot)
