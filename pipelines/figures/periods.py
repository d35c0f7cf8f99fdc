"""A plain sentence and the article's day come in; the periods it names go out, resolved: 上半年 -> 2020-H1.

Written `2020`, `2020-H1`, `2020-Q1`, `2020-Q1..Q3`, `2020-07`, `2020-01..05`, `asof:2020-07-29`, `FYP14-end`,
`2016..2020`, `2023-11-01..2023-11-11`, `2016..asof` and `2020-01..asof`: from then to the article's day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from pipelines.figures.english import english
from pipelines.figures.spans import AHEAD, WHOLE, Period, day_ranges, spans, year_ranges

_WORDS = re.compile("[a-z]{2} [a-zA-Z0-9]")
_TIMES_OF = re.compile("(?:同期)?的(?:约|近|超过?)?[\\d.一两二三四五六七八九十]{1,6}倍")
_LEVEL_THEN = re.compile("(?:约|近|超)?\\d[\\d.,]*(?:万亿|亿|万)?(?:元|[户个家件座场人架P]|公里)")
_STILL_TO = re.compile('(?:离|距离?)[“"]?')
_REMAINS = re.compile("(?:收官|结束|末)?[^,;]{0,4}还有")
"""离“十四五”收官还有两年 dates nothing."""
_HELD_AGAINST = re.compile("(?<!占)[比较与同]$")
_TELLER = re.compile("记者|本报|本网|日前|电$|讯$|获悉")
_TOLD = re.compile(
    "从[^,;]{2,24}(?:获悉|了解|得知|发布)|,?(?:记者|本报|据)|(?:电|讯)[,\\s]|刊发|报道|[^,;]{0,20}(?:新闻)?发布会|[^,;]{0,12}(?:获悉|了解到|透露|通报|发布)|起"
)
_AT_MEETING = re.compile("的[^,;。]{0,14}(?:会|节|展|论坛|大赛)上")
"""在今年的藏博会上 dates the meeting."""
_SAID = re.compile(r"\b(?:said|told|announced|reported|released|published)\b[^.;]{0,30}$")
_NUMERALS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
_PLANS = {"十二五": 12, "十三五": 13, "十四五": 14, "十五五": 15}
_PLAN = re.compile(
    r"[“\"「]?(?P<plan>十[二三四五]五)[”\"」]?(?P<end>末|期末|时期末|收官|规划末|规划期末)?(?P<since>以来)?"
    r"(?P<years>开局之年|首年|第一年|前[两二三四]年|收官之年)?"
)
_TITLE = re.compile("(?:信息化|数字|电子商务|通信|发展|建设|[一-龥]{2,8})?规划|方案|纲要")
_NOW = re.compile(
    r"截[至止]目前|(?<![由自从])至此|截至记者发稿|截至发稿|截至[今昨]日|到目前为止|目前|迄今|(?<!年)至今|如今|现在|现时|当前|眼下|日前为止|截至(?:今天|昨天|本周)"
    r"|现有(?=[\d约近超]|[一二三四五六七八九两]|$)|\b(?:[Aa]s of now|[Cc]urrently|[Nn]ow|[Ss]o far|[Tt]o date"
    r"|[Aa]t present|[Tt]oday)\b(?! this year)"
)
_YEARS_PAST = re.compile(
    "(?:近|过去|这|短短)?(?P<count>[两三四五六七八九十]|十[一二三四五]|[2-9]|1[0-5])(?:多|余)?年(?:多?来|间|以来)"
    "|(?:过去|近)(?:的)?(?P<past>[两三四五六七八九十]|[2-9]|10)年"
)
"""五年来, 五年间: since so many years before the article."""
_CONGRESS = re.compile("(?:党的)?(?P<which>十[八九]|二十)大(?:召开)?以来")
_CONGRESSES = {"十八": 2012, "十九": 2017, "二十": 2022}
_TELLS_SINCE = re.compile("[年月](?:多?来|间|以来|初)|过去|近[两三四五六七八九十\\d]|年[,内]?(?:以来)?,?截")
"""Without one of these no sentence says since when."""
_MONTHS_PAST = re.compile("(?:(?P<count>[两三四五六七八九十])个月|(?P<half>半年))来")
_PAST_YEAR = re.compile("过去(?:的)?一年|[这刚]?(?:刚刚)?过去的一年")
_SAME_BEFORE = re.compile(
    "(?<![比较与])(?:去年|上年)(?:同期|同一时期|此时|这时|这个时候)"
    "(?=[仅只才还,]{0,2}(?:[为是](?:下降|增长)|(?:为|是|有|达)?(?:不到|约|近)?)[\\d一二三四五六七八九两])"
)
"""去年同期为30亿元: the same span a year before."""
_THIS_YEAR = re.compile(
    r"(?<![\d去])(?:今年|年内|年初)(?:以来)?,?(?:截至|截止到?)(?:目前|今|现在)|(?<![\d去年])年初(?:以来|至今)|(?<![\d去])年初(?:至|到|截至)(?P<month>\d{1,2})月[底末]?"
)
"""今年截至目前, 年初以来, 年初至5月底."""
_OF_THIS_MONTH = re.compile(r"(?:截至|截止到?|到)?本月(?P<day>\d{1,2})日")
_SAME_MONTH = re.compile("当月")
_NEAR = re.compile("(?P<last>上个?月|上个?季度?)(?P<end>[末底])?|(?P<this>本月|这个月|本季度)")
_ENDS = re.compile("(?<![\\d一二三四五六七八九十上本])(?:月末|月底|季末|期末)")
_ALONE = re.compile(r"(?<![\d去今明前上一二三四五六七八九十两])(?:截至|截止|到|至)?(?:全年|年内|年底|年末)")


def periods(plain: str, today: date | None, hint: int | None = None) -> Iterator[Period]:
    """Find the periods of a plain sentence in order; what needs the article's day is left out when it is unknown.

    `hint` is the year that the sentence before spoke of, for one that says 年末 or `the year`.
    """
    found = [
        *_named_plans(plain),
        *year_ranges(plain),
        *(day_ranges(plain, today) if "日" in plain else ()),
        *spans(plain, today, hint),
        *(english(plain, today, hint) if _WORDS.search(plain) else ()),
    ]
    if today:
        found += [Period(*match.span(), f"asof:{today}", today, is_moment=True) for match in _NOW.finditer(plain)]
        found += [_alone(match, today, found, hint) for match in _ALONE.finditer(plain)]
        found += [one for match in _ENDS.finditer(plain) if (one := _end_of(match, found))]
        found += [_near(match, today) for match in _NEAR.finditer(plain)]
        if _TELLS_SINCE.search(plain):
            found += _years_past(plain, today)
            found += [_this_year(match, today) for match in _THIS_YEAR.finditer(plain)]
        if "本月" in plain:
            found += [_day_of_month(match, today) for match in _OF_THIS_MONTH.finditer(plain)]
    if "当月" in plain:
        found += [one for match in _SAME_MONTH.finditer(plain) if (one := _month_of(match, found))]
    if "大以来" in plain or "大召开" in plain:
        found += [_since(match, _CONGRESSES[match["which"]]) for match in _CONGRESS.finditer(plain)]
    if "同" in plain or "时" in plain:
        found += [one for match in _SAME_BEFORE.finditer(plain) if (one := _year_before(match, found))]
    taken = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= taken:
            taken = one.end
            if _SAME_BEFORE.match(plain, one.start) or (not _is_compared(plain, one) and not _is_told(plain, one)):
                yield one


def _is_compared(plain: str, one: Period) -> bool:
    """Say whether a period is only what another is held against: 比上年同期, 较2020年, 与去年相比."""
    if _TIMES_OF.match(plain, one.end - plain[one.start : one.end].endswith("的")):
        return True  # 收入是2018年的3.2倍
    of = plain.find("的", one.end - 1, one.end + 1)
    if of >= 0 and _LEVEL_THEN.match(plain, of + 1):
        return False  # 较2022年的6.94亿元增长17.6%: a level of then
    after = ("同期", "基础上", "的基础上")
    return bool(_HELD_AGAINST.search(plain[max(0, one.start - 2) : one.start])) or plain.startswith(after, one.end)


def _is_told(plain: str, one: Period) -> bool:
    """Say whether a day is when it was reported, or when something began: 记者7月26日从…了解到, 6月1日起."""
    is_left = _STILL_TO.search(plain, max(0, one.start - 3), one.start) and _REMAINS.match(plain, one.end)
    if _AT_MEETING.match(plain, one.end) or is_left:
        return True
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
            if years := match["years"]:
                yield _first_years(match, last - 4, years)
            elif match["end"]:
                yield Period(*match.span(), f"FYP{plan}-end", date(last, 12, 31), is_moment=True)
            elif match["since"]:
                yield Period(*match.span(), f"{last - 4}..asof", date(last - 4, 1, 1))
            elif not _TITLE.match(plain, match.end()):
                yield Period(*match.span(), f"{last - 4}..{last}", date(last - 4, 1, 1), last=date(last, 12, 31))


def _first_years(match: re.Match[str], first: int, years: str) -> Period:
    """The first years of a plan, or its last one: “十四五”前两年, 开局之年, 收官之年."""
    if years == "收官之年":
        first += 4
    count = "一两三四".index(years[1].replace("二", "两")) + 1 if years.startswith("前") else 1
    last = first + count - 1
    written = str(first) if count == 1 else f"{first}..{last}"
    return Period(*match.span(), written, date(first, 1, 1), last=date(last, 12, 31))


def _since(match: re.Match[str], year: int) -> Period:
    return Period(*match.span(), f"{year}..asof", date(year, 1, 1))


def _years_past(plain: str, today: date) -> Iterator[Period]:
    """五年来 is since so many years ago; 过去一年, in the first quarter, the year before."""
    for match in _YEARS_PAST.finditer(plain):
        count = match["count"] or match["past"]
        number = int(count) if count.isdigit() and count.isascii() else _NUMERALS.index(count)
        yield _since(match, today.year - number)
    for match in _MONTHS_PAST.finditer(plain):
        months = 6 if match["half"] else _NUMERALS.index(match["count"])
        if months <= today.month <= months + 2:
            written = f"{today.year}-{WHOLE.get((1, months), f'01..{months:02}')}"
            yield Period(*match.span(), written, date(today.year, 1, 1), last=_last_day(today.year, months))
    if today.month <= LAST_TO_REVIEW:
        for match in _PAST_YEAR.finditer(plain):
            year = today.year - 1
            yield Period(*match.span(), str(year), date(year, 1, 1), last=date(year, 12, 31))


def _year_before(match: re.Match[str], named: list[Period]) -> Period | None:
    """The last span or day named before, a year earlier."""
    before = [one for one in named if one.end <= match.start() and one.written[4:5] in ("-", ":")]
    if not before or before[-1].written.endswith("asof"):
        return None
    last = max(before, key=lambda one: one.end)
    try:
        due, ends = last.due.replace(year=last.due.year - 1), last.ends.replace(year=last.ends.year - 1)
    except ValueError:
        return None
    written = f"asof:{due}" if last.written.startswith("asof") else f"{last.due.year - 1}{last.written[4:]}"
    return Period(*match.span(), written, due, is_moment=last.is_moment, last=ends if last.last else None)


def _this_year(match: re.Match[str], today: date) -> Period:
    """From January until now, or until the end of a month."""
    month = int(match["month"] or 0)
    if not 1 < month <= 12:
        return Period(*match.span(), f"{today.year}-01..asof", date(today.year, 1, 1))
    months = WHOLE.get((1, month), f"01..{month:02}")
    return Period(*match.span(), f"{today.year}-{months}", date(today.year, 1, 1), last=_last_day(today.year, month))


def _day_of_month(match: re.Match[str], today: date) -> Period:
    """截至本月15日."""
    day = today.replace(day=min(int(match["day"]) or 1, today.day))
    return Period(*match.span(), f"asof:{day}", day, is_moment=True, is_event=not match[0].startswith(("截", "到")))


def _month_of(match: re.Match[str], named: list[Period]) -> Period | None:
    """当月 behind 7月末 is July."""
    before = [
        one for one in named if one.end <= match.start() and not one.is_event and len(one.written) >= len("2023-07")
    ]
    if not before:
        return None
    last = max(before, key=lambda one: one.end).ends
    return Period(*match.span(), f"{last.year}-{last.month:02}", last.replace(day=1), last=last)


LAST_TO_REVIEW = 3
"""Month: until then 过去一年 is the year before."""
LATEST_TO_LOOK_BACK = 9
"""Month: 全年 is the year before in what is published until then, unless it speaks of what is to come."""


def _alone(match: re.Match[str], today: date, named: list[Period], hint: int | None) -> Period:
    """全年 and 年底 without a year: the year named before; else the last one in the first quarter, this one later."""
    before = [
        found[0]
        for one in named
        if one.end <= match.start()
        and (found := re.search(r"\d{4}", one.written))
        and not _is_compared(match.string, one)
    ]
    is_past = (
        today.month <= LATEST_TO_LOOK_BACK
        and match[0].endswith("全年")
        and not AHEAD.search(match.string)
        and "今年" not in match.string
    )
    year = int(before[-1]) if before else hint if hint else today.year - is_past
    is_before = match.string.startswith("前", match.end())  # 年底前还要再建40个
    if match[0][-2:] in ("年底", "年末"):
        if (
            not before
            and date(year, 12, 31) > today
            and today.month < 12
            and not AHEAD.search(match.string)
            and not hint
            and not is_before
        ):
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
