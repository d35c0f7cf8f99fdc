"""Where a request may go: by configured name only, on redirects too, and never into a private network."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from scrapy.resolver import dnscache
from twisted.internet.error import DNSLookupError
from twisted.python.failure import Failure

from crawlers.fetch import resolve
from crawlers.fetch.ends import Failed, TryLater
from crawlers.fetch.guard import is_private, names_private_address, refusal
from crawlers.fetch.packing import decode
from crawlers.fetch.resolve import GuardedResolver
from tests.fetching import Crawl, crawl
from tests.server import Reply, Server, serve

if TYPE_CHECKING:
    from twisted.internet.base import ReactorBase

HOSTS = ("www.example.org", "news.example.org:8080", "127.0.0.1:8123", "西藏.example.org")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://www.example.org/a.html", None),
        ("https://www.example.org/a.html", None),
        ("https://WWW.Example.org:443/a.html", None),
        ("http://news.example.org:8080/", None),
        ("http://127.0.0.1:8123/", None),
        ("http://xn--c41am9e.example.org/", None),
        ("http://www.example.org:8080/", "port"),
        ("http://www.example.org:22/", "port"),
        ("http://www.example.org:99999/", "port"),
        ("http://news.example.org/", "offsite"),
        ("http://example.org/", "offsite"),
        ("http://m.www.example.org/", "offsite"),
        ("http://www.example.org.evil.example/", "offsite"),
        ("http://evilwww.example.org/", "offsite"),
        ("http://www.example.org@evil.example/", "userinfo"),
        ("http://user:word@www.example.org/", "userinfo"),
        ("ftp://www.example.org/a", "scheme"),
        ("file:///etc/hostname", "scheme"),
        ("gopher://www.example.org/", "scheme"),
        ("data:text/html,x", "scheme"),
        ("http://127.0.0.1/", "private_address"),
        ("http://127.0.0.1:8124/", "private_address"),
        ("http://127.0.0.2:8123/", "private_address"),
        ("http://2130706433:8123/", "private_address"),
        ("http://0x7f000001:8123/", "private_address"),
        ("http://0177.0.0.1:8123/", "private_address"),
        ("http://127.1:8123/", "private_address"),
        ("http://[::ffff:127.0.0.1]:8123/", "private_address"),
        ("http://[::1]:8123/", "private_address"),
        ("http://0.0.0.0:8123/", "private_address"),
        ("http://localhost:8123/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://8.8.8.8/", "offsite"),
        ("http:///a.html", "offsite"),
        ("http://[::1/", "malformed"),
    ],
)
def test_d12_d20_a_request_goes_to_a_configured_name_or_nowhere(url: str, reason: str | None) -> None:
    assert refusal(url, HOSTS) == reason


def test_a_spider_without_hosts_goes_nowhere() -> None:
    assert refusal("http://www.example.org/", ()) == "offsite"


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("10.1.2.3", True),
        ("172.16.0.1", True),
        ("192.168.1.1", True),
        ("100.64.0.1", True),
        ("169.254.169.254", True),
        ("224.0.0.1", True),
        ("239.1.1.1", True),
        ("240.0.0.1", True),
        ("255.255.255.255", True),
        ("fc00::1", True),
        ("fe80::1", True),
        ("ff02::1", True),
        ("64:ff9b::7f00:1", True),
        ("2002:7f00:1::", True),
        ("::ffff:10.0.0.1", True),
        ("1.1.1.1", False),
        ("64:ff9b::101:101", False),
        ("::ffff:1.1.1.1", False),
        ("2606:4700::1111", False),
    ],
)
def test_d11_private_and_special_addresses_are_known_also_inside_ipv6(address: str, private: bool) -> None:
    assert is_private(address) is private


def test_a_name_is_no_private_address_until_it_is_resolved() -> None:
    assert not names_private_address("www.example.org")


@pytest.mark.parametrize(
    ("name", "address", "given"),
    [
        ("www.example.org", "1.2.3.4", True),
        ("inside.example.org", "10.0.0.5", False),
        ("loop.example.org", "127.0.0.1", False),
        ("Intranet.example.org", "10.0.0.6", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("2130706433", "127.0.0.1", False),
    ],
)
def test_a_name_that_points_into_a_private_network_has_no_address(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str, given: bool
) -> None:
    monkeypatch.setitem(dnscache, name, address)  # as if a name server had said so before
    resolver = GuardedResolver(cast("ReactorBase", None), 100, 1.0, ["intranet.example.org"])
    got: list[object] = []
    resolver.getHostByName(name).addBoth(got.append)
    if given:
        assert got == [address]
    else:
        assert isinstance(got[0], Failure) and isinstance(got[0].value, DNSLookupError)
        assert resolve.refused[name.lower()] == address


SPELLINGS = {
    "d01_plain": "http://127.0.0.2:{port}/",
    "d02_decimal": "http://2130706434:{port}/",
    "d03_hex": "http://0x7f000002:{port}/",
    "d04_octal": "http://0177.0.0.2:{port}/",
    "d05_short": "http://127.2:{port}/",
    "d06_mapped": "http://[::ffff:127.0.0.2]:{port}/",
    "d07_zero": "http://0.0.0.0:{port}/",
    "d08_localhost": "http://localhost:{port}/",
    "d09_userinfo": "http://{site}@127.0.0.2:{port}/",
    "d10_no_scheme": "//127.0.0.2:{port}/",
}


@dataclass(frozen=True)
class Led:
    """A crawl of a site that leads to places where nobody should go."""

    site: Server
    lured: Server
    crawl: Crawl


@pytest.fixture(scope="module")
def led() -> Iterator[Led]:
    with serve({"/": Reply(body=b"secret")}, address="127.0.0.2") as lured, serve({}) as site, serve({}) as robbed:
        for word, spelling in SPELLINGS.items():
            where = spelling.format(port=lured.port, site=site.host)
            site.routes[f"/{word}"] = Reply(status=302, headers={"Location": where})
        refresh = f'<meta http-equiv="refresh" content="0;url={lured.url("/")}">'.encode()
        site.routes |= {
            "/refresh": Reply(body=refresh),
            "/file": Reply(status=302, headers={"Location": "file:///etc/hostname"}),
            "/loop": Reply(status=302, headers={"Location": "/loop"}),
            "/bad": Reply(status=302, headers={"Location": "http://[x/"}),
            "/empty": Reply(status=302, headers={"Location": ""}),
            "/odd": Reply(status=302, headers={"Location": b"http:\xff\xfe//\x01"}),
        }
        robbed.routes["/robots.txt"] = Reply(status=302, headers={"Location": lured.url("/robots.txt")})
        robbed.routes["/a.html"] = Reply()
        words = [*SPELLINGS, "refresh", "file", "loop", "bad", "empty", "odd"]
        by_name = f"http://localhost:{site.port}/by-name"
        urls = [*(site.url(f"/{word}") for word in words), lured.url("/"), robbed.url("/a.html"), by_name]
        done = crawl(urls, [site.host, robbed.host, f"localhost:{site.port}"], CONCURRENT_REQUESTS_PER_DOMAIN=4)
        assert robbed.paths() == ["/robots.txt"]
        yield Led(site, lured, done)


@pytest.mark.parametrize("word", SPELLINGS)
def test_a_redirect_to_a_private_address_is_refused_in_every_spelling(led: Led, word: str) -> None:
    reason = {"d09_userinfo": "guard/userinfo"}.get(word, "guard/private_address")
    assert led.crawl.of(led.site.url(f"/{word}")).end == f"refused {reason}"


def test_d16_nothing_reaches_the_address_that_all_ways_lead_to(led: Led) -> None:
    assert led.lured.hits == []
    assert led.crawl.of(led.lured.url("/")).end == "refused guard/private_address"


def test_d12_d14_a_redirect_to_a_file_and_a_meta_refresh_are_not_followed(led: Led) -> None:
    assert led.crawl.of(led.site.url("/file")).end == "failed fetch/status"
    assert led.crawl.of(led.site.url("/refresh")).status == 200


def test_d21_an_endless_redirect_ends_after_six_requests(led: Led) -> None:
    assert led.crawl.of(led.site.url("/loop")).end == "failed fetch/too_many_redirects"
    assert led.site.paths().count("/loop") <= 6


@pytest.mark.parametrize("word", ["bad", "empty", "odd"])
def test_a_redirect_that_leads_nowhere_is_no_fault_of_ours(led: Led, word: str) -> None:
    answer = led.crawl.of(led.site.url(f"/{word}"))
    assert answer.error is None and answer.end is not None


def test_a_configured_name_that_resolves_to_a_private_address_is_refused_when_it_is_resolved(led: Led) -> None:
    refused = led.crawl.of(f"http://localhost:{led.site.port}/by-name")
    assert (refused.end, refused.rule) == ("refused guard/private_address", "localhost is 127.0.0.1")
    assert "/by-name" not in led.site.paths()


def test_no_trace_reaches_a_person(led: Led) -> None:
    assert "Traceback" not in led.crawl.log


BODY = b"".join(b"%d paragraphs of news. " % number for number in range(3000))
_raw = zlib.compressobj(wbits=-15)
PACKED = [
    (b"gzip", gzip.compress(BODY)),
    (b"x-gzip", gzip.compress(BODY[:50]) + gzip.compress(BODY[50:])),
    (b"gzip", gzip.compress(BODY) + bytes(16)),
    (b"deflate", zlib.compress(BODY)),
    (b"deflate", _raw.compress(BODY) + _raw.flush()),
    (b"br", brotli.compress(BODY, quality=1)),
    (b"zstd", zstd.compress(BODY)),
]


@pytest.mark.parametrize(("encoding", "packed"), PACKED)
def test_a_whole_body_is_unpacked_and_a_cut_one_refused(encoding: bytes, packed: bytes) -> None:
    assert decode(packed, encoding, len(BODY)) == BODY
    for cut in (1, 20, len(packed) * 6 // 10):
        with pytest.raises(TryLater, match="fetch/torn_body"):
            decode(packed[:cut], encoding, 0)


def test_a_flipped_bit_is_found() -> None:
    packed = bytearray(gzip.compress(BODY))
    packed[-6] ^= 1
    with pytest.raises(TryLater, match="torn_body"):
        decode(bytes(packed), b"gzip", 0)


def test_an_encoding_without_a_body_is_an_empty_body() -> None:
    assert decode(b"", b"gzip", 0) == b""


BOMBS = [
    (b"gzip", gzip.compress),
    (b"deflate", zlib.compress),
    (b"br", lambda data: brotli.compress(data, quality=1)),
    (b"zstd", zstd.compress),
]


@pytest.mark.parametrize(("encoding", "pack"), BOMBS, ids=["b01_gzip", "b02_deflate", "b03_br", "b04_zstd"])
def test_a_bomb_is_given_up_at_the_limit(encoding: bytes, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(bytes(32 << 20))
    tracemalloc.start()
    with pytest.raises(Failed, match="fetch/too_large"):
        decode(packed, encoding, 1 << 20)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 8 << 20
