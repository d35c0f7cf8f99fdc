"""Addresses of articles -> the regular expressions that they have in common, ready for a site file.

    /xy/gdcj/876518.html, /xw/cyxw/870112.html              ->  /[a-z]+/[a-z]+/\\d{5,}\\.html$
    /cn/news/zx/202105/t20210519_6998321.html, /cn/tech/…   ->  /cn/(?:[a-z]+/)+\\d{6}/t\\d{8}_\\d{6,}\\.html$

An address is the names of its channels, and behind them runs of digits, of letters, and what stands between. Addresses
that have the same runs make one expression: runs of digits of one length keep it, for they are dates and the like;
channels that differ become any name. An expression for one or two addresses is not made: it would be no pattern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

RUNS = re.compile(r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}|\d+|[A-Za-z]+|[^A-Za-z\d]")
NAME = re.compile(r"[A-Za-z](?:(?!\d{4})[\w-])*", re.ASCII)
"""A segment that names a channel: gdcj, xwzx_406; not t20200922_1."""
HEX = re.compile(r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}")
LEAST = 3
"""Addresses that an expression rests on."""
MAX_PATTERNS = 3
MIN_SHARE = 0.1
"""An expression that fewer of the addresses need is left to the person who reads along."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Guess:
    """What articles' addresses have in common, and how far it holds on the page."""

    patterns: tuple[str, ...]
    """Without any, links are judged by their shape and text."""
    articles: int
    """So many addresses look like articles …"""
    taken: int
    """… and so many of them the patterns take."""
    others: int
    """So many other links are on the page …"""
    others_taken: int
    """… of which the patterns take so many."""


def guess(articles: Iterable[str], others: Iterable[str]) -> Guess:
    """Find the patterns that take the articles; one that takes other links of the page as well is left out."""
    wanted, rest = list(dict.fromkeys(articles)), list(dict.fromkeys(others))
    shapes: defaultdict[tuple[str, ...], list[Cut]] = defaultdict(list)
    for url in wanted:
        cut = _cut(url)
        shapes[tuple(map(_kind, cut.runs))].append(cut)
    enough = [cuts for cuts in shapes.values() if len(cuts) >= max(LEAST, MIN_SHARE * len(wanted))]
    patterns: list[str] = []
    for cuts in sorted(enough, key=len, reverse=True):
        pattern = f"{_channels([cut.names for cut in cuts])}{_runs([cut.runs for cut in cuts])}$"
        if _count([pattern], rest) <= len(cuts) // 10 and len(patterns) < MAX_PATTERNS:
            patterns.append(pattern)
    return Guess(
        patterns=tuple(patterns),
        articles=len(wanted),
        taken=_count(patterns, wanted),
        others=len(rest),
        others_taken=_count(patterns, rest),
    )


def _count(patterns: Sequence[str], urls: Sequence[str]) -> int:
    return sum(1 for url in urls if any(re.search(pattern, url) for pattern in patterns))


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """An address without its host: /xy/gdcj/876518.html is the names xy, gdcj and the runs 876518 . html"""

    names: tuple[str, ...]
    runs: tuple[str, ...]


def _cut(url: str) -> Cut:
    parts = urlsplit(url)
    segments = (parts.path + (f"?{parts.query}" if parts.query else "")).split("/")[1:]
    names: list[str] = []
    while len(segments) > 1 and NAME.fullmatch(segments[0]) and not HEX.fullmatch(segments[0]):
        names.append(segments.pop(0))
    return Cut(names=tuple(names), runs=tuple(RUNS.findall("/".join(segments))))


def _kind(run: str) -> str:
    """What two addresses must share at a place: that it is a number, a word, a hash, or this very sign."""
    if HEX.fullmatch(run):
        return "hash"
    return "number" if run.isdigit() else "word" if run.isalpha() else run


def _channels(names: Sequence[tuple[str, ...]]) -> str:
    """Write the names of channels: those that all have as they are, then any, as many as there are."""
    common = 0
    while all(len(each) > common for each in names) and len({each[common] for each in names}) == 1:
        common += 1
    kept = "".join(f"/{_word({name})}" for name in names[0][:common]) + "/"
    depths = {len(each) - common for each in names}
    if len(depths) == 1:
        columns = zip(*(each[common:] for each in names), strict=True)
        return kept + "".join(f"{_word(set(column))}/" for column in columns)
    any_name = _word({name for each in names for name in each[common:]} | {"a", "b"})
    return f"{kept}(?:{any_name}/)" + ("+" if min(depths) else "*")


def _word(values: set[str]) -> str:
    """Write a name, its numbers as any number (n2 of people.com.cn is n1 in another year), or what several share."""
    if len(values) == 1:
        (value,) = values
        return re.sub(r"\d+", r"\\d+", value)
    signs = "".join(sorted(set("".join(values))))
    classes = (("a-z", r"[a-z]"), ("A-Z", r"[A-Z]"), (r"\d", r"\d"), ("_", "_"), ("-", "-"))
    return "[" + "".join(written for written, has in classes if re.search(has, signs)) + "]+"


def _runs(cuts: Sequence[tuple[str, ...]]) -> str:
    columns = list(zip(*cuts, strict=True))
    kinds = [_kind(column[0]) for column in columns]
    # The running number is the last run of digits: it grows by a digit one day, a date does not. A hash needs none.
    numbers = [] if "hash" in kinds else [at for at, kind in enumerate(kinds) if kind == "number"]
    return "".join(_column(column, is_running=at in numbers[-1:]) for at, column in enumerate(columns))


def _column(column: Sequence[str], *, is_running: bool) -> str:
    kind, lengths = _kind(column[0]), {len(run) for run in column}
    if kind == "hash":
        return rf"[0-9a-f]{{{min(lengths)}}}" if len(lengths) == 1 else r"[0-9a-f]{16,}"
    if kind == "word":
        return _word(set(column))
    if kind != "number":
        return "".join(rf"\{sign}" if sign in ".?+*()[]{}|^$\\" else sign for sign in column[0])
    if is_running:  # a list's own pages (/xy/2.html) may be numbered as articles are, with fewer digits
        return rf"\d{{{min(lengths) - 1},}}" if min(lengths) > 2 else r"\d+"
    return rf"\d{{{min(lengths)}}}" if len(lengths) == 1 and min(lengths) > 1 else r"\d+"
