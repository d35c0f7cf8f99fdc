"""What a child process may take: time, memory, a page in hand; it dies alone, and nothing of it is left."""

from __future__ import annotations

import itertools
import logging
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES as MAX_INSTANCES
from apscheduler.events import EVENT_JOB_SUBMITTED as SUBMITTED

from crawlers.child import Limits
from crawlers.children import Children, Crawl, Ended, Options
from crawlers.daemon.definitions import Reader
from crawlers.daemon.queue import Queue
from crawlers.daemon.ticks import Ticks
from crawlers.words.definitions import project_settings
from pipelines.database import Database, FoundLink
from tests.chaos import row
from tests.stored import AT, one
from tests.test_locks import until_gone

pytestmark = pytest.mark.slow
RUNS = int(os.environ.get("NEWS_CHAOS_RUNS", "40"))
HOLD = (
    "import os, subprocess, sys, time; from pathlib import Path; from crawlers.locks import hold\n"
    "lock = hold(Path(sys.argv[1]), sys.argv[2])\n"
)
URL = "http://a.test/1.html"


def crawl(path: Path, code: str, limits: Limits) -> Ended:
    """Run Python code as if it were the crawl of a site."""
    children = Children(
        Options(database=path, logs=path.parent / "logs"),
        1,
        limits=limits,
        command=lambda crawl, _options: [sys.executable, "-c", HOLD + code, str(path), crawl.site],
    )
    with closing(children):
        (ended,) = children.run([Crawl(site="cinic")], lambda _ended: None)
    return ended


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database in which a crawl of cinic has leased a page."""
    made = tmp_path / "news.db"
    with closing(Database.open(made)) as db:
        db.take_in("cinic", "list", [FoundLink(url=URL), FoundLink(url=f"{URL}2")], at=AT)
        db.lease("cinic", db.start_run("cinic", "crawl", at=AT), 2, at=AT)
    return made


def test_a_page_in_hand_too_long_is_killed_with_all_that_its_process_started(path: Path) -> None:
    code = (
        f"with lock.in_hand({URL!r}):\n"
        "    one = subprocess.Popen(['sleep', '60']); print(one.pid, flush=True); time.sleep(60)"
    )
    started = time.monotonic()
    ended = crawl(path, code, Limits(page_s=2))
    assert ended.cut is not None and ended.cut.page == URL
    assert time.monotonic() - started < 15
    until_gone(int(ended.log.read_text().split()[-1]))
    with closing(Database.open(path, readonly=True)) as db:
        states = {row["url"]: row["state"] for row in db.rows("SELECT url, state FROM links_v1")}
        assert one(db, "SELECT reason FROM runs_v1")["reason"] == "its process died: one page held it up for 2 s"
    assert states == {URL: "quarantined", f"{URL}2": "new"}


def test_a_crawl_that_had_its_time_is_asked_to_stop_and_blames_no_page(path: Path) -> None:
    ended = crawl(path, "time.sleep(60)", Limits(crawl_s=1, drain_s=1))
    assert ended.cut is not None and ended.cut.is_over_time
    with closing(Database.open(path, readonly=True)) as db:
        assert one(db, "SELECT outcome FROM runs_v1")["outcome"] == "stopped"
        assert one(db, "SELECT count(*) AS n FROM deaths_v1")["n"] == 0
        assert one(db, "SELECT group_concat(state) AS states FROM links_v1")["states"] == "new,new"


def test_b21_who_wants_more_memory_than_allowed_dies_alone(path: Path) -> None:
    ended = crawl(path, "bytearray(1 << 30)", Limits(memory_mb=500))
    assert ended.exit_code == 1
    assert "MemoryError" in ended.log.read_text()
    with closing(Database.open(path, readonly=True)) as db:
        assert one(db, "SELECT outcome FROM runs_v1")["outcome"] == "failed"


RUN = """
from contextlib import closing
from datetime import UTC, datetime
from pipelines.database import Database, FoundLink
key, at = sys.argv[2], datetime.now(UTC)
with closing(Database.open(Path(sys.argv[1]))) as db:
    id_ = db.start_run(key, "crawl", at=at)
    db.take_in(key, "list", [FoundLink(url=f"http://{key}.test/{id_}/{n}") for n in range(20)], at=at)
    for lease in db.lease(key, id_, 20, at=at):
        db.record_fetch(id_, lease.url, status=200, error=None, bytes=1, seconds=1, archive=None, at=at)
        db.finish(lease.url, "dropped", stage="judge", reason="off_topic", at=at)
    db.end_run(id_, "ok", None, {"judge/off_topic": 20}, at=at)
