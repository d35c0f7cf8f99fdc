"""Any order of arrival ends in the same stories, roles, origins and edges: in a crawl's database and in the filter."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.items import Article, Outcome, Page
from pipelines import flow
from pipelines.chinese import script_of
from pipelines.database import Database
from pipelines.dedupe.__main__ import Arrivals
from pipelines.extract.readings import are_injected
from tests import reposting
from tests.sample import pages
from tests.stored import AT, holdings, log, published, reader
from tests.storing import JUDGED, publishers, save
from tests.test_settle import without_ledger
from tests.texts import OWN

CHANCE = random.Random(11)
PARTS = [text.split("\n") for text in OWN]


def page(host: str, text: str, day: str | None, title: str = "高原数据园区", **fields: Any) -> Outcome:
    """Make a page of a host, as both a crawl and the filter would take it."""
    url = f"http://{host}/news/{len(text)}-{sum(map(ord, text)) % 9973}.html"
    article = Article(
        url=url,
        title=title,
        text=text,
        published_at=day,
        script=script_of(text),
        flags=("injected_readings",) if are_injected([text]) else (),
        **fields,
    )
    return Outcome(page=Page(url=url, link=url, body=b"", fetched_at=AT), article=article, judgement=JUDGED)


POOL = [
    page("district.ce.cn", OWN[0], "2020-07-29T07:41+08:00"),
    page("www.cinic.org.cn", OWN[0], "2020-07-29", source="中国经济网"),
    page("one.example", reposting.mirror(OWN[0], CHANCE), "2020-07-29", source="中国产业经济信息网"),
    page("two.example", reposting.traditional(OWN[0], CHANCE), "2023-09-20", reprinted_from="新华网"),
    page("www.c114.com.cn", reposting.half(OWN[0], CHANCE), "2020-07-30"),
    page("three.example", reposting.edited(OWN[0], CHANCE), "2020-07-31", source="某某行业网"),
    page("www.tibet.cn", reposting.other_figures(OWN[0], CHANCE), "2020-08-29"),
    page("www.news.cn", OWN[1], "2020-07-28", title="小水电站", source="新华社"),
    page("four.example", OWN[1], None, title="小水电站", source="新华网"),
    page("xz.people.com.cn", f"{OWN[0]}\n{OWN[1]}", "2020-08-02", title="一周要闻"),
    page("five.example", f"{OWN[0]}\n{OWN[1]}", "2020-08-02T09:00+08:00", title="一周要闻", source="人民网"),
    page("www.xzxw.com", OWN[0].replace("园区", "我区"), "2020-07-29", source="新华社、西藏日报"),
    page("six.example", "\n".join(PARTS[2]), "2020-06-01", title="茶厂"),
    page("seven.example", "\n".join(PARTS[2][:2]), "2020-06-02", title="茶厂"),
    page("eight.example", "\n".join(PARTS[2][3:]), "2020-06-03", title="茶厂", source="八号网"),
    page("nine.example", "\n".join((*PARTS[2][:2], *PARTS[3])), "2020-06-04", title="网课座谈会"),
]
assert len({each.page.url for each in POOL}) == len(POOL)


def earlier(each: Outcome, text: str) -> Outcome:
    """Return what the page printed an hour before."""
    assert each.article is not None
    fetched = replace(each.page, fetched_at=AT - timedelta(hours=1))
    return replace(each, page=fetched, article=replace(each.article, text=text))


@st.composite
def arrivals(draw: st.DrawFn) -> list[Outcome]:
    """A few pages in any order, some of them also as they were before they were edited, sooner or later."""
    chosen = draw(st.lists(st.sampled_from(POOL), min_size=2, max_size=7, unique_by=lambda each: each.page.url))
    edited = [earlier(each, draw(st.sampled_from(OWN))) for each in chosen if draw(st.integers(0, 3)) == 0]
    return draw(st.permutations([*chosen, *edited]))


def stored(found: Iterable[Outcome], folder: Path) -> dict[str, Any]:
    """Store pages one after the other, a follower looking in; return what is published of them."""
    path = folder / "news.db"
    with closing(Database.open(path)) as db:
        for number, each in enumerate(found):
            save(db, each)
            if number % 3 == 0:
                reader()(path, folder / "mine.db")
        reader()(path, folder / "mine.db")
        assert holdings(folder / "mine.db") == published(db)
    return without_ledger(path)


def settled(found: Sequence[Outcome], folder: Path) -> list[dict[str, Any]]:
    """Give pages to the filter, their URLs as ids; return its settled rows."""
    with closing(Database.open(folder / "arrivals.db")) as db:
        filter_ = Arrivals(db, publishers())
        for each in found:
            assert each.article is not None
            names = ("url", "title", "text", "published_at", "source", "reprinted_from")
            filter_.answer({"id": each.page.url, **{name: getattr(each.article, name) for name in names}})
        return sorted(filter_.settled(), key=lambda row: str(row["id"]))


def final(events: Iterable[Outcome]) -> list[Outcome]:
    """Return each page as it was printed last."""
    return sorted((each for each in events if each.page.fetched_at == AT), key=lambda each: each.page.url)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(arrivals())
def test_any_order_of_pages_and_their_revisions_ends_alike_in_a_crawl(events: list[Outcome]) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        found = stored(events, Path(one))
        assert found == stored(final(events), Path(other))
        assert set(found["articles"]) == {each.page.url for each in events}, "nothing is dropped"
        assert all(row["role"] for row in found["articles"].values())


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(arrivals(), st.randoms(use_true_random=False))
def test_any_order_ends_alike_in_the_filter_and_as_in_the_crawl(events: list[Outcome], chance: random.Random) -> None:
    last = final(events)
    shuffled = chance.sample(last, len(last))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        rows = settled(shuffled, Path(one))
        assert rows == settled(last, Path(other))
        crawl = stored(shuffled, Path(one))
    assert {row["id"]: row["role"] for row in rows} == {url: row["role"] for url, row in crawl["articles"].items()}
    stories: dict[str, list[str]] = {}
    for row in rows:
        stories.setdefault(row["story"], []).append(row["id"])
    assert sorted(map(sorted, stories.values())) == [members for members, *_ in crawl["stories"]]
    edges = {(child, parent, evidence) for child, parent, _, _, evidence in crawl["copies"]}
    assert {(row["id"], row["parent"], row["evidence"]) for row in rows if row["evidence"]} <= edges


# --- what came first is not what counts -------------------------------------------------------------------------------


def test_an_origin_that_is_found_late_takes_its_place(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "news.db")) as db:
        for each in (POOL[2], POOL[1]):
            save(db, each)
        assert [row["role"] for row in db.rows("SELECT role FROM articles_v1 ORDER BY id")] == ["mirror", "reprint"]
        logged = len(log(db))
        save(db, POOL[0])
        (story,) = db.rows("SELECT id, origin_article_id, origin_name, origin_confidence, articles FROM stories_v1")
        assert story == {
            "id": 1,
            "origin_article_id": 3,
            "origin_name": "中国经济网",
            "origin_confidence": "high",
            "articles": 3,
        }
        told = [(row["kind"], row["id"], row["op"]) for row in log(db)[logged:] if row["kind"] == "story"]
        assert told == [("story", 1, "origin_changed")]
        (edge,) = db.rows("SELECT parent_id, kind FROM copies_v1 WHERE child_id = 2")
        assert edge == {"parent_id": 3, "kind": "reprint"}, "who was only named is seen now"


def test_a_bridge_joins_two_stories_and_log_and_aliases_say_so(tmp_path: Path) -> None:
    """Two excerpts that share nothing, and then the whole of which both are a part."""
    whole, first, second = POOL[12:15]
    with closing(Database.open(tmp_path / "news.db")) as db:
        for each in (second, first):
            save(db, each)
        assert [row["articles"] for row in db.rows("SELECT articles FROM stories_v1 ORDER BY id")] == [1, 1]
        save(db, whole)
        assert [row["id"] for row in db.rows("SELECT id FROM stories_v1")] == [1]
        assert list(db.rows("SELECT alias_id, story_id FROM story_aliases")) == [{"alias_id": 2, "story_id": 1}]
        merged = [(row["id"], row["other_id"]) for row in log(db, "story") if row["op"] == "merged"]
        assert merged == [(2, 1)]
        roles = [row["role"] for row in db.rows("SELECT role FROM articles_v1 ORDER BY id")]
        assert roles == ["excerpt", "excerpt", "origin"]


def test_a_page_that_leaves_a_text_is_compared_with_it_as_it_is_carried_without_the_page(tmp_path: Path) -> None:
    """Its old text was carried on its day too, by itself alone: the report of July is a month apart, not no day."""
    july, august = POOL[1], POOL[6]
    before = earlier(august, OWN[0])
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    found = stored((july, before, august), tmp_path / "one")
    assert found == stored((july, august), tmp_path / "other")
    assert any("31 days apart" in evidence for *_, evidence in found["copies"])


# --- the seed ---------------------------------------------------------------------------------------------------------

SEED = ("ce/01", "cinic/01", "mirror/01")


@pytest.fixture(scope="module")
def seed() -> list[Outcome]:
    """The three pages of the seed's story, all the way from their bytes."""
    data = Path(__file__).parents[1] / "data"
    rules = flow.load_rules(*(data / f"{name}.toml" for name in ("topics", "publishers", "indicators")))
    return [flow.process(each.page, rules) for each in pages() if each.name in SEED]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_seed_s_three_pages_are_one_story_in_all_six_orders(
    tmp_path: Path, seed: list[Outcome], order: tuple[int, ...]
) -> None:
    path = tmp_path / "news.db"
    with closing(Database.open(path)) as db:
        for number in order:
            save(db, seed[number])
        (story,) = db.rows("SELECT * FROM stories_v1")
        sql = "SELECT publisher, role, role_evidence FROM articles_v1 ORDER BY role"
        members = [tuple(row.values()) for row in db.rows(sql)]
        copies = """
            SELECT child.role, parent.publisher AS parent, kind, copies_v1.confidence, evidence FROM copies_v1
            JOIN articles_v1 AS child ON child.id = child_id JOIN articles_v1 AS parent ON parent.id = parent_id
            ORDER BY kind
        """
        edges = [tuple(row.values()) for row in db.rows(copies)]
        assert len(list(db.rows("SELECT id FROM copies_v1"))) == 2
    injected = "readings were injected into the text"
    assert (story["origin_name"], story["origin_confidence"]) == ("中国经济网", "high")
    assert (story["articles"], story["mirrors"], story["independent_origins"], story["flags"]) == (3, 1, 1, "[]")
    assert members == [
        (None, "mirror", injected),
        ("中国经济网", "origin", None),
        ("中国产业经济信息网", "reprint", None),
    ]
    assert edges == [
        ("mirror", "中国产业经济信息网", "mirror", "high", injected),
        ("reprint", "中国经济网", "reprint", "high", "转自 中国经济网"),
    ]


def test_the_seed_s_mirror_alone_names_whom_it_copied_and_where_that_is_from(
    tmp_path: Path, seed: list[Outcome]
) -> None:
    with closing(Database.open(tmp_path / "news.db")) as db:
        (mirror,) = (each for each in seed if "mirror" in each.page.url)
        save(db, mirror)
        (story,) = db.rows("SELECT * FROM stories_v1")
        edges = [
            (row["parent_id"], row["parent_name"], row["kind"])
            for row in db.rows("SELECT parent_id, parent_name, kind FROM copies_v1 ORDER BY kind")
        ]
    assert (story["origin_article_id"], story["origin_name"], story["published_at"]) == (None, "中国经济网", None)
    assert (story["origin_confidence"], story["mirrors"], story["independent_origins"]) == ("medium", 1, 1)
    assert edges == [(None, "中国产业经济信息网", "mirror"), (None, "中国经济网", "named")]
