"""The archived copy of an article: `file.warc.gz#offset` in, the page's bytes out; nothing outside of our folders.

Only a file of that name that stands in one of the archive folders itself is opened: the crawls' folder, one beside the
database, and the bundled sample's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crawlers.archive.read import read_record
from crawlers.errors import ArchiveError
from crawlers.fetch.ends import End
from crawlers.fetch.packing import unpack
from pipelines.html.decode import decode

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = "sample.warc.gz"
BODY_MAX_BYTES = 8 << 20
_WHERE = re.compile(r"(?P<file>[A-Za-z0-9][\w.-]*\.warc\.gz)#(?P<offset>\d{1,15})")


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A page as its site sent it."""

    url: str
    at: str
    body: bytes = field(repr=False)
    content_type: str

    @property
    def text(self) -> str:
        """The page's source as text."""
        return decode(self.body, self.content_type)[0]


def archived(where: str | None, database: Path) -> Copy | None:
    """Read the copy that `articles.archive` names; None where it is not there any more, or is none of ours."""
    match = _WHERE.fullmatch(where or "")
    path = _found(match["file"], database) if match else None
    if match is None or path is None:
        return None
    try:
        record = read_record(path, int(match["offset"]))
        body = unpack(record.body, record.header(b"content-encoding"), BODY_MAX_BYTES)
    except (ArchiveError, End, OSError, ValueError):
        return None
    kind = b", ".join(record.header(b"content-type")).decode("latin-1")
    return Copy(url=record.url, at=record.at.isoformat(), body=body, content_type=kind)


def _found(name: str, database: Path) -> Path | None:
    for folder in _folders(name, database):
        path = folder / name
        # A link that leads out of the folder is none of ours either.
        if path.is_file() and path.resolve().parent == folder.resolve():
            return path
    return None


def _folders(name: str, database: Path) -> Sequence[Path]:
    """Name where a file may stand, of crawls the one beside the database first."""
    beside = (database.absolute().parent / "archive", ROOT / "data" / "archive")
    return (*beside, ROOT / "data") if name == SAMPLE else beside
