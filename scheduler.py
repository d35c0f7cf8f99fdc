"""The daemon and its one-off forms: `run` crawls what is due until it is stopped, `once` crawls now, `status` tells,
`reprocess` reads what is archived again, `rematch` matches what is stored again.

    python scheduler.py once                          every site now, one child process each
    python scheduler.py once --site cinic --site ce   these two
    python scheduler.py run                           what is due, until it is stopped
    python scheduler.py status
    python scheduler.py reprocess                     what the archive holds, by today's extractor and rules
    python scheduler.py rematch                       what is stored, by today's publishers and fingerprints

Crawls run in child processes (`crawlers.children`); this process only decides which, waits, and reports.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import FrameType
from urllib.parse import urlsplit

from apscheduler.schedulers.background import BackgroundScheduler
from rich.console import Console
from scrapy.utils.project import get_project_settings

from crawlers import locks
from crawlers.added import ADDED
from crawlers.children import Children, Crawl, Ended, Options
from crawlers.command import cores, day, jobs
from crawlers.due import Walked, next_due
from crawlers.errors import ArchiveError, NetworkError, NewsError, UsageError
from crawlers.network import is_reachable
from crawlers.rematch import rematch as matching
from crawlers.reprocess.again import reprocess as rereading
from crawlers.show import progress, rematched, report, reprocessed
from crawlers.show.sheet import show
from crawlers.sites import SiteLoader
from pipelines.database import Database
from pipelines.flow import rules_of

UNREACHABLE = "No site could be reached: is there a network? The links found before are kept for the next crawl."
TICK_S = 30
DRAIN_S = 25
"""How long SIGTERM lets the children finish the pages they have in hand."""


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and do it; return the exit status (0 done, 1 something failed, 2 wrong use)."""
    arguments = parser().parse_args(words)
    try:
        return int(arguments.do(arguments))
    except NewsError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code


def once(arguments: argparse.Namespace) -> int:
    """Crawl the chosen sites now and show what came of it."""
    sites = load_definitions()
    console = Console()
    if arguments.replay and not arguments.replay.exists():
        raise ArchiveError(f"{arguments.replay}: there is no such archive; `make sample` builds the bundled one.")
    with closing(Database.open(arguments.database)) as database:
        crawls = [Crawl(site=key) for key in choose(sites, database, arguments)]
        if arguments.add:
            crawls.append(Crawl(site=ADDED, pages=tuple(arguments.add)))
        if crawls and not arguments.replay and not is_reachable(hosts(sites, crawls)):
            raise NetworkError(UNREACHABLE)
        before, started = report.totals(database), time.monotonic()
        ended = crawl(crawls, arguments, console)
        seconds = time.monotonic() - started
        plan(database, ended, sites)
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
    for sentence in failures(ended, sites):
        print(f"error: {sentence}", file=sys.stderr)
    return 1 if any(one.exit_code for one in ended) or sites.broken else 0


def crawl(crawls: Sequence[Crawl], arguments: argparse.Namespace, console: Console) -> list[Ended]:
    """Run the crawls to their end, showing how far they are; SIGINT and SIGTERM let them drain."""
    children = Children(options(arguments), arguments.jobs)
    with (
        stopping(children.stop, children.kill),
        progress.progress(arguments.database, len(crawls), console) as said,
        closing(children),
    ):
        return children.run(crawls, said)


def options(arguments: argparse.Namespace) -> Options:
    """Return what all crawls of this start share; children work in the project's folder, so paths are made whole."""
    database: Path = arguments.database.absolute()
    return Options(
        database=database,
        logs=database.parent / "logs",
        replay=arguments.replay.absolute() if arguments.replay else None,
        since=arguments.since,
    )


