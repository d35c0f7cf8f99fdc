"""Invented sites on an invented clock, for tests of health: what a site does in, what its runs see out.

A site publishes by the weekday and rests on holidays; its days are burstier than Poisson's, because news come in
bunches. Lists hiccup, fields are missing now and then in bunches, runs come a few times a day and sometimes fail.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp

from crawlers.health import signs
from crawlers.health.quiet import is_holiday
from crawlers.health.signs import Sign
from crawlers.health.standing import stand
from crawlers.ways import SHANGHAI
from pipelines.database import Look, Standing

DAYS = 90
WEEK = (1.15, 1.2, 1.2, 1.15, 1.1, 0.65, 0.55)
SHARES = {"title": 1.0, "published_at": 0.995, "source": 0.93, "author": 0.55, "editor": 0.85, "text": 0.97}


@dataclass(kw_only=True)
class Newsroom:
    """One site with one channel; a fault begins at a time."""

    rate: float
    """New articles a day, on average."""
    runs_a_day: int
    random: random.Random
    burstiness: float = 0.25
    """Squared coefficient of variation of a day's rate."""
    empties_from: datetime | None = None
    loses: str = ""
    loses_from: datetime | None = None
    declines_from: datetime | None = None
    decline_days: float = 30.0
    """It falls to a tenth within so many days."""
    shares: dict[str, float] = field(default_factory=lambda: dict(SHARES))

    def looks(self, begin: datetime, days: int) -> Iterator[Look]:
        """Yield what each run sees."""
        at, due = begin, 0
        for day in range(days):
            moods = self.random.gammavariate(1 / self.burstiness, self.burstiness)
            for run in range(self.runs_a_day):
                span = 24 / self.runs_a_day
                at = begin + timedelta(days=day, hours=(run + 1) * span + self.random.uniform(-0.2, 0.2) * span)
                due += self.poisson(self.true_rate(at) * moods / self.runs_a_day)
                if self.random.random() < 0.005:
                    yield Look(at=at, failures=1)
                    continue
                if self.is_empty(at) or self.random.random() < 0.003:
                    yield Look(at=at, lists=1)
                    continue
                yield self.look(at, due)
                due = 0

    def true_rate(self, at: datetime) -> float:
        """The expected number a day, at a time: what only the inventor knows."""
        local = at.astimezone(SHANGHAI)
        if is_holiday(local.date()):
            return self.rate * 0.15
        rate = self.rate * WEEK[local.weekday()]
        if self.declines_from and at > self.declines_from:
            rate *= max(0.1, 1 - 0.9 * (at - self.declines_from) / timedelta(days=self.decline_days))
        return rate

    def is_empty(self, at: datetime) -> bool:
        return self.empties_from is not None and at >= self.empties_from

    def look(self, at: datetime, new: int) -> Look:
        """What a run sees that finds so many new articles."""
        bunch = self.random.random() < 0.15  # a run of reprints: authors are not named
        filled = {}
        for name, share in self.shares.items():
            if self.loses == name and self.loses_from and at >= self.loses_from:
                share = 0.0
            if bunch and name in ("author", "editor"):
                share *= 0.5
            filled[name] = sum(self.random.random() < share for _ in range(new))
        return Look(at=at, lists=1, links=20, new=new, pages=new, articles=new, filled=filled)

    def poisson(self, mean: float) -> int:
        """Draw a count."""
        if mean > 50:
            return max(0, round(self.random.gauss(mean, mean**0.5)))
        floor, count, product = exp(-mean), 0, self.random.random()
        while product > floor:
            count += 1
            product *= self.random.random()
        return count


def states(seen: Sequence[Look], of: Callable[[Sequence[Look], datetime | None], Sign | None]) -> Iterator[Standing]:
    """Follow how a channel or a site stands, run after run, as the end of each crawl does it."""
    now = Standing()
    for n, look in enumerate(seen, 1):
        runs_since = sum(1 for each in seen[:n] if now.since and each.at > now.since)
        now = stand(now, of(seen[:n], now.since), at=look.at, runs_since=runs_since)
        yield now


def turns(seen: Sequence[Look]) -> list[int]:
    """Return the runs in which its channel or the site turned from ok."""
    found: list[int] = []
    for of in (signs.of_channel, signs.of_site):
        before = Standing()
        for n, now in enumerate(states(seen, of)):
            if before.state == "ok" and now.state != "ok":
                found.append(n)
            before = now
    return sorted(found)
