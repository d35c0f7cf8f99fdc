"""What looking costs when a database is large and a crawl writes: pages, searches and feeds asked of the real server.

    .venv/bin/python -m tests.benchmarks.looking [--articles 100000] [--seconds 60] [--database FILE] [--write]

The database is filled first, in minutes for a million (`--database` keeps it, and takes one that is there): the rows of
tests/benchmarks/filling.py, and copies of them that no two share a story. Then a process stores one article after the
other, as a crawl does but without waiting for any site, while fifty readers look: forty ask the server for a page, read
it for some seconds, and ask for the next; ten open the file themselves. `--write` puts what came out into
docs/search.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from pipelines import search, store
from pipelines.database import Database
from tests.benchmarks.filling import fill, outcome
from tests.benchmarks.originals import original
from tests.browsing import Served, serving
from tests.documents import put_between
from tests.stored import AT
from tests.storing import publishers

ARTICLES, SECONDS, BASE = 100_000, 60, 20_000
BY_WEB, BY_FILE = 40, 10
READ_S: Final = (1.0, 5.0)
"""How long a reader looks at a page."""
OFTEN: Final = ("西藏", "拉萨", "数据", "西藏 数据", "合作社")
SELDOM: Final = ("网库", "拉冷", "机器人试点", "茶农补贴", "西藏 -拉萨 冷库", "“数据中心机房”", "雪豹", "5g")
"""Words that most articles have, and some that few or none have though their characters stand everywhere."""
HEAD: Final = "| articles | asked | times | p50, ms | p95, ms | worst, ms |\n|---|---|---|---|---|---|"


def enlarge(path: Path, articles: int) -> None:
    """Fill a database with so many articles and make all of them findable; what is there already stays."""
    with closing(Database.open(path)) as db:
        begin = db.last_article()
    if begin < articles:
        base = min(articles, BASE)
        fill(path, base, workers=2)
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = OFF")
            db.execute("PRAGMA cache_size = -300000")
            if begin < base:
                _add_figures(db)
            for number in range(max(1, -(-begin // base)), -(-articles // base)):
                _copy(db, base, number, most=articles)
    with closing(Database.open(path)) as db:
        search.catch_up(db, at_most=articles, step=1000)


def _add_figures(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM growth")
    db.execute("INSERT INTO growth SELECT id, first_seen_at FROM stories")
    sql = """
        INSERT INTO figures (article_id, indicator, definition, region, period, value, unit, printed, status, measure,
                             sentence, sentence_at, flags, confidence, slot, ends_on)
        SELECT id, 'base_stations_5g', '5G基站', '西藏', year, id, '个', id || '个', 'actual', 'level', sentence, 0,
               '[]', 'high', year, year || '-12-31'
        FROM (SELECT id, substr(published_at, 1, 4) AS year, substr(text, 1, 60) AS sentence FROM articles)
    """
    db.execute(sql)


def _copy(db: sqlite3.Connection, base: int, number: int, *, most: int) -> None:
    """Copy the first rows once more, under ids that follow; a text counts as another one."""
    shift = base * number
    changed: Mapping[str, Mapping[str, str]] = {
        "articles": {
            "id": f"id + {shift}",
            "story_id": f"story_id + {shift}",
            "url": f"replace(url, 'http://', 'http://w{number:03}.')",
        },
        "stories": {"id": f"id + {shift}", "origin_article_id": f"origin_article_id + {shift}"},
        "documents": {"article_id": f"article_id + {shift}", "exact": f"exact + {number}"},
        "growth": {"story_id": f"story_id + {shift}"},
        "figures": {"id": f"id + {shift}", "article_id": f"article_id + {shift}"},
    }
    db.execute("BEGIN IMMEDIATE")
    for table, columns in changed.items():
        names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(columns.get(name, name) for name in names)
        last = min(base, most - shift)
        first = next(iter(columns))
        db.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {first} <= {last}")
    db.execute("COMMIT")


@dataclass
class Seen:
    """What readers met."""

    times_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def took(self, what: str, share: float) -> float:
        """Return in milliseconds how long this share of the answers took at most."""
        times = sorted(self.times_s[what])
        return 1000 * times[min(len(times) - 1, int(share * len(times)))]

    def rows(self, articles: int) -> list[str]:
        """Lay it out as a table."""
        return [
            f"| {articles:,} | {what} | {len(times)} | {self.took(what, 0.5):.0f} | {self.took(what, 0.95):.0f} "
            f"| {1000 * max(times):.0f} |"
            for what, times in sorted(self.times_s.items())
        ]


def addresses(chance: random.Random) -> tuple[str, str]:
    """Choose what a reader asks for next: its name, and its address."""
    words = chance.choice(OFTEN), chance.choice(SELDOM)
    asked = {
        "list: newest stories": "/",
        "list: a view of Datasette": "/news/stories_v1?_sort_desc=id",
        "search: a word that most have": f"/search?q={quote(words[0])}&page={chance.randrange(1, 4)}",
        "search: a word that few have": f"/search?q={quote(words[1])}",
        "feed: all": "/feeds/all.atom",
        "feed: of a search": f"/feeds/search.atom?q={quote(words[0])}",
    }
    name = chance.choice(list(asked))
    return name, asked[name]


def look(served: Served, seconds: float, *, by_web: int = BY_WEB, by_file: int = BY_FILE) -> Seen:
    """Let readers look for some time."""
    seen, ends_s = Seen(), time.monotonic() + seconds
    work: list[Callable[[int], None]] = [lambda n: _by_web(served, seen, n, ends_s)] * by_web
    work += [lambda n: _by_file(served.database, seen, n, ends_s)] * by_file
    readers = [threading.Thread(target=each, args=(n,)) for n, each in enumerate(work)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return seen


def _by_web(served: Served, seen: Seen, number: int, ends_s: float) -> None:
    chance = random.Random(number)
    time.sleep(chance.uniform(0, READ_S[1]))  # they do not all come in at the door at once
    while time.monotonic() < ends_s:
        name, address = addresses(chance)
        began = time.perf_counter()
        try:
            with urlopen(served.url + address, timeout=60) as answer:
                answer.read()
            seen.times_s[name].append(time.perf_counter() - began)
        except (HTTPError, OSError) as error:
            seen.wrong.append(f"{address}: {error}")
        time.sleep(chance.uniform(*READ_S))


def _by_file(path: Path, seen: Seen, number: int, ends_s: float) -> None:
    """Read as docs/consume.md says that other programs may."""
    chance = random.Random(number)
    while time.monotonic() < ends_s:
        began = time.perf_counter()
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as news:
                (last,) = news.execute("SELECT coalesce(max(seq), 0) FROM change_log").fetchone()
                news.execute("SELECT * FROM change_log WHERE seq > ?", (last - 100,)).fetchall()
                news.execute("SELECT * FROM stories_v1 ORDER BY id DESC LIMIT 50").fetchall()
            seen.times_s["file: log and stories"].append(time.perf_counter() - began)
        except sqlite3.Error as error:
            seen.wrong.append(f"{path.name}: {error}")
        time.sleep(chance.uniform(0.1, 1.0))


def crawl(path: Path, stopped: Event, stored: Any, wrong: Any) -> None:
    """Store one new article after the other, as a crawl does, until told to stop; run in a process of its own."""
    rules = publishers()
    with closing(Database.open(path)) as db:
        number = 10**8 + db.last_article() * 50
        while not stopped.is_set():
            try:
                store.save(db, outcome(number, original(number)), rules, at=AT, learns=False)
            except Exception as error:  # noqa: BLE001 - of another process: it is told there, and the run fails
                wrong.put(repr(error))
                return
            stored.value += 1
            number += 1
            time.sleep(0.02)  # fetching and reading a page takes longer


def measure(path: Path, seconds: float, *, by_web: int = BY_WEB, by_file: int = BY_FILE) -> tuple[Seen, int]:
    """Look while a crawl writes; return what readers met and how many articles were stored meanwhile."""
    context = multiprocessing.get_context("spawn")
    stopped, stored, wrong = context.Event(), context.Value("i", 0), context.Queue()
    child = context.Process(target=crawl, args=(path, stopped, stored, wrong))
    child.start()
    try:
        with serving(path) as served:
            seen = look(served, seconds, by_web=by_web, by_file=by_file)
    finally:
        stopped.set()
        child.join(60)
    while not wrong.empty():
        seen.wrong.append(f"the crawl: {wrong.get()}")
    return seen, int(stored.value)


def main(arguments: Sequence[str]) -> int:
    """Fill, look, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=ARTICLES, help=f"articles that are stored ({ARTICLES:,})")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"how long to look ({SECONDS})")
    parser.add_argument("--database", type=Path, help="keep the filled database here, or take the one that is here")
    parser.add_argument("--write", action="store_true", help="put what came out into docs/search.md")
    words = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = words.database or Path(folder) / "looking.db"
        enlarge(path, words.articles)
        seen, stored = measure(path, words.seconds)
    table = "\n".join((HEAD, *seen.rows(words.articles)))
    print(f"{table}\n\n{stored} articles were stored meanwhile; {len(seen.wrong)} answers were wrong")
    for sentence in seen.wrong[:20]:
        print(sentence, file=sys.stderr)
    if words.write:
        put_between("search.md", f"looking {words.articles}", table)
    return 1 if seen.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
