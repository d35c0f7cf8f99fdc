"""What the code stores as a word or sentence of its own has a Chinese one beside it: collected from the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from crawlers.health import signs
from pipelines.flow import process
from tests.program import ROOT
from tests.sample import pages
from tests.storing import rules
from tests.test_health import BLOCKED, EMPTY, FAILED, SOUND, looks, without
from web.wording import flag, reason, sentence
from web.words import FLAGS, KINDS_OF_PAGE, REASONS

CODE = [path for folder in ("crawlers", "pipelines") for path in sorted((ROOT / folder).rglob("*.py"))]
ENDS = {"Refused", "TryLater", "Gone", "Failed"}
CHINESE = re.compile(r'<span lang="zh-Hans">[^<]*[\u4e00-\u9fff][^<]*</span>')


@cache
def calls() -> Sequence[tuple[ast.Call, str]]:
    """Return every call of a name in the code."""
    return list(_calls())


def _calls() -> Iterator[tuple[ast.Call, str]]:
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                yield node, node.func.id if isinstance(node.func, ast.Name) else node.func.attr


def words_of(call: ast.Call) -> list[str]:
    return [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def test_every_reason_for_which_a_request_or_page_ends_is_said_in_both_languages() -> None:
    ended = {"/".join(words_of(call)[:2]) for call, name in calls() if name in ENDS and len(words_of(call)) >= 2}
    assert {"fetch/blocked", "robots/disallowed", "fetch/torn_body", "archive/not_in_archive"} <= ended
    assert {each for each in ended if not CHINESE.search(reason(each))} == set()
    for refused in ("malformed", "scheme", "userinfo", "port", "private_address", "offsite"):
        assert refused in (ROOT / "crawlers/fetch/guard.py").read_text("utf-8")
        assert f"guard/{refused}" in REASONS
    assert "程序出错" in reason("clean/broken") and "503" in reason("fetch/http_503")


def test_every_kind_of_page_that_is_no_article_is_said_in_both_languages() -> None:
    kinds = {
        str(each.value.value)
        for call, name in calls()
        if name in ("Kind", "Extracted")
        for each in call.keywords
        if each.arg in ("name", "kind") and isinstance(each.value, ast.Constant)
    }
    assert {"gallery", "hostile", "login"} <= kinds
    assert kinds - set(KINDS_OF_PAGE) == set()
    assert all(re.search("[\u4e00-\u9fff]", reason(f"extract/not_article:{kind}").rpartition("·")[2]) for kind in kinds)


def test_every_flag_is_said_in_both_languages() -> None:
    code = "\n".join(path.read_text("utf-8") for path in CODE)
    found = set(re.findall(r'"((?:page|body):[a-z_]+)[:"]', code))
    for one, other, third in re.findall(
        r'flags\.add\("([a-z_]+)"\)|flags, "([a-z_]+)"\)|return \("([a-z_]+)",\)', code
    ):
        found.add(one or other or third)
    found |= set(re.findall(r'^(?:FLAG: Final|PART_OF_REGION) = "([a-z_]+)"', code, re.MULTILINE))
    assert {
        "page:depth",
        "page:byte_shift",
        "stale_reprint",
        "part_of_region",
        "conflicting_claims",
        "magnitude",
    } <= found
    assert found - set(FLAGS) == set()


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("page:selector_missed:body", "body"),
        ("page:depth:100001", "100001"),
        ("stale_reprint:2015-03-26", "2015-03-26"),
    ],
)
def test_what_follows_a_flags_name_stays(name: str, rest: str) -> None:
    assert CHINESE.search(flag(name)) and flag(name).endswith(f" {rest}")


def test_all_that_the_judge_and_the_extractor_say_of_the_sample_is_said_in_both_languages() -> None:
    told: set[str] = set()
    for sample in pages():
        outcome = process(sample.page, rules())
        told |= set(outcome.judgement.reasons if outcome.judgement else ())
        if outcome.verdict and outcome.verdict.stage == "extract":
            told |= {outcome.verdict.rule}
    assert len(told) > 100
    english = {text for text in told if not CHINESE.match(sentence(text)) and not re.search("[\u4e00-\u9fff]", text)}
    assert english == set()


@pytest.mark.parametrize(
    "seen",
    [[SOUND] * 10 + [EMPTY] * 2, [SOUND] * 10 + [FAILED] * 2, [BLOCKED], [SOUND] * 20 + [without("source")] * 2,
     [SOUND] * 20 + [{"articles": 0, "filled": {}}] * 2, [SOUND] * 20 + [{"canary": False}],
     [SOUND] * 20 + [{"lists": 1, "links": 9, "blocked": 5}]],
    ids=["empty", "failing", "blocked", "field", "unread", "canary", "shield"],
)  # fmt: skip
def test_why_a_source_is_in_trouble_is_said_in_both_languages(seen: list[dict[str, object]]) -> None:
    sign = signs.of_channel(looks(*seen)) or signs.of_site(looks(*seen))
    assert sign
    for text in (sign.why, f"http://www.example.org/list: {sign.why}"):
        shown = sentence(text)
        assert CHINESE.search(shown) and sign.why in shown.striptags()
        assert shown.startswith("http") == text.startswith("http")


EVIDENCE = {
    "92% of the longer and 100% of the shorter text are shared, 7 sentences word for word, longest passage 301, 4 of 5"
    " numbers equal, 3 days apart": "sentences word for word, longest passage",
    "61% of the longer and 88% of the shorter text are shared, 2 sentences word for word, longest passage 44, 0 of 0"
    " numbers equal, undated": "of the shorter text are shared",
    "the same text": "the same text",
    "the text is the same": "the text is the same",
    "the host is known to copy whole sites": "the host is known to copy whole sites",
    "readings were injected into the text": "readings were injected into the text",
    "the footer says 某某网, whose host this is not": "whose host this is not",
    "the same path as on www.example.cn": "the same path as on",
    "the path of a page of 某某报, which it names, on a host that is not theirs": "on a host that is not theirs",
    "traditional script, where what it copies is simplified": "traditional script, where what it copies is simplified",
    "it poses as 某某网": "it poses as",
    "stale: dated 2023-09-20, told before on 2015-03-26": "told before on",
    "nothing speaks for another": "nothing speaks for another",
    "a person joined a copy of it with this story": "a person joined a copy of it with this story",
}
"""What copies rest on, and the words by which the code says so."""


@pytest.mark.parametrize("text", EVIDENCE)
def test_what_a_copy_rests_on_is_said_in_both_languages_as_the_code_says_it(text: str) -> None:
    shown = sentence(text)
    assert CHINESE.search(shown) and text in shown.striptags()
    assert EVIDENCE[text] in "".join(path.read_text("utf-8") for path in CODE if "dedupe" in path.parts)


def test_a_sentence_is_escaped_and_words_are_told_once() -> None:
    shown = sentence("place in the title: <b>西藏</b> ×1 and 3 more; no word of the field is in it; <i>unknown</i>")
    assert shown.count("西藏") == 1 and "<b>" not in shown and "<i>" not in shown
    assert "标题中的地名" in shown and "没有领域词" in shown and "&lt;i&gt;unknown&lt;/i&gt;" in shown
    assert "学得的字词" in sentence("learnt +0.21: 屏, 扫")
    assert sentence(None) == "—"
