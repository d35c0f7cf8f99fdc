"""Storing a page: one transaction, one article a URL, and the same stories in whatever order the pages come."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.items import Article, Outcome, Page, SiteHints, Verdict
from pipelines import store
from pipelines.database import Database, FoundLink
from tests.stored import AT, figure, log, one
from tests.storing import JUDGED, LATER, save

URL = "http://www.cinic.org.cn/xy/gdcj/1.html"
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
