"""Changed rules are tried on archives by the real program: what would change is said, and nothing is written."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.database import Database
from tests.archives import AT, Kept, address, article, many, ours
from tests.program import MIRROR, ROOT, replay, run, scrapy, snapshot
from tests.sample import ARCHIVE
from tests.test_reprocess import alter, done, held

pytestmark = pytest.mark.slow
TOPICS = ROOT / "data" / "topics.toml"
SHARED_MEMORY = (".db-shm", ".db-wal")
"""What any reader of a WAL database makes beside it."""


def tried(database: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Try rules with one reader, which starts sooner than two."""
    return run(scrapy("dryrun", "--jobs", "1", "--database", database, *words))


def said(database: Path, *words: str | Path) -> dict[str, Any]:
    """Try rules without any failure; return the answer for programs."""
    ended = tried(database, "--json", *words)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def changed(folder: Path, **numbers: float) -> Path:
    """Write a topics file in which the first number of each of these names differs."""
    text = TOPICS.read_text("utf-8")
    for name, number in numbers.items():
        text, found = re.subn(rf"(?m)^{name} = [\d.]+", f"{name} = {number}", text, count=1)
        assert found
    path = folder / "topics.toml"
    path.write_text(text, "utf-8")
    return path


def stricter(folder: Path) -> Path:
    """Topics that no page passes."""
    return changed(folder, on=100, unsure=90)


def all_bytes(folder: Path) -> dict[str, str]:
    """Every file of a folder, and what is in it."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(SHARED_MEMORY))
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a crawl of the sample leaves."""
    database = tmp_path_factory.mktemp("crawled") / "news.db"
    ended = run(replay(database, "--add", MIRROR, "--jobs", "2"))
    assert ended.returncode == 0, ended.stderr
    return database


def test_the_rules_in_force_change_nothing_of_what_they_judged(crawled: Path) -> None:
    answer = said(crawled, ARCHIVE)
    assert answer["rows"] == []
    assert answer["became"] == {"off": 36, "no_article": 3, "same": 73}


