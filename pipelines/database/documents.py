"""What matching looks up: each article's canonical form and its fingerprint."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from crawlers.items import Document, Fingerprint
from pipelines.database.articles import Articles

MOST_ALIKE = 64
"""A fingerprint that hits more articles than this is compared with those it shares most with …"""
NEAREST = 8
"""… and with so many before and after it in time, of which one may be the last issue of a report that recurs."""

_DOCUMENTS = """
    SELECT articles.id, url, coalesce(site, '') AS site, publisher, publisher_class, title, canonical, published_at,
           source, source_name, reprinted_from, reprinted_from_name, dateline, copyright_holder, script, flags
    FROM articles JOIN documents ON documents.article_id = articles.id
    WHERE articles.id IN (SELECT value FROM json_each(?)) ORDER BY articles.id
"""

_CANDIDATES = """
    WITH hit AS (
        SELECT article_id, 1000000 AS hits FROM documents WHERE exact = ?1
        UNION ALL
        SELECT article_id, count(*) AS hits FROM fingerprints
        WHERE hash IN (SELECT value FROM json_each(?2)) GROUP BY article_id HAVING count(*) >= 2
        UNION ALL
        SELECT article_id, count(*) AS hits FROM sentences
        WHERE hash IN (SELECT value FROM json_each(?3)) GROUP BY article_id
    ),
    alike AS (
        SELECT article_id, sorted_by, sorted_by < ?4 AS is_before, sum(hits) AS hits
        FROM hit JOIN documents USING (article_id) WHERE article_id != ?5 GROUP BY article_id
    ),
    placed AS (
        SELECT article_id,
               row_number() OVER (ORDER BY hits DESC, sorted_by) AS by_hits,
               row_number() OVER (PARTITION BY is_before ORDER BY iif(is_before, sorted_by, NULL) DESC, sorted_by)
                   AS by_time
        FROM alike
    )
    SELECT article_id FROM placed WHERE by_hits <= ?6 OR by_time <= ?7
"""


class Documents(Articles):
    """Queries on the tables `documents`, `fingerprints` and `sentences`."""

    def canonical_of(self, article_id: int) -> str | None:
        """Return the canonical form that the article is looked up by, None before it has one."""
        row = self._row("SELECT canonical FROM documents WHERE article_id = ?", (article_id,))
        return None if row is None else str(row["canonical"])

    def save_document(
        self, document: Document, fingerprint: Fingerprint, *, sorted_by: str, replaces: Fingerprint | None = None
    ) -> None:
        """Make the article findable by `fingerprint`; `replaces` is what it was found by until now.

        `sorted_by` puts documents in the order of when they were published, as text.
        """
        sql = """
            INSERT INTO documents (article_id, publisher_class, sorted_by, canonical, fingerprint_version, exact)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET
                publisher_class = coalesce(excluded.publisher_class, publisher_class), sorted_by = excluded.sorted_by,
                canonical = excluded.canonical, fingerprint_version = excluded.fingerprint_version,
                exact = excluded.exact
        """
        values = (document.publisher_class, sorted_by, document.canonical, fingerprint.version, fingerprint.exact)
        with self.transaction():
            self._write(sql, (document.id, *values))
            if replaces == fingerprint:
                return
            if replaces is not None:
                self._each("DELETE FROM fingerprints WHERE hash = ? AND article_id = ?", replaces.grams, document.id)
                self._each("DELETE FROM sentences WHERE hash = ? AND article_id = ?", replaces.sentences, document.id)
            self._each("INSERT INTO fingerprints VALUES (?, ?) ON CONFLICT DO NOTHING", fingerprint.grams, document.id)
            self._each("INSERT INTO sentences VALUES (?, ?) ON CONFLICT DO NOTHING", fingerprint.sentences, document.id)

    def candidates(self, fingerprint: Fingerprint, *, sorted_by: str, but: int = 0) -> list[Document]:
        """Return the documents that share enough of the fingerprint to be worth comparing, without article `but`."""
        grams, sentences = json.dumps(fingerprint.grams), json.dumps(fingerprint.sentences)
        values = (fingerprint.exact, grams, sentences, sorted_by, but, MOST_ALIKE, NEAREST)
        return self.documents([row["article_id"] for row in self.rows(_CANDIDATES, values)])

    def documents(self, ids: Iterable[int]) -> list[Document]:
        """Return the documents with these ids, by id."""
        return [_document(row) for row in self.rows(_DOCUMENTS, (json.dumps(list(ids)),))]

    def _each(self, sql: str, hashes: Sequence[int], article_id: int) -> None:
        self._connection.executemany(sql, [(hash_, article_id) for hash_ in hashes])


def _document(row: dict[str, Any]) -> Document:
    return Document(**{**row, "flags": tuple(json.loads(row["flags"]))})
