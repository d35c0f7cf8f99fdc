"""A plain sentence and the article's day come in; the periods it names go out, resolved: 上半年 -> 2020-H1.

Written `2020`, `2020-H1`, `2020-Q1`, `2020-Q1..Q3`, `2020-07`, `2020-01..05`, `asof:2020-07-29`, `FYP14-end`,
`2016..2020`, `2016..asof` and `2020-01..asof`: from then to the article's day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from pipelines.figures.english import english
from pipelines.figures.spans import AHEAD, Period, spans, year_ranges

_WORDS = re.compile("[a-z]{2} [a-zA-Z0-9]")
_TIMES_OF = re.compile("(?:同期)?的(?:约|近|超过?)?[\\d.一两二三四五六七八九十]{1,6}倍")
_HELD_AGAINST = re.compile("(?<!占)[比较与同]$")
_TELLER = re.compile("记者|本报|本网|日前|电$|讯$|获悉")
_TOLD = re.compile(
    "从[^,;]{2,24}(?:获悉|了解|得知|发布)|,?(?:记者|本报|据)|(?:电|讯)[,\\s]|刊发|报道|[^,;]{0,20}(?:新闻)?发布会|[^,;]{0,12}(?:获悉|了解到|透露|通报|发布)|起"
)
_SAID = re.compile(r"\b(?:said|told|announced|reported|released|published)\b[^.;]{0,30}$")
_PLANS = {"十二五": 12, "十三五": 13, "十四五": 14, "十五五": 15}
_PLAN = re.compile(
    r"[“\"「]?(?P<plan>十[二三四五]五)[”\"」]?(?P<end>末|期末|时期末|收官|规划末|规划期末)?(?P<since>以来)?"
)
_TITLE = re.compile("(?:信息化|数字|电子商务|通信|发展|建设|[一-龥]{2,8})?规划|方案|纲要")
_NOW = re.compile(
    r"截[至止]目前|(?<![由自从])至此|截至记者发稿|截至发稿|截至[今昨]日|到目前为止|目前|迄今|(?<!年)至今|如今|现在|现时|当前|眼下|日前为止|截至(?:今天|昨天|本周)"
    r"|\b(?:[Aa]s of now|[Cc]urrently|[Nn]ow|[Ss]o far|[Tt]o date|[Aa]t present)\b(?! this year)"
)
_NEAR = re.compile("(?P<last>上个?月|上个?季度?)(?P<end>[末底])?|(?P<this>本月|这个月|本季度)")
_ENDS = re.compile("(?<![\\d一二三四五六七八九十上本])(?:月末|月底|季末|期末)")
_ALONE = re.compile(r"(?<![\d去今明前上])(?:截至|截止|到|至)?(?:全年|年内|年底|年末)")


def periods(plain: str, today: date | None, hint: int | None = None) -> Iterator[Period]:
    """Find the periods of a plain sentence in order; what needs the article's day is left out when it is unknown.

    `hint` is the year that the sentence before spoke of, for one that says 年末 or `the year`.
    """
    found = [
        *_named_plans(plain),
        *year_ranges(plain),
        *spans(plain, today, hint),
        *(english(plain, today, hint) if _WORDS.search(plain) else ()),
    ]
    if today:
        found += [Period(*match.span(), f"asof:{today}", today, is_moment=True) for match in _NOW.finditer(plain)]
        found += [_alone(match, today, found, hint) for match in _ALONE.finditer(plain)]
        found += [one for match in _ENDS.finditer(plain) if (one := _end_of(match, found))]
        found += [_near(match, today) for match in _NEAR.finditer(plain)]
    taken = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= taken:
            taken = one.end
            if not _is_compared(plain, one) and not _is_told(plain, one):
                yield one


def _is_compared(plain: str, one: Period) -> bool:
    """Say whether a period is only what another is held against: 比上年同期, 较2020年, 与去年相比."""
    if _TIMES_OF.match(plain, one.end - plain[one.start : one.end].endswith("的")):
        return True  # 收入是2018年的3.2倍
    return bool(_HELD_AGAINST.search(plain[max(0, one.start - 2) : one.start])) or plain.startswith("同期", one.end)


def _is_told(plain: str, one: Period) -> bool:
    """Say whether a day is when it was reported, or when something began: 记者7月26日从…了解到, 6月1日起."""
    if one.is_event and _SAID.search(plain, max(0, one.start - 40), one.start):
        return True
    if not one.is_event:
        return plain.startswith("起", one.end)
    return bool(_TELLER.search(plain[max(0, one.start - 12) : one.start]) or _TOLD.match(plain, one.end))


def _named_plans(plain: str) -> Iterator[Period]:
    for match in _PLAN.finditer(plain):
        plan = _PLANS.get(match["plan"])
        if plan:
            last = 1955 + plan * 5
            if match["end"]:
                yield Period(*match.span(), f"FYP{plan}-end", date(last, 12, 31), is_moment=True)
            elif match["since"]:
                yield Period(*match.span(), f"{last - 4}..asof", date(last - 4, 1, 1))
            elif not _TITLE.match(plain, match.end()):
                yield Period(*match.span(), f"{last - 4}..{last}", date(last - 4, 1, 1), last=date(last, 12, 31))


LATEST_TO_LOOK_BACK = 9
"""Month: 全年 is the year before in what is published until then, unless it speaks of what is to come."""


def _alone(match: re.Match[str], today: date, named: list[Period], hint: int | None) -> Period:
    """全年 and 年底 without a year: the year named before; else the last one in the first quarter, this one later."""
    before = [found[0] for one in named if one.end <= match.start() and (found := re.search(r"\d{4}", one.written))]
    is_past = (
        today.month <= LATEST_TO_LOOK_BACK
        and match[0].endswith("全年")
        and not AHEAD.search(match.string)
        and "今年" not in match.string
    )
    year = int(before[-1]) if before else hint if hint else today.year - is_past
    is_before = match.string.startswith("前", match.end())  # 年底前还要再建40个
    if match[0][-2:] in ("年底", "年末"):
        if not before and date(year, 12, 31) > today and not AHEAD.search(match.string) and not hint and not is_before:
            year = today.year - 1  # 年末全市网店3460家, in an article of March
        return Period(*match.span(), f"asof:{year}-12-31", date(year, 12, 31), is_moment=True)
    return Period(*match.span(), str(year), date(year, 1, 1), last=date(year, 12, 31))


def _end_of(match: re.Match[str], named: list[Period]) -> Period | None:
    """月末 behind 8月份 is the end of August."""
    before = [one for one in named if one.end <= match.start() and one.last]
    if not before:
        return None
    latest = max(before, key=lambda one: one.end)
    last = latest.ends
    plan = next(
        (number for number in _PLANS.values() if latest.written == f"{1951 + number * 5}..{1955 + number * 5}"), None
    )
    if plan:
        return Period(*match.span(), f"FYP{plan}-end", last, is_moment=True)
    return Period(*match.span(), f"asof:{last}", last, is_moment=True)


def _near(match: re.Match[str], today: date) -> Period:
    """上月 and 上季度, from the article's day."""
    if "月" in match[0]:
        month = today.year * 12 + today.month - 1 - bool(match["last"])
        year, month = month // 12, month % 12 + 1
        if match["end"]:
            last = _last_day(year, month)
            return Period(*match.span(), f"asof:{last}", last, is_moment=True)
        return Period(*match.span(), f"{year}-{month:02}", date(year, month, 1), last=_last_day(year, month))
    quarter = today.year * 4 + (today.month - 1) // 3 - bool(match["last"])
    year, quarter = quarter // 4, quarter % 4 + 1
    begins = date(year, quarter * 3 - 2, 1)
    return Period(*match.span(), f"{year}-Q{quarter}", begins, last=_last_day(year, quarter * 3))


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
