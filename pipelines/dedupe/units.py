"""Units of comparison: canonical text goes in, one character per unit comes out, and its grams and sentences.

A unit is an ideograph, a word, a number or a Tibetan syllable, so that 171.3 or `digital` weighs as much as 亿.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import Final

from pipelines.dedupe.canonical import RUN, SENTENCE_END

GRAM: Final = 5
"""Units in a gram."""
LONG_SENTENCE: Final = 12
"""Units from which a sentence is unlikely to be said twice by chance."""

_RUN: Final = re.compile(rf"[{RUN}]+(?:\.[0-9]+)*")
_PRIVATE: Final = 0xF0000  # planes 15 and 16: 131,072 characters that no text uses
_PRIVATE_SIZE: Final = 0x20000 - 2


def units(canonical: str) -> str:
    """Write every word, number and syllable as one private character; sentence ends stay."""
    return _RUN.sub(_unit, canonical).replace(" ", "")


def _unit(run: re.Match[str]) -> str:
    return chr(_PRIVATE + zlib.crc32(run[0].encode()) % _PRIVATE_SIZE)


@lru_cache(maxsize=128)  # one new article is compared with several others
def grams(canonical: str) -> frozenset[str]:
    """Return the distinct grams, across sentence ends: punctuation that was redone does not count."""
    body = units(canonical).replace(SENTENCE_END, "")
    return frozenset({body[at : at + GRAM] for at in range(len(body) - GRAM + 1)} or {body} - {""})


@lru_cache(maxsize=128)
def sentences(canonical: str) -> tuple[str, ...]:
    """Return the sentences in units, without their ends."""
    return tuple(sentence for sentence in units(canonical).split(SENTENCE_END) if sentence)
