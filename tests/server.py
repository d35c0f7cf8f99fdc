"""A loopback web server for tests: a table of paths and replies in, real HTTP and real faults out.

    with serve({"/a.html": Reply(body=b"..."), "/flaps": [Reply(status=503), Reply(delay_s=3)]}) as site:
        site.url("/a.html"), site.host, site.hits

A path may have a list of replies: the n-th request gets the n-th, then the last. An unknown path gets 404, or what
`otherwise` makes of it: a trap has no end of addresses. Every connection ends by itself: no reply lasts longer than
MAX_S. What is posted stands behind its path: "/s.do q=1".
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

MAX_S = 20.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
Fault = Literal["silence", "reset", "reset_in_body", "short", "no_last_chunk", "trickle", "slow_body", "endless"]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What one request gets."""

    status: int = 200
    headers: Mapping[str, str | bytes] = field(default_factory=dict)
    body: bytes = b""
    chunked: bool = False
    delay_s: float = 0.0
    """Before the first byte."""
    raw: bytes | None = None
    """Exactly these bytes instead of all the above."""
    fault: Fault | None = None

    def wire(self) -> bytes:
        """The whole answer as it goes over the wire, faults of length included."""
        if self.raw is not None:
            return self.raw
        lines = [b"HTTP/1.1 %d Reply" % self.status]
        fields: dict[str, str | bytes] = {"Content-Type": "text/html", **self.headers}
        if self.chunked:
            fields["Transfer-Encoding"] = "chunked"
        elif self.status not in (204, 304):
            fields.setdefault("Content-Length", str(len(self.body) * (2 if self.fault == "short" else 1)))
        for name, value in fields.items():
            lines.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
        return b"\r\n".join(lines) + b"\r\n\r\n" + (self._chunks() if self.chunked else self.body)

    def _chunks(self) -> bytes:
        pieces = [self.body[at : at + 700] for at in range(0, len(self.body), 700)]
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        return chunks if self.fault == "no_last_chunk" else chunks + b"0\r\n\r\n"


Routes = Mapping[str, Reply | Sequence[Reply]]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One request that arrived."""

    path: str
    at: float
    """time.monotonic()"""
    headers: Mapping[str, str]
    """Names in lower case."""


class Server:
    """Answers on 127.0.0.1 (or another loopback address) from its routes, and remembers who asked for what."""

    def __init__(self, routes: Routes, *, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.routes = dict(routes)
        self.otherwise: Callable[[str], Reply] = lambda _: Reply(status=404, body=b"nothing here")
        self._tls = tls
        self.hits: list[Hit] = []
        self._listening = socket.create_server((address, 0), backlog=64)
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self.address, self.port = self._listening.getsockname()[:2]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def host(self) -> str:
        """`address:port`, as a site names it in `hosts`."""
        return f"{self.address}:{self.port}"

    def url(self, path: str) -> str:
        """The URL of a path."""
        return f"{'https' if self._tls else 'http'}://{self.host}{path}"

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [hit.path for hit in self.hits]

    def close(self) -> None:
        """Stop listening and cut all connections."""
        self._closing.set()
        self._listening.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        plain.settimeout(MAX_S)
        with contextlib.suppress(OSError), self._secured(plain) as connection:
            self._open.add(connection)
            rest = b""
            while not self._closing.is_set():
                while b"\r\n\r\n" not in rest:
                    if not (data := connection.recv(65536)):
                        return
                    rest += data
                head, _, rest = rest.partition(b"\r\n\r\n")
                length = LENGTH.search(head)
                while length and len(rest) < int(length[1]):
                    rest += connection.recv(65536)
                body, rest = (rest[: int(length[1])], rest[int(length[1]) :]) if length else (b"", rest)
                if not self._answer(connection, head.decode("latin-1"), body):
                    return

    def _secured(self, plain: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(plain, server_side=True) if self._tls else plain

    def _answer(self, connection: socket.socket, head: str, body: bytes) -> bool:
        """Send the reply that is due; False when the connection ends with it."""
        first, *lines = head.split("\r\n")
        path = first.split(" ")[1] + (f" {body.decode()}" if body else "")
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.hits.append(Hit(path=path, at=time.monotonic(), headers=fields))
        reply = self._reply(path)
        if reply.delay_s or reply.fault == "silence":
            self._closing.wait(MAX_S if reply.fault == "silence" else min(reply.delay_s, MAX_S))
        return self._send(connection, reply)

    def _reply(self, path: str) -> Reply:
        replies = self.routes.get(path) or self.otherwise(path)
        if isinstance(replies, Reply):
            return replies
        asked = sum(hit.path == path for hit in self.hits)
        return replies[min(asked, len(replies)) - 1]

    def _send(self, connection: socket.socket, reply: Reply) -> bool:
        wire = reply.wire()
        match reply.fault:
            case "silence":
                return False
            case "reset":
                _reset(connection)
                return False
            case "reset_in_body":
                connection.sendall(wire[: len(wire) - len(reply.body) // 2])
                time.sleep(0.05)
                _reset(connection)
                return False
            case "trickle":
                for byte in wire[: int(MAX_S / 0.1)]:
                    connection.sendall(bytes([byte]))
                    if self._closing.wait(0.1):
                        break
                return False
            case "slow_body":
                head = wire.index(b"\r\n\r\n") + 4
                connection.sendall(wire[: head + 20])
                for at in range(head + 20, len(wire)):
                    if self._closing.wait(0.1):
                        break
                    connection.sendall(wire[at : at + 1])
                return False
            case "endless":
                for _ in range(4000):
                    connection.sendall(wire)
                return False
        connection.sendall(wire)
        return reply.raw is None and reply.fault is None


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@contextlib.contextmanager
def serve(routes: Routes, *, address: str = "127.0.0.1") -> Iterator[Server]:
    """Serve the routes while the block runs."""
    server = Server(routes, address=address)
    try:
        yield server
    finally:
        server.close()
