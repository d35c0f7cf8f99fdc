"""A whole file goes out beside running writers and comes back; a damaged one is refused, with the file to restore."""

from __future__ import annotations

import itertools
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers import locks
from crawlers.daemon.backups import KEPT, back_up, backups, check, daily, folder_of, restore
from crawlers.errors import LockedError, StorageError, UsageError
from pipelines.database import ArchiveFile, Database, FoundLink
from tests.program import ROOT, run, scheduler
from tests.stored import AT, one


def filled(path: Path, links: int = 3000) -> Path:
    """Make a database of some links, all in its file."""
    with closing(Database.open(path)) as db:
        db.take_in("cinic", "list", [FoundLink(url=f"http://a.test/{n}") for n in range(links)], at=AT)
    return path


def count(path: Path) -> int:
    with closing(Database.open(path, readonly=True)) as db:
        return int(one(db, "SELECT count(*) AS n FROM links_v1")["n"])


@pytest.mark.slow
def test_h09_twenty_backups_beside_a_writer_are_whole_and_hold_what_was_there_when_they_began(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db")
    is_over = threading.Event()

    def write() -> None:
        with closing(Database.open(path)) as db:
            for number in itertools.count():
                if is_over.is_set():
                    return
                db.take_in("ce", "list", [FoundLink(url=f"http://b.test/{number}")], at=AT)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(20):
            before = count(path)
            back_up(path, tmp_path / f"{number}.db", "a test")
            assert count(tmp_path / f"{number}.db") >= before
            check(tmp_path / f"{number}.db")
    finally:
        is_over.set()
        writer.join()
    assert [file.name for file in tmp_path.iterdir() if file.name.endswith((".new", ".new-wal"))] == []
    with closing(Database.open(path, readonly=True)) as db:
        assert one(db, "SELECT count(*) AS n FROM upkeep_v1 WHERE what = 'backup' AND bytes > 0")["n"] == 20


def damage_header(whole: bytes) -> bytes:
    return b"\0" * 100 + whole[100:]


def damage_middle(whole: bytes) -> bytes:
    middle = len(whole) // 2
    return whole[:middle] + b"\xff" * 8192 + whole[middle + 8192 :]


def damage_half(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


@pytest.mark.slow
@pytest.mark.parametrize("damage", [damage_header, damage_middle, damage_half])
def test_h08_a_damaged_database_is_not_served_and_the_backup_to_restore_is_named(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = filled(tmp_path / "news.db")
    daily(path)
    (backup,) = backups(path)
    (folder_of(path) / "news-99990101T000000Z.db").write_bytes(b"a backup that is none")
    path.write_bytes(damage(path.read_bytes()))
    refused = run(scheduler("run", "--database", path))
    assert refused.returncode == 1
    assert f"`scheduler.py restore {backup} --database {path}`" in refused.stderr
    assert "Traceback" not in refused.stderr and len(refused.stderr.splitlines()) == 1
    damaged = path.read_bytes()
    restored = run(scheduler("restore", backup, "--database", path))
    assert restored.returncode == 0, restored.stderr
    assert count(path) == 3000
    (aside,) = tmp_path.glob("*.aside")
    assert aside.read_bytes() == damaged


@pytest.mark.slow
def test_h08_without_a_backup_that_is_said(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db")
    path.write_bytes(damage_middle(path.read_bytes()))
    with closing(Database.open(path)) as db, pytest.raises(StorageError, match="is damaged"):
        db.quick_check()
    refused = run(scheduler("run", "--database", path))
    assert refused.returncode == 1
    assert "There is no whole backup" in refused.stderr


def test_nothing_is_restored_while_a_crawl_is_at_it_nor_what_is_no_backup(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db")
    back_up(path, tmp_path / "whole.db", "a test")
    with locks.hold(path, "cinic"), pytest.raises(LockedError, match="cinic is already running"):
        restore(path, tmp_path / "whole.db")
    with pytest.raises(UsageError, match="no such backup"):
        restore(path, tmp_path / "nowhere.db")
    (tmp_path / "torn.db").write_bytes((tmp_path / "whole.db").read_bytes()[:50_000])
    with pytest.raises(StorageError):
        restore(path, tmp_path / "torn.db")
    assert count(path) == 3000
    with pytest.raises(UsageError, match="is the database itself"):
        back_up(path, path, "a test")


@pytest.mark.slow
def test_a_backup_that_does_not_fit_leaves_the_one_before(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db")
    back_up(path, tmp_path / "b.db", "a test")
    before = (tmp_path / "b.db").read_bytes()
    command = scheduler("backup", tmp_path / "b.db", "--database", path)
    limited = ["bash", "-c", 'ulimit -f 100; exec "$@"', "bash", *command]
    done = run(limited)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert (tmp_path / "b.db").read_bytes() == before


def test_a_backup_a_day_and_what_is_too_old_goes_with_a_row_that_says_so(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db", 10)
    folder_of(path).mkdir()
    for day in range(1, KEPT + 2):
        back_up(path, folder_of(path) / f"news-2020010{day}T000000Z.db", "a test")
    for _ in range(2):
        daily(path)
    assert len(backups(path)) == KEPT
    assert backups(path)[-1].name == "news-20200103T000000Z.db"
    with closing(Database.open(path, readonly=True)) as db:
        gone = [row["item"] for row in db.rows("SELECT item FROM upkeep_v1 WHERE what = 'pruned'")]
    assert [Path(item).name for item in gone] == ["news-20200102T000000Z.db", "news-20200101T000000Z.db"]


@pytest.mark.slow
def test_prune_takes_old_requests_and_archive_files_and_keeps_a_row_of_each(tmp_path: Path) -> None:
    path, archive = tmp_path / "news.db", tmp_path / "archive"
    archive.mkdir()
    old, new = archive / "old.warc.gz", archive / "new.warc.gz"
    for file in (old, new):
        file.write_bytes(b"x" * 100)
    long_ago = datetime.now(UTC) - timedelta(days=400)
    os.utime(old, (long_ago.timestamp(),) * 2)
    with closing(Database.open(path)) as db:
        id_ = db.start_run("cinic", "crawl", at=long_ago)
        for at in (long_ago, datetime.now(UTC)):
            db.record_fetch(id_, "http://a.test/", status=200, error=None, bytes=1, seconds=1, archive=None, at=at)
        for file in (old, new):  # as reprocessing looked them through
            db.save_archive_file(ArchiveFile(path=str(file), size=100, changed_at=1, sites="", responses=1, broken=()))
    (tmp_path / "prunesettings.py").write_text(
        f"from crawlers.settings import *\nNEWS_ARCHIVE_DIR = {str(archive)!r}\n", "utf-8"
    )
    env = {"SCRAPY_SETTINGS_MODULE": "prunesettings", "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    would = run(scheduler("prune", "--keep-days", "365", "--dry-run", "--database", path), env=env)
    assert would.returncode == 0 and old.exists()
    done = run(scheduler("prune", "--keep-days", "365", "--database", path), env=env)
    assert done.returncode == 0, done.stderr
    assert (old.exists(), new.exists()) == (False, True)
    with closing(Database.open(path, readonly=True)) as db:
        assert one(db, "SELECT count(*) AS n FROM fetches_v1")["n"] == 1
        rows = list(db.rows("SELECT item, entries, why FROM upkeep_v1 ORDER BY id"))
        assert db.archive_paths() == [str(new)]
    assert [(row["item"], row["entries"]) for row in rows] == [(str(old), 1), ("fetches_v1", 1)]
    assert {row["why"] for row in rows} == {"older than 365 days, as a person asked"}
    wrong = run(scheduler("prune", "--keep-days", "3", "--database", path))
    assert wrong.returncode == 2


def test_h21_a_reader_that_never_ends_lets_the_log_grow_and_that_is_seen(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db", 10)
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM links").fetchone()
    with closing(Database.open(path)) as db:
        for number in range(100):
            db.take_in("ce", "list", [FoundLink(url=f"http://b.test/{number}/{n}") for n in range(20)], at=AT)
        assert db.wal_bytes() > 1 << 20
        reader.close()
        for number in range(200):
            db.take_in("ce", "list", [FoundLink(url=f"http://c.test/{number}")], at=AT)
        at_most = db.wal_bytes()
    assert at_most < 64 << 20


@pytest.mark.slow
def test_h07_a_writer_waits_for_another_that_holds_the_database(tmp_path: Path) -> None:
    path = filled(tmp_path / "news.db", 1)
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(3, lambda: holder.execute("COMMIT")).start()
    started = time.monotonic()
    with closing(Database.open(path)) as db:
        db.take_in("ce", "list", [FoundLink(url="http://b.test/1")], at=AT)
    assert 2.5 < time.monotonic() - started < 30
    holder.close()
    assert count(path) == 2
