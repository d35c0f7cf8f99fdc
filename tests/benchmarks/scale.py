"""What an article costs when a database is large: decide and commit, find candidates, index, memory.

    .venv/bin/python -m tests.benchmarks.scale [--articles 10000] [--arrivals 2000] [--database FILE] [--write]

The database is filled first (tests/benchmarks/filling.py; `--database` keeps it, and takes one that is there). Then
articles arrive one by one through `store.save`, comparing, settling, the link's end and the commit included, as the
dedupe filter does; two in five are copies, of every kind, of articles that are stored. Rates are of processor seconds:
what else runs on the machine hardly changes them. `--story` measures one story of a thousand pages instead. `--write`
puts what came out into docs/copies.md.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, Final

from crawlers.items import Outcome
from pipelines import dedupe, search, store
from pipelines.database import Database
from tests.benchmarks.filling import fill, outcome
from tests.benchmarks.originals import original
from tests.documents import DOCS, put_between
from tests.reposting import COPIES, EXCERPTS
from tests.stored import AT
from tests.storing import publishers

ARTICLES, ARRIVALS, LOOKED_UP = 10_000, 2_000, 500
COPIED: Final = 0.4
FOOTED: Final = ("footer", "mirror", "everything")
"""Kinds whose copies all end with the same lines: of one host, these are learnt and taken off before matching."""
STEPS: Final = (10, 30, 100, 300, 1000)
"""Pages of one story at which the cost of one more is told, each as the mean of the last few."""
HEAD: Final = (
    "| articles | decided and committed a CPU s | each as long as so many fingerprints "
    "| lock held, CPU ms, p50 | p99 | p99 by the clock | candidates a CPU s "
    "| index, MB | sentences, MB | whole file, MB | memory, MB | grown by, MB |\n"
    f"|---{'|---' * 11}|"
)


class Timed(sqlite3.Connection):
    """A connection that notes how long each transaction held the lock, from BEGIN to the end of COMMIT."""

    held: list[tuple[float, float]]
    """In CPU seconds, and by the clock, in which other programs have their turn as well."""
    since = (0.0, 0.0)

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        done = super().execute(sql, *parameters)
        if sql == "BEGIN IMMEDIATE":
            self.since = (time.thread_time(), time.perf_counter())
        elif sql == "COMMIT":
            self.held.append((time.thread_time() - self.since[0], time.perf_counter() - self.since[1]))
        return done


@contextmanager
def holding() -> Iterator[list[tuple[float, float]]]:
    """Let connections that are opened meanwhile note how long they held the lock."""
    connect, held = sqlite3.connect, list[tuple[float, float]]()
    timed = type("Noting", (Timed,), {"held": held})
    sqlite3.connect = lambda *words, **named: connect(*words, factory=timed, **named)
    try:
        yield held
    finally:
        sqlite3.connect = connect


@dataclass(kw_only=True, slots=True)
class Measured:
    """What one size costs."""

    articles: int
    per_second: float
    fingerprints: float
    """So many texts are brought into canonical form and fingerprinted in the time that one article takes: busy machines
    are slow in both."""
    candidates_per_second: float
    held: list[tuple[float, float]] = field(repr=False)
    index_mb: float
    sentences_mb: float
    file_mb: float
    memory_mb: float
    grown_mb: float

    def row(self) -> str:
        cpu, clock = (sorted(one) for one in zip(*self.held, strict=True))
        p50, p99, by_clock = (
            1000 * one[int(share * len(one))] for one, share in ((cpu, 0.5), (cpu, 0.99), (clock, 0.99))
        )
        return (
            f"| {self.articles:,} | {self.per_second:.0f} | {self.fingerprints:.1f} "
            f"| {p50:.1f} | {p99:.1f} | {by_clock:.1f} "
            f"| {self.candidates_per_second:,.0f} | {self.index_mb:.0f} | {self.sentences_mb:.0f} "
            f"| {self.file_mb:,.0f} | {self.memory_mb:.0f} | {self.grown_mb:.0f} |"
        )


def arrivals(articles: int, count: int, seed: int) -> Iterator[Outcome]:
    """Make what arrives: articles that are new, and copies of stored ones on other hosts."""
    random = Random(f"arrivals {seed}")
    kinds = [repost for name, repost in {**COPIES, **EXCERPTS}.items() if name not in FOOTED]
    for number in range(count):
        if random.random() < COPIED:
            of = original(random.randrange(articles))
            copy = replace(of, text=random.choice(kinds)(of.text, random))
            yield outcome(2 * 10**9 + seed * 10**6 + number, copy, host=random.randrange(400, 900))
        else:
            new = 10**9 + seed * 10**6 + number
            yield outcome(new, original(new))


def measure(path: Path, articles: int, count: int) -> Measured:
    """Let `count` articles arrive in a database that holds `articles`."""
    rules = publishers()
    with holding() as held, closing(Database.open(path)) as db:
        (last,) = (row["id"] for row in db.rows("SELECT max(id) AS id FROM articles_v1"))
        # other articles than those that came when this file was measured before
        warm = list(arrivals(articles, max(count // 4, 50), seed=2 * last))
        for each in warm:
            store.save(db, each, rules, at=AT, learns=False)
        made = list(arrivals(articles, count, seed=2 * last + 1))
        held.clear()
        before, spent, compared_with = _resident_mb(), 0.0, 0.0
        for each in made:
            began = time.process_time()
            store.save(db, each, rules, at=AT, learns=False)
            saved = time.process_time()
            assert each.article is not None
            dedupe.fingerprint(dedupe.canonical(each.article.text))
            spent, compared_with = spent + saved - began, compared_with + time.process_time() - saved
        after = _resident_mb()
        sizes = _sizes(path)
        return Measured(
            articles=articles,
            per_second=count / spent,
            fingerprints=spent / compared_with,
            candidates_per_second=_candidates_per_second(db, made[:LOOKED_UP]),
            held=held,
            index_mb=sum(sizes[name] for name in ("fingerprints", "documents_same")),
            sentences_mb=sizes["sentences"],
            file_mb=path.stat().st_size / 1e6,
            memory_mb=_resident_mb("VmHWM"),
            grown_mb=after - before,
        )


def _candidates_per_second(db: Database, made: Sequence[Outcome]) -> float:
    """Look up articles that were just looked up: the pages of the index are in memory."""
    asked = []
    for each in made:
        assert each.article is not None
        print_ = dedupe.fingerprint(dedupe.canonical(each.article.text))
        asked.append((print_, f"{each.article.published_at} 24:00 {each.article.url}"))
    began = time.process_time()
    for fingerprint, sorted_by in asked:
        db.candidates(fingerprint, sorted_by=sorted_by)
    return len(asked) / (time.process_time() - began)


def _sizes(path: Path) -> dict[str, float]:
    """Return table or index -> megabytes."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return {name: size / 1e6 for name, size in db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")}


