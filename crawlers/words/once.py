"""`scheduler.py once`: crawl the chosen sites now, one child process each, and show what came of it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from crawlers.added import ADDED
from crawlers.children import Children, Crawl, Ended, Options
from crawlers.command import day, jobs
from crawlers.errors import ArchiveError, NetworkError
from crawlers.network import is_reachable
from crawlers.show import progress, report
from crawlers.show.sheet import show
from crawlers.signals import stopping
from crawlers.sites import SiteLoader
from crawlers.words import Words, word
from crawlers.words.definitions import load_definitions
from pipelines.database import Database

UNREACHABLE = "No site could be reached: is there a network? The links found before are kept for the next crawl."


def add(words: Words) -> None:
    """Add the word and its options."""
    one = word(words, "once", "crawl now and show what came of it")
    one.add_argument("--site", action="append", metavar="KEY", help="only this site (may be repeated)")
    one.add_argument("--due", action="store_true", help="only the sites that are due")
    one.add_argument("--since", type=day, metavar="DATE", help="walk lists back to this day: 2015-01-31")
    one.add_argument("--replay", type=Path, metavar="WARC", help="answer from this archive instead of the network")
    one.add_argument("--add", action="append", metavar="URL", help="take this one page too (may be repeated)")
    one.add_argument("--jobs", type=jobs, default=2, help="crawls at a time, 1 to 16 (2)")
    one.set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Crawl the chosen sites now and show what came of it."""
    sites = load_definitions()
    console = Console()
    if arguments.replay and not arguments.replay.exists():
        raise ArchiveError(f"{arguments.replay}: there is no such archive; `make sample` builds the bundled one.")
    with closing(Database.open(arguments.database)) as database:
        crawls = [Crawl(site=key) for key in _choose(sites, database, arguments)]
        if arguments.add:
            crawls.append(Crawl(site=ADDED, pages=tuple(arguments.add)))
        if crawls and not arguments.replay and not is_reachable(_hosts(sites, crawls)):
            raise NetworkError(UNREACHABLE)
        before, started = report.totals(database), time.monotonic()
        ended = _crawl(crawls, arguments, console)
        seconds = time.monotonic() - started
        made, answered = report.requests(database, before)
        if made and not answered:
            raise NetworkError(UNREACHABLE)
        for sheet in (report.runs(database, before, ended), report.stories(database), report.ends(database)):
            show(sheet, console)
        console.print()
        for words in (
            report.headline(before, report.totals(database), seconds, made),
            report.next_commands(database, arguments.database),
        ):
            console.print(words, markup=False, highlight=False, soft_wrap=True)
    for sentence in _failures(ended, sites):
        print(f"error: {sentence}", file=sys.stderr)
    return 1 if any(one.exit_code for one in ended) or sites.broken else 0


def _crawl(crawls: Sequence[Crawl], arguments: argparse.Namespace, console: Console) -> list[Ended]:
    """Run the crawls to their end, showing how far they are; SIGINT and SIGTERM let them drain."""
    children = Children(_options(arguments), arguments.jobs)
    with (
        stopping(children.stop, children.kill),
        progress.progress(arguments.database, len(crawls), console) as said,
        closing(children),
    ):
        return children.run(crawls, said)


def _options(arguments: argparse.Namespace) -> Options:
    """Return what all crawls of this start share; children work in the project's folder, so paths are made whole."""
    database: Path = arguments.database.absolute()
    return Options(
        database=database,
        logs=database.parent / "logs",
        replay=arguments.replay.absolute() if arguments.replay else None,
        since=arguments.since,
    )


def _choose(sites: SiteLoader, database: Database, arguments: argparse.Namespace) -> list[str]:
    """Return the keys of the sites to crawl; UsageError for a key that no site has."""
    keys = sites.list()
    wanted = arguments.site or keys
    for key in wanted:
        sites.load(key)
    if not arguments.due:
        return list(dict.fromkeys(wanted))
    for key in keys:
        database.save_site(key, sites.load(key).publisher)
    due = set(database.due_sites(datetime.now(UTC)))
    return [key for key in wanted if key in due]


def _hosts(sites: SiteLoader, crawls: Sequence[Crawl]) -> set[str]:
    """Return the hosts that the crawls would ask."""
    named = {urlsplit(page).hostname or "" for crawl in crawls for page in crawl.pages}
    return named | {host for crawl in crawls if not crawl.pages for host in sites.load(crawl.site).hosts}


def _failures(ended: Sequence[Ended], sites: SiteLoader) -> Iterator[str]:
    """One sentence for each site file that is broken and each crawl that failed."""
    yield from (sentence for _, sentence in sorted(sites.broken.items()))
    for one in ended:
        if one.exit_code:
            yield f"{one.site}: {one.sentence or f'exit status {one.exit_code}'} (log: {one.log})"
