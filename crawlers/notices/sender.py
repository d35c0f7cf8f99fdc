"""The process that sends, seen from outside: a message comes in, whether it was taken goes out, always in time."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Any, Final

from crawlers.child import ROOT
from crawlers.locks import DIE_WITH_PARENT

LIMIT_S: Final = 25.0
"""For one message: more than the process gives a webhook, so that it can mostly say itself what went wrong."""
START_S: Final = 20.0
"""More for the first one: a process starts slowly on a busy machine."""


class Sender:
    """One such process, begun with the first message and ended when one takes too long.

    `close` may be called from another thread: what is under way is cut.
    """

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._process: subprocess.Popen[bytes] | None = None

    def send(self, wanted: Mapping[str, Any]) -> str | None:
        """Have one message sent; return why it was not taken, None when it was."""
        limit_s = self._limit_s if self._process else self._limit_s + START_S
        try:
            process = self._begin()
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps(dict(wanted)).encode() + b"\n")
            process.stdin.flush()
            line = _line(process.stdout.fileno(), time.monotonic() + limit_s)
        except (OSError, ValueError):  # it died, or was closed
            line = b""
        if line is None:
            self.close()
            return "no answer in time"
        try:
            answer = json.loads(line)
        except ValueError:
            self.close()
            return "the process that sends it died"
        return None if answer.get("ok") else str(answer.get("error"))

    def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def _begin(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "crawlers.notices.send"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a trace might hold an address
                cwd=ROOT,
                env={**env, DIE_WITH_PARENT: str(os.getpid())},
                process_group=0,
            )
        return self._process


def _line(file: int, until_s: float) -> bytes | None:
    """Read up to the end of a line; b"" when there is no more, None when the time is up."""
    read = b""
    while not read.endswith(b"\n"):
        ready, _, _ = select.select([file], [], [], max(until_s - time.monotonic(), 0))
        if not ready:
            return None
        if not (more := os.read(file, 65536)):
            return b""
        read += more
    return read
