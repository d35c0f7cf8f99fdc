"""What tests store: the sample's articles as their manifest expects them, so that no other stage is under test."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from crawlers.items import Article, Judgement, Outcome
from pipelines import store
from pipelines.database import Database, FoundLink
from pipelines.flow import Rules, load_rules
from pipelines.publishers import Publishers, load_publishers
from tests.documents import DOCS
from tests.sample import SamplePage, pages
from tests.stored import AT

LATER = AT + timedelta(days=1)
JUDGED = Judgement(topic="tibet_digital_economy", band="on", score=7.5, reasons=("西藏 ×3",), version="1")


@cache
def publishers() -> Publishers:
    return load_publishers(DOCS.parent / "data" / "publishers.toml")


@cache
def rules() -> Rules:
    """Return the rules of the project, read once: the topics alone take a third of a second."""
    return load_rules(*(DOCS.parent / "data" / f"{name}.toml" for name in ("topics", "publishers", "indicators")))


def save(db: Database, found: Outcome, *, at: datetime = AT) -> store.Stored:
    """Store an outcome whose link was taken in."""
    if found.page.link:
        db.take_in(found.page.site.key, "list", [FoundLink(url=found.page.link)], at=AT)
    return store.save(db, found, publishers(), at=at)


@cache
def samples() -> dict[str, Outcome]:
    """Every article of the sample, by its name."""
    return {each.name: sample_outcome(each) for each in pages()}


def everything() -> list[Outcome]:
    return list(samples().values())


def sample(name: str) -> Outcome:
    return samples()[name]


def sample_outcome(each: SamplePage) -> Outcome:
    article = Article(
        url=each.page.url,
        title=each.title,
        text=each.text,
        published_at=each.published_at,
        source=each.source,
        reprinted_from=each.reprinted_from,
        dateline=each.dateline,
        extractor_version="1",
    )
    return Outcome(page=replace(each.page, body=b"", parts=()), article=article, judgement=JUDGED)
