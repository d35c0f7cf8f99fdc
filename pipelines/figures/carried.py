"""A quantity in its sentence comes in; its period and region go out, as said there or carried over from before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from crawlers.items import Figure
from pipelines.figures.numerals import Quantity
from pipelines.figures.owners import names_operator
from pipelines.figures.reading import Reading
from pipelines.figures.spans import Period
from pipelines.figures.status import Status

_EVENT = re.compile("上线|启动|成立|启用|投用|开馆|开园|开业|实施|投运|投产|通车|挂牌|揭牌|印发|发布|举行|召开|入选")

_NEXT_CLAUSE = re.compile(r"(?:, (?:and|while|but|with)|;| while) (?!(?:about |over |more than |nearly )?\d)[a-zA-Z]")
"""In English, where another statement begins; and 286,000 km of cable goes on with the same."""
_ANOTHER = re.compile(
    r"\b(?:and|while|but|which|with)\b[^,;]{0,30}? (?:is|are|will|plans?|aims?|hopes?"
    r"|to|should|expects?|expected|targets?) "
)
"""Between a figure and a period: that of another statement."""
_TURNED = re.compile("转[为降升]")
_INTENDED = re.compile(
    "(?:我们|今年|明年|下半年|全区|自治区|各地|各级|下一步)[^,;。]{0,6}要(?=[加着持大坚抓推扎深聚全突])|[重主]要任务|任务书|下一步|接下来"
)
"""A sentence that tells what is to be done; what follows without a period of its own is aimed at."""
_THIS_IS = re.compile("这(?:是|就是|便是)$")


@dataclass(frozen=True, slots=True)
class Carried:
    """What the sentence before said, for one that does not say it."""

    paragraph: int = -1
    period: Period | None = None
    moment: Period | None = None
    """The last 截至 or 目前: what a state refers to, also behind 全年净增7.6万户."""
    span: Period | None = None
    """The last span: what is an amount, or was added, refers to it also behind 3月末."""
    region: str | None = None
    status: Status | None = None
    indicator: str | None = None
    """Key of the indicator that it spoke of last, or the headline."""
    by_unit: Mapping[str | None, str | None] = field(default_factory=dict)
    """Of each unit, key of the indicator that its last figure in this paragraph was of."""
    is_stated: bool = False
    """It had a figure."""
    is_told: bool = False
    """Its period came from a sentence without a figure: 老店去年开始做网上生意."""
    is_operators: bool = False
    """It spoke of one operator."""


def period_of(seen: Reading, one: Quantity) -> Period | None:
    """The last period named before a quantity, else the first one behind it in its clause."""
    said = [period for period in seen.periods if not period.is_event and not _is_of_earlier(seen, period, one)]
    if seen.is_english and (near := _in_clause(seen, one, said)):
        return near
    before = [period for period in said if period.end <= one.start and not _is_event(seen, period)]
    if before:
        is_turned = len(before) > 1 and _TURNED.search(seen.plain, before[-1].end, one.start)
        return before[-2 if is_turned else -1]  # 2022年由上年增长15.2%转为下降4.7%
    end = seen.sentence.clause_end(one.end)
    if seen.is_english:
        parted = _NEXT_CLAUSE.search(seen.plain, one.end)
        end = parted.start() if parted else len(seen.plain)
    behind = next((period for period in said if one.end <= period.start < end), None)
    if behind and seen.is_english and _ANOTHER.search(seen.plain, one.end, behind.start):
        behind = None
    told = (each for each in said if _THIS_IS.search(seen.plain, max(0, each.start - 4), each.start))
    if behind is None and "这" in seen.plain and (one_told := next(told, None)):
        return one_told  # 5G基站1.03万个,5G用户156.8万户--这是截至4月底的成绩单
    events = [period for period in seen.periods if period.is_event and (seen.is_english or period.end <= one.start)]
    return behind or next(iter(events), None)


def _is_of_earlier(seen: Reading, period: Period, one: Quantity) -> bool:
    """Say whether a period is that of the level from which something rose: 由上年末的38.2%提高到46.1%."""
    return any(start <= period.start < end <= one.start for start, end in seen.left)


def _in_clause(seen: Reading, one: Quantity, said: list[Period]) -> Period | None:
    """An English clause may name its period behind: and the figure is set to reach 26 by 2025.

    Of two, that which no other quantity parts from this one: to build 360 this year and reach 60 percent by 2023.
    """
    start, end = seen.sentence.clause_start(one.start), seen.sentence.clause_end(one.end)
    inside = [period for period in said if start <= period.start and period.end <= end]
    behind = [period for period in inside if period.start >= one.end and not _parts(seen, one.end, period.start)]
    before = [period for period in inside if period.end <= one.start]
    rest = [period for period in inside if not _ANOTHER.search(seen.plain, one.end, period.start)]
    return next(iter(behind[:1] or before[-1:] or rest[-1:]), None)


def _parts(seen: Reading, start: int, end: int) -> bool:
    """Say whether a level stands between two places."""
    return any(
        start <= other.start < end and other.unit not in ("%", "个百分点", "倍", "番") for other in seen.quantities
    )


def dates_event(title: str, period: Period) -> bool:
    """Say whether a headline's period is that of something else: 生产线明年投产."""
    return bool(_EVENT.search(title, period.end))


