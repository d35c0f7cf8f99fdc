"""What is tried again, how often and when, and which host is left alone."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.fetch.ends import RETRY_AFTER_MAX_S, Gone, TryLater, end_of
from crawlers.fetch.hosts import Hosts
from crawlers.fetch.retry import retry_after_s
from tests.certificates import tls
from tests.fetching import Answer, Crawl, crawl
from tests.server import Reply, Server

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"Sun, 01 Mar 2026 12:02:00 GMT", 120.0),
        (b"Sun, 01 Mar 2026 20:02:00 +0800", 120.0),
        (b"Sun, 01 Mar 2026 12:02:00 -0000", 120.0),
        (b"Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        (b"99999999999", RETRY_AFTER_MAX_S),
        (b"Fri, 31 Dec 9999 23:59:59 GMT", RETRY_AFTER_MAX_S),
        (b"soon", None),
        (b"Sun, 01 Mar 99999999999999999999 12:02:00 GMT", None),
        (b"9" * 5000, RETRY_AFTER_MAX_S),
        (b"-5", None),
        (b"", None),
        (None, None),
        ("１２".encode(), None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date_and_is_a_day_at_most(
    value: bytes | None, wait_s: float | None
) -> None:
    assert retry_after_s(value, NOW) == wait_s


def test_a_host_is_down_after_five_failures_in_a_row() -> None:
    hosts = Hosts(8)
    said = [hosts.failed("a:80", silent=False) for _ in range(5)]
    assert said == [False] * 4 + [True]
    assert str(hosts.refusal("a:80", 0.0)) == "retry/host_down: a:80"
    assert hosts.refusal("b:80", 0.0) is None


def test_a_host_that_is_down_stays_so_whatever_was_still_on_its_way() -> None:
    hosts = Hosts(8)
    for _ in range(5):
        hosts.failed("a:80", silent=False)
    hosts.answered("a:80")
    assert hosts.is_down("a:80") and not hosts.failed("a:80", silent=False)


def test_a_host_is_down_after_three_silences_in_a_row() -> None:
    hosts = Hosts(8)
    assert [hosts.failed("a:80", silent=True) for _ in range(3)] == [False, False, True]


def test_a_host_that_mostly_answers_has_a_rest_first_and_is_down_when_nothing_comes_after_it() -> None:
    hosts = Hosts(8)
    for _ in range(20):
        hosts.answered("a:80")
    for _ in range(2):  # and again, when an answer came between
        assert [hosts.failed("a:80", silent=False) for _ in range(5)] == [False] * 5
        assert hosts.takes_rest("a:80") and not hosts.takes_rest("a:80")
        hosts.answered("a:80")
    assert [hosts.failed("a:80", silent=False) for _ in range(5)] == [False] * 5
    assert [hosts.failed("a:80", silent=False) for _ in range(5)] == [False] * 4 + [True]
    for _ in range(20):
        hosts.answered("b:80")
    assert [hosts.failed("b:80", silent=True) for _ in range(3)] == [False, False, True]


def test_an_answer_starts_the_count_again() -> None:
    hosts = Hosts(8)
    for _ in range(3):
        for _ in range(4):
            hosts.failed("a:80", silent=False)
        hosts.answered("a:80")
    hosts.failed("a:80", silent=True)
    hosts.failed("a:80", silent=True)
    hosts.failed("a:80", silent=False)
    assert not hosts.failed("a:80", silent=True)
    assert hosts.refusal("a:80", 0.0) is None


def test_no_more_are_on_their_way_than_a_host_may_still_fail() -> None:
    hosts = Hosts(8)
    for _ in range(3):
        assert not hosts.is_full("a:80")
        hosts.sent("a:80")
    assert hosts.is_full("a:80")
    hosts.ended("a:80")
    hosts.failed("a:80", silent=True)
    assert hosts.is_full("a:80")
    hosts.answered("a:80")
    assert not hosts.is_full("a:80")


def test_no_more_are_on_their_way_than_is_set() -> None:
    hosts = Hosts(2)
    hosts.answered("a:80")
    hosts.sent("a:80")
    assert not hosts.is_full("a:80")
    hosts.sent("a:80")
    assert hosts.is_full("a:80") and not hosts.is_full("b:80")


def test_a_host_that_asks_for_a_rest_gets_the_longest_that_it_asked_for() -> None:
    hosts = Hosts(8)
    hosts.hold("a:80", 100, now_s=1000)
    hosts.hold("a:80", 10, now_s=1001)
    end = hosts.refusal("a:80", 1040)
    assert end is not None and (end.reason, end.retry_after_s) == ("retry_after", 60)
    assert hosts.refusal("a:80", 1100) is None


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "gone fetch/not_found"),
        (410, "gone fetch/not_found"),
        (403, "retry fetch/blocked"),
        (412, "retry fetch/blocked"),
        (501, "retry fetch/server_error"),
        (400, "failed fetch/status"),
    ],
)
def test_a_status_that_nobody_handled_ends_its_link(status: int, words: str) -> None:
    end = end_of(HttpError(Response("http://www.example.org/", status=status)))
    assert end is not None and f"{end.state} {end.stage}/{end.reason}" == words


def test_an_error_that_nobody_expects_is_not_explained_away() -> None:
    assert end_of(KeyError("x")) is None
    assert end_of(IgnoreRequest("some middleware")) is None
    gone = Gone("fetch", "not_found", "404")
    assert end_of(gone) is gone


def test_a_wait_is_a_day_at_most() -> None:
    assert TryLater("fetch", "http_429", retry_after_s=1e9).retry_after_s == RETRY_AFTER_MAX_S


@dataclass(frozen=True)
class Case:
    """One site with one fault, after a crawl that asked for its page."""

    server: Server
    crawl: Crawl

    def answer(self, path: str = "/a.html") -> Answer:
        return self.crawl.of(self.server.url(path))

    def times(self, path: str = "/a.html") -> int:
        return self.server.paths().count(path)


NO_ROBOTS = Reply(status=404, headers={"Connection": "close"})  # Twisted repeats by itself what a kept connection loses
PAGE = Reply(body=b"<p>page</p>" * 200)
BUSY = Reply(status=503)
GZIPPED = gzip.compress(PAGE.body)
FAULTS: dict[str, Reply | Sequence[Reply]] = {
    "well": PAGE,
    "e10_flaps": [BUSY, BUSY, PAGE],
    "busy": BUSY,
    "a15_resets": Reply(fault="reset"),
    "a15_resets_once": [Reply(fault="reset"), PAGE],
    "a08_resets_in_body": Reply(body=PAGE.body, fault="reset_in_body"),
    "a09_short": Reply(body=PAGE.body, fault="short"),
    "a10_no_last_chunk": Reply(body=PAGE.body, chunked=True, fault="no_last_chunk"),
    "a11_cut_gzip": Reply(body=GZIPPED[: len(GZIPPED) * 6 // 10], headers={"Content-Encoding": "gzip"}),
    "a11_cut_gzip_once": [
        Reply(body=GZIPPED[:-3], headers={"Content-Encoding": "gzip"}),
        Reply(body=GZIPPED, headers={"Content-Encoding": "gzip"}),
    ],
    "b01_bomb": Reply(body=gzip.compress(bytes(64 << 20)), headers={"Content-Encoding": "gzip"}),
    "a03_silent": Reply(fault="silence"),
    "a01_slow_body": Reply(body=PAGE.body, fault="slow_body"),
    "a04_slow_chunks": Reply(body=PAGE.body, chunked=True, fault="slow_body"),
    "a02_trickles": Reply(body=PAGE.body, fault="trickle"),
    "a13_no_http": Reply(raw=b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "a13_no_text": Reply(raw=b"HT\xf4P/1.1 200 OK\r\n\r\n"),
    "a13_no_status": Reply(raw=b"HTTP/1.1 fine OK\r\n\r\n"),
    "a14_long_header": Reply(headers={"X-Long": "x" * (1 << 20)}, body=b"page"),
    "a14_many_headers": Reply(headers={f"X-{n}": "x" * 20 for n in range(20000)}, body=b"page"),
    "a14_cookies": Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"Set-Cookie: a=b\r\n" * 5000 + b"\r\n" + PAGE.body),
    "a06_claims_much": Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n" + b"x" * 1000),
    "a07_much": Reply(body=b"x" * (3 << 20), chunked=True),
    "a05_endless": Reply(raw=b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 65536, fault="endless"),
    "odd_encoding": Reply(body=PAGE.body, headers={"Content-Encoding": b"\xffzip"}),
    "e09_wait_little": [Reply(status=429, headers={"Retry-After": "1"}), PAGE],
    "e09_wait_long": Reply(status=429, headers={"Retry-After": "7200"}),
    "e09_wait_absurd": Reply(status=503, headers={"Retry-After": "999999999"}),
    "e09_wait_unsaid": Reply(status=429),
    "e15_unasked": Reply(status=304),
    "gone": Reply(status=404),
}


@pytest.fixture(scope="module")
def cases() -> Iterator[Mapping[str, Case]]:
    """All faults at once, each on a server of its own, crawled by one process."""
    servers = {word: Server({"/a.html": reply, "/robots.txt": NO_ROBOTS}) for word, reply in FAULTS.items()}
    urls: list[str | dict[str, Any]] = [server.url("/a.html") for server in servers.values()]
    closed = Server({})
    closed.close()
    urls += [closed.url("/a.html"), "http://no-such-host.invalid/a.html"]
    hosts = [*(server.host for server in servers.values()), closed.host, "no-such-host.invalid"]
    began = time.monotonic()
    done = crawl(urls, hosts, DOWNLOAD_TIMEOUT=2, CONCURRENT_REQUESTS=100, CONCURRENT_REQUESTS_PER_DOMAIN=100)
    assert time.monotonic() - began < 40
    yield {word: Case(server, done) for word, server in (servers | {"closed": closed}).items()}
    for server in servers.values():
        server.close()


@pytest.mark.parametrize(
    ("word", "end", "times"),
    [
        ("well", None, 1),
        ("e10_flaps", None, 3),
        ("a15_resets_once", None, 2),
        ("odd_encoding", None, 1),
        ("e09_wait_little", None, 2),
        ("busy", "retry fetch/http_503", 3),
        ("a15_resets", "retry fetch/connection_lost", 3),
        ("a08_resets_in_body", "retry fetch/torn_body", 3),
        ("a09_short", "retry fetch/torn_body", 3),
        ("a10_no_last_chunk", "retry fetch/torn_body", 3),
        ("a11_cut_gzip", "retry fetch/torn_body", 3),
        ("a11_cut_gzip_once", None, 2),
        ("b01_bomb", "failed fetch/too_large", 1),
        ("a03_silent", "retry fetch/timeout", 3),
        ("a01_slow_body", "retry fetch/timeout", 3),
        ("a04_slow_chunks", "retry fetch/timeout", 3),
        ("a02_trickles", "retry fetch/timeout", 3),
        ("a13_no_http", "retry fetch/connection_lost", 3),
        ("a13_no_text", "retry fetch/connection_lost", 3),
        ("a13_no_status", "retry fetch/connection_lost", 3),
        ("a14_long_header", "retry fetch/connection_lost", 3),
        ("a14_many_headers", "retry fetch/connection_lost", 3),
        ("a14_cookies", None, 1),
        ("a06_claims_much", "failed fetch/too_large", 1),
        ("a07_much", "failed fetch/too_large", 1),
        ("a05_endless", "failed fetch/too_large", 1),
        ("e09_wait_long", "retry fetch/http_429", 1),
        ("e09_wait_absurd", "retry fetch/http_503", 1),
        ("e09_wait_unsaid", "retry fetch/http_429", 1),
        ("e15_unasked", "retry fetch/unasked_304", 1),
        ("gone", "gone fetch/not_found", 1),
    ],
)
def test_a_fault_ends_its_link_and_is_tried_again_a_little(
    cases: Mapping[str, Case], word: str, end: str | None, times: int
) -> None:
    answer = cases[word].answer()
    assert (answer.end, answer.error, cases[word].times()) == (end, None, times)
    assert answer.body == (PAGE.body if end is None else b"")


@pytest.mark.parametrize(
    ("word", "wait_s"),
    [("e09_wait_long", 7200), ("e09_wait_absurd", RETRY_AFTER_MAX_S), ("e09_wait_unsaid", 60), ("busy", None)],
)
def test_the_wait_that_a_site_asks_for_is_handed_on(cases: Mapping[str, Case], word: str, wait_s: float | None) -> None:
    assert cases[word].answer().retry_after_s == wait_s


def test_no_request_goes_out_while_a_site_rests(cases: Mapping[str, Case]) -> None:
    first, second = (hit.at for hit in cases["e09_wait_little"].server.hits if hit.path == "/a.html")
    assert second - first >= 1.0


def test_a16_who_does_not_answer_and_who_has_no_name_wait_for_a_later_run(cases: Mapping[str, Case]) -> None:
    assert cases["closed"].answer().end == "retry robots/unavailable"
    assert "fetch/connection_refused" in cases["closed"].answer().rule
    unnamed = cases["well"].crawl.of("http://no-such-host.invalid/a.html")
    assert (unnamed.end, unnamed.retry_after_s) == ("retry robots/unavailable", 900)
    assert "fetch/no_such_host" in unnamed.rule


def test_a04_a05_a07_a14_faults_cost_little_memory_and_no_trace_reaches_a_person(cases: Mapping[str, Case]) -> None:
    done = cases["well"].crawl
    assert "Traceback" not in done.log
    assert done.stats["memusage/max"] < 150 << 20


def many(server: Server, count: int) -> list[str]:
    server.routes |= {f"/{n}": server.routes["/a.html"] for n in range(count)}
    return [server.url(f"/{n}") for n in range(count)]


def test_a03_e10_a_host_that_keeps_failing_is_left_alone_and_others_are_not() -> None:
    silent, failing, busy, well = (
        Server({"/a.html": reply}) for reply in (Reply(fault="silence"), BUSY, FAULTS["e09_wait_long"], PAGE)
    )
    servers = (silent, failing, busy, well)
    urls = [url for server in servers for url in many(server, 8)]
    done = crawl(urls, [server.host for server in servers], DOWNLOAD_TIMEOUT=0.3, CONCURRENT_REQUESTS_PER_DOMAIN=1)
    pages = [[path for path in server.paths() if path != "/robots.txt"] for server in servers]
    assert [len(paths) for paths in pages] == [3, 5, 1, 8]
    ends = [[answer.end for answer in done.answers if server.host in answer.asked] for server in servers]
    assert ends[0].count("retry retry/host_down") == 7 and ends[0].count("retry fetch/timeout") == 1
    assert ends[1].count("retry retry/host_down") == 7 and ends[1].count("retry fetch/http_503") == 1
    assert ends[2].count("retry retry/retry_after") == 7 and ends[2].count("retry fetch/http_429") == 1
    assert ends[3] == [None] * 8
    rests = [answer.retry_after_s for answer in done.answers if answer.end == "retry retry/retry_after"]
    assert all(rest is not None and 7100 < rest <= 7200 for rest in rests)
    for server in servers:
        server.close()


def test_a17_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    signed_by_itself = Server({"/a.html": PAGE}, tls=tls(tmp_path, "localhost"))
    expired = Server({"/a.html": PAGE}, tls=tls(tmp_path, "localhost", is_expired=True))
    of_another = Server({"/a.html": PAGE}, tls=tls(tmp_path, "other.example.org"))
    servers = (signed_by_itself, expired, of_another)
    urls = [server.url("/a.html") for server in servers]
    done = crawl(urls, [server.host for server in servers])
    assert [answer.end for answer in done.answers] == ["retry robots/unavailable"] * 3
    assert all("fetch/certificate" in answer.rule for answer in done.answers)
    assert [server.hits for server in servers] == [[], [], []]
    for server in servers:
        server.close()
