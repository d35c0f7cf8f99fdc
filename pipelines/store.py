"""What the stages found of one page comes in; article, story and the link's end are stored in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol
from urllib.parse import urlsplit

from crawlers.items import Article, Judgement, Outcome, Page, Rules, Sight, Verdict
from pipelines import furniture, reclean, search, telling
from pipelines.alert import NoticeRules
from pipelines.database import AliasKind, Database, FoundLink, Op, Saved
from pipelines.naming import names_of
from pipelines.publishers import Publishers
from pipelines.settle import match, settle

BROKEN = "broken"
"""The reason of a page that a stage raised on."""
TRIES = 2
"""A page that breaks a stage is tried this often: the next fetch may bring a whole one."""
TRY_AGAIN_AFTER = timedelta(hours=1)

_FIGURES_LOGGED_AS: Mapping[Saved, Op] = {"revised": "revised", "recleaned": "recleaned"}


AS_BEFORE: tuple[Saved, ...] = ("unchanged", "older")

Dropped = Literal["dropped", "retry", "quarantined"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What became of a page."""

    ended: Saved | Dropped
    article_id: int | None = None
    story_id: int | None = None
    role: str | None = None
    broken: int = 0
    """So many older articles could not be cleaned of what this page shows its site to repeat."""


class Ends(Protocol):
    """What is written of the links to a page, in the transaction that stores what it came to."""

    def kept(self, db: Database, outcome: Outcome, article_id: int, saved: Saved, at: datetime) -> None:
        """Its article is kept, and saving it did that."""

    def dropped(self, db: Database, outcome: Outcome, verdict: Verdict, at: datetime) -> Dropped:
        """It ends early; return how its links ended."""


def save(
    db: Database,
    outcome: Outcome,
    publishers: Publishers,
    *,
    at: datetime,
    learns: bool = True,
    ends: Ends | None = None,
    notices: NoticeRules | None = None,
) -> Stored:
    """Write what a page came to, and end the link that led to it; all of it or nothing.

    A page with a verdict ends its link and leaves no other trace but what it tells of its site. An article is known by
    its URL: a second link to it, or a page that prints the same as before, adds nothing. What the page shows its site
    to repeat comes off older articles too, in transactions that follow; `learns` false takes the text as it is. `ends`
    is for pages that were not just fetched. `notices` says who is told of what; None: nobody, of nothing.
    """
    outcome = _at_known_address(db, outcome, at)
    article, ends = outcome.article, ends or _Fetched()
    sight = furniture.look(article.url, article.title, article.text) if article and learns else None
    if outcome.verdict is not None or article is None:
        stored = _drop(db, outcome, sight, ends, at)
    else:
        stored = _store(db, outcome, article, sight, publishers, ends, at, notices)
    if learns:
        stored = replace(stored, broken=reclean.catch_up(db, publishers, at=at))
    search.catch_up(db, at_least=search.BATCH)
    return stored


def _store(
    db: Database,
    outcome: Outcome,
    article: Article,
    sight: Sight | None,
    publishers: Publishers,
    ends: Ends,
    at: datetime,
    notices: NoticeRules | None,
) -> Stored:
    page = outcome.page
    names = names_of(article.url, article.source, article.reprinted_from, page.site.publisher, publishers)
    rules = reclean.rules_for(db, sight)
    cleaned, shown = _clean(rules, outcome, article)
    with db.reading():
        # Comparing with the neighbours is most of the work; a page that says what it said needs none of it.
        id_, would_be = db.compare_article(page, shown, outcome.judgement, names)
        matched = None if would_be in AS_BEFORE else match(db, page, shown, names, id_)
    with db.transaction():
        was = telling.before(db, notices, article.url) if notices else None
        if sight:
            reclean.learn(db, sight, article.text, fetched_at=page.fetched_at, at=at)
            _catch_up_with(db, article, publishers, at)
            if (now := reclean.rules_for(db, sight)) != rules:
                cleaned, shown = _clean(now, outcome, article)
                matched = None
        id_, saved = db.save_article(page, shown, outcome.judgement, names, at=at)
        if saved not in AS_BEFORE:
            settle(db, id_, matched or match(db, page, shown, names, id_), publishers, at=at)
        if saved != "older":
            db.save_figures(id_, cleaned.figures, _FIGURES_LOGGED_AS.get(saved, "changed"), at=at)
            if sight:
                reclean.keep(db, id_, cleaned, sight)
        ends.kept(db, outcome, id_, saved, at)
        if notices and was:
            telling.tell(db, notices, was, page, id_, saved, at=at)
        story_id, role = db.place_of(id_)
    return Stored(ended=saved, article_id=id_, story_id=story_id, role=role)


