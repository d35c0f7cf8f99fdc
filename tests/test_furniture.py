"""What a site repeats comes off, three pages on and from the earlier ones too; what an article says never does."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import multiprocessing
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlite_utils
from scrapy.utils.test import get_crawler

from crawlers.items import Outcome
from crawlers.show.history import history
from crawlers.writer import Writer
from pipelines import flow, furniture, reclean
from pipelines.database import Database
from pipelines.database.migrations import APPLICATION_ID, MIGRATIONS
from pipelines.furniture import LARGE
from tests.documents import DOCS
from tests.program import snapshot
from tests.repeating import ADVERT, HOST, HOTLINE, OPENING, SLOGAN, TITLES, body, printed, sight, text_of
from tests.stored import AT, figure, holdings, log, one, published, reader
from tests.storing import LATER, everything, publishers, save

BACKGROUND = "本月五日凌晨，河谷上游的冰湖水位上涨，沿岸两个村的住户连夜转移到高处的学校。"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def texts(db: Database) -> dict[str, str]:
    return {row["url"]: row["text"] for row in db.rows("SELECT url, text FROM articles_v1")}


def whole(pages: Sequence[Outcome]) -> dict[str, str]:
    return {each.page.url: text_of(each) for each in pages}


def bare(*numbers: int) -> dict[str, str]:
    return {f"http://{HOST}/a/{number}.html": "\n".join(body(number)) for number in numbers}


# --- what is taken ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [SLOGAN, ADVERT, HOTLINE])
def test_a_line_that_no_list_knows_goes_after_three_pages_and_from_the_earlier_ones(db: Database, line: str) -> None:
    for number in (0, 1):
        save(db, printed(number, tail=[line]))
    assert all(text.endswith(line) for text in texts(db).values())
    save(db, printed(2, tail=[line]))
    assert texts(db) == bare(0, 1, 2)
    assert save(db, printed(3, tail=[line])).ended == "added"
    assert texts(db) == bare(0, 1, 2, 3)


def test_several_lines_go_together_from_both_ends(db: Database) -> None:
    for number in range(3):
        save(db, printed(number, head=[OPENING], tail=[SLOGAN, ADVERT, HOTLINE]))
    assert texts(db) == bare(0, 1, 2)


def test_off_topic_pages_teach_as_well(db: Database) -> None:
    for number in (0, 1):
        assert save(db, printed(number, tail=[SLOGAN], is_on=False)).ended == "dropped"
    save(db, printed(2, tail=[SLOGAN]))
    assert texts(db) == bare(2)


def test_an_off_topic_page_may_be_the_third(db: Database) -> None:
    for number in (0, 1):
        save(db, printed(number, tail=[SLOGAN]))
    save(db, printed(2, tail=[SLOGAN], is_on=False))
    assert texts(db) == bare(0, 1)


def test_an_end_mark_before_the_furniture_goes_with_it(db: Database) -> None:
    for number in range(3):
        save(db, printed(number, lines=[*body(number)[:-1], body(number)[-1] + "（完）"], tail=[SLOGAN]))
    assert texts(db) == bare(0, 1, 2)


def test_a_line_that_only_stands_in_the_midst_stays(db: Database) -> None:
    pages = [printed(n, lines=[*body(n, 5), SLOGAN, *body(n + 50, 6)]) for n in range(4)]
    for each in pages:
        save(db, each)
    assert texts(db) == whole(pages)


# --- what is never eaten ----------------------------------------------------------------------------------------


def one_article_at_many_urls() -> list[Outcome]:
    return [printed(0, title=TITLES[n], url=f"http://{HOST}/{n}/same.html") for n in range(4)]


def a_series(host: str = HOST) -> list[Outcome]:
    names = ("扎囊段", "贡嘎段", "曲水段", "尼木段")
    return [printed(n, head=[OPENING], title=f"重走邮路丨{name}见闻", host=host) for n, name in enumerate(names)]


def a_series_told_by_its_words() -> list[Outcome]:
    names = ("扎囊", "贡嘎", "曲水", "尼木")
    return [printed(n, head=[OPENING], title=f"跟着老班长重走{name}邮路") for n, name in enumerate(names)]


def a_reprint_elsewhere() -> list[Outcome]:
    return [*(printed(n, tail=[BACKGROUND]) for n in range(3)), printed(0, tail=[BACKGROUND], host="other.example")]


def follow_ups_with_similar_titles() -> list[Outcome]:
    titles = ("冰湖水位上涨沿岸转移", "冰湖水位回落转移住户返家", "冰湖水位监测点建成", "专家谈冰湖水位")
    return [printed(n, tail=[BACKGROUND], title=title) for n, title in enumerate(titles)]


def follow_ups_that_name_what_the_background_is_about() -> list[Outcome]:
    titles = ("冰湖下游清晨传来哨声", "一位邮递员和他的冰湖电话", "夜里十一点的冰湖值守人", "学校操场住进冰湖来客")
    return [printed(n, tail=[BACKGROUND], title=title) for n, title in enumerate(titles)]


def follow_ups_with_several_shared_paragraphs() -> list[Outcome]:
    more = "据应急部门统计，转移的住户共有二百一十三户，牲畜三千余头，学校腾出教室二十间，"
    more += "医疗队当天下午抵达，夜里又运来了棉被和炉子。"
    return [printed(n, tail=[BACKGROUND, more]) for n in range(4)]


def a_long_story_with_two_odd_titles() -> list[Outcome]:
    titles = [f"{start}，冰湖边的第{name}天" for start, name in zip(TITLES, "一二三四五六七八九十", strict=True)]
    titles += ["老阿妈的糌粑店照常开门", "拖拉机手巡夜记"]
    return [printed(n, tail=[BACKGROUND], title=title) for n, title in enumerate(titles)]


def pages_without_titles() -> list[Outcome]:
    return [printed(n, tail=[SLOGAN], title=None) for n in range(4)]


def headings_and_salutations() -> list[Outcome]:
    return [printed(n, head=["各县人民政府、各直属单位：", "一、总体要求和基本原则"]) for n in range(4)]


def mostly_shared_pages() -> list[Outcome]:
    return [printed(n, lines=body(n)[:1], tail=[SLOGAN * 3, ADVERT]) for n in range(4)]


@pytest.mark.parametrize(
    "pages",
    [
        one_article_at_many_urls,
        a_series,
        a_series_told_by_its_words,
        a_reprint_elsewhere,
        follow_ups_with_similar_titles,
        follow_ups_that_name_what_the_background_is_about,
        follow_ups_with_several_shared_paragraphs,
        a_long_story_with_two_odd_titles,
        pages_without_titles,
        headings_and_salutations,
        mostly_shared_pages,
    ],
    ids=lambda pages: pages.__name__,
)
def test_what_an_article_says_is_never_eaten(db: Database, pages: Any) -> None:
    for each in pages():
        save(db, each)
    assert texts(db) == whole(pages())


def test_nor_is_any_text_of_the_sample(db: Database) -> None:
    for each in everything():
        save(db, each)
    assert texts(db) == whole(everything())


def test_a_series_does_not_keep_furniture_from_being_known(db: Database) -> None:
    for each in a_series():
        save(db, printed(int(each.page.url[-6]), head=[OPENING], tail=[SLOGAN], title=title_of(each)))
    for number in (5, 6):
        save(db, printed(number, tail=[SLOGAN]))
    assert all(text.startswith(OPENING) for url, text in texts(db).items() if url[-6] in "0123")
    assert not any(text.endswith(SLOGAN) for text in texts(db).values())


# --- what is flagged --------------------------------------------------------------------------------------------


def test_what_takes_more_than_a_fifth_is_flagged(db: Database) -> None:
    for number in range(3):
        save(db, printed(number, tail=[ADVERT]))
    save(db, printed(3, lines=body(3)[:2], tail=[ADVERT]))
    rows = {row["url"][-6]: row for row in db.rows("SELECT url, text, flags FROM articles_v1")}
    assert rows["3"]["text"] == "\n".join(body(3)[:2])
    assert [json.loads(rows[number]["flags"]) for number in "0123"] == [[], [], [], [LARGE]]


def test_what_would_take_more_than_half_leaves_the_article_whole(db: Database) -> None:
    for number in range(3):
        save(db, printed(number, tail=[ADVERT, HOTLINE]))
    short = printed(3, lines=["青稞开镰，今年收成比去年好一些，村里请大家尝新麦。"], tail=[ADVERT, HOTLINE])
    save(db, short)
    row = one(db, f"SELECT text, flags FROM articles_v1 WHERE url = '{short.page.url}'")
    assert (row["text"], json.loads(row["flags"])) == (text_of(short), [LARGE])


# --- what follows from a rule -----------------------------------------------------------------------------------


def test_older_articles_are_recleaned_not_revised(db: Database) -> None:
    for number in range(3):
        save(db, printed(number, tail=[SLOGAN]), at=LATER)
    assert [row["op"] for row in log(db, "article")] == ["added", "added", "added", "recleaned", "recleaned"]
    rows = list(db.rows("SELECT article_id, op, text FROM revisions_v1 ORDER BY article_id"))
    assert [(row["article_id"], row["op"], row["text"].endswith(SLOGAN)) for row in rows] == [
        (1, "recleaned", True),
        (2, "recleaned", True),
    ]
    assert {row["revised_at"] for row in db.rows("SELECT revised_at FROM articles_v1")} == {None}


def test_a_page_fetched_again_is_unchanged_and_so_is_the_log(db: Database) -> None:
    pages = [printed(number, tail=[SLOGAN]) for number in range(3)]
    for each in pages:
        save(db, each)
    before = log(db)
    for each in pages:
        assert save(db, replace(each, page=replace(each.page, fetched_at=LATER)), at=LATER).ended == "unchanged"
    assert log(db) == before


def test_a_page_fetched_again_that_makes_the_rule_is_no_edit_of_the_sites(db: Database) -> None:
    for number in (0, 1):
        save(db, printed(number, tail=[SLOGAN]))
    save(db, printed(2))
    again = replace(printed(2, tail=[SLOGAN]), page=replace(printed(2).page, fetched_at=LATER))
    assert save(db, again, at=LATER).ended == "unchanged"
    assert not [row for row in log(db) if row["op"] == "revised"]
    assert texts(db) == bare(0, 1, 2)


def test_a_rule_that_loses_its_ground_is_withdrawn_and_the_lines_come_back(db: Database) -> None:
    pages = [printed(number, tail=[SLOGAN]) for number in range(3)]
    for each in pages:
        save(db, each)
    assert texts(db) == bare(0, 1, 2)
    other = printed(8, tail=[SLOGAN], host="other.example", is_on=False)
    save(db, other)
    assert texts(db) == whole(pages)
    assert not list(db.rows("SELECT * FROM furniture_v1"))


def test_figures_keep_to_their_sentences(db: Database) -> None:
    made = [printed(number, head=[OPENING], tail=[HOTLINE]) for number in range(4)]
    for each in made[:3]:
        at = text_of(each).index("这是")
        found = replace(figure("1件"), sentence=text_of(each)[at : at + 5], sentence_at=at)
        below = replace(figure("0891"), sentence=HOTLINE, sentence_at=text_of(each).index(HOTLINE))
        save(db, replace(each, figures=(found, below)))
    for row in db.rows(
        "SELECT sentence, sentence_at, text FROM figures_v1 JOIN articles_v1 ON articles_v1.id = article_id"
    ):
        assert row["text"].startswith(row["sentence"], row["sentence_at"])
    assert [row["printed"] for row in db.rows("SELECT * FROM figures_v1")] == ["1件"] * 3
    save(db, printed(8, head=[OPENING], tail=[HOTLINE], host="other.example", is_on=False))
    back = [
        (row["printed"], row["text"].find(row["sentence"]))
        for row in db.rows(
            "SELECT printed, sentence, text FROM figures_v1 JOIN articles_v1 ON articles_v1.id = article_id"
        )
    ]
    assert sorted(back) == sorted((row["printed"], row["sentence_at"]) for row in db.rows("SELECT * FROM figures_v1"))
    assert len(back) == 6


def test_copies_are_compared_without_the_furniture(db: Database) -> None:
    """The slogan of one host is not what makes two stories one, nor its lack two of one."""
    for number in range(3):
        save(db, printed(number, tail=[SLOGAN, ADVERT, HOTLINE]))
    save(db, printed(0, host="copy.example"))
    sql = "SELECT count(DISTINCT story_id) AS stories FROM articles WHERE id IN (1, 4)"
    assert one(db, sql) == {"stories": 1}
    canonical = [row["canonical"] for row in db.rows("SELECT canonical FROM documents WHERE article_id IN (1, 4)")]
    assert canonical[0] == canonical[1]


def test_who_follows_along_holds_the_rows_of_a_fresh_copy(tmp_path: Path, db: Database) -> None:
    follow = reader()
    for number, host in ((0, HOST), (1, HOST), (2, HOST), (3, HOST), (9, "other.example")):
        save(db, printed(number, tail=[SLOGAN], host=host))
        follow(tmp_path / "news.db", tmp_path / "follower.db")
    assert holdings(tmp_path / "follower.db") == published(db)


def test_why_tells_which_lines_were_taken_by_which_rule(db: Database) -> None:
    for number in range(3):
        save(db, printed(number, tail=[SLOGAN, HOTLINE]))
    told = [text for word, text in history(db, f"http://{HOST}/a/0.html") if word == "taken"]
    assert [re.sub(r"rule \d", "rule N", line) for line in told] == [
        f"tail line 6, rule N of gaoyuan.example since 2026-01-02 03:04, version 1: {SLOGAN}",
        f"tail line 7, rule N of gaoyuan.example since 2026-01-02 03:04, version 1: {HOTLINE}",
    ]


# --- in any order, and killed in between ------------------------------------------------------------------------


def a_mixture() -> list[Outcome]:
    """Two hosts with furniture, a series, follow-ups, copies across hosts, a line that two hosts share, a revision."""
    return [
        *(printed(n, tail=[SLOGAN, HOTLINE], is_on=n % 3 != 0) for n in range(7)),
        *(printed(n + 20, tail=[ADVERT], host="second.example", is_on=n != 2) for n in range(4)),
        *a_series("second.example"),
        *(replace_url(each, n) for n, each in enumerate(follow_ups_with_similar_titles())),
        *(
            printed(n, tail=["两家网站都印的一句话在这里"], host=host)
            for n, host in enumerate((HOST, HOST, HOST, "x.example"), 40)
        ),
        *(printed(n, tail=[ADVERT], host="copy.example") for n in (1, 2)),
    ]


def replace_url(outcome: Outcome, number: int) -> Outcome:
    url = f"http://{HOST}/follow/{number}.html"
    assert outcome.article is not None
    return replace(outcome, page=replace(outcome.page, url=url, link=url), article=replace(outcome.article, url=url))


@pytest.mark.slow
def test_any_order_of_arrival_ends_in_the_same_texts_and_stories(tmp_path: Path) -> None:
    found = []
    for seed in range(8):
        path = tmp_path / f"{seed}.db"
        made = random.Random(seed).sample(a_mixture(), len(a_mixture()))
        with closing(Database.open(path)) as db:
            for each in made:
                save(db, each)
        found.append({word: rows for word, rows in snapshot(path).items() if word != "links"})
    assert all(each == found[0] for each in found[1:])
    assert any(SLOGAN in text_of(each) for each in a_mixture())
    assert not any(row["text"].endswith(HOTLINE) for row in found[0]["articles"].values())


@pytest.mark.slow
def test_every_order_of_a_few_pages_gives_the_same_texts(tmp_path: Path) -> None:
    pages = [*(printed(n, tail=[SLOGAN]) for n in range(3)), printed(4, tail=[SLOGAN], host="other.example")]
    for place, order in enumerate(itertools.permutations(pages)):
        with closing(Database.open(tmp_path / f"{place}.db")) as db:
            for each in order:
                save(db, each)
            assert texts(db) == whole(pages)


@pytest.mark.slow
def test_four_processes_at_once_end_as_one_does(tmp_path: Path) -> None:
    alone, together = tmp_path / "alone.db", tmp_path / "together.db"
    store_some(alone, 0, 1)
    with multiprocessing.get_context("spawn").Pool(4) as children:
        children.starmap(store_some, [(together, start, 4) for start in range(4)])
    found = [snapshot(path) for path in (alone, together)]
    assert [found[1][word] == found[0][word] for word in ("articles", "stories", "copies")] == [True] * 3


def store_some(path: Path, start: int, step: int) -> None:
    """Store a share of the mixture, as one of several crawls."""
    with closing(Database.open(path)) as db:
        for each in a_mixture()[start::step]:
            save(db, each)


def test_a_crawl_begins_with_what_a_killed_one_left(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db")
    crawler = get_crawler()
    crawler.writer = writer  # type: ignore[attr-defined]
    writer.write_now(leave_one_due)
    assert writer.write_now(texts) == whole([printed(n, tail=[SLOGAN]) for n in (0, 1)])
    rules = flow.Rules(topics=None, publishers=publishers(), indicators=None)  # type: ignore[arg-type]
    asyncio.run(flow.FlowPipeline(crawler, rules).open_spider())
    assert writer.write_now(texts) == bare(0, 1)
    writer.close()


def leave_one_due(db: Database) -> None:
    """Commit what the third page shows, and no more: as a process does that is killed right then."""
    for number in (0, 1):
        save(db, printed(number, tail=[SLOGAN]))
    third = printed(2, tail=[SLOGAN])
    reclean.learn(db, sight(third), text_of(third), fetched_at=AT, at=AT)


def test_a_database_of_before_learns_too(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "news.db", isolation_level=None)) as old:
        MIGRATIONS[0](sqlite_utils.Database(old))
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
    with closing(Database.open(tmp_path / "news.db")) as db:
        for number in range(3):
            save(db, printed(number, tail=[SLOGAN]))
        assert texts(db) == bare(0, 1, 2)


def test_an_article_that_cannot_be_cleaned_again_stays_alone(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    for number in (0, 1):
        save(db, printed(number, tail=[SLOGAN]))
    refused = "NEW.article_id = 1 BEGIN SELECT raise(ABORT, 'not this one'); END"
    db._connection.execute(f"CREATE TRIGGER broken BEFORE INSERT ON revisions WHEN {refused}")
    stored = save(db, printed(2, tail=[SLOGAN]))
    assert (stored.ended, stored.broken) == ("added", 1)
    assert [url[-6] for url, text in texts(db).items() if text.endswith(SLOGAN)] == ["0"]
    assert [record.exc_info is not None for record in caplog.records if record.levelno == logging.ERROR] == [True]
    assert save(db, printed(3, tail=[SLOGAN])).broken == 0


@pytest.mark.slow
def test_killed_between_two_articles_the_next_process_goes_on(tmp_path: Path) -> None:
    """A real child is killed after each of its commits in turn; what it leaves ends as if nothing had happened."""
    pages = [printed(n, tail=[SLOGAN, HOTLINE]) for n in range(5)]
    expected = bare(0, 1, 2, 3, 4)
    due = 0
    for commits in range(1, 12):
        path = tmp_path / f"{commits}.db"
        with closing(Database.open(path)) as db:
            for each in pages[:2]:
                save(db, each)
        pid = os.fork()
        if not pid:
            store_and_die(path, pages[2:], commits)
        _, status = os.waitpid(pid, 0)
        assert os.WIFSIGNALED(status)
        with closing(Database.open(path)) as db:
            due += db.next_due() is not None
            reclean.catch_up(db, publishers(), at=AT)
            for each in pages:
                save(db, each)
            assert texts(db) == expected
            db.quick_check()
            assert {row["op"] for row in db.rows("SELECT op FROM revisions_v1")} <= {"recleaned"}
    assert due >= 3


def store_and_die(path: Path, pages: Sequence[Outcome], commits: int) -> None:
    """Store pages in this child of ours, and kill it when so many transactions are committed."""
    left = commits

    def trace(statement: str) -> None:
        nonlocal left
        if statement == "BEGIN IMMEDIATE":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        db = Database.open(path)
        db._connection.set_trace_callback(trace)
        for each in pages:
            save(db, each)
    finally:
        os._exit(0)


# --- the filter -------------------------------------------------------------------------------------------------


def lines(count: int, host: str = HOST) -> list[dict[str, Any]]:
    made = []
    for number in range(count):
        paragraphs = "".join(f"<p>{line}</p>" for line in [*body(number), SLOGAN])
        title = TITLES[number]
        inner = f"<h1>{title}</h1><div>2022-03-01 10:05</div><div>{paragraphs}</div>"
        page = f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{inner}</body></html>"
        url = f"http://{host}/a/{number}.html" if host else None
        made.append({"id": number, "url": url, "html_b64": b64encode(page.encode()).decode()})
    return made


def answers(given: Sequence[dict[str, Any]]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.extract"],
        input="".join(json.dumps(line) + "\n" for line in given),
        cwd=DOCS.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return [json.loads(line)["text"] for line in done.stdout.splitlines()]


def test_the_filter_takes_what_the_lines_so_far_have_shown() -> None:
    assert [text.endswith(SLOGAN) for text in answers(lines(5))] == [True, True, False, False, False]


def test_the_filter_knows_no_site_of_lines_without_a_url() -> None:
    assert all(text.endswith(SLOGAN) for text in answers(lines(5, host="")))


def test_the_filters_memory_is_bounded() -> None:
    memory = furniture.Memory()
    for number in range(furniture.memory.MOST_PAGES + 500):
        outcome = printed(number, host=f"{number % 300}.example")
        assert outcome.article is not None
        memory.clean(outcome.article)
    assert memory.pages <= furniture.memory.MOST_PAGES
    assert memory.pages_of("0.example") <= furniture.memory.PAGES_OF_HOST


def test_a_page_that_is_forgotten_as_it_comes_is_taken_as_the_others_are() -> None:
    """Of a host only so many pages are remembered; the rest of a stream are still cleaned by what those show."""
    memory = furniture.Memory()
    texts = []
    for number in range(12 * furniture.memory.PAGES_OF_HOST):
        outcome = printed(number, tail=[SLOGAN])
        assert outcome.article is not None
        texts.append(memory.clean(outcome.article).text)
    assert memory.pages == furniture.memory.PAGES_OF_HOST
    assert not any(text.endswith(SLOGAN) for text in texts[furniture.memory.PAGES_OF_HOST :])


def title_of(outcome: Outcome) -> str | None:
    assert outcome.article is not None
    return outcome.article.title
