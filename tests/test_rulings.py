"""What a person says of stories: it holds whatever is worked out anew, contradicts nothing said, and is undone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from crawlers.errors import UsageError
from crawlers.items import Outcome
from pipelines import ruling
from pipelines.database import Database
from tests.program import run, scrapy, snapshot
from tests.stored import AT, holdings, log, one, published, reader
from tests.storing import LATER, everything, publishers, sample, save

ORIGIN, REPRINT, REWRITE = sample("ce/01"), sample("cinic/01"), sample("xizang_gov/01")
OTHER = sample("tibet_cn/02")
KNOWN = publishers()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "news.db")
    yield database
    database.close()


def url(outcome: Outcome) -> str:
    return outcome.page.url


def merge(db: Database, a: Outcome, b: Outcome, note: str = "同一份通稿") -> int:
    return ruling.merge(db, url(a), url(b), KNOWN, by="张三", note=note, at=LATER)


def split(db: Database, story: int, *off: Outcome, note: str = "另一件事") -> int:
    return ruling.split(db, story, [url(each) for each in off], KNOWN, by="张三", note=note, at=LATER)


def together(db: Database) -> list[set[str]]:
    """Return the stories as sets of URLs, the largest first."""
    found: dict[int, set[str]] = {}
    for row in db.rows("SELECT story_id, url FROM articles_v1 ORDER BY story_id"):
        found.setdefault(row["story_id"], set()).add(row["url"])
    return sorted(found.values(), key=lambda urls: (-len(urls), sorted(urls)))


def test_two_stories_that_a_person_merges_are_one_and_the_lower_id_stays(db: Database) -> None:
    for each in (ORIGIN, REPRINT, REWRITE):
        save(db, each)
    merge(db, REWRITE, REPRINT)
    story = one(db, "SELECT id, articles, origin_name, independent_origins FROM stories_v1")
    assert story == {"id": 1, "articles": 3, "origin_name": "中国经济网", "independent_origins": 1}
    assert [(row["id"], row["other_id"]) for row in log(db, "story") if row["op"] == "merged"] == [(2, 1)]
    assert list(db.rows("SELECT * FROM story_aliases")) == [{"alias_id": 2, "story_id": 1}]


def test_the_edge_says_who_said_so_and_why(db: Database) -> None:
    for each in (ORIGIN, REWRITE, OTHER):
        save(db, each)
    merge(db, REWRITE, ORIGIN)
    merge(db, OTHER, ORIGIN, note="同一场活动")
    sql = """
        SELECT url, role, kind, evidence FROM copies_v1 JOIN articles_v1 ON child_id = articles_v1.id
        WHERE parent_id = (SELECT id FROM articles_v1 WHERE role = 'origin')
    """
    rows = {row["url"]: row for row in db.rows(sql)}
    assert (rows[url(REWRITE)]["role"], rows[url(REWRITE)]["kind"]) == ("rewrite", "rewrite")
    assert rows[url(REWRITE)]["evidence"].endswith("; ruling 1: one story, by 张三 on 2026-01-03: 同一份通稿")
    # Their texts share nothing: what was said is all the evidence there is.
    assert rows[url(OTHER)]["evidence"] == "ruling 2: one story, by 张三 on 2026-01-03: 同一场活动"


def test_an_article_that_a_person_splits_off_leaves_and_the_log_says_so(db: Database) -> None:
    for each in (ORIGIN, REPRINT):
        save(db, each)
    split(db, 1, REPRINT)
    assert together(db) == [{url(ORIGIN)}, {url(REPRINT)}]
    assert [(row["op"], row["other_id"]) for row in log(db, "story")][-2:] == [("changed", None), ("split", 1)]
    assert "ruling 1: two stories" in one(db, "SELECT evidence FROM copies_v1 WHERE kind = 'partial'")["evidence"]


def test_undone_it_is_as_if_it_had_never_been_said(tmp_path: Path, db: Database) -> None:
    for each in (ORIGIN, REPRINT, REWRITE):
        save(db, each)
    before = snapshot(tmp_path / "news.db")
    for number in (merge(db, REWRITE, ORIGIN), split(db, 1, REPRINT)):
        ruling.undo(db, number, KNOWN, by="李四", at=LATER)
        assert snapshot(tmp_path / "news.db") == before if number == 2 else True
    assert snapshot(tmp_path / "news.db") == before
    kept = [(row["says"], row["said_by"], row["undone_by"]) for row in db.rows("SELECT * FROM rulings_v1 ORDER BY id")]
    assert {each[0] for each in kept} == {"one_story", "two_stories"}
    assert {each[1:] for each in kept} == {("张三", "李四")}


@pytest.mark.slow
def test_rulings_survive_revision_late_arrival_and_everything_settled_anew(tmp_path: Path, db: Database) -> None:
    """Said before all else is known, or after: the same stories come of it, in whatever order articles arrive."""
    found = []
    for number, order in enumerate(permutations((ORIGIN, REPRINT, REWRITE, OTHER))):
        with closing(Database.open(tmp_path / f"{number}.db")) as each:
            for outcome in order[:2]:
                save(each, outcome)
            each.add_ruling("one_story", [(url(REWRITE), url(OTHER))], said_by="张三", note="同一场活动", at=AT)
            each.add_ruling("two_stories", [(url(ORIGIN), url(REPRINT))], said_by="张三", note="不是一回事", at=AT)
            for outcome in order[2:]:
                save(each, outcome)
            for outcome in order:  # the pages are edited and edited back, which settles everything anew
                assert outcome.article is not None
                save(
                    each, replace(outcome, article=replace(outcome.article, text=outcome.article.text[:200])), at=LATER
                )
                save(each, replace(outcome, page=replace(outcome.page, fetched_at=LATER)), at=LATER)
        held = snapshot(tmp_path / f"{number}.db")
        found.append({word: held[word] for word in ("stories", "copies")})
    assert all(each == found[0] for each in found)
    members = [set(story[0]) for story in found[0]["stories"]]
    assert {url(REWRITE), url(OTHER)} in members
    assert {url(ORIGIN)} in members
    assert {url(REPRINT)} in members


def test_a_copy_that_comes_late_joins_the_one_that_it_is_most_like(db: Database) -> None:
    for each in (ORIGIN, REPRINT):
        save(db, each)
    split(db, 1, REPRINT)
    assert ORIGIN.article is not None
    late = replace(ORIGIN.article, url="http://late.example/news/20200801.html", source=None)
    save(db, Outcome(page=replace(ORIGIN.page, url=late.url, link=late.url), article=late))
    assert sorted(map(len, together(db))) == [1, 2]


def test_a_merge_goes_before_other_figures_and_before_a_digest(db: Database) -> None:
    """By their texts the communiqués of two years, and a digest and its parts, never join."""
    for name in ("xizang_gov/03", "xizang_gov/04", "tibet_cn/07", "tibet_cn/01"):
        save(db, sample(name))
    merge(db, sample("xizang_gov/03"), sample("xizang_gov/04"))
    merge(db, sample("tibet_cn/07"), sample("tibet_cn/01"))
    assert sorted(map(len, together(db))) == [2, 2]
    assert not list(db.rows("SELECT * FROM copies_v1 WHERE child_id = parent_id"))


def test_what_contradicts_a_ruling_is_refused_and_nothing_is_written(db: Database) -> None:
    for each in (ORIGIN, REPRINT, REWRITE, OTHER):
        save(db, each)
    merge(db, REWRITE, ORIGIN)
    merge(db, OTHER, ORIGIN)
    before = log(db)
    with pytest.raises(UsageError, match=r"cannot be one story and two .*undo that first: --undo 1"):
        split(db, 1, REWRITE)
    with pytest.raises(UsageError, match="that is what you say"):
        merge(db, ORIGIN, REWRITE)
    assert log(db) == before
    split(db, 1, REPRINT)
    with pytest.raises(UsageError, match=r"cannot be one story and two .*undo that first: --undo 3"):
        merge(db, REPRINT, OTHER)  # by way of the origin
    assert len(db.rulings()) == 3


@pytest.mark.parametrize("seed", range(2))
def test_a_follower_holds_what_is_published_through_rulings_too(tmp_path: Path, db: Database, seed: int) -> None:
    chance, follow = random.Random(seed), reader()
    for each in chance.sample(everything(), 20):
        save(db, each)
    for _ in range(25):
        rulings, rows = db.rulings(), list(db.rows("SELECT url, story_id FROM articles_v1"))
        some = chance.sample(rows, 2)
        try:
            if rulings and chance.random() < 0.4:
                ruling.undo(db, chance.choice(rulings).id, KNOWN, by="李四", at=LATER)
            elif chance.random() < 0.5:
                ruling.split(db, some[0]["story_id"], [some[0]["url"]], KNOWN, by="张三", note="x", at=LATER)
            else:
                ruling.merge(db, some[0]["url"], some[1]["url"], KNOWN, by="张三", note="x", at=LATER)
        except UsageError:
            continue
        follow(tmp_path / "news.db", tmp_path / "mine.db") if chance.random() < 0.5 else None
    follow(tmp_path / "news.db", tmp_path / "mine.db")
    assert holdings(tmp_path / "mine.db") == published(db)


# --- as a person types it ---------------------------------------------------------------------------------------------


@pytest.fixture
def news(tmp_path: Path, db: Database) -> Path:
    for each in (ORIGIN, REPRINT, REWRITE):
        save(db, each)
    return tmp_path / "news.db"


@pytest.mark.slow
def test_the_command_rules_shows_and_undoes(news: Path) -> None:
    merged = run(scrapy("story", "2", "--merge", "1", "--note", "同一份通稿", "--by", "张三", "--database", news))
    assert (merged.returncode, merged.stderr) == (0, "")
    assert "3 articles" in merged.stdout
    assert "ruling 1: one story, by 张三 on " in merged.stdout
    parted = run(scrapy("story", "1", "--split", url(REPRINT), "--note", "另一件事", "--database", news))
    assert parted.returncode == 0
    assert "2 articles" in parted.stdout
    assert parted.stdout.count("── ruling 2: two stories") == 2, "on both stories"
    assert "the same text; ruling 2: two stories" in parted.stdout, "and on the edge between them"
    undone = run(scrapy("story", "1", "--undo", "2", "--database", news))
    assert undone.returncode == 0
    assert "3 articles" in undone.stdout
    assert "ruling 2" not in undone.stdout


@pytest.mark.slow
def test_the_story_of_a_rewrite_says_which_one_told_it_before(news: Path) -> None:
    lines = [line.strip(" │├└─") for line in run(scrapy("story", "2", "--database", news)).stdout.splitlines()]
    assert lines[1].startswith("1 article, 0 mirrors, 0 independent origins, origin ")
    assert lines[2] == f"tells again what story 1 told before: {url(ORIGIN)}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("1", "--merge", "2"), 2, "say why"),
        (("1", "--merge", "2", "--note", " "), 2, "say why"),
        (("1", "--merge", "1", "--note", "x"), 2, "name two to merge"),
        (("1", "--merge", "7", "--note", "x"), 1, "7: no story has it"),
        (("1", "--merge", "cinic", "--note", "x"), 2, "no http or https address"),
        (("1", "--split", "http://a.example/1", "--note", "x"), 2, "is not in story 1"),
        (("2", "--split", url(REWRITE), "--note", "x"), 2, "leave one out"),
        (("1", "--split", url(REPRINT), "--undo", "1"), 2, "one at a time"),
        (("1", "--undo", "x"), 2, "no such ruling holds on story 1"),
        (("99999999999999999999",), 1, "no story has it"),
        (("１ or 2",), 2, "no http or https address"),
    ],
)
def test_wrong_words_get_one_sentence(words: tuple[str, ...], status: int, sentence: str, news: Path) -> None:
    done = run(scrapy("story", *words, "--database", news))
    assert (done.returncode, done.stdout) == (status, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_no_database_is_made_by_ruling(tmp_path: Path) -> None:
    done = run(scrapy("story", "1", "--merge", "2", "--note", "x", "--database", tmp_path / "nowhere.db"))
    assert done.returncode == 2
    assert not list(tmp_path.iterdir())
