"""`scrapy dryrun`: what changed rules would gain, lose and judge otherwise, before anybody accepts them."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from contextlib import closing
from pathlib import Path

from rich.console import Console

from crawlers.command import NewsCommand, cores, jobs, say
from crawlers.errors import UsageError
from crawlers.reprocess.dry import dryrun
from crawlers.show import dry
from crawlers.show.progress import counted
from crawlers.show.sheet import show
from pipelines.database import Database

RULES = {"topics": "NEWS_TOPICS", "publishers": "NEWS_PUBLISHERS"}
"""Options, and the settings that they change. Indicators decide nothing about whether a page is kept."""


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def syntax(self) -> str:
        return "[options] [PATH ...]"

    def short_desc(self) -> str:
        return "Show what changed rules would gain, lose and judge otherwise; write nothing"

    def long_desc(self) -> str:
        return (
            "Judge archived pages again, those that were off topic included, by the rules as they are now or by "
            "another file, and show what the database would gain, lose and hold otherwise. Nothing is written. PATH "
            "names WARC files or folders of them; without one, it is what `scheduler.py reprocess` has read, and "
            "data/archive."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--topics", type=Path, metavar="FILE", help="topics to try (the setting NEWS_TOPICS)")
        parser.add_argument("--publishers", type=Path, metavar="FILE", help="publishers (the setting NEWS_PUBLISHERS)")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines for people")
        parser.add_argument("--jobs", type=jobs, default=cores(), help=f"processes that read, 1 to 16 ({cores()})")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        assert self.settings is not None
        for option, name in RULES.items():
            if path := getattr(opts, option):
                self.settings.set(name, str(path), priority="cmdline")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        console, stopped = Console(), threading.Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stopped.set())
        with closing(self.stored()) as database, counted("pages read", Console(stderr=True)) as said:
            paths = [Path(word) for word in args] or self._archives(database)
            tally, rows = dryrun(paths, database, self.settings, jobs=opts.jobs, stopped=stopped, said=said)
        if opts.json:
            print(json.dumps(dry.as_json(tally, rows), ensure_ascii=False))
        else:
            for line in dry.lines(rows):
                console.print(line, markup=False, highlight=False, soft_wrap=True)
            for sheet in dry.sheets(tally):
                show(sheet, console)
            console.print(f"\n{dry.headline(tally)}", markup=False, highlight=False, soft_wrap=True)
        wrong = [*(sentence for _, sentence in sorted(self.sites.broken.items())), *dry.failures(tally)]
        for sentence in wrong:
            say(sentence)
        return 1 if wrong else 0

    def _archives(self, database: Database) -> list[Path]:
        """Name where this database's pages are archived; UsageError where nothing is known."""
        assert self.settings is not None
        known = [Path(path) for path in database.archive_paths()]
        kept = [Path(self.settings["NEWS_ARCHIVE_DIR"])] if self.settings["NEWS_ARCHIVE_DIR"] else []
        found = [path for path in (*known, *kept) if path.exists()]
        if not found:
            raise UsageError("no archive is known of this database: name a .warc.gz file or a folder of them.")
        return found