def run(arguments: argparse.Namespace) -> int:
    """Crawl what is due, until SIGTERM or SIGINT."""
    sites = load_definitions()
    for sentence in sites.broken.values():
        print(f"error: {sentence}", file=sys.stderr)
    with locks.hold(arguments.database, "daemon"), closing(Database.open(arguments.database)) as database:
        for key in sites.list():
            database.save_site(key, sites.load(key).publisher)
        children = Children(options(arguments), arguments.jobs)
        ticks = BackgroundScheduler(timezone=UTC)
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that finds the last one at work is no news
        # The column sites.next_due_at is the one truth of what is due; a tick only looks, so it is never late or lost.
        ticks.add_job(
            tick,
            "interval",
            args=(arguments.database, sites, children),
            seconds=arguments.tick,
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        with stopping(children.stop, children.kill) as stopped:
            ticks.start()
            print(f"watching {len(sites.list())} sites, {arguments.jobs} at a time", flush=True)
            stopped.wait()
            ticks.shutdown(wait=True)
            children.close()
    return 1 if sites.broken else 0


def tick(path: Path, sites: SiteLoader, children: Children) -> None:
    """Crawl every site that is due now, and say when each is due next."""
    with closing(Database.open(path)) as database:
        known = set(sites.list())
        due = [Crawl(site=key) for key in database.due_sites(datetime.now(UTC)) if key in known]
        ended = children.run(due, lambda ended: print(progress.line(ended), flush=True))
        plan(database, ended, sites)


def reprocess(arguments: argparse.Namespace) -> int:
    """Read archived responses again and show what became of the articles."""
    sites = load_definitions()
    settings = get_project_settings()
    console, stopped = Console(), threading.Event()
    if not (paths := arguments.path or [Path(kept) for kept in (settings["NEWS_ARCHIVE_DIR"],) if kept]):
        raise UsageError("NEWS_ARCHIVE_DIR is empty, so nothing is archived here: name a .warc.gz file or a folder.")
    with stopping(stopped.set, stopped.set), progress.counted("pages read", console) as said:
        tally = rereading(paths, arguments.database, settings, jobs=arguments.jobs, stopped=stopped, said=said)
    for sheet in reprocessed.sheets(tally):
        show(sheet, console)
    console.print(f"\n{reprocessed.headline(tally)}", markup=False, highlight=False, soft_wrap=True)
    wrong = [*(sentence for _, sentence in sorted(sites.broken.items())), *reprocessed.failures(tally)]
    for sentence in wrong:
        print(f"error: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


def rematch(arguments: argparse.Namespace) -> int:
    """Name and match what is stored again and show what became of it."""
    sites = load_definitions()
    console, stopped = Console(), threading.Event()
    with stopping(stopped.set, stopped.set), progress.counted("articles", console) as said:
        tally = matching(arguments.database, get_project_settings(), stopped=stopped, said=said)
    show(rematched.sheet(tally), console)
    console.print(f"\n{rematched.headline(tally)}", markup=False, highlight=False, soft_wrap=True)
    wrong = [*(sentence for _, sentence in sorted(sites.broken.items())), *rematched.failures(tally)]
    for sentence in wrong:
        print(f"error: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


def status(arguments: argparse.Namespace) -> int:
    """Show each site's last run, what is stored and waiting, and when it is due."""
    if not arguments.database.exists():
        raise UsageError(f"{arguments.database}: there is no such database yet; `make demo` or `make crawl` makes one.")
    with closing(Database.open(arguments.database, readonly=True)) as database:
        rows = report.status(database)
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        show(report.status_sheet(rows), Console())
    return 0


def load_definitions() -> SiteLoader:
    """Read what people wrote, before anything starts: a wrong rule file stops it all, a wrong site file that site."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "crawlers.settings")
    settings = get_project_settings()
    rules_of(settings)
    return SiteLoader.from_settings(settings)


def choose(sites: SiteLoader, database: Database, arguments: argparse.Namespace) -> list[str]:
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


def hosts(sites: SiteLoader, crawls: Sequence[Crawl]) -> set[str]:
    """Return the hosts that the crawls would ask."""
    named = {urlsplit(page).hostname or "" for crawl in crawls for page in crawl.pages}
    return named | {host for crawl in crawls if not crawl.pages for host in sites.load(crawl.site).hosts}


def plan(database: Database, ended: Sequence[Ended], sites: SiteLoader) -> None:
    """Say when each crawled site is due again; one that was stopped stays due."""
    for one in ended:
        if one.site != ADDED and not one.is_stopped:
            walks = [Walked(at=at, new=new) for at, new in database.walks(one.site)]
            due = next_due(datetime.now(UTC), walks, sites.load(one.site).bounds(), Random())  # noqa: S311 - no secret
            database.save_site(one.site, None, next_due_at=due)


def failures(ended: Sequence[Ended], sites: SiteLoader) -> Iterator[str]:
    """One sentence for each site file that is broken and each crawl that failed."""
    yield from (sentence for _, sentence in sorted(sites.broken.items()))
    for one in ended:
        if one.exit_code:
            yield f"{one.site}: {one.sentence or f'exit status {one.exit_code}'} (log: {one.log})"


@contextmanager
def stopping(drain: Callable[[], None], kill: Callable[[], None]) -> Iterator[threading.Event]:
    """Drain on SIGTERM or SIGINT, kill after DRAIN_S or at a second one; yield what is set then."""
    stopped = threading.Event()
    hurry = threading.Timer(DRAIN_S, kill)
    hurry.daemon = True

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if stopped.is_set():
            kill()
            return
        stopped.set()
        hurry.start()
        drain()

    before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        hurry.cancel()
        for each, handler in before.items():
            signal.signal(each, handler)


def parser() -> argparse.ArgumentParser:
    """Build the command line."""
    top = argparse.ArgumentParser(
        prog="scheduler.py", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    words = top.add_subparsers(required=True, metavar="run | once | status | reprocess | rematch")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--database", type=Path, default=Path("data/news.db"), help="the SQLite file (data/news.db)")

    one = words.add_parser("once", parents=[shared], help="crawl now and show what came of it")
    one.add_argument("--site", action="append", metavar="KEY", help="only this site (may be repeated)")
    one.add_argument("--due", action="store_true", help="only the sites that are due")
    one.add_argument("--since", type=day, metavar="DATE", help="walk lists back to this day: 2015-01-31")
    one.add_argument("--replay", type=Path, metavar="WARC", help="answer from this archive instead of the network")
    one.add_argument("--add", action="append", metavar="URL", help="take this one page too (may be repeated)")
    one.add_argument("--jobs", type=jobs, default=2, help="crawls at a time, 1 to 16 (2)")
    one.set_defaults(do=once)

    daemon = words.add_parser("run", parents=[shared], help="crawl what is due, until it is stopped")
    daemon.add_argument("--jobs", type=jobs, default=4, help="crawls at a time, 1 to 16 (4)")
    daemon.add_argument("--tick", type=float, default=TICK_S, metavar="S", help=f"seconds between looks ({TICK_S})")
    daemon.set_defaults(do=run, replay=None, since=None)

    tell = words.add_parser("status", parents=[shared], help="show runs, what is stored and waiting, what is due")
    tell.add_argument("--json", action="store_true", help="one JSON array instead of a table")
    tell.set_defaults(do=status)

    again = words.add_parser(
        "reprocess",
        parents=[shared],
        help="read archived responses again",
        description="Read archived responses again, with today's extractor, rules and site files. Stored articles are\n"
        "brought up to what is read now, pages that were dropped and are wanted now are added, nothing is\n"
        "deleted. What the same versions have read before is passed by: stopped or killed, type it again.",
        formatter_class=argparse.RawTextHelpFormatter,
    )
    again.add_argument(
        "path", nargs="*", type=Path, metavar="PATH", help="WARC files, anybody's, or folders of them (data/archive)"
    )
    again.add_argument("--jobs", type=jobs, default=cores(), help=f"processes that read, 1 to 16 ({cores()})")
    again.set_defaults(do=reprocess)

    match = words.add_parser(
        "rematch",
        parents=[shared],
        help="name and match stored articles again",
        description="Name and match stored articles again, with today's publishers, site files, canonical form and\n"
        "fingerprints. Texts stay as they are. Each article is one transaction, and crawls may run meanwhile:\n"
        "stopped or killed, type it again.",
        formatter_class=argparse.RawTextHelpFormatter,
    )
    match.set_defaults(do=rematch)
    return top


if __name__ == "__main__":
    sys.exit(main())
