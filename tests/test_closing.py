"""A crawl that is told to stop stops soon, whatever pace its sites ask for."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from tests.fetching import ROOT
from tests.server import Reply, serve


@pytest.mark.slow
def test_a_stopped_crawl_gives_back_what_waits_for_its_turn() -> None:
    slow = Reply(body=b"User-agent: *\nCrawl-delay: 20\n", headers={"Content-Type": "text/plain"})
    with serve({"/robots.txt": slow, "/0": Reply()}) as site:
        order = json.dumps({"urls": [site.url(f"/{n}") for n in range(8)], "hosts": [site.host], "settings": {}})
        command = [sys.executable, "-m", "tests.fetching", order]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            while not site.hits:
                time.sleep(0.05)
            time.sleep(0.2)
            told_at = time.monotonic()
            child.send_signal(signal.SIGTERM)
            out, _ = child.communicate(timeout=30)
            assert time.monotonic() - told_at < 5
    assert site.paths() == ["/robots.txt"]
    ends = [json.loads(line)["end"] for line in out.splitlines() if '"end"' in line]
    assert ends == ["stopped crawl/stopped"] * 8
