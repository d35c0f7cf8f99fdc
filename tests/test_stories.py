"""A grouping laid over the stored one: ids stay, aliases resolve, and the log tells a follower every row that moved."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawlers.items import Article, Edge, Grouping, Page, Role, Story
from pipelines.database import Database, Names
from tests.stored import AT, figure, holdings, log, one, published, reader

NOBODY = Names(publisher=None, publisher_class=None, source_name=None, reprinted_from_name=None)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def test_stories_that_join_keep_the_lower_id_and_the_alias_resolves(db: Database) -> None:
    a, b, c = articles(db, 3)
    group(db, [a], [b], [c])
    group(db, [b, c])
    group(db, [a, b, c])
    assert stories(db) == {1: {a, b, c}}
    assert list(db.rows("SELECT * FROM story_aliases ORDER BY alias_id")) == [
        {"alias_id": 2, "story_id": 1},
        {"alias_id": 3, "story_id": 1},
    ]
    merged = [(row["id"], row["other_id"]) for row in log(db, "story") if row["op"] == "merged"]
    assert merged == [(3, 2), (2, 1)]


def test_the_larger_part_of_a_split_keeps_the_id_and_no_id_comes_back(db: Database) -> None:
    a, b, c = articles(db, 3)
    group(db, [a], [b, c])
    group(db, [a, b, c])
    group(db, [a], [b, c])
    assert stories(db) == {1: {b, c}, 3: {a}}
    assert [(row["id"], row["op"], row["other_id"]) for row in log(db, "story")][-2:] == [
        (3, "split", 1),
        (1, "origin_changed", a),
    ]


def test_two_stories_may_exchange_an_article(db: Database) -> None:
    a, b, c, d = articles(db, 4)
    group(db, [a, b, c], [d])
    group(db, [a, b], [c, d])
    assert stories(db) == {1: {a, b}, 2: {c, d}}


def test_a_part_may_join_another_story_while_the_rest_stays(db: Database) -> None:
    """The rest of story 2 is looked at after story 1 took over its name: nobody may be left without a story."""
    a, b, c, d = articles(db, 4)
    group(db, [a], [b, c], [d])
    group(db, [a, b], [c, d])
    assert all(members for members in stories(db).values())
    assert set().union(*stories(db).values()) == {a, b, c, d}


def test_another_origin_is_logged_with_the_one_before(db: Database) -> None:
    a, b = articles(db, 2)
    group(db, [a, b])
    write(db, [story([a, b], origin=b)])
    assert (log(db, "story")[-1]["op"], log(db, "story")[-1]["other_id"]) == ("origin_changed", a)
    write(db, [story([a, b], origin=None, name="乙报")])
    assert (log(db, "story")[-1]["op"], log(db, "story")[-1]["other_id"]) == ("origin_changed", b)


def test_a_transaction_does_not_say_changed_of_what_it_just_added(db: Database) -> None:
    with db.transaction():
        (a,) = articles(db, 1)
        group(db, [a])
    assert [row["op"] for row in log(db, "article")] == ["added"]
    write(db, [story([a], origin=None)])
    assert [row["op"] for row in log(db, "article")] == ["added", "changed"]


def test_writing_the_same_grouping_again_logs_nothing(db: Database) -> None:
    a, b = articles(db, 2)
    edges = [edge(b, a), edge(b, None, "乙报")]
    write(db, [story([a, b])], edges)
    before = log(db)
    write(db, [story([b, a], origin=a)], edges[::-1])
    assert log(db) == before


def test_an_edge_keeps_its_id_while_it_lasts(db: Database) -> None:
    a, b, c = articles(db, 3)
    write(db, [story([a, b, c])], [edge(b, a), edge(c, a)])
    write(db, [story([a, b, c])], [edge(b, a, evidence="another sentence"), edge(c, b)])
    rows = {row["id"]: (row["child_id"], row["parent_id"]) for row in db.rows("SELECT * FROM copies_v1")}
    assert rows == {1: (b, a), 3: (c, b)}
    assert [(row["id"], row["op"]) for row in log(db, "copy")][2:] == [(2, "changed"), (1, "changed"), (3, "added")]


def test_a_figure_is_stated_by_the_origin_of_its_story(db: Database) -> None:
    a, b = articles(db, 2)
    write(db, [story([a, b], origin=a, name="甲报")])
    db.save_figures(b, [figure("171.3亿元")], "added", at=AT)
    assert one(db, "SELECT stated_by, stated_at, via, confidence FROM figures_v1") == {
        "stated_by": "甲报",
        "stated_at": "2020-01-01",
        "via": "http://a.test/2",
        "confidence": "medium",
    }
    write(db, [story([a, b], origin=None, name="丙网")])
    assert one(db, "SELECT stated_by, via, confidence FROM figures_v1") == {
        "stated_by": "丙网",
        "via": "http://a.test/2",
        "confidence": "low",
    }
    assert log(db, "figure")[-1]["op"] == "changed"


def test_a_follower_holds_the_same_rows_as_one_who_reads_afresh(tmp_path: Path, db: Database) -> None:
    """Merges, splits, other origins, edges and figures that come and go, at random; the follower looks in at random."""
    chance = random.Random(7)
    ids = articles(db, 9)
    follow = reader()
    for step in range(120):
        mess_up(db, chance, ids, AT + timedelta(minutes=step))
        if chance.random() < 0.3:
            follow(tmp_path / "news.db", tmp_path / "follower.db")
    follow(tmp_path / "news.db", tmp_path / "follower.db")
    follow(tmp_path / "news.db", tmp_path / "fresh.db")
    held = {name: holdings(tmp_path / f"{name}.db") for name in ("follower", "fresh")}
    assert held["follower"] == held["fresh"] == published(db)
    assert {row["op"] for row in log(db, "story")} == {"added", "changed", "merged", "split", "origin_changed"}


def mess_up(db: Database, chance: random.Random, ids: Sequence[int], at: datetime) -> None:
    """Write a random grouping of some articles' whole stories, or other figures of one article."""
    if chance.random() < 0.2:
        some = [figure(str(chance.randrange(4))) for _ in range(chance.randrange(3))]
        db.save_figures(chance.choice(ids), some, chance.choice(["changed", "revised"]), at=at)
        return
    places = {id_: db.place_of(id_)[0] for id_ in ids}
    touched = set(chance.sample(list(places.values()), 4))
    parts: dict[int, list[int]] = {}
    for id_ in chance.sample(ids, len(ids)):
        if places[id_] in touched:
            parts.setdefault(chance.randrange(4), []).append(id_)
    found = [story(part, origin=chance.choice([*part, None]), name=chance.choice("甲乙")) for part in parts.values()]
    members = [id_ for part in parts.values() for id_ in part]
    edges = {(chance.choice(members), chance.choice([*members, None])) for _ in range(3)}
    write(db, found, [edge(child, parent, "丙") for child, parent in edges if child != parent], at=at)