def _is_event(seen: Reading, period: Period) -> bool:
    """Say whether a period only dates an event in a clause without a figure: 平台今年4月上线,已有63家商户."""
    start, end = seen.sentence.clause_start(period.start), seen.sentence.clause_end(period.end)
    if period.written.endswith("asof") or any(start <= one.start < end for one in seen.quantities):
        return False
    return bool(_EVENT.search(seen.plain, period.end, end))


def region_of(seen: Reading, one: Quantity, carried: Carried) -> str | None:
    """The last region named before a quantity; of a list (自治区、拉萨市、城关区) the first."""
    before = [place for place in seen.places if place.end <= one.start]
    if not before:
        return carried.region
    nearest = before.pop()
    while before and re.fullmatch(r"[市县区]?[、和及与]", seen.plain[before[-1].end : nearest.start]):
        nearest = before.pop()
    return nearest.region


def carry(seen: Reading, carried: Carried, figures: Sequence[Figure], today: date | None) -> Carried:
    """Keep for the next sentence what this one said, and its last figure."""
    figure = figures[-1] if figures else None
    main = [
        period
        for period in seen.periods
        if not period.is_event and not _is_aside(seen, period) and not _is_event(seen, period)
    ]
    period = main[-1] if main else carried.period
    moments = [period for period in main if period.is_moment]
    moment = moments[-1] if moments else carried.moment
    spans = [period for period in main if not period.is_moment and period.last]
    span = spans[-1] if spans else carried.span
    region = seen.places[-1].region if seen.places else carried.region
    status = figure.status if figure else None if seen.periods else carried.status
    if figure is None and _INTENDED.search(seen.plain) and (period is None or today is None or period.ends >= today):
        status = "plan"
    indicator = figure.indicator if figure else carried.indicator
    return Carried(
        paragraph=seen.sentence.paragraph,
        period=period,
        moment=moment,
        span=span,
        region=region,
        status=status,
        indicator=indicator,
        by_unit={**carried.by_unit, **{each.unit: each.indicator for each in figures}},
        is_stated=figure is not None,
        is_told=figure is None and (_is_narrated(seen, main[-1]) if main else carried.is_told),
        is_operators=names_operator(seen) or (carried.is_operators and not seen.places),
    )


def _is_narrated(seen: Reading, period: Period) -> bool:
    return seen.plain[period.start : period.end] in ("去年", "前年", "上年")


def _is_aside(seen: Reading, period: Period) -> bool:
    """Say whether a period stands in a clause of 其中, which says nothing of what follows."""
    return "其中" in seen.plain[seen.sentence.clause_start(period.start) : period.start]
