"""`scrapy export --since SEQ`: what changed since then, whole texts included, as JSON lines, CSV or Parquet."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from crawlers.command import NewsCommand
from crawlers.errors import UsageError
from pipelines.database import Database
from pipelines.out import files
from pipelines.out.changes import VIEWS, Change, changes, columns


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def short_desc(self) -> str:
        return "Write what changed since a place in the log: JSON lines, CSV or Parquet"

    def long_desc(self) -> str:
        return (
            "Write what the views hold now of every row that changed after --since, each once, in the order of the "
            "log; without --since, everything. Put in what has a row, drop what has none, and go on from the last seq. "
            "JSON lines hold all kinds; CSV and Parquet hold one (--kind)."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--since", type=_seq, default=0, metavar="SEQ", help="the last seq that you have (0)")
        parser.add_argument("--kind", choices=tuple(VIEWS), help="only these; CSV and Parquet want it")
        parser.add_argument("--format", choices=files.FORMATS, default="jsonl", help="jsonl (default), csv or parquet")
        parser.add_argument("--output", type=Path, metavar="FILE", help="a file, which is there when it is whole")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise UsageError("`scrapy export` takes no words.")
        if opts.format != "jsonl" and not opts.kind:
            raise UsageError(f"--format {opts.format} holds rows of one kind; add --kind {'|'.join(VIEWS)}.")
        if opts.format == "parquet":
            files.need_parquet()
            if opts.output is None:
                raise UsageError("--format parquet is written to a file; add --output FILE.")
        with closing(self.stored()) as database, database.reading():
            found = _begun(changes(database, opts.since, (opts.kind,) if opts.kind else tuple(VIEWS)))
            return self._write(database, found, opts)

    def _write(self, database: Database, found: Iterator[Change], opts: argparse.Namespace) -> int:
        named = columns(database, opts.kind) if opts.kind else {}
        try:
            with files.whole(opts.output) as file:
                count, seq = files.write(file, found, opts.format, named)
        except BrokenPipeError:  # whoever reads has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
        print(f"{count} rows; go on with --since {max(seq, opts.since)}", file=sys.stderr)
        return 0


def _begun(found: Iterator[Change]) -> Iterator[Change]:
    """Look at the first change now: a place that the log has not reached is said before a file is begun."""
    first = next(found, None)
    return iter(()) if first is None else _after(first, found)


def _after(first: Change, rest: Iterator[Change]) -> Iterator[Change]:
    yield first
    yield from rest


def _seq(text: str) -> int:
    """Read a place in the log, as argparse wants it."""
    if not text.isdecimal() or int(text[:19]) >= 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is no place in the log; write the last seq that you have")
    return int(text)
