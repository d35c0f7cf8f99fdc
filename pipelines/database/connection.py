"""A path becomes one SQLite connection that is set up, checked and guarded; its faults become one sentence."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote

import sqlite_utils

from crawlers.errors import DatabaseVersionError, StorageError
from pipelines.database.migrations import APPLICATION_ID, MIGRATIONS

BUSY_TIMEOUT_MS = 60_000
FOLDED_BACK_EVERY = 64
"""Transactions after which the WAL is folded back, when nobody waits for the lock; an article takes 60 to 90 pages …"""
WAL_PAGES = 10_000
"""… and whoever writes more than this at once folds it back with the commit."""
WAL_KEPT_BYTES = 16 << 20
"""What the WAL may keep on the disk once it was folded back; a long reader lets it grow further for a while."""

_FAULTS = {
    sqlite3.SQLITE_READONLY: "cannot be written: the file or its folder is read-only",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be written: the disk failed or is full",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: its folder is missing, unreadable or read-only",
    sqlite3.SQLITE_PERM: "cannot be opened: permission denied",
    sqlite3.SQLITE_AUTH: "cannot be opened: permission denied",
    sqlite3.SQLITE_NOTADB: "is not a database; move the file away or name another",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore it from a backup",
    sqlite3.SQLITE_BUSY: "is held by another program; end that program and try again",
    sqlite3.SQLITE_LOCKED: "is held by another program; end that program and try again",
    sqlite3.SQLITE_NOMEM: "cannot be read: the memory is used up",
}
"""Primary result codes that are the world's fault. Any other one is our mistake and keeps its trace."""

_JOINED: Final = nullcontext()


