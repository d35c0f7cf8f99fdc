"""What many tests look at and none may change: one crawl of the whole sample, made once a run of the tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import Served, chromium, serving
from tests.program import MIRROR, copy, replay, run


@pytest.fixture(scope="session")
def crawl_of_the_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of what `make demo` leaves, demo.db, and of what it says, said.txt: to be read, or copied."""
    base = tmp_path_factory.getbasetemp()
    # The processes of pytest-xdist each have a folder of their own in one that they share.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "crawl-of-the-sample"
    with (shared / "crawl-of-the-sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = tmp_path_factory.mktemp("crawl")
            done = run(replay(made / "demo.db", "--add", MIRROR, "--jobs", "2"))
            assert done.returncode == 0, done.stderr
            (made / "said.txt").write_text(done.stdout, "utf-8")
            shutil.move(made, folder)
    return folder


@pytest.fixture(scope="session")
def looked_at(crawl_of_the_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the pages over the crawl of the whole sample, in a process of their own."""
    database = copy(crawl_of_the_sample / "demo.db", tmp_path_factory.mktemp("looked-at") / "demo.db")
    with serving(database) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a real browser, without a window; of one file, for its event loop is in the way of everybody else's."""
    with chromium() as running:
        yield running
