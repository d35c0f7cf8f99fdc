"""Settling: the same stories in whatever order the articles come, and each at the cost of its own neighbours."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawlers.items import Article, Outcome, Page
from pipelines import settle
from pipelines.database import Database
from pipelines.naming import names_of
from tests.program import snapshot
from tests.reposting import COPIES, EXCERPTS
from tests.stored import AT, holdings, log, one, published, reader
from tests.storing import JUDGED, LATER, everything, publishers, sample, save

NOTICE = (
    "那曲市气象台今日发布城区预报，白天最高气温{}摄氏度，夜间最低气温{}摄氏度，降水概率百分之{}。\n"
    "受高空槽影响，未来{}小时多数乡镇云量增多，局部有{}毫米小雪，请牧民留意天气，及时把牛羊赶回背风的草场。\n"
    "空气质量指数为{}，首要污染物是臭氧，紫外线强度{}级，老人和儿童不宜在户外久留，出门请戴帽子和墨镜。\n"
    "公路部门提醒，翻越唐古拉山口的货车限速{}公里，请保持车距，遇到团雾就近驶入停车区等候。"
)
HOSTS = ("www.news.cn", "xz.people.com.cn", "www.cinic.org.cn", "one.example", "two.example")


def test_an_article_revised_away_from_its_story_leaves_it(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    copy, original = sample("cinic/03"), sample("ce/02")
    for each in (copy, original):
        save(db, each)
    assert len(list(db.rows("SELECT * FROM stories_v1"))) == 1
    assert copy.article is not None
    another = replace(copy, article=replace(copy.article, text=text_of(sample("tibet_cn/03"))))
    assert save(db, another, at=LATER).ended == "revised"
    # The story stays with its origin; the other's 来源 still names whom it copied, unseen as far as this text goes.
    assert [(row["id"], row["articles"]) for row in db.rows("SELECT * FROM stories_v1")] == [(1, 1), (2, 1)]
    assert one(db, "SELECT origin_article_id FROM stories_v1 WHERE id = 1") == {"origin_article_id": 2}
    assert {(row["id"], row["op"]) for row in log(db, "story")[-2:]} == {(1, "changed"), (2, "split")}
    db.close()


def test_when_somebody_turns_out_to_stand_behind_a_release_its_rewrite_counts_no_longer(tmp_path: Path) -> None:
    """g01: the mirror names nobody at first, then its page says where it is from."""
    db = Database.open(tmp_path / "news.db")
    mirror, department = sample("mirror/01"), sample("xizang_gov/01")
    assert mirror.article is not None
    told = replace(mirror.article, flags=("injected_readings",), published_at="2020-07-29")
    nameless = replace(mirror, article=replace(told, source=None, reprinted_from=None))
    for each in (department, nameless):
        save(db, each)
    sql = "SELECT independent_origins AS n, retold_article_id AS retold FROM stories_v1 ORDER BY id"
    assert [(row["n"], row["retold"]) for row in db.rows(sql)] == [(1, None), (0, None)]
    later = replace(mirror.page, fetched_at=mirror.page.fetched_at + timedelta(days=1))
    assert save(db, replace(mirror, article=told, page=later), at=LATER).ended == "revised"
    assert [(row["n"], row["retold"]) for row in db.rows(sql)] == [(0, 2), (1, None)]
    assert {(row["id"], row["op"]) for row in log(db, "story")[-2:]} == {(1, "changed"), (2, "origin_changed")}
    db.close()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_arrival_does_not_matter(tmp_path: Path, seed: int) -> None:
    """Nor what was printed before a revision; and whoever followed along holds the rows of a fresh copy."""
    chance = random.Random(seed)
    follow = reader()
    db = Database.open(tmp_path / "news.db")
    for each in in_any_order(chance):
        save(db, each)
        if chance.random() < 0.1:
            follow(tmp_path / "news.db", tmp_path / "follower.db")
    for path in ("follower.db", "fresh.db"):
        follow(tmp_path / "news.db", tmp_path / path)
    assert holdings(tmp_path / "follower.db") == holdings(tmp_path / "fresh.db") == published(db)
    db.close()
    assert without_ledger(tmp_path / "news.db") == in_order(tmp_path)


def test_a_copy_that_another_process_stores_meanwhile_is_found_under_the_lock(tmp_path: Path) -> None:
    ours, theirs = Database.open(tmp_path / "news.db"), Database.open(tmp_path / "news.db")
    copy = sample("cinic/03")
    assert copy.article is not None
    names = names_of(copy.article.url, copy.article.source, None, copy.page.site.publisher, publishers())
    matched = settle.match(ours, copy.page, copy.article, names, None)
    save(theirs, sample("ce/02"))
    with ours.transaction():
        id_, _ = ours.save_article(copy.page, copy.article, JUDGED, names, at=AT)
        settle.settle(ours, id_, matched, publishers(), at=AT)
    assert one(ours, "SELECT articles FROM stories_v1") == {"articles": 2}
    for db in (ours, theirs):
        db.close()


def test_an_article_that_is_of_no_text_is_of_no_story(tmp_path: Path) -> None:
    db = Database.open(tmp_path / "news.db")
    save(db, sample("ce/02"))
    before = snapshot(tmp_path / "news.db")
    settle.resettle(db, [1, 2], publishers(), at=LATER)
    assert snapshot(tmp_path / "news.db") == before
    db.close()


@pytest.mark.slow
def test_four_processes_at_once_store_what_one_does(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Database.open(path).close()
    shares = [[each.page.url for each in everything()[start::4]] for start in range(4)]
    with multiprocessing.get_context("spawn").Pool(4) as children:
        children.starmap(save_some, [(path, share) for share in shares])
    assert without_ledger(path) == in_order(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_nor_with_recurring_notices_reposts_and_digests_among_them(tmp_path: Path, seed: int) -> None:
    made = list(a_mixture(random.Random(5)))
    found = []
    for name in ("one", "other"):
        db = Database.open(tmp_path / f"{name}.db")
        for each in random.Random(f"{name}{seed}").sample(made, len(made)):
            save(db, each)
        db.close()
        found.append(without_ledger(tmp_path / f"{name}.db"))
    assert found[0] == found[1]
    kinds = {kind for *_, kind, _ in found[0]["copies"]}
    assert kinds >= {"reprint", "excerpt", "mirror", "digest", "template", "named"}


def test_a_recurring_report_leans_on_its_last_issue_alone(tmp_path: Path) -> None:
    """Each is a template of every other: were all looked at, the thousandth would cost a thousand times the first."""
    db = Database.open(tmp_path / "news.db")
    chance = random.Random(1)
    ids = [save(db, notice(chance, day)).article_id or 0 for day in range(12)]
    for before, id_ in pairwise(ids):
        assert db.leant_on_by([id_]) == {before}
        assert db.leaning_on([before]) == {id_}
    edges = [(row["child_id"], row["parent_id"], row["kind"]) for row in db.rows("SELECT * FROM copies_v1")]
    assert sorted(edges) == [(id_, before, "template") for before, id_ in pairwise(ids)]
    db.close()


def a_mixture(chance: random.Random) -> Iterator[Outcome]:
    """Yield notices of a month, some reposted, articles with copies of every kind, and digests of two."""
    for day in range(20):
        issue = notice(chance, day)
        yield issue
        if chance.random() < 0.5:
            yield repost(chance, issue, chance.choice(list(EXCERPTS.values())), day + 1)
    articles = everything()
    for number, each in enumerate(articles):
        yield each
        for kind in chance.sample(
            [*COPIES.values(), *EXCERPTS.values()], chance.randrange(4) if number % 3 == 0 else 0
        ):
            yield repost(chance, each, kind, chance.randrange(30))
    for _ in range(5):
        first, second = chance.sample(articles, 2)
        yield repost(chance, first, lambda text, _, other=second: f"{text}\n{text_of(other)}", 40)


def notice(chance: random.Random, day: int) -> Outcome:
    """Make one issue of a report that recurs daily, with other figures."""
    text = NOTICE.format(*(chance.randint(1, 300) for _ in range(8)))
    return made(f"http://weather.example/{day}", text, "那曲天气", day)


def repost(chance: random.Random, each: Outcome, kind: Any, day: int) -> Outcome:
    url = f"http://{chance.choice(HOSTS)}/{chance.getrandbits(40)}.html"
    return made(url, kind(text_of(each), chance), "转载", day, source=chance.choice([None, "新华网", "中国西藏网"]))


def made(url: str, text: str, title: str, day: int, *, source: str | None = None) -> Outcome:
    article = Article(
        url=url,
        title=title,
        text=text,
        published_at=(date(2021, 3, 1) + timedelta(days=day)).isoformat(),
        source=source,
    )
    return Outcome(page=Page(url=url, link=url, body=b"", fetched_at=AT), article=article, judgement=JUDGED)


def text_of(each: Outcome) -> str:
    assert each.article is not None
    return each.article.text


def save_some(path: Path, urls: Sequence[str]) -> None:
    """Store some of the sample's articles, as one of several crawls."""
    db = Database.open(path)
    for each in everything():
        if each.page.url in urls:
            save(db, each)
    db.close()


def in_any_order(chance: random.Random) -> Iterator[Outcome]:
    """Yield all articles; one in five first with the text of another one, later as it is."""
    waiting = chance.sample(everything(), len(everything()))
    for each in list(waiting):
        other = chance.choice(everything())
        if chance.random() < 0.2 and each.article and other.article:
            yield replace(each, article=replace(each.article, text=other.article.text))
    yield from waiting


def in_order(tmp_path: Path) -> dict[str, Any]:
    """Store all articles one after the other and return what came of it."""
    path = tmp_path / "in_order.db"
    db = Database.open(path)
    for each in everything():
        save(db, each)
    db.close()
    return without_ledger(path)


def without_ledger(path: Path) -> dict[str, Any]:
    found = snapshot(path)
    return {word: found[word] for word in ("articles", "stories", "copies")}
