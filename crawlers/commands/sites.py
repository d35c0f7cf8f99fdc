"""`scrapy sites`: every site with its health, channel by channel, and how much of it we hold; and what is accepted."""

from __future__ import annotations

import argparse
import difflib
import getpass
import json
import sys
from contextlib import closing
from datetime import UTC, datetime

from rich.console import Console

from crawlers.command import NewsCommand
from crawlers.errors import UsageError
from crawlers.health.signs import FIELDS
from crawlers.health.told import rows
from crawlers.show.health import sheet
from crawlers.show.sheet import show
from pipelines.database import Database


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def short_desc(self) -> str:
        return "Show every site's health: runs, fields, blocks, recall"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON array instead of a table")
        say = parser.add_argument_group(
            "by hand", "A field that a site prints no more keeps it suspect until you say so; shown here, and undone."
        )
        say.add_argument("--accept", nargs="+", metavar=("KEY", "FIELD"), help="that site has that field no more")
        say.add_argument("--undo", metavar="N", help="let acceptance N hold no longer")
        say.add_argument("--note", metavar="WHY", default="", help="why, for who reads it later")
        say.add_argument("--by", metavar="NAME", help="who says so (default: your login)")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if args:
            raise UsageError("`scrapy sites` takes no words.")
        if opts.accept is not None or opts.undo is not None:
            self._rule(opts)
        elif opts.note or opts.by:
            raise UsageError("--note and --by go with --accept or --undo.")
        sites, now = self.sites, datetime.now(UTC)
        if opts.database or self.database.exists():
            with closing(self.stored()) as database:
                found = rows(database, sites.list(), now=now)
        else:
            found = rows(None, sites.list(), now=now)
        if opts.json:
            print(json.dumps(found, ensure_ascii=False))
        else:
            show(sheet(found), Console())
        for sentence in sites.broken.values():
            print(f"error: {sentence}", file=sys.stderr)
        return 1 if sites.broken else 0

    def _rule(self, opts: argparse.Namespace) -> None:
        """Keep what a person said of a field; UsageError for words that say nothing."""
        if opts.accept is not None and opts.undo is not None:
            raise UsageError("one at a time: --accept or --undo.")
        by, now = (opts.by or "").strip() or getpass.getuser(), datetime.now(UTC)
        with closing(self.stored()) as known:
            crawled = [row["key"] for row in known.rows("SELECT key FROM sites_v1")]
        if opts.accept is not None:
            key, field = _accepted(opts.accept, {*crawled, *self.sites.list()})
            with closing(Database.open(self.database)) as database:
                database.accept_field(key, field, by=by, note=opts.note.strip(), at=now)
            return
        with closing(Database.open(self.database)) as database:
            if not (opts.undo.isdecimal() and database.undo_acceptance(int(opts.undo[:18]), by=by, at=now)):
                raise UsageError(f"--undo {opts.undo}: no such acceptance holds; `scrapy sites` shows those that do.")


def _accepted(words: list[str], keys: set[str]) -> tuple[str, str]:
    """Read `KEY FIELD`."""
    if len(words) != 2:
        raise UsageError("name a site and one of its fields: scrapy sites --accept cinic source")
    key, field = words
    for word, known, kind in ((key, sorted(keys), "site"), (field, list(FIELDS), "field that is watched")):
        if word not in known:
            near = difflib.get_close_matches(word, known) or known
            raise UsageError(f"--accept: {word!r} is no {kind}; did you mean {', '.join(near[:6])}?")
    return key, field
