"""The index of searching: articles that wait are entered, and those that have words come out, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.database.connection import Connection


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """An article as it is entered."""

    title: str
    """In canonical form, as `searched` keeps it."""
    words: str = field(repr=False)
    """Of title and text, parted by spaces."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """An article that has the words that were asked for; both texts are canonical."""

    article_id: int
    story_id: int | None
    published_at: str | None
    title: str
    text: str = field(repr=False)


class Search(Connection):
    """Queries on the tables `search`, `searched`, `search_due` and `search_state`."""

    def waiting_for_search(self) -> int:
        """Count the articles that were stored or changed since the last were entered."""
        sql = """
            SELECT (SELECT coalesce(max(id), 0) FROM articles) - entered_to + (SELECT count(*) FROM search_due)
            FROM search_state
        """
        return int(self._tuples(sql)[0][0])

    def enter_for_search(self, make: Callable[[str, str], Entry], *, version: int, limit: int) -> int:
        """Enter up to `limit` articles that wait, in one transaction; return how many were entered.

        `make` is given an article's title and its canonical text. What another version entered is thrown away first.
        """
        with self.transaction():
            self._use_search_of(version)
            rows, entered_to = self._waiting(limit)
            entries = [(article_id, make(title or "", text or "")) for article_id, title, text in rows]
            self._leave(article_id for article_id, _ in entries if article_id <= self._entered_to())
            self._enter(entries)
            self._write("UPDATE search_state SET entered_to = ?", (entered_to,))
            return len(rows)

    def _leave(self, changed: Iterable[int]) -> None:
        """Forget where articles stood whose text is another one now."""
        self._connection.executemany("DELETE FROM searched WHERE article_id = ?", [(id_,) for id_ in changed])

    def _enter(self, entries: Sequence[tuple[int, Entry]]) -> None:
        ((last,),) = self._tuples("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'searched'")
        placed = [(last + 1 + number, id_, entry) for number, (id_, entry) in enumerate(entries)]
        many = self._connection.executemany
        many("INSERT INTO searched VALUES (?, ?, ?)", [(place, id_, entry.title) for place, id_, entry in placed])
        many("INSERT INTO search (rowid, words) VALUES (?, ?)", [(place, entry.words) for place, _, entry in placed])
        many("DELETE FROM search_due WHERE article_id = ?", [(id_,) for id_, _ in entries])

    def _entered_to(self) -> int:
        return int(self._tuples("SELECT entered_to FROM search_state")[0][0])

    def _use_search_of(self, version: int) -> None:
        if self._tuples("SELECT version FROM search_state")[0][0] == version:
            return
        self._write("INSERT INTO search (search) VALUES ('delete-all')")
        for table in ("searched", "search_due"):
            self._write(f"DELETE FROM {table}")
        self._write("UPDATE search_state SET version = ?, entered_to = 0", (version,))

    def _waiting(self, limit: int) -> tuple[list[tuple[int, str | None, str | None]], int]:
        """Return articles that wait, the changed ones last, and the highest id of those that are new.

        One that changed before it was ever entered is among the new, or waits to be.
        """
        before = self._entered_to()
        columns = "SELECT articles.id, articles.title, canonical FROM articles LEFT JOIN documents ON article_id = id"
        new = self._tuples(f"{columns} WHERE articles.id > ? ORDER BY articles.id LIMIT ?", (before, limit))
        sql = f"{columns} WHERE articles.id IN (SELECT article_id FROM search_due WHERE article_id <= ? LIMIT ?)"
        return [*new, *self._tuples(sql, (before, limit - len(new)))], new[-1][0] if new else before

    def search(self, words: str, *, limit: int) -> list[Hit]:
        """Return the articles that fit an expression of FTS5, those that were entered last first."""
        sql = """
            SELECT articles.id AS article_id, story_id, published_at, searched.title, canonical AS text
            FROM search JOIN searched ON place = search.rowid
            JOIN documents ON documents.article_id = searched.article_id
            JOIN articles ON articles.id = searched.article_id
            WHERE search MATCH ? ORDER BY search.rowid DESC LIMIT ?
        """
        return [Hit(**row) for row in self.rows(sql, (words, limit))]
