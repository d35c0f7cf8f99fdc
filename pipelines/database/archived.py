"""The archive as reprocessing sees it: which response stands where, and which versions have read it last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pipelines.database.connection import stamp
from pipelines.database.sites import Sites

# Of each URL the last whole response, unless these versions have read it, where it is an article's: a link leads to
# it, by redirects or not, or its site takes the address and it is no later part of another one.
_WAITING = """
    FROM archive_records AS r
    WHERE url > ?1 AND leads_to IS NULL AND damage IS NULL
      AND file_id IN (SELECT value FROM json_each(?2))
      AND versions IS NOT (SELECT value FROM json_each(?3) WHERE key = r.site)
      AND NOT EXISTS (
          SELECT 1 FROM archive_records AS later
          WHERE later.url = r.url AND later.leads_to IS NULL AND later.damage IS NULL
            AND later.file_id IN (SELECT value FROM json_each(?2))
            AND (later.fetched_at, later.file_id, later.offset) > (r.fetched_at, r.file_id, r.offset))
      AND (is_taken AND NOT EXISTS (SELECT 1 FROM archive_records AS whole WHERE whole.url = r.part_of)
           OR EXISTS (WITH RECURSIVE {way} SELECT 1 FROM way JOIN links ON links.url = way.url))
"""
_WAY = """
    way (url, hops) AS (
        SELECT {url}, 0
        UNION SELECT before.url, hops + 1 FROM way JOIN archive_records AS before ON before.leads_to = way.url
        WHERE hops < 5)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchiveFile:
    """An archive file as it was when it was looked through."""

    path: str
    size: int
    changed_at: int
    """Its time of change in nanoseconds, as the file system says."""
    sites: str
    """By which definitions of the sites its responses were told apart."""
    responses: int
    broken: tuple[int, ...]
    """Where no record can be read: offsets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchivedResponse:
    """One response that may be of use: an HTML page, or a redirect."""

    offset: int
    url: str
    """Canonical."""
    fetched_at: datetime
    site: str
    """Key of the site whose host it is, "" for none."""
    leads_to: str | None
    """Where a redirect leads."""
    is_taken: bool
    """The site would take the address as an article's."""
    part_of: str | None
    """The address that it would be a later part of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """An article's response that is to be read again."""

    file_id: int
    offset: int
    url: str
    site: str


