"""Matching again: what an older version, or another file of publishers, left is brought up to today's rules."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import SiteHints
from pipelines import carrying, dedupe, ruling, store
from pipelines.database import Database
from pipelines.database.connection import stamp
from pipelines.dedupe.when import order
from pipelines.publishers import Publishers, load_publishers
from pipelines.rematch import bring_up
from tests.program import ROOT, run, scheduler, snapshot
from tests.stored import AT, log
from tests.storing import LATER, everything, publishers, save
from tests.test_reprocess import own_settings
from tests.test_settle import in_order, notice, without_ledger

KILLS = 4
OLDER = 0


def make_older(path: Path, *, loses_pairs: bool = True) -> None:
    """Make a database what an older version would have left: other canonical forms, other hashes, fewer pairs."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(f"""
            UPDATE documents SET fingerprint_version = {OLDER}, canonical = 'older ' || canonical, exact = exact + 1;
            UPDATE fingerprints SET hash = hash / 2;
            DELETE FROM sentences WHERE hash % 2;
            DELETE FROM pairs WHERE (a + b) % 3 = 0 AND {loses_pairs};
            UPDATE matching SET version = {OLDER};
        """)


def index(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what matching looks up, by URL."""
    asked = {
        "documents": "SELECT url, publisher_class, sorted_by, canonical, fingerprint_version, exact FROM documents",
        "fingerprints": "SELECT url, hash, day FROM fingerprints",
        "sentences": "SELECT url, hash, day FROM sentences",
    }
    with closing(sqlite3.connect(path)) as connection:
        found = {
            table: sorted(connection.execute(f"{sql} JOIN articles ON articles.id = article_id"), key=repr)
            for table, sql in asked.items()
        }
        urls = dict(connection.execute("SELECT id, url FROM articles"))
        pairs = connection.execute("SELECT a, b, shared_sentences, evidence FROM pairs")
        found["pairs"] = sorted((*sorted((urls[a], urls[b])), *rest) for a, b, *rest in pairs)
    return found


def again(db: Database, known: Publishers | None = None) -> Iterator[str]:
    """Bring up article by article, yielding what became of each."""
    after = 0
    while batch := db.matched_by(after=after, limit=1):
        after = batch[0].id
        became = bring_up(db, batch[0], known or publishers(), at=LATER, is_settled=True)
        assert became is not None
        yield became


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """Every article of the sample, as an older version stored it."""
    path = tmp_path / "older.db"
    all_of_it(path)
    make_older(path)
    return path


def all_of_it(path: Path) -> None:
    with closing(Database.open(path)) as db:
        for each in everything():
            save(db, each)


@pytest.mark.slow
def test_matched_again_all_is_as_if_today_s_version_had_stored_it(tmp_path: Path, older: Path) -> None:
    wanted = in_order(tmp_path)
    with closing(Database.open(older)) as db:
        assert set(again(db)) == {"rematched"}
        assert set(again(db)) == {"unchanged"}
    assert without_ledger(older) == wanted
    assert index(older) == index(tmp_path / "in_order.db"), (
        "nothing of the older version is left, and nothing is missing"
    )


@pytest.mark.slow
def test_nothing_falls_apart_while_versions_are_mixed(tmp_path: Path) -> None:
    """Whom an older version found to overlap is compared again at once, in today's form, whosever turn it is."""
    path = tmp_path / "older.db"
    all_of_it(path)
    make_older(path, loses_pairs=False)
    with closing(Database.open(path)) as db:
        logged, before = len(log(db)), without_ledger(path)
        for _ in again(db):
            assert without_ledger(path) == before
        assert len(log(db)) == logged, "nobody who follows is told of anything"


