"""Where a long command's log goes: a database and a word come in, what is logged meanwhile goes to a file beside it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from crawlers.errors import WorkError
from pipelines.database import make_folder

ROLL_BYTES, ROLLED_KEPT = 5_000_000, 3
"""A log that grew so large begins anew; so many of those before it are kept."""


@contextmanager
def logging_to(database: Path, word: str) -> Iterator[None]:
    """Send what is logged to `word`.log, beside the crawls' own."""
    folder = database.absolute().parent / "logs"
    try:
        make_folder(folder)
        handler = RotatingFileHandler(folder / f"{word}.log", "a", ROLL_BYTES, ROLLED_KEPT, encoding="utf-8")
    except OSError as error:
        raise WorkError(f"{folder}: cannot be written ({error.strerror}); make the folder writable.") from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()
