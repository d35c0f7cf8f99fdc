"""What waits in archives is read on all cores: paths come in, outcomes go to who keeps them, a tally comes out.

The database says what is still to be read; whoever keeps an outcome says in it that the page is read.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scrapy.settings import BaseSettings

from crawlers.errors import StorageError
from crawlers.items import Outcome
from crawlers.reprocess.files import look_through
from crawlers.reprocess.owners import Owners
from crawlers.reprocess.pages import Task
from crawlers.reprocess.versions import RULES, sites_of
from crawlers.reprocess.workers import Failure, Workers
from crawlers.sites import SiteLoader
from pipelines.database import Database, Waiting

log = logging.getLogger(__name__)

BATCH = 200

Progress = Callable[[int, int], None]
"""Called with how many pages are read, and of how many."""
Keep = Callable[[Task, Outcome], str]
"""Keeps what a page came to, with that it is read; returns the word of the tally that it counts under."""


@dataclass(kw_only=True)
class Tally:
    """What a run came to."""

    files: int = 0
    responses: int = 0
    became: Counter[str] = field(default_factory=Counter)
    """What `Keep` returns, and not_html, site_broken."""
    damaged: list[tuple[str, int, str]] = field(default_factory=list)
    """Path, offset and fault of everything in the files that cannot be read, found now or before."""
    broken: list[tuple[str, int, str]] = field(default_factory=list)
    """The same of pages that broke a stage: they are tried again by the next run."""
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0
    is_stopped: bool = False

    @property
    def read(self) -> int:
        """How many pages were read."""
        return self.became.total()


class Run:
    """One run over archives. `versions`: by which versions each site's pages are read now; `keep`: what is done."""

    def __init__(
        self,
        database: Database,
        settings: BaseSettings,
        versions: Mapping[str, str],
        keep: Keep,
        *,
        stopped: threading.Event,
        said: Progress,
    ) -> None:
        self._database, self._versions, self._keep_outcome = database, versions, keep
        self._stopped, self._said = stopped, said
        self._sites = SiteLoader.from_settings(settings)
        self._rules = {name: str(settings[name]) for name in RULES}
        self._tally = Tally()
        self._left: set[tuple[int, int]] = set()
        """What this run cannot read, and does not try twice."""

    def run(self, archived: Sequence[Path], jobs: int) -> Tally:
        """Read all that waits, with `jobs` processes at most, until done or told to stop."""
        began, tally = time.monotonic(), self._tally
        looked = look_through(archived, self._database, Owners(self._sites), sites_of(self._sites))
        files = looked.files
        tally.files, tally.responses, tally.refused = len(files), looked.responses, looked.refused
        total = self._database.count_waiting(files, self._versions)
        if total:
            with Workers(self._database.path.absolute(), files, self._rules, min(jobs, total)) as workers:
                self._said(0, total)
                while self._pass(workers, files, total):
                    pass  # of what was damaged, the response before it is the last whole one
        tally.damaged = self._database.damaged(files)
        tally.seconds, tally.is_stopped = time.monotonic() - began, self._stopped.is_set()
        return tally

    def _pass(self, workers: Workers, files: Sequence[int], total: int) -> bool:
        """Read all that waits; return whether something else took the place of what was found damaged."""
        found_damage = False
        for task, answer in workers.run(self._tasks(files)):
            if isinstance(answer, Failure):
                found_damage = found_damage or answer.kind == "damaged"
                self._fail(task, answer)
            else:
                self._keep(task, answer)
            done = self._tally.read + len(self._left)
            self._said(min(done, total), total)
        return found_damage and not self._stopped.is_set()

    def _tasks(self, files: Sequence[int]) -> Iterator[Task]:
        after = ""
        while batch := self._database.waiting(files, self._versions, after=after, limit=BATCH):
            for each in batch:
                if self._stopped.is_set():
                    return
                task = self._task(each)
                if task:
                    yield task
            after = batch[-1].url

    def _task(self, waiting: Waiting) -> Task | None:
        if (waiting.file_id, waiting.offset) in self._left:
            return None
        links = self._database.links_to(waiting.url)
        if any(site in self._sites.broken for _, site in links):
            self._left.add((waiting.file_id, waiting.offset))
            self._tally.became["site_broken"] += 1
            return None
        link, site = links[0] if links else ("", waiting.site)
        return Task(
            file_id=waiting.file_id,
            path=Path(self._database.archive_path(waiting.file_id)),
            offset=waiting.offset,
            owner=waiting.site,
            site=site,
            link=link,
            links=tuple(url for url, _ in links),
            is_stored=self._database.article_id(waiting.url) is not None,
        )

    def _keep(self, task: Task, answer: Outcome | None) -> None:
        if answer is None:
            self._database.mark_read(task.file_id, task.offset, self._versions[task.owner])
            self._tally.became["not_html"] += 1
            return
        try:
            became = self._keep_outcome(task, answer)
        except StorageError:
            raise
        except Exception as error:
            log.exception("broken url=%s", answer.page.url)
            self._fail(task, Failure(kind="broken", why=f"{type(error).__name__}: {error}"))
        else:
            self._tally.became[became] += 1

    def _fail(self, task: Task, failure: Failure) -> None:
        self._left.add((task.file_id, task.offset))
        log.error("%s file=%s offset=%d why=%s\n%s", failure.kind, task.path, task.offset, failure.why, failure.trace)
        if failure.kind == "damaged":
            self._database.mark_damaged(task.file_id, task.offset, failure.why)
        else:
            self._tally.broken.append((str(task.path), task.offset, failure.why))
