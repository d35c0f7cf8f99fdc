"""A plain sentence and the article's day come in; the years, halves, quarters and months it names go out, resolved."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = ("一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一")
_YEAR = r"(?P<year>\d{4}|\d{2}(?=年(?:底|末|上|下)))年|(?P<word>今年|去年|上年|前年|明年|本年|当年)"
_EXPRESSION = re.compile(
    rf"(?=[\d截到至自今去上前明本当的下第一二三四年全底末])(?<!\d)(?P<until>截至|截止到?|至|到|自)?(?:{_YEAR})?的?"
    r"(?:(?P<half>[上下])半年(?P<half_end>末|底)?"
    r"|(?P<first3>前三季度?|前3个?季度)"
    r"|第?(?P<quarter_listed>[一二三四])(?=(?:、|和|及)第?[一二三四]季度)"
    r"|第?(?P<quarter>[一二三四1-4])季度(?P<quarter_end>末|底)?"
    r"|(?P<from>\d{1,2})月?\s?[-~至到]\s?(?P<to>\d{1,2})月(?:份)?"
    r"|前(?P<first>[两三四五六七八九十]|十一|\d{1,2})个?月"
    r"|(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<month_end>底|末)|份)?"
    r"|年?(?P<year_end>底|末)|(?P<whole>全年|年内))?(?P<since>以来|[^,;。\d]{1,12}以来)?"
)


@dataclass(frozen=True, slots=True)
class Period:
    """One resolved period at its place."""

    start: int
    end: int
    written: str
    due: date
    """The first day of a span; the day itself of a moment, and of a span that is to be reached (到2025年)."""
    is_moment: bool = False
    """A state at a day (截至, 末, 目前) or by then (到2025年), not an amount of the time between."""
    last: date | None = None
    """The last day of a span."""
    is_event: bool = False
    """The day on which something happened (4月10日,项目开工): a figure refers to it where nothing else is said."""

    @property
    def ends(self) -> date:
        """The last day of a span; the day of a moment."""
        return self.last or self.due


def spans(plain: str, today: date | None) -> Iterator[Period]:
    """Find what names a year, a half, a quarter or months; without a year it is the article's, or the one before."""
    years: list[int] = []
    for match in _EXPRESSION.finditer(plain):
        text = match[0]
        if not text:
            continue
        has_year = match["year"] or match["word"]
        if not any(match.groupdict().values()) or not (has_year or re.search(r"半年|季|月", text)):
            continue
        if plain[match.end() : match.end() + 1] in ("-", "期", "版", "届", "间") or _inside_title(plain, match.start()):
            continue
        year: int | None
        if years and (match["word"] == "当年" or (not has_year and _is_joined(plain, match.start()))):
            year = years[-1]  # 截至2022年底8056个,其中当年新增3541个; 2022年一季度和二季度
        elif years and match["word"] in ("上年", "上一年"):
            year = years[-1] - 1  # 2022年,由上年增长15.2%转为下降
        else:
            year = _year(match, today)
        if year is not None and 1990 <= year <= 2060 and (period := _resolved(match, year)):
            years.append(year)
            yield period


def _is_joined(plain: str, at: int) -> bool:
    return plain[at - 1 : at] in ("、", "和", "及", "与")


def _inside_title(plain: str, at: int) -> bool:
    """Say whether a place stands in 《…》: the years of a plan's name are no period."""
    return plain.rfind("《", 0, at) > plain.rfind("》", 0, at)


def _year(match: re.Match[str], today: date | None) -> int | None:
    if match["year"]:
        return int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
    if today is None:
        return None
    shift = {"去年": -1, "上年": -1, "前年": -2, "明年": 1}.get(match["word"] or "", 0)
    year = today.year + shift
    if not match["word"] and (month := match["month"] or match["to"]) and int(month) > today.month + 1:
        year -= 1  # 12月 in an article of January
    elif not match["word"] and today.month <= 3 and (match["half"] == "下" or match["first3"] or _is_late(match)):
        year -= 1  # 四季度 in an article of January
    return year


def _is_late(match: re.Match[str]) -> bool:
    return _QUARTERS.get(match["quarter"] or "", 0) >= 3


def _resolved(match: re.Match[str], year: int) -> Period | None:
    if match["since"]:
        month = int(match["month"] or 0)
        is_this_year = match["word"] in ("今年", "本年") or month
        begin = f"{year}-{month or 1:02}" if is_this_year and month <= 12 else str(year)
        return Period(*match.span(), f"{begin}..asof", date(year, 1, 1))
    if match["quarter_listed"]:
        return _span(
            match, f"{year}-Q{_QUARTERS[match['quarter_listed']]}", year, 1, 3 * _QUARTERS[match["quarter_listed"]]
        )
    if match["half"]:
        first = match["half"] == "上"
        ends = bool(match["half_end"])
        return _span(match, f"{year}-H{1 if first else 2}", year, 1 if first else 7, 6 if first else 12, ends)
    if match["first3"]:
        return _span(match, f"{year}-Q1..Q3", year, 1, 9)
    if match["quarter"]:
        quarter = _QUARTERS[match["quarter"]]
        return _span(match, f"{year}-Q{quarter}", year, quarter * 3 - 2, quarter * 3, bool(match["quarter_end"]))
    if match["to"] or match["first"]:
        return _months(match, year)
    if match["month"]:
        return _month(match, year)
    return _span(match, str(year), year, 1, 12, bool(match["year_end"]))


def _span(match: re.Match[str], written: str, year: int, first: int, last: int, ends: bool = False) -> Period:
    """A span of months; with 截至 or 末 its last day, as a moment."""
    until = match["until"] or ""
    last_day = date(year, last, calendar.monthrange(year, last)[1])
    if ends or until.startswith("截"):
        return Period(*match.span(), f"asof:{last_day}", last_day, is_moment=True)
    by_then = until in ("到", "至")
    due = last_day if by_then else date(year, first, 1)
    return Period(*match.span(), written, due, is_moment=by_then, last=last_day)


def _months(match: re.Match[str], year: int) -> Period | None:
    count = match["first"] or ""
    last = int(match["to"] or 0) or (int(count) if count.isdigit() else _COUNTS.index(count) + 1)
    first = int(match["from"] or 1)
    if not 1 <= first < last <= 12:
        return None
    return _span(match, f"{year}-H1" if (first, last) == (1, 6) else f"{year}-{first:02}..{last:02}", year, first, last)


def _month(match: re.Match[str], year: int) -> Period | None:
    month, day = int(match["month"]), int(match["day"] or 0)
    if not 1 <= month <= 12 or day > calendar.monthrange(year, month)[1]:
        return None
    if not day:
        return _span(match, f"{year}-{month:02}", year, month, month, bool(match["month_end"]))
    is_event = not match["until"] or match["until"] == "自"
    at = date(year, month, day)
    return Period(*match.span(), f"asof:{at}", at, is_moment=True, is_event=is_event)
