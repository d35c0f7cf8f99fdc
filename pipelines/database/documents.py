"""What matching looks up: each text once, however many articles carry it, by the hashes of its fingerprint.

Of the articles with one text the first in time stands for it: the index and `pairs` name that one alone, so that the
thousandth copy of an article is found as fast as the second.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest, nsmallest
from typing import Any, Final

from crawlers.items import Document, Fingerprint
from pipelines.database.articles import Articles
from pipelines.database.connection import listed
from pipelines.database.index_tables import UNDATED

MOST_ALIKE: Final = 32
"""Of so many texts those are compared that share most with a new one …"""
NEAREST: Final = 8
"""… and so many before and after it in time, of which one may be the last issue of a report that recurs."""
OFTEN: Final = 200
"""Of a hash that more texts have than this, half as many before and after in time are looked at."""
FEW: Final = 64
A_GRAM, A_SENTENCE, COMMON, ENOUGH = 3, 5, 1, 5
"""Points for a gram and a sentence that few texts have, for either that more have, and for a candidate: two grams or a
sentence that few have. A report that recurs has dozens of any kind in common with its last issue; two phrases that are
in a thousand texts say nothing."""

_FIRST_DAY: Final = date(2000, 1, 1).toordinal()

_COLUMNS: Final = (
    "id", "url", "site", "publisher", "publisher_class", "title", "canonical", "published_at", "source", "source_name",
    "reprinted_from", "reprinted_from_name", "dateline", "copyright_holder", "script",
)  # fmt: skip
_DOCUMENTS: Final = """
    SELECT articles.id, url, coalesce(site, ''), publisher, publisher_class, title, canonical, published_at,
           source, source_name, reprinted_from, reprinted_from_name, dateline, copyright_holder, script, flags
    FROM articles JOIN documents ON documents.article_id = articles.id
    WHERE articles.id IN (SELECT value FROM json_each(?)) ORDER BY articles.id
