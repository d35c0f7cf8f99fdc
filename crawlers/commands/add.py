"""`scrapy add URL …`: take single pages from anywhere through the whole way, politely, once."""

from __future__ import annotations

import argparse
from contextlib import closing

from crawlers.added import added
from crawlers.command import CrawlCommand, address
from crawlers.errors import UsageError
from crawlers.show.history import tell


class Command(CrawlCommand):
    def syntax(self) -> str:
        return "[options] URL [URL ...]"

    def short_desc(self) -> str:
        return "Fetch, judge and store single pages from anywhere"

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UsageError("name at least one URL: scrapy add http://www.cinic.org.cn/xy/gdcj/876518.html")
        status = self.crawl(added(args, self.sites), {})
        if self.database.exists():
            with closing(self.stored()) as database:
                for url in args:
                    tell(database, address(url))
        return status
