"""Who is at it: a database and a name come in, a lock held until released or until the process is gone goes out.

A crawl holds (database, site key) itself, because a child process may outlive the one that started it; the daemon holds
a name of its own. The kernel lets go of a lock when its holder dies, however it dies: no stale lock is ever cleaned up.

The lock's file says in its first line who holds it, and in its second which page the holder has in hand. Who dies
leaves both there; who lets go wipes them. So the next holder, or the daemon, knows which page was in hand.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from crawlers.errors import LockedError, StorageError
from pipelines.database import make_folder

DIE_WITH_PARENT = "NEWS_DIE_WITH_PARENT"
"""Environment variable holding the parent's pid: set, and the child asks the kernel to be killed when that is gone."""
_PR_SET_PDEATHSIG = 1
RECORD_BYTES = 4096
TRIES, PAUSE_S = 5, 0.02
"""How often, and how far apart, a lock is tried: who only looks whether it is held holds it for a moment."""


class Lock:
    """A lock that this process holds."""

    def __init__(self, file: int, left: str | None = None) -> None:
        self._file = file
        self.left = left
        """What the holder before had in hand when it died; None when it let go."""

    @contextmanager
    def in_hand(self, url: str) -> Iterator[None]:
        """Say on the lock's file what this process works on, until the block ends."""
        self._write(f"{os.getpid()}\n{url}\n")
        try:
            yield
        finally:
            self._write(f"{os.getpid()}\n")

    def release(self) -> None:
        """Let go. Once is enough; more does nothing."""
        if self._file >= 0:
            self._write("")
            os.close(self._file)
            self._file = -1

    def _write(self, text: str) -> None:
        if self._file >= 0:
            # Always as long: written over what is there, it needs no room on a disk that is full.
            os.pwrite(self._file, text.encode()[:RECORD_BYTES].ljust(RECORD_BYTES), 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(database: Path, what: str) -> Lock:
    """Take the lock `what` of a database; LockedError with the holder's pid when another process has it."""
    path = _path(database, what)
    try:
        make_folder(path.parent)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); make the folder writable.") from error
    if not _is_taken(file):
        pid, _ = _read(file)
        os.close(file)
        raise LockedError(what, pid)
    # The file stays when the lock is let go: removing it would let two processes lock two files of one name.
    lock = Lock(file, _read(file)[1])
    try:
        lock._write(f"{os.getpid()}\n")
    except OSError as error:
        os.close(file)
        raise StorageError(f"{path}: cannot be written ({error.strerror}); is the disk full?") from error
    return lock


def is_held(database: Path, what: str) -> bool:
    """Tell whether some process holds the lock now."""
    try:
        file = os.open(_path(database, what), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def held(database: Path) -> list[str]:
    """Name all locks of a database that some process holds now."""
    prefix, suffix = f"{database.name}.", ".lock"
    names = sorted(path.name for path in _path(database, "").parent.glob(f"{prefix}*{suffix}"))
    return [what for what in (name[len(prefix) : -len(suffix)] for name in names) if is_held(database, what)]


def told(database: Path, what: str) -> tuple[int | None, str | None]:
    """Return whose pid stands on a lock's file, and which page it has in hand, or had when it died."""
    try:
        file = os.open(_path(database, what), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None, None
    try:
        return _read(file)
    finally:
        os.close(file)


def _path(database: Path, what: str) -> Path:
    return database.parent / "locks" / f"{database.name}.{what}.lock"


def _is_taken(file: int) -> bool:
    for _ in range(TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE_S)
        else:
            return True
    return False


def _read(file: int) -> tuple[int | None, str | None]:
    pid, _, rest = os.pread(file, RECORD_BYTES, 0).decode("utf-8", "replace").strip().partition("\n")
    url = rest.partition("\n")[0]
    return (int(pid) if pid.isdigit() else None), url or None


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies, where the parent asked for it in the environment."""
    parent = os.environ.pop(DIE_WITH_PARENT, "")
    if not parent:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != int(parent):
        # It died between starting us and the call above, and no signal will come any more.
        os.kill(os.getpid(), signal.SIGKILL)
