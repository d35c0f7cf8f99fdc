"""How much of a site we hold, by capture and recapture: what two channels showed in, an estimate with an interval out.

Two channels are two catches of one pond. The fewer of one's links the other showed as well, the more there must be that
neither did. Chapman's estimate takes the channels for independent. Where they are not, and mostly an article that is
easy for one is easy for the other (a front-page story stands in the list and in the feed), it is too low; the interval
therefore reaches from independence to an odds ratio of DEPENDENCE.

Assumed: what is counted are articles that appeared after both channels were watched; both channels are of the same
articles (two sections of a paper are not: they hardly overlap, and no estimate is made); an article that is neither in
the one nor in the other for reasons of its own, a page that nothing links to, is no part of what is estimated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import exp, log, sqrt

LEAST_BOTH = 10
"""Fewer articles that both showed say nothing."""
LEAST_OVERLAP = 0.1
"""Of the smaller catch: less, and the channels are of different articles."""
DEPENDENCE = 3.0
Z = 1.645
"""Of a 90 % interval."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Caught:
    """What two channels showed."""

    one: int
    other: int
    both: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Recall:
    """The share of a site's articles that we have found."""

    share: float
    low: float
    high: float
    """Of a 90 % interval."""
    found: int
    """Articles that either channel showed."""
    both: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """One channel showed one link."""

    url: str
    channel: str
    at: datetime


def estimate(caught: Caught) -> Recall | None:
    """Estimate the share found, with a 90 % interval; None where too few were shown by both."""
    one, other, both = caught.one, caught.other, caught.both
    if both < LEAST_BOTH or both < LEAST_OVERLAP * min(one, other):
        return None
    found = one + other - both
    total = (one + 1) * (other + 1) / (both + 1) - 1
    variance = (one + 1) * (other + 1) * (one - both) * (other - both) / ((both + 1) ** 2 * (both + 2))
    missed = max(total - found, 0.5)  # where nothing seems missed, half an article may be
    # The number missed is skewed: its logarithm is nearer to normal (Chao 1987), and it never falls below zero.
    spread = exp(Z * sqrt(log(1 + max(variance, 0.5) / missed**2)))
    return Recall(
        share=found / max(total, found),
        low=found / (found + DEPENDENCE * missed * spread),
        high=found / (found + missed / spread),
        found=found,
        both=both,
    )


def of_site(sightings: Iterable[Sighting]) -> Recall | None:
    """Estimate from a site's sightings: the channel that overlaps most with all others together, and those others."""
    shown: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    for each in sightings:
        shown[each.channel][each.url] = min(each.at, shown[each.channel].get(each.url, each.at))
    catches = [_caught(shown, channel) for channel in shown] if len(shown) > 1 else []
    return estimate(max(catches, key=lambda caught: caught.both)) if catches else None


def _caught(shown: dict[str, dict[str, datetime]], channel: str) -> Caught:
    """Compare a channel with the others, on articles that appeared while both were watched."""
    one = shown[channel]
    other: dict[str, datetime] = {}
    for name, links in shown.items():
        if name != channel:
            for url, at in links.items():
                other[url] = min(at, other.get(url, at))
    begin = max(min(one.values()), min(other.values()))
    first = {url: min(one.get(url, at), other.get(url, at)) for url, at in (one | other).items()}
    new = {url for url, at in first.items() if at > begin}
    return Caught(one=len(new & one.keys()), other=len(new & other.keys()), both=len(new & one.keys() & other.keys()))