def articles(db: Database, count: int) -> list[int]:
    """Store `count` articles and return their ids."""
    found = []
    for n in range(1, count + 1):
        url = f"http://a.test/{n}"
        page = Page(url=url, body=b"", fetched_at=AT)
        article = Article(url=url, title=f"第{n}篇", text="正文。", published_at=f"2020-01-0{n}")
        found.append(db.save_article(page, article, None, NOBODY, at=AT)[0])
    return found


def story(members: Sequence[int], *, origin: int | None = -1, name: str | None = None) -> Story:
    """Make a story; its first member is the origin unless told."""
    origin = members[0] if origin == -1 else origin
    roles: dict[int, Role] = {id_: "origin" if id_ == origin else "reprint" for id_ in members}
    return Story(
        roles=roles, origin=origin, origin_name=name, origin_confidence="medium", mirrors=0, independent_origins=1
    )


def edge(child: int, parent: int | None, name: str | None = None, evidence: str = "100 % of it") -> Edge:
    return Edge(child=child, parent=parent, parent_name=name, kind="reprint", confidence="medium", evidence=evidence)


def write(db: Database, found: Sequence[Story], edges: Sequence[Edge] = (), *, at: datetime = AT) -> None:
    db.write_grouping(Grouping(stories=tuple(found), edges=tuple(edges)), rule_version="1", at=at)


def group(db: Database, *parts: Sequence[int]) -> None:
    write(db, [story(part) for part in parts])


def stories(db: Database) -> dict[int, set[int]]:
    """Return the members of every story."""
    found: dict[int, set[int]] = {row["id"]: set() for row in db.rows("SELECT id FROM stories_v1")}
    for row in db.rows("SELECT id, story_id FROM articles_v1"):
        found[row["story_id"]].add(row["id"])
    return found
