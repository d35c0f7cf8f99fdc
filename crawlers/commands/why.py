"""`scrapy why URL`: the history of one URL in words, from where it was found to what it copies."""

from __future__ import annotations

import argparse
from contextlib import closing

from crawlers.command import NewsCommand, address
from crawlers.errors import UsageError, WorkError
from crawlers.show.history import tell


class Command(NewsCommand):
    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Tell why a URL was kept or not, and what it copies"

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UsageError("name one URL: scrapy why http://www.cinic.org.cn/xy/gdcj/876518.html")
        url = address(args[0])
        with closing(self.stored()) as database:
            if not tell(database, url):
                raise WorkError(f"{url} was never taken in: no list, feed or sitemap that was read names it.")
        return 0
