"""Cleaning: what extraction read becomes an article, or a verdict with its reason."""

from __future__ import annotations

import pytest

from crawlers.items import Article, Verdict
from pipelines.clean import clean
from pipelines.extract import VERSION, Block, Extracted
from tests.extract_pages import FIRST, SECOND


def extracted(*texts: str, kind: str | None = None, reason: str = "", language: str | None = None) -> Extracted:
    blocks = (
        Block(text="首页 > 新闻", role="head"),
        *(Block(text=text, role="body") for text in texts),
        Block(text="责编：张三", role="tail"),
    )
    return Extracted(
        url="http://www.example.com/1",
        blocks=blocks,
        kind=kind,
        reason=reason,
        declared_language=language,
        flags=("page:x",),
        version=VERSION,
    )


def test_the_text_is_the_body_alone_a_paragraph_a_line() -> None:
    found = clean(extracted(FIRST, SECOND))
    assert isinstance(found, Article)
    assert found.text == f"{FIRST}\n{SECOND}"
    assert (found.flags, found.extractor_version) == (("page:x",), VERSION)


@pytest.mark.parametrize("mark", ["（完）", "(完)", " (完)", "■", "###", " Enditem", "（全文完）"])
def test_the_end_mark_of_a_wire_is_cut(mark: str) -> None:
    found = clean(extracted(FIRST, SECOND + mark))
    assert isinstance(found, Article)
    assert found.text.endswith(SECOND)


def test_an_end_mark_within_the_text_stays() -> None:
    found = clean(extracted(FIRST + "（完）", SECOND))
    assert isinstance(found, Article)
    assert "（完）" in found.text


@pytest.mark.parametrize(
    ("text", "declared", "language", "script"),
    [
        (FIRST, None, "zh", "Hans"),
        ("西藏數字經濟規模達到一百億元,網絡覆蓋全區所有鄉鎮,電子商務發展迅速。", "en", "zh", "Hant"),
        ("A data center in the river valley finished its expansion this week.", None, "en", "Latn"),
        ("Le centre de données de la vallée vient d'être agrandi cette semaine.", "fr-FR", "fr", "Latn"),
        ("བོད་རང་སྐྱོང་ལྗོངས་ཀྱི་གྲངས་ཀའི་དཔལ་འབྱོར་འཕེལ་རྒྱས་འགྲོ་བཞིན་ཡོད།", None, "bo", "Tibt"),
    ],
)
def test_language_and_script_are_read_from_the_text(
    text: str, declared: str | None, language: str, script: str
) -> None:
    found = clean(extracted(text, language=declared))
    assert isinstance(found, Article)
    assert (found.language, found.script) == (language, script)


def test_a_page_of_another_kind_ends_with_that_kind() -> None:
    assert clean(extracted(FIRST, kind="list", reason="40 links")) == Verdict(
        stage="extract", reason="not_article:list", rule="40 links", version=VERSION
    )


def test_a_caption_is_no_article() -> None:
    found = clean(extracted("桃花开了"))
    assert isinstance(found, Verdict)
    assert found.reason == "not_article:empty"
