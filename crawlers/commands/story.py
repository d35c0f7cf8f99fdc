"""`scrapy story ID|URL`: who copied whom in one story, with the evidence; and what a person knows better."""

from __future__ import annotations

import argparse
import getpass
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from crawlers.command import NewsCommand, address
from crawlers.errors import UsageError, WorkError
from crawlers.show.chain import dot, head_of, stories_of, story_of, tree
from pipelines import ruling
from pipelines.database import Database
from pipelines.publishers import Publishers, load_publishers

PIPE_WIDTH = 500


class Command(NewsCommand):
    def syntax(self) -> str:
        return "[options] ID|URL"

    def short_desc(self) -> str:
        return "Show who copied whom in a story, with evidence; merge or split it by hand"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--dot", action="store_true", help="a graph for Graphviz instead of a tree")
        rule = parser.add_argument_group(
            "by hand", "What you say is kept, holds whatever is worked out anew, and is shown as evidence."
        )
        rule.add_argument("--merge", metavar="ID|URL", help="it is one story with that one")
        rule.add_argument("--split", action="append", metavar="URL", help="this article is not of it (repeatable)")
        rule.add_argument("--undo", metavar="N", help="let ruling N hold no longer")
        rule.add_argument("--note", metavar="WHY", help="why; --merge and --split want it")
        rule.add_argument("--by", metavar="NAME", help="who says so (default: your login)")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        if len(args) != 1:
            raise UsageError("name one story by its id, or by the URL of one of its articles: scrapy story 10")
        words = _words(args[0])
        if any(each is not None for each in (opts.merge, opts.split, opts.undo)):
            return self._rule(words, opts)
        with closing(self.stored()) as database:
            self._show(database, [_found(database, words)], as_dot=opts.dot)
        return 0

    def _rule(self, words: str, opts: argparse.Namespace) -> int:
        wanted = [name for name in ("merge", "split", "undo") if getattr(opts, name) is not None]
        if len(wanted) > 1 or opts.dot:
            raise UsageError("one at a time: --merge, --split, --undo or --dot.")
        note, by = (opts.note or "").strip(), (opts.by or "").strip() or getpass.getuser()
        if not note and not opts.undo:
            raise UsageError(f'say why: --{wanted[0]} … --note "both tell the same press conference"')
        self.stored().close()  # there is none: said before one is made
        assert self.settings is not None
        known = load_publishers(Path(self.settings["NEWS_PUBLISHERS"]))
        with closing(Database.open(self.database)) as database:
            story, now = _found(database, words), datetime.now(UTC)
            urls, before = [address(url) for url in opts.split or ()], database.urls_of_story(story)
            if opts.merge:
                one, other = _article(database, words), _article(database, _words(opts.merge))
                ruling.merge(database, one, other, known, by=by, note=note, at=now)
                urls = [other]
            elif urls:
                ruling.split(database, story, urls, known, by=by, note=note, at=now)
            else:
                urls = _undone(database, story, opts.undo, known, by, now)
            self._show(database, stories_of(database, story, (*before, *urls)))
        return 0

    def _show(self, database: Database, stories: list[int], *, as_dot: bool = False) -> None:
        # In a pipe nothing is cut: whoever reads it has their own width.
        console = Console()
        console = console if console.is_terminal else Console(width=PIPE_WIDTH)
        for story in stories:
            if as_dot:
                print("\n".join(dot(database, story)))
            else:
                console.print(tree(database, story))


def _words(text: str) -> str:
    return text if text.isdecimal() else address(text)


def _found(database: Database, words: str) -> int:
    story = story_of(database, words)
    if story is None:
        raise WorkError(f"{words}: no story has it; `scrapy why URL` tells what became of a URL.")
    return story


def _article(database: Database, words: str) -> str:
    """Return the URL that stands for what was named: itself, or the head of the story with this id."""
    story = _found(database, words)
    return head_of(database, story) if words.isdecimal() else words


def _undone(database: Database, story: int, number: str, known: Publishers, by: str, at: datetime) -> list[str]:
    """Undo a ruling on the story; return the URLs that it spoke of."""
    rulings = {str(one.id): one for one in database.rulings()}
    urls = [url for pair in rulings[number].pairs for url in pair] if number in rulings else []
    if story not in stories_of(database, None, urls):
        raise UsageError(f"--undo {number}: no such ruling holds on story {story}; the story shows those that do.")
    ruling.undo(database, int(number), known, by=by, at=at)
    return urls
