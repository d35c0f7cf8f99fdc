"""Storing a page: one transaction, one article a URL, and the same stories in whatever order the pages come."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import Article, Judgement, Outcome, Page, SiteHints, Verdict
from pipelines import store
from pipelines.database import Database, FoundLink
from pipelines.publishers import Publishers, load_publishers
from tests.documents import DOCS
from tests.program import snapshot
from tests.sample import SamplePage, pages
from tests.stored import AT, figure, holdings, log, one, published, reader

LATER = AT + timedelta(days=1)
URL = "http://www.cinic.org.cn/xy/gdcj/1.html"
JUDGED = Judgement(topic="tibet_digital_economy", band="on", score=7.5, reasons=("西藏 ×3",), version="1")
TEXT = "拉萨高新区的数据中心上月投运,首批机柜一千二百个,由本地三家企业租用。\n运维班组从四个县招了二十六人。"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def test_an_article_is_stored_with_its_story_and_its_links_end(db: Database) -> None:
    stored = save(db, outcome())
    assert (stored.ended, stored.role) == ("added", "unique")
    row = one(db, "SELECT * FROM articles_v1")
    assert (row["url"], row["site"], row["band"], row["reasons"]) == (URL, "cinic", "on", '["西藏 ×3"]')
    assert (row["publisher"], row["source_name"]) == ("中国产业经济信息网", "中国产业经济信息网")
    assert (row["story_id"], row["role"]) == (stored.story_id, "unique")
    link = one(db, "SELECT state, reason, article_id, tries FROM links_v1")
    assert link == {"state": "stored", "reason": "judge/on", "article_id": stored.article_id, "tries": 1}
    assert [(row["kind"], row["op"]) for row in log(db)][-1] == ("figure", "added")


def test_the_same_page_again_adds_nothing(db: Database) -> None:
    save(db, outcome())
    before = log(db)
    assert save(db, outcome(fetched_at=LATER), at=LATER).ended == "unchanged"
    assert log(db) == before
    assert one(db, "SELECT fetched_at FROM articles_v1")["fetched_at"].startswith("2026-01-02")


def test_two_links_to_one_article_both_lead_to_it(db: Database) -> None:
    first, second = save(db, outcome(link="http://a.test/old")), save(db, outcome(link="http://a.test/new"))
    assert first.article_id == second.article_id
    assert [(row["url"], row["article_id"]) for row in db.rows("SELECT * FROM links_v1 ORDER BY url")] == [
        ("http://a.test/new", first.article_id),
        ("http://a.test/old", first.article_id),
    ]


def test_what_the_site_edits_is_kept_as_it_was(db: Database) -> None:
    save(db, outcome())
    stored = save(db, outcome(text=TEXT.replace("二十六", "二十七"), fetched_at=LATER), at=LATER)
    assert stored.ended == "revised"
    assert one(db, "SELECT op, text, fetched_at FROM revisions_v1") == {
        "op": "revised",
        "text": TEXT,
        "fetched_at": "2026-01-02T03:04:05.000+00:00",
    }
    assert one(db, "SELECT revised_at FROM articles_v1")["revised_at"] == "2026-01-03T03:04:05.000+00:00"
    assert [row["op"] for row in log(db, "article")][-1] == "revised"


def test_what_a_newer_extractor_reads_otherwise_is_recleaned_not_revised(db: Database) -> None:
    save(db, outcome())
    assert save(db, outcome(text=TEXT[:-5], extractor_version="2"), at=LATER).ended == "recleaned"
    assert one(db, "SELECT revised_at, extractor_version FROM articles_v1") == {
        "revised_at": None,
        "extractor_version": "2",
    }
    assert one(db, "SELECT op FROM revisions_v1") == {"op": "recleaned"}


def test_what_we_conclude_anew_is_no_revision(db: Database) -> None:
    save(db, outcome())
    assert save(db, replace(outcome(), judgement=replace(JUDGED, score=6.0)), at=LATER).ended == "changed"
    assert not list(db.rows("SELECT * FROM revisions_v1"))


def test_an_older_fetch_never_overwrites_a_newer_one(db: Database) -> None:
    save(db, outcome(fetched_at=LATER))
    assert save(db, outcome(text="较早的一版。" * 9, fetched_at=AT)).ended == "older"
    assert one(db, "SELECT text FROM articles_v1") == {"text": TEXT}


def test_a_page_handed_in_from_elsewhere_keeps_what_its_site_said(db: Database) -> None:
    save(db, outcome())
    assert save(db, outcome(link="", site=SiteHints())).ended == "unchanged"
    assert one(db, "SELECT site FROM articles_v1") == {"site": "cinic"}
    assert one(db, "SELECT state, channel FROM links_v1 WHERE url = '" + URL + "'")["state"] == "stored"


def test_a_verdict_ends_the_link_and_leaves_no_other_trace(db: Database) -> None:
    verdict = Verdict(stage="judge", reason="off_topic", rule="no field word", version="1")
    assert save(db, replace(outcome(), verdict=verdict)) == store.Stored(ended="dropped")
    link = one(db, "SELECT state, reason, rule, rule_version, article_id FROM links_v1")
    assert link == {
        "state": "dropped",
        "reason": "judge/off_topic",
        "rule": "no field word",
        "rule_version": "1",
        "article_id": None,
    }
    assert not list(db.rows("SELECT * FROM articles_v1"))
    assert {row["kind"] for row in log(db)} <= {"site"}


def test_a_page_that_breaks_a_stage_is_tried_twice_then_quarantined(db: Database) -> None:
    broken = Outcome(page=outcome().page, verdict=Verdict(stage="extract", reason=store.BROKEN, rule="KeyError: 'x'"))
    assert save(db, broken).ended == "retry"
    assert one(db, "SELECT next_try_at FROM links_v1")["next_try_at"] == "2026-01-02T04:04:05.000+00:00"
    assert save(db, broken).ended == "quarantined"
    assert one(db, "SELECT reason, next_try_at FROM links_v1") == {"reason": "extract/broken", "next_try_at": None}


def test_what_fails_half_way_leaves_nothing(db: Database) -> None:
    db.take_in("cinic", "list", [FoundLink(url=URL)], at=AT)
    before = log(db)
    impossible = replace(figure("18元"), status="guessed")  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        save(db, replace(outcome(), figures=(impossible,)))
    assert not list(db.rows("SELECT * FROM articles_v1"))
    assert one(db, "SELECT state FROM links_v1") == {"state": "new"}
    assert log(db) == before


def test_a_figure_that_stands_as_before_keeps_its_id(db: Database) -> None:
    save(db, replace(outcome(), figures=(figure("1元"), figure("1元"), figure("2元"))))
    save(db, replace(outcome(), figures=(figure("3元"), figure("1元"))), at=LATER)
    assert [(row["id"], row["printed"]) for row in db.rows("SELECT * FROM figures_v1 ORDER BY id")] == [
        (1, "1元"),
        (4, "3元"),
    ]


def test_an_article_revised_away_from_its_story_leaves_it(db: Database) -> None:
    copy, original = sample("cinic/03"), sample("ce/02")
    for each in (copy, original):
        save(db, each)
    assert len(list(db.rows("SELECT * FROM stories_v1"))) == 1
    assert copy.article is not None
    another = replace(copy, article=replace(copy.article, text=TEXT))
    assert save(db, another, at=LATER).ended == "revised"
    # The story stays with its origin; the other's 来源 still names whom it copied, unseen as far as this text goes.
    assert [(row["id"], row["articles"]) for row in db.rows("SELECT * FROM stories_v1")] == [(1, 1), (2, 1)]
    assert one(db, "SELECT origin_article_id FROM stories_v1 WHERE id = 1") == {"origin_article_id": 2}
    assert {(row["id"], row["op"]) for row in log(db, "story")[-2:]} == {(1, "changed"), (2, "split")}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_arrival_does_not_matter(tmp_path: Path, seed: int) -> None:
    """Nor what was printed before a revision; and whoever followed along holds the rows of a fresh copy."""
    chance = random.Random(seed)
    follow = reader()
    db = Database.open(tmp_path / "news.db")
    for each in in_any_order(chance):
        save(db, each)
        if chance.random() < 0.1:
            follow(tmp_path / "news.db", tmp_path / "follower.db")
    for path in ("follower.db", "fresh.db"):
        follow(tmp_path / "news.db", tmp_path / path)
    assert holdings(tmp_path / "follower.db") == holdings(tmp_path / "fresh.db") == published(db)
    db.close()
    assert without_ledger(tmp_path / "news.db") == in_order(tmp_path)


@pytest.mark.slow
def test_four_processes_at_once_store_what_one_does(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Database.open(path).close()
    shares = [[each.page.url for each in everything()[start::4]] for start in range(4)]
    with multiprocessing.get_context("spawn").Pool(4) as children:
        children.starmap(save_some, [(path, share) for share in shares])
    assert without_ledger(path) == in_order(tmp_path)


def save_some(path: Path, urls: Sequence[str]) -> None:
    """Store some of the sample's articles, as one of several crawls."""
    db = Database.open(path)
    for each in everything():
        if each.page.url in urls:
            save(db, each)
    db.close()


