"""What pages are made of, without a server: filters, the list of stories, word differences, the picture of a chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from markupsafe import Markup

from pipelines.database import Database
from tests.crowded import RARE, crowded
from web import stories
from web.articles import paragraphs
from web.chain import BOXES_MAX, draw
from web.differences import Piece, compare, shortened
from web.filters import Filters
from web.page import outward, safe_url
from web.stories import lead_of, newest
from web.wording import flag, reason, words_in


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with closing(Database.open(crowded(tmp_path_factory.mktemp("crowded") / "some.db", 1200), readonly=True)) as opened:
        yield opened


def walk(database: Database, **asked: str) -> list[dict[str, Any]]:
    """Return all stories that fit, page after page."""
    found: list[dict[str, Any]] = []
    before = ""
    while True:
        listing = newest(database, Filters.of({**asked, "before": before}))
        found += listing.cards
        if not listing.following:
            return found
        assert listing.following != before
        before = listing.following


def test_page_after_page_shows_each_story_once_the_newest_first(database: Database) -> None:
    found = walk(database)
    (row,) = database.rows("SELECT count(*) AS n FROM stories_v1")
    assert len(found) == row["n"] == len({story["id"] for story in found})
    assert [story["at"] for story in found] == sorted((story["at"] for story in found), reverse=True)
    assert all(lead_of(database, story["id"]) == story["lead_id"] for story in found[:40])


@pytest.mark.parametrize(
    ("asked", "sql"),
    [
        ({"source": "某某报"}, "publisher = '某某报'"),
        ({"role": "reprint"}, "role = 'reprint'"),
        ({"source": "某某网", "role": "reprint"}, "publisher = '某某网' AND role = 'reprint'"),
        ({"place": RARE}, f"instr(reasons, '{RARE}')"),
        ({"term": "数字经济"}, "1"),
        ({"term": "無此詞"}, "0"),
    ],
)
def test_a_filter_shows_the_stories_that_have_such_an_article(database: Database, asked: Any, sql: str) -> None:
    wanted = {row["story_id"] for row in database.rows(f"SELECT story_id FROM articles_v1 WHERE {sql}")}
    assert {story["id"] for story in walk(database, **asked)} == wanted


def test_days_bound_a_list_at_both_ends_and_both_are_in_it(database: Database) -> None:
    days = [story["at"][:10] for story in walk(database, since="2015-01-02", until="2015-01-03")]
    assert set(days) == {"2015-01-02", "2015-01-03"}
    assert len(walk(database, until="2015-01-03")) > len(days)


def test_a_rare_word_is_looked_for_a_stretch_at_a_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stories, "LOOKS_AT", 250)
    listing = newest(database, Filters.of({"place": "无此地"}))
    assert not listing.cards and listing.looked_to and listing.following
    assert walk(database, place="无此地") == []


def test_what_is_no_filter_counts_as_not_asked() -> None:
    asked = {"role": "x' OR 1", "since": "gestern", "until": "2020-13-01", "before": "x", "source": "a" * 500}
    assert Filters.of(asked) == Filters(source="a" * 40)
    assert Filters.of({"place": "拉薩"}).place == "拉萨"
    assert Filters.of({"before": "2020-01-01_7"}).start == ("2020-01-01", 7)
    assert (
        Filters(place="拉萨 &", role="origin").address(before="2020_1")
        == "/?place=%E6%8B%89%E8%90%A8+%26&role=origin&before=2020_1"
    )


def test_a_difference_is_words_and_a_changed_figure_is_marked() -> None:
    pieces = compare("首段。\n规模达171.3亿元，增长22%。\n末段。", "首段。\n规模达173亿元，增长22%。\n末段。\n编者按。")
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == "首段。\n规模达171.3亿元，增长22%。\n末段。"
    assert (
        "".join(piece.text for piece in pieces if piece.kind != "out")
        == "首段。\n规模达173亿元，增长22%。\n末段。\n编者按。"
    )
    assert Piece("out", "171.3亿", True) in pieces and Piece("in", "173亿", True) in pieces
    assert not any(piece.is_figure for piece in pieces if "编者按" in piece.text)
    assert compare("同", "同") == [Piece("same", "同")]


def test_long_stretches_that_stayed_are_shortened_and_huge_paragraphs_are_not_compared_by_words() -> None:
    (piece,) = shortened([Piece("same", "甲" * 500)])
    assert len(piece.text) < 150 and "…" in piece.text
    assert [each.kind for each in compare("甲乙" * 3000, "乙丙" * 3000)] == ["out", "in"]


def test_sentences_of_figures_are_marked_where_they_stand_whatever_overlaps() -> None:
    text = "甲。乙1。\n丙2。丁。"
    figures = [{"sentence": "乙1。", "sentence_at": 2}, {"sentence": "乙1。", "sentence_at": 2}]
    figures += [{"sentence": "丙2。", "sentence_at": 6}, {"sentence": "2。丁", "sentence_at": 7}]
    marked = paragraphs(text, figures)
    assert "\n".join("".join(piece for piece, _ in line) for line in marked) == text
    assert [piece for line in marked for piece in line if piece[1] is not None] == [("乙1。", 2), ("丙2。", 6)]
    assert paragraphs("短", [{"sentence": "不在这里", "sentence_at": 40}]) == [[("短", None)]]


def chained(parents: dict[int, int | str | None]) -> Any:
    """Draw articles, each with whom it was taken from."""
    articles = [
        {
            "id": id_,
            "publisher": "某某网",
            "url": "http://a.example/",
            "published_at": None,
            "first_seen_at": "2020",
            "role": "reprint",
        }
        for id_ in parents
    ]
    edges = [
        {
            "child_id": id_,
            "parent_id": parent if isinstance(parent, int) else None,
            "parent_name": parent if isinstance(parent, str) else None,
            "kind": "reprint",
            "evidence": "来源",
        }
        for id_, parent in parents.items()
        if parent is not None
    ]
    return draw(articles, edges)


@pytest.mark.parametrize(
    "parents",
    [
        {1: None, 2: 1, 3: 1, 4: 2, 5: 2, 6: 3},
        {1: "某某厅", 2: "某某厅", 3: 1},
        {1: 2, 2: 1},
        {1: 2, 2: 3, 3: 1, 4: 1},
        {1: None, 2: 1, 3: 99, 4: "某某报"},
        {id_: 1 if id_ > 1 else None for id_ in range(1, 200)},
        {id_: id_ - 1 if id_ > 1 else None for id_ in range(1, 200)},
    ],
)
def test_no_two_boxes_of_a_chain_stand_on_one_another_and_each_arrow_has_both_ends(parents: Any) -> None:
    picture = chained(parents)
    places = [(box.x, box.y) for box in picture.boxes]
    assert len(places) == len(set(places))
    assert all(0 <= box.x < picture.width and 0 <= box.y < picture.height for box in picture.boxes)
    assert sum(box.href is not None for box in picture.boxes) == min(len(parents), BOXES_MAX)
    assert picture.arrows and picture.left_out == max(len(parents) - BOXES_MAX, 0)


def test_a_single_article_has_no_picture() -> None:
    assert chained({1: None}) is None and chained({1: 99}) is None


def test_only_addresses_of_the_web_become_links() -> None:
    for url in (
        "javascript:alert(1)",
        "JAVASCRIPT:x",
        " javascript:x",
        "data:text/html,x",
        "//evil",
        "file:///etc",
        "",
        None,
        "http:",
        "http://[",
    ):
        assert safe_url(url) is None
        assert "<a" not in outward(url, "<b>")
    link = outward('http://a.example/"><script>', "<b>")
    assert isinstance(link, Markup) and "<script" not in link and "<b>" not in link
    assert 'rel="noreferrer noopener"' in link


def test_words_of_ours_are_said_in_both_languages_and_others_as_they_are() -> None:
    assert "旧闻新发" in flag("stale_reprint:2015-03-26/2023-09-20") and "2015-03-26/2023-09-20" in flag(
        "stale_reprint:2015-03-26/2023-09-20"
    )
    assert "<x>" not in flag("<x>:<y>") and "<x>" not in reason("<x>")
    assert "图集" in reason("extract/not_article:gallery")
    reasons = [
        "place in the title: 西藏 ×1, 拉萨 ×2",
        "place in the rest: 西藏 ×3 and 10 more",
        "field in the lead: 5G ×1",
    ]
    assert words_in(reasons, "place") == ["西藏", "拉萨"] and words_in(reasons, "field") == ["5G"]
