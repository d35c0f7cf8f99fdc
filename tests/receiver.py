"""A receiver of webhooks, as a process of its own: `python -m tests.receiver FOLDER`.

It says its port in FOLDER/port, does what FOLDER/mode says at each request, and adds a line to FOLDER/got for each
message that it has taken, before it answers.

    ok | 500 | flap (every second one 500) | hang | late S | endless | slow_headers | redirect URL | taken_500
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.program import ROOT

HANGS_S = 60.0
ENDLESS_BYTES = 1 << 30


class Handler(BaseHTTPRequestHandler):
    """Takes messages."""

    folder: Path
    lock = threading.Lock()
    numbers = itertools.count()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mode, _, more = (self.folder / "mode").read_text("utf-8").strip().partition(" ")
        with (self.folder / "asked").open("a") as asked:
            asked.write(f"{mode}\n")
        is_flapping = mode == "flap" and next(self.numbers) % 2 == 0
        if mode in ("500", "hang", "slow_headers") or is_flapping:
            if mode == "hang":
                time.sleep(HANGS_S)
            if mode == "slow_headers":
                self._drip()
                return
            self._answer(500)
            return
        if mode == "redirect":
            self._answer(307, {"Location": more})
            return
        if mode == "late":
            time.sleep(float(more))
        self._keep(body)
        self._answer(500 if mode == "taken_500" else 200, endless=mode == "endless")

    def _keep(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        line = json.dumps({"at": time.time(), "headers": headers, "body": body.decode()}) + "\n"
        with self.lock, (self.folder / "got").open("a") as got:
            got.write(line)
            got.flush()
            os.fsync(got.fileno())

    def _answer(self, status: int, headers: dict[str, str] | None = None, *, endless: bool = False) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if not endless:
            self.send_header("Content-Length", "0")
        self.end_headers()
        if endless:
            for _ in range(ENDLESS_BYTES // 65536):
                self.wfile.write(b"x" * 65536)

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(int(HANGS_S)):
            self.wfile.write(f"X-{number}: 1\r\n".encode())
            time.sleep(1)

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Receiver:
    """Such a process, seen from a test."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/notices"

    def does(self, mode: str) -> None:
        """Have it do something else from now on."""
        turn(self.folder, mode)

    def got(self) -> list[dict[str, Any]]:
        """Return what it has taken, in order."""
        path = self.folder / "got"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def ids(self) -> list[str]:
        return [each["headers"]["x-notice-id"] for each in self.got()]

    def asked(self) -> int:
        path = self.folder / "asked"
        return len(path.read_text("utf-8").splitlines()) if path.exists() else 0


@contextmanager
def receiving(folder: Path, mode: str = "ok") -> Iterator[Receiver]:
    """Start one and end it."""
    with started("tests.receiver", folder, mode) as port:
        yield Receiver(folder, port)


@contextmanager
def started(module: str, folder: Path, mode: str) -> Iterator[int]:
    """Start a module that says its port in FOLDER/port and does what FOLDER/mode says, until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    turn(folder, mode)
    process = subprocess.Popen([sys.executable, "-m", module, str(folder)], cwd=ROOT)
    try:
        until = time.monotonic() + 30
        while not (folder / "port").exists():
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        yield int((folder / "port").read_text())
    finally:
        process.kill()
        process.wait()


def turn(folder: Path, mode: str) -> None:
    """Have what was started do something else from now on."""
    write_whole(folder / "mode", mode)


def write_whole(path: Path, text: str) -> None:
    """Write a file that nobody sees half of."""
    new = path.with_suffix(".new")
    new.write_text(text, "utf-8")
    new.replace(path)


def main(folder: Path) -> None:
    """Serve until killed."""
    Handler.folder = folder
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    write_whole(folder / "port", str(server.server_address[1]))
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
