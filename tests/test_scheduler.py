"""The scheduler's three words as a person uses them: the real program, the sample archive, real signals."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.database import Database, FoundLink
from tests.program import MIRROR, ROOT, copy, replay, run, scheduler, snapshot
from tests.sample import ARCHIVE

pytestmark = pytest.mark.slow

MIRROR_HOST = "www.caijing-mirror.example"


@pytest.fixture(scope="module")
def demo(crawl_of_the_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What `make demo` leaves, to go on with, and says."""
    database = copy(crawl_of_the_sample / "demo.db", tmp_path_factory.mktemp("demo") / "demo.db")
    return database, (crawl_of_the_sample / "said.txt").read_text("utf-8")


def test_the_demo_tells_runs_stories_drops_speed_and_what_to_type_next(demo: tuple[Path, str]) -> None:
    _, said = demo
    for part in ("Runs\n", "Stories, with who copied whom", "judge/off_topic", "new articles", "a second", "Next:"):
        assert part in said
    assert MIRROR_HOST in said
    assert said.splitlines()[-1].startswith("  make look ")


def test_the_demo_again_stores_nothing_and_says_so(demo: tuple[Path, str]) -> None:
    database, _ = demo
    before = snapshot(database)
    done = run(replay(database, "--add", MIRROR, "--jobs", "2"))
    assert done.returncode == 0, done.stderr
    assert "Nothing new" in done.stdout
    assert snapshot(database) == before


def test_the_seed_is_a_mirror_of_a_reprint_of_its_origin(demo: tuple[Path, str]) -> None:
    with closing(Database.open(demo[0], readonly=True)) as database:
        (mirror,) = database.rows("SELECT * FROM articles_v1 WHERE url = ?", (MIRROR,))
        (story,) = database.rows("SELECT * FROM stories_v1 WHERE id = ?", (mirror["story_id"],))
        members = list(
            database.rows("SELECT role, publisher FROM articles_v1 WHERE story_id = ? ORDER BY role", (story["id"],))
        )
    seed_is(mirror)
    assert [(row["role"], row["publisher"]) for row in members] == [
        ("mirror", None),
        ("origin", "中国经济网"),
        ("reprint", "中国产业经济信息网"),
    ]
    assert (story["origin_name"], story["mirrors"], story["independent_origins"]) == ("中国经济网", 1, 1)


def test_the_mirror_alone_names_an_origin_that_nobody_saw(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    done = run(replay(database, "--add", MIRROR, "--site", "c114"))
    assert done.returncode == 0, done.stderr
    with closing(Database.open(database, readonly=True)) as opened:
        (mirror,) = opened.rows("SELECT * FROM articles_v1 WHERE url = ?", (MIRROR,))
        (story,) = opened.rows("SELECT * FROM stories_v1 WHERE id = ?", (mirror["story_id"],))
    seed_is(mirror)
    assert (story["origin_article_id"], story["origin_name"], story["articles"]) == (None, "中国经济网", 1)


def seed_is(mirror: dict[str, object]) -> None:
    """Check what stands on the mirror's page, as a reader ought to get it."""
    text, flags = str(mirror["text"]), json.loads(str(mirror["flags"]))
    assert mirror["title"] == "上半年西藏數字經濟規模超170億元 增速較快"
    assert (mirror["source_name"], mirror["reprinted_from_name"]) == ("中国产业经济信息网", "中国经济网")
    assert (mirror["published_at"], mirror["script"], mirror["role"]) == ("2020-07-29", "Hant", "mirror")
    assert len(text.split("\n")) == 9
    assert "(" not in text.replace("(2020-2025年)", "").replace("(2020-2022年)", "").replace("(西藏)", "")
    assert "投資18元" in text
    for boilerplate in ("版權", "延伸閱讀", "轉自", "特色小鎮"):
        assert boilerplate not in text
    assert {"injected_readings", "page:byte_shift"} <= set(flags)
    assert "body:byte_shift" not in flags


def test_status_tells_people_and_programs_the_same(demo: tuple[Path, str]) -> None:
    table = run(scheduler("status", "--database", demo[0]))
    told = json.loads(run(scheduler("status", "--database", demo[0], "--json")).stdout)
    assert "no daemon runs" in told["daemon"]["why"] and "no daemon runs" in table.stdout
    rows = told["sites"]
    assert {row["site"] for row in rows} >= {"cinic", "ce", "c114"}
    for row in rows:
        assert row["site"] in table.stdout
        assert row["outcome"] == "ok"
        assert row["next_due_at"] > row["last_run_at"]


def test_nothing_is_due_after_everything_was_crawled(demo: tuple[Path, str]) -> None:
    done = run(replay(demo[0], "--due"))
    assert done.returncode == 0, done.stderr
    assert "Runs: nothing" in done.stdout


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("once", "--site", "cinc"), 2, "did you mean cinic"),
        (("once", "--since", "yesterday"), 2, "write it as 2015-01-31"),
        (("once", "--jobs", "0"), 2, "no number from 1 to 16"),
        (("once", "--replay", "nowhere.warc.gz"), 1, "there is no such archive"),
        (("once", "--database", "/sys/kernel/news.db"), 1, "cannot be opened"),
        (("status", "--database", "nowhere.db"), 2, "there is no such database yet"),
        (("frobnicate",), 2, "invalid choice"),
        (("once", "--nonsense"), 2, "unrecognized arguments: --nonsense"),
        (("prune",), 2, "--keep-days"),
        ((), 2, "required"),
    ],
)
def test_wrong_words_get_one_sentence(words: tuple[str, ...], status: int, sentence: str) -> None:
    done = run(scheduler(*words))
    assert done.returncode == status
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert status == 1 or done.stderr.count("\n") == 1


