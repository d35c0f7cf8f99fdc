"""Recall: what two channels showed in, how much of the site we hold out; measured on invented sites."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from math import exp, log
from pathlib import Path

import pytest

from crawlers.health.recall import Caught, Recall, Sighting, estimate, of_site
from pipelines.database import Database, FoundLink

AT = datetime(2026, 3, 1, tzinfo=UTC)


def invented(size: int, chances: tuple[float, float], spread: float, seed: int) -> tuple[Recall | None, float]:
    """Estimate a site of so many articles, and what is true; `spread` makes some easier for both channels."""
    draw = random.Random(seed)
    one = other = both = 0
    for _ in range(size):
        ease = draw.gauss(0, spread)
        seen = [draw.random() < 1 / (1 + exp(-(log(p / (1 - p)) + ease))) for p in chances]
        one, other, both = one + seen[0], other + seen[1], both + all(seen)
    return estimate(Caught(one=one, other=other, both=both)), (one + other - both) / size


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("size", [60, 300, 1500])
@pytest.mark.parametrize("chances", [(0.9, 0.6), (0.7, 0.7), (0.6, 0.3)])
def test_the_interval_holds_the_truth_in_80_of_100_sites(
    size: int, chances: tuple[float, float], spread: float
) -> None:
    held = decided = 0
    for seed in range(100):
        recall, truth = invented(size, chances, spread, seed)
        if recall is not None:
            decided += 1
            held += recall.low <= truth <= recall.high
    assert decided >= 50
    assert held >= 0.8 * decided, (held, decided)


@pytest.mark.parametrize(("size", "width"), [(300, 0.2), (1500, 0.13)])
def test_the_interval_says_something(size: int, width: float) -> None:
    widths = []
    for seed in range(50):
        recall, truth = invented(size, (0.9, 0.6), 0.0, seed)
        assert recall is not None
        assert abs(recall.share - truth) < 0.06
        widths.append(recall.high - recall.low)
    assert sum(widths) / len(widths) < width


@pytest.mark.parametrize(
    "caught",
    [Caught(one=100, other=100, both=3), Caught(one=9, other=9, both=9), Caught(one=400, other=300, both=12)],
)
def test_channels_that_hardly_overlap_say_nothing(caught: Caught) -> None:
    assert estimate(caught) is None


def test_channels_that_show_the_same_leave_hardly_anything_out() -> None:
    recall = estimate(Caught(one=80, other=80, both=80))
    assert recall is not None
    assert recall.share == 1.0
    assert recall.low > 0.9
    assert recall.low < recall.high <= 1.0


def sighted(channel: str, numbers: range, day: int = 5) -> list[Sighting]:
    return [Sighting(url=f"u{n}", channel=channel, at=AT + timedelta(days=day, minutes=n)) for n in numbers]


def test_what_stood_on_a_list_before_the_other_was_watched_is_not_counted() -> None:
    backlog = sighted("map", range(1000, 4000), day=0)
    seen = [*sighted("list", range(50)), *sighted("map", range(10, 50), day=6), *backlog]
    recall = of_site(seen)
    assert recall is not None
    assert (recall.found, recall.both) == (49, 40)  # but for the first, with which watching the list began


def test_one_channel_alone_says_nothing() -> None:
    assert of_site(sighted("list", range(50))) is None
    assert of_site([]) is None


def test_the_database_knows_every_channel_that_showed_a_link(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    for channel, numbers in (("list", (1, 2, 3)), ("feed", (2, 3, 4)), ("list", (3, 4))):
        db.take_in("cinic", channel, [FoundLink(url=f"http://a.test/{n}") for n in numbers], at=AT)
    rows = sorted((row["url"][-1], row["channel"]) for row in db.rows("SELECT * FROM sightings_v1"))
    db.close()
    assert rows == [
        ("1", "list"), ("2", "feed"), ("2", "list"), ("3", "feed"), ("3", "list"), ("4", "feed"), ("4", "list"),
    ]  # fmt: skip
