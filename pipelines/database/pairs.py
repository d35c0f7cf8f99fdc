"""The pairs of texts that overlap: which documents hang together in one story, and which a story only leans on.

A text is named by the first document that carries it; the others are the same text, and need no pair to say so.

Pairs of a joining relation make a core, which is settled as a whole. The others lead from a document to earlier ones:
to the last issue of a report that recurs, to what a digest was made of. Were they followed on and on, every weather
report would hang together with every other, and each new one would cost as much as all before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from crawlers.items import Pair
from pipelines.database.connection import listed
from pipelines.database.documents import Documents

MOST_LINKED = 50
"""So many partial overlaps and rewrites of one document are looked at, the strongest first."""

_COLUMNS = ("a", "b", "relation", "contained_a", "contained_b", "shared_sentences", "evidence")

_JOINING = "relation IN ('same', 'a_in_b', 'b_in_a')"
_JOINED = f"""
    WITH RECURSIVE text (exact) AS (
        SELECT exact FROM documents WHERE article_id IN (SELECT value FROM json_each(?))
        UNION SELECT theirs.exact FROM text JOIN documents AS own USING (exact)
            JOIN pairs ON a = own.article_id AND {_JOINING} JOIN documents AS theirs ON theirs.article_id = b
        UNION SELECT theirs.exact FROM text JOIN documents AS own USING (exact)
            JOIN pairs ON b = own.article_id AND {_JOINING} JOIN documents AS theirs ON theirs.article_id = a
    )
    SELECT article_id FROM text JOIN documents USING (exact)
"""

_LINKED = """
    WITH link (id, other, relation, strength) AS (
        SELECT a, b, relation, max(contained_a, contained_b) FROM pairs
        WHERE a IN (SELECT value FROM json_each(?1)) AND relation IN ('template', 'partial', 'rewrite')
        UNION ALL
        SELECT b, a, relation, max(contained_a, contained_b) FROM pairs
        WHERE b IN (SELECT value FROM json_each(?1)) AND relation IN ('template', 'partial', 'rewrite')
    ),
    dated AS (
        SELECT link.*, theirs.sorted_by, own.sorted_by > theirs.sorted_by AS is_after,
               own.sorted_by LIKE '9999%' OR theirs.sorted_by LIKE '9999%'
                   OR substr(own.sorted_by, 1, 10) = substr(theirs.sorted_by, 1, 10) AS is_unsure
        FROM link JOIN documents AS own ON own.article_id = link.id
        JOIN documents AS theirs ON theirs.article_id = link.other
    )
"""
"""Links of documents, with which end is later; on one day, or without a day, either may be."""

_LEANS = f"""
    {_LINKED}, placed AS (
        SELECT id, other, relation, row_number() OVER (
            PARTITION BY id, relation = 'template'
            ORDER BY iif(relation = 'template', sorted_by, NULL) DESC, strength DESC, sorted_by
        ) AS place
        FROM dated WHERE is_after OR (is_unsure AND relation != 'template')
    )
    SELECT id, other FROM placed WHERE place <= iif(relation = 'template', 1, {MOST_LINKED})
"""

_LATER = f"{_LINKED} SELECT DISTINCT other FROM dated WHERE NOT is_after OR (is_unsure AND relation != 'template')"


class Pairs(Documents):
    """Queries on the table `pairs`."""

    def paired_with(self, article_id: int) -> set[int]:
        """Return the documents that the document which stands for a text has pairs with."""
        sql = "SELECT b FROM pairs WHERE a = ?1 UNION ALL SELECT a FROM pairs WHERE b = ?1"
        return {id_ for (id_,) in self._tuples(sql, (article_id,))}

    def take_pairs(self, article_id: int) -> list[Pair]:
        """Delete the pairs of the document that stands for a text; return them."""
        sql = f"DELETE FROM pairs WHERE a = ?1 OR b = ?1 RETURNING {', '.join(_COLUMNS)}"
        return [_pair(row) for row in self._write(sql, (article_id,)).fetchall()]

    def add_pairs(self, pairs: Iterable[Pair]) -> None:
        sql = f"INSERT INTO pairs ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
        rows = [tuple(getattr(pair, name) for name in _COLUMNS) for pair in pairs]
        with self.transaction():
            self._connection.executemany(sql, rows)

    def pairs_among(self, ids: Collection[int]) -> list[Pair]:
        """Return the pairs of which both ends are among `ids`."""
        if len(ids) < 2:
            return []
        sql = f"""
            SELECT {", ".join(_COLUMNS)} FROM pairs
            WHERE a IN (SELECT value FROM json_each(?1)) AND b IN (SELECT value FROM json_each(?1)) ORDER BY a, b
        """
        return [_pair(row) for row in self._tuples(sql, (listed(ids),))]

    def joined(self, ids: Iterable[int]) -> set[int]:
        """Return `ids` with all that is joined to them: the same texts, and pair by pair."""
        return {id_ for (id_,) in self._tuples(_JOINED, (listed(ids),))}

    def leant_on_by(self, ids: Collection[int]) -> set[int]:
        """Return the other documents that `ids` lean on: those before them that they may have an edge to."""
        return {other for _, other in self._leans(ids)}.difference(ids)

    def leaning_on(self, ids: Collection[int]) -> set[int]:
        """Return the other documents that lean on `ids`."""
        later = {other for (other,) in self._tuples(_LATER, (listed(ids),))}.difference(ids)
        return {id_ for id_, other in self._leans(later) if other in ids} if later else set()

    def _leans(self, ids: Iterable[int]) -> list[tuple[int, int]]:
        return [(id_, other) for id_, other in self._tuples(_LEANS, (listed(ids),))]


def _pair(row: Sequence[Any]) -> Pair:
    return Pair(**dict(zip(_COLUMNS, row, strict=True)))
