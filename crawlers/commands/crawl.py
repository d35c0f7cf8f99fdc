"""`scrapy crawl KEY`: one crawl of one site, in this process."""

from __future__ import annotations

import argparse

from scrapy.utils.conf import arglist_to_dict

from crawlers.command import CrawlCommand, day
from crawlers.errors import UsageError


class Command(CrawlCommand):
    def syntax(self) -> str:
        return "[options] KEY"

    def short_desc(self) -> str:
        return "Crawl one site now (`scrapy list` names them)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", type=day, metavar="DATE", help="walk lists back to this day: 2015-01-31")
        parser.add_argument(
            "-a", dest="given", action="append", default=[], metavar="NAME=VALUE", help="an argument the site declares"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if opts.since:
            self.settings.set("NEWS_SINCE", opts.since.isoformat(), priority="cmdline")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UsageError("name one site: scrapy crawl cinic; `scrapy list` names them all.")
        try:
            arguments = arglist_to_dict(opts.given)
        except ValueError:
            raise UsageError("-a takes NAME=VALUE.") from None
        return self.crawl(args[0], arguments)
