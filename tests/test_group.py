"""Stories of a cluster: roles, origins with their evidence, edges; the same in whatever order documents come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.items import Document, Edge, Grouping, Pair, Story
from pipelines.dedupe import compare, group
from tests.matching import document
from tests.storing import sample
from tests.texts import OWN

HOUSES = {
    "中国产业经济信息网": "中国产业经济信息网",
    "中国经济网": "经济日报",
    "经济日报": "经济日报",
    "新华社": "新华社",
    "新华网": "新华社",
    "西藏日报": "西藏日报",
}
CINIC = {
    "url": "http://www.cinic.org.cn/xy/gdcj/876518.html",
    "publisher": "中国产业经济信息网",
    "publisher_class": "industry",
}
CE = {
    "url": "http://district.ce.cn/roll/202007/29/t20200729_1.shtml",
    "publisher": "中国经济网",
    "publisher_class": "official",
}
XINHUA = {"url": "http://www.news.cn/2020-07/29/c_1.htm", "publisher": "新华网", "publisher_class": "agency"}
TIBET = {
    "url": "http://www.xzxw.com/xw/202007/t20200729_1.html",
    "publisher": "西藏日报",
    "publisher_class": "official",
}
MIRROR: dict[str, Any] = {
    "url": "http://mirror.example/xy/gdcj/876518.html",
    "source_name": "中国产业经济信息网",
    "reprinted_from_name": "中国经济网",
    "script": "Hant",
    "flags": ("injected_readings",),
}


def pairs_of(documents: Sequence[Document]) -> list[Pair]:
    return [pair for a, b in combinations(documents, 2) if (pair := compare(a, b))]


def grouped(*documents: Document) -> Grouping:
    return group(documents, pairs_of(documents), HOUSES)


def the_story(*documents: Document) -> Story:
    found = grouped(*documents)
    assert len(found.stories) == 1
    return found.stories[0]


def parents(found: Grouping) -> set[tuple[int, int | str | None, str]]:
    return {(edge.child, edge.parent or edge.parent_name, edge.kind) for edge in found.edges}


def news(id: int, at: str = "2020-07-29", text: str = OWN[0], **fields: Any) -> Document:
    return document(id, text, published_at=at, **fields)


# --- who is the origin ------------------------------------------------------------------------------------------------


def test_a_mirror_leads_to_whom_it_copied_and_on_to_whom_that_one_names() -> None:
    found = grouped(
        news(1, **MIRROR), news(2, **CINIC, source_name="中国经济网", reprinted_from_name="中国经济网"), news(3, **CE)
    )
    (story,) = found.stories
    assert story.roles == {1: "mirror", 2: "reprint", 3: "origin"}
    assert (story.origin, story.origin_name, story.origin_confidence) == (3, "中国经济网", "high")
    assert (story.mirrors, story.independent_origins) == (1, 1)
    assert parents(found) == {(1, 2, "mirror"), (2, 3, "reprint")}


def test_a_mirror_alone_names_an_origin_that_was_not_seen() -> None:
    found = grouped(news(1, **MIRROR))
    (story,) = found.stories
    assert story.roles == {1: "mirror"}
    assert (story.origin, story.origin_name, story.origin_confidence) == (None, "中国经济网", "medium")
    assert (story.mirrors, story.independent_origins) == (1, 1)
    assert parents(found) == {(1, "中国产业经济信息网", "mirror"), (1, "中国经济网", "named")}


def test_a_chain_of_claims_ends_where_the_last_unseen_one_is_named() -> None:
    found = grouped(news(1, **{**MIRROR, "reprinted_from_name": None}), news(2, **CINIC, source_name="中国经济网"))
    (story,) = found.stories
    assert (story.origin, story.origin_name) == (None, "中国经济网")
    assert parents(found) == {(1, 2, "mirror"), (2, "中国经济网", "named")}


def test_an_article_that_names_nobody_is_unique() -> None:
    found = grouped(news(1, **CE, source_name="中国经济网"))
    (story,) = found.stories
    assert (story.roles, story.origin, story.origin_name) == ({1: "unique"}, 1, "中国经济网")
    assert story.independent_origins == 1
    assert found.edges == ()


def test_a_reprint_alone_has_a_named_parent() -> None:
    found = grouped(news(1, **CINIC, source_name="新华社"))
    (story,) = found.stories
    assert (story.roles, story.origin, story.origin_name) == ({1: "reprint"}, None, "新华社")
    assert parents(found) == {(1, "新华社", "named")}


def test_reprinted_from_beats_the_source() -> None:
    story = the_story(news(1, **CINIC, source_name="西藏日报", reprinted_from_name="新华社"))
    assert story.origin_name == "新华社"


def test_a_source_of_the_same_house_is_no_evidence() -> None:
    story = the_story(news(1, **CE, source_name="经济日报"))
    assert (story.roles, story.origin) == ({1: "unique"}, 1)


def test_the_named_outlet_is_the_origin_though_its_page_is_dated_later() -> None:
    story = the_story(news(1, "2020-07-28", **CINIC, source_name="新华社"), news(2, "2020-07-29", **XINHUA))
    assert (story.origin, story.origin_confidence) == (2, "high")


def test_the_earliest_date_of_an_unknown_host_proves_nothing() -> None:
    """A spam copy moved its date eight years back."""
    story = the_story(news(1, "2012-07-29"), news(2, "2020-07-29", **CE))
    assert (story.origin, story.roles[1]) == (2, "reprint")


def test_a_false_source_on_an_unknown_host_does_not_beat_a_known_publisher() -> None:
    """A spinner names a trade site that nobody knows."""
    found = grouped(news(1, **CE), news(2, "2020-07-29", source_name="某某行业网"))
    assert (found.stories[0].origin, found.stories[0].roles[2]) == (1, "reprint")
    assert parents(found) == {(2, "某某行业网", "named"), (2, 1, "reprint")}


def test_a_dateline_names_the_agency() -> None:
    story = the_story(news(1, **CE, dateline="新华社拉萨7月28日电"))
    assert (story.origin_name, story.roles) == ("新华社", {1: "reprint"})


def test_an_own_dateline_makes_the_origin() -> None:
    story = the_story(news(1, **CINIC), news(2, "2020-07-30", **TIBET, dateline="本报拉萨7月29日讯"))
    assert (story.origin, story.origin_confidence) == (2, "high")


def test_a_copied_own_dateline_is_not_the_copier_s_own() -> None:
    """本报 stands on the page of the site that gives 西藏日报 as its source."""
    story = the_story(news(1, **CINIC, source_name="西藏日报", dateline="本报拉萨7月29日讯"))
    assert (story.origin, story.origin_name) == (None, "西藏日报")


def test_local_wording_decides_between_two_that_name_nobody() -> None:
    local = OWN[0].replace("园区", "我区")
    story = the_story(news(1, "2020-07-29T10:00+08:00", **CE), news(2, "2020-07-29", text=local, **TIBET))
    assert story.origin_confidence == "medium"
    undated = the_story(news(1, "", **CE), news(2, "", text=local, **TIBET))
    assert undated.origin == 2


def test_without_evidence_the_first_is_shown_and_the_confidence_says_unknown() -> None:
    story = the_story(news(1, "2020-07-30"), news(2, "2020-07-29"))
    assert (story.origin, story.origin_confidence) == (2, "unknown")


def test_a_circle_of_claims_is_broken_by_time_and_flagged() -> None:
    story = the_story(
        news(1, "2020-07-30", **CE, source_name="新华社"), news(2, "2020-07-29", **XINHUA, source_name="中国经济网")
    )
    assert (story.origin, "circular_claims" in story.flags) == (2, True)


def test_two_named_origins_are_flagged() -> None:
    story = the_story(news(1, **CE, source_name="西藏日报"), news(2, **CINIC, source_name="新华社"))
    assert "conflicting_claims" in story.flags


def test_an_office_named_on_its_own_department_s_page_is_no_other_outlet() -> None:
    office = {"url": "http://jxt.xizang.gov.cn/a?id=1", "publisher": "经济和信息化厅", "publisher_class": "official"}
    assert the_story(news(1, **office, source_name="信息化和数字经济处")).roles == {1: "unique"}


# --- mirrors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sign", "evidence"),
    [
        ({"flags": ("injected_readings",)}, "readings were injected"),
        ({"script": "Hant"}, "traditional script, where what it copies is simplified"),
        ({"url": "http://spam.example/roll/202007/29/t20200729_1.shtml"}, "the same path as on district.ce.cn"),
        ({"copyright_holder": "中国经济网"}, "the footer says 中国经济网, whose host this is not"),
        ({"copyright_holder": "中國經濟網"}, "the footer says 中国经济网, whose host this is not"),
        ({"publisher": "spam.example", "publisher_class": "mirror"}, "the host is known to copy whole sites"),
    ],
)
def test_a_mirror_gives_itself_away_and_is_never_the_origin_nor_independent(
    sign: dict[str, Any], evidence: str
) -> None:
    found = grouped(news(1, "2020-07-01", **sign), news(2, **CE, script="Hans"))
    (story,) = found.stories
    assert story.roles == {1: "mirror", 2: "origin"}
    assert (story.mirrors, story.independent_origins) == (1, 1)
    assert story.signs[1].startswith(evidence)
    (edge,) = [edge for edge in found.edges if edge.parent]
    assert (edge.child, edge.parent, edge.kind) == (1, 2, "mirror")
    assert edge.evidence.startswith(evidence)


@pytest.mark.parametrize(
    "honest",
    [
        {"script": "Hant", "url": "http://paper.example.hk/news/2020072901.html", "source_name": "新华社"},
        {**XINHUA, "url": "http://big5.news.cn/gate/big5/www.news.cn/1.htm", "script": "Hant"},
        {"copyright_holder": "高原小报", "source_name": "高原小报"},
        {"url": "http://paper.example/index.html"},
    ],
)
def test_an_honest_page_is_no_mirror(honest: dict[str, Any]) -> None:
    assert "mirror" not in the_story(news(1, "2020-07-01", **honest)).roles.values()


SHAPES = {"中国产业经济信息网": re.compile(r"/xy/[a-z]+/\d{4,}\.html")}


def test_a_path_that_keeps_a_publisher_s_shape_unmasks_a_mirror_whose_model_was_never_seen() -> None:
    def told(**fields: Any) -> Story:
        return group([news(1, **fields)], [], HOUSES, shapes=SHAPES).stories[0]

    shaped = {"url": "http://pages.example/xy/gdcj/876518.html", "source_name": "中国产业经济信息网"}
    found = told(**shaped)
    assert (found.roles, found.origin_name, found.independent_origins) == ({1: "mirror"}, "中国产业经济信息网", 1)
    assert found.signs[1].startswith("the path of a page of 中国产业经济信息网")
    for honest in (
        {**shaped, "source_name": None},  # it says nothing of them
        {**shaped, "source_name": "新华社"},
        {**shaped, "url": "http://pages.example/news/876518.html"},
        {**shaped, **CINIC},
    ):
        assert told(**honest).roles != {1: "mirror"}


def test_of_mirrors_alone_that_name_nobody_there_is_no_origin_and_the_sign_is_kept() -> None:
    story = the_story(news(1, flags=("injected_readings",)), news(2, flags=("injected_readings",)))
    assert (story.origin, story.origin_name, story.independent_origins) == (None, None, 0)
    assert story.signs == dict.fromkeys((1, 2), "readings were injected into the text")


# --- old news under a new date ----------------------------------------------------------------------------------------


def test_a_text_that_was_told_half_a_year_before_is_stale_with_both_dates() -> None:
    found = grouped(news(1, "2015-03-26", **XINHUA), news(2, "2023-09-20"), news(3, "2015-03-27"))
    (story,) = found.stories
    assert (story.stale, story.flags) == ({2: "2015-03-26"}, ("stale_reprint",))
    assert story.roles[2] == "reprint"
    (edge,) = [edge for edge in found.edges if edge.child == 2]
    assert edge.evidence.endswith("; stale: dated 2023-09-20, told before on 2015-03-26")


@pytest.mark.parametrize(("at", "is_stale"), [("2020-09-30", False), ("2021-01-24", False), ("2021-01-25", True)])
def test_a_reprint_of_the_same_half_year_is_none(at: str, is_stale: bool) -> None:
    assert bool(the_story(news(1, **CE), news(2, at)).stale) == is_stale


def test_a_date_that_spam_moved_back_makes_no_origin_stale() -> None:
    assert the_story(news(1, "2012-07-29"), news(2, "2020-07-29", **CE)).stale == {}
    named = the_story(news(1, "2012-07-29", flags=("injected_readings",)), news(2, **CINIC, source_name="新华社"))
    assert named.stale == {}


def test_without_an_origin_seen_the_first_trusted_page_dates_the_story() -> None:
    told = {"source_name": "新华社"}
    story = the_story(news(1, "2012-07-29", **told), news(2, **CINIC, **told), news(3, "2022-07-29", **told))
    assert story.stale == {3: "2020-07-29"}


def test_nearly_all_of_an_old_text_in_a_story_of_its_own_is_stale_too() -> None:
    """A few words differ and years lie between, so nothing joins; that it is old news an analyst must know."""
    spun = OWN[0].replace("记者", "采访人员").replace("今年", "本年").replace("他说", "他表示").replace("我们", "咱们")
    found = grouped(news(1, "2015-03-26", **XINHUA), news(2, "2023-09-20", text=spun))
    assert [story.roles for story in found.stories] == [{1: "unique"}, {2: "unique"}]
    assert found.stories[1].stale == {2: "2015-03-26"}
    assert [story.independent_origins for story in found.stories] == [1, 0], "told once, over all stories"
    assert parents(found) == {(2, 1, "partial")}


# --- what joins, and what is only linked ------------------------------------------------------------------------------


def test_a_long_article_with_two_later_excerpts_is_no_digest() -> None:
    whole = news(1, text="\n".join(OWN[:2]))
    story = the_story(whole, news(2, "2020-07-30", text=OWN[0]), news(3, "2020-07-31", text=OWN[1]))
    assert story.roles == {1: "origin", 2: "excerpt", 3: "excerpt"}


def test_a_whole_copy_is_a_reprint_though_a_longer_page_holds_it_too() -> None:
    story = the_story(news(1, **CE), news(2, "2020-07-30"), news(3, "2020-07-31", text=OWN[0] + OWN[1]))
    assert story.roles == {1: "origin", 2: "reprint", 3: "reprint"}


def test_a_copy_of_a_digest_joins_the_digest_and_none_of_its_parts() -> None:
    parts = [news(id, text=text) for id, text in enumerate(OWN[:2], 1)]
    digest = [news(id, "2020-07-30", text="\n".join(OWN[:2])) for id in (3, 4)]
    found = grouped(*parts, *digest)
    assert sorted(sorted(story.roles) for story in found.stories) == [[1], [2], [3, 4]]


def test_a_third_page_does_not_join_two_reports_with_other_figures() -> None:
    """One page has half of July's figures and half of August's."""
    july = OWN[0]
    august = (
        july.replace("46家", "52家").replace("12.8亿", "14.1亿").replace("318名", "402名").replace("271人", "333人")
    )
    between = july.replace("46家", "52家")
    found = grouped(news(1, text=july), news(2, text=august), news(3, text=between))
    story_of = {id: story for story in found.stories for id in story.roles}
    assert story_of[1] is not story_of[2]


def test_last_month_s_report_is_linked_as_a_template() -> None:
    other = OWN[0].translate(str.maketrans("1234567890", "2345678901"))
    found = grouped(news(1, "2020-07-29", text=OWN[0]), news(2, "2020-08-29", text=other))
    assert parents(found) == {(2, 1, "template")}
    assert [story.roles for story in found.stories] == [{1: "unique"}, {2: "template"}]


def test_what_a_text_is_says_more_than_whom_it_names() -> None:
    other = OWN[0].translate(str.maketrans("1234567890", "2345678901"))
    found = grouped(news(1, text=OWN[0], **CE), news(2, "2020-08-29", text=other, **CINIC, source_name="西藏日报"))
    assert found.stories[1].roles == {2: "template"}
    assert found.stories[1].origin_name == "西藏日报"
    assert parents(found) == {(2, 1, "template"), (2, "西藏日报", "named")}


def test_a_long_series_is_linked_issue_by_issue() -> None:
    months = [
        news(
            id, f"2020-{id:02}-10", text="".join(str((int(one) + id) % 10) if one.isdigit() else one for one in OWN[0])
        )
        for id in range(1, 7)
    ]
    found = grouped(*months)
    assert parents(found) == {(id, id - 1, "template") for id in range(2, 7)}


def test_a_shared_passage_is_an_edge_between_two_stories() -> None:
    shared = "".join(OWN[2].split("\n")[:2])
    found = grouped(news(1, text=shared + OWN[0]), news(2, "2020-07-30", text=shared + OWN[1]))
    assert parents(found) == {(2, 1, "partial")}
    assert [story.roles for story in found.stories] == [{1: "unique"}, {2: "unique"}]


# --- order ------------------------------------------------------------------------------------------------------------

PASSAGES = [text.split("\n") for text in OWN[:2]]
RETOLD = [each.article.text.split("\n") for name in ("cinic/01", "xizang_gov/01") if (each := sample(name)).article]
"""The release of g01, and the department's words."""


