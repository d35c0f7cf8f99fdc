"""Answers -> a WARC file whose bytes depend on nothing but them: fixed dates and record ids, a gzip member a record."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.sample.render import Answer

FETCHED_AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""When the sample says that its first page was fetched; each record is a second later."""


def write(answers: Iterable[Answer]) -> bytes:
    """Return the archive: one warcinfo record, then one response record for each answer."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    info = {"software": "tests.sample", "format": "WARC File Format 1.0", "description": "pages written for tests"}
    record = writer.create_warcinfo_record("sample.warc.gz", info)
    for name, value in _fields("warcinfo", FETCHED_AT).items():
        record.rec_headers.replace_header(name, value)
    writer.write_record(record)
    for number, answer in enumerate(answers):
        at = FETCHED_AT + timedelta(seconds=number)
        lines = [("Date", format_datetime(at, usegmt=True)), *answer.headers]
        head = StatusAndHeaders(answer.status_line, lines, protocol="HTTP/1.1")
        record = writer.create_warc_record(
            answer.url,
            "response",
            payload=io.BytesIO(answer.body),
            length=len(answer.body),  # else warcio spools the body into a file that it leaves open
            http_headers=head,
            warc_headers_dict=_fields(f"{number} {answer.url}", at),
        )
        writer.write_record(record)
    return file.getvalue()


def _fields(name: str, at: datetime) -> dict[str, str]:
    return {
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, name)}>",
        "WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
