"""A sentence comes in; all that the rules look at in it goes out: quantities, periods, wordings, regions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.figures.indicators import Indicators, Mention, Place
from pipelines.figures.periods import periods
from pipelines.figures.quantities import Quantity, quantities
from pipelines.figures.sentences import Sentence
from pipelines.figures.spans import Period

_FROM = re.compile(r"(?:从|由|比|较)[^,,。;]{0,12}$")
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
    """Where it says from what a level rose (由997个): neither figure nor subject."""

    def without(self, start: int, end: int) -> str:
        """Return what stands between two places, periods, regions and old levels taken out."""
        text = self.plain[start:end]
        periods, places = ((one.start, one.end) for one in self.periods), ((one.start, one.end) for one in self.places)
        skipped = [*periods, *places, *self.left]
        for first, last in sorted(skipped, reverse=True):
            if start <= first and last <= end:
                text = text[: first - start] + text[last - start :]
        return text

    @property
    def plain(self) -> str:
        return self.sentence.plain


def read_sentence(sentence: Sentence, indicators: Indicators, today: date | None) -> Reading:
    """Look up what a sentence says; `today` is the article's day."""
    left = {one: at for one in quantities(sentence.plain) if (at := _left_from(sentence.plain, one)) is not None}
    found = tuple(one for one in quantities(sentence.plain) if one not in left)
    spans = tuple((at, one.end) for one, at in left.items())
    return Reading(
        sentence=sentence,
        quantities=found,
        periods=tuple(
            one for one in periods(sentence.plain, today) if not any(start <= one.start < end for start, end in spans)
        ),
        mentions=indicators.mentions(sentence.plain) if found else (),
        left=spans,
        places=indicators.places(sentence.plain),
    )


def _left_from(plain: str, one: Quantity) -> int | None:
    """Return where 由 stands when a quantity is only where something came from: 由997个增加到1.2万个."""
    start = _FROM.search(plain[: one.start])
    return start.start() if start and _TO.match(plain, one.end) else None
