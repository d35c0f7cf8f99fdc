"""The real daemon on loopback sites: keys and servers come in, a running process and what it stored come out."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler

from crawlers.daemon.beat import health
from crawlers.errors import StorageError
from crawlers.items import Page
from pipelines.database import Database
from tests.crawling import article, listing
from tests.program import ROOT, scheduler
from tests.server import Reply, Server
from tests.test_locks import until_gone

SITE = '''"""A loopback site."""

from crawlers.site import Listing, NewsSpider


class Loop(NewsSpider):
    """One list."""

    name = {key!r}
    publisher = "某某网"
    hosts = ({host!r},)
    discover = (Listing({url!r}),)
    article = r"/xy/\\d+\\.html$"
'''
SETTINGS: dict[str, Any] = {
    "SPIDER_MODULES": ["loopsites"],
    "NEWS_ALLOW_PRIVATE": ["127.0.0.1"],
    "NEWS_ARCHIVE_DIR": "",
    "NEWS_RETRY_WAIT_S": 0.05,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "INFO",
}


HANGS, CRASHES = 666, 667
"""Numbers of articles that hold the process up, or end it, where `Hostile` is at work."""


def articles(numbers: Sequence[int]) -> dict[str, Reply]:
    """Make a site: a list at / and the articles that it names."""
    paths = {f"/xy/{number}.html": article(number) for number in numbers}
    return {"/": listing(*paths), **paths}


class Daemon:
    """A folder with site files and a database, and the daemon that serves it while it runs."""

    def __init__(self, folder: Path, servers: Mapping[str, Server], **settings: Any) -> None:
        self.folder, self.database = folder, folder / "news.db"
        self.package = folder / "loopsites"
        self.package.mkdir(exist_ok=True)
        (self.package / "__init__.py").touch()
        for key, server in servers.items():
            self.write_site(key, server)
        own = "".join(f"{name} = {value!r}\n" for name, value in (SETTINGS | settings).items())
        (folder / "loopsettings.py").write_text(f"from crawlers.settings import *\n\n{own}", "utf-8")
        self.process: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    @property
    def env(self) -> dict[str, str]:
        """The environment in which the program works on these sites."""
        return {
            "SCRAPY_SETTINGS_MODULE": "loopsettings",
            "PYTHONPATH": os.pathsep.join((str(self.folder), str(ROOT))),
        }

    @property
    def pid(self) -> int:
        """The daemon's."""
        assert self.process
        return self.process.pid

    def write_site(self, key: str, server: Server) -> None:
        """Write a site's file."""
        (self.package / f"{key}.py").write_text(SITE.format(key=key, host=server.host, url=server.url("/")), "utf-8")

    def start(self, *words: str, shell: str = "") -> None:
        """Start it; all that it says comes to `said`."""
        command = scheduler("run", "--database", self.database, "--tick", "1", "--no-backups", *words)
        self.process = subprocess.Popen(
            ["bash", "-c", f'{shell} exec "$@"', "bash", *command] if shell else command,
            cwd=ROOT,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self._listener.start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        with process.stdout:
            for line in process.stdout:
                self.said.append(line)

    def until(self, what: Callable[[], bool], patience_s: float = 60.0) -> float:
        """Wait until it is so; return how many seconds that took."""
        started = time.monotonic()
        while not what():
            assert time.monotonic() - started < patience_s, "".join(self.said)
            assert self.process is None or self.process.poll() is None, "".join(self.said)
            time.sleep(0.1)
        return time.monotonic() - started

    def says(self, words: str) -> bool:
        """Tell whether it has said so."""
        return any(words in line for line in self.said)

    def signal(self, word: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process
        self.process.send_signal(word)

    def ends(self, patience_s: float = 40.0) -> int:
        """Wait for its end and return its exit status."""
        assert self.process
        return self.process.wait(patience_s)

    def kill(self) -> None:
        """Kill it and wait until its crawls are gone too."""
        if self.process and self.process.poll() is None:
            beat = health(self.database).beat
            self.process.kill()
            self.process.wait()
            for pid, _ in beat.crawls.values() if beat else ():
                until_gone(int(pid))
        if self.process:
            self._listener.join(10)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Ask the database; nothing while it is being made."""
        if not self.database.exists():
            return []
        try:
            with closing(Database.open(self.database, readonly=True)) as database:
                return list(database.rows(sql))
        except StorageError:
            return []

    def stored(self) -> list[str]:
        """Return the addresses of all articles, each as often as it stands there."""
        return [row["url"] for row in self.rows("SELECT url FROM articles_v1 ORDER BY url")]

    def states(self) -> dict[str, str]:
        """Path of each link to its state."""
        rows = self.rows("SELECT url, state FROM links_v1")
        return {"/" + row["url"].partition("//")[2].partition("/")[2]: row["state"] for row in rows}

    def runs(self, key: str) -> list[dict[str, Any]]:
        """Return a site's runs."""
        return self.rows(f"SELECT * FROM runs_v1 WHERE site = '{key}' ORDER BY id")

    def beat(self) -> dict[str, Any]:
        """Return what the beat file says."""
        path = self.folder / "locks" / "news.db.daemon.json"
        values: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return values


@contextlib.contextmanager
def daemon(folder: Path, servers: Mapping[str, Server], **settings: Any) -> Iterator[Daemon]:
    """Make one, and see to it that it is gone in the end."""
    made = Daemon(folder, servers, **settings)
    try:
        yield made
    finally:
        made.kill()


class Hostile:
    """Item pipeline before the flow: one article holds the process for ever, another one ends it."""

    def __init__(self, crawler: Crawler) -> None:
        self._in_hand = crawler.in_hand  # type: ignore[attr-defined]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Page) -> Page:
        if item.url.endswith(f"/{HANGS}.html"):
            with self._in_hand(item.link):
                while True:
                    time.sleep(1)
        if item.url.endswith(f"/{CRASHES}.html"):
            with self._in_hand(item.link):
                os.kill(os.getpid(), signal.SIGSEGV)
        return item
