"""Killed or stopped at any moment, crawled on: nothing lost, nothing doubled, the same stories."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawlers.errors import StorageError
from pipelines.database import Database
from tests.chaos import size
from tests.program import FEW, MIRROR, ROOT, replay, run, snapshot

pytestmark = pytest.mark.slow
WORDS = ("--add", MIRROR, *FEW, "--jobs", "4")
KILLS = 5


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a run that nobody disturbed leaves."""
    database = tmp_path_factory.mktemp("unbroken") / "news.db"
    done = run(replay(database, *WORDS))
    assert done.returncode == 0, done.stderr
    return snapshot(database)


@pytest.mark.parametrize("seed", range(size(2, 4)))
def test_h01_a_crawl_killed_five_times_at_random_ends_as_an_unbroken_one(
    seed: int, tmp_path: Path, unbroken: dict[str, Any]
) -> None:
    chance = random.Random(seed)
    database = tmp_path / "news.db"
    # Links that have ended, not seconds, say when: so each kill falls into the middle of the work, on any machine.
    last = len(unbroken["links"]) - 5
    for ended in sorted(chance.sample(range(1, last), KILLS)):
        kill_at(database, ended, only_the_parent=chance.random() < 0.5)
    done = run(replay(database, *WORDS))
    assert done.returncode == 0, done.stderr
    assert snapshot(database) == unbroken
    with closing(Database.open(database)) as opened:
        opened.quick_check()


def test_four_children_at_once_end_as_one_at_a_time(tmp_path: Path, unbroken: dict[str, Any]) -> None:
    database = tmp_path / "news.db"
    done = run(replay(database, "--add", MIRROR, *FEW, "--jobs", "1"))
    assert done.returncode == 0, done.stderr
    assert snapshot(database) == unbroken
    assert not [log for log in (tmp_path / "logs").iterdir() if "database is locked" in log.read_text("utf-8")]


def test_a_crawl_that_is_told_to_stop_keeps_what_it_has(tmp_path: Path, unbroken: dict[str, Any]) -> None:
    database = tmp_path / "news.db"
    child = subprocess.Popen(replay(database, *WORDS), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    started = time.monotonic()
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=40)
    assert child.returncode == 1
    assert time.monotonic() - started < 30
    assert run(replay(database, *WORDS)).returncode == 0
    assert snapshot(database) == unbroken


def kill_at(database: Path, ended: int, *, only_the_parent: bool) -> None:
    """Start a crawl, kill -9 once so many links have ended: all of it, or the parent, with which the rest dies."""
    child = subprocess.Popen(
        replay(database, *WORDS),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    patience_ends = time.monotonic() + 300
    while count_ended(database) < ended and child.poll() is None:
        assert time.monotonic() < patience_ends, "the crawl hangs"
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):  # it may have come to its end just now
        os.kill(child.pid, signal.SIGKILL) if only_the_parent else os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    while children_of(child.pid):
        assert time.monotonic() < patience_ends, "a child outlived its parent"
        time.sleep(0.01)


def count_ended(path: Path) -> int:
    """Count the links that are through; none while the file is being made."""
    if not path.exists():
        return 0
    try:
        with closing(Database.open(path, readonly=True)) as database:
            sql = "SELECT count(*) AS ended FROM links_v1 WHERE state NOT IN ('new', 'leased', 'retry')"
            return int(next(database.rows(sql))["ended"])
    except StorageError:
        return 0


def children_of(session: int) -> list[int]:
    """Return the processes of a session that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if fields[3] == str(session) and fields[0] != "Z":
                found.append(int(entry.name))
    return found
