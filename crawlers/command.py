"""What our scrapy commands share: the database option, and one sentence with the right exit status when one fails."""

from __future__ import annotations

import argparse
import os
import sys
from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess

from crawlers.children import SAID
from crawlers.errors import NewsError, UsageError
from crawlers.run import ended
from crawlers.site import NewsSpider
from crawlers.sites import SiteLoader
from crawlers.urls import canonicalise
from pipelines.database import Database


class NewsCommand(ScrapyCommand):
    """A command on the news database. Subclasses write `work`; what it raises ends as a sentence, not as a trace."""

    requires_project = True
    requires_crawler_process = False

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.error = self._refuse  # type: ignore[method-assign] # the parser is Scrapy's, which prints the usage
        parser.add_argument(
            "--database", type=Path, metavar="FILE", help="the SQLite file (default: the setting NEWS_DATABASE)"
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if opts.database:
            self.settings.set("NEWS_DATABASE", str(opts.database), priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        unknown = [word for word in args if word.startswith("-")]
        try:
            if unknown:
                raise UsageError(f"{unknown[0]}: no such option; `scrapy {self.word} -h` lists them.")
            self.exitcode = self.work(args, opts)
        except NewsError as error:
            say(str(error))
            self.exitcode = error.exit_code

    def _refuse(self, message: str) -> NoReturn:
        say(f"{message}; `scrapy {self.word} -h` says what it takes.")
        sys.exit(2)

    @property
    def word(self) -> str:
        """The command's name, which Scrapy takes from its module."""
        return type(self).__module__.rsplit(".", 1)[-1]

    @property
    def database(self) -> Path:
        """The database that this command works on."""
        assert self.settings is not None
        return Path(self.settings["NEWS_DATABASE"])

    def stored(self) -> Database:
        """Open the database to read; UsageError while there is none."""
        if not self.database.exists():
            raise UsageError(f"{self.database}: there is no such database; name one with --database FILE.")
        return Database.open(self.database, readonly=True)

    @property
    def sites(self) -> SiteLoader:
        """The sites that the settings name."""
        assert self.settings is not None
        return SiteLoader.from_settings(self.settings)

    @abstractmethod
    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do the command's work and return its exit status: 0 done, 1 something failed."""


class CrawlCommand(NewsCommand):
    """A command that fetches: live, or from an archive."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--replay", type=Path, metavar="WARC", help="answer from this archive, not the network")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        if opts.replay:
            self.settings.set("NEWS_REPLAY", str(opts.replay), priority="cmdline")

    def crawl(self, site: str | type[NewsSpider], arguments: Mapping[str, str]) -> int:
        """Crawl to the end; return the exit status, having said what failed. Raises what the site's file raises."""
        spider = site if isinstance(site, type) else self.sites.load(site)
        spider.refuse_undeclared(arguments)
        # Made here, not by Scrapy before the command: it logs, and wrong words deserve their one sentence alone.
        process = AsyncCrawlerProcess(self.settings)
        crawler = process.create_crawler(spider)
        task = process.crawl(crawler, **arguments)
        process.start()
        status, sentence = ended(crawler, task)
        if sentence:
            say(sentence)
        return status


def say(sentence: str) -> None:
    """Say what failed, in the form by which the scheduler finds it in a child's log."""
    print(f"{SAID}{sentence}", file=sys.stderr)


def address(text: str) -> str:
    """Read a URL that a person typed, as the database knows it; UsageError for what is none."""
    try:
        return canonicalise(text)
    except ValueError as error:
        raise UsageError(f"{error}.") from error


def day(text: str) -> date:
    """Read a day as argparse wants it: a ValueError's sentence becomes the usage error."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2015-01-31") from None


def cores() -> int:
    """Count the cores that this process may use."""
    return min(16, len(os.sched_getaffinity(0)))


def jobs(text: str) -> int:
    """Read a number of jobs, as argparse wants it."""
    if not text.isdecimal() or not 1 <= int(text) <= 16:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 16")
    return int(text)
