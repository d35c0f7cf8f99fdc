"""The pages beside the crawls: a child of the daemon that serves them, is started again when it ends, and dies with it.

A page that hangs or eats the memory takes no crawl with it, and a crawl no page.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from crawlers.child import ROOT
from crawlers.children import last_sentence
from crawlers.locks import DIE_WITH_PARENT
from pipelines.database import make_folder

log = logging.getLogger(__name__)

BACK_OFF_S, BACK_OFF_MAX_S = 2.0, 300.0
"""How long it waits before it is started again: twice as long each time, up to …"""
WELL_AFTER_S = 60.0
"""After so long it is well, and the next wait is the first again."""
STOPS_WITHIN_S = 5.0


class Pages:
    """The process that serves the pages. Used by the daemon's main thread alone, whose life bounds the child's."""

    def __init__(self, database: Path, words: Sequence[str], logs: Path) -> None:
        """`words` are those of `python -m web.serve`, without the database."""
        self._command = [sys.executable, "-m", "web.serve", "--database", str(database), *words]
        self._log = logs / "web.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._started_s = self._again_s = 0.0
        self._wait_s = BACK_OFF_S
        self._begin = 0

    def look(self) -> None:
        """Start it when it does not run, unless it ended a moment ago."""
        now_s = time.monotonic()
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return
            self._ended(status, now_s)
        if now_s >= self._again_s:
            self._start(now_s)

    def stop(self) -> None:
        """End it; whoever is just reading a page gets the rest of it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _start(self, now_s: float) -> None:
        make_folder(self._log.parent)
        with self._log.open("ab") as out:
            self._begin = out.tell()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={**os.environ, DIE_WITH_PARENT: str(os.getpid())},
                process_group=0,
            )
        self._started_s = now_s

    def _ended(self, status: int, now_s: float) -> None:
        if now_s - self._started_s > WELL_AFTER_S:
            self._wait_s = BACK_OFF_S
        why = last_sentence(self._log, self._begin) or f"exit status {status}"
        log.error("the pages are down (%s); they are started again in %.0f s; see %s", why, self._wait_s, self._log)
        self._process, self._again_s = None, now_s + self._wait_s
        self._wait_s = min(2 * self._wait_s, BACK_OFF_MAX_S)
