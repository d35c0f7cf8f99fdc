"""A message on its way: where it may go, how it is signed and shaped, and that it holds no secret."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.notices import apprised, webhook
from crawlers.notices.message import Line, Message
from crawlers.notices.outcome import NotSentError
from crawlers.notices.post import Pace, to_fold
from crawlers.notices.shape import LIMITS, shape
from crawlers.notices.words import say
from pipelines.alert import Channel
from pipelines.database import Delivery, Told
from tests.delivering import DESK, FACTS, KEY, errors, notify, posting, until_sent
from tests.delivering import path as path
from tests.delivering import receiver as receiver
from tests.program import ROOT, run, scheduler
from tests.receiver import Receiver
from tests.server import Reply, serve

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