@lru_cache(maxsize=64)
def stamp(at: datetime) -> str:
    """Write an aware time as stored: UTC, milliseconds, `+00:00`; text order is time order."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def listed(ids: Iterable[int]) -> str:
    """Write ids as `json_each` reads them: Python prints numbers as JSON does, in a tenth of the time."""
    return str(list(ids))


class Connection:
    """One SQLite connection of one thread. Its subclasses hold the queries, one idea each."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._faults = _Faults(path)
        self._transactions = 0
        self._tables = sqlite_utils.Database(connection, execute_plugins=False)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        readonly: bool = False,
        any_version: bool = False,
        patience_s: float = BUSY_TIMEOUT_MS / 1000,
    ) -> Self:
        """Open the database at `path`; unless `readonly`, create it and bring it up to date first.

        `any_version`, to check or copy it whole: what an older version made is taken as it is. `patience_s` says how
        long to wait for another program's write.

        Raises StorageError when the file cannot be opened, written or understood, DatabaseVersionError when a newer
        version of the program made it.
        """
        with _Faults(path):
            if not readonly:
                _make_file(path)
            connection = sqlite3.connect(
                f"file:{quote(str(path.absolute()))}?mode={'ro' if readonly else 'rw'}",
                uri=True,
                timeout=patience_s,
                isolation_level=None,
            )
            try:
                database = cls(path, connection)
                database._set_up(readonly=readonly, any_version=any_version, patience_s=patience_s)
            except BaseException:
                connection.close()
                raise
        return database

    def close(self) -> None:
        """Close the connection; a transaction that is still open is rolled back."""
        self._connection.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Hold the write lock, commit at the end, roll back on any exception; inside another one, join it."""
        return _JOINED if self._connection.in_transaction else self._holding_the_lock()

    @contextmanager
    def _holding_the_lock(self) -> Iterator[None]:
        with self._faults:
            # IMMEDIATE, because a read transaction that turns to writing is answered BUSY at once, time-out or not.
            self._connection.execute("BEGIN IMMEDIATE")
            self._transactions += 1
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._tables.rollback()
                raise
            if self._transactions % FOLDED_BACK_EVERY == 0:
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def reading(self) -> AbstractContextManager[None]:
        """Read all of one moment, and take the lock that readers share once for many queries."""
        return _JOINED if self._connection.in_transaction else self._seeing_one_moment()

    @contextmanager
    def _seeing_one_moment(self) -> Iterator[None]:
        with self._faults:
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._tables.rollback()

    def rows(self, sql: str, params: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query as dictionaries. Outside this package, name only views."""
        with self._faults:
            cursor = self._connection.execute(sql, params)
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def data_version(self) -> int:
        """Return a number that stays the same until another connection has committed something."""
        ((version,),) = self._tuples("PRAGMA data_version")
        return int(version)

    def copy_to(self, path: Path) -> None:
        """Write all that is committed to a new file; who writes to the database meanwhile is not held up."""
        with _Faults(path), closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)
            # One file that is whole by itself, and can be read from a folder in which nothing may be written.
            copy.execute("PRAGMA journal_mode = DELETE")

    def quick_check(self) -> None:
        """Read the whole file once; raise StorageError when a page of it is damaged."""
        with self._faults:
            (answer,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise StorageError(f"{self.path} is damaged ({' '.join(answer.split())}); restore it from a backup.")

    def _tuples(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows as they come, where there may be thousands of a few columns."""
        with self._faults:
            return self._connection.execute(sql, params).fetchall()

    def _row(self, sql: str, params: Sequence[Any] = ()) -> dict[str, Any] | None:
        with self._faults:
            cursor = self._connection.execute(sql, params)
            row = cursor.fetchone()
        return (
            None if row is None else {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
        )

    def _write(self, sql: str, params: Sequence[Any] = ()) -> sqlite3.Cursor:
        with self.transaction():
            return self._connection.execute(sql, params)

    def _insert(self, table: str, columns: Mapping[str, Any]) -> int:
        """Add one row; return its id."""
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        id_ = self._write(sql, tuple(columns.values())).lastrowid
        assert id_ is not None
        return id_

    def _change(self, table: str, id_: int, columns: Mapping[str, Any]) -> None:
        """Change columns of one row. Plain SQL: asked for one row, sqlite-utils looks the table up first."""
        sql = f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?"
        self._write(sql, (*columns.values(), id_))

    def _set_up(self, *, readonly: bool, any_version: bool, patience_s: float) -> None:
        self._check_owner()
        if not readonly:
            _use_wal(self._connection, patience_s)
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(f"PRAGMA journal_size_limit = {WAL_KEPT_BYTES}")
            self._connection.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
            self._migrate()
        self._connection.execute("PRAGMA foreign_keys = ON")
        if self._version() < len(MIGRATIONS) and not any_version:
            raise StorageError(f"{self.path} was made by an older version; start a crawl once to bring it up to date.")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def _check_owner(self) -> None:
        """Refuse another program's database, which would otherwise get our tables, and one from the future."""
        with self.reading():  # both of one moment: another process may be making the file
            (owner,) = self._connection.execute("PRAGMA application_id").fetchone()
            (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if owner != APPLICATION_ID and tables:
            raise StorageError(f"{self.path} is the database of another program; name another file.")
        if self._version() > len(MIGRATIONS):
            raise DatabaseVersionError(
                f"{self.path} was made by a newer version of this program "
                f"(schema {self._version()}, known here: {len(MIGRATIONS)}); update the program."
            )

    def _migrate(self) -> None:
        """Apply what is missing, one transaction each: killed in between, the next start goes on from there."""
        while self._version() < len(MIGRATIONS):
            with self.transaction():
                self._check_owner()
                done = self._version()  # read again: another process may have been first
                if done < len(MIGRATIONS):
                    MIGRATIONS[done](self._tables)
                    self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    self._connection.execute(f"PRAGMA user_version = {done + 1}")


class _Faults:
    """Turns what SQLite and the file system report within it into one sentence that names the file.

    One for all queries of a connection, and no generator: an article asks some sixty of them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, sqlite3.Error):
            fault = _FAULTS.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if fault is not None:
                raise StorageError(f"{self._path} {fault} ({error}).") from error
        elif isinstance(error, OSError):
            raise StorageError(f"{self._path} cannot be opened: {error.strerror or error}.") from error


def make_folder(folder: Path) -> None:
    """Create the folders that are missing for their owner alone; leave what exists as it is."""
    for each in reversed((folder.absolute(), *folder.absolute().parents)):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)


def _make_file(path: Path) -> None:
    """Create the file, and the folders that are missing, for their owner alone; leave one that is there untouched.

    Closing any descriptor of a file gives up all locks that this process holds on it, those of SQLite's connections in
    other threads too: another process then takes itself for the last one, and deletes the log that these still use.
    """
    make_folder(path.parent)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)) from None
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from None


def _use_wal(connection: sqlite3.Connection, patience_s: float) -> None:
    """Switch to WAL. While two processes open a new file, SQLite answers BUSY here without waiting: so we wait."""
    patience_ends = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patience_ends:
                raise
            time.sleep(0.01)
