"""`scrapy list`: the sites that can be crawled, and those whose file is broken."""

from __future__ import annotations

import argparse
import sys

from scrapy.spiderloader import get_spider_loader

from crawlers.command import NewsCommand
from crawlers.errors import UsageError
from crawlers.sites import SiteLoader


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def short_desc(self) -> str:
        return "List the sites"

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise UsageError("`scrapy list` takes no words.")
        assert self.settings is not None
        sites = get_spider_loader(self.settings)
        assert isinstance(sites, SiteLoader)
        for key in sites.list():
            print(key)
        for sentence in sites.broken.values():
            print(f"error: {sentence}", file=sys.stderr)
        return 1 if sites.broken else 0
