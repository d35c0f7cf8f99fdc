"""A sentence comes in; all that the rules look at in it goes out: quantities, periods, wordings, regions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipelines.figures.indicators import Indicator, Indicators, Mention, Place
from pipelines.figures.numerals import Quantity
from pipelines.figures.periods import periods
from pipelines.figures.quantities import is_english, quantities
from pipelines.figures.sentences import Sentence
from pipelines.figures.spans import Period

_FROM = re.compile(r"(?:从|由|比(?!重|例)|较)[^,,。;]{0,12}$")
_WRONG = re.compile(",?(?:应当?[为是]|应改为|更正为|改为|有误|系笔误|的表述有误)")
_WRITTEN = re.compile('误[写报作印记刊称登标录植]?[为成作]?[“"「]?[^,;“”"]{0,12}$')
_BETWEEN = re.compile(
    "(?:高出|多出|同比[多少][增减]|(?<![同环占])(?:比(?![重例])|较)[^,;年月底]{1,12}(?:多|少|高|低|快|慢)[出了]?|(?:比|较)(?:计划|预期|目标|任务)[^,;]{0,6}|(?<!不)少于|(?<!不)低于[^,;]{0,12}|领先[^,;]{0,12}|相差|落后|(?<![年月期季底末])(?<!季度)(?<!用户)[多少]了|差距[为是]?|高于[^,;]{0,12}平均[^,;]{0,4})(?:约|近)?$"
)
"""What a figure is held against is none: 高出6.1个."""
_GREW = re.compile("(?:比|较)(?:上年|去年|上月|年初)[^,;]{0,4}[多高增][出了]?$")
_GREW_SINCE_END = re.compile(
    "(?:比|较)(?:(?:上年|去年|上月|上?季度?|[一二三四]季度)[末底]|年初)[^,;]{0,2}[多增][出加了]?(?:约|近)?$"
)
_CRITERION = re.compile("(?:以上)?的(?:有?\\d|[一-龥]{2,4}\\d|品牌|企业|网店|店铺|商户|主播|公司|电商|直播间|合作社)")
"""营业收入过亿元的企业: which firms are counted, and no figure."""
_SIZED = re.compile("(?:以上)?的?(?:自然村|行政村|村组|村庄|聚居[点区])")
"""20户以上自然村: which ones are meant."""
LONGEST_QUOTE, LOOK_BACK = 40, 24
_ROSE = re.compile("[增升提扩长降减落大高]了?(?:约|近|超过?)?$")
_TO = re.compile(
    r"[到至](?=[\d约近超])|[^,,。;\d]{0,10}?[增升提扩长展降减落跃涨跌攀翻](?:[加长高升大展低少]|[^,,。;\d]{0,2}?)(?:到|至|为)|[^,,。;]{0,4}增至|加[到至]"
    r"|(?<=元)(?:增长|增加|提高|下降|减少)|(?<=[个家座户人])(?:增长|增加|提高|下降|减少)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One sentence, read. Every part is in the order of the text."""

    sentence: Sentence
    quantities: tuple[Quantity, ...]
    periods: tuple[Period, ...]
    mentions: tuple[Mention, ...]
    places: tuple[Place, ...]
    left: tuple[tuple[int, int], ...]
    """Where it says from what a level rose (由997个): no subject, and no figure unless with a year of its own."""
    named: Callable[[str], Indicator | None]
    """Look up what a few words by themselves name."""
    is_met: Callable[[Indicator], bool]
    """Say whether the rest of the article says what an indicator needs, where that may stand anywhere."""
    is_english: bool = False

    def without(self, start: int, end: int) -> str:
        """Return what stands between two places, periods, regions and old levels taken out."""
        text = self.plain[start:end]
        periods, places = ((one.start, one.end) for one in self.periods), ((one.start, one.end) for one in self.places)
        skipped = [*periods, *places, *self.left]
        for first, last in _apart([span for span in skipped if start <= span[0] and span[1] <= end]):
            text = text[: first - start] + text[last - start :]
        return text

    @property
    def plain(self) -> str:
        return self.sentence.plain


