"""What the stages find today on a page that was archived comes in; article, story and links are brought up to it.

Nothing is deleted: an article that the judge would drop today stays, with band off, and one on whose page no article is
found any more stays as it was, with a flag that says so. Nothing is a try of a link either, for nothing was fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawlers.items import Outcome, Verdict
from pipelines import store
from pipelines.database import Database, FoundLink, Saved
from pipelines.database.connection import stamp
from pipelines.publishers import Publishers

CHANNEL = "archive"
"""`links.channel` of a page that no link led to."""

Became = Saved | store.Dropped | Literal["off_topic", "not_article"]
"""off_topic and not_article: of a page that is stored; of one that is not, both are dropped."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """An archived response, and the versions that read it now."""

    file_id: int
    offset: int
    versions: str
    links: Sequence[str]
    """The URLs of the links that lead to it; none for a page of an archive that is not ours."""


def save_again(db: Database, outcome: Outcome, publishers: Publishers, reading: Reading, *, at: datetime) -> Became:
    """Write what a page comes to now, and that it was read; all of it or nothing."""
    before = db.standing(outcome.page.url)
    ends = _Reread(reading)
    stored = store.save(db, outcome, publishers, at=at, ends=ends)
    if ends.became is not None:
        return ends.became
    is_off = outcome.judgement is not None and not outcome.judgement.is_relevant
    was_on = before is not None and before.band != "off"
    return "off_topic" if is_off and was_on and stored.ended not in ("older", "dropped") else stored.ended


class _Reread:
    """Ends of links whose page was read again, and of the reading itself."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.became: Became | None = None
        """Set for a stored article that was not found again."""

    def kept(self, db: Database, outcome: Outcome, article_id: int, saved: Saved, at: datetime) -> None:
        """Write why the article is kept now; of an older page, nothing."""
        if saved != "older":
            self._end(db, outcome, "stored", store.why_kept(outcome.judgement), at, article_id)
        self._mark(db)

    def dropped(self, db: Database, outcome: Outcome, verdict: Verdict, at: datetime) -> store.Dropped:
        """Write why it is no article now; one that is stored stays, and gets a flag."""
        standing = db.standing(outcome.page.url)
        if standing is None:
            self._end(db, outcome, "dropped", verdict, at)
        elif stamp(outcome.page.fetched_at) < standing.fetched_at:
            self.became = "older"
        else:
            is_news = db.flag_article(standing.id, verdict.reason, at=at)
            self.became = "not_article" if is_news else "unchanged"
            self._end(db, outcome, "stored", verdict, at, standing.id)
        self._mark(db)
        return "dropped"

    def _mark(self, db: Database) -> None:
        db.mark_read(self._reading.file_id, self._reading.offset, self._reading.versions)

    def _end(
        self,
        db: Database,
        outcome: Outcome,
        state: Literal["stored", "dropped"],
        why: Verdict,
        at: datetime,
        article_id: int | None = None,
    ) -> None:
        """Write the reason on every link that leads to the page; a page without one gets a link of its own."""
        page, links = outcome.page, self._reading.links
        if not links and db.take_in(page.site.key, CHANNEL, [FoundLink(url=page.url)], at=at):
            db.finish(
                page.url,
                state,
                stage=why.stage,
                reason=why.reason,
                rule=why.rule,
                rule_version=why.version,
                at=at,
                article_id=article_id,
            )
            return
        for url in links or (page.url,):
            db.reconsider(
                url,
                state,
                stage=why.stage,
                reason=why.reason,
                rule=why.rule,
                rule_version=why.version,
                article_id=article_id,
            )
