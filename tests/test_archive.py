"""The archive: what a live crawl writes is what a replay answers, and what other tools read."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive.members import Damage
from crawlers.archive.read import read_record, read_records
from crawlers.archive.replay import Index, ReplayHandler
from crawlers.archive.write import Exchange, WarcWriter
from crawlers.errors import ArchiveError
from crawlers.fetch.ends import Failed
from crawlers.fetch.packing import unpack
from tests.fetching import ROOT, Crawl, crawl
from tests.server import Reply, serve

TEXT = "高原上的光缆又长了八百公里。".encode() * 40
GZIPPED = gzip.compress(TEXT, mtime=0)
AT = datetime(2026, 3, 1, 2, 5, 7, tzinfo=UTC)
EXCHANGE = Exchange(
    url="http://www.example.org/a.html",
    at=AT,
    request_head=b"GET /a.html HTTP/1.1\r\nHost: www.example.org\r\n",
    request_body=b"",
    response_head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
    response_body=TEXT,
    ip_address="192.0.2.7",
)


@dataclass(frozen=True)
class Sides:
    """One crawl, and its replay from what it wrote."""

    site: str
    live: Crawl
    replay: Crawl
    folder: Path
    hits_live: int
    hits: int


ROUTES: dict[str, Reply | Sequence[Reply]] = {
    "/robots.txt": Reply(body=b"User-agent: *\nDisallow: /private\n", headers={"Content-Type": "text/plain"}),
    "/a.html": Reply(body=TEXT, headers={"Content-Type": "text/html; charset=utf-8", "X-Odd": "a: b"}),
    "/gzip.html": Reply(body=GZIPPED, chunked=True, headers={"Content-Encoding": "gzip", "ETag": '"g1"'}),
    "/moved.html": Reply(status=302, headers={"Location": "/西藏.html".encode()}),
    "/%E8%A5%BF%E8%97%8F.html": Reply(body=b"moved here"),
    "/empty.html": Reply(),
    "/gone.html": Reply(status=404, body=b"no such page"),
    "/twice.html": [Reply(status=503, body=b"busy"), Reply(body=b"second")],
    "/torn.html": Reply(body=GZIPPED[:-9], headers={"Content-Encoding": "gzip"}),
    "/half.html": Reply(body=b"half", fault="short"),
}
ASKED = ["/a.html", "/gzip.html", "/moved.html", "/empty.html", "/gone.html", "/twice.html", "/private/x.html"]
FAILING = ["/torn.html", "/half.html"]


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sides]:
    folder = tmp_path_factory.mktemp("archive")
    with serve(ROUTES) as site:
        urls = [site.url(path) for path in ASKED + FAILING]
        live = crawl(urls, [site.host], NEWS_ARCHIVE_DIR=folder, NEWS_RETRY_TIMES=1)
        hits = len(site.hits)
        replay = crawl(
            [*urls, site.url("/never.html")], [site.host], NEWS_REPLAY=folder, NEWS_RETRY_TIMES=1, DOWNLOAD_DELAY=30
        )
        yield Sides(site.url(""), live, replay, folder, hits, len(site.hits))


@pytest.mark.parametrize("path", [*ASKED, "/torn.html"])
def test_a_replay_answers_as_the_site_did(sides: Sides, path: str) -> None:
    assert sides.replay.of(sides.site + path) == sides.live.of(sides.site + path)


def test_content_encoding_is_undone_and_a_utf8_location_followed(sides: Sides) -> None:
    assert sides.live.of(sides.site + "/gzip.html").body == TEXT
    assert sides.live.of(sides.site + "/moved.html").body == b"moved here"


def test_a_replay_asks_nobody_and_does_not_wait(sides: Sides) -> None:
    assert sides.hits == sides.hits_live
    assert sides.replay.stats["elapsed_time_seconds"] < 5


def test_a_miss_ends_its_link_is_counted_and_not_tried_again(sides: Sides) -> None:
    missed = sides.replay.of(sides.site + "/never.html")
    assert missed.end == "failed archive/not_in_archive"
    assert sides.replay.stats["archive/miss"] == 2  # this one, and the page of which only half came
    assert "Traceback" not in sides.replay.log


def test_half_a_page_is_not_kept(sides: Sides) -> None:
    assert sides.live.of(sides.site + "/half.html").end == "retry fetch/torn_body"
    (path,) = sides.folder.glob("*.warc.gz")
    assert not [record for record in read_records(path) if record.url.endswith("/half.html")]


def test_bytes_stand_in_the_archive_as_they_were_sent(sides: Sides) -> None:
    (path,) = sides.folder.glob("*.warc.gz")
    records = {record.url.removeprefix(sides.site): record for record in read_records(path)}
    assert records["/gzip.html"].body == GZIPPED
    assert b"transfer-encoding" not in records["/gzip.html"].head.lower()
    assert records["/a.html"].head.startswith(b"HTTP/1.1 200 Reply\r\n")
    assert (b"X-Odd", b"a: b") in records["/a.html"].headers
    assert ("Location: /西藏.html".encode()) in records["/moved.html"].head
    assert "/robots.txt" in records
    assert sides.live.of(sides.site + "/a.html").archive == records["/a.html"].where
    assert read_record(path, records["/a.html"].offset) == records["/a.html"]


def test_an_archived_body_is_unpacked_as_the_crawl_does(sides: Sides) -> None:
    (path,) = sides.folder.glob("*.warc.gz")
    records = {record.where: record for record in read_records(path)}
    answers = [answer for answer in sides.live.answers if answer.archive]
    assert len(answers) == 5
    for answer in answers:
        record = records[answer.archive or ""]
        assert unpack(record.body, record.header(b"content-encoding"), 1 << 20) == answer.body
    assert unpack(zlib.compress(GZIPPED), [b"gzip, deflate"], 1 << 20) == TEXT
    assert unpack(TEXT, [b"utf-8"], 1 << 20) == TEXT


def test_every_response_has_its_request_and_other_tools_find_nothing_wrong(sides: Sides) -> None:
    (path,) = sides.folder.glob("*.warc.gz")
    check = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True)
    assert (check.returncode, check.stdout) == (0, "")
    with path.open("rb") as file:
        kinds = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) for record in ArchiveIterator(file)
        ]
    assert kinds[0] == ("warcinfo", None)
    assert [url for kind, url in kinds if kind == "response"] == [url for kind, url in kinds if kind == "request"]


def written(folder: Path, *exchanges: Exchange, roll_bytes: int = 1 << 30) -> Path:
    writer = WarcWriter(folder, "cinic", roll_bytes=roll_bytes, software="test")
    for exchange in exchanges:
        writer.write(exchange)
    writer.close()
    assert writer.path is not None
    return writer.path


def pages(count: int) -> list[Exchange]:
    return [
        replace(EXCHANGE, url=f"http://www.example.org/{n}.html", response_body=os.urandom(300)) for n in range(count)
    ]


def test_h20_a_file_name_says_site_and_process_and_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    last = written(tmp_path, *pages(7), roll_bytes=2000)
    names = [path.name for path in sorted(tmp_path.iterdir())]
    assert len(names) == 4 and names[-1] == last.name
    assert all(name.startswith("cinic-2") and f"-{os.getpid()}-00" in name for name in names)
    assert len(Index([tmp_path])) == 7


def test_h20_a_file_has_one_writer(tmp_path: Path) -> None:
    writers = [WarcWriter(tmp_path, "cinic", roll_bytes=1 << 30, software="test") for _ in range(3)]
    for _ in range(2):
        for writer, page in zip(writers, pages(3), strict=True):
            writer.write(page)
    for writer in writers:
        writer.close()
        assert writer.path is not None
        assert len({record.url for record in read_records(writer.path)}) == 1
    assert len(list(tmp_path.iterdir())) == 3


def test_a_replay_needs_no_robots_txt(tmp_path: Path) -> None:
    replay = crawl([EXCHANGE.url], ["www.example.org"], NEWS_REPLAY=written(tmp_path, EXCHANGE))
    assert (replay.of(EXCHANGE.url).status, replay.of(EXCHANGE.url).body) == (200, TEXT)


def test_a_record_is_in_the_file_before_its_place_is_told(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "cinic", roll_bytes=1 << 30, software="test")
    where = writer.write(EXCHANGE)
    assert writer.path is not None
    assert [record.where for record in read_records(writer.path)] == [where]
    writer.close()


@pytest.mark.parametrize("kept_bytes", [1, 2, 9, 60, 300])
def test_h20_a_torn_tail_hides_no_whole_record(tmp_path: Path, kept_bytes: int) -> None:
    path = written(tmp_path, *pages(20))
    records = list(read_records(path))
    os.truncate(path, records[12].offset + kept_bytes)
    damage = Damage()
    assert list(read_records(path, damage)) == records[:12]
    assert damage == Damage(torn_at=records[12].offset)


def test_a_damaged_record_hides_no_other(tmp_path: Path) -> None:
    path = written(tmp_path, *pages(9))
    records = list(read_records(path))
    data = bytearray(path.read_bytes())
    data[records[4].offset + 60 : records[4].offset + 90] = bytes(30)
    path.write_bytes(data)
    damage = Damage()
    assert [record.url for record in read_records(path, damage)] == [r.url for r in records if r is not records[4]]
    assert damage.broken and damage.torn_at is None


def test_a_torn_archive_is_replayed_with_one_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = written(tmp_path, *pages(5))
    os.truncate(path, path.stat().st_size - 40)
    assert len(Index([path])) == 5
    (warning,) = caplog.records
    assert "torn_at" in warning.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", "no response can be read"),
        (b"<html>not an archive</html>", "not a WARC file"),
        (gzip.compress(b"not a record", mtime=0), "no response can be read"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "warcio recompress"),
        (gzip.compress(b"WARC/1.0\r\nContent-Length: 1\r\n\r\nx\r\n\r\nWARC/1.0\r\n", mtime=0), "warcio recompress"),
    ],
)
def test_what_is_no_archive_is_told_in_one_sentence(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "x.warc.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ArchiveError) as raised:
        Index([path])
    assert str(path) in str(raised.value) and words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_writer_that_was_killed_at_once_spoils_no_folder(tmp_path: Path) -> None:
    path = written(tmp_path, EXCHANGE)
    (tmp_path / "a.warc.gz").write_bytes(b"")
    (tmp_path / "b.warc.gz").write_bytes(path.read_bytes()[:20])
    assert len(Index([tmp_path])) == 1


def test_an_archive_that_changed_since_it_was_read_ends_the_link(tmp_path: Path) -> None:
    path = written(tmp_path, EXCHANGE)
    replay = ReplayHandler(get_crawler(), Index([path]))
    path.unlink()
    with pytest.raises(Failed, match="archive/unreadable"):
        replay.download_request(Request(EXCHANGE.url)).send(None)


def test_a_folder_without_an_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive is there"):
        Index([tmp_path])


def test_a_place_that_holds_no_response_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, EXCHANGE)
    (record,) = read_records(path)
    for offset in (0, record.offset + 1, 10**9):
        with pytest.raises(ArchiveError, match="no response record"):
            read_record(path, offset)


def test_an_archive_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    writer = WarcWriter(tmp_path / "taken" / "archive", "cinic", roll_bytes=1, software="test")
    with pytest.raises(ArchiveError, match="cannot be written"):
        writer.write(EXCHANGE)


LOOP = """
import os, sys
from dataclasses import replace
from pathlib import Path
from crawlers.archive.write import WarcWriter
from tests.test_archive import EXCHANGE

