"""An English sentence and the article's day come in; the periods it names go out: end of June -> asof:2021-06-30."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from pipelines.figures.spans import Period

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_YEAR = r"(?: of| in|,)? ?(?P<{name}>\d{{4}}(?!\d)|last year|this year|next year|the year)"


def _year(name: str) -> str:
    return _YEAR.format(name=name)


_ENGLISH = re.compile(
    rf"(?P<part>first|second|third|fourth) (?P<kind>half|quarter)(?:{_year('part_year')})?"
    rf"|first (?P<first3>three quarters)(?:{_year('first3_year')})?"
    rf"|first (?P<months>\d{{1,2}}|{'|'.join(_COUNTS)}) months(?:{_year('months_year')})?"
    rf"|(?P<from>{_MONTH}) (?:to|through|and) (?P<to>{_MONTH})(?:{_year('to_year')})?"
    rf"|(?P<end>end of|late) (?:(?P<end_month>{_MONTH})(?:{_year('month_year')})?"
    rf"|(?P<end_year>\d{{4}}|last year|this year|the year))"
    rf"|(?P<asof>[Aa]s of|[Bb]y|[Uu]ntil|up to) (?P<asof_month>{_MONTH}) (?P<asof_day>\d{{1,2}})"
    rf"(?:, (?P<asof_year>\d{{4}}))?"
    rf"|\b[Oo]n (?P<on_month>{_MONTH}) (?P<on_day>\d{{1,2}})(?:, (?P<on_year>\d{{4}}))?"
    rf"|\b[Ii]n (?P<in_month>{_MONTH})(?:{_year('in_year')})?"
    r"|[Ss]ince (?P<since>\d{4})|\b[Bb]y (?P<due>\d{4})\b|(?P<word>[Ll]ast year|[Tt]his year|[Nn]ext year)"
    r"|(?:\b[Ii]n|[Dd]uring|[Ff]or|[Tt]hroughout) (?P<year>\d{4})\b"
)


def english(plain: str, today: date | None) -> Iterator[Period]:
    """Find the periods; what needs the article's day is left out when it is unknown."""
    for match in _ENGLISH.finditer(plain):
        if re.search(r"(?:than|from|over|same period)(?: (?:in|the|of|same|period))* ?$", plain[: match.start()][-24:]):
            continue  # from the same period last year: what a figure is held against
        named = next((match[key] for key in match.groupdict() if "year" in key and match[key]), None) or match["word"]
        year = _resolved(match["due"] or match["since"] or named, today, _month(match, "end_month", "in_month", "to"))
        if year and 1990 <= year <= 2060 and (found := _period(match, year)):
            yield found


def _resolved(named: str | None, today: date | None, month: int | None) -> int | None:
    if named and named.isdigit():
        return int(named)
    if today is None:
        return None
    if named is None and month and month > today.month + 1:
        return today.year - 1  # the end of December in an article of January
    return today.year + {"last year": -1, "next year": 1}.get((named or "").lower(), 0)


def _period(match: re.Match[str], year: int) -> Period | None:
    if match["kind"]:
        number, months = (
            1 + ("first", "second", "third", "fourth").index(match["part"]),
            6 if match["kind"] == "half" else 3,
        )
        if number * months > 12:
            return None
        return _span(
            match, f"{year}-{match['kind'][0].replace('h', 'H').replace('q', 'Q')}{number}", year, number * months
        )
    if match["first3"]:
        return _span(match, f"{year}-Q1..Q3", year, 9)
    if match["months"]:
        last = int(match["months"]) if match["months"].isdigit() else _COUNTS.index(match["months"]) + 2
        return _span(match, f"{year}-H1" if last == 6 else f"{year}-01..{last:02}", year, last) if last < 12 else None
    if match["to"]:
        first, last = _month(match, "from") or 1, _month(match, "to") or 12
        return _span(match, f"{year}-H1" if (first, last) == (1, 6) else f"{year}-{first:02}..{last:02}", year, last)
    if match["end"]:
        return _moment(match, year, _month(match, "end_month") or 12, None)
    for name in ("asof", "on"):
        if month := _month(match, f"{name}_month"):
            return _moment(match, year, month, int(match[f"{name}_day"]), is_event=name == "on")
    if month := _month(match, "in_month"):
        return _span(match, f"{year}-{month:02}", year, month)
    if match["since"]:
        return Period(*match.span(), f"{year}..asof", date(year, 1, 1))
    if match["due"]:
        return Period(*match.span(), str(year), date(year, 12, 31), is_moment=True)
    return _span(match, str(year), year, 12)


def _span(match: re.Match[str], written: str, year: int, last: int) -> Period:
    ends = date(year, last, calendar.monthrange(year, last)[1])
    return Period(*match.span(), written, date(year, 1, 1), last=ends)


def _moment(match: re.Match[str], year: int, month: int, day: int | None, *, is_event: bool = False) -> Period | None:
    last = calendar.monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        return None
    at = date(year, month, day or last)
    return Period(*match.span(), f"asof:{at}", at, is_moment=True, is_event=is_event)


def _month(match: re.Match[str], *names: str) -> int | None:
    found = next((match[name] for name in names if match[name]), None)
    return _MONTHS.index(found[:3].lower()) + 1 if found else None
