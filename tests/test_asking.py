"""Requests without a crawl meet what a crawl meets: guard on every hop, robots, pace, bounds, shields."""

from __future__ import annotations

import gzip
import itertools
import time
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawlers.fetch.ends import End
from crawlers.probe.asking import Asker
from tests.certificates import tls
from tests.server import Reply, Routes, Server, serve
from tests.test_guard import SPELLINGS

PAGE = Reply(body=b"<html><body>" + b"<p>a page of its own</p>" * 100)


def asker(**settings: Any) -> Asker:
    """Make one with the project's settings, but for the pace and the address of the test's servers."""
    made = Settings()
    made.setmodule("crawlers.settings")
    quick = {"DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 1.5, "NEWS_ALLOW_PRIVATE": ["127.0.0.1"]}
    made.setdict(quick | settings, priority="cmdline")
    return Asker(made)


def end(routes: Routes, path: str = "/a.html", **settings: Any) -> str:
    """Ask one server for its page and then for a path; return how that ended."""
    with serve({"/": PAGE, **routes}) as site:
        asking = asker(**settings)
        asking.begin(site.url("/"))
        try:
            asking.get(site.url(path))
        except End as ended:
            return f"{ended.state} {ended.stage}/{ended.reason}"
        return "answered"


def first(url: str, **settings: Any) -> str:
    """Begin with a URL and return how that ended."""
    try:
        asker(**settings).begin(url)
    except End as ended:
        return f"{ended.state} {ended.stage}/{ended.reason}"
    return "answered"


@pytest.mark.parametrize("word", SPELLINGS)
def test_no_redirect_leads_into_a_private_network(word: str) -> None:
    with serve({"/": PAGE}, address="127.0.0.2") as lured, serve({"/": PAGE}) as site:
        where = SPELLINGS[word].format(port=lured.port, site=site.host)
        site.routes["/a.html"] = Reply(status=302, headers={"Location": where})
        asking = asker()
        asking.begin(site.url("/"))
        with pytest.raises(End, match="guard/"):
            asking.get(site.url("/a.html"))
        with pytest.raises(End, match="guard/"):
            asker().begin(site.url("/a.html"))
        assert lured.hits == []


@pytest.mark.parametrize("url", ["http://127.0.0.2/", "http://localhost/", "http://2130706433/", "http://[::1]/"])
def test_a_private_address_is_no_site_to_begin_with(url: str) -> None:
    assert first(url) == "refused guard/private_address"


def test_a_public_name_that_points_inside_is_never_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver is the world's: here it says that a name of somebody's points at our own network."""
    with serve({"/": PAGE}) as inside:
        place = (2, 1, 6, "", ("127.0.0.1", inside.port))
        monkeypatch.setattr("socket.getaddrinfo", lambda *_: [place])
        assert first(f"http://www.example.org:{inside.port}/") == "refused guard/private_address"
        assert inside.hits == []
        assert first(f"http://www.example.org:{inside.port}/", NEWS_ALLOW_PRIVATE=["www.example.org"]) == "answered"


def test_only_the_first_page_may_lead_to_a_kindred_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve({}) as site:
        place = (2, 1, 6, "", ("127.0.0.1", site.port))
        monkeypatch.setattr("socket.getaddrinfo", lambda *_: [place])
        kin, stranger = (f"http://{name}:{site.port}/" for name in ("www.example.org", "www.example.net"))
        site.routes |= {
            "/": [Reply(status=301, headers={"Location": kin}), PAGE],
            "/stranger": Reply(status=302, headers={"Location": stranger}),
        }
        names = ["example.org", "www.example.org", "www.example.net"]
        asking = asker(NEWS_ALLOW_PRIVATE=names)
        assert asking.begin(f"http://example.org:{site.port}/").url == kin
        assert asking.hosts == (f"example.org:{site.port}", f"www.example.org:{site.port}")
        with pytest.raises(End, match="guard/offsite"):
            asking.get(f"http://example.org:{site.port}/stranger")
        assert first(f"http://example.org:{site.port}/stranger", NEWS_ALLOW_PRIVATE=names) == "refused guard/offsite"


@pytest.mark.parametrize(
    ("robots", "ended"),
    [
        (Reply(body=b"User-agent: *\nDisallow: /a"), "refused robots/disallowed"),
        (Reply(body=b"User-agent: xizang-digital-news\nDisallow: /a"), "refused robots/disallowed"),
        (Reply(body=b"User-agent: *\nDisallow: /b"), "answered"),
        (Reply(status=404), "answered"),
        (Reply(status=403), "answered"),
        (
            Reply(body=gzip.compress(b"User-agent: *\nDisallow: /a"), headers={"Content-Encoding": "gzip"}),
            "refused robots/disallowed",
        ),
    ],
)
def test_robots_txt_is_obeyed(robots: Reply, ended: str) -> None:
    assert end({"/robots.txt": robots, "/a.html": PAGE}) == ended


@pytest.mark.parametrize(
    "robots",
    [
        Reply(status=503),
        Reply(status=429),
        Reply(fault="reset"),
        Reply(status=302, headers={"Location": "http://www.example.org/robots.txt"}),
        Reply(status=302, headers={"Location": "/robots.txt"}),
        Reply(body=b"x" * 200, headers={"Content-Encoding": "gzip"}),
    ],
)
def test_a_robots_txt_that_cannot_be_read_is_closed(robots: Reply) -> None:
    with serve({"/": PAGE, "/robots.txt": robots}) as site:
        assert first(site.url("/")) == "retry robots/unavailable"
        assert "/" not in site.paths()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reply", "ended"),
    [
        (Reply(status=404), "gone fetch/not_found"),
        (Reply(status=403), "retry fetch/blocked"),
        (Reply(status=412, body=b"<script>$_ts=window['$_ts'];</script>"), "retry fetch/blocked"),
        (Reply(body=b"<html><script>$_ts=window['$_ts'];</script></html>"), "retry fetch/blocked"),
        (Reply(status=500), "retry fetch/server_error"),
        (Reply(status=429, headers={"Retry-After": "60"}), "retry fetch/http_429"),
        (Reply(status=302, headers={"Location": "/a.html"}), "failed fetch/too_many_redirects"),
        (Reply(status=302, headers={"Location": "http://[x/"}), "failed fetch/bad_redirect"),
        (Reply(status=302, headers={"Location": "file:///etc/hostname"}), "failed fetch/bad_redirect"),
        (Reply(body=b"x" * 2000, fault="short"), "retry fetch/torn_body"),
        (Reply(body=b"x" * 2000, chunked=True, fault="no_last_chunk"), "retry fetch/torn_body"),
        (Reply(body=gzip.compress(b"x" * 9000)[:-12], headers={"Content-Encoding": "gzip"}), "retry fetch/torn_body"),
        (Reply(body=gzip.compress(bytes(5 << 20)), headers={"Content-Encoding": "gzip"}), "failed fetch/too_large"),
        (Reply(body=bytes(5 << 20)), "failed fetch/too_large"),
        (Reply(raw=b"HTTP/1.1 200 OK\r\n\r\n" + b"y" * (5 << 20)), "failed fetch/too_large"),
        (Reply(raw=b"220 mail.example.org ESMTP\r\n\r\n"), "retry fetch/connection_lost"),
        (Reply(fault="reset"), "retry fetch/connection_lost"),
        (Reply(body=b"x" * 2000, fault="reset_in_body"), "retry fetch/torn_body"),
        (Reply(fault="silence"), "retry fetch/timeout"),
        (Reply(body=b"x" * 900, fault="trickle"), "retry fetch/timeout"),
        (Reply(body=b"", headers={"X": "x" * 900}, fault="trickle"), "retry fetch/timeout"),
    ],
)
def test_what_no_page_came_of_ends_as_in_a_crawl(reply: Reply, ended: str) -> None:
    started = time.monotonic()
    assert end({"/a.html": reply}) == ended
    assert time.monotonic() - started < 4


def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    server = Server({"/": PAGE}, tls=tls(tmp_path, "localhost"))
    try:
        assert (
            first(f"https://localhost:{server.port}/", NEWS_ALLOW_PRIVATE=["localhost"]) == "retry robots/unavailable"
        )
        assert server.hits == []
    finally:
        server.close()


def test_a_host_that_fails_or_asks_for_rest_is_not_asked_again() -> None:
    with serve({"/": PAGE, "/a.html": Reply(status=429)}) as site:
        asking = asker()
        asking.begin(site.url("/"))
        for _ in range(2):
            with pytest.raises(End):
                asking.get(site.url("/a.html"))
        assert site.paths().count("/a.html") == 1


@pytest.mark.parametrize(
    ("delay_s", "robots", "least_s"), [(0.3, b"", 0.2), (0, b"User-agent: *\nCrawl-delay: 0.4", 0.4)]
)
def test_the_pace_is_the_crawls(delay_s: float, robots: bytes, least_s: float) -> None:
    with serve({"/": PAGE, "/robots.txt": Reply(body=robots)}) as site:
        asking = asker(DOWNLOAD_DELAY=delay_s)
        asking.begin(site.url("/"))
        asking.get(site.url("/"))
        gaps = [b.at - a.at for a, b in itertools.pairwise(site.hits)]
        assert len(gaps) == 2
        assert min(gaps) >= 0.75 * least_s  # by the server's clock, which may be late for the one and not for the next


def test_a_site_hears_who_asks_and_gets_no_cookie_back() -> None:
    with serve({"/": Reply(body=PAGE.body, headers={"Set-Cookie": "a=b"})}) as site:
        asking = asker(NEWS_CONTACT="desk@example.org")
        asking.begin(site.url("/"))
        asking.get(site.url("/"))
        assert all(hit.headers["user-agent"].startswith("xizang-digital-news/0.1 (+desk@") for hit in site.hits)
        assert not any("cookie" in hit.headers or "referer" in hit.headers for hit in site.hits)
