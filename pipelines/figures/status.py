"""A quantity in its sentence comes in; whether it is done or aimed at, and what it measures, goes out.

A cue holds until a past period follows it: 今年力争突破200亿元,而去年为171亿元 has a target and an actual figure.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pipelines.figures.indicators import Indicator
from pipelines.figures.quantities import Quantity
from pipelines.figures.reading import Reading
from pipelines.figures.spans import Period

Status = Literal["actual", "target", "plan"]
Measure = Literal["level", "increment", "cumulative"]

_CUE = re.compile(
    r"(?P<plan>计划|(?<!模)拟(?=[建新投引实总])|规划(?=建设|投资|总投资|新建))"
    r"|(?P<target>力争|(?<!累计)(?<!已)争取(?!到?(?:中央|国家|上级|财政|资金|补助|专项|各类))|确保|目标|预计|有望|预期|下一步|今后|未来"
    r"|(?<!即)将(?=力争|达|超|突破|建|新|再|实现|培育|增|完成|投入|投资|带动|形成|打造|覆盖|引进|有|提高|提升|升|确保|吸引|安排|设立|发放|开展|推进|开工|开通|启动|接入|部署|扩|拥有|跃|改造|升级|培训|可|于)"
    r"|\b(?:will|aims? to|plans? to|is expected to|are expected to|target))"
)
_DONE = re.compile(r"已经?(?!有规划)|目前|截至|截止|初步(?:统计|核算|测算)|实际|累计完成|\bhad\b|\bhas\b")
_ADDED = re.compile(r"新增|净增|新建|再建|新开通|新开工|新签|新注册|新培育|新引进|增加(?!值|到|至)|\b(?:added|new)\b")
_BUILT = re.compile(r"建成|建设|开通|built")
_SUMMED = re.compile(r"累计|总计|合计|cumulative")


def status_of(seen: Reading, one: Quantity, period: Period | None, today: date | None) -> Status | None:
    """Say whether a figure is done or aimed at; None when the sentence does not say."""
    cue = max(_CUE.finditer(seen.plain, 0, one.start), key=lambda match: match.start(), default=None)
    is_future = bool(period and today and period.due > today)
    if cue and not _is_over(cue.end(), period, is_future, seen):
        return "plan" if cue["plan"] else "target"
    if is_future:
        return "target"
    if period or _DONE.search(seen.plain, 0, one.start):
        return "actual"
    behind = seen.plain[one.end : seen.sentence.clause_end(one.end)]
    return "target" if re.match(r"以?上?的?(?:年度)?目标", behind) else None


def measure_of(seen: Reading, one: Quantity, indicator: Indicator | None, period: Period | None) -> Measure:
    """Say whether a figure is a level, what was added, or what was summed up, by the words just before it."""
    earlier = [
        other.end
        for other in seen.quantities
        if other.end <= one.start and seen.plain[other.end : other.end + 1] not in ("、", "和", "及", "与")
    ]  # 新增4G基站86个、5G基站41个: both were added
    start = max([seen.sentence.clause_start(one.start), *earlier])
    window = seen.plain[start : one.start]
    if _SUMMED.search(window):
        return "cumulative"
    if _ADDED.search(window):
        return "increment"
    is_state = indicator is not None and not indicator.flow
    if is_state and period and not period.is_moment and _BUILT.search(window):
        return "increment"  # 上半年,西藏建成5G基站1200个: in the half year, not in all
    return "level"


def _is_over(cue_end: int, period: Period | None, is_future: bool, seen: Reading) -> bool:
    """A past period or a word of the done behind the cue ends what it holds for."""
    if period is None or is_future:
        return False
    return period.start >= cue_end and period in seen.periods and bool(_PAST.search(seen.plain, cue_end))


_PAST = re.compile(r"去年|上年|前年|截至|目前|\blast year\b")