def read_sentence(
    sentence: Sentence,
    indicators: Indicators,
    today: date | None,
    year: int | None,
    is_met: Callable[[Indicator], bool],
    told: Mapping[str, Indicator],
) -> Reading:
    """Look up what a sentence says. `today` is the article's day, `year` the one spoken of before.

    `told`: what the headline says that a wider indicator is of.
    """
    all_here = [one for one in quantities(sentence.plain) if not _is_corrected(sentence.plain, one)]
    all_here = [one for one in all_here if not _is_said_again(sentence.plain, one, all_here)]
    left = {one: at for one in all_here if (at := _left_from(sentence.plain, one)) is not None}
    named = tuple(periods(sentence.plain, today, year))
    dated = {one for one, at in left.items() if any(at <= period.start and period.end <= one.start for period in named)}
    found = tuple(one for one in all_here if one not in left or one in dated)
    spans = tuple((at, one.end) for one, at in left.items())
    undated = tuple((at, one.end) for one, at in left.items() if one not in dated)
    mentions = indicators.mentions(sentence.plain, frozenset(one.unit for one in found)) if found else ()
    told = {**told, **indicators.beside(mentions, frozenset(one.unit or "个" for one in found))}
    if told:
        mentions = tuple(replace(one, indicator=told.get(one.indicator.key, one.indicator)) for one in mentions)
    return Reading(
        sentence=sentence,
        quantities=found,
        periods=tuple(one for one in named if not any(start <= one.start < end for start, end in undated)),
        mentions=mentions,
        left=spans,
        named=indicators.named,
        is_met=is_met,
        is_english=is_english(sentence.plain),
        places=indicators.places(sentence.plain),
    )


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort from the last to the first, without those that stand in another."""
    kept: list[tuple[int, int]] = []
    for first, last in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or first >= kept[-1][1]:
            kept.append((first, last))
    return kept[::-1]


def _is_corrected(plain: str, one: Quantity) -> bool:
    """Say whether a quantity is quoted as wrong: “投资18元”应为…"""
    before = plain[max(0, one.start - LOOK_BACK) : one.start]
    if one.unit == "元" and _CRITERION.match(plain, one.end):
        return True
    if one.unit == "元" and one.qualifier == "以上" and plain.startswith(("项目", "企业", "重大项目"), one.end):
        return True  # 5亿元以上项目3个
    if one.unit in ("户", "人") and _SIZED.match(plain, one.end):
        return True
    if (one.unit == "%" and _GREW.search(before)) or _GREW_SINCE_END.search(before):
        return False  # 比上年末多出18%
    if _WRITTEN.search(before) or _BETWEEN.search(before):
        return True
    end = min((at for mark in '”"」' if (at := plain.find(mark, one.end)) >= 0), default=-1)
    return end >= 0 and bool(_WRONG.match(plain, end + 1)) and end - one.end < LONGEST_QUOTE


def _is_said_again(plain: str, one: Quantity, all_here: Sequence[Quantity]) -> bool:
    """Say whether a quantity only points back to one of the sentence: 我们只有五成七,为这五成七投进4.6亿元."""
    is_pointed_at = one.start > 0 and plain[one.start - 1] in "这那"
    return is_pointed_at and any(
        other.end <= one.start and (other.value, other.unit) == (one.value, one.unit) for other in all_here
    )


def _left_from(plain: str, one: Quantity) -> int | None:
    """Return where 由 stands when a quantity is only where something came from: 由997个增加到1.2万个."""
    start = _FROM.search(plain[: one.start])
    if not start or _ROSE.search(start[0]):
        return None  # 较去年同期上升4.2个百分点至38.6%
    return start.start() if _TO.match(plain, one.end) else None
