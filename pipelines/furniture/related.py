"""Two pages of a host and a line that both carry come in; whether they have anything else in common comes out.

Pages that hang together say nothing of what their site repeats: one article at two URLs, two parts of a series, a
report and its follow-up share a line because they are about one thing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from crawlers.items import Sight
from pipelines.chinese import HAN, fold
from pipelines.furniture.sight import edge

ALIKE = 0.3
"""Titles that share so much of their pairs of characters are about one thing."""
LONGEST_LINE = 60
"""Characters: a longer line is a paragraph. Two pages that share one and something else are two tellings of a story."""
SHORTEST = 6
"""Characters: a shorter line (特此通知) says nothing of where a text comes from."""

_EVERYWHERE = frozenset(("西藏", "中国", "数字", "字经", "经济", "tibet", "xizang", "china"))
"""Words of our topic: that two titles and a slogan all have them joins nothing."""
_WORDS = re.compile(rf"[{HAN}]+|[a-z\u00c0-\u024f]{{4,}}|[\u0f40-\u0fbc]+")
_LABEL = re.compile(r"^\W*[【\[〔](.{2,16}?)[】\]〕]|^(.{2,12}?)\s?(?:[丨|:：·]|——|--)|(?:[丨|]|——)\s?(.{2,12})$")
"""What a series puts before or after its titles: 【走进合作社】…, 牧区笔记丨…, …——数字乡村系列报道."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """What is compared of a page, made once for the dozen others that it is compared with."""

    features: frozenset[str]
    """Of its title."""
    labels: frozenset[str]
    lengths: Mapping[int, int]
    """Of its lines, by their hashes."""
    edges: frozenset[int]


def face_of(page: Sight) -> Face:
    title = page.title or ""
    return Face(
        features=_features(title),
        labels=_labels(title),
        lengths={each.hash: each.length for each in page.blocks if each.length >= SHORTEST},
        edges=frozenset(each.hash for each in (*edge(page, "head"), *edge(page, "tail"))),
    )


def are_related(a: Face, b: Face, line: str, hash_: int) -> bool:
    """Say whether two pages that carry `line` have more in common than their site."""
    return _are_titled_alike(a, b, line) or _share_more(a, b, hash_)


def _are_titled_alike(a: Face, b: Face, line: str) -> bool:
    """Say whether two titles are alike, of one series, or name one thing that the line speaks of too."""
    if not a.labels.isdisjoint(b.labels):
        return True
    common = a.features & b.features
    if 2 * len(common) >= ALIKE * (len(a.features) + len(b.features)):
        return True
    return not (common - _EVERYWHERE).isdisjoint(_features(line))


def _share_more(a: Face, b: Face, hash_: int) -> bool:
    """Say whether the bodies share more than lines of furniture: another one may stand at an edge as well."""
    shared = a.lengths.keys() & b.lengths.keys()
    if shared == {hash_}:
        return False
    return not shared <= a.edges & b.edges or any(a.lengths[each] > LONGEST_LINE for each in shared)


@lru_cache(maxsize=1024)
def _features(text: str) -> frozenset[str]:
    """Return the pairs of characters of its Chinese and the longer words of the rest; figures tell nothing apart."""
    found: set[str] = set()
    for run in _WORDS.findall(fold(text)):
        found.update((run,) if run.isascii() or len(run) == 1 else (run[at : at + 2] for at in range(len(run) - 1)))
    return frozenset(found)


def _labels(title: str) -> frozenset[str]:
    return frozenset(fold(name) for found in _LABEL.finditer(title) for name in found.groups() if name)
