"""`scrapy livecheck [KEY …]`: try sites once over the network, politely, and write docs/sites.md."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from crawlers.command import NewsCommand
from crawlers.definition import ROOT
from crawlers.errors import WorkError
from crawlers.show.table import document
from crawlers.ways import SHANGHAI
from pipelines.flow import rules_of


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def syntax(self) -> str:
        return "[options] [KEY ...]"

    def short_desc(self) -> str:
        return "Try every site once over the network and write docs/sites.md"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--table-only", action="store_true", help="ask nobody: write the sites that have a file")
        parser.add_argument("--to", type=Path, metavar="FILE", default=ROOT / "docs" / "sites.md", help="the document")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        # Scrapy imports every command at every start; only this one asks with requests and reads with BeautifulSoup.
        from crawlers.probe.asking import Asker
        from crawlers.probe.beside import beside
        from crawlers.probe.live import Tried, live

        assert self.settings is not None
        sites, rules = self.sites, rules_of(self.settings)
        keys = args or sites.list()
        tried: dict[str, Tried] = {}
        for key in [] if opts.table_only else keys:
            with beside(self.settings, [key], "livecheck") as ledger:
                tried[key] = live(sites.load(key), Asker(self.settings, ledger), rules)
            print(f"{key}: {'ok' if tried[key].is_well else 'not as its file says'}", flush=True)
            for line in (*tried[key].channels, f"article: {tried[key].article}"):
                print(f"    {line}", flush=True)
        before = opts.to.read_text("utf-8") if opts.to.exists() else ""
        today = datetime.now(UTC).astimezone(SHANGHAI).date()
        text = document([sites.load(key) for key in sites.list()], tried, before, today)
        try:
            opts.to.write_text(text, "utf-8")
        except OSError as error:
            raise WorkError(f"{opts.to}: cannot be written ({error.strerror}).") from error
        return 0 if all(each.is_well for each in tried.values()) else 1
