"""`scrapy story ID|URL`: who copied whom in one story, with the evidence."""

from __future__ import annotations

import argparse
from contextlib import closing

from rich.console import Console

from crawlers.command import NewsCommand, address
from crawlers.errors import UsageError, WorkError
from crawlers.show.chain import dot, story_of, tree

PIPE_WIDTH = 500


class Command(NewsCommand):
    def syntax(self) -> str:
        return "[options] ID|URL"

    def short_desc(self) -> str:
        return "Show who copied whom in a story, with evidence"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--dot", action="store_true", help="a graph for Graphviz instead of a tree")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UsageError("name one story by its id, or by the URL of one of its articles: scrapy story 10")
        words = args[0] if args[0].isdecimal() else address(args[0])
        with closing(self.stored()) as database:
            story = story_of(database, words)
            if story is None:
                raise WorkError(f"{words}: no story has it; `scrapy why URL` tells what became of a URL.")
            if opts.dot:
                print("\n".join(dot(database, story)))
            else:
                # In a pipe nothing is cut: whoever reads it has their own width.
                console = Console()
                console = console if console.is_terminal else Console(width=PIPE_WIDTH)
                console.print(tree(database, story))
        return 0
