"""Bytes as servers send them, with labels that are right, wrong or missing."""

from __future__ import annotations

import pytest

from pipelines.html.decode import SAMPLE_BYTES, decode

TEXT = '<html><head><meta charset="{}"></head><body>西藏数字经济规模超过一百亿元，朱镕基、喆字也在其中。</body></html>'
HANT = '<meta charset="{}"><p>高原電訊公司宣布擴建機房，恒瑆與邨里的用戶都可以申請。</p>'

CASES = {
    "utf-8": (TEXT.format("utf-8"), "utf-8", ""),
    "c03_utf-8 that declares gb2312": (TEXT.format("gb2312"), "utf-8", "text/html; charset=gb2312"),
    "utf-8 with a mark": ("\ufeff" + TEXT.format("gbk"), "utf-8", ""),
    "c02_gb2312 with characters of gbk": (TEXT.format("gb2312"), "gb18030", "text/html"),
    "c01_gbk that declares utf-8": (TEXT.format("utf-8"), "gb18030", "text/html; charset=UTF-8"),
    "c02_gbk without any label": (TEXT.format("x"), "gb18030", ""),
    "an unknown label": (TEXT.format("gb-nonsense"), "gb18030", "text/html; charset=klingon"),
    "big5 of hong kong": (HANT.format("big5"), "big5hkscs", "text/html; charset=Big5"),
    "utf-16 with a mark": ("\ufeff" + TEXT.format("utf-16"), "utf-16-le", ""),
}


@pytest.mark.parametrize(("text", "codec", "header"), CASES.values(), ids=CASES.keys())
def test_a_page_is_decoded_whatever_its_labels_say(text: str, codec: str, header: str) -> None:
    assert decode(text.encode(codec), header) == (text.lstrip("\ufeff"), ())


def test_a_site_file_may_name_the_charset() -> None:
    text = HANT.format("utf-8")
    assert decode(text.encode("big5hkscs"), "text/html; charset=utf-8", "big5") == (text, ())


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_torn_byte_is_flagged_and_does_not_turn_the_page_into_another_charset(codec: str) -> None:
    sent = (TEXT.format("gbk") * 20).encode(codec)
    torn = sent[:-40] + b"\xff" + sent[-40:]
    text, flags = decode(torn, "text/html; charset=gbk")
    assert "西藏数字经济规模超过一百亿元" in text
    assert flags == ("page:undecodable_bytes",)


def test_latin_pages_are_read_by_their_label() -> None:
    assert decode("<p>café – naïve</p>".encode("cp1252"), "text/html; charset=iso-8859-1")[0] == "<p>café – naïve</p>"


def test_nothing_is_decoded_to_nothing() -> None:
    assert decode(b"") == ("", ())


def test_a_long_damaged_page_is_read_in_its_own_charset_to_the_end() -> None:
    for charset in ("utf-8", "gb18030"):
        # The sample ends within the one character that is not ASCII before the text begins.
        body = b" " * (SAMPLE_BYTES - 1) + ("西藏数字经济" * 200 + "结尾").encode(charset) + b"\xff."
        text, flags = decode(body)
        assert "西藏数字经济" in text and "结尾" in text
        assert flags == ("page:undecodable_bytes",)


def test_bytes_that_are_no_text_are_not_read_to_their_end() -> None:
    text, flags = decode(b"\x80\xff" * 500_000)
    assert len(text) <= SAMPLE_BYTES
    assert flags == ("page:undecodable_bytes",)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_zeros_go_in_any_encoding(encoding: str) -> None:
    text, flags = decode("<p>甲\x00乙\x00</p>".encode(encoding))
    assert (text, flags) == ("<p>甲乙</p>", ())
