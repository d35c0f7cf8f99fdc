"""Tests in two lengths: a short one in `make test`, a long one in `make chaos`, which says what held."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

IS_LONG = os.environ.get("NEWS_CHAOS") == "1"


def size(short: int, long: int) -> int:
    """Return how many of something this run has."""
    return long if IS_LONG else short


@contextlib.contextmanager
def row(id_: str) -> Iterator[list[str]]:
    """Say of a row of docs/faults.md what happened (what the block puts on the list), and whether it held."""
    seen: list[str] = []
    try:
        yield seen
    except BaseException:
        print(f"\n{id_}: NOT HELD: {'; '.join(seen)}")
        raise
    print(f"\n{id_}: held: {'; '.join(seen)}")
