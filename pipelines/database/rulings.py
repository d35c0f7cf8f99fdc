"""What people said of stories: rulings by URL go in, and come out by the ids of the articles that are stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crawlers.items import Ruling
from pipelines.database.connection import listed, stamp
from pipelines.database.stories import Stories

Says = Literal["one_story", "two_stories"]

_AMONG = """
    SELECT own.id AS a, theirs.id AS b, rulings.id, says, said_by, said_at, note
    FROM articles AS own
    JOIN ruled_pairs ON ruled_pairs.url = own.url
    JOIN articles AS theirs ON theirs.url = other_url
    JOIN rulings ON rulings.id = ruling_id
    WHERE own.id IN (SELECT value FROM json_each(?1)) AND theirs.id IN (SELECT value FROM json_each(?1))
        AND undone_at IS NULL
    ORDER BY rulings.id, ruled_pairs.url, other_url
"""
_TOGETHER = " UNION ALL ".join(
    f"""
    SELECT theirs.id FROM articles AS own
    JOIN ruled_pairs ON ruled_pairs.{own} = own.url
    JOIN rulings ON rulings.id = ruling_id AND says = 'one_story' AND undone_at IS NULL
    JOIN articles AS theirs ON theirs.url = ruled_pairs.{other}
    WHERE own.id IN (SELECT value FROM json_each(?1))
    """
    for own, other in (("url", "other_url"), ("other_url", "url"))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A ruling that holds, as it was given."""

    id: int
    says: Says
    said_by: str
    said_at: str
    note: str
    pairs: tuple[tuple[str, str], ...]
    """URLs, two by two."""


class Rulings(Stories):
    """Queries on the tables `rulings` and `ruled_pairs`."""

    def add_ruling(self, says: Says, pairs: Sequence[tuple[str, str]], *, said_by: str, note: str, at: datetime) -> int:
        """Keep what was said of pairs of URLs; return its id."""
        with self.transaction():
            sql = "INSERT INTO rulings (says, said_by, said_at, note) VALUES (?, ?, ?, ?)"
            id_ = self._write(sql, (says, said_by, stamp(at), note)).lastrowid
            assert id_ is not None
            rows = sorted({(*sorted(pair), id_) for pair in pairs})
            self._connection.executemany("INSERT INTO ruled_pairs (url, other_url, ruling_id) VALUES (?, ?, ?)", rows)
        return id_

    def undo_ruling(self, id_: int, *, undone_by: str, at: datetime) -> None:
        """Let a ruling no longer hold; that it was given stays written."""
        sql = "UPDATE rulings SET undone_by = ?, undone_at = ? WHERE id = ? AND undone_at IS NULL"
        self._write(sql, (undone_by, stamp(at), id_))

    def urls_of_story(self, story_id: int) -> list[str]:
        """Return the URLs of a story's articles."""
        return [url for (url,) in self._tuples("SELECT url FROM articles WHERE story_id = ? ORDER BY id", (story_id,))]

    def rulings(self) -> list[Said]:
        """Return all rulings that hold: people gave them one by one, so they are few."""
        found: dict[int, Said] = {}
        sql = "SELECT * FROM rulings_v1 WHERE undone_at IS NULL ORDER BY id, url, other_url"
        for row in self.rows(sql):
            before = found[row["id"]].pairs if row["id"] in found else ()
            values = {name: row[name] for name in ("id", "says", "said_by", "said_at", "note")}
            found[row["id"]] = Said(**values, pairs=(*before, (row["url"], row["other_url"])))
        return list(found.values())

    def rulings_among(self, ids: Collection[int]) -> list[Ruling]:
        """Return the rulings that hold between stored articles of `ids`."""
        if len(ids) < 2 or not self._has_rulings():
            return []
        return [
            Ruling(
                a=min(row["a"], row["b"]),
                b=max(row["a"], row["b"]),
                is_one_story=row["says"] == "one_story",
                evidence=said(row["id"], row["says"], row["said_by"], row["said_at"], row["note"]),
            )
            for row in self.rows(_AMONG, (listed(ids),))
        ]

    def hanging_together(self, ids: Iterable[int]) -> set[int]:
        """Return `ids` with all that is joined to them, by their texts or by rulings."""
        found = self.joined(ids)
        if not self._has_rulings():
            return found
        while more := {id_ for (id_,) in self._tuples(_TOGETHER, (listed(found),))} - found:
            found = self.joined(found | more)
        return found

    def _has_rulings(self) -> bool:
        """Say whether anybody ever ruled: where nobody did, settling costs nothing more."""
        return bool(self._tuples("SELECT EXISTS (SELECT 1 FROM rulings)")[0][0])


def said(id_: int, says: Says, said_by: str, said_at: str, note: str) -> str:
    """Put a ruling into words."""
    return f"ruling {id_}: {says.replace('_', ' ')}, by {said_by} on {said_at[:10]}: {note}"
