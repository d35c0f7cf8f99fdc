"""A quantity in its sentence comes in; its period and region go out, as said there or carried over from before."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from pipelines.figures.quantities import Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.spans import Period
from pipelines.figures.status import Status

_EVENT = re.compile("上线|启动|成立|启用|开业|实施|投运|投产|通车|挂牌|揭牌|印发|发布|举行|召开|入选")

_YEAR_END = re.compile("(?:比|较)(?:上年末|上年底|去年末|去年底|年初)")
_TURNED = re.compile("转[为降升]")


@dataclass(frozen=True, slots=True)
class Carried:
    """What the sentence before said, for one that does not say it."""

    paragraph: int = -1
    period: Period | None = None
    moment: Period | None = None
    """The last 截至 or 目前: what a state refers to, also behind 全年净增7.6万户."""
    region: str | None = None
    status: Status | None = None


def period_of(seen: Reading, one: Quantity) -> Period | None:
    """The last period named before a quantity, else the first one behind it in its clause."""
    said = [period for period in seen.periods if not period.is_event]
    if seen.is_english and (near := _in_clause(seen, one, said)):
        return near
    before = [period for period in said if period.end <= one.start and not _is_event(seen, period)]
    if before:
        is_turned = len(before) > 1 and _TURNED.search(seen.plain, before[-1].end, one.start)
        return before[-2 if is_turned else -1]  # 2022年由上年增长15.2%转为下降4.7%
    end = seen.sentence.clause_end(one.end)
    if seen.is_english:
        end = len(seen.plain)
    behind = next((period for period in said if one.end <= period.start < end), None)
    return behind or next((period for period in seen.periods if period.is_event and period.end <= one.start), None)


def _in_clause(seen: Reading, one: Quantity, said: list[Period]) -> Period | None:
    """An English clause may name its period behind: and the figure is set to reach 26 by 2025."""
    start, end = seen.sentence.clause_start(one.start), seen.sentence.clause_end(one.end)
    inside = [period for period in said if start <= period.start and period.end <= end]
    return inside[-1] if inside else None


def summed_up(seen: Reading, one: Quantity, said: Period | None, today: date) -> Period | None:
    """The day of a sum (新签约17个,累计签约94个), which the span of another clause does not hold for; else `said`."""
    clause = seen.sentence.clause_start(one.start)
    if said and (
        said.is_moment or said.start >= clause or (said.written.endswith("asof") and not _parted(seen, said, one))
    ):
        return said
    if said and not _parted(seen, said, one):
        return said
    return Period(one.start, one.start, f"asof:{today}", today, is_moment=True)


def _parted(seen: Reading, said: Period, one: Quantity) -> bool:
    return any(said.end <= other.start < one.start for other in seen.quantities)


def so_far(seen: Reading, said: Period) -> Period:
    """今年 behind 截至11月18日 is the year so far."""
    is_bare = said.written.isdigit() and seen.plain[said.start : said.end] in ("今年", "本年", "今年,")
    if is_bare and any(one.is_moment and one.end <= said.start for one in seen.periods):
        return replace(said, written=f"{said.written}-01..asof")
    return said


def since_year_end(seen: Reading, one: Quantity, said: Period) -> Period:
    """What was added 较上年末, at the end of a month, was added from January on."""
    around = seen.plain[seen.sentence.clause_start(one.start) : seen.sentence.clause_end(one.end)]
    if said.is_moment and not said.is_event and _YEAR_END.search(around) and said.due.month < 12:
        return replace(
            said, written=f"{said.due.year}-01..{said.due.month:02}" if said.due.month != 6 else f"{said.due.year}-H1"
        )
    return said


def moment_of(seen: Reading, one: Quantity, said: Period) -> Period:
    """For a state: the 截至 of its sentence, when the nearest period is that of another clause (全年净增…;用户达…)."""
    if said.is_moment or seen.sentence.clause_start(one.start) <= said.start:
        return said
    moments = [period for period in seen.periods if period.is_moment and period.end <= said.start]
    return moments[-1] if moments else said


def _is_event(seen: Reading, period: Period) -> bool:
    """Say whether a period only dates an event in a clause without a figure: 平台今年4月上线,已有63家商户."""
    start, end = seen.sentence.clause_start(period.start), seen.sentence.clause_end(period.end)
    if any(start <= one.start < end for one in seen.quantities):
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


def carry(seen: Reading, carried: Carried, status: Status | None) -> Carried:
    """Keep for the next sentence what this one said; `status` is that of its last figure."""
    main = [
        period
        for period in seen.periods
        if not period.is_event and not _is_aside(seen, period) and not _is_event(seen, period)
    ]
    period = main[-1] if main else carried.period
    moments = [period for period in main if period.is_moment]
    moment = moments[-1] if moments else carried.moment
    region = seen.places[-1].region if seen.places else carried.region
    if status is None and not seen.periods:
        status = carried.status
    return Carried(paragraph=seen.sentence.paragraph, period=period, moment=moment, region=region, status=status)


def _is_aside(seen: Reading, period: Period) -> bool:
    """Say whether a period stands in a clause of 其中, which says nothing of what follows."""
    return "其中" in seen.plain[seen.sentence.clause_start(period.start) : period.start]
