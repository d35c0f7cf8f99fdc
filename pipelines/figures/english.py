"""An English sentence and the article's day come in; the periods it names go out: end of June -> asof:2021-06-30."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from pipelines.figures.spans import WHOLE, Period

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
_THE_YEAR = r"last year|this year|next year|(?:the|that|same) year"
_ORDER = ("first", "second", "third", "fourth", "1", "2", "3", "4")
_PLANS = {"12th": 12, "13th": 13, "14th": 14, "15th": 15}


def _year(name: str) -> str:
    return rf"(?:(?: of| in|,)? ?(?P<{name}>\d{{4}}(?![\d,]\d)|{_THE_YEAR}))?"


_ENGLISH = re.compile(
    rf"\b(?=[A-Za-z])(?:(?P<part>first|second|third|fourth) (?P<kind>half|quarter){_year('part_year')}"
    rf"|\b(?P<letter>[HQ])(?P<number>[1-4]){_year('letter_year')}"
    rf"|first (?P<first3>three quarters){_year('first3_year')}"
    rf"|(?:first|opening|initial) (?P<months>\d{{1,2}}|{'|'.join(_COUNTS)}) months{_year('months_year')}"
    rf"|(?P<from>{_MONTH}) ?(?:to|through|and|-) ?(?P<to>{_MONTH})(?: period)?{_year('to_year')}"
    rf"|(?P<end>[Ee]nd of|[Ll]ate|[Ee]nd-|close of) ?(?:(?P<end_month>{_MONTH}){_year('month_year')}"
    rf"|(?P<end_year>\d{{4}}|{_THE_YEAR})|(?P<end_last>last month))"
    rf"|(?P<year_end>[Yy]ear-end|year end){_year('yearend_year')}"
    rf"|(?P<asof>[Aa]s of|[Bb]y|[Uu]ntil"
    rf"|[Uu]p to) (?:last "
    rf"|this )?(?P<asof_month>{_MONTH})(?: (?P<asof_day>\d{{1,2}})(?!\d))?(?:,? (?P<asof_year>\d{{4}}))?"
    rf"|\b[Oo]n (?P<on_month>{_MONTH}) (?P<on_day>\d{{1,2}})(?:, (?P<on_year>\d{{4}}))?"
    rf"|\b(?:[Ii]n|[Dd]uring|[Ff]or|[Tt]hroughout|of) (?P<in_month>{_MONTH})"
    rf"(?! ?(?:and|to|through|-) ?{_MONTH}){_year('in_year')}(?! \d)"
    rf"|[Ss]ince (?:the (?:start|beginning) of |early )?(?P<since>\d{{4}}|this year|the year)"
    rf"|[Ss]ince (?!early|last)[a-z][^.,;\d]{{0,40}}? in (?P<since_in_year>\d{{4}})"
    rf"|[Ss]ince (?P<since_month>{_MONTH})(?: (?P<since_year>\d{{4}}))?|(?P<sofar>[Ss]o far this year"
    rf"|this year so far|year to date)"
    r"|\b[Bb]y (?P<due>\d{4})\b(?!,\d)"
    r"|(?:(?P<ends>[Ee]nd of the )"
    r"|[Tt]he )?(?P<plan>1[2-5]th) Five-Year Plan(?: \(\d{4}-\d{2,4}\))?(?: period)?(?: \(\d{4}-\d{2,4}\))?(?! for"
    r"| on)"
    rf"|(?P<word>[Ll]ast year|[Tt]his year|[Nn]ext year|(?:[Dd]uring|[Ii]n) (?:the|that|the same) year)"
    r"|(?P<near>[Ll]ast month|[Tt]his month)"
    r"|(?:\b[Ii]n|[Dd]uring|[Ff]or|[Tt]hroughout|\bof) (?P<year>\d{4})\b(?![,-]\d))"
)
_YEARS = re.compile(r"\b(?:[Bb]etween |[Ff]rom |the )(\d{4})(?: and | to |-)(\d{4})\b(?![,.]\d)")
_HELD_AGAINST = re.compile(
    r"(?:than|from|over|same period|compared (?:with|to)|against)(?: (?:at|in|the|of|same|period|time|that)){0,6} ?$"
)


_AHEAD = re.compile(r"\b(?:will|plans? to|aims? to|expects? to|expected to|is to|are to)\b")
"""will add 2,600 stations, bringing the total to 9,000 by the end of December, in an article of April."""


def english(plain: str, today: date | None, hint: int | None = None) -> Iterator[Period]:
    """Find the periods; what needs the article's day is left out when it is unknown. `hint`: the year spoken of."""
    for match in _YEARS.finditer(plain):
        first, last = int(match[1]), int(match[2])
        if 1990 <= first < last <= 2060:
            yield Period(*match.span(), f"{first}..{last}", date(first, 1, 1), last=date(last, 12, 31))
    for match in _ENGLISH.finditer(plain):
        if (
            not match["plan"]
            and not match["to"]
            and _HELD_AGAINST.search(plain[max(0, match.start() - 24) : match.start()])
        ):
            continue  # from the same period last year: what a figure is held against
        named = next(
            (match[key] for key in match.groupdict() if "year" in key and match[key] and key != "year_end"), None
        )
        named = match["due"] or match["since"] or named or match["word"]
        month = _month(match, "end_month", "in_month", "to", "asof_month", "since_month")
        year = _resolved(named, today, month, hint, is_ahead=bool(_AHEAD.search(plain, 0, match.start())))
        if year and 1990 <= year <= 2060 and (found := _period(match, year, today)):
            hint = found.ends.year if re.search(r"\d{4}", match[0]) else hint
            yield found


