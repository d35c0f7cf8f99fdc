"""`scheduler.py status`: how the daemon and each site stand; with --check, only whether the daemon is well."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from dataclasses import asdict

from rich.console import Console

from crawlers.daemon.beat import health
from crawlers.errors import UsageError
from crawlers.show import report
from crawlers.show.pulse import words_of
from crawlers.show.sheet import show
from crawlers.words import Words, word
from pipelines.database import Database


def add(words: Words) -> None:
    """Add the word and its options."""
    tell = word(words, "status", "show the daemon, runs, what is stored and waiting, what is due")
    tell.add_argument("--json", action="store_true", help="one JSON object, {daemon, sites}, instead of tables")
    tell.add_argument("--check", action="store_true", help="say only what is wrong with the daemon; exit 1 if anything")
    tell.set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Show it; the database is only read."""
    seen = health(arguments.database)
    if arguments.check:
        print(f"error: {seen.why}" if seen.why else "well", file=sys.stderr if seen.why else sys.stdout)
        return 1 if seen.why else 0
    if not arguments.database.exists():
        raise UsageError(f"{arguments.database}: there is no such database yet; `make demo` or `make crawl` makes one.")
    with closing(Database.open(arguments.database, readonly=True)) as database:
        rows = report.status(database)
    if arguments.json:
        print(json.dumps({"daemon": asdict(seen), "sites": rows}, ensure_ascii=False))
        return 0
    console = Console()
    console.print("\n".join(words_of(seen)), markup=False, highlight=False, soft_wrap=True)
    show(report.status_sheet(rows), console)
    return 0
