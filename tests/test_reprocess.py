"""Archives are read again by the real program: what comes of it, what is left alone, and what a kill leaves."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils

from crawlers.archive.read import read_records
from crawlers.errors import StorageError
from crawlers.locks import hold
from pipelines.database import Database
from pipelines.database.migrations import APPLICATION_ID, MIGRATIONS
from tests.archives import AT, HOST, Kept, address, article, in_one_piece, many, others, ours
from tests.program import FEW, MIRROR, ROOT, copy, replay, run, scheduler, snapshot
from tests.sample import ARCHIVE, counts
from tests.test_kill import children_of

pytestmark = pytest.mark.slow
LATER = AT + timedelta(days=1)
KILLS = 5
SAMPLE = counts()
LISTED = SAMPLE.kept - 1
"""Articles that a site's list leads to: all but the mirror's."""


def again(database: Path, *words: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Reprocess with one reader, which starts sooner than two; the words name archives and options."""
    return run(scheduler("reprocess", "--jobs", "1", *words, "--database", database), env=env)


def done(database: Path, *words: str | Path, env: dict[str, str] | None = None) -> dict[str, int]:
    """Reprocess without any failure; return the rows of the sheet."""
    ended = again(database, *words, env=env)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return became(ended.stdout)


def became(said: str) -> dict[str, int]:
    """Read the sheet: the first word of each row, and its pages."""
    rows = said.partition("Articles\n")[2].partition("Damaged")[0].splitlines()[1:]
    found = (re.fullmatch(r" *(.+?)(?::.*)? +(\d+)", row) for row in rows)
    return {row[1].strip(): int(row[2]) for row in found if row}


def held(database: Path, sql: str) -> list[dict[str, Any]]:
    """Ask a database's views."""
    with closing(Database.open(database, readonly=True)) as opened:
        return list(opened.rows(sql))


def ops(database: Path, kind: str) -> list[str]:
    """Return what the log says of a kind, in order."""
    return [row["op"] for row in held(database, f"SELECT op FROM change_log WHERE kind = '{kind}' ORDER BY seq")]


def alter(database: Path, sql: str, *values: object) -> None:
    """Write to a database behind its back."""
    with closing(sqlite3.connect(database)) as connection, connection:
        assert connection.execute(sql, values).rowcount > 0