def _resolved(
    named: str | None, today: date | None, month: int | None, hint: int | None, *, is_ahead: bool
) -> int | None:
    if named and named.isdigit():
        return int(named)
    named = (named or "").lower()
    if hint and (named.endswith(("the year", "that year", "same year"))):
        return hint
    if today is None:
        return None
    if not named and month and month > today.month + 1 and not is_ahead:
        return today.year - 1  # the end of December in an article of January
    return today.year + {"last year": -1, "next year": 1}.get(named, 0)


def _period(match: re.Match[str], year: int, today: date | None) -> Period | None:
    if match["kind"] or match["letter"]:
        is_half = match["kind"] == "half" or match["letter"] == "H"
        number = _ORDER.index(match["part"] or match["number"]) % 4 + 1
        last = number * (6 if is_half else 3)
        return _span(match, f"{year}-{'H' if is_half else 'Q'}{number}", year, last) if last <= 12 else None
    if match["first3"]:
        return _span(match, f"{year}-Q1..Q3", year, 9)
    if match["months"]:
        last = int(match["months"]) if match["months"].isdigit() else _COUNTS.index(match["months"]) + 2
        return _span(match, _months(year, 1, last), year, last) if last < 12 else None
    if match["to"]:
        first, last = _month(match, "from") or 1, _month(match, "to") or 12
        return _span(match, _months(year, first, last), year, last) if first < last else None
    return _moments(match, year, today) or _spans(match, year, today)


def _moments(match: re.Match[str], year: int, today: date | None) -> Period | None:
    if match["end_last"] and today:
        before = (today.month - 2) % 12 + 1
        return _moment(match, today.year - (before == 12), before, None)
    if match["end"] or match["year_end"]:
        return _moment(match, year, _month(match, "end_month") or 12, None)
    for name in ("asof", "on"):
        if month := _month(match, f"{name}_month"):
            return _moment(match, year, month, int(match[f"{name}_day"] or 0) or None, is_event=name == "on")
    if match["due"]:
        return Period(*match.span(), str(year), date(year, 12, 31), is_moment=True)
    if match["ends"]:
        last = 1955 + _PLANS[match["plan"]] * 5
        return Period(*match.span(), f"FYP{_PLANS[match['plan']]}-end", date(last, 12, 31), is_moment=True)
    return None


def _spans(match: re.Match[str], year: int, today: date | None) -> Period | None:
    if match["plan"]:
        last = 1955 + _PLANS[match["plan"]] * 5
        return Period(*match.span(), f"{last - 4}..{last}", date(last - 4, 1, 1), last=date(last, 12, 31))
    if month := _month(match, "in_month"):
        return _span(match, f"{year}-{month:02}", year, month)
    if match["near"] and today:
        near = today.month if match["near"].lower().startswith("this") else (today.month - 2) % 12 + 1
        year = today.year - (near > today.month)
        return _span(match, f"{year}-{near:02}", year, near)
    if match["since_in_year"] and today and year != today.year:
        return Period(*match.span(), f"{year}..asof", date(year, 1, 1))
    if match["since"] and match["since"].isdigit() and today and int(match["since"]) != today.year:
        return Period(*match.span(), f"{year}..asof", date(year, 1, 1))
    if match["since"] or match["since_month"] or match["sofar"]:
        return Period(*match.span(), f"{year}-{_month(match, 'since_month') or 1:02}..asof", date(year, 1, 1))
    return _span(match, str(year), year, 12)


def _months(year: int, first: int, last: int) -> str:
    return f"{year}-{WHOLE.get((first, last), f'{first:02}..{last:02}')}"


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
