"""Group I: each notice arrives, once as far as anybody can tell, whatever its receiver does and whoever is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest

from crawlers.notices.post import to_fold
from crawlers.ways import SHANGHAI
from pipelines.alert import Hours
from pipelines.database import Database
from tests.crawling import html, listing
from tests.daemons import Daemon, articles, daemon
from tests.delivering import DESK, KEY, errors, notify, posting, states, until_sent, waiting
from tests.delivering import path as path
from tests.delivering import receiver as receiver
from tests.program import ROOT, scrapy
from tests.receiver import Receiver
from tests.server import serve

MOST_PAIRS = 8
"""Crawls beside either receiver, until the cheapest of them agree."""

# --- I01, I02 ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_i01_a_receiver_that_fails_hangs_and_flaps_gets_all_of_a_hundred_once_it_is_back(
    path: Path, receiver: Receiver
) -> None:
    notify(path, 100)
    with posting(path, DESK) as post:
        for mode, seconds in (("500", 1.0), ("hang", 2.5), ("slow_headers", 2.5)):
            receiver.does(mode)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                post.look()
                time.sleep(0.05)
            assert receiver.got() == []
            assert states(path) == {"waiting": 100}
        assert set(errors(path)) <= {"answered 500", "no answer in time", "not reached, or no answer in time"}
        receiver.does("flap")
        time.sleep(0.1)
        until_sent(post, path, 120)
        assert states(path) == {"delivered": 100}
        assert sorted(receiver.ids()) == sorted(set(receiver.ids())) and len(receiver.ids()) == 100
        asked = receiver.asked()
        for _ in range(5):  # never again after a recorded delivery
            post.look()
            post.settle()
        assert receiver.asked() == asked


@pytest.mark.slow
def test_i01_who_answers_without_end_has_taken_it(path: Path, receiver: Receiver) -> None:
    receiver.does("endless")
    notify(path, 3)
    with posting(path, DESK) as post:
        started = time.monotonic()
        until_sent(post, path)
    assert len(set(receiver.ids())) == len(receiver.ids()) == 3
    assert time.monotonic() - started < 20


@pytest.mark.slow
def test_i01_a_receiver_that_took_it_and_says_otherwise_gets_it_again_under_the_same_id(
    path: Path, receiver: Receiver
) -> None:
    receiver.does("taken_500")
    notify(path, 1)
    with posting(path, DESK) as post:
        while len(receiver.ids()) < 2:
            post.look()
            time.sleep(0.05)
        receiver.does("ok")
        until_sent(post, path)
    assert len(set(receiver.ids())) == 1


@pytest.mark.slow
def test_i01_one_message_that_is_not_taken_holds_up_no_other(path: Path, receiver: Receiver) -> None:
    """Its body is too large for the receiver, say: it says 500 to that one alone."""
    receiver.does("500")
    notify(path, 1)
    with posting(path, DESK) as post:
        while not errors(path):
            post.look()
            time.sleep(0.02)
        post.settle()
        with closing(Database.open(path)) as db:  # it comes again tomorrow
            db._write("UPDATE deliveries SET next_try_at = '2999-01-01T00:00:00.000+00:00'")
        receiver.does("ok")
        notify(path, 3, begin=1)
        while len(receiver.ids()) < 3:
            post.look()
            time.sleep(0.05)
        post.settle()
    assert states(path) == {"delivered": 3, "waiting": 1}


POSTING = """
import sys, time
from pathlib import Path
from crawlers.notices.post import Post, Pace
from pipelines.alert import Channel, NoticeRules
channel = Channel(name="desk", kind="webhook", url_env="NEWS_DESK_URL", secret_env="NEWS_DESK_KEY", per_hour=1000)
post = Post(Path(sys.argv[1]), NoticeRules(channels={"desk": channel}), allowed=["127.0.0.1"],
            pace=Pace(first_wait_s=0.05, most_wait_s=0.2, limit_s=5.0))
while True:
    post.look()
    time.sleep(0.02)
