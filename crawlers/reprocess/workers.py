"""Processes that read pages, one a core: tasks go in, what the flow's pure stages found comes out, as it gets ready.

A page that hangs a process or kills it costs itself: the process is replaced, the pages queued behind are asked again.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Literal, Self

from scrapy.settings import BaseSettings
from scrapy.utils.project import get_project_settings

from crawlers.errors import WorkError
from crawlers.items import Outcome, Page
from crawlers.locks import DIE_WITH_PARENT, die_with_parent
from crawlers.reprocess.owners import Owners
from crawlers.reprocess.pages import DamagedError, Task, page_of
from crawlers.sites import SiteLoader
from pipelines.database import Database
from pipelines.flow import process, rules_of

log = logging.getLogger(__name__)

QUEUED = 4
"""Pages that a process has before it: it never waits for the writer."""
PAGE_S = 60
"""How long one page may take: a thousand times as long as they do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A page that gave nothing; `why` is one line, `trace` what the log gets."""

    kind: Literal["damaged", "broken"]
    why: str
    trace: str = ""


Answer = Outcome | Failure | None
"""What a page came to; None: it is no HTML."""


@dataclass(eq=False, kw_only=True)
class _Worker:
    process: SpawnProcess
    tasks: Connection
    has: deque[Task] = field(default_factory=deque)
    since: float = 0.0
    """When its first task was begun."""


class Workers:
    """`jobs` processes that read archives of `files` beside the database at `path`; leave with `close`.

    `rules`: the settings that name rule files, as they hold in this process.
    """

    def __init__(self, path: Path, files: Sequence[int], rules: Mapping[str, str], jobs: int) -> None:
        """Start them; WorkError when one cannot start."""
        self._path, self._files, self._rules = path, files, rules
        self._workers: list[_Worker] = []
        try:
            self._workers += [self._start() for _ in range(jobs)]
            for worker in self._workers:
                self._await_start(worker)
        except BaseException:
            self.close()
            raise

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer]]:
        """Yield each task with its answer, in whatever order they get ready."""
        coming = iter(tasks)
        again: deque[Task] = deque()
        while True:
            self._hand_out(coming, again)
            busy = {worker.tasks: worker for worker in self._workers if worker.has}
            if not busy:
                return
            for connection in wait(list(busy), timeout=1.0):
                yield self._answer_of(busy[connection], again)  # type: ignore[index]  # it is one of those asked for
            for worker in [each for each in busy.values() if each.has and time.monotonic() - each.since > PAGE_S]:
                yield self._give_up(worker, again, f"it takes more than {PAGE_S} s")

    def close(self) -> None:
        """End them, whatever they are doing."""
        for worker in self._workers:
            worker.tasks.close()
            worker.process.kill()
            worker.process.join()
        self._workers.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hand_out(self, coming: Iterator[Task], again: deque[Task]) -> None:
        for worker in sorted(self._workers, key=lambda each: len(each.has)):
            while len(worker.has) < QUEUED:
                task = again.popleft() if again else next(coming, None)
                if task is None:
                    return
                if not worker.has:
                    worker.since = time.monotonic()
                worker.has.append(task)
                try:
                    worker.tasks.send(task)
                except BrokenPipeError:
                    break  # it is gone: its answer, which never comes, will tell

    def _answer_of(self, worker: _Worker, again: deque[Task]) -> tuple[Task, Answer]:
        try:
            answer: Answer = worker.tasks.recv()
        except (EOFError, ConnectionResetError):
            return self._give_up(worker, again, "it ended the process that read it")
        worker.since = time.monotonic()
        return worker.has.popleft(), answer

    def _give_up(self, worker: _Worker, again: deque[Task], why: str) -> tuple[Task, Answer]:
        """Replace a process; its first page is the one that it was at."""
        worker.process.kill()
        worker.process.join()
        worker.tasks.close()
        self._workers.remove(worker)
        task = worker.has.popleft()
        again.extend(worker.has)
        worker.has.clear()
        new = self._start()
        self._workers.append(new)
        self._await_start(new)
        return task, Failure(kind="broken", why=why)

    def _start(self) -> _Worker:
        # Spawned, not forked: a fork would inherit the writer's connection and lock.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(
            target=_work, args=(theirs, self._path, list(self._files), dict(self._rules)), daemon=True
        )
        os.environ[DIE_WITH_PARENT] = str(os.getpid())
        try:
            child.start()
        finally:
            del os.environ[DIE_WITH_PARENT]
            theirs.close()
        return _Worker(process=child, tasks=ours)

    @staticmethod
    def _await_start(worker: _Worker) -> None:
        try:
            worker.tasks.recv()
        except (EOFError, ConnectionResetError) as error:
            raise WorkError("A process that reads pages could not start; the lines above say why.") from error


def _work(tasks: Connection, path: Path, files: Sequence[int], rules: Mapping[str, str]) -> None:
    """Answer tasks until the other end is closed."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the writer says when to stop
    settings = get_project_settings()
    settings.setdict(dict(rules), priority="cmdline")
    with closing(Database.open(path, readonly=True)) as database:
        reader = _Reader(settings, database, files)
        tasks.send(None)
        while True:
            try:
                task: Task = tasks.recv()
            except EOFError:
                return
            tasks.send(reader.read(task))


class _Reader:
    """Takes pages through the pure stages."""

    def __init__(self, settings: BaseSettings, database: Database, files: Sequence[int]) -> None:
        self._rules = rules_of(settings)
        self._owners = Owners(SiteLoader.from_settings(settings))
        self._max_bytes = settings.getint("DOWNLOAD_MAXSIZE")
        self._database, self._files = database, files

    def read(self, task: Task) -> Answer:
        """Read one page; a stage that raises on it breaks the page, not the run."""
        try:
            page = page_of(task, self._owners, self._max_bytes, self._find)
            if page is None:
                return None
            outcome = process(page, self._rules, is_stored=task.is_stored)
        except DamagedError as error:
            return Failure(kind="damaged", why=str(error))
        except Exception as error:
            log.debug("broken path=%s offset=%d", task.path, task.offset, exc_info=True)
            return Failure(kind="broken", why=f"{type(error).__name__}: {error}", trace=traceback.format_exc())
        # What is written needs no bytes of the page, and sending them would cost more than reading it.
        return replace(outcome, page=replace(page, body=b"", parts=()))

    def _find(self, url: str, page: Page) -> tuple[Path, int] | None:
        place = self._database.response_of(self._files, url, page.fetched_at)
        return None if place is None else (Path(place[0]), place[1])
