"""One child process from its start to its end: a command and limits come in, how it ended and why goes out.

    page_s    so long one page may be in hand: a page that holds the parser is killed with its process, and named
    crawl_s   so long a crawl may last: it is asked to stop, keeps what it has, and goes on in a later crawl
    drain_s   so long it may take to stop, once asked
    memory_mb of address space: what wants more gets a MemoryError, or dies alone

Whoever starts it may also have a reason to cut it short (`cut`): it is asked every second.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crawlers.locks import DIE_WITH_PARENT

ROOT = Path(__file__).resolve().parent.parent
LOOK_EVERY_S = 1.0
HURRY_S = 0.5
"""How long a child may take to stop that waits for an answer anyway."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a child may take."""

    page_s: float = 45.0
    crawl_s: float = 2 * 3600.0
    drain_s: float = 25.0
    memory_mb: int = 1024


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Why a child is ended before its time."""

    why: str
    page: str | None = None
    """The page that is to blame; None where none is."""
    is_over_time: bool = False
    """It only had its time: it is asked to stop, and goes on later."""


@dataclass(frozen=True, kw_only=True)
class Exit:
    """How a child ended."""

    code: int
    seconds: float
    cut: Cut | None

    @property
    def how(self) -> str:
        """Say how, for people."""
        if self.cut:
            return self.cut.why
        return f"killed by {signal.Signals(-self.code).name}" if self.code < 0 else f"exit status {self.code}"


class Child:
    """A process in a group of its own, so that nothing it started outlives it, and that dies with this one."""

    def __init__(self, command: Sequence[str], out: BinaryIO, env: Mapping[str, str], limits: Limits) -> None:
        self._limits = limits
        self._started_s = time.monotonic()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            # The environment flag makes the kernel end the child when this process is gone, however it went.
            env={**os.environ, **env, DIE_WITH_PARENT: str(os.getpid())},
            process_group=0,
        )
        self.pid = self._process.pid
        with contextlib.suppress(ProcessLookupError):  # it may have ended already
            bytes_ = limits.memory_mb << 20
            resource.prlimit(self.pid, resource.RLIMIT_AS, (bytes_, bytes_))
            resource.prlimit(self.pid, resource.RLIMIT_CORE, (0, 0))
        self._in_hand: tuple[str, float] | None = None

    @property
    def age_s(self) -> float:
        """How long it has run."""
        return time.monotonic() - self._started_s

    def terminate(self) -> None:
        """Ask it to finish what it has in hand."""
        self._process.terminate()

    def kill(self) -> None:
        """End it and all that it started, at once."""
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)

    def wait(self, in_hand: Callable[[int], str | None], cut: Callable[[float], Cut | None]) -> Exit:
        """Wait for its end, which comes within the limits.

        `in_hand` says of a pid which page it works on; `cut` says why a child of an age is to be cut short, if so.
        """
        reason: Cut | None = None
        while not self._is_over(LOOK_EVERY_S):
            reason = self._held_up(in_hand(self.pid)) or cut(self.age_s) or self._over_time()
            if reason:
                self._end(reason)
        return Exit(code=self._process.returncode, seconds=self.age_s, cut=reason)

    def _is_over(self, patience_s: float) -> bool:
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _held_up(self, page: str | None) -> Cut | None:
        now_s = time.monotonic()
        if page is None:
            self._in_hand = None
        elif self._in_hand is None or self._in_hand[0] != page:
            self._in_hand = (page, now_s)
        elif now_s - self._in_hand[1] > self._limits.page_s:
            return Cut(why=f"one page held it up for {self._limits.page_s:.0f} s", page=page)
        return None

    def _over_time(self) -> Cut | None:
        if self.age_s <= self._limits.crawl_s:
            return None
        return Cut(why=f"it ran for {self._limits.crawl_s:.0f} s, its time for once", is_over_time=True)

    def _end(self, reason: Cut) -> None:
        """Kill what a page holds up; let anything else finish what it has in hand, for a while."""
        if reason.page is None:
            self.terminate()
            if self._is_over(self._limits.drain_s if reason.is_over_time else HURRY_S):
                return
        self.kill()
        self._process.wait()
