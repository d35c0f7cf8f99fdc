"""The crawl: what is asked for, when it ends, how every link ends, and what a crawl that was stopped leaves."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawling import Loop, article, listing
from tests.server import Reply, Routes, serve

pytestmark = pytest.mark.slow

LISTED = "Listing('{url}/list.html', next_page=\"a:-soup-contains('下一页')\")"
ROBOTS = Reply(body=b"User-agent: *\nDisallow: /xy/1007\n", headers={"Content-Type": "text/plain"})
ENDS = {
    "/xy/1004.html": ("gone", "fetch/not_found"),
    "/xy/1005.html": ("retry", "fetch/http_503"),
    "/xy/1006.html": ("refused", "guard/private_address"),
    "/xy/1007.html": ("refused", "robots/disallowed"),
    "/xy/1009.html": ("dropped", "fetch/not_html"),
    "/xy/1010.html": ("failed", "fetch/too_many_redirects"),
    "/xy/1011.html": ("retry", "fetch/blocked"),
}
PAGES = ("/xy/1001.html", "/xy/1002.html", "/xy/1003.html", "/xy/1008.html")


def moved(to: str) -> Reply:
    return Reply(status=302, headers={"Location": to})


def faults() -> Routes:
    """A site on which a crawl meets one of each."""
    return {
        "/robots.txt": ROBOTS,
        "/list.html": listing(
            "/xy/1001.html", "/xy/1002.html#top", "/xy/1003.html", "/xy/1004.html", after="/list_2.html"
        ),
        "/list_2.html": listing("/xy/1005.html", "/xy/1006.html", "/xy/1007.html?utm_source=x", after="/list_3.html"),
        "/list_3.html": listing("/xy/1008.html", "/xy/1009.html", "/xy/1010.html", "/xy/1011.html", after="/list.html"),
        "/xy/1001.html": article(1, "/xy/1001_print.html", "/xy/10012.html"),
        "/xy/1002.html": article(2, "1002_2.html", "1002_3.html"),
        "/xy/1002_2.html": article(22, "/xy/1002.html", "/xy/1002_3.html"),
        "/xy/1002_3.html": article(23, "/xy/1002.html", "/xy/1002_2.html"),
        "/xy/1003.html": article(3, "/xy/1003_2.html"),
        "/xy/1005.html": Reply(status=503),
        "/xy/1006.html": moved("http://127.0.0.2/xy/1.html"),
        "/xy/1008.html": moved("/xy/moved/1008.html"),
        "/xy/moved/1008.html": article(8),
        "/xy/1009.html": Reply(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        "/xy/1010.html": moved("/xy/1010.html?again"),
        "/xy/1010.html?again": moved("/xy/1010.html"),
        "/xy/1011.html": Reply(status=403),
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """The site of faults, crawled once."""
    with serve(faults()) as server:
        loop = Loop(server=server, folder=tmp_path_factory.mktemp("faults"))
        status, said = loop.crawl(LISTED)
        assert status == 0, said
        assert "Traceback" not in said
        yield loop


@pytest.fixture
def loop_of(tmp_path: Path) -> Iterator[Callable[[Routes], Loop]]:
    """Serve routes of a test's own."""
    servers = []

    def make(routes: Routes) -> Loop:
        opened = serve(routes)
        servers.append(opened)
        return Loop(server=opened.__enter__(), folder=tmp_path)

    yield make
    for opened in servers:
        opened.__exit__(None, None, None)


def test_b20_every_link_ends_with_its_reason(crawled: Loop) -> None:
    links = crawled.links()
    assert {path: end for path, end in links.items() if path in ENDS} == ENDS
    assert links.keys() == {*ENDS, *PAGES}
    assert not {path: end for path, end in links.items() if path in PAGES and end[0] not in ("stored", "dropped")}


def test_the_walk_goes_back_page_by_page_and_asks_for_none_twice(crawled: Loop) -> None:
    asked = [path for path in crawled.server.paths() if path.startswith("/list")]
    assert asked[:3] == ["/list.html", "/list_2.html", "/list_3.html"]
    assert len(set(asked)) == 3


def test_an_article_in_parts_is_one_page(crawled: Loop) -> None:
    page = crawled.pages()["/xy/1002.html"]
    assert [crawled.path(part) for part in page["parts"]] == ["/xy/1002_2.html", "/xy/1002_3.html"]
    assert page["missing_parts"] == 0


