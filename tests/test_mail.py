"""Mail as a mail server gets it: by a real process that speaks SMTP."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from crawlers.notices.digests import payload_of
from pipelines.alert import Channel
from pipelines.database import Database
from tests.delivering import errors, notify, posting, states, until_sent
from tests.delivering import path as path
from tests.mailbox import Mailbox, mailbox
from tests.program import copy

READER = Channel(name="reader", kind="mail", url_env="NEWS_READER_URL")
pytestmark = pytest.mark.slow


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mailbox(tmp_path / "mailbox") as started:
        monkeypatch.setenv("NEWS_READER_URL", started.url)
        yield started


def parts(mail: EmailMessage) -> dict[str, str]:
    """Return what it says, by type."""
    return {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}


def test_a_notice_is_a_mail_of_our_words_with_its_title_as_subject_and_its_id(path: Path, box: Mailbox) -> None:
    notify(path, 1, "reader")
    with posting(path, READER) as post:
        until_sent(post, path)
    (mail,) = box.got()
    with closing(Database.open(path, readonly=True)) as db:
        (delivery,) = db.rows("SELECT message_id FROM deliveries_v1")
    assert mail["X-Notice-Id"] == delivery["message_id"]
    assert "报道 0" in mail["Subject"]
    assert (mail["To"], "news@example.com" in mail["From"]) == ("reader@example.com", True)
    page = parts(mail)["text/html"]
    assert "http://www.ce.cn/a/1.shtml" in page and "某某网" in page
    assert "<script" not in page and "<img" not in page


def test_a_digest_is_a_mail_with_a_page_that_needs_nothing_from_elsewhere(
    tmp_path: Path, crawl_of_the_sample: Path, box: Mailbox
) -> None:
    news = copy(crawl_of_the_sample / "demo.db", tmp_path / "news.db")
    now = datetime.now(UTC)
    with closing(Database.open(news)) as db, db.transaction():
        db.notify("digest", "weekly", "weekly", payload_of("weekly", now.date()), ("reader",), at=now)
    with posting(news, READER) as post:
        until_sent(post, news)
    (mail,) = box.got()
    page = parts(mail)["text/html"]
    assert "周报" in mail["Subject"]
    assert "<!doctype html>" in page.lower() and "西藏" in page
    assert not any(word in page for word in ("<script", "<link", 'src="http', "url(http", "@import"))


@pytest.mark.parametrize("mode", ("busy", "refused"))
def test_a_mail_that_is_turned_away_waits_and_goes_once_it_is_taken(path: Path, box: Mailbox, mode: str) -> None:
    box.does(mode)
    notify(path, 1, "reader")
    with posting(path, READER) as post:
        until = time.monotonic() + 60
        while not (box.has_turned_away() and errors(path)):
            assert time.monotonic() < until
            post.look()
            time.sleep(0.05)
        assert (box.got(), states(path)) == ([], {"waiting": 1})
        assert all("127.0.0.1" not in error and "reader@" not in error for error in errors(path))
        box.does("ok")
        until_sent(post, path)
    assert len(box.got()) == 1


def test_a_server_that_takes_a_mail_and_is_gone_gets_it_again_under_the_same_id(path: Path, box: Mailbox) -> None:
    box.does("taken_late")
    notify(path, 1, "reader")
    with posting(path, READER) as post:
        until = time.monotonic() + 60
        while len(box.got()) < 2:
            assert time.monotonic() < until
            post.look()
            time.sleep(0.05)
        box.does("ok")
        until_sent(post, path)
    ids = {mail["X-Notice-Id"] for mail in box.got()}
    assert len(ids) == 1