"""


@pytest.mark.slow
def test_i02_killed_between_sending_and_noting_it_nothing_is_lost_and_one_at_most_comes_twice(
    path: Path, receiver: Receiver
) -> None:
    receiver.does("late 0.03")
    notify(path, 40)
    kills, chance = 0, random.Random(7)
    while waiting(path):
        process = subprocess.Popen([sys.executable, "-c", POSTING, str(path)], cwd=ROOT)
        before = len(receiver.ids())
        until = time.monotonic() + 60
        while len(receiver.ids()) < before + 5 and waiting(path) and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.06))
        was_waiting = waiting(path)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills += was_waiting > 0
        assert kills < 60
    time.sleep(0.3)
    ids = receiver.ids()
    assert len(set(ids)) == 40, "lost"
    assert kills >= 5
    assert len(ids) - 40 <= kills


# --- I04 --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_i04_a_storm_of_ten_thousand_is_twenty_messages_an_hour_and_the_rest_is_folded(
    path: Path, receiver: Receiver
) -> None:
    notify(path, 10_000)
    with posting(path, replace(DESK, per_hour=20)) as post:
        until_sent(post, path, 120)
        notify(path, 30, begin=10_000)
        for _ in range(5):
            post.look()
            post.settle()
    got = [json.loads(each["body"]) for each in receiver.got()]
    assert len(got) <= 20
    assert states(path)["waiting"] == 30  # until the hour is over
    told = {each["notice"] for each in got if each["cause"] == "story"}
    with closing(Database.open(path, readonly=True)) as db:
        for row in db.rows("SELECT payload FROM notices_v1 WHERE cause = 'folded'"):
            told |= set(json.loads(row["payload"])["notices"])
        assert {row["id"] for row in db.rows("SELECT id FROM notices_v1 WHERE cause = 'story'")} - told == {
            row["notice_id"] for row in db.rows("SELECT notice_id FROM deliveries_v1 WHERE state = 'waiting'")
        }
        later = datetime.now(UTC) + timedelta(minutes=61)
        due = db.due_on("desk", later, 100)
        assert db.tries_since("desk", later - timedelta(hours=1)) == 0 and len(to_fold(due, 20, DESK)) == 11


def test_i04_what_came_in_quiet_hours_is_one_message_afterwards(path: Path) -> None:
    channel = replace(DESK, quiet=Hours(begins=clock(22), ends=clock(7, 30)))
    night = datetime(2026, 11, 20, 23, 30, tzinfo=SHANGHAI)
    notify(path, 6, at=night)
    notify(path, 2, begin=6, at=night + timedelta(hours=10))
    with closing(Database.open(path)) as db:
        morning = night + timedelta(hours=10, minutes=5)
        due = db.due_on("desk", morning, 100)
        folded = to_fold(due, 20, channel)
        assert [one.notice.id for one in folded] == [1, 2, 3, 4, 5, 6]
        db.fold("desk", folded, at=morning)
        assert [one.notice.cause for one in db.due_on("desk", morning, 100)] == ["story", "story", "folded"]
    assert channel.quiet and channel.quiet.holds(night) and not channel.quiet.holds(night + timedelta(hours=8))


def test_what_was_folded_and_not_taken_is_folded_again_with_all_that_is_in_it(path: Path) -> None:
    notify(path, 30)
    now = datetime.now(UTC)
    with closing(Database.open(path)) as db:
        db.fold("desk", to_fold(db.due_on("desk", now, 100), 5, DESK), at=now)
        notify(path, 10, begin=30)
        db.fold("desk", to_fold(db.due_on("desk", datetime.now(UTC), 100), 2, DESK), at=datetime.now(UTC))
        (row, *_) = db.rows("SELECT payload FROM notices_v1 WHERE cause = 'folded' ORDER BY id DESC")
        waits = {one.notice.id for one in db.due_on("desk", datetime.now(UTC), 100)}
        inside = set(json.loads(row["payload"])["notices"])
        stories = {each["id"] for each in db.rows("SELECT id FROM notices_v1 WHERE cause = 'story'")}
        assert stories <= waits | inside


# --- the daemon -------------------------------------------------------------------------------------------------

FILE = """
version = "1"
age_days = 36500

[[channel]]
name = "desk"
kind = "webhook"
url_env = "NEWS_DESK_URL"
secret_env = "NEWS_DESK_KEY"

