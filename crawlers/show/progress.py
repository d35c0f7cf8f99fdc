"""How far the crawls are: the ledger's counts while they run; a bar on a terminal, a line a site in a pipe."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from crawlers.children import Ended
from pipelines.database import Database

LOOK_EVERY_S = 0.25
LINE_EVERY = 1000


@contextmanager
def progress(path: Path, crawls: int, console: Console) -> Iterator[Callable[[Ended], None]]:
    """Show progress until the block ends; yield what to call as each crawl ends, from any thread."""
    if not console.is_terminal:
        yield lambda ended: console.print(line(ended), markup=False, highlight=False, soft_wrap=True)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar, _watched(path, bar):
        sites = bar.add_task("sites", total=crawls)
        yield lambda _ended: bar.advance(sites)


@contextmanager
def counted(what: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    """Show how many of how many are done; yield what to call with both. In a pipe, a line every LINE_EVERY."""
    if not console.is_terminal:
        said = 0

        def line_of(done: int, total: int) -> None:
            nonlocal said
            if done > said and (done % LINE_EVERY == 0 or done == total):
                said = done
                console.print(f"{what}: {done} of {total}", markup=False, highlight=False, soft_wrap=True)

        yield line_of
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def line(ended: Ended) -> str:
    """Say how one crawl ended."""
    how = "done" if ended.exit_code == 0 else f"failed: {ended.sentence or f'exit status {ended.exit_code}'}"
    return f"{ended.site}: {how} ({ended.seconds:.1f} s)"


@contextmanager
def _watched(path: Path, bar: Progress) -> Iterator[None]:
    """Keep a second bar, links ended of links known, at what the database says."""
    links = bar.add_task("links", total=None)
    ended = threading.Event()

    def look() -> None:
        # A connection of its own: a reader in WAL mode never holds up the crawls, nor they it.
        database = Database.open(path, readonly=True)
        sql = "SELECT count(*) AS known, sum(state NOT IN ('new', 'leased', 'retry')) AS ended FROM links_v1"
        while not ended.wait(LOOK_EVERY_S):
            (row,) = database.rows(sql)
            bar.update(links, total=row["known"], completed=row["ended"] or 0)
        database.close()

    watcher = threading.Thread(target=look, name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
