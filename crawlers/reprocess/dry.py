"""Changed rules are tried on what is archived: paths come in; what would be gained, lost and judged otherwise goes out.

Nothing is written but a copy of the database in a temporary folder, which goes when the run ends: reading archives
needs one to note what it has read.
"""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scrapy.settings import BaseSettings

from crawlers.items import Judgement, Outcome
from crawlers.logs import logging_to
from crawlers.reprocess.files import archives
from crawlers.reprocess.pages import Task
from crawlers.reprocess.run import Progress, Run, Tally
from crawlers.sites import SiteLoader
from pipelines.database import Database
from pipelines.database.connection import stamp
from pipelines.flow import rules_of

UNLIKE_ANY = "dry run"
"""No page was ever read by these versions, so all are read."""

Change = Literal["gained", "lost", "changed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A page that the changed rules judge otherwise than it stands now."""

    change: Change
    url: str
    title: str | None
    old: Judgement | None
    """None: the database has no article of the page, and the judge is not why."""
    old_score: float | None
    """None where only the words of a page that was dropped are kept."""
    new: Judgement

    @property
    def gone(self) -> list[str]:
        """Reasons that hold no more."""
        return [each for each in (self.old.reasons if self.old else ()) if each not in self.new.reasons]

    @property
    def added(self) -> list[str]:
        """Reasons that did not hold before."""
        return [each for each in self.new.reasons if not self.old or each not in self.old.reasons]


def dryrun(
    paths: Sequence[Path],
    stored: Database,
    settings: BaseSettings,
    *,
    jobs: int,
    stopped: threading.Event,
    said: Progress,
) -> tuple[Tally, list[Row]]:
    """Judge what stands in archives by the rules of `settings` and compare with what is stored; rows are by URL."""
    archived = archives(paths)
    rules_of(settings)  # a wrong file is one sentence here, and not one of every process
    versions = dict.fromkeys(("", *SiteLoader.from_settings(settings).list()), UNLIKE_ANY)
    with tempfile.TemporaryDirectory(prefix="dryrun-") as folder:
        copy = Path(folder) / "news.db"
        stored.copy_to(copy)
        with logging_to(copy, "dryrun"), closing(Database.open(copy)) as database:
            comparing = _Comparing(database)
            run = Run(database, settings, versions, comparing.keep, stopped=stopped, said=said)
            tally = run.run(archived, jobs)
    return tally, sorted(comparing.rows, key=lambda row: row.url)


class _Comparing:
    """Holds what pages come to against what the database says of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.rows: list[Row] = []

    def keep(self, task: Task, outcome: Outcome) -> str:
        """Compare; return the word of the tally."""
        self._database.mark_read(task.file_id, task.offset, UNLIKE_ANY)
        url, new = outcome.page.url, outcome.judgement
        if new is None:
            return "no_article"
        standing = self._database.standing(url)
        if standing is not None and stamp(outcome.page.fetched_at) < standing.fetched_at:
            return "older"
        old, score = self._stored(url) if standing is not None else (self._dropped(task.links or (url,)), None)
        was = old is not None and old.is_relevant
        if not (was or new.is_relevant):
            return "off"
        if was and old and (old.topic, old.band, score) == (new.topic, new.band, new.score):
            return "same"
        change: Change = "changed" if was and new.is_relevant else "lost" if was else "gained"
        title = outcome.article.title if outcome.article else None
        self.rows.append(Row(change=change, url=url, title=title, old=old, old_score=score, new=new))
        return change

    def _stored(self, url: str) -> tuple[Judgement, float | None]:
        (row,) = self._database.rows("SELECT topic, band, score, reasons FROM articles_v1 WHERE url = ?", (url,))
        score, reasons = row["score"], tuple(json.loads(row["reasons"] or "[]"))
        return Judgement(topic=row["topic"], band=row["band"] or "off", score=score or 0.0, reasons=reasons), score

    def _dropped(self, links: Sequence[str]) -> Judgement | None:
        """What the judge said when the page was dropped: its words are kept with the link, its score is not."""
        sql = "SELECT rule FROM links_v1 WHERE reason = 'judge/off_topic' AND url IN (SELECT value FROM json_each(?))"
        for row in self._database.rows(sql, (json.dumps(list(links)),)):
            return Judgement(topic=None, band="off", score=0.0, reasons=tuple((row["rule"] or "").split("; ")))
        return None
