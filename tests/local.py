"""The sample's sites on the loopback: a key comes in, what its server answers to the address it has here goes out."""

from __future__ import annotations

import contextlib
import gzip
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.sample import answers
from tests.sample.page import spider
from tests.server import Reply, Server, serve


@contextlib.contextmanager
def sample_site(key: str) -> Iterator[Server]:
    """Serve a site of the sample under one loopback address; its pages name that address in place of its hosts."""
    with serve({}) as server:
        hosts = spider(key).hosts
        for answer in answers():
            parts = urlsplit(answer.url)
            if parts.netloc in hosts:
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                server.routes[path] = _reply(answer.status, dict(answer.headers), answer.body, hosts, server)
        yield server


def _reply(status: int, headers: dict[str, str], body: bytes, hosts: tuple[str, ...], server: Server) -> Reply:
    if headers.pop("Content-Encoding", None):
        body = gzip.decompress(body)
    headers.pop("Content-Length", None)
    if location := headers.pop("Location", None):
        headers["Location"] = _here(location.encode(), hosts, server).decode()
    return Reply(status=status, headers=headers, body=_here(body, hosts, server))


DELAY = re.compile(rb"^Crawl-delay:.*$", re.MULTILINE | re.IGNORECASE)
"""A test of its own holds that it is kept to; here it would only cost minutes."""


def _here(text: bytes, hosts: tuple[str, ...], server: Server) -> bytes:
    for host in sorted(hosts, key=len, reverse=True):
        for scheme in (b"https://", b"http://", b"//"):
            text = text.replace(
                scheme + host.encode(), (b"http://" if scheme != b"//" else b"//") + server.host.encode()
            )
    return DELAY.sub(b"", text)
