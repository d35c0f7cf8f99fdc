"""What the stages find today on a page that was archived comes in; article, story and links are brought up to it.

Nothing is deleted: an article that the judge would drop today stays, with band off, and one on whose page no article is
found any more stays as it was, with a flag that says so. Nothing is a try of a link either, for nothing was fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict

from crawlers.items import Judgement, Outcome, Page, Verdict
from pipelines.database import Database, FoundLink, Saved
from pipelines.publishers import Publishers
from pipelines.settle import match, settle
from pipelines.store import FIGURES_LOGGED_AS, names_of

CHANNEL = "archive"
"""`links.channel` of a page that no link led to."""

AS_BEFORE: tuple[Saved, ...] = ("unchanged", "older")

Became = Saved | Literal["off_topic", "not_article", "dropped"]
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
    page, article = outcome.page, outcome.article
    if article is None or outcome.verdict is not None:
        verdict = outcome.verdict or Verdict(stage="extract", reason="not_article")
        with db.transaction():
            became = _drop(db, page, verdict, reading, at)
            db.mark_read(reading.file_id, reading.offset, reading.versions)
        return became
    names = names_of(page, article, publishers)
    # Most pages say what they said. Comparing them with their neighbours would cost more than reading them.
    is_as_before = db.compare_article(page, article, outcome.judgement, names) in AS_BEFORE
    matched = None if is_as_before else match(db, page, article, names)
    with db.transaction():
        before = db.standing(page.url)
        id_, saved = db.save_article(page, article, outcome.judgement, names, at=at)
        if saved not in AS_BEFORE:
            settle(db, id_, matched or match(db, page, article, names), publishers.houses, at=at)
        if saved != "older":
            db.save_figures(id_, outcome.figures, FIGURES_LOGGED_AS.get(saved, "changed"), at=at)
            _end(db, page, reading, "stored", _kept(outcome.judgement), at, id_)
        db.mark_read(reading.file_id, reading.offset, reading.versions)
    return "off_topic" if saved != "older" and _is_off_now(before, outcome.judgement) else saved


def _is_off_now(before: tuple[int, str | None] | None, judgement: Judgement | None) -> bool:
    was_on = before is not None and before[1] != "off"
    return was_on and judgement is not None and not judgement.is_relevant


def _drop(db: Database, page: Page, verdict: Verdict, reading: Reading, at: datetime) -> Became:
    before = db.standing(page.url)
    if before is None:
        _end(db, page, reading, "dropped", verdict, at)
        return "dropped"
    is_news = db.flag_article(before[0], verdict.reason, at=at)
    _end(db, page, reading, "stored", verdict, at, before[0])
    return "not_article" if is_news else "unchanged"


def _kept(judgement: Judgement | None) -> Verdict:
    if judgement is None:
        return Verdict(stage="store", reason="kept")
    return Verdict(stage="judge", reason=judgement.band, rule="; ".join(judgement.reasons), version=judgement.version)


def _end(
    db: Database,
    page: Page,
    reading: Reading,
    state: Literal["stored", "dropped"],
    why: Verdict,
    at: datetime,
    article_id: int | None = None,
) -> None:
    """Write the reason on every link that leads to the page; a page without one gets a link of its own."""
    rest: _Why = {"stage": why.stage, "reason": why.reason, "rule": why.rule, "rule_version": why.version}
    if not reading.links and db.take_in(page.site.key, CHANNEL, [FoundLink(url=page.url)], at=at):
        db.finish(page.url, state, **rest, at=at, article_id=article_id)
        return
    for url in reading.links or (page.url,):
        db.reconsider(url, state, **rest, article_id=article_id)


class _Why(TypedDict):
    stage: str
    reason: str
    rule: str
    rule_version: str