def _resident_mb(what: str = "VmRSS") -> float:
    found = re.search(rf"{what}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


# --- one story --------------------------------------------------------------------------------------------------------


def story_of(kind: str, pages: int) -> dict[int, float]:
    """Store one story page by page; return how many milliseconds of CPU the next page cost at each step."""
    random, of, rules = Random(kind), original(7), publishers()
    repost: Callable[[], str] = {
        "the same text": lambda: of.text,
        "every third edited": lambda: (
            random.choice(list(COPIES.values()))(of.text, random) if random.random() < 1 / 3 else of.text
        ),
        "no two alike": lambda: f"{random.choice(list(COPIES.values()))(of.text, random)}\n{random.random()}",
    }[kind]
    found: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder, closing(Database.open(Path(folder) / "story.db")) as db:
        costs: list[float] = []
        for number in range(pages):
            copy = replace(of, text=repost() if number else of.text, day=f"2020-01-{1 + number % 28:02}")
            page = outcome(number, copy, host=number)
            began = time.process_time()
            store.save(db, page, rules, at=AT, learns=False)
            costs.append(1000 * (time.process_time() - began))
            if number + 1 in STEPS:
                last = costs[-max(3, number // 20) :]
                found[number + 1] = sum(last) / len(last)
    return found


STORIES: Final = {"the same text": 1000, "every third edited": 1000, "no two alike": 300}
"""Kind of story -> of how many pages it is measured: each page of the last kind costs as much as all before it."""


def story_table(pages: int) -> str:
    steps = [step for step in STEPS if step <= pages]
    lines = [f"| CPU ms for page | {' | '.join(map(str, steps))} |", f"|---{'|---' * len(steps)}|"]
    for kind, most in STORIES.items():
        costs = story_of(kind, min(most, pages))
        cells = (f"{costs[step]:.1f}" if step in costs else "" for step in steps)
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "\n".join(lines)


# --- the command ------------------------------------------------------------------------------------------------------


def curve(row: str) -> str:
    """Return the curve of docs/copies.md with this row in its place."""
    text = (
        (DOCS / "copies.md")
        .read_text("utf-8")
        .partition("<!-- curve: begin -->")[2]
        .partition("<!-- curve: end -->")[0]
    )
    rows = {_articles(one): one for one in (*re.findall(r"^\| [\d,]+ \|.*$", text, re.MULTILINE), row)}
    return "\n".join([HEAD, *(rows[size] for size in sorted(rows))])


def _articles(row: str) -> int:
    return int(row.split("|")[1].replace(",", ""))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--articles", type=int, default=ARTICLES, help=f"articles that are stored before ({ARTICLES:,})"
    )
    parser.add_argument("--arrivals", type=int, default=ARRIVALS, help=f"articles that arrive ({ARRIVALS:,})")
    parser.add_argument("--database", type=Path, help="keep the filled database here, or take the one that is here")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes that fill")
    parser.add_argument("--story", action="store_true", help="measure one story of a thousand pages instead")
    parser.add_argument("--write", action="store_true", help="put what came out into docs/copies.md")
    words = parser.parse_args(arguments)
    if words.story:
        measured = story_table(STEPS[-1])
        print(measured)
        if words.write:
            put_between("copies.md", "story", measured)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = words.database or Path(folder) / "scale.db"
        fill(path, words.articles, words.workers)
        with closing(Database.open(path)) as db:  # else each arrival would enter 32 of those that wait to be found
            search.catch_up(db, at_most=words.articles, step=1000)
        with get_context("spawn").Pool(1) as child:
            row = child.apply(_row, (path, words.articles, words.arrivals))
    print(f"{HEAD}\n{row}")
    if words.write:
        put_between("copies.md", "curve", curve(row))
    return 0


def _row(path: Path, articles: int, arriving: int) -> str:
    """Measure in a process of its own: what filling held in memory does not count."""
    return measure(path, articles, arriving).row()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
