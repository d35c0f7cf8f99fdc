"""`scrapy sites`: every site with its health, channel by channel, and how much of it we hold."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from datetime import UTC, datetime

from rich.console import Console

from crawlers.command import NewsCommand
from crawlers.errors import UsageError
from crawlers.show.health import rows, sheet
from crawlers.show.sheet import show


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def short_desc(self) -> str:
        return "Show every site's health: runs, fields, blocks, recall"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON array instead of a table")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise UsageError("`scrapy sites` takes no words.")
        sites, now = self.sites, datetime.now(UTC)
        if opts.database or self.database.exists():
            with closing(self.stored()) as database:
                found = rows(database, sites.list(), now=now)
        else:
            found = rows(None, sites.list(), now=now)
        if opts.json:
            print(json.dumps(found, ensure_ascii=False))
        else:
            show(sheet(found), Console())
        for sentence in sites.broken.values():
            print(f"error: {sentence}", file=sys.stderr)
        return 1 if sites.broken else 0
