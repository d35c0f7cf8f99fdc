"""One thread that writes: functions of a Database come in, what they return goes out, in the order they came.

The reactor never waits for a locked database, which would turn into false time-outs of every download in progress.
A write that fails is the end of the crawl: `on_failure` is told once, and nothing is written after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from crawlers.errors import StorageError
from pipelines.database import Database

T = TypeVar("T")


class Writer:
    """A thread with a connection of its own to the database at `path`."""

    def __init__(self, path: Path) -> None:
        """Start the thread and open the database in it; raises what `Database.open` raises."""
        self.failure: BaseException | None = None
        """The first write that failed."""
        self.on_failure: Callable[[BaseException], None] = _nobody
        self.path = self._path = path
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        try:
            self._database = self._thread.submit(Database.open, path).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def write(self, work: Callable[[Database], T]) -> T:
        """Run `work(database)` in the thread and return what it returns; raises what it raises."""
        future = self._submit(work)
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        # An event, not wrap_future: cancelling who waits must not cancel a write that was asked for.
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(done.set))
        await done.wait()
        return self._result(future)

    def write_now(self, work: Callable[[Database], T]) -> T:
        """Do the same and block: for before the crawl starts and after it ended."""
        future = self._submit(work)
        future.exception()
        return self._result(future)

    def close(self) -> None:
        """Finish what was asked for, close the database and end the thread."""
        self._thread.submit(self._database.close)
        self._thread.shutdown()

    def _submit(self, work: Callable[[Database], T]) -> Future[T]:
        if self.failure:
            raise StorageError(f"{self._path}: nothing more is written after a write that failed.") from self.failure
        return self._thread.submit(work, self._database)

    def _result(self, future: Future[T]) -> T:
        error = future.exception()
        if error and not self.failure:
            self.failure = error
            self.on_failure(error)
        return future.result()


def _nobody(error: BaseException) -> None:
    """Stand in until the crawl says who wants to know."""
