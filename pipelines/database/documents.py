"""What matching looks up: each article's canonical form, its fingerprint, and the pairs that overlap."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from crawlers.items import Document, Fingerprint, Pair
from pipelines.database.articles import Articles

MAX_CANDIDATES = 200
"""A fingerprint that hits more articles than this is compared with those it shares most with."""

_DOCUMENTS = """
    SELECT articles.id, url, coalesce(site, '') AS site, publisher, publisher_class, title, canonical, published_at,
           source, source_name, reprinted_from, reprinted_from_name, dateline, copyright_holder, script, flags
    FROM articles JOIN documents ON documents.article_id = articles.id
    WHERE articles.id IN (SELECT value FROM json_each(?)) ORDER BY articles.id
"""

_CANDIDATES = """
    SELECT article_id FROM (
        SELECT article_id, 1000000 AS hits FROM documents WHERE exact = ?1
        UNION ALL
        SELECT article_id, count(*) AS hits FROM fingerprints
        WHERE hash IN (SELECT value FROM json_each(?2)) GROUP BY article_id HAVING count(*) >= 2
        UNION ALL
        SELECT article_id, count(*) AS hits FROM sentences
        WHERE hash IN (SELECT value FROM json_each(?3)) GROUP BY article_id
    )
    WHERE article_id != ?4 GROUP BY article_id ORDER BY sum(hits) DESC, article_id LIMIT ?5
"""

_CLUSTER = """
    WITH RECURSIVE member (id) AS (
        SELECT value FROM json_each(?)
        UNION SELECT b FROM member JOIN pairs ON a = member.id
        UNION SELECT a FROM member JOIN pairs ON b = member.id
        UNION SELECT child_id FROM member JOIN copies ON parent_id = member.id
        UNION SELECT parent_id FROM member JOIN copies ON child_id = member.id WHERE parent_id IS NOT NULL
        UNION SELECT mate.id FROM member JOIN articles own ON own.id = member.id
              JOIN articles mate ON mate.story_id = own.story_id
    )
    SELECT id FROM member ORDER BY id
"""


class Documents(Articles):
    """Queries on the tables `documents`, `fingerprints`, `sentences` and `pairs`."""

    def canonical_of(self, article_id: int) -> str | None:
        """Return the canonical form that the article is looked up by, None before it has one."""
        row = self._row("SELECT canonical FROM documents WHERE article_id = ?", (article_id,))
        return None if row is None else str(row["canonical"])

    def save_document(
        self,
        article_id: int,
        publisher_class: str | None,
        canonical: str,
        fingerprint: Fingerprint,
        *,
        replaces: Fingerprint | None = None,
    ) -> None:
        """Make the article findable by `fingerprint`; `replaces` is what it was found by until now."""
        sql = """
            INSERT INTO documents (article_id, publisher_class, canonical, fingerprint_version, exact)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET
                publisher_class = coalesce(excluded.publisher_class, publisher_class), canonical = excluded.canonical,
                fingerprint_version = excluded.fingerprint_version, exact = excluded.exact
        """
        with self.transaction():
            self._write(sql, (article_id, publisher_class, canonical, fingerprint.version, fingerprint.exact))
            if replaces == fingerprint:
                return
            if replaces is not None:
                self._each("DELETE FROM fingerprints WHERE hash = ? AND article_id = ?", replaces.grams, article_id)
                self._each("DELETE FROM sentences WHERE hash = ? AND article_id = ?", replaces.sentences, article_id)
            self._each(
                "INSERT INTO fingerprints (hash, article_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                fingerprint.grams,
                article_id,
            )
            self._each(
                "INSERT INTO sentences (hash, article_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                fingerprint.sentences,
                article_id,
            )

    def candidates(self, fingerprint: Fingerprint, *, but: int = 0) -> list[Document]:
        """Return the documents that share enough of the fingerprint to be worth comparing, without article `but`."""
        grams, sentences = json.dumps(fingerprint.grams), json.dumps(fingerprint.sentences)
        found = self.rows(_CANDIDATES, (fingerprint.exact, grams, sentences, but, MAX_CANDIDATES))
        return self.documents([row["article_id"] for row in found])

    def documents(self, ids: Iterable[int]) -> list[Document]:
        """Return the documents with these ids, by id."""
        return [_document(row) for row in self.rows(_DOCUMENTS, (json.dumps(list(ids)),))]

    def replace_pairs(self, article_id: int, pairs: Sequence[Pair]) -> set[int]:
        """Make `pairs` those of the article; return the articles that it was paired with until now."""
        with self.transaction():
            sql = "DELETE FROM pairs WHERE a = ?1 OR b = ?1 RETURNING a, b"
            former = {id_ for row in self._write(sql, (article_id,)).fetchall() for id_ in row} - {article_id}
            table = self._tables.table("pairs")
            table.insert_all(asdict(pair) for pair in pairs)
        return former

    def cluster(self, ids: Iterable[int]) -> tuple[list[Document], list[Pair]]:
        """Return all that hangs together with `ids`, and the pairs among it.

        By pairs, and by the stories and edges as they are stored: an article that was revised away from its story
        leaves that story to be settled too.
        """
        members = json.dumps([row["id"] for row in self.rows(_CLUSTER, (json.dumps(list(ids)),))])
        sql = "SELECT * FROM pairs WHERE a IN (SELECT value FROM json_each(?)) ORDER BY a, b"
        return self.documents(json.loads(members)), [Pair(**row) for row in self.rows(sql, (members,))]

    def _each(self, sql: str, hashes: Sequence[int], article_id: int) -> None:
        self._connection.executemany(sql, [(hash_, article_id) for hash_ in hashes])


def _document(row: dict[str, Any]) -> Document:
    return Document(**{**row, "flags": tuple(json.loads(row["flags"]))})
