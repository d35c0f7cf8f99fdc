"""`scheduler.py backup FILE` and `scheduler.py restore FILE`: the database into one whole file, and back."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawlers.daemon.backups import back_up, restore
from crawlers.errors import UsageError
from crawlers.words import Words, word


def add(words: Words) -> None:
    """Add both words."""
    away = word(words, "backup", "write the database into one whole, checked file, beside running crawls")
    away.add_argument("file", type=Path, metavar="FILE", help="is replaced when the backup is whole")
    away.set_defaults(do=_back_up)
    back = word(words, "restore", "put a backup in the database's place; what stands there is moved aside")
    back.add_argument("file", type=Path, metavar="FILE")
    back.set_defaults(do=_restore)


def _back_up(arguments: argparse.Namespace) -> int:
    if not arguments.database.exists():
        raise UsageError(f"{arguments.database}: there is no such database.")
    back_up(arguments.database, arguments.file, "a person asked")
    print(f"{arguments.file}: {arguments.file.stat().st_size / 2**20:.1f} MB, whole.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    aside = restore(arguments.database, arguments.file)
    print(f"{arguments.database} is {arguments.file} now." + (f" What stood there: {aside}" if aside else ""))
    return 0
