"""Archives for tests of reading them again: ours, other tools', and as many pages as one asks for."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive.write import Exchange, WarcWriter
from tests.sample import pages

AT = datetime(2026, 3, 1, 2, 5, 7, tzinfo=UTC)
HOST = "http://www.c114.com.cn"
SENTENCES = (
    "{w}西藏{v}，数字经济{w}{v}{a}万元。",
    "{v}，{w}拉萨{v}，大数据{w}。",
    "{w}，{v}{w}5G基站{b}座，{v}西藏{w}。",
    "{v}{w}，云计算{v}西藏{w}。",
)
"""The topic's words among others that make no sense: no two articles are alike, so none is compared with many."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One response to write."""

    url: str
    body: bytes
    at: datetime = AT
    status: str = "200 OK"
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


def article(number: int, *, says: str = "") -> bytes:
    """Make an article on topic of our own words, like no other: `says` is a paragraph more."""
    chance = random.Random(number)

    def word(length: int) -> str:
        return "".join(chr(chance.randint(0x4E00, 0x9FA0)) for _ in range(length))

    lines = [
        re.sub(r"\{(\w)\}", lambda gap: str(chance.randint(11, 9999)) if gap[1] in "ab" else word(14), each)
        for each in SENTENCES
    ]
    body = "".join(f"<p>{line}</p>" for line in [*lines, *([says] if says else [])])
    title = f"西藏数字经济园区{word(6)}项目投入运行"
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>'
        f"<div>2022-03-01 10:05 来源：C114通信网</div><div class='text'>{body}</div></body></html>"
    ).encode()


def address(number: int) -> str:
    """Return an address that a site of ours takes as an article's."""
    return f"{HOST}/news/{number % 90 + 10}/a{1000000 + number}.html"


@cache
def off_topic() -> Sequence[tuple[bytes, str]]:
    """The sample's pages that the judge drops: bytes and type."""
    return [(each.page.body, each.page.content_type) for each in pages() if each.expect == "off"]


def many(count: int) -> Iterator[Kept]:
    """Make pages under addresses of their own: one in four an article on topic, the others the sample's other pages."""
    for number in range(count):
        body, kind = (article(number), "text/html") if number % 4 == 0 else off_topic()[number % len(off_topic())]
        yield Kept(url=address(number), body=body, kind=kind, at=AT + timedelta(seconds=number))


def ours(folder: Path, *kept: Kept, site: str = "c114") -> Path:
    """Write an archive as a crawl does; return the file."""
    writer = WarcWriter(folder, site, roll_bytes=1 << 30, software="test")
    for each in kept:
        writer.write(
            Exchange(
                url=each.url,
                at=each.at,
                request_head=b"GET / HTTP/1.1\r\n",
                request_body=b"",
                response_head=_head(each),
                response_body=each.body,
            )
        )
    writer.close()
    assert writer.path is not None
    return writer.path


def others(path: Path, *kept: Kept, zipped: bool = True) -> Path:
    """Write an archive as crawlers of web archives do: requests, metadata, names looked up, chunked bodies."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=zipped, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another crawler"}))
        _record(writer, "resource", "dns:www.c114.com.cn", b"20260301 www.c114.com.cn. A 192.0.2.7", kind="text/dns")
        for each in kept:
            head = StatusAndHeaders("GET / HTTP/1.1", [("Host", "www.c114.com.cn")], is_http_request=True)
            _record(writer, "request", each.url, b"", head=head)
            chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(each.body), each.body)
            lines = [("Content-Type", each.kind), ("Transfer-Encoding", "chunked"), *each.headers]
            head = StatusAndHeaders(each.status, lines, protocol="HTTP/1.1")
            _record(writer, "response", each.url, chunked, head=head, at=each.at)
            _record(writer, "metadata", each.url, b"hopsFromSeed: L\r\n", kind="application/warc-fields")
            _record(writer, "revisit", each.url, b"", head=StatusAndHeaders("200 OK", [], protocol="HTTP/1.1"))
    return path


def in_one_piece(path: Path, source: Path) -> Path:
    """Compress an archive as a whole, as a person with gzip does."""
    path.write_bytes(gzip.compress(source.read_bytes()))
    return path


def _record(
    writer: WARCWriter,
    type_: str,
    url: str,
    body: bytes,
    *,
    kind: str | None = None,
    head: StatusAndHeaders | None = None,
    at: datetime = AT,
) -> None:
    record = writer.create_warc_record(
        url,
        type_,
        payload=BytesIO(body),
        length=len(body),
        http_headers=head,
        warc_content_type=kind or "",
        warc_headers_dict={"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%S.123456Z")},
    )
    writer.write_record(record)


def _head(kept: Kept) -> bytes:
    lines = [f"HTTP/1.1 {kept.status}", f"Content-Type: {kept.kind}", *(f"{n}: {v}" for n, v in kept.headers)]
    return "".join(f"{line}\r\n" for line in lines).encode()
