"""Text with dates -> the moment a page says it was published, as ISO 8601, with its precision."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

CHINA = timezone(timedelta(hours=8))
DATE = re.compile(
    r"(20\d\d|19[89]\d)(?<!\d\d{4})\s?(?:[-/.年])?\s?(0?[1-9]|1[0-2])(?:\s?[-/.月]\s?|\s)(3[01]|[12]\d|0?[1-9])(?!\d)\s?日?"
    r"(?:,?\s?(?:星期.|周.)?\s?[T|]?\s?([01]?\d|2[0-3])\s?[:时]\s?([0-5]\d)(?:\s?[:分]\s?[0-5]\d)?(?:\.\d+)?秒?"
    r"\s?(Z|[+-]\d{2}:?\d{2}\b)?)?"
)
"""2020年09月15日10:09, 2020-09-22 09:29:00, 2022 07/ 19 16:37:42, 2019/3/20 17:56, 2024-05-13T08:00:00+08:00."""
MAY_HOLD = re.compile(r"[12１２][09０９][0-9０-９]{2}")
MONTHS = {
    name: at
    for at, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
ENGLISH = re.compile(
    r"\b(?:(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(20\d\d|19[89]\d)"
    r"|(\d{1,2})(?:st|nd|rd|th)?\s(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?,?\s(20\d\d|19[89]\d))\b"
    r"(?:\s?[,|]?\s?(?:at\s)?([01]?\d|2[0-3]):([0-5]\d)\s?([ap]\.?m)?)?",
    re.IGNORECASE,
)
BEFORE = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)\s?([ap]\.?m\.?)?,?\s?$", re.IGNORECASE)
"""14:27, March 28, 2025: some English pages print the hour first."""
LONGEST_HOUR = 16
IN_URL = re.compile(r"(?<!\d)(20[0-3]\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A day, with hour and minute where they were printed."""

    day: str
    """2020-07-29"""
    minute: str | None = None
    """10:05, with the zone: `T10:05+08:00`."""

    @property
    def iso(self) -> str:
        """`2020-07-29` or `2020-07-29T10:05+08:00`."""
        return self.day + (self.minute or "")

    @property
    def precision(self) -> Literal["minute", "day"]:
        """What was printed."""
        return "minute" if self.minute else "day"


def find(text: str) -> Moment | None:
    """Return the first date in a short text, the first with a time if there is one."""
    if not MAY_HOLD.search(text):
        return None
    text = unicodedata.normalize("NFKC", text)
    moments = [moment for found in DATE.finditer(text) if (moment := _chinese(found))]
    if not moments:
        moments = [moment for found in ENGLISH.finditer(text) if (moment := _english(found))]
    return next((moment for moment in moments if moment.minute), moments[0] if moments else None)


def in_url(url: str) -> Moment | None:
    """Return the day that an address carries: /202009/22/t20200922_1.shtml, /2020-09/22/, /20200922/."""
    found = IN_URL.search(url)
    return _moment(int(found[1]), int(found[2]), int(found[3])) if found else None


def _chinese(found: re.Match[str]) -> Moment | None:
    year, month, day, hour, minute, zone = found.groups()
    return _moment(int(year), int(month), int(day), int(hour) if hour else None, int(minute) if minute else None, zone)


def _english(found: re.Match[str]) -> Moment | None:
    name, day, year, day2, name2, year2, hour, minute, half = found.groups()
    if hour is None and (before := BEFORE.search(found.string[: found.start()][-LONGEST_HOUR:])):
        hour, minute, half = before.groups()
    hours = int(hour) if hour else None
    if half and hours is not None and hours <= 12:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    month = MONTHS[(name or name2).lower()[:3]]
    return _moment(int(year or year2), month, int(day or day2), hours, int(minute) if minute else None)


def _moment(
    year: int, month: int, day: int, hour: int | None = None, minute: int | None = None, zone: str | None = None
) -> Moment | None:
    try:
        at = datetime(year, month, day, hour or 0, minute or 0, tzinfo=_zone(zone))
    except ValueError:
        return None
    if hour is None or minute is None:
        return Moment(day=at.strftime("%Y-%m-%d"))
    return Moment(day=at.strftime("%Y-%m-%d"), minute=f"T{at:%H:%M}{_offset(at)}")


def _zone(zone: str | None) -> timezone:
    if not zone:
        return CHINA
    if zone == "Z":
        return UTC
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])))


def _offset(at: datetime) -> str:
    return at.isoformat()[-6:]
