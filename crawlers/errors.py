"""What can go wrong, as a tree. The message is one sentence for a person: what, where, and the remedy.

NewsError
 ├── UsageError            exit 2: the command's words, or what a person wrote, is wrong
 │    ├── DefinitionError  a site, topic, indicator or publisher file; names file, key and remedy
 │    └── DatabaseVersionError  a database made by a newer version of the program
 ├── NotDueError           exit 0: there was nothing to do
 └── WorkError             exit 1: the work itself failed
      ├── StorageError     the database cannot be opened or written (read-only, full, damaged)
      ├── ArchiveError     an archive is missing or torn
      ├── LockedError      another process holds the site or the daemon's lock; carries its pid
      │    └── DaemonError  exit 2: another daemon is at it
      └── NetworkError     no site could be reached at all
"""

from __future__ import annotations

from pathlib import Path


class NewsError(Exception):
    """Everything this project raises on purpose."""

    exit_code = 1


class UsageError(NewsError):
    """Something that a person wrote is wrong; nothing was started."""

    exit_code = 2


class DefinitionError(UsageError):
    """A definition file is wrong: says which file, which key, and what to write instead."""

    def __init__(self, path: Path | str, key: str, remedy: str) -> None:
        super().__init__(f"{path}: {key}: {remedy}" if key else f"{path}: {remedy}")
        self.path, self.key, self.remedy = str(path), key, remedy


class DatabaseVersionError(UsageError):
    """The database was made by a newer version; this one must not write to it."""


class NotDueError(NewsError):
    """Somebody else has just done what was to be done."""

    exit_code = 0


class WorkError(NewsError):
    """The work failed; what was stored before stands."""


class StorageError(WorkError):
    """The database cannot be opened or written."""


class ArchiveError(WorkError):
    """An archive is missing, torn, or cannot be written."""


class LockedError(WorkError):
    """Someone else is at it."""

    def __init__(self, what: str, pid: int | None) -> None:
        super().__init__(f"{what} is already running (pid {pid or 'unknown'}); wait for it or stop it first.")
        self.pid = pid


class DaemonError(LockedError):
    """A second daemon was started on one database."""

    exit_code = 2


class NetworkError(WorkError):
    """Not one site could be reached."""
