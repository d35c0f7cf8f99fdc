"""How many told a story for themselves: a release counts once over all stories, and never not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from crawlers.items import Document, Ruling
from pipelines.dedupe import group
from tests.storing import sample
from tests.test_group import CE, CINIC, HOUSES, MIRROR, TIBET, XINHUA, grouped, news, pairs_of, parents, the_story
from tests.texts import OWN

COMMERCE = {
    "url": "http://swt.xizang.gov.cn/xwzx/xzxw/202008/t20200807_164611.html",
    "publisher": "西藏自治区商务厅",
    "publisher_class": "official",
}


def test_a_longer_text_of_another_house_is_an_origin_of_its_own() -> None:
    longer = OWN[0] + OWN[1] + OWN[2]
    story = the_story(news(1, **CE), news(2, "2020-07-30", text=longer, **XINHUA))
    assert story.independent_origins == 2
    assert the_story(news(1, **CE), news(2, "2020-07-30", **XINHUA)).independent_origins == 1


def g01(**release: Any) -> tuple[Document, Document]:
    """The release of the 171.3 亿 on a page, by default the mirror's, and the department's own words days later."""
    mirror, department = sample("mirror/01").article, sample("xizang_gov/01").article
    assert mirror
    assert department
    return news(1, text=mirror.text, **{**MIRROR, **release}), news(2, "2020-08-07", department.text, **COMMERCE)


def test_a_rewrite_adds_no_independent_origin_to_the_release() -> None:
    """g01: 中国经济网 by way of a mirror, days later the department in its own words, naming nobody or an office."""
    release, department = g01()
    for source in (None, "西藏自治区商务厅", "西藏自治区经济和信息化厅"):
        told = replace(department, source_name=source)
        first, second = grouped(release, told).stories
        assert (first.origin_name, first.independent_origins, first.retold) == ("中国经济网", 1, None)
        assert (second.roles, second.independent_origins, second.retold) == ({2: "rewrite"}, 0, 1)
        assert second.origin_name is not None
        rulings = [Ruling(a=1, b=2, is_one_story=True, evidence="张三: 同一份通稿")]
        (merged,) = group([release, told], pairs_of([release, told]), HOUSES, rulings).stories
        assert (merged.independent_origins, merged.mirrors, merged.retold) == (1, 1, None)
    assert the_story(told).independent_origins == 1, "claimed, where the release itself is not known"


@pytest.mark.parametrize(
    ("release", "counts"),
    [
        ({}, [1, 0]),
        ({**CINIC, "source_name": "中国经济网", "reprinted_from_name": None, "flags": (), "script": "Hans"}, [1, 0]),
        ({"source_name": None, "reprinted_from_name": None}, [0, 1]),
        ({"source_name": None, "reprinted_from_name": None, "published_at": "2012-07-29"}, [0, 1]),
        ({"published_at": "2020-09-20"}, [1, 0]),
    ],
    ids=["a mirror", "a reprint", "a mirror that names nobody", "one that was dated back", "it was told before"],
)
def test_whoever_told_a_release_first_counts_once_over_all_stories(
    release: dict[str, Any], counts: Sequence[int]
) -> None:
    """Where nobody stands behind what came before, the department does: a release never counts 0 either."""
    date = release.pop("published_at", "2020-07-29")
    one, other = g01(**release)
    pair = (replace(one, published_at=date), other)
    found = grouped(*pair)
    assert [story.independent_origins for story in found.stories] == counts
    first, second = found.stories
    assert (first.retold, second.retold) == (None, min(first.roles) if counts == [1, 0] else None)
    rulings = [Ruling(a=1, b=2, is_one_story=True, evidence="张三: 同一份通稿")]
    (merged,) = group(pair, pairs_of(pair), HOUSES, rulings).stories
    assert (merged.independent_origins, merged.retold) == (1, None), "nor when a person makes them one story"


def test_who_reprints_the_rewrite_is_no_origin_either() -> None:
    release, department = g01()
    reprinted = news(3, "2020-08-09", text=department.canonical, **XINHUA)
    first, second = grouped(release, department, reprinted).stories
    assert (first.independent_origins, second.independent_origins, second.retold) == (1, 0, 1)


def test_a_digest_of_what_is_known_tells_it_again_and_one_with_more_of_its_own_does_not() -> None:
    briefs = [news(id, text=text, title=f"第{id}件事") for id, text in enumerate(OWN[:2], 1)]
    digest = news(3, "2020-07-30", text="\n".join(OWN[:2]), title="要闻")
    *parts, told = grouped(*briefs, digest).stories
    assert [part.independent_origins for part in parts] == [1, 1]
    assert (told.roles, told.independent_origins) == ({3: "digest"}, 0)
    assert told.retold in (1, 2)
    more = replace(digest, canonical=news(4, text="\n".join((*OWN, *OWN[2][::-1]))).canonical)
    told = grouped(*briefs, more).stories[-1]
    assert (told.roles, told.independent_origins, told.retold) == ({3: "digest"}, 1, None)
    nameless = replace(briefs[0], flags=("injected_readings",))
    assert [story.independent_origins for story in grouped(nameless, briefs[1], digest).stories] == [0, 1, 1]


def test_a_digest_that_is_dated_and_parts_that_are_not_do_not_tell_each_other_again() -> None:
    """By time the digest comes first, then the department, then the release that both tell again."""
    release, department = sample("cinic/01").article, sample("xizang_gov/01").article
    assert release
    assert department
    texts = {1: department.text, 3: OWN[0], 4: release.text}
    parts = [news(id, "", text) for id, text in texts.items()]
    found = grouped(*parts, news(2, text=f"{release.text}\n{OWN[0]}"))
    counts = {id: story.independent_origins for story in found.stories for id in story.roles}
    assert counts == {1: 1, 2: 0, 3: 1, 4: 0}


def test_a_text_of_which_a_part_was_told_before_is_one_more_origin() -> None:
    shared = OWN[2] + "".join(OWN[3].split("\n")[:2])
    found = grouped(news(1, text=shared + OWN[0]), news(2, "2020-07-30", text=shared + OWN[1]))
    assert parents(found) == {(2, 1, "partial")}
    assert [(story.independent_origins, story.retold) for story in found.stories] == [(1, None), (1, None)]


def test_nearly_all_of_a_text_of_months_before_is_told_again_though_it_joins_no_story_and_is_not_stale() -> None:
    spun = OWN[0].replace("记者", "采访人员").replace("今年", "本年").replace("他说", "他表示").replace("我们", "咱们")
    found = grouped(news(1, "2020-03-26", **XINHUA), news(2, "2020-07-20", text=spun, **CE))
    assert [(one.independent_origins, one.retold, one.stale) for one in found.stories] == [(1, None, {}), (0, 1, {})]


def test_an_origin_that_was_only_named_leaves_room_for_one_that_says_more() -> None:
    longer = OWN[0] + OWN[1] + OWN[2]
    story = the_story(
        news(1, **CINIC, source_name="新华社"),
        news(2, source_name="新华社", reprinted_from_name="新华社"),
        news(3, "2020-07-30", text=longer, **TIBET),
    )
    assert (story.origin_name, story.independent_origins) == ("新华社", 2)
    same = the_story(news(1, **CINIC, source_name="新华社"), news(3, "2020-07-28", **TIBET))
    assert same.independent_origins == 1, "its text is what was attributed"


def test_two_that_name_each_other_are_one_origin() -> None:
    story = the_story(news(1, **CE, source_name="新华社"), news(2, **XINHUA, source_name="中国经济网"))
    assert story.independent_origins == 1
