"""One child process per crawl: sites in, exit statuses out; what a child says goes to a log file of its own.

A crawl costs about a second and 110 MB as a process, and gives both back whole when it ends; a page that hangs the
parser or eats the memory takes one site's run with it and nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from crawlers.errors import WorkError
from crawlers.locks import DIE_WITH_PARENT
from pipelines.database import make_folder

ROOT = Path(__file__).resolve().parent.parent
LOG_ROLL_BYTES = 5_000_000
SAID = "error: "
"""How every command of ours begins the sentence that says what failed."""


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """One crawl to start: a site, or single pages from anywhere."""

    site: str
    """Site key; with `pages`, the name under which they are reported."""
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Options:
    """What all crawls of one start share."""

    database: Path
    logs: Path
    replay: Path | None = None
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How one child ended."""

    site: str
    exit_code: int
    seconds: float
    sentence: str | None
    """The child's own word on what failed."""
    log: Path
    is_stopped: bool
    """We asked it to stop, or never started it."""


class Children:
    """Run crawls as child processes, at most `jobs` at a time; `stop` lets each finish the pages it has in hand."""

    def __init__(self, options: Options, jobs: int) -> None:
        self._options = options
        self._pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="crawl")
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._is_stopping = False

    def run(self, crawls: Iterable[Crawl], on_end: Callable[[Ended], None]) -> list[Ended]:
        """Start the crawls, call `on_end` as each ends (from the thread that waited), return all in order."""

        def one(crawl: Crawl) -> Ended:
            ended = self._run(crawl)
            on_end(ended)
            return ended

        return list(self._pool.map(one, crawls))

    def stop(self) -> None:
        """Ask every running child to drain (SIGTERM) and start no more."""
        with self._lock:
            self._is_stopping = True
            for child in self._running:
                child.terminate()

    def kill(self) -> None:
        """End every running child at once; the database keeps what was committed."""
        with self._lock:
            self._is_stopping = True
            for child in self._running:
                child.kill()

    def close(self) -> None:
        self._pool.shutdown()

    def _run(self, crawl: Crawl) -> Ended:
        log = self._options.logs / f"{crawl.site}.log"
        started = time.monotonic()
        with _open_log(log) as out:
            begin = out.tell()
            with self._lock:
                if self._is_stopping:
                    return self._ended(crawl, log, 1, 0.0, "not started: stopping")
                # The environment flag makes the kernel end the child when this process is gone, however it went.
                child = subprocess.Popen(
                    command(crawl, self._options),
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    cwd=ROOT,
                    env={**os.environ, DIE_WITH_PARENT: str(os.getpid())},
                )
                self._running.add(child)
            exit_code = child.wait()
            with self._lock:
                self._running.discard(child)
        sentence = last_sentence(log, begin) if exit_code else None
        return self._ended(crawl, log, exit_code, time.monotonic() - started, sentence)

    def _ended(self, crawl: Crawl, log: Path, exit_code: int, seconds: float, sentence: str | None) -> Ended:
        return Ended(
            site=crawl.site,
            exit_code=exit_code,
            seconds=seconds,
            sentence=sentence,
            log=log,
            is_stopped=self._is_stopping,
        )


def command(crawl: Crawl, options: Options) -> list[str]:
    """Return the command line of a crawl: the one that a person would type."""
    words = ["add", *crawl.pages] if crawl.pages else ["crawl", crawl.site]
    words += ["--database", str(options.database)]
    if options.replay:
        words += ["--replay", str(options.replay)]
    if options.since and not crawl.pages:
        words += ["--since", options.since.isoformat()]
    return [sys.executable, "-m", "scrapy", *words]


def last_sentence(log: Path, begin: int) -> str | None:
    """Return the last `error: …` line that a child wrote after byte `begin` of its log."""
    with log.open("rb") as lines:
        lines.seek(begin)
        text = lines.read().decode("utf-8", "replace")
    said = [line.removeprefix(SAID) for line in text.splitlines() if line.startswith(SAID)]
    return said[-1] if said else None


def _open_log(log: Path) -> BinaryIO:
    try:
        make_folder(log.parent)
        if log.exists() and log.stat().st_size > LOG_ROLL_BYTES:
            log.replace(log.with_suffix(".log.1"))
        return log.open("ab")
    except OSError as error:
        raise WorkError(f"{log}: cannot be written ({error.strerror}); make the folder writable.") from error
