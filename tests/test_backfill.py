"""Walks back to a day: as far as asked, apart from daily work, the same set of links however often it was killed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.database import Database, FoundLink, Place
from tests.crawling import Loop, article, listing
from tests.server import Reply, Routes, serve
from tests.stored import AT

SINCE = date(2015, 1, 1)
WAYS = """
    Listing('{url}/list.html', pages='list_{n}.html', max_pages=2),
    Search('{url}/s.do', words=('拉萨', '那曲'), form={'q': '{word}', 'n': '{n}'}, max_pages=1),
    DayRoll('{url}/roll/%Y%m%d.html'),
    Sitemap('{url}/i.xml')"""
TODAY = "2015-01-20"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    database.save_site("cinic", None)
    yield database
    database.close()


@pytest.fixture
def loop_of(tmp_path: Path) -> Iterator[Callable[[str, Routes], Loop]]:
    """Serve routes of a test's own, in a folder of that name."""
    servers = []

    def make(name: str, routes: Routes) -> Loop:
        opened = serve(routes)
        servers.append(opened)
        (tmp_path / name).mkdir()
        return Loop(server=opened.__enter__(), folder=tmp_path / name)

    yield make
    for opened in servers:
        opened.__exit__(None, None, None)


def deep(delay_s: float = 0.0) -> Routes:
    """A site with twelve list pages, two searches of five pages, twenty days of rolls and two sitemaps."""
    links: dict[str, list[str]] = {}
    number = iter(range(1001, 2000))
    for n in range(12):
        links[f"/list_{n}.html" if n else "/list.html"] = [f"/xy/{next(number)}.html" for _ in range(3)]
    for word in ("%E6%8B%89%E8%90%A8", "%E9%82%A3%E6%9B%B2"):
        for n in range(1, 6):
            links[f"/s.do q={word}&n={n}"] = [f"/xy/{next(number)}.html" for _ in range(2)]
    for day in range(1, 21):
        if day not in (4, 11):
            links[f"/roll/201501{day:02}.html"] = [f"/xy/{next(number)}.html"]
    routes: dict[str, Reply] = {
        path: Reply(body=listing(*found).body, delay_s=delay_s) for path, found in links.items()
    }
    for paths in links.values():
        routes |= {path: Reply(body=article(int(path[4:8])).body, delay_s=delay_s) for path in paths}
    return routes


def with_sitemaps(loop: Loop, delay_s: float = 0.0) -> Loop:
    sitemaps = {f"/s{n}.xml": f"/xy/{n}.html" for n in range(3001, 3007)}
    index = "".join(f"<sitemap><loc>{loop.server.url(path)}</loc></sitemap>" for path in sitemaps)
    loop.server.routes["/i.xml"] = Reply(body=f"<sitemapindex>{index}</sitemapindex>".encode(), delay_s=delay_s)
    for sitemap, page in sitemaps.items():
        body = f"<urlset><url><loc>{loop.server.url(page)}</loc></url></urlset>".encode()
        loop.server.routes[sitemap] = Reply(body=body, delay_s=delay_s)
        loop.server.routes[page] = article(int(page[4:8]))
    return loop


def pages_of(loop: Loop) -> set[str]:
    return {path for path in loop.server.routes if path.startswith("/xy/")}


@pytest.mark.slow
def test_a_walk_back_takes_all_and_the_next_one_to_that_day_asks_for_nothing_more(
    loop_of: Callable[[str, Routes], Loop],
) -> None:
    loop = with_sitemaps(loop_of("whole", deep()))
    status, said = loop.crawl(WAYS, "--since", SINCE.isoformat(), NEWS_TODAY=TODAY)
    assert status == 0, said
    assert loop.links().keys() == pages_of(loop)
    assert "new" not in {state for state, _ in loop.links().values()}
    before = len(loop.server.hits)
    status, said = loop.crawl(WAYS, "--since", "2015-01-08", NEWS_TODAY=TODAY)
    assert status == 0, said
    asked = loop.server.paths()[before:]
    assert "/list_1.html" not in asked
    assert not [path for path in asked if path.startswith("/xy/")]


