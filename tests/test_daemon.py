"""The daemon as an operator has it: the real program on loopback sites, real signals, real kills."""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from pipelines.database import Database
from tests.daemons import CRASHES, HANGS, articles, daemon
from tests.ports import LOOPBACK, listening
from tests.processes import descendants, is_crawl
from tests.program import ROOT, run, scheduler, scrapy
from tests.server import Reply, serve

pytestmark = pytest.mark.slow
HOSTILE = {"tests.daemons.Hostile": 50, "pipelines.flow.FlowPipeline": 100}


def test_h10_h04_a_second_daemon_names_the_first_and_a_crawl_beside_it_is_not_repeated(tmp_path: Path) -> None:
    """And SIGTERM lets it end well, with nothing to repair."""
    slow = {**articles(range(1, 4)), "/": Reply(delay_s=3, body=articles(range(1, 4))["/"].body)}
    with serve(slow) as one, serve(articles(range(4, 7))) as two, daemon(tmp_path, {"one": one, "two": two}) as served:
        by_hand = subprocess.Popen(
            scrapy("crawl", "one", "--database", served.database),
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", **served.env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        served.until(lambda: bool(served.runs("one")))
        served.start()
        served.until(lambda: served.says("two: done"))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        second = run(scheduler("run", "--database", served.database), env=served.env)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert second.returncode == 2
        assert f"pid {served.pid}" in second.stderr
        assert len(second.stderr.splitlines()) == 1
        # Of the processor's time: by the clock a machine that does much else takes as long as it likes.
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2
        assert by_hand.wait(30) == 0
        time.sleep(3)
        told = json.loads(run(scheduler("status", "--json", "--database", served.database)).stdout)
        assert told["daemon"]["is_running"] and told["daemon"]["why"] is None
        assert {row["site"] for row in told["sites"]} == {"one", "two"}
        served.signal(signal.SIGTERM)
        assert served.ends() == 0
        assert one.paths().count("/") == two.paths().count("/") == 1
        assert [row["outcome"] for row in served.runs("one") + served.runs("two")] == ["ok", "ok"]
        assert len(served.stored()) == 6
        checked = run(scheduler("status", "--check", "--database", served.database))
        assert (checked.returncode, "no daemon runs" in checked.stderr) == (1, True)


def test_b11_h13_a_page_that_holds_its_crawl_up_is_killed_with_it_quarantined_and_released_when_told(
    tmp_path: Path,
) -> None:
    """The good pages are all stored, before and after."""
    with (
        serve(articles([1, HANGS, 2, 3])) as one,
        daemon(tmp_path, {"one": one}, ITEM_PIPELINES=HOSTILE) as served,
    ):
        served.start("--page-limit", "2")
        served.until(lambda: served.says("one page held it up for 2 s"))
        served.until(lambda: served.states().get("/xy/666.html") == "quarantined")
        (death,) = served.rows("SELECT * FROM deaths_v1")
        assert (death["url"], death["is_certain"]) == (one.url("/xy/666.html"), 1)
        assert served.runs("one")[0]["outcome"] == "failed"
        assert "one page held it up" in served.runs("one")[0]["reason"]
        served.until(lambda: len(served.runs("one")) > 1 and served.runs("one")[-1]["outcome"] == "ok", 90)
        assert len(served.stored()) == 3
        assert served.states()["/xy/666.html"] == "quarantined"
        served.kill()
        released = run(scheduler("release", one.url("/xy/666.html"), "--database", served.database))
        assert released.returncode == 0, released.stderr
        assert served.states()["/xy/666.html"] == "new"
        again = run(scheduler("release", one.url("/xy/1.html"), "--database", served.database))
        assert (again.returncode, len(again.stderr.splitlines())) == (2, 1)


def test_h14_a_crawl_that_crashes_is_one_row_and_three_times_with_one_page_in_hand_is_enough(tmp_path: Path) -> None:
    """The first time under the daemon, which goes on; then by hand, where the next crawl finds what the last left."""
    with (
        serve(articles([1, 2, CRASHES])) as one,
        serve(articles([4])) as two,
        daemon(tmp_path, {"one": one, "two": two}, ITEM_PIPELINES=HOSTILE) as served,
    ):
        served.start("--jobs", "1")
        served.until(lambda: served.says("two: done"))
        assert served.says("one: failed: killed by SIGSEGV")
        assert served.runs("one")[0]["reason"] == "its process died: killed by SIGSEGV"
        served.signal(signal.SIGTERM)
        assert served.ends() == 0
        assert not served.says("Traceback")
        for _ in range(2):
            assert run(scrapy("crawl", "one", "--database", served.database), env=served.env).returncode < 0
        assert run(scrapy("crawl", "one", "--database", served.database), env=served.env).returncode == 0
        assert served.states() == {
            "/xy/1.html": "stored",
            "/xy/2.html": "stored",
            "/xy/667.html": "quarantined",
            "/xy/4.html": "stored",
        }
        assert [row["is_certain"] for row in served.rows("SELECT * FROM deaths_v1")] == [0, 0, 0]


def test_a19_who_hangs_gives_its_place_to_a_good_one_that_was_queued_last(tmp_path: Path) -> None:
    """`make chaos` has the whole of it: twenty that hang, four crawls at a time."""
    with ExitStack() as stack:
        hanging = [stack.enter_context(serve({"/robots.txt": Reply(fault="silence")})) for _ in range(3)]
        good = stack.enter_context(serve(articles([1, 2, 3])))
        servers = {f"a{number}": server for number, server in enumerate(hanging)} | {"good": good}
        served = stack.enter_context(daemon(tmp_path, servers))
        served.start("--jobs", "1")
        assert served.until(lambda: served.says("good: done"), 120) < 60
        assert len(served.stored()) == 3
        (run_,) = served.runs("a0")
        assert (run_["outcome"], "while other sites waited" in run_["reason"]) == ("stopped", True)
        (due,) = served.rows("SELECT next_due_at FROM sites_v1 WHERE key = 'a0'")
        assert datetime.fromisoformat(due["next_due_at"]) > datetime.now(UTC) + timedelta(minutes=13)


def test_h11_what_was_missed_is_made_up_once_and_one_after_the_other(tmp_path: Path) -> None:
    """Of four sites that were due five times, one a place is crawled at once, the others ten seconds apart."""
    with ExitStack() as stack:
        servers = {key: stack.enter_context(serve(articles([number]))) for number, key in enumerate("abcd", 1)}
        served = stack.enter_context(daemon(tmp_path, servers))
        long_ago = datetime.now(UTC) - timedelta(days=2)
        with closing(Database.open(served.database)) as database:
            for key in servers:
                database.save_site(key, "某某网", next_due_at=long_ago)
        served.start("--jobs", "2")
        served.until(lambda: served.says("a: done") and served.says("b: done"))
        due = {row["key"]: row["next_due_at"] for row in served.rows("SELECT key, next_due_at FROM sites_v1")}
        apart = datetime.fromisoformat(due["d"]) - datetime.fromisoformat(due["c"])
        assert apart == timedelta(seconds=10) or served.says("c: done")
        served.until(lambda: served.says("d: done"))
        assert {key: len(served.runs(key)) for key in servers} == dict.fromkeys(servers, 1)
        assert [server.paths().count("/") for server in servers.values()] == [1] * 4


def test_f10_sighup_takes_new_files_and_a_broken_one_leaves_the_running_one_in_place(tmp_path: Path) -> None:
    topics = tmp_path / "topics.toml"
    topics.write_bytes((ROOT / "data" / "topics.toml").read_bytes())
    with (
        serve(articles([1])) as one,
        serve(articles([2])) as two,
        daemon(tmp_path, {"one": one}, NEWS_TOPICS=str(topics)) as served,
    ):
        served.start()
        served.until(lambda: served.says("one: done"))
        topics.write_text("version = \n", "utf-8")
        (served.package / "one.py").write_text("class", "utf-8")
        served.write_site("two", two)
        served.signal(signal.SIGHUP)
        served.until(lambda: served.says("read again: 2 sites, 2 broken files"))
        served.until(lambda: served.says("two: done"))
        with closing(Database.open(served.database)) as database:
            database.save_site("one", None, next_due_at=datetime.now(UTC))
        served.until(lambda: len(served.runs("one")) == 2 and served.runs("one")[1]["outcome"] == "ok")
        served.until(lambda: len(served.beat().get("broken", ())) == 2)
        shown = run(scheduler("status", "--database", served.database)).stdout
        assert f"{topics}: line 1" in shown or str(topics) in shown
        assert "loopsites/one.py: line 1" in shown
        assert len(served.stored()) == 2


def test_h05_on_a_full_disk_it_says_so_once_waits_and_goes_on_by_itself(tmp_path: Path) -> None:
    """Files that may not grow are what a full disk is to a program; an article that was stored stays so."""
    routes = {path: replace(reply, delay_s=0.2) for path, reply in articles(range(1, 16)).items()}
    with serve(routes) as one, daemon(tmp_path, {"one": one}) as served:
        served.start()
        served.until(lambda: len(served.stored()) >= 3 and bool(served.beat().get("crawls")))
        crawl = int(served.beat()["crawls"]["one"][0])
        (before,) = {resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in (served.pid, crawl)}
        for pid in (served.pid, crawl):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
        served.until(lambda: served.says("nothing is crawled now") and served.says("one: failed"))
        kept = served.stored()
        assert 3 <= len(kept) < 15
        assert run(scheduler("status", "--database", served.database)).returncode == 0
        requests = len(one.hits)
        time.sleep(3)
        assert len(one.hits) == requests
        resource.prlimit(served.pid, resource.RLIMIT_FSIZE, before)
        served.until(lambda: len(served.stored()) == 15, 100)
        assert set(kept) < set(served.stored())
        assert served.says("it goes on")
        assert sum("nothing is crawled now" in line for line in served.said) == 1
        assert not served.says("Traceback")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 32 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_h05_a_disk_that_others_filled_stops_the_crawl_alone_and_all_goes_on_when_there_is_room(
    small_disk: Path,
) -> None:
    """Nothing that was said to be stored is gone, and the pages are read meanwhile."""
    routes = {path: replace(reply, delay_s=0.2) for path, reply in articles(range(1, 31)).items()}
    with serve(routes) as one, daemon(small_disk, {"one": one}) as served:
        served.start("--web", "127.0.0.1:0")
        served.until(lambda: len(served.stored()) >= 3 and bool(listening([served.pid, *descendants(served.pid)])))
        ((_, port),) = listening([served.pid, *descendants(served.pid)])
        others = small_disk / "others"
        with others.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        served.until(lambda: served.says("nothing is crawled now"))
        kept = served.stored()
        assert 3 <= len(kept) < 30
        assert run(scheduler("status", "--database", served.database)).returncode == 0
        with urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            assert answer.status == 200
        others.unlink()
        served.until(lambda: len(served.stored()) == 30, 100)
        assert set(kept) < set(served.stored())
        assert served.says("it goes on") and not served.says("Traceback")
    with closing(Database.open(served.database)) as db:
        db.quick_check()


def test_h04_a_second_sigterm_ends_at_once_what_drains_slowly(tmp_path: Path) -> None:
    with (
        serve({"/robots.txt": Reply(fault="silence")}) as one,
        daemon(tmp_path, {"one": one}) as served,
    ):
        served.start()
        served.until(lambda: bool(one.hits))
        served.signal(signal.SIGTERM)
        time.sleep(0.5)
        started = time.monotonic()
        served.signal(signal.SIGTERM)
        served.ends()
        assert time.monotonic() - started < 5  # two on a free machine; drained, it would have taken twenty-five
        assert served.runs("one")[0]["outcome"] is None  # the next crawl of the site finds it and says so


def test_g10_the_daemon_opens_the_ports_that_were_asked_for_and_no_file_to_others(tmp_path: Path) -> None:
    """With pages and measures, and while it crawls: two ports, both of loopback; without them none."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)  # a person's own mkdir; what is made inside is ours
    slow = {**articles(range(1, 4)), "/xy/3.html": Reply(delay_s=8, body=articles([3])["/xy/3.html"].body)}
    with serve(slow) as one, daemon(folder, {"one": one}, NEWS_ARCHIVE_DIR=str(folder / "archive")) as served:
        own = set(folder.rglob("*"))
        served.start("--web", "127.0.0.1:0", "--metrics", "0")
        served.until(lambda: served.says("measures: http://127.0.0.1:") and len(served.stored()) == 2)
        (said,) = [line for line in served.said if "measures: http" in line]
        measures = int(said.partition("127.0.0.1:")[2].partition("/")[0])

        def ports() -> list[tuple[str, int]]:
            return listening([served.pid, *descendants(served.pid)])

        served.until(lambda: len(ports()) == 2)
        assert any(map(is_crawl, descendants(served.pid))), "looked at while it crawls"
        assert {address for address, _ in ports()} == {LOOPBACK} and measures in [port for _, port in ports()]
        served.until(lambda: served.says("one: done"))
        made = [path for path in folder.rglob("*") if path not in own and "__pycache__" not in path.parts]
        assert {path.suffix for path in made} >= {".db", ".log", ".gz", ".json", ".jsonl"}
        for path in made:
            assert path.stat().st_mode & 0o077 == 0, path
        served.kill()
        served.start()
        served.until(lambda: bool(served.beat().get("looked_at")))
        assert listening([served.pid, *descendants(served.pid)]) == []