"""
_WHO_HAS: Final = f"""
    SELECT iif(
        (SELECT 1 FROM {{table}} WHERE hash = value LIMIT 1 OFFSET {OFTEN}) IS NULL,
        (SELECT group_concat(article_id) FROM {{table}} WHERE hash = value),
        (SELECT group_concat(article_id) FROM (
            SELECT * FROM (
                SELECT article_id FROM {{table}} WHERE hash = value AND day >= ?2
                ORDER BY day, article_id LIMIT {OFTEN // 2}
            ) UNION ALL SELECT * FROM (
                SELECT article_id FROM {{table}} WHERE hash = value AND day < ?2
                ORDER BY day DESC, article_id DESC LIMIT {OFTEN // 2}
            )
        ))
    ) FROM json_each(?1)
"""
"""Who has each hash, with commas between them; of one that too many have, those nearest in time before and after."""
_DAYS: Final = """
    SELECT own.article_id AS id, json_group_array(DISTINCT substr(theirs.sorted_by, 1, 10)) AS days
    FROM documents AS own JOIN documents AS theirs ON theirs.exact = own.exact AND theirs.canonical = own.canonical
    WHERE own.article_id IN (SELECT value FROM json_each(?)) GROUP BY own.article_id
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """A text that articles carry: the first of them, which stands for it, and the days of all."""

    article_id: int
    sorted_by: str
    days: frozenset[str]
    """As `days_of` returns them."""


class Documents(Articles):
    """Queries on the tables `documents`, `fingerprints` and `sentences`."""

    def canonical_of(self, article_id: int, version: int) -> str | None:
        """Return the canonical form that a stored article has of this version, None before it has one."""
        sql = "SELECT canonical FROM documents WHERE article_id = ? AND fingerprint_version = ?"
        row = self._row(sql, (article_id, version))
        return None if row is None else str(row["canonical"])

    def save_document(self, document: Document, fingerprint: Fingerprint, *, sorted_by: str) -> None:
        """Keep the canonical form; `sorted_by` puts documents in the order of when they were published, as text."""
        sql = """
            INSERT INTO documents (article_id, publisher_class, sorted_by, canonical, fingerprint_version, exact)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (article_id) DO UPDATE SET
                publisher_class = coalesce(excluded.publisher_class, publisher_class), sorted_by = excluded.sorted_by,
                canonical = excluded.canonical, fingerprint_version = excluded.fingerprint_version,
                exact = excluded.exact
        """
        exact = fingerprint.exact if document.canonical else document.id  # two pages without a text are not one text
        values = (document.publisher_class, sorted_by, document.canonical, fingerprint.version, exact)
        self._write(sql, (document.id, *values))

    def carried(self, canonical: str, exact: int) -> Carried | None:
        """Return how a text, given with its hash, is carried; None where it is not."""
        same = "FROM documents WHERE exact = ? AND canonical = ?"
        sql = f"SELECT article_id, sorted_by {same} ORDER BY sorted_by LIMIT 1"
        for id_, sorted_by in self._tuples(sql, (exact, canonical)):
            days = self._tuples(f"SELECT DISTINCT substr(sorted_by, 1, 10) {same}", (exact, canonical))
            return Carried(article_id=id_, sorted_by=sorted_by, days=frozenset(day for (day,) in days))
        return None

    def make_findable(self, text: Carried, fingerprint: Fingerprint) -> None:
        """Enter a text into the index, under the first article that carries it."""
        sql = "INSERT INTO {} VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        with self.transaction():
            if self._use_index_of(fingerprint.version):
                self._each(sql, text, fingerprint)

    def make_unfindable(self, text: Carried, fingerprint: Fingerprint) -> None:
        """Take a text out of the index, which `make_findable` entered with this fingerprint."""
        self._each("DELETE FROM {} WHERE hash = ? AND day = ? AND article_id = ?", text, fingerprint)

    def _use_index_of(self, version: int) -> bool:
        """Empty the index of hashes that an older version made, once; False where a newer one holds it now.

        Hashes of two versions say nothing of one another. What is not in the index is found by nobody until it is
        matched again.
        """
        ((held_by,),) = self._tuples("SELECT version FROM matching")
        if version > held_by:
            for table in ("fingerprints", "sentences"):
                self._write(f"DELETE FROM {table}")
            self._write("UPDATE matching SET version = ?", (version,))
        return version >= int(held_by)

    def _each(self, sql: str, text: Carried, fingerprint: Fingerprint) -> None:
        with self.transaction():
            for table, hashes in (("fingerprints", fingerprint.grams), ("sentences", fingerprint.sentences)):
                entry = (day_of(text.sorted_by), text.article_id)
                rows = [(hash_, *entry) for hash_ in sorted({kept(hash_) for hash_ in hashes})]
                self._connection.executemany(sql.format(table), rows)

    def candidates(
        self, fingerprint: Fingerprint, *, sorted_by: str, but: int = 0, also: Collection[int] = ()
    ) -> list[Document]:
        """Return the texts that share enough of the fingerprint to be worth comparing, and those of `also`.

        Each is given as the first document that carries it. Article `but` is left out; where it stands for another
        text, as it does until it is stored with this one, whoever comes next stands for that.
        """
        day = day_of(sorted_by)
        points = Counter[str]()
        hashes = (("fingerprints", fingerprint.grams, A_GRAM), ("sentences", fingerprint.sentences, A_SENTENCE))
        for table, asked, worth in hashes:
            few, common = self._who_have(table, asked, day)
            points.update(few * worth)
            points.update(common * COMMON)
        alike = {int(id_): count for id_, count in points.items() if count >= ENOUGH}
        if (share := alike.pop(but, None)) and (heir := self._heir(but, fingerprint)):
            alike[heir] = share
        return self.documents({*self._chosen(alike, sorted_by), *also})

    def _heir(self, article_id: int, fingerprint: Fingerprint) -> int | None:
        """Return who stands for the text that an article carries, but for this one, once it is gone."""
        ((canonical, exact),) = self._tuples(
            "SELECT canonical, exact FROM documents WHERE article_id = ?", (article_id,)
        )
        return None if exact == fingerprint.exact else self._twin_of(canonical, exact, article_id)

    def _twin_of(self, canonical: str, exact: int, article_id: int) -> int | None:
        sql = """
            SELECT article_id FROM documents WHERE exact = ? AND canonical = ? AND article_id != ?
            ORDER BY sorted_by LIMIT 1
        """
        return next((id_ for (id_,) in self._tuples(sql, (exact, canonical, article_id))), None)

    def _who_have(self, table: str, hashes: Iterable[int], day: int) -> tuple[list[str], list[str]]:
        """Return who has the hashes that few have, and who has the others, of too many those nearest in time.

        A document is named once for each hash that it has, by its id as SQLite prints it: a thousand are counted, and
        few of them are looked at.
        """
        few, common = list[str](), list[str]()
        for (ids,) in self._tuples(_WHO_HAS.format(table=table), (listed(map(kept, hashes)), day)):
            if ids is not None:
                (few if ids.count(",") < FEW else common).extend(ids.split(","))
        return few, common

    def _chosen(self, alike: Mapping[int, int], sorted_by: str) -> Iterable[int]:
        """Return those that share most, and those next in time."""
        if len(alike) <= MOST_ALIKE:
            return alike
        sql = "SELECT sorted_by, article_id FROM documents WHERE article_id IN (SELECT value FROM json_each(?))"
        placed: list[tuple[str, int]] = self._tuples(sql, (listed(alike),))
        most = nsmallest(MOST_ALIKE, placed, key=lambda one: (-alike[one[1]], one[0]))
        after = nsmallest(NEAREST, (one for one in placed if one[0] >= sorted_by))
        before = nlargest(NEAREST, (one for one in placed if one[0] < sorted_by))
        return {id_ for _, id_ in (*most, *after, *before)}

    def days_of(self, ids: Collection[int]) -> dict[int, frozenset[str]]:
        """Return for each document the days of all that carry its text; an undated one has a day that is none."""
        if not ids:
            return {}
        rows = self._tuples(_DAYS, (listed(ids),))
        return {id_: frozenset(json.loads(days)) for id_, days in rows}

    def documents(self, ids: Collection[int]) -> list[Document]:
        """Return the documents with these ids, by id."""
        if not ids:
            return []
        return [_document(row) for row in self._tuples(_DOCUMENTS, (listed(ids),))]


def _document(row: Sequence[Any]) -> Document:
    *columns, flags = row
    return Document(**dict(zip(_COLUMNS, columns, strict=True)), flags=tuple(json.loads(flags)))


def kept(hash_: int) -> int:
    """Return what the index keeps of a hash: half of its bits."""
    return hash_ >> 32


def day_of(sorted_by: str) -> int:
    """Return the day as the index counts it."""
    try:
        return min(date.fromisoformat(sorted_by[:10]).toordinal() - _FIRST_DAY, UNDATED - 1)
    except ValueError:
        return UNDATED