writer = WarcWriter(Path(sys.argv[1]), "cinic", roll_bytes=200_000, software="test")
for number in range(1_000_000):
    body = os.urandom(5000)
    print(writer.write(replace(EXCHANGE, url=f"http://www.example.org/{number}.html", response_body=body)), flush=True)
"""


def test_h02_h20_a_killed_writer_loses_nothing_that_it_told(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOOP, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = [child.stdout.readline().strip() for _ in range(60)]
        child.kill()
        told += child.stdout.read().splitlines()
    kept = {record.where for path in tmp_path.iterdir() for record in read_records(path)}
    assert len(told) >= 60 and set(told[:-1]) <= kept


def test_a_full_disk_ends_in_one_sentence_and_leaves_the_file_whole(tmp_path: Path) -> None:
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n{LOOP}"
    command = [sys.executable, "-c", limited, str(tmp_path)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert "cannot be written (File too large); free space or mend rights." in child.stderr
    (path,) = tmp_path.iterdir()
    damage = Damage()
    assert [record.where for record in read_records(path, damage)] == child.stdout.split()
    assert damage == Damage()


@pytest.mark.slow
def test_a_crawl_whose_archive_cannot_be_written_stops_and_gives_out_no_page(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with serve({f"/{n}": Reply(body=TEXT) for n in range(5)}) as site:
        done = crawl([site.url(f"/{n}") for n in range(5)], [site.host], NEWS_ARCHIVE_DIR=tmp_path / "taken")
        assert site.paths() == ["/robots.txt"]
    assert done.stats["finish_reason"] == "archive_failed"
    assert [answer.end for answer in done.answers] == ["stopped crawl/stopped"] * 5
    assert done.log.count("cannot be written") == 1 and "Traceback" not in done.log


def test_reading_takes_no_more_memory_for_a_longer_file(tmp_path: Path) -> None:
    path = written(tmp_path, *[replace(page, response_body=os.urandom(20_000)) for page in pages(300)])
    tracemalloc.start()
    assert sum(1 for _ in read_records(path)) == 300
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 1 << 20 < path.stat().st_size


def test_chunks_that_another_tool_left_are_joined(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
    path = written(tmp_path, EXCHANGE)
    member = gzip.decompress(path.read_bytes()[next(read_records(path)).offset :])[:400].split(b"\r\n\r\n")[0]
    lines = [
        line for line in member.split(b"\r\n") if not line.startswith((b"Content-Length", b"WARC-Block", b"WARC-Pay"))
    ]
    block = head + b"\r\n" + b"4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n"
    record = b"\r\n".join([*lines, b"Content-Length: %d" % len(block)]) + b"\r\n\r\n" + block + b"\r\n\r\n"
    path.write_bytes(gzip.compress(record))
    (read,) = read_records(path)
    assert read.body == b"abcdefg"


def ask(replay: ReplayHandler, **headers: str) -> Response:
    """Ask for the one page; a replay waits for nothing, so its coroutine ends at the first step."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    coroutine = replay.download_request(Request(EXCHANGE.url, headers=fields))
    with pytest.raises(StopIteration) as stopped:
        coroutine.send(None)
    response = stopped.value.value
    assert isinstance(response, Response)
    return response


