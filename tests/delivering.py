"""Notices that wait, and what has them sent: rows, channels and receivers for the tests of delivery."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.notices.post import Pace, Post
from pipelines.alert import Channel, NoticeRules
from pipelines.database import Database
from tests.receiver import Receiver, receiving

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
