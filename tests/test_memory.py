"""Memory is flat: after the first thousand pages, thousands more take no more of it.

NEWS_MEMORY_PAGES raises the number of pages; 10,000 take about two minutes.
"""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from tests.archives import many, ours
from tests.benchmarks.originals import original
from tests.program import ROOT
from tests.sample import pages
from tests.test_reprocess import count_read, readers_of, started

pytestmark = pytest.mark.slow
PAGES = int(os.environ.get("NEWS_MEMORY_PAGES", "2500"))
WARM = 1000
"""Pages after which every cache and table is filled."""
GROWTH_MB = 20


def test_the_extract_filter_stays_as_big_as_it_was() -> None:
    assert_flat("extract", lines())


def test_the_dedupe_filter_stays_as_big_as_it_was() -> None:
    """Its index grows on the disk."""
    assert_flat("dedupe", articles())


def assert_flat(stage: str, sent: Iterable[bytes]) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", f"pipelines.{stage}"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin and child.stdout
    before = 0.0
    for number, line in enumerate(sent):
        child.stdin.write(line)
        child.stdin.flush()
        assert json.loads(child.stdout.readline())["id"] == number
        if number == WARM:
            before = resident_mb(child.pid)
    after = resident_mb(child.pid)
    child.communicate()
    assert child.returncode == 0
    assert before > 0
    assert after - before < GROWTH_MB


def test_reprocessing_stays_as_big_as_it_was_and_so_do_its_readers(tmp_path: Path) -> None:
    archive = ours(tmp_path / "archive", *many(PAGES))
    database = tmp_path / "news.db"
    before: dict[int, float] = {}
    most: dict[int, float] = {}
    with started(database, archive) as child:
        while child.poll() is None:
            if not before and (count_read(database) < WARM or not readers_of(child.pid)):
                continue
            for pid in before or (child.pid, *readers_of(child.pid)):
                if size := resident_mb(pid):
                    before.setdefault(pid, size)
                    most[pid] = max(size, most.get(pid, 0))
        assert child.returncode == 0
    assert count_read(database) == PAGES
    assert len(before) >= 2
    assert {pid: most[pid] - before[pid] for pid in before if most[pid] - before[pid] >= GROWTH_MB} == {}


def lines() -> Iterator[bytes]:
    """Make the sample's pages, again and again under other addresses."""
    found = [(each.page, base64.b64encode(each.page.body).decode()) for each in pages()]
    for number, (page, body) in enumerate(islice(cycle(found), PAGES)):
        url = f"{page.url}?id={number}"
        line = {"id": number, "url": url, "html_b64": body, "content_type": page.content_type}
        yield json.dumps(line).encode() + b"\n"


def articles() -> Iterator[bytes]:
    """Make articles, every fifth of them a copy of the one before."""
    for number in range(PAGES):
        made = original(number - 1 if number % 5 == 4 else number)
        url = f"http://news{number % 99}.example/{number}.html"
        line = {"id": number, "url": url, "title": made.title, "text": made.text, "published_at": made.day}
        yield json.dumps(line).encode() + b"\n"


def resident_mb(pid: int) -> float:
    """Return how much memory a process holds; 0 when it is gone."""
    try:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int(found[1]) / 1024 if found else 0.0
