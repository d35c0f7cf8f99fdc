"""A database of as many articles as wanted, in the time that their hashes take: what `store.save` would have written.

A million articles one by one take hours. Here their rows are worked out on all cores by the code's own functions and
written in batches sorted by hash, as a database that grew would hold them. tests/test_scale.py compares the rows with
those of `store.save`. Left out is what matching never reads: links, the log, figures.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from crawlers.items import Article, Outcome, Page
from pipelines import dedupe
from pipelines.database import Database
from pipelines.database.connection import stamp
from pipelines.database.documents import day_of, kept
from tests.benchmarks.originals import Original, original
from tests.stored import AT
from tests.storing import JUDGED

BATCH: Final = 20_000
CHUNK: Final = 250
HOSTS: Final = 400

Row = tuple[Any, ...]


def outcome(number: int, made: Original, *, host: int | None = None) -> Outcome:
    """Return an original, or what became of it, as the stages hand it to `store`."""
    host = number % HOSTS if host is None else host
    url = f"http://news{host}.example/{made.day[:4]}/{number}.html"
    article = Article(
        url=url,
        title=made.title,
        text=made.text,
        published_at=made.day,
        published_precision="day",
        language="zh",
        script="Hans",
        extractor_version="1",
    )
    return Outcome(page=Page(url=url, body=b"", fetched_at=AT), article=article, judgement=JUDGED)


def fill(path: Path, articles: int, workers: int) -> None:
    """Write originals 0 to `articles` - 1; article n has the id n + 1. What was written before stays."""
    with closing(Database.open(path)) as opened:
        begin = opened.last_article()
    with closing(sqlite3.connect(path, isolation_level=None)) as db, get_context("spawn").Pool(workers) as pool:
        db.execute("UPDATE matching SET version = ?", (dedupe.VERSION,))  # else the index would pass for an old one
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -400000")
        for start in range(begin, articles, BATCH):
            numbers = range(start, min(start + BATCH, articles))
            chunks = [numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK)]
            _write(db, list(chain.from_iterable(pool.imap(rows_of, chunks))))


def rows_of(numbers: Sequence[int]) -> list[dict[str, list[Row]]]:
    """Return the rows of some originals, by table."""
    return [_rows(number) for number in numbers]


def _rows(number: int) -> dict[str, list[Row]]:
    found = outcome(number, original(number))
    article, judged = found.article, found.judgement
    assert article is not None
    assert judged is not None
    id_, at = number + 1, stamp(AT)
    canonical = dedupe.canonical(article.text)
    fingerprint = dedupe.fingerprint(canonical)
    sorted_by = f"{article.published_at} 24:00 {article.url}"
    columns = {
        **asdict(article),
        "id": id_,
        "flags": "[]",
        "topic": judged.topic,
        "band": judged.band,
        "score": judged.score,
        "reasons": json.dumps(list(judged.reasons), ensure_ascii=False),
        "story_id": id_,
        "role": "unique",
        "first_seen_at": at,
        "fetched_at": at,
    }
    host = article.url.split("/")[2]
    story = (id_, article.title, article.published_at, at, at, id_, host, "unknown", 1, 0, 1, "[]", host, None)
    day = day_of(sorted_by)
    return {
        f"articles ({', '.join(columns)})": [tuple(columns.values())],
        "stories": [story],
        "documents": [(id_, None, sorted_by, canonical, fingerprint.version, fingerprint.exact)],
        "fingerprints": [(hash_, day, id_) for hash_ in {kept(hash_) for hash_ in fingerprint.grams}],
        "sentences": [(hash_, day, id_) for hash_ in {kept(hash_) for hash_ in fingerprint.sentences}],
    }


def _write(db: sqlite3.Connection, found: Sequence[dict[str, list[Row]]]) -> None:
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("BEGIN IMMEDIATE")
    for table in found[0]:
        rows = sorted(chain.from_iterable(each[table] for each in found))
        db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    db.execute("COMMIT")


def stored(db: Database) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield what is compared with what the code writes."""
    for table in ("articles", "stories", "documents", "fingerprints", "sentences", "pairs", "copies", "matching"):
        yield table, sorted(db.rows(f"SELECT * FROM {table}"), key=str)
