"""Old news under a new date, as it is stored and published: both dates, and figures of when they were told first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.items import Outcome
from pipelines.database import Database
from tests.stored import figure, holdings, log, one, published, reader
from tests.storing import LATER, sample, save

ORIGIN = replace(sample("ce/01"), figures=(figure("171.3亿元"),))
assert ORIGIN.article is not None
DAY = ORIGIN.article.published_at
PAGE = "http://www.c114.com.cn/news/22/a1.html"
AGAIN = Outcome(
    page=replace(ORIGIN.page, url=PAGE, link=PAGE),
    article=replace(ORIGIN.article, url=PAGE, published_at="2023-09-20", source=None),
    judgement=ORIGIN.judgement,
    figures=ORIGIN.figures,
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


@pytest.mark.parametrize("order", [(ORIGIN, AGAIN), (AGAIN, ORIGIN)])
def test_a_stale_page_is_flagged_with_both_dates_whichever_came_first(db: Database, order: tuple[Outcome, ...]) -> None:
    for each in order:
        save(db, each)
    assert save(db, AGAIN, at=LATER).ended == "unchanged", "the flag is no part of what the page prints"
    row = one(db, f"SELECT flags, stale_since, role FROM articles_v1 WHERE url = '{PAGE}'")
    assert json.loads(row["flags"]) == ["stale_reprint:2020-07-29/2023-09-20"]
    assert (row["stale_since"], row["role"]) == (DAY, "reprint")
    assert json.loads(one(db, "SELECT flags FROM stories_v1")["flags"]) == ["stale_reprint"]
    evidence = one(db, "SELECT evidence FROM copies_v1 WHERE kind = 'reprint'")["evidence"]
    assert evidence.endswith(f"; stale: dated 2023-09-20, told before on {DAY}")


def test_figures_of_a_stale_page_are_stated_when_they_were_told_first(db: Database) -> None:
    for each in (AGAIN, ORIGIN):
        save(db, each)
    sql = "SELECT stated_by, stated_at, confidence, flags FROM figures_v1 WHERE via {} NULL"
    assert one(db, sql.format("IS NOT")) == {
        "stated_by": "中国经济网",
        "stated_at": DAY,
        "confidence": "low",
        "flags": '["stale_reprint"]',
    }
    assert one(db, sql.format("IS")) == {
        "stated_by": "中国经济网",
        "stated_at": DAY,
        "confidence": "medium",
        "flags": "[]",
    }


def test_when_the_origin_goes_the_flag_goes_and_the_log_says_so(tmp_path: Path, db: Database) -> None:
    follow = reader()
    for each in (AGAIN, ORIGIN):
        save(db, each)
    follow(tmp_path / "news.db", tmp_path / "mine.db")
    assert ORIGIN.article is not None
    other = sample("tibet_cn/03").article
    assert other is not None
    save(db, replace(ORIGIN, article=replace(ORIGIN.article, text=other.text), figures=()), at=LATER)
    row = one(db, f"SELECT id, flags, stale_since FROM articles_v1 WHERE url = '{PAGE}'")
    assert (row["flags"], row["stale_since"]) == ("[]", None)
    assert log(db, "article")[-1]["id"] == row["id"]
    follow(tmp_path / "news.db", tmp_path / "mine.db")
    assert holdings(tmp_path / "mine.db") == published(db)


def test_the_sign_of_a_mirror_is_kept_with_its_article(db: Database) -> None:
    mirror = sample("mirror/01")
    assert mirror.article is not None
    alone = replace(mirror.article, source=None, reprinted_from=None, flags=("injected_readings",))
    save(db, replace(mirror, article=alone))
    assert not list(db.rows("SELECT * FROM copies_v1")), "it names nobody, and what it copied was not seen"
    row = one(db, "SELECT role, role_evidence FROM articles_v1")
    assert row == {"role": "mirror", "role_evidence": "readings were injected into the text"}
