"""The database file: made once, brought up to date whole, and refused in one sentence when it cannot be used."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from crawlers.errors import DatabaseVersionError, NewsError, StorageError
from crawlers.locks import hold
from pipelines.database import Database, FoundLink
from pipelines.database.migrations import MIGRATIONS
from tests.program import ROOT

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NOBODY = 65534

COLUMNS = {
    "articles_v1": "id url site publisher title text language script published_at published_precision source"
    " source_name reprinted_from reprinted_from_name author editor original_title dateline topic band score reasons"
    " story_id role flags first_seen_at fetched_at revised_at archive extractor_version role_evidence stale_since",
    "stories_v1": "id title published_at first_seen_at last_seen_at origin_article_id origin_name origin_confidence"
    " articles mirrors independent_origins flags origin_house retold_article_id",
    "copies_v1": "id child_id parent_id parent_name kind confidence evidence decided_at rule_version",
    "figures_v1": "id article_id story_id indicator definition region period value value_max unit printed"
    " growth_percent growth_points growth_base qualifier status measure sentence sentence_at flags stated_by stated_at"
    " via confidence low high growth_low growth_high slot base_slot ends_on part whole",
    "links_v1": "url site channel state reason rule rule_version tries first_seen_at tried_at next_try_at article_id"
    " title revisits revisit_at revisited_at revisit_reason",
    "revisions_v1": "id article_id op replaced_at title text published_at source reprinted_from author editor"
    " original_title dateline fetched_at archive extractor_version changed",
    "runs_v1": "id site kind started_at ended_at outcome reason counts",
    "sites_v1": "id key publisher next_due_at state",
    "fetches_v1": "id run_id url status error bytes seconds archive fetched_at sent_at host",
    "health_v1": "id run_id site channel at lists unchanged links new pages articles filled median_length failures"
    " blocked canary",
    "site_states_v1": "id site channel at was now since why run_id",
    "accepted_fields_v1": "id site field accepted_by accepted_at note undone_by undone_at",
    "robots_v1": "id host url at state delay_s digest why",
    "politeness_v1": "host day requests bytes unanswered not_modified share_not_modified smallest_gap_s median_gap_s"
    " robots robots_changes",
    "sightings_v1": "url site channel first_seen_at",
    "furniture_v1": "article_id url side place text rule_id host since rule_version",
    "series_v1": "indicator definition region measure points",
    "conflicts_v1": "kind indicator definition region measure status period figure_id other_id third_id sides",
    "targets_v1": "id article_id story_id indicator definition region measure status period ends_on aim value value_max"
    " unit printed qualifier growth_percent growth_points growth_base stated_by stated_at state outcome_figure_id"
    " outcome outcome_printed outcome_growth_percent outcome_growth_points outcome_stated_by outcome_stated_at"
    " outcome_story_id outcomes",
    "deaths_v1": "id at run_id site url how is_certain forgiven_at",
    "upkeep_v1": "id at what item entries bytes why",
    "aliases_v1": "url link kind first_seen_at",
    "change_log": "seq at kind id op other_id",
    "story_aliases": "alias_id story_id",
}
"""What other programs read."""


@pytest.mark.parametrize("view", COLUMNS)
def test_a_published_view_has_the_columns_of_its_contract(tmp_path: Path, view: str) -> None:
    Database.open(tmp_path / "news.db").close()
    with sqlite3.connect(tmp_path / "news.db") as reader:
        found = [column[0] for column in reader.execute(f"SELECT * FROM {view}").description]
    reader.close()
    assert found == COLUMNS[view].split()


def test_file_and_new_folder_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "deep" / "news.db"
    Database.open(path).close()
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]


def test_whoever_comes_first_makes_the_folder_the_owners_alone(tmp_path: Path) -> None:
    """The lock of a crawl is taken before its database is opened."""
    with hold(tmp_path / "data" / "news.db", "cinic"):
        made = (tmp_path / "data", tmp_path / "data" / "locks")
        assert [stat.S_IMODE(folder.stat().st_mode) for folder in made] == [0o700, 0o700]


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = Database.open(path)
    db.take_in("cinic", "list", [FoundLink(url="http://a.test/1")], at=AT)
    db.close()
    before = path.read_bytes()
    Database.open(path).close()
    assert path.read_bytes() == before


def test_four_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    for attempt in range(5):
        path = tmp_path / f"{attempt}.db"
        children = [in_child(partial(open_and_close, path)) for _ in range(4)]
        assert [ended(child) for child in children] == [None] * 4
        assert_whole(path)


@pytest.mark.slow
def test_h19_killed_while_it_is_made_it_is_made_by_the_next_start(tmp_path: Path) -> None:
    chance = random.Random(20)
    for attempt in range(20):
        path = tmp_path / f"{attempt}.db"
        pid, _ = in_child(partial(open_and_close, path))
        time.sleep(chance.uniform(0, 0.02))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        Database.open(path).close()
        assert_whole(path)


def test_h18_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Database.open(path).close()
    plain(path, "PRAGMA user_version = 1000")
    before = path.read_bytes()
    for readonly in (False, True):
        with pytest.raises(DatabaseVersionError, match=r"newer version.*schema 1000.*update the program\.$"):
            Database.open(path, readonly=readonly)
    assert path.read_bytes() == before


def make_text(path: Path) -> None:
    path.write_text("a note about Lhasa\n" * 100)


def make_foreign(path: Path) -> None:
    plain(path, "CREATE TABLE recipes (id INTEGER)")


def make_cut(path: Path) -> None:
    Database.open(path).close()
    path.write_bytes(path.read_bytes()[:600])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (make_text, "is not a database"),
        (make_foreign, "is the database of another program"),
        (make_cut, "is damaged"),
        (Path.mkdir, "cannot be opened: Is a directory"),
    ],
)
def test_what_is_not_our_database_is_refused_in_one_sentence(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "news.db"
    make(path)
    with pytest.raises(StorageError, match=sentence) as caught:
        Database.open(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_reading_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        Database.open(tmp_path / "news.db", readonly=True)
    assert not list(tmp_path.iterdir())


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    Database.open(tmp_path / "news.db").close()
    reader = Database.open(tmp_path / "news.db", readonly=True)
    with pytest.raises(StorageError, match="read-only"):
        reader.save_site("cinic", None, at=AT)
    reader.close()


def test_h06_a_read_only_folder_is_one_sentence() -> None:
    with tempfile.TemporaryDirectory() as name:  # not tmp_path, whose parents another user may not enter
        made, empty = Path(name) / "made", Path(name) / "empty"
        open_and_close(made / "news.db")
        empty.mkdir()
        (made / "news.db").chmod(0o444)
        for folder in (made, empty):
            folder.chmod(0o555)
        Path(name).chmod(0o755)
        said = [ended(in_child(partial(open_and_close, at / "news.db"), user=NOBODY)) for at in (made, empty)]
        for folder in (made, empty):
            folder.chmod(0o755)
    for at, sentence in zip((made, empty), said, strict=True):
        assert sentence is not None
        assert sentence.startswith(f"StorageError: {at / 'news.db'} cannot be opened")


def test_h05_a_full_disk_loses_only_the_write_that_met_it(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    db.take_in("cinic", "list", [FoundLink(url="http://a.test/1")], at=AT)
    (pages,) = db.rows("PRAGMA page_count")
    list(db.rows(f"PRAGMA max_page_count = {pages['page_count']}"))
    many = [FoundLink(url=f"http://a.test/{'x' * 500}/{n}") for n in range(1000)]
    with pytest.raises(StorageError, match="the disk is full"):
        db.take_in("cinic", "list", many, at=AT)
    list(db.rows("PRAGMA max_page_count = 100000"))
    assert db.take_in("cinic", "list", many, at=AT) == 1000
    db.close()


def test_h08_damage_inside_the_file_is_found_by_the_check(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    db = Database.open(path)
    db.quick_check()
    db.take_in("cinic", "list", [FoundLink(url=f"http://a.test/{n}") for n in range(5000)], at=AT)
    db.close()
    blob = bytearray(path.read_bytes())
    blob[len(blob) // 2 : len(blob) // 2 + 8192] = b"\xff" * 8192
    path.write_bytes(blob)
    db = Database.open(path)
    with pytest.raises(StorageError, match="is damaged"):
        db.quick_check()
    db.close()


def test_an_inner_transaction_ends_with_the_outer_one(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    with pytest.raises(KeyError), db.transaction():
        db.save_site("cinic", "甲网", at=AT)
        with db.transaction():
            db.take_in("cinic", "list", [FoundLink(url="http://a.test/1")], at=AT)
        raise KeyError
    assert not list(db.rows("SELECT * FROM sites_v1"))
    assert db.known(["http://a.test/1"]) == set()
    db.close()


def test_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    with pytest.raises(ValueError, match="time zone"):
        db.take_in("cinic", "list", [], at=datetime(2026, 1, 1), overflow=1)  # noqa: DTZ001
    db.close()


@pytest.mark.parametrize("statement", ["DELETE FROM change_log", "UPDATE change_log SET id = 7"])
def test_the_change_log_only_grows(tmp_path: Path, statement: str) -> None:
    db = Database.open(tmp_path / "news.db")
    db.save_site("cinic", "甲网", at=AT)
    db.close()
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        plain(tmp_path / "news.db", statement)


def test_a_site_is_logged_when_it_becomes_another(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    db.save_site("cinic", "甲网", at=AT)
    db.save_site("cinic", "甲网", at=AT)
    db.save_site("cinic", None, next_due_at=AT, at=AT)
    db.save_site("ce", "乙网", at=AT)
    ops = [(row["id"], row["op"]) for row in db.rows("SELECT id, op FROM change_log ORDER BY seq")]
    assert ops == [(1, "added"), (1, "changed"), (2, "added")]
    assert db.due_sites(AT) == ["ce", "cinic"]
    assert db.due_sites(AT.replace(year=2025)) == ["ce"]
    db.close()


def test_a_run_that_was_killed_ends_as_failed_when_the_next_begins(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    db.start_run("cinic", "crawl", at=AT)
    other = db.start_run("ce", "crawl", at=AT)
    run = db.start_run("cinic", "crawl", at=AT)
    db.record_fetch(run, "http://a.test/1", status=200, error=None, bytes=9, seconds=0.1, archive="a.warc.gz#0", at=AT)
    db.end_run(run, "ok", None, {"stored": 3, "dropped": 1}, at=AT)
    runs = {row["id"]: row for row in db.rows("SELECT * FROM runs_v1")}
    assert (runs[1]["outcome"], runs[1]["reason"]) == ("failed", "its process died")
    assert runs[other]["outcome"] is None
    assert json.loads(runs[run]["counts"]) == {"dropped": 1, "stored": 3}
    assert [row["archive"] for row in db.rows("SELECT archive FROM fetches_v1")] == ["a.warc.gz#0"]
    db.close()


def open_and_close(path: Path) -> None:
    Database.open(path).close()


def in_child(work: Callable[[], None], *, user: int | None = None) -> tuple[int, int]:
    """Do `work` in a child process; return its pid and the pipe on which it says what went wrong."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    try:
        if user is not None and os.geteuid() == 0:
            os.setuid(user)
        work()
    except NewsError as error:
        os.write(writing, f"{type(error).__name__}: {error}".encode())
    finally:
        # Anything else is silent here and shows as an exit status: nothing of pytest may run in the child.
        os._exit(0 if sys.exc_info()[0] is None else 1)