class Archived(Sites):
    """Queries on the tables `archive_files` and `archive_records`."""

    def archive_file(self, path: str) -> tuple[int, ArchiveFile] | None:
        """Return the id of a file and what it was like when it was last looked through; None: it never was."""
        row = self._row("SELECT * FROM archive_files WHERE path = ?", (path,))
        if row is None:
            return None
        id_ = row.pop("id")
        return id_, ArchiveFile(**{**row, "broken": tuple(json.loads(row["broken"]))})

    def archive_path(self, file_id: int) -> str:
        """Return where a file is."""
        row = self._row("SELECT path FROM archive_files WHERE id = ?", (file_id,))
        assert row is not None
        return str(row["path"])

    def archive_paths(self) -> list[str]:
        """Name all files that were ever looked through."""
        return [path for (path,) in self._tuples("SELECT path FROM archive_files ORDER BY path")]

    def save_archive_file(self, file: ArchiveFile) -> int:
        """Keep what a file is like and return its id."""
        columns = {**asdict(file), "broken": json.dumps(file.broken)}
        names = ", ".join(columns)
        new = ", ".join(f"{name} = excluded.{name}" for name in columns if name != "path")
        sql = (
            f"INSERT INTO archive_files ({names}) VALUES ({', '.join('?' * len(columns))})"
            f" ON CONFLICT (path) DO UPDATE SET {new} RETURNING id"
        )
        with self.transaction():
            ((id_,),) = self._write(sql, tuple(columns.values())).fetchall()
        return int(id_)

    def add_responses(self, file_id: int, responses: Iterable[ArchivedResponse]) -> None:
        """Add responses of a file; of one that is there already, keep who has read it."""
        sql = """
            INSERT INTO archive_records (file_id, offset, url, fetched_at, site, leads_to, is_taken, part_of)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (file_id, offset) DO UPDATE SET
                versions = iif(url = excluded.url AND fetched_at = excluded.fetched_at, versions, NULL),
                damage = iif(url = excluded.url AND fetched_at = excluded.fetched_at, damage, NULL),
                url = excluded.url, fetched_at = excluded.fetched_at, site = excluded.site,
                leads_to = excluded.leads_to, is_taken = excluded.is_taken, part_of = excluded.part_of
        """
        rows = [
            (file_id, r.offset, r.url, stamp(r.fetched_at), r.site, r.leads_to, int(r.is_taken), r.part_of)
            for r in responses
        ]
        with self.transaction():
            self._connection.executemany(sql, rows)

    def forget_responses(self, file_id: int) -> None:
        """Forget all responses of a file that became another."""
        self._write("DELETE FROM archive_records WHERE file_id = ?", (file_id,))

    def forget_archive_file(self, path: str) -> None:
        """Forget a file that is gone, and where its responses stood."""
        with self.transaction():
            if known := self.archive_file(path):
                self.forget_responses(known[0])
                self._write("DELETE FROM archive_files WHERE id = ?", (known[0],))

    def waiting(self, files: Sequence[int], versions: Mapping[str, str], *, after: str, limit: int) -> list[Waiting]:
        """Return articles' responses in `files` that `versions` (of each site) have not read, by URL, after a URL."""
        sql = f"SELECT file_id, offset, url, site {_waiting()} ORDER BY url LIMIT ?4"
        values = (after, json.dumps(list(files)), json.dumps(dict(versions)), limit)
        return [Waiting(**row) for row in self.rows(sql, values)]

    def count_waiting(self, files: Sequence[int], versions: Mapping[str, str]) -> int:
        """Count all that `waiting` would return."""
        values = ("", json.dumps(list(files)), json.dumps(dict(versions)))
        row = self._row(f"SELECT count(*) AS n {_waiting()}", values)
        assert row is not None
        return int(row["n"])

    def links_to(self, url: str) -> list[tuple[str, str]]:
        """Return URL and site key of the links that lead to a page: its own, then those of redirects to it."""
        sql = (
            f"WITH RECURSIVE {_WAY.format(url='?')} SELECT links.url, coalesce(site, '') FROM way"
            " JOIN links ON links.url = way.url GROUP BY links.url ORDER BY min(hops), site IS NULL, links.id"
        )
        return [(found, site) for found, site in self._tuples(sql, (url,))]

    def response_of(self, files: Sequence[int], url: str, at: datetime) -> tuple[str, int] | None:
        """Return path and offset of a page as it was fetched at a time or next after it, else last before it."""
        sql = """
            SELECT path, offset FROM archive_records JOIN archive_files ON archive_files.id = file_id
            WHERE url = ?1 AND leads_to IS NULL AND damage IS NULL AND file_id IN (SELECT value FROM json_each(?2))
            ORDER BY fetched_at < ?3, iif(fetched_at < ?3, NULL, fetched_at), fetched_at DESC, file_id DESC, offset DESC
            LIMIT 1
        """
        row = self._row(sql, (url, json.dumps(list(files)), stamp(at)))
        return None if row is None else (row["path"], row["offset"])

    def mark_read(self, file_id: int, offset: int, versions: str) -> None:
        """Note by which versions a response was read."""
        sql = "UPDATE archive_records SET versions = ? WHERE file_id = ? AND offset = ?"
        self._write(sql, (versions, file_id, offset))

    def mark_damaged(self, file_id: int, offset: int, why: str) -> None:
        """Note that a response cannot be read: the one before it of its URL counts from now on."""
        self._write("UPDATE archive_records SET damage = ? WHERE file_id = ? AND offset = ?", (why, file_id, offset))

    def damaged(self, files: Sequence[int]) -> list[tuple[str, int, str]]:
        """Return path, offset and fault of all that cannot be read in `files`."""
        sql = """
            SELECT archive_files.path, offset, damage
            FROM archive_records JOIN archive_files ON archive_files.id = file_id
            WHERE damage IS NOT NULL AND file_id IN (SELECT value FROM json_each(?1))
            UNION ALL
            SELECT archive_files.path, place.value, 'no record can be read there'
            FROM archive_files, json_each(broken) AS place WHERE archive_files.id IN (SELECT value FROM json_each(?1))
            ORDER BY 1, 2
        """
        return self._tuples(sql, (json.dumps(list(files)),))


def _waiting() -> str:
    return _WAITING.format(way=_WAY.format(url="r.url"))
