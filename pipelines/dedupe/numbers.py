"""Whether two texts state the same numbers of the same places: two canonical texts go in, what differs comes out.

A monthly report repeats the sentences of the last one with other figures, a notice those of the next town. Both are
aligned by the words around them, so that neither edited sentences nor others in between put them out of step.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.dedupe.canonical import SENTENCE_END

_NUMERAL: Final = "〇零一二三四五六七八九十百两"
_NUMBER: Final = re.compile(
    r"(?<![0-9a-z.])\d+(?:\.\d+)?(?![0-9a-z])"  # 171.3, not the 5 of 5g
    rf"|(?<![{_NUMERAL}])[{_NUMERAL}]++(?=[年月日号期届季周批])"  # 第三期, but not 第一
    r"|[上下](?=半年)|(?<=周|期)[一二三四五六日天](?![年月日号])"
)
_PERIOD: Final = re.compile(r"[年月日号期届季批半]")
_BEFORE: Final = 6
_BESIDE: Final = 3
_AFTER: Final = 2
_TOWN: Final = re.compile("[市县]|地区")
_BEFORE_TOWN: Final = 3
_OURS: Final = re.compile("[我本全该各]")
"""What a reprint puts for the name."""
_DISTINCTIVE: Final = re.compile(r"(?!(?:19|20)\d\d$)(?:\d{3,}|\d+\.\d+)$")
"""A number that two reports do not share by chance: 171.3 or 997, but no year and no 12."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """How the numbers of two texts agree where the words around them are the same."""

    aligned: int
    different: int
    periods: int
    """Aligned numbers that name a time or an issue: 7月, 第三期."""
    periods_different: int
    places: int
    """Towns and counties where the words around them are the same."""
    places_different: int
    shared: int
    """Distinctive numbers that both texts state, wherever."""
    distinctive: int
    """Distinctive numbers of the text that has fewer."""


@dataclass(frozen=True, slots=True)
class _Number:
    value: str
    around: str
    """The words around it, every number blanked."""
    beside: str
    """Fewer of them: 昌都市气象台7月 and 阿里地区气象台8月 have a day in the same place."""
    printed: str
    """The words around it as they stand in the text."""
    is_period: bool


def agreement(a: str, b: str) -> Agreement:
    """Compare the numbers of two canonical texts."""
    own, theirs = _numbers(a), _numbers(b)
    places: defaultdict[str, set[str]] = defaultdict(set)
    for number in theirs:
        places[number.around].add(number.value)
        places[number.beside].add(number.value)
    # a dateline opens many texts with the same words: what stands in the other word for word is equal, whatever else is
    other = b.replace(SENTENCE_END, "")
    equal, wrong = [], []
    for number in own:
        values = places.get(number.around) or (places.get(number.beside) if number.is_period else None)
        if number.printed in other or (values and number.value in values):
            if number.value[0].isascii():  # 十年 and 三个月 are the same in every issue, and say nothing
                equal.append(number)
        elif values:
            wrong.append(number)
    towns = _towns(a).keys() & _towns(b).keys()
    mine, yours = ({one.value for one in side if _DISTINCTIVE.match(one.value)} for side in (own, theirs))
    return Agreement(
        aligned=len(equal) + len(wrong),
        different=len(wrong),
        periods=sum(number.is_period for number in (*equal, *wrong)),
        periods_different=sum(number.is_period for number in wrong),
        places=len(towns),
        places_different=sum(_towns(a)[around].isdisjoint(_towns(b)[around]) for around in towns),
        shared=len(mine & yours),
        distinctive=min(len(mine), len(yours)),
    )


@lru_cache(maxsize=128)
def _towns(canonical: str) -> Mapping[tuple[int, str], set[str]]:
    """Return the words around each town's name -> the names: 来自林芝市的学员, 来自阿里地区的学员.

    Nobody says where a name begins: two and three characters are tried; only the right ones stand among equal words.
    """
    text, found = canonical.replace(SENTENCE_END, ""), defaultdict[tuple[int, str], set[str]](set)
    for town in _TOWN.finditer(text):
        for size in (2, 3):
            start = town.start() - size
            name = text[start : town.start()]
            if start >= _BEFORE_TOWN and not _OURS.search(name):
                around = text[start - _BEFORE_TOWN : start] + "#" + text[town.end() : town.end() + _AFTER]
                found[size, around].add(name)
    return found


def frame(text: str) -> str:
    """Blank out the numbers: what two issues of one series have in common."""
    return _NUMBER.sub("#", text)


@lru_cache(maxsize=128)
def _numbers(canonical: str) -> tuple[_Number, ...]:
    return tuple(_find(canonical.replace(SENTENCE_END, "")))


def _find(text: str) -> Iterator[_Number]:
    """Yield each number with the words around it, other numbers in them blanked."""
    masked, places, end = "", [], 0
    for found in _NUMBER.finditer(text):
        masked += text[end : found.start()]
        places.append((len(masked), found))
        masked += "#"
        end = found.end()
    masked += text[end:]
    for at, found in places:
        around = masked[max(0, at - _BEFORE) : at + 1 + _AFTER]
        printed = text[max(0, found.start() - _BEFORE) : found.end() + _AFTER]
        beside = masked[max(0, at - _BESIDE) : at + 1 + _AFTER]
        yield _Number(found[0], around, beside, printed, _PERIOD.match(masked, at + 1) is not None)