def in_any_order(chance: random.Random) -> Iterator[Outcome]:
    """Yield all articles; one in five first with the text of another one, later as it is."""
    waiting = chance.sample(everything(), len(everything()))
    for each in list(waiting):
        other = chance.choice(everything())
        if chance.random() < 0.2 and each.article and other.article:
            yield replace(each, article=replace(each.article, text=other.article.text))
    yield from waiting


def in_order(tmp_path: Path) -> dict[str, Any]:
    """Store all articles one after the other and return what came of it."""
    path = tmp_path / "in_order.db"
    db = Database.open(path)
    for each in everything():
        save(db, each)
    db.close()
    return without_ledger(path)


def without_ledger(path: Path) -> dict[str, Any]:
    found = snapshot(path)
    return {word: found[word] for word in ("articles", "stories", "copies")}


@cache
def everything() -> list[Outcome]:
    """Every article of the sample as its manifest expects it: what is stored then depends on no other stage."""
    return [sample_outcome(each) for each in pages()]


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


def sample(name: str) -> Outcome:
    return next(sample_outcome(each) for each in pages() if each.name == name)


@cache
def publishers() -> Publishers:
    return load_publishers(DOCS.parent / "data" / "publishers.toml")


def outcome(
    *,
    text: str = TEXT,
    extractor_version: str = "1",
    link: str = URL,
    site: SiteHints = SiteHints(key="cinic", publisher="中国产业经济信息网"),  # noqa: B008 - frozen
    fetched_at: datetime = AT,
) -> Outcome:
    """Make what the stages found of a small page."""
    page = Page(url=URL, link=link, body=b"", fetched_at=fetched_at, site=site)
    article = Article(
        url=URL, title="数据中心投运", text=text, source="中國產業經濟信息網", extractor_version=extractor_version
    )
    return Outcome(page=page, article=article, judgement=JUDGED, figures=(figure("1200个"),))


def save(db: Database, found: Outcome, *, at: datetime = AT) -> store.Stored:
    """Store an outcome whose link was taken in."""
    if found.page.link:
        db.take_in(found.page.site.key, "list", [FoundLink(url=found.page.link)], at=AT)
    return store.save(db, found, publishers(), at=at)