def test_a_missing_part_is_counted_and_the_rest_kept(crawled: Loop) -> None:
    page = crawled.pages()["/xy/1003.html"]
    assert (page["parts"], page["missing_parts"]) == ([], 1)


def test_a_page_with_no_parts_has_none(crawled: Loop) -> None:
    assert crawled.pages()["/xy/1001.html"]["parts"] == []


def test_a_redirect_keeps_the_link_and_names_the_final_url(crawled: Loop) -> None:
    page = crawled.pages()["/xy/1008.html"]
    assert crawled.path(page["url"]) == "/xy/moved/1008.html"


def test_what_failed_for_now_waits_a_quarter_of_an_hour_at_least(crawled: Loop) -> None:
    rows = crawled.rows("SELECT tried_at, next_try_at, tries FROM links_v1 WHERE state = 'retry'")
    assert len(rows) == 2
    for row in rows:
        waits = datetime.fromisoformat(row["next_try_at"]) - datetime.fromisoformat(row["tried_at"])
        assert waits.total_seconds() >= 15 * 60
        assert row["tries"] == 1


def test_every_request_that_went_out_has_its_row(crawled: Loop) -> None:
    urls = [crawled.path(row["url"]) for row in crawled.rows("SELECT url FROM fetches_v1 WHERE run_id = 1")]
    assert sorted(urls) == sorted(crawled.server.paths()[: len(urls)])
    assert "/robots.txt" in urls
    assert urls.count("/xy/1005.html") == 3


def test_the_run_says_how_it_ended(crawled: Loop) -> None:
    (run,) = crawled.rows("SELECT site, kind, outcome, reason FROM runs_v1 WHERE id = 1")
    assert run == {"site": "loop", "kind": "crawl", "outcome": "ok", "reason": None}


def test_a_second_crawl_asks_for_no_known_article_and_stops_at_known_links(crawled: Loop) -> None:
    before = len(crawled.server.hits)
    status, said = crawled.crawl(LISTED)
    assert status == 0, said
    assert crawled.server.paths()[before:] == ["/robots.txt", "/list.html"]


@pytest.mark.slow
def test_a_killed_crawl_is_taken_up_where_it_was(loop_of: Callable[[Routes], Loop]) -> None:
    first, second = [f"/xy/10{n}.html" for n in range(10, 30)], [f"/xy/10{n}.html" for n in range(30, 40)]
    slow = {path: Reply(delay_s=0.05, body=article(n).body) for n, path in enumerate(first + second)}
    later = Reply(delay_s=1.0, body=listing(*second).body)
    loop = loop_of({**slow, "/list.html": listing(*first, after="/list_2.html"), "/list_2.html": later})
    child = loop.start(LISTED)
    wait_for(lambda: len(loop.server.hits) > 6)
    child.kill()
    child.communicate()
    assert "leased" in {state for state, _ in loop.links().values()}
    # All of page 1 is known by now; page 2, which was never read, must be reached all the same.
    status, said = loop.crawl(LISTED)
    assert status == 0, said
    assert loop.links().keys() == {*first, *second}
    assert {state for state, _ in loop.links().values()} <= {"stored", "dropped"}
    outcomes = [row["outcome"] for row in loop.rows("SELECT outcome FROM runs_v1 ORDER BY id")]
    assert outcomes == ["failed", "ok"]


@pytest.mark.slow
def test_a_crawl_asked_to_stop_gives_its_leases_back(loop_of: Callable[[Routes], Loop]) -> None:
    paths = [f"/xy/1{n}.html" for n in range(100, 400)]  # not at its end when the second crawl has had its say
    slow = {path: Reply(delay_s=0.4, body=article(n).body) for n, path in enumerate(paths)}
    loop = loop_of({**slow, "/list.html": listing(*paths)})
    child = loop.start("Listing('{url}/list.html')")
    wait_for(lambda: len(loop.server.hits) > 6)
    second_status, said = loop.crawl("Listing('{url}/list.html')")
    assert (second_status, f"pid {child.pid}" in said) == (1, True), said
    child.send_signal(signal.SIGTERM)
    said, _ = child.communicate(timeout=20)
    assert child.returncode == 1
    assert "stopped before its end" in said
    assert {state for state, _ in loop.links().values()} <= {"new", "stored", "dropped"}
    assert [row["outcome"] for row in loop.rows("SELECT outcome FROM runs_v1")] == ["stopped"]


