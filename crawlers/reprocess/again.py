"""Archives are read again: paths come in, the database is brought up to them, a tally of what became of it goes out.

A page's row says that it is read in the transaction that stores what it came to: killed at any moment, the next run
goes on from there, and a run of the same versions after it finds nothing to do.

A crawl may write to the same database meanwhile. A page is stored in one transaction, a text older than the stored one
is passed by, and of links only those that the flow had ended are touched: no lock of a site is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from scrapy.settings import BaseSettings

from crawlers import locks
from crawlers.items import Outcome
from crawlers.logs import logging_to
from crawlers.reprocess.files import archives
from crawlers.reprocess.pages import Task
from crawlers.reprocess.run import Progress, Run, Tally
from crawlers.reprocess.versions import versions_of
from crawlers.sites import SiteLoader
from pipelines.database import Database
from pipelines.flow import rules_of
from pipelines.reread import Reading, save_again


def reprocess(
    paths: Sequence[Path], path: Path, settings: BaseSettings, *, jobs: int, stopped: threading.Event, said: Progress
) -> Tally:
    """Read what stands in archives into the database at `path`, until done or `stopped` is set."""
    archived = archives(paths)
    publishers = rules_of(settings).publishers
    versions = versions_of(settings, SiteLoader.from_settings(settings))
    with locks.hold(path, "reprocess"), logging_to(path, "reprocess"), closing(Database.open(path)) as database:

        def keep(task: Task, outcome: Outcome) -> str:
            versions_now = versions[task.owner]
            reading = Reading(file_id=task.file_id, offset=task.offset, versions=versions_now, links=task.links)
            return save_again(database, outcome, publishers, reading, at=datetime.now(UTC))

        return Run(database, settings, versions, keep, stopped=stopped, said=said).run(archived, jobs)
