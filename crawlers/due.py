"""How often a site is asked: what its last crawls found new comes in, when it is due next goes out.

Crawls that lie so that every gap holds the same amount of the square root of the rate cost the fewest requests for a
given mean delay of an article (Lagrange, on crawls against articles x delay): a site that publishes four times as much
is asked twice as often, and so is a site by day that publishes four times as much by day. The rate of each hour is that
of the last days, each day half as heavy as one ten days later; a site of which nothing is known yet is taken to publish
one article a day. A crawl that read no list tells nothing, and the first one finds years of articles: neither counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from random import Random

from crawlers.ways import SHANGHAI

AT_ONE_A_DAY = timedelta(hours=6)
"""The interval of a site that publishes one article a day: found after three hours, in the mean."""
HALF_LIFE = timedelta(days=10)
PRIOR_DAYS = 1.0
"""How much of a day the one article weighs that stands for what is not known yet."""
HOUR_DAYS = 0.05
"""How much of a day each hour is taken to have had the rate of the whole day, before it shows its own."""
JITTER = 0.1
"""So much earlier or later, so that sites that were due together drift apart."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2000, 1, 1, tzinfo=SHANGHAI)
SPAN = re.compile(r"([1-9]\d{0,3})([mhd])")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Walked:
    """One crawl of a site that read its lists."""

    at: datetime
    new: int
    """Links that were not known before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """What a site file says of how often."""

    least: timedelta
    most: timedelta
    waking: tuple[int, int] | None = None
    """Hours of the day in Asia/Shanghai between which the site is asked."""


def bounds_of(every: tuple[str, str], waking: tuple[int, int] | None) -> Bounds:
    """Read the words of a site file; ValueError says what is wrong with them."""
    least, most = (span(each) for each in every)
    if least > most:
        raise ValueError(f"{every[0]} is longer than {every[1]}; write the shorter one first.")
    if waking is not None and not 0 <= waking[0] < waking[1] <= 24:
        raise ValueError(f"waking = {waking!r} is no span of hours; write it as (7, 23).")
    return Bounds(least=least, most=most, waking=waking)


def span(text: str) -> timedelta:
    """Read 30m, 6h or 1d; ValueError for anything else."""
    match = SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no span of time; write 30m, 6h or 1d.")
    return int(match[1]) * UNITS[match[2]]


def next_due(now: datetime, walks: Sequence[Walked], bounds: Bounds, chance: Random) -> datetime:
    """Return when a site is due that was crawled now; `walks` in order of time, this crawl's the last."""
    interval = _gap(now, _rates(now, walks), bounds) * chance.uniform(1 - JITTER, 1 + JITTER)
    return _awake(now, now + min(max(interval, bounds.least), bounds.most), bounds, chance)


def _gap(now: datetime, rates: Sequence[float], bounds: Bounds) -> timedelta:
    """Go on from now until the square root of the rate has come to what a gap holds."""
    begin = at = _hours(now)
    left = AT_ONE_A_DAY / HOUR
    while left > 1e-6 and at - begin < bounds.most / HOUR:
        root = rates[int(at) % 24] ** 0.5
        step = min(int(at) + 1 - at, left / root)
        left, at = left - step * root, at + step
    return (at - begin) * HOUR


def _rates(now: datetime, walks: Sequence[Walked]) -> list[float]:
    """Estimate how many articles a day the site publishes in each hour of the day in Asia/Shanghai.

    The links that a crawl found new are spread evenly over the time since the crawl before it.
    """
    articles, days = [0.0] * 24, [0.0] * 24
    for before, walk in pairwise(walks):
        weight = 0.5 ** ((now - walk.at) / HALF_LIFE)
        at, end = _hours(before.at), _hours(walk.at)
        each = weight * walk.new / (end - at) if end > at else 0.0
        while at < end:
            hour, step = int(at) % 24, min(int(at) + 1, end) - at
            articles[hour] += each * step
            days[hour] += weight * step / 24
            at += step
    whole = (PRIOR_DAYS + sum(articles)) / (PRIOR_DAYS + sum(days))
    return [(whole * HOUR_DAYS + came) / (HOUR_DAYS + lasted) for came, lasted in zip(articles, days, strict=True)]


def _hours(at: datetime) -> float:
    """Count hours since some midnight in Shanghai."""
    return (at - MIDNIGHT) / HOUR


def _awake(now: datetime, due: datetime, bounds: Bounds, chance: Random) -> datetime:
    """Move what would fall into the night to the evening before, lest its articles wait, or to the morning."""
    if bounds.waking is None:
        return due
    begin, end = bounds.waking
    local = due.astimezone(SHANGHAI)
    if begin <= local.hour < end:
        return due
    morning = datetime.combine(local.date(), time(begin), SHANGHAI)
    morning += DAY if local >= morning else timedelta()
    evening = morning - DAY + timedelta(hours=end - begin)
    late = chance.random() * bounds.least
    moved = evening - late if evening - late - now >= bounds.least else morning + late
    return moved.astimezone(due.tzinfo)
