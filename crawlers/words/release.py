"""`scheduler.py release URL`: a page that is quarantined, because it killed or broke its crawl, is fetched again."""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import UTC, datetime

from crawlers.command import address
from crawlers.errors import UsageError
from crawlers.words import Words, word
from pipelines.database import Database


def add(words: Words) -> None:
    """Add the word."""
    again = word(words, "release", "have a quarantined page fetched again by the next crawl")
    again.add_argument("url", metavar="URL", nargs="+")
    again.set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Give the pages back to the crawls."""
    if not arguments.database.exists():
        raise UsageError(f"{arguments.database}: there is no such database.")
    with closing(Database.open(arguments.database)) as database:
        for url in arguments.url:
            if not database.forgive(address(url), at=datetime.now(UTC)):
                raise UsageError(f"{url} is not quarantined; `scrapy why URL` tells what became of it.")
            print(f"{url}: fetched again by the next crawl.")
    return 0
