"""What SIGTERM, SIGINT and SIGHUP mean to a command that runs long."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

DRAIN_S = 25.0
"""How long SIGTERM lets the children finish the pages they have in hand."""


@contextmanager
def stopping(drain: Callable[[], None], kill: Callable[[], None]) -> Iterator[threading.Event]:
    """Drain on SIGTERM or SIGINT, kill after DRAIN_S or at a second one; yield what is set then."""
    stopped = threading.Event()
    hurry = threading.Timer(DRAIN_S, kill)
    hurry.daemon = True

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if stopped.is_set():
            kill()
            return
        stopped.set()
        hurry.start()
        drain()

    before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        hurry.cancel()
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def hearing(word: signal.Signals) -> Iterator[threading.Event]:
    """Yield what is set each time the signal comes; who acts on it clears it."""
    heard = threading.Event()
    before = signal.signal(word, lambda _signal, _frame: heard.set())
    try:
        yield heard
    finally:
        signal.signal(word, before)