def test_hashes_of_two_versions_never_meet(older: Path) -> None:
    with closing(Database.open(older)) as db:
        steps = again(db)
        next(steps)
        (document,) = db.documents([1])
        fingerprint, text = dedupe.fingerprint(document.canonical), " ".join(order(document))
        assert [one.id for one in db.candidates(fingerprint, sorted_by=text)] == [1]
        stored = db.documents(range(1, 20))
        assert sum(one.canonical.startswith("older") for one in stored) == 18
        assert not any(one.canonical.startswith("older") for one in carrying.today(db, stored))
        # An older program that still runs stores an article: it is kept, and found by nobody until it is matched again.
        carried = db.carried(document.canonical, fingerprint.exact)
        assert carried is not None
        db.make_unfindable(carried, fingerprint)
        db.make_findable(carried, replace(fingerprint, version=OLDER))
        assert db.candidates(fingerprint, sorted_by=text) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_articles_that_are_stored_or_revised_meanwhile_end_where_they_would_have(tmp_path: Path, seed: int) -> None:
    wanted, chance = in_order(tmp_path), random.Random(seed)
    path = tmp_path / "older.db"
    waiting = chance.sample(everything(), len(everything()))
    half = [waiting.pop() for _ in range(len(waiting) // 2)]
    with closing(Database.open(path)) as db:
        for each in half:
            assert each.article is not None
            stored = replace(each.article, text=each.article.text[:150]) if chance.random() < 0.3 else each.article
            save(db, replace(each, article=stored))
        make_older(path)
        for _ in again(db):
            if waiting and chance.random() < 0.7:
                save(db, waiting.pop())
            if chance.random() < 0.3:
                save(db, chance.choice(half))
        for each in (*waiting, *half):
            save(db, each)
        assert set(again(db)) == {"unchanged"}
    found = without_ledger(path)
    assert {word: found[word] for word in ("stories", "copies")} == {
        word: wanted[word] for word in ("stories", "copies")
    }


def test_an_article_that_changes_under_the_hand_is_asked_for_again(older: Path) -> None:
    with closing(Database.open(older)) as db:
        (article,) = db.matched_by(after=0, limit=1)
        db.flag_article(article.id, "body:something", at=LATER)
        assert bring_up(db, article, publishers(), at=LATER, is_settled=True) is None
        assert db.matched_by(after=0, limit=1)[0].version == OLDER


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_publisher_that_is_listed_renames_what_is_stored_and_takes_its_place_as_origin(tmp_path: Path) -> None:
    path, fewer = tmp_path / "news.db", tmp_path / "fewer.toml"
    text = (ROOT / "data" / "publishers.toml").read_text("utf-8")
    fewer.write_text(text.replace('"district.ce.cn", ', "").replace('domains = ["ce.cn"]', ""), "utf-8")
    with closing(Database.open(path)) as db:
        known = load_publishers(fewer)
        for each in everything():
            store.save(db, replace(each, page=replace(each.page, site=SiteHints(), link="")), known, at=AT)
        assert without_ledger(path)["stories"] != in_order(tmp_path)["stories"]
        assert set(again(db)) == {"renamed", "unchanged"}
        assert set(again(db)) == {"unchanged"}
        assert {row["op"] for row in log(db, "article") if row["at"] > stamp(AT)} == {"changed"}
        assert "origin_changed" in {row["op"] for row in log(db, "story")}
    wanted, found = in_order(tmp_path), without_ledger(path)
    for word in ("stories", "copies"):
        assert found[word] == wanted[word]


# --- the program ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_house_that_changes_settles_stories_whose_names_are_as_before(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    all_of_it(path)
    assert run(scheduler("rematch", "--database", path)).returncode == 0
    before = without_ledger(path)
    toml = (ROOT / "data" / "publishers.toml").read_text("utf-8")
    at = toml.index('name = "中国产业经济信息网"')
    file = tmp_path / "publishers.toml"
    file.write_text(f'{toml[:at]}house = "中国经济网"\n{toml[at:]}'.replace('house = "经济日报"\n', ""), "utf-8")
    env = own_settings(tmp_path, NEWS_PUBLISHERS=file)
    changed = run(scheduler("rematch", "--database", path), env=env)
    assert (changed.returncode, changed.stderr) == (0, "")
    assert "stand as today's rules have them" in changed.stdout, "not a name differs"
    after = without_ledger(path)
    assert after["stories"] != before["stories"]
    assert run(scheduler("rematch", "--database", path)).returncode == 0
    assert without_ledger(path) == before


@pytest.mark.slow
def test_killed_at_random_it_ends_as_an_unbroken_run(tmp_path: Path) -> None:
    path, unbroken = tmp_path / "news.db", tmp_path / "unbroken.db"
    chance = random.Random(3)
    with closing(Database.open(unbroken)) as db:
        for day in range(150):
            save(db, notice(chance, day))
        for each in everything():
            save(db, each)
        urls = [each.page.url for each in everything()]
        for number in range(0, 20, 2):
            one, other = urls[number : number + 2]
            ruling.merge(db, one, other, publishers(), by="张三", note="x", at=AT)
    with closing(sqlite3.connect(unbroken)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    make_older(path)
    for share in sorted(chance.sample(range(5, 180), KILLS)):
        with subprocess.Popen(
            scheduler("rematch", "--database", path), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as child:
            wait_for(path, share, child)
            child.kill()
    assert 5 <= done(path) < 150 + len(everything())
    ended = run(scheduler("rematch", "--database", path))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert snapshot(path) == snapshot(unbroken)
    assert index(path) == index(unbroken)
    assert "stand as today's rules have them" in run(scheduler("rematch", "--database", path)).stdout


@pytest.mark.slow
def test_an_article_that_breaks_costs_only_itself_and_is_named(older: Path) -> None:
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("UPDATE articles SET flags = '[' WHERE id = 7")
    ended = run(scheduler("rematch", "--database", older))
    assert ended.returncode == 1
    assert "error: 1 articles broke" in ended.stderr
    assert done(older) == len(everything()) - 1
    assert "broken article=7" in (older.parent / "logs" / "rematch.log").read_text("utf-8")


@pytest.mark.slow
def test_wrong_words_get_one_sentence(tmp_path: Path) -> None:
    missing = run(scheduler("rematch", "--database", tmp_path / "nowhere.db"))
    assert (missing.returncode, len(missing.stderr.splitlines())) == (2, 1)
    assert run(scheduler("rematch", "--nonsense")).returncode == 2
    assert "Texts stay as they are" in run(scheduler("rematch", "--help")).stdout


def done(path: Path) -> int:
    """Count what is of today's version."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT count(*) FROM documents WHERE fingerprint_version = ?"
        return int(connection.execute(sql, (dedupe.VERSION,)).fetchone()[0])


def wait_for(path: Path, count: int, child: subprocess.Popen[bytes]) -> None:
    patience_ends = time.monotonic() + 300
    while done(path) < count and child.poll() is None:
        assert time.monotonic() < patience_ends
        time.sleep(0.005)