@pytest.mark.slow
def test_a_walk_back_that_was_killed_five_times_brings_the_same_set(loop_of: Callable[[str, Routes], Loop]) -> None:
    loop = with_sitemaps(loop_of("killed", deep(0.02)), 0.02)
    chance = random.Random(5)
    for _ in range(5):
        before = len(loop.server.hits)
        child = loop.start(WAYS, "--since", SINCE.isoformat(), NEWS_TODAY=TODAY)
        wanted = chance.randrange(5, 25)
        patience_ends = time.monotonic() + 40
        while len(loop.server.hits) - before < wanted and child.poll() is None and time.monotonic() < patience_ends:
            time.sleep(0.01)
        child.kill()
        child.communicate()
    assert loop.rows("SELECT count(*) AS n FROM runs_v1 WHERE outcome IS NULL OR outcome = 'failed'")[0]["n"] == 5
    # The day is not said again: what waits is gone on with by any crawl, after its daily work.
    status, said = loop.crawl(WAYS, NEWS_TODAY=TODAY)
    assert status == 0, said
    assert loop.links().keys() == pages_of(loop)
    assert {state for state, _ in loop.links().values()} == {"stored"}
    assert len(loop.rows("SELECT url FROM articles_v1")) == len(pages_of(loop))


@pytest.mark.slow
def test_daily_work_comes_before_a_walk_back_and_between_its_slices(loop_of: Callable[[str, Routes], Loop]) -> None:
    ways = "Listing('{url}/list.html', pages='list_{n}.html', max_pages=1)"
    routes = dict(deep(0.05))
    fresh = article(1999, day=TODAY)
    routes["/xy/1999.html"] = fresh
    news = Reply(body=listing("/xy/1999.html", "/xy/1001.html").body)
    routes["/list.html"] = [routes["/list.html"]] * 2 + [news]  # type: ignore[assignment]
    loop = loop_of("slices", routes)
    status, said = loop.crawl(ways, "--since", SINCE.isoformat(), NEWS_TODAY=TODAY, NEWS_BACKFILL_S=0.4)
    assert status == 0, said
    asked = loop.server.paths()
    assert asked.index("/xy/1003.html") < asked.index("/list_1.html")
    assert asked.index("/xy/1999.html") < asked.index("/list_11.html")
    assert asked.count("/list.html") >= 4
    counts = loop.rows("SELECT counts ->> '$.\"discover/new\"' AS daily FROM runs_v1")
    assert counts[0]["daily"] == 4


def place(number: int = 1, since: date = SINCE, **words: object) -> Place:
    return Place(channel="list", since=since, url=f"http://a.test/{number}", number=number, **words)  # type: ignore[arg-type]


def test_a_channel_that_was_walked_back_further_is_not_walked_again(db: Database) -> None:
    assert db.begin_backfill("cinic", [place()], at=AT) == 1
    assert db.begin_backfill("cinic", [place()], at=AT) == 0
    assert db.begin_backfill("cinic", [place(since=date(2020, 1, 1))], at=AT) == 0
    assert db.begin_backfill("cinic", [place(since=date(2010, 1, 1))], at=AT) == 1


def test_a_place_comes_back_as_it_was_put_down_and_is_gone_once_it_was_read(db: Database) -> None:
    later = place(2, day=date(2015, 3, 1), missing=3, before=("http://a.test/x",))
    db.begin_backfill("cinic", [place()], at=AT)
    db.step_back("cinic", place(), [later], "read", None, at=AT)
    assert db.places("cinic") == [later]
    assert db.has_backfill("cinic", at=AT)
    db.step_back("cinic", later, [], "read", None, at=AT)
    assert not db.has_backfill("cinic", at=AT)


def test_a_place_that_fails_waits_and_is_given_up_after_five_tries(db: Database) -> None:
    db.begin_backfill("cinic", [place()], at=AT)
    assert [db.fail_back("cinic", place(), [], "fetch/timeout", at=AT) for _ in range(5)] == [False] * 4 + [True]
    assert db.places("cinic") == []


def test_links_of_a_walk_back_wait_until_a_daily_walk_finds_them(db: Database) -> None:
    old, both, new = (FoundLink(url=f"http://a.test/{n}") for n in range(3))
    db.take_in("cinic", "list", [old, both], is_backfill=True, at=AT)
    db.take_in("cinic", "list", [both, new], at=AT)
    run = db.start_run("cinic", "crawl", at=AT)
    assert [lease.url for lease in db.lease("cinic", run, 9, at=AT)] == [both.url, new.url]
    assert db.has_backfill("cinic", at=AT)
    assert [lease.url for lease in db.lease("cinic", run, 9, is_backfill=True, at=AT)] == [old.url]
    assert not db.has_backfill("cinic", at=datetime.now(UTC) + timedelta(days=1))
