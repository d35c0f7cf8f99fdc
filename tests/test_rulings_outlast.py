"""What a person said of stories outlasts matching again and reading the archive again, and is undone after either."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import UsageError
from pipelines import ruling, store
from pipelines.database import Database
from pipelines.settle import resettle
from tests.program import run, scheduler, scrapy, snapshot
from tests.sample import ARCHIVE
from tests.storing import LATER, everything, publishers, sample, save
from tests.test_rematch import again, make_older
from tests.test_settle import without_ledger

KNOWN = publishers()
STORY = ("ce/01", "cinic/01", "xizang_gov/01", "tibet_cn/02")
ORIGIN, REPRINT, REWRITE, OTHER = (sample(name).page.url for name in STORY)


def rule(db: Database, chance: random.Random) -> None:
    """Say something of two random articles, where it contradicts nothing said."""
    rows = list(db.rows("SELECT url, story_id FROM articles_v1 ORDER BY url"))
    one, other = chance.sample(rows, 2)
    with suppress(UsageError):
        if chance.random() < 0.5:
            ruling.merge(db, one["url"], other["url"], KNOWN, by="张三", note="x", at=LATER)
        else:
            ruling.split(db, one["story_id"], [one["url"]], KNOWN, by="张三", note="x", at=LATER)


def take_back_all(db: Database, chance: random.Random) -> None:
    """Undo whatever holds, in any order."""
    for each in chance.sample(db.rulings(), len(db.rulings())):
        ruling.undo(db, each.id, KNOWN, by="李四", at=LATER)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_matching_again_keeps_what_was_said_before_and_meanwhile_and_all_can_be_undone(
    tmp_path: Path, seed: int
) -> None:
    path, straight, chance = tmp_path / "news.db", tmp_path / "straight.db", random.Random(seed)
    with closing(Database.open(path)) as db:
        for each in everything():
            save(db, each)
        automatic = without_ledger(path)
        for _ in range(20):
            rule(db, chance)
        make_older(path)
        for _ in again(db):
            if chance.random() < 0.3:
                rule(db, chance)
        with closing(Database.open(straight)) as other:
            for each in everything():
                save(other, each)
            for said in db.rulings():
                other.add_ruling(said.says, said.pairs, said_by=said.said_by, note=said.note, at=LATER)
            for article in other.matched_by(after=0, limit=1000):
                resettle(other, [article.id], KNOWN, at=LATER)
        assert len(db.rulings()) > 20
        assert places(path) == places(straight) != automatic["stories"]
        take_back_all(db, chance)
        assert without_ledger(path) == automatic
        make_older(path)
        assert set(again(db)) == {"rematched"}
        assert without_ledger(path) == automatic, "what was undone stays undone"


def places(path: Path) -> Any:
    return without_ledger(path)["stories"]


# --- as the programs do it --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sample's archive holds."""
    path = tmp_path_factory.mktemp("read") / "news.db"
    ended = run(scheduler("reprocess", ARCHIVE, "--database", path))
    assert ended.returncode == 0, ended.stderr
    return path


def as_an_older_version_left_it(path: Path) -> None:
    """Give the articles that are ruled on what a poorer extractor read, and all of them other fingerprints."""
    with closing(Database.open(path)) as db:
        for name in STORY:
            outcome = sample(name)
            assert outcome.article is not None
            poorer = replace(outcome.article, text=outcome.article.text[:200], extractor_version="0")
            (row,) = db.rows("SELECT fetched_at FROM articles_v1 WHERE url = ?", (outcome.page.url,))
            page = replace(outcome.page, fetched_at=datetime.fromisoformat(row["fetched_at"]))
            stored = store.save(db, replace(outcome, article=poorer, page=page), KNOWN, at=LATER, learns=False)
            assert stored.ended == "recleaned"
    make_older(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE archive_records SET versions = NULL")


def bring_up(path: Path, words: Sequence[str]) -> None:
    for word in words:
        archive = [ARCHIVE] if word == "reprocess" else []
        ended = run(scheduler(word, *archive, "--database", path))
        assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("words", [("rematch", "reprocess"), ("reprocess", "rematch")], ids=" then ".join)
def test_both_programs_in_either_order_keep_what_was_said_and_undone_it_is_as_before(
    tmp_path: Path, read: Path, words: Sequence[str]
) -> None:
    path = tmp_path / "news.db"
    with closing(sqlite3.connect(read)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    automatic = snapshot(path)
    for each in (
        ("--merge", REWRITE, "--note", "同一份通稿"),
        ("--split", REPRINT, "--note", "另一件事"),
        ("--merge", OTHER, "--note", "同一场活动"),
    ):
        assert run(scrapy("story", ORIGIN, *each, "--by", "张三", "--database", path)).returncode == 0
    ruled, kept = snapshot(path), said(path)
    members = {frozenset(each[0]) for each in ruled["stories"]}
    assert frozenset((ORIGIN, REWRITE, OTHER)) <= next(each for each in members if ORIGIN in each)
    assert REPRINT not in next(each for each in members if ORIGIN in each)
    as_an_older_version_left_it(path)
    assert snapshot(path) != ruled
    bring_up(path, words)
    assert (snapshot(path), said(path)) == (ruled, kept)
    for number in (2, 1, 3):
        undone = run(scrapy("story", ORIGIN, "--undo", str(number), "--database", path))
        assert (undone.returncode, undone.stderr) == (0, "")
    assert snapshot(path) == automatic
    as_an_older_version_left_it(path)
    bring_up(path, words[::-1])
    assert snapshot(path) == automatic, "what was undone stays undone"


def said(path: Path) -> list[dict[str, Any]]:
    with closing(Database.open(path, readonly=True)) as db:
        return list(db.rows("SELECT * FROM rulings_v1 ORDER BY id, url, other_url"))