def own_settings(folder: Path, **settings: object) -> dict[str, str]:
    """Make settings of one's own; return the environment in which they hold."""
    lines = "".join(f"{name} = {str(value)!r}\n" for name, value in settings.items())
    (folder / "ownsettings.py").write_text(f"from crawlers.settings import *\n\n{lines}", "utf-8")
    return {"SCRAPY_SETTINGS_MODULE": "ownsettings", "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT)))}


def strict_topics(folder: Path) -> Path:
    """Write a topics file that no article passes, with the same version: people forget to raise it."""
    text = (ROOT / "data" / "topics.toml").read_text("utf-8")
    lines = [
        "on = 1000.0" if line.startswith("on =") else "unsure = 999.0" if line.startswith("unsure =") else line
        for line in text.splitlines()
    ]
    path = folder / "topics.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def crawled(crawl_of_the_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a crawl of the sample leaves."""
    return copy(crawl_of_the_sample / "demo.db", tmp_path_factory.mktemp("crawled") / "news.db")


@pytest.fixture
def copied(crawled: Path, tmp_path: Path) -> Path:
    """The same, of one's own."""
    return copy(crawled, tmp_path / "news.db")


def test_right_after_a_crawl_nothing_changes(copied: Path) -> None:
    before, logged = snapshot(copied), ops(copied, "%")
    links = held(copied, "SELECT * FROM links_v1 ORDER BY url")
    assert done(copied, ARCHIVE) == {"unchanged": SAMPLE.kept, "not kept": SAMPLE.dropped}
    assert (snapshot(copied), ops(copied, "%")) == (before, logged)
    assert held(copied, "SELECT * FROM links_v1 ORDER BY url") == links


def test_the_archive_alone_gives_the_articles_and_stories_of_the_crawl(tmp_path: Path, crawled: Path) -> None:
    database = tmp_path / "news.db"
    assert done(database, ARCHIVE) == {"added": LISTED, "not kept": SAMPLE.dropped}
    found, wanted = snapshot(database), snapshot(crawled)
    assert wanted["articles"].pop(MIRROR)  # no site lists it, and it takes a link to it to want it
    assert found["articles"].keys() == wanted["articles"].keys()
    shown = ("site", "title", "text", "source", "band", "flags", "publisher", "extractor_version")
    for url, one in found["articles"].items():
        assert {key: one[key] for key in shown} == {key: wanted["articles"][url][key] for key in shown}, url
    states = {url: state for url, (_, state, *_) in found["links"].items()}
    assert sum(state == "stored" for state in states.values()) == LISTED
    assert sum(state == "dropped" for state in states.values()) == SAMPLE.dropped


def test_a_second_run_of_the_same_versions_does_nothing_and_says_so(copied: Path) -> None:
    done(copied, ARCHIVE)
    before = copied.read_bytes()
    ended = again(copied, ARCHIVE)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"Nothing to do: {SAMPLE.answers} responses in 1 file" in ended.stdout
    assert copied.read_bytes() == before


def test_what_an_older_extractor_left_in_is_recleaned(copied: Path, crawled: Path) -> None:
    (one,) = held(copied, "SELECT id, url, text FROM articles_v1 WHERE role = 'reprint' LIMIT 1")
    worse = one["text"] + "\n版权声明：本网站所有内容未经许可不得转载。"
    alter(copied, "UPDATE articles SET text = ?, extractor_version = '0' WHERE id = ?", worse, one["id"])
    began = len(ops(copied, "%"))
    assert done(copied, ARCHIVE) == {"unchanged": SAMPLE.kept - 1, "recleaned": 1, "not kept": SAMPLE.dropped}
    assert snapshot(copied) == snapshot(crawled)
    (kept,) = held(copied, "SELECT op, article_id, text, extractor_version FROM revisions_v1")
    assert kept == {"op": "recleaned", "article_id": one["id"], "text": worse, "extractor_version": "0"}
    assert (held(copied, "SELECT revised_at FROM articles_v1 WHERE revised_at IS NOT NULL")) == []
    logged = held(copied, f"SELECT kind, id, op FROM change_log ORDER BY seq LIMIT -1 OFFSET {began}")
    assert {"kind": "article", "id": one["id"], "op": "recleaned"} in logged


def test_a_site_file_that_changed_is_recleaned_under_the_same_version(tmp_path: Path) -> None:
    """No version was raised: the same fetch cannot have been edited, so it is not called revised."""
    package = tmp_path / "ownsites"
    package.mkdir()
    (package / "__init__.py").touch()
    text = (ROOT / "crawlers" / "spiders" / "c114.py").read_text("utf-8")
    (package / "c114.py").write_text(text, "utf-8")
    (tmp_path / "ownsettings.py").write_text(
        'from crawlers.settings import *\n\nSPIDER_MODULES = ["ownsites"]\n', "utf-8"
    )
    env = {"SCRAPY_SETTINGS_MODULE": "ownsettings", "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    archive = ours(tmp_path, *(Kept(url=address(n), body=article(n)) for n in range(3)))
    database = tmp_path / "news.db"
    assert done(database, archive, env=env) == {"added": 3}
    (package / "c114.py").write_text(text + '    title = "title, h1"\n    source = "h1"\n', "utf-8")
    assert done(database, archive, env=env) == {"recleaned": 3}
    assert [row["op"] for row in held(database, "SELECT op FROM revisions_v1")] == ["recleaned"] * 3
    assert ops(database, "article").count("recleaned") == 3
    assert "revised" not in ops(database, "article")


def test_a_topics_file_that_changed_keeps_what_was_dropped(tmp_path: Path, crawled: Path) -> None:
    database = tmp_path / "news.db"
    strict = own_settings(tmp_path, NEWS_TOPICS=strict_topics(tmp_path))
    ended = run(replay(database, "--add", MIRROR), env=strict)
    assert ended.returncode == 0, ended.stderr
    assert held(database, "SELECT id FROM articles_v1") == []
    tries = held(database, "SELECT url, tries, tried_at FROM links_v1 ORDER BY url")
    assert done(database, ARCHIVE) == {"added": SAMPLE.kept, "not kept": SAMPLE.dropped}
    assert snapshot(database) == snapshot(crawled)
    assert held(database, "SELECT url, tries, tried_at FROM links_v1 ORDER BY url") == tries


def test_what_would_be_dropped_today_is_kept_with_its_band_and_reported(copied: Path, tmp_path: Path) -> None:
    strict = own_settings(tmp_path, NEWS_TOPICS=strict_topics(tmp_path))
    before = snapshot(copied)
    ended = again(copied, ARCHIVE, env=strict)
    assert ended.returncode == 0, ended.stderr
    assert became(ended.stdout) == {"now off topic": SAMPLE.kept, "not kept": SAMPLE.dropped}
    after = snapshot(copied)
    assert after["articles"].keys() == before["articles"].keys()
    assert {one["band"] for one in after["articles"].values()} == {"off"}
    assert (after["stories"], after["copies"]) == (before["stories"], before["copies"])
    assert {link[2] for link in after["links"].values() if link[1] == "stored"} == {"judge/off"}
    assert held(copied, "SELECT id FROM figures_v1 LIMIT 1")
    assert done(copied, ARCHIVE) == {"changed": SAMPLE.kept, "not kept": SAMPLE.dropped}
    assert snapshot(copied) == before


def test_a_page_that_is_no_article_any_more_is_flagged_and_stays(tmp_path: Path) -> None:
    database, url = tmp_path / "news.db", address(1)
    assert done(database, ours(tmp_path / "one", Kept(url=url, body=article(1)))) == {"added": 1}
    text = held(database, "SELECT text FROM articles_v1")
    archive = ours(tmp_path / "two", Kept(url=url, body=b"<html><body><p>404</p></body></html>", at=LATER))
    assert done(database, archive) == {"now no article": 1}
    assert held(database, "SELECT text FROM articles_v1") == text
    (flags,) = (json.loads(row["flags"]) for row in held(database, "SELECT flags FROM articles_v1"))
    assert [flag for flag in flags if flag.startswith("not_article:")]
    (link,) = held(database, "SELECT state, reason FROM links_v1")
    assert link["state"] == "stored" and link["reason"].startswith("extract/not_article:")
    # Where a newer text is stored, an older page that is none says nothing.
    newer = ours(tmp_path / "three", Kept(url=url, body=article(1), at=LATER + timedelta(days=1)))
    assert sum(done(database, newer).values()) == 1
    again_old = ours(tmp_path / "four", Kept(url=url, body=b"<html><body><p>404</p></body></html>", at=LATER))
    alter(database, "UPDATE articles SET fetched_at = '2026-12-31T00:00:00.000+00:00'")
    assert done(database, again_old) == {"passed by": 1}


def test_the_latest_response_of_an_address_is_its_text(tmp_path: Path) -> None:
    first, second = Kept(url=address(1), body=article(1)), Kept(url=address(1), body=article(2), at=LATER)
    both, old = ours(tmp_path / "both", second, first), ours(tmp_path / "old", first)
    database = tmp_path / "news.db"
    assert done(database, old) == {"added": 1}
    assert done(database, both) == {"revised": 1}
    (now,) = held(database, "SELECT archive, text FROM articles_v1")
    assert now["archive"] == next(read_records(both)).where
    # Of another place of the first one nothing is known, but that its text is older than what is stored.
    assert done(database, ours(tmp_path / "older", first)) == {"passed by": 1}
    assert held(database, "SELECT archive, text FROM articles_v1") == [now]


def test_a_redirect_leads_from_a_known_link_to_its_page(copied: Path) -> None:
    """In the sample, links lead to a page by a redirect: the page's own address is no link."""
    sql = "SELECT url FROM articles_v1 WHERE url NOT IN (SELECT url FROM links_v1)"
    led = [row["url"] for row in held(copied, sql)]
    assert led
    for url in led:
        alter(copied, "UPDATE articles SET title = 'x', extractor_version = '0' WHERE url = ?", url)
    assert done(copied, ARCHIVE)["recleaned"] == len(led)
    assert [row["url"] for row in held(copied, sql)] == led


def test_links_that_a_crawl_has_still_to_fetch_are_left_to_it(copied: Path) -> None:
    states = {"new": None, "leased": None, "retry": "fetch/blocked", "gone": "fetch/not_found"}
    urls = [row["url"] for row in held(copied, "SELECT url FROM links_v1 WHERE state = 'stored' ORDER BY url")]
    for url, (state, reason) in zip(urls, states.items(), strict=False):
        alter(copied, "UPDATE links SET state = ?, reason = ? WHERE url = ?", state, reason, url)
        alter(copied, "UPDATE articles SET title = 'x' WHERE id = (SELECT article_id FROM links WHERE url = ?)", url)
    assert done(copied, ARCHIVE)["recleaned"] == len(states)
    left = {row["url"]: (row["state"], row["reason"]) for row in held(copied, "SELECT * FROM links_v1")}
    assert [left[url] for url in urls[: len(states)]] == list(states.items())


def test_archives_of_other_tools_are_read_for_what_our_sites_take(tmp_path: Path) -> None:
    zipped = Kept(
        url=f"{HOST}:80/news/16/a1000002.html#top",
        body=gzip.compress(article(2)),
        headers=(("Content-Encoding", "gzip"),),
    )
    archive = others(
        tmp_path / "their.warc.gz",
        Kept(url=address(1), body=article(1)),
        zipped,
        Kept(url=f"{HOST}/robots.txt", body=b"User-agent: *", kind="text/plain"),
        Kept(url=f"{HOST}/rss/rss_news_489.xml", body=b"<rss/>", kind="text/xml"),
        Kept(url=f"{HOST}/news/16.html", body=article(3)),
        Kept(url=address(4), body=article(4), status="404 Not Found"),
        Kept(url=address(5), body=article(5), kind="application/pdf"),
        Kept(url=address(6), body=b"%PDF-1.4", kind="text/html"),
        Kept(url="http://elsewhere.example/news/16/a1000007.html", body=article(7)),
    )
    database = tmp_path / "news.db"
    assert done(database, archive) == {"added": 2, "no page": 1}
    found = {row["url"]: row for row in held(database, "SELECT * FROM articles_v1")}
    assert found.keys() == {address(1), f"{HOST}/news/16/a1000002.html"}
    (one,) = held(database, "SELECT * FROM links_v1 WHERE url LIKE '%a1000001.html'")
    assert (one["site"], one["channel"], one["state"], one["reason"]) == ("c114", "archive", "stored", "judge/on")


def test_what_cannot_be_read_record_by_record_is_refused_with_the_remedy(tmp_path: Path) -> None:
    good = others(tmp_path / "a.warc.gz", Kept(url=address(1), body=article(1)))
    plain = others(tmp_path / "b.warc", Kept(url=address(2), body=article(2)), zipped=False)
    in_one_piece(tmp_path / "c.warc.gz", plain)
    (tmp_path / "d.warc.gz").write_text("a note")
    database = tmp_path / "news.db"
    ended = again(database, tmp_path)
    assert ended.returncode == 1
    assert became(ended.stdout) == {"added": 1}
    lines = ended.stderr.splitlines()
    assert len(lines) == 3
    assert all("warcio recompress" in line for line in lines[:2])
    assert "d.warc.gz: not a WARC file" in lines[2]
    alone = again(tmp_path / "other.db", plain)
    assert (alone.returncode, len(alone.stderr.splitlines())) == (1, 1)
    assert done(database, good) == {}


def test_a_damaged_record_costs_only_itself_and_is_named(tmp_path: Path) -> None:
    torn = gzip.compress(article(5))[:-20]
    archive = ours(
        tmp_path / "archive",
        *(Kept(url=address(n), body=article(n), at=AT) for n in range(4)),
        Kept(url=address(5), body=article(5), at=AT),
        Kept(url=address(5), body=torn, headers=(("Content-Encoding", "gzip"),), at=LATER),
        Kept(url=address(6), body=torn, headers=(("Content-Encoding", "gzip"),), at=LATER),
    )
    records = list(read_records(archive))
    data = bytearray(archive.read_bytes())
    data[records[2].offset + 60 : records[2].offset + 90] = bytes(30)
    archive.write_bytes(data)
    database = tmp_path / "news.db"
    for ended in (again(database, archive), again(database, archive)):
        assert ended.returncode == 0, ended.stderr
        assert "Damaged records: 3" in ended.stdout
        for place in (records[2].offset, records[5].offset, records[6].offset):
            assert re.search(rf"^  {re.escape(str(archive))} +{place}  ", ended.stdout, re.MULTILINE)
        assert ended.stdout.count("fetch/torn_body") == 2
    # Of the page that came whole before it came torn, the whole one counts.
    stored = {row["url"] for row in held(database, "SELECT url FROM articles_v1")}
    assert stored == {address(n) for n in (0, 1, 3, 5)}


def test_a_file_that_a_crawl_is_writing_is_read_on_where_it_has_grown(tmp_path: Path) -> None:
    whole = ours(tmp_path / "whole", *(Kept(url=address(n), body=article(n)) for n in range(8)))
    records = list(read_records(whole))
    growing = tmp_path / "growing.warc.gz"
    growing.write_bytes(whole.read_bytes()[: records[5].offset + 100])
    database = tmp_path / "news.db"
    assert done(database, growing) == {"added": 5}
    growing.write_bytes(whole.read_bytes())
    assert done(database, growing) == {"added": 3}


def test_a_page_that_kills_its_process_costs_that_page(tmp_path: Path) -> None:
    archive = ours(tmp_path / "archive", *many(400))
    database = tmp_path / "news.db"
    with started(database, archive) as child:
        wait_for(database, 50, child)
        os.kill(readers_of(child.pid)[0], signal.SIGKILL)
        said, wrong = child.communicate(timeout=60)
    assert child.returncode == 1
    assert "Pages that broke a stage: 1" in said and "it ended the process that read it" in said
    assert "1 pages broke a stage" in wrong
    assert "Traceback" not in wrong
    assert count_read(database) == 399
    assert sum(done(database, archive).values()) == 1
    assert len(held(database, "SELECT id FROM articles_v1")) == 100


def test_killed_five_times_at_random_it_ends_as_an_unbroken_run(tmp_path: Path) -> None:
    unbroken, database = tmp_path / "unbroken.db", tmp_path / "news.db"
    done(unbroken, ARCHIVE)
    chance = random.Random(7)
    # Pages that were read, not seconds, say when: so each kill falls into the middle of the work, on any machine.
    for read in sorted(chance.sample(range(1, 60), KILLS)):
        with started(database, ARCHIVE) as child:
            wait_for(database, read, child)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL) if chance.random() < 0.5 else os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            patience_ends = time.monotonic() + 100
            while children_of(child.pid):
                assert time.monotonic() < patience_ends, "a reader outlived the writer"
                time.sleep(0.01)
    assert 0 < count_read(database) < LISTED + SAMPLE.dropped
    done(database, ARCHIVE)
    assert snapshot(database) == snapshot(unbroken)
    assert sorted(ops(database, "article")).count("added") == LISTED
    with closing(Database.open(database)) as opened:
        opened.quick_check()


def test_told_to_stop_it_keeps_what_is_read_and_goes_on_later(tmp_path: Path) -> None:
    archive = ours(tmp_path / "archive", *many(400))
    database = tmp_path / "news.db"
    with started(database, archive) as child:
        wait_for(database, 20, child)
        child.send_signal(signal.SIGTERM)
        _, wrong = child.communicate(timeout=30)
    assert (child.returncode, len(wrong.splitlines())) == (1, 1)
    assert "the same command goes on from there" in wrong
    read = count_read(database)
    assert 20 <= read < 400
    assert sum(done(database, archive).values()) == 400 - read


def test_a_second_one_waits_its_turn(tmp_path: Path) -> None:
    archive = ours(tmp_path / "archive", Kept(url=address(1), body=article(1)))
    with hold(tmp_path / "news.db", "reprocess"):
        ended = again(tmp_path / "news.db", archive)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (1, 1)
    assert f"reprocess is already running (pid {os.getpid()})" in ended.stderr


def test_crawls_of_the_same_database_may_run_meanwhile(tmp_path: Path, crawled: Path) -> None:
    database = tmp_path / "news.db"
    crawl = subprocess.Popen(
        replay(database, "--add", MIRROR, *FEW), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert again(database, ARCHIVE).returncode == 0
    meanwhile = crawl.poll() is None
    assert (crawl.wait(), crawl.communicate()[1]) == (0, b"")
    assert meanwhile, "the crawl was over first"
    alter(database, "UPDATE archive_records SET versions = NULL")
    done(database, ARCHIVE)
    found, wanted = snapshot(database), snapshot(crawled)
    assert {key: found[key] for key in ("articles", "stories", "copies")} == {
        key: wanted[key] for key in ("articles", "stories", "copies")
    }


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("nowhere.warc.gz",), 1, "there is no such archive"),
        (("crawlers",), 1, "no archive is in this folder"),
        (("README.md",), 1, "not a WARC file"),
        (("--jobs", "0"), 2, "no number from 1 to 16"),
        ((str(ARCHIVE), "--database", "/sys/kernel/news.db"), 1, "cannot be"),
    ],
)
def test_wrong_words_get_one_sentence(words: tuple[str, ...], status: int, sentence: str, tmp_path: Path) -> None:
    ended = run(scheduler("reprocess", "--database", tmp_path / "news.db", *words))
    assert ended.returncode == status
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr


def test_help_says_what_it_does() -> None:
    ended = run(scheduler("reprocess", "--help"))
    assert ended.returncode == 0
    for word in ("PATH", "--jobs", "--database", "nothing is\ndeleted"):
        assert word in ended.stdout


def test_a_database_of_the_version_before_is_brought_up_to_date(crawled: Path, copied: Path) -> None:
    make_older(copied, version=2)
    assert done(copied, ARCHIVE) == {"unchanged": SAMPLE.kept, "not kept": SAMPLE.dropped}
    with closing(sqlite3.connect(copied)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert run(scheduler("rematch", "--database", copied)).returncode == 0, "settles what an older version did not know"
    assert snapshot(copied) == snapshot(crawled)
    assert series(copied) == series(crawled) > 0, "what was read before has its slots"


def series(path: Path) -> int:
    with closing(Database.open(path, readonly=True)) as database:
        return len(list(database.rows("SELECT * FROM series_v1")))


def make_older(path: Path, *, version: int) -> None:
    """Make the database what an earlier version would have made of the same pages: its tables and columns alone."""
    newer = path.rename(path.with_suffix(".newer"))
    with closing(sqlite3.connect(path)) as connection, connection:
        for step in MIGRATIONS[:version]:
            step(sqlite_utils.Database(connection))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("ATTACH ? AS newer", (str(newer),))
        tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        for (table,) in connection.execute(tables).fetchall():
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")


@contextmanager
def started(database: Path, archive: Path) -> Iterator[subprocess.Popen[str]]:
    """Start to reprocess in a session of its own."""
    child = subprocess.Popen(
        scheduler("reprocess", archive, "--database", database),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def wait_for(database: Path, read: int, child: subprocess.Popen[str]) -> None:
    """Wait until so many pages are read, or all is done."""
    patience_ends = time.monotonic() + 300
    while count_read(database) < read and child.poll() is None:
        assert time.monotonic() < patience_ends, "it hangs"
        time.sleep(0.005)


def count_read(database: Path) -> int:
    """Count the pages that are read; none while the file is being made."""
    if not database.exists():
        return 0
    try:
        return int(held(database, "SELECT count(*) AS n FROM archive_records WHERE versions IS NOT NULL")[0]["n"])
    except (StorageError, sqlite3.OperationalError):
        return 0


def readers_of(session: int) -> list[int]:
    """Return the processes of a session that read pages: its leader, and what watches over semaphores, are none."""
    found = [pid for pid in children_of(session) if pid != session]
    return [pid for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