[[rule]]
name = "all"
tell = ["story", "source"]
channels = ["desk"]
"""


@pytest.mark.slow
def test_the_daemon_tells_of_a_new_story_and_nothing_of_the_first_crawl(tmp_path: Path, receiver: Receiver) -> None:
    file = tmp_path / "notices.toml"
    file.write_text(FILE, "utf-8")
    with serve(articles(range(1, 4))) as site, daemon(tmp_path, {"loop": site}, NEWS_NOTICES=str(file)) as served:
        served.start()
        served.until(lambda: served.says("loop: done"))
        assert receiver.got() == []
        other = (
            "那曲市的牧民用上了北斗项圈，牛羊走到哪里手机上都看得见，数字牧场的网络信号覆盖了西藏那曲的许多乡镇。" * 6
        )
        page = html(
            "<h1>西藏那曲数字牧场用上北斗</h1><div>2026-11-20 10:05 来源：某某网</div>"
            f"<div class='text'><p>{other}</p></div>"
        )
        site.routes["/xy/900.html"] = page
        site.routes["/"] = listing("/xy/900.html", *(f"/xy/{n}.html" for n in range(1, 4)))
        with closing(Database.open(served.database)) as db:
            db.save_site("loop", None, next_due_at=datetime.now(UTC))
        served.until(lambda: bool(receiver.got()))
        told = json.loads(receiver.got()[0]["body"])
        assert (told["cause"], told["title"]) == ("story", "新报道：西藏那曲数字牧场用上北斗")
        served.until(lambda: states(served.database) == {"delivered": 1})
        served.signal(signal.SIGTERM)
        assert served.ends() == 0
        assert KEY not in "".join(served.said) and receiver.url not in "".join(served.said)


@pytest.mark.slow
def test_i05_a_crawl_costs_the_same_beside_a_receiver_that_hangs(tmp_path: Path, receiver: Receiver) -> None:
    """Under 5 % more processor time, by the cheapest of some crawls each; and it waits for nothing, by the clock.

    A busy machine makes single crawls dearer by more than that, so they go on until the cheapest of each agree: a cost
    that is really there stays in all of them.
    """
    cost: dict[str, list[tuple[float, float]]] = {"ok": [], "hang": []}
    pages = range(1, 61)
    for number in range(MOST_PAIRS):
        if number >= 2 and is_as_cheap(cost):
            break
        for mode, measured in cost.items():
            receiver.does(mode)
            folder = tmp_path / f"{mode}{number}"
            folder.mkdir()
            (folder / "notices.toml").write_text(FILE, "utf-8")
            with serve(articles(pages)) as site:
                made = Daemon(folder, {"loop": site}, NEWS_NOTICES=str(folder / "notices.toml"))
                Database.open(made.database).close()
                notify(made.database, 500)
                sending = subprocess.Popen([sys.executable, "-c", POSTING, str(made.database)], cwd=ROOT)
                time.sleep(2)  # its process that sends has begun
                started = time.monotonic()
                crawl = subprocess.Popen(
                    scrapy("crawl", "loop", "--database", made.database),
                    cwd=ROOT,
                    env={**os.environ, **made.env},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                _, status, used = os.wait4(crawl.pid, 0)
                crawl.returncode = os.waitstatus_to_exitcode(status)
                measured.append((used.ru_utime + used.ru_stime, time.monotonic() - started))
                sending.kill()
                sending.wait()
                assert crawl.returncode == 0 and len(made.stored()) == len(pages)
    print(
        "I05 (processor s, clock s)",
        {mode: [(round(a, 2), round(b, 2)) for a, b in all_] for mode, all_ in cost.items()},
    )
    assert is_as_cheap(cost), cost


def is_as_cheap(cost: Mapping[str, Sequence[tuple[float, float]]]) -> bool:
    """Say whether the cheapest crawl beside a receiver that hangs costs what the cheapest other one does."""
    cpu, hung_cpu = (min(spent for spent, _ in cost[mode]) for mode in ("ok", "hang"))
    clock_s, hung_clock_s = (min(took for _, took in cost[mode]) for mode in ("ok", "hang"))
    return hung_cpu < 1.05 * cpu and hung_clock_s < 1.5 * clock_s
