"""B21: every bomb and hostile document of group B on one site, and the real daemon with as much memory as it gives."""

from __future__ import annotations

import gzip
import random
import zlib
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from tests.chaos import row, size
from tests.crawling import article, html, listing
from tests.daemons import daemon
from tests.server import Reply, serve

SITE = '''"""A loopback site with everything that a site can offer."""

from crawlers.site import Feed, Listing, NewsSpider, Sitemap


class Loop(NewsSpider):
    """A list, feeds and sitemaps."""

    name = "one"
    publisher = "某某网"
    hosts = ({host!r},)
    discover = ({ways})
    article = r"/xy/\\w+\\.html$"
'''
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "' + b"a" * 1000 + b'"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
OUTER = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item><title>&x;</title></item></rss>'
XML = {"Content-Type": "text/xml"}


def bombs(megabytes: int) -> dict[str, Reply]:
    """Return what group B sends, by path: packed zeros, pages of excess, noise."""
    zeros = bytes(megabytes << 20)
    packed = {
        "gzip": gzip.compress(zeros, 1),
        "deflate": zlib.compress(zeros, 1),
        "br": brotli.compress(zeros, quality=1),
        "zstd": zstd.compress(zeros, 1),
    }
    pages = {
        "b08": "<div>" * 100_000 + "字",
        "b09": "字" * 3_000_000,
        "b10": "<p" + " a=1" * 1_000_000 + ">字</p>",
        "b11": "<i>字</i>" * 400_000,
        "b12": "".join(f'<a href="/xy/x{n}.html">字</a>' for n in range(200_000)),
        "b20": random.Random(20).randbytes(1 << 20).decode("latin-1"),
    }
    bodies = {f"/xy/{name}.html": Reply(body=body, headers={"Content-Encoding": name}) for name, body in packed.items()}
    documents = {f"/xy/{name}.html": html(body) for name, body in pages.items()}
    entries = "".join(f"<item><link>/xy/f{n}.html</link></item>" for n in range(100_000))
    return {
        **bodies,
        **documents,
        "/xy/none.html": Reply(body=b""),
        "/b13.xml": Reply(body=ENTITIES + b"]><rss>&b;</rss>", headers=XML),
        "/b15.xml": Reply(body=OUTER, headers=XML),
        "/b16.xml": Reply(body=f"<rss><channel>{entries}</channel></rss>".encode(), headers=XML),
        "/b17.xml": Reply(body=b"<rss><channel><item><link>/xy/17.html</link> & \x00<title>", headers=XML),
        "/b06.xml.gz": Reply(body=packed["gzip"], headers={"Content-Type": "application/gzip"}),
    }


@pytest.mark.slow
def test_b21_of_a_site_full_of_bombs_every_good_page_is_stored_and_the_daemon_lives(tmp_path: Path) -> None:
    hostile = bombs(size(64, 1024))
    good = {f"/xy/{number}.html": article(number) for number in range(1, 13)}
    pages = [path for path in hostile if path.endswith(".html")]
    mixed = [*pages[::2], *good, *pages[1::2]]
    with row("B21") as seen, serve({**hostile, **good, "/": listing(*mixed)}) as one:
        ways = [f"Listing({one.url('/')!r})", f"Sitemap({one.url('/b06.xml.gz')!r})"]
        ways += [f"Feed({one.url(path)!r})" for path in hostile if path.endswith(".xml")]
        with daemon(tmp_path, {"one": one}) as served:
            (served.package / "one.py").write_text(SITE.format(host=one.host, ways=", ".join(ways)), "utf-8")
            served.start("--memory-limit", "1024", "--page-limit", "20")
            took_s = served.until(lambda: set(good) <= {url.partition(one.host)[2] for url in served.stored()}, 240)
            seen.append(f"{len(good)} of {len(good)} good pages after {took_s:.0f} s, the daemon lives")
            assert not served.says("Traceback")
            assert {url.partition(one.host)[2] for url in served.stored()} == set(good)
