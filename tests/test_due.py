"""How often a site is asked: with what it publishes, between its bounds, by day, and with far fewer requests."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from crawlers.due import Bounds, Walked, bounds_of, next_due
from crawlers.ways import SHANGHAI
from pipelines.database import Database
from tests.stored import AT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WIDE = Bounds(least=timedelta(minutes=5), most=30 * DAY)
DAYS = 40


def every_hour(new: int, hours: int = 24 * 20) -> list[Walked]:
    """Crawls at each hour to now, each with so many new links."""
    return [Walked(at=AT - HOUR * back, new=new) for back in range(hours, -1, -1)]


def interval(walks: Sequence[Walked], bounds: Bounds = WIDE) -> timedelta:
    """The interval after these crawls, jitter averaged out."""
    return sum((next_due(AT, walks, bounds, Random(seed)) - AT for seed in range(50)), timedelta()) / 50


def test_four_times_the_articles_is_half_the_interval() -> None:
    assert interval(every_hour(1)) / interval(every_hour(4)) == pytest.approx(2, rel=0.05)


def test_a_site_of_which_nothing_is_known_is_asked_four_times_a_day() -> None:
    first = [Walked(at=AT, new=500)]  # years of articles
    assert interval([]) == interval(first) == pytest.approx(6 * HOUR, rel=0.05)


def test_what_a_site_did_last_week_counts_more_than_what_it_did_last_month() -> None:
    busy, quiet = every_hour(4, 24 * 10), every_hour(0, 24 * 10)
    earlier = [Walked(at=each.at - 10 * DAY, new=each.new) for each in busy]
    slower = interval([*earlier, *quiet])
    assert interval(busy) < slower < interval(every_hour(0))


@pytest.mark.parametrize("new", [0, 10_000])
def test_no_interval_leaves_the_bounds(new: int) -> None:
    bounds = bounds_of(("1h", "12h"), None)
    for seed in range(200):
        assert HOUR <= next_due(AT, every_hour(new), bounds, Random(seed)) - AT <= 12 * HOUR


def test_sites_that_were_due_together_drift_apart() -> None:
    assert len({next_due(AT, [], WIDE, Random(seed)) for seed in range(50)}) == 50


def test_a_site_that_publishes_by_day_is_asked_by_day() -> None:
    by_day = [replace(each, new=4 * (8 <= each.at.astimezone(SHANGHAI).hour < 20)) for each in every_hour(0)]
    gaps = [next_due(each.at, by_day, WIDE, Random(1)) - each.at for each in by_day[-24:]]
    assert max(gaps) > 3 * min(gaps)


def test_nothing_is_due_at_night() -> None:
    bounds = bounds_of(("1h", "1d"), (7, 23))
    for hour in range(24):
        now = AT.replace(hour=hour)
        for seed in range(20):
            due = next_due(now, [], bounds, Random(seed)).astimezone(SHANGHAI)
            assert 7 <= due.hour < 23
            assert now < due <= now + 16 * HOUR


def test_the_last_look_of_a_day_is_in_the_evening() -> None:
    bounds = bounds_of(("1h", "1d"), (7, 23))
    at_eight = AT.astimezone(SHANGHAI).replace(hour=20)
    assert {next_due(at_eight, [], bounds, Random(seed)).astimezone(SHANGHAI).hour for seed in range(20)} == {22}


# --- a simulation: how many requests, and how long an article waits -------------------------------------------------


def published(rate: float, chance: Random) -> list[datetime]:
    """Times of a site's articles: so many a day, nine in ten between 8 and 22 o'clock in Shanghai."""
    midnight = datetime.combine(AT.astimezone(SHANGHAI).date(), datetime.min.time(), SHANGHAI)
    times = []
    clock = chance.expovariate(rate)
    while clock < DAYS:
        hour = chance.uniform(8, 22) if chance.random() < 0.9 else chance.uniform(0, 24)
        times.append(midnight + DAY * int(clock) + HOUR * hour)
        clock += chance.expovariate(rate)
    return sorted(times)


def crawl(
    articles: Sequence[datetime], start: datetime, due: Callable[[datetime, list[Walked]], datetime]
) -> tuple[int, float]:
    """Crawl a site to the end of the simulation; return the crawls, and the hours that its articles waited in all."""
    walks: list[Walked] = []
    now, known, waited = start, 0, timedelta()
    end = start + DAYS * DAY
    while now < end:
        found = bisect_right(articles, now)
        waited += sum((now - each for each in articles[known:found]), timedelta())
        walks.append(Walked(at=now, new=found - known))
        known, now = found, due(now, walks[-100:])
    waited += sum((end - each for each in articles[known:]), timedelta())
    return len(walks), waited / HOUR


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_adaptive_intervals_cost_a_third_of_fixed_ones_for_the_same_delay(seed: int) -> None:
    """Twenty sites: two that publish all day, some that publish daily, and departments with an article a month."""
    chance = Random(seed)
    rates = [150, 60, 12, 8, 6, 4, 3, 2, 2, 1, 1, 1, 0.5, 0.5, 0.3, 0.2, 0.2, 0.1, 0.1, 0.03]
    sites = [published(rate, chance) for rate in rates]
    bounds = bounds_of(("15m", "2d"), None)
    start = sites[0][0]
    ours = [crawl(site, start, lambda now, walks: next_due(now, walks, bounds, chance)) for site in sites]
    requests, waited = sum(n for n, _ in ours), sum(hours for _, hours in ours)

    def fixed(hours: float) -> tuple[int, float]:
        each = [crawl(site, start, lambda now, _: now + HOUR * hours) for site in sites]
        return sum(n for n, _ in each), sum(waits for _, waits in each)

    short, long = 0.5, 8.0
    while long - short > 0.02:
        middle = (short + long) / 2
        short, long = (middle, long) if fixed(middle)[1] <= waited else (short, middle)
    assert requests <= fixed(short)[0] / 3, (requests, fixed(short)[0], short)


def test_times_are_told_in_the_zone_they_were_asked_in() -> None:
    assert next_due(AT, [], bounds_of(("1h", "1d"), (7, 8)), Random(1)).tzinfo is UTC


def test_only_crawls_that_read_a_list_tell_how_much_a_site_publishes(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "news.db")
    for hour, counts in enumerate(({"discover/lists": 2, "discover/new": 7}, {}, {"discover/unchanged": 1})):
        run = database.start_run("cinic", "crawl", at=AT + HOUR * hour)
        database.end_run(run, "ok", None, counts, at=AT + HOUR * hour)
    database.start_run("cinic", "crawl", at=AT + 3 * HOUR)  # under way
    assert database.walks("cinic") == [(AT, 7), (AT + 2 * HOUR, 0)]
    database.close()
