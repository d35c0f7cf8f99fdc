"""Notes every request that went out: a response or an exception comes in and goes on, a row of `fetches` is written.

The innermost downloader middleware, so that robots.txt, redirects and each further try have rows of their own, and
sizes are those of the body as sent.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.errors import StorageError
from crawlers.fetch.ends import End
from crawlers.run import Run


class Fetches:
    """Downloader middleware; without a Run (in `scrapy shell`) it only looks on."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the run at each request: it begins with the first."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note an answer, whatever its status."""
        await self._note(request, status=response.status, error=None, size=len(response.body))
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Note a request that got no answer; one that we refused ourselves never went out."""
        if isinstance(exception, End) and exception.stage != "archive":
            return
        await self._note(request, status=None, error=f"{type(exception).__name__}: {exception}", size=0)

    async def _note(self, request: Request, *, status: int | None, error: str | None, size: int) -> None:
        run = self._crawler.get_extension(Run)
        if run is None:
            return
        at = datetime.now(UTC)
        archive = request.meta.get("archive")
        # Latency is measured to the header block; of what failed before it, the time since it was sent.
        sent_at = request.meta.get("sent_at")
        seconds = request.meta.get("download_latency", (at - sent_at).total_seconds() if error and sent_at else 0.0)
        try:
            await run.writer.write(
                lambda db: db.record_fetch(
                    run.id,
                    request.url,
                    status=status,
                    error=error,
                    bytes=size,
                    seconds=seconds,
                    archive=archive,
                    at=at,
                    sent_at=sent_at,
                )
            )
        except StorageError:
            return  # the writer has told the run, which closes
