"""What two titles say of two texts: titles as printed go in; whether they are two of a series, or alike, comes out."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import Final

from pipelines.dedupe.canonical import SENTENCE_END, canonical
from pipelines.dedupe.numbers import frame

_OURSELVES: Final = re.compile("[我本全该当][区省市县州地]|西藏|自治区")
"""What a reprint puts for the place, or the place for it: 西藏 is 我区 on a local page."""
_PLACE: Final = re.compile("[市县区乡镇村州旗]|地区")


def are_two_issues(a: str | None, b: str | None) -> bool:
    """Say whether two titles differ in a number or a place alone: 第三期 and 第四期, 那曲市 and 昌都市."""
    first, second = _key(a), _key(b)
    if not first or not second or first == second:
        return False
    return frame(first) == frame(second) or _is_other_place(first, second)


def are_alike(a: str | None, b: str | None) -> bool:
    """Say whether at least half of the pairs of characters of two titles are the same."""
    own, theirs = _pairs(_key(a)), _pairs(_key(b))
    return 2 * len(own & theirs) >= 0.5 * (len(own) + len(theirs)) > 0


def _is_other_place(a: str, b: str) -> bool:
    """Say whether all that differs is one name of a place, in the midst of the same words."""
    head = _common(a, b)
    tail = min(_common(a[::-1], b[::-1]), len(a) - head, len(b) - head)
    middles = (a[head : len(a) - tail], b[head : len(b) - tail])
    after = a[len(a) - tail :]
    if not all(middles) or head + tail < sum(map(len, middles)) or any(map(_OURSELVES.search, middles)):
        return False
    return _PLACE.match(after) is not None or all(re.search(f"(?:{_PLACE.pattern})$", middle) for middle in middles)


def _common(a: str, b: str) -> int:
    """Return how many characters two titles begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


@lru_cache(maxsize=4096)  # the titles of a story are compared two by two
def _key(title: str | None) -> str:
    return canonical(title or "").replace(SENTENCE_END, "")


def _pairs(title: str) -> frozenset[str]:
    return frozenset(title[at : at + 2] for at in range(len(title) - 1))