def ended(child: tuple[int, int]) -> str | None:
    """Wait for a child; return what it said, None when all went well."""
    with os.fdopen(child[1], "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child[0], 0)
    assert status == 0
    return said or None


def plain(path: Path, statement: str) -> None:
    """Run one statement as another program would."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.execute(statement)
    finally:
        connection.close()


def assert_whole(path: Path) -> None:
    """Assert that the file is what a single start makes of it."""
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    (check,) = connection.execute("PRAGMA integrity_check").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    assert (check, version) == ("ok", len(MIGRATIONS))
    assert names >= set(COLUMNS)


def test_opening_it_again_gives_up_no_lock_of_another_connection_of_this_process(tmp_path: Path) -> None:
    """Else another process, closing, takes itself for the last one, and deletes the log that is still in use."""
    path = tmp_path / "news.db"
    first = Database.open(path)
    first.save_site("cinic", "某某网")
    Database.open(path).close()
    code = "import sys; from tests.test_database import Path, open_and_close; open_and_close(Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=True)
    assert path.with_name("news.db-wal").exists()
    first.save_site("ce", "某某网")
    first.close()
    with_both = Database.open(path)
    assert [row["key"] for row in with_both.rows("SELECT key FROM sites_v1 ORDER BY key")] == ["ce", "cinic"]
    with_both.close()
