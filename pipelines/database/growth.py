"""When stories grew: what tells something new is noted in the transaction that stores it, and the newest come out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pipelines.database.connection import listed, stamp
from pipelines.database.sites import Sites

_SAID = ("indicator", "definition", "region", "period", "value", "value_max", "growth_percent", "status", "measure")
"""Two figures that agree in these say one thing, however it is printed."""
_NEW = f"""
    SELECT story_id FROM articles AS own WHERE id = ?1 AND story_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM figures AS new WHERE new.id IN (SELECT value FROM json_each(?2)) AND new.indicator IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM articles AS other JOIN figures AS known ON known.article_id = other.id
            WHERE other.story_id = own.story_id AND other.id != own.id
                AND {" AND ".join(f"known.{name} IS new.{name}" for name in _SAID)}
        )
    )
"""


class Growth(Sites):
    """Queries on the table `growth`."""

    def grew(self, story_ids: Iterable[int], *, at: datetime) -> None:
        """Note that stories are new, or have one more independent origin."""
        sql = "INSERT INTO growth VALUES (?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)"
        with self.transaction():
            self._connection.executemany(sql, [(id_, stamp(at)) for id_ in story_ids])

    def grew_by_figures(self, article_id: int, figures: Sequence[int], *, at: datetime) -> None:
        """Note it of an article's story, when one of its new figures says what no other article of it says."""
        if figures:
            self.grew([id_ for (id_,) in self._tuples(_NEW, (article_id, listed(figures)))], at=at)

    def gone(self, story_id: int) -> None:
        """Forget a story that went into another."""
        self._write("DELETE FROM growth WHERE story_id = ?", (story_id,))

    def grown(self, limit: int) -> dict[int, str]:
        """Return the stories that grew last, the newest first, and when."""
        return dict(self._tuples("SELECT story_id, at FROM growth ORDER BY at DESC, story_id DESC LIMIT ?", (limit,)))

    def grown_of(self, story_ids: Iterable[int], limit: int) -> dict[int, str]:
        """Return those of these stories that grew last."""
        sql = """
            SELECT story_id, at FROM growth WHERE story_id IN (SELECT value FROM json_each(?))
            ORDER BY at DESC, story_id DESC LIMIT ?
        """
        return dict(self._tuples(sql, (listed(story_ids), limit)))

    def topics(self) -> list[str]:
        """Return the topics that articles are of; a step of the index each."""
        sql = """
            WITH RECURSIVE next (topic) AS (
                SELECT min(topic) FROM articles
                UNION ALL
                SELECT (SELECT min(articles.topic) FROM articles WHERE articles.topic > next.topic) FROM next
                WHERE next.topic IS NOT NULL
            )
            SELECT topic FROM next WHERE topic IS NOT NULL
        """
        return [topic for (topic,) in self._tuples(sql)]

    def stories_of_topic(self, topic: str, limit: int) -> list[int]:
        """Return the stories of the articles of a topic that were stored last."""
        sql = "SELECT story_id FROM articles WHERE topic = ? ORDER BY id DESC LIMIT ?"
        return list(dict.fromkeys(id_ for (id_,) in self._tuples(sql, (topic, limit)) if id_ is not None))
