"""`scrapy list`: the sites that can be crawled, and those whose file is broken."""

from __future__ import annotations

import argparse
import sys

from crawlers.command import NewsCommand
from crawlers.errors import UsageError


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def short_desc(self) -> str:
        return "List the sites"

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise UsageError("`scrapy list` takes no words.")
        sites = self.sites
        for key in sites.list():
            print(key)
        for sentence in sites.broken.values():
            print(f"error: {sentence}", file=sys.stderr)
        return 1 if sites.broken else 0
