"""Who is at it: a database and a name come in, a lock held until released or until the process is gone goes out.

A crawl holds (database, site key) itself, because a child process may outlive the one that started it; the daemon holds
a name of its own. The kernel lets go of a lock when its holder dies, however it dies: no stale lock is ever cleaned up.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
from pathlib import Path
from types import TracebackType
from typing import Self

from crawlers.errors import LockedError, StorageError
from pipelines.database import make_folder

DIE_WITH_PARENT = "NEWS_DIE_WITH_PARENT"
"""Environment variable holding the parent's pid: set, and the child asks the kernel to be killed when that is gone."""
_PR_SET_PDEATHSIG = 1


class Lock:
    """A lock that this process holds."""

    def __init__(self, file: int) -> None:
        self._file = file

    def release(self) -> None:
        """Let go. Once is enough; more does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def hold(database: Path, what: str) -> Lock:
    """Take the lock `what` of a database; LockedError with the holder's pid when another process has it."""
    path = database.parent / "locks" / f"{database.name}.{what}.lock"
    try:
        make_folder(path.parent)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); make the folder writable.") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(file, 20, 0).strip()
        os.close(file)
        raise LockedError(what, int(pid) if pid.isdigit() else None) from None
    # The file stays when the lock is let go: removing it would let two processes lock two files of one name.
    os.ftruncate(file, 0)
    os.pwrite(file, str(os.getpid()).encode(), 0)
    return Lock(file)


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