@pytest.mark.slow
def test_a_walk_back_to_a_day_ends_where_nothing_is_younger(loop_of: Callable[[Routes], Loop]) -> None:
    days = ("20220510", "20220301", "20220105", "20211201")
    paths = [f"/xy/{day}/{n}.html" for n, day in enumerate(days, 1001)]
    lists = {
        "/list.html": listing(paths[0], "/xy/20220101/1000.html", after="/list_1.html"),
        **{f"/list_{n}.html": listing(paths[n], after=f"/list_{n + 1}.html") for n in (1, 2, 3)},
    }
    loop = loop_of({**lists, **{path: article(n) for n, path in enumerate(paths)}})
    status, said = loop.crawl(LISTED, "--since", "2022-02-15")
    assert status == 0, said
    assert loop.links().keys() == set(paths[:2])
    assert "/list_2.html" in loop.server.paths()
    assert "/list_3.html" not in loop.server.paths()


@pytest.mark.slow
def test_feeds_and_sitemaps_are_read_and_one_that_fails_fails_the_run_only(loop_of: Callable[[Routes], Loop]) -> None:
    feed = b"<rss><item><title>a</title><link>/xy/1001.html</link></item></rss>"
    loop = loop_of({"/xy/1001.html": article(1), "/xy/1002.html": article(2), "/feed": Reply(body=feed)})
    loop.server.routes["/s.xml"] = Reply(
        body=f"<urlset><url><loc>{loop.server.url('/xy/1002.html')}</loc></url></urlset>".encode()
    )
    loop.server.routes["/robots.txt"] = Reply(body=b"Sitemap: " + loop.server.url("/s.xml").encode())
    status, said = loop.crawl("Feed('{url}/feed'), Sitemap(), Listing('{url}/gone.html')")
    assert loop.links().keys() == {"/xy/1001.html", "/xy/1002.html"}
    assert status == 1
    assert said.splitlines()[-1] == f"error: {loop.server.url('/gone.html')}: fetch/not_found: 404"
    (run,) = loop.rows("SELECT outcome, reason FROM runs_v1")
    assert run["outcome"] == "failed"


@pytest.mark.slow
def test_searches_day_rolls_and_endpoints_are_read_and_a_day_without_a_roll_is_no_failure(
    loop_of: Callable[[Routes], Loop],
) -> None:
    pages = [f"/xy/100{n}.html" for n in range(5)]
    rows = Reply(body=b'{"rows": [{"id": 1004}]}', headers={"Content-Type": "application/json"})
    loop = loop_of(
        {
            **{path: article(n) for n, path in enumerate(pages)},
            "/s?q=%C0%AD%C8%F8&n=1": listing(pages[0]),
            "/s?q=%C0%AD%C8%F8&n=2": listing(pages[1]),
            "/s.do q=%E6%8B%89%E8%90%A8": listing(pages[2]),
            "/2022/0301.html": Reply(status=404),
            "/2022/0228.html": listing(pages[3]),
            "/api": rows,
        }
    )
    ways = """
        Search('{url}/s?q={word}&n={n}', words=('拉萨',), encoding='gbk', max_pages=2),
        Search('{url}/s.do', words=('拉萨',), form={'q': '{word}'}),
        DayRoll('{url}/%Y/%m%d.html'),
        Endpoint('{url}/api', items='rows', link='/xy/{id}.html')"""
    status, said = loop.crawl(ways, NEWS_TODAY="2022-03-01")
    assert status == 0, said
    assert loop.links().keys() == set(pages)
    status, said = loop.crawl(ways, NEWS_TODAY="2022-06-01")
    assert status == 1
    assert "/2022/0531.html: fetch/not_found" in said.splitlines()[-1]