@st.composite
def corpora(draw: st.DrawFn) -> list[Document]:
    """Small corpora of overlapping texts: whole, cut, joined, retold with other figures; named and dated at random."""
    documents = []
    told = [*PASSAGES, *(RETOLD if draw(st.booleans()) else ())]
    for id in range(1, draw(st.integers(2, 7)) + 1):
        chosen = draw(st.lists(st.sampled_from(range(len(told))), min_size=1, max_size=2, unique=True))
        text = "\n".join("\n".join(told[one][draw(st.integers(0, 2)) :]) for one in chosen)
        if draw(st.booleans()):
            text = text.translate(str.maketrans("1234567890", "2345678901"))
        fields: dict[str, Any] = draw(st.sampled_from(({}, CINIC, CE, XINHUA)))
        names = st.sampled_from((None, "中国经济网", "新华社", "中国产业经济信息网", "某报"))
        documents.append(
            document(
                id,
                text,
                **{
                    **fields,
                    "url": f"{fields.get('url', 'http://h.example/a')}?n={id}",
                    "published_at": draw(st.sampled_from((None, "2020-07-29", "2020-07-29T10:00+08:00", "2020-08-01"))),
                    "source_name": draw(names),
                    "reprinted_from_name": draw(names),
                    "flags": draw(st.sampled_from(((), ("injected_readings",)))),
                },
            )
        )
    return documents


