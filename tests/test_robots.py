"""robots.txt: obeyed, closed when it cannot be read, its delay kept, its sitemaps told."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawlers.fetch.robots import DELAY_MAX_S, MAX_BYTES, read
from tests.fetching import Crawl, crawl
from tests.server import Reply, Server, serve

pytestmark = pytest.mark.slow

US = "xizang-digital-news"


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private\n", "/private/a.html", False),
        ("User-agent: *\nDisallow: /private\n", "/news/a.html", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/\n", "/news/a.html", True),
        ("User-agent: *\nDisallow: /*.php$\n", "/a.php", False),
        ("User-agent: *\nDisallow: /*.php$\n", "/a.php?x=1", True),
        ("User-agent: other\nDisallow: /\n", "/a.html", True),
        ("User-agent: xizang-digital-news\nDisallow: /a\n\nUser-agent: *\nDisallow:\n", "/a.html", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: xizang-digital-news\nDisallow: /b\n", "/a.html", True),
        ("\ufeffUser-agent: *\nDisallow: /private\n", "/private/", False),
        ("User-agent: *\r\nDisallow: /新闻/\r\n", "/%E6%96%B0%E9%97%BB/1.html", False),
        ("", "/a.html", True),
        ("\n <!DOCTYPE html><html><body>User-agent: *\nDisallow: /\n</body></html>", "/a.html", True),
        ("# 说明\nUser-agent: *\nDisallow: /private # 内部\n", "/private/", False),
    ],
)
def test_its_rules_hold_for_us(text: str, path: str, allowed: bool) -> None:
    assert read(text.encode(), US).parser.can_fetch(f"http://www.example.org{path}", US) is allowed


def test_comments_in_another_encoding_do_not_hide_rules() -> None:
    body = "# 网站说明\nUser-agent: *\nDisallow: /private\n".encode("gb18030")
    assert not read(body, US).parser.can_fetch("http://www.example.org/private", US)


@pytest.mark.parametrize(
    ("line", "delay_s"),
    [
        ("Crawl-delay: 2", 2.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: 999999", DELAY_MAX_S),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: -3", 0.0),
        ("Crawl-delay: nan", 0.0),
        ("", 0.0),
    ],
)
def test_e13_crawl_delay_is_read_and_capped(line: str, delay_s: float) -> None:
    assert read(f"User-agent: *\n{line}\n".encode(), US).delay_s == delay_s


def test_e13_an_absurd_crawl_delay_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    read(b"User-agent: *\nCrawl-delay: 999999\n", US)
    assert "beyond all measure" in caplog.text


def test_sitemaps_are_told_whoever_they_stand_under() -> None:
    text = "Sitemap: http://www.example.org/a.xml\nUser-agent: other\nDisallow: /\nSitemap: /b.xml\n"
    assert read(text.encode(), US).sitemaps == ("http://www.example.org/a.xml", "/b.xml")


def test_e11_a_file_of_any_size_is_read_quickly_and_up_to_the_limit() -> None:
    start = b"User-agent: *\nDisallow: /first\n"
    filler = b"Disallow: /" + b"*a" * 500 + b"\n"
    body = start + filler * (2 * MAX_BYTES // len(filler)) + b"Disallow: /last\n"
    began = time.perf_counter()
    parser = read(body, US).parser
    assert not parser.can_fetch("http://www.example.org/first", US)
    assert parser.can_fetch("http://www.example.org/last", US)
    assert parser.can_fetch("http://www.example.org/" + "a" * 2000 + "b", US) in (True, False)
    assert time.perf_counter() - began < 3


@dataclass(frozen=True)
class Site:
    """One site with its robots.txt, after a crawl that asked for three of its pages."""

    server: Server
    crawl: Crawl

    def ends(self) -> set[str | None]:
        return {answer.end for answer in self.crawl.answers if answer.asked.startswith(self.server.url("/"))}

    def pages(self) -> list[str]:
        return [path for path in self.server.paths() if path != "/robots.txt"]


TXT = {"Content-Type": "text/plain"}
RULES = b"User-agent: *\nDisallow: /private\n"
ROBOTS: dict[str, Reply | Sequence[Reply]] = {
    "plain": Reply(body=RULES, headers=TXT),
    "missing": Reply(status=404),
    "forbidden": Reply(status=403),
    "html": Reply(body=b"<html><p>Disallow: /</p></html>"),
    "moved": Reply(status=301, headers={"Location": "/r.txt"}),
    "flapping": [Reply(status=503), Reply(body=RULES, headers=TXT)],
    "broken": Reply(status=503),
    "busy": Reply(status=429, headers={"Retry-After": "3600"}),
    "silent": Reply(fault="silence"),
    "looping": Reply(status=302, headers={"Location": "/robots.txt"}),
    "cut": Reply(body=RULES, fault="short"),
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """All sites of ROBOTS, crawled by one process."""
    servers: dict[str, Server] = {}
    for word, robots in ROBOTS.items():
        page = Reply(body=b"page")
        routes = {"/robots.txt": robots, "/r.txt": ROBOTS["plain"], "/a.html": page, "/private/b.html": page}
        servers[word] = Server(routes)
    urls = [server.url(path) for server in servers.values() for path in ("/a.html", "/private/b.html", "/a.html?2")]
    for server in servers.values():
        server.routes["/a.html?2"] = Reply(body=b"page")
    hosts = [server.host for server in servers.values()]
    done = crawl(urls, hosts, DOWNLOAD_TIMEOUT=0.4, CONCURRENT_REQUESTS=100, CONCURRENT_REQUESTS_PER_DOMAIN=100)
    yield {word: Site(server, done) for word, server in servers.items()}
    for server in servers.values():
        server.close()


@pytest.mark.parametrize("word", ["plain", "moved", "flapping"])
def test_e11_what_it_disallows_is_not_asked_for(sites: dict[str, Site], word: str) -> None:
    assert sites[word].ends() == {None, "refused robots/disallowed"}
    assert sorted(set(sites[word].pages()) - {"/r.txt"}) == ["/a.html", "/a.html?2"]


@pytest.mark.parametrize("word", ["missing", "forbidden", "html"])
def test_where_there_is_none_everything_is_allowed(sites: dict[str, Site], word: str) -> None:
    assert sites[word].ends() == {None}
    assert len(sites[word].pages()) == 3


@pytest.mark.parametrize("word", ["broken", "busy", "silent", "looping", "cut"])
def test_e12_where_it_cannot_be_read_nothing_is_asked_for_and_all_waits(sites: dict[str, Site], word: str) -> None:
    assert sites[word].ends() == {"retry robots/unavailable"}
    assert sites[word].pages() == []


def test_the_wait_that_it_asked_for_is_handed_on(sites: dict[str, Site]) -> None:
    waits = {
        answer.retry_after_s for answer in sites["busy"].crawl.answers if sites["busy"].server.host in answer.asked
    }
    assert waits == {3600.0}


@pytest.mark.parametrize(("word", "times"), [("plain", 1), ("flapping", 2), ("silent", 3), ("busy", 1)])
def test_it_is_fetched_once_a_run_and_tried_again_a_little(sites: dict[str, Site], word: str, times: int) -> None:
    assert sites[word].server.paths().count("/robots.txt") == times


SLOW: dict[str, Reply | Sequence[Reply]] = {
    "/robots.txt": Reply(body=b"User-agent: *\nCrawl-delay: 0.3\n", headers=TXT),
    "/1": Reply(),
    "/2": Reply(),
    "/3": Reply(),
}


def test_e13_crawl_delay_keeps_requests_apart() -> None:
    with serve(SLOW) as site:
        crawl([site.url(f"/{n}") for n in (1, 2, 3)], [site.host])
        times = [hit.at for hit in site.hits]
    assert len(times) == 4
    assert all(later - earlier >= 0.29 for earlier, later in itertools.pairwise(times[1:]))


@pytest.mark.slow
def test_crawl_delay_does_not_hold_up_a_replay(tmp_path: Path) -> None:
    with serve(SLOW) as site:
        urls = [site.url(f"/{n}") for n in (1, 2, 3)]
        crawl(urls, [site.host], NEWS_ARCHIVE_DIR=tmp_path)
        replay = crawl(urls, [site.host], NEWS_REPLAY=tmp_path)
    assert [answer.status for answer in replay.answers] == [200] * 3
    assert replay.stats["elapsed_time_seconds"] < 0.3
