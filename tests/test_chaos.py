"""Kills, faults and load at random, on the real program: nothing lost, nothing doubled. `make chaos` has them whole."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from crawlers.archive.members import Damage
from crawlers.archive.read import read_record, read_records
from crawlers.archive.write import Exchange, WarcWriter
from crawlers.errors import StorageError
from crawlers.settings import DOWNLOAD_MAXSIZE
from pipelines.database import Database
from tests.chaos import IS_LONG, row, size
from tests.crawling import Loop, article, listing
from tests.daemons import articles, daemon
from tests.fetching import crawl
from tests.processes import descendants, is_crawl
from tests.program import ROOT
from tests.server import Reply, serve

pytestmark = pytest.mark.slow


def test_a18_of_articles_that_fail_in_three_of_ten_requests_all_arrive_in_three_runs(tmp_path: Path) -> None:
    chance, count = random.Random(18), size(60, 1000)

    def often(reply: Reply) -> list[Reply]:
        torn = gzip.compress(reply.body)
        faults = (
            Reply(status=503),
            Reply(fault="reset"),
            Reply(body=reply.body, fault="short"),
            Reply(body=reply.body, fault="reset_in_body"),
            Reply(body=reply.body, chunked=True, fault="no_last_chunk"),
            Reply(body=torn[: len(torn) * 6 // 10], headers={"Content-Encoding": "gzip"}),
        )
        return [chance.choice(faults) if chance.random() < 0.3 else reply for _ in range(12)]

    paths = [f"/xy/{number}.html" for number in range(1000, 1000 + count)]
    routes: dict[str, Reply | list[Reply]] = {path: often(article(number)) for number, path in enumerate(paths)}
    routes["/rss.xml"] = Reply(body=feed(paths).encode(), headers={"Content-Type": "text/xml"})
    with row("A18") as seen, serve(routes) as server:
        loop = Loop(server=server, folder=tmp_path)
        for run_ in range(1, 4):
            child = loop.start("Feed('{url}/rss.xml')")
            child.communicate(timeout=600)
            with closing(sqlite3.connect(loop.database)) as due, due:
                due.execute("UPDATE links SET next_try_at = NULL, state = 'new' WHERE state = 'retry'")
            urls = [each["url"] for each in loop.rows("SELECT url FROM articles_v1")]
            seen.append(f"run {run_}: {len(urls)} of {count} stored")
        assert len(urls) == len(set(urls)) == count
        for path in paths:
            assert loop.links()[path][0] == "stored"


@pytest.mark.skipif(not IS_LONG, reason="test_daemon.py has the short form")
def test_a19_twenty_that_hang_and_a_good_one_last(tmp_path: Path) -> None:
    with row("A19") as seen, ExitStack() as stack:
        hanging = [stack.enter_context(serve({"/robots.txt": Reply(fault="silence")})) for _ in range(20)]
        good = stack.enter_context(serve(articles([1, 2, 3])))
        servers = {f"a{number}": server for number, server in enumerate(hanging)} | {"good": good}
        served = stack.enter_context(daemon(tmp_path, servers))
        served.start("--jobs", "4")
        took_s = served.until(lambda: served.says("good: done"), 300)
        seen.append(f"the good one was done after {took_s:.0f} s")
        assert took_s < 60


def test_b07_six_bombs_sixteen_at_a_time_are_given_up_in_little_memory() -> None:
    zeros = bytes(size(64, 1024) << 20)
    packed = {
        "gzip": gzip.compress(zeros, 1),
        "deflate": zlib.compress(zeros, 1),
        "br": brotli.compress(zeros, quality=1),
        "zstd": zstd.compress(zeros, 1),
    }
    del zeros
    routes = {f"/{word}": Reply(body=body, headers={"Content-Encoding": word}) for word, body in packed.items()}
    routes["/twice"] = Reply(body=gzip.compress(packed["gzip"]), headers={"Content-Encoding": "gzip, gzip"})
    routes["/sitemap.xml.gz"] = Reply(body=packed["gzip"][: 3 << 20], headers={"Content-Type": "application/gzip"})
    with row("B07") as seen, serve({}) as server:
        server.routes |= {f"{path}?{n}": reply for path, reply in routes.items() for n in range(16)}
        urls = [server.url(f"{path}?{n}") for n in range(16) for path in routes]
        done = crawl(urls, [server.host], 120, CONCURRENT_REQUESTS=16, CONCURRENT_REQUESTS_PER_DOMAIN=16)
        peak_mb = done.stats["memusage/max"] / 2**20
        seen.append(f"{len(done.answers)} answers, peak {peak_mb:.0f} MB")
        assert len(done.answers) == 96
        assert peak_mb < 400
        bombs = [answer for answer in done.answers if "sitemap" not in answer.asked]
        assert {answer.status for answer in bombs} == {None}
        assert not any(answer.error for answer in done.answers)


def test_b09_fifty_megabytes_in_one_line_are_cut_at_the_limit_in_little_memory() -> None:
    """Without a length, so that nobody knows beforehand; and what is just within the limit is read in no more."""
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + "字".encode() * (50_000_000 // 3)
    within = "字".encode() * (DOWNLOAD_MAXSIZE // 3)
    routes = {"/endless": Reply(raw=endless), "/told": Reply(body=endless), "/within": Reply(body=within)}
    with row("B09") as seen, serve(routes) as server:
        done = crawl([server.url(path) for path in routes], [server.host], 120, DOWNLOAD_MAXSIZE=DOWNLOAD_MAXSIZE)
        peak_mb = done.stats["memusage/max"] / 2**20
        seen.append(f"peak {peak_mb:.0f} MB")
        assert {server.url(path): done.of(server.url(path)).end for path in routes} == {
            server.url("/endless"): "failed fetch/too_large",
            server.url("/told"): "failed fetch/too_large",
            server.url("/within"): None,
        }
        assert peak_mb < 150


def test_e13_requests_keep_the_two_seconds_apart_that_the_site_asked_for() -> None:
    count = size(4, 20)
    routes: dict[str, Reply | list[Reply]] = {f"/{n}": Reply(body=b"page") for n in range(count)}
    routes["/robots.txt"] = Reply(body=b"User-agent: *\nCrawl-delay: 2\n", headers={"Content-Type": "text/plain"})
    with row("E13") as seen, serve(routes) as server:
        done = crawl([server.url(f"/{n}") for n in range(count)], [server.host], 120)
        times = [hit.at for hit in server.hits if hit.path != "/robots.txt"]
        gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
        seen.append(f"{len(times)} requests, {min(gaps):.2f} s apart at least")
        assert [answer.status for answer in done.answers] == [200] * count
        assert len(times) == count
        assert min(gaps) >= 2.0


def test_h01_whatever_is_killed_whenever_no_article_is_lost_or_doubled(tmp_path: Path) -> None:
    """Crawls, the daemon, or both, at random moments; then it is let alone."""
    chance = random.Random(1)
    sites, each, kills, pause_s = size(3, 20), size(12, 50), size(4, 50), size(5, 20) / 100
    with row("H01") as seen, ExitStack() as stack:
        servers = {}
        for number in range(sites):
            wanted = articles(range(number * each, (number + 1) * each))
            routes = {
                path: Reply(body=reply.body, headers=reply.headers, delay_s=pause_s) for path, reply in wanted.items()
            }
            servers[f"s{number}"] = stack.enter_context(serve(routes))
        wanted_urls = {server.url(path) for server in servers.values() for path in server.routes if path != "/"}
        served = stack.enter_context(daemon(tmp_path, servers))
        killed = {"crawl": 0, "daemon": 0}
        served.start()
        for _ in range(kills):
            patience_ends = time.monotonic() + size(5, 30)
            while time.monotonic() < patience_ends and not any(map(is_crawl, descendants(served.pid))):
                time.sleep(0.1)
            time.sleep(chance.uniform(0.0, 4.0))
            crawls = [pid for pid in descendants(served.pid) if is_crawl(pid)]
            if chance.random() < 0.5 and crawls:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(crawls), signal.SIGKILL)
                    killed["crawl"] += 1
            else:
                killed["daemon"] += 1
                served.kill()
                served.start()
        seen.append(f"killed: {killed}")
        served.kill()  # the next start has no waits left from the kills
        served.start()
        served.until(lambda: len(set(served.stored())) == len(wanted_urls), size(120, 1200))
        urls = served.stored()
        seen.append(f"{len(urls)} articles of {len(wanted_urls)}")
        assert len(urls) == len(set(urls)) and set(urls) == wanted_urls
        assert set(served.states().values()) == {"stored"}
        served.kill()
        with closing(sqlite3.connect(served.database)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


WRITE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipelines.database import Database, FoundLink
db = Database.open(Path(sys.argv[1]))
for n in range(int(sys.argv[2]), 1 << 30):
    db.take_in("cinic", "list", [FoundLink(url=f"http://a.test/{n}")], at=datetime.now(UTC))
    print(n, flush=True)
"""


