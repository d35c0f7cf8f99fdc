"""A plain sentence and the article's day come in; the years, halves, quarters and months it names go out, resolved."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_QUARTERS = {"首": 1, "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
WHOLE = {(1, 6): "H1", (7, 12): "H2", (1, 9): "Q1..Q3", (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4"}
"""Months that have a name of their own: 1至6月 is the first half."""
_SAME_DIGIT = str.maketrans("两〇○元", "二零零一")
_NUMERAL = "[一二三四五六七八九]|十[一二]?"
_YEAR = (
    r"(?P<year>\d{4}|\d{4}(?=全年)|\d{4}(?=(?:[、和及]\d{4}){1,6}年)|二[〇○零][一二][〇○零一二三四五六七八九]"
    r"|\d{2}(?=年(?:底|末|上|下)))(?:年|(?<=\d{4})(?=[、和及]\d{4}|全年))"
    r"|(?P<word>今年|去年|(?<![网线年])上年|前年|明年|后年|本年|当年|上一年|本年度|今(?=冬|夏|秋|春))"
)
_EXPRESSION = re.compile(
    rf"(?=[\d截到至自今去上前明后本当下第一二三四五六七八九十首头]|元月)(?<!\d)(?P<until>截至|截止到?|至|到|自)?(?:{_YEAR})?的?"
    r"(?:(?P<half>[上下]|(?<![之此])前)半年(?P<half_end>末|底)?"
    r"|(?P<first2>前[两二2]个?季度?)"
    r"|(?P<first3>前三个?季度?|前3个?季度|[一1][至到-][三3]季度)(?P<first3_end>末|底)?"
    r"|第?(?P<quarter_listed>[一二三四])(?=(?:、|和|及)第?[一二三四]季度)"
    r"|第?(?P<quarter>[一二三四1-4](?!个)|(?<=第)[一二三四]|首(?=个?季))个?季(?:度|(?=末|,)|(?<=首季))(?P<quarter_end>末|底)?"
    rf"|(?P<from>\d{{1,2}}|{_NUMERAL}|(?<![\d万亿])元(?=月))月?(?:份)?\s?[-~至到]\s?(?P<to>\d{{1,2}}|{_NUMERAL})月(?:份)?"
    r"|[前首头](?P<first>[两三四五六七八九十二]|十一|\d{1,2})个?月(?:份)?"
    rf"|(?P<month>\d{{1,2}}|(?<![一二三四五六七八九十两]){_NUMERAL})月(?![上中下]旬)(?:(?P<day>\d{{1,2}})日|(?P<month_end>底|末)|份)?"
    r"|年?(?P<year_end>底|末)|(?P<whole>全年|年内))?(?P<since>以来|至今|(?<=[年月日])(?:[^,;。\d]|[45]G){1,12}以来)?"
)

AHEAD = re.compile("力争|要求|计划|预计|目标|预期|有望|确保|安排|规划|拟|(?<!即)将|要(?=达|新建|实现|突破)")
"""What is to come: a month or half year without a year is then this year's."""
_BEGAN = re.compile(
    "[^,;。]{0,14}(?:启动|开馆|开通|上线|成立|商用|运营|投用|投运|实施|开展|建成|开业|开园|起|后|来)(?:以来|以后|后|起)?[,;]"
)
"""自2019年项目启动,累计…: since then."""
_NAMED = re.compile("[-期版届间]|度?的?(?:不变|可比)?单?价")
"""Behind a year that is no period: 2023-2025年, 按上年不变价计算, 按上年价格计算."""


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


