"""`scrapy figures [INDICATOR]`: series of what is stated in numbers, what contradicts it, and what was aimed at."""

from __future__ import annotations

import argparse
import difflib
from contextlib import closing

from rich.console import Console

from crawlers.command import NewsCommand
from crawlers.errors import UsageError, WorkError
from crawlers.show.ledger import indicators, sheets
from crawlers.show.sheet import show


class Command(NewsCommand):
    def syntax(self) -> str:
        return "[options] [INDICATOR]"

    def short_desc(self) -> str:
        return "Show the series of figures, their conflicts and targets"

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) > 1:
            raise UsageError("name one indicator, or none for all: scrapy figures digital_economy_size")
        indicator = args[0] if args else None
        with closing(self.stored()) as database:
            known = indicators(database)
            if indicator is not None and indicator not in known:
                near = difflib.get_close_matches(indicator, known) or known[:3]
                raise WorkError(
                    f"{indicator}: no figure is of it; there are figures of {', '.join(near) or 'nothing'}."
                )
            for sheet in sheets(database, indicator):
                show(sheet, Console())
        return 0
