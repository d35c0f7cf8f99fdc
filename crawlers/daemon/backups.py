"""Backups: one database in, one whole file out, and back again; and which of them to take when a database is damaged.

A backup is made by SQLite's own way, beside running crawls, read whole to check it, and only then given its name. So
a file with a backup's name is a whole one, or was when it was made.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from crawlers import locks
from crawlers.errors import LockedError, NewsError, StorageError, UsageError
from pipelines.database import Database, make_folder

KEPT = 5
"""Backups that the daemon keeps; those that a person made are that person's."""
STAMP = "%Y%m%dT%H%M%SZ"


def folder_of(database: Path) -> Path:
    """Return where the daemon keeps the backups of a database."""
    return database.parent / "backups"


def backups(database: Path) -> list[Path]:
    """Return the daemon's backups, the newest first."""
    return sorted(folder_of(database).glob(f"{database.stem}-*.db"), reverse=True)


def back_up(database: Path, file: Path, why: str) -> None:
    """Write all that is committed to `file`, which is replaced only by a whole backup; crawls go on meanwhile."""
    if file.exists() and file.samefile(database):
        raise UsageError(f"{file} is the database itself; name another file.")
    new = file.with_name(f"{file.name}.new")
    try:
        make_folder(file.parent)
        new.unlink(missing_ok=True)
        with closing(Database.open(database, readonly=True, any_version=True)) as source:
            source.copy_to(new)
        check(new)
        with new.open("rb") as whole:
            os.fsync(whole.fileno())
        new.replace(file)
    except OSError as error:
        raise StorageError(f"{file}: cannot be written ({error.strerror}).") from error
    finally:
        _remove(new)
    with closing(Database.open(database)) as opened:
        opened.note_upkeep("backup", str(file), why, bytes=file.stat().st_size, at=datetime.now(UTC))


def daily(database: Path) -> None:
    """Make today's backup unless there is one, and take away those that are too many, each with its row."""
    now = datetime.now(UTC)
    made = backups(database)
    if made and made[0].stem.rpartition("-")[2][:8] == now.strftime("%Y%m%d"):
        return
    back_up(database, folder_of(database) / f"{database.stem}-{now.strftime(STAMP)}.db", "daily")
    for old in backups(database)[KEPT:]:
        size = old.stat().st_size
        old.unlink()
        with closing(Database.open(database)) as opened:
            why = f"the newest {KEPT} backups are kept"
            opened.note_upkeep("pruned", str(old), why, entries=1, bytes=size, at=now)


def check(file: Path) -> None:
    """Read a database whole; StorageError says what is wrong with it."""
    with closing(Database.open(file, readonly=True, any_version=True)) as opened:
        opened.quick_check()


def check_at_start(database: Path) -> None:
    """Refuse a damaged database, and say which backup to restore; one that does not exist yet is in order."""
    if not database.exists():
        return
    try:
        with closing(Database.open(database)) as opened:
            opened.quick_check()
    except StorageError as error:
        raise StorageError(f"{error} {_remedy(database)}" if _is_damage(error) else str(error)) from error


def restore(database: Path, file: Path) -> Path | None:
    """Put a backup in the database's place; return where what stood there was moved, None where nothing stood."""
    if not file.exists():
        raise UsageError(f"{file}: there is no such backup.")
    check(file)
    with locks.hold(database, "restore"):
        if at_it := [what for what in locks.held(database) if what != "restore"]:
            raise LockedError(at_it[0], locks.told(database, at_it[0])[0])
        aside = _move_aside(database) if database.exists() else None
        new = database.with_name(f"{database.name}.new")
        with closing(Database.open(file, readonly=True, any_version=True)) as source:
            source.copy_to(new)
        new.replace(database)
        with closing(Database.open(database)) as opened:
            opened.quick_check()
            why = f"a person asked; what stood here is {aside}" if aside else "a person asked; nothing stood here"
            opened.note_upkeep("restored", str(file), why, at=datetime.now(UTC))
    return aside


def _remedy(database: Path) -> str:
    whole = next(_whole(backups(database)), None)
    if whole is None:
        return f"There is no whole backup in {folder_of(database)}; name another with `scheduler.py restore FILE`."
    return f"The newest whole backup: `scheduler.py restore {whole} --database {database}`."


def _whole(files: Iterable[Path]) -> Iterator[Path]:
    for file in files:
        try:
            check(file)
        except NewsError:
            continue
        yield file


def _is_damage(error: StorageError) -> bool:
    return any(words in str(error) for words in ("is damaged", "is not a database"))


def _move_aside(database: Path) -> Path:
    """Move the database away with its log; nothing of it is lost, and nothing of it is taken for the restored one's."""
    aside = database.with_name(f"{database.name}.{datetime.now(UTC).strftime(STAMP)}.aside")
    for end in ("-wal", "-shm", ""):
        part = database.with_name(database.name + end)
        if part.exists():
            part.replace(aside.with_name(aside.name + end))
    return aside


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + end).unlink(missing_ok=True)
