"""Connections for `requests` that go to no private address, and end when their time is up.

`requests` resolves a name when it connects. Here the address is looked at between the two, by the crawl's own rule
(crawlers/fetch/resolve.py), and it is this very address that is connected to: a name cannot point elsewhere meanwhile.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from crawlers.fetch import resolve
from crawlers.fetch.ends import Refused, TryLater
from crawlers.fetch.failures import NO_HOST_WAIT_S


class Sockets:
    """The sockets of one request at a time, so that a clock can end it: no time-out of a socket bounds an answer."""

    def __init__(self, allowed: Collection[str], connect_timeout_s: float) -> None:
        self._allowed = frozenset(name.lower() for name in allowed)
        self._timeout_s = connect_timeout_s
        self._open: list[socket.socket] = []
        self.is_late = False
        """The request was ended by the clock."""

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give a request so much time; what it opens in the block is cut when that is over."""
        self.is_late = False
        clock = threading.Timer(seconds, self._cut)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()
            # Ended for good, not kept for the next request, whose clock would not know it.
            self._end()
            for each in self._open:
                each.close()
            self._open = []

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to a name's IPv4 address; Refused guard/private_address, TryLater fetch/no_such_host."""
        try:
            # IPv4 alone, as in the crawl: Scrapy's resolver knows no other.
            found = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)
        except OSError as error:
            raise TryLater("fetch", "no_such_host", host, retry_after_s=NO_HOST_WAIT_S) from error
        address = str(found[0][4][0])
        if not resolve.may_connect(host, address, self._allowed):
            raise Refused("guard", "private_address", f"{host} is {address}")
        connected = socket.create_connection((address, port), self._timeout_s)
        # A copy: TLS takes the socket itself over, and shutting a copy down ends the connection all the same.
        self._open.append(connected.dup())
        return connected

    def _cut(self) -> None:
        self.is_late = True
        self._end()

    def _end(self) -> None:
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class Adapter(HTTPAdapter):
    """What makes a session of requests open its connections through `Sockets`."""

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **words: Any) -> None:
        """Make pools of such connections."""
        super().init_poolmanager(*args, **words)
        self.poolmanager.pool_classes_by_scheme = _pools(self._sockets)


def _pools(sockets: Sockets) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return sockets.connect(self.host, self.port or self.default_port)

    class Secured(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return sockets.connect(self.host, self.port or self.default_port)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecuredPool(HTTPSConnectionPool):
        ConnectionCls = Secured

    return {"http": PlainPool, "https": SecuredPool}
