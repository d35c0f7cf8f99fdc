"""All that the stages found of one page comes in; it is stored with its story and its link's end, in one transaction.

Here stages meet: the neighbours come from the database, who copied whom is decided by dedupe's pure functions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from crawlers.items import (
    Article,
    Document,
    Edge,
    Fingerprint,
    Grouping,
    Judgement,
    Outcome,
    Page,
    Pair,
    Story,
    Verdict,
)
from pipelines import dedupe
from pipelines.database import Database, FoundLink, Names, Op, Saved
from pipelines.publishers import Publishers

BROKEN = "broken"
"""The reason of a page that a stage raised on."""
TRIES = 2
"""A page that breaks a stage is tried this often: the next fetch may bring a whole one."""
TRY_AGAIN_AFTER = timedelta(hours=1)

_FIGURES_LOGGED_AS: Mapping[Saved, Op] = {"revised": "revised", "recleaned": "recleaned"}
_NEWEST = 2**62
"""The id of an article before it has one: above all others, as it will be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What became of a page."""

    ended: Saved | Literal["dropped", "retry", "quarantined"]
    article_id: int | None = None
    story_id: int | None = None
    role: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Matched:
    """An article as matching sees it, with the neighbours that it was compared with before the lock was taken."""

    document: Document
    publisher_class: str | None
    fingerprint: Fingerprint
    pairs: Mapping[Document, Pair | None]


def save(db: Database, outcome: Outcome, publishers: Publishers, *, at: datetime) -> Stored:
    """Write what a page came to, and end the link that led to it; all of it or nothing.

    A page with a verdict ends its link and leaves no other trace. An article is known by its URL: a second link to it,
    or a page that prints the same as before, adds nothing.
    """
    page, article = outcome.page, outcome.article
    if outcome.verdict is not None or article is None:
        return _drop(db, page, outcome.verdict or Verdict(stage="extract", reason="not_article"), at)
    names = names_of(page, article, publishers)
    matched = _match(db, page, article, names)
    with db.transaction():
        id_, saved = db.save_article(page, article, outcome.judgement, names, at=at)
        if saved not in ("unchanged", "older"):
            _settle(db, id_, matched, publishers, at)
        if saved != "older":
            db.save_figures(id_, outcome.figures, _FIGURES_LOGGED_AS.get(saved, "changed"), at=at)
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


def _match(db: Database, page: Page, article: Article, names: Names) -> _Matched:
    """Compare the article with its neighbours before the lock is taken, while other processes may write."""
    canonical = dedupe.canonical(article.text)
    fingerprint = dedupe.fingerprint(canonical)
    id_ = db.article_id(article.url) or _NEWEST
    document = Document(
        id=id_,
        url=article.url,
        site=page.site.key,
        publisher=names.publisher,
        publisher_class=names.publisher_class,
        title=article.title,
        canonical=canonical,
        published_at=article.published_at,
        source=article.source,
        source_name=names.source_name,
        reprinted_from=article.reprinted_from,
        reprinted_from_name=names.reprinted_from_name,
        dateline=article.dateline,
        copyright_holder=article.copyright_holder,
        script=article.script,
        flags=article.flags,
    )
    pairs = {other: dedupe.compare(document, other) for other in db.candidates(fingerprint, but=id_)}
    return _Matched(document=document, publisher_class=names.publisher_class, fingerprint=fingerprint, pairs=pairs)


def _settle(db: Database, id_: int, matched: _Matched, publishers: Publishers, at: datetime) -> None:
    """Make the article findable, and settle the stories of all that hang together with it, as if they came at once."""
    before = db.canonical_of(id_)
    db.save_document(
        id_,
        matched.publisher_class,
        matched.document.canonical,
        matched.fingerprint,
        replaces=None if before is None else dedupe.fingerprint(before),
    )
    former = db.replace_pairs(id_, _pairs(db, id_, matched))
    stories: list[Story] = []
    edges: list[Edge] = []
    for documents, pairs in _parts(*db.cluster([id_, *former])):
        grouping = dedupe.group(documents, pairs, publishers.houses)
        stories += grouping.stories
        edges += grouping.edges
    version = str(matched.fingerprint.version)
    db.write_grouping(Grouping(stories=tuple(stories), edges=tuple(edges)), rule_version=version, at=at)


def _parts(documents: Sequence[Document], pairs: Sequence[Pair]) -> Iterator[tuple[list[Document], list[Pair]]]:
    """Part what hung together before a revision into what hangs together now: pair by pair, or alone."""
    part_of = {document.id: {document.id} for document in documents}
    for pair in pairs:
        small, large = sorted((part_of[pair.a], part_of[pair.b]), key=len)
        if small is not large:
            large |= small
            part_of.update(dict.fromkeys(small, large))
    for part in {id(part): part for part in part_of.values()}.values():
        yield [one for one in documents if one.id in part], [pair for pair in pairs if pair.a in part]


def _pairs(db: Database, id_: int, matched: _Matched) -> list[Pair]:
    """Return the pairs with the neighbours there are now; compare only what another process wrote in between."""
    (document,) = db.documents([id_])
    known = matched.pairs if replace(document, id=matched.document.id) == matched.document else {}
    found = []
    for other in db.candidates(matched.fingerprint, but=id_):
        if other in known and (matched.document.id == id_ or other.id < id_):
            pair = known[other]
            found.append(pair and _with_id(pair, matched.document.id, id_))
        else:
            found.append(dedupe.compare(document, other))
    return [pair for pair in found if pair]


def _with_id(pair: Pair, before: int, id_: int) -> Pair:
    return replace(pair, b=id_) if pair.b == before else pair
