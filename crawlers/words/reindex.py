"""`scheduler.py reindex`: whatever waits to be found is entered into the index of search, in small steps."""

from __future__ import annotations

import argparse
import threading
from contextlib import closing

from rich.console import Console

from crawlers.errors import UsageError
from crawlers.show import progress
from crawlers.signals import stopping
from crawlers.words import Words, word
from pipelines import search
from pipelines.database import Database

STEP = 256
"""Articles that are entered in one transaction, about thirty milliseconds long: crawls write in between."""

ABOUT = """Make findable what waits for it: all of a database that was filled before there was a search. Crawls do
the same, 32 articles at a time and 2000 at their end. Stopped or killed, type it again. Crawls may run meanwhile."""


def add(words: Words) -> None:
    """Add the word."""
    word(words, "reindex", "make findable what waits for it", about=ABOUT).set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Enter all that waits and say how much it was."""
    if not arguments.database.exists():
        raise UsageError(f"{arguments.database}: there is no such database yet; `make demo` or `make crawl` makes one.")
    console, stopped, entered = Console(), threading.Event(), 0
    with closing(Database.open(arguments.database)) as database, stopping(stopped.set, stopped.set):
        wait = database.waiting_for_search()
        with progress.counted("articles", console) as said:
            while not stopped.is_set() and (new := search.catch_up(database, at_most=STEP, step=STEP)):
                entered += new
                said(entered, max(wait, entered))
        left = database.waiting_for_search()
    print(f"{entered} articles were entered, {left} wait still")
    return 0
