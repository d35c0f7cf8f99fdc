"""Search: what is found, in which order and how it is marked; and nothing that can be typed is an error."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.items import Article, Outcome, Page
from pipelines import search, store
from pipelines.database import Database, SearchEntry
from pipelines.search.asked import LONGEST, MOST
from pipelines.search.marks import spans
from pipelines.search.words import spaced
from tests.benchmarks.filling import outcome
from tests.benchmarks.originals import original
from tests.program import copy, run, scheduler
from tests.stored import AT, one
from tests.storing import JUDGED, LATER, publishers

TEXTS = {
    "mobile": ("西藏建成5G基站", "拉萨的５Ｇ基站增加了。移动公司说，数字经济需要网络。"),
    "hant": ("拉薩發展數字經濟", "西藏自治區的數(shù)字經濟規模擴大，電子商務也在發展。"),
    "parted": ("青稞", "农民说起西。藏青稞的人很多，电 商 平台也来了。"),
    "english": ("Digital economy in Lhasa", "The digital economy grew by 10.5% in Tibet; 15G is no network."),
    "none": ("那曲牧场", "牧民卖牦牛肉，没有别的事。"),
}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(Database.open(tmp_path / "news.db")) as opened:
        for name, (title, text) in TEXTS.items():
            save(opened, name, title, text)
        search.catch_up(opened)
        yield opened


def save(db: Database, name: str, title: str, text: str, *, day: str = "2020-07-29") -> store.Stored:
    article = Article(
        url=f"http://{name}.example/1.html", title=title, text=text, published_at=day, extractor_version="1"
    )
    page = Page(url=article.url, body=b"", fetched_at=AT)
    return store.save(db, Outcome(page=page, article=article, judgement=JUDGED), publishers(), at=AT, learns=False)


def found(db: Database, typed: str) -> set[str]:
    return {each.url.split("/")[2].split(".")[0] for each in search.find(db, typed).found}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("西藏", {"mobile", "hant"}),  # two characters; 西。藏 is none
        ("拉薩", {"mobile", "hant"}),  # traditional finds simplified …
        ("数字经济", {"mobile", "hant"}),  # … and simplified traditional, and no reading hides it
        ("電商", {"parted"}),  # nor does a space
        ("5g", {"mobile"}),  # whole words, in any width and case
        ("DIGITAL", {"english"}),
        ("digit", set()),
        ('"digital economy"', {"english"}),
        ('"economy digital"', set()),
        ("economy digital", {"english"}),
        ("10.5%", {"english"}),
        ("西藏 拉萨", {"mobile", "hant"}),
        ("西藏，网络", {"mobile"}),
        ("西藏 -电子商务", {"mobile"}),
        ("西藏 －電子商務", {"mobile"}),
        ("“西藏建成”", {"mobile"}),
        ("「移动公司说数字经济」", {"mobile"}),  # a comma that is in the way is not
        ("藏", {"mobile", "hant", "parted"}),
        ("西藏 火星", set()),
        ("-西藏", set()),
    ],
)
def test_what_is_found(db: Database, typed: str, names: set[str]) -> None:
    assert found(db, typed) == names


HOSTILE = (
    "", " ", '"', '"西藏', '""', "-", "--", "- 西藏", '-"', "*", "西藏*", "^西藏", "title:西藏", "{title words}:x",
    "西藏 NEAR 拉萨", "NEAR(西藏 拉萨, 2)", "西藏 AND", "AND", "OR OR OR", "NOT", "西藏 + 拉萨", "(((", "西藏)",
    "'; DROP TABLE articles; --", "\x00西藏", "西\ud800藏", "。。。", "%", ".", "…", "\u200b", "\u0f66\u0f42", "🙂",
    "a" * 5000, '"' * 999, "西 " * 999, "<script>alert(1)</script>", "{{7*7}}", "\\", "词" * 400, "-西藏 -拉萨", "\n\t",
    "𠮷", "A\u0301",
)  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_f05_nothing_that_can_be_typed_is_an_error(db: Database, typed: str) -> None:
    before = one(db, "SELECT count(*) AS articles FROM articles_v1")
    results = search.find(db, typed)
    assert results.pages >= 1
    assert one(db, "SELECT count(*) AS articles FROM articles_v1") == before


def test_f05_nor_is_anything_made_of_the_marks_that_mean_something(db: Database) -> None:
    chance = random.Random(5)
    signs = [*"\"“”「」-－^*(){}:+,， .%'\\;\x00", "西藏", "拉萨", "AND", "OR", "NOT", "NEAR", "5g"]
    for _ in range(500):
        search.find(db, "".join(chance.choices(signs, k=chance.randrange(1, 30))))


def test_a_question_is_bounded() -> None:
    asked = search.read(" ".join(f"词{n}" for n in range(1000)))
    assert len(asked.wanted) == MOST
    assert len("".join(search.read("词" * 9999).wanted)) == LONGEST


def test_the_title_weighs_more_and_the_newest_is_first_among_equals(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "news.db")) as db:
        for number, name in enumerate(("old", "new", "newest")):
            day = f"2020-07-0{number + 1}"
            save(
                db,
                name,
                f"第{number}条",
                f"有关{name}的云计算中心今天投入使用，编号{number}。{'无关的话' * number * 0}",
                day=day,
            )
        save(db, "titled", "云计算中心", "今天投入使用。" * 3, day="2019-01-01")
        save(db, "often", "第9条", "云计算中心。云计算中心里有云计算中心，旁边也是云计算中心。", day="2018-01-01")
        search.catch_up(db)
        order = [each.url.split("/")[2] for each in search.find(db, "云计算中心").found]
    assert order[0] == "titled.example"
    assert order[1] == "often.example"
    assert order[2:] == ["newest.example", "new.example", "old.example"]


def test_a_story_is_found_once_by_its_best_article(tmp_path: Path) -> None:
    text = original(3).text + "拉萨云计算中心落成。"
    with closing(Database.open(tmp_path / "news.db")) as db:
        for name in ("one", "two", "three"):
            save(db, name, "同一条新闻", text)
        search.catch_up(db)
        results = search.find(db, "云计算中心")
    assert (results.stories, len(results.found)) == (1, 1)
    assert results.found[0].articles == 3


def test_a_changed_article_is_found_by_what_it_says_now(db: Database) -> None:
    text = "拉萨的直升机开通了航线。移动公司说，数字经济需要网络。"
    changed = Article(
        url="http://mobile.example/1.html",
        title="西藏开航",
        text=text,
        published_at="2020-07-29",
        extractor_version="1",
    )
    page = Page(url=changed.url, body=b"", fetched_at=LATER)
    found_ = Outcome(page=page, article=changed, judgement=JUDGED)
    assert store.save(db, found_, publishers(), at=LATER, learns=False).ended == "revised"
    assert found(db, "基站") == set() or db.waiting_for_search()
    search.catch_up(db)
    assert found(db, "基站") == set()
    assert found(db, "直升机") == {"mobile"}
    assert found(db, "开航") == {"mobile"}
    # a judgement that changes is no change of the text
    again = replace(found_, judgement=replace(JUDGED, score=8.0))
    assert store.save(db, again, publishers(), at=LATER, learns=False).ended == "changed"
    assert db.waiting_for_search() == 0


def test_what_changes_before_it_was_entered_is_entered_once_as_it_is_now(db: Database) -> None:
    """Furniture that is learnt meanwhile changes articles that still wait."""
    for limit in (1, 10):
        save(db, f"late{limit}", "林芝的水电站", f"林芝的水电站今天发电，编号{limit}。")
        save(db, f"later{limit}", "日喀则", f"日喀则的编号{limit}。")
        save(db, f"late{limit}", "林芝的水电站", f"林芝的水电站今天检修，直升机送来了配件，编号{limit}。")
        while db.waiting_for_search():
            db.enter_for_search(search.index._entry, version=search.VERSION, limit=limit)
    assert found(db, "直升机") == {"late1", "late10"}
    assert found(db, "发电") == set()
    assert one(db, "SELECT count(*) AS n FROM searched") == {"n": len(TEXTS) + 4}


def test_a_batch_that_waits_is_entered_with_the_last_of_it(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path / "news.db")) as db:
        for number in range(search.BATCH - 1):
            store.save(db, outcome(number, original(number)), publishers(), at=AT, learns=False)
        assert db.waiting_for_search() == search.BATCH - 1
        store.save(db, outcome(99, original(99)), publishers(), at=AT, learns=False)
        assert db.waiting_for_search() == 0


def test_whatever_was_entered_by_other_rules_is_entered_anew_in_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older database is one in which all articles wait: killed in between, the next process goes on."""
    with closing(Database.open(tmp_path / "news.db")) as db:
        for name, (title, text) in TEXTS.items():
            save(db, name, title, text)
        search.catch_up(db)
        assert found(db, "西藏") == {"mobile", "hant"}
        monkeypatch.setattr("pipelines.search.index.VERSION", search.VERSION + 1)
        assert db.enter_for_search(search.index._entry, version=search.VERSION + 1, limit=2) == 2
        assert db.waiting_for_search() == 3
        assert found(db, "西藏") == {"mobile", "hant"}
        assert search.catch_up(db, at_most=100, step=2) == 3
        assert found(db, "牦牛肉") == {"none"}
        assert one(db, "SELECT count(*) AS n FROM searched") == {"n": 5}


