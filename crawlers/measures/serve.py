"""/metrics and /healthz over HTTP, on loopback and nowhere else: a database and a port come in, a thread serves.

Whoever asks must name us by an address of loopback (`Host`), lest a page in somebody's browser read them under a name
that points here. There is nothing to write, and no secret is among the measures.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest

from crawlers.daemon import beat
from crawlers.errors import WorkError
from crawlers.measures.collect import Measures

log = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
NAMES: Final = ("127.0.0.1", "localhost")
ASKING_S: Final = 5.0
"""So long a connection may take to ask."""


@contextmanager
def serving(database: Path, port: int | None) -> Iterator[int | None]:
    """Serve while the block runs; yield the port, a free one for 0. Without a port, nothing is served."""
    if port is None:
        yield None
        return
    registry = CollectorRegistry()
    registry.register(Measures(database))
    ProcessCollector(registry=registry)
    try:
        server = ThreadingHTTPServer((HOST, port), _handler(database, registry))
    except OSError as error:
        raise WorkError(
            f"port {port} cannot be listened on ({error.strerror}); name another with --metrics."
        ) from error
    server.daemon_threads = True
    at = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, name="measures", daemon=True)
    thread.start()
    log.info("measures: http://%s:%d/metrics and /healthz", HOST, at)
    try:
        yield at
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(database: Path, registry: CollectorRegistry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = ASKING_S
        server_version, sys_version = "news", ""

        def do_GET(self) -> None:
            host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
            if host not in NAMES:
                self._answer(400, b"ask for 127.0.0.1\n")
            elif self.path == "/metrics":
                self._answer(200, generate_latest(registry), CONTENT_TYPE_LATEST)
            elif self.path == "/healthz":
                why = beat.health(database).why
                self._answer(200 if why is None else 503, f"{why or 'well'}\n".encode())
            else:
                self._answer(404, b"there are /metrics and /healthz\n")

        def _answer(self, status: int, body: bytes, kind: str = "text/plain; charset=utf-8") -> None:
            with contextlib.suppress(OSError):  # who asked has gone
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("X-Content-Type-Options", "nosniff")
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *words: Any) -> None:
            log.debug("measures: " + format, *words)

    return Handler