"""


def test_h16_after_many_crawls_no_file_thread_or_memory_is_left(tmp_path: Path) -> None:
    """Each takes its lock, takes links in, leases and ends them; the daemon's side does what it does at each end.

    `make chaos` has two thousand of them.
    """

    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    def resident_kb() -> int:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    def look(_ended: Ended) -> None:
        with closing(Database.open(path)) as db:
            db.beat(os.getpid(), at=datetime.now(UTC))
            wal_bytes.append(db.wal_bytes())

    path = tmp_path / "news.db"
    wal_bytes: list[int] = []
    Database.open(path).close()
    children = Children(
        Options(database=path, logs=tmp_path / "logs"),
        4,
        command=lambda crawl, _options: [sys.executable, "-c", HOLD + RUN, str(path), crawl.site],
    )
    with row("H16") as seen, closing(children):
        ended = children.run([Crawl(site=f"s{n % 20}") for n in range(20)], look)
        files, threads, memory_kb = open_files(), threading.active_count(), resident_kb()
        for _ in range(RUNS // 20):  # twenty sites at a time: two crawls of one would meet its lock
            ended += children.run([Crawl(site=f"s{n}") for n in range(20)], look)
        grown_kb = resident_kb() - memory_kb
        seen.append(
            f"{RUNS} runs, {open_files() - files:+d} files, {threading.active_count() - threads:+d} threads,"
            f" {grown_kb / 1024:+.1f} MB, WAL {max(wal_bytes) / 2**20:.1f} MB at most"
        )
        assert open_files() - files <= 5
        assert threading.active_count() <= threads
        assert grown_kb < (10 << 10) * max(RUNS / 1000, 1)
        assert max(wal_bytes) < 64 << 20
    assert {each.exit_code for each in ended} == {0}
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as raw:
        raw.execute("BEGIN EXCLUSIVE")  # nobody holds it
        assert raw.execute("SELECT count(*), count(DISTINCT outcome) FROM runs").fetchone() == (len(ended), 1)
        assert raw.execute("SELECT count(*) FROM links WHERE state = 'dropped'").fetchone() == (20 * len(ended),)


def test_h13_a_crawl_longer_than_its_interval_and_a_held_database_hold_the_schedulers_thread_up_for_no_second(
    tmp_path: Path,
) -> None:
    """A site that is always due, looked at every fifth of a second; for a while another program holds the database.

    What a thread that only sleeps is late by meanwhile is the machine's doing, and taken off.
    """
    path = tmp_path / "news.db"
    settings = project_settings()
    definitions = Reader(tmp_path / "running", settings).read()
    site = definitions.sites.list()[0]
    queue = Queue(path, 4, definitions, tmp_path / "logs", Limits())
    queue.children = Children(
        Options(database=path, logs=tmp_path / "logs"),
        4,
        command=lambda crawl, _options: [sys.executable, "-c", HOLD + "time.sleep(2)", str(path), crawl.site],
    )
    with closing(Database.open(path)) as db:
        db.save_site(site, None, next_due_at=AT)
    woken: list[float] = []
    most = 0
    with (
        row("H13") as seen,
        sleeping(0.1) as slept,
        closing(queue.children),
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        ticks = Ticks(queue.fill, lambda: None, lambda: None, every_s=0.2)
        ticks.scheduler.add_listener(lambda _event: woken.append(time.monotonic()), SUBMITTED | MAX_INSTANCES)
        for second in range(50):
            if second == 10:
                other.execute("BEGIN IMMEDIATE")
            if second == 40:
                other.execute("COMMIT")
            most = max(most, len(queue.children.running()))
            time.sleep(0.1)
        ticks.stop()
        queue.stop()
        late_s = max(later - earlier for earlier, later in itertools.pairwise(slept)) - 0.1
        held_up_s = max(later - earlier for earlier, later in itertools.pairwise(woken)) - 0.2
        seen.append(f"woken {len(woken)} times, late by {held_up_s:.2f} s at most; one that sleeps by {late_s:.2f} s")
        assert len(woken) > 20
        assert held_up_s - late_s < 1
        assert most == 1
    with closing(Database.open(path, readonly=True)) as db:
        assert queue.trouble is None or "held by another" in queue.trouble
        assert db.is_due(site, datetime.now(UTC))


@contextmanager
def sleeping(every_s: float) -> Iterator[list[float]]:
    """Let a thread sleep again and again meanwhile; yield when it woke."""
    woken: list[float] = []
    is_over = threading.Event()

    def sleep() -> None:
        while not is_over.wait(every_s):
            woken.append(time.monotonic())

    sleeper = threading.Thread(target=sleep)
    sleeper.start()
    try:
        yield woken
    finally:
        is_over.set()
        sleeper.join()


def test_h15_a_scheduler_whose_thread_dies_is_started_again(caplog: pytest.LogCaptureFixture) -> None:
    looked: list[float] = []
    ticks = Ticks(lambda: looked.append(time.monotonic()), lambda: None, lambda: None, every_s=0.2)
    try:
        patience_ends = time.monotonic() + 10
        while not looked:
            assert time.monotonic() < patience_ends
            time.sleep(0.02)
        ticks.watch()
        assert ticks.restarts == 0
        ticks.scheduler.shutdown(wait=True)
        before = len(looked)
        with caplog.at_level(logging.CRITICAL):
            ticks.watch()
        assert ticks.restarts == 1
        assert "its thread is dead" in caplog.text
        while len(looked) <= before:
            assert time.monotonic() < patience_ends
            time.sleep(0.02)
    finally:
        ticks.stop()


def test_h14_a_job_that_raises_leaves_its_trace_and_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    looked: list[int] = []

    def look() -> None:
        looked.append(1)
        raise RuntimeError("made to fail")

    ticks = Ticks(look, lambda: None, lambda: None, every_s=0.2)
    patience_ends = time.monotonic() + 10
    while len(looked) < 3:
        assert time.monotonic() < patience_ends
        time.sleep(0.02)
    ticks.watch()
    ticks.stop()
    assert ticks.restarts == 0
    assert "made to fail" in caplog.text
