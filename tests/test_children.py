"""What a child process may take: time, memory, a page in hand; it dies alone, and nothing of it is left."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from crawlers.child import Limits
from crawlers.children import Children, Crawl, Ended, Options
from crawlers.daemon.ticks import Ticks
from pipelines.database import Database, FoundLink
from tests.stored import AT, one
from tests.test_locks import is_running

pytestmark = pytest.mark.slow
RUNS = int(os.environ.get("NEWS_CHAOS_RUNS", "150"))
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
    grandchild = int(ended.log.read_text().split()[-1])
    patience_ends = time.monotonic() + 5
    while is_running(grandchild):
        assert time.monotonic() < patience_ends
        time.sleep(0.05)
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


def test_h16_after_many_crawls_no_file_thread_or_memory_is_left(tmp_path: Path) -> None:
    """`make chaos` runs two thousand."""

    def open_files() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    def resident_kb() -> int:
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    path = tmp_path / "news.db"
    Database.open(path).close()
    children = Children(
        Options(database=path, logs=tmp_path / "logs"), 4, command=lambda _crawl, _options: ["/bin/true"]
    )
    with closing(children):
        ended = children.run([Crawl(site=f"s{n % 20}") for n in range(50)], lambda _ended: None)
        files, threads, memory_kb = open_files(), threading.active_count(), resident_kb()
        ended += children.run([Crawl(site=f"s{n % 20}") for n in range(RUNS)], lambda _ended: None)
        grown_kb = resident_kb() - memory_kb
        assert open_files() - files <= 5
        assert threading.active_count() <= threads
    assert {each.exit_code for each in ended} == {0}
    assert grown_kb < 10 << 10


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
