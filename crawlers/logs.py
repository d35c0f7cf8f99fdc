"""Where a long command's log goes: a database and a word come in, what is logged meanwhile goes to a file beside it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from crawlers.errors import WorkError
from pipelines.database import make_folder

ROLL_BYTES, ROLLED_KEPT = 5_000_000, 3
"""A log that grew so large begins anew; so many of those before it are kept."""


def note_run(database: Path, values: Mapping[str, object]) -> None:
    """Add a run to runs.jsonl, one JSON line each: for programs that collect logs. It begins anew as the others do."""
    file = database.absolute().parent / "logs" / "runs.jsonl"
    with contextlib.suppress(OSError):  # a full disk is told of elsewhere, and a run is in runs_v1 too
        make_folder(file.parent)
        if file.exists() and file.stat().st_size > ROLL_BYTES:
            file.replace(file.with_suffix(".jsonl.1"))
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(opened, line.encode())  # in one go: crawls of other sites write here too
        finally:
            os.close(opened)


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