def test_h02_what_was_said_to_be_written_is_written_whenever_it_is_killed(tmp_path: Path) -> None:
    chance, path, said = random.Random(2), tmp_path / "news.db", 0
    Database.open(path).close()
    with row("H02") as seen:
        for _ in range(size(10, 50)):
            child = subprocess.Popen(
                [sys.executable, "-c", WRITE, str(path), str(said)], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
            assert child.stdout
            assert child.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            child.kill()
            lines, _ = child.communicate()
            said = max([said + 1, *(int(line) + 1 for line in lines.splitlines() if line.isdecimal())])
            with closing(Database.open(path, readonly=True)) as db:
                known = db.known([f"http://a.test/{n}" for n in range(said)])
                db.quick_check()
            assert len(known) == said
        seen.append(f"{said} writes were said to be done, and are")


HELD = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
held.execute("COMMIT")
"""


def test_h07_a_crawl_waits_for_another_program_that_writes_and_loses_nothing(tmp_path: Path) -> None:
    """For fifty seconds, at full length, of the sixty that it would wait."""
    paths, held_s = [f"/xy/{number}.html" for number in range(1000, 1010)], size(4, 50)
    routes: dict[str, Reply] = {path: replace(article(n), delay_s=0.3) for n, path in enumerate(paths)}
    with row("H07") as seen, serve(routes | {"/list": listing(*paths)}) as server:
        loop = Loop(server=server, folder=tmp_path)
        child = loop.start("Listing('{url}/list')", LOG_LEVEL="INFO")
        patience_ends = time.monotonic() + 60
        while not (loop.database.exists() and stored(loop)):
            assert time.monotonic() < patience_ends
            time.sleep(0.05)
        command = [sys.executable, "-c", HELD, str(loop.database), str(held_s)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout and holder.stdout.readline() == "held\n"
            before, began = stored(loop), time.monotonic()
            time.sleep(held_s - 1)
            assert 0 < before == stored(loop) < len(paths)
            holder.wait()
            waited_s = time.monotonic() - began
        said, _ = child.communicate(timeout=120)
        seen.append(f"{before} articles, the lock held for {waited_s:.0f} s, then {stored(loop)} of {len(paths)}")
        assert child.returncode == 0, said
        assert stored(loop) == len(paths)
        assert {state for state, _ in loop.links().values()} == {"stored"}
        assert "Traceback" not in said and "held by another program" not in said


def test_h20_a_file_of_the_archive_is_followed_by_another_when_it_is_full_and_both_are_read(tmp_path: Path) -> None:
    """A gigabyte at full length."""
    chance, roll_bytes, body_bytes = random.Random(20), size(20 << 20, 1 << 30), 2 << 20
    with row("H20") as seen:
        writer = WarcWriter(tmp_path, "cinic", roll_bytes=roll_bytes, software="test")
        written, at = [], datetime.now(UTC)
        for number in range(roll_bytes // body_bytes + 3):
            exchange = Exchange(
                url=f"http://www.example.org/{number}.html",
                at=at,
                request_head=b"GET / HTTP/1.1\r\nHost: www.example.org\r\n",
                request_body=b"",
                response_head=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
                response_body=chance.randbytes(body_bytes),  # which nothing makes smaller
            )
            written.append(writer.write(exchange))
        writer.close()
        files = sorted(tmp_path.iterdir())
        read = [record.where for file in files for record in read_records(file)]
        seen.append(f"{len(read)} records in files of {[file.stat().st_size >> 20 for file in files]} MB")
        assert len(files) == 2 and roll_bytes <= files[0].stat().st_size < roll_bytes + 2 * body_bytes
        assert read == written


def test_h20_a_page_whose_record_was_torn_off_is_fetched_again(tmp_path: Path) -> None:
    """The process dies within a write: of what is stored every record is whole, and what is torn was not stored."""
    paths = [f"/xy/{number}.html" for number in range(1000, 1000 + size(6, 60))]
    routes: dict[str, Reply] = {path: replace(article(n), delay_s=0.2) for n, path in enumerate(paths)}
    with row("H20") as seen, serve(routes | {"/list": listing(*paths)}) as server:
        loop, archive = Loop(server=server, folder=tmp_path), tmp_path / "archive"
        child = loop.start("Listing('{url}/list')", NEWS_ARCHIVE_DIR=archive)
        patience_ends = time.monotonic() + 60
        while not (loop.database.exists() and stored(loop) >= 3):
            assert time.monotonic() < patience_ends
            time.sleep(0.02)
        child.kill()
        child.communicate()
        kept = [row_["archive"] for row_ in loop.rows("SELECT archive FROM articles_v1")]
        (file,) = archive.iterdir()
        last = max(int(place.partition("#")[2]) for place in kept)
        behind = [record.offset for record in read_records(file) if record.offset > last]
        whole_until = behind[0] if behind else file.stat().st_size
        # What stood behind the last record of a stored page is torn; where nothing did, a record had just begun.
        torn = file.read_bytes()[:whole_until] + file.read_bytes()[last : last + 200]
        file.write_bytes(torn)
        again = loop.start("Listing('{url}/list')", NEWS_ARCHIVE_DIR=archive)
        said, _ = again.communicate(timeout=120)
        assert again.returncode == 0, said
        seen.append(f"{len(kept)} articles before the end was torn off, then {stored(loop)} of {len(paths)}")
        rows = loop.rows("SELECT url, archive FROM articles_v1")
        assert len(rows) == len(paths)
        for each in rows:
            name, _, at = each["archive"].partition("#")
            assert read_record(archive / name, int(at)).body == routes[loop.path(each["url"])].body
        damage = Damage()
        assert len(list(read_records(file, damage))) >= len(kept) and damage.torn_at == whole_until


def test_h21_a_reader_that_never_ends_is_warned_of_before_the_log_has_256_mb(tmp_path: Path) -> None:
    """And once it has ended, the log is folded back. `make chaos` lets it read for ten minutes."""
    with row("H21") as seen, serve(articles([1])) as one, daemon(tmp_path, {"one": one}) as served:
        served.start()
        served.until(lambda: served.says("one: done"))
        log = served.database.with_name("news.db-wal")
        with closing(sqlite3.connect(served.database)) as reader, closing(Database.open(served.database)) as writer:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM links").fetchone()
            began = time.monotonic()

            def grow(megabytes: int, pause_s: float) -> None:
                for _ in range(megabytes):
                    writer.note_upkeep("backup", "x" * (1 << 20), "a test", at=datetime.now(UTC))
                    time.sleep(pause_s)

            grow(190, size(0, 25) / 10)
            while not served.says("the write-ahead log has"):
                grow(1, 0.5)
                assert log.stat().st_size < 256 << 20, "".join(served.said)
            while time.monotonic() - began < size(0, 600):
                time.sleep(1)
            seen.append(f"{time.monotonic() - began:.0f} s, warned of at {log.stat().st_size >> 20} MB")
            assert log.stat().st_size < 256 << 20
            reader.rollback()
            grow(80, 0)
            seen.append(f"then {log.stat().st_size >> 20} MB")
            assert log.stat().st_size < 64 << 20
            assert sum("the write-ahead log has" in line for line in served.said) == 1


def test_j01_a_site_of_many_articles_without_a_pause(tmp_path: Path) -> None:
    count = size(40, 1000)
    paths = [f"/xy/{number}.html" for number in range(1000, 1000 + count)]
    routes = {path: article(number) for number, path in enumerate(paths)}
    routes |= {"/rss.xml": Reply(body=feed(paths).encode(), headers={"Content-Type": "text/xml"})}
    with row("J01") as seen, serve(routes) as server:
        loop = Loop(server=server, folder=tmp_path)
        started = time.monotonic()
        child = loop.start("Feed('{url}/rss.xml')", CONCURRENT_REQUESTS_PER_DOMAIN=8, LOG_LEVEL="INFO")
        assert child.stdout
        peak = re.search(r"Peak memory usage is (\d+)MiB", child.stdout.read())
        child.stdout.close()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        assert peak, "the crawl tells what it held; what the kernel tells counts us, who started it"
        took_s, peak_mb = time.monotonic() - started, int(peak[1])
        seen.append(
            f"{count} articles in {took_s:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of CPU, {peak_mb:.0f} MB"
        )
        assert child.returncode == 0
        assert len(loop.rows("SELECT 1 FROM articles_v1")) == count
        assert peak_mb < 300
        assert used.ru_utime + used.ru_stime < 60


def test_j04_sites_that_are_due_at_one_minute_are_crawled_never_more_than_allowed_at_a_time(tmp_path: Path) -> None:
    sites, most = size(5, 200), 0
    with row("J04") as seen, ExitStack() as stack:
        server = stack.enter_context(serve(articles([1])))
        servers = {f"s{number}": server for number in range(sites)}
        served = stack.enter_context(daemon(tmp_path, servers))
        served.start("--jobs", str(size(2, 4)))
        started = time.monotonic()
        while sum(": done" in line for line in served.said) < sites:
            assert time.monotonic() - started < size(150, 1800), "".join(served.said)
            most = max(most, sum(is_crawl(pid) for pid in descendants(served.pid)))
            time.sleep(0.1)
        seen.append(f"{sites} sites in {time.monotonic() - started:.0f} s, at most {most} crawls at a time")
        assert 1 <= most <= size(2, 4)


def stored(loop: Loop) -> int:
    """Return how many articles a crawl has stored by now."""
    with contextlib.suppress(StorageError):  # it is being made
        return len(loop.rows("SELECT 1 FROM articles_v1"))
    return 0


def feed(paths: list[str]) -> str:
    """Write a feed of the paths."""
    return f"<rss><channel>{''.join(f'<item><link>{path}</link></item>' for path in paths)}</channel></rss>"
