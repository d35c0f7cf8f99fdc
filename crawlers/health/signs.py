"""What is wrong with a channel, or with a whole site: what its runs saw comes in, the first sign of trouble goes out.

A sign is a count that its own past makes very unlikely, or a shield, or a canary that is no article any more. `known`
are the looks that count as the past: while something is wrong, they end where it began, lest trouble become the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Literal

from crawlers.health.quiet import quietest
from crawlers.health.tails import in_a_row, rarely
from pipelines.database import Look

Kind = Literal["blocked", "failing", "empty", "unread", "field", "canary", "quiet"]

FIELDS = ("title", "published_at", "source", "author", "editor", "text")
"""What is watched. A text counts as filled from LONG_TEXT on: of a page read wrongly a fragment is left, mostly."""
LONG_TEXT = 200
EMPTY_CHANCE = 1 / 200
"""Of lists that are empty, or fail, twice in a row; single ones are hiccups, and nobody is told."""
FIELD_CHANCE = 1e-4
QUIET_CHANCE = 1e-4
CALM = 20.0
"""Trouble is over when what is seen is so many times less unlikely: on the threshold it would come and go."""
SUFFIXES = (1, 3, 6, 10, 20, 40)
"""So many of the latest articles are looked at together, and those of two runs at least."""
LEFT = 0.2
"""So little of a field's share is left when it has vanished: a run of reprints without authors is no redesign."""
LOOKS_READ = 400
"""So many runs that brought articles are looked back on."""
PAST_ARTICLES = 400
LEAST_ARTICLES = 15
LEAST_SHARE = 0.2
"""A field that fewer articles have is no promise of the site's."""
SHARE_WEIGHT = 25.0
"""Shares of different days scatter as if each had been learnt from so many articles: reprints come in bunches."""
ALWAYS_FAILS = 4
"""Failures in a row that need no past."""
BLOCKED_PAGES = 3
NOTHING: Mapping[str, datetime] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True, slots=True)
class Sign:
    """One sign of trouble, in words for a person."""

    kind: Kind
    why: str


def of_channel(looks: Sequence[Look], since: datetime | None = None) -> Sign | None:
    """Return what is wrong with a channel, by its looks up to now; `since` when it has been in trouble, if it is."""
    return next(_channel(looks, since), None)


def of_site(
    looks: Sequence[Look],
    since: datetime | None = None,
    *,
    channels: int = 1,
    accepted: Mapping[str, datetime] = NOTHING,
) -> Sign | None:
    """Return what is wrong with a site as a whole: its pages, its canary, and, of several channels, their sum.

    `accepted` are fields of which a person said, and when, that the site prints them no more: their past begins then.
    """
    return next(_site(looks, since, channels, accepted), None)


def _channel(looks: Sequence[Look], since: datetime | None) -> Iterator[Sign]:
    asked = [look for look in looks if look.is_answered or look.failures]
    if not asked:
        return
    past = _past(asked, since)
    if asked[-1].blocked and not asked[-1].is_answered:
        yield Sign(kind="blocked", why="a shield answers in its place")
    failing = _run(asked, [not look.is_answered for look in asked], past, "failing", "it could not be fetched")
    empty = _run(
        [look for look in asked if look.lists],
        [look.is_empty for look in asked if look.lists],
        [look for look in past if look.lists],
        "empty",
        "it is answered, and no link stands on it",
    )
    yield from (sign for sign in (failing, empty) if sign)
    yield from _quiet(asked, since)


def _site(
    looks: Sequence[Look], since: datetime | None, channels: int, accepted: Mapping[str, datetime]
) -> Iterator[Sign]:
    if not looks:
        return
    if looks[-1].blocked >= BLOCKED_PAGES and not looks[-1].pages:
        yield Sign(kind="blocked", why=f"a shield answers in place of its pages ({looks[-1].blocked} times)")
    canary = next((look.canary for look in reversed(looks) if look.canary is not None), None)
    if canary is False:
        yield Sign(kind="canary", why="the canary's page came and is no whole article any more")
    yield from _lost(looks, since, accepted)
    if channels > 1:
        yield from _quiet(looks, since)


