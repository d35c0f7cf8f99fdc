"""Group I: each notice arrives, once as far as anybody can tell, whatever its receiver does and whoever is killed."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

import pytest

from crawlers.notices import apprised, webhook
from crawlers.notices.message import Line, Message
from crawlers.notices.outcome import NotSentError
from crawlers.notices.post import Pace, Post, to_fold
from crawlers.notices.shape import LIMITS, shape
from crawlers.notices.words import say
from crawlers.ways import SHANGHAI
from pipelines.alert import Channel, Hours, NoticeRules
from pipelines.database import Database, Delivery, Told
from tests.crawling import html, listing
from tests.daemons import Daemon, articles, daemon
from tests.program import ROOT, run, scheduler, scrapy
from tests.receiver import Receiver, receiving
from tests.server import Reply, serve

QUICK = Pace(first_wait_s=0.05, most_wait_s=0.2, limit_s=2.0)
KEY = "not-a-secret-of-anybody"
DESK = Channel(name="desk", kind="webhook", url_env="NEWS_DESK_URL", secret_env="NEWS_DESK_KEY", per_hour=1000)
FACTS: dict[str, Any] = {
    "title": "某地数据中心投入运行",
    "url": "http://www.ce.cn/a/1.shtml",
    "publisher": "某某网",
    "published_at": "2026-11-20",
    "origin_name": "某某网",
    "origin_confidence": "high",
    "band": "on",
    "articles": 3,
    "mirrors": 0,
    "independent_origins": 1,
    "story": 1,
    "figures": [],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Database.open(tmp_path / "news.db").close()
    return tmp_path / "news.db"


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving(tmp_path / "receiver") as started:
        monkeypatch.setenv("NEWS_DESK_URL", started.url)
        monkeypatch.setenv("NEWS_DESK_KEY", KEY)
        yield started


def rules(*channels: Channel) -> NoticeRules:
    return NoticeRules(channels={channel.name: channel for channel in channels})


def notify(path: Path, count: int, *channels: str, begin: int = 0, at: datetime | None = None) -> None:
    """Write so many notices that wait for these channels."""
    with closing(Database.open(path)) as db, db.transaction():
        for number in range(begin, begin + count):
            facts = FACTS | {"title": f"报道 {number}"}
            db.notify("story", str(number), "all", facts, channels or ("desk",), at=at or datetime.now(UTC))


@contextmanager
def posting(path: Path, *channels: Channel, pace: Pace = QUICK) -> Iterator[Post]:
    post = Post(path, rules(*channels), allowed=["127.0.0.1"], pace=pace)
    try:
        yield post
    finally:
        post.stop()


def until_sent(post: Post, path: Path, patience_s: float = 60.0) -> None:
    """Look as the daemon does, until nothing waits."""
    until = time.monotonic() + patience_s
    while waiting(path):
        assert time.monotonic() < until, states(path)
        post.look()
        time.sleep(0.05)
    post.settle()


def states(path: Path) -> Counter[str]:
    with closing(Database.open(path, readonly=True)) as db:
        return Counter(row["state"] for row in db.rows("SELECT state FROM deliveries_v1"))


def waiting(path: Path) -> int:
    return states(path)["waiting"]


def errors(path: Path) -> list[str]:
    with closing(Database.open(path, readonly=True)) as db:
        return [row["error"] for row in db.rows("SELECT error FROM deliveries_v1 WHERE error IS NOT NULL")]


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


# --- D17 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/x",
        "http://localhost:{port}/x",
        "http://2130706433:{port}/x",
        "http://0x7f.1:{port}/x",
        "http://[::1]:{port}/x",
        "http://[::ffff:127.0.0.1]:{port}/x",
        "http://0.0.0.0:{port}/x",
        "http://user:pass@127.0.0.1:{port}/x",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/x",
    ],
)
def test_d17_a_webhook_to_a_private_address_is_refused_and_nothing_connects(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve({"/x": Reply()}) as sentinel:
        url = address.format(port=sentinel.port)
        monkeypatch.setenv("NEWS_DESK_URL", url)
        monkeypatch.setenv("NEWS_DESK_KEY", KEY)
        wanted = {"url_env": "NEWS_DESK_URL", "secret_env": "NEWS_DESK_KEY", "allow": [], "id": "1", "json": {}}
        with pytest.raises(NotSentError, match="refused") as caught:
            webhook.send(wanted)
        assert sentinel.hits == []
        assert url not in str(caught.value) and "pass" not in str(caught.value)


def test_d17_a_name_that_points_at_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with serve({"/x": Reply()}) as sentinel:
        answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", sentinel.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
        monkeypatch.setenv("NEWS_DESK_URL", f"http://hooks.example.com:{sentinel.port}/x")
        monkeypatch.setenv("NEWS_DESK_KEY", KEY)
        wanted = {"url_env": "NEWS_DESK_URL", "secret_env": "NEWS_DESK_KEY", "allow": [], "id": "1", "json": {}}
        with pytest.raises(NotSentError, match="private_address"):
            webhook.send(wanted)
        assert sentinel.hits == []


def test_d17_a_redirect_is_not_followed_and_no_proxy_of_the_environment_is_asked(
    path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve({"/x": Reply()}) as sentinel:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{sentinel.host}")
        receiver.does(f"redirect {sentinel.url('/x')}")
        notify(path, 1)
        with posting(path, DESK) as post:
            while not errors(path):
                post.look()
                time.sleep(0.05)
            receiver.does("ok")
            until_sent(post, path)
        assert sentinel.hits == []
        assert receiver.asked() >= 2


# --- what is sent -----------------------------------------------------------------------------------------------


def test_a_webhook_is_signed_and_says_its_id_in_head_and_body(path: Path, receiver: Receiver) -> None:
    notify(path, 1)
    with posting(path, DESK) as post:
        until_sent(post, path)
    (got,) = receiver.got()
    headers, body = got["headers"], got["body"].encode()
    mac = hmac.new(KEY.encode(), headers["x-notice-timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["x-notice-signature"] == f"sha256={mac}"
    assert json.loads(body)["id"] == headers["x-notice-id"]
    assert json.loads(body)["facts"]["title"] == "报道 0"


HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> <!channel> @all \u202e ](javascript:alert(1)) 藏" * 40


@pytest.mark.parametrize("kind", list(LIMITS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_f01_what_a_page_says_is_data_on_every_channel_and_no_body_is_too_long(kind: str, language: str) -> None:
    facts = FACTS | {"title": HOSTILE, "origin_name": HOSTILE, "url": 'http://a.test/"><script>'}
    figure: dict[str, Any] = dict.fromkeys(("indicator", "region", "period", "printed"), HOSTILE)
    figure |= {
        "definition": None,
        "qualifier": None,
        "growth_percent": None,
        "value": 1.0,
        "status": "actual",
        "measure": "level",
    }
    told = Told(
        id=1, at=datetime.now(UTC), cause="story", cause_key="1", rule="all", payload=facts | {"figures": [figure] * 9}
    )
    message = say(told, language)
    body = shape(message, kind, "abc")
    assert len(body.encode()) <= LIMITS[kind]
    assert "\u202e" not in body and body.endswith(("№ abc", "№ abc</p></div>"))
    sent = webhook.encoded({"text": body}).decode() if kind == "webhook" else body
    assert "<script" not in sent and "<img" not in sent and "<!channel>" not in sent
    if kind not in ("mail", "telegram", "webhook"):
        assert "@all" not in sent and "<" not in sent


@pytest.mark.parametrize("kind", list(LIMITS))
def test_a_body_that_is_too_long_is_cut_between_characters(kind: str) -> None:
    for extra in range(4):
        message = Message(title="题", lines=(Line(text="a" * extra + "𠮷藏" * 60_000),))
        body = shape(message, kind, "id")
        assert len(body.encode()) <= LIMITS[kind]
        assert "\ufffd" not in body.encode().decode()
        assert "…" in body and "id" in body


@pytest.mark.slow
def test_f13_no_secret_is_told_by_rows_logs_errors_or_commands(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "hunter2-hunter2"
    monkeypatch.setenv("NEWS_DESK_URL", f"http://127.0.0.1:9/{secret}")
    monkeypatch.setenv("NEWS_DESK_KEY", secret)
    monkeypatch.setenv("NEWS_CHAT_URL", f"slack://{secret}")
    monkeypatch.setenv("NEWS_MAIL_URL", f"mailto://someone:{secret}@127.0.0.1:9?to=a@example.com")
    chat = Channel(name="chat", kind="slack", url_env="NEWS_CHAT_URL")
    mail = Channel(name="mail", kind="mail", url_env="NEWS_MAIL_URL")
    notify(path, 1, "desk", "chat", "mail")
    with posting(path, DESK, chat, mail, pace=Pace(limit_s=20.0)) as post, caplog.at_level("DEBUG"):
        until = time.monotonic() + 60
        while len(errors(path)) < 3 and time.monotonic() < until:
            post.look()
            time.sleep(0.2)
        post.settle()
    found = errors(path)
    assert len(found) == 3
    assert secret not in caplog.text and not any(secret in each for each in found)
    file = tmp_path / "notices.toml"
    file.write_text(
        'version = "1"\n[[channel]]\nname = "desk"\nkind = "webhook"\nurl_env = "NEWS_DESK_URL"\n'
        'secret_env = "NEWS_DESK_KEY"\n',
        "utf-8",
    )
    env = with_file(tmp_path, file)
    for words in ((), ("--test", "desk"), ("--test", "nobody")):
        done = run(scheduler("notices", "--database", path, *words), env=env)
        assert secret not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert done.returncode == {(): 0, ("--test", "desk"): 1, ("--test", "nobody"): 2}[words]


def with_file(folder: Path, file: Path, **more: Any) -> dict[str, str]:
    """Return the environment in which the program goes by a notices file."""
    settings = {"NEWS_NOTICES": str(file), "NEWS_ALLOW_PRIVATE": ["127.0.0.1"]} | more
    own = "".join(f"{name} = {value!r}\n" for name, value in settings.items())
    (folder / "noticesettings.py").write_text(f"from crawlers.settings import *\n\n{own}", "utf-8")
    return {
        "SCRAPY_SETTINGS_MODULE": "noticesettings",
        "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
    }


@pytest.mark.slow
def test_a_test_message_is_sent_by_command(path: Path, tmp_path: Path, receiver: Receiver) -> None:
    file = tmp_path / "notices.toml"
    file.write_text(
        'version = "1"\n[[channel]]\nname = "desk"\nkind = "webhook"\nurl_env = "NEWS_DESK_URL"\n'
        'secret_env = "NEWS_DESK_KEY"\nlanguage = "en"\n',
        "utf-8",
    )
    done = run(scheduler("notices", "--database", path, "--test", "desk"), env=with_file(tmp_path, file))
    assert (done.returncode, done.stdout) == (0, "desk: sent.\n"), done.stderr
    assert json.loads(receiver.got()[0]["body"])["cause"] == "test"


def test_a_variable_that_is_not_set_and_one_that_holds_another_kind_of_address_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = {"kind": "mail", "url_env": "NEWS_NOWHERE", "allow": []}
    with pytest.raises(NotSentError, match="NEWS_NOWHERE is not set"):
        apprised.send(wanted)
    monkeypatch.setenv("NEWS_NOWHERE", "slack://secret")
    with pytest.raises(NotSentError, match="NEWS_NOWHERE holds no mailto:// address"):
        apprised.send(wanted)


def test_every_cause_has_words_in_both_languages() -> None:
    side = {"as_stated": "1亿元, as stated by 某网 on 2026-01-02", "stated_by": "某网", "stated_at": "2026-01-02"}
    facts = FACTS | {
        "kind": "sources", "indicator": "online_retail", "definition": "网上零售额", "region": "西藏",
        "period": "2025-H1",
        "sides": [side, side], "state": "met", "printed": "1亿元", "qualifier": "超", "growth_percent": None,
        "stated_by": "某网", "stated_at": "2025-01-02", "outcome_printed": "2亿元", "outcome_growth_percent": 3.0,
        "outcome_stated_by": "某网", "outcome_stated_at": "2026-01-02", "told_before": "2020-01-01", "pages": 3,
        "number": "藏政发〔2021〕1号", "site": "ce", "channel": "desk", "what": "weekly", "since": "2026-01-01",
        "last": "2026-01-07", "turns": [{"channel": "", "was": "ok", "now": "down", "why": "no list came"}],
    }  # fmt: skip
    figure: dict[str, Any] = {
        "indicator": "online_retail", "definition": "网上零售额", "region": "西藏", "period": "2025",
        "printed": "1亿元", "qualifier": "约", "growth_percent": 3.5, "growth_base": "yoy", "value": 1e8,
    }  # fmt: skip
    facts["figures"] = [figure | {"status": "actual", "measure": "increment", "was": "2亿元"}]
    for cause in (
        "story", "figure", "conflict", "target", "stale_reprint", "document_number", "independent_origin", "source",
        "digest", "test",
    ):  # fmt: skip
        told = Told(id=1, at=datetime.now(UTC), cause=cause, cause_key="1", rule="all", payload=facts)
        zh, en = say(told, "zh"), say(told, "en")
        assert zh.title and en.title and zh.title != en.title
        assert [bool(line.text) for line in zh.lines] == [bool(line.text) for line in en.lines]


def test_to_fold_keeps_a_digest_a_message_of_its_own() -> None:
    def one(id_: int, cause: str = "story") -> Delivery:
        told = Told(id=id_, at=datetime.now(UTC), cause=cause, cause_key=str(id_), rule="all", payload=FACTS)
        return Delivery(id=id_, notice=told, channel="desk", tries=0, message_id=str(id_))

    due = [one(1, "digest"), *map(one, range(2, 40))]
    folded = to_fold(due, 5, DESK)
    assert due[0] not in folded and len(due) - len(folded) + 1 <= 5


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
    """Under 5 % more processor time, by the cheapest of some crawls each; and it waits for nothing, by the clock."""
    cost: dict[str, list[tuple[float, float]]] = {"ok": [], "hang": []}
    pages = range(1, 61)
    for number in range(4):
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
    (cpu, clock_s), (hung_cpu, hung_clock_s) = (tuple(map(min, zip(*cost[mode], strict=True))) for mode in cost)
    assert hung_cpu < 1.05 * cpu, cost
    assert hung_clock_s < 1.5 * clock_s, cost
