"""What was learnt lifts and lowers what the words say of the field, within bounds, and is what the cases teach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawlers.items import Article, Judgement
from pipelines.judge import Topics, judge, load_topics
from pipelines.judge.__main__ import TOPICS
from pipelines.judge.hints import Hints, masked, pieces
from pipelines.judge.words import Found
from tests.benchmarks import learn

WEIGHTS = {"扫": 2.0, "屏": 2.0, "雪": -2.0}
HINTS = Hints(weights=WEIGHTS, base=-0.5, least=0.5, scale=0.5, lift=0.4, keeps=0.4, chars=50)
ELLIPTIC = (
    "林芝的药柜认得回头客",
    "林芝市巴宜区一处药柜半夜也开着。牧民把脸凑近小屏，柜门自己弹开，三分钟取走降压片，账记在医保上。\n"
    "镇卫生院的人说，哪样药只剩两盒，后台当晚就报上来。今年全区又添了四十台。",
)
"""A title and a text that name the thing only by what it does."""


@pytest.fixture(scope="module")
def topics() -> Topics:
    return load_topics(TOPICS)


def with_hints(topics: Topics, hints: Hints | None) -> Topics:
    return replace(topics, topics=(replace(topics.topics[0], hints=hints),))


def judged(topics: Topics, title: str, text: str) -> Judgement:
    return judge(Article(url="", title=title, text=text), topics)


def test_pieces_are_characters_and_pairs_within_a_run() -> None:
    assert pieces("扫码,5g") == {"扫", "码", "扫码", "g"}


def test_names_of_places_and_numbers_are_masked_and_the_rest_of_a_long_text_is_not_read() -> None:
    text = "拉萨有120座基站和很多别的"
    assert masked(text, [Found("拉萨", "place", 0, 2)], 9) == "\n有0座基站和"


def test_what_speaks_for_the_field_lifts_its_share_and_what_speaks_against_lowers_it() -> None:
    assert 0.3 < HINTS.lifted(0.2, ["扫", "屏"]) <= 0.4
    assert HINTS.lifted(0.9, ["雪"]) < -0.3


def test_the_share_stays_a_share_and_so_big_a_part_of_it_is_always_kept() -> None:
    assert HINTS.lifted(0.9, ["扫", "屏"]) == pytest.approx(0.1)
    assert HINTS.lifted(0.2, ["雪"]) == pytest.approx(-0.12)


def test_a_text_that_names_the_thing_by_what_it_does_is_found_by_what_was_learnt_and_says_so(topics: Topics) -> None:
    words_alone, both = judged(with_hints(topics, None), *ELLIPTIC), judged(topics, *ELLIPTIC)
    assert both.score > words_alone.score
    assert both.band != "off"
    assert any(reason.startswith("learnt +") for reason in both.reasons)


def test_what_was_learnt_never_decides_where_no_word_of_the_field_stands(topics: Topics) -> None:
    everything = replace(HINTS, weights=dict.fromkeys("山上的雪化了", 9.0))
    judgement = judged(with_hints(topics, everything), "拉萨的山", "拉萨山上的雪化了。")
    assert judgement.reasons == ("no word of the field is in it",)


def test_what_was_learnt_does_not_make_an_article_on_another_place_ours(topics: Topics) -> None:
    title, text = (part.replace("林芝市巴宜区", "成都市郫县").replace("林芝", "成都") for part in ELLIPTIC)
    assert judged(topics, title, text).band == "off"


def test_english_is_left_to_the_words(topics: Topics) -> None:
    text = "LHASA -- A telecom firm built 300 5G base stations in Tibet, it said on Monday."
    judgement = judged(topics, "Tibet builds 5G base stations", text)
    assert not any(reason.startswith("learnt") for reason in judgement.reasons)


@pytest.mark.slow
def test_what_the_topic_holds_is_what_the_labelled_cases_teach(topics: Topics) -> None:
    assert learn.block(learn.taught(topics.topics[0])) in TOPICS.read_text("utf-8")
