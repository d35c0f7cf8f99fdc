"""`scheduler.py prune --keep-days N`: old archive files and rows of requests go, and a row says of each why.

Articles, copies, figures, revisions, links and the change log are kept for ever; `upkeep_v1` tells what went and why.
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.errors import StorageError, UsageError
from crawlers.words import Words, word
from crawlers.words.definitions import project_settings
from pipelines.database import Database

LEAST_DAYS = 7
DAY_S = 86_400
ABOUT = """Take away WARC files of the archive that were last written more than N days ago, and the rows of
fetches_v1 that are as old. What goes has a row in upkeep_v1. Pages whose response went can not be
reprocessed any more. Articles, copies, figures, revisions, links and the change log are never touched."""


def add(words: Words) -> None:
    """Add the word and its options."""
    less = word(words, "prune", "take old archive files and request rows away; articles stay", about=ABOUT)
    less.add_argument("--keep-days", type=days, required=True, metavar="N", help=f"{LEAST_DAYS} or more")
    less.add_argument("--dry-run", action="store_true", help="say what would go, and take nothing away")
    less.set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Take away what is old, and say how much that was."""
    if not arguments.database.exists():
        raise UsageError(f"{arguments.database}: there is no such database.")
    why = f"older than {arguments.keep_days} days, as a person asked"
    now = datetime.now(UTC)
    old = _old_files(project_settings()["NEWS_ARCHIVE_DIR"], arguments.keep_days)
    size = sum(path.stat().st_size for path in old)
    if arguments.dry_run:
        print(f"{len(old)} archive files ({size / 2**20:.1f} MB) would go, and rows of requests as old.")
        return 0
    with closing(Database.open(arguments.database)) as database:
        for path in old:
            _take_away(database, path, why, now)
        rows = database.prune_fetches(now - timedelta(days=arguments.keep_days), why, at=now)
    print(f"{len(old)} archive files ({size / 2**20:.1f} MB) and {rows} rows of requests went; upkeep_v1 names them.")
    return 0


def days(text: str) -> int:
    """Read a number of days, as argparse wants it."""
    if not text.isdecimal() or not LEAST_DAYS <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days of {LEAST_DAYS} or more")
    return int(text)


def _old_files(folder: str, keep_days: int) -> list[Path]:
    if not folder:
        return []
    before_s = time.time() - keep_days * DAY_S
    return [path for path in sorted(Path(folder).rglob("*.warc.gz")) if path.stat().st_mtime < before_s]


def _take_away(database: Database, path: Path, why: str, at: datetime) -> None:
    """Remove a file. Its row comes first: killed in between, it says too much, never too little."""
    database.note_upkeep("pruned", str(path), why, entries=1, bytes=path.stat().st_size, at=at)
    try:
        path.unlink()
    except OSError as error:
        raise StorageError(f"{path}: cannot be removed ({error.strerror}).") from error
    database.forget_archive_file(str(path.resolve()))
