"""One child process per crawl: sites in, exit statuses out; what a child says goes to a log file of its own.

A crawl costs about a second and 110 MB as a process, and gives both back whole when it ends; a page that hangs the
parser or eats the memory takes one site's run with it and nothing else. What a child is allowed is crawlers/child.py.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from crawlers.child import Child, Cut, Exit, Limits
from crawlers.deaths import lay_to_rest
from crawlers.errors import WorkError
from crawlers.locks import told
from pipelines.database import make_folder

LOG_ROLL_BYTES = 5_000_000
LOGS_KEPT = 3
"""Rolled logs that are kept of each site: `cinic.log.1` is the last."""
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
    settings: Mapping[str, str] = field(default_factory=dict)
    """Settings that differ from the project's."""
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How one child ended."""

    site: str
    exit_code: int
    seconds: float
    sentence: str | None
    """The child's own word on what failed, or ours on how it ended."""
    log: Path
    is_stopped: bool
    """We asked it to stop, or never started it."""
    cut: Cut | None = None
    """Why it was cut short."""


class Children:
    """Run crawls as child processes, at most `jobs` at a time; `stop` lets each finish the pages it has in hand."""

    def __init__(
        self,
        options: Options,
        jobs: int,
        *,
        limits: Limits | None = None,
        cut: Callable[[str, float], Cut | None] | None = None,
        command: Callable[[Crawl, Options], list[str]] | None = None,
    ) -> None:
        """`cut` is asked of each running site and its age whether to cut it short; `command` says what to start."""
        self.options = options
        """May be replaced: crawls that start later go by the new ones."""
        self._limits = limits or Limits()
        self._cut = cut or (lambda _site, _age_s: None)
        self._command = command or command_of
        self._pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="crawl")
        self._begun: set[str] = set()
        self._running: dict[str, Child] = {}
        self._lock = threading.RLock()  # `stop` is also called by a signal handler, whatever the thread was at
        self._is_stopping = False

    def run(self, crawls: Iterable[Crawl], on_end: Callable[[Ended], None]) -> list[Ended]:
        """Start the crawls, call `on_end` as each ends (from the thread that waited), return all in order."""
        return [future.result() for future in [self.start(crawl, on_end) for crawl in crawls]]

    def start(self, crawl: Crawl, on_end: Callable[[Ended], None]) -> Future[Ended]:
        """Start a crawl as soon as there is room, and return at once."""
        with self._lock:
            self._begun.add(crawl.site)

        def one() -> Ended:
            try:
                ended = self._run(crawl)
            finally:
                with self._lock:
                    self._begun.discard(crawl.site)
            on_end(ended)
            return ended

        return self._pool.submit(one)

    @property
    def sites(self) -> frozenset[str]:
        """The sites that are being crawled, or wait for room."""
        with self._lock:
            return frozenset(self._begun)

    def running(self) -> dict[str, tuple[int, float]]:
        """Site to the pid and age in seconds of each process."""
        with self._lock:
            return {site: (child.pid, child.age_s) for site, child in sorted(self._running.items())}

    def stop(self) -> None:
        """Ask every running child to drain (SIGTERM) and start no more."""
        with self._lock:
            self._is_stopping = True
            for child in self._running.values():
                child.terminate()

    def kill(self) -> None:
        """End every running child at once; the database keeps what was committed."""
        with self._lock:
            self._is_stopping = True
            for child in self._running.values():
                child.kill()

    def close(self) -> None:
        self._pool.shutdown()

    def _run(self, crawl: Crawl) -> Ended:
        options = self.options
        log = options.logs / f"{crawl.site}.log"
        with _open_log(log) as out:
            begin = out.tell()
            with self._lock:
                if self._is_stopping:
                    return Ended(
                        site=crawl.site,
                        exit_code=1,
                        seconds=0.0,
                        sentence="not started: stopping",
                        log=log,
                        is_stopped=True,
                    )
                child = Child(self._command(crawl, options), out, options.env, self._limits)
                self._running[crawl.site] = child
            over = child.wait(
                lambda pid: _page_of(options.database, crawl.site, pid), lambda age_s: self._cut(crawl.site, age_s)
            )
            with self._lock:
                del self._running[crawl.site]
                is_stopped = self._is_stopping
        sentence = _sentence(over, log, begin)
        if not is_stopped:
            lay_to_rest(options.database, "" if crawl.pages else crawl.site, over, sentence)
        return Ended(
            site=crawl.site,
            exit_code=over.code,
            seconds=over.seconds,
            sentence=sentence,
            log=log,
            is_stopped=is_stopped,
            cut=over.cut,
        )


def command_of(crawl: Crawl, options: Options) -> list[str]:
    """Return the command line of a crawl: the one that a person would type."""
    words = ["add", *crawl.pages] if crawl.pages else ["crawl", crawl.site]
    words += ["--database", str(options.database)]
    if options.replay:
        words += ["--replay", str(options.replay)]
    if options.since and not crawl.pages:
        words += ["--since", options.since.isoformat()]
    for name, value in options.settings.items():
        words += ["-s", f"{name}={value}"]
    return [sys.executable, "-m", "scrapy", *words]


def last_sentence(log: Path, begin: int) -> str | None:
    """Return the last `error: …` line that a child wrote after byte `begin` of its log."""
    with log.open("rb") as lines:
        lines.seek(begin)
        text = lines.read().decode("utf-8", "replace")
    said = [line.removeprefix(SAID) for line in text.splitlines() if line.startswith(SAID)]
    return said[-1] if said else None


def _sentence(over: Exit, log: Path, begin: int) -> str | None:
    if over.code < 0 or over.cut:
        return over.how
    return last_sentence(log, begin) if over.code else None


def _page_of(database: Path, site: str, pid: int) -> str | None:
    holder, page = told(database, site)
    return page if holder == pid else None


def _open_log(log: Path) -> BinaryIO:
    try:
        make_folder(log.parent)
        if log.exists() and log.stat().st_size > LOG_ROLL_BYTES:
            for number in range(LOGS_KEPT - 1, 0, -1):
                if (rolled := log.with_suffix(f".log.{number}")).exists():
                    rolled.replace(log.with_suffix(f".log.{number + 1}"))
            log.replace(log.with_suffix(".log.1"))
        return log.open("ab")
    except OSError as error:
        raise WorkError(f"{log}: cannot be written ({error.strerror}); make the folder writable.") from error
