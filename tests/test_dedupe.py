"""Canonical form, fingerprint, and how two documents overlap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.items import Document, Pair
from pipelines.dedupe import canonical, compare, fingerprint
from tests.matching import document
from tests.texts import OWN


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("數字經濟規模", "数字经济规模"),
        ("数(shù)字经(jīng)济", "数字经济"),
        ("李(Li)宁", "李宁"),  # for matching an honest gloss may go
        ("１７１.３亿元", "171.3亿元"),
        ("1,234,567元", "1234567元"),
        ("西 藏\u3000数\u200b字", "西藏数字"),
        ("“智慧西藏”,开工!", "「智慧西藏」，开工。"),
        ("第一段。\n\n第二段", "第一段。第二段"),
        ("5G+医疗", "5g 医疗"),
        ("Digital   Economy, Tibet", "digital economy tibet"),
        ("看著", "看着"),
    ],
)
def test_what_reposting_changes_is_gone_from_the_canonical_form(a: str, b: str) -> None:
    assert canonical(a) == canonical(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("171.3亿元", "1713亿元"),
        ("2020-2025年", "20202025年"),
        ("digital economy", "digitaleconomy"),
        ("བོད་ལྗོངས", "བོདལྗོངས"),
        ("增长22.3%", "增长22.3"),
        ("规划(西藏)", "规划"),
    ],
)
def test_what_carries_meaning_stays(a: str, b: str) -> None:
    assert canonical(a) != canonical(b)


@given(st.text(alphabet=st.sampled_from("中國数(shùa)。.,!? 1２5gG\n\u200b཈ཀ་—《》%"), max_size=60))
def test_the_canonical_form_of_any_text_settles(text: str) -> None:
    once = canonical(text)
    assert "\n" not in once
    fingerprint(once)
    again = canonical(once)
    assert canonical(again) == again


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    """These very values are in databases: when they change, `VERSION` must."""
    found = fingerprint(canonical("西藏數字經濟規模達171.3億元,同比增長約22.3%。"))
    assert (found.version, found.exact) == (1, 7682782965528435094)
    assert (found.grams, found.sentences) == ((5338222761663760853,), (7682782965528435094,))


def test_hashes_fit_the_index() -> None:
    found = fingerprint(canonical(OWN[0]))
    assert all(-(2**63) <= value < 2**63 for value in (found.exact, *found.grams, *found.sentences))
    assert list(found.grams) == sorted(set(found.grams))
    assert list(found.sentences) == sorted(set(found.sentences))


def test_a_shared_passage_is_sampled_alike_in_both_texts() -> None:
    passage = fingerprint(canonical(OWN[0]))
    around = fingerprint(canonical(f"{OWN[1]}\n{OWN[0]}\n{OWN[2]}"))
    assert set(passage.grams) <= set(around.grams)
    assert set(passage.sentences) <= set(around.sentences)
    assert len(set(passage.grams) & set(fingerprint(canonical(OWN[3])).grams)) < 2


def test_an_empty_text_has_a_fingerprint_without_hits() -> None:
    found = fingerprint(canonical(""))
    assert (found.grams, found.sentences) == ((), ())


def _pair(text: str, other: str, **fields: str) -> Pair | None:
    second = {key.removeprefix("other_"): value for key, value in fields.items() if key.startswith("other_")}
    first = {key: value for key, value in fields.items() if not key.startswith("other_")}
    return compare(document(1, text, **first), document(2, other, **second))


def _relation(text: str, other: str, **fields: str) -> str | None:
    pair = _pair(text, other, **fields)
    return pair.relation if pair else None


def test_comparing_is_symmetric() -> None:
    a, b = document(1, OWN[0]), document(2, OWN[0][:260])
    assert compare(a, b) == compare(b, a)


def test_ids_only_name_the_sides() -> None:
    long, short = OWN[0], OWN[0][:260]
    first, second = _pair(long, short), _pair(short, long)
    assert first is not None
    assert second is not None
    assert (first.relation, second.relation) == ("b_in_a", "a_in_b")
    assert (first.contained_a, first.contained_b) == (second.contained_b, second.contained_a)


def test_unrelated_texts_have_no_pair() -> None:
    assert _relation(OWN[0], OWN[1]) is None
    assert _relation(OWN[0], "") is None


REPORT = (
    "西藏自治区统计局今天公布,{}年{}月全区社会消费品零售总额{}亿元,同比增长{}%。"
    "其中城镇消费品零售额{}亿元,乡村消费品零售额{}亿元。按消费类型统计,餐饮收入{}亿元,商品零售{}亿元。"
    "当月全区网上零售额达到{}亿元,快递业务量完成{}万件。统计局负责人表示,消费市场总体平稳,市场活力继续增强。"
)
JULY = REPORT.format(2022, 7, 61.2, 3.4, 50.1, 11.1, 7.7, 53.5, 9.8, 1204)
AUGUST = REPORT.format(2022, 8, 63.9, 4.1, 52.0, 11.9, 8.3, 55.6, 10.4, 1311)


def test_the_same_report_with_other_figures_is_a_template() -> None:
    assert _relation(JULY, AUGUST) == "template"


def test_one_digit_that_was_mistyped_does_not_make_another_report() -> None:
    assert _relation(JULY, JULY.replace("1204", "1240")) == "same"


def test_a_number_left_out_is_no_other_number() -> None:
    assert _relation(JULY, JULY.replace("2022年7月", "7月")) == "same"


def test_months_apart_fewer_other_numbers_are_enough() -> None:
    changed = JULY.replace("61.2", "60.2")
    dates = {"published_at": "2022-08-15", "other_published_at": "2022-08-16"}
    assert _relation(JULY, changed, **dates) == "same"
    assert _relation(JULY, changed, **{**dates, "other_published_at": "2023-08-16"}) == "template"


def test_the_further_apart_in_time_the_more_must_be_the_same() -> None:
    """The same meeting a year later is opened with the same words."""
    sentences = OWN[1].replace("\n", "").split("。")
    edited = "。".join(f"据介绍,{one}" if at % 2 else one for at, one in enumerate(sentences)).replace(
        "水电站", "发电站"
    )
    day = {"published_at": "2022-03-01"}
    assert _relation(OWN[1], edited, **day, other_published_at="2022-03-02") == "same"
    assert _relation(OWN[1], edited, **day, other_published_at="2023-03-01") == "partial"
    assert _relation(OWN[1], OWN[1], **day, other_published_at="2014-03-01") == "same"  # a copy with a false date


@pytest.mark.parametrize(("a", "b"), [("第三期", "第四期"), ("第3批", "第4批"), ("2021年度", "2022年度")])
def test_titles_that_differ_in_the_issue_alone_keep_two_notices_apart(a: str, b: str) -> None:
    notice = OWN[3]
    other = notice.replace("土办法", "老办法")
    titles = {"title": f"网课培训通知({a})", "other_title": f"网课培训通知({b})"}
    assert _relation(notice, other, **titles) == "template"
    assert _relation(notice, other, **{**titles, "other_title": titles["title"]}) == "same"


def test_titles_that_differ_in_the_place_alone_keep_two_notices_apart() -> None:
    titles = {"title": "那曲市网课培训通知", "other_title": "昌都市网课培训通知"}
    assert _relation(OWN[3], OWN[3].replace("土办法", "老办法"), **titles) == "template"


def test_a_local_word_for_the_place_is_no_other_place() -> None:
    titles = {"title": "西藏地区网课培训通知", "other_title": "我区网课培训通知"}
    assert _relation(OWN[3], OWN[3].replace("土办法", "老办法"), **titles) == "same"


def test_ordinals_are_no_issue_numbers() -> None:
    assert _relation(OWN[0] + "第一,要抓项目。", OWN[0] + "第二,要抓项目。") == "same"


def test_three_shared_sentences_link_and_do_not_join() -> None:
    shared = "".join(OWN[2].split("\n")[:2])
    pair = _pair(shared + OWN[0], shared + OWN[1])
    assert pair is not None
    assert pair.relation == "partial"
    assert pair.shared_sentences >= 3


def test_the_same_figures_in_other_words_are_a_rewrite() -> None:
    retold = (
        "全区消费市场七月份交出成绩单:网购金额9.8亿元,寄递包裹1204万件,吃饭花掉7.7亿元,买东西花掉53.5亿元。"
        "合起来看,零售总盘子为61.2亿元,城里占50.1亿元,农牧区占11.1亿元,这是记者从有关部门了解到的最新消息。"
        "全区社会消费品零售总额的这一表现好于预期。"
    )
    assert _relation(JULY, retold) == "rewrite"


def test_a_short_phrase_that_stands_on_many_pages_joins_nothing() -> None:
    assert _relation(OWN[0] + "更多内容请看视频", "更多内容请看视频") != "b_in_a"
    assert _relation("更多内容请看视频", "更多内容请看视频") == "same"


def test_the_evidence_tells_a_person_what_was_seen() -> None:
    pair = _pair(OWN[0], OWN[0], published_at="2022-08-15", other_published_at="2022-08-18")
    assert pair is not None
    assert "100% of the longer and 100% of the shorter" in pair.evidence
    assert "3 days apart" in pair.evidence
    undated: Document = document(2, OWN[0])
    pair = compare(document(1, OWN[0]), undated)
    assert pair is not None
    assert "undated" in pair.evidence


def test_a_notice_without_a_number_is_another_one_where_the_town_is_another() -> None:
    notice = OWN[3].replace("来自12所小学的老师", "来自{}的老师").replace("日喀则举行", "{}举行")
    own, other = notice.format("林芝市", "林芝市"), notice.format("阿里地区", "阿里地区")
    assert _relation(own, other) == "template"
    assert _relation(own, own.replace("土办法", "老办法")) == "same"
    assert _relation(own, own.replace("林芝市", "我市")) == "same"  # a reprint of the town's own paper
