"""What reprocessing knows of an archive: whose an address is, which response counts, which links lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from crawlers.reprocess.owners import Owners, whole_of
from crawlers.sites import SiteLoader
from pipelines.database import ArchivedResponse, ArchiveFile, Database, FoundLink
from tests.archives import AT

OWNERS = Owners(SiteLoader(["crawlers.spiders"]))
PAGE = "http://www.cinic.org.cn/xy/gdcj/876518.html"
VERSIONS = {"": "1", "cinic": "2"}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(Database.open(tmp_path / "news.db")) as database:
        yield database


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        (PAGE, True),
        ("http://www.cinic.org.cn/xy/gdcj/", False),  # where its list begins
        ("http://www.cinic.org.cn/robots.txt", False),
        ("http://m.cinic.org.cn/xy/gdcj/876518.html", False),  # a host that no site names
        ("http://xz.people.com.cn/n2/2022/0301/c138901-35154321.html", True),
        ("http://xz.people.com.cn/n2/2022/0301/c138901-35154321-2.html", False),  # a later part
        ("https://www.chinanews.com.cn/scroll-news/news7.html", False),
        ("http://elsewhere.example/xy/gdcj/876518.html", False),
    ],
)
def test_a_site_takes_its_articles_and_nothing_else(url: str, is_taken: bool) -> None:
    assert OWNERS.takes(url) == is_taken


def test_hints_are_those_of_the_crawl_that_brought_the_page() -> None:
    assert OWNERS.hints(PAGE, "cinic").key == "cinic"
    added = OWNERS.hints(PAGE, "")
    assert (added.key, added.publisher, bool(added.selectors)) == ("", "中国产业经济信息网", True)
    anywhere = OWNERS.hints("http://elsewhere.example/1.html", "")
    assert (anywhere.key, anywhere.publisher, anywhere.hosts) == ("", None, ("elsewhere.example",))


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("http://a.test/c1-42-2.html", "http://a.test/c1-42.html"),
        ("http://a.test/876518_2.html", "http://a.test/876518.html"),
        ("http://a.test/876518.html", None),
        ("http://a.test/list_2.html", None),
    ],
)
def test_a_later_part_names_its_whole(url: str, whole: str | None) -> None:
    assert whole_of(url) == whole


def test_a_later_part_does_not_wait_for_itself_but_for_its_whole(db: Database) -> None:
    part = PAGE.replace(".html", "_2.html")
    file = filled(db, response(0, PAGE), response(1, part))
    assert [each.url for each in db.waiting([file], VERSIONS, after="", limit=9)] == [PAGE]
    alone = filled(db, response(0, part), path="alone.warc.gz")
    assert [each.url for each in db.waiting([alone], VERSIONS, after="", limit=9)] == []


def test_the_last_whole_response_counts_until_these_versions_have_read_it(db: Database) -> None:
    file = filled(db, response(0, PAGE, days=1), response(1, PAGE, days=2), response(2, PAGE))
    assert offsets(db, file) == [1]
    db.mark_damaged(file, 1, "torn")
    assert offsets(db, file) == [0]
    db.mark_read(file, 0, "1")
    assert offsets(db, file) == [0]
    db.mark_read(file, 0, "2")
    assert offsets(db, file) == []
    assert db.count_waiting([file], VERSIONS) == 0
    assert db.count_waiting([file], {**VERSIONS, "cinic": "3"}) == 1
    assert db.damaged([file]) == [("a.warc.gz", 1, "torn")]


def test_links_lead_to_a_page_through_redirects(db: Database) -> None:
    first, second, page = (f"http://elsewhere.example/{name}" for name in ("first", "second", "page"))
    file = filled(db, response(0, first, to=second), response(1, second, to=page), response(2, page))
    assert offsets(db, file) == []  # nobody wants it
    db.take_in("", "added", [FoundLink(url=first)], at=AT)
    assert offsets(db, file) == [2]
    assert db.links_to(page) == [(first, "")]
    db.take_in("cinic", "list", [FoundLink(url=page)], at=AT)
    assert db.links_to(page) == [(page, "cinic"), (first, "")]


def test_redirects_in_a_circle_end(db: Database) -> None:
    file = filled(db, response(0, PAGE, to=PAGE + "?2"), response(1, PAGE + "?2", to=PAGE), response(2, PAGE))
    assert offsets(db, file) == [2]
    assert db.links_to(PAGE) == []


def test_a_part_is_taken_as_it_was_fetched_after_its_first_page(db: Database) -> None:
    file = filled(db, *(response(n, PAGE, days=n) for n in (1, 3, 5)))
    wanted = {0: 1, 1: 1, 2: 3, 5: 5, 9: 5}
    found = {day: db.response_of([file], PAGE, AT + timedelta(days=day)) for day in wanted}
    assert found == {day: ("a.warc.gz", offset) for day, offset in wanted.items()}


def test_a_link_that_waits_belongs_to_the_crawl(db: Database) -> None:
    db.take_in("cinic", "list", [FoundLink(url=PAGE)], at=AT)
    db.reconsider(PAGE, "dropped", stage="judge", reason="off_topic")
    assert [row["state"] for row in db.rows("SELECT state FROM links_v1")] == ["new"]
    db.finish(PAGE, "stored", stage="judge", reason="on", at=AT)
    db.reconsider(PAGE, "dropped", stage="judge", reason="off_topic")
    (link,) = db.rows("SELECT state, reason, tries FROM links_v1")
    assert link == {"state": "dropped", "reason": "judge/off_topic", "tries": 1}


def filled(db: Database, *responses: ArchivedResponse, path: str = "a.warc.gz") -> int:
    """Make a file of responses known; return its id."""
    file = ArchiveFile(path=path, size=1, changed_at=1, sites="", responses=len(responses), broken=())
    file_id = db.save_archive_file(file)
    assert db.archive_file(path) == (file_id, file)
    db.add_responses(file_id, responses)
    return file_id


def response(offset: int, url: str, *, days: int = 0, to: str | None = None) -> ArchivedResponse:
    return ArchivedResponse(
        offset=offset,
        url=url,
        fetched_at=AT + timedelta(days=days),
        site=OWNERS.key_of(url),
        leads_to=to,
        is_taken=to is None and OWNERS.key_of(url) != "",
        part_of=whole_of(url),
    )


def offsets(db: Database, file: int) -> list[int]:
    return [each.offset for each in db.waiting([file], VERSIONS, after="", limit=9)]
