"""Dedupe as a filter: articles come in as JSON lines in order of arrival; which story each is in goes out.

Each line is stored in a database of its own that is thrown away at the end, by the very code that a crawl stores with.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from crawlers.items import JSON, Article, Outcome, Page
from pipelines import filters, store
from pipelines.chinese import script_of
from pipelines.database import Database, FoundLink
from pipelines.extract.readings import are_injected
from pipelines.publishers import Publishers, load_publishers

PUBLISHERS = Path(__file__).resolve().parents[2] / "data" / "publishers.toml"

TAKES = {
    "id": "string or number",
    "url": "string or null; the same URL is the same article, printed anew",
    "title": "string or null",
    "text": "the clean body, paragraphs parted by a line feed",
    "published_at": "ISO 8601, a day or with minutes, or null",
    "source": "来源 as printed, or null",
    "reprinted_from": "转自 as printed, or null",
}
GIVES = {
    "id": "as it came in",
    "story": "an id out of the story; two lines with the same are the same story",
    "role": "origin, reprint, mirror, excerpt, digest, rewrite, template or unique",
    "parent": "id of the line that it was copied from, or null",
    "evidence": "why, for people, or null",
}

_MEMBERS = """
    SELECT channel FROM links_v1 JOIN articles_v1 ON articles_v1.id = article_id WHERE story_id = ?
    ORDER BY articles_v1.id, links_v1.url
"""
_PARENT = """
    SELECT parent_id, evidence FROM copies_v1 JOIN articles_v1 AS child ON child.id = child_id
    LEFT JOIN articles_v1 AS parent ON parent.id = parent_id
    WHERE child_id = ?
    ORDER BY kind = child.role DESC, parent_id IS NULL, kind, parent.published_at, parent.url, parent_name LIMIT 1
"""
"""Of several parents (a digest's) the earliest; what decides is never an id, which tells the order of arrival."""


class Arrivals:
    """The lines so far, as a crawl would have stored them."""

    def __init__(self, db: Database, publishers: Publishers) -> None:
        self._db = db
        self._publishers = publishers
        self._count = 0

    def answer(self, line: JSON) -> JSON:
        """Store a line and say where it stands now."""
        self._count += 1
        at = datetime.now(UTC)
        link = f"{self._count:012}"
        article = _article(line, link)
        with self._db.transaction():
            # The ledger of links keeps which line led to which article, on the disk and in order.
            self._db.take_in("", json.dumps(line["id"]), [FoundLink(url=link)], at=at)
            page = Page(url=article.url, link=link, body=b"", fetched_at=at)
            stored = store.save(self._db, Outcome(page=page, article=article), self._publishers, at=at, learns=False)
        first = next(self._lines_of(stored.story_id))
        return {"story": first, "role": stored.role, **self._parent_of(stored.article_id)}

    def settled(self) -> Iterator[JSON]:
        """Yield where every line stands in the end, in a form that does not tell in which order they came."""
        named = lru_cache(maxsize=10_000)(lambda story: _smallest(self._lines_of(story)))
        sql = """
            SELECT channel, article_id, story_id, role FROM links_v1 JOIN articles_v1 ON articles_v1.id = article_id
            ORDER BY links_v1.url
        """
        for row in self._db.rows(sql):
            where = {
                "story": named(row["story_id"]),
                "role": row["role"],
                **self._parent_of(row["article_id"]),
            }
            yield {"id": json.loads(row["channel"]), **where, "final": True}

    def _lines_of(self, story_id: int | None) -> Iterator[str | int]:
        return (json.loads(row["channel"]) for row in self._db.rows(_MEMBERS, (story_id,)))

    def _parent_of(self, article_id: int | None) -> JSON:
        for row in self._db.rows(_PARENT, (article_id,)):
            sql = "SELECT channel FROM links_v1 WHERE article_id = ?"
            lines = [json.loads(parent["channel"]) for parent in self._db.rows(sql, (row["parent_id"],))]
            return {"parent": _smallest(lines) if lines else None, "evidence": row["evidence"]}
        return {"parent": None, "evidence": None}


def _smallest(lines: Iterable[str | int]) -> str | int:
    return min(lines, key=lambda id_: (isinstance(id_, str), id_))


def _article(line: JSON, link: str) -> Article:
    text = filters.text(line, "text")
    return Article(
        url=filters.optional_text(line, "url") or f"line:{link}",
        title=filters.optional_text(line, "title"),
        text=text,
        published_at=filters.optional_text(line, "published_at"),
        source=filters.optional_text(line, "source"),
        reprinted_from=filters.optional_text(line, "reprinted_from"),
        script=script_of(text),
        flags=("injected_readings",) if are_injected([text]) else (),
    )


def main() -> int:
    words = filters.command_line("dedupe", "Say which articles are one story.", takes=TAKES, gives=GIVES)
    words.add_argument("--final", action="store_true", help="after the last line, one settled row per id")
    words.add_argument("--publishers", type=Path, default=PUBLISHERS, metavar="FILE", help="(data/publishers.toml)")
    chosen = words.parse_args()
    publishers = load_publishers(chosen.publishers)
    with (
        tempfile.TemporaryDirectory(prefix="dedupe-") as folder,
        closing(Database.open(Path(folder) / "arrivals.db")) as db,
    ):
        arrivals = Arrivals(db, publishers)
        return filters.run(arrivals.answer, final=arrivals.settled if chosen.final else None)


if __name__ == "__main__":
    filters.start(main)