@pytest.mark.slow
def test_reindex_makes_findable_what_was_stored_before_there_was_a_search(
    crawl_of_the_sample: Path, tmp_path: Path
) -> None:
    path = copy(crawl_of_the_sample / "demo.db", tmp_path / "old.db")
    with closing(Database.open(path)) as db:
        assert db.waiting_for_search() == 0  # the end of a crawl made all of it findable
        db.enter_for_search(lambda title, text: SearchEntry(title=title, words=text), version=99, limit=0)  # forget all
        articles = db.waiting_for_search()
        assert articles > 80
        assert search.find(db, "西藏").stories == 0
    for entered in (articles, 0):
        said = run(scheduler("reindex", "--database", path)).stdout.splitlines()
        assert said[-1] == f"{entered} articles were entered, 0 wait still"
    with closing(Database.open(path, readonly=True)) as db:
        assert search.find(db, "西藏").stories > 40
    absent = run(scheduler("reindex", "--database", tmp_path / "no.db"))
    assert (absent.returncode, len(absent.stderr.splitlines())) == (2, 1)


def test_a_reader_that_cannot_write_can_search(db: Database) -> None:
    with closing(Database.open(db.path, readonly=True)) as reader:
        assert found(reader, "西藏") == {"mobile", "hant"}


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("西藏和西 藏，「西」藏", "西藏", ["西藏", "西 藏", "西」藏"]),
        ("數字經濟（数字经济）", "数字经济", ["數字經濟", "数字经济"]),
        ("５Ｇ和5G不是15G", "5g", ["５Ｇ", "5G"]),
        ("1,234.5亿元", "1234.5", ["1,234.5"]),
        ("Digital  Economy!", "digital economy", ["Digital  Economy"]),
        ("<b>西藏</b>&amp;", "西藏", ["西藏"]),
        ("西。藏", "西藏", []),
        ("", "西藏", []),
    ],
)
def test_what_is_marked(text: str, wanted: str, marked: list[str]) -> None:
    words = search.read(f'"{wanted}"').wanted
    assert [text[begin:end] for begin, end, _ in spans(text, words)] == marked
    pieces = search.marked(text, words)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.is_marked] == marked


def test_a_snippet_shows_where_most_of_it_stands() -> None:
    text = "拉萨很好。" + "无关的话。" * 100 + "西藏的拉萨有网络。" + "别的话。" * 100
    pieces = search.snippet(text, ("西藏", "拉萨"))
    assert pieces[0].text == pieces[-1].text == "…"
    assert [piece.text for piece in pieces if piece.is_marked] == ["西藏", "拉萨"]
    assert len("".join(piece.text for piece in pieces)) < 160
    assert "".join(piece.text for piece in search.snippet("短。", ("没有",))) == "短。"


def test_words_are_characters_and_what_is_written_stays_whole() -> None:
    assert spaced("拉萨5g基站。digital economy 10.5%") == "拉 萨 5g 基 站 。 digital economy 10.5%"
    assert spaced("") == ""
