"""`scheduler.py rematch`: name and match what is stored again and show what became of it."""

from __future__ import annotations

import argparse
import sys
import threading

from rich.console import Console

from crawlers.rematch import rematch
from crawlers.show import progress, rematched
from crawlers.show.sheet import show
from crawlers.signals import stopping
from crawlers.words import Words, word
from crawlers.words.definitions import load_definitions, project_settings

ABOUT = """Name and match stored articles again, with today's publishers, site files, canonical form and
fingerprints. Texts stay as they are. Each article is one transaction, and crawls may run meanwhile:
stopped or killed, type it again."""


def add(words: Words) -> None:
    """Add the word."""
    word(words, "rematch", "name and match stored articles again", about=ABOUT).set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Name and match what is stored again and show what became of it."""
    sites = load_definitions()
    console, stopped = Console(), threading.Event()
    with stopping(stopped.set, stopped.set), progress.counted("articles", console) as said:
        tally = rematch(arguments.database, project_settings(), stopped=stopped, said=said)
    show(rematched.sheet(tally), console)
    console.print(f"\n{rematched.headline(tally)}", markup=False, highlight=False, soft_wrap=True)
    wrong = [*(sentence for _, sentence in sorted(sites.broken.items())), *rematched.failures(tally)]
    for sentence in wrong:
        print(f"error: {sentence}", file=sys.stderr)
    return 1 if wrong else 0