def spans(plain: str, today: date | None, hint: int | None = None) -> Iterator[Period]:
    """Find what names a year, a half, a quarter or months; without a year it is the article's, or the one before.

    `hint` is the year that the sentence before spoke of: 当年.
    """
    years: list[int] = [hint] if hint else []
    for match in _EXPRESSION.finditer(plain):
        text = match[0]
        if not text:
            continue
        has_year = match["year"] or match["word"]
        if not any(match.groupdict().values()) or not (has_year or re.search(r"半年|季|月", text)):
            continue
        if _NAMED.match(plain, match.end()) or _inside_title(plain, match.start()):
            continue
        year: int | None
        if years and (
            match["word"] == "当年"
            or (
                len(years) > bool(hint)
                and not has_year
                and (_is_joined(plain, match.start()) or _is_unfinished(match, years[-1], today))
            )
        ):
            year = years[-1]  # 截至2022年底8056个,其中当年新增3541个; 2022年一季度和二季度
        elif (len(years) > bool(hint) or _is_past(hint, today)) and match["word"] in ("上年", "上一年"):
            year = years[-1] - 1  # 2022年,由上年增长15.2%转为下降
        else:
            year = _year(match, today)
        if year is not None and 1990 <= year <= 2060 and (period := _resolved(match, year)):
            years.append(year)
            yield period


def _is_past(hint: int | None, today: date | None) -> bool:
    return hint is not None and today is not None and hint < today.year


_YEARS = re.compile(r"(?<![\d(])(?P<first>\d{4})年?[-~至到](?P<last>\d{4})年")


def year_ranges(plain: str) -> Iterator[Period]:
    """Find spans of years: 2019-2021年; those in brackets belong to the name of a plan."""
    for match in _YEARS.finditer(plain):
        first, last = int(match["first"]), int(match["last"])
        if 1990 <= first < last <= 2060 and not _inside_title(plain, match.start()):
            yield Period(*match.span(), f"{first}..{last}", date(first, 1, 1), last=date(last, 12, 31))


_DAYS = re.compile(
    r"(?<!\d)(?:(?P<year>\d{4})年|(?P<word>[今去]年))?(?P<month>\d{1,2})月(?P<first>\d{1,2})日?[-~至到]"
    r"(?:(?P<month_after>\d{1,2})月)?(?P<last>\d{1,2})日"
)


def day_ranges(plain: str, today: date | None) -> Iterator[Period]:
    """Find spans of days: 11月1日至11日 -> 2023-11-01..2023-11-11."""
    for match in _DAYS.finditer(plain):
        if today is None and not match["year"]:
            continue
        month = int(match["month"])
        year = int(match["year"]) if match["year"] else today.year - (match["word"] == "去年") if today else 0
        if not match["year"] and not match["word"] and today and month > today.month + 1:
            year -= 1
        try:
            first = date(year, month, int(match["first"]))
            last = date(year, int(match["month_after"] or month), int(match["last"]))
        except ValueError:
            continue
        if first < last:
            yield Period(*match.span(), f"{first}..{last}", first, last=last)


def years_of(period: Period) -> list[Period]:
    """Return the years of a span of years one by one; of any other period, itself."""
    if period.last is None or period.written != f"{period.due.year}..{period.last.year}":
        return [period]
    years = range(period.due.year, period.last.year + 1)
    return [Period(period.start, period.end, str(year), date(year, 1, 1), last=date(year, 12, 31)) for year in years]


def quarters_of(period: Period) -> list[Period]:
    """Return the quarters of a year one by one; of any other period, itself."""
    if not period.written.isdigit():
        return [period]
    year = int(period.written)
    return [
        Period(
            period.start,
            period.end,
            f"{year}-Q{quarter}",
            date(year, quarter * 3 - 2, 1),
            last=date(year, quarter * 3, calendar.monthrange(year, quarter * 3)[1]),
        )
        for quarter in range(1, 5)
    ]


def _is_joined(plain: str, at: int) -> bool:
    return plain[at - 1 : at] in ("、", "和", "及", "与")


_FRAME = re.compile(r"\d{4}年(?:全年)?,")
"""A year that the whole sentence is about."""


def _is_unfinished(match: re.Match[str], year: int, today: date | None) -> bool:
    """Say whether a quarter without a year is one of the past year named before: 2023年…一季度为21亿元, in February."""
    quarter = _QUARTERS.get(match["quarter"] or "", 0)
    is_framed = bool(_FRAME.match(match.string)) and match.string.startswith(str(year))
    return bool(today and quarter and year < today.year and (is_framed or quarter * 3 >= today.month))


