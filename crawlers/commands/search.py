"""`scrapy search WORDS`: stories that have all of these words, the best first, with the place in the text."""

from __future__ import annotations

import argparse
from contextlib import closing

from rich.console import Console
from rich.text import Text

from crawlers.command import NewsCommand
from crawlers.errors import UsageError
from pipelines import search
from pipelines.search import Piece, Results


class Command(NewsCommand):
    default_settings = {"LOG_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    def syntax(self) -> str:
        return "[options] WORDS"

    def short_desc(self) -> str:
        return 'Search what is stored: 西藏 "数字经济" -拉萨, in either script'

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--page", type=int, default=1, metavar="N", help="twenty stories a page (1)")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if not args:
            raise UsageError("name what to look for: scrapy search 西藏 5G")
        with closing(self.stored()) as database, database.reading():
            results = search.find(database, " ".join(args), page=opts.page)
        _show(results, Console())
        return 0


def _show(results: Results, console: Console) -> None:
    for found in results.found:
        console.print(_text((Piece(f"{found.story_id or '-'}  "), *found.title)), style="bold", soft_wrap=True)
        about = (found.published_at, found.publisher, f"{found.articles} articles", found.url)
        console.print(Text("   " + "  ".join(filter(None, about))), soft_wrap=True)
        console.print(_text((Piece("   "), *found.snippet)), soft_wrap=True)
    more = " (of the 500 articles that were stored last and have it)" if results.is_bounded else ""
    console.print(f"{results.stories} stories{more}, page {results.page} of {results.pages}", highlight=False)
    if results.waiting:
        console.print(f"{results.waiting} articles cannot be found yet", highlight=False)


def _text(pieces: tuple[Piece, ...]) -> Text:
    """What a page said goes through Text, so that no bracket in it is taken for markup."""
    text = Text()
    for piece in pieces:
        text.append(piece.text.replace("\n", " "), style="reverse" if piece.is_marked else "")
    return text
