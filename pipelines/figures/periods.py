"""A plain sentence and the article's day come in; the periods it names go out, resolved: 上半年 -> 2020-H1.

Written `2020`, `2020-H1`, `2020-Q1`, `2020-Q1..Q3`, `2020-07`, `2020-01..05`, `asof:2020-07-29`, `FYP14-end`, `FYP14`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipelines.figures.spans import Period, spans

_PLANS = {"十二五": 12, "十三五": 13, "十四五": 14, "十五五": 15}
_PLAN = re.compile(r"[“\"「]?(?P<plan>十[二三四五]五)[”\"」]?(?:规划)?(?P<end>末|期末|时期末|收官)?")
_NOW = re.compile(r"截至目前|截止目前|截至记者发稿|截至发稿|到目前为止|目前|迄今|至今|如今|现在")
_ALONE = re.compile(r"(?<!\d)(?:全年|年内|年底|年末)")
_ENGLISH = re.compile(
    r"(?P<half>first|second) half of (?:the year|this year|(?P<half_year>\d{4}))"
    r"|(?P<quarter>first|second|third|fourth) quarter(?: of (?P<quarter_year>\d{4}))?"
    r"|[Bb]y the end of (?P<end_year>\d{4}|last year)|(?P<word>last year|this year)|\b[Ii]n (?P<year>\d{4})\b"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def periods(plain: str, today: date | None) -> Iterator[Period]:
    """Find the periods of a plain sentence in order; what needs the article's day is left out when it is unknown."""
    found = [*_named_plans(plain), *spans(plain, today), *_english(plain, today)]
    if today:
        found += [Period(*match.span(), f"asof:{today}", today, is_moment=True) for match in _NOW.finditer(plain)]
        found += [_alone(match, today) for match in _ALONE.finditer(plain)]
    taken = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= taken:
            taken = one.end
            if not _is_compared(plain, one) and not _is_since(plain, one):
                yield one


def _is_compared(plain: str, one: Period) -> bool:
    """Say whether a period is only what another is held against: 比上年同期, 较2020年, 与去年相比."""
    return plain[: one.start].endswith(("比", "较", "与", "同")) or plain.startswith("同期", one.end)


def _is_since(plain: str, one: Period) -> bool:
    """Say whether a longer time only begins here: 自2016年实施试点以来, 去年以来; but 今年以来 is this year."""
    if plain[one.start : one.end].startswith("自") or plain[: one.start].endswith(("自", "从")):
        return True
    return "今年" not in plain[one.start : one.end] and bool(re.match(r"[^,;。]{0,12}以来|起", plain[one.end :]))


def _named_plans(plain: str) -> Iterator[Period]:
    for match in _PLAN.finditer(plain):
        plan = _PLANS.get(match["plan"])
        if plan:
            last = 1955 + plan * 5
            if match["end"]:
                yield Period(*match.span(), f"FYP{plan}-end", date(last, 12, 31), is_moment=True)
            else:
                yield Period(*match.span(), f"FYP{plan}", date(last - 4, 1, 1))


def _alone(match: re.Match[str], today: date) -> Period:
    """全年 and 年底 without a year: the last one in the first quarter, this one later."""
    year = today.year - (1 if today.month <= 3 and match[0] == "全年" else 0)
    if match[0] in ("年底", "年末"):
        return Period(*match.span(), f"asof:{year}-12-31", date(year, 12, 31), is_moment=True)
    return Period(*match.span(), str(year), date(year, 1, 1))


def _english(plain: str, today: date | None) -> Iterator[Period]:
    for match in _ENGLISH.finditer(plain):
        named = match["half_year"] or match["quarter_year"] or match["year"] or match["end_year"] or ""
        if named.isdigit():
            year = int(named)
        elif today:
            year = today.year - ("last year" in match[0])
        else:
            continue
        if match["half"] or match["quarter"]:
            number, months = _ORDINALS[match["half"] or match["quarter"]], 6 if match["half"] else 3
            first = date(year, number * months - months + 1, 1)
            yield Period(*match.span(), f"{year}-{'H' if match['half'] else 'Q'}{number}", first)
        elif match["end_year"]:
            yield Period(*match.span(), f"asof:{year}-12-31", date(year, 12, 31), is_moment=True)
        else:
            yield Period(*match.span(), str(year), date(year, 1, 1))
