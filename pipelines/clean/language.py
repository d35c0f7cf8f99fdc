"""Text -> its language and script."""

from __future__ import annotations

import re

from pipelines.chinese import count, script_of

HAN = re.compile(r"[\u4e00-\u9fff]+")
KANA = re.compile(r"[\u3040-\u30ff]+")
TIBETAN = re.compile(r"[\u0f00-\u0fff]+")
LATIN = re.compile(r"[A-Za-z]+")
SAMPLE = 800


def language_of(text: str, declared: str | None) -> str | None:
    """Return zh, bo, ja or en by the letters that prevail; a Latin text takes the page's own word for its language."""
    sample = text[:SAMPLE]
    han = count(HAN, sample)
    if 2 * han > len(sample):  # then no other letters can prevail, and need not be counted
        return "ja" if count(KANA, sample) > han / 4 else "zh"
    latin, tibetan = count(LATIN, sample), count(TIBETAN, sample)
    if tibetan > han and tibetan * 3 > latin:
        return "bo"
    if han * 3 >= latin and han:
        return "ja" if count(KANA, sample) > han / 4 else "zh"
    if not latin:
        return None
    code = (declared or "").strip().lower()[:2]
    return code if code.isalpha() and len(code) == 2 and code not in ("zh", "bo", "ja") else "en"


__all__ = ["language_of", "script_of"]