@pytest.mark.slow
def test_e14_a_crawl_is_slow_by_default_and_says_who_asks(loop_of: Callable[[Routes], Loop]) -> None:
    paths = [f"/xy/100{n}.html" for n in range(3)]
    cookie = {"Set-Cookie": "session=1", "Content-Type": "text/html"}
    pages = {path: Reply(body=article(n).body, headers=cookie) for n, path in enumerate(paths)}
    loop = loop_of({"/list.html": listing(*paths), **pages})
    status, said = loop.crawl("Listing('{url}/list.html')", DOWNLOAD_DELAY=None, NEWS_CONTACT="https://example.org/we")
    assert status == 0, said
    times = [hit.at for hit in loop.server.hits]
    assert len(times) == 5
    assert min(after - before for before, after in pairwise(times)) >= 1.0
    for hit in loop.server.hits:
        assert hit.headers["user-agent"].startswith("xizang-digital-news/")
        assert "(+https://example.org/we; " in hit.headers["user-agent"]
        assert not {"cookie", "referer"} & hit.headers.keys()


@pytest.mark.slow
def test_a_page_that_breaks_the_program_fails_the_run_and_the_others_go_on(loop_of: Callable[[Routes], Loop]) -> None:
    paths = [f"/xy/100{n}.html" for n in range(5)]
    loop = loop_of({"/list.html": listing(*paths), **{path: article(n) for n, path in enumerate(paths)}})
    status, said = loop.crawl("Listing('{url}/list.html')", TEST_BREAKS_ON=paths[2])
    assert status == 1
    assert f"a fault of this program on {loop.server.url(paths[2])}: RuntimeError" in said.splitlines()[-1]
    links = loop.links()
    assert links.pop(paths[2]) == ("retry", "crawl/broken")
    assert {state for state, _ in links.values()} <= {"stored", "dropped"}


@pytest.mark.slow
def test_b12_links_beyond_the_bound_make_one_row_with_the_count(loop_of: Callable[[Routes], Loop]) -> None:
    loop = loop_of({"/list.html": listing(*(f"/xy/{n}.html" for n in range(1000, 1612)))})
    status, said = loop.crawl("Listing('{url}/list.html')", CONCURRENT_REQUESTS_PER_DOMAIN=8)
    assert status == 0, said
    rows = loop.rows("SELECT state, count(*) AS n, max(rule) AS rule FROM links_v1 GROUP BY state ORDER BY state")
    assert rows[0] == {"state": "gone", "n": 500, "rule": "404"}
    assert (rows[1]["state"], rows[1]["n"], "112" in rows[1]["rule"]) == ("overflow", 1, True)


@pytest.mark.slow
def test_a_write_that_fails_ends_the_crawl_with_one_sentence(loop_of: Callable[[Routes], Loop]) -> None:
    paths = [f"/xy/{n}.html" for n in range(1000, 1400)]
    loop = loop_of({"/list.html": listing(*paths), **{path: article(n) for n, path in enumerate(paths)}})
    child = loop.start("Listing('{url}/list.html')", shell="ulimit -f 700;")  # blocks of 1 KB: a disk that is full soon
    said, _ = child.communicate(timeout=60)
    assert child.returncode == 1, said
    assert "news.db cannot be written" in said.splitlines()[-1]
    assert len(loop.server.hits) < len(paths)


def test_an_archive_that_cannot_be_written_ends_the_crawl_with_one_sentence(
    loop_of: Callable[[Routes], Loop], tmp_path: Path
) -> None:
    loop = loop_of({"/list.html": listing("/xy/1001.html"), "/xy/1001.html": article(1)})
    (tmp_path / "file").touch()
    status, said = loop.crawl("Listing('{url}/list.html')", NEWS_ARCHIVE_DIR=tmp_path / "file" / "archive")
    assert status == 1
    assert said.splitlines()[-1].startswith(f"error: {tmp_path}/file/archive: the archive cannot be written")
    assert "/xy/1001.html" not in loop.server.paths()


def test_a_database_that_cannot_be_opened_stops_before_anything_is_asked_for(loop_of: Callable[[Routes], Loop]) -> None:
    loop = loop_of({"/list.html": listing("/xy/1001.html")})
    loop.database.write_bytes(os.urandom(8192))
    status, said = loop.crawl("Listing('{url}/list.html')")
    assert status == 1
    assert "is not a database" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert not loop.server.hits


def wait_for(is_so: Callable[[], bool]) -> None:
    patience_ends = time.monotonic() + 100
    while not is_so():
        assert time.monotonic() < patience_ends, "it never came"
        time.sleep(0.02)
