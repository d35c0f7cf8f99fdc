"""Runs a real Scrapy crawl in a child process: URLs and settings in, what came of each request out.

The spider asks for what it is told, in order, and reports each response or failure as a line of JSON; the middlewares
and handlers are those that the project's settings name.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawlers.fetch.ends import end_of

ROOT = Path(__file__).resolve().parent.parent
QUICK: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 2,
    "DOWNLOAD_MAXSIZE": 1 << 20,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "NEWS_RETRY_WAIT_S": 0.05,
    "NEWS_ARCHIVE_DIR": "",
    "ITEM_PIPELINES": {},
    "SPIDER_MODULES": [],
    "LOG_LEVEL": "WARNING",
}
"""What differs here from the project's settings: pace and bounds, and nothing is stored."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of one request."""

    asked: str
    url: str | None = None
    status: int | None = None
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    archive: str | None = None
    fetched_at: str | None = None
    flags: Sequence[str] = ()
    end: str | None = None
    """`state stage/reason` of a request that ended early."""
    rule: str = ""
    retry_after_s: float | None = None
    error: str | None = None
    """An error that is no End: its class and message."""


@dataclass(frozen=True, kw_only=True)
class Crawl:
    """What came of all requests, in the order in which they ended."""

    answers: list[Answer]
    stats: dict[str, Any]
    log: str
    code: int

    def of(self, url: str) -> Answer:
        """The one answer to a URL."""
        (answer,) = [answer for answer in self.answers if answer.asked == url]
        return answer


def crawl(
    urls: Sequence[str | dict[str, Any]], hosts: Sequence[str], timeout_s: float = 60.0, **settings: Any
) -> Crawl:
    """Ask for each URL in a child process; a dict gives the arguments of its request."""
    order = json.dumps({"urls": urls, "hosts": hosts, "settings": settings}, default=str)
    command = [sys.executable, "-m", "tests.fetching", order]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout_s)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    answers = [Answer(**{**line, "body": base64.b64decode(line.get("body", ""))}) for line in lines if "asked" in line]
    stats: dict[str, Any] = next((line["stats"] for line in lines if "stats" in line), {})
    return Crawl(answers=answers, stats=stats, log=done.stderr, code=done.returncode)


class AskingSpider(scrapy.Spider):
    """Asks for the URLs it is given, one after the other when `CONCURRENT_REQUESTS` is 1."""

    name = "asking"
    hosts: tuple[str, ...] = ()
    urls: Sequence[str | dict[str, Any]] = ()

    async def start(self) -> AsyncIterator[Any]:
        for number, url in enumerate(self.urls):
            words: dict[str, Any] = {"url": url} if isinstance(url, str) else dict(url)
            words["meta"] = {"asked": words["url"]} | words.get("meta", {})
            yield scrapy.Request(
                **words, priority=-number, callback=self.answered, errback=self.failed, dont_filter=True
            )

    def answered(self, response: Response) -> None:
        headers = {
            name.decode("latin-1"): b", ".join(values).decode("utf-8", "replace")
            for name, values in response.headers.items()
        }
        at = response.meta.get("fetched_at")
        _say(
            asked=response.meta["asked"],
            url=response.url,
            status=response.status,
            body=base64.b64encode(response.body).decode(),
            headers=headers,
            archive=response.meta.get("archive"),
            fetched_at=at and at.isoformat(),
            flags=response.flags,
        )

    def failed(self, failure: Failure) -> None:
        asked = failure.request.meta["asked"]  # type: ignore[attr-defined]
        assert failure.value is not None
        end = end_of(failure.value)
        if end is None:
            _say(asked=asked, error=f"{type(failure.value).__name__}: {failure.value}")
        else:
            words = f"{end.state} {end.stage}/{end.reason}"
            _say(asked=asked, end=words, rule=end.rule, retry_after_s=end.retry_after_s)


def _say(**line: Any) -> None:
    print(json.dumps(line), flush=True)


def main(order: dict[str, Any]) -> int:
    """Run one crawl in this process."""
    settings = Settings()
    settings.setmodule("crawlers.settings")
    settings.setdict(QUICK | order["settings"], priority="cmdline")
    process = CrawlerProcess(settings)
    spider = type("Asking", (AskingSpider,), {"hosts": tuple(order["hosts"]), "urls": order["urls"]})
    crawler = process.create_crawler(spider)
    process.crawl(crawler)
    process.start()
    stats = crawler.stats.get_stats()
    _say(stats={name: value for name, value in stats.items() if isinstance(value, (int, float, str))})
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
