"""Crawls a loopback site with the real program in a child process: a site file and replies in, what it kept out."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler

from crawlers.items import Page
from pipelines.database import Database
from tests.program import ROOT, scrapy
from tests.server import Reply, Server

SITE = '''"""A loopback site."""

from crawlers.site import DayRoll, Endpoint, Feed, Listing, NewsSpider, Search, Sitemap


class Loop(NewsSpider):
    """Lists, feeds and sitemaps as a test wants them."""

    name = "loop"
    publisher = "某某网"
    hosts = ({host!r},)
    discover = ({discover},)
    article = {pattern!r}
'''
TEXT = (
    "拉萨高新区的数据中心今年扩建了机房，新增的机柜已经有三家企业租用，主要做云存储和灾备服务。",
    "园区负责人介绍，这里海拔高、气温低，机房一年里大半时间靠自然风冷却，用电比平原省下近三成。",
    "自治区有关部门表示，将继续完善光纤和5G网络，让农牧区的学校、卫生院和村委会都接入数字平台。",
)


class Notes:
    """Item pipeline before the flow: writes down what the crawl hands it, and breaks on TEST_BREAKS_ON."""

    def __init__(self, path: Path, breaks_on: str | None) -> None:
        self._path, self._breaks_on = path, breaks_on

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Path(crawler.settings["TEST_NOTES"]), crawler.settings["TEST_BREAKS_ON"])

    def process_item(self, item: Page) -> Page:
        if self._breaks_on and item.url.endswith(self._breaks_on):
            raise RuntimeError("made to break")
        note = asdict(item) | {"body": len(item.body), "parts": [part.url for part in item.parts]}
        with self._path.open("a", encoding="utf-8") as notes:
            notes.write(json.dumps(note, default=str) + "\n")
        return item


@dataclass(frozen=True, kw_only=True)
class Loop:
    """A loopback site and the folder in which its crawls keep what they find."""

    server: Server
    folder: Path
    pattern: str | tuple[str, ...] = r"/xy/(?:\d{8}/)?\d+\.html$"
    """What the site's articles look like; () says nothing of it."""

    @property
    def database(self) -> Path:
        return self.folder / "news.db"

    def start(self, discover: str, *words: str, shell: str = "", **settings: Any) -> subprocess.Popen[str]:
        """Start a crawl; `discover` is the source text of the site's ways, with {url} for its address.

        A setting of None is left as the project has it.
        """
        package = self.folder / "loopsites"
        package.mkdir(exist_ok=True)
        (package / "__init__.py").touch()
        ways = discover.replace("{url}", self.server.url(""))
        (package / "loop.py").write_text(
            SITE.format(host=self.server.host, discover=ways, pattern=self.pattern), "utf-8"
        )
        settings = SETTINGS | {"TEST_NOTES": self.folder / "notes"} | settings
        options = [word for name, value in settings.items() if value is not None for word in ("-s", f"{name}={value}")]
        command = scrapy("crawl", "loop", "--database", self.database, *options, *words)
        return subprocess.Popen(
            ["bash", "-c", f'{shell} exec "$@"', "bash", *command] if shell else command,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(self.folder), str(ROOT)))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def crawl(self, discover: str, *words: str, **settings: Any) -> tuple[int, str]:
        """Crawl to the end; return the exit status and all that was said."""
        child = self.start(discover, *words, **settings)
        said, _ = child.communicate(timeout=60)
        return child.returncode, said

    def links(self) -> dict[str, tuple[str, str | None]]:
        """Path of each link to state and reason."""
        sql = "SELECT url, state, reason FROM links_v1"
        return {self.path(row["url"]): (row["state"], row["reason"]) for row in self.rows(sql)}

    def pages(self) -> dict[str, Mapping[str, Any]]:
        """What was handed to the flow, by the path of its link."""
        notes = (self.folder / "notes").read_text("utf-8").splitlines()
        return {self.path(page["link"]): page for page in map(json.loads, notes)}

    def rows(self, sql: str) -> Sequence[dict[str, Any]]:
        """Ask the database."""
        with closing(Database.open(self.database, readonly=True)) as database:
            return list(database.rows(sql))

    def path(self, url: str) -> str:
        return url.removeprefix(self.server.url(""))


SETTINGS: dict[str, Any] = {
    "SPIDER_MODULES": "loopsites",
    "ITEM_PIPELINES": json.dumps({"tests.crawling.Notes": 50, "pipelines.flow.FlowPipeline": 100}),
    "NEWS_ALLOW_PRIVATE": "127.0.0.1",
    "NEWS_ARCHIVE_DIR": "",
    "NEWS_RETRY_WAIT_S": 0.05,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 3,
    "LOG_LEVEL": "WARNING",
}


def listing(*paths: str, after: str | None = None) -> Reply:
    """Make a list page of articles, with a link to the page after it."""
    rows = "".join(f'<li><a href="{path}">数字西藏建设又有新进展之{path[-9:-5]}</a></li>' for path in paths)
    more = f'<a href="{after}">下一页</a>' if after else ""
    return html(f"<ul>{rows}</ul><div>{more}</div>")


def article(number: int, *links: str, day: str = "2022-03-01") -> Reply:
    """Make an article of our own words, printed on a day; `links` go below it."""
    paragraphs = "".join(f"<p>{text}</p>" for text in TEXT)
    below = "".join(f'<a href="{link}">{link[-6]}</a>' for link in links)
    return html(
        f"<h1>西藏数据中心扩建机房第{number}期投入运行</h1><div>{day} 10:05 来源：某某网</div>"
        f"<div class='text'>{paragraphs}<p>这是第{number}期工程。</p></div><div>{below}</div>"
    )


def html(body: str) -> Reply:
    """Wrap a body in a page."""
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>页</title></head><body>{body}</body></html>'
    return Reply(body=page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
