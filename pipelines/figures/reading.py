"""A sentence comes in; all that the rules look at in it goes out: quantities, periods, wordings, regions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.figures.indicators import Indicators, Mention, Place
from pipelines.figures.periods import periods
from pipelines.figures.quantities import Quantity, is_english, quantities
from pipelines.figures.sentences import Sentence
from pipelines.figures.spans import Period

_FROM = re.compile(r"(?:从|由|比(?!重|例)|较)[^,,。;]{0,12}$")
_WRONG = re.compile("应为|应是|应改为|有误|系笔误")
LONGEST_QUOTE = 40
_TO = re.compile(
    r"[^,,。;]{0,12}?(?:增加|增长|提高|提升|上升|扩大|发展|下降|降)(?:到|至)|[^,,。;]{0,4}增至"
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


def read_sentence(sentence: Sentence, indicators: Indicators, today: date | None) -> Reading:
    """Look up what a sentence says; `today` is the article's day."""
    all_here = [one for one in quantities(sentence.plain) if not _is_corrected(sentence.plain, one)]
    left = {one: at for one in all_here if (at := _left_from(sentence.plain, one)) is not None}
    named = tuple(periods(sentence.plain, today))
    dated = {one for one, at in left.items() if any(at <= period.start and period.end <= one.start for period in named)}
    found = tuple(one for one in all_here if one not in left or one in dated)
    spans = tuple((at, one.end) for one, at in left.items())
    undated = tuple((at, one.end) for one, at in left.items() if one not in dated)
    return Reading(
        sentence=sentence,
        quantities=found,
        periods=tuple(one for one in named if not any(start <= one.start < end for start, end in undated)),
        mentions=indicators.mentions(sentence.plain, frozenset(one.unit for one in found)) if found else (),
        left=spans,
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
    end = min((at for mark in '”"」' if (at := plain.find(mark, one.end)) >= 0), default=-1)
    return end >= 0 and bool(_WRONG.match(plain, end + 1)) and end - one.end < LONGEST_QUOTE


def _left_from(plain: str, one: Quantity) -> int | None:
    """Return where 由 stands when a quantity is only where something came from: 由997个增加到1.2万个."""
    start = _FROM.search(plain[: one.start])
    return start.start() if start and _TO.match(plain, one.end) else None
