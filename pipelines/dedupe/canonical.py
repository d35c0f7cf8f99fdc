"""The form in which texts are compared: clean text comes in, canonical text goes out. For matching only, never shown.

    中國「數(shù)字經(jīng)濟」 規模1,234.5億元!  ->  中国数字经济规模1234.5亿元。

What reposting changes is gone: width, script, injected readings, case, spaces and every punctuation mark but one.
Words that are not Chinese are parted by one space; a sentence ends with 。 whatever it ended with.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from pipelines.chinese import HAN, drop_readings, to_simplified

SENTENCE_END: Final = "。"
RUN: Final = "0-9a-z\u00df-\u024f\u0370-\u04ff\u0f40-\u0fbc\uac00-\ud7a3"
"""For a character class: what is written in words or syllables, not character by character."""

# Spellings that a one-character table to simplified script leaves alone, as both are simplified: 看著 is 看着.
_VARIANTS: Final = dict(zip("著妳牠祂慾菸甚瞭", "着你它他欲烟什了", strict=True))
_VARIANT: Final = re.compile(f"[{''.join(_VARIANTS)}]")
_ZERO_WIDTH: Final = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_ENDS: Final = re.compile(r"[。!?;\n\u0f0d]+|\.(?=\s|$)")
_NO_POINT: Final = re.compile(r"(?<!\d)\.|\.(?!\d)")
_OTHER: Final = re.compile(rf"[^{HAN}\u3007\u3040-\u30ff{RUN}%.。]+")
_IDLE_SPACE: Final = re.compile(rf" (?![{RUN}])|(?<![{RUN}]) ")
_EMPTY_SENTENCE: Final = re.compile("^。+|(?<=。)。+")


def canonical(text: str) -> str:
    """Bring text into its canonical form; doing it twice changes nothing."""
    text = unicodedata.normalize("NFKC", _ZERO_WIDTH.sub("", text)).lower()
    text = _VARIANT.sub(lambda found: _VARIANTS[found[0]], to_simplified(drop_readings(text)))
    text = _ENDS.sub(SENTENCE_END, _THOUSANDS.sub("", text))
    text = _OTHER.sub(" ", _NO_POINT.sub(" ", text))
    return _EMPTY_SENTENCE.sub("", _IDLE_SPACE.sub("", text))
