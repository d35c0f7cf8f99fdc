"""A text comes in; its sentences go out with their place, and in a form that rules can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipelines.chinese import to_simplified

_PLAIN = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | dict.fromkeys((0x2013, 0x2014), "-")
"""Full-width letters, figures and punctuation, and the dashes of a range."""
_TAIWAN = {"网路": "网络", "宽频": "宽带", "软体": "软件", "行动电话": "移动电话", "行动网络": "移动网络"}
_TAIWAN |= {
    "数位经济": "数字经济",
    "数位产业": "数字产业",
    "数位化": "数字化",
    "资讯化": "信息化",
    "资讯科技": "信息技术",
}
"""Words of the traditional script that are others here, of the same length: 網路 is not 网路 but 网络."""
_TAIWANESE = re.compile("|".join(_TAIWAN))
_COMMA_IN_FIGURES = re.compile("(?<=\\d)\uff0c(?=\\d{3}(?!\\d))")
_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff\d%,.])[ \u3000\xa0](?=[\u4e00-\u9fff\d%,。;])|(?<=[\u4e00-\u9fff\d%])[ \u3000\xa0](?=.)"
)
_ENGLISH = re.compile("[a-z]{2} [a-z]{2}")
MOST_GAPS = 3
"""As many spaces within a Chinese sentence are damage."""
_END = re.compile(r"[。!?]+[”’」』)\"]*|\n+|(?<=[a-z0-9%)])\.(?=\s+[A-Z])")
CLAUSE = re.compile(r";|:(?!\d)|(?<!\d),|,(?!\d{3})|。")
"""Where a clause ends; the comma of 1,234 does not end one."""

LONGEST = 2000
"""Characters; what runs on longer without a full stop is a table or damage, and no sentence."""


@dataclass(frozen=True)
class Sentence:
    """One sentence. `plain` is `printed` in simplified script and plain figures."""

    printed: str
    plain: str
    at: int
    """Offset in the text, in characters."""
    paragraph: int
    places: tuple[int, ...] | None = None
    """Where each character of `plain` stands in `printed`, when spaces were left out; None: at the same place."""

    def printed_at(self, start: int, end: int) -> str:
        """Return as printed what stands between two places of `plain`."""
        if self.places is not None and start < end:
            start, end = self.places[start], self.places[end - 1] + 1
        return self.printed[start:end]

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        return tuple(found.end() for found in CLAUSE.finditer(self.plain))

    def clause_start(self, place: int) -> int:
        """Return where the clause begins that holds `place`."""
        return max((end for end in self._ends if end <= place), default=0)

    def clause_end(self, place: int) -> int:
        """Return where the clause ends that holds `place`."""
        found = CLAUSE.search(self.plain, place)
        return found.start() if found else len(self.plain)


def plain(text: str) -> str:
    """Simplify and make full-width forms plain; the length stays, so that a place in one is a place in the other.

    A full-width comma ends a clause, also in 997\uff0c341所; it must not become that of 997,341.
    """
    simplified = to_simplified(_COMMA_IN_FIGURES.sub(";", text)).translate(_PLAIN)
    return _TAIWANESE.sub(lambda found: _TAIWAN[found[0]], simplified)


def _sentence(printed: str, at: int, paragraph: int) -> Sentence:
    """Read one sentence; one whose characters were driven apart is put together (前 10 个 月)."""
    read = plain(printed)
    if _ENGLISH.search(read) or len(_GAP.findall(read)) < MOST_GAPS:
        return Sentence(printed, read, at, paragraph)
    gaps = {found.start() for found in _GAP.finditer(read)}
    places = tuple(place for place in range(len(read)) if place not in gaps)
    return Sentence(printed, plain("".join(printed[place] for place in places)), at, paragraph, places)


def sentences(text: str) -> Iterator[Sentence]:
    """Cut a text at full stops and line feeds."""
    start = paragraph = 0
    for found in [*_END.finditer(plain(text)), None]:
        end = found.end() if found else len(text)
        printed = text[start:end]
        stripped = printed.strip()
        if 0 < len(stripped) <= LONGEST:
            at = start + printed.index(stripped)
            yield _sentence(stripped, at, paragraph)
        start = end
        paragraph += "\n" in printed