def _at_known_address(db: Database, outcome: Outcome, at: datetime) -> Outcome:
    """Put a page that is stored at another address of its host at that one: one file, in two folders or queries.

    Only what says the same to the letter is the same page; a copy elsewhere is an article of its own, and linked.
    """
    page, article = outcome.page, outcome.article
    if article is None or article.title is None or page.is_visit or outcome.verdict is not None:
        return outcome
    here = urlsplit(article.url)
    for id_, url in db.same_titles(article.title, article.published_at):
        there = urlsplit(url)
        is_near = there.netloc == here.netloc and _file_of(there.path) == _file_of(here.path)
        if is_near and url != article.url and db.printed(id_).whole == article.text:
            db.note_aliases([page.url], url, "same_page", at=at)
            moved = replace(page, url=url, answered=page.answered or page.url)
            return replace(outcome, page=moved, article=replace(article, url=url))
    return outcome


def _file_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _drop(db: Database, outcome: Outcome, sight: Sight | None, ends: Ends, at: datetime) -> Stored:
    verdict = outcome.verdict or Verdict(stage="extract", reason="not_article")
    with db.transaction():
        if sight and outcome.article:
            reclean.learn(db, sight, outcome.article.text, fetched_at=outcome.page.fetched_at, at=at)
        return Stored(ended=ends.dropped(db, outcome, verdict, at))


def _clean(rules: Rules, outcome: Outcome, article: Article) -> tuple[reclean.Cleaned, Article]:
    cleaned = reclean.clean_of(rules, article, article.text, outcome.figures)
    return cleaned, replace(article, text=cleaned.text, flags=cleaned.flags)


def _catch_up_with(db: Database, article: Article, publishers: Publishers, at: datetime) -> None:
    """Clean what is stored of the article by the rules of now, lest that pass for an edit of the site's."""
    if (id_ := db.article_id(article.url)) is not None:
        reclean.reclean(db, id_, publishers, at=at)


class _Fetched:
    """A link was leased and fetched: this is the end of one try."""

    def kept(self, db: Database, outcome: Outcome, article_id: int, saved: Saved, at: datetime) -> None:
        """End the link with why its article is kept, not with what saving did: two links to it end alike."""
        why = why_kept(outcome.judgement)
        link = _link_of(db, outcome.page, at)
        db.finish(
            link,
            "stored",
            stage=why.stage,
            reason=why.reason,
            rule=why.rule,
            rule_version=why.version,
            at=at,
            article_id=article_id,
        )
        page = outcome.page
        kind: AliasKind = "canonical" if page.answered else "redirect"
        db.note_aliases({link, page.answered or link} - {page.url}, page.url, kind, at=at)
        db.keep_validators(page.answered or page.url, page.validators, at=at)
        if page.is_visit:
            db.visited(link, f"store/{saved}", at=at)
        else:
            db.plan_visit(link, at=at)

    def dropped(self, db: Database, outcome: Outcome, verdict: Verdict, at: datetime) -> Dropped:
        """End the link with the verdict; a page that broke a stage is tried again. A stored article stays."""
        link = _link_of(db, outcome.page, at)
        if outcome.page.is_visit:
            db.visited(link, f"{verdict.stage}/{verdict.reason}", at=at)
            return "dropped"
        state: Dropped = "dropped"
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
        return state


def why_kept(judgement: Judgement | None) -> Verdict:
    """Say in a link's words why an article is kept."""
    if judgement is None:
        return Verdict(stage="store", reason="kept", version="1")
    return Verdict(stage="judge", reason=judgement.band, rule="; ".join(judgement.reasons), version=judgement.version)


def _link_of(db: Database, page: Page, at: datetime) -> str:
    """Return the link that led to the page; one that was handed in without a link is its own."""
    if not page.link:
        db.take_in(page.site.key, "handed in", [FoundLink(url=page.url)], at=at)
    return page.link or page.url
