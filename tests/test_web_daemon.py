"""The pages beside the crawls: `scheduler.py run --web`, with real processes, signals and kills."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.asking import ask
from tests.daemons import articles, daemon
from tests.program import run, scheduler
from tests.server import serve
from tests.test_locks import until_gone

pytestmark = pytest.mark.slow


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def pages_of(pid: int) -> int | None:
    """Return the pid of the daemon's child that serves the pages."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            if b"web.serve" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return None


def is_shown(url: str) -> bool:
    try:
        return ask(url, "/", timeout_s=2).status == 200
    except OSError:
        return False


def test_the_daemon_serves_the_pages_starts_them_again_and_takes_them_with_it(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with serve(articles(range(1, 3))) as site, daemon(tmp_path, {"one": site}) as served:
        served.start("--web", url.removeprefix("http://"))
        served.until(lambda: served.says("one: done"))
        served.until(lambda: is_shown(url))
        assert 'href="/story/' in ask(url, "/").text
        first = pages_of(served.pid)
        assert first
        os.kill(first, signal.SIGKILL)
        served.until(lambda: pages_of(served.pid) not in (None, first))
        served.until(lambda: is_shown(url))
        assert served.says("the pages are down")
        second = pages_of(served.pid)
        assert second
        served.signal(signal.SIGKILL)
        served.ends()
        until_gone(second)
        served.start("--web", url.removeprefix("http://"))
        served.until(lambda: is_shown(url))
        served.signal(signal.SIGTERM)
        assert served.ends() == 0
        assert not is_shown(url)


def test_g01_the_daemon_serves_nobody_else_without_a_password(tmp_path: Path) -> None:
    done = run(scheduler("run", "--database", tmp_path / "news.db", "--web", "0.0.0.0:8001"))
    assert done.returncode == 2 and "password" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "news.db").exists()
