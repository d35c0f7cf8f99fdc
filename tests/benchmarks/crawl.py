"""`make bench`: CPU a page from fetch to store on a loopback site, beside a bare spider and beside the usual trio.

Each contender crawls the same site in a process of its own, once with few pages and once with many; the difference is
what a page costs, start-up left out. The contenders take turns, and the ratios are of medians: the machine's speed
drifts, its ratios hardly.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.database import Database
from tests.benchmarks.pages import articles
from tests.program import ROOT, scrapy
from tests.server import Reply, Server, serve

FEW, MANY, ROUNDS = 40, 440, 3
SITE = '''"""The loopback site of the benchmark."""

from crawlers.site import Listing, NewsSpider


class Bench(NewsSpider):
    """One list page."""

    name = "bench"
    publisher = "中国产业经济信息网"
    hosts = ("{host}",)
    discover = (Listing("{url}"),)
    article = r"/xy/gdcj/\\d+\\.html$"
'''
Command = Callable[[str, Path], list[str]]


def ours(*, is_archiving: bool) -> Command:
    """Return the command of our crawl of the list page at `url`, everything kept under `folder`."""

    def command(url: str, folder: Path) -> list[str]:
        package = folder / "benchsites"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "bench.py").write_text(SITE.format(url=url, host=urlsplit(url).netloc), "utf-8")
        archive = folder / "archive" if is_archiving else ""
        settings = {
            "SPIDER_MODULES": "benchsites",
            "NEWS_ARCHIVE_DIR": archive,
            "NEWS_ALLOW_PRIVATE": "127.0.0.1",
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "LOG_LEVEL": "ERROR",
        }
        words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
        return scrapy("crawl", "bench", "--database", folder / "news.db", *words)

    return command


def contender(which: str) -> Command:
    """Return the command of a contender."""
    return lambda url, folder: [sys.executable, "-m", "tests.benchmarks.contenders", which, url, str(folder / "x.db")]


CONTENDERS: dict[str, Command] = {
    "bare Scrapy spider": contender("bare"),
    "ours": ours(is_archiving=False),
    "ours, archiving": ours(is_archiving=True),
    "Scrapy + trafilatura + sqlite-utils": contender("trio"),
}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"how often each contender crawls ({ROUNDS})")
    rounds = parser.parse_args().rounds
    pages = dict(articles(MANY))
    print(f"{MANY - FEW} pages of {sum(map(len, pages.values())) // len(pages):,} bytes, {rounds} rounds\n")
    few, many = dict(list(pages.items())[:FEW]), pages
    costs: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name, command in CONTENDERS.items():
            spent = measure(command, many) - measure(command, few)
            costs[name].append(1000 * spent / (MANY - FEW))
    bare = statistics.median(costs["bare Scrapy spider"])
    trio = statistics.median(costs["Scrapy + trafilatura + sqlite-utils"])
    print(f"{'':38}{'CPU ms a page':>14}{'min .. max':>16}{'x bare':>9}{'x trio':>9}")
    for name, each in costs.items():
        cost, spread = statistics.median(each), f"{min(each):.1f} .. {max(each):.1f}"
        print(f"{name:38}{cost:14.1f}{spread:>16}{cost / bare:9.2f}{cost / trio:9.2f}")


def measure(command: Command, pages: dict[str, bytes]) -> float:
    """Serve the pages, run a contender on them, return its CPU seconds."""
    links = "".join(
        f'<li><a class="article" href="{path}">西藏数字经济要闻第{path[-11:-5]}号</a></li>' for path in pages
    )
    listing = f'<html><head><meta charset="utf-8"></head><body><ul>{links}</ul></body></html>'
    headers = {"Content-Type": "text/html; charset=utf-8"}
    routes = {path: Reply(body=body, headers=headers) for path, body in pages.items()}
    with tempfile.TemporaryDirectory() as name, serve(routes) as site:
        site.routes["/list.html"] = Reply(body=listing.encode(), headers=headers)
        folder = Path(name)
        spent = cpu_seconds(command(site.url("/list.html"), folder), folder)
        check(site, pages, folder)
    return spent


def cpu_seconds(command: list[str], folder: Path) -> float:
    """Run a command to its end; RuntimeError when it failed."""
    path = os.pathsep.join((str(folder), str(ROOT)))
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def check(site: Server, pages: dict[str, bytes], folder: Path) -> None:
    """Make sure that the work was done: every page asked for, and by ours nearly every one stored.

    The judge may take one or the other text, whose characters mean nothing, for what is no news.
    """
    missing = pages.keys() - set(site.paths())
    if missing:
        raise RuntimeError(f"{len(missing)} pages were never asked for")
    if (folder / "news.db").exists():
        with closing(Database.open(folder / "news.db", readonly=True)) as database:
            (row,) = database.rows("SELECT count(*) AS stored FROM articles_v1")
        if row["stored"] < len(pages) * 0.95:
            raise RuntimeError(f"{row['stored']} of {len(pages)} pages are stored")


if __name__ == "__main__":
    main()
