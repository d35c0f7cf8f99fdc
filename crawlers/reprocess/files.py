"""Archives are looked through: paths come in, what stands where goes into the database, and ids of the files out.

A file is looked through once, and again when it has changed or the sites tell its responses apart otherwise.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from crawlers.archive.members import Damage
from crawlers.archive.read import read_records
from crawlers.archive.record import Record
from crawlers.discover.links import absolute
from crawlers.errors import ArchiveError
from crawlers.reading import HTML
from crawlers.reprocess.owners import Owners, whole_of
from crawlers.urls import canonicalise
from pipelines.database import ArchivedResponse, ArchiveFile, Database

log = logging.getLogger(__name__)

REDIRECTS = (301, 302, 303, 307, 308)
BATCH = 500
PATTERNS = ("*.warc.gz", "*.warc")
"""A file without compression is refused with the remedy: passing it over in silence would be worse."""


@dataclass(kw_only=True)
class Looked:
    """What is there to read."""

    files: list[int] = field(default_factory=list)
    responses: int = 0
    """How many responses the files hold, of whatever kind."""
    refused: list[str] = field(default_factory=list)
    """One sentence for each file that is no archive."""


def look_through(files: Sequence[Path], database: Database, owners: Owners, sites: str) -> Looked:
    """Bring what the database knows of these files up to date; ArchiveError when not one of them can be read."""
    looked = Looked()
    for path in files:
        try:
            file_id, file = _look(path, database, owners, sites)
        except ArchiveError as error:
            looked.refused.append(str(error))
        else:
            looked.files.append(file_id)
            looked.responses += file.responses
    if not looked.files:
        raise ArchiveError(looked.refused[0])
    return looked


def archives(paths: Sequence[Path]) -> list[Path]:
    """Name the archives, a folder's in order of their names: site, then time; each once.

    ArchiveError: a path is missing, or a folder has no archive.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise ArchiveError(f"{path}: there is no such archive; name a .warc.gz file or a folder of them.")
        inside = sorted({file for each in PATTERNS for file in path.rglob(each)}) if path.is_dir() else [path]
        if not inside:
            raise ArchiveError(f"{path}: no archive is in this folder; name one that has .warc.gz files.")
        found |= dict.fromkeys(file.resolve() for file in inside)
    return list(found)


def _look(path: Path, database: Database, owners: Owners, sites: str) -> tuple[int, ArchiveFile]:
    status = path.stat()
    known = database.archive_file(str(path))
    if known and (known[1].size, known[1].changed_at, known[1].sites) == (status.st_size, status.st_mtime_ns, sites):
        return known
    file = ArchiveFile(path=str(path), size=0, changed_at=0, sites="", responses=0, broken=())
    if known is None or known[1].size > status.st_size:
        next(read_records(path), None)  # a file that is no archive leaves no trace
        file_id = database.save_archive_file(file)
        database.forget_responses(file_id)
    else:
        file_id = known[0]  # it has grown, or the sites have changed: what was read stays read
    damage = Damage()
    records = _Counted(read_records(path, damage))
    responses = _responses(records, owners)
    while batch := list(islice(responses, BATCH)):
        database.add_responses(file_id, batch)
    if damage.torn_at is not None:
        log.warning("archive: file=%s torn_at=%d; its whole records are used", path, damage.torn_at)
    file = ArchiveFile(
        path=str(path),
        size=status.st_size,
        changed_at=status.st_mtime_ns,
        sites=sites,
        responses=records.count,
        broken=tuple(damage.places) + (() if damage.torn_at is None else (damage.torn_at,)),
    )
    return database.save_archive_file(file), file


class _Counted:
    """Hands records on and counts them."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records, self.count = records, 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            self.count += 1
            yield record


def _responses(records: _Counted, owners: Owners) -> Iterator[ArchivedResponse]:
    for record in records:
        leads_to = _target(record)
        if leads_to is None and not (record.status == 200 and _may_be_html(record)):
            continue
        try:
            url = canonicalise(record.url)
        except ValueError:
            continue  # dns:www.example.org, as other tools keep it
        yield ArchivedResponse(
            offset=record.offset,
            url=url,
            fetched_at=record.at,
            site=owners.key_of(url),
            leads_to=leads_to,
            is_taken=leads_to is None and owners.takes(url),
            part_of=whole_of(url),
        )


def _target(record: Record) -> str | None:
    locations = record.header(b"location") if record.status in REDIRECTS else []
    return absolute(record.url, locations[0].decode("utf-8", "replace")) if locations else None


def _may_be_html(record: Record) -> bool:
    kinds = record.header(b"content-type")
    kind = kinds[0].partition(b";")[0].strip().lower().decode("latin-1") if kinds else ""
    return not kind or kind in HTML