def test_nothing_is_written_neither_database_nor_archive_nor_anything_beside_them(
    crawled: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "archive" / "a.warc.gz"
    archive.parent.mkdir()
    archive.write_bytes(ARCHIVE.read_bytes())
    archive.chmod(0o400)
    before, held_before = all_bytes(crawled.parent) | all_bytes(tmp_path / "archive"), snapshot(crawled)
    answer = said(crawled, archive, "--topics", stricter(tmp_path))
    assert len(answer["rows"]) == 73
    assert all_bytes(crawled.parent) | all_bytes(tmp_path / "archive") == before
    assert snapshot(crawled) == held_before


def test_a_page_that_is_stored_and_would_be_off_is_lost_with_the_reasons_that_changed(
    crawled: Path, tmp_path: Path
) -> None:
    topics = changed(tmp_path, title=0, unsure=9, on=9.5)
    answer = said(crawled, ARCHIVE, "--topics", topics)
    lost = [row for row in answer["rows"] if row["change"] == "lost"]
    assert lost
    stored = {row["url"]: row for row in held(crawled, "SELECT url, title, topic, band, score FROM articles_v1")}
    for row in lost:
        one = stored[row["url"]]
        assert row["old"] == {"topic": one["topic"], "band": one["band"], "score": one["score"]}
        assert row["new"]["band"] == "off" and row["new"]["topic"] is None
        assert row["title"] == one["title"]
    first = next(row for row in lost if row["reasons_gone"])
    assert first["reasons_gone"][0].startswith("place ") and first["reasons_new"][0].startswith("place ")
    people = tried(crawled, ARCHIVE, "--topics", topics).stdout
    assert f"lost: {len(lost)}" in people.splitlines()
    said_of = f"{first['old']['band']} {first['old']['score']:.2f} -> off {first['new']['score']:.2f}  {first['url']}"
    assert f"  {said_of}\n      {first['title']}\n    - {first['reasons_gone'][0]}\n" in people


def test_pages_that_were_off_topic_are_judged_again_and_may_be_gained(crawled: Path, tmp_path: Path) -> None:
    topics = changed(tmp_path, unsure=0, national=0)
    answer = said(crawled, ARCHIVE, "--topics", topics)
    gained = [row for row in answer["rows"] if row["change"] == "gained"]
    assert len(gained) == 36
    assert {row["old"]["band"] for row in gained} == {"off"} and {row["old"]["score"] for row in gained} == {None}
    assert any(row["reasons_gone"] for row in gained)
    dropped = {row["url"] for row in held(crawled, "SELECT url FROM links_v1 WHERE state = 'dropped'")}
    assert {row["url"] for row in gained} <= dropped


def test_what_reprocessing_would_do_is_what_was_said_and_then_nothing_is_left(crawled: Path, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    archive = ours(tmp_path / "archive", *(Kept(url=address(n), body=article(n)) for n in range(3)))
    answer = said_of_new(database, archive)
    assert [(row["change"], row["old"]) for row in answer["rows"]] == [("gained", None)] * 3
    done(database, archive)
    # The files that reprocessing has read are known: no path has to be named.
    assert said(database)["became"] == {"same": 3}
    alter(database, "UPDATE articles SET band = 'unsure', score = 5.0 WHERE url = ?", address(1))
    (row,) = said(database)["rows"]
    assert (row["change"], row["url"]) == ("changed", address(1))
    assert (row["old"]["band"], row["old"]["score"], row["new"]["band"]) == ("unsure", 5.0, "on")
    done(database, archive)


def said_of_new(database: Path, archive: Path) -> dict[str, Any]:
    """Try the rules in force on an empty database."""
    Database.open(database).close()
    return said(database, archive)


def test_an_older_page_than_the_stored_one_is_passed_by(tmp_path: Path) -> None:
    newer = Kept(url=address(1), body=article(1), at=AT + timedelta(days=1))
    database = tmp_path / "news.db"
    done(database, ours(tmp_path / "new", newer))
    old = ours(tmp_path / "old", Kept(url=address(1), body=b"<html><body><p>404</p></body></html>"))
    assert said(database, old)["became"] == {"no_article": 1}
    old = ours(tmp_path / "older", Kept(url=address(1), body=article(2)))
    assert said(database, old, "--topics", stricter(tmp_path))["became"] == {"older": 1}


def test_a_crawl_that_writes_meanwhile_is_neither_held_up_nor_left_out(crawled: Path, tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    with closing(Database.open(crawled, readonly=True)) as stored:
        stored.copy_to(database)
    with closing(Database.open(database)) as writing, writing.transaction():
        assert len(said(database, ARCHIVE, "--topics", stricter(tmp_path))["rows"]) == 73
    # What is committed, and still in the WAL, counts.
    with closing(Database.open(database)) as writing:
        writing._write("UPDATE articles SET band = 'off' WHERE url = ?", (MIRROR,))
        assert database.with_name("news.db-wal").stat().st_size
        assert [row["change"] for row in said(database, ARCHIVE)["rows"]] == ["gained"]


def test_a_wrong_topics_file_is_one_sentence(crawled: Path, tmp_path: Path) -> None:
    misspelt = tmp_path / "topics.toml"
    misspelt.write_text(TOPICS.read_text("utf-8").replace("\nunsure = ", "\nunsrue = "), "utf-8")
    ended = tried(crawled, ARCHIVE, "--topics", misspelt)
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    for word in ("topics.toml", "topic[1].thresholds.unsrue", "did you mean unsure"):
        assert word in ended.stderr


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("nowhere.warc.gz",), 1, "there is no such archive"),
        (("README.md",), 1, "not a WARC file"),
        (("--jobs", "0"), 2, "no number from 1 to 16"),
        (("--topics", "nowhere.toml", str(ARCHIVE)), 2, "cannot be read"),
        (("-s", "NEWS_ARCHIVE_DIR="), 2, "no archive is known of this database"),
    ],
)
def test_wrong_words_get_one_sentence(crawled: Path, words: tuple[str, ...], status: int, sentence: str) -> None:
    ended = tried(crawled, *words)
    assert ended.returncode == status
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    ended = tried(tmp_path / "news.db", ARCHIVE)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert list(tmp_path.iterdir()) == []


def test_publishers_may_be_tried_too(tmp_path: Path) -> None:
    """A 来源 that is known by another name makes 我区 the region."""
    database = tmp_path / "news.db"
    text = "我区5G基站超过一万个，全区数字经济规模达到三百亿元，我区大数据企业有百家。"
    page = article(1).decode().replace("西藏", "我区").replace("拉萨", "我区").replace("C114通信网", "雪山内参")
    archive = ours(tmp_path / "archive", Kept(url=address(1), body=page.replace("</p>", f"{text}</p>", 1).encode()))
    Database.open(database).close()
    assert said(database, archive)["became"] == {"off": 1}
    publishers = tmp_path / "publishers.toml"
    more = '\n[[publisher]]\nname = "西藏内参"\naliases = ["雪山内参"]\nclass = "official"\n'
    publishers.write_text((ROOT / "data" / "publishers.toml").read_text("utf-8") + more, "utf-8")
    assert said(database, archive, "--publishers", publishers)["became"] == {"gained": 1}


def test_it_stops_when_told_to_and_leaves_nothing(crawled: Path, tmp_path: Path) -> None:
    archive = ours(tmp_path / "archive", *many(600))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    child = subprocess.Popen(
        ["env", f"TMPDIR={scratch}", *scrapy("dryrun", "--jobs", "1", "--database", crawled, archive)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        while not list(scratch.rglob("news.db")) and child.poll() is None:
            pass
        child.terminate()
        out, wrong = child.communicate(timeout=60)
    finally:
        child.kill()
        child.wait()
    assert child.returncode == 1
    assert "stopped before its end" in wrong and "Traceback" not in wrong
    assert list(scratch.iterdir()) == []
    assert "Nothing was written" in out
