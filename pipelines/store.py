"""What the stages found of one page comes in; article, story and the link's end are stored in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from crawlers.items import Article, Judgement, Outcome, Page, Verdict
from pipelines.database import Database, FoundLink, Names, Op, Saved
from pipelines.publishers import Publishers
from pipelines.settle import match, settle

BROKEN = "broken"
"""The reason of a page that a stage raised on."""
TRIES = 2
"""A page that breaks a stage is tried this often: the next fetch may bring a whole one."""
TRY_AGAIN_AFTER = timedelta(hours=1)

FIGURES_LOGGED_AS: Mapping[Saved, Op] = {"revised": "revised", "recleaned": "recleaned"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What became of a page."""

    ended: Saved | Literal["dropped", "retry", "quarantined"]
    article_id: int | None = None
    story_id: int | None = None
    role: str | None = None


def save(db: Database, outcome: Outcome, publishers: Publishers, *, at: datetime) -> Stored:
    """Write what a page came to, and end the link that led to it; all of it or nothing.

    A page with a verdict ends its link and leaves no other trace. An article is known by its URL: a second link to it,
    or a page that prints the same as before, adds nothing.
    """
    page, article = outcome.page, outcome.article
    if outcome.verdict is not None or article is None:
        return _drop(db, page, outcome.verdict or Verdict(stage="extract", reason="not_article"), at)
    names = names_of(page, article, publishers)
    matched = match(db, page, article, names)
    with db.transaction():
        id_, saved = db.save_article(page, article, outcome.judgement, names, at=at)
        if saved not in ("unchanged", "older"):
            settle(db, id_, matched, publishers.houses, at=at)
        if saved != "older":
            db.save_figures(id_, outcome.figures, FIGURES_LOGGED_AS.get(saved, "changed"), at=at)
        _keep(db, page, outcome.judgement, id_, at)
        story_id, role = db.place_of(id_)
    return Stored(ended=saved, article_id=id_, story_id=story_id, role=role)


def names_of(page: Page, article: Article, publishers: Publishers) -> Names:
    """Say whose page it is, by its host, else by its site file, and whom its 来源 and 转自 name."""
    owner = publishers.of_host(urlsplit(article.url).hostname or "")
    declared = publishers.resolve(page.site.publisher)
    source, reprinted_from = publishers.resolve(article.source), publishers.resolve(article.reprinted_from)
    return Names(
        publisher=owner.name if owner else declared.name if declared else None,
        publisher_class=owner.publisher_class if owner else None,
        source_name=source.name if source else None,
        reprinted_from_name=reprinted_from.name if reprinted_from else None,
    )


def _keep(db: Database, page: Page, judgement: Judgement | None, article_id: int, at: datetime) -> None:
    """End the link with why its article is kept: not with what saving did, which two links to it would tell apart."""
    db.finish(
        _link_of(db, page, at),
        "stored",
        stage="judge" if judgement else "store",
        reason=judgement.band if judgement else "kept",
        rule="; ".join(judgement.reasons) if judgement else "",
        rule_version=judgement.version if judgement else "",
        at=at,
        article_id=article_id,
    )


def _drop(db: Database, page: Page, verdict: Verdict, at: datetime) -> Stored:
    with db.transaction():
        link = _link_of(db, page, at)
        state: Literal["dropped", "retry", "quarantined"] = "dropped"
        if verdict.reason == BROKEN:
            state = "retry" if db.tries(link) + 1 < TRIES else "quarantined"
        db.finish(
            link,
            state,
            stage=verdict.stage,
            reason=verdict.reason,
            rule=verdict.rule,
            rule_version=verdict.version,
            at=at,
            next_try_at=at + TRY_AGAIN_AFTER if state == "retry" else None,
        )
    return Stored(ended=state)


def _link_of(db: Database, page: Page, at: datetime) -> str:
    """Return the link that led to the page; one that was handed in without a link is its own."""
    if not page.link:
        db.take_in(page.site.key, "handed in", [FoundLink(url=page.url)], at=at)
    return page.link or page.url
