"""Decides where a request may go: a request in, nothing or a refusal out. No redirect gets around it.

A host is allowed by the name that the site configures, exactly, never by the address it has. Names are checked again
when they are resolved (crawlers/fetch/resolve.py), because a name that is allowed may point into a private network.

Settings:
    DOWNLOADER_MIDDLEWARES = {"crawlers.fetch.guard.Guard": 10,                    # before robots.txt is asked for
                              "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None}
    HTTPPROXY_ENABLED = False        # a proxy would resolve names for us, behind the guard's back
    METAREFRESH_ENABLED = False
"""

from __future__ import annotations

import functools
import ipaddress
import socket
from collections.abc import Iterable
from typing import Self
from urllib.parse import SplitResult, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from crawlers.fetch.ends import Refused

OPEN_PORTS = (80, 443)
"""What a host without a port in `hosts` may be asked on; another port is written `host:port`."""


class Guard:
    """Downloader middleware: refuses what does not go to one of `spider.hosts`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the hosts from the spider, at each request."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let the request pass, or raise Refused guard/<reason>; the URL it names is the rule."""
        reason = refusal(request.url, getattr(self._crawler.spider, "hosts", ()))
        if reason is not None:
            raise Refused("guard", reason, request.url)


def refusal(url: str, hosts: Iterable[str]) -> str | None:
    """Say why a URL must not be asked for: malformed, scheme, userinfo, port, private_address, offsite; or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "malformed"
    if parts.scheme not in ("http", "https"):
        return "scheme"
    if "@" in parts.netloc:
        return "userinfo"
    host, port = (parts.hostname or "").lower(), _port(parts)
    allowed = _as_asked(tuple(hosts))
    if f"{host}:{port}" in allowed or (host in allowed and port in OPEN_PORTS):
        return None
    if host in allowed:
        return "port"
    return "private_address" if names_private_address(host) else "offsite"


def names_private_address(host: str) -> bool:
    """Tell whether a host is written as an address that is not public, in any spelling: 2130706433, 0x7f.1, ::1."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return is_private(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return is_private(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:
        return False


def is_private(address: str) -> bool:
    """Tell whether an address is private, special or multicast, also inside IPv6; ValueError when it is none."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if inner is None and parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFF_FFFF)
        if inner is not None:
            return is_private(str(inner))
    return not parsed.is_global or parsed.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port or {"http": 80, "https": 443}[parts.scheme]
    except ValueError:
        return None


@functools.cache
def _as_asked(hosts: tuple[str, ...]) -> frozenset[str]:
    """The hosts as requests spell them: lower case, IDNA."""
    return frozenset(host.lower() if host.isascii() else host.lower().encode("idna").decode("ascii") for host in hosts)