def test_without_a_network_it_is_one_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    env = own_sites(tmp_path)
    site = tmp_path / "ownsites" / "c114.py"
    site.write_text(site.read_text("utf-8").replace("www.c114.com.cn", "no-such-host.invalid"), "utf-8")
    database = tmp_path / "news.db"
    with closing(Database.open(database)) as opened:
        opened.take_in("c114", "list", [FoundLink(url="https://no-such-host.invalid/1")], at=datetime.now(UTC))
    before = snapshot(database)
    done = run(scheduler("once", "--database", database), env=env)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: No site could be reached")
    assert len(done.stderr.splitlines()) == 1
    assert snapshot(database) == before


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    database = tmp_path / "news.db"
    Database.open(database).close()
    with closing(sqlite3.connect(database)) as raw:
        raw.execute("PRAGMA user_version = 999")
    for words in (("once", "--replay", ARCHIVE), ("run",), ("status",)):
        done = run(scheduler(*words, "--database", database))
        assert done.returncode == 2
        assert "made by a newer version" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_broken_site_file_stops_that_site_alone(tmp_path: Path) -> None:
    env = own_sites(tmp_path, broken='name = "broken"\npublisher = "某网"\nhosts = ()\ndiscover = ()')
    done = run(replay(tmp_path / "news.db"), env=env)
    assert done.returncode == 1
    assert "c114: done" in done.stdout
    assert "broken.py: hosts: name at least one host" in done.stderr
    assert len(snapshot(tmp_path / "news.db")["articles"]) == 5


def test_a_broken_topics_file_stops_the_start(tmp_path: Path) -> None:
    topics = tmp_path / "topics.toml"
    topics.write_text('version = "1"\n[[topic]]\nname = \n', "utf-8")
    env = own_sites(tmp_path, settings=f"NEWS_TOPICS = {str(topics)!r}")
    done = run(replay(tmp_path / "news.db"), env=env)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {topics}")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "news.db").exists()


def test_a_torn_archive_gives_its_whole_records_and_says_so(tmp_path: Path) -> None:
    whole = (ROOT / "data" / "sample.warc.gz").read_bytes()
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(whole[: len(whole) // 3])
    database = tmp_path / "news.db"
    done = run(replay(database, "--site", "c114", archive=torn))
    assert "Traceback" not in done.stderr
    assert len(snapshot(database)["articles"]) == 5
    assert "torn" in (tmp_path / "logs" / "c114.log").read_text("utf-8")


def test_what_is_no_archive_is_one_sentence(tmp_path: Path) -> None:
    junk = tmp_path / "junk.warc.gz"
    junk.write_bytes(b"this is no archive")
    done = run(replay(tmp_path / "news.db", "--site", "c114", archive=junk))
    assert done.returncode == 1
    assert "junk.warc.gz" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_daemon_crawls_what_is_due_and_stops_when_told(tmp_path: Path) -> None:
    env = own_sites(tmp_path, settings=f"NEWS_REPLAY = {str(ROOT / 'data' / 'sample.warc.gz')!r}")
    database = tmp_path / "news.db"
    daemon = subprocess.Popen(
        scheduler("run", "--database", database, "--tick", "1"),
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert daemon.stdout is not None
        assert "watching 1 sites" in daemon.stdout.readline()
        assert "c114: done" in daemon.stdout.readline()
        second = run(scheduler("run", "--database", database), env=env)
        assert second.returncode == 2
        assert f"pid {daemon.pid}" in second.stderr
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(30) == 0
    finally:
        daemon.kill()
        daemon.communicate()
    assert len(snapshot(database)["articles"]) == 5


def own_sites(folder: Path, *, broken: str = "", settings: str = "") -> dict[str, str]:
    """Make a project of one real site, and of a broken one if given, beside its settings; return its environment."""
    package = folder / "ownsites"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "c114.py").write_text((ROOT / "crawlers" / "spiders" / "c114.py").read_text("utf-8"), "utf-8")
    if broken:
        body = "\n".join(f"    {line}" for line in broken.splitlines())
        text = f"from crawlers.site import Listing, NewsSpider\n\n\nclass Broken(NewsSpider):\n{body}\n"
        (package / "broken.py").write_text(text, "utf-8")
    own = f'from crawlers.settings import *\n\nSPIDER_MODULES = ["ownsites"]\n{settings}\n'
    (folder / "ownsettings.py").write_text(own, "utf-8")
    return {"SCRAPY_SETTINGS_MODULE": "ownsettings", "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}