def _inside_title(plain: str, at: int) -> bool:
    """Say whether a place stands in 《…》: the years of a plan's name are no period."""
    return plain.rfind("《", 0, at) > plain.rfind("》", 0, at)


def _year(match: re.Match[str], today: date | None) -> int | None:
    if match["year"]:
        year = _number(match["year"])
        return year if year > 99 else 2000 + year
    if today is None:
        return None
    shift = {"去年": -1, "上年": -1, "上一年": -1, "前年": -2, "明年": 1, "后年": 2}.get(match["word"] or "", 0)
    year = today.year + shift
    if AHEAD.search(match.string):
        return year  # 预计12月投用, in an article of March
    if not match["word"] and (month := match["month"] or match["to"]) and _number(month) > today.month + 1:
        year -= 1  # 12月 in an article of January
    elif not match["word"] and _is_to_come(match, today.month):
        year -= 1  # 四季度 in an article of January
    return year


def _number(written: str | None) -> int:
    """Read a month or a year: 8, 八, 十二, 二〇二三; 0 when there is none."""
    if not written:
        return 0
    if written.isdigit() and written.isascii():
        return int(written)
    plain = written.translate(_SAME_DIGIT)
    return _COUNTS.index(plain) if plain in _COUNTS else int("".join(str(_COUNTS.index(one)) for one in plain))


def _is_to_come(match: re.Match[str], month: int) -> bool:
    """Say whether a half or quarter without a year would not have begun, or ended, in this month."""
    begins = _QUARTERS.get(match["quarter"] or "", 0) * 3 - 2
    return begins > month or (match["half"] == "下" and month < 6) or bool(match["first3"] and month < 9)


def _resolved(match: re.Match[str], year: int) -> Period | None:
    if match["since"]:
        month = _number(match["month"])
        is_this_year = match["word"] in ("今年", "本年") or month
        begin = f"{year}-{month or 1:02}" if is_this_year and month <= 12 else str(year)
        return Period(*match.span(), f"{begin}..asof", date(year, 1, 1))
    if match["quarter_listed"]:
        return _span(
            match, f"{year}-Q{_QUARTERS[match['quarter_listed']]}", year, 1, 3 * _QUARTERS[match["quarter_listed"]]
        )
    if match["half"]:
        first = match["half"] != "下"
        ends = bool(match["half_end"])
        return _span(match, f"{year}-H{1 if first else 2}", year, 1 if first else 7, 6 if first else 12, ends)
    if match["first2"]:
        return _span(match, f"{year}-H1", year, 1, 6)
    if match["first3"]:
        return _span(match, f"{year}-Q1..Q3", year, 1, 9, bool(match["first3_end"]))
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
    if until == "自" and not ends and (first, last) == (1, 12) and _BEGAN.match(match.string, match.end()):
        return Period(*match.span(), f"{year}..asof", date(year, 1, 1))
    by_then = until in ("到", "至")
    due = last_day if by_then else date(year, first, 1)
    return Period(*match.span(), written, due, is_moment=by_then, last=last_day)


def _months(match: re.Match[str], year: int) -> Period | None:
    count = match["first"] or ""
    last = _number(match["to"]) or _number(count)
    first = _number(match["from"]) or 1
    if not 1 <= first < last <= 12:
        return None
    name = WHOLE.get((first, last), f"{first:02}..{last:02}")
    return _span(match, f"{year}-{name}", year, first, last)


def _month(match: re.Match[str], year: int) -> Period | None:
    month, day = _number(match["month"]), int(match["day"] or 0)
    if not 1 <= month <= 12 or day > calendar.monthrange(year, month)[1]:
        return None
    if not day and match["until"] == "自" and _BEGAN.match(match.string, match.end()):
        return Period(*match.span(), f"{year}-{month:02}..asof", date(year, 1, 1))
    if not day:
        return _span(match, f"{year}-{month:02}", year, month, month, bool(match["month_end"]))
    is_event = not match["until"] or match["until"] == "自"
    at = date(year, month, day)
    return Period(*match.span(), f"asof:{at}", at, is_moment=True, is_event=is_event)
