"""A text comes in; its sentences go out with their place, and in a form that rules can read."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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
"""Words of the traditional script that are others here, and letters, of the same length: 網路 is not 网路 but 网络."""
_TAIWAN |= {
    "伺服器": "服务器",
    "资料中心": "数据中心",
    "电子商贸": "电子商务",
    "速递": "快递",
    "流动电话": "移动电话",
    "流动用户": "移动用户",
}
_TAIWAN |= {
    "数位服务": "数字服务",
    "数位基建": "数字基建",
    "数位转型": "数字转型",
    "资讯服务": "信息服务",
    "资讯产业": "信息产业",
}
_TAIWAN |= {
    "数码经济": "数字经济",
    "数码产业": "数字产业",
    "数码化": "数字化",
    "数码企业": "数字企业",
    "数码服务": "数字服务",
}
_TAIWAN |= {"5g": "5G", "4g": "4G", "亿圆": "亿元", "行政邨": "行政村"}
_TAIWANESE = re.compile("|".join(_TAIWAN))
_MISREAD = re.compile(
    r"(?<=[\u4e00-\u9fff])[lI](?=\d)|(?<=\d)[lIoO](?=\d*(?:\.\d|[万亿个户家件%元]))|(?<=\d\.)[lIoO](?=\d*[万亿个户家件%元])"
)
"""A letter that a reader of images took for a digit: 7l.8亿元."""
_COMMA_IN_FIGURES = re.compile("(?<=[0-9])\uff0c(?=[0-9]{3}(?![0-9]))")
"""Full-width between figures that are not: it parts two; ９，８６０ is one."""
_MENDED = re.compile(
    r"(?P<gap>(?<=[\u4e00-\u9fff\d%,.;:A-Z()、。“”])[ \u3000\xa0\n]{1,64}(?=[\u4e00-\u9fff\d%,.;:A-Z()、。“”])"
    r"|(?<=[\u4e00-\u9fff\d%])[ \u3000\xa0\n]{1,64}(?=\S))"
    r"|(?P<nothing>(?<=[\u4e00-\u9fff])\((?=[a-z]{0,5}[\u00e0-\u01dc])[a-z\u00e0-\u01dc]{1,6}\)|[\u200b-\u200d\ufeff\xad]{1,64}|&(?:nbsp|[en]msp|[en]sp|zwnj);)|&#(?P<code>\d{2,6}|x[0-9a-fA-F]{2,5});"
)
"""Spaces within Chinese, what is not seen, and characters that were left as their codes."""
_ENGLISH = re.compile("[a-z]{2} [a-z]{2}")
_END = re.compile(
    r"[。!?]+[”’」』)\"]*|(?<![,、为达到约近超的是有和\n])\n+|(?:(?<=[a-z0-9%)\"])|(?<=[A-Z]{2}))\.\"?(?=\s+[A-Z\"])"
)
"""A line that ends in a comma or a verb goes on in the next one."""
CLAUSE = re.compile(r";|:(?!\d)|(?<!\d),|,(?!\d{3})|。")
"""Where a clause ends; the comma of 1,234 does not end one."""

_ANNOUNCED = re.compile(r"\s*[\d.,]{1,12}(?:万亿|亿|万)?[美余多]?(?:元|个|户|件|人|家|座|场|公里|%)[!]")
"""1.2亿元!这是…: an announced number belongs to what follows."""
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
    def _breaks(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        found = [match.span() for match in CLAUSE.finditer(self.plain)]
        return tuple(start for start, _ in found), tuple(end for _, end in found)

    def clause_start(self, place: int) -> int:
        """Return where the clause begins that holds `place`."""
        ends = self._breaks[1]
        at = bisect_right(ends, place)
        return ends[at - 1] if at else 0

    def clause_end(self, place: int) -> int:
        """Return where the clause ends that holds `place`."""
        starts = self._breaks[0]
        at = bisect_left(starts, place)
        return starts[at] if at < len(starts) else len(self.plain)


def plain(text: str) -> str:
    """Simplify and make full-width forms plain; the length stays, so that a place in one is a place in the other.

    A full-width comma ends a clause, also in 997\uff0c341所; it must not become that of 997,341.
    """
    simplified = to_simplified(_COMMA_IN_FIGURES.sub(";", text)).translate(_PLAIN)
    mended = _MISREAD.sub(lambda found: "0" if found[0] in "oO" else "1", simplified)
    return _TAIWANESE.sub(lambda found: _TAIWAN[found[0]], mended)


def _sentence(printed: str, read: str, at: int, paragraph: int) -> Sentence:
    """Read one sentence; a Chinese one is mended: 前 10 个 月, 12. 4亿元, 情&#20917;."""
    if _ENGLISH.search(read) or not _MENDED.search(read):
        return Sentence(printed, read, at, paragraph)
    text: list[str] = []
    places: list[int] = []
    done = 0
    for found in _MENDED.finditer(read):
        text.append(printed[done : found.start()])
        places += range(done, found.start())
        if code := found["code"]:
            text.append(chr(int(code[1:], 16) if code[0] == "x" else int(code)))
            places.append(found.start())
        done = found.end()
    text.append(printed[done:])
    places += range(done, len(printed))
    return Sentence(printed, plain("".join(text)), at, paragraph, tuple(places))


def sentences(text: str, read: str | None = None) -> Iterator[Sentence]:
    """Cut a text at full stops and line feeds; `read` is the same text made plain, where that is there already."""
    start = paragraph = 0
    read = plain(text) if read is None else read
    for found in [*_END.finditer(read), None]:
        end = found.end() if found else len(text)
        if found and _ANNOUNCED.fullmatch(read, start, end) and read.startswith("这", end):
            continue
        printed = text[start:end]
        stripped = printed.strip()
        if 0 < len(stripped) <= LONGEST:
            at = start + printed.index(stripped)
            yield _sentence(stripped, read[at : at + len(stripped)], at, paragraph)
        start = end
        paragraph += bool(found and "\n" in found[0])
