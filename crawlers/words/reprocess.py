"""`scheduler.py reprocess`: read archived responses again and show what became of the articles."""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path

from rich.console import Console

from crawlers.command import cores, jobs
from crawlers.errors import UsageError
from crawlers.reprocess.again import reprocess
from crawlers.show import progress, reprocessed
from crawlers.show.sheet import show
from crawlers.signals import stopping
from crawlers.words import Words, word
from crawlers.words.definitions import load_definitions, project_settings

ABOUT = """Read archived responses again, with today's extractor, rules and site files. Stored articles are
brought up to what is read now, pages that were dropped and are wanted now are added, nothing is
deleted. What the same versions have read before is passed by: stopped or killed, type it again."""


def add(words: Words) -> None:
    """Add the word and its options."""
    again = word(words, "reprocess", "read archived responses again", about=ABOUT)
    again.add_argument(
        "path", nargs="*", type=Path, metavar="PATH", help="WARC files, anybody's, or folders of them (data/archive)"
    )
    again.add_argument("--jobs", type=jobs, default=cores(), help=f"processes that read, 1 to 16 ({cores()})")
    again.set_defaults(do=work)


def work(arguments: argparse.Namespace) -> int:
    """Read archived responses again and show what became of the articles."""
    sites = load_definitions()
    settings = project_settings()
    console, stopped = Console(), threading.Event()
    if not (paths := arguments.path or [Path(kept) for kept in (settings["NEWS_ARCHIVE_DIR"],) if kept]):
        raise UsageError("NEWS_ARCHIVE_DIR is empty, so nothing is archived here: name a .warc.gz file or a folder.")
    with stopping(stopped.set, stopped.set), progress.counted("pages read", console) as said:
        tally = reprocess(paths, arguments.database, settings, jobs=arguments.jobs, stopped=stopped, said=said)
    for sheet in reprocessed.sheets(tally):
        show(sheet, console)
    console.print(f"\n{reprocessed.headline(tally)}", markup=False, highlight=False, soft_wrap=True)
    wrong = [*(sentence for _, sentence in sorted(sites.broken.items())), *reprocessed.failures(tally)]
    for sentence in wrong:
        print(f"error: {sentence}", file=sys.stderr)
    return 1 if wrong else 0
