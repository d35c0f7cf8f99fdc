"""Resolves host names, and refuses those that point at private or special addresses: a name in, an address out.

Nothing is ever connected to such an address: a public name that was pointed at 127.0.0.1 or 169.254.169.254 ends
like one that does not exist, and `refused` remembers why. A host that a site configures as an address itself
(127.0.0.1:8080) was allowed by a person and passes.

Settings:
    TWISTED_DNS_RESOLVER = "crawlers.fetch.resolve.GuardedResolver"
    DNS_TIMEOUT = 10
    NEWS_ALLOW_PRIVATE = []       # names that may be private, for tests and for a site inside one's own network
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from typing import Self

from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawlers.fetch.guard import is_private

refused: dict[str, str] = {}
"""Names that this process would not resolve, with the address they point at."""


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver (IPv4, threaded, cached), which gives out no private address."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, allowed: Collection[str]) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allowed = frozenset(name.lower() for name in allowed)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Build from DNSCACHE_ENABLED, DNSCACHE_SIZE, DNS_TIMEOUT and NEWS_ALLOW_PRIVATE."""
        settings = crawler.settings
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, size, settings.getfloat("DNS_TIMEOUT"), settings.getlist("NEWS_ALLOW_PRIVATE"))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Resolve; DNSLookupError when the name has no address, or a private one."""
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if may_connect(name, address, self._allowed):
            return address
        refused[name.lower()] = address
        raise DNSLookupError(f"{name} points at the private address {address}")


def may_connect(name: str, address: str, allowed: Collection[str]) -> bool:
    """Tell whether a name may be asked at the address it resolves to; `allowed` holds names in lower case."""
    return name.lower() in allowed or _is_address(name) or not is_private(address)


def _is_address(name: str) -> bool:
    """Written as a plain address, it was compared with the configured hosts by the guard already."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
