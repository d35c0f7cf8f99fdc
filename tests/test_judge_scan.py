"""Many patterns in one pass find what each of them finds alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.judge.scan import Scan, starts_of
from pipelines.judge.words import Words, lower, plain
from tests.judge_cases import OFF, ON

TOPICS = Path(__file__).resolve().parents[1] / "data" / "topics.toml"


@pytest.mark.parametrize(
    ("pattern", "starts"),
    [
        ("手机[^。]{0,4}(?:点|填)", {"手机"}),
        ("(?:手机|平板)上|屏", {"手机", "平板", "屏"}),
        ("会[“「]", {"会"}),
        ("[“「]会", {"“", "「"}),
        ("手机?上", {"手"}),
        ("(?:(?:网|线)上|云端)看", {"网", "线", "云端"}),
        ("西藏(?<=把西藏)", {"西藏"}),
        ("\\n字", {"\n"}),
    ],
)
def test_it_is_told_what_a_match_begins_with(pattern: str, starts: set[str]) -> None:
    assert starts_of(pattern) == frozenset(starts)


@pytest.mark.parametrize(
    "pattern", ["\\d+人", "(?:手机)?上网", "[^。]机", "[一二]?上", "(?:\\d|一)人", ".机", "(?<=在)线", "机*"]
)
def test_where_that_cannot_be_told_nothing_is_claimed(pattern: str) -> None:
    assert starts_of(pattern) is None


def test_a_scan_finds_what_each_pattern_finds_alone() -> None:
    listed = re.findall(r"(?m)^(?:pattern = |    )'(.+?)'[,\n]", TOPICS.read_text("utf-8"))
    patterns = [re.compile(one) for one in listed]
    assert len(patterns) > 100
    begins = [starts_of(one) or frozenset() for one in listed]
    inside_words = [any(start[0].isascii() for start in starts) for starts in begins]
    scan = Scan(patterns)
    for case in (*ON.values(), *OFF.values()):
        text = lower(plain("\n".join(case[:2])))
        found: dict[int, list[tuple[int, int]]] = {}
        for index, match in scan.find(text):
            found.setdefault(index, []).append(match.span())
        for index, one in enumerate(patterns):
            if not inside_words[index]:
                assert found.get(index, []) == [match.span() for match in one.finditer(text)], one.pattern


def test_a_pattern_that_begins_with_a_letter_begins_a_word() -> None:
    found = list(Scan([re.compile("scan a")]).find("scan a code, a sscan a"))
    assert [match.start() for _, match in found] == [0]


def test_a_neutral_name_hides_what_begins_in_it() -> None:
    words = Words({"tier2": ["通网"], "neutral": ["交通网", "网上报名"]}, {"act": [re.compile("网上(?:报|看)")]})
    said = "交通网,通网,网上报名,网上看病"
    kinds = [found.kind for found in words.find(said, said) if found.kind != "neutral"]
    assert kinds == ["tier2", "act"]


def test_a_pattern_goes_before_a_word_that_begins_at_the_same_place() -> None:
    words = Words({"tier3": ["手机", "屏幕"]}, {"act": [re.compile("手机一(?:照|扫)")]})
    said = "手机一照,手机,屏幕"
    assert [(found.word, found.kind) for found in words.find(said, said)] == [
        ("手机一照", "act"), ("手机", "tier3"), ("屏幕", "tier3"),
    ]  # fmt: skip