def _past(looks: Iterable[Look], since: datetime | None) -> list[Look]:
    return [look for look in looks if since is None or look.at < since]


def _run(asked: Sequence[Look], is_bad: Sequence[bool], past: Sequence[Look], kind: Kind, why: str) -> Sign | None:
    """Judge how often in a row, up to now, it went badly, by how often it did before."""
    times = next((n for n, bad in enumerate(reversed(is_bad)) if not bad), len(is_bad))
    if times < 2:
        return None
    before = set(map(id, asked[: len(asked) - times])) & set(map(id, past))
    seen = sum(bad for look, bad in zip(asked, is_bad, strict=True) if id(look) in before)
    chance = in_a_row(times, seen, len(before))
    if chance < EMPTY_CHANCE or (kind == "failing" and times >= ALWAYS_FAILS):
        return Sign(kind=kind, why=f"{why}: {times} times in a row, {seen} of {len(before)} before")
    return None


def _quiet(looks: Sequence[Look], since: datetime | None) -> Iterator[Sign]:
    quiet = quietest(looks, since)
    if quiet and quiet.chance < QUIET_CHANCE * (CALM if since else 1.0):
        days = f"{quiet.days} days" if quiet.days > 1 else "the last day"
        why = f"{quiet.came} new links in {days}, where {quiet.expected:.0f} used to come (chance {quiet.chance:.0e})"
        yield Sign(kind="quiet", why=why)


def _lost(looks: Sequence[Look], since: datetime | None, accepted: Mapping[str, datetime]) -> Iterator[Sign]:
    """Find fields that fewer articles have than used to, and pages that are no articles any more."""
    read = [look for look in looks if look.pages]
    if sign := _share(read, since, "unread", "pages are read as articles", lambda look: (look.articles, look.pages)):
        yield sign
    for name in FIELDS:
        known = [look for look in read if name not in accepted or look.at > accepted[name]]
        if sign := _share(known, since, "field", f"articles have {name}", partial(_filled, name)):
            yield sign


def _filled(name: str, look: Look) -> tuple[int, int]:
    return look.filled.get(name, 0), look.articles


def _share(
    looks: Sequence[Look], since: datetime | None, kind: Kind, words: str, counts: Callable[[Look], tuple[int, int]]
) -> Sign | None:
    """Judge whether a share has all but vanished, by the latest articles together, of two runs at least."""
    shares = [(look.at, *counts(look)) for look in looks[-LOOKS_READ:] if counts(look)[1]]
    worst: tuple[float, str] | None = None
    for first in dict.fromkeys(_suffix(shares, size) for size in SUFFIXES):
        past = [each for each in shares[:first] if since is None or each[0] < since]
        past = past[_suffix(past, PAST_ARTICLES) :]
        past_hits, past_of = _sum(past)
        hits, of = _sum(shares[first:])
        if past_of < LEAST_ARTICLES or past_hits < LEAST_SHARE * past_of or hits > LEFT * past_hits / past_of * of:
            continue
        share = past_hits / past_of
        chance = rarely(hits, of, share, min(past_of, SHARE_WEIGHT))
        if worst is None or chance < worst[0]:
            worst = chance, f"{hits} of the last {of} {words}, where {share:.0%} did (chance {chance:.0e})"
    if worst and worst[0] < FIELD_CHANCE * (CALM if since else 1.0):
        return Sign(kind=kind, why=worst[1])
    return None


def _suffix(shares: Sequence[tuple[datetime, int, int]], least: int) -> int:
    """Return where the shortest end begins that has so many articles, and two runs."""
    total = 0
    for at in range(len(shares) - 1, -1, -1):
        total += shares[at][2]
        if total >= least and at <= len(shares) - 2:
            return at
    return 0


def _sum(shares: Sequence[tuple[datetime, int, int]]) -> tuple[int, int]:
    return sum(hits for _, hits, _ in shares), sum(of for _, _, of in shares)
