"""Every regular expression takes time in proportion to its text, so no text can hold the crawl."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from tests import worst
from tests.regexes import Found, found

SMALL, MIDDLE, LARGE = 2_000, 100_000, 1_000_000
MOST_GROWTH = 25.0
"""Times the work for ten times the text: 10 is linear, 100 is quadratic."""
MOST_SECONDS = 2.0
"""For a megabyte: one on the machine that this was written on, and room for a slower one."""
PATIENCE_S = 6.0
NOTHING = 0.2
"""Seconds for a megabyte below which growth is not asked for: one that grew with the square would take minutes."""
TRIES = 3
"""A machine that does other work makes a measurement longer, never shorter: the best of a few is taken."""
USES: dict[str, Callable[[re.Pattern[Any], Any], object]] = {
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "search": lambda pattern, text: pattern.search(text),
    "finditer": lambda pattern, text: sum(1 for _ in pattern.finditer(text)),
}
FOUND = found()


class TooSlowError(Exception):
    """An expression was stopped."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Stop an expression that goes on for longer; `re` looks for signals while it works."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)  # of this process alone, whatever else the machine does
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds(pattern: re.Pattern[Any], method: str, text: Any) -> float:
    """Measure one use, in CPU seconds."""
    with patience(PATIENCE_S):
        start = time.thread_time()
        USES[method](pattern, text)
        return time.thread_time() - start


def slowest(each: Found) -> tuple[str, worst.Worst]:
    """Return the method and the kind of text that cost most at a small size."""
    costs = [
        (cost(each, method, made, SMALL), at, method, made)
        for at, made in enumerate(worst.texts(each.pattern))
        for method in sorted(each.methods)
    ]
    _, _, method, made = max(costs, key=lambda row: row[:2])
    return method, made


def cost(each: Found, method: str, made: worst.Worst, size: int) -> float:
    """Measure a use on a text of that size."""
    return seconds(each.pattern, method, made.text(size, as_bytes=isinstance(each.pattern.pattern, bytes)))


def test_the_projects_expressions_are_found() -> None:
    homes = {each.where.split(".")[0] for each in FOUND.values()}
    assert homes >= {"crawlers", "pipelines", "rules"}
    assert len(FOUND) >= 250
    assert any("fullmatch" in each.methods for each in FOUND.values())


@pytest.mark.slow
@pytest.mark.parametrize("source", [r"\s+$", r"(?:a|a)+b", r"x*y"])
def test_an_expression_that_is_not_linear_is_told(source: str) -> None:
    """The test below can fail: these three grow with the square of the text, or worse."""
    each = Found(where="here", pattern=re.compile(source), methods=frozenset(("search",)))
    with pytest.raises(TooSlowError):
        method, made = slowest(each)
        cost(each, method, made, LARGE)


@pytest.mark.slow
@pytest.mark.parametrize("name", FOUND)
def test_b19_an_expression_is_linear_on_its_worst_text(name: str) -> None:
    each = FOUND[name]
    try:
        method, made = slowest(each)
        middle = cost(each, method, made, MIDDLE)
        large = cost(each, method, made, LARGE)
        for _ in range(TRIES - 1):
            if large <= MOST_SECONDS and large <= max(MOST_GROWTH * middle, NOTHING):
                break
            middle = max(middle, cost(each, method, made, MIDDLE))
            large = min(large, cost(each, method, made, LARGE))
    except TooSlowError as stopped:
        pytest.fail(f"{each.where} {each.pattern.pattern[:80]!r}: {stopped}")
    said = f"{each.where} {method} on {made.name}: {middle:.3f} s, then {large:.3f} s"
    assert large <= MOST_SECONDS, said
    assert large <= max(MOST_GROWTH * middle, NOTHING), said
