"""Whether a channel brings fewer new links than its own past lets expect: what runs saw in, how unlikely it is out.

The rate of each weekday is learnt from the past; what windows of 1, 3, 7, 14 and 28 days up to now brought is compared
with what those days used to bring, and half of it is no news. Days of the long public holidays, and stretches in which
no run looked, say nothing on either side. How much such windows scattered in the past is learnt as well, so that a
bursty site is no alarm.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import ceil
from statistics import median

from crawlers.health.tails import few
from crawlers.ways import SHANGHAI
from pipelines.database import Look

WINDOWS = (1, 3, 7, 14, 28)
"""Days."""
PAST_DAYS = 120
LEAST_PAST_DAYS = 14.0
LEAST_EXPECTED = 6.0
"""A window that used to bring fewer decides nothing: even none at all would be no wonder."""
GAP_DAYS = 3.0
"""Between two runs further apart a list may have lost links off its end."""
USUAL_DISPERSION = 0.08
"""Of a window whose past is too short to tell; measured windows outweigh it as they grow in number."""
USUAL_WEIGHT = 4
SPRING_FESTIVALS = (
    date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13), date(2030, 2, 3),
    date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8),
)  # fmt: skip
"""New Year's Day of the lunar calendar."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiet:
    """The most telling window."""

    days: int
    came: int
    expected: float
    chance: float
    """How likely so few are, were all as before."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a day that a run looked back over."""

    day: date
    share: float
    """Of the day."""
    count: float


def quietest(looks: Sequence[Look], until: datetime | None = None) -> Quiet | None:
    """Return the window up to the last look that is least likely; the past ends at `until`. None: too little known."""
    answered = [look for look in looks if look.is_answered and look.at > looks[-1].at - timedelta(days=2 * PAST_DAYS)]
    spans = [_Span(at=look.at, pieces=_pieces(before.at, look.at, look.new)) for before, look in pairwise(answered)]
    if not spans:
        return None
    found = [_window(spans, days, until or spans[-1].at) for days in WINDOWS]
    return min((quiet for quiet in found if quiet), key=lambda quiet: quiet.chance, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Span:
    """What one run looked back over."""

    at: datetime
    """Its end."""
    pieces: tuple[_Piece, ...]


@lru_cache(maxsize=512)
def is_holiday(day: date) -> bool:
    """Tell the days on which offices, and their sites, rest for a week: Spring Festival, early May, early October."""
    if (day.month, day.day) in _FIXED:
        return True
    return any(-1 <= (day - first).days <= 7 for first in SPRING_FESTIVALS)


_FIXED = frozenset([(1, 1), (1, 2), (1, 3), *((5, n) for n in range(1, 6)), *((10, n) for n in range(1, 9))])


def _window(spans: Sequence[_Span], days: int, until: datetime) -> Quiet | None:
    opens = spans[-1].at - timedelta(days=days)
    closes = min(until, opens)
    first = bisect_right(spans, closes - timedelta(days=PAST_DAYS), key=_end)
    past = spans[first : bisect_right(spans, closes, key=_end)]
    recent = [piece for span in spans[bisect_right(spans, opens, key=_end) :] for piece in span.pieces]
    rates, seen_days = _rates([piece for span in past for piece in span.pieces])
    expected = sum(piece.share * rates[piece.day.weekday()] for piece in recent)
    if seen_days < max(LEAST_PAST_DAYS, days) or expected < LEAST_EXPECTED:
        return None
    came = ceil(sum(piece.count for piece in recent) - 1e-9)
    if came >= expected / 2:
        return None  # nobody is to be woken for that, however unlikely
    scatter = _scatter(past, rates, days, closes)
    # The rates themselves are only as sure as the past is long.
    unsure = (scatter + 1 / expected) * sum(piece.share for piece in recent) / seen_days
    return Quiet(days=days, came=came, expected=expected, chance=few(came, expected, scatter + unsure))


def _end(span: _Span) -> datetime:
    return span.at


@lru_cache(maxsize=20_000)
def _pieces(begin: datetime, end: datetime, new: int) -> tuple[_Piece, ...]:
    """Spread what came over the days since the run before; nothing where those are too many, or one is a holiday."""
    seconds = (end - begin).total_seconds()
    at, end = begin.astimezone(SHANGHAI), end.astimezone(SHANGHAI)
    if not 0 < seconds <= GAP_DAYS * 86_400 or is_holiday(at.date()) or is_holiday(end.date()):
        return ()
    pieces: list[_Piece] = []
    while at < end:
        to = min(datetime(at.year, at.month, at.day, tzinfo=SHANGHAI) + timedelta(days=1), end)
        share = (to - at).total_seconds()
        pieces.append(_Piece(at.date(), share / 86_400, new * share / seconds))
        at = to
    return tuple(pieces)


def _rates(past: Sequence[_Piece]) -> tuple[dict[int, float], float]:
    """Learn the rate a day of each weekday; one that was hardly seen has that of all days."""
    shares: defaultdict[int, float] = defaultdict(float)
    counts: defaultdict[int, float] = defaultdict(float)
    for piece in past:
        shares[piece.day.weekday()] += piece.share
        counts[piece.day.weekday()] += piece.count
    days = sum(shares.values())
    overall = sum(counts.values()) / days if days else 0.0
    # Two days' worth of the overall rate, so that one odd Sunday does not stand for all of them.
    return {n: (counts[n] + 2 * overall) / (shares[n] + 2) for n in range(7)}, days


def _scatter(past: Sequence[_Span], rates: dict[int, float], days: int, closes: datetime) -> float:
    """Learn how much windows of that length scattered beyond Poisson's: the variance is mean + this * mean^2."""
    came: defaultdict[int, float] = defaultdict(float)
    expected: defaultdict[int, float] = defaultdict(float)
    for span in past:
        window = (closes - span.at) // timedelta(days=days)
        for piece in span.pieces:
            came[window] += piece.count
            expected[window] += piece.share * rates[piece.day.weekday()]
    whole = [n for n, mean in expected.items() if mean > 0.5 * median(expected.values())]
    beyond = sum((came[n] - expected[n]) ** 2 - expected[n] for n in whole)
    squares = sum(expected[n] ** 2 for n in whole)
    measured = max(0.0, beyond / squares) if squares else 0.0
    return (len(whole) * measured + USUAL_WEIGHT * USUAL_DISPERSION) / (len(whole) + USUAL_WEIGHT)