def visits(folder: Path, *heads: bytes) -> ReplayHandler:
    """A replay of visits to one page, whose bodies are their numbers; a 304 has none."""
    made = [
        replace(EXCHANGE, response_head=head, response_body=b"" if b" 304 " in head else b"%d" % number)
        for number, head in enumerate(heads)
    ]
    return ReplayHandler(get_crawler(), Index([written(folder, *made)]))


def test_the_nth_request_gets_the_nth_record_then_the_last(tmp_path: Path) -> None:
    replay = visits(tmp_path, *[b"HTTP/1.1 200 OK\r\n"] * 3)
    assert [ask(replay).body for _ in range(5)] == [b"0", b"1", b"2", b"2", b"2"]


def test_a_page_is_the_same_whatever_stands_behind_the_hash(tmp_path: Path) -> None:
    index = Index([written(tmp_path, EXCHANGE)])
    assert index.record(EXCHANGE.url + "#top", 0) is not None


TAGGED = b'HTTP/1.1 200 OK\r\nETag: "a1"\r\nLast-Modified: Sun, 01 Mar 2026 02:00:00 GMT\r\n'


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_None_Match": '"a1"'}, 304),
        ({"If_None_Match": '"a0"'}, 200),
        ({"If_Modified_Since": "Sun, 01 Mar 2026 02:00:00 GMT"}, 304),
        ({"If_Modified_Since": "Sat, 28 Feb 2026 02:00:00 GMT"}, 200),
        ({"If_None_Match": '"a0"', "If_Modified_Since": "Sun, 01 Mar 2026 02:00:00 GMT"}, 200),
        ({}, 200),
    ],
)
def test_a_conditional_request_gets_304_while_its_validators_hold(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    assert ask(visits(tmp_path, TAGGED), **headers).status == status


def test_a_recorded_304_is_given_only_to_who_asks_with_a_condition(tmp_path: Path) -> None:
    replay = visits(tmp_path, TAGGED, b"HTTP/1.1 304 Not Modified\r\n")
    assert (ask(replay).body, ask(replay).body) == (b"0", b"0")
    assert ask(replay, If_None_Match='"a0"').status == 304


def test_the_time_of_a_replayed_page_is_when_it_was_fetched(tmp_path: Path) -> None:
    request = Request(EXCHANGE.url)
    with pytest.raises(StopIteration):
        visits(tmp_path, TAGGED).download_request(request).send(None)
    assert request.meta["fetched_at"] == AT