def _by_url(found: Grouping, documents: Sequence[Document]) -> tuple[object, object]:
    """Put URLs in the place of ids, so that groupings of renumbered documents can be compared."""
    url = {one.id: one.url for one in documents}

    def edge(one: Edge) -> tuple[object, ...]:
        return (url[one.child], one.parent and url[one.parent], one.parent_name, one.kind, one.confidence, one.evidence)

    stories = [
        (
            sorted((url[id], role) for id, role in story.roles.items()),
            story.origin and url[story.origin],
            (story.origin_name, story.origin_confidence, story.mirrors, story.independent_origins, story.flags),
        )
        for story in found.stories
    ]
    return stories, [edge(one) for one in found.edges]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(corpora(), st.randoms(use_true_random=False))
def test_neither_order_of_arrival_nor_ids_matter(documents: list[Document], random: Any) -> None:
    first = grouped(*documents)
    renumbered = [
        replace(one, id=id) for one, id in zip(documents, random.sample(range(1, 100), len(documents)), strict=True)
    ]
    random.shuffle(renumbered)
    pairs = pairs_of(renumbered)
    random.shuffle(pairs)
    assert _by_url(group(renumbered, pairs, HOUSES), renumbered) == _by_url(first, documents)


def _who_is_behind(story: Story, found: Grouping) -> Story:
    """Follow what stories tell again to where it was told first."""
    for _ in found.stories:
        if story.retold is None:
            break
        story = next(one for one in found.stories if story.retold in one.roles)
    return story


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(corpora())
def test_what_always_holds(documents: list[Document]) -> None:
    found = grouped(*documents)
    assert sorted(id for story in found.stories for id in story.roles) == sorted(one.id for one in documents)
    template = {(pair.a, pair.b) for pair in pairs_of(documents) if pair.relation == "template"}
    for story in found.stories:
        assert not any(a in story.roles and b in story.roles for a, b in template)
        assert story.mirrors == list(story.roles.values()).count("mirror")
        if story.origin is not None:
            assert story.roles[story.origin] in ("origin", "unique", "template", "rewrite", "digest")
        assert list(story.roles.values()).count("origin") <= 1
        nobody = set(story.roles.values()) == {"mirror"} and story.origin_name is None
        assert nobody or story.origin_name is not None
        assert set(story.signs) == {id for id, role in story.roles.items() if role == "mirror"}
        assert (story.independent_origins == 0) == (nobody or story.retold is not None)
        if story.retold is not None:
            assert _who_is_behind(story, found).independent_origins >= 1
    for edge in found.edges:
        assert edge.child != edge.parent
        assert (edge.parent is None) == (edge.parent_name is not None)
